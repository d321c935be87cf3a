//! Times of day in a sentence: `2:30 p.m.`, `half past two`, `18 minutes to seven`, `0430 GMT`.
//!
//! English only. Time zones are not read: reports of one event mostly give its local time.

use super::number::{self, Number};
use super::words::Words;
use crate::article::Span;

/// Minutes of a day, and of half a day.
const DAY: u16 = 1440;
const HALF_DAY: u16 = 720;
/// Tokens after an hour in which the part of the day is looked for: `in the afternoon`.
const REACH: usize = 4;

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Minutes after midnight, 0..1440; where the half of the day is open, after midnight or noon.
    minute: u16,
    /// Before or after noon is known.
    half_known: bool,
}

impl Clock {
    /// True where both can be one time.
    pub fn is_same(self, other: Self) -> bool {
        let known = self.half_known && other.half_known;
        let unit = if known { DAY } else { HALF_DAY };
        self.minute % unit == other.minute % unit
    }

    /// Minutes after midnight or noon, 0..720.
    pub fn in_half_day(self) -> u16 {
        self.minute % HALF_DAY
    }

    /// How little two events share this time by chance, in the digits of a figure: the minute, the
    /// half hour, the hour.
    pub fn telling(self) -> f32 {
        match (self.minute.is_multiple_of(60), self.minute.is_multiple_of(30)) {
            (true, _) => 0.7,
            (_, true) => 1.2,
            _ => 2.0,
        }
    }
}

/// The times of a sentence, in order, and where they stand.
pub fn find(words: &Words) -> Vec<(Clock, Span)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match read(words, at) {
            Some((clock, end)) => {
                out.push((clock, words.span(at, end)));
                at = end;
            }
            None => at += 1,
        }
    }
    out
}

/// The time that begins at token `at`, and the token after it.
fn read(words: &Words, at: usize) -> Option<(Clock, usize)> {
    match words.at(at) {
        "noon" => return Some((Clock { minute: HALF_DAY, half_known: true }, at + 1)),
        "midnight" => return Some((Clock { minute: 0, half_known: true }, at + 1)),
        "half" if words.at(at + 1) == "past" => return from_hour(words, 30, at + 2),
        "quarter" => return to_or_past(words, 15, at + 1),
        _ if !words.is_number(at) && !words.is_number_word(at) => return None,
        _ => {}
    }
    digits(words, at).or_else(|| {
        let minutes =
            number::read(words, at).filter(|n| n.value < 60.0 && n.value.fract() == 0.0)?;
        matches!(words.at(minutes.end), "minutes" | "minute")
            .then(|| to_or_past(words, minutes.value as i32, minutes.end + 1))?
    })
}

/// `to seven`, `past two`: so many minutes from the hour.
fn to_or_past(words: &Words, minutes: i32, at: usize) -> Option<(Clock, usize)> {
    match words.at(at) {
        "to" | "before" => from_hour(words, -minutes, at + 1),
        "past" | "after" => from_hour(words, minutes, at + 1),
        _ => None,
    }
}

/// The hour at token `at`, so many minutes off.
fn from_hour(words: &Words, minutes: i32, at: usize) -> Option<(Clock, usize)> {
    if matches!(words.at(at), "noon" | "midnight") {
        let hour = if words.at(at) == "noon" { 12 } else { 0 };
        return Some((clock(hour, minutes, true), at + 1));
    }
    let is_hour = |n: &Number| (1.0..=12.0).contains(&n.value) && n.value.fract() == 0.0;
    let hour = number::read(words, at).filter(is_hour)?;
    // `fell by a quarter to 7 percent`
    if matches!(words.at(hour.end), "percent" | "per" | "%" | "million" | "billion") {
        return None;
    }
    let half = half_of_day(words, hour.end);
    Some((with_half(hour.value as i32 % 12, minutes, half), hour.end))
}

/// `7 a.m.`, `2:30 p.m.`, `14:30`, `0430 GMT`, `at 2:15`.
fn digits(words: &Words, at: usize) -> Option<(Clock, usize)> {
    if !words.is_number(at) {
        return None;
    }
    if let Some((hour, minute)) = words.at(at).split_once('.') {
        let (hour, minute) = (hour.parse::<i32>().ok()?, minute.parse::<i32>().ok()?);
        let half =
            half_of_day(words, at + 1).filter(|_| (1..=12).contains(&hour) && minute < 60)?;
        return Some((with_half(hour % 12, minute, Some(half)), at + 1));
    }
    let figure = words.at(at).parse::<i32>().ok()?;
    let marked = match words.at(at + 1) {
        "gmt" | "utc" => true,
        // `2000 hours of training` are a length of time.
        "hrs" | "hours" => follows_cue(words, at) && words.at(at + 2) != "of",
        _ => false,
    };
    if words.at(at).len() == 4 && marked {
        let (hour, minute) = (figure / 100, figure % 100);
        return (hour < 24 && minute < 60).then(|| (clock(hour, minute, true), at + 2));
    }
    let minute = (words.at(at + 1) == ":").then(|| minutes(words, at)).flatten();
    let end = if minute.is_some() { at + 3 } else { at + 1 };
    let half = half_of_day(words, end);
    let hours = if half.is_some() { 1..=12 } else { 0..=24 };
    if !hours.contains(&figure) {
        return None;
    }
    let time = minute.unwrap_or(0);
    match half {
        Some(_) => Some((with_half(figure % 12, time, half), end)),
        None if minute.is_some() && follows_cue(words, at) => {
            Some((clock(figure % 24, time, figure > 12), end))
        }
        None => None,
    }
}

