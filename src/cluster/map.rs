//! Stories to places on a map, where alike ones lie close.
//!
//! A story's row is the mean weight of each term over its texts, brought to length 1. Terms fold
//! into a few hundred columns by a hash with a sign, which keeps inner products on average
//! (Weinberger et al., *Feature hashing for large scale multitask learning*, 2009): the dense block
//! that linfa takes. Principal components turn it to its widest directions. For up to
//! `TSNE_MOST` stories exact t-SNE (van der Maaten and Hinton 2008) lays them out in the plane; beyond,
//! the first two components are the map.
//!
//! All of it runs on one thread, in the order of the stories and from a fixed seed, so a dump has
//! one map.

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict, Transformer};
use linfa_reduction::Pca;
use linfa_tsne::TSneParams;
use ndarray::{Array2, ArrayView1, s};
use rand_xoshiro::Xoshiro256Plus;
use rand_xoshiro::rand_core::SeedableRng;

use super::Rows;
use crate::vector::tfidf::View;

/// Columns that terms fold into.
const COLUMNS: usize = 256;
/// Components that t-SNE starts from.
const COMPONENTS: usize = 24;
/// Components are found on so many stories, evenly spaced.
const FITTED: usize = 4_000;
/// Rows that are turned at a time.
const CHUNK: usize = 2_000;
/// Fewer stories than this are laid out by their components: there is nothing to unfold.
const TSNE_LEAST: usize = 8;
/// More stories than this take t-SNE too long: its time grows with their square.
const TSNE_MOST: usize = 600;
/// Steps of t-SNE.
const STEPS: usize = 300;
/// How coarsely t-SNE sums up what lies far off: not at all. Otherwise the crate looks neighbours up
/// in a tree whose roots it draws at random, and no two runs would have one map.
const EXACT: f64 = 0.0;
const SEED: u64 = 42;

/// A place for each of so many stories, both ways in -1..=1; none where there is no map. `folded`
/// gives a story's row, see [`folded`].
pub fn places(stories: usize, folded: impl Fn(usize) -> Vec<f64>) -> Vec<Option<(f32, f32)>> {
    let flat = if stories > 2 { layout(stories, &folded) } else { None };
    let Some(flat) = flat else { return vec![None; stories] };
    let [x, y] = [0, 1].map(|axis| upright(flat.column(axis)));
    let most = x.iter().chain(&y).fold(0.0_f64, |most, v| most.max(v.abs()));
    let scale = if most > 0.0 { 1.0 / most } else { 1.0 };
    x.iter().zip(&y).map(|(x, y)| Some(((x * scale) as f32, (y * scale) as f32))).collect()
}

/// Around the middle, the farther side to the right or above.
fn upright(axis: ArrayView1<f64>) -> Vec<f64> {
    let low = axis.iter().copied().fold(f64::INFINITY, f64::min);
    let high = axis.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let middle = f64::midpoint(low, high);
    let mean = axis.iter().sum::<f64>() / axis.len() as f64;
    let sign = if mean > middle { -1.0 } else { 1.0 };
    axis.iter().map(|value| sign * (value - middle)).collect()
}

fn layout(n: usize, folded: &impl Fn(usize) -> Vec<f64>) -> Option<Array2<f64>> {
    let fitted = n.min(FITTED);
    let unfolds = (TSNE_LEAST..=TSNE_MOST).contains(&n);
    let wanted = if unfolds { COMPONENTS.min(n - 1) } else { 2 };
    let block = DatasetBase::from(rows((0..fitted).map(|at| folded(at * n / fitted))));
    let pca = Pca::params(wanted).fit(&block).ok()?;
    // Components along which nothing differs are not among those that were found.
    let found = pca.explained_variance().len().min(wanted);
    let mut turned = Array2::zeros((n, wanted));
    for from in (0..n).step_by(CHUNK) {
        let to = n.min(from + CHUNK);
        let part = rows((from..to).map(folded));
        turned.slice_mut(s![from..to, ..found]).assign(&pca.predict(&part));
    }
    let flat = if unfolds && found > 1 { unfolded(turned)? } else { turned };
    let flat = flat.slice(s![.., ..2]).to_owned();
    flat.iter().all(|value| value.is_finite()).then_some(flat)
}

