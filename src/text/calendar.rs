//! English names of months and weekdays, long and short.

/// The month of an English name or abbreviation in lower case, 1..=12.
pub fn month(lower: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let short = |m: &&str| lower == *m || lower.len() == 3 && m.starts_with(lower);
    let found = if lower == "sept" { Some(8) } else { MONTHS.iter().position(short) };
    found.map(|i| i as u8 + 1)
}

/// The weekday of an English name or abbreviation in lower case, 1 = Monday.
pub fn weekday(lower: &str) -> Option<u8> {
    const DAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let short = |d: &&str| lower == *d || lower.len() == 3 && d.starts_with(lower);
    DAYS.iter().position(short).map(|i| i as u8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_weekdays_by_name_and_abbreviation() {
        assert_eq!((month("september"), month("sept"), month("sep")), (Some(9), Some(9), Some(9)));
        assert_eq!((month("ma"), month("marching"), weekday("mon")), (None, None, Some(1)));
        assert_eq!((weekday("sunday"), weekday("sundays")), (Some(7), None));
    }
}
