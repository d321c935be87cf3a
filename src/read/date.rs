//! Dates in the forms that dumps have, to points in time.
//!
//! Understood: ISO 8601 and RFC 3339 with all their usual liberties, RFC 2822, the output of
//! `date` and of common languages' print functions, compact digits, month names in English,
//! German, French, Spanish, Portuguese and Italian, Vietnamese `ngày 10 tháng 9 năm 2023`,
//! Chinese and Japanese `2023年9月10日`, and seconds to nanoseconds since 1970.
//!
//! - A date without a time is midnight, a time without a zone is UTC. Zone names beyond UTC, GMT
//!   and the North American ones of RFC 2822 mean different offsets in different places; they are
//!   read as UTC.
//! - `10/09/2023` is September in one country and October in another: **unknown**, unless one
//!   number is above 12 or both are equal. With full stops (`10.09.2023`) the day comes first.
//! - Years of two digits count only after a month's name (`06-Nov-94`).
//! - Unknown as well: impossible dates, weeks of a year (`2023-W09-4`), dates before 1500 or after 2100, a year or month alone,
//!   numbers too small for a time in seconds. The current time is never used.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::date_names::{month, zone_hours};

/// Longer strings are no dates.
const LONGEST: usize = 100;
/// 1500-01-01 and 2101-01-01, in seconds since 1970.
const KNOWN: std::ops::Range<i64> = -14_831_769_600..4_133_980_800;

/// Numbers that are the digits of a day.
const DAYS: std::ops::RangeInclusive<i64> = 15_000_101..=21_001_231;

/// Reads a date; `None` where it is not understood or ambiguous.
pub fn parse(text: &str) -> Option<Timestamp> {
    read(text).map(|(start, _)| start)
}

/// The first moment behind what a date names: behind its day where it states no time.
pub(crate) fn end(text: &str) -> Option<Timestamp> {
    let (start, names_day) = read(text)?;
    let length =
        if names_day { SignedDuration::from_hours(24) } else { SignedDuration::from_nanos(1) };
    start.checked_add(length).ok()
}

/// A date, and whether it names a whole day.
fn read(text: &str) -> Option<(Timestamp, bool)> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-')
        && let Ok(number) = whole.parse()
    {
        // Three numbers with full stops (10.09.2023) are a date, not a number.
        if text.matches('.').count() < 2 {
            return Some((from_number(number)?, DAYS.contains(&number)));
        }
    }
    let mut scan = Scan { rest: text, parts: Parts::default() };
    while !scan.rest.is_empty() {
        scan.step()?;
    }
    Some((scan.parts.resolve()?, scan.parts.time.is_none()))
}

/// True for a date whose day and month cannot be told apart: `10/09/2023`.
pub(crate) fn is_ambiguous(text: &str) -> bool {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let mut small = || numbers.next().is_some_and(|n| matches!(n.parse(), Ok(1..=12_u8)));
    small() && small() && numbers.next().is_some_and(|year| year.len() == 4)
}

/// Reads seconds, milli-, micro- or nanoseconds since 1970, by magnitude, or the digits of
/// `20230910`, `202309100830` and `20230910083000`.
pub fn from_number(number: i64) -> Option<Timestamp> {
    match number {
        _ if DAYS.contains(&number) => known(compact_date(number)?.at(0, 0, 0, 0), 0),
        15_000_101_000_000..=21_001_231_235_959 => {
            let date = compact_date(number / 1_000_000)?;
            known(date.to_datetime(compact_time(number % 1_000_000)?), 0)
        }
        150_001_010_000..=210_012_312_359 => {
            let date = compact_date(number / 10_000)?;
            known(date.to_datetime(compact_time(number % 10_000 * 100)?), 0)
        }
        _ => {
            let seconds = match number.unsigned_abs() {
                0..100_000_000 => return None,
                100_000_000..100_000_000_000 => number.checked_mul(1_000_000_000)?.into(),
                100_000_000_000..100_000_000_000_000 => i128::from(number) * 1_000_000,
                100_000_000_000_000..100_000_000_000_000_000 => i128::from(number) * 1_000,
                _ => i128::from(number),
            };
            Timestamp::from_nanosecond(seconds).ok().filter(|t| KNOWN.contains(&t.as_second()))
        }
    }
}

