//! Rows and groups to stories.
//!
//! ```text
//! neighbours  rows -> candidate pairs, from an inverted index (never all pairs)
//! score       candidate pair -> similarity 0..=1 from several views, and time
//! time        how far the dump's dates can be trusted, and what they do to a pair
//! trust       the nodes that dates are tested on, and their best partners
//! cut         scored pairs -> where to stop merging, from what the dump shows of itself
//! fitted      the figures of that, and of how likely a member is one
//! linkage     scored pairs -> stories (capped average linkage on the sparse graph)
//! series      headlines of one outlet's series, which are no pair
//! follow      stories -> the earlier story that each continues
//! evidence    scored pairs -> those that a reader of the result needs
//! map         stories -> places in the plane, alike ones close
//! label       story -> headline, terms, cohesion, each member's reasons and runner-up
//! ```
//!
//! The unit is a *node*: a distinct text, standing for its copies. The recipe and its constants
//! come from measurements on five labelled sets, described where they stand.
//!
//! Not done yet: joining across languages.

pub mod cut;
pub mod evidence;
mod fitted;
#[cfg(test)]
mod fixture;
pub mod follow;
pub mod label;
pub mod linkage;
#[cfg(feature = "map")]
pub mod map;
pub mod neighbours;
pub mod score;
pub mod series;
pub mod time;
pub mod trust;

use cut::Cuts;
use fitted::Fitted;
use neighbours::{Partners, Search, Windows};
use score::Weights;
use series::Instalment;

use crate::analysis::{Scale, cut_between};
use crate::vector::sparse::Postings;
use crate::vector::tfidf::{TextRow, View};

/// Postings read per node when neighbours are looked for.
const POSTINGS_PER_NODE: usize = 1_500;
/// Distinct terms from which a text is an article rather than a headline.
const ARTICLE_TERMS: u32 = 60;

/// The weights of the terms of nodes, by node number.
pub struct Rows<'a> {
    /// A row a node.
    pub texts: Vec<TextRow<'a>>,
    /// Number of terms (columns).
    pub terms: usize,
}

impl<'a> Rows<'a> {
    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// True where there is no node.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// For each node how many of its terms have a weight.
    pub fn lengths(&self) -> Vec<u32> {
        self.texts.iter().map(|row| row.terms).collect()
    }

    /// The terms of a node with their weights, ascending.
    pub fn weights(&self, node: u32, view: View) -> impl Iterator<Item = (u32, f32)> + use<'a> {
        self.texts[node as usize].weights(view)
    }

    /// Who holds each term.
    pub fn postings(&self, view: View) -> Postings {
        Postings::from_rows(self.len(), self.terms, |node| self.weights(node, view))
    }
}

/// What the stage needs to know of each node beside its terms, by node number.
#[derive(Debug, Clone, Default)]
pub struct Nodes {
    /// Number of its terms that have a weight.
    pub lengths: Vec<u32>,
    /// Seconds since 1970, where dated; nodes are numbered by it, ascending, undated last.
    pub published: Vec<Option<i64>>,
    /// Pairs `(a, b)`, `a < b`, sorted, that are alike by form only: never an edge.
    pub barred: Vec<(u32, u32)>,
    /// The instalment of a series that a headline names.
    pub series: Vec<Option<Instalment>>,
}

/// True for a text with so many weighted terms that it is an article, not only a headline.
pub fn is_article(terms: u32) -> bool {
    terms >= ARTICLE_TERMS
}

impl Nodes {
    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// True for a text with the words of an article, not only of a headline.
    pub fn is_article(&self, node: u32) -> bool {
        is_article(self.lengths[node as usize])
    }

    fn drop_barred(&self, edges: &mut Vec<Edge>) {
        edges.retain(|edge| !self.is_barred(edge.a, edge.b));
    }

    fn is_barred(&self, a: u32, b: u32) -> bool {
        let other = |(a, b): (Instalment, Instalment)| a.is_other(b);
        self.series[a as usize].zip(self.series[b as usize]).is_some_and(other)
            || self.barred.binary_search(&(a.min(b), a.max(b))).is_ok()
    }

