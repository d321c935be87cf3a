//! Ordinals: `second`, `2nd`, `No. 2`, `number two`, `#2`.

use super::read;
use crate::fact::lead::Lead;
use crate::fact::rule_words::ORDINALS;
use crate::fact::words::Words;

/// The largest number behind a number sign that is a place in an order.
const LAST_PLACE: f64 = 1000.0;

/// The value of the ordinal that begins at token `at`, and the token after it.
pub(in crate::fact) fn ordinal(words: &Words, at: usize) -> Option<(f64, usize)> {
    if words.is_number(at) {
        return suffixed(words, at);
    }
    if !words.has(at, Lead::RANK) {
        return None;
    }
    let word = words.at(at);
    let index = ORDINALS.iter().position(|ordinal| *ordinal == word)?;
    Some((index as f64 + 1.0, at + 1))
}

/// `2nd`, `21st`.
fn suffixed(words: &Words, at: usize) -> Option<(f64, usize)> {
    let ends = words.is_glued(at + 1) && matches!(words.at(at + 1), "st" | "nd" | "rd" | "th");
    let number = ends.then(|| read(words, at)).flatten().filter(|n| n.end == at + 1)?;
    Some((number.value, at + 2))
}

/// The value behind the number sign at token `at`, and the token after it: `No. 2`, `No 2`,
/// `number two`, `#2`.
pub(in crate::fact) fn numbered(words: &Words, at: usize) -> Option<(f64, usize)> {
    let number = match words.at(at) {
        "no" if words.at(at + 1) == "." => at + 2,
        "no" if words.is_capital(at) && words.is_number(at + 1) => at + 1,
        "number" if words.is_number_word(at + 1) => at + 1,
        "#" => at + 1,
        _ => return None,
    };
    let read = read(words, number)?;
    // `&#39;` is what is left of a quote, not a place.
    let coded = words.at(at) == "#" && words.at(read.end) == ";";
    let place = read.value;
    let whole =
        !coded && place.fract() == 0.0 && (1.0..=LAST_PLACE).contains(&place) && read.scale == 1.0;
    whole.then_some((place, read.end))
}