fn unfolded(rows: Array2<f64>) -> Option<Array2<f64>> {
    let perplexity = ((rows.nrows() - 1) as f64 / 3.0).min(30.0);
    let tsne = TSneParams::embedding_size_with_rng(2, Xoshiro256Plus::seed_from_u64(SEED))
        .perplexity(perplexity)
        .approx_threshold(EXACT)
        .max_iter(STEPS);
    tsne.transform(rows).ok()
}

fn rows(stories: impl ExactSizeIterator<Item = Vec<f64>>) -> Array2<f64> {
    let mut rows = Array2::zeros((stories.len(), COLUMNS));
    for (mut row, story) in rows.rows_mut().into_iter().zip(stories) {
        row.assign(&ArrayView1::from(&story));
    }
    rows
}

/// The row of a story of these nodes, folded to the columns of the map and of length 1; `hash` gives
/// each term's hash.
pub fn folded(rows: &Rows<'_>, story: &[u32], hash: impl Fn(u32) -> u64) -> Vec<f64> {
    let mut row = vec![0.0; COLUMNS];
    for &node in story {
        for (term, weight) in rows.weights(node, View::All) {
            let hash = hash(term);
            let sign = if hash >> 63 == 0 { 1.0 } else { -1.0 };
            row[hash as usize % COLUMNS] += sign * f64::from(weight);
        }
    }
    let length = row.iter().map(|v| v * v).sum::<f64>().sqrt();
    if length > 0.0 {
        row.iter_mut().for_each(|value| *value /= length);
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::fixture::Texts;

    /// Two matters, each told by six stories of two terms of which one is common.
    fn two_matters() -> Texts {
        let rows: Vec<Vec<(u32, f32)>> =
            (0..12).map(|n| vec![(n / 6, 0.8), (2 + n, 0.6)]).collect();
        Texts::new(14, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    fn hash(term: u32) -> u64 {
        u64::from(term) * 7
    }

    /// A map of so many stories of one text each.
    fn map_of(texts: &Texts, stories: usize) -> Vec<Option<(f32, f32)>> {
        let rows = texts.rows();
        places(stories, |at| folded(&rows, &[at as u32], hash))
    }

    fn mapped(stories: usize) -> Vec<(f32, f32)> {
        map_of(&two_matters(), stories).into_iter().map(Option::unwrap).collect()
    }

    fn distance(a: (f32, f32), b: (f32, f32)) -> f32 {
        (a.0 - b.0).hypot(a.1 - b.1)
    }

    #[test]
    fn stories_of_one_matter_lie_closer_than_those_of_two() {
        // Seven by components: six of one matter, one of the other; twelve by t-SNE.
        for (stories, other) in [(7, 6..7), (12, 6..12)] {
            let map = mapped(stories);
            let near = (1..6).map(|n| distance(map[0], map[n])).fold(0.0, f32::max);
            let far = other.map(|n| distance(map[0], map[n])).fold(f32::INFINITY, f32::min);
            assert!(near < far, "{stories}: {near} {far} {map:?}");
        }
    }

    #[test]
    fn the_map_is_the_same_again_and_fills_its_square() {
        let map = mapped(12);
        assert_eq!(map, mapped(12));
        let most = map.iter().flat_map(|(x, y)| [x.abs(), y.abs()]).fold(0.0, f32::max);
        assert!((most - 1.0).abs() < 1e-6, "{map:?}");
    }

    #[test]
    fn many_stories_have_one_map() {
        let rows: Vec<Vec<(u32, f32)>> =
            (0..200_u32).map(|n| vec![(n % 9, 0.7), (9 + n % 31, 0.5), (40 + n, 0.5)]).collect();
        let texts = Texts::new(240, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
        assert_eq!(map_of(&texts, 200), map_of(&texts, 200));
    }

    #[test]
    fn two_stories_make_no_map() {
        assert_eq!(map_of(&two_matters(), 2), [None, None]);
        // All alike: every story in one place, or no map, but no panic.
        let alike = Texts::new(1, &[[(0, 1.0)].as_slice(); 9]);
        assert_eq!(map_of(&alike, 9).len(), 9);
    }
}
