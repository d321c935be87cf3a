//! Which tokens are a date: one small rule a form.

use super::Granularity;
use super::resolve::{Expression, InYear, Part, Pointer};
use crate::fact::lead::Lead;
use crate::fact::words::Words;
use crate::fact::{number, quantity};
use crate::text::calendar::{is_short_month, month, short_weekday, weekday};

/// A date expression and the token after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub expression: Expression,
    pub end: usize,
}

type Rule = fn(&Words, usize) -> Option<Found>;

/// Reads the date that begins at token `at`, by the first rule that fits.
pub(super) fn read(words: &Words, at: usize) -> Option<Found> {
    const OF_NUMBERS: [Rule; 5] = [iso_day, slashed_day, day_month, counted, year_or_decade];
    const OF_WORDS: [Rule; 8] =
        [weekday_of_month, weekday_date, month_date, near_day, pointed, quarter_of, ahead, counted];
    let rules: &[Rule] = if words.is_number(at) { &OF_NUMBERS } else { &OF_WORDS };
    let may_begin = words.is_number(at) || words.has(at, Lead::DATE) || words.is_number_word(at);
    may_begin.then(|| rules.iter().find_map(|r| r(words, at)))?
}

fn found(expression: Expression, end: usize) -> Found {
    Found { expression, end }
}

fn integer(words: &Words, at: usize) -> Option<u32> {
    words.is_number(at).then(|| words.at(at).parse().ok())?
}

/// A day of a month, with or without `st`, `nd`, `rd`, `th`, and the token after it.
fn day_number(words: &Words, at: usize) -> Option<(i8, usize)> {
    let day = integer(words, at).filter(|d| (1..=31).contains(d) && words.at(at).len() <= 2)?;
    let ordinal = words.is_glued(at + 1) && matches!(words.at(at + 1), "st" | "nd" | "rd" | "th");
    Some((day as i8, at + 1 + usize::from(ordinal)))
}

/// Four digits in the range in which years are met.
fn year_number(words: &Words, at: usize) -> Option<i16> {
    let year = integer(words, at).filter(|y| (1000..=2199).contains(y))?;
    (words.at(at).len() == 4).then_some(year as i16)
}

/// `2023-09-10`.
fn iso_day(words: &Words, at: usize) -> Option<Found> {
    let glued = (at + 1..=at + 4).all(|i| words.is_glued(i));
    let year = year_number(words, at).filter(|_| glued && words.at(at + 1) == "-")?;
    let month = integer(words, at + 2).filter(|m| (1..=12).contains(m))? as i8;
    let (day, end) = day_number(words, at + 4).filter(|_| words.at(at + 3) == "-")?;
    Some(found(Expression::Day { year: InYear::Stated(year), month, day, last: day }, end))
}

/// `25/12/2023` or `12/25/2023`; where both orders make a date it is found but not resolved.
fn slashed_day(words: &Words, at: usize) -> Option<Found> {
    let slash = |i: usize| words.at(i) == "/" && words.is_glued(i) && words.is_glued(i + 1);
    let (first, _) = day_number(words, at).filter(|_| slash(at + 1) && slash(at + 3))?;
    let (second, _) = day_number(words, at + 2)?;
    let year = InYear::Stated(year_number(words, at + 4)?);
    let of = |month, day| Expression::Day { year, month, day, last: day };
    let expression = match (first > 12, second > 12) {
        (true, false) => of(second, first),
        (false, true) => of(first, second),
        _ => Expression::Elsewhere(Granularity::Day),
    };
    Some(found(expression, at + 5))
}

/// `10 September 2023`, `the 10th of September`, `10-12 September`.
fn day_month(words: &Words, at: usize) -> Option<Found> {
    let (day, end) = day_number(words, at)?;
    let (last, mut end) = match last_day_before_month(words, day, end) {
        Some(run) => run,
        None => (day, end),
    };
    if words.at(end) == "of" {
        end += 1;
    }
    let name = words.at(end);
    let month = month(name).filter(|_| words.is_capital(end) && !is_may_be_verb(words, end))?;
    let (year, end) = year_after(words, after_month(words, end));
    Some(found(Expression::Day { year, month, day, last }, end))
}

/// `10-12 September`, `10 to 12 September`.
fn last_day_before_month(words: &Words, day: i8, at: usize) -> Option<(i8, usize)> {
    let joined = words.is_dash(at) || matches!(words.at(at), "to" | "and");
    let (to, end) = day_number(words, at + 1).filter(|(to, _)| joined && *to > day)?;
    month(words.at(end)).map(|_| (to, end))
}

