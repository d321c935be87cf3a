//! Fractions of something as percentages: `a third of`, `two-thirds of the`, `half of its`.

use crate::fact::lead::Lead;
use crate::fact::number;
use crate::fact::words::Words;

/// A fraction in percent, in the tokens `start..end`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fraction {
    pub percent: f64,
    pub end: usize,
}

/// Reads a fraction that begins at token `at`. It must be one of something, or the extent of a
/// change (`by a third`): the third quarter and a half hour are none.
pub(super) fn read(words: &Words, at: usize) -> Option<Fraction> {
    if !words.is_word(at) || !words.has(at, Lead::NUMBER) && !words.has(at, Lead::COUNT) {
        return None;
    }
    // `a quarter of a million` is a number.
    if number::read(words, at).is_some_and(|n| n.rough) {
        return None;
    }
    if let Some(fraction) = one_in(words, at) {
        return Some(fraction);
    }
    let (share, end) = half(words, at).or_else(|| parts(words, at))?;
    let of_something = words.before(at, 1) == "by"
        || matches!(words.at(end), "of" | "above" | "below" | "more" | "less" | "higher" | "lower");
    let of_own =
        share == 0.5 && matches!(words.at(end), "the" | "its" | "their" | "his" | "her" | "all");
    (of_something || of_own).then_some(Fraction { percent: share * 100.0, end })
}

/// `one in five children`, `one out of every five`, `one of every five`, `six out of ten voters`,
/// `one household in three`.
fn one_in(words: &Words, at: usize) -> Option<Fraction> {
    if super::role::role_word(words.before(at, 1)).is_some() {
        return None;
    }
    let share =
        number::read(words, at).filter(|n| n.scale == 1.0 && !n.rough && n.end == at + 1)?;
    let among = words.is_word(at + 1) && words.at(at + 2) == "in" && words.at(at) == "one";
    let mut of = match (words.at(at + 1), words.at(at + 2)) {
        // `one household in three`
        _ if among && number::read(words, at + 3).is_some_and(|n| n.in_words) => at + 3,
        ("in", _) | ("of", "every") if words.at(at) == "one" => at + 2,
        ("in", "ten" | "five" | "four" | "100") if share.in_words => at + 2,
        ("out", "of") => at + 3,
        _ => return None,
    };
    of += usize::from(words.at(of) == "every");
    let number = number::read(words, of).filter(|n| n.scale == 1.0 && !n.rough)?;
    let whole = number.value.fract() == 0.0
        && (2.0..=1000.0).contains(&number.value)
        && share.value < number.value;
    // `One in 2010`, `one in three-year-old`: only a plain number before a noun.
    let plain = words.is_word(number.end) && !words.is_dash(number.end);
    (whole && plain)
        .then_some(Fraction { percent: 100.0 * share.value / number.value, end: number.end })
}

fn half(words: &Words, at: usize) -> Option<(f64, usize)> {
    (words.at(at) == "half" && words.before(at, 2) != "and").then_some((0.5, at + 1))
}

/// `a third`, `one quarter`, `two-thirds`, `three fifths`.
fn parts(words: &Words, at: usize) -> Option<(f64, usize)> {
    let count = match words.at(at) {
        "a" | "one" => 1.0,
        _ if words.is_number_word(at) => number::read(words, at)?.value,
        _ => return None,
    };
    let name = if words.is_dash(at + 1) { at + 2 } else { at + 1 };
    let word = words.at(name);
    let singular = word.strip_suffix('s');
    // One part takes the singular, several take the plural.
    let of = denominator(if count == 1.0 { word } else { singular? })?;
    (count < of).then_some((count / of, name + 1))
}

fn denominator(word: &str) -> Option<f64> {
    Some(match word {
        "third" => 3.0,
        "quarter" => 4.0,
        "fifth" => 5.0,
        "sixth" => 6.0,
        "eighth" => 8.0,
        "tenth" => 10.0,
        _ => return None,
    })
}
