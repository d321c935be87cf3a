//! Scores against yes-or-no truth: how well a score ranks, and what a cut through it gives.
//!
//! Items of equal score stand or fall together: they are one step of the curve, as in
//! scikit-learn's `precision_recall_curve`, so the order of ties changes nothing.

use super::measure::PrecisionRecall;

/// One step of the curve: everything with this score or a higher one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    score: f64,
    taken: u64,
    right: u64,
}

impl Step {
    fn precision(self) -> f64 {
        self.right as f64 / self.taken as f64
    }
}

/// Scored items in order, highest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    steps: Vec<Step>,
    positives: u64,
}

impl Ranking {
    /// Ranks (score, is it a true one?) by score; O(n log n). NaN stands below every number.
    pub fn new(items: impl IntoIterator<Item = (f64, bool)>) -> Self {
        let below = |s: f64| if s.is_nan() { f64::NEG_INFINITY } else { s };
        let mut items: Vec<_> = items.into_iter().map(|(s, is)| (below(s), is)).collect();
        items.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let (mut taken, mut right) = (0, 0);
        let runs = items.chunk_by(|a, b| a.0 == b.0);
        let steps = runs.map(|run| {
            taken += run.len() as u64;
            right += run.iter().filter(|(_, is)| *is).count() as u64;
            Step { score: run[0].0, taken, right }
        });
        Self { steps: steps.collect(), positives: right }
    }

    /// Number of true ones.
    pub fn positives(&self) -> u64 {
        self.positives
    }

    /// Average precision: the sum over steps of (gain in recall) * precision, without
    /// interpolation; 0 where nothing is true.
    pub fn average_precision(&self) -> f64 {
        let mut before = 0;
        let mut sum = 0.0;
        for step in &self.steps {
            sum += (step.right - before) as f64 * step.precision();
            before = step.right;
        }
        if self.positives == 0 { 0.0 } else { sum / self.positives as f64 }
    }

    /// The best recall that a cut of at least this precision reaches; 0 where none does.
    pub fn recall_at_precision(&self, precision: f64) -> f64 {
        let reaching = self.steps.iter().filter(|s| s.precision() >= precision);
        let right = reaching.map(|s| s.right).max().unwrap_or(0);
        if self.positives == 0 { 0.0 } else { right as f64 / self.positives as f64 }
    }

    /// Precision and recall of taking everything with a score of `cut` or more.
    pub fn at_cut(&self, cut: f64) -> PrecisionRecall {
        let last = self.steps.iter().rev().find(|s| s.score >= cut);
        let (taken, right) = last.map_or((0, 0), |s| (s.taken, s.right));
        PrecisionRecall::of_counts(right, taken, self.positives)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn worked_example() {
        // Taken 1: P 1, R 1/2. Taken 2: P 1/2. The tie at .3 is one step of four: P 1/2, R 1.
        let items = [(0.9, true), (0.5, false), (0.3, true), (0.3, false)];
        let ranking = Ranking::new(items);
        assert_eq!(ranking.average_precision(), 0.5 * 1.0 + 0.5 * 0.5);
        assert_eq!(ranking.recall_at_precision(0.9), 0.5);
        assert_eq!(ranking.recall_at_precision(0.5), 1.0);
        let cut = ranking.at_cut(0.5);
        assert_eq!((cut.precision, cut.recall), (0.5, 0.5));
        assert_eq!(ranking.at_cut(0.95).f1, 0.0);
    }

    #[test]
    fn nothing_to_rank() {
        let empty = Ranking::new([]);
        assert_eq!((empty.average_precision(), empty.recall_at_precision(0.9)), (0.0, 0.0));
        assert_eq!(Ranking::new([(f64::NAN, true), (0.0, false)]).average_precision(), 0.5);
    }

    proptest! {
        #[test]
        fn order_of_ties_changes_nothing(
            items in prop::collection::vec((0..4u8, any::<bool>()), 0..20),
        ) {
            let items = items.into_iter().map(|(s, is)| (f64::from(s), is));
            let ranking = Ranking::new(items.clone());
            prop_assert_eq!(&ranking, &Ranking::new(items.rev()));
            let ap = ranking.average_precision();
            prop_assert!((0.0..=1.0 + 1e-12).contains(&ap));
        }
    }
}
