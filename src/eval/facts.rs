//! Facts against a truth read by hand.
//!
//! A predicted mention *covers* a true quote when it is of the same document and its sentence holds
//! the quote, or the two overlap (see [`super::cover`]). Then:
//!
//! * a true fact is **found** when one predicted fact of several outlets (any verdict but `single`)
//!   covers two of its quotes from different documents;
//! * a predicted fact of several outlets is **right** when it finds any true fact. Facts that rest
//!   partly on articles outside the truth, with fewer than two documents in it, are not judged, nor
//!   those whose mentions are one sentence printed again: a truth lists what is told in other words;
//! * a pair of look-alikes is **joined** when two mentions of one predicted fact cover its sides;
//! * a **verdict is right** when one of the facts that find a true fact has its verdict.
//!
//! A sentence may carry several facts, so one predicted fact can find several true ones.
//!
//! What this cannot see: whether two sentences were joined for the right reason, and agreement
//! that the readers of the documents did not write down (it counts as wrong).

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::cover::{Place, Quotes};
use super::gold::{self, LookAlikePair, Required, TrueFact, Truth};
use super::measure::Share;
use crate::analysis::{Analysis, Fact, Mention, Verdict};
use crate::error::{Error, Result};
use crate::similarity::Similarity;

/// A fact as a run gives it, as far as it is judged; reads a row of `facts.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PredictedFact {
    /// Who agrees with whom.
    pub verdict: Verdict,
    /// The sentence that stands for it.
    #[serde(default)]
    pub claim: String,
    /// Where it is stated.
    pub mentions: Vec<PredictedMention>,
}

/// One article's statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PredictedMention {
    /// The article's id.
    pub article: String,
    /// The sentence.
    pub sentence: String,
}

impl PredictedFact {
    /// The facts of a run.
    pub fn of_analysis(analysis: &Analysis) -> Vec<Self> {
        let mention = |m: &Mention| PredictedMention {
            article: analysis.articles[m.article.index()].key().to_string(),
            sentence: m.sentence.clone(),
        };
        let fact = |f: &Fact| Self {
            verdict: f.verdict,
            claim: f.claim.clone(),
            mentions: f.mentions.iter().map(mention).collect(),
        };
        analysis.facts.iter().map(fact).collect()
    }

    /// Reads the rows of a `facts.jsonl`.
    ///
    /// # Errors
    /// If the file cannot be read or a line is no fact.
    pub fn read(path: &Path) -> Result<Vec<Self>> {
        let rows = gold::json_lines(path)?.into_iter();
        let parse = |(number, row)| {
            serde_json::from_value(row).map_err(|e| Error::format(path, number, e.to_string()))
        };
        rows.map(parse).collect()
    }
}

/// How well facts are found, with everything that went wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactScores {
    /// Found, of the true facts that must be.
    pub found_must: Share,
    /// Found, of those that should be.
    pub found_should: Share,
    /// Found, of those that may be.
    pub found_may: Share,
    /// Right, of the judged facts of several outlets.
    pub precision: Share,
    /// Facts of several outlets that rest on articles outside the truth; not judged.
    pub outside: usize,
    /// Of the found facts that have a true verdict, those with the right one.
    pub verdicts_right: Share,
    /// Right, of the judged facts with the verdict `conflict`.
    pub conflict_precision: Share,
    /// Found with the verdict `conflict`, of the true conflicts.
    pub conflict_recall: Share,
    /// Look-alikes that one predicted fact joins, of all that the truth lists.
    pub look_alikes_joined: Share,
    /// True facts that were not found.
    pub missed: Vec<TrueFact>,
    /// Judged facts of several outlets that find nothing.
    pub wrong: Vec<PredictedFact>,
    /// Found facts whose verdict is not the true one.
    pub other_verdict: Vec<OtherVerdict>,
    /// Look-alikes that were joined.
    pub joined: Vec<Joined>,
}

/// A found fact whose verdict is not the true one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherVerdict {
    /// The true fact.
    pub fact: String,
    /// Its verdict.
    pub truth: Verdict,
    /// The verdicts of the facts that find it.
    pub found: Vec<Verdict>,
}