    /// True where there is nothing to cluster.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The numbers of the recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Candidate neighbours by all words, per node.
    pub neighbours: usize,
    /// Candidate neighbours by headline, per node.
    pub title_neighbours: usize,
    /// What each view counts in a pair's score.
    pub weights: Weights,
    /// Pairs below this score carry no edge.
    pub edge_floor: f32,
    /// Stories merge while their capped average is at least this; `None` finds it from the dump
    /// (see [`cut`]).
    pub cut: Option<f32>,
    /// How many links of one article to a story count at most, `K` of [`linkage`].
    pub link_cap: usize,
    /// Tells the parts of each pair's score, and leaves what vectors rest on.
    pub record_features: bool,
    /// Draws the map of stories.
    pub map: bool,
    /// What another run found a score to be worth; `None` finds it from the dump. A [`Self::cut`]
    /// is stronger.
    pub scale: Option<Scale>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            neighbours: 50,
            title_neighbours: 15,
            weights: Weights::default(),
            edge_floor: 0.03,
            cut: None,
            link_cap: 20,
            record_features: true,
            map: true,
            scale: None,
        }
    }
}

/// An undirected scored edge between two nodes, `a < b`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// The smaller node.
    pub a: u32,
    /// The larger node.
    pub b: u32,
    /// Pair score, 0..=1.
    pub score: f32,
}

/// Stories over nodes, with the evidence.
pub struct Clustering {
    /// For each node the smallest node of its story.
    pub story: Vec<u32>,
    /// Every scored pair.
    pub edges: Vec<Edge>,
    /// What a score is worth in this run.
    pub scale: Scale,
    /// The cut that was used for each node, 0..=1.
    pub cuts: Vec<f32>,
}

impl Clustering {
    /// The cut between two nodes: the geometric mean of theirs.
    pub fn cut_between(&self, a: u32, b: u32) -> f32 {
        cut_between(self.cuts[a as usize], self.cuts[b as usize])
    }
}

/// How likely a text belongs to a story, from the capped average of its scores with it.
///
/// Logistic in ln(value / cut), fitted on members and runners-up of the stories found in sets made
/// from five labelled ones, the families weighted alike: see `fitted.rs`. (On a family that was
/// left out, the mean over its texts is right to .03 to .19; where editors call other things one
/// story it is as much off.)
pub fn probability(value: f32, cut: f32) -> f32 {
    probability_by(Fitted::shipped(), value, cut)
}

fn probability_by(fitted: &Fitted, value: f32, cut: f32) -> f32 {
    let Fitted { likelihood_intercept, likelihood_slope, .. } = *fitted;
    let odds = likelihood_intercept + likelihood_slope * (value.max(0.001) / cut).ln();
    1.0 / (1.0 + (-odds).exp())
}

/// Clusters nodes into stories.
pub fn cluster(rows: &Rows<'_>, nodes: &Nodes, settings: &Settings) -> Clustering {
    let candidates = candidates(rows, nodes, settings);
    let date_trust = candidates.date_trust;
    let edges = edges(rows, nodes, &candidates, settings);
    drop(candidates);
    of_edges(nodes, edges, date_trust, settings)
}

/// Scores all candidate pairs; those below the floor and those that are alike by form only are
/// dropped. Sorted by nodes.
pub fn edges(
    rows: &Rows<'_>,
    nodes: &Nodes,
    candidates: &Candidates,
    settings: &Settings,
) -> Vec<Edge> {
    let Candidates { partners, date_trust } = candidates;
    let just_edge = |edge, _| edge;
    let mut edges =
        score::edges(rows, &nodes.published, partners, *date_trust, settings, just_edge);
    nodes.drop_barred(&mut edges);
    edges
}

/// Clusters nodes of which groups have scored the pairs: in any order, and some of them twice.
pub fn of_pairs(
    nodes: &Nodes,
    mut edges: Vec<Edge>,
    date_trust: f32,
    settings: &Settings,
) -> Clustering {
    edges.sort_unstable_by_key(|edge| (edge.a, edge.b));
    edges.dedup_by_key(|edge| (edge.a, edge.b));
    nodes.drop_barred(&mut edges);
    of_edges(nodes, edges, date_trust, settings)
}