/// The two digits after the mark that follows the hour at `at`.
fn minutes(words: &Words, at: usize) -> Option<i32> {
    let glued = words.is_glued(at + 1) && words.is_glued(at + 2);
    let two = glued && words.is_number(at + 2) && words.at(at + 2).len() == 2;
    two.then(|| words.at(at + 2).parse().ok())?.filter(|minute| *minute < 60)
}

fn follows_cue(words: &Words, at: usize) -> bool {
    matches!(
        words.before(at, 1),
        "at" | "around" | "about" | "by" | "from" | "until" | "till" | "before" | "after" | "since"
    )
}

/// Whether the words from `at` on say before noon (`Some(false)`) or after it.
fn half_of_day(words: &Words, at: usize) -> Option<bool> {
    match words.at(at) {
        "am" => return Some(false),
        "pm" => return Some(true),
        half @ ("a" | "p") if words.at(at + 1) == "." && words.at(at + 2) == "m" => {
            return Some(half == "p");
        }
        "in" | "at" | "o'clock" | "o’clock" => {}
        _ => return None,
    }
    (at..at + REACH).find_map(|i| match words.at(i) {
        "morning" => Some(false),
        "afternoon" | "evening" | "night" => Some(true),
        _ => None,
    })
}

fn with_half(hour: i32, minutes: i32, half: Option<bool>) -> Clock {
    let hour = if half == Some(true) { hour + 12 } else { hour };
    clock(hour, minutes, half.is_some())
}

fn clock(hour: i32, minutes: i32, half_known: bool) -> Clock {
    let minute = (hour * 60 + minutes).rem_euclid(i32::from(DAY));
    Clock { minute: minute as u16, half_known }
}

#[cfg(test)]
mod tests {
    use super::{Clock, find};
    use crate::fact::words::Words;
    use crate::text::tokens::tokenise;

    fn times(text: &str) -> Vec<(u16, bool)> {
        let tokens = tokenise(text);
        let found = find(&Words::new(text, &tokens));
        found.iter().map(|(c, _)| (c.minute, c.half_known)).collect()
    }

    #[test]
    fn reads_times_as_the_news_writes_them() {
        let rows: [(&str, &[(u16, bool)]); 17] = [
            ("It began at 7 a.m. on Friday.", &[(420, true)]),
            ("It began at 2:30 p.m. on Friday.", &[(870, true)]),
            ("It began at half past two in the afternoon.", &[(870, true)]),
            ("It began at half past two.", &[(150, false)]),
            ("It began at 18 minutes to seven.", &[(402, false)]),
            ("It began at quarter past nine.", &[(555, false)]),
            ("It began at 14:30 on Friday.", &[(870, true)]),
            ("It began around 12.15am on Friday.", &[(15, true)]),
            ("It began at 0430 GMT.", &[(270, true)]),
            ("It began at noon and ended shortly before midnight.", &[(720, true), (0, true)]),
            ("It began at 2000 hours.", &[(1200, true)]),
            ("They had 2000 hours of training.", &[]),
            ("Profit fell by a quarter to 7.5 percent, and by half to 7 percent.", &[]),
            ("They won 3.15 million votes by 2:1.", &[]),
            ("The 7 men met 12 people at 5 Main Street.", &[]),
            ("Five minutes to go.", &[]),
            (
                "It began at half past two in Kelso where the mayor had long opened the bridge and \
                 left, in the afternoon.",
                &[(150, false)],
            ),
        ];
        for (text, expected) in rows {
            assert_eq!(times(text), expected, "{text}");
        }
    }

    #[test]
    fn an_open_half_of_the_day_fits_both() {
        let open = Clock { minute: 150, half_known: false };
        let afternoon = Clock { minute: 870, half_known: true };
        let night = Clock { minute: 150, half_known: true };
        assert!(open.is_same(afternoon) && open.is_same(night) && !night.is_same(afternoon));
    }
}