/// `10 may`: a verb unless it has its capital, which the caller has checked; a name otherwise.
fn is_may_be_verb(words: &Words, at: usize) -> bool {
    words.is_word(at + 1)
        && words.is_capital(at + 1)
        && weekday(words.at(at + 1)).is_none()
        && matches!(words.at(at), "april" | "june" | "may" | "august" | "jan")
}

/// The token after a month's name and its full stop.
fn after_month(words: &Words, at: usize) -> usize {
    let stop = is_short_month(words.at(at)) && words.at(at + 1) == "." && words.is_glued(at + 1);
    at + 1 + usize::from(stop)
}

/// An optional year: after an optional comma, or `last year`, `this year`, `next year`.
fn year_after(words: &Words, at: usize) -> (InYear, usize) {
    let place = if words.at(at) == "," { at + 1 } else { at };
    if let Some(year) = year_number(words, place).filter(|_| !counts_something(words, place + 1)) {
        return (InYear::Stated(year), place + 1);
    }
    match pointer(words.at(at)).filter(|_| words.at(at + 1) == "year") {
        Some(Pointer::Last) => (InYear::Offset(-1), at + 2),
        Some(Pointer::This) => (InYear::Offset(0), at + 2),
        Some(Pointer::Next) => (InYear::Offset(1), at + 2),
        None => (InYear::Open, at),
    }
}

/// The last day of a run: `10-12`, `12 to 16`, `16 and 17`; else the day itself.
fn last_day(words: &Words, day: i8, at: usize) -> (i8, usize) {
    let dash = words.is_dash(at);
    if !dash && !matches!(words.at(at), "to" | "and") {
        return (day, at);
    }
    match day_number(words, at + 1).filter(|(to, _)| *to > day) {
        // `January 16 and 17 people died`: a day and a count.
        Some((to, end)) if dash || !words.is_word(end) || words.is_stop_word(end) => (to, end),
        _ => (day, at),
    }
}

/// `September 10, 2023`, `Sept. 10-12`, `September 2023`, `in July`, `last July`.
fn month_date(words: &Words, at: usize) -> Option<Found> {
    let (pointer, name) = match pointer(words.at(at)) {
        Some(pointer) => (Some(pointer), at + 1),
        None => (None, at),
    };
    let month = month(words.at(name)).filter(|_| words.is_capital(name))?;
    let after = after_month(words, name);
    if pointer.is_none()
        && let Some(day) = month_day(words, month, after)
    {
        return Some(day);
    }
    let (year, end) = year_after(words, after);
    let known = year != InYear::Open || pointer.is_some() || introduces_month(words, name);
    known.then_some(found(Expression::Month { year, month, pointer }, end))
}

fn month_day(words: &Words, month: i8, at: usize) -> Option<Found> {
    let (day, end) = day_number(words, at)?;
    // `June 5 million`, `March 3 percent`: a figure that only stands next to a month.
    if matches!(words.at(end), "million" | "billion" | "thousand" | "percent" | "%" | ":") {
        return None;
    }
    let (last, end) = last_day(words, day, end);
    let (year, end) = year_after(words, end);
    Some(found(Expression::Day { year, month, day, last }, end))
}

/// A month's name alone may be a person's (April, June) or a verb (May, March): it needs a word
/// before it that months follow.
fn introduces_month(words: &Words, at: usize) -> bool {
    words.is_possessive(at)
        || words.is_dash(at.wrapping_sub(1))
            && matches!(words.before(at, 2), "mid" | "late" | "early")
        || matches!(
            words.before(at, 1),
            "in" | "since"
                | "until"
                | "till"
                | "through"
                | "during"
                | "early"
                | "late"
                | "mid"
                | "by"
                | "of"
                | "from"
                | "for"
                | "between"
                | "and"
                | "to"
                | "before"
                | "after"
        ) && !words.is_capital(at + 1)
}

/// `Sunday`, `next Sunday`, `Sunday, Sept. 10`, `Monday (September 11)`.
fn weekday_date(words: &Words, at: usize) -> Option<Found> {
    let (pointer, mut name) = match pointer(words.at(at)) {
        Some(pointer) => (Some(pointer), at + 1),
        None => (None, at),
    };
    if pointer.is_some() && matches!(words.at(name), "past" | "coming") {
        name += 1;
    }
    let (day, end) = weekday_name(words, name)?;
    let gap = matches!(words.at(end), "," | "(" | "the");
    let precise = month_date(words, end + usize::from(gap))
        .or_else(|| day_month(words, end + usize::from(gap)))
        .filter(|f| matches!(f.expression, Expression::Day { .. }));
    if let Some(precise) = precise {
        let closes = words.at(end) == "(" && words.at(precise.end) == ")";
        return Some(found(precise.expression, precise.end + usize::from(closes)));
    }
    let end = if is_part_of_day(words.at(end)) { end + 1 } else { end };
    Some(found(Expression::Weekday { day, pointer }, end))
}

