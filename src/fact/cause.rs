//! What a sentence says brought a disaster about, and whether two sentences give different causes.
//!
//! Only the plainest forms, English: "a fault set off the blaze", "the fire was caused by a fault",
//! "it was a fault that sparked the disaster". Two causes differ where no word of one is a word or
//! a dictionary relative of the other's. Not done: causes told without such a verb, a cause within
//! the other ("electrical fault", "worn cable").

use super::claim::Claim;
use super::lexicon::{Lexicon, Relation, StemId, Word};
use super::term::CONTENT_WEIGHT;
use super::words::Words;

/// Disasters of one kind; one report's word for it is another's.
const DISASTERS: [&[&str]; 6] = [
    &["fire", "blaze", "inferno", "flames", "wildfire"],
    &["explosion", "blast", "explosions", "blasts"],
    &["crash", "collision", "derailment", "pileup"],
    &["collapse", "landslide", "avalanche"],
    &["spill", "leak"],
    &["outage", "blackout"],
];
/// Words for any of them.
const ANY_DISASTER: [&str; 4] = ["disaster", "accident", "tragedy", "catastrophe"];
/// Tokens between a verb and the disaster it brought about.
const REACH: usize = 4;
/// Most words of a cause that are read.
const LONGEST: usize = 12;

/// A cause and what it brought about.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Which of the kinds; `None` for any.
    disaster: Option<usize>,
    /// Content words of the cause.
    words: Vec<Word>,
}

/// The cause that a sentence tells, if it does.
pub fn cause(words: &Words<'_>, lexicon: &Lexicon) -> Option<Cause> {
    let told = (1..words.len()).find_map(|at| active(words, at).or_else(|| passive(words, at)))?;
    let (disaster, from, to) = told;
    let content = |i: &usize| {
        words.is_word(*i) && lexicon.idf(lexicon.stem_id(words.at(*i))) >= CONTENT_WEIGHT
    };
    let mut read: Vec<Word> =
        (from..to).filter(content).map(|i| lexicon.word(words.at(i))).collect();
    // One writes `trip wire`, the other `tripwire`.
    let pairs = (from..to).filter_map(|i| Some((i, next_word(words, i).filter(|at| *at < to)?)));
    let joined = pairs.filter(|(i, next)| content(i) && content(next));
    read.extend(joined.map(|(i, next)| lexicon.word(&[words.at(i), words.at(next)].concat())));
    let cause = Cause { disaster, words: read };
    (!cause.words.is_empty()).then_some(cause)
}

/// The word that stands behind another, a hyphen between them or not.
fn next_word(words: &Words<'_>, at: usize) -> Option<usize> {
    let next = if words.is_dash(at + 1) { at + 2 } else { at + 1 };
    words.is_word(next).then_some(next)
}

/// Both give a cause of one disaster, and the causes have nothing in common. Symmetric.
pub fn differ(a: &Claim, b: &Claim) -> bool {
    let (Some(x), Some(y)) = (&a.cause, &b.cause) else { return false };
    let one = x.disaster.is_none() || y.disaster.is_none() || x.disaster == y.disaster;
    // What was once thought disputes nothing.
    let plain = |c: &Claim| !c.sentence.negated && !c.looks_back;
    let plain = plain(a) && plain(b);
    let lexicon = Lexicon::shared();
    let related =
        |p: &Word, q: &Word| p.stem == q.stem || lexicon.relation(p, q) <= Relation::Derivation;
    let names = |c: &Claim| -> Vec<StemId> {
        c.sentence.terms.iter().filter(|t| t.is_name()).map(|t| t.stem).collect()
    };
    let strangers = super::evidence::shares_nothing(&names(a), &names(b));
    one && plain && !strangers && !x.words.iter().any(|p| y.words.iter().any(|q| related(p, q)))
}

/// `a fault set off the blaze`: disaster, and the words before the verb.
fn active(words: &Words<'_>, at: usize) -> Option<(Option<usize>, usize, usize)> {
    let after = match words.at(at) {
        "caused" | "sparked" | "triggered" | "ignited" | "provoked" => at + 1,
        "set" | "touched" if words.at(at + 1) == "off" => at + 2,
        _ => return None,
    };
    if matches!(words.before(at, 1), "what" | "it" | "which" | "who" | "this") {
        return None;
    }
    let disaster = (after..after + REACH).find_map(|i| disaster(words.at(i)))?;
    // `The wind caused the fire to spread`: it burnt before.
    let changed = |i: usize| {
        words.at(i) == "to"
            && matches!(
                words.at(i + 1),
                "become" | "spread" | "grow" | "jump" | "flare" | "burn" | "turn" | "double"
            )
    };
    if (after..after + LONGEST).any(changed) {
        return None;
    }
    let start = (at.saturating_sub(LONGEST)..at)
        .rev()
        .find(|&i| matches!(words.at(i), "," | ";" | ":" | "\"" | "said" | "believe"))
        .map_or(at.saturating_sub(LONGEST), |i| i + 1);
    Some((disaster, start, at))
}

/// `the blaze was caused by a fault`: disaster, and the words behind "by".
fn passive(words: &Words<'_>, at: usize) -> Option<(Option<usize>, usize, usize)> {
    let verb = matches!(words.at(at), "caused" | "sparked" | "triggered" | "ignited");
    if !verb || words.at(at + 1) != "by" {
        return None;
    }
    let disaster = (1..=REACH + 1).find_map(|back| disaster(words.before(at, back)))?;
    let end = (at + 2..at + 2 + LONGEST)
        .find(|&i| !words.is_word(i) && !words.is_dash(i))
        .unwrap_or(at + 2 + LONGEST);
    Some((disaster, at + 2, end))
}

/// The kind of disaster that a word names; `Some(None)` for one that names any.
#[allow(clippy::option_option, reason = "no disaster, any disaster, or one of a kind")]
fn disaster(word: &str) -> Option<Option<usize>> {
    let kind = DISASTERS.iter().position(|names| names.contains(&word));
    kind.map(Some).or_else(|| ANY_DISASTER.contains(&word).then_some(None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::samples::claim;

    #[test]
    fn causes_of_one_disaster() {
        let rows = [
            (true, "Lightning set off the blaze at the mill.", "The fire was caused by arson."),
            (true, "It was a candle that sparked the disaster.", "Arson caused the mill fire."),
            (false, "Lightning set off the blaze.", "The fire was sparked by a lightning strike."),
            (false, "Lightning set off the blaze.", "Ice caused the crash on the road."),
            (false, "Nobody knows what caused the fire.", "Arson caused the mill fire."),
            (false, "The tax sparked protests.", "Arson caused the mill fire."),
            (false, "The fire had long been caused by ice.", "Arson caused the mill fire."),
            (false, "Arson caused the fire in Kelso.", "Lightning caused the fire in Oxley."),
            (false, "A shift of wind caused the fire to spread.", "Arson caused the mill fire."),
            // No word of it tells a cause.
            (false, "It was he that caused the blaze.", "Arson caused the mill fire."),
            (false, "A tripwire set off the blast.", "The blast was triggered by a trip wire."),
        ];
        for (expected, x, y) in rows {
            assert_eq!(differ(&claim(x), &claim(y)), expected, "{x} / {y}");
            assert_eq!(differ(&claim(y), &claim(x)), expected, "{y} / {x}");
        }
    }
}
