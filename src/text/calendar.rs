//! English names of months and weekdays, long and short.

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

/// Every name of a month or weekday.
pub fn names() -> impl Iterator<Item = &'static str> {
    let weekdays = WEEKDAYS.iter().chain(&SHORT_WEEKDAYS).map(|(word, _)| *word);
    MONTHS.iter().map(|(word, _)| *word).chain(weekdays)
}

fn lookup<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

/// The month, 1..=12, that a lower-case word names (`september`, `sept`).
pub fn month(word: &str) -> Option<i8> {
    lookup(&MONTHS, word)
}

/// True for the short form of a month's name in lower case, which may carry a full stop.
pub fn is_short_month(word: &str) -> bool {
    word != "may" && word.len() <= 4 && month(word).is_some() && word != "june" && word != "july"
}

/// The weekday that a lower-case word names. Forms that are words of their own (`sun`, `sat`) are
/// left to `short_weekday`.
pub fn weekday(word: &str) -> Option<Weekday> {
    lookup(&WEEKDAYS, word)
}

/// The weekday of a short form that is a word of its own, too: in running text it needs a full stop
/// or a date after it to be taken for one.
pub fn short_weekday(word: &str) -> Option<Weekday> {
    lookup(&SHORT_WEEKDAYS, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_weekdays_by_name_and_abbreviation() {
        assert_eq!((month("september"), month("sept"), month("sep")), (Some(9), Some(9), Some(9)));
        assert_eq!(
            (month("ma"), month("marching"), weekday("tues")),
            (None, None, Some(Weekday::Tuesday))
        );
        assert_eq!((weekday("sunday"), weekday("sundays")), (Some(Weekday::Sunday), None));
        assert!(is_short_month("sept") && !is_short_month("may") && !is_short_month("june"));
    }

    #[test]
    fn a_short_form_that_is_a_word_is_a_weekday_only_by_itself() {
        assert_eq!((weekday("sun"), short_weekday("sun")), (None, Some(Weekday::Sunday)));
        assert!(names().any(|name| name == "wed") && names().any(|name| name == "dec"));
    }
}
