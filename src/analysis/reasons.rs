//! Why two texts are in one story or not, and what a score is worth.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::TermWeight;

/// What a run found of itself: what the score of a pair of texts is worth in it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// How far the dump's dates can be trusted, 0..=1: see [`crate::cluster::time`].
    pub date_trust: f32,
    /// The cut between articles, 0..=1: see [`crate::cluster::cut`].
    pub article_cut: f32,
    /// The cut between headlines and other short texts.
    pub headline_cut: f32,
}

impl Scale {
    /// The cut between two texts; each is an article or a headline.
    pub fn cut_between(self, a_is_article: bool, b_is_article: bool) -> f32 {
        let cut = |is_article| if is_article { self.article_cut } else { self.headline_cut };
        cut_between(cut(a_is_article), cut(b_is_article))
    }
}

/// The cut between two texts that have these: their geometric mean.
pub fn cut_between(a: f32, b: f32) -> f32 {
    (a * b).sqrt()
}

/// Why two sentences are taken for one fact or not, by their words and figures alone.
#[derive(Debug, Clone, PartialEq)]
pub struct SentenceReasons {
    /// Probability that they report the same, 0..=1.
    pub probability: f32,
    /// Named features: value, and what it adds to the log odds.
    pub features: Vec<(Cow<'static, str>, f32, f32)>,
    /// True where their figures contradict each other.
    pub figures_clash: bool,
}

/// Why two texts are as alike as they are.
#[derive(Debug, Clone, PartialEq)]
pub struct PairReasons {
    /// What the three cosines count in the score: headline and body, lead, headline.
    pub weights: [f32; 3],
    /// Named parts of the score, as in [`super::Pair::features`].
    pub features: Vec<(Cow<'static, str>, f32)>,
    /// True for two instalments of one outlet's series ("Day 2", "Day 5"), which are never a pair.
    pub series: bool,
    /// The score of the pair, 0..=1.
    pub score: f32,
    /// The cut between two such texts in this run, 0..=1.
    pub cut: f32,
    /// How likely two texts of this score tell one story, were there no others, 0..=1.
    pub probability: f32,
    /// Terms that both hold, with their share of the cosine of headline and body; heaviest first.
    pub shared: Vec<TermWeight>,
    /// How many terms both hold.
    pub shared_terms: usize,
    /// Terms that only one of the two holds, with their weights in it; heaviest first.
    pub only: [Vec<TermWeight>; 2],
}
