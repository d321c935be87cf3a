//! Clusters against the truth: stories and groups of copies.
//!
//! * B-cubed precision, recall, F1: for each item the share of its predicted cluster that belongs
//!   with it, and the share of its true cluster that was found; averaged over items (Bagga &
//!   Baldwin 1998; Amigó et al. 2009).
//! * The same over pairs of items.
//! * ARI: pairs, adjusted for chance (Hubert & Arabie 1985).
//! * AMI: see [`super::mutual_information`].
//!
//! Where the truth says of which kind each item is (a copy of kind X, a trap of kind Y),
//! [`by_kind`] tells which kinds are found and which are merged wrongly.
//!
//! Everything is O(n log n) but the expectation of AMI.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::contingency::Contingency;
use super::measure::{PrecisionRecall, Share};
use super::mutual_information::adjusted_mutual_information;

/// How well one clustering matches the truth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClusterScores {
    /// Articles that the truth knows.
    pub articles: u64,
    /// Clusters in the truth, those of one article included.
    pub gold_clusters: usize,
    /// Of them, clusters of two articles or more.
    pub gold_of_several: usize,
    /// Predicted clusters, over the articles of the truth.
    pub predicted_clusters: usize,
    /// Of them, clusters of two articles or more.
    pub predicted_of_several: usize,
    /// Articles in the largest predicted cluster.
    pub largest_predicted: u64,
    /// B-cubed.
    pub b_cubed: PrecisionRecall,
    /// Over pairs of articles.
    pub pairs: PrecisionRecall,
    /// Adjusted Rand index, -.5..=1.
    pub ari: f64,
    /// Adjusted mutual information, at most 1.
    pub ami: f64,
}

/// Scores `predicted` against `gold`: the labels of item `i` are `gold[i]` and `predicted[i]`;
/// `None` is a cluster of its own.
pub fn score(gold: &[Option<u32>], predicted: &[Option<u32>]) -> ClusterScores {
    let table = Contingency::new(gold, predicted);
    let of_several = |sizes: &[u64]| sizes.iter().filter(|s| **s > 1).count();
    ClusterScores {
        articles: table.items,
        gold_clusters: table.gold_sizes.len(),
        gold_of_several: of_several(&table.gold_sizes),
        predicted_clusters: table.predicted_sizes.len(),
        predicted_of_several: of_several(&table.predicted_sizes),
        largest_predicted: table.predicted_sizes.last().copied().unwrap_or(0),
        b_cubed: b_cubed(&table),
        pairs: pair_scores(&table),
        ari: adjusted_rand(&table),
        ami: adjusted_mutual_information(&table),
    }
}

fn b_cubed(table: &Contingency) -> PrecisionRecall {
    let mean = |size: fn(&super::contingency::Cell) -> u64| {
        let sum: f64 = table.cells.iter().map(|c| (c.both as f64).powi(2) / size(c) as f64).sum();
        sum / table.items.max(1) as f64
    };
    PrecisionRecall::new(mean(|c| c.predicted), mean(|c| c.gold))
}

/// Number of pairs among `n` items.
fn pairs(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

/// Pairs together in both, in the prediction, in the truth.
fn pair_counts(table: &Contingency) -> (u64, u64, u64) {
    let all = |sizes: &[u64]| sizes.iter().map(|&s| pairs(s)).sum();
    let both = table.cells.iter().map(|c| pairs(c.both)).sum();
    (both, all(&table.predicted_sizes), all(&table.gold_sizes))
}

fn pair_scores(table: &Contingency) -> PrecisionRecall {
    let (both, predicted, gold) = pair_counts(table);
    PrecisionRecall::of_counts(both, predicted, gold)
}

fn adjusted_rand(table: &Contingency) -> f64 {
    let (both, predicted, gold) = pair_counts(table);
    if both == predicted && both == gold {
        return 1.0;
    }
    // In counts of pairs: 2 (tp tn - fp fn) / ((tp+fn)(fn+tn) + (tp+fp)(fp+tn)); exact up to here.
    let (tp, fp, fn_) = (i128::from(both), i128::from(predicted - both), i128::from(gold - both));
    let tn = i128::from(pairs(table.items)) - tp - fp - fn_;
    let above = 2 * (tp * tn - fp * fn_);
    let below = (tp + fn_) * (fn_ + tn) + (tp + fp) * (fp + tn);
    above as f64 / below as f64
}

/// The kind that marks the article which the copies of its cluster are copies of.
const BASE: &str = "base";

/// What became of each kind of article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct KindScores {
    /// Copies found: articles of that kind in one predicted cluster with the base of their true
    /// cluster, of all whose true cluster has a base.
    pub recall: BTreeMap<String, Share>,
    /// False merges: articles of that kind whose predicted cluster holds articles of several true
    /// clusters, of all of the kind.
    pub false_merges: BTreeMap<String, Share>,
}