/// Look-alikes in one predicted fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Joined {
    /// The two.
    pub pair: LookAlikePair,
    /// The fact that joins them.
    pub by: PredictedFact,
    /// True facts which that same predicted fact finds: where there is one, its sentences may have
    /// been joined for that.
    pub also_finds: Vec<String>,
}

/// Scores the facts of a run.
pub fn score(truth: &Truth, facts: &[PredictedFact]) -> FactScores {
    let quotes = Quotes::new(truth);
    let judged: Vec<Judged> = facts.iter().map(|fact| Judged::new(fact, &quotes)).collect();
    let found: Vec<Vec<Verdict>> =
        (0..truth.facts.len()).map(|i| verdicts_that_find(i, &judged)).collect();
    let found_of = |level| {
        let rows = truth.facts.iter().zip(&found).filter(|(f, _)| f.required == level);
        rows.map(|(_, verdicts)| !verdicts.is_empty()).collect()
    };
    let precise: Vec<&Judged> = judged.iter().filter(|j| j.counts()).collect();
    let conflicts = precise.iter().filter(|j| j.fact.verdict == Verdict::Conflict);
    let joined = truth.not_the_same.iter().enumerate();
    let joined: Vec<_> = joined.filter_map(|(i, pair)| join_of(i, pair, &judged, truth)).collect();
    let other_verdict = other_verdicts(truth, &found);
    let with_verdict = truth
        .facts
        .iter()
        .zip(&found)
        .filter(|(f, found)| f.verdict.is_some() && !found.is_empty());
    let with_verdict = with_verdict.count() as u64;
    FactScores {
        found_must: found_of(Required::Must),
        found_should: found_of(Required::Should),
        found_may: found_of(Required::May),
        precision: precise.iter().map(|j| j.is_right()).collect(),
        outside: judged.iter().filter(|j| j.is_cross_outlet() && !j.counts()).count(),
        verdicts_right: Share {
            hits: with_verdict - other_verdict.len() as u64,
            total: with_verdict,
        },
        conflict_precision: conflicts.map(|j| j.finds_conflict(truth)).collect(),
        conflict_recall: conflict_recall(truth, &found),
        look_alikes_joined: Share {
            hits: joined.len() as u64,
            total: truth.not_the_same.len() as u64,
        },
        missed: missed(truth, &found),
        wrong: precise.iter().filter(|j| !j.is_right()).map(|j| j.fact.clone()).collect(),
        other_verdict,
        joined,
    }
}

/// A quote that a mention covers.
struct Covered {
    /// Index into the predicted fact's mentions.
    mention: usize,
    document: usize,
    place: Place,
}

/// A predicted fact with the quotes that its mentions cover.
struct Judged<'a> {
    fact: &'a PredictedFact,
    /// What its mentions cover, in their order.
    covered: Vec<Covered>,
    /// True facts that it finds, ascending.
    finds: Vec<usize>,
    /// Documents of the truth among its mentions.
    documents: usize,
    /// Whether all its mentions are of documents of the truth.
    is_inside: bool,
    /// Whether some of them are another document's sentence, printed again.
    is_reprinted: bool,
}

impl<'a> Judged<'a> {
    fn new(fact: &'a PredictedFact, quotes: &Quotes) -> Self {
        let mut documents = Vec::new();
        let mut covered = Vec::new();
        let mut is_reprinted = false;
        for (i, mention) in fact.mentions.iter().enumerate() {
            let Some(document) = quotes.document(&mention.article) else { continue };
            if is_reprint(&fact.mentions[..i], mention) {
                is_reprinted = true;
            } else {
                documents.push(document);
            }
            let places = quotes.covered_by(document, &mention.sentence);
            covered.extend(places.into_iter().map(|place| Covered { mention: i, document, place }));
        }
        let is_inside = fact.mentions.iter().all(|m| quotes.document(&m.article).is_some());
        documents.sort_unstable();
        documents.dedup();
        let finds = finds(&covered);
        Self { fact, covered, finds, documents: documents.len(), is_inside, is_reprinted }
    }

