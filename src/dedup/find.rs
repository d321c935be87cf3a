//! The stage as a whole: a corpus and its fingerprints to groups, look-alikes and evidence.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::candidates::{GramIndex, nominate};
use super::families::{Held, families};
use super::fingerprint::Fingerprint;
use super::group::stars;
use super::guard::Surroundings;
use super::passages::passages;
use super::rewrites::{self, PlainGrams, REWRITE};
use super::verify::{Checked, Outcome, Shingled, Verified, verify};
use super::{Keep, Settings, digest, keep, recorded, url};
use crate::analysis::{
    DuplicateGroup, LookAlike, Member, Pair, PairStage, PassageKind, Related, Relation,
};
use crate::article::{ArticleId, Corpus, Record};
use crate::error::Result;

/// Look-alikes listed for one article at most, the most alike first.
const MAX_RELATED: usize = 5;
/// A copy that is less than `near` but this much inside the other is `contained`.
const INSIDE: f32 = 0.8;
/// Where neither text is inside the other, Jaccard from here on still makes them `near`.
const LOOSELY_NEAR: f32 = 0.35;

/// What the stage found.
#[derive(Debug, Default)]
pub struct Copies {
    /// Groups by survivor.
    pub groups: Vec<DuplicateGroup>,
    /// For each article its survivor (itself where it is one, or alone).
    pub survivor: Vec<ArticleId>,
    /// For each article its look-alikes, at most five, most alike first.
    pub related: Vec<Vec<Related>>,
    /// Every pair that was verified.
    pub pairs: Vec<Pair>,
    /// Articles that carry three or more others, sorted.
    pub digests: Vec<ArticleId>,
    /// Every pair of look-alikes, also those beyond the five of `related`.
    pub look_alikes: Vec<AlikePair>,
}

/// Two articles that are alike without being copies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AlikePair {
    /// The one that is kept first.
    pub a: ArticleId,
    /// The other.
    pub b: ArticleId,
    /// What kind of likeness.
    pub kind: LookAlike,
    /// 0..=1.
    pub score: f32,
}

/// The text that copies are compared by: the body, or the headline where there is no body.
pub fn compared<'a>(title: &'a str, text: &'a str) -> &'a str {
    if text.trim().is_empty() { title } else { text }
}

/// Finds the copies of a corpus; `prints` are the fingerprints of its [`compared`] texts.
///
/// # Errors
/// If a text can no longer be read, or the keep policy names what the corpus lacks.
pub fn find(corpus: &Corpus, prints: &[Fingerprint], settings: &Settings) -> Result<Copies> {
    let order = keep_order(corpus, prints, &settings.keep)?;
    let exact = ExactCopies::of(&order, prints);
    let kept: Vec<Option<&Fingerprint>> = order
        .iter()
        .zip(&exact.first)
        .zip(0..)
        .map(|((id, first), at)| (*first == Some(at)).then(|| &prints[id.index()]))
        .collect();
    let index = GramIndex::new(&kept);
    let pages = Pages::of(&order, corpus);
    let mut candidates = nominate(&index);
    candidates.extend(
        pages.pairs().filter(|(a, b)| kept[*a as usize].is_some() && kept[*b as usize].is_some()),
    );
    candidates.par_sort_unstable();
    candidates.dedup();
    let stage =
        Stage { corpus, order: &order, kept: &kept, index: &index, pages: &pages, settings };
    let mut verified = stage.verify_all(&candidates)?;
    let digests = digest::take_apart(&mut verified, |position| stage.shingled(position))?;
    let mut copies = stage.assemble(&verified, &exact);
    copies.digests = digests.into_iter().map(|position| order[position as usize]).collect();
    copies.digests.sort_unstable();
    stage.add_rewrites(&mut copies, &verified)?;
    stage.add_passages(&mut copies.groups)?;
    Ok(copies)
}

/// Articles by keep policy, the one to keep first.
fn keep_order(corpus: &Corpus, prints: &[Fingerprint], policy: &Keep) -> Result<Vec<ArticleId>> {
    keep::order(corpus.len(), policy, |id| {
        let record = corpus.record(id);
        keep::Facts {
            outlet: record.source.name(),
            published: record.published,
            location: &record.location,
            length: prints[id.index()].words,
            field: corpus.rank(id),
        }
    })
}

/// Texts of the same words, found by hash before anything is compared.
struct ExactCopies {
    /// For each position the first one with the same words; `None` where there are no words.
    first: Vec<Option<u32>>,
}

