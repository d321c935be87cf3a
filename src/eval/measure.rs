//! What all families of measures share: precision with recall, and counted shares.

use std::fmt;

use serde::Serialize;

/// Precision, recall and their harmonic mean, each 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PrecisionRecall {
    /// Share of what was predicted that is right.
    pub precision: f64,
    /// Share of what is right that was predicted.
    pub recall: f64,
    /// 2 P R / (P + R); 0 where both are 0.
    pub f1: f64,
}

impl PrecisionRecall {
    /// Puts the two together.
    pub fn new(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Self { precision, recall, f1 }
    }

    /// From counts: right ones among `predicted`, out of `gold`. With nothing to find recall is 1;
    /// with nothing predicted precision is 1 only if there was nothing to find, else 0.
    pub fn of_counts(right: u64, predicted: u64, gold: u64) -> Self {
        let share = |of: u64, empty: f64| if of == 0 { empty } else { right as f64 / of as f64 };
        Self::new(share(predicted, f64::from(gold == 0)), share(gold, 1.0))
    }
}

impl fmt::Display for PrecisionRecall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P {:.4}  R {:.4}  F1 {:.4}", self.precision, self.recall, self.f1)
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// How many did.
    pub hits: u64,
    /// How many could.
    pub total: u64,
}

impl Share {
    /// Counts one more.
    pub fn add(&mut self, is_hit: bool) {
        self.hits += u64::from(is_hit);
        self.total += 1;
    }

    /// hits / total; `None` where there was nothing to count.
    pub fn value(self) -> Option<f64> {
        (self.total > 0).then(|| self.hits as f64 / self.total as f64)
    }
}

impl FromIterator<bool> for Share {
    fn from_iter<I: IntoIterator<Item = bool>>(hits: I) -> Self {
        let mut share = Self::default();
        hits.into_iter().for_each(|hit| share.add(hit));
        share
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value() {
            Some(value) => write!(f, "{value:.4}  ({} of {})", self.hits, self.total),
            None => f.write_str("none to count"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_become_shares() {
        let scores = PrecisionRecall::of_counts(1, 2, 4);
        assert_eq!((scores.precision, scores.recall), (0.5, 0.25));
        assert!((scores.f1 - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(PrecisionRecall::of_counts(0, 0, 0).f1, 1.0);
        assert_eq!(PrecisionRecall::of_counts(0, 0, 3).f1, 0.0);
        assert_eq!(PrecisionRecall::of_counts(0, 3, 0).precision, 0.0);
    }

    #[test]
    fn shares_print_their_counts() {
        let share: Share = [true, false, false, false].into_iter().collect();
        assert_eq!(share.to_string(), "0.2500  (1 of 4)");
        assert_eq!(Share::default().to_string(), "none to count");
    }
}
