//! Numerals: `1,200,000`, `1.2m`, `7.8 billion`, `two hundred and twelve`, `Rs 500 crore`; and
//! ordinals: `second`, `2nd`, `No. 2`.
//!
//! A numeral is read as a decimal (digits times a power of ten), so that `1.2m` is exactly
//! 1,200,000 and the last digit that counts is known. Spacing of tokenised corpora (`5. 9`,
//! `120, 000`) is read over tokens; the text is never rewritten. Vague numerals (dozens, several
//! hundred) are left out.

mod digits;
mod letters;
mod ordinal;

use super::words::Words;
pub(super) use ordinal::{numbered, ordinal};

/// A number as written, in the tokens `start..end`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    /// Its value.
    pub value: f64,
    /// Place value of the last digit that counts: 0.1 in `5.9`, 100 in `200`, 1 in `23`.
    pub step: f64,
    /// What scale words multiplied it by: 1e6 in `5 million`, else 1.
    pub scale: f64,
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// Written in letters.
    pub in_words: bool,
    /// A round number by its nature: a dozen, half a million.
    pub rough: bool,
}

/// Digits times a power of ten.
#[derive(Debug, Clone, Copy)]
struct Decimal {
    mantissa: u64,
    exponent: i32,
}

impl Decimal {
    fn value(self) -> f64 {
        let power = 10f64.powi(self.exponent.abs());
        // Dividing by an exact power of ten rounds once: 59 / 10 is the closest double to 5.9.
        if self.exponent < 0 { self.mantissa as f64 / power } else { self.mantissa as f64 * power }
    }

    /// Whole numbers below 100 are taken at their word; above, closing zeros may be rounding.
    fn step(self, decimals: bool) -> f64 {
        let mut exponent = self.exponent;
        let mut mantissa = self.mantissa;
        if !decimals && self.value() >= 100.0 {
            while mantissa > 0 && mantissa.is_multiple_of(10) {
                mantissa /= 10;
                exponent += 1;
            }
        }
        10f64.powi(exponent)
    }
}

/// Reads the number that begins at token `at`.
pub(super) fn read(words: &Words, at: usize) -> Option<Number> {
    if words.is_number(at) { digits::read(words, at) } else { letters::read(words, at) }
}

/// The power of ten of a scale word, and whether it may be glued to digits (`2m`, `5bn`).
fn scale(word: &str) -> Option<(i32, bool)> {
    Some(match word {
        "hundred" => (2, false),
        "thousand" => (3, false),
        "k" => (3, true),
        "lakh" | "lakhs" | "lac" => (5, true),
        "million" | "millions" | "mn" | "mln" | "m" => (6, true),
        "crore" | "crores" | "cr" => (7, true),
        "billion" | "billions" | "bn" | "bln" | "b" => (9, true),
        "trillion" | "tn" | "trn" => (12, true),
        _ => return None,
    })
}

/// True for a scale word that stands by itself: `million`, not `m`.
pub(super) fn is_scale_word(word: &str) -> bool {
    word.len() > 1 && scale(word).is_some()
}

/// Single letters are scales only where they touch the digits.
fn scale_at(words: &Words, at: usize) -> Option<i32> {
    let word = words.at(at);
    let (power, glues) = scale(word)?;
    let glued = words.is_glued(at);
    if word.len() == 1 {
        return (glued && glues && !(word == "m" && is_metres(words, at))).then_some(power);
    }
    (!glued || glues).then_some(power)
}

/// `100m high`, `400m hurdles`: a length, not a hundred million.
fn is_metres(words: &Words, at: usize) -> bool {
    matches!(
        words.at(at + 1),
        "high"
            | "tall"
            | "deep"
            | "long"
            | "wide"
            | "away"
            | "from"
            | "above"
            | "below"
            | "off"
            | "freestyle"
            | "butterfly"
            | "backstroke"
            | "breaststroke"
            | "hurdles"
            | "sprint"
            | "dash"
            | "race"
            | "relay"
            | "final"
            | "run"
    )
}

/// A scale word after a numeral, with or without a hyphen between.
fn next_scale(words: &Words, at: usize) -> Option<(i32, usize)> {
    if let Some(power) = scale_at(words, at) {
        return Some((power, at + 1));
    }
    let hyphened = words.is_dash(at) && words.at(at + 1).len() > 1;
    hyphened.then(|| scale_at(words, at + 1)).flatten().map(|power| (power, at + 2))
}

#[cfg(test)]
mod tests;
