//! The stage in parts, for engines that bring together by themselves what belongs together: the
//! fingerprints that share a gram, the texts of a family.
//!
//! ```text
//! texts by gram     -> how many hold it          [`Entry`]: a text with the grams that others hold
//! Entry             -> which of its grams it looks for others in   [`Entry::walks`]
//! holders of a gram -> who meets whom            [`meetings`]; met often enough: two Entries
//! two Entries       -> compared or not           [`Entry::may_copy`]
//! families of pairs -> what they are             [`verify`]
//! rare grams        -> pairs that may be rewrites    [`rare_meetings`], [`rewrites`]
//! all of these      -> the copies of the run     [`Whole::copies`]
//! ```
//!
//! Each is what [`super::find`] does with a whole run in memory, and finds the same. Nothing depends
//! on how texts, grams or families are dealt out, nor on their order.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Settings;
use super::assemble::Copies;
use super::candidates::{choose, linked, may_copy};

use super::fingerprint::{Fingerprint, Overlap, count_shared};
use super::gram_index::{GramIndex, Listed, Size, mark, zeros};
use super::prints::Print;
use super::related::AlikePair;
use super::rewrites::{is_looked_at, longest_rare, most_alike};
use super::stage::{Found, Seen, Stage};
use super::verify::{Checked, Verified};
use crate::analysis::Passage;
use crate::article::{ArticleId, Corpus};
use crate::error::Result;

/// A text and its grams that other texts hold too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry(Listed);

/// How many grams a fingerprint keeps, and how many of them it would keep if it were of a long text.
pub fn sizes(print: &Fingerprint) -> (u32, u32) {
    let all = print.grams.len() as u32;
    (all, if print.complete { print.sampled().count() as u32 } else { all })
}

impl Entry {
    /// Of a text with so many grams (see [`sizes`]); `shared` are those that several texts hold, each
    /// with their number.
    pub fn new((all, sampled): (u32, u32), mut shared: Vec<(u32, u32)>) -> Self {
        shared.sort_unstable();
        Self(Listed { size: Size { all, sampled }, lists: shared })
    }

    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        let Listed { size: Size { all, sampled }, lists } = &self.0;
        let numbers = [*all, *sampled].into_iter();
        let numbers = numbers.chain(lists.iter().flat_map(|(gram, holders)| [*gram, *holders]));
        numbers.flat_map(u32::to_le_bytes).collect()
    }

    /// The entry of some bytes; `None` if they are none.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (numbers, rest) = bytes.as_chunks();
        let mut numbers = numbers.iter().map(|bytes| u32::from_le_bytes(*bytes));
        let size = Size { all: numbers.next()?, sampled: numbers.next()? };
        let lists = std::iter::from_fn(|| Some((numbers.next()?, numbers.next()?))).collect();
        (rest.is_empty() && bytes.len().is_multiple_of(8)).then_some(Self(Listed { size, lists }))
    }

    /// The grams and how many texts hold each, ascending by gram.
    pub fn shared(&self) -> &[(u32, u32)] {
        &self.0.lists
    }

    /// The grams that the text looks for others in, and how often it is to meet one there.
    pub fn walks(&self) -> (Vec<u32>, u32) {
        let lists = self.0.lists.iter();
        let lists = lists.map(|&(gram, holders)| {
            (zeros(mark(gram)), u64::from(holders) << 32 | u64::from(gram))
        });
        let mut rarest = Vec::new();
        let wanted = choose(self.0.size, lists, &mut rarest);
        (rarest.into_iter().map(|list| list as u32).collect(), wanted)
    }

    /// The two are alike enough to be compared.
    pub fn may_copy(&self, other: &Self) -> bool {
        may_copy(self.overlap(other))
    }

    fn overlap(&self, other: &Self) -> Overlap {
        let grams = |entry: &Self| -> Vec<u32> { entry.0.lists.iter().map(|l| l.0).collect() };
        let shared = count_shared(&grams(self), &grams(other)) as u32;
        Overlap { shared, smaller: self.0.size.smaller(other.0.size) }
    }
}

/// Who meets whom in the holders of one gram, ascending by position; each is marked if it walks the
/// list. Shows `(walker, other)`.
pub fn meetings(holders: &[(u32, bool)], mut show: impl FnMut(u32, u32)) {
    let list: Vec<u32> = holders.iter().map(|(position, _)| *position).collect();
    for &(walker, _) in holders.iter().filter(|(_, walks)| *walks) {
        let others = linked(walker, &list).into_iter().flatten();
        others.filter(|other| **other != walker).for_each(|other| show(walker, *other));
    }
}

/// Up to how many holders a gram counts as rare in a run of so many texts; `grams` tells how many
/// grams so many texts hold.
pub fn rare_up_to(texts: usize, grams: impl Fn(usize) -> usize) -> usize {
    longest_rare(texts, grams)
}

