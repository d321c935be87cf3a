//! The stage as a whole: a corpus and its fingerprints to groups, look-alikes and evidence.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::candidates::{GramIndex, nominate};
use super::families::{Held, families};
use super::fingerprint::Fingerprint;
use super::group::stars;
use super::passages::passages;
use super::verify::{Outcome, Shingled, Verified, is_form_filled_again, verify};
use super::{Settings, url};
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
    /// Every pair of look-alikes, also those beyond the five of `related`.
    pub look_alikes: Vec<(ArticleId, ArticleId, LookAlike)>,
}

/// The text that copies are compared by: the body, or the headline where there is no body.
pub fn compared<'a>(title: &'a str, text: &'a str) -> &'a str {
    if text.trim().is_empty() { title } else { text }
}

/// Finds the copies of a corpus; `prints` are the fingerprints of its [`compared`] texts.
///
/// # Errors
/// If a text can no longer be read.
pub fn find(corpus: &Corpus, prints: &[Fingerprint], settings: &Settings) -> Result<Copies> {
    let order = keep_order(corpus);
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
    let verified = stage.verify_all(&candidates)?;
    let mut copies = stage.assemble(&verified, &exact);
    stage.add_passages(&mut copies.groups)?;
    Ok(copies)
}

/// Articles by keep policy: earliest first, undated last, ties by id.
fn keep_order(corpus: &Corpus) -> Vec<ArticleId> {
    let mut order: Vec<ArticleId> = (0..corpus.len() as u32).map(ArticleId).collect();
    order.sort_by_key(|id| {
        let published = corpus.record(*id).published;
        (published.is_none(), published, *id)
    });
    order
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

/// A verified pair of positions, in keep order.
struct Checked {
    a: u32,
    b: u32,
    verified: Verified,
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
            let mut verified = verify(texts, (x, y), same_page, self.index, self.settings);
            let one_outlet = self.record(a).source == self.record(b).source;
            if one_outlet && !same_page && is_form_filled_again(texts, &verified) {
                verified.outcome = Outcome::LookAlike(LookAlike::Template);
            }
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
            related: self.related(checked),
            look_alikes: self.look_alikes(checked),
            pairs: checked.iter().map(|c| self.pair(c, &star)).collect(),
            groups: Vec::new(),
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
        let relation = self.relation(verified, self.pages.same(*a, *b));
        let Verified { jaccard, containment, .. } = *verified;
        Member { id, relation, jaccard, containment, passages: Vec::new() }
    }

    /// The relation of the second text to the first, its survivor.
    fn relation(&self, v: &Verified, same_page: bool) -> Relation {
        let inside = v.first_in_second.max(v.second_in_first) >= INSIDE;
        if same_page {
            Relation::Revision
        } else if v.jaccard >= self.settings.near || (!inside && v.jaccard >= LOOSELY_NEAR) {
            Relation::Near
        } else if v.second_in_first >= v.first_in_second {
            Relation::Contained
        } else {
            Relation::Contains
        }
    }

    fn pair(&self, checked: &Checked, star: &[u32]) -> Pair {
        let (a, b) = (self.order[checked.a as usize], self.order[checked.b as usize]);
        let v = &checked.verified;
        let together = star[checked.a as usize] == star[checked.b as usize];
        Pair {
            a: a.min(b),
            b: a.max(b),
            stage: PairStage::Dedup,
            score: v.containment,
            features: vec![("jaccard".into(), v.jaccard), ("containment".into(), v.containment)],
            accepted: v.outcome == Outcome::Copy && together,
        }
    }

    fn look_alikes(&self, checked: &[Checked]) -> Vec<(ArticleId, ArticleId, LookAlike)> {
        let pair = |c: &Checked| match c.verified.outcome {
            Outcome::LookAlike(kind) => {
                Some((self.order[c.a as usize], self.order[c.b as usize], kind))
            }
            _ => None,
        };
        checked.iter().filter_map(pair).collect()
    }

    fn related(&self, checked: &[Checked]) -> Vec<Vec<Related>> {
        let mut related: Vec<Vec<Related>> = vec![Vec::new(); self.order.len()];
        let mut add = |from: ArticleId, id: ArticleId, relation: LookAlike, score: f32| {
            related[from.index()].push(Related { id, relation, score });
        };
        for Checked { a, b, verified } in checked {
            let Outcome::LookAlike(kind) = verified.outcome else { continue };
            let (a, b) = (self.order[*a as usize], self.order[*b as usize]);
            add(a, b, kind, verified.containment);
            add(b, a, kind, verified.containment);
        }
        for list in &mut related {
            list.sort_by(|x, y| y.score.total_cmp(&x.score).then(x.id.cmp(&y.id)));
            list.truncate(MAX_RELATED);
        }
        related
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

fn find_checked(checked: &[Checked], a: u32, b: u32) -> Option<&Checked> {
    let found = checked.binary_search_by_key(&(a, b), |c| (c.a, c.b));
    found.ok().map(|at| &checked[at])
}
