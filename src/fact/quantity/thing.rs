//! What a figure counts: the last noun of the phrase after it.

use super::context::Scene;
use super::people::{self, People};
use super::role::role_word;
use super::{Change, Reference, Thing};
use crate::fact::lead::Lead;
use crate::fact::lexicon::StemId;

/// Longest phrase read, in words.
const MAX_WORDS: usize = 5;

/// The phrase after a figure: positions of its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase {
    positions: [usize; MAX_WORDS],
    len: usize,
    /// The token after it.
    pub end: usize,
    /// A part of a larger number: `10 of the passengers`.
    pub of_the: bool,
}

impl Phrase {
    /// Reads the phrase that begins at token `at`.
    pub fn read(scene: &Scene, at: usize) -> Self {
        let words = scene.words;
        let mut phrase = Self { positions: [0; MAX_WORDS], len: 0, end: at, of_the: false };
        phrase.of_the = words.at(at) == "of"
            && matches!(words.at(at + 1), "the" | "them" | "those" | "whom" | "its" | "their");
        let mut i = at;
        while phrase.len < MAX_WORDS && i < words.len() && i < at + 2 * MAX_WORDS {
            let word = words.at(i);
            let front = phrase.len == 0;
            if is_skipped(word, front)
                || Self::is_hyphen(scene, at, i)
                || front && scene.is_adverb(i)
                || word == "co" && scene.words.is_dash(i + 1)
                || scene.words.is_dash(i) && scene.words.before(i, 1) == "co"
            {
                i += 1;
                continue;
            }
            if phrase.ends_at(scene, i) {
                break;
            }
            phrase.positions[phrase.len] = i;
            phrase.len += 1;
            i += 1;
            phrase.end = i;
            if people::people(word).is_some() && !phrase.continues(scene, i) {
                break;
            }
        }
        phrase
    }

    /// A hyphen inside the phrase; a dash with spaces ends it, unless a measure word follows, as
    /// in tokenised `3 - member`.
    fn is_hyphen(scene: &Scene, at: usize, i: usize) -> bool {
        let words = scene.words;
        let tight = words.is_glued(i) && words.is_glued(i + 1);
        let spread = i == at
            && matches!(
                words.at(i + 1),
                "member"
                    | "man"
                    | "person"
                    | "story"
                    | "strong"
                    | "seat"
                    | "game"
                    | "point"
                    | "page"
                    | "storey"
                    | "bed"
                    | "room"
                    | "bedroom"
            );
        words.is_dash(i) && (tight || spread)
    }

    fn ends_at(&self, scene: &Scene, i: usize) -> bool {
        let words = scene.words;
        let word = words.at(i);
        let function = words.is_stop_word(i) && !matches!(word, "other" | "others")
            || matches!(word, "vs" | "versus" | "respectively");
        let fate = role_word(word).is_some() && people::people(word).is_none();
        !words.is_word(i)
            || scene.is_dated(i)
            || function
            || fate
            || words.is_number_word(i)
            || scene.is_adverb(i)
            || self.is_verb(scene, i)
    }

    /// A verb ends the phrase; a participle before a plural is part of it (`300 burned homes`).
    fn is_verb(&self, scene: &Scene, i: usize) -> bool {
        let word = scene.words.at(i);
        let participle = word.ends_with("ed") && scene.can_be_verb(i);
        if self.positions().iter().any(|&j| is_noun(scene, j)) {
            return participle || scene.is_verb(i) && !is_noun(scene, i);
        }
        let plural = scene.words.at(i + 1).ends_with('s') && is_noun(scene, i + 1);
        let describes = participle && (plural || people::people(scene.words.at(i + 1)).is_some());
        scene.is_verb(i) && !is_first_noun(scene, i) && !describes
    }

    /// `police officers`, `family members`: a noun for people before another one.
    fn continues(&self, scene: &Scene, next: usize) -> bool {
        people::people(scene.words.at(next)).is_some() && self.len < MAX_WORDS
    }

    fn positions(&self) -> &[usize] {
        &self.positions[..self.len]
    }

    /// The noun it is about: the last noun, or the last word where that is unknown.
    pub fn head(&self, scene: &Scene) -> Option<usize> {
        let is_head = |i: usize| is_noun(scene, i) || people::people(scene.words.at(i)).is_some();
        let noun = self.positions().iter().rev().copied().find(|&i| is_head(i));
        let noun = noun
            .or_else(|| self.positions().iter().rev().copied().find(|&i| is_first_noun(scene, i)));
        // A name or a word that the dictionary lacks; never a lone adjective.
        let unknown = |i: &usize| !scene.is_known(*i);
        noun.or_else(|| self.positions().last().copied().filter(unknown))
    }

    /// The thing that the phrase names.
    pub fn thing(&self, scene: &Scene) -> Option<Thing> {
        self.head(scene).map(|i| thing_at(scene, i))
    }

