//! What day it is in a stream of dated articles.
//!
//! The machine's clock would make two runs of one input differ, and the latest date of a batch is
//! often a wrong one. So the clock is the date that nine of ten dated articles of a batch do not
//! pass, and it never goes back. A batch begins with the date that nine of ten reach.

const DAY: i64 = 86_400;
/// Share of the dated articles of a batch that are not later than its clock, and not earlier than
/// its first day.
const SHARE: f64 = 0.9;

/// The day of a moment, counted from 1970-01-01.
pub fn day_of(second: i64) -> i64 {
    second.div_euclid(DAY)
}

/// The day on which a batch begins, and the clock after it, from the days of its articles, where
/// dated. Without any date there is no clock yet, and all is day 0.
pub(crate) fn moved(before: Option<i64>, mut days: Vec<i64>) -> (i64, Option<i64>) {
    days.sort_unstable();
    let last = (days.len() as f64 * SHARE).ceil() as usize;
    let day = |at: usize| days.get(at).copied();
    let now = before.max(last.checked_sub(1).and_then(day));
    let first = day(days.len() - last);
    (first.or(now).unwrap_or(0).min(now.unwrap_or(0)), now)
}

/// The day from which an article is counted to be so old: that of its date, but not later than the
/// clock; undated ones are of the day on which they came.
pub(crate) fn effective_day(published: Option<i64>, clock: Option<i64>) -> i64 {
    let clock = clock.unwrap_or(0);
    published.map_or(clock, |day| day.min(clock))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_date_in_ten_does_not_move_the_clock() {
        let batch = [9, 10, 10, 10, 10, 10, 10, 10, 10, 40_000];
        let moved = |before, days: &[i64]| moved(before, days.to_vec());
        assert_eq!(moved(None, &batch), (10, Some(10)));
        assert_eq!(moved(Some(12), &batch), (10, Some(12)), "it never goes back");
        assert_eq!(moved(Some(12), &[]), (12, Some(12)));
        assert_eq!(moved(None, &[7]), (7, Some(7)));
        assert_eq!(moved(None, &[]), (0, None));
        assert_eq!(moved(None, &(1..=20).collect::<Vec<_>>()), (3, Some(18)));
    }

    #[test]
    fn the_future_and_the_undated_are_of_today() {
        assert_eq!(effective_day(Some(40_000), Some(10)), 10);
        assert_eq!(effective_day(None, Some(10)), 10);
        assert_eq!(effective_day(Some(3), Some(10)), 3);
        assert_eq!((day_of(86_399), day_of(86_400), day_of(-1)), (0, 1, -1));
    }
}
