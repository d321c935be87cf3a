//! Where to stop merging: a cut that fits the dump, found without labels.
//!
//! A score of .2 means one story among long articles on unlike matters, and nothing among
//! headlines of one campaign. Three things that any dump shows of itself tell the two apart:
//!
//! - *closure*: of an article's best partners, taken two by two, how alike are they to each other,
//!   relative to the weaker of their ties to the article (at most 1; the mean over all such
//!   triangles of ties of `LEAST_TIE` or more). Inside stories everybody is tied to everybody;
//!   ties by topic or by chance do not close.
//! - *length*: the median number of distinct terms. Chance lifts scores of short texts less often,
//!   but when it does, higher.
//! - *crowd*: the median score of an article with its tenth best partner. Where a tenth partner is
//!   still near, stories are large or the field is crowded.
//!
//! ```text
//! ln cut = a + b closure + c ln length + d ln(crowd + .05)
//! ```
//!
//! `a` to `d` stand in `fitted.tsv`: a weighted regression on the cuts that were best for some
//! sixty sets made from five labelled ones: as they are, without dates or with wrong ones,
//! headlines or first words alone, single languages, parts of the stories (see
//! `fitted.rs`). With each family left out of the fit that judged it, B-cubed F1 is on average .827
//! on the five sets (.830 fitted, .833 with the best cut for each) and .782 on those that were
//! altered (.784, .795).
//!
//! A small run shows little of itself: there the closure is drawn towards what is usual, and the cut
//! towards `.205 + .025 ln(n / 1000)`, with the weight of 100 texts. (On samples of 40 to 300
//! articles nearly every such mixture is equally good; this one also finds the stories of the
//! sample dump.) Headlines and articles of one run have cuts of their own, and a pair of both kinds
//! has the geometric mean. A run that holds both kinds mixes more than these two, so the
//! cut of its headlines is drawn half of the way towards the usual one. (The five sets shuffled
//! into a dump of 83,000 other articles lose .03 without this. The same for the articles gains the
//! sets .009 more, but joins other thefts and other days' prices in that dump.)
//!
//! Not done: cuts for the other kinds of text that a dump may mix (undated, of one topic).

use super::fitted::Fitted;
use super::{ARTICLE_TERMS, Edge, Nodes, time};
use crate::analysis::Scale;

/// Nodes looked at, evenly spaced.
const SAMPLE: usize = 5_000;
/// Partners of a node that triangles are made of.
const PARTNERS: usize = 5;
/// Partners looked through for those whose dates agree.
const LOOKED_THROUGH: usize = 30;
/// The weaker tie of a triangle is at least this.
const LEAST_TIE: f32 = 0.25;
/// The partner whose score tells how crowded the field is.
const CROWD_RANK: usize = 10;
/// Closure of a run that shows none.
const USUAL_CLOSURE: f32 = 0.93;
/// Nodes with triangles that weigh as much as [`USUAL_CLOSURE`].
const USUAL_WEIGHT: f32 = 5.0;
/// A kind with fewer texts than this goes by the whole run.
const FEWEST_OF_KIND: usize = 100;
/// Texts that weigh as much as the usual cut for their number.
const USUAL_TEXTS: f32 = 100.0;
/// Least weight of the usual cut for the headlines of a run that holds both kinds: such a run mixes
/// more than these, and what holds for most of its headlines does not hold for all.
const USUAL_IN_MIX: f32 = 0.5;
/// The usual cut of a run of a thousand texts or more, and its growth with the logarithm of their
/// number up to there.
const USUAL_CUT: (f32, f32) = (0.205, 0.025);
/// No cut is lower.
const LOWEST: f32 = 0.1;
/// No cut is higher, for articles and for headlines: the best cuts of labelled sets lay below .29
/// and .5. For a crowded dump the formula alone would ask for more than was ever seen.
const HIGHEST: (f32, f32) = (0.28, 0.5);

/// What a dump shows of itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signs {
    /// Mean closure of triangles, 0..=1.
    pub closure: f32,
    /// Median number of distinct terms, at least 1.
    pub length: f32,
    /// Median score with the tenth best partner, 0..=1.
    pub crowd: f32,
}

impl Signs {
    /// The cut for `n` texts, 0..=1; `in_mix` for headlines beside articles.
    fn cut_for(self, n: usize, in_mix: bool) -> f32 {
        let n = n as f32;
        let usual = USUAL_CUT.0 + USUAL_CUT.1 * (n.clamp(1.0, 1_000.0) / 1_000.0).ln();
        let weight = USUAL_TEXTS / (USUAL_TEXTS + n);
        let weight = if in_mix { weight.max(USUAL_IN_MIX) } else { weight };
        (self.cut(Fitted::shipped()).ln() * (1.0 - weight) + usual.max(LOWEST).ln() * weight).exp()
    }

