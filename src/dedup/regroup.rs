//! A finished run to its groups under another threshold or keep policy, without the texts.
//!
//! Everything is read from the pairs that the run recorded ([`super::recorded`]). Above the run's
//! own threshold the groups are those of a fresh run: the same pairs are met, and a pair is a copy
//! where it was one and still reaches the threshold. Five things cannot be known:
//!
//! - *below* the run's threshold, pairs that were rejected by their score alone are taken for
//!   copies, though a fresh run would hold some of them for templates or boilerplate (it asks the
//!   texts and their families);
//! - a form that only a group shows ([`super::forms`]) is one as in the run, though other groups
//!   might show it or not;
//! - what was a copy or a look-alike and is neither now may be a rewrite in a fresh run, or give a
//!   digest one more piece: links may differ, groups hardly;
//! - of a run below .5, which of its copies a fresh run at up to .5 would take for their many wrong
//!   words ([`super::noise`]): they count by their share alone;
//! - scores have four decimals in a result folder.
//!
//! Passages are known of members whose survivor is the same as before.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::Settings;
use super::group::stars;
use super::keep::{self, Keep};
use super::noise;
use super::recorded::Recorded;
use super::related::{AlikePair, MostAlike};
use super::relation::relation;
use super::verify::{MIN_SHARED, Outcome};
use crate::analysis::{
    Analysis, ArticleId, DuplicateGroup, LookAlike, Member, PairStage, Passage, Related, Relation,
};
use crate::error::{Error, Result};
use crate::union_find::UnionFind;

/// Groups the articles of `analysis` again. `ran` are the settings it was made with; of `wanted`
/// the containment and the keep policy count.
///
/// # Errors
/// If the keep policy names outlets that no article is of, or a field: what records state in it is
/// not part of a result.
pub fn regroup(analysis: &mut Analysis, ran: &Settings, wanted: &Settings) -> Result<()> {
    if let Keep::Field(_) = wanted.keep {
        let reason = "a finished run does not hold the field; name another policy";
        return Err(Error::setting("keep", &wanted.keep, reason));
    }
    let pairs = Pairs::of(analysis, ran, wanted);
    let order = pairs.order(analysis, &wanted.keep)?;
    let groups = pairs.groups(analysis, &order, wanted.near);
    let survivor = survivors(analysis.articles.len(), &groups);
    let links = pairs.look_alikes(analysis, &survivor);
    for (pair, judged) in analysis.pairs.iter_mut().filter(|p| is_copies(p.stage)).zip(&pairs.all) {
        let together = survivor[pair.a.index()] == survivor[pair.b.index()];
        pair.accepted = together && (judged.recorded.exact || judged.outcome == Outcome::Copy);
    }
    for article in &mut analysis.articles {
        article.related = Box::default();
    }
    for (id, links) in links {
        analysis.articles[id.index()].related = links.into();
    }
    analysis.set_groups(groups);
    Ok(())
}

fn is_copies(stage: PairStage) -> bool {
    stage == PairStage::Dedup
}

/// A recorded pair under the wanted threshold.
struct Judged {
    a: ArticleId,
    b: ArticleId,
    recorded: Recorded,
    outcome: Outcome,
}

/// All pairs of the run, and the texts of the same words.
struct Pairs {
    all: Vec<Judged>,
    /// For each article the number of its text.
    class: Vec<u32>,
    /// Words of each text that stands in a pair.
    words: BTreeMap<u32, u32>,
}

impl Pairs {
    fn of(analysis: &Analysis, ran: &Settings, wanted: &Settings) -> Self {
        let mut same = UnionFind::new(analysis.articles.len());
        for group in &analysis.groups {
            for member in group.members.iter().filter(|m| m.relation == Relation::Exact) {
                same.union(group.survivor.0, member.id.0);
            }
        }
        let pairs = analysis.pairs.iter().filter(|pair| is_copies(pair.stage));
        let all: Vec<Judged> = pairs
            .map(|pair| {
                let recorded = Recorded::of(pair);
                let outcome = judge(&recorded, ran.containment, wanted.containment);
                Judged { a: pair.a, b: pair.b, recorded, outcome }
            })
            .collect();
        all.iter().filter(|p| p.recorded.exact).for_each(|p| {
            same.union(p.a.0, p.b.0);
        });
        let class = same.into_roots();
        let mut words = BTreeMap::new();
        for Judged { a, b, recorded, .. } in all.iter().filter(|p| !p.recorded.exact) {
            words.insert(class[a.index()], recorded.words.0);
            words.insert(class[b.index()], recorded.words.1);
        }
        Self { all, class, words }
    }

    fn order(&self, analysis: &Analysis, policy: &Keep) -> Result<Vec<ArticleId>> {
        keep::order(analysis.articles.len(), policy, |id| {
            let article = &analysis.articles[id.index()];
            keep::Facts {
                outlet: article.source().name(),
                published: article.published(),
                location: article.location(),
                length: self.words.get(&self.class[id.index()]).copied().unwrap_or(0),
                field: None,
            }
        })
    }

