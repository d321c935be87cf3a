//! Strengths of earthquakes: `magnitude 5.9`, `a 5.9 quake`, `6.1 on the Richter scale`.

use super::range::Numeral;
use crate::fact::words::Words;

/// Tokens before and after a number in which a word for magnitude makes it one.
const REACH_BEFORE: usize = 6;
const REACH_AFTER: usize = 4;

/// True where a number without a unit is a magnitude.
pub(super) fn is_magnitude(words: &Words, n: &Numeral) -> bool {
    if n.in_words || n.high >= 10.0 {
        return false;
    }
    let next = if words.is_dash(n.end) { n.end + 1 } else { n.end };
    let decimal = n.step < 1.0;
    (decimal && is_quake(words.at(next)))
        || (n.end..n.end + REACH_AFTER).any(|i| is_scale(words.at(i)))
        || decimal && (1..=REACH_BEFORE).any(|back| is_scale(words.before(n.start, back)))
        || is_scale(words.before(n.start, 1))
        || is_scale(words.before(n.start, 2)) && words.is_dash(n.start.wrapping_sub(1))
        || words.phrase_before(n.start, &["magnitude", "of"])
}

fn is_scale(word: &str) -> bool {
    matches!(word, "magnitude" | "richter")
}

fn is_quake(word: &str) -> bool {
    matches!(word, "earthquake" | "quake" | "tremor" | "temblor" | "aftershock")
}
