//! Verified pairs to what the stage has found: groups, evidence, related texts, passages.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::families::{Families, Held};
use super::gram_index::GramIndex;
use super::group::{accepted, stars};
use super::passages::passages;
use super::recorded;
use super::related::{AlikePair, MostAlike};
use super::relation::{passages_of, relation};
use super::rewrites::{self, PlainGrams, REWRITE};
use super::shingled::Shingled;
use super::stage::{Found, Seen, Stage};
use super::verify::{Checked, Outcome, Verified};
use crate::analysis::{DuplicateGroup, LookAlike, Member, Pair, PairStage, Related, Relation};
use crate::article::ArticleId;
use crate::error::Result;

/// Families whose rewrites are collected at a time; bounds memory.
const AT_ONCE: usize = 1 << 12;

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

impl Stage<'_> {
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
    pub(super) fn nominate_rewrites(
        &self,
        index: &GramIndex,
        checked: &[Checked],
    ) -> Result<Vec<(u32, u32)>> {
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

fn find_checked(checked: &[Checked], a: u32, b: u32) -> Option<&Checked> {
    let found = checked.binary_search_by_key(&(a, b), |c| (c.a, c.b));
    found.ok().map(|at| &checked[at])
}

#[cfg(test)]
mod tests {
    use crate::analysis::{LookAlike, Relation};
    use crate::dedup::{Evidence, Settings};
    use crate::pipeline::{self, Goal, Pipeline};
    use crate::read;

    #[test]
    fn a_text_of_the_same_words_has_the_evidence_of_the_first_that_holds_them() {
        let text = |changed: usize| -> String {
            let word = |at: usize| if at == changed { "other ".into() } else { format!("w{at} ") };
            (0..60).map(word).collect()
        };
        let row = |id: &str, day: u32, text: &str| {
            format!("{{\"id\":\"{id}\",\"date\":\"2023-09-0{day}\",\"text\":\"{text}\"}}\n")
        };
        // b is a with a word changed, c is b.
        let dump = [row("a", 1, &text(99)), row("b", 2, &text(30)), row("c", 3, &text(30))];
        let corpus = read::jsonl(dump.concat().as_bytes()).expect("three rows");
        let dedup = Settings { evidence: Evidence::Full, ..Settings::default() };
        let settings = pipeline::Settings { goal: Goal::Copies, dedup, ..Default::default() };
        let pipeline = Pipeline::new(settings).expect("they are in range");
        let analysis = pipeline.run(&corpus).expect("texts are at hand");
        let [group] = &analysis.groups[..] else { panic!("one group: {:?}", analysis.groups) };
        let [b, c] = &group.members[..] else { panic!("two members: {group:?}") };
        assert_eq!((b.relation, c.relation), (Relation::Near, Relation::Near));
        assert!(b.jaccard < 1.0 && b.jaccard == c.jaccard);
        let pairs: Vec<(u32, u32, bool)> = analysis
            .pairs
            .iter()
            .map(|pair| (pair.a.0, pair.b.0, pair.features.iter().any(|(name, _)| name == "exact")))
            .collect();
        assert_eq!(pairs, [(0, 1, false), (1, 2, true)]);
    }

    #[test]
    fn forms_filled_in_are_related_by_their_template() {
        let row = |day: usize| {
            format!(
                "{{\"id\":\"{day}\",\"source\":\"Ledger\",\"text\":\"The weather service said that \
                 conditions would remain changeable through the week with light winds. The maximum \
                 is {} degrees and the minimum {} degrees. Drivers are advised to take care and to \
                 check the latest bulletins before travelling.\"}}\n",
                day + 10,
                day + 40
            )
        };
        let dump: String = (0..10).map(row).collect();
        let corpus = read::jsonl(dump.as_bytes()).expect("ten rows");
        let settings = pipeline::Settings { goal: Goal::Copies, ..Default::default() };
        let pipeline = Pipeline::new(settings).expect("they are in range");
        let analysis = pipeline.run(&corpus).expect("texts are at hand");
        assert!(analysis.groups.is_empty());
        for article in &analysis.articles {
            let kinds: Vec<LookAlike> = article.related.iter().map(|r| r.relation).collect();
            assert!(!kinds.is_empty() && kinds.iter().all(|kind| *kind == LookAlike::Template));
        }
    }
}