    fn groups(&self, analysis: &Analysis, order: &[ArticleId], near: f32) -> Vec<DuplicateGroup> {
        // Each text is spoken for by the article of it that is kept first.
        let mut first = vec![u32::MAX; order.len()];
        for (id, at) in order.iter().zip(0..) {
            let first = &mut first[self.class[id.index()] as usize];
            *first = (*first).min(at);
        }
        let speaker = |id: ArticleId| first[self.class[id.index()] as usize];
        let mut evidence: BTreeMap<(u32, u32), Recorded> = BTreeMap::new();
        for Judged { a, b, recorded, .. } in
            self.all.iter().filter(|p| p.outcome == Outcome::Copy && !p.recorded.exact)
        {
            let (x, y) = (speaker(*a), speaker(*b));
            if x < y {
                evidence.insert((x, y), *recorded);
            } else {
                evidence.insert((y, x), recorded.swapped());
            }
        }
        let accepted: Vec<(u32, u32)> = evidence.keys().copied().collect();
        let star = stars(order.len(), &accepted);
        let mut passages = passages(analysis);
        let mut groups: BTreeMap<ArticleId, Vec<Member>> = BTreeMap::new();
        for (id, at) in order.iter().zip(0..) {
            let text = speaker(*id);
            let survivor = star[text as usize];
            if survivor != at {
                let of = order[survivor as usize];
                let mut member = member(*id, evidence.get(&(survivor, text)), near);
                member.passages = passages.remove(&(of, *id)).unwrap_or_default();
                groups.entry(of).or_default().push(member);
            }
        }
        groups
            .into_iter()
            .map(|(survivor, mut members)| {
                members.sort_by_key(|member| member.id);
                DuplicateGroup { survivor, members }
            })
            .collect()
    }

    /// For each article its look-alikes: those of the pairs, and the rewrites of the run.
    fn look_alikes(
        &self,
        analysis: &Analysis,
        survivor: &[ArticleId],
    ) -> HashMap<ArticleId, Vec<Related>> {
        let mut links: BTreeMap<(ArticleId, ArticleId), (LookAlike, f32)> = BTreeMap::new();
        let apart = |a: ArticleId, b: ArticleId| survivor[a.index()] != survivor[b.index()];
        for (article, id) in analysis.articles.iter().zip((0..).map(ArticleId)) {
            let rewrites = article.related.iter().filter(|r| r.relation == LookAlike::Rewrite);
            for link in rewrites.filter(|link| apart(id, link.id)) {
                links.insert((id.min(link.id), id.max(link.id)), (link.relation, link.score));
            }
        }
        for Judged { a, b, recorded, outcome } in &self.all {
            let score = recorded.verified.containment;
            match outcome {
                Outcome::LookAlike(kind) => links.insert((*a, *b), (*kind, score)),
                Outcome::Copy if apart(*a, *b) => {
                    links.insert((*a, *b), (LookAlike::Rewrite, score))
                }
                // A rewrite of the run keeps its link where it was no copy then.
                _ if recorded.verified.outcome != Outcome::Different => links.remove(&(*a, *b)),
                _ => None,
            };
        }
        let mut most = MostAlike::default();
        for ((a, b), (kind, score)) in links {
            most.add(&AlikePair { a, b, kind, score });
        }
        most.into_lists()
    }
}

/// What a pair is under another threshold than the run's.
fn judge(recorded: &Recorded, ran: f32, wanted: f32) -> Outcome {
    let v = &recorded.verified;
    // Two crawls of one page have a threshold of their own.
    if recorded.same_page || recorded.exact {
        return v.outcome;
    }
    let below = v.containment < wanted;
    let is_noise = v.containment < ran && wanted <= noise::STRICT;
    let newly = !below && v.containment < ran && recorded.shared() >= MIN_SHARED as f32;
    match v.outcome {
        Outcome::Different if newly => Outcome::Copy,
        Outcome::Copy if below && !is_noise => Outcome::Different,
        // What the run calls a look-alike below its own threshold is one by other signs.
        Outcome::LookAlike(_) if below && v.containment >= ran => Outcome::Different,
        outcome => outcome,
    }
}

/// A member by its evidence against the survivor; without any, its words are the survivor's.
fn member(id: ArticleId, evidence: Option<&Recorded>, near: f32) -> Member {
    let (relation, jaccard, containment) = evidence.map_or((Relation::Exact, 1.0, 1.0), |r| {
        let v = &r.verified;
        (relation(v, r.same_page, near), v.jaccard, v.containment)
    });
    Member { id, relation, jaccard, containment, passages: Vec::new() }
}

/// The passages of the run, by survivor and member.
fn passages(analysis: &Analysis) -> BTreeMap<(ArticleId, ArticleId), Vec<Passage>> {
    let of = |group: &DuplicateGroup| {
        let survivor = group.survivor;
        group.members.iter().map(|m| ((survivor, m.id), m.passages.clone())).collect::<Vec<_>>()
    };
    analysis.groups.iter().flat_map(of).collect()
}

/// For each article its survivor.
fn survivors(n: usize, groups: &[DuplicateGroup]) -> Vec<ArticleId> {
    let mut survivor: Vec<ArticleId> = (0..n as u32).map(ArticleId).collect();
    for group in groups {
        group.members.iter().for_each(|m| survivor[m.id.index()] = group.survivor);
    }
    survivor
}
