//! The stage as a whole: a corpus and its fingerprints to groups, look-alikes and evidence.

use std::sync::atomic::{AtomicU64, Ordering};

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::candidates::nominate;
use super::families::{Families, Held};
use super::gram_index::GramIndex;
use super::group::{accepted, stars};
use super::guard::Surroundings;
use super::passages::passages;
use super::prints::{Print, Prints};
use super::related::{AlikePair, MostAlike};
use super::rewrites::{self, PlainGrams, REWRITE};
use super::shingled::{Compared, Shingled};
use super::verify::{Checked, Outcome, Verified, verify};
use super::{Evidence, Keep, Settings, digest, forms, keep, recorded, url};
use crate::analysis::{
    DuplicateGroup, LookAlike, Member, Pair, PairStage, Passage, PassageKind, Related, Relation,
};
use crate::article::{ArticleId, Corpus, Record};
use crate::error::Result;
use crate::text::words::mix;

/// Pairs that are verified at a time, about; bounds memory.
const PAIRS_AT_ONCE: usize = 1 << 17;
/// Families whose rewrites are collected at a time; bounds memory.
const AT_ONCE: usize = 1 << 12;
/// A copy that is less than `near` but this much inside the other is `contained`.
const INSIDE: f32 = 0.8;
/// Where neither text is inside the other, Jaccard from here on still makes them `near`.
const LOOSELY_NEAR: f32 = 0.35;
/// Less of a text is no part of it that stands in another: the two are `near`, but for noise.
const A_PART: f32 = 0.5;

/// What the stage found.
#[derive(Debug, Default)]
pub struct Copies {
    /// Groups by survivor.
    pub groups: Vec<DuplicateGroup>,
    /// For each article its survivor (itself where it is one, or alone).
    pub survivor: Vec<ArticleId>,
    /// Of the articles that have look-alikes these, at most five each, most alike first.
    pub related: HashMap<ArticleId, Vec<Related>>,
    /// Every pair that was verified.
    pub pairs: Vec<Pair>,
    /// Articles that carry three or more others, sorted.
    pub digests: Vec<ArticleId>,
    /// Every verified pair of look-alikes, also those beyond the five of `related`.
    pub look_alikes: Vec<AlikePair>,
}

/// The text that copies are compared by: the body, or the headline where there is no body.
pub fn compared<'a>(title: &'a str, text: &'a str) -> &'a str {
    if text.trim().is_empty() { title } else { text }
}

/// Finds the copies of a corpus; `prints` are the fingerprints of its [`compared`] texts. `done` is
/// told now and then how many pairs of how many are verified; an error of its own ends the work.
///
/// # Errors
/// If a text or fingerprint can no longer be read, or the keep policy names what the corpus lacks.
pub fn find(
    corpus: &Corpus,
    prints: Prints,
    settings: &Settings,
    done: &(dyn Fn(u64, u64) -> Result<()> + Sync),
) -> Result<Copies> {
    let stage = Stage::new(corpus, &prints.list, settings)?;
    let kept = stage.firsts().map(|first| first.map(|id| id.0)).collect::<Vec<_>>();
    let index = GramIndex::new(&prints, &kept)?;
    drop(prints);
    let mut candidates = nominate(&index)?;
    candidates.extend(stage.pages_again());
    candidates.par_sort_unstable();
    candidates.dedup();
    let mut found = stage.verify(&index, candidates, done)?;
    let rewrites = stage.nominate_rewrites(&index, &found.checked)?;
    // The largest thing in memory; what follows does without.
    drop(index);
    stage.take_apart(&mut found)?;
    let mut copies = stage.assemble(&found);
    stage.add_related(&mut copies, &found.checked, |most| {
        stage.for_each_rewrite(rewrites, |pair| most(pair))
    })?;
    drop(found.checked);
    stage.add_passages(&mut copies.groups, found.seen)?;
    Ok(copies)
}

/// Articles by keep policy, the one to keep first.
fn keep_order(corpus: &Corpus, prints: &[Print], policy: &Keep) -> Result<Vec<ArticleId>> {
    keep::order(corpus.len(), policy, |id| {
        let record = corpus.record(id);
        keep::Facts {
            outlet: record.source().name(),
            published: record.published(),
            location: record.location(),
            length: prints[id.index()].words,
            field: corpus.rank(id),
        }
    })
}

