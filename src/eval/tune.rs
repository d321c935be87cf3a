//! Which of several settings agrees best with labels of one's own, and whether that would hold on
//! articles that were not labelled.
//!
//! Every setting is scored by B-cubed F1 (see [`super::clusters`]). The best on all labels looks
//! better than it is, for it was chosen on them; so the true clusters are dealt into
//! [`FOLDS`] parts, and for each part the setting that is best on the others is scored on it. The
//! mean of these is what tuning is worth; where it does not beat the defaults by [`LEAST_GAIN`],
//! they are the better choice.

use hashbrown::HashMap;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::clusters;
use super::gold::ClusterRow;

/// Parts that the true clusters are dealt into.
pub const FOLDS: usize = 5;
/// What held-out B-cubed F1 must gain for a change to be advised.
pub const LEAST_GAIN: f64 = 0.002;

/// Labelled articles: where each stands among the articles of a run, its true cluster, its part.
pub struct Truth {
    at: Vec<usize>,
    gold: Vec<Option<u32>>,
    fold: Vec<usize>,
    /// Labelled articles that the run lacks.
    pub missing: usize,
}

impl Truth {
    /// Aligns labels with the keys of a run's articles. Of rows with one id the last counts.
    pub fn new<'a>(rows: &'a [ClusterRow], keys: impl Iterator<Item = &'a str>) -> Self {
        let places: HashMap<&str, usize> = keys.zip(0..).collect();
        let mut last: HashMap<&str, &str> = HashMap::new();
        for row in rows {
            match &row.cluster {
                Some(cluster) => last.insert(&row.id, cluster),
                None => last.remove(row.id.as_str()),
            };
        }
        let mut found: Vec<(usize, &str)> =
            last.iter().filter_map(|(id, cluster)| Some((*places.get(id)?, *cluster))).collect();
        found.sort_unstable();
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut number = |name| {
            let next = numbers.len() as u32;
            Some(*numbers.entry(name).or_insert(next))
        };
        Self {
            missing: last.len() - found.len(),
            at: found.iter().map(|(at, _)| *at).collect(),
            gold: found.iter().map(|(_, cluster)| number(*cluster)).collect(),
            fold: found.iter().map(|(_, name)| xxh3_64(name.as_bytes()) as usize % FOLDS).collect(),
        }
    }

    /// Number of labelled articles that the run has.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// True where the run has no labelled article.
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// B-cubed F1 of the labels of a run's articles on those whose part is taken.
    fn f1_of(&self, labels: &[Option<u32>], takes: impl Fn(usize) -> bool) -> f64 {
        let taken = || (0..self.len()).filter(|i| takes(self.fold[*i]));
        let gold: Vec<Option<u32>> = taken().map(|i| self.gold[i]).collect();
        let found: Vec<Option<u32>> = taken().map(|i| labels[self.at[i]]).collect();
        clusters::score(&gold, &found).b_cubed.f1
    }

    /// B-cubed F1 of the labels of a run's articles.
    pub fn f1(&self, labels: &[Option<u32>]) -> f64 {
        self.f1_of(labels, |_| true)
    }

    /// Of a cluster's labelled articles other than `article`, the share that are of its true
    /// cluster, 0..=1; 0 where there are none.
    pub fn share_of_same(&self, clusters: &Clusters, article: usize, cluster: u32) -> f64 {
        let Some(own) = self.place(article).map(|at| self.gold[at]) else { return 0.0 };
        let others = clusters.of(cluster).iter().filter(|other| **other != article);
        let labels: Vec<Option<u32>> =
            others.filter_map(|other| Some(self.gold[self.place(*other)?])).collect();
        let same = labels.iter().filter(|label| **label == own).count();
        same as f64 / labels.len().max(1) as f64
    }

    fn place(&self, article: usize) -> Option<usize> {
        self.at.binary_search(&article).ok()
    }

    /// Scores the labels that one setting gives.
    pub fn trial(&self, labels: &[Option<u32>]) -> Trial {
        let held_out = |fold| self.f1_of(labels, |f| f == fold);
        let without = |fold| self.f1_of(labels, |f| f != fold);
        Trial {
            f1: self.f1(labels),
            on: (0..FOLDS).map(held_out).collect(),
            without: (0..FOLDS).map(without).collect(),
        }
    }

    /// Chooses among trials, of which the first is that of the defaults.
    ///
    /// # Panics
    /// Never, as long as there is a trial.
    pub fn choose(&self, trials: &[Trial]) -> Choice {
        let best_by = |score: &dyn Fn(&Trial) -> f64| {
            let better =
                |best, at| if score(&trials[at]) > score(&trials[best]) { at } else { best };
            (0..trials.len()).reduce(better).unwrap_or(0)
        };
        let parts: Vec<usize> = (0..FOLDS).filter(|fold| self.fold.contains(fold)).collect();
        let mean = |on: &dyn Fn(usize) -> f64| {
            parts.iter().map(|fold| on(*fold)).sum::<f64>() / parts.len().max(1) as f64
        };
        let tuned = mean(&|fold| trials[best_by(&|t| t.without[fold])].on[fold]);
        let default = mean(&|fold| trials[0].on[fold]);
        let best = best_by(&|t| t.f1);
        let is_worth_it = parts.len() > 1 && tuned - default >= LEAST_GAIN;
        Choice { best, held_out_default: default, held_out_tuned: tuned, is_worth_it }
    }
}