/// The pairs of holders of one rare gram, ascending by position.
pub fn rare_meetings(holders: &[u32], mut show: impl FnMut(u32, u32)) {
    for (at, first) in holders.iter().enumerate() {
        holders[at + 1..].iter().for_each(|second| show(*first, *second));
    }
}

/// How alike two texts are that met over so many rare grams; `None` if that is not enough.
pub fn rewrite_overlap(meetings: usize, a: &Entry, b: &Entry) -> Option<f32> {
    let containment = a.overlap(b).containment();
    is_looked_at(meetings, containment).then_some(containment)
}

/// A family of texts, or several: what candidates hang together with.
pub struct Families<'a> {
    /// The texts: of each pair both, with all whose words are the same.
    pub corpus: &'a Corpus,
    /// By article: hash and number of its words.
    pub words: &'a [(u64, u32)],
    /// By article: what [`Entry`] it has; only that of the first of its words is looked at.
    pub entries: Vec<Entry>,
    /// The articles in keep order.
    pub order: Vec<ArticleId>,
    /// Candidates, the one that is kept first before the other.
    pub pairs: Vec<(ArticleId, ArticleId)>,
}

/// What comes of families; articles are those of their corpus.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// The pairs, the one that is kept first before the other.
    pairs: Vec<(ArticleId, ArticleId, Verified)>,
    digests: Vec<ArticleId>,
    /// Of survivor and member.
    passages: Vec<(ArticleId, ArticleId, Vec<Passage>)>,
}

impl Findings {
    /// What is known of the pairs, without the rest.
    #[must_use]
    pub fn pairs_alone(&self) -> Self {
        Self { pairs: self.pairs.clone(), ..Self::default() }
    }

    /// The same with other numbers of the articles.
    #[must_use]
    pub fn renumbered(self, id: impl Fn(ArticleId) -> ArticleId) -> Self {
        let Self { pairs, digests, passages } = self;
        Self {
            pairs: pairs.into_iter().map(|(a, b, verified)| (id(a), id(b), verified)).collect(),
            digests: digests.into_iter().map(&id).collect(),
            passages: passages.into_iter().map(|(a, b, text)| (id(a), id(b), text)).collect(),
        }
    }
}

/// Compares the texts of families; `folder` is for what does not stay in memory.
///
/// # Errors
/// If a text can no longer be read.
pub fn verify(families: Families<'_>, settings: &Settings, folder: &Path) -> Result<Findings> {
    let Families { corpus, words, entries, order, pairs } = families;
    let prints: Vec<Print> =
        words.iter().map(|(exact, words)| Print::bare(*exact, *words)).collect();
    let stage = Stage::in_order(corpus, &prints, order, settings);
    let positions = Positions::of(&stage.order);
    let mut listed: Vec<Option<Listed>> = entries.into_iter().map(|entry| Some(entry.0)).collect();
    let of_first = |first: Option<ArticleId>| first.and_then(|id| listed[id.index()].take());
    let texts: Vec<Listed> = stage.firsts().map(of_first).map(Option::unwrap_or_default).collect();
    let index = GramIndex::of_listed(&texts, folder)?;
    let mut candidates: Vec<(u32, u32)> =
        pairs.into_iter().map(|(a, b)| (positions.at(a), positions.at(b))).collect();
    candidates.sort_unstable();
    candidates.dedup();
    let mut found = stage.verify(&index, candidates, &|_, _| Ok(()))?;
    drop(index);
    stage.take_apart(&mut found)?;
    let mut copies = stage.assemble(&found);
    stage.add_passages(&mut copies.groups, found.seen)?;
    let id = |position: u32| stage.order[position as usize];
    let mut passages = Vec::new();
    for group in copies.groups {
        let members = group.members.into_iter().filter(|member| !member.passages.is_empty());
        passages.extend(members.map(|member| (group.survivor, member.id, member.passages)));
    }
    Ok(Findings {
        pairs: found.checked.iter().map(|c| (id(c.a), id(c.b), c.verified)).collect(),
        digests: copies.digests,
        passages,
    })
}

/// Shows which of some pairs are rewrites.
///
/// # Errors
/// If a text can no longer be read.
pub fn rewrites(
    corpus: &Corpus,
    pairs: &[(ArticleId, ArticleId)],
    settings: &Settings,
) -> Result<Vec<AlikePair>> {
    let prints = vec![Print::default(); corpus.len()];
    let order = (0..corpus.len() as u32).map(ArticleId).collect();
    let stage = Stage::in_order(corpus, &prints, order, settings);
    let mut nominated: Vec<(u32, u32)> = pairs.iter().map(|(a, b)| (a.0, b.0)).collect();
    nominated.sort_unstable();
    let mut found = Vec::new();
    stage.for_each_rewrite(nominated, |pair| found.push(*pair))?;
    Ok(found)
}

/// The run as a whole: all its articles, none of their texts.
pub struct Whole<'a> {
    stage: Stage<'a>,
    positions: Positions,
    found: Found,
}