/// Texts of the same words, found by hash before anything is compared.
struct ExactCopies {
    /// For each position the first one with the same words; `None` where there are no words.
    first: Vec<Option<u32>>,
    /// How many have the words of each first one, where others do.
    several: HashMap<u32, u32>,
}

impl ExactCopies {
    fn of(order: &[ArticleId], prints: &[Print]) -> Self {
        let words = |at: u32| {
            let print = &prints[order[at as usize].index()];
            (print.exact, print.words)
        };
        let positions = 0..order.len() as u32;
        let mut sorted: Vec<u32> = positions.filter(|at| words(*at).1 > 0).collect();
        sorted.par_sort_unstable_by_key(|at| (words(*at), *at));
        let (mut first, mut several) = (vec![None; order.len()], HashMap::new());
        for same in sorted.chunk_by(|a, b| words(*a) == words(*b)) {
            same.iter().for_each(|at| first[*at as usize] = Some(same[0]));
            if same.len() > 1 {
                several.insert(same[0], same.len() as u32);
            }
        }
        Self { first, several }
    }

    /// How many texts have the words of one that is the first of its words.
    fn copies(&self, first: u32) -> u32 {
        self.several.get(&first).copied().unwrap_or(1)
    }

    /// The text at a position is the first of its words, and has some.
    fn is_first(&self, at: u32) -> bool {
        self.first[at as usize] == Some(at)
    }
}

/// Pages of one outlet under one canonical address.
struct Pages {
    /// Number of each position's page; `None` for pages without an address.
    page: Vec<Option<u32>>,
    firsts: Vec<u32>,
}

impl Pages {
    fn of(order: &[ArticleId], corpus: &Corpus) -> Self {
        let hash = |id: &ArticleId| {
            let record = corpus.record(*id);
            let address = record.url().map(url::canonical).filter(|a| !a.is_empty())?;
            Some(mix(xxh3_64(record.source().name().as_bytes()), xxh3_64(address.as_bytes())))
        };
        let hashes: Vec<Option<u64>> = order.par_iter().map(hash).collect();
        let mut numbers: HashMap<u64, u32> = HashMap::new();
        let mut firsts = Vec::new();
        let number = |(hash, at): (&Option<u64>, u32)| {
            hash.map(|hash| {
                *numbers.entry(hash).or_insert_with(|| {
                    firsts.push(at);
                    firsts.len() as u32 - 1
                })
            })
        };
        let page = hashes.iter().zip(0..).map(number).collect();
        Self { page, firsts }
    }

    fn same(&self, a: u32, b: u32) -> bool {
        self.page[a as usize].is_some() && self.page[a as usize] == self.page[b as usize]
    }

