//! Fits where to stop merging stories to labelled sets, and how likely a member is one.
//!
//! For each set (see [`super::variants`]) every cut of [`cuts`] is tried. The target is the middle
//! of the cuts that are at most `PLATEAU` below the best, and a narrow plateau counts more than a
//! broad one. ln cut is fitted by ridge regression on the signs of `src/cluster/cut.rs`; families
//! of sets weigh alike, and in a family the whole set `WHOLE` times its alterations, of which some
//! of the stories count `PART`. Then, with the
//! cuts that follow, the likelihood is fitted by weighted logistic regression of "share of its true
//! story in the cluster" on ln(value / cut), over members and runners-up.
//!
//! Judged family by family, each left out of the fit that judges it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use samestory::cluster::cut::Signs;
use samestory::cluster::score::Weights;
use samestory::eval::tune::{Clusters, Truth};
use samestory::pipeline::trials::Standing;
use samestory::pipeline::{Goal, Pipeline, Settings};

use crate::variants::{self, Set};

/// Loss of B-cubed F1 that is no loss.
const PLATEAU: f64 = 0.01;
/// Weight of a set as it is, against its alterations.
const WHOLE: f64 = 3.0;
/// Weight of a set of some of the stories: it shows less, and lies near another.
const PART: f64 = 0.3;
/// Ridge penalty on standardised signs, at a total weight of 1.
const RIDGE: f64 = 0.003;

/// The cuts tried, ascending by 4 %.
fn cuts() -> Vec<f64> {
    (0..52).map(|step| 0.08 * 1.04_f64.powi(step)).collect()
}

/// A set, measured.
struct Measured {
    family: String,
    name: String,
    is_whole: bool,
    signs: Signs,
    /// B-cubed F1 by cut.
    f1: Vec<f64>,
    standings: Vec<Standing>,
    /// Of each standing: the share of the cluster's other articles that are of its true story.
    right: Vec<f64>,
}

/// Fits both to the labelled sets in `files`, and writes the table to `out`; what was measured goes
/// to `curves_to`.
pub fn write(files: &[PathBuf], out: &Path, curves_to: Option<&Path>) -> Result<()> {
    let mut sets = Vec::new();
    for file in files {
        sets.extend(variants::of_file(file)?);
    }
    let measured: Vec<Measured> =
        sets.par_iter().map(|set| measure(set).context(set.name.clone())).collect::<Result<_>>()?;
    let all: Vec<&Measured> = measured.iter().collect();
    let weights = weights(&measured);
    let weighed: Vec<(&Measured, f64)> = all.iter().copied().zip(weights).collect();
    let fitted = fit(&weighed);
    let [best, within, left_out] = report(&weighed, &fitted);
    if let Some(path) = curves_to {
        std::fs::write(path, curves(&measured)).with_context(|| path.display().to_string())?;
    }
    let likelihood = likelihood(&weighed);
    let names = ["intercept", "closure", "length", "crowd"];
    let mut table = format!(
        "# How the cut follows from the signs, and the likelihood from the value: see fitted.rs.\n\
         # Made by: build-tables cut\n\
         # Mean F1 over the sets as they are: best {best:.3}, fitted {within:.3}, left out {left_out:.3}\n"
    );
    for (name, value) in names.iter().zip(&fitted) {
        let _ = writeln!(table, "cut.{name}\t{value:.3}");
    }
    for (name, value) in ["intercept", "slope"].iter().zip(&likelihood) {
        let _ = writeln!(table, "likelihood.{name}\t{value:.3}");
    }
    std::fs::write(out, table).with_context(|| out.display().to_string())
}

fn measure(set: &Set) -> Result<Measured> {
    let settings = Settings { goal: Goal::Stories, ..Settings::default() };
    let pipeline = Pipeline::new(settings)?;
    let gold = set.gold();
    Ok(pipeline.try_stories(&set.inputs(), &(), |trials| {
        let truth = Truth::new(&gold, trials.keys.iter().map(|key| &**key));
        let edges = trials.edges(Weights::default());
        let f1 = |cut: f64| truth.f1(&trials.stories(&edges, Some(cut as f32)));
        let (signs, _) = trials.signs(&edges);
        let f1: Vec<f64> = cuts().into_iter().map(f1).collect();
        let cut = target(&f1).0 as f32;
        let standings = trials.standings(&edges, cut);
        let clusters = Clusters::new(&trials.stories(&edges, Some(cut)));
        let right = standings.iter().map(|s| truth.share_of_same(&clusters, s.article, s.story));
        let right: Vec<f64> = right.collect();
        let (family, name) = (set.family.clone(), set.name.clone());
        let is_whole = set.name == set.family;
        Ok(Measured { family, name, is_whole, signs, f1, standings, right })
    })?)
}

