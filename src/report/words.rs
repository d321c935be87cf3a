//! How counts, days and other people's text are put in a report for people.
//!
//! Text from articles may hold anything: line breaks, terminal escapes, marks that turn the
//! direction of what follows, 10,000 characters in a headline. [`clean`] makes one short, plain
//! line of it; each format then escapes what is special to itself.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::rows::Number;
use crate::analysis::{FactKind, FactValue, PageKind, Relation, Source, Verdict};

/// One line of at most `max` characters: runs of white space become one space, control
/// characters and direction marks go, and what is cut ends in an ellipsis.
pub fn clean(text: &str, max: usize) -> String {
    let mut line = String::with_capacity(text.len().min(4 * max));
    let mut length = 0;
    let mut gap = false;
    for c in text.chars().filter(|&c| c.is_whitespace() || !is_hidden(c)) {
        if c.is_whitespace() {
            gap = !line.is_empty();
            continue;
        }
        if length + usize::from(gap) >= max {
            return ellipsis(line);
        }
        if std::mem::take(&mut gap) {
            line.push(' ');
            length += 1;
        }
        line.push(c);
        length += 1;
    }
    line
}

/// Replaces the last character; nothing that joins to a next one may end a line.
fn ellipsis(mut line: String) -> String {
    line.pop();
    line.truncate(line.trim_end_matches([' ', '\u{200d}']).len());
    line.push('…');
    line
}

/// Control characters, direction overrides and isolates, and the byte order mark.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2066}'..='\u{2069}' | '\u{061c}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// `83000` -> `83,000`.
pub fn count(n: usize) -> String {
    grouped(&n.to_string())
}

/// `1 text`, `2 texts`: the plural is the singular and `s`, unless the word says `one|many`.
pub fn counted(n: usize, word: &str) -> String {
    let (one, many) = word.split_once('|').unwrap_or((word, ""));
    match (n, many) {
        (1, _) => format!("1 {one}"),
        (_, "") => format!("{} {one}s", count(n)),
        _ => format!("{} {many}", count(n)),
    }
}

/// How many of `all` are left out when `shown` are shown; empty where none is.
pub fn left(all: usize, shown: usize, word: &str) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        more => counted(more, word),
    }
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A figure for people: `1,200,000`, `-0.35`, `1.5e21`.
pub fn number(value: f64) -> String {
    let value = Number(value).rounded();
    if value != 0.0 && !(1e-6..1e15).contains(&value.abs()) {
        return format!("{value:e}");
    }
    let text = value.abs().to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = if value < 0.0 { "-".to_owned() } else { String::new() };
    out += &grouped(whole);
    if !part.is_empty() {
        let _ = write!(out, ".{part}");
    }
    out
}

/// Currencies by their code, which is written in capitals.
const CURRENCIES: [&str; 19] = [
    "aud", "brl", "cad", "chf", "cny", "eur", "gbp", "hkd", "inr", "jpy", "krw", "mxn", "nzd",
    "rub", "sgd", "twd", "usd", "vnd", "zar",
];

/// A figure with its unit: `12 people`, `USD 9,000,000`.
pub fn value(value: &FactValue) -> String {
    let number = number(value.value);
    match value.unit.as_deref() {
        None => number,
        Some(code) if CURRENCIES.contains(&code) => format!("{} {number}", code.to_uppercase()),
        Some(unit) => format!("{number} {}", clean(unit, 60)),
    }
}

/// `0.257` -> `26%`; never 0% or 100% of what is not.
pub fn percent(share: f64) -> String {
    match (share * 100.0).round() as i64 {
        0 if share > 0.0 => "<1%".into(),
        100 if share < 1.0 => ">99%".into(),
        whole => format!("{whole}%"),
    }
}

fn date(time: Timestamp) -> Date {
    time.to_zoned(TimeZone::UTC).date()
}

/// `11 Sep 2023`, in UTC.
pub fn day(time: Timestamp) -> String {
    let date = date(time);
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// `11 Sep 2023, 08:00`, in UTC.
pub fn minute(time: Timestamp) -> String {
    let clock = time.to_zoned(TimeZone::UTC).time();
    format!("{}, {:02}:{:02}", day(time), clock.hour(), clock.minute())
}

/// `11 Sep 2023`, `11–13 Sep 2023`, `30 Sep – 2 Oct 2023`; `undated` where no end is known.
pub fn span(first: Option<Timestamp>, last: Option<Timestamp>) -> String {
    let (Some(from), Some(to)) = (first.or(last), last.or(first)) else {
        return "undated".into();
    };
    let (a, b) = (date(from), date(to));
    if a == b {
        day(to)
    } else if a.year() != b.year() {
        format!("{} – {}", day(from), day(to))
    } else if a.month() != b.month() {
        format!("{} {} – {}", a.day(), month(a), day(to))
    } else {
        format!("{}–{}", a.day(), day(to))
    }
}

fn month(date: Date) -> &'static str {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}

/// True for an address of the web; anything else never becomes a link.
pub fn is_web(url: &str) -> bool {
    let starts =
        |scheme: &str| url.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme));
    starts("http://") || starts("https://")
}

