//! Links to facts: complete linkage, so that every two claims of a fact were found the same.
//!
//! Transitive closure would weld facts through one sentence that states two of them. Components of
//! links above the threshold are small; each is clustered by linfa's agglomerative clustering
//! (complete linkage) on a hand-built kernel of its claims. Components larger than a block of 400 are
//! split by raising the threshold until they fall apart; what certainty itself holds together is
//! cut into blocks.

use linfa::ParamGuard;
use linfa::traits::Transformer;
use linfa_hierarchical::{HierarchicalCluster, Method};
use linfa_kernel::{Kernel, KernelInner, KernelMethod};
use ndarray::Array2;

use crate::union_find::UnionFind;

/// Claims clustered as one dense block at most.
const MAX_BLOCK: usize = 400;
/// How much the threshold is raised on components that are too large, and up to where.
const RAISE: f32 = 0.02;
const CERTAIN: f32 = 0.99;

/// Two claims and the probability that they are the same.
pub type Tie = (u32, u32, f32);

/// Groups of two or more of `n` claims; in each, every two are tied at `same` or more (claims of
/// one outlet, which are never tied, may meet in a group through all others; `may_meet` tells).
/// Groups and their members are sorted.
pub fn groups(
    n: usize,
    ties: &[Tie],
    same: f32,
    may_meet: &dyn Fn(u32, u32) -> bool,
) -> Vec<Vec<u32>> {
    let mut out = Vec::new();
    let mut todo = vec![(same, ties.iter().filter(|t| t.2 >= same).copied().collect::<Vec<_>>())];
    while let Some((cut, ties)) = todo.pop() {
        for (members, ties) in components(n, &ties) {
            let higher = cut + RAISE;
            if members.len() <= MAX_BLOCK {
                out.extend(complete_linkage(&members, &ties, same, may_meet));
            } else if higher < CERTAIN {
                todo.push((higher, ties.into_iter().filter(|t| t.2 >= higher).collect()));
            } else {
                for block in members.chunks(MAX_BLOCK) {
                    let inside = |claim: u32| block.binary_search(&claim).is_ok();
                    let ties: Vec<Tie> =
                        ties.iter().filter(|t| inside(t.0) && inside(t.1)).copied().collect();
                    out.extend(complete_linkage(block, &ties, same, may_meet));
                }
            }
        }
    }
    out.sort_unstable();
    out
}

/// Groups of claims that were left over because another claim of their outlet had taken their place:
/// a sentence that states two facts meets two sentences of another outlet. `first` are the groups of
/// several outlets found by [`groups`].
pub fn second_groups(
    first: &[Vec<u32>],
    n: usize,
    ties: &[Tie],
    same: f32,
    outlet: &dyn Fn(u32) -> u32,
    may_meet: &dyn Fn(u32, u32) -> bool,
) -> Vec<Vec<u32>> {
    let mut group_of: Vec<Option<usize>> = vec![None; n];
    for (number, group) in first.iter().enumerate() {
        group.iter().for_each(|claim| group_of[*claim as usize] = Some(number));
    }
    let kept_out = |claim: u32, partner: u32| {
        let taken = |group: usize| first[group].iter().any(|c| outlet(*c) == outlet(claim));
        group_of[claim as usize].is_none() && group_of[partner as usize].is_some_and(taken)
    };
    let left = |t: &&Tie| kept_out(t.0, t.1) || kept_out(t.1, t.0);
    let ties: Vec<Tie> = ties.iter().filter(left).copied().collect();
    groups(n, &ties, same, may_meet)
}

fn components(n: usize, ties: &[Tie]) -> Vec<(Vec<u32>, Vec<Tie>)> {
    let mut sets = UnionFind::new(n);
    ties.iter().for_each(|t| {
        sets.union(t.0, t.1);
    });
    let mut by_root: Vec<(u32, Tie)> = ties.iter().map(|t| (sets.find(t.0), *t)).collect();
    by_root.sort_by_key(|(root, t)| (*root, t.0, t.1));
    by_root
        .chunk_by(|x, y| x.0 == y.0)
        .map(|chunk| {
            let ties: Vec<Tie> = chunk.iter().map(|(_, t)| *t).collect();
            let mut members: Vec<u32> = ties.iter().flat_map(|t| [t.0, t.1]).collect();
            members.sort_unstable();
            members.dedup();
            (members, ties)
        })
        .collect()
}

