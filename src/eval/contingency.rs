//! Two clusterings of the same items, laid side by side: how many items each pair of clusters has
//! in common.
//!
//! Built by sorting, O(n log n). Only sizes are kept, in sorted order, so whatever is summed over
//! them does not depend on the order of the items or on the numbers used as labels.

/// One cluster of the truth met with one predicted cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Items of the true cluster.
    pub gold: u64,
    /// Items of the predicted cluster.
    pub predicted: u64,
    /// Items of both; at least 1.
    pub both: u64,
}

/// The non-empty cells of the table, and its margins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contingency {
    /// Number of items.
    pub items: u64,
    /// Non-empty cells, sorted.
    pub cells: Vec<Cell>,
    /// Sizes of the true clusters, ascending.
    pub gold_sizes: Vec<u64>,
    /// Sizes of the predicted clusters, ascending.
    pub predicted_sizes: Vec<u64>,
}

impl Contingency {
    /// Lays two label vectors side by side; item `i` has `gold[i]` and `predicted[i]`. `None` is a
    /// cluster of its own. If one vector is longer, its rest is left out.
    pub fn new(gold: &[Option<u32>], predicted: &[Option<u32>]) -> Self {
        let items = gold.len().min(predicted.len());
        let (gold, gold_sizes) = dense(&gold[..items]);
        let (predicted, predicted_sizes) = dense(&predicted[..items]);
        let mut both: Vec<(u32, u32)> = gold.into_iter().zip(predicted).collect();
        both.sort_unstable();
        let cells = both.chunk_by(|x, y| x == y).map(|run| Cell {
            gold: gold_sizes[run[0].0 as usize],
            predicted: predicted_sizes[run[0].1 as usize],
            both: run.len() as u64,
        });
        let mut cells: Vec<Cell> = cells.collect();
        cells.sort_unstable();
        Self {
            items: items as u64,
            cells,
            gold_sizes: sorted(gold_sizes),
            predicted_sizes: sorted(predicted_sizes),
        }
    }

    /// True where both clusterings are the same but for their labels.
    pub fn is_perfect(&self) -> bool {
        self.cells.iter().all(|c| c.both == c.gold && c.both == c.predicted)
    }
}

/// Labels as `0..k`, `None` as labels of their own, and the size of each.
fn dense(labels: &[Option<u32>]) -> (Vec<u32>, Vec<u64>) {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_unstable_by_key(|&i| labels[i]);
    let mut dense = vec![0; labels.len()];
    let mut sizes = Vec::new();
    for run in order.chunk_by(|&i, &j| labels[i].is_some() && labels[i] == labels[j]) {
        for &i in run {
            dense[i] = sizes.len() as u32;
        }
        sizes.push(run.len() as u64);
    }
    (dense, sizes)
}

fn sorted(mut sizes: Vec<u64>) -> Vec<u64> {
    sizes.sort_unstable();
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_clusters_have_in_common() {
        // Truth {a,b,c} {d}; predicted {a,b} {c} {d}, the last two without a label.
        let gold = [Some(7), Some(7), Some(7), Some(2)];
        let table = Contingency::new(&gold, &[Some(0), Some(0), None, None]);
        let cell = |gold, predicted, both| Cell { gold, predicted, both };
        assert_eq!(table.cells, [cell(1, 1, 1), cell(3, 1, 1), cell(3, 2, 2)]);
        assert_eq!((table.gold_sizes, table.predicted_sizes), (vec![1, 3], vec![1, 1, 2]));
        assert!(!Contingency::new(&gold, &[None; 4]).is_perfect());
        assert!(Contingency::new(&gold, &[Some(1), Some(1), Some(1), None]).is_perfect());
    }
}
