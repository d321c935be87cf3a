//! What dates say: how far a dump's dates can be trusted, and what distance in time does to a pair.
//!
//! Dates may be days of crawling, or wrong. They earn their trust on the texts: `trust` is 1 where
//! nine of ten articles have their best dated partner (a pair that is alike by text alone) within
//! [`NEAR_DAYS`], 0 where seven of ten or fewer do, and in between in proportion; in a run too
//! small to tell, less.
//!
//! A pair's score is multiplied by `1 - trust * loss`, where `loss` is 0 up to [`NEAR_DAYS`] and
//! [`FAR_LOSS`] beyond. Fully trusted dates also bound the search: who lies more than
//! [`WINDOW_DAYS`] apart does not meet at all.

/// Days within which a story's articles are near.
pub const NEAR_DAYS: i64 = 3;
/// Days apart within which two articles may be a pair, where dates are trusted.
pub const WINDOW_DAYS: i64 = 14;
/// Share of its score that a far pair loses.
const FAR_LOSS: f32 = 0.5;
/// A pair this similar by text is a partner that dates are tested with.
pub const PARTNER_SCORE: f32 = 0.45;
/// With fewer partners than this, dates have not shown what they are worth: they count in
/// proportion.
const PARTNERS_NEEDED: f32 = 20.0;
const DAY: i64 = 86_400;

/// Trust in dates, 0..=1, from the articles whose best dated partner was looked up: whether that
/// partner was near.
pub fn trust(partner_is_near: impl Iterator<Item = bool>) -> f32 {
    let (mut known, mut near) = (0_u32, 0_u32);
    for is_near in partner_is_near {
        known += 1;
        near += u32::from(is_near);
    }
    let share = near as f32 / known.max(1) as f32;
    if std::env::var("STDBG").is_ok() { eprintln!("TRUSTQ known {known} near {near} share {share}"); }
    let (lo, hi) = (super::knob::knob("K_QLO", 0.7), super::knob::knob("K_QHI", 0.9));
    let proven = (known as f32 / PARTNERS_NEEDED).min(1.0);
    proven * ((share - lo) / (hi - lo)).clamp(0.0, 1.0)
}

/// True for two dates (seconds) at most [`NEAR_DAYS`] apart.
pub fn is_near(a: i64, b: i64) -> bool {
    (a - b).abs() <= NEAR_DAYS * DAY
}

/// What a pair's score is multiplied by; 1 unless both are dated.
pub fn factor(a: Option<i64>, b: Option<i64>, trust: f32) -> f32 {
    match (a, b) {
        (Some(a), Some(b)) if !is_near(a, b) => {
            let far = (a - b).abs() as f32 / DAY as f32 / super::knob::knob("K_HALF", 1e9);
            1.0 - trust * (FAR_LOSS + (1.0 - FAR_LOSS) * far.min(1.0))
        }
        _ => 1.0,
    }
}

/// Seconds on either side of a date within which its partners lie; `None` where dates are not
/// fully trusted: then everybody may be a partner.
pub fn window(trust: f32) -> Option<i64> {
    let days = super::knob::knob("K_WIN", WINDOW_DAYS as f32) as i64;
    (trust >= 1.0).then_some(days * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_earn_their_trust() {
        let partners = |near: usize, far: usize| {
            std::iter::repeat_n(true, near).chain(std::iter::repeat_n(false, far))
        };
        assert_eq!(trust(partners(95, 5)), 1.0);
        assert!((trust(partners(80, 20)) - 0.5).abs() < 1e-6);
        assert_eq!(trust(partners(50, 50)), 0.0);
        assert_eq!(trust(partners(10, 0)), 0.5, "half of the partners that are needed");
        assert_eq!(trust(partners(0, 0)), 0.0);
    }

    #[test]
    fn only_two_far_dates_cost() {
        assert_eq!(factor(Some(0), Some(3 * DAY), 1.0), 1.0);
        assert_eq!(factor(Some(0), Some(3 * DAY + 1), 1.0), 0.5);
        assert_eq!(factor(Some(0), Some(9 * DAY), 0.5), 0.75);
        assert_eq!(factor(None, Some(9 * DAY), 1.0), 1.0);
    }
}