impl ExactCopies {
    fn of(order: &[ArticleId], prints: &[Fingerprint]) -> Self {
        let mut seen: HashMap<(u64, u32), u32> = HashMap::new();
        let first = order.iter().zip(0..).map(|(id, at)| {
            let print = &prints[id.index()];
            (print.words > 0).then(|| *seen.entry((print.exact, print.words)).or_insert(at))
        });
        Self { first: first.collect() }
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
        let mut numbers: HashMap<(&str, String), u32> = HashMap::new();
        let mut firsts = Vec::new();
        let mut page = Vec::with_capacity(order.len());
        for (id, at) in order.iter().zip(0..) {
            let record = corpus.record(*id);
            let address = record.url.as_deref().map(url::canonical).filter(|a| !a.is_empty());
            page.push(address.map(|address| {
                *numbers.entry((record.source.name(), address)).or_insert_with(|| {
                    firsts.push(at);
                    firsts.len() as u32 - 1
                })
            }));
        }
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

struct Stage<'a> {
    corpus: &'a Corpus,
    order: &'a [ArticleId],
    kept: &'a [Option<&'a Fingerprint>],
    index: &'a GramIndex,
    pages: &'a Pages,
    settings: &'a Settings,
}

impl Stage<'_> {
    fn record(&self, position: u32) -> &Record {
        self.corpus.record(self.order[position as usize])
    }

    fn shingled(&self, position: u32) -> Result<Shingled> {
        let text = self.corpus.text(self.order[position as usize])?;
        Ok(Shingled::of(compared(&self.record(position).title, &text)))
    }

    /// Verifies candidates, family by family.
    fn verify_all(&self, candidates: &[(u32, u32)]) -> Result<Vec<Checked>> {
        let families = families(self.order.len(), candidates);
        let checked: Result<Vec<Vec<Checked>>> =
            families.into_par_iter().map(|family| self.verify_family(&family)).collect();
        let mut checked: Vec<Checked> = checked?.into_iter().flatten().collect();
        checked.sort_unstable_by_key(|c| (c.a, c.b));
        Ok(checked)
    }

    fn verify_family(&self, family: &[(u32, u32)]) -> Result<Vec<Checked>> {
        let mut held = Held::new(|position| self.shingled(position));
        let mut out = Vec::with_capacity(family.len());
        for &(a, b) in family {
            let (Some(x), Some(y)) = (self.kept[a as usize], self.kept[b as usize]) else {
                continue;
            };
            let same_page = self.pages.same(a, b);
            let (first, second) = (held.text(a)?, held.text(b)?);
            let texts = (&*first, &*second);
            let same_outlet = self.record(a).source == self.record(b).source;
            let frequency = |gram| self.index.frequency(gram);
            let around =
                Surroundings { prints: (x, y), frequency: &frequency, same_page, same_outlet };
            let verified = verify(texts, &around, self.settings);
            out.push(Checked { a, b, verified });
        }
        Ok(out)
    }

    fn assemble(&self, checked: &[Checked], exact: &ExactCopies) -> Copies {
        let accepted: Vec<(u32, u32)> = checked
            .iter()
            .filter(|c| c.verified.outcome == Outcome::Copy)
            .map(|c| (c.a, c.b))
            .collect();
        let star = stars(self.order.len(), &accepted);
        let mut copies = Copies {
            survivor: (0..self.order.len() as u32).map(ArticleId).collect(),
            look_alikes: self.look_alikes(checked),
            pairs: checked.iter().map(|c| self.pair(c, &star)).collect(),
            ..Copies::default()
        };
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
            if first != survivor && first != position as u32 {
                copies.pairs.push(self.exact_pair(first, position as u32));
            }
            members.push((self.order[survivor as usize], member));
        }
        members.sort_by_key(|(survivor, member)| (*survivor, member.id));
        for run in members.chunk_by(|x, y| x.0 == y.0) {
            let members = run.iter().map(|(_, member)| member.clone()).collect();
            copies.groups.push(DuplicateGroup { survivor: run[0].0, members });
        }
        copies.pairs.sort_by_key(|p| (p.a, p.b));
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
        let words = |at: u32| self.kept[at as usize].map_or(0, |print| print.words);
        Pair {
            a: a.min(b),
            b: a.max(b),
            stage: PairStage::Dedup,
            score: v.containment,
            features: recorded::features(v, (words(checked.a), words(checked.b)), same_page, b < a),
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
            features: recorded::exact(),
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
            .published
            .zip(b.published)
            .map(|(x, y)| (x.as_second() - y.as_second()).unsigned_abs() / (24 * 60 * 60));
        a.source != b.source && days.is_none_or(|days| days <= rewrites::DAYS)
    }

    /// Adds the rewrites to the look-alikes, and lists for each article those most alike.
    fn add_rewrites(&self, copies: &mut Copies, checked: &[Checked]) -> Result<()> {
        let wanted = |a, b| {
            let known = find_checked(checked, a, b)
                .is_some_and(|c| c.verified.outcome != Outcome::Different);
            !known && self.may_be_rewrite(a, b)
        };
        let pairs = rewrites::nominate(self.kept, self.index, wanted);
        let runs: Vec<&[(u32, u32)]> = pairs.chunk_by(|x, y| x.0 == y.0).collect();
        let plain = |position: u32| -> Result<PlainGrams> {
            let text = self.corpus.text(self.order[position as usize])?;
            Ok(PlainGrams::of(compared(&self.record(position).title, &text)))
        };
        let linked = |run: &[(u32, u32)]| -> Result<Vec<AlikePair>> {
            let first = plain(run[0].0)?;
            let mut found = Vec::new();
            for &(a, b) in run {
                let score = first.score(&plain(b)?);
                if score >= REWRITE {
                    found.push(self.alike(a, b, LookAlike::Rewrite, score));
                }
            }
            Ok(found)
        };
        let found: Vec<Vec<AlikePair>> = runs.into_par_iter().map(linked).collect::<Result<_>>()?;
        let survivor = |id: ArticleId| copies.survivor[id.index()];
        // A copy of two texts that are no copies of each other is a member beside one of them only.
        let copies_of_two = checked
            .iter()
            .filter(|c| c.verified.outcome == Outcome::Copy)
            .map(|c| self.alike(c.a, c.b, LookAlike::Rewrite, c.verified.containment));
        let found = found.into_iter().flatten().chain(copies_of_two);
        let apart = found.filter(|p| survivor(p.a) != survivor(p.b));
        let apart: Vec<AlikePair> = apart.collect();
        copies.look_alikes.extend(apart);
        copies.related = related(self.order.len(), &copies.look_alikes);
        Ok(())
    }

    /// Names what was changed in each copy (or what it shares, where it holds the survivor).
    fn add_passages(&self, groups: &mut [DuplicateGroup]) -> Result<()> {
        groups.par_iter_mut().try_for_each(|group| {
            if group.members.iter().all(|m| m.relation == Relation::Exact) {
                return Ok(());
            }
            let record = self.corpus.record(group.survivor);
            let text = self.corpus.text(group.survivor)?;
            let survivor = Shingled::of(compared(&record.title, &text));
            for member in group.members.iter_mut().filter(|m| m.relation != Relation::Exact) {
                let record = self.corpus.record(member.id);
                let text = self.corpus.text(member.id)?;
                let kind = match member.relation {
                    Relation::Contains => PassageKind::Shared,
                    _ => PassageKind::Changed,
                };
                member.passages = passages(compared(&record.title, &text), &survivor, kind);
            }
            Ok(())
        })
    }
}

