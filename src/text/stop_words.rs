//! English function words: our own list of some 180, for facts and labels.
//!
//! Vectors use no stop list: a background frequency does that job better.

use std::sync::LazyLock;

use hashbrown::HashSet;

/// Words that say how a sentence is built, not what it is about; lower case.
pub const ENGLISH: &str = "a an the of in on at to for from by with without and or nor but as than then so if \
 because while although though until since when where which who whom whose what why how that this these those \
 there here it its itself he him his himself she her hers herself they them their theirs themselves we us our ours \
 ourselves you your yours i me my mine myself one ones be am is are was were been being have has had having do does \
 did doing done will would shall should can could may might must ought not no never none n't very more most much many \
 less least few little some any all both each every either neither other others another such same own only just also \
 too again once yet still already even ever into onto out up down over under above below about after before during \
 between among against through across toward towards along around behind beyond within upon off per via amid like \
 s t d ll ve re m mr mrs ms dr say says said saying tell tells told according added adding";

static SET: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| ENGLISH.split_whitespace().collect());

/// True for an English function word (given in lower case).
pub fn is_stop_word(word: &str) -> bool {
    SET.contains(word)
}
