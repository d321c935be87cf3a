//! Which scored pairs are worth keeping for a reader.
//!
//! A run scores some forty pairs an article; nearly all of them say only that two articles have
//! little to do with each other. Kept are all pairs that ended in one story, and of the others,
//! from half the cut on, those that are among the best `BEST_REJECTED` of one of their two
//! articles: what nearly joined, and should be looked at first where a story seems torn.

use super::{Clustering, Edge};

/// Rejected pairs kept for each article's sake.
const BEST_REJECTED: usize = 3;

/// The pairs worth keeping, in order of nodes, each with whether it ended in one story.
pub fn pairs(found: &Clustering) -> Vec<(Edge, bool)> {
    let accepted = |e: &Edge| found.story[e.a as usize] == found.story[e.b as usize];
    let near = |e: &Edge| e.score >= found.cut_between(e.a, e.b) / 2.0 && !accepted(e);
    let mut best: Vec<Vec<(f32, usize)>> = vec![Vec::new(); found.story.len()];
    for (at, edge) in found.edges.iter().enumerate().filter(|(_, e)| near(e)) {
        for node in [edge.a, edge.b] {
            keep(&mut best[node as usize], (edge.score, at));
        }
    }
    let mut kept: Vec<usize> = best.into_iter().flatten().map(|(_, at)| at).collect();
    kept.extend((0..found.edges.len()).filter(|at| accepted(&found.edges[*at])));
    kept.sort_unstable();
    kept.dedup();
    kept.into_iter().map(|at| (found.edges[at], accepted(&found.edges[at]))).collect()
}

/// Puts an edge among the best, highest first; on ties the earlier edge stays.
fn keep(best: &mut Vec<(f32, usize)>, edge: (f32, usize)) {
    let place = best.partition_point(|kept| kept.0 >= edge.0);
    if place < BEST_REJECTED {
        best.truncate(BEST_REJECTED - 1);
        best.insert(place, edge);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Scale;

    #[test]
    fn accepted_pairs_and_the_best_rejected_are_kept() {
        let edge = |a, b, score| Edge { a, b, score };
        let hub: Vec<Edge> = (1..8).map(|b| edge(0, b, 0.1 + b as f32 / 100.0)).collect();
        let spokes = (1..7).flat_map(|a| (0..3).map(move |i| edge(a, 8 + i, 0.2)));
        let edges: Vec<Edge> = hub.into_iter().chain(spokes).chain([edge(20, 21, 0.05)]).collect();
        let mut story: Vec<u32> = (0..22).collect();
        story[1] = 0;
        story[21] = 20;
        let scale = Scale { date_trust: 0.0, article_cut: 0.22, headline_cut: 0.22 };
        let found = Clustering { story, edges, scale, cuts: vec![0.22; 22] };
        let kept: Vec<(u32, u32, bool)> =
            pairs(&found).iter().map(|(e, accepted)| (e.a, e.b, *accepted)).collect();
        let of_hub: Vec<_> = kept.iter().filter(|k| k.0 == 0).copied().collect();
        // Accepted; the three best of node 0; (0, 5), (0, 6) and (0, 7) are those.
        assert_eq!(of_hub, [(0, 1, true), (0, 5, false), (0, 6, false), (0, 7, false)]);
        assert!(kept.contains(&(20, 21, true)), "accepted below the cut");
    }
}
