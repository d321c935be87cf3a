//! Ranges of numbers: `10 to 12 people`, `10-12 million`, `between 10 and 12`, `two or three`,
//! `48% to 82%`.

use super::{people, unit};
use crate::fact::number::{self, Number};
use crate::fact::words::Words;

/// One number or two, in the tokens `start..end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numeral {
    pub low: f64,
    pub high: f64,
    pub step: f64,
    pub start: usize,
    pub end: usize,
    pub in_words: bool,
    pub rough: bool,
}

/// What two numbers joined by a dash are.
pub(super) enum Dashed {
    /// A range of values.
    Range(Numeral),
    /// A score, a record, an identifier; nothing up to this token is a figure.
    Score(usize),
}

/// A number by itself.
pub(super) fn single(n: Number) -> Numeral {
    Numeral {
        low: n.value,
        high: n.value,
        step: n.step,
        start: n.start,
        end: n.end,
        in_words: n.in_words,
        rough: n.rough,
    }
}

/// `10-12`: a range where a unit or a noun for people follows, else a score.
pub(super) fn dashed(words: &Words, first: Number) -> Option<Dashed> {
    let dash = first.end;
    if !words.is_dash(dash) || words.is_glued(dash) != words.is_glued(dash + 1) {
        return None;
    }
    let sign = usize::from(matches!(words.at(dash + 1), "$" | "£" | "€"));
    let second = number::read(words, dash + 1 + sign)?;
    if first.in_words || second.in_words {
        return None;
    }
    let next = if words.is_dash(second.end) { second.end + 1 } else { second.end };
    let measured = second.scale > 1.0
        || people::people(words.at(next)).is_some()
        || unit::is_unit_word(words, next)
        || matches!(words.before(first.start, 1), "$" | "£" | "€");
    match joined(first, second).filter(|_| measured && !words.is_dash(next)) {
        Some(range) => Some(Dashed::Range(range)),
        None => Some(Dashed::Score(second.end)),
    }
}

/// `10 to 12`, `10 or 12`, and after `between` `10 and 12`; `from 10 to 12` is a change.
pub(super) fn worded(words: &Words, first: Number) -> Option<Numeral> {
    let before = words.before(first.start, 1);
    // `48% to 82%`: the unit stands with both.
    let percent = usize::from(words.at(first.end) == "%");
    let joint = words.at(first.end + percent);
    let joins = joint == "to" && before != "from"
        || joint == "or"
        || joint == "and" && (before == "between" || words.before(first.start, 2) == "between");
    let behind = first.end + percent + 1;
    let sign = usize::from(matches!(words.at(behind), "$" | "£" | "€"));
    let second = number::read(words, behind + sign).filter(|_| joins)?;
    if percent == 1 && words.at(second.end) != "%" {
        return None;
    }
    joined(first, second)
}

/// Both as one range; a scale word counts for both (`5 to 6 million`).
fn joined(first: Number, second: Number) -> Option<Numeral> {
    let shares = first.scale == 1.0 && first.value < second.value / second.scale;
    let low = if shares { first.value * second.scale } else { first.value };
    (low < second.value && second.value < low * 10.0).then(|| Numeral {
        low,
        high: second.value,
        step: first.step.min(second.step),
        start: first.start,
        end: second.end,
        in_words: first.in_words,
        rough: false,
    })
}
