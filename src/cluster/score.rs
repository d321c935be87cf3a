//! How much two texts are one story: several views, coverage and time.
//!
//! ```text
//! s = sqrt((.7 cos_all + .2 cos_lead + .1 cos_title) * cover) * time
//! ```
//! `cover` is the larger of the two texts' shares of idf mass (each term once) that the other
//! also holds: a short text inside a long one is not punished for the long one's rest. `time` is
//! that of [`super::time`].
//!
//! All partners of one node are scored in a row: the node's weights lie spread out in a dense array
//! (one place a term, all views side by side), so a partner costs one look-up for each of its own
//! terms instead of a merge of both rows, three times over. Sums run over the partner's terms in
//! ascending order, as a merge would; terms are numbered by frequency, so most look-ups hit the few
//! places that are always in the cache.

use std::borrow::Cow;

use rayon::prelude::*;

use super::neighbours::Partners;
use super::{Edge, Rows, Settings, time};
use crate::vector::tfidf::{TextRow, View, tf_weights};

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

/// One node's weights, spread out; reused from node to node.
pub struct Scorer<'a> {
    rows: &'a Rows<'a>,
    node: usize,
    /// By term; all 0 for terms that the node lacks.
    held: Vec<Term>,
}

/// What one node holds of a term, in one place.
#[derive(Clone, Copy, Default)]
struct Term {
    idf: f32,
    /// Weights, by view.
    weights: [f32; 3],
}

/// What a pair shares, summed over the partner's terms.
#[derive(Default)]
struct Sums {
    /// Products by view, but for the scale of the partner.
    products: [f32; 3],
    /// idf of the shared terms, by the node's language and by the partner's.
    shared: [f32; 2],
}

impl<'a> Scorer<'a> {
    /// A scorer of pairs; a dense array with a place for each term.
    pub fn new(rows: &'a Rows<'a>) -> Self {
        Self { rows, node: 0, held: vec![Term::default(); rows.terms] }
    }

    /// The parts of the score of `node` with each of `others`, in their order.
    pub fn all_parts(&mut self, node: u32, others: &[u32]) -> Vec<Parts> {
        let mut all = Vec::with_capacity(others.len());
        self.each(node, others, |_, parts| all.push(parts));
        all
    }

    /// Hands on the parts of the score of `node` with each of `others`, in their order.
    pub fn each(&mut self, node: u32, others: &[u32], mut take: impl FnMut(u32, Parts)) {
        if others.is_empty() {
            return;
        }
        self.spread(node as usize);
        for &other in others {
            take(other, self.parts(other as usize));
        }
        self.clear();
    }

    fn spread(&mut self, node: usize) {
        self.node = node;
        let row = &self.rows.texts[node];
        for (at, view) in View::EVERY.into_iter().enumerate() {
            for (term, weight) in row.weights(view) {
                let held = &mut self.held[term as usize];
                held.idf = row.idf[term as usize];
                held.weights[at] = weight;
            }
        }
    }

    fn clear(&mut self) {
        let counts = self.rows.texts[self.node].counts.iter();
        counts.for_each(|count| self.held[count.term as usize] = Term::default());
    }

    fn parts(&self, other: usize) -> Parts {
        let (own, other) = (&self.rows.texts[self.node], &self.rows.texts[other]);
        let sums = if std::ptr::eq(own.idf, other.idf) {
            self.sums(other, |term, _| term.idf)
        } else {
            self.sums(other, |_, at| other.idf[at])
        };
        let share = |shared: f32, mass: f32| if mass > 0.0 { shared / mass } else { 0.0 };
        let cover = share(sums.shared[0], own.mass).max(share(sums.shared[1], other.mass));
        let [all, lead, title] = [0, 1, 2].map(|view| sums.products[view] * other.scale[view]);
        Parts { all, lead, title, cover }
    }