/// Splits the outcome by the kind of article; `kinds` runs along with the labels. `None` where no
/// article has a kind. Where a cluster names several bases, the last counts.
pub fn by_kind(
    gold: &[Option<u32>],
    predicted: &[Option<u32>],
    kinds: &[Option<String>],
) -> Option<KindScores> {
    let (bases, mixed) = (bases(gold, predicted, kinds), mixed_clusters(gold, predicted));
    let mut scores = KindScores::default();
    for ((gold, predicted), kind) in gold.iter().zip(predicted).zip(kinds) {
        let Some(kind) = kind else { continue };
        let is_mixed = predicted.is_some_and(|p| mixed.binary_search(&p).is_ok());
        scores.false_merges.entry(kind.clone()).or_default().add(is_mixed);
        let base = gold.and_then(|g| bases.get(&g));
        if let (Some(base), true) = (base, kind != BASE) {
            let is_found = predicted.is_some() && predicted == base;
            scores.recall.entry(kind.clone()).or_default().add(is_found);
        }
    }
    (!scores.false_merges.is_empty()).then_some(scores)
}

/// True cluster -> predicted cluster of its base.
fn bases(
    gold: &[Option<u32>],
    predicted: &[Option<u32>],
    kinds: &[Option<String>],
) -> BTreeMap<u32, Option<u32>> {
    let rows = gold.iter().zip(predicted).zip(kinds);
    let bases = rows.filter(|(_, kind)| kind.as_deref() == Some(BASE));
    bases.filter_map(|((gold, predicted), _)| Some(((*gold)?, *predicted))).collect()
}

/// Predicted clusters that hold articles of several true ones, sorted. An article without a true
/// label is a true cluster of its own.
fn mixed_clusters(gold: &[Option<u32>], predicted: &[Option<u32>]) -> Vec<u32> {
    let rows = gold.iter().zip(predicted).enumerate();
    let mut met: Vec<_> = rows.filter_map(|(i, (g, p))| Some(((*p)?, g.ok_or(i)))).collect();
    met.sort_unstable();
    met.dedup();
    let several = met.chunk_by(|x, y| x.0 == y.0).filter(|run| run.len() > 1);
    several.map(|run| run[0].0).collect()
}

impl fmt::Display for ClusterScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "articles  {}  in {} true clusters ({} of several), {} predicted ({} of several, largest {})",
            self.articles,
            self.gold_clusters,
            self.gold_of_several,
            self.predicted_clusters,
            self.predicted_of_several,
            self.largest_predicted
        )?;
        writeln!(f, "B-cubed   {}", self.b_cubed)?;
        writeln!(f, "pairs     {}", self.pairs)?;
        writeln!(f, "ARI       {:.4}", self.ari)?;
        writeln!(f, "AMI       {:.4}", self.ami)
    }
}