fn complete_linkage(
    members: &[u32],
    ties: &[Tie],
    same: f32,
    may_meet: &dyn Fn(u32, u32) -> bool,
) -> Vec<Vec<u32>> {
    if members.len() == 2 && !ties.is_empty() {
        return vec![members.to_vec()];
    }
    let labels = label(members, ties, same, may_meet);
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); members.len()];
    for (member, label) in members.iter().zip(labels) {
        groups[label].push(*member);
    }
    groups.retain(|g| g.len() > 1);
    groups
}

/// A cluster label for each member.
fn label(
    members: &[u32],
    ties: &[Tie],
    same: f32,
    may_meet: &dyn Fn(u32, u32) -> bool,
) -> Vec<usize> {
    let n = members.len();
    // Distances: 1 - probability for ties, just under the limit for claims that may meet, 1 else.
    let limit = 1.0 - f64::from(same) + 1e-6;
    let mut distance = Array2::from_shape_fn((n, n), |(i, j)| {
        if i == j {
            0.0
        } else if may_meet(members[i], members[j]) {
            limit - 1e-6
        } else {
            1.0
        }
    });
    let at = |claim: u32| members.binary_search(&claim).unwrap_or_default();
    for &(a, b, probability) in ties {
        let d = 1.0 - f64::from(probability);
        distance[[at(a), at(b)]] = d;
        distance[[at(b), at(a)]] = d;
    }
    // linfa takes -ln of a kernel for the distance, so exp(-d) hands it d itself.
    let inner = KernelInner::Dense(distance.mapv(|d| (-d).exp()));
    let kernel = Kernel { inner, method: KernelMethod::Linear };
    let method = HierarchicalCluster::default().with_method(Method::Complete);
    match method.max_distance(limit).check() {
        Ok(checked) => checked.transform(kernel).targets,
        Err(_) => (0..n).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_with_two_facts_does_not_weld_them() {
        // 1 states what 0 states and what 2 states; 0 and 2 are not the same.
        let ties = [(0, 1, 0.95), (1, 2, 0.9)];
        assert_eq!(groups(3, &ties, 0.86, &|_, _| false), [[0, 1]]);
        let closed = [(0, 1, 0.95), (1, 2, 0.9), (0, 2, 0.9)];
        assert_eq!(groups(3, &closed, 0.86, &|_, _| false), [[0, 1, 2]]);
        assert!(groups(3, &[(0, 1, 0.5)], 0.86, &|_, _| false).is_empty());
    }

    #[test]
    fn a_sentence_with_two_facts_meets_both() {
        // Claims 1 and 2 are of one outlet and have nothing in common.
        let ties = [(0, 1, 0.95), (0, 2, 0.9)];
        let first = groups(3, &ties, 0.86, &|_, _| false);
        let outlet = |claim: u32| u32::from(claim > 0);
        assert_eq!(first, [[0, 1]]);
        assert_eq!(second_groups(&first, 3, &ties, 0.86, &outlet, &|_, _| false), [[0, 2]]);
        // Of three outlets, the third was left out for want of a tie.
        assert!(second_groups(&first, 3, &ties, 0.86, &|claim| claim, &|_, _| false).is_empty());
    }

    #[test]
    fn more_than_a_block_of_one_certainty_is_cut_into_blocks() {
        let n = MAX_BLOCK as u32 + 1;
        let ties: Vec<Tie> = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b, 0.999))).collect();
        let found = groups(n as usize, &ties, 0.7, &|_, _| false);
        assert_eq!(found, [(0..n - 1).collect::<Vec<u32>>()], "the last is alone in its block");
    }

    #[test]
    fn claims_of_one_outlet_meet_through_the_others() {
        let ties = [(0, 1, 0.95), (1, 2, 0.9)];
        assert_eq!(
            groups(3, &ties, 0.86, &|a, b| (a, b) == (0, 2) || (b, a) == (0, 2)),
            [[0, 1, 2]]
        );
    }
}