    /// Each page crawled again, with its first crawl.
    fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let of = |(page, at): (&Option<u32>, u32)| Some((self.firsts[(*page)? as usize], at));
        self.page.iter().zip(0..).filter_map(of).filter(|(first, at)| first != at)
    }
}

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
    corpus: &'a Corpus,
    pub(super) order: Vec<ArticleId>,
    exact: ExactCopies,
    /// Number of words of each text.
    words: Vec<u32>,
    pages: Pages,
    settings: &'a Settings,
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
    fn is_listed(&self) -> bool {
        self.settings.evidence >= Evidence::Pairs
    }

    /// Features and passages are wanted.
    fn quotes(&self) -> bool {
        self.settings.evidence == Evidence::Full
    }

    fn record(&self, position: u32) -> &Record {
        self.corpus.record(self.order[position as usize])
    }

    /// The text at a position, as it is compared.
    fn text(&self, position: u32) -> Result<String> {
        self.text_of(self.order[position as usize])
    }

    fn text_of(&self, id: ArticleId) -> Result<String> {
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

    /// Groups, evidence and digests; related texts and passages are still to come.
    pub(super) fn assemble(&self, found: &Found) -> Copies {
        let (checked, exact) = (&*found.checked, &self.exact);
        let star = stars(self.order.len(), &accepted(checked));
        let mut copies = Copies {
            survivor: (0..self.order.len() as u32).map(ArticleId).collect(),
            look_alikes: self.look_alikes(checked),
            ..Copies::default()
        };
        let listed = self.is_listed();
        if listed {
            copies.pairs = checked.iter().map(|c| self.pair(c, &star)).collect();
        }
        let mut members: Vec<(ArticleId, Member)> = Vec::new();
        for (position, first) in exact.first.iter().enumerate() {
            let Some(first) = *first else { continue };
            let survivor = star[first as usize];
            if survivor == position as u32 {
                continue;
            }
            let evidence = (survivor != first).then(|| find_checked(checked, survivor, first));
            let member = self.member(position as u32, evidence.flatten());
            copies.survivor[member.id.index()] = self.order[survivor as usize];
            if listed && first != survivor && first != position as u32 {
                copies.pairs.push(self.exact_pair(first, position as u32));
            }
            members.push((self.order[survivor as usize], member));
        }
        members.sort_by_key(|(survivor, member)| (*survivor, member.id));
        for run in members.chunk_by(|x, y| x.0 == y.0) {
            let members = run.iter().map(|(_, member)| member.clone()).collect();
            copies.groups.push(DuplicateGroup { survivor: run[0].0, members });
        }
        copies.pairs.sort_unstable_by_key(|p| (p.a, p.b));
        copies.digests = found.digests.iter().map(|at| self.order[*at as usize]).collect();
        copies.digests.sort_unstable();
        copies
    }

    /// A member by its evidence against the survivor; without any, its words are the survivor's.
    fn member(&self, position: u32, evidence: Option<&Checked>) -> Member {
        let id = self.order[position as usize];
        let Some(Checked { a, b, verified }) = evidence else {
            return Member {
                id,
                relation: Relation::Exact,
                jaccard: 1.0,
                containment: 1.0,
                passages: Vec::new(),
            };
        };
        let near = self.settings.near;
        let relation = relation(verified, self.pages.same(*a, *b), near);
        let Verified { jaccard, containment, .. } = *verified;
        Member { id, relation, jaccard, containment, passages: Vec::new() }
    }

    fn pair(&self, checked: &Checked, star: &[u32]) -> Pair {
        let (a, b) = (self.order[checked.a as usize], self.order[checked.b as usize]);
        let v = &checked.verified;
        let together = star[checked.a as usize] == star[checked.b as usize];
        let same_page = self.pages.same(checked.a, checked.b);
        let words = |at: u32| self.words[at as usize];
        Pair {
            a: a.min(b),
            b: a.max(b),
            stage: PairStage::Dedup,
            score: v.containment,
            features: if self.quotes() {
                recorded::features(v, (words(checked.a), words(checked.b)), same_page, b < a)
            } else {
                Vec::new()
            },
            accepted: v.outcome == Outcome::Copy && together,
        }
    }

    /// A copy word for word of a text that is itself a member: its group does not tell.
    fn exact_pair(&self, first: u32, position: u32) -> Pair {
        let (a, b) = (self.order[first as usize], self.order[position as usize]);
        Pair {
            a: a.min(b),
            b: a.max(b),
            stage: PairStage::Dedup,
            score: 1.0,
            features: if self.quotes() { recorded::exact() } else { Vec::new() },
            accepted: true,
        }
    }

    fn look_alikes(&self, checked: &[Checked]) -> Vec<AlikePair> {
        let pair = |c: &Checked| match c.verified.outcome {
            Outcome::LookAlike(kind) => Some(self.alike(c.a, c.b, kind, c.verified.containment)),
            _ => None,
        };
        checked.iter().filter_map(pair).collect()
    }

    fn alike(&self, a: u32, b: u32, kind: LookAlike, score: f32) -> AlikePair {
        AlikePair { a: self.order[a as usize], b: self.order[b as usize], kind, score }
    }

    /// One outlet takes over from another, and while the news is new. What one outlet says again is
    /// its own standing wording.
    fn may_be_rewrite(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.record(a), self.record(b));
        let days = a
            .published()
            .zip(b.published())
            .map(|(x, y)| (x.as_second() - y.as_second()).unsigned_abs() / (24 * 60 * 60));
        a.source() != b.source() && days.is_none_or(|days| days <= rewrites::DAYS)
    }

    /// The two may be original and rewrite, and are not known for copies or look-alikes.
    pub(super) fn is_open(&self, checked: &[Checked], a: u32, b: u32) -> bool {
        let known =
            find_checked(checked, a, b).is_some_and(|c| c.verified.outcome != Outcome::Different);
        !known && self.may_be_rewrite(a, b)
    }

    /// Pairs that may be rewrites.
    fn nominate_rewrites(&self, index: &GramIndex, checked: &[Checked]) -> Result<Vec<(u32, u32)>> {
        rewrites::nominate(index, |a, b| self.is_open(checked, a, b))
    }

    /// Lists for each article those most alike: the verified look-alikes, and what `rewrites` shows
    /// its taker.
    pub(super) fn add_related(
        &self,
        copies: &mut Copies,
        checked: &[Checked],
        rewrites: impl FnOnce(&mut dyn FnMut(&AlikePair)) -> Result<()>,
    ) -> Result<()> {
        let survivor = |id: ArticleId| copies.survivor[id.index()];
        let apart = |p: &AlikePair| survivor(p.a) != survivor(p.b);
        let mut most = MostAlike::default();
        copies.look_alikes.iter().for_each(|pair| most.add(pair));
        let mut add = |pair: &AlikePair| {
            if apart(pair) {
                most.add(pair);
            }
        };
        rewrites(&mut add)?;
        // A copy of two texts that are no copies of each other is a member beside one of them only.
        for c in checked.iter().filter(|c| c.verified.outcome == Outcome::Copy) {
            add(&self.alike(c.a, c.b, LookAlike::Rewrite, c.verified.containment));
        }
        copies.related = most.into_lists();
        Ok(())
    }

    /// Shows those of some pairs that are rewrites.
    pub(super) fn for_each_rewrite(
        &self,
        nominated: Vec<(u32, u32)>,
        mut show: impl FnMut(&AlikePair),
    ) -> Result<()> {
        for families in Families::of(self.order.len(), nominated).slices().chunks(AT_ONCE) {
            let found: Vec<Vec<AlikePair>> =
                families.par_iter().map(|family| self.rewrites(family)).collect::<Result<_>>()?;
            found.iter().flatten().for_each(&mut show);
        }
        Ok(())
    }

    /// Those of a family's pairs that are rewrites.
    fn rewrites(&self, family: &[(u32, u32)]) -> Result<Vec<AlikePair>> {
        let mut held = Held::new(|position| {
            let text = self.text(position)?;
            Ok((PlainGrams::of(&text), text.len()))
        });
        let mut found = Vec::new();
        for &(a, b) in family {
            let score = held.get(a)?.score(&*held.get(b)?);
            if score >= REWRITE {
                found.push(self.alike(a, b, LookAlike::Rewrite, score));
            }
        }
        Ok(found)
    }

    /// Names what was changed in each copy (or what it shares, where it holds the survivor), if it
    /// was not seen at once.
    pub(super) fn add_passages(&self, groups: &mut [DuplicateGroup], mut seen: Seen) -> Result<()> {
        if !self.quotes() {
            return Ok(());
        }
        let mut unseen: Vec<(ArticleId, &mut Member)> = Vec::new();
        for group in groups {
            for member in group.members.iter_mut().filter(|m| m.relation != Relation::Exact) {
                match seen.remove(&(group.survivor, member.id)) {
                    Some(passages) => member.passages = passages,
                    None => unseen.push((group.survivor, member)),
                }
            }
        }
        unseen.par_chunk_by_mut(|x, y| x.0 == y.0).try_for_each(|group| {
            let survivor = Shingled::of(&self.text_of(group[0].0)?);
            for (_, member) in group {
                let text = self.text_of(member.id)?;
                let kind = passages_of(member.relation);
                let own = Shingled::of(&text);
                member.passages = passages(&text, &own, &own.shared_with(&survivor), kind);
            }
            Ok(())
        })
    }
}

/// What is quoted of a copy: what it changed, or, where it holds the survivor, what it shares.
fn passages_of(relation: Relation) -> PassageKind {
    match relation {
        Relation::Contains => PassageKind::Shared,
        _ => PassageKind::Changed,
    }
}

/// The relation of the second text to the first, its survivor.
pub(super) fn relation(v: &Verified, same_page: bool, near: f32) -> Relation {
    let most = v.first_in_second.max(v.second_in_first);
    let is_part = most >= INSIDE || most >= A_PART && v.jaccard < LOOSELY_NEAR;
    if same_page {
        Relation::Revision
    } else if v.jaccard >= near || !is_part {
        Relation::Near
    } else if v.second_in_first >= v.first_in_second {
        Relation::Contained
    } else {
        Relation::Contains
    }
}

fn find_checked(checked: &[Checked], a: u32, b: u32) -> Option<&Checked> {
    let found = checked.binary_search_by_key(&(a, b), |c| (c.a, c.b));
    found.ok().map(|at| &checked[at])
}
