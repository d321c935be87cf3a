//! Which earlier story a story takes up again.
//!
//! Where dates are trusted, a pair more than a few days apart loses half of its score, so news of
//! the same matter a week later is a story of its own. It *continues* the story to which it would
//! have belonged by text alone: the one that began earlier, with the best capped average (see
//! [`super::linkage`]) over the scores without their loss, where that reaches the cut.
//!
//! Only pairs that were scored count, so nothing older than the window of trusted dates is found.

use hashbrown::HashMap;

use super::{Clustering, Edge, Nodes, time};

/// For each story (lists of nodes) the one that it continues, by place in the list.
pub fn continued(
    nodes: &Nodes,
    stories: &[Vec<u32>],
    found: &Clustering,
    cap: usize,
) -> Vec<Option<usize>> {
    let mut story_of = vec![None; nodes.len()];
    for (number, members) in stories.iter().enumerate() {
        members.iter().for_each(|m| story_of[*m as usize] = Some(number));
    }
    let first = |story: usize| -> Option<i64> {
        stories[story].iter().filter_map(|n| nodes.published[*n as usize]).min()
    };
    let mut best: Vec<Option<(f64, usize)>> = vec![None; stories.len()];
    for ((a, b), (sum, count)) in ties(nodes, &story_of, found) {
        let (Some(begin_a), Some(begin_b)) = (first(a), first(b)) else { continue };
        if begin_a == begin_b {
            continue;
        }
        let (earlier, later) = if begin_a < begin_b { (a, b) } else { (b, a) };
        let (small, large) =
            (stories[a].len().min(stories[b].len()), stories[a].len().max(stories[b].len()));
        let value = sum / (small * large.min(cap)).max(count) as f64;
        let better = best[later].is_none_or(|(v, at)| value > v || value == v && earlier < at);
        if value >= 1.0 && better {
            best[later] = Some((value, earlier));
        }
    }
    best.into_iter().map(|found| found.map(|(_, earlier)| earlier)).collect()
}

/// Sums and counts of scores by text, in cuts of their pairs as in the linkage, between two stories,
/// smaller number first. A sum runs over the pairs in order of nodes, so it has one order.
fn ties(
    nodes: &Nodes,
    story_of: &[Option<usize>],
    found: &Clustering,
) -> HashMap<(usize, usize), (f64, usize)> {
    let mut ties: HashMap<(usize, usize), (f64, usize)> = HashMap::new();
    for Edge { a, b, score } in &found.edges {
        let (from, to) = (*a as usize, *b as usize);
        let (Some(x), Some(y)) = (story_of[from], story_of[to]) else { continue };
        if x != y {
            let factor =
                time::factor(nodes.published[from], nodes.published[to], found.scale.date_trust);
            let tie = ties.entry((x.min(y), x.max(y))).or_default();
            tie.0 += f64::from(score / factor / found.cut_between(*a, *b));
            tie.1 += 1;
        }
    }
    ties
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Scale;
    use crate::cluster::fixture::bare_nodes;

    #[test]
    fn a_later_story_continues_the_nearest_earlier_one() {
        let day = |d: i64| Some(d * 86_400);
        let published = vec![day(0), day(0), day(1), day(1), day(8), day(8)];
        let nodes = Nodes { published, ..bare_nodes(vec![0; 6]) };
        let edge = |a, b, score| Edge { a, b, score };
        // Halved by their distance in time: by text .4 and .6 to the first story, .3 to the second.
        let edges = vec![edge(0, 4, 0.2), edge(1, 5, 0.3), edge(2, 4, 0.15)];
        let scale = Scale { date_trust: 1.0, article_cut: 0.2, headline_cut: 0.2 };
        let found = Clustering { story: Vec::new(), edges, scale, cuts: vec![0.2; 6] };
        let stories = [vec![0, 1], vec![2, 3], vec![4, 5]];
        // (.4 + .6) / .2 / 4 = 1.25 cuts.
        assert_eq!(continued(&nodes, &stories, &found, 15), [None, None, Some(0)]);
        let strict = Clustering { cuts: vec![0.26; 6], ..found };
        assert_eq!(continued(&nodes, &stories, &strict, 15), [None, None, None]);
    }
}