impl<'a> Whole<'a> {
    /// Of the articles of a run; `words` are hash and number of each one's words, 0 of those that
    /// are left out, and `order` is the keep order, where it is known.
    ///
    /// # Errors
    /// If the keep policy names what the corpus lacks.
    pub fn new(
        corpus: &'a Corpus,
        words: &[(u64, u32)],
        order: Option<Vec<ArticleId>>,
        settings: &'a Settings,
    ) -> Result<Self> {
        let bare = |&(exact, words): &(u64, u32)| Print::bare(exact, words);
        let prints: Vec<Print> = words.iter().map(bare).collect();
        let stage = match order {
            Some(order) => Stage::in_order(corpus, &prints, order, settings),
            None => Stage::new(corpus, &prints, settings)?,
        };
        let positions = Positions::of(&stage.order);
        Ok(Self { stage, positions, found: Found::default() })
    }

    /// The articles in keep order, each with the first of its words; `None` of those without words.
    pub fn order(&self) -> impl Iterator<Item = (ArticleId, Option<ArticleId>)> + '_ {
        let first = |at: Option<u32>| at.map(|at| self.stage.order[at as usize]);
        let firsts = self.stage.first_of().iter().map(move |at| first(*at));
        self.stage.order.iter().copied().zip(firsts)
    }

    /// Where an article stands in keep order.
    pub fn position(&self, id: ArticleId) -> u32 {
        self.positions.at(id)
    }

    /// Pairs that are candidates by their address: pages that were crawled again.
    pub fn pages_again(&self) -> impl Iterator<Item = (ArticleId, ArticleId)> + '_ {
        let id = |position: u32| self.stage.order[position as usize];
        self.stage.pages_again().map(move |(a, b)| (id(a), id(b)))
    }

    /// Takes in what came of all families.
    pub fn take(&mut self, findings: impl IntoIterator<Item = Findings>) {
        let mut passages = Seen::default();
        for Findings { pairs, digests, passages: more } in findings {
            let at = |id| self.positions.at(id);
            let checked = |(a, b, verified)| Checked { a: at(a), b: at(b), verified };
            self.found.checked.extend(pairs.into_iter().map(checked));
            self.found.digests.extend(digests.into_iter().map(at));
            passages.extend(more.into_iter().map(|(a, b, text)| ((a, b), text)));
        }
        self.found.seen.extend(passages);
        self.found.checked.sort_unstable_by_key(|c| (c.a, c.b));
        self.found.digests.sort_unstable();
    }

    /// Of the pairs that met over rare grams, with their [`rewrite_overlap`], those to look at.
    pub fn rewrites(&self, met: Vec<(ArticleId, ArticleId, f32)>) -> Vec<(ArticleId, ArticleId)> {
        let placed = met.into_iter().map(|(a, b, overlap)| {
            let (a, b) = (self.positions.at(a), self.positions.at(b));
            (overlap, a.min(b), a.max(b))
        });
        let open = placed.filter(|(_, a, b)| self.stage.is_open(&self.found.checked, *a, *b));
        let looked_at = most_alike(self.stage.order.len(), open.collect());
        let id = |position: u32| self.stage.order[position as usize];
        looked_at.into_iter().map(|(a, b)| (id(a), id(b))).collect()
    }

    /// The copies, with these rewrites among the related texts. A member that no family was asked
    /// about has no passages.
    ///
    /// # Errors
    /// None of its own: [`super::find`], which assembles in the same way, reads texts.
    pub fn copies(self, rewrites: &[AlikePair]) -> Result<Copies> {
        let Self { stage, found, .. } = self;
        let mut copies = stage.assemble(&found);
        stage.add_related(&mut copies, &found.checked, |show| {
            rewrites.iter().for_each(show);
            Ok(())
        })?;
        let mut passages = found.seen;
        for group in &mut copies.groups {
            for member in &mut group.members {
                let seen = passages.remove(&(group.survivor, member.id));
                member.passages = seen.unwrap_or_default();
            }
        }
        Ok(copies)
    }
}

/// Where each article stands in keep order.
struct Positions(Vec<u32>);

impl Positions {
    fn of(order: &[ArticleId]) -> Self {
        let mut positions = vec![0; order.len()];
        order.iter().zip(0..).for_each(|(id, at)| positions[id.index()] = at);
        Self(positions)
    }

    fn at(&self, id: ArticleId) -> u32 {
        self.0[id.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::super::verify::Outcome;
    use super::*;

    #[test]
    fn pairs_alone_are_the_pairs_without_the_rest() {
        let (a, b) = (ArticleId(0), ArticleId(1));
        let verified = Verified {
            jaccard: 0.9,
            containment: 0.9,
            first_in_second: 0.9,
            second_in_first: 0.9,
            outcome: Outcome::Copy,
        };
        let pairs = vec![(a, b, verified)];
        let found = Findings { pairs, digests: vec![a], passages: vec![(a, b, Vec::new())] };
        let alone = found.pairs_alone();
        assert_eq!(alone.pairs, found.pairs);
        assert!(alone.digests.is_empty() && alone.passages.is_empty());
    }
}
