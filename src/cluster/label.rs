//! What a reader sees of a story: its name, its terms, why each article is in it, and which other
//! story it nearly joined.
//!
//! - The *label* is the headline of the medoid, the node with the largest sum of scores to others.
//! - *Terms* are the heaviest of the story's mean TF-IDF row (class-based TF-IDF).
//! - An article's *score* is the sum of its pair scores to the story, over the number of other
//!   nodes, at most `K` of them: the value by which [`super::linkage`] would take it in. The
//!   *runner-up* is the other story with the best such value.
//! - *Why*: the terms that add most to the mean cosine between the article and the others.
//!
//! Not done yet: phrases among the terms.

use hashbrown::HashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Edge, Rows};
use crate::vector::tfidf::View;

/// Terms listed for a story.
const STORY_TERMS: usize = 10;
/// Terms listed for an article.
const WHY_TERMS: usize = 5;

/// A story by node numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// Its nodes, ascending.
    pub nodes: Vec<u32>,
    /// The node that stands nearest to all others.
    pub medoid: u32,
    /// Mean of the members' scores, 0..=1; 1 for a story of one node.
    pub cohesion: f32,
    /// By position in `nodes`.
    pub members: Vec<Standing>,
}

/// One node's standing in its story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// 0..=1.
    pub score: f32,
    /// Best other story (index into the list given to [`label`]) and its score.
    pub runner_up: Option<(usize, f32)>,
}

/// The words of a story.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Words {
    /// Heaviest terms first, with their mean weight.
    pub terms: Vec<(u32, f32)>,
    /// For each of its nodes: terms with their share of the mean cosine to the others.
    pub why: Vec<Vec<(u32, f32)>>,
}

/// Labels stories of `n` nodes, given as lists of them; `edges` are all scored pairs.
pub fn label(n: usize, stories: Vec<Vec<u32>>, edges: &[Edge], cap: usize) -> Vec<Labelled> {
    let story_of = story_numbers(n, &stories);
    let ties = Ties::of(n, &story_of, edges);
    let sizes: Vec<usize> = stories.iter().map(Vec::len).collect();
    stories
        .into_par_iter()
        .enumerate()
        .map(|(story, members)| label_one(story, members, &ties, &sizes, cap))
        .collect()
}

/// The words of a story of these nodes, ascending.
pub fn words(rows: &Rows<'_>, members: &[u32]) -> Words {
    let sum = sum_rows(rows, members);
    let (size, others) = (members.len() as f32, members.len() - 1);
    Words {
        terms: heaviest(sum.iter().map(|(&t, &w)| (t, w / size)).collect(), STORY_TERMS),
        why: members.iter().map(|&node| why(rows, node, &sum, others)).collect(),
    }
}

fn story_numbers(n: usize, stories: &[Vec<u32>]) -> Vec<Option<u32>> {
    let mut story_of = vec![None; n];
    for (number, members) in stories.iter().enumerate() {
        members.iter().for_each(|m| story_of[*m as usize] = Some(number as u32));
    }
    story_of
}

/// For each node: stories it has edges to, with the sum of their scores; sorted by story.
struct Ties {
    sums: Vec<Vec<(u32, f32)>>,
}

impl Ties {
    fn of(n: usize, story_of: &[Option<u32>], edges: &[Edge]) -> Self {
        let mut sums: Vec<Vec<(u32, f32)>> = vec![Vec::new(); n];
        for edge in edges {
            for (from, to) in [(edge.a, edge.b), (edge.b, edge.a)] {
                if let Some(story) = story_of[to as usize] {
                    sums[from as usize].push((story, edge.score));
                }
            }
        }
        sums.par_iter_mut().for_each(|list| {
            // A stable sort keeps the order of edges, so sums have one order.
            list.sort_by_key(|(story, _)| *story);
            list.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                kept.1 += if same { next.1 } else { 0.0 };
                same
            });
        });
        Self { sums }
    }

    fn to(&self, node: u32, story: usize) -> f32 {
        let list = &self.sums[node as usize];
        let found = list.binary_search_by_key(&(story as u32), |(s, _)| *s);
        found.map_or(0.0, |at| list[at].1)
    }
}

