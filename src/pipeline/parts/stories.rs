//! Rows of distinct texts that lie together: who is near whom, how much they are one story, and the
//! words of stories.
//!
//! Terms and nodes are numbered anew within what lies together, in the order of their numbers in the
//! run; so every sum is made in the order in which a run in one piece makes it.

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::row;
use super::words::{Row, code};
use crate::cluster::label::{Words, words};
use crate::cluster::score::{self, Parts};
use crate::cluster::trust::{Partner, partners_among};
use crate::cluster::{self, Edge, Rows};
use crate::error::Result;
use crate::vector::terms::TermCount;
use crate::vector::tfidf::{TextRow, View};

/// A node of the run, with its row as [`super::TermTable::row`] gives it.
pub type NodeRow<'a> = (u32, &'a [u8]);

/// Nodes that lie together.
#[derive(Default)]
pub(super) struct Together {
    /// Their numbers in the run, ascending.
    nodes: Vec<u32>,
    published: Vec<Option<i64>>,
    /// The numbers of their terms in the run, ascending.
    terms: Vec<u32>,
    counts: Vec<Box<[TermCount]>>,
    /// By node: which of `idf`.
    languages: Vec<usize>,
    /// idf by term, language by language.
    idf: Vec<Vec<f32>>,
}

impl Together {
    pub fn of(mut rows: Vec<NodeRow<'_>>) -> Result<Self> {
        rows.sort_unstable_by_key(|(node, _)| *node);
        rows.dedup_by_key(|(node, _)| *node);
        let decoded = |(_, bytes): &NodeRow<'_>| row::decode::<Row>(bytes, "terms");
        let decoded: Vec<Row> = rows.iter().map(decoded).collect::<Result<_>>()?;
        let mut together =
            Self { nodes: rows.iter().map(|row| row.0).collect(), ..Self::default() };
        let all = decoded.iter().flat_map(|row| row.terms.iter().map(|(term, ..)| *term));
        together.terms = all.collect();
        together.terms.sort_unstable();
        together.terms.dedup();
        let numbers: HashMap<u32, u32> = together.terms.iter().copied().zip(0..).collect();
        let mut languages: Vec<&'static str> = Vec::new();
        for Row { lang, published, terms } in decoded {
            let language = languages.iter().position(|known| *known == code(&lang));
            let language = language.unwrap_or_else(|| {
                languages.push(code(&lang));
                together.idf.push(vec![0.0; together.terms.len()]);
                languages.len() - 1
            });
            let idf_of = &mut together.idf[language];
            let count = |(term, [all, lead, title], idf): (u32, [u8; 3], f32)| {
                let term = numbers[&term];
                idf_of[term as usize] = idf;
                TermCount { term, all, lead, title }
            };
            together.counts.push(terms.into_iter().map(count).collect());
            together.published.push(published);
            together.languages.push(language);
        }
        Ok(together)
    }

    pub fn rows(&self) -> Rows<'_> {
        let texts = self.counts.iter().zip(&self.languages);
        let texts = texts.map(|(counts, language)| TextRow::new(counts, &self.idf[*language]));
        Rows { texts: texts.collect(), terms: self.terms.len() }
    }

    /// The number here of a node of the run.
    fn node(&self, node: u32) -> Option<u32> {
        self.nodes.binary_search(&node).ok().map(|at| at as u32)
    }

    /// The number of a term in the run.
    pub fn term(&self, term: u32) -> u32 {
        self.terms[term as usize]
    }

    fn of_run(&self, terms: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
        terms.into_iter().map(|(term, weight)| (self.term(term), weight)).collect()
    }
}

/// A node that dates are tested on: its number and row, and the terms by which its partners are
/// looked up.
#[derive(Serialize, Deserialize)]
pub(super) struct Tested {
    pub node: u32,
    pub row: Vec<u8>,
    pub walked: Vec<(u32, f32)>,
}

