//! How much two texts are one story: several views, coverage and time.
//!
//! ```text
//! s = sqrt((.7 cos_all + .2 cos_lead + .1 cos_title) * cover) * time
//! ```
//! `cover` is the larger of the two texts' shares of idf mass (each term once) that the other
//! also holds: a short text inside a long one is not punished for the long one's rest. `time` is
//! that of [`super::time`].
//!
//! All partners of one node are scored in a row: the node's rows lie spread out in a dense array
//! (one place a term), so a partner costs one look-up for each of its own terms instead of a merge
//! of both rows. Sums run over the partner's terms in ascending order, as a merge would; terms
//! are numbered by frequency, so most look-ups hit the few places that are always in the cache.

use std::borrow::Cow;

use rayon::prelude::*;

use super::neighbours::Partners;
use super::{Edge, Nodes, Settings, time};
use crate::vector::sparse::Row;

/// The parts of a pair's score, each 0..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    /// Cosine of headline and body.
    pub all: f32,
    /// Cosine of headline and lead.
    pub lead: f32,
    /// Cosine of the headlines.
    pub title: f32,
    /// Larger share of shared idf mass.
    pub cover: f32,
}

/// What each view counts in a score; the three sum to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Headline and body.
    pub all: f32,
    /// Headline and lead.
    pub lead: f32,
    /// Headline.
    pub title: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { all: 0.7, lead: 0.2, title: 0.1 }
    }
}

impl Parts {
    /// The score by text alone, 0..=1.
    pub fn text_score(self, weights: Weights) -> f32 {
        let Weights { all, lead, title } = weights;
        let cosine = all * self.all + lead * self.lead + title * self.title;
        (cosine * self.cover).sqrt().clamp(0.0, 1.0)
    }

    /// By name, with what the distance in time multiplies the score by.
    pub fn named(self, time: f32) -> Vec<(Cow<'static, str>, f32)> {
        let Self { all, lead, title, cover } = self;
        [("all", all), ("lead", lead), ("title", title), ("cover", cover), ("time", time)]
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .to_vec()
    }
}

/// One node's rows, spread out; reused from node to node.
pub struct Scorer<'a> {
    nodes: &'a Nodes<'a>,
    node: usize,
    /// By term; all 0 for terms that the node lacks.
    held: Vec<Term>,
}

/// What one node holds of a term, in one place: a row of *lead* finds in the cache what that of
/// *all* has brought there.
#[derive(Clone, Copy, Default)]
struct Term {
    all: f32,
    idf: f32,
    lead: f32,
    title: f32,
}

impl<'a> Scorer<'a> {
    /// A scorer of pairs; a dense array with a place for each term.
    pub fn new(nodes: &'a Nodes<'a>) -> Self {
        Self { nodes, node: 0, held: vec![Term::default(); nodes.terms] }
    }

    /// The parts of the score of `node` with each of `others`, in their order.
    pub fn all_parts(&mut self, node: u32, others: &[u32]) -> Vec<Parts> {
        self.spread(node as usize);
        let parts = others.iter().map(|other| self.parts(*other as usize)).collect();
        self.clear();
        parts
    }

    /// Hands on the scores by text of `node` with each of `others`, in their order.
    pub fn text_scores(
        &mut self,
        node: u32,
        others: &[u32],
        weights: Weights,
        mut take: impl FnMut(u32, f32),
    ) {
        self.spread(node as usize);
        for &other in others {
            take(other, self.parts(other as usize).text_score(weights));
        }
        self.clear();
    }

    fn spread(&mut self, node: usize) {
        self.node = node;
        let idf = self.nodes.idf[node];
        let held = &mut self.held;
        for (term, all) in self.nodes.all.row(node).iter() {
            held[term as usize] = Term { all, idf: idf[term as usize], ..Term::default() };
        }
        let (lead, title) = (self.nodes.lead.row(node), self.nodes.title.row(node));
        lead.iter().for_each(|(term, value)| held[term as usize].lead = value);
        title.iter().for_each(|(term, value)| held[term as usize].title = value);
    }

    fn clear(&mut self) {
        let Nodes { all, lead, title, .. } = self.nodes;
        for matrix in [all, lead, title] {
            let columns = matrix.row(self.node).columns.iter();
            columns.for_each(|term| self.held[*term as usize] = Term::default());
        }
    }

    fn parts(&self, other: usize) -> Parts {
        let (mut all, mut shared) = (0.0, 0.0);
        for (term, value) in self.nodes.all.row(other).iter() {
            // Adding the noughts of terms that the node lacks is cheaper than asking.
            let own = self.held[term as usize];
            all += own.all * value;
            shared += own.idf;
        }
        let share = |shared: f32, node: usize| {
            let mass = self.nodes.mass[node];
            if mass > 0.0 { shared / mass } else { 0.0 }
        };
        let shared_by_other =
            if self.same_language(other) { shared } else { self.shared_mass(other) };
        let cover = share(shared, self.node).max(share(shared_by_other, other));
        let dot = |row: Row<'_>, own: fn(Term) -> f32| -> f32 {
            row.iter().map(|(term, value)| own(self.held[term as usize]) * value).sum()
        };
        let lead = dot(self.nodes.lead.row(other), |term| term.lead);
        let title = dot(self.nodes.title.row(other), |term| term.title);
        Parts { all, lead, title, cover }
    }

    fn same_language(&self, other: usize) -> bool {
        std::ptr::eq(self.nodes.idf[self.node], self.nodes.idf[other])
    }

    /// The idf mass that `other` shares with the node, by the idf of the other's language.
    fn shared_mass(&self, other: usize) -> f32 {
        let terms = self.nodes.all.row(other).columns.iter().map(|t| *t as usize);
        terms.filter(|t| self.held[*t].all > 0.0).map(|t| self.nodes.idf[other][t]).sum()
    }
}

