//! Candidates to verified pairs, over a corpus in keep order.

use std::sync::atomic::{AtomicU64, Ordering};

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use super::families::{Families, Held};
use super::gram_index::GramIndex;
use super::group::accepted;
use super::guard::Surroundings;
use super::ordered::{ExactCopies, Pages, keep_order};
use super::passages::passages;
use super::prints::Print;
use super::relation::{passages_of, relation};
use super::shingled::{Compared, Shingled};
use super::verify::{Checked, Outcome, verify};
use super::{Evidence, Settings, digest, forms};
use crate::analysis::Passage;
use crate::article::{ArticleId, Corpus, Record};
use crate::error::Result;

/// Pairs that are verified at a time, about; bounds memory.
const PAIRS_AT_ONCE: usize = 1 << 17;

/// The changed or shared passages of a copy and the survivor that it was compared with.
pub(super) type Seen = HashMap<(ArticleId, ArticleId), Vec<Passage>>;

/// What comes of candidates.
#[derive(Default)]
pub(super) struct Found {
    /// By positions.
    pub(super) checked: Vec<Checked>,
    pub(super) seen: Seen,
    /// Positions of texts that carry three or more others.
    pub(super) digests: Vec<u32>,
}

/// A corpus in keep order, ready to be compared.
pub(super) struct Stage<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) order: Vec<ArticleId>,
    pub(super) exact: ExactCopies,
    /// Number of words of each text.
    pub(super) words: Vec<u32>,
    pub(super) pages: Pages,
    pub(super) settings: &'a Settings,
}

impl<'a> Stage<'a> {
    /// # Errors
    /// If the keep policy names what the corpus lacks.
    pub(super) fn new(
        corpus: &'a Corpus,
        prints: &[Print],
        settings: &'a Settings,
    ) -> Result<Self> {
        let order = keep_order(corpus, prints, &settings.keep)?;
        Ok(Self::in_order(corpus, prints, order, settings))
    }

    /// The same where the order is known.
    pub(super) fn in_order(
        corpus: &'a Corpus,
        prints: &[Print],
        order: Vec<ArticleId>,
        settings: &'a Settings,
    ) -> Self {
        let exact = ExactCopies::of(&order, prints);
        let words = order.iter().map(|id| prints[id.index()].words).collect();
        let pages = Pages::of(&order, corpus);
        Self { corpus, order, exact, words, pages, settings }
    }

    /// For each position the first one with the same words; `None` where there are no words.
    pub(super) fn first_of(&self) -> &[Option<u32>] {
        &self.exact.first
    }