/// The best partners of each of the `tested` nodes (see [`super::StoryLead::walked`]) among some of
/// the nodes.
///
/// # Errors
/// If a row is damaged.
pub fn partners(
    rows: &[NodeRow<'_>],
    tested: &[u8],
    settings: &cluster::Settings,
) -> Result<Vec<(u32, Partner)>> {
    let tested: Vec<Tested> = row::decode(tested, "tested texts")?;
    if tested.is_empty() {
        return Ok(Vec::new());
    }
    let of_tested = tested.iter().map(|tested| (tested.node, &*tested.row));
    let together = Together::of(rows.iter().copied().chain(of_tested).collect())?;
    let mut is_among = vec![false; together.nodes.len()];
    rows.iter().filter_map(|row| together.node(row.0)).for_each(|at| is_among[at as usize] = true);
    let here = |Tested { node, walked, .. }: &Tested| {
        let term = |&(term, weight): &(u32, f32)| {
            together.terms.binary_search(&term).ok().map(|at| (at as u32, weight))
        };
        Some((together.node(*node)?, walked.iter().filter_map(term).collect()))
    };
    let walked: Vec<(u32, Vec<(u32, f32)>)> = tested.iter().filter_map(here).collect();
    let among = |node: u32| is_among[node as usize];
    let found = partners_among(&together.rows(), among, &walked, settings);
    let of_run = |(tested, partners): (&Tested, Vec<Partner>)| {
        let node = tested.node;
        let of_run = |partner: Partner| {
            (node, Partner { node: together.nodes[partner.node as usize], ..partner })
        };
        partners.into_iter().map(of_run).collect::<Vec<_>>()
    };
    Ok(tested.iter().zip(found).flat_map(of_run).collect())
}

/// Scores the pairs of those nodes that are marked with all that they may be one story with; every
/// node that one of them may meet must be there.
///
/// # Errors
/// If a row is damaged.
pub fn scored(
    rows: Vec<(NodeRow<'_>, bool)>,
    date_trust: f32,
    settings: &cluster::Settings,
) -> Result<Vec<(Edge, Parts)>> {
    let marked: Vec<u32> = rows.iter().filter(|row| row.1).map(|row| row.0.0).collect();
    let together = Together::of(rows.into_iter().map(|(row, _)| row).collect())?;
    let mut wanted: Vec<u32> = marked.into_iter().filter_map(|node| together.node(node)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let (rows, published) = (together.rows(), &together.published);
    let by_all = rows.postings(View::All);
    let partners = cluster::partners(&rows, by_all, published, &wanted, date_trust, settings);
    let of_run = |node: u32| together.nodes[node as usize];
    let keep = |Edge { a, b, score }, parts| (Edge { a: of_run(a), b: of_run(b), score }, parts);
    Ok(score::edges(&rows, published, &partners, date_trust, settings, keep))
}

/// The words of a story, and its row for the map.
#[derive(Serialize, Deserialize)]
pub(super) struct StoryWords {
    pub story: u32,
    pub words: Words,
    pub folded: Vec<f64>,
}

/// The words of whole stories, given as rows with the number of their story; `hashes` are the bytes
/// of [`super::StoryLead::hashes`]. The bytes are for [`super::StoryLead::take_labels`].
///
/// # Errors
/// If a row is damaged.
pub fn labels(rows: &[(u32, NodeRow<'_>)], hashes: &[u8]) -> Result<Vec<u8>> {
    let hashes: Vec<u64> = row::decode(hashes, "terms")?;
    let together = Together::of(rows.iter().map(|(_, row)| *row).collect())?;
    let local = together.rows();
    let node = |(story, row): &(u32, NodeRow<'_>)| Some((*story, together.node(row.0)?));
    let mut members: Vec<(u32, u32)> = rows.iter().filter_map(node).collect();
    members.sort_unstable();
    members.dedup();
    let of_story = |members: &[(u32, u32)]| {
        let nodes: Vec<u32> = members.iter().map(|(_, node)| *node).collect();
        let Words { terms, why } = words(&local, &nodes);
        let why = why.into_iter().map(|terms| together.of_run(terms)).collect();
        StoryWords {
            story: members[0].0,
            words: Words { terms: together.of_run(terms), why },
            folded: folded(&together, &local, &nodes, &hashes),
        }
    };
    let found: Vec<StoryWords> = members.chunk_by(|x, y| x.0 == y.0).map(of_story).collect();
    Ok(row::encode(&found))
}

/// A story's row for the map; nothing where there is none.
fn folded(together: &Together, rows: &Rows<'_>, story: &[u32], hashes: &[u64]) -> Vec<f64> {
    #[cfg(feature = "map")]
    if !hashes.is_empty() {
        let hash = |term| hashes[together.term(term) as usize];
        return cluster::map::folded(rows, story, hash);
    }
    #[cfg(not(feature = "map"))]
    let _ = (together, rows, story, hashes);
    Vec::new()
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;

    const DAY: i64 = 86_400;

    /// The row of a text that shares its terms with a few others.
    fn row(node: u32, published: Option<i64>) -> Vec<u8> {
        let terms = [node % 4, 4 + node % 7, 11 + node % 9].map(|term| {
            let idf = if node.is_multiple_of(5) { 1.5 } else { 2.0 } + term as f32 / 10.0;
            // Numbers of the run, far apart.
            (term * 1_000, [1 + (node % 3) as u8, 1, 1], idf)
        });
        let lang = if node.is_multiple_of(5) { "de" } else { "en" };
        row::encode(&Row { lang: lang.to_owned(), published, terms: terms.to_vec() })
    }

    /// The edges of the nodes in `own`, looked up among `members`, in order.
    fn edges(
        rows: &[Vec<u8>],
        own: Range<u32>,
        members: impl Iterator<Item = u32>,
    ) -> Vec<(u32, u32, f32)> {
        let row = |node: u32| ((node, &*rows[node as usize]), own.contains(&node));
        let settings =
            cluster::Settings { neighbours: 6, title_neighbours: 3, ..Default::default() };
        let found = scored(members.map(row).collect(), 1.0, &settings).expect("whole rows");
        let mut edges: Vec<_> = found.iter().map(|(e, _)| (e.a, e.b, e.score)).collect();
        edges.sort_unstable_by_key(|edge| (edge.0, edge.1));
        edges
    }

    #[test]
    fn windows_find_what_the_whole_finds() {
        // A text a day for fifty days, and ten undated ones.
        let date = |node: u32| (node < 50).then(|| i64::from(node) * DAY);
        let rows: Vec<Vec<u8>> = (0..60).map(|node| row(node, date(node))).collect();
        let whole = edges(&rows, 0..60, 0..60);
        assert!(whole.len() > 100 && whole.iter().all(|(a, b, _)| b - a <= 14 || *b >= 50));
        let mut parts = edges(&rows, 50..60, 0..60);
        for first in (0..50_u32).step_by(10) {
            let members = first.saturating_sub(14)..(first + 24).min(50);
            // From last to first: the order of rows does not matter.
            parts.extend(edges(&rows, first..first + 10, members.chain(50..60).rev()));
        }
        parts.sort_unstable_by_key(|edge| (edge.0, edge.1));
        parts.dedup();
        assert_eq!(parts, whole);
    }
}