fn compact_date(digits: i64) -> Option<Date> {
    date(digits / 10_000, digits / 100 % 100, digits % 100)
}

fn compact_time(digits: i64) -> Option<Time> {
    time(digits / 10_000, digits / 100 % 100, digits % 100, 0)
}

fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

fn time(hour: i64, minute: i64, second: i64, nanosecond: i32) -> Option<Time> {
    // A leap second is the last that the clock can show.
    let second = if second == 60 { 59 } else { second };
    let part = |n: i64| i8::try_from(n).ok();
    Time::new(part(hour)?, part(minute)?, part(second)?, nanosecond).ok()
}

/// The point in time, if it lies in the years that are believed.
fn known(civil: DateTime, offset: i32) -> Option<Timestamp> {
    let timestamp = Offset::from_seconds(offset).ok()?.to_timestamp(civil).ok()?;
    KNOWN.contains(&timestamp.as_second()).then_some(timestamp)
}

/// A run of digits.
#[derive(Debug, Clone, Copy, Default)]
struct Digits {
    value: i64,
    count: usize,
    /// The mark that stands before it, if it follows another number.
    after: Option<char>,
}

/// What a string was found to say.
#[derive(Debug, Default)]
struct Parts {
    numbers: [Digits; 3],
    count: usize,
    /// A month by name, and how many numbers stand before it.
    month: Option<(i64, usize)>,
    time: Option<Time>,
    next_day: bool,
    offset: i32,
    /// The last mark, and whether the word before the next number is `T` or `tháng`.
    mark: Option<char>,
    after_t: bool,
    after_month_word: bool,
}

impl Parts {
    fn resolve(&self) -> Option<Timestamp> {
        let mut date = match (self.month, &self.numbers[..self.count]) {
            (Some((month, before)), &[a, b]) => named(month, before, a, b),
            (None, &[a, b, c]) => numeric(a, b, c),
            (None, &[all]) if all.count == 8 => compact_date(all.value),
            _ => None,
        }?;
        if self.next_day {
            date = date.tomorrow().ok()?;
        }
        known(date.to_datetime(self.time.unwrap_or_default()), self.offset)
    }

    fn push(&mut self, mut digits: Digits) -> Option<()> {
        digits.after = self.mark.take();
        if self.after_month_word && self.month.is_none() {
            self.month = Some((digits.value, self.count));
        } else {
            *self.numbers.get_mut(self.count)? = digits;
            self.count += 1;
        }
        self.after_month_word = false;
        Some(())
    }
}

/// A month by name with two numbers: one is the year.
fn named(month: i64, before: usize, a: Digits, b: Digits) -> Option<Date> {
    match (a.count, b.count) {
        (1..=2, 4) => date(b.value, month, a.value),
        (4, 1..=2) => date(a.value, month, b.value),
        // 06-Nov-94
        (1..=2, 2) if before == 1 => {
            date(b.value + if b.value < 70 { 2000 } else { 1900 }, month, a.value)
        }
        _ => None,
    }
}

/// Three numbers: year first, or year last with the day told from the month.
fn numeric(a: Digits, b: Digits, c: Digits) -> Option<Date> {
    if a.count == 4 && b.count <= 2 && c.count <= 2 {
        return date(a.value, b.value, c.value);
    }
    if c.count != 4 || a.count > 2 || b.count > 2 {
        return None;
    }
    let stops = b.after == Some('.') && c.after == Some('.');
    if stops || a.value > 12 || a.value == b.value {
        date(c.value, b.value, a.value)
    } else if b.value > 12 {
        date(c.value, a.value, b.value)
    } else {
        None
    }
}

/// Walks over a string once.
struct Scan<'a> {
    rest: &'a str,
    parts: Parts,
}