impl fmt::Display for KindScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "copies found, by kind")?;
        self.recall.iter().try_for_each(|(kind, share)| writeln!(f, "  {kind:12} {share}"))?;
        writeln!(f, "articles in false merges, by kind")?;
        self.false_merges.iter().try_for_each(|(kind, share)| writeln!(f, "  {kind:12} {share}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn some(labels: &[u32]) -> Vec<Option<u32>> {
        labels.iter().map(|&l| Some(l)).collect()
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }

    #[test]
    fn worked_example() {
        // Truth {a,b,c} {d,e}; predicted {a,b} {c,d} {e}.
        // B-cubed P: 1 1 1/2 1/2 1; R: 2/3 2/3 1/3 1/2 1/2.
        // Pairs: ab, cd predicted; ab, ac, bc, de true; ab in both.
        let scores = score(&some(&[0, 0, 0, 1, 1]), &[Some(0), Some(0), Some(1), Some(1), None]);
        near(scores.b_cubed.precision, 0.8);
        near(scores.b_cubed.recall, 8.0 / 15.0);
        near(scores.b_cubed.f1, 0.64);
        near(scores.pairs.precision, 0.5);
        near(scores.pairs.recall, 0.25);
        // Expected pairs in both 2 * 4 / 10 = .8: (1 - .8) / ((2 + 4) / 2 - .8).
        near(scores.ari, 0.2 / 2.2);
        assert_eq!((scores.predicted_clusters, scores.largest_predicted), (3, 2));
    }

    #[test]
    fn extremes() {
        let gold = some(&[0, 0, 0, 1, 1]);
        let one = score(&gold, &some(&[0; 5]));
        near(one.b_cubed.precision, (9.0 + 4.0) / 25.0);
        assert_eq!((one.b_cubed.recall, one.pairs.recall, one.ari, one.ami), (1.0, 1.0, 0.0, 0.0));
        let alone = score(&gold, &[None; 5]);
        near(alone.b_cubed.recall, 0.4);
        assert_eq!((alone.b_cubed.precision, alone.pairs.f1, alone.ari), (1.0, 0.0, 0.0));
        let same = score(&[None; 3], &some(&[4, 2, 9]));
        assert_eq!((same.ari, same.ami, same.pairs.f1, same.b_cubed.f1), (1.0, 1.0, 1.0, 1.0));
        assert_eq!(score(&[], &[]).articles, 0);
    }

    #[test]
    fn kinds_are_told_apart() {
        // Cluster 0: base and two copies, one found. Cluster 1: a trap, merged with cluster 0.
        // Cluster 2: a trap left alone.
        let gold = some(&[0, 0, 0, 1, 2]);
        let predicted = [Some(5), Some(5), None, Some(5), None];
        let kinds = ["base", "exact", "ocr", "tmpl", "tmpl"].map(|k| Some(k.to_owned()));
        let scores = by_kind(&gold, &predicted, &kinds).unwrap();
        let shares = |map: &BTreeMap<String, Share>| {
            map.iter().map(|(k, s)| (k.clone(), s.hits, s.total)).collect::<Vec<_>>()
        };
        let row = |kind: &str, hits, total| (kind.to_owned(), hits, total);
        assert_eq!(shares(&scores.recall), [row("exact", 1, 1), row("ocr", 0, 1)]);
        let merged = [row("base", 1, 1), row("exact", 1, 1), row("ocr", 0, 1), row("tmpl", 1, 2)];
        assert_eq!(shares(&scores.false_merges), merged);
        assert_eq!(by_kind(&gold, &predicted, &[const { None }; 5]), None);
    }

    /// B-cubed straight from its definition, item by item.
    fn b_cubed_naive(gold: &[Option<u32>], predicted: &[Option<u32>]) -> (f64, f64) {
        let n = gold.len();
        let same = |labels: &[Option<u32>], i: usize, j: usize| {
            i == j || (labels[i].is_some() && labels[i] == labels[j])
        };
        let (mut precision, mut recall) = (0.0, 0.0);
        for i in 0..n {
            let count = |f: &dyn Fn(usize) -> bool| (0..n).filter(|&j| f(j)).count() as f64;
            let both = count(&|j| same(gold, i, j) && same(predicted, i, j));
            precision += both / count(&|j| same(predicted, i, j));
            recall += both / count(&|j| same(gold, i, j));
        }
        (precision / n as f64, recall / n as f64)
    }

    fn labels() -> impl Strategy<Value = (Vec<Option<u32>>, Vec<Option<u32>>)> {
        let label = || prop_oneof![Just(None), (0..5u32).prop_map(Some)];
        prop::collection::vec((label(), label()), 1..25).prop_map(|rows| rows.into_iter().unzip())
    }

    proptest! {
        #[test]
        fn b_cubed_follows_its_definition((gold, predicted) in labels()) {
            let scores = score(&gold, &predicted);
            let (precision, recall) = b_cubed_naive(&gold, &predicted);
            prop_assert!((scores.b_cubed.precision - precision).abs() < 1e-12);
            prop_assert!((scores.b_cubed.recall - recall).abs() < 1e-12);
        }

        #[test]
        fn order_and_names_do_not_matter((gold, predicted) in labels()) {
            let turn = |v: &[Option<u32>]| -> Vec<Option<u32>> {
                v.iter().rev().map(|l| l.map(|l| 100 - l)).collect()
            };
            prop_assert_eq!(score(&gold, &predicted), score(&turn(&gold), &turn(&predicted)));
            prop_assert!(score(&gold, &gold).ami == 1.0);
        }

        #[test]
        fn bounds((gold, predicted) in labels()) {
            let s = score(&gold, &predicted);
            for x in [s.b_cubed.precision, s.b_cubed.recall, s.pairs.precision, s.pairs.recall] {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&x));
            }
            prop_assert!(s.ari <= 1.0 && s.ari >= -0.5 - 1e-12 && s.ami <= 1.0 + 1e-9);
        }
    }
}
