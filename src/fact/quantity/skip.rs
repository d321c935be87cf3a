//! Numbers that are no figures: ordinals, scores, clock times, identifiers.
//!
//! Dates are found by `fact::date` and never reach these rules.

use crate::fact::number::Number;
use crate::fact::words::Words;

/// The token after a number at `n` that counts and measures nothing; `None` for a figure.
pub(super) fn not_a_figure(words: &Words, n: &Number) -> Option<usize> {
    if times_over(words, n) {
        return Some(n.end);
    }
    if n.in_words {
        return None;
    }
    let rules: [fn(&Words, &Number) -> Option<usize>; 4] =
        [suffixed, joined_by_mark, clock_time, identifier];
    rules.iter().find_map(|rule| rule(words, n))
}

/// `a two-time champion`: of one person, no count of the news.
fn times_over(words: &Words, n: &Number) -> bool {
    words.is_dash(n.end) && words.is_glued(n.end) && words.at(n.end + 1) == "time"
}

/// Letters glued to the digits that are no scale and no unit: `3rd`, `1960s`, `76ers`, `4x4`.
fn suffixed(words: &Words, n: &Number) -> Option<usize> {
    if !words.is_glued(n.end) || !words.is_word(n.end) {
        return None;
    }
    let tail = words.at(n.end);
    let known = matches!(tail, "am" | "pm" | "c" | "f") || super::unit::is_unit_word(words, n.end);
    (!known).then_some(n.end + 1)
}

/// `31-24` is met elsewhere; here `9/11`, `5:30`, `1.2.3`, and letters before: `A320`, `G-20`.
fn joined_by_mark(words: &Words, n: &Number) -> Option<usize> {
    let mark = words.at(n.end);
    let glued = words.is_glued(n.end) && words.is_glued(n.end + 1);
    if glued && words.is_number(n.end + 1) && matches!(mark, "/" | ":" | ".") {
        return Some(n.end + 2);
    }
    if !words.is_glued(n.start) {
        return None;
    }
    let before = words.before(n.start, 1);
    let letters = words.is_word(n.start - 1) && super::money::before(words, n.start).is_none();
    let hyphened = words.is_dash(n.start - 1)
        && words.is_glued(n.start - 1)
        && n.start >= 2
        && words.is_word(n.start - 2)
        && before == "-"
        && words.before(n.start, 2) != "magnitude";
    // `Article 19(1)`: a clause of it.
    let clause = before == "(" && words.is_glued(n.start - 1);
    let marked = clause || matches!(before, "/" | ":" | "#" | "@" | "_");
    (letters || hyphened || marked).then_some(n.end)
}

/// `5 p.m.`, `10 am`, `0430 GMT`, `8 o'clock`.
fn clock_time(words: &Words, n: &Number) -> Option<usize> {
    let half_day = matches!(
        words.at(n.end),
        "am" | "pm" | "gmt" | "utc" | "o'clock" | "o’clock" | "est" | "edt" | "ist"
    );
    if half_day {
        return Some(n.end + 1);
    }
    let dotted = matches!(words.at(n.end), "a" | "p")
        && words.at(n.end + 1) == "."
        && words.at(n.end + 2) == "m";
    dotted.then_some(n.end + 3)
}

/// Nouns whose number is a name, and those for which this takes a capital.
const NUMBERED: &str = "route highway interstate flight section article room channel chapter page \
    title gate phase type level boeing airbus windows terminal platform pier block resolution \
    clause class apollo volume version formula area district ward sector category psalm rule";
const NUMBERED_IF_CAPITAL: &str = "week game day group act round super unit table";

/// A number that names one of several: `Route 94`, `Flight 12`, `Chapter 11`.
fn identifier(words: &Words, n: &Number) -> Option<usize> {
    let before = words.before(n.start, 1);
    let among = |list: &str| list.split_whitespace().any(|noun| noun == before);
    let capital = n.start > 0 && words.is_capital(n.start - 1);
    let named = words.is_word(n.start.wrapping_sub(1))
        && (among(NUMBERED) || capital && among(NUMBERED_IF_CAPITAL));
    named.then_some(n.end)
}