fn weekday_name(words: &Words, at: usize) -> Option<(jiff::civil::Weekday, usize)> {
    if !words.is_capital(at) {
        return None;
    }
    let stop = usize::from(words.at(at + 1) == "." && words.is_glued(at + 1));
    if let Some(day) = weekday(words.at(at)) {
        // The stop after a full name ends the sentence; it stays outside.
        let short = words.at(at).len() <= 5;
        return Some((day, at + 1 + if short { stop } else { 0 }));
    }
    let day = short_weekday(words.at(at))?;
    let dated = words.at(at + 1) == "," && month(words.at(at + 2)).is_some();
    (stop == 1 && month(words.at(at + 2)).is_some() || dated).then_some((day, at + 1 + stop))
}

/// `the first Monday of December`, `the last Sunday in May 2024`.
fn weekday_of_month(words: &Words, at: usize) -> Option<Found> {
    let nth = match words.at(at) {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "last" => -1,
        _ => return None,
    };
    let (day, end) = weekday_name(words, at + 1)?;
    let name = end + 1;
    let month = month(words.at(name)).filter(|_| words.is_capital(name))?;
    if !matches!(words.at(end), "of" | "in") {
        return None;
    }
    let (year, end) = year_after(words, after_month(words, name));
    Some(found(Expression::WeekdayOf { year, month, nth, day }, end))
}

fn is_part_of_day(word: &str) -> bool {
    matches!(word, "morning" | "afternoon" | "evening" | "night")
}

fn pointer(word: &str) -> Option<Pointer> {
    Some(match word {
        "last" => Pointer::Last,
        "this" => Pointer::This,
        "next" => Pointer::Next,
        _ => return None,
    })
}

fn days_off(count: i32, end: usize) -> Found {
    found(Expression::Offset { period: Granularity::Day, count, part: Part::Whole }, end)
}

/// `today`, `yesterday`, `tonight`, `tomorrow night`.
fn near_day(words: &Words, at: usize) -> Option<Found> {
    let count = match words.at(at) {
        // `USA Today`, `today's leaders`: a name, and no day in particular.
        "today" if !words.is_capital(at) || at == 0 => 0,
        "tonight" => 0,
        "yesterday" => -1,
        "tomorrow" => 1,
        _ => return None,
    };
    Some(days_off(count, at + 1 + usize::from(is_part_of_day(words.at(at + 1)))))
}

/// `last month`, `this morning`, `earlier this year`, `next weekend`, `last night`.
fn pointed(words: &Words, at: usize) -> Option<Found> {
    let (part, place) = match words.at(at) {
        "earlier" => (Part::Earlier, at + 1),
        "later" => (Part::Later, at + 1),
        _ => (Part::Whole, at),
    };
    let pointer =
        pointer(words.at(place)).filter(|p| part == Part::Whole || *p == Pointer::This)?;
    let count = match pointer {
        Pointer::Last => -1,
        Pointer::This => 0,
        Pointer::Next => 1,
    };
    let unit = words.at(place + 1);
    if is_part_of_day(unit) {
        return Some(days_off(count, place + 2));
    }
    if unit == "weekend" {
        return Some(found(Expression::Weekend { weeks: count }, place + 2));
    }
    let period = period(unit).filter(|p| *p != Granularity::Day)?;
    Some(found(Expression::Offset { period, count, part }, place + 2))
}

/// `the first quarter of 2024`, `the second quarter of next year`, `the third quarter`.
fn quarter_of(words: &Words, at: usize) -> Option<Found> {
    let number = match words.at(at) {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        _ => return None,
    };
    if words.at(at + 1) != "quarter" {
        return None;
    }
    let (year, end) = match year_after(words, at + 2) {
        (InYear::Open, _) if words.at(at + 2) == "of" => year_after(words, at + 3),
        stated => stated,
    };
    let end = if year == InYear::Open { at + 2 } else { end };
    Some(found(Expression::Quarter { year, number }, end))
}

fn period(word: &str) -> Option<Granularity> {
    Some(match word {
        "day" | "days" => Granularity::Day,
        "week" | "weeks" => Granularity::Week,
        "month" | "months" => Granularity::Month,
        "quarter" => Granularity::Quarter,
        "year" | "years" => Granularity::Year,
        "decade" | "decades" => Granularity::Decade,
        _ => return None,
    })
}

/// `in a month`, `in about a year`: where something is to come.
fn ahead(words: &Words, at: usize) -> Option<Found> {
    let article = matches!(words.at(at), "a" | "an");
    let roughly = matches!(words.before(at, 1), "about" | "roughly" | "around");
    let before = words.before(at, 1 + usize::from(roughly));
    let period = period(words.at(at + 1)).filter(|_| article && before == "in")?;
    Some(found(Expression::Ahead { period, count: 1 }, at + 2))
}