/// The middle of the plateau, and its width.
fn target(f1: &[f64]) -> (f64, f64) {
    let best = f1.iter().copied().fold(0.0, f64::max);
    let good: Vec<f64> =
        cuts().into_iter().zip(f1).filter(|(_, f)| **f >= best - PLATEAU).map(|(c, _)| c).collect();
    let (low, high) = (good[0], good[good.len() - 1]);
    (f64::midpoint(low, high), high - low)
}

/// F1 at a cut, between those that were tried.
fn at(f1: &[f64], cut: f64) -> f64 {
    let step = ((cut / 0.08).ln() / 1.04_f64.ln()).clamp(0.0, (f1.len() - 1) as f64);
    let low = step as usize;
    let high = (low + 1).min(f1.len() - 1);
    f1[low] + (f1[high] - f1[low]) * (step - low as f64)
}

fn weights(sets: &[Measured]) -> Vec<f64> {
    let own = |set: &Measured| match set.name.contains('%') {
        true => PART,
        false if set.is_whole => WHOLE,
        false => 1.0,
    };
    let of_family =
        |family: &str| -> f64 { sets.iter().filter(|set| set.family == family).map(own).sum() };
    sets.iter().map(|set| own(set) / of_family(&set.family)).collect()
}

fn signs(set: &Measured) -> [f64; 3] {
    let Signs { closure, length, crowd } = set.signs;
    [closure, length.max(1.0).ln(), (crowd + 0.05).ln()].map(f64::from)
}

/// Intercept, closure, length, crowd.
fn fit(sets: &[(&Measured, f64)]) -> Vec<f64> {
    let importance = |(set, weight): &(&Measured, f64)| {
        let (middle, width) = target(&set.f1);
        weight * (middle / (width + 0.03)).powi(2)
    };
    let importance: Vec<f64> = sets.iter().map(importance).collect();
    let total: f64 = importance.iter().sum();
    let rows: Vec<[f64; 3]> = sets.iter().map(|(set, _)| signs(set)).collect();
    let mean = [0, 1, 2].map(|at| rows.iter().map(|r| r[at]).sum::<f64>() / rows.len() as f64);
    let spread = [0, 1, 2].map(|at| {
        let square: f64 = rows.iter().map(|r| (r[at] - mean[at]).powi(2)).sum();
        (square / rows.len() as f64).sqrt().max(1e-9)
    });
    let (mut left, mut right) = (vec![vec![0.0; 4]; 4], vec![0.0; 4]);
    for ((set, _), (row, weight)) in sets.iter().zip(rows.iter().zip(&importance)) {
        let z: Vec<f64> = std::iter::once(1.0)
            .chain((0..3).map(|at| (row[at] - mean[at]) / spread[at]))
            .collect();
        let share = weight / total;
        for i in 0..4 {
            right[i] += share * z[i] * target(&set.f1).0.ln();
            (0..4).for_each(|j| left[i][j] += share * z[i] * z[j]);
        }
    }
    (1..4).for_each(|i| left[i][i] += RIDGE);
    let found = solve(left, right);
    let slopes: Vec<f64> = (0..3).map(|at| found[at + 1] / spread[at]).collect();
    let moved: f64 = slopes.iter().zip(mean).map(|(slope, mean)| slope * mean).sum();
    std::iter::once(found[0] - moved).chain(slopes).collect()
}

/// Gauss with pivots; for a handful of unknowns.
fn solve(mut left: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for at in 0..n {
        let pivot = (at..n).max_by(|a, b| left[*a][at].abs().total_cmp(&left[*b][at].abs()));
        left.swap(at, pivot.unwrap_or(at));
        right.swap(at, pivot.unwrap_or(at));
        for row in (0..n).filter(|row| *row != at) {
            let factor = left[row][at] / left[at][at];
            let pivot = left[at].clone();
            left[row].iter_mut().zip(pivot).for_each(|(value, p)| *value -= factor * p);
            right[row] -= factor * right[at];
        }
    }
    (0..n).map(|at| right[at] / left[at][at]).collect()
}

