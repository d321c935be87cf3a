//! What dates say: how far a dump's dates can be trusted, and what distance in time does to a pair.
//!
//! Dates may be days of crawling, or wrong. They earn their trust on the texts: counted is the share
//! of articles whose best dated partner (a pair that is alike by text alone) lies within
//! [`NEAR_DAYS`], above what chance would give in this run, and relative to the most it could be
//! above. `trust` is 0 where that lift is `NO_TRUST` or less, 1 from `FULL_TRUST` on, in between
//! in proportion, and less in a run too small to tell.
//!
//! A pair's score is multiplied by `1 - trust * loss`, where `loss` is 0 up to [`NEAR_DAYS`] and
//! `FAR_LOSS` beyond. Fully trusted dates also bound the search: who lies more than
//! [`WINDOW_DAYS`] apart does not meet at all.

/// Days within which a story's articles are near.
pub const NEAR_DAYS: i64 = 3;
/// Days apart within which two articles may be a pair, where dates are trusted.
pub const WINDOW_DAYS: i64 = 14;
/// Share of its score that a far pair loses.
const FAR_LOSS: f32 = 0.5;
/// A pair this similar by text is a partner that dates are tested with.
pub const PARTNER_SCORE: f32 = 0.45;
/// Lift up to which dates say nothing.
const NO_TRUST: f32 = 0.35;
/// Lift from which they are believed.
const FULL_TRUST: f32 = 0.55;
/// With fewer partners than this, dates have not shown what they are worth: they count in
/// proportion.
const PARTNERS_NEEDED: f32 = 20.0;
const DAY: i64 = 86_400;

/// Trust in dates, 0..=1, from the articles whose best dated partner was looked up: whether that
/// partner was near; `chance` is the share of all dated pairs that are.
pub fn trust(partner_is_near: impl Iterator<Item = bool>, chance: f32) -> f32 {
    let (mut known, mut near) = (0_u32, 0_u32);
    for is_near in partner_is_near {
        known += 1;
        near += u32::from(is_near);
    }
    let share = near as f32 / known.max(1) as f32;
    let lift = (share - chance) / (1.0 - chance).max(f32::EPSILON);
    let proven = (known as f32 / PARTNERS_NEEDED).min(1.0);
    proven * ((lift - NO_TRUST) / (FULL_TRUST - NO_TRUST)).clamp(0.0, 1.0)
}

/// The share of dated pairs that are near, 0..=1; dates ascend.
pub fn chance_of_near(dates: &[i64]) -> f32 {
    let (mut first, mut near) = (0, 0_usize);
    for (at, date) in dates.iter().enumerate() {
        while !is_near(dates[first], *date) {
            first += 1;
        }
        near += at - first;
    }
    let pairs = dates.len() * dates.len().saturating_sub(1) / 2;
    (near as f64 / pairs.max(1) as f64) as f32
}

/// True for two dates (seconds) at most [`NEAR_DAYS`] apart.
pub fn is_near(a: i64, b: i64) -> bool {
    (a - b).abs() <= NEAR_DAYS * DAY
}

/// What a pair's score is multiplied by; 1 unless both are dated.
pub fn factor(a: Option<i64>, b: Option<i64>, trust: f32) -> f32 {
    match (a, b) {
        (Some(a), Some(b)) if !is_near(a, b) => 1.0 - trust * FAR_LOSS,
        _ => 1.0,
    }
}

/// Seconds on either side of a date within which its partners lie; `None` where dates are not
/// fully trusted: then everybody may be a partner.
pub fn window(trust: f32) -> Option<i64> {
    (trust >= 1.0).then_some(WINDOW_DAYS * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_earn_their_trust() {
        let trusted = |near: usize, far: usize, chance: f32| {
            let partners = std::iter::repeat_n(true, near).chain(std::iter::repeat_n(false, far));
            trust(partners, chance)
        };
        assert_eq!(trusted(95, 5, 0.0), 1.0);
        assert!((trusted(45, 55, 0.0) - 0.5).abs() < 1e-6);
        assert_eq!(trusted(30, 70, 0.0), 0.0);
        assert_eq!(trusted(60, 40, 0.5), 0.0, "hardly more than chance");
        assert_eq!(trusted(10, 0, 0.0), 0.5, "half of the partners that are needed");
        assert_eq!(trusted(0, 0, 0.0), 0.0);
    }

    #[test]
    fn chance_counts_near_pairs() {
        // Of the six pairs of days 0, 1, 4 and 9, (0, 1) and (1, 4) are near.
        let days = [0, DAY, 4 * DAY, 9 * DAY];
        assert!((chance_of_near(&days) - 2.0 / 6.0).abs() < 1e-6);
        assert_eq!(chance_of_near(&[]), 0.0);
    }

    #[test]
    fn only_two_far_dates_cost() {
        assert_eq!(factor(Some(0), Some(3 * DAY), 1.0), 1.0);
        assert_eq!(factor(Some(0), Some(3 * DAY + 1), 1.0), 0.5);
        assert_eq!(factor(Some(0), Some(9 * DAY), 0.5), 0.75);
        assert_eq!(factor(None, Some(9 * DAY), 1.0), 1.0);
    }
}
