//! Fits the weights of the same-fact score.
//!
//! A logistic regression (linfa) over labelled pairs. Every set counts the same, and in it both
//! answers: rows are drawn evenly, with repeats from small sets. A set has an intercept of its own
//! (a column), which is dropped at prediction: how common "same" is in a set is no news. A feature
//! whose weight comes out with the wrong sign is taken out and the rest fitted again. How well the
//! weights do on a set is told by those fitted without it (and without sets of its source).

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use linfa::Dataset;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};
use samestory::eval::ranking::Ranking;
use samestory::fact::analyse::Analyser;
use samestory::fact::model::{FEATURE_NAMES, FEATURES, Scorer};

use crate::labelled::{self, Set};

/// Rows drawn of each answer of each set.
const ROWS: usize = 2000;
/// Ridge penalty for features scaled to a deviation of one, for each row.
const RIDGE: f64 = 0.003;
/// Value of a set's own column; large, so that the penalty hardly touches its intercept.
const OWN: f64 = 10.0;
/// Features that speak for "same"; the others speak against it.
const FOR: usize = 4;
/// Highest cut that is tried, in hundredths.
const CUTS: u32 = 1000;
/// Precision that the bands "same", "likely" and "maybe" reach on each set of one story.
const BANDS: [(&str, f64); 3] = [("same", 0.93), ("likely", 0.86), ("maybe", 0.64)];

type Features = [f32; FEATURES];

/// A set as features.
struct Rows {
    set: Set,
    rows: Vec<(Features, bool)>,
}

/// Weights, and the intercept of every set.
struct Fitted {
    weights: [f64; FEATURES],
    intercepts: Vec<f64>,
}

impl Fitted {
    fn z(&self, features: &Features) -> f64 {
        self.weights.iter().zip(features).map(|(w, f)| w * f64::from(*f)).sum()
    }
}

/// Fits the weights on the sets of a folder; gives back the table's text and a report.
///
/// # Errors
/// If a set cannot be read, or the regression fails.
pub fn fit(folder: &Path) -> Result<(String, String)> {
    let sets: Vec<Rows> = labelled::read(folder)?.into_iter().map(Rows::of).collect();
    let all: Vec<&Rows> = sets.iter().collect();
    let fitted = regression(&all)?;
    let mut report = String::new();
    let (mut precisions, mut recalls) = (0.0, 0.0);
    for held in &sets {
        let others: Vec<&Rows> = sets.iter().filter(|s| s.set.source != held.set.source).collect();
        let ranking = held.ranked(&regression(&others)?);
        let (precision, recall) = (ranking.average_precision(), ranking.recall_at_precision(0.9));
        writeln!(report, "{:20} AP {precision:.4}  R@P.9 {recall:.3}", held.set.name)?;
        precisions += precision / sets.len() as f64;
        recalls += recall / sets.len() as f64;
    }
    writeln!(report, "{:20} AP {precisions:.4}  R@P.9 {recalls:.3}", "mean, left out")?;
    let rows = table(&fitted, &sets, &mut report)?;
    let left_out = format!(
        "# Left out: average precision {precisions:.3}, recall at precision .9 {recalls:.3}\n"
    );
    Ok((format!("{HEAD}{left_out}{rows}"), report))
}

impl Rows {
    fn of(set: Set) -> Self {
        let analyser = Analyser::for_language("en");
        let mut scorer = Scorer::for_pairs();
        let rows = set.pairs.iter().map(|pair| {
            let (a, b) = (analyser.text(&pair.a), analyser.text(&pair.b));
            (scorer.score(&a, &b).features, pair.same)
        });
        let rows = rows.collect();
        Self { set, rows }
    }

    fn ranked(&self, fitted: &Fitted) -> Ranking {
        Ranking::new(self.rows.iter().map(|(f, same)| (fitted.z(f), *same)))
    }

    /// [`ROWS`] rows of each answer, evenly spread over all.
    fn drawn(&self) -> impl Iterator<Item = (&Features, bool)> {
        [true, false].into_iter().flat_map(move |answer| {
            let rows: Vec<&Features> =
                self.rows.iter().filter(|(_, same)| *same == answer).map(|(f, _)| f).collect();
            (0..ROWS).map(move |i| (rows[i * rows.len() / ROWS], answer))
        })
    }
}

