//! How much two texts are one story: several views, coverage and time.
//!
//! ```text
//! s = sqrt((.7 cos_all + .2 cos_lead + .1 cos_title) * cover) * time
//! ```
//! `cover` is the larger of the two texts' shares of idf mass (each term once) that the other
//! also holds: a short text inside a long one is not punished for the long one's rest. `time` is
//! that of [`super::time`].
//!
//! All partners of one node are scored in a row: the node's rows lie spread out in dense arrays
//! (one place a term), so a partner costs one look-up for each of its own terms instead of a merge
//! of both rows. Sums run over the partner's terms in ascending order, as a merge would.

use rayon::prelude::*;

use super::neighbours::Partners;
use super::{Edge, Nodes, time};
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

impl Parts {
    /// The score by text alone, 0..=1.
    pub fn text_score(self) -> f32 {
        let cosine = 0.7 * self.all + 0.2 * self.lead + 0.1 * self.title;
        (cosine * self.cover).sqrt().clamp(0.0, 1.0)
    }
}

/// One node's rows, spread out; reused from node to node.
pub struct Scorer<'a> {
    nodes: &'a Nodes<'a>,
    node: usize,
    all: Vec<f32>,
    lead: Vec<f32>,
    title: Vec<f32>,
}

impl<'a> Scorer<'a> {
    /// A scorer of pairs; three dense arrays of one value a term.
    pub fn new(nodes: &'a Nodes<'a>) -> Self {
        let dense = || vec![0.0; nodes.terms];
        Self { nodes, node: 0, all: dense(), lead: dense(), title: dense() }
    }

    /// The scores by text of `node` with each of `others`, in their order.
    pub fn text_scores(&mut self, node: u32, others: &[u32], mut take: impl FnMut(u32, f32)) {
        self.spread(node as usize);
        for &other in others {
            take(other, self.parts(other as usize).text_score());
        }
        self.clear();
    }

    fn spread(&mut self, node: usize) {
        self.node = node;
        let fill = |dense: &mut [f32], row: Row<'_>| {
            row.iter().for_each(|(term, value)| dense[term as usize] = value);
        };
        fill(&mut self.all, self.nodes.all.row(node));
        fill(&mut self.lead, self.nodes.lead.row(node));
        fill(&mut self.title, self.nodes.title.row(node));
    }

    fn clear(&mut self) {
        let clear = |dense: &mut [f32], row: Row<'_>| {
            row.columns.iter().for_each(|term| dense[*term as usize] = 0.0);
        };
        clear(&mut self.all, self.nodes.all.row(self.node));
        clear(&mut self.lead, self.nodes.lead.row(self.node));
        clear(&mut self.title, self.nodes.title.row(self.node));
    }

    fn parts(&self, other: usize) -> Parts {
        let (a, b) = (self.node.min(other), self.node.max(other));
        let (idf_a, idf_b) = (self.nodes.idf[a], self.nodes.idf[b]);
        let (mut all, mut shared_a, mut shared_b) = (0.0, 0.0, 0.0);
        for (term, value) in self.nodes.all.row(other).iter() {
            let own = self.all[term as usize];
            if own > 0.0 {
                all += own * value;
                shared_a += idf_a[term as usize];
                shared_b += idf_b[term as usize];
            }
        }
        let share = |shared: f32, mass: f32| if mass > 0.0 { shared / mass } else { 0.0 };
        let cover = share(shared_a, self.nodes.mass[a]).max(share(shared_b, self.nodes.mass[b]));
        let dot = |dense: &[f32], row: Row<'_>| -> f32 {
            row.iter().map(|(term, value)| dense[term as usize] * value).sum()
        };
        let lead = dot(&self.lead, self.nodes.lead.row(other));
        let title = dot(&self.title, self.nodes.title.row(other));
        Parts { all, lead, title, cover }
    }
}

/// Scores candidate pairs; those below `floor` are dropped. Sorted by nodes.
pub fn edges(nodes: &Nodes<'_>, partners: &Partners, trust: f32, floor: f32) -> Vec<Edge> {
    let score_row = |scorer: &mut Scorer<'_>, node: u32| -> Vec<Edge> {
        let mut found = Vec::new();
        let date = nodes.published[node as usize];
        scorer.text_scores(node, partners.of(node), |other, score| {
            let score = score * time::factor(date, nodes.published[other as usize], trust);
            if score >= floor && !nodes.is_barred(node, other) {
                found.push(Edge { a: node, b: other, score });
            }
        });
        found
    };
    let rows = (0..nodes.len() as u32).into_par_iter();
    rows.map_init(|| Scorer::new(nodes), score_row).flatten_iter().collect()
}

/// How far the dump's dates agree with its texts, by the nodes of a sample and their partners.
pub fn date_trust(nodes: &Nodes<'_>, sample: &[u32], partners: &[Vec<u32>]) -> f32 {
    let best_is_near = |scorer: &mut Scorer<'_>, (node, others): (&u32, &Vec<u32>)| {
        let date = nodes.published[*node as usize]?;
        let mut best: Option<(f32, bool)> = None;
        scorer.text_scores(*node, others, |other, score| {
            let Some(other) = nodes.published[other as usize] else { return };
            // On equal scores the nearer date is the partner.
            let found = (score, time::is_near(date, other));
            if score >= time::PARTNER_SCORE && best.is_none_or(|best| found > best) {
                best = Some(found);
            }
        });
        best.map(|(_, is_near)| is_near)
    };
    let looked_up: Vec<Option<bool>> = sample
        .par_iter()
        .zip(partners)
        .map_init(|| Scorer::new(nodes), best_is_near)
        .collect();
    time::trust(looked_up.into_iter().flatten())
}