/// The relation of the second text to the first, its survivor.
pub(super) fn relation(v: &Verified, same_page: bool, near: f32) -> Relation {
    let inside = v.first_in_second.max(v.second_in_first) >= INSIDE;
    if same_page {
        Relation::Revision
    } else if v.jaccard >= near || (!inside && v.jaccard >= LOOSELY_NEAR) {
        Relation::Near
    } else if v.second_in_first >= v.first_in_second {
        Relation::Contained
    } else {
        Relation::Contains
    }
}

/// For each of `n` articles its look-alikes, the most alike first.
pub(super) fn related(n: usize, pairs: &[AlikePair]) -> Vec<Vec<Related>> {
    let mut related: Vec<Vec<Related>> = vec![Vec::new(); n];
    for &AlikePair { a, b, kind, score } in pairs {
        related[a.index()].push(Related { id: b, relation: kind, score });
        related[b.index()].push(Related { id: a, relation: kind, score });
    }
    for list in &mut related {
        list.sort_by(|x, y| y.score.total_cmp(&x.score).then(x.id.cmp(&y.id)));
        list.truncate(MAX_RELATED);
    }
    related
}

fn find_checked(checked: &[Checked], a: u32, b: u32) -> Option<&Checked> {
    let found = checked.binary_search_by_key(&(a, b), |c| (c.a, c.b));
    found.ok().map(|at| &checked[at])
}