fn label_one(
    story: usize,
    members: Vec<u32>,
    ties: &Ties,
    sizes: &[usize],
    cap: usize,
) -> Labelled {
    let others = members.len() - 1;
    let standing = |&node: &u32| Standing {
        score: capped_mean(ties.to(node, story), others, cap).unwrap_or(1.0),
        runner_up: runner_up(ties, node, story, sizes, cap),
    };
    let standings: Vec<Standing> = members.iter().map(standing).collect();
    let medoid = members
        .iter()
        .copied()
        .reduce(|best, node| if ties.to(node, story) > ties.to(best, story) { node } else { best });
    let cohesion = standings.iter().map(|s| s.score).sum::<f32>() / standings.len().max(1) as f32;
    Labelled { medoid: medoid.unwrap_or(0), cohesion, members: standings, nodes: members }
}

/// Sum over at most `cap` of `n` others; `None` where there are none.
fn capped_mean(sum: f32, n: usize, cap: usize) -> Option<f32> {
    (n > 0).then(|| (sum / n.min(cap) as f32).clamp(0.0, 1.0))
}

fn runner_up(
    ties: &Ties,
    node: u32,
    own: usize,
    sizes: &[usize],
    cap: usize,
) -> Option<(usize, f32)> {
    let others = ties.sums[node as usize].iter().filter(|(story, _)| *story as usize != own);
    others
        .filter_map(|&(story, sum)| {
            let story = story as usize;
            Some((story, capped_mean(sum, sizes[story], cap)?))
        })
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
}

fn sum_rows(rows: &Rows<'_>, members: &[u32]) -> HashMap<u32, f32> {
    let mut sum = HashMap::new();
    for &node in members {
        for (term, weight) in rows.weights(node, View::All) {
            *sum.entry(term).or_insert(0.0) += weight;
        }
    }
    sum
}

fn why(rows: &Rows<'_>, node: u32, sum: &HashMap<u32, f32>, others: usize) -> Vec<(u32, f32)> {
    if others == 0 {
        return Vec::new();
    }
    let share = |(term, weight): (u32, f32)| {
        let rest = sum.get(&term).copied().unwrap_or(0.0) - weight;
        (term, weight * rest / others as f32)
    };
    let shares = rows.weights(node, View::All).map(share);
    heaviest(shares.filter(|(_, w)| *w > 1e-4).collect(), WHY_TERMS)
}

fn heaviest(mut terms: Vec<(u32, f32)>, count: usize) -> Vec<(u32, f32)> {
    terms.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    terms.truncate(count);
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::fixture::Texts;

    #[test]
    fn medoid_score_reason_and_runner_up_by_hand() {
        let texts = Texts::new(
            4,
            &[
                &[(0, 0.6), (1, 0.8)],
                &[(0, 0.6), (1, 0.8)],
                &[(0, 0.8), (2, 0.6)],
                &[(2, 0.6), (3, 0.8)],
            ],
        );
        let rows = texts.rows();
        let edge = |a, b, score| Edge { a, b, score };
        let edges = [edge(0, 1, 0.9), edge(0, 2, 0.4), edge(2, 3, 0.2)];
        let labelled = label(4, vec![vec![0, 1, 2], vec![3]], &edges, 15);
        let (story, words) = (&labelled[0], words(&rows, &[0, 1, 2]));
        assert_eq!((story.medoid, words.terms[0].0), (0, 0));
        assert!((story.members[0].score - 0.65).abs() < 1e-6, "(.9 + .4) / 2");
        // Node 0 against the others: term 0 gives .6 * (.6 + .8) / 2 = .42, term 1 .8 * .8 / 2.
        assert_eq!(words.why[0][0].0, 0);
        assert!((words.why[0][0].1 - 0.42).abs() < 1e-6);
        assert_eq!(story.members[2].runner_up, Some((1, 0.2)));
        assert_eq!(labelled[1].cohesion, 1.0, "alone");
    }

    #[test]
    fn the_best_other_story_is_the_runner_up_wherever_it_stands() {
        // Node 0 is tied to node 1 of the second story and to node 2 of the third.
        let story_of = [Some(0), Some(1), Some(2)];
        for scores in [(0.2, 0.6), (0.6, 0.2)] {
            let edges =
                [Edge { a: 0, b: 1, score: scores.0 }, Edge { a: 0, b: 2, score: scores.1 }];
            let ties = Ties::of(3, &story_of, &edges);
            let best = if scores.0 > scores.1 { 1 } else { 2 };
            assert_eq!(runner_up(&ties, 0, 0, &[1, 1, 1], 20), Some((best, 0.6)));
        }
    }
}