    /// For each position its article, if it is the first of its words.
    pub(super) fn firsts(&self) -> impl Iterator<Item = Option<ArticleId>> + '_ {
        let first = |(id, at): (&ArticleId, u32)| self.exact.is_first(at).then_some(*id);
        self.order.iter().zip(0..).map(first)
    }

    /// Pages that were crawled again, each with its first crawl.
    pub(super) fn pages_again(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let is_first = |at: u32| self.exact.is_first(at);
        self.pages.pairs().filter(move |(a, b)| is_first(*a) && is_first(*b))
    }

    /// Verifies candidates, which are sorted.
    pub(super) fn verify(
        &self,
        index: &GramIndex,
        candidates: Vec<(u32, u32)>,
        done: &(dyn Fn(u64, u64) -> Result<()> + Sync),
    ) -> Result<Found> {
        let (mut checked, seen) = self.verify_all(index, candidates, done)?;
        forms::by_company(&mut checked, |position| self.text(position))?;
        Ok(Found { checked, seen, digests: Vec::new() })
    }

    /// Takes out of the copies what only all pairs of a text or group show to be none.
    pub(super) fn take_apart(&self, found: &mut Found) -> Result<()> {
        let shingled = |position| Ok(Shingled::of(&self.text(position)?));
        found.digests = digest::take_apart(&mut found.checked, shingled)?;
        let alike = |position| self.exact.copies(position);
        let text = |position| self.text(position);
        forms::by_columns(self.order.len(), &mut found.checked, alike, text)
    }

    /// Every verified pair is wanted.
    pub(super) fn is_listed(&self) -> bool {
        self.settings.evidence >= Evidence::Pairs
    }

    /// Features and passages are wanted.
    pub(super) fn quotes(&self) -> bool {
        self.settings.evidence == Evidence::Full
    }

    pub(super) fn record(&self, position: u32) -> &Record {
        self.corpus.record(self.order[position as usize])
    }

    /// The text at a position, as it is compared.
    pub(super) fn text(&self, position: u32) -> Result<String> {
        self.text_of(self.order[position as usize])
    }

    pub(super) fn text_of(&self, id: ArticleId) -> Result<String> {
        let text = self.corpus.text(id)?;
        let is_empty = text.trim().is_empty();
        Ok(if is_empty { self.corpus.record(id).title().to_string() } else { text })
    }

    /// Verifies candidates, family by family; notes the passages of copies while their texts are at
    /// hand.
    fn verify_all(
        &self,
        index: &GramIndex,
        candidates: Vec<(u32, u32)>,
        done: &(dyn Fn(u64, u64) -> Result<()> + Sync),
    ) -> Result<(Vec<Checked>, Seen)> {
        let (mut checked, mut seen) = (Vec::new(), Seen::new());
        let (of, verified_pairs) = (candidates.len() as u64, AtomicU64::new(0));
        let families = Families::of(self.order.len(), candidates);
        for families in families.batches(PAIRS_AT_ONCE) {
            let verified: Vec<(Vec<Checked>, Seen)> = families
                .into_par_iter()
                .map(|family| {
                    let verified = self.verify_family(index, family)?;
                    let pairs = family.len() as u64;
                    done(verified_pairs.fetch_add(pairs, Ordering::Relaxed) + pairs, of)?;
                    Ok(verified)
                })
                .collect::<Result<_>>()?;
            let (pairs, passages): (Vec<Vec<Checked>>, Vec<Seen>) = verified.into_iter().unzip();
            self.keep(pairs.concat(), &mut checked);
            seen.extend(passages.into_iter().flatten());
        }
        checked.sort_unstable_by_key(|c| (c.a, c.b));
        Ok((checked, seen))
    }

    /// Keeps of the pairs of whole families what counts: where pairs are not listed, different
    /// texts only matter beside copies of one of them.
    fn keep(&self, verified: Vec<Checked>, kept: &mut Vec<Checked>) {
        if self.is_listed() {
            kept.extend(verified);
            return;
        }
        let copies: HashSet<u32> =
            accepted(&verified).into_iter().flat_map(|(a, b)| [a, b]).collect();
        let counts = |c: &Checked| {
            c.verified.outcome != Outcome::Different
                || copies.contains(&c.a)
                || copies.contains(&c.b)
        };
        kept.extend(verified.into_iter().filter(counts));
    }

    fn verify_family(
        &self,
        index: &GramIndex,
        family: &[(u32, u32)],
    ) -> Result<(Vec<Checked>, Seen)> {
        let mut held = Held::new(|position| {
            let text = self.text(position)?;
            let (shingled, bytes) = (Shingled::of(&text), text.len());
            Ok(((text, shingled, index.entry(position)?), bytes))
        });
        let mut out = Vec::with_capacity(family.len());
        let mut seen = Seen::new();
        let mut taken: HashSet<u32> = HashSet::new();
        for &(a, b) in family {
            let same_page = self.pages.same(a, b);
            let (first, second) = (held.get(a)?, held.get(b)?);
            let ((_, first, entry), (text, second, other)) = (&*first, &*second);
            let around = Surroundings {
                spread: &|| index.spread(entry, other),
                same_page,
                same_outlet: self.record(a).source() == self.record(b).source(),
                is_taken: taken.contains(&a),
            };
            let pair = Compared::of(first, second);
            let verified = verify((first, second), &pair, &around, self.settings);
            out.push(Checked { a, b, verified });
            // Pairs are sorted: the first that a text copies is, as a rule, its survivor.
            let is_member =
                verified.outcome == Outcome::Copy && !around.is_taken && taken.insert(b);
            if is_member && self.quotes() {
                let kind = passages_of(relation(&verified, same_page, self.settings.near));
                let found = passages(text, second, pair.shared_words(second), kind);
                seen.insert((self.order[a as usize], self.order[b as usize]), found);
            }
        }
        Ok((out, seen))
    }
}
