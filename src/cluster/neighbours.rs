//! Candidate pairs: each node's nearest by cosine, from an inverted index.
//!
//! For one node the index is walked term by term, heaviest first, and products are summed per
//! other node. Walking stops when the terms left could not lift a newcomer high (their squared
//! weights are small) or when the node's budget of postings is spent: the light, frequent terms
//! that cost most and tell least come last. The best partial sums are the neighbours: they are
//! near enough to the whole ones for choosing whom to look at, and every pair is scored on whole
//! rows afterwards.
//!
//! Cost: O(n * budget); memory one array of n sums per thread.

use rayon::prelude::*;

use crate::vector::sparse::{CsrMatrix, Postings, Row};

/// How far the search for neighbours goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// Neighbours wanted per node.
    pub k: usize,
    /// Postings read per node at most, as long as `MIN_MASS` of its weight was covered.
    pub budget: usize,
}

/// Share of a row's squared length that is always walked, whatever it costs.
const MIN_MASS: f32 = 0.25;
/// Share of a row's squared length after which newcomers cannot matter.
const FULL_MASS: f32 = 0.9;
/// Partial sums below this are nobody's neighbours.
const LEAST_SUM: f32 = 0.04;

/// The pairs `(a, b)`, `a < b`, sorted, in which one is among the other's `k` nearest by the dot
/// product of the terms walked (ties by node number).
pub fn nearest_pairs(rows: &CsrMatrix, columns: usize, search: Search) -> Vec<(u32, u32)> {
    let postings = Postings::from_rows(rows, columns);
    let state = || Scratch { sums: vec![0.0; rows.rows()], ..Scratch::default() };
    let mut pairs: Vec<(u32, u32)> = (0..rows.rows() as u32)
        .into_par_iter()
        .map_init(state, |scratch, node| {
            let near = scratch.nearest(node, rows, &postings, search);
            near.iter().map(|&(_, other)| (node.min(other), node.max(other))).collect::<Vec<_>>()
        })
        .flatten_iter()
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

#[derive(Default)]
struct Scratch {
    sums: Vec<f32>,
    touched: Vec<u32>,
    order: Vec<u32>,
    best: Vec<(f32, u32)>,
}

impl Scratch {
    /// The node's nearest, best first.
    fn nearest(
        &mut self,
        node: u32,
        rows: &CsrMatrix,
        postings: &Postings,
        search: Search,
    ) -> &[(f32, u32)] {
        let row = rows.row(node as usize);
        self.add_up(row, postings, search.budget);
        self.best.clear();
        for &other in &self.touched {
            let sum = std::mem::take(&mut self.sums[other as usize]);
            if other != node && sum >= LEAST_SUM {
                self.best.push((sum, other));
            }
        }
        self.touched.clear();
        keep_best(&mut self.best, search.k);
        &self.best
    }

    /// Sums products over the row's terms, heaviest first.
    fn add_up(&mut self, row: Row<'_>, postings: &Postings, budget: usize) {
        self.order.clear();
        self.order.extend(0..row.columns.len() as u32);
        self.order.sort_unstable_by(|&a, &b| {
            row.values[b as usize].total_cmp(&row.values[a as usize]).then(a.cmp(&b))
        });
        let (mut mass, mut read) = (0.0, 0);
        for &at in &self.order {
            let weight = row.values[at as usize];
            let column = postings.column(row.columns[at as usize]);
            let spent = read + column.columns.len() > budget && mass >= MIN_MASS;
            if spent || mass >= FULL_MASS {
                break;
            }
            mass += weight * weight;
            read += column.columns.len();
            for (other, value) in column.iter() {
                let sum = &mut self.sums[other as usize];
                if *sum == 0.0 {
                    self.touched.push(other);
                }
                *sum += weight * value;
            }
        }
    }
}

/// The `k` largest, best first; ties by node number.
fn keep_best(found: &mut Vec<(f32, u32)>, k: usize) {
    let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if found.len() > k && k > 0 {
        found.select_nth_unstable_by(k - 1, order);
    }
    found.truncate(k);
    found.sort_unstable_by(order);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every pair, one at a time: the judge.
    fn naive(rows: &CsrMatrix, k: usize) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        for a in 0..rows.rows() {
            let dots = (0..rows.rows()).filter(|&b| b != a);
            let mut dots: Vec<(f32, u32)> =
                dots.map(|b| (rows.row(a).dot(rows.row(b)), b as u32)).collect();
            dots.retain(|d| d.0 > 0.0);
            keep_best(&mut dots, k);
            pairs.extend(dots.iter().map(|d| (d.1.min(a as u32), d.1.max(a as u32))));
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    fn unit(weights: &[f32]) -> Vec<(u32, f32)> {
        let length = weights.iter().map(|w| w * w).sum::<f32>().sqrt();
        let entries = weights.iter().enumerate().filter(|(_, w)| **w > 0.0);
        entries.map(|(column, w)| (column as u32, w / length)).collect()
    }

    proptest! {
        #[test]
        fn agrees_with_every_pair(
            rows in prop::collection::vec(prop::collection::vec(prop_oneof![Just(0.0_f32), 0.5..1.5_f32], 6), 0..12),
        ) {
            let mut matrix = CsrMatrix::new();
            rows.iter().for_each(|row| matrix.push(unit(row)));
            // As many neighbours as nodes: candidates that share any walked term.
            let search = Search { k: 12, budget: usize::MAX };
            let found = nearest_pairs(&matrix, 6, search);
            let all = naive(&matrix, 12);
            // Only pairs that share nothing but the lightest tenth of a row's squared length (a
            // product of .32 at most) may be missed.
            for pair in &all {
                let dot = matrix.row(pair.0 as usize).dot(matrix.row(pair.1 as usize));
                prop_assert!(found.contains(pair) || dot <= 0.32, "{pair:?} {dot}");
            }
            prop_assert!(found.iter().all(|pair| all.contains(pair)));
        }
    }
}
