//! The names of months and weekdays, long and short.

use jiff::civil::Weekday;

/// The month, 1..=12, that a lower-case word names (`september`, `sept`).
pub fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// True for the short form of a month's name, which may carry a full stop.
pub(super) fn is_short_month(word: &str) -> bool {
    word != "may" && word.len() <= 4 && month(word).is_some() && word != "june" && word != "july"
}

/// The weekday that a lower-case word names. Forms that are words of their own (`sun`, `sat`,
/// `mon`, `wed`) are left to [`short_weekday`].
pub fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// Short forms that need a full stop or a date after them to be taken for weekdays.
pub(super) fn short_weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" => Weekday::Monday,
        "wed" => Weekday::Wednesday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}