impl<'a> Scan<'a> {
    fn step(&mut self) -> Option<()> {
        let c = self.rest.chars().next()?;
        if c.is_ascii_digit() {
            return self.number();
        }
        if c.is_alphabetic() && !matches!(c, '年' | '月' | '日') {
            let word = self.take_while(char::is_alphabetic);
            return self.word(word);
        }
        self.rest = &self.rest[c.len_utf8()..];
        if !c.is_whitespace() {
            self.parts.mark = Some(c);
        }
        Some(())
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !accept(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn digits(&mut self) -> Option<Digits> {
        let run = self.take_while(|c| c.is_ascii_digit());
        Some(Digits { value: run.parse().ok()?, count: run.len(), after: None })
    }

    fn eat(&mut self, prefix: &str) -> bool {
        let found = self.rest.get(..prefix.len()).is_some_and(|p| p.eq_ignore_ascii_case(prefix));
        if found {
            self.rest = &self.rest[prefix.len()..];
        }
        found
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let lower = word.to_lowercase();
        self.parts.after_t = lower == "t";
        self.parts.after_month_word = lower == "tháng";
        // A week of the year names no month and no day of one: 2023-W09-4.
        if lower == "w" && self.parts.count == 1 && self.parts.numbers[0].count == 4 {
            return None;
        }
        let Some(month) = month(&lower) else { return Some(()) };
        // Two months are a range or no date at all.
        if self.parts.month.is_some() {
            return None;
        }
        self.parts.month = Some((month, self.parts.count));
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        let after_t = std::mem::take(&mut self.parts.after_t);
        let number = self.digits()?;
        if self.parts.time.is_some() {
            return self.parts.push(number);
        }
        if number.count <= 2 {
            let minutes = self.rest.strip_prefix([':', 'h']);
            if minutes.is_some_and(|m| m.starts_with(|c: char| c.is_ascii_digit())) {
                return self.clock(number.value);
            }
            if let Some(afternoon) = self.meridiem() {
                return self.set_time(number.value, 0, 0, 0, Some(afternoon));
            }
        }
        if after_t && self.parts.count > 0 {
            let value = match number.count {
                6 => number.value,
                4 => number.value * 100,
                2 => number.value * 10_000,
                _ => return None,
            };
            let nanosecond = self.fraction();
            return self.set_time(value / 10_000, value / 100 % 100, value % 100, nanosecond, None);
        }
        self.ordinal();
        self.parts.push(number)
    }

    /// `:30`, `:30:15`, `:30:15.25`, `h30`, after the hour.
    fn clock(&mut self, hour: i64) -> Option<()> {
        self.rest = &self.rest[1..];
        let minute = self.digits()?.value;
        let mut second = 0;
        let seconds = self.rest.strip_prefix(':');
        if seconds.is_some_and(|s| s.starts_with(|c: char| c.is_ascii_digit())) {
            self.rest = &self.rest[1..];
            second = self.digits()?.value;
        }
        let nanosecond = self.fraction();
        let afternoon = self.meridiem();
        self.set_time(hour, minute, second, nanosecond, afternoon)
    }

    fn fraction(&mut self) -> i32 {
        let digits = self.rest.strip_prefix(['.', ',']);
        if !digits.is_some_and(|d| d.starts_with(|c: char| c.is_ascii_digit())) {
            return 0;
        }
        self.rest = &self.rest[1..];
        let run = self.take_while(|c| c.is_ascii_digit());
        let padded = run.bytes().map(|b| i32::from(b - b'0')).chain(std::iter::repeat(0));
        padded.take(9).fold(0, |sum, digit| sum * 10 + digit)
    }

    /// `a.m.` or `p.m.`: true for the afternoon.
    fn meridiem(&mut self) -> Option<bool> {
        let before = self.rest;
        self.rest = self.rest.trim_start();
        for (form, afternoon) in [
            ("a.m.", false),
            ("p.m.", true),
            ("a.m", false),
            ("p.m", true),
            ("am", false),
            ("pm", true),
        ] {
            let here = self.rest;
            if self.eat(form) && !self.rest.starts_with(char::is_alphabetic) {
                return Some(afternoon);
            }
            self.rest = here;
        }
        self.rest = before;
        None
    }

    fn set_time(&mut self, h: i64, m: i64, s: i64, ns: i32, afternoon: Option<bool>) -> Option<()> {
        let hour = match afternoon {
            Some(false) if h == 12 => 0,
            Some(true) if h < 12 => h + 12,
            _ => h,
        };
        self.parts.next_day = (hour, m, s, ns) == (24, 0, 0, 0);
        self.parts.time = Some(time(if self.parts.next_day { 0 } else { hour }, m, s, ns)?);
        self.zone();
        Some(())
    }

    fn zone(&mut self) {
        let before = self.rest;
        self.rest = self.rest.trim_start();
        let name = self.take_while(|c| c.is_ascii_alphabetic());
        match zone_hours(name) {
            Some(0) => self.parts.offset = self.numeric_zone().unwrap_or(0),
            Some(hours) => self.parts.offset = hours * 3600,
            None => {
                self.rest = before.trim_start();
                match self.numeric_zone() {
                    Some(offset) => self.parts.offset = offset,
                    None => self.rest = before,
                }
            }
        }
    }

    /// `+02:00`, `-0400`, `+07`.
    fn numeric_zone(&mut self) -> Option<i32> {
        let sign = match self.rest.chars().next()? {
            '+' => 1,
            '-' | '\u{2212}' => -1,
            _ => return None,
        };
        let body = self.rest.trim_start_matches(['+', '-', '\u{2212}']);
        let hours: i32 = two(body)?.parse().ok()?;
        let after = &body[2..];
        let minutes = two(after.strip_prefix(':').unwrap_or(after));
        let end = minutes.map_or(after, |_| &after.strip_prefix(':').unwrap_or(after)[2..]);
        let minutes: i32 = minutes.map_or(Some(0), |m| m.parse().ok())?;
        if hours > 14 || minutes > 59 || end.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.rest = end;
        Some(sign * (hours * 3600 + minutes * 60))
    }

    /// Skips `st`, `nd`, `rd`, `th`, `er` right after a day.
    fn ordinal(&mut self) {
        let before = self.rest;
        let suffix = self.take_while(|c| c.is_ascii_alphabetic());
        if !["st", "nd", "rd", "th", "er"].iter().any(|s| suffix.eq_ignore_ascii_case(s)) {
            self.rest = before;
        }
    }
}

fn two(text: &str) -> Option<&str> {
    text.get(..2).filter(|t| t.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn common_forms() {
        let cases = [
            ("2023-09-10", "2023-09-10T00:00:00Z"),
            ("2023-9-1", "2023-09-01T00:00:00Z"),
            ("2023/09/10", "2023-09-10T00:00:00Z"),
            ("2023.09.10", "2023-09-10T00:00:00Z"),
            ("2023-09-10 08:30:00", "2023-09-10T08:30:00Z"),
            ("2023-09-10T08:30Z", "2023-09-10T08:30:00Z"),
            ("2023-09-10T08:30:00.250Z", "2023-09-10T08:30:00.25Z"),
            ("2023-09-10T08:30:00,5+02:00", "2023-09-10T06:30:00.5Z"),
            ("2023-09-10T08:30:00-0400", "2023-09-10T12:30:00Z"),
            ("2023-09-10 08:30:00+07", "2023-09-10T01:30:00Z"),
            ("2023-09-10 08:30:00 +0000 UTC", "2023-09-10T08:30:00Z"),
            ("2023-09-10 08:30:00.123456789123 UTC", "2023-09-10T08:30:00.123456789Z"),
            ("2023-09-10T24:00:00Z", "2023-09-11T00:00:00Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("20230910", "2023-09-10T00:00:00Z"),
            ("20230910T083000Z", "2023-09-10T08:30:00Z"),
            ("20230910T0830", "2023-09-10T08:30:00Z"),
            ("20230910083000", "2023-09-10T08:30:00Z"),
            ("202309100830", "2023-09-10T08:30:00Z"),
            ("1694334600", "2023-09-10T08:30:00Z"),
            ("1694334600.75", "2023-09-10T08:30:00Z"),
            ("1694334600000", "2023-09-10T08:30:00Z"),
            ("-1000000000", "1938-04-24T22:13:20Z"),
            ("Sun, 10 Sep 2023 08:30:00 +0200", "2023-09-10T06:30:00Z"),
            ("Sun, 10 Sep 2023 08:30:00 GMT", "2023-09-10T08:30:00Z"),
            ("10 Sep 2023 08:30 EST", "2023-09-10T13:30:00Z"),
            ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"),
            ("Sun Sep 10 08:30:00 2023", "2023-09-10T08:30:00Z"),
            ("Sun Sep 10 08:30:00 +0000 2023", "2023-09-10T08:30:00Z"),
            ("Sun Sep 10 2023 08:30:00 GMT+0200 (CEST)", "2023-09-10T06:30:00Z"),
            ("Sept. 10, 2023", "2023-09-10T00:00:00Z"),
            ("10 September 2023", "2023-09-10T00:00:00Z"),
            ("September 10th, 2023", "2023-09-10T00:00:00Z"),
            ("September 10, 2023 8:30 a.m.", "2023-09-10T08:30:00Z"),
            ("September 10, 2023 at 12:05 AM", "2023-09-10T00:05:00Z"),
            ("Sep 10, 2023, 8 pm", "2023-09-10T20:00:00Z"),
            ("13/09/2023", "2023-09-13T00:00:00Z"),
            ("09/13/2023", "2023-09-13T00:00:00Z"),
            ("09/09/2023 7:15 PM", "2023-09-09T19:15:00Z"),
            ("10.09.2023", "2023-09-10T00:00:00Z"),
            ("10.9.2023, 08:30 Uhr", "2023-09-10T08:30:00Z"),
            ("10. März 2023", "2023-03-10T00:00:00Z"),
            ("le 1er août 2023 à 8h30", "2023-08-01T08:30:00Z"),
            ("10 de septiembre de 2023", "2023-09-10T00:00:00Z"),
            ("10 settembre 2023", "2023-09-10T00:00:00Z"),
            ("10 de março de 2023", "2023-03-10T00:00:00Z"),
            ("ngày 10 tháng 9 năm 2023", "2023-09-10T00:00:00Z"),
            ("2023年9月10日", "2023-09-10T00:00:00Z"),
        ];
        for (text, expected) in cases {
            let expected: Timestamp = expected.parse().expect(expected);
            assert_eq!(parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn unknown_rather_than_wrong() {
        for text in [
            "",
            " ",
            "yesterday",
            "10/09/2023",
            "10-09-2023",
            "2023-02-30",
            "2023-13-01",
            "2023",
            "2023-09",
            "September 2023",
            "May 3 hours ago",
            "31 June 2023",
            "1499-12-31",
            "2101-01-01",
            "99999999999999999999",
            "0",
            "2023-09-10T25:00:00Z",
            "10/09/23",
            "1 May 2023 - 3 June 2023",
            "20231345",
            "1-2-3-4",
            "12:30",
            "Sep 10, 23",
            "2023-W09-4",
            "2023W094",
            "202313100830",
            "202309102530",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(from_number(2023), None);
    }

    #[test]
    fn a_date_without_a_time_ends_with_its_day() {
        for (text, expected) in [
            ("2023-09-02", "2023-09-03T00:00:00Z"),
            ("20230902", "2023-09-03T00:00:00Z"),
            ("2 Sept 2023", "2023-09-03T00:00:00Z"),
            ("2023-09-02T00:00:00Z", "2023-09-02T00:00:00.000000001Z"),
            ("20230902000000", "2023-09-02T00:00:00.000000001Z"),
            ("2023-09-02T12:00:00.5Z", "2023-09-02T12:00:00.500000001Z"),
        ] {
            assert_eq!(end(text).map(|time| time.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(end("soon"), None);
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,60}", number: i64) {
            let _ = (parse(&text), from_number(number));
        }

        #[test]
        fn digits_and_marks_never_panic(text in "[0-9:./ +TZapmh年-]{0,30}") {
            let _ = parse(&text);
        }

        #[test]
        fn reads_what_it_prints(second in KNOWN) {
            let timestamp = Timestamp::from_second(second).expect("in range");
            prop_assert_eq!(parse(&timestamp.to_string()), Some(timestamp));
        }
    }
}
