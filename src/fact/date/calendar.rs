//! The names of months and weekdays, long and short, and the other words dates begin with.

use jiff::civil::Weekday;

const MONTHS: [(&str, i8); 24] = [
    ("january", 1),
    ("jan", 1),
    ("february", 2),
    ("feb", 2),
    ("march", 3),
    ("mar", 3),
    ("april", 4),
    ("apr", 4),
    ("may", 5),
    ("june", 6),
    ("jun", 6),
    ("july", 7),
    ("jul", 7),
    ("august", 8),
    ("aug", 8),
    ("september", 9),
    ("sept", 9),
    ("sep", 9),
    ("october", 10),
    ("oct", 10),
    ("november", 11),
    ("nov", 11),
    ("december", 12),
    ("dec", 12),
];

const WEEKDAYS: [(&str, Weekday); 12] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("tues", Weekday::Tuesday),
    ("tue", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("thurs", Weekday::Thursday),
    ("thur", Weekday::Thursday),
    ("thu", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Words of their own, too: a full stop or a date must follow them.
const SHORT_WEEKDAYS: [(&str, Weekday); 4] = [
    ("mon", Weekday::Monday),
    ("wed", Weekday::Wednesday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// Words that other dates begin with: `last month`, `a week ago`, `yesterday`,
/// `first quarter`.
const OTHERS: [&str; 15] = [
    "last",
    "this",
    "next",
    "earlier",
    "later",
    "today",
    "tonight",
    "yesterday",
    "tomorrow",
    "a",
    "an",
    "first",
    "second",
    "third",
    "fourth",
];

/// Every word that a date may begin with, numbers aside.
pub(in crate::fact) fn leading_words() -> impl Iterator<Item = &'static str> {
    let months = MONTHS.iter().map(|(word, _)| *word);
    let weekdays = WEEKDAYS.iter().chain(&SHORT_WEEKDAYS).map(|(word, _)| *word);
    months.chain(weekdays).chain(OTHERS)
}

fn lookup<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

/// The month, 1..=12, that a lower-case word names (`september`, `sept`).
pub fn month(word: &str) -> Option<i8> {
    lookup(&MONTHS, word)
}

/// True for the short form of a month's name, which may carry a full stop.
pub(super) fn is_short_month(word: &str) -> bool {
    word != "may" && word.len() <= 4 && month(word).is_some() && word != "june" && word != "july"
}

/// The weekday that a lower-case word names. Forms that are words of their own (`sun`, `sat`) are
/// left to `short_weekday`.
pub fn weekday(word: &str) -> Option<Weekday> {
    lookup(&WEEKDAYS, word)
}

/// Short forms that need a full stop or a date after them to be taken for weekdays.
pub(super) fn short_weekday(word: &str) -> Option<Weekday> {
    lookup(&SHORT_WEEKDAYS, word)
}