fn predicted(set: &Measured, fitted: &[f64]) -> f64 {
    let sum: f64 = signs(set).iter().zip(&fitted[1..]).map(|(sign, slope)| sign * slope).sum();
    (fitted[0] + sum).exp().clamp(0.1, 0.5)
}

/// A line a set: family, name, signs, B-cubed F1 by cut.
fn curves(sets: &[Measured]) -> String {
    let cuts: Vec<String> = cuts().iter().map(|cut| format!("{cut:.4}")).collect();
    let mut table = format!("family\tname\tclosure\tlength\tcrowd\t{}\n", cuts.join(","));
    for set in sets {
        let Signs { closure, length, crowd } = set.signs;
        let f1: Vec<String> = set.f1.iter().map(|f| format!("{f:.4}")).collect();
        let (family, name, f1) = (&set.family, &set.name, f1.join(","));
        let _ = writeln!(table, "{family}\t{name}\t{closure}\t{length}\t{crowd}\t{f1}");
    }
    table
}

/// Says what each cut reaches; gives back the means over the sets as they are: with the best cut for
/// each, with the fitted one, and with each family left out of its fit.
fn report(sets: &[(&Measured, f64)], fitted: &[f64]) -> [f64; 3] {
    eprintln!("closure length crowd | best cut F1 | fitted cut F1 | left out cut F1");
    let mut sums = [[0.0; 4]; 2];
    for (set, weight) in sets {
        let others: Vec<(&Measured, f64)> =
            sets.iter().filter(|(other, _)| other.family != set.family).copied().collect();
        let best = target(&set.f1).0;
        let found = [best, predicted(set, fitted), predicted(set, &fit(&others))];
        let f1 = found.map(|cut| at(&set.f1, cut));
        let Signs { closure, length, crowd } = set.signs;
        eprintln!(
            "{closure:.3} {length:5.0} {crowd:.3} | {:.3} {:.4} | {:.3} {:.4} | {:.3} {:.4} | {}",
            found[0], f1[0], found[1], f1[1], found[2], f1[2], set.name
        );
        let weight = if set.is_whole { 1.0 } else { *weight };
        let sum = &mut sums[usize::from(set.is_whole)];
        (0..3).for_each(|i| sum[i] += weight * f1[i]);
        sum[3] += weight;
    }
    let means = sums.map(|sum| [0, 1, 2].map(|i| sum[i] / sum[3]));
    for ([best, fitted, left_out], name) in means.iter().zip(["altered", "as they are"]) {
        eprintln!("{name}: best {best:.4}, fitted {fitted:.4}, left out {left_out:.4}");
    }
    eprintln!("{fitted:.3?}");
    means[1]
}

/// Intercept and slope of the likelihood in ln(value / cut).
fn likelihood(sets: &[(&Measured, f64)]) -> Vec<f64> {
    let mut rows: Vec<(f64, f64, f64)> = Vec::new();
    for (set, weight) in sets {
        let share = weight / set.standings.len().max(1) as f64;
        let row = |(s, right): (&Standing, &f64)| {
            (f64::from((s.value.max(0.001) / s.cut).ln()), *right, share)
        };
        rows.extend(set.standings.iter().zip(&set.right).map(row));
    }
    let mut found = vec![0.0, 0.0];
    for _ in 0..50 {
        let (mut left, mut right) = (vec![vec![0.0; 2]; 2], vec![0.0; 2]);
        for (x, y, weight) in &rows {
            let p = 1.0 / (1.0 + (-(found[0] + found[1] * x)).exp());
            for (i, a) in [1.0, *x].into_iter().enumerate() {
                right[i] += weight * a * (y - p);
                for (j, b) in [1.0, *x].into_iter().enumerate() {
                    left[i][j] += weight * a * b * p * (1.0 - p);
                }
            }
        }
        found = found.iter().zip(solve(left, right)).map(|(old, step)| old + step).collect();
    }
    found
}
