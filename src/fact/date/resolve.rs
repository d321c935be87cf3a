//! From an expression to days: calendar arithmetic, no text.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::tense::Tense;
use super::{DayRange, Granularity};

/// Where `last`, `this` or `next` points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pointer {
    Last,
    This,
    Next,
}

/// Which part of a period is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    /// Up to publication: "earlier this month".
    Earlier,
    /// From publication on: "later this month".
    Later,
}

/// Which year a day or month lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InYear {
    /// It is written.
    Stated(i16),
    /// So many years from that of publication: `June 7 last year`.
    Offset(i16),
    /// The nearest one on the side that the tense tells.
    Open,
}

/// A date as worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expression {
    /// `September 10, 2023`, `Sept. 10-12`.
    Day { year: InYear, month: i8, day: i8, last: i8 },
    /// `July`, `July 2023`, `last July`.
    Month { year: InYear, month: i8, pointer: Option<Pointer> },
    /// `the first quarter of 2024`; quarters count from 1.
    Quarter { year: InYear, number: i8 },
    /// `2007`.
    Year(i16),
    /// `the 1990s`.
    Decade(i16),
    /// `Sunday`, `next Sunday`.
    Weekday { day: Weekday, pointer: Option<Pointer> },
    /// So many periods from publication: `yesterday`, `last month`, `41 years ago`.
    Offset { period: Granularity, count: i32, part: Part },
    /// `the first Monday of December`; -1 for the last one.
    WeekdayOf { year: InYear, month: i8, nth: i8, day: Weekday },
    /// So many periods on, if something is to come: `in a month`.
    Ahead { period: Granularity, count: i32 },
    /// Saturday and Sunday, counted in weeks from publication: `last weekend`.
    Weekend { weeks: i32 },
    /// Relative to something else: `two days later`.
    Elsewhere(Granularity),
}

impl Expression {
    pub(super) fn granularity(self) -> Granularity {
        match self {
            Self::Day { .. } | Self::Weekday { .. } | Self::WeekdayOf { .. } => Granularity::Day,
            Self::Month { .. } => Granularity::Month,
            Self::Quarter { .. } => Granularity::Quarter,
            Self::Year(_) => Granularity::Year,
            Self::Decade(_) => Granularity::Decade,
            Self::Weekend { .. } => Granularity::Week,
            Self::Offset { period, .. } | Self::Ahead { period, .. } | Self::Elsewhere(period) => {
                period
            }
        }
    }
}

/// The days an expression means; `None` where they depend on a publication date that is missing,
/// or do not exist (`February 30`).
pub(super) fn resolve(
    expression: Expression,
    published: Option<Date>,
    tense: Tense,
) -> Option<DayRange> {
    match expression {
        Expression::Year(year) => years(year, 1),
        Expression::Decade(year) => years(year, 10),
        Expression::Elsewhere(_) => None,
        Expression::Day { year, month, day, last } => {
            in_year(year, published, tense, |year| days(year, month, day, last))
        }
        Expression::Month { year, month, pointer } => {
            let (year, tense) = match pointer {
                Some(Pointer::Next) => (year, Tense::Future),
                Some(Pointer::Last) => (year, Tense::Past),
                Some(Pointer::This) if year == InYear::Open => (InYear::Offset(0), tense),
                _ => (year, tense),
            };
            let range = in_year(year, published, tense, |year| whole_month(year, month))?;
            match pointer {
                Some(_) => Some(step_off_this_year(range, published?, pointer, month)),
                None => Some(range),
            }
        }
        Expression::Quarter { year, number } => in_year(year, published, tense, |year| {
            months(Date::new(year, number * 3 - 2, 1).ok()?, 0, 3)
        }),
        Expression::Weekday { day, pointer } => weekday(published?, day, pointer, tense),
        Expression::WeekdayOf { year, month, nth, day } => {
            in_year(year, published, tense, |year| {
                let first = Date::new(year, month, 1).ok()?;
                first.nth_weekday_of_month(nth, day).ok().map(DayRange::day)
            })
        }
        Expression::Ahead { period, count } => {
            offset(published.filter(|_| tense == Tense::Future)?, period, count, Part::Whole)
        }
        Expression::Weekend { weeks } => {
            let monday = week(published?, weeks)?.from;
            Some(DayRange {
                from: monday.checked_add(5.days()).ok()?,
                to: monday.checked_add(6.days()).ok()?,
            })
        }
        Expression::Offset { period, count, part } => offset(published?, period, count, part),
    }
}

fn years(year: i16, count: i16) -> Option<DayRange> {
    Some(DayRange {
        from: Date::new(year, 1, 1).ok()?,
        to: Date::new(year + count - 1, 12, 31).ok()?,
    })
}

fn days(year: i16, month: i8, first: i8, last: i8) -> Option<DayRange> {
    let from = Date::new(year, month, first).ok()?;
    let to = Date::new(year, month, last).ok()?;
    (from <= to).then_some(DayRange { from, to })
}

fn whole_month(year: i16, month: i8) -> Option<DayRange> {
    let from = Date::new(year, month, 1).ok()?;
    Some(DayRange { from, to: from.last_of_month() })
}