/// An outlet's name for people; an article without one is named by its id.
pub fn outlet(source: &Source) -> String {
    origin(source.name())
}

/// The name of an outlet, agency or speaker.
pub fn origin(name: &str) -> String {
    match name.strip_prefix("unknown:") {
        Some(key) => format!("no outlet ({})", clean(key, 60)),
        None => clean(name, 80),
    }
}

/// A verdict's word.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Agreed => "agreed",
        Verdict::Repeated => "repeated",
        Verdict::Conflict => "conflict",
        Verdict::Updated => "updated",
        Verdict::Single => "single",
    }
}

/// A verdict's sign, so that colour is never the only one.
pub fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Agreed => "=",
        Verdict::Repeated => "\u{2033}",
        Verdict::Conflict => "≠",
        Verdict::Updated => "→",
        Verdict::Single => "·",
    }
}

/// What a verdict means.
pub fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Agreed => "two or more independent origins say it",
        Verdict::Repeated => "several outlets say it, all from one origin",
        Verdict::Conflict => "outlets contradict each other",
        Verdict::Updated => "a figure that changed with time",
        Verdict::Single => "one outlet alone says it",
    }
}

/// A kind of fact.
pub fn fact_kind(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Figure => "figure",
        FactKind::Event => "event",
        FactKind::Quote => "quote",
        FactKind::State => "state of things",
    }
}

/// How a copy relates to its survivor.
pub fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Exact => "the same text",
        Relation::Near => "nearly the same text",
        Relation::Contained => "a part of it",
        Relation::Contains => "holds it whole",
        Relation::Revision => "the same page, again",
    }
}

/// A kind of page.
pub fn page_kind(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Article => "article",
        PageKind::Front => "section front",
        PageKind::Consent => "consent wall",
        PageKind::Stub => "paywall stub",
        PageKind::Live => "live blog",
        PageKind::Digest => "digest",
        PageKind::Empty => "empty record",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    #[test]
    fn foreign_text_becomes_one_plain_line() {
        assert_eq!(clean(" a\r\n\t b\u{202e}c\0\u{1b}[31m ", 80), "a bc[31m");
        assert_eq!(clean("two  words", 9), "two words");
        assert_eq!(clean("two  words", 8), "two wor…");
        assert_eq!(clean("two words", 5), "two…");
        assert_eq!(clean("", 5), "");
    }

    #[test]
    fn figures_are_grouped_by_thousands() {
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(number(1_200_000.5), "1,200,000.5");
        assert_eq!(number(-0.35), "-0.35");
        assert_eq!(number(0.1 + 0.2), "0.3");
        assert_eq!(number(1.5e21), "1.5e21");
        assert_eq!(number(0.0), "0");
    }

    #[test]
    fn currencies_go_before_the_figure() {
        let said = |unit: Option<&str>| {
            let unit = unit.map(String::from);
            value(&FactValue { value: 9e6, unit, mentions: Vec::new(), as_of: None })
        };
        assert_eq!(said(Some("usd")), "USD 9,000,000");
        assert_eq!(said(Some("dead")), "9,000,000 dead");
        assert_eq!(said(None), "9,000,000");
    }

    #[test]
    fn shares_are_never_rounded_to_none_or_all() {
        assert_eq!(
            [0.0, 0.001, 0.256, 0.999, 1.0].map(percent),
            ["0%", "<1%", "26%", ">99%", "100%"]
        );
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(counted(1, "text"), "1 text");
        assert_eq!(counted(0, "text"), "0 texts");
        assert_eq!(counted(2000, "copy|copies"), "2,000 copies");
    }

    #[test]
    fn spans_say_no_more_than_needed() {
        let at = |time| Some(at(time));
        let (a, b) = (at("2023-09-11T23:30:00Z"), at("2023-09-13T01:00:00Z"));
        assert_eq!(span(a, b), "11–13 Sep 2023");
        assert_eq!(span(a, a), "11 Sep 2023");
        assert_eq!(span(a, at("2023-10-02T00:00:00Z")), "11 Sep – 2 Oct 2023");
        assert_eq!(span(a, at("2024-01-01T00:00:00Z")), "11 Sep 2023 – 1 Jan 2024");
        assert_eq!(span(None, b), "13 Sep 2023");
        assert_eq!(span(None, None), "undated");
        assert_eq!(minute(a.unwrap()), "11 Sep 2023, 23:30");
    }
}
