//! Dates in a sentence, resolved against the day the article was published.
//!
//! [`find`] reads weekdays, days, months, years and relative forms (`last month`, `N days ago`)
//! and turns each into a range of days. A weekday, or a day without a year, is the most recent
//! one not after publication; where the nearest tense cue is one of the future ("will", "next"),
//! the first one not before it. In an undated article such mentions stay unresolved.
//!
//! Not done: dates relative to another event ("two days later" is found but not resolved),
//! feasts ("Easter"), time zones (the caller gives the publication day in the zone it wants),
//! numeric dates whose order of day and month is open (`9/10/2023`).

mod read;
mod resolve;
mod tense;

use jiff::civil::Date;

use super::words::Words;
use crate::article::Span;

/// Days, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRange {
    /// First day.
    pub from: Date,
    /// Last day; never before `from`.
    pub to: Date,
}

impl DayRange {
    /// One day.
    pub fn day(day: Date) -> Self {
        Self { from: day, to: day }
    }

    /// True where both hold at least one common day.
    pub fn overlaps(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

/// How fine a date is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Granularity {
    /// A day, or part of one ("Sunday night").
    Day,
    /// A week or weekend.
    Week,
    /// A month, or part of one ("earlier this month").
    Month,
    /// A calendar quarter.
    Quarter,
    /// A year.
    Year,
    /// Ten years ("the 1990s").
    Decade,
}

/// A date as a sentence gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateMention {
    /// The days meant; `None` where they cannot be known (no publication date).
    pub days: Option<DayRange>,
    /// How fine it is given.
    pub granularity: Granularity,
    /// Where it stands in the field.
    pub span: Span,
    /// Its first token in the sentence.
    pub first: usize,
    /// One past its last token.
    pub end: usize,
}

/// The dates of a sentence, in order; mentions never overlap.
///
/// `published` is the article's day of publication. Cost is one pass: every rule looks at a
/// bounded number of neighbours.
pub fn find(words: &Words, published: Option<Date>) -> Vec<DateMention> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some(found) = read::read(words, at) else {
            at += 1;
            continue;
        };
        let tense = tense::around(words, at, found.end);
        out.push(DateMention {
            days: resolve::resolve(found.expression, published, tense),
            granularity: found.expression.granularity(),
            span: words.span(at, found.end),
            first: at,
            end: found.end,
        });
        at = found.end;
    }
    out
}

/// True unless both are resolved and have no day in common: what is unknown contradicts nothing.
pub fn compatible(a: &DateMention, b: &DateMention) -> bool {
    match (a.days, b.days) {
        (Some(a), Some(b)) => a.overlaps(b),
        _ => true,
    }
}

#[cfg(test)]
mod tests;