    /// The cut by the signs alone, 0..=1.
    fn cut(self, fitted: &Fitted) -> f32 {
        let Fitted { intercept, closure, length, crowd, .. } = *fitted;
        let log = intercept
            + closure * self.closure
            + length * self.length.max(1.0).ln()
            + crowd * (self.crowd + 0.05).ln();
        let is_article = self.length >= ARTICLE_TERMS as f32;
        log.exp().clamp(LOWEST, if is_article { HIGHEST.0 } else { HIGHEST.1 })
    }

    /// Reads the signs of some nodes off the scored pairs; `edges` are sorted by nodes.
    pub fn of(nodes: &Nodes, edges: &[Edge], members: &[u32]) -> Self {
        let n = members.len();
        let size = n.min(SAMPLE);
        let sample: Vec<u32> = (0..size).map(|i| members[i * n / size]).collect();
        let partners = partners(nodes.len(), &sample, edges);
        let lengths = sample.iter().map(|s| nodes.lengths[*s as usize] as f32);
        let tenth = |list: &Vec<(f32, u32)>| list.get(CROWD_RANK - 1).map_or(0.0, |p| p.0);
        Self {
            closure: closure(nodes, &sample, &partners, edges),
            length: median(lengths.collect()).max(1.0),
            crowd: median(partners.iter().map(tenth).collect()),
        }
    }
}

/// The cuts of a run, 0..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cuts {
    /// For articles.
    pub articles: f32,
    /// For headlines and other short texts.
    pub headlines: f32,
}

impl Cuts {
    /// The cut for each kind of text, found from the scored pairs; `edges` are sorted by nodes.
    pub fn of(nodes: &Nodes, edges: &[Edge]) -> Self {
        let all: Vec<u32> = (0..nodes.len() as u32).collect();
        let (long, short): (Vec<u32>, Vec<u32>) = all.iter().partition(|n| nodes.is_article(**n));
        let of = |kind: &[u32], in_mix| Signs::of(nodes, edges, kind).cut_for(kind.len(), in_mix);
        let whole = of(&all, false);
        let of_kind = |kind: Vec<u32>, draw: bool| {
            let is_own = (FEWEST_OF_KIND..nodes.len()).contains(&kind.len());
            if is_own { of(&kind, draw) } else { whole }
        };
        Self { articles: of_kind(long, false), headlines: of_kind(short, true) }
    }

    /// One cut for both kinds.
    pub fn both(cut: f32) -> Self {
        Self { articles: cut, headlines: cut }
    }

    /// The cut for each node.
    pub fn of_nodes(self, nodes: &Nodes) -> Vec<f32> {
        let cut = |node| if nodes.is_article(node) { self.articles } else { self.headlines };
        (0..nodes.len() as u32).map(cut).collect()
    }
}

impl From<Scale> for Cuts {
    fn from(scale: Scale) -> Self {
        Self { articles: scale.article_cut, headlines: scale.headline_cut }
    }
}

/// The best partners of each node of a sample, best first, ties by node.
fn partners(n: usize, sample: &[u32], edges: &[Edge]) -> Vec<Vec<(f32, u32)>> {
    let mut place = vec![u32::MAX; n];
    sample.iter().zip(0..).for_each(|(node, at)| place[*node as usize] = at);
    let mut lists: Vec<Vec<(f32, u32)>> = vec![Vec::new(); sample.len()];
    for edge in edges {
        for (from, to) in [(edge.a, edge.b), (edge.b, edge.a)] {
            if let Some(list) = lists.get_mut(place[from as usize] as usize) {
                list.push((edge.score, to));
            }
        }
    }
    for list in &mut lists {
        list.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        list.truncate(LOOKED_THROUGH);
    }
    lists
}

fn closure(nodes: &Nodes, sample: &[u32], partners: &[Vec<(f32, u32)>], edges: &[Edge]) -> f32 {
    let is_near = |a: u32, b: u32| match (nodes.published[a as usize], nodes.published[b as usize])
    {
        (Some(a), Some(b)) => time::is_near(a, b),
        _ => true,
    };
    let (mut sum, mut weight) = (USUAL_CLOSURE * USUAL_WEIGHT, USUAL_WEIGHT);
    for (node, list) in sample.iter().zip(partners) {
        let near: Vec<(f32, u32)> =
            list.iter().filter(|p| is_near(*node, p.1)).take(PARTNERS).copied().collect();
        for (rank, &(tie, weaker)) in near.iter().enumerate().filter(|(_, p)| p.0 >= LEAST_TIE) {
            for &(_, stronger) in near[..rank].iter().filter(|p| is_near(p.1, weaker)) {
                // The triangles of each partner count as one.
                let share = 1.0 / rank as f32;
                sum += share * (score_of(edges, stronger, weaker) / tie).min(1.0);
                weight += share;
            }
        }
    }
    sum / weight
}

