//! How much two texts are one story: several views, coverage and time.
//!
//! ```text
//! s = sqrt((.7 cos_all + .2 cos_lead + .1 cos_title) * cover) * time
//! ```
//! `cover` is the larger of the two texts' shares of idf mass (each term once) that the other
//! also holds: a short text inside a long one is not punished for the long one's rest.
//! `time` is 1 unless both are dated and more than [`NEAR_DAYS`] apart; then 1 - trust/2.
//! `trust` says how far the dump's dates agree with its texts: it is 1 where nine of ten articles
//! have their best dated partner within that time, 0 where seven of ten or fewer do (crawl dates,
//! wrong dates), and in between in proportion; in a run too small to tell, less.

use rayon::prelude::*;

use super::{Edge, Nodes};

/// Days within which a story's articles are near.
pub const NEAR_DAYS: i64 = 3;
/// A pair this similar by text is a partner that dates are tested with.
const PARTNER_SCORE: f32 = 0.45;
/// With fewer partners than this, dates have not shown what they are worth: they count in
/// proportion.
const PARTNERS_NEEDED: f32 = 20.0;

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
    /// Measures two nodes.
    pub fn of(nodes: &Nodes<'_>, a: u32, b: u32) -> Self {
        let (a, b) = (a as usize, b as usize);
        let (idf_a, idf_b) = (nodes.idf[a], nodes.idf[b]);
        let (mut all, mut shared_a, mut shared_b) = (0.0, 0.0, 0.0);
        let (row_a, row_b) = (nodes.all.row(a), nodes.all.row(b));
        row_a.for_each_shared(row_b, |term, x, y| {
            all += x * y;
            shared_a += idf_a[term as usize];
            shared_b += idf_b[term as usize];
        });
        let share = |shared: f32, mass: f32| if mass > 0.0 { shared / mass } else { 0.0 };
        let cover = share(shared_a, nodes.mass[a]).max(share(shared_b, nodes.mass[b]));
        let lead = nodes.lead.row(a).dot(nodes.lead.row(b));
        let title = nodes.title.row(a).dot(nodes.title.row(b));
        Self { all, lead, title, cover }
    }

    /// The score by text alone, 0..=1.
    pub fn text_score(self) -> f32 {
        let cosine = 0.7 * self.all + 0.2 * self.lead + 0.1 * self.title;
        (cosine * self.cover).sqrt().clamp(0.0, 1.0)
    }
}

/// How far two nodes' dates lie apart, in whole days; `None` unless both are dated.
pub fn days_apart(nodes: &Nodes<'_>, a: u32, b: u32) -> Option<i64> {
    let (a, b) = (nodes.published[a as usize]?, nodes.published[b as usize]?);
    Some((a - b).abs() / 86_400)
}

/// True where both nodes are dated, more than [`NEAR_DAYS`] apart.
fn is_far(nodes: &Nodes<'_>, a: u32, b: u32) -> Option<bool> {
    let (a, b) = (nodes.published[a as usize]?, nodes.published[b as usize]?);
    Some((a - b).abs() > NEAR_DAYS * 86_400)
}

/// Scores candidate pairs; those below `floor` (before time) are dropped. Also gives the trust in
/// the dump's dates, 0..=1.
pub fn edges(nodes: &Nodes<'_>, pairs: &[(u32, u32)], floor: f32) -> (Vec<Edge>, f32) {
    let scored = pairs.par_iter().filter_map(|&(a, b)| {
        let score = Parts::of(nodes, a, b).text_score();
        (score >= floor).then_some(Edge { a, b, score })
    });
    let mut edges: Vec<Edge> = scored.collect();
    let trust = date_trust(nodes, &edges);
    for edge in &mut edges {
        if is_far(nodes, edge.a, edge.b) == Some(true) {
            edge.score *= time_factor(trust);
        }
    }
    edges.retain(|e| e.score >= floor);
    (edges, trust)
}

/// What far dates multiply a score by.
pub fn time_factor(trust: f32) -> f32 {
    1.0 - 0.5 * trust
}

/// How far dates agree with texts: see the module's words.
fn date_trust(nodes: &Nodes<'_>, edges: &[Edge]) -> f32 {
    let mut best: Vec<Option<(f32, bool)>> = vec![None; nodes.len()];
    for edge in edges.iter().filter(|e| e.score >= PARTNER_SCORE) {
        let Some(far) = is_far(nodes, edge.a, edge.b) else { continue };
        for node in [edge.a, edge.b] {
            let kept = &mut best[node as usize];
            // On equal scores the nearer date is the partner.
            let better = kept.is_none_or(|(score, kept_far)| {
                edge.score > score || (edge.score == score && kept_far && !far)
            });
            if better {
                *kept = Some((edge.score, far));
            }
        }
    }
    let partners: Vec<bool> = best.iter().flatten().map(|(_, far)| *far).collect();
    let known = partners.len() as f32;
    let near = partners.iter().filter(|far| !**far).count() as f32 / known.max(1.0);
    let proven = (known / PARTNERS_NEEDED).min(1.0);
    proven * ((near - 0.7) / 0.2).clamp(0.0, 1.0)
}