    /// Sums over the terms of `other`; `idf` gives its idf of a term that the node holds. Adding the
    /// noughts of terms that the node lacks is cheaper than asking.
    #[inline]
    fn sums(&self, other: &TextRow<'_>, idf: impl Fn(&Term, usize) -> f32) -> Sums {
        let tf = tf_weights();
        let mut sums = Sums::default();
        for count in other.counts {
            let own = &self.held[count.term as usize];
            let idf = idf(own, count.term as usize);
            let [all, lead, title] = own.weights;
            sums.products[0] += all * idf * tf[usize::from(count.all)];
            sums.products[1] += lead * idf * tf[usize::from(count.lead)];
            sums.products[2] += title * idf * f32::from(count.title.min(1));
            sums.shared[0] += own.idf;
            sums.shared[1] += if own.idf > 0.0 { idf } else { 0.0 };
        }
        sums
    }
}

/// Scores candidate pairs; those below the floor are dropped. Sorted by nodes; `keep` takes what is
/// wanted of each.
pub fn edges<T: Send>(
    rows: &Rows<'_>,
    published: &[Option<i64>],
    partners: &Partners,
    trust: f32,
    settings: &Settings,
    keep: impl Fn(Edge, Parts) -> T + Sync,
) -> Vec<T> {
    let Settings { weights, edge_floor, .. } = *settings;
    let score_row = |scorer: &mut Scorer<'_>, node: u32| -> Vec<T> {
        let mut found = Vec::new();
        let date = published[node as usize];
        scorer.each(node, partners.of(node), |other, parts| {
            let time = time::factor(date, published[other as usize], trust);
            let score = parts.text_score(weights) * time;
            if score >= edge_floor {
                found.push(keep(Edge { a: node, b: other, score }, parts));
            }
        });
        found
    };
    let nodes = (0..rows.len() as u32).into_par_iter();
    nodes.map_init(|| Scorer::new(rows), score_row).flatten_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::terms::TermCount;

    #[test]
    fn parts_by_hand_and_the_floor() {
        // Term 0 weighs 2, term 1 1.5, term 2 3.
        let idf = [2.0, 1.5, 3.0];
        let count = |term, lead, title| TermCount { term, all: 1, lead, title };
        let texts = [
            vec![count(0, 0, 0), count(1, 1, 0)],
            vec![count(0, 1, 1), count(2, 0, 0)],
            vec![count(0, 1, 1)],
        ];
        let rows =
            Rows { texts: texts.iter().map(|text| TextRow::new(text, &idf)).collect(), terms: 3 };
        let mut scorer = Scorer::new(&rows);
        scorer.spread(0);
        // Term 0 alone is shared: 2/2.5 * 2/sqrt(13); it is 2 of 3.5 of the first text's idf mass.
        let parts = scorer.parts(1);
        let cosine = 0.8 * 2.0 / 13.0_f32.sqrt();
        assert!((parts.all - cosine).abs() < 1e-6 && (parts.cover - 2.0 / 3.5).abs() < 1e-6);
        assert_eq!((parts.lead, parts.title), (0.0, 0.0));
        scorer.clear();
        let mut scores = Vec::new();
        let weights = Weights::default();
        scorer.each(1, &[2], |other, parts| scores.push((other, parts.text_score(weights))));
        // .7 * 2/sqrt(13) + .2 + .1, and the third text is covered whole.
        assert!(scores.len() == 1 && scores[0].0 == 2);
        assert!((scores[0].1 - (1.4 / 13.0_f32.sqrt() + 0.3).sqrt()).abs() < 1e-6);
        let partners = Partners::from_lists(3, &[0, 1], &[vec![vec![1, 2], vec![2]]]);
        let all = |floor: f32| {
            let settings = Settings { edge_floor: floor, ..Settings::default() };
            edges(&rows, &[None; 3], &partners, 0.0, &settings, |edge, _| (edge.a, edge.b))
        };
        assert_eq!(all(0.03), [(0, 1), (0, 2), (1, 2)]);
        assert_eq!(all(0.8), [(1, 2)], "only the pair of .83");
    }
}