/// Scores candidate pairs; those below the floor are dropped. Sorted by nodes.
pub fn edges(nodes: &Nodes<'_>, partners: &Partners, trust: f32, settings: &Settings) -> Vec<Edge> {
    let Settings { weights, edge_floor, .. } = *settings;
    let score_row = |scorer: &mut Scorer<'_>, node: u32| -> Vec<Edge> {
        let mut found = Vec::new();
        let date = nodes.published[node as usize];
        scorer.text_scores(node, partners.of(node), weights, |other, score| {
            let score = score * time::factor(date, nodes.published[other as usize], trust);
            if score >= edge_floor && !nodes.is_barred(node, other) {
                found.push(Edge { a: node, b: other, score });
            }
        });
        found
    };
    let rows = (0..nodes.len() as u32).into_par_iter();
    rows.map_init(|| Scorer::new(nodes), score_row).flatten_iter().collect()
}

/// How far the dump's dates agree with its texts, by the nodes of a sample and their partners.
pub fn date_trust(
    nodes: &Nodes<'_>,
    sample: &[u32],
    partners: &[Vec<u32>],
    weights: Weights,
) -> f32 {
    let best_is_near = |scorer: &mut Scorer<'_>, (node, others): (&u32, &Vec<u32>)| {
        let date = nodes.published[*node as usize]?;
        let mut best: Option<(f32, bool)> = None;
        scorer.text_scores(*node, others, weights, |other, score| {
            let Some(other) = nodes.published[other as usize] else { return };
            // On equal scores the nearer date is the partner.
            let found = (score, time::is_near(date, other));
            if score >= time::PARTNER_SCORE && best.is_none_or(|best| found > best) {
                best = Some(found);
            }
        });
        best.map(|(_, is_near)| is_near)
    };
    let looked_up: Vec<Option<bool>> =
        sample.par_iter().zip(partners).map_init(|| Scorer::new(nodes), best_is_near).collect();
    let dates: Vec<i64> = nodes.published.iter().flatten().copied().collect();
    time::trust(looked_up.into_iter().flatten(), time::chance_of_near(&dates))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::sparse::CsrMatrix;

    fn matrix(rows: &[&[(u32, f32)]]) -> CsrMatrix {
        let mut matrix = CsrMatrix::new();
        rows.iter().for_each(|row| matrix.push(row.iter().copied()));
        matrix
    }

    #[test]
    fn parts_by_hand_and_barred_pairs() {
        let all = matrix(&[&[(0, 0.6), (1, 0.8)], &[(0, 0.8), (2, 0.6)], &[(0, 1.0)]]);
        let lead = matrix(&[&[(1, 1.0)], &[(0, 1.0)], &[(0, 1.0)]]);
        let title = matrix(&[&[], &[(0, 1.0)], &[(0, 1.0)]]);
        let idf = [2.0, 1.0, 6.0];
        let nodes = Nodes {
            all: &all,
            lead: &lead,
            title: &title,
            idf: vec![&idf; 3],
            mass: vec![3.0, 8.0, 2.0],
            published: vec![None; 3],
            barred: vec![(1, 2)],
            series: vec![None; 3],
            terms: 3,
        };
        let mut scorer = Scorer::new(&nodes);
        scorer.spread(0);
        // Term 0 alone is shared: .6 * .8; it is 2 of 3 of the first text's idf mass.
        let parts = scorer.parts(1);
        assert!((parts.all - 0.48).abs() < 1e-6 && (parts.cover - 2.0 / 3.0).abs() < 1e-6);
        assert_eq!((parts.lead, parts.title), (0.0, 0.0));
        scorer.clear();
        let mut scores = Vec::new();
        scorer.text_scores(1, &[2], Weights::default(), |other, score| scores.push((other, score)));
        // .7 * .8 + .2 + .1 = .86, and the second text is covered whole.
        assert!(scores.len() == 1 && scores[0].0 == 2);
        assert!((scores[0].1 - 0.86_f32.sqrt()).abs() < 1e-6);
        let partners = Partners::from_lists(3, &[vec![vec![1, 2], vec![2], vec![]]]);
        let pairs: Vec<(u32, u32)> = edges(&nodes, &partners, 0.0, &Settings::default())
            .iter()
            .map(|e| (e.a, e.b))
            .collect();
        assert_eq!(pairs, [(0, 1), (0, 2)]);
    }
}
