//! What stages have found, as checkpoints: copies, stories, facts.
//!
//! Nothing that the corpus holds is written down again.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use super::super::Grounds;
use super::file::{Reader, Writer};
use crate::analysis::{
    Analysis, ArticleResult, DuplicateGroup, Fact, PageKind, Pair, PairStage, Related, Relation,
    RunnerUp, Scale, Story, TermWeight,
};
use crate::article::{ArticleId, Corpus};
use crate::dedup::find::Copies;
use crate::dedup::related::AlikePair;
use crate::text::language::Lang;
use crate::vector::basis::Basis;

/// What is found of an article: kind and why, group, relation, original, look-alikes; story, score,
/// why, runner-up.
type Found = (
    (PageKind, Option<String>, Option<usize>, Option<Relation>, Option<ArticleId>, Box<[Related]>),
    (Option<usize>, Option<f32>, Box<[TermWeight]>, Option<RunnerUp>),
);

/// A pair; its features go by the numbers of their names.
type NumberedPair = (ArticleId, ArticleId, PairStage, f32, Vec<(u16, f32)>, bool);

/// Writes down an analysis but for its facts.
fn put_analysis(out: &mut Writer, analysis: &Analysis) -> io::Result<()> {
    out.list(analysis.articles.iter().map(|a| {
        let copies = (a.kind, &a.kind_why, a.group, a.relation, a.copy_of, &a.related);
        (copies, (a.story, a.story_score, &a.why, &a.runner_up))
    }))?;
    out.list(&analysis.groups)?;
    out.list(&analysis.stories)?;
    let mut numbers: HashMap<&str, u16> = HashMap::new();
    let mut names = Vec::new();
    for (name, _) in analysis.pairs.iter().flat_map(|pair| &pair.features) {
        if let Entry::Vacant(entry) = numbers.entry(name) {
            entry.insert(names.len() as u16);
            names.push(name);
        }
    }
    out.list(&names)?;
    out.list(analysis.pairs.iter().map(|pair| {
        let numbered = |(name, value): &(Cow<'_, str>, f32)| (numbers[&**name], *value);
        let features: Vec<(u16, f32)> = pair.features.iter().map(numbered).collect();
        (pair.a, pair.b, pair.stage, pair.score, features, pair.accepted)
    }))
}

/// Reads an analysis of a corpus.
fn analysis(file: &mut Reader, corpus: &Corpus, langs: &[Lang]) -> Option<Analysis> {
    let mut articles = corpus.records().iter().zip(langs);
    let article = |(copies, story): Found| {
        let (record, lang) = articles.next()?;
        let (kind, kind_why, group, relation, copy_of, related) = copies;
        let (story, story_score, why, runner_up) = story;
        Some(ArticleResult {
            kind,
            kind_why: kind_why.map(Cow::Owned),
            group,
            relation,
            copy_of,
            related,
            story,
            story_score,
            why,
            runner_up,
            ..ArticleResult::new(record.clone(), lang.code())
        })
    };
    let found = file.list(article)?;
    if found.len() != corpus.len() {
        return None;
    }
    let groups: Vec<DuplicateGroup> = file.list(Some)?;
    let stories: Vec<Story> = file.list(Some)?;
    // A handful, and pairs by the million have them: they stay as long as the process.
    let names: Vec<&'static str> = file.list(|name: String| Some(&*name.leak()))?;
    let pair = |(a, b, stage, score, features, accepted): NumberedPair| {
        let named = |(number, value)| Some((Cow::Borrowed(*names.get(number as usize)?), value));
        let features =
            features.into_iter().map(|(number, value): (u16, f32)| named((number, value)));
        Some(Pair { a, b, stage, score, features: features.collect::<Option<_>>()?, accepted })
    };
    let pairs = file.list(pair)?;
    Some(Analysis {
        articles: found,
        input_order: corpus.input_order().to_vec(),
        groups,
        stories,
        pairs,
        rejected: corpus.rejected.clone(),
        ..Analysis::default()
    })
}

/// Writes down what the stage of copies leaves.
pub(super) fn put_copies(out: &mut Writer, analysis: &Analysis, copies: &Copies) -> io::Result<()> {
    put_analysis(out, analysis)?;
    out.list(&copies.survivor)?;
    out.list(&copies.look_alikes)
}

/// Reads what the stage of copies has left.
pub(super) fn copies(
    file: &mut Reader,
    corpus: &Corpus,
    langs: &[Lang],
) -> Option<(Analysis, Copies)> {
    let analysis = analysis(file, corpus, langs)?;
    let survivor: Vec<ArticleId> = file.list(Some)?;
    let look_alikes: Vec<AlikePair> = file.list(Some)?;
    let copies = Copies { survivor, look_alikes, ..Copies::default() };
    (copies.survivor.len() == corpus.len()).then_some((analysis, copies))
}

/// Writes down what the stage of stories leaves.
pub(super) fn put_stories(
    out: &mut Writer,
    analysis: &Analysis,
    grounds: Option<&Grounds>,
) -> io::Result<()> {
    put_analysis(out, analysis)?;
    out.put(&grounds.map(|grounds| (grounds.scale, grounds.basis.encode())))
}

/// Reads what the stage of stories has left.
pub(super) fn stories(
    file: &mut Reader,
    corpus: &Corpus,
    langs: &[Lang],
) -> Option<(Analysis, Option<Grounds>)> {
    let analysis = analysis(file, corpus, langs)?;
    let grounds = match file.get::<Option<(Scale, String)>>()? {
        Some((scale, text)) => {
            let basis = Basis::decode(&text, Path::new("checkpoint")).ok()?;
            Some(Grounds { scale, basis })
        }
        None => None,
    };
    Some((analysis, grounds))
}

/// Writes down facts.
pub(super) fn put_facts(out: &mut Writer, facts: &[Fact]) -> io::Result<()> {
    out.list(facts)
}

/// Reads facts.
pub(super) fn facts(file: &mut Reader) -> Option<Vec<Fact>> {
    file.list(Some)
}