/// The articles of each cluster of a run.
pub struct Clusters(HashMap<u32, Vec<usize>>);

impl Clusters {
    /// From the label of each article.
    pub fn new(labels: &[Option<u32>]) -> Self {
        let mut clusters: HashMap<u32, Vec<usize>> = HashMap::new();
        for (article, label) in labels.iter().enumerate() {
            label.iter().for_each(|label| clusters.entry(*label).or_default().push(article));
        }
        Self(clusters)
    }

    fn of(&self, cluster: u32) -> &[usize] {
        self.0.get(&cluster).map_or(&[], Vec::as_slice)
    }
}

/// How one setting did.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// B-cubed F1 on all labels.
    pub f1: f64,
    /// On each part alone.
    on: Vec<f64>,
    /// On all parts but each.
    without: Vec<f64>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Choice {
    /// The trial with the best F1 on all labels; the first of equals.
    pub best: usize,
    /// Mean F1 of the defaults over the parts.
    pub held_out_default: f64,
    /// Mean F1, over the parts, of the setting that was best on the others.
    pub held_out_tuned: f64,
    /// True where the second beats the first by [`LEAST_GAIN`].
    pub is_worth_it: bool,
}

#[cfg(test)]
mod tests {
    use super::super::gold::rows;
    use super::*;

    /// Twenty stories of two articles each, `a0 b0 a1 b1 ...`.
    fn truth() -> (Vec<ClusterRow>, Vec<String>) {
        let keys: Vec<String> = (0..20).flat_map(|i| [format!("a{i}"), format!("b{i}")]).collect();
        let named: Vec<(String, String)> =
            keys.iter().map(|key| (key.clone(), key[1..].to_owned())).collect();
        let rows = rows(&named.iter().map(|(k, c)| (&**k, Some(&**c))).collect::<Vec<_>>());
        (rows, keys)
    }

    #[test]
    fn a_better_setting_is_found_and_holds_on_parts_it_was_not_chosen_on() {
        let (rows, keys) = truth();
        let truth = Truth::new(&rows, keys.iter().map(String::as_str));
        let alone = vec![None; 40];
        let right: Vec<Option<u32>> = (0..40).map(|i| Some(i / 2)).collect();
        let trials = [truth.trial(&alone), truth.trial(&right)];
        // Alone: precision 1, recall 1/2.
        assert!((trials[0].f1 - 2.0 / 3.0).abs() < 1e-9);
        let choice = truth.choose(&trials);
        assert_eq!((choice.best, choice.held_out_tuned, choice.is_worth_it), (1, 1.0, true));
        assert!((choice.held_out_default - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn what_wins_on_one_part_only_is_not_advised() {
        let (rows, keys) = truth();
        let truth = Truth::new(&rows, keys.iter().map(String::as_str));
        let right: Vec<Option<u32>> = (0..40).map(|i| Some(i / 2)).collect();
        // The defaults are right but for one part; the other settings are right there alone.
        let of = |wrong: &dyn Fn(usize) -> bool| -> Vec<Option<u32>> {
            let label = |i: usize| if wrong(truth.fold[i]) { None } else { right[i] };
            (0..40).map(label).collect()
        };
        let defaults = truth.trial(&of(&|fold| fold == 0));
        let other = truth.trial(&of(&|fold| fold != 0));
        let choice = truth.choose(&[defaults, other]);
        assert_eq!((choice.best, choice.is_worth_it), (0, false));
    }

    #[test]
    fn labels_of_strangers_are_counted() {
        let rows = rows(&[("x", Some("1")), ("y", None), ("k", Some("2")), ("k", Some("3"))]);
        let truth = Truth::new(&rows, ["k"].into_iter());
        assert_eq!((truth.len(), truth.missing, truth.is_empty()), (1, 1, false));
    }
}