/// Fits with every feature, then without those of the wrong sign until none is left.
fn regression(sets: &[&Rows]) -> Result<Fitted> {
    let mut used = [true; FEATURES];
    loop {
        let fitted = regression_of(sets, used)?;
        let wrong =
            |i: usize| if i < FOR { fitted.weights[i] < 0.0 } else { fitted.weights[i] > 0.0 };
        let before = used;
        (0..FEATURES).filter(|i| wrong(*i)).for_each(|i| used[i] = false);
        if used == before {
            return Ok(fitted);
        }
    }
}

fn regression_of(sets: &[&Rows], used: [bool; FEATURES]) -> Result<Fitted> {
    let rows: Vec<(usize, &Features, bool)> = (0..)
        .zip(sets)
        .flat_map(|(set, rows)| rows.drawn().map(move |(f, same)| (set, f, same)))
        .collect();
    let scale = deviations(&rows);
    let columns = FEATURES + sets.len();
    let mut records = Array2::zeros((rows.len(), columns));
    for (i, (set, features, _)) in rows.iter().enumerate() {
        for f in (0..FEATURES).filter(|f| used[*f]) {
            records[[i, f]] = f64::from(features[f]) / scale[f];
        }
        records[[i, FEATURES + set]] = OWN;
    }
    let targets: Array1<bool> = rows.iter().map(|(.., same)| *same).collect();
    let model = LogisticRegression::default()
        .alpha(RIDGE * rows.len() as f64)
        .with_intercept(false)
        .max_iterations(200)
        .fit(&Dataset::new(records, targets))
        .map_err(|e| anyhow!("the regression failed: {e}"))?;
    // The class that linfa counts as positive is not always "true".
    let sign = if model.labels().pos.class { 1.0 } else { -1.0 };
    let params = model.params();
    let weights = std::array::from_fn(|f| sign * params[f] / scale[f]);
    let intercepts = (0..sets.len()).map(|s| sign * OWN * params[FEATURES + s]).collect();
    Ok(Fitted { weights, intercepts })
}

/// The standard deviation of each feature; 1 where it never changes.
fn deviations(rows: &[(usize, &Features, bool)]) -> [f64; FEATURES] {
    std::array::from_fn(|f| {
        let values = || rows.iter().map(|(_, features, _)| f64::from(features[f]));
        let mean = values().sum::<f64>() / rows.len() as f64;
        let variance = values().map(|v| (v - mean).powi(2)).sum::<f64>() / rows.len() as f64;
        if variance > 0.0 { variance.sqrt() } else { 1.0 }
    })
}

/// The rows of the table; what the bands reach goes into the report.
fn table(fitted: &Fitted, sets: &[Rows], report: &mut String) -> Result<String> {
    let mut out = String::new();
    for (name, weight) in FEATURE_NAMES.iter().zip(fitted.weights) {
        writeln!(out, "weight\t{name}\t{weight:.4}")?;
    }
    let in_story: Vec<usize> = (0..sets.len()).filter(|s| sets[*s].set.in_story).collect();
    let sum: f64 = in_story.iter().map(|s| fitted.intercepts[*s]).sum();
    writeln!(out, "bias\tsame\t{:.4}", sum / in_story.len() as f64)?;
    let rankings: Vec<Ranking> = in_story.iter().map(|s| sets[*s].ranked(fitted)).collect();
    for (name, precision) in BANDS {
        let cut = cut_at(&rankings, precision).with_context(|| format!("no cut for {name}"))?;
        for (s, ranking) in in_story.iter().zip(&rankings) {
            let found = ranking.at_cut(cut);
            let name = format!("{} {name}", sets[*s].set.name);
            writeln!(report, "{name:26} P {:.3} R {:.3}", found.precision, found.recall)?;
        }
        writeln!(out, "band\t{name}\t{cut:.2}")?;
    }
    Ok(out)
}

/// The lowest cut, to two digits, at which this share of the pairs above is right on every set.
fn cut_at(rankings: &[Ranking], precision: f64) -> Option<f64> {
    let cuts = (0..=CUTS).map(|cut| f64::from(cut) / 100.0);
    let holds = |cut: &f64| rankings.iter().all(|r| r.at_cut(*cut).precision >= precision);
    cuts.into_iter().find(holds)
}

const HEAD: &str = "\
# The same-fact score: z = sum of weight x feature; probability 1/(1+exp(-(z+bias))).
# Fitted by `build-tables same-fact` (see README.md): a logistic regression over eight open sets of
# sentence pairs, every set and answer with the same weight, an intercept per set that is dropped
# here. The bias is the mean intercept of the sets whose pairs come from one story. The bands are
# the lowest z from which on .93, .86 and .64 of the pairs are right on each of those sets. Left out
# are the means over the sets, each judged by weights fitted without its source.
";