/// `three days ago`, `a week ago`, `41 years ago`; `two days later` is found but lies elsewhere.
fn counted(words: &Words, at: usize) -> Option<Found> {
    let (count, unit) = match (words.at(at), number::read(words, at)) {
        (_, Some(n)) => (n.value, n.end),
        ("a" | "an", None) => (1.0, at + 1),
        _ => return None,
    };
    if matches!(words.at(unit), "hour" | "hours" | "minute" | "minutes" | "second" | "seconds") {
        let end = relative_word(words, unit + 1)?;
        return Some(found(Expression::Elsewhere(Granularity::Day), end));
    }
    let period = period(words.at(unit))?;
    if period == Granularity::Year && counts_up_to_now(words, at, unit + 1) && count > 1.0 {
        let count = -(count as i32);
        return Some(found(Expression::Offset { period, count, part: Part::Whole }, unit + 1));
    }
    let end = relative_word(words, unit + 1)?;
    let whole = count.fract() == 0.0 && count < 1e6;
    let expression = match words.at(end - 1) {
        "ago" if whole => Expression::Offset { period, count: -(count as i32), part: Part::Whole },
        "now" if whole => Expression::Offset { period, count: count as i32, part: Part::Whole },
        _ => Expression::Elsewhere(period),
    };
    Some(found(expression, end))
}

/// `Four years after the loss, ...` at the head of a sentence, `28 years have passed since`: from
/// then to the news.
fn counts_up_to_now(words: &Words, at: usize, next: usize) -> bool {
    const REACH: usize = 5;
    match words.at(next) {
        "after" => at == 0,
        "have" => (next + 1..next + REACH).any(|i| words.at(i) == "since"),
        _ => false,
    }
}

fn relative_word(words: &Words, at: usize) -> Option<usize> {
    match words.at(at) {
        "ago" | "later" | "earlier" => Some(at + 1),
        "from" if words.at(at + 1) == "now" => Some(at + 2),
        _ => None,
    }
}

/// `2007`, `2007-08`, `the 1990s`.
fn year_or_decade(words: &Words, at: usize) -> Option<Found> {
    // Before 1800 only where a preposition makes it sure.
    let early = |y: &i16| *y >= 1800 || matches!(words.before(at, 1), "in" | "since" | "until");
    let year = year_number(words, at).filter(early)?;
    if words.is_glued(at + 1) {
        if words.at(at + 1) == "s" {
            return (year % 10 == 0).then_some(found(Expression::Decade(year), at + 2));
        }
        if words.is_word(at + 1) {
            return None;
        }
    }
    let glued_before = words.is_glued(at)
        && !words.is_dash(at.wrapping_sub(1))
        && !matches!(words.before(at, 1), "(" | "\"" | "“" | "'" | "/");
    // `In 2019 members voted`: at the head of a sentence it is no count.
    let heads = at == 1 && words.at(0) == "in";
    let counts = !heads && counts_something(words, at + 1);
    if glued_before || counts || !stands_as_year(words, at) {
        return None;
    }
    let joined = words.is_dash(at + 1) || words.at(at + 1) == "/";
    let season = joined && words.is_number(at + 2) && words.at(at + 2).len() == 2;
    Some(found(Expression::Year(year), if season { at + 3 } else { at + 1 }))
}

/// Words after four digits that make them a count: units, people, scales.
fn counts_something(words: &Words, at: usize) -> bool {
    let at = if words.is_dash(at) { at + 1 } else { at };
    number::is_scale_word(words.at(at)) || quantity::is_counted_noun(words, at)
}

/// Words before four digits that make them a year even if a noun in the plural follows.
const YEAR_CUES: &[&str] = &[
    "in", "since", "of", "during", "until", "till", "through", "early", "late", "mid", "before",
    "after", "the", "summer", "winter", "spring", "autumn", "fall",
];

/// Four digits are a year unless they could count what follows: the news writes counts of a
/// thousand and more with a comma, so only a plural noun makes it doubtful (`1986 houses`).
fn stands_as_year(words: &Words, at: usize) -> bool {
    let before = words.before(at, 1);
    let next = at + 1;
    let plural = words.is_word(next)
        && words.at(next).ends_with('s')
        && !words.is_stop_word(next)
        && !words.is_capital(next);
    let cue = YEAR_CUES.contains(&before) || words.is_possessive(at.wrapping_sub(1));
    let money = matches!(before, "$" | "£" | "€" | "₹" | "¥" | "rs" | "eur" | "usd");
    !money && (cue || !plural)
}
