//! Numbers in digits, with their scale words and the groups that tokenised corpora tear off.

use super::{Decimal, Number, next_scale, scale_at};
use crate::fact::words::Words;
use crate::text::calendar;

/// More digits than this name a thing and count nothing (phone and card numbers); it also keeps
/// every mantissa within what an `f64` holds exactly.
const MAX_DIGITS: usize = 15;

/// Reads the number whose first digits are token `at`.
pub(super) fn read(words: &Words, at: usize) -> Option<Number> {
    let (mut number, decimals, mut end) = digit_groups(words, at)?;
    let plain = number;
    if words.phrase(end, &["and", "a", "half"]) && !decimals {
        number = Decimal { mantissa: number.mantissa * 10 + 5, exponent: -1 };
        end += 3;
    }
    let mut power = 0;
    while let Some((p, next)) = next_scale(words, end) {
        power += p;
        end = next;
        // More than this (million trillion) is no numeral of the news.
        if power > 24 {
            return None;
        }
    }
    let scaled = Decimal { exponent: number.exponent + power, ..number };
    let mut value = scaled.value();
    let mut rough = false;
    if words.at(end) == "dozen" && plain.exponent == 0 && power == 0 {
        (value, rough, end) = (value * 12.0, true, end + 1);
    }
    Some(Number {
        value,
        step: scaled.step(decimals),
        scale: 10f64.powi(power),
        start: at,
        end,
        in_words: false,
        rough,
    })
}

/// The digits at a token, with the groups that spaced-out corpora tear off.
fn digit_groups(words: &Words, at: usize) -> Option<(Decimal, bool, usize)> {
    let text = words.at(at);
    let mut number = Decimal { mantissa: 0, exponent: 0 };
    let mut decimals = false;
    if text.len() > MAX_DIGITS + 6 {
        return None;
    }
    if words.has_decimal_comma() && is_pointed_thousands(text) {
        push_digits(&mut number, &mut decimals, &text.replace('.', ""))?;
    } else {
        push_digits(&mut number, &mut decimals, text)?;
    }
    let mut end = at + 1;
    while !decimals && is_torn_thousands(words, at, end) {
        push_digits(&mut number, &mut decimals, words.at(end + 1))?;
        end += 2;
    }
    if !decimals && (is_torn_decimals(words, at, end) || is_decimal_comma(words, end)) {
        decimals = true;
        push_digits(&mut number, &mut decimals, words.at(end + 1))?;
        end += 2;
    }
    Some((number, decimals, end))
}

/// `1.800`, `12.500.000`: points between groups of three.
fn is_pointed_thousands(text: &str) -> bool {
    let mut groups = text.split('.');
    let head = groups.next().is_some_and(|g| (1..=3).contains(&g.len()) && !g.starts_with('0'));
    head && text.contains('.') && groups.all(|g| g.len() == 3)
}

/// Appends digits; after the point each one lowers the exponent.
fn push_digits(number: &mut Decimal, decimals: &mut bool, text: &str) -> Option<()> {
    for b in text.bytes() {
        match b {
            b'0'..=b'9' => {
                number.mantissa =
                    number.mantissa.checked_mul(10)?.checked_add(u64::from(b - b'0'))?;
                number.exponent -= i32::from(*decimals);
            }
            b'.' => *decimals = true,
            _ => {}
        }
    }
    (number.mantissa < 10u64.pow(MAX_DIGITS as u32)).then_some(())
}

/// `120, 000` with the comma at the first group; not a day before a count (`on July 7, 200
/// people`) and not a list (`10, 200 and 300`).
fn is_torn_thousands(words: &Words, first: usize, comma: usize) -> bool {
    let torn = words.at(comma) == "," && words.is_glued(comma) && !words.is_glued(comma + 1);
    let head = words.at(first);
    let groups = head.len() <= 3
        && !head.starts_with('0')
        && words.is_number(comma + 1)
        && words.at(comma + 1).len() == 3;
    let day = calendar::month(words.before(first, 1)).is_some();
    let list = matches!(words.at(comma + 2), "and" | "or") && words.is_number(comma + 3);
    torn && groups && !day && !list
}

/// `1,2 million`: a decimal comma, where a word after it shows that it is no list.
fn is_decimal_comma(words: &Words, comma: usize) -> bool {
    words.at(comma) == ","
        && words.is_glued(comma)
        && words.is_glued(comma + 1)
        && words.is_number(comma + 1)
        && words.at(comma + 1).len() <= 2
        && takes_decimals(words, comma + 2)
}

/// `5. 9` before or after a word that takes decimals: a magnitude, a scale, a percent sign.
fn is_torn_decimals(words: &Words, first: usize, point: usize) -> bool {
    let fits = words.at(point) == "."
        && words.is_number(point + 1)
        && words.at(point + 1).len() <= 2
        && words.at(first).len() <= 3;
    fits && (takes_decimals(words, point + 2) || comes_before_decimals(words, first))
}

fn takes_decimals(words: &Words, at: usize) -> bool {
    let at = if words.is_dash(at) { at + 1 } else { at };
    scale_at(words, at).is_some()
        || matches!(
            words.at(at),
            "magnitude"
                | "earthquake"
                | "quake"
                | "tremor"
                | "temblor"
                | "percent"
                | "per"
                | "%"
                | "pct"
                | "mile"
                | "miles"
                | "km"
                | "kilometer"
                | "kilometers"
                | "kilometre"
                | "kilometres"
                | "inch"
                | "inches"
                | "meter"
                | "meters"
                | "metre"
                | "metres"
                | "foot"
                | "feet"
                | "euros"
                | "dollars"
                | "pounds"
                | "us"
        )
        || words.phrase(at, &["on", "the", "richter"])
        || words.phrase(at, &["richter"])
}

fn comes_before_decimals(words: &Words, first: usize) -> bool {
    let cue = |word: &str| {
        matches!(word, "magnitude" | "registering" | "registered" | "measuring" | "measured")
    };
    let before = words.before(first, 1);
    let currency = matches!(before, "$" | "£" | "€" | "₹" | "¥");
    let hyphened = words.is_dash(first.wrapping_sub(1)) && cue(words.before(first, 2));
    let of = before == "of" && cue(words.before(first, 2));
    let at_least = words.phrase_before(first, &["at", "least"])
        && (cue(words.before(first, 3)) || cue(words.before(first, 4)));
    currency || cue(before) || hyphened || of || at_least
}
