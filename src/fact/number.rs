//! Numerals: `1,200,000`, `1.2m`, `7.8 billion`, `two hundred and twelve`, `Rs 500 crore`.
//!
//! A numeral is read as a decimal (digits times a power of ten), so that `1.2m` is exactly
//! 1,200,000 and the last digit that counts is known. Spacing of tokenised corpora (`5. 9`,
//! `120, 000`) is read over tokens; the text is never rewritten. Vague numerals (dozens, several
//! hundred) are left out.

use super::date::calendar;
use super::words::Words;

/// More digits than this name a thing and count nothing (phone and card numbers); it also keeps
/// every mantissa within what an `f64` holds exactly.
const MAX_DIGITS: usize = 15;

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
    if words.is_number(at) { digits(words, at) } else { letters(words, at) }
}

/// The power of ten of a scale word, and whether it may be glued to digits (`2m`, `5bn`).
fn scale(word: &str) -> Option<(i32, bool)> {
    Some(match word {
        "hundred" => (2, false),
        "thousand" => (3, false),
        "k" => (3, true),
        "lakh" | "lakhs" | "lac" => (5, true),
        "million" | "mn" | "mln" | "m" => (6, true),
        "crore" | "crores" | "cr" => (7, true),
        "billion" | "bn" | "bln" | "b" => (9, true),
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

fn digits(words: &Words, at: usize) -> Option<Number> {
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

/// A scale word after a numeral, with or without a hyphen between.
fn next_scale(words: &Words, at: usize) -> Option<(i32, usize)> {
    if let Some(power) = scale_at(words, at) {
        return Some((power, at + 1));
    }
    let hyphened = words.is_dash(at) && words.at(at + 1).len() > 1;
    hyphened.then(|| scale_at(words, at + 1)).flatten().map(|power| (power, at + 2))
}

/// The digits at a token, with the groups that spaced-out corpora tear off.
fn digit_groups(words: &Words, at: usize) -> Option<(Decimal, bool, usize)> {
    let text = words.at(at);
    let mut number = Decimal { mantissa: 0, exponent: 0 };
    let mut decimals = false;
    if text.len() > MAX_DIGITS + 6 {
        return None;
    }
    push_digits(&mut number, &mut decimals, text)?;
    let mut end = at + 1;
    while !decimals && is_torn_thousands(words, at, end) {
        push_digits(&mut number, &mut decimals, words.at(end + 1))?;
        end += 2;
    }
    if !decimals && is_torn_decimals(words, at, end) {
        decimals = true;
        push_digits(&mut number, &mut decimals, words.at(end + 1))?;
        end += 2;
    }
    Some((number, decimals, end))
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

/// `120 , 000` with the comma at the first group; not a day before a count (`on July 7, 200
/// people`) and not a list (`10, 200 and 300`).
fn is_torn_thousands(words: &Words, first: usize, comma: usize) -> bool {
    let group = words.at(comma + 1);
    words.at(comma) == ","
        && words.is_glued(comma)
        && !words.is_glued(comma + 1)
        && words.at(first).len() <= 3
        && !words.at(first).starts_with('0')
        && group.len() == 3
        && words.is_number(comma + 1)
        && !calendar::month(words.before(first, 1)).is_some()
        && !(matches!(words.at(comma + 2), "and" | "or") && words.is_number(comma + 3))
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

/// The value of a word below a hundred.
fn small(word: &str) -> Option<u64> {
    Some(match word {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// True for a word that writes a number below a hundred.
pub(super) fn is_number_word(word: &str) -> bool {
    small(word).is_some()
}

/// `twenty-three`, `seven`: one or two words below a hundred, and the token after them.
fn below_hundred(words: &Words, at: usize) -> Option<(u64, usize)> {
    let tens = small(words.at(at))?;
    if tens < 20 {
        return Some((tens, at + 1));
    }
    let next = if words.is_dash(at + 1) { at + 2 } else { at + 1 };
    match small(words.at(next)) {
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

fn letters(words: &Words, at: usize) -> Option<Number> {
    if !words.is_word(at) {
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
        word => (small(word)? as f64, at + 1),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens::tokenise;

    /// Value and step of the numeral at the first token that begins one.
    fn first(field: &str) -> Option<(f64, f64, String)> {
        let words = Words::new(field, &tokenise(field));
        (0..words.len())
            .find_map(|i| read(&words, i))
            .map(|n| (n.value, n.step, words.span(n.start, n.end).of(field).to_owned()))
    }

    #[test]
    fn reads_what_is_written() {
        for (field, value, step, span) in [
            ("12 people", 12.0, 1.0, "12"),
            ("1,200,000 people", 1.2e6, 1e5, "1,200,000"),
            ("1.2m viewers", 1.2e6, 1e5, "1.2m"),
            ("1.2 million", 1.2e6, 1e5, "1.2 million"),
            ("$7.8 billion", 7.8e9, 1e8, "7.8 billion"),
            ("£2bn", 2e9, 1e9, "2bn"),
            ("$184M", 184e6, 1e6, "184M"),
            ("7.8billion", 7.8e9, 1e8, "7.8billion"),
            ("a $5-million fine", 5e6, 1e6, "5-million"),
            ("Rs 500 crore", 5e9, 1e9, "500 crore"),
            ("Rs 20 lakh crore", 2e13, 1e13, "20 lakh crore"),
            ("1,20,000 votes", 1.2e5, 1e4, "1,20,000"),
            ("200 dead", 200.0, 100.0, "200"),
            ("212 dead", 212.0, 1.0, "212"),
            ("90 days", 90.0, 1.0, "90"),
            ("5.90 percent", 5.9, 0.01, "5.90"),
            ("twenty-three", 23.0, 1.0, "twenty-three"),
            ("twenty three", 23.0, 1.0, "twenty three"),
            ("three hundred and twelve men", 312.0, 1.0, "three hundred and twelve"),
            ("a hundred", 100.0, 100.0, "a hundred"),
            ("two thousand three hundred", 2300.0, 100.0, "two thousand three hundred"),
            ("one million two hundred thousand", 1.2e6, 1e5, "one million two hundred thousand"),
            ("twelve hundred", 1200.0, 100.0, "twelve hundred"),
            ("two and a half million", 2.5e6, 1e5, "two and a half million"),
            ("2 and a half years", 2.5, 0.1, "2 and a half"),
            ("half a million", 5e5, 1e5, "half a million"),
            ("a quarter of a million", 2.5e5, 1e5, "a quarter of a million"),
            ("a dozen", 12.0, 1.0, "a dozen"),
            ("two dozen", 24.0, 1.0, "two dozen"),
            ("half a dozen", 6.0, 1.0, "half a dozen"),
            // Spacing of tokenised corpora.
            ("a 5. 9 magnitude quake", 5.9, 0.1, "5. 9"),
            ("magnitude - 5. 9", 5.9, 0.1, "5. 9"),
            ("home to 120, 000 people", 1.2e5, 1e4, "120, 000"),
            ("$2. 6 million", 2.6e6, 1e5, "2. 6 million"),
            ("killed 5. 9 were hurt", 5.0, 1.0, "5"),
            ("on July 7, 200 people", 7.0, 1.0, "7"),
            ("400m hurdles", 400.0, 100.0, "400"),
        ] {
            assert_eq!(first(field), Some((value, step, span.to_owned())), "{field}");
        }
    }

    #[test]
    fn leaves_out_what_is_vague_or_endless() {
        for field in [
            "dozens died",
            "several dozen",
            "hundreds",
            "a man",
            "half the men",
            "4111111111111111111",
        ] {
            assert_eq!(first(field), None, "{field}");
        }
    }
}