/// The range of the year that is meant.
fn in_year(
    year: InYear,
    published: Option<Date>,
    tense: Tense,
    of: impl Fn(i16) -> Option<DayRange>,
) -> Option<DayRange> {
    match year {
        InYear::Stated(year) => of(year),
        InYear::Offset(years) => of(published?.year() + years),
        InYear::Open => nearest_year(published?, tense, of),
    }
}

/// Days from which a date in the past is long ago, and up to which one in the future is soon.
const LONG_AGO: i32 = 240;
const SOON: i32 = 100;

/// The range of this year, the last or the next one that lies on the right side of publication.
/// A day that some years lack (29 February) is looked for one year further.
fn nearest_year(
    published: Date,
    tense: Tense,
    of: impl Fn(i16) -> Option<DayRange>,
) -> Option<DayRange> {
    let year = published.year();
    let fits = |range: &DayRange| match tense {
        Tense::Past | Tense::Open => range.from <= published,
        Tense::Future => range.to >= published,
    };
    let step = if tense == Tense::Future { 1 } else { -1 };
    let found = (0..=4).find_map(|k| of(year + step * k).filter(fits))?;
    // A day without a year that was long ago, but is to come soon, is to come: "until Sept. 22".
    let soon = || (0..=1).find_map(|k| of(year + k).filter(|range| range.from > published));
    let distance = |day: Date| (day - published).get_days().abs();
    let comes = |next: &DayRange| distance(found.to) > LONG_AGO && distance(next.from) < SOON;
    Some(if tense == Tense::Open { soon().filter(comes).unwrap_or(found) } else { found })
}

/// `last September` within September is the one of the year before; `next` likewise.
fn step_off_this_year(
    range: DayRange,
    published: Date,
    pointer: Option<Pointer>,
    month: i8,
) -> DayRange {
    let inside = range.overlaps(DayRange::day(published));
    let step = match pointer {
        Some(Pointer::Last) if inside => -1,
        Some(Pointer::Next) if inside => 1,
        _ => return range,
    };
    whole_month(published.year() + step, month).unwrap_or(range)
}

fn weekday(
    published: Date,
    day: Weekday,
    pointer: Option<Pointer>,
    tense: Tense,
) -> Option<DayRange> {
    // Days since the last such weekday, 0..=6; 0 where publication fell on it.
    let since = published.weekday().since(day);
    let until = day.since(published.weekday());
    let shift = match (pointer, tense) {
        (Some(Pointer::Last), _) if since == 0 => -7,
        (Some(Pointer::Next), _) if until == 0 => 7,
        (Some(Pointer::Next), _) | (_, Tense::Future) if pointer != Some(Pointer::Last) => until,
        _ => -since,
    };
    Some(DayRange::day(published.checked_add(i64::from(shift).days()).ok()?))
}

fn offset(published: Date, period: Granularity, count: i32, part: Part) -> Option<DayRange> {
    let count64 = i64::from(count);
    let whole = match period {
        Granularity::Day => DayRange::day(shifted(published, count64)?),
        Granularity::Week => week(published, count)?,
        Granularity::Month => months(published, count, 1)?,
        Granularity::Quarter => {
            let month = (published.month() - 1) / 3 * 3 + 1;
            months(Date::new(published.year(), month, 1).ok()?, count.checked_mul(3)?, 3)?
        }
        Granularity::Year => years(in_years(published, count)?, 1)?,
        Granularity::Decade => {
            let decade = published.year().div_euclid(10) * 10;
            years(i16::try_from(i32::from(decade) + count.checked_mul(10)?).ok()?, 10)?
        }
    };
    Some(match part {
        Part::Earlier if whole.from <= published => DayRange { to: published, ..whole },
        Part::Later if whole.to >= published => DayRange { from: published, ..whole },
        _ => whole,
    })
}

fn in_years(published: Date, count: i32) -> Option<i16> {
    i16::try_from(i32::from(published.year()).checked_add(count)?).ok()
}

fn shifted(day: Date, count: i64) -> Option<Date> {
    // Beyond this, `jiff` has no dates anyway; the span's own limit must not be met.
    (count.abs() < 4_000_000).then(|| day.checked_add(count.days()).ok()).flatten()
}

/// Monday to Sunday, so many weeks from publication.
fn week(published: Date, count: i32) -> Option<DayRange> {
    let since_monday = i64::from(published.weekday().to_monday_zero_offset());
    let from = shifted(published, i64::from(count).checked_mul(7)? - since_monday)?;
    Some(DayRange { from, to: shifted(from, 6)? })
}

/// `length` months, the first of them so many months from that of `day`.
fn months(day: Date, count: i32, length: i32) -> Option<DayRange> {
    let index = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
    let start = index.checked_add(count)?;
    let nth = |index: i32| {
        let year = i16::try_from(index.div_euclid(12)).ok()?;
        Date::new(year, index.rem_euclid(12) as i8 + 1, 1).ok()
    };
    Some(DayRange { from: nth(start)?, to: nth(start + length - 1)?.last_of_month() })
}
