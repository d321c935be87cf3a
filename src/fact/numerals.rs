//! Numbers in a run of words: digits, words and scales to one value, and ordinals.
//!
//! "five hundred", "1.2m", "2 bn", "twenty-three", "a dozen", "3 lakh" are numbers; "second",
//! "2nd", "No. 2" are ordinals. English words; digits of any language. What the number counts, and
//! ranges, rates and units, are the business of quantities, not of words.

use super::folded::Folded;
use crate::text::tokens::TokenKind;

/// A number or an ordinal read from the words at a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Numeral {
    pub value: f64,
    pub ordinal: bool,
    /// Written as a run of four digits between 1900 and 2100.
    pub year: bool,
    /// How many tokens it takes.
    pub tokens: usize,
}

/// Reads the numeral that begins at token `at`, if one does.
pub(super) fn read(words: &Folded<'_>, at: usize) -> Option<Numeral> {
    match words.kind(at) {
        Some(TokenKind::Number) => Some(digits(words, at)),
        Some(TokenKind::Word) => number_sign(words, at).or_else(|| in_words(words, at)),
        _ => None,
    }
}

/// True for the words that [`read`] can begin with.
pub(super) fn may_begin(lower: &str) -> bool {
    matches!(lower, "no" | "dozen") || cardinal(lower).is_some() || ordinal(lower).is_some()
}

fn digits(words: &Folded<'_>, at: usize) -> Numeral {
    let text = words.raw(at);
    let value = parse_digits(text);
    let touching = words.touches(at + 1);
    if touching && matches!(words.lower(at + 1), "st" | "nd" | "rd" | "th") {
        return Numeral { value, ordinal: true, year: false, tokens: 2 };
    }
    let hyphen = usize::from(words.raw(at + 1) == "-");
    let suffix = words.lower(at + 1 + hyphen);
    let factor = match short_scale(suffix) {
        Some(factor) if touching && hyphen == 0 => Some(factor),
        _ => scale(suffix),
    };
    if let Some(factor) = factor {
        return Numeral { value: value * factor, ordinal: false, year: false, tokens: 2 + hyphen };
    }
    let year = text.len() == 4 && (1900.0..=2100.0).contains(&value);
    Numeral { value, ordinal: false, year, tokens: 1 }
}

/// Digits with thousands commas; a number too long for a float reads as infinite.
fn parse_digits(text: &str) -> f64 {
    let parsed = if text.contains(',') { text.replace(',', "").parse() } else { text.parse() };
    parsed.unwrap_or(f64::INFINITY)
}

/// "No. 2", "no. 2".
fn number_sign(words: &Folded<'_>, at: usize) -> Option<Numeral> {
    let named = words.lower(at) == "no" && words.raw(at + 1) == ".";
    let digits = named && words.kind(at + 2) == Some(TokenKind::Number);
    digits.then(|| Numeral {
        value: parse_digits(words.raw(at + 2)),
        ordinal: true,
        year: false,
        tokens: 3,
    })
}

fn in_words(words: &Folded<'_>, at: usize) -> Option<Numeral> {
    let lower = words.lower(at);
    if let Some(value) = ordinal(lower) {
        return Some(Numeral { value, ordinal: true, year: false, tokens: 1 });
    }
    let (mut value, mut end) = match cardinal(lower) {
        // "one" alone is a pronoun as often as a number.
        Some(1.0) if scale(words.lower(at + 1)).is_none() => return None,
        Some(value) => (value, at + 1),
        None if lower == "dozen" => (12.0, at + 1),
        None => return None,
    };
    if (20.0..100.0).contains(&value) {
        let next = end + usize::from(words.raw(end) == "-");
        if let Some(unit) = cardinal(words.lower(next)).filter(|unit| (1.0..10.0).contains(unit)) {
            value += unit;
            end = next + 1;
        }
    }
    while let Some(factor) = scale(words.lower(end)) {
        value *= factor;
        end += 1;
    }
    Some(Numeral { value, ordinal: false, year: false, tokens: end - at })
}

fn cardinal(lower: &str) -> Option<f64> {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    if !(3..=9).contains(&lower.len()) {
        return None;
    }
    let at = |list: &[&str]| list.iter().position(|w| *w == lower).map(|i| i as f64);
    at(&UNITS).or_else(|| at(&TENS).map(|i| 10.0 * (i + 2.0)))
}

fn ordinal(lower: &str) -> Option<f64> {
    const ORDINALS: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth", "eleventh", "twelfth",
    ];
    ORDINALS.iter().position(|w| *w == lower).map(|i| (i + 1) as f64)
}

/// Scales that stand as words of their own.
fn scale(lower: &str) -> Option<f64> {
    Some(match lower {
        "dozen" => 12.0,
        "hundred" => 100.0,
        "thousand" => 1e3,
        "lakh" => 1e5,
        "million" | "mn" => 1e6,
        "crore" => 1e7,
        "billion" | "bn" => 1e9,
        "trillion" | "tn" => 1e12,
        _ => return None,
    })
}

/// Letters that are a scale only right behind the digits: 5m, 20k.
fn short_scale(lower: &str) -> Option<f64> {
    Some(match lower {
        "k" => 1e3,
        "m" => 1e6,
        "b" => 1e9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens::tokenise;

    fn value(text: &str) -> Option<(f64, bool, usize)> {
        read(&Folded::new(text, &tokenise(text)), 0).map(|n| (n.value, n.ordinal, n.tokens))
    }

    #[test]
    fn words_and_scales_make_one_number() {
        assert_eq!(value("five hundred people"), Some((500.0, false, 2)));
        assert_eq!(value("twenty-three dead"), Some((23.0, false, 3)));
        assert_eq!(value("1.2m users"), Some((1_200_000.0, false, 2)));
        assert_eq!(value("2 bn"), Some((2e9, false, 2)));
        assert_eq!(value("3-million strong"), Some((3e6, false, 3)));
        assert_eq!(value("1,200 m high"), Some((1200.0, false, 1)));
        assert_eq!(value("3 lakh"), Some((3e5, false, 2)));
        assert_eq!(value("one million"), Some((1e6, false, 2)));
        assert_eq!(value("one of them"), None);
    }

    #[test]
    fn ordinals() {
        assert_eq!(value("second-largest"), Some((2.0, true, 1)));
        assert_eq!(value("2nd"), Some((2.0, true, 2)));
        assert_eq!(value("No. 2 seed"), Some((2.0, true, 3)));
        assert_eq!(value("No way"), None);
    }

    #[test]
    fn years() {
        let year = |text: &str| read(&Folded::new(text, &tokenise(text)), 0).map(|n| n.year);
        assert_eq!(year("2023"), Some(true));
        assert_eq!(year("2,023"), Some(false));
    }
}