    /// Stems of the phrase's other words, sorted.
    pub fn modifiers(&self, scene: &Scene) -> Vec<StemId> {
        let head = self.head(scene);
        let mut out: Vec<StemId> = self
            .positions()
            .iter()
            .filter(|&&i| Some(i) != head && scene.is_content(i))
            .map(|&i| scene.stem(i))
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// After a number, a word in -s that can be a noun is one: `500 shares`, `three visits`.
fn is_noun(scene: &Scene, i: usize) -> bool {
    scene.is_noun(i) || scene.words.at(i).ends_with('s') && scene.can_be_noun(i)
}

/// As long as the phrase has no noun, a base form that can be one is one: `a three-month stay`.
fn is_first_noun(scene: &Scene, i: usize) -> bool {
    is_noun(scene, i) || scene.can_be_noun(i) && is_base_form(scene, i)
}

/// `stay`, not `won` or `shook`: these are nouns too, but stand for `win` and `shake`.
fn is_base_form(scene: &Scene, i: usize) -> bool {
    let word = scene.words.at(i);
    let stem = scene.lexicon.stem(word);
    let beginning = stem.get(..stem.len().saturating_sub(1)).unwrap_or(&stem);
    word.starts_with(beginning) && scene.lexicon.is_lemma(word)
}

/// Quotes anywhere, and small words at the front of the phrase (`10 more of the miners`).
fn is_skipped(word: &str, front: bool) -> bool {
    matches!(word, "'" | "’" | "‘" | "\"" | "“" | "”" | "``" | "''")
        || front && matches!(word, "more" | "other" | "of" | "the" | "its" | "their" | "those")
}

/// The noun at a token as a thing.
pub(super) fn thing_at(scene: &Scene, i: usize) -> Thing {
    let word = scene.words.at(i);
    let demonym = scene.words.is_capital(i) && scene.lexicon.country_of_demonym(word).is_some();
    Thing {
        noun: scene.lexicon.word(word),
        people: people::people(word).or(demonym.then_some(People::Group)),
        holds: false,
        capital: scene.words.is_capital(i),
    }
}

/// `60 km south-west of Hanoi`, `at a depth of 10 km`: where a distance is measured from.
pub(super) fn distance_reference(scene: &Scene, start: usize, end: usize) -> Option<Reference> {
    let words = scene.words;
    let deep = (1..=4).any(|back| words.before(start, back) == "depth")
        || matches!(words.at(end), "deep" | "underground" | "below");
    if deep {
        return Some(Reference::Depth);
    }
    if matches!(words.at(end), "long" | "wide" | "tall" | "high" | "thick") {
        return Some(Reference::Side(scene.stem(end)));
    }
    let mut i = end;
    while i < end + 8 && is_direction(words.at(i)) {
        i += 1;
    }
    if !matches!(words.at(i), "of" | "from") {
        return None;
    }
    let name = if words.at(i + 1) == "the" { i + 2 } else { i + 1 };
    (name < words.len() && words.is_word(name)).then(|| Reference::Place(scene.stem(name)))
}

fn is_direction(word: &str) -> bool {
    matches!(
        word,
        "off"
            | "to"
            | "the"
            | "south"
            | "north"
            | "east"
            | "west"
            | "southeast"
            | "southwest"
            | "northeast"
            | "northwest"
            | "away"
            | "-"
            | ","
            | "out"
            | "outside"
            | "upstream"
            | "downstream"
            | "inland"
    )
}

/// `per season`, `a barrel`, `annually`: what a rate is over.
pub(super) fn rate(scene: &Scene, end: usize) -> Option<StemId> {
    let words = scene.words;
    match words.at(end) {
        "per" | "each" | "every" if words.is_word(end + 1) && !words.is_stop_word(end + 1) => {
            Some(scene.stem(end + 1))
        }
        "annually" | "yearly" => Some(scene.lexicon.stem_id("year")),
        "monthly" => Some(scene.lexicon.stem_id("month")),
        "daily" => Some(scene.lexicon.stem_id("day")),
        "a" | "an" if is_rate_noun(words.at(end + 1)) => Some(scene.stem(end + 1)),
        _ => None,
    }
}

/// `yearly savings of N`, `an annual budget of N`: what a rate is over, told before the figure.
pub(super) fn rate_before(scene: &Scene, start: usize) -> Option<StemId> {
    const REACH: usize = 4;
    let words = scene.words;
    if words.before(start, 1) != "of" {
        return None;
    }
    let period = (2..=REACH).find_map(|back| match words.before(start, back) {
        "annual" | "yearly" => Some("year"),
        "monthly" => Some("month"),
        "weekly" => Some("week"),
        "daily" => Some("day"),
        _ => None,
    })?;
    Some(scene.lexicon.stem_id(period))
}

fn is_rate_noun(word: &str) -> bool {
    matches!(
        word,
        "year"
            | "season"
            | "month"
            | "week"
            | "day"
            | "hour"
            | "night"
            | "share"
            | "barrel"
            | "game"
            | "ton"
            | "tonne"
            | "gallon"
            | "litre"
            | "liter"
            | "ounce"
            | "pound"
            | "piece"
            | "unit"
            | "head"
            | "person"
            | "bushel"
            | "kilo"
            | "minute"
    )
}

/// The place of a figure in a change, by the word before it.
pub(super) fn change(scene: &Scene, start: usize) -> Option<Change> {
    let words = scene.words;
    let moves = |back: usize| start >= back && words.has(start - back, Lead::CHANGE);
    match words.before(start, 1) {
        "from" | "vs" | "versus" | "against" => Some(Change::From),
        "with" | "to" if words_compare(scene, start) => Some(Change::From),
        "by" if moves(2) => Some(Change::By),
        "to" if (2..=8).any(moves) => Some(Change::To),
        _ if moves(1) => Some(Change::By),
        _ => None,
    }
}

/// `compared with 10`: what a change is measured from.
fn words_compare(scene: &Scene, start: usize) -> bool {
    matches!(scene.words.before(start, 2), "compared" | "compares")
}
