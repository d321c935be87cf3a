//! Numbers in letters: `twenty-three`, `two million three hundred thousand`, `half a dozen`.

use super::{Decimal, Number, next_scale, scale};
use crate::fact::lead::Lead;
use crate::fact::rule_words::SMALL;
use crate::fact::words::Words;

/// The value of a word below a hundred.
fn small(words: &Words, at: usize) -> Option<u64> {
    if !words.has(at, Lead::NUMBER) {
        return None;
    }
    SMALL.iter().find(|(word, _)| *word == words.at(at)).map(|(_, value)| *value)
}

/// `twenty-three`, `seven`: one or two words below a hundred, and the token after them.
fn below_hundred(words: &Words, at: usize) -> Option<(u64, usize)> {
    let tens = small(words, at)?;
    if tens < 20 {
        return Some((tens, at + 1));
    }
    let next = if words.is_dash(at + 1) { at + 2 } else { at + 1 };
    match small(words, next) {
        Some(unit @ 1..=9) => Some((tens + unit, next + 1)),
        _ => Some((tens, at + 1)),
    }
}

/// `three hundred and twelve`, `a hundred`, `ninety`: below a thousand (or `twelve hundred`).
fn below_thousand(words: &Words, at: usize) -> Option<(u64, usize)> {
    let (head, end) = match below_hundred(words, at) {
        Some(head) => head,
        None if is_one_of_scale(words, at) => (1, at + 1),
        None => return None,
    };
    if words.at(end) != "hundred" || head == 0 {
        return Some((head, end));
    }
    let tail = below_hundred(words, end + 1)
        .or_else(|| (words.at(end + 1) == "and").then(|| below_hundred(words, end + 2)).flatten());
    let (tail, end) = tail.unwrap_or((0, end + 1));
    Some((head * 100 + tail, end))
}

/// `a million`, `a dozen`: the article stands for one.
fn is_one_of_scale(words: &Words, at: usize) -> bool {
    matches!(words.at(at), "a" | "an") && scale_word(words, at + 1).is_some()
}

/// The power of a scale word that stands by itself.
fn scale_word(words: &Words, at: usize) -> Option<i32> {
    let word = words.at(at);
    scale(word).filter(|_| word.len() > 2).map(|(power, _)| power)
}

/// Reads the number whose first word is token `at`.
pub(super) fn read(words: &Words, at: usize) -> Option<Number> {
    if !words.has(at, Lead::NUMBER) && !words.has(at, Lead::COUNT) {
        return None;
    }
    dozen(words, at).or_else(|| half_of_scale(words, at)).or_else(|| spoken(words, at))
}

/// `a dozen`, `two dozen`, `half a dozen`; never `dozens`.
fn dozen(words: &Words, at: usize) -> Option<Number> {
    let (count, end) = match words.at(at) {
        "dozen" => (1.0, at),
        "a" => (1.0, at + 1),
        "half" if words.at(at + 1) == "a" => (0.5, at + 2),
        "half" => (0.5, at + 1),
        _ => (small(words, at)? as f64, at + 1),
    };
    let vague = matches!(words.before(at, 1), "several" | "few" | "couple" | "many");
    (words.at(end) == "dozen" && !vague).then(|| Number {
        value: count * 12.0,
        step: 1.0,
        scale: 1.0,
        start: at,
        end: end + 1,
        in_words: true,
        rough: true,
    })
}

/// `half a million`, `a quarter of a million`, `half a billion`.
fn half_of_scale(words: &Words, at: usize) -> Option<Number> {
    let start = at;
    let at = if words.at(at) == "a" { at + 1 } else { at };
    let share = match words.at(at) {
        "half" => 0.5,
        "quarter" => 0.25,
        _ => return None,
    };
    let of = if words.at(at + 1) == "of" { at + 2 } else { at + 1 };
    let place = if words.at(of) == "a" { of + 1 } else { of };
    let power = scale_word(words, place)?;
    let scale = 10f64.powi(power);
    Some(Number {
        value: share * scale,
        step: 0.1 * scale,
        scale,
        start,
        end: place + 1,
        in_words: true,
        rough: true,
    })
}

/// `two million three hundred thousand`: groups by falling scale.
fn spoken(words: &Words, at: usize) -> Option<Number> {
    let (group, mut end) = below_thousand(words, at)?;
    if words.phrase(end, &["and", "a", "half"]) {
        return half_more(words, at, group, end + 3);
    }
    let mut total = 0u64;
    let mut current = group;
    let mut last_power = i32::MAX;
    while let Some((power, next)) = next_scale(words, end).filter(|(p, _)| *p < last_power) {
        total = total.checked_add(current.checked_mul(10u64.checked_pow(power as u32)?)?)?;
        (current, last_power, end) = (0, power, next);
        let tail = if words.at(end) == "and" { end + 1 } else { end };
        match below_thousand(words, tail) {
            Some((group, next)) if group > 0 && words.at(tail) != "a" && power > 2 => {
                (current, end) = (group, next);
            }
            _ => break,
        }
    }
    let number = Decimal { mantissa: total.checked_add(current)?, exponent: 0 };
    let scale = if last_power == i32::MAX { 1.0 } else { 10f64.powi(last_power) };
    Some(Number {
        value: number.value(),
        step: number.step(false),
        scale,
        start: at,
        end,
        in_words: true,
        rough: false,
    })
}

/// `two and a half million`.
fn half_more(words: &Words, start: usize, whole: u64, end: usize) -> Option<Number> {
    let (power, end) = next_scale(words, end).unwrap_or((0, end));
    let number = Decimal { mantissa: whole.checked_mul(10)?.checked_add(5)?, exponent: power - 1 };
    Some(Number {
        value: number.value(),
        step: number.step(true),
        scale: 10f64.powi(power),
        start,
        end,
        in_words: true,
        rough: false,
    })
}
