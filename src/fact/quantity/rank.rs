//! Places in an order: `second-largest`, `No. 2`, `ranked third`, `the world's largest`.

use super::Reference;
use super::context::Scene;
use crate::fact::lead::Lead;
use crate::fact::number;
use crate::fact::rule_words::{RANK_VERBS, SUPERLATIVES};
use crate::fact::words::Words;

/// A rank in the tokens `start..end`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rank {
    pub place: f64,
    /// Token of the superlative, if there is one.
    pub superlative: Option<usize>,
    /// The token after the rank's words.
    pub end: usize,
}

/// Reads the rank that begins at token `at`.
pub(super) fn read(words: &Words, at: usize) -> Option<Rank> {
    if !words.is_number(at) && !words.has(at, Lead::RANK) && words.at(at) != "#" {
        return None;
    }
    ordinal_superlative(words, at)
        .or_else(|| numbered(words, at))
        .or_else(|| ranked(words, at))
        .or_else(|| first_of_its_kind(words, at))
}

/// An ordinal but `first`, which as often tells of time.
fn ordinal(words: &Words, at: usize) -> Option<(f64, usize)> {
    number::ordinal(words, at).filter(|_| words.at(at) != "first")
}

/// `second-largest`, `third most populous`.
fn ordinal_superlative(words: &Words, at: usize) -> Option<Rank> {
    let (place, end) = ordinal(words, at)?;
    let end = if words.is_dash(end) { end + 1 } else { end };
    let (superlative, end) = superlative(words, end)?;
    Some(Rank { place, superlative: Some(superlative), end })
}

/// The token that says what is ordered, and the token after the superlative.
fn superlative(words: &Words, at: usize) -> Option<(usize, usize)> {
    if matches!(words.at(at), "most" | "least") {
        let adjective = if words.is_dash(at + 1) { at + 2 } else { at + 1 };
        return words.is_word(adjective).then_some((adjective, adjective + 1));
    }
    SUPERLATIVES.split_whitespace().any(|word| word == words.at(at)).then_some((at, at + 1))
}

/// `No. 2`, `number two`.
fn numbered(words: &Words, at: usize) -> Option<Rank> {
    let (place, end) = number::numbered(words, at)?;
    Some(Rank { place, superlative: None, end })
}

/// `ranked second`, `came third`, `finished 4th`.
fn ranked(words: &Words, at: usize) -> Option<Rank> {
    let verb = RANK_VERBS.contains(&words.at(at));
    let next = if matches!(words.at(at + 1), "at" | "as" | "in") { at + 2 } else { at + 1 };
    let (place, end) = ordinal(words, next).filter(|_| verb)?;
    // `ranked second-largest` is read with its superlative.
    let end = ordinal_superlative(words, next).map_or(end, |r| r.end);
    let superlative = ordinal_superlative(words, next).and_then(|r| r.superlative);
    Some(Rank { place, superlative, end })
}

/// `the world's largest`: rank one, where a possessor says among whom; never `one of ...`.
fn first_of_its_kind(words: &Words, at: usize) -> Option<Rank> {
    let one_of = || (2..=5).any(|back| matches!(words.before(at, back), "of" | "among" | "ever"));
    if !words.is_possessive(at.wrapping_sub(1)) || one_of() {
        return None;
    }
    let (superlative, end) = superlative(words, at)?;
    Some(Rank { place: 1.0, superlative: Some(superlative), end })
}

/// Within what a rank holds: the possessor before it, else the place after "in".
pub(super) fn scope(scene: &Scene, start: usize, phrase_end: usize) -> Option<Reference> {
    let words = scene.words;
    let owner = start.checked_sub(1).filter(|&i| words.is_possessive(i));
    let place = || {
        let i = if words.at(phrase_end + 1) == "the" { phrase_end + 2 } else { phrase_end + 1 };
        let inside = words.at(phrase_end) == "in" && words.is_word(i);
        (inside && !scene.is_dated(i)).then_some(i)
    };
    owner.or_else(place).map(|i| Reference::Place(scene.stem(i)))
}
