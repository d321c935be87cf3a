//! Mutual information of two clusterings, adjusted for chance.
//!
//! N. X. Vinh, J. Epps, J. Bailey, *Information theoretic measures for clusterings comparison*,
//! JMLR 11 (2010): AMI = (MI - E\[MI\]) / (mean(H(U), H(V)) - E\[MI\]), with the arithmetic mean.
//!
//! E\[MI\] is exact: a sum over all pairs of clusters and all sizes their intersection can have,
//! weighted by the hypergeometric distribution. Two things keep it cheap. Clusters of equal size
//! have equal terms, and n items allow at most sqrt(2n) different sizes. And each distribution is
//! walked outwards from its peak by the ratio of neighbours until it is too small to count, which
//! needs no factorials (so nothing of size n! is ever subtracted) and stops early.

use super::contingency::Contingency;

/// Where a weight counts no more beside the peak's 1; the rest falls faster than geometrically.
const NEGLIGIBLE: f64 = 1e-30;

/// Adjusted mutual information: 1 the same clustering, about 0 what chance would give.
///
/// 1 for two equal clusterings, also where everything is one cluster or no item has a companion;
/// 0 where only one of the two is a single cluster.
pub fn adjusted_mutual_information(table: &Contingency) -> f64 {
    if table.is_perfect() {
        return 1.0;
    }
    if table.gold_sizes.len() == 1 || table.predicted_sizes.len() == 1 {
        return 0.0;
    }
    let expected = expected_information(table);
    let entropies = entropy(&table.gold_sizes) + entropy(&table.predicted_sizes);
    let room = (entropies / 2.0 - expected).max(f64::EPSILON);
    (mutual_information(table) - expected) / room
}

/// MI in nats.
fn mutual_information(table: &Contingency) -> f64 {
    table.cells.iter().map(|c| information(c.both, c.gold, c.predicted, table.items)).sum()
}

/// What an intersection of `both` adds to the mutual information of clusters of `a` and `b` items.
fn information(both: u64, a: u64, b: u64, n: u64) -> f64 {
    if both == 0 {
        return 0.0;
    }
    let (both, n) = (both as f64, n as f64);
    both / n * (n * both / (a as f64 * b as f64)).ln()
}

/// Entropy in nats of a clustering with these sizes.
fn entropy(sizes: &[u64]) -> f64 {
    let n: u64 = sizes.iter().sum();
    let share = |size: u64| size as f64 / n as f64;
    -sizes.iter().map(|&s| share(s) * share(s).ln()).sum::<f64>()
}

/// E\[MI\] over all clusterings with these sizes.
fn expected_information(table: &Contingency) -> f64 {
    let mut sum = 0.0;
    for gold in table.gold_sizes.chunk_by(u64::eq) {
        for predicted in table.predicted_sizes.chunk_by(u64::eq) {
            let times = gold.len() as f64 * predicted.len() as f64;
            sum += times * expected_cell(gold[0], predicted[0], table.items);
        }
    }
    sum
}

/// Expected information of one cell: `a` items drawn from `n`, of which `b` are marked.
fn expected_cell(a: u64, b: u64, n: u64) -> f64 {
    let (least, most) = ((a + b).saturating_sub(n), a.min(b));
    let peak = ((a as f64 + 1.0) * (b as f64 + 1.0) / (n as f64 + 2.0)) as u64;
    let peak = peak.clamp(least, most);
    let (mut weights, mut sum) = (1.0, information(peak, a, b, n));
    let mut add = |k: u64, weight: f64| {
        weights += weight;
        sum += weight * information(k, a, b, n);
        weight > NEGLIGIBLE
    };
    let mut weight = 1.0;
    for k in peak..most {
        weight *= step_up(k, a, b, n);
        if !add(k + 1, weight) {
            break;
        }
    }
    weight = 1.0;
    for k in (least..peak).rev() {
        weight /= step_up(k, a, b, n);
        if !add(k, weight) {
            break;
        }
    }
    sum / weights
}

/// P(k + 1) / P(k) of the hypergeometric distribution.
fn step_up(k: u64, a: u64, b: u64, n: u64) -> f64 {
    let unmarked_left = (n + k + 1 - a - b) as f64;
    (a - k) as f64 * (b - k) as f64 / ((k + 1) as f64 * unmarked_left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(gold: &[u32], predicted: &[u32]) -> Contingency {
        let some = |labels: &[u32]| labels.iter().map(|&l| Some(l)).collect::<Vec<_>>();
        Contingency::new(&some(gold), &some(predicted))
    }

    #[test]
    fn a_cell_worked_out_by_hand() {
        // 2 of 4 items drawn, 2 marked: 0, 1 or 2 marked ones with odds 1 : 4 : 1.
        // Information 0, 1/4 ln 1 = 0, and 2/4 ln 2; expected 1/6 * ln(2)/2.
        let expected = 2f64.ln() / 12.0;
        assert!((expected_cell(2, 2, 4) - expected).abs() < 1e-15);
    }

    #[test]
    fn chance_is_taken_out() {
        // Sizes 2+2 against 2+2, crossed: MI 0, E[MI] = 4 cells of ln(2)/12, entropies ln 2 each:
        // (0 - ln2/3) / (ln2 - ln2/3) = -1/2.
        let crossed = table(&[0, 0, 1, 1], &[0, 1, 0, 1]);
        assert!((adjusted_mutual_information(&crossed) + 0.5).abs() < 1e-12);
    }

    #[test]
    fn limits() {
        assert_eq!(adjusted_mutual_information(&table(&[3, 3, 1], &[0, 0, 9])), 1.0);
        assert_eq!(adjusted_mutual_information(&table(&[0, 1, 2], &[2, 1, 0])), 1.0);
        assert_eq!(adjusted_mutual_information(&table(&[0, 0, 0], &[0, 1, 1])), 0.0);
        assert_eq!(adjusted_mutual_information(&table(&[], &[])), 1.0);
        let alone = table(&[0, 1, 2, 3], &[0, 0, 1, 1]);
        assert!(adjusted_mutual_information(&alone).abs() < 1e-12, "no choice, no information");
    }

    /// Every way to give `n` items to clusters of these sizes, all equally likely.
    fn by_listing(gold: &[u32], predicted: &[u32]) -> f64 {
        let n = gold.len();
        let (mut sum, mut count) = (0.0, 0.0);
        let mut order: Vec<usize> = (0..n).collect();
        // Heap's algorithm.
        let mut c = vec![0; n];
        let mut i = 0;
        loop {
            let shuffled: Vec<u32> = order.iter().map(|&j| predicted[j]).collect();
            sum += mutual_information(&table(gold, &shuffled));
            count += 1.0;
            while i < n && c[i] >= i {
                c[i] = 0;
                i += 1;
            }
            if i == n {
                return sum / count;
            }
            order.swap(if i % 2 == 0 { 0 } else { c[i] }, i);
            c[i] += 1;
            i = 0;
        }
    }

    #[test]
    fn expectation_equals_the_mean_over_all_orders() {
        let (gold, predicted) = ([0, 0, 0, 1, 1, 2, 2], [0, 0, 0, 0, 1, 1, 2]);
        let expected = by_listing(&gold, &predicted);
        assert!((expected_information(&table(&gold, &predicted)) - expected).abs() < 1e-12);
    }
}