/// The score of a pair; 0 where it carries no edge.
fn score_of(edges: &[Edge], a: u32, b: u32) -> f32 {
    let pair = (a.min(b), a.max(b));
    let found = edges.binary_search_by(|e| (e.a, e.b).cmp(&pair));
    found.map_or(0.0, |at| edges[at].score)
}

fn median(mut values: Vec<f32>) -> f32 {
    let middle = values.len() / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(middle, f32::total_cmp).1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::fixture::bare_nodes;

    fn signs(n: usize, published: Vec<Option<i64>>, edges: &[Edge]) -> Signs {
        let nodes = Nodes { published, ..bare_nodes(vec![2; n]) };
        Signs::of(&nodes, edges, &(0..n as u32).collect::<Vec<_>>())
    }

    fn edge(a: u32, b: u32, score: f32) -> Edge {
        Edge { a, b, score }
    }

    #[test]
    fn triangles_by_hand() {
        // Node 0 is tied to 1 (.8) and 2 (.4), which share .1: closure .1 / .4. Seen from 1 the
        // weaker tie is below the least; from 2 too.
        let edges = [edge(0, 1, 0.8), edge(0, 2, 0.4), edge(1, 2, 0.1)];
        let found = signs(3, vec![None; 3], &edges);
        assert!((found.closure - (0.93 * 5.0 + 0.25) / 6.0).abs() < 1e-6);
        assert_eq!((found.length, found.crowd), (2.0, 0.0));
        // Where 1 and 2 lie apart in time, their score says nothing.
        let days = |d: i64| Some(d * 86_400);
        let found = signs(3, vec![days(0), days(-2), days(2)], &edges);
        assert_eq!(found.closure, 0.93);
    }

    #[test]
    fn open_triangles_and_crowds_raise_the_cut() {
        let (intercept, closure, length, crowd) = (2.0, -5.0, 0.25, 0.5);
        let fitted = Fitted { intercept, closure, length, crowd, ..Fitted::default() };
        let usual = Signs { closure: 0.95, length: 150.0, crowd: 0.15 };
        // e^(2 - 4.75) * 150^.25 * .2^.5
        assert!((usual.cut(&fitted) - 0.1).abs() < 1e-3, "{}", usual.cut(&fitted));
        let cut = |signs: Signs| signs.cut(&fitted);
        assert!(cut(Signs { closure: 0.85, ..usual }) > 1.5 * cut(usual));
        assert_eq!(cut(Signs { closure: 0.0, length: 10.0, ..usual }), 0.5);
        assert!(cut(Signs { crowd: 0.3, ..usual }) > cut(usual));
        assert_eq!(cut(Signs { length: 10.0, ..usual }), 0.1);
        assert_eq!(cut(Signs { closure: 0.0, ..usual }), 0.28);
    }

    #[test]
    fn headlines_and_articles_have_their_own_cuts() {
        // 100 articles without pairs; two halves of 100 headlines, each tied to the other half
        // alone, so that no triangle closes.
        let edges: Vec<Edge> =
            (100..150_u32).flat_map(|a| (150..200).map(move |b| edge(a, b, 0.6))).collect();
        let lengths = (0..200).map(|at| if at < 100 { 60 } else { 1 });
        let cuts = Cuts::of(&bare_nodes(lengths.collect()), &edges);
        // Closed as usual and alone, against not closed at all and near: drawn half of the way
        // towards .205 + .025 ln(.1) = .147.
        assert!(cuts.articles < 0.147 && cuts.headlines > 0.25, "{cuts:?}");
    }

    #[test]
    fn a_run_without_pairs_has_a_low_cut() {
        let lone = |n| signs(n, vec![None; n], &[]).cut(Fitted::shipped());
        assert!(lone(2) < 0.13 && lone(0) < 0.13, "{} {}", lone(2), lone(0));
    }

    #[test]
    fn every_node_of_a_small_dump_is_looked_at() {
        let nodes = bare_nodes(vec![1, 9, 9]);
        assert_eq!(Signs::of(&nodes, &[], &[0, 1, 2]).length, 9.0, "the median of all three");
    }
}