fn of_edges(nodes: &Nodes, edges: Vec<Edge>, date_trust: f32, settings: &Settings) -> Clustering {
    let by_kind = settings.cut.map(Cuts::both).or(settings.scale.map(Cuts::from));
    let by_kind = by_kind.unwrap_or_else(|| Cuts::of(nodes, &edges));
    let cuts = by_kind.of_nodes(nodes);
    let story = group(nodes, &edges, &cuts, settings.link_cap);
    let Cuts { articles: article_cut, headlines: headline_cut } = by_kind;
    let scale = Scale { date_trust, article_cut, headline_cut };
    Clustering { story, edges, scale, cuts }
}

/// Merges scored pairs to stories, with the cut of each node; gives each node the smallest node of
/// its story.
pub fn group(nodes: &Nodes, edges: &[Edge], cuts: &[f32], link_cap: usize) -> Vec<u32> {
    let worth = |e: &Edge| e.score / cut_between(cuts[e.a as usize], cuts[e.b as usize]);
    linkage::capped_average(nodes.len(), edges, worth, link_cap, |node| nodes.is_article(node))
}

/// Who may be in one story with whom.
pub struct Candidates {
    /// The other nodes that each node's score is asked for.
    pub partners: Partners,
    /// How far the dump's dates can be trusted, 0..=1.
    pub date_trust: f32,
}

/// Looks up each node's partners.
pub fn candidates(rows: &Rows<'_>, nodes: &Nodes, settings: &Settings) -> Candidates {
    let by_all = rows.postings(View::All);
    let found = || trust::date_trust(rows, &nodes.published, &by_all, settings);
    let date_trust = settings.scale.map_or_else(found, |scale| scale.date_trust);
    let everyone: Vec<u32> = (0..rows.len() as u32).collect();
    let partners = partners(rows, by_all, &nodes.published, &everyone, date_trust, settings);
    Candidates { partners, date_trust }
}

/// Looks up the partners of the `wanted` nodes, ascending; `by_all` are the postings of all words.
/// Every node that one of them may meet (see [`time::window`]) must be there.
pub fn partners(
    rows: &Rows<'_>,
    by_all: Postings,
    published: &[Option<i64>],
    wanted: &[u32],
    date_trust: f32,
    settings: &Settings,
) -> Partners {
    let n = rows.len();
    let windows = time::window(date_trust)
        .map_or_else(|| Windows::open(n), |reach| Windows::of(published, reach));
    let near = |view, postings: &Postings, k| {
        let row = |node: u32| rows.weights(node, view);
        neighbours::nearest(row, postings, wanted, &windows, search(k))
    };
    let near_by_all = near(View::All, &by_all, settings.neighbours);
    drop(by_all);
    let by_title = rows.postings(View::Title);
    let near_by_title = near(View::Title, &by_title, settings.title_neighbours);
    drop(by_title);
    Partners::from_lists(n, wanted, &[near_by_all, near_by_title])
}

fn search(k: usize) -> Search {
    Search { k, budget: POSTINGS_PER_NODE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_groups_count_once_and_barred_ones_not_at_all() {
        let edge = |a, b| Edge { a, b, score: 0.9 };
        let nodes = Nodes { barred: vec![(1, 2)], ..fixture::bare_nodes(vec![1; 4]) };
        let settings = Settings { cut: Some(0.3), ..Settings::default() };
        let edges = vec![edge(2, 3), edge(0, 1), edge(1, 2), edge(0, 1)];
        let found = of_pairs(&nodes, edges, 0.0, &settings);
        assert_eq!(found.edges, [edge(0, 1), edge(2, 3)]);
        assert_eq!(found.story, [0, 0, 2, 2]);
    }

    #[test]
    fn probability_grows_with_the_value() {
        let (likelihood_intercept, likelihood_slope) = (-0.5, 2.0);
        let fitted = Fitted { likelihood_intercept, likelihood_slope, ..Fitted::default() };
        let likely = |value| probability_by(&fitted, value, 0.2);
        // At the cut 1 / (1 + e^.5) = .378, at three times the cut 1 / (1 + e^.5 / 9) = .845.
        assert!((likely(0.2) - 0.378).abs() < 0.005 && (likely(0.6) - 0.845).abs() < 0.005);
        assert!(likely(0.0) < 0.001);
    }
}