    fn is_cross_outlet(&self) -> bool {
        self.fact.verdict != Verdict::Single
    }

    /// Whether the truth can judge it.
    fn counts(&self) -> bool {
        let reprinted = self.documents == 1 && self.is_reprinted;
        self.is_cross_outlet() && (self.is_inside && !reprinted || self.documents > 1)
    }

    fn is_right(&self) -> bool {
        !self.finds.is_empty()
    }

    fn finds_conflict(&self, truth: &Truth) -> bool {
        self.finds.iter().any(|&i| truth.facts[i].verdict == Some(Verdict::Conflict))
    }

    /// Mentions that cover one place.
    fn mentions_of(&self, place: Place) -> impl Iterator<Item = usize> + '_ {
        self.covered.iter().filter(move |c| c.place == place).map(|c| c.mention)
    }
}

/// Word overlap from which two sentences are one, printed again.
const REPRINT: f64 = 0.8;

/// The sentence stands among the mentions of other articles already, give or take a word.
fn is_reprint(earlier: &[PredictedMention], mention: &PredictedMention) -> bool {
    let sentence = mention.sentence.to_lowercase();
    let same = |m: &PredictedMention| {
        m.article != mention.article
            && Similarity::WordLevenshtein.score(&m.sentence.to_lowercase(), &sentence) >= REPRINT
    };
    earlier.iter().any(same)
}

/// True facts of which quotes from two documents are covered.
fn finds(covered: &[Covered]) -> Vec<usize> {
    let of_facts = covered.iter().filter_map(|c| match c.place {
        Place::Fact { fact, .. } => Some((fact, c.document)),
        Place::LookAlike { .. } => None,
    });
    let mut of_facts: Vec<(usize, usize)> = of_facts.collect();
    of_facts.sort_unstable();
    of_facts.dedup();
    let runs = of_facts.chunk_by(|x, y| x.0 == y.0).filter(|run| run.len() > 1);
    runs.map(|run| run[0].0).collect()
}

/// Verdicts of the facts of several outlets that find true fact `i`, in order of the facts.
fn verdicts_that_find(i: usize, judged: &[Judged]) -> Vec<Verdict> {
    let finding = judged.iter().filter(|j| j.is_cross_outlet() && j.finds.contains(&i));
    finding.map(|j| j.fact.verdict).collect()
}

fn missed(truth: &Truth, found: &[Vec<Verdict>]) -> Vec<TrueFact> {
    let rows = truth.facts.iter().zip(found).filter(|(_, verdicts)| verdicts.is_empty());
    rows.map(|(fact, _)| fact.clone()).collect()
}

fn other_verdicts(truth: &Truth, found: &[Vec<Verdict>]) -> Vec<OtherVerdict> {
    let rows = truth.facts.iter().zip(found).filter(|(_, verdicts)| !verdicts.is_empty());
    let rows = rows.filter_map(|(fact, verdicts)| {
        let truth = fact.verdict.filter(|v| !verdicts.contains(v))?;
        Some(OtherVerdict { fact: fact.fact.clone(), truth, found: verdicts.clone() })
    });
    rows.collect()
}

fn conflict_recall(truth: &Truth, found: &[Vec<Verdict>]) -> Share {
    let rows = truth.facts.iter().zip(found);
    let conflicts = rows.filter(|(fact, _)| fact.verdict == Some(Verdict::Conflict));
    conflicts.map(|(_, verdicts)| verdicts.contains(&Verdict::Conflict)).collect()
}

/// The first fact in which one mention covers one side of look-alike `i` and another the other.
fn join_of(i: usize, pair: &LookAlikePair, judged: &[Judged], truth: &Truth) -> Option<Joined> {
    let [a, b] = [false, true].map(|second| Place::LookAlike { pair: i, second });
    let joins = |j: &&Judged| j.mentions_of(a).any(|x| j.mentions_of(b).any(|y| x != y));
    let by = judged.iter().find(joins)?;
    Some(Joined {
        pair: pair.clone(),
        by: by.fact.clone(),
        also_finds: by.finds.iter().map(|&f| truth.facts[f].fact.clone()).collect(),
    })
}

#[cfg(test)]
mod tests;
