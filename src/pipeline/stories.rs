//! Rows to stories: the stage cluster, and what an analysis keeps of it.

use hashbrown::HashSet;
use rayon::prelude::*;

use super::vectors::{Texts, Vectors};
use crate::analysis::{Analysis, Pair, PairStage, RunnerUp, Scale, Story, TermWeight};
use crate::article::{ArticleId, Corpus, Record, Source};
use crate::cluster::label::{Labelled, Words, label, words};
use crate::cluster::score::{Parts, Scorer};
use crate::cluster::{self, Clustering, Edge, Nodes, Rows, evidence, follow, time};
use crate::error::Result;
use crate::fact::families::{Families, Family};
#[cfg(feature = "map")]
use crate::text::words::hash_word;
use crate::vector::vocabulary::Vocabulary;

/// Clusters the distinct texts, and sets the stories, and each article's place in its own.
///
/// # Errors
/// If a text can no longer be read.
pub(super) fn find(
    analysis: &mut Analysis,
    corpus: &Corpus,
    texts: &Texts,
    vectors: &Vectors,
    settings: &cluster::Settings,
    families: &Families,
) -> Result<Scale> {
    let vocabulary = &vectors.vocabulary;
    let rows = vectors.space.rows(&texts.langs, vocabulary);
    let nodes = texts.nodes(rows.lengths());
    let found = cluster::cluster(&rows, &nodes, settings);
    let grouped = Grouped::of(texts, &nodes, &found, settings.link_cap);
    let words = grouped.labelled.par_iter().map(|story| words(&rows, &story.nodes)).collect();
    let places = places(&rows, vocabulary, &grouped.labelled, settings);
    let told = Told { grouped, words, places };
    set_stories(analysis, (corpus, families), texts, vocabulary, &found, told)?;
    let kept = evidence::pairs(&found);
    let parts = if settings.record_features { parts(&rows, &kept) } else { Vec::new() };
    add_pairs(analysis, texts, &found, &kept, &parts);
    Ok(found.scale)
}

/// The stories of a run.
pub(super) struct Grouped {
    /// Their texts.
    pub(super) labelled: Vec<Labelled>,
    /// The earlier story that each continues.
    continued: Vec<Option<usize>>,
}

impl Grouped {
    /// Of what clustering has found.
    pub(super) fn of(texts: &Texts, nodes: &Nodes, found: &Clustering, link_cap: usize) -> Self {
        let lists = lists(texts, found);
        let continued = follow::continued(nodes, &lists, found, link_cap);
        Self { labelled: label(nodes.len(), lists, &found.edges, link_cap), continued }
    }
}

/// The stories of a run, with what their texts say.
pub(super) struct Told {
    /// The stories.
    pub(super) grouped: Grouped,
    /// Their words.
    pub(super) words: Vec<Words>,
    /// Their places on the map.
    pub(super) places: Vec<Option<(f32, f32)>>,
}

/// Sets the stories that were found, and each article's place in its own; `families` tells which
/// outlets are one.
///
/// # Errors
/// If the text of an untitled story's first text can no longer be read.
pub(super) fn set_stories(
    analysis: &mut Analysis,
    (corpus, families): (&Corpus, &Families),
    texts: &Texts,
    vocabulary: &Vocabulary,
    found: &Clustering,
    told: Told,
) -> Result<()> {
    let Told { grouped: Grouped { labelled, continued }, words, places } = told;
    let terms = |terms: &[(u32, f32)]| -> Vec<TermWeight> {
        let term =
            |&(t, weight): &(u32, f32)| TermWeight { term: vocabulary.readable(t).into(), weight };
        terms.iter().map(term).collect()
    };
    let mut made: Vec<(Story, Labelled)> = labelled
        .into_par_iter()
        .zip(&words)
        .map(|(labelled, words)| {
            Ok((story(corpus, families, texts, &labelled, terms(&words.terms))?, labelled))
        })
        .collect::<Result<_>>()?;
    // Numbers follow the first article, so the order of stories does not depend on node numbers;
    // runner-ups are renumbered with it.
    let mut order: Vec<usize> = (0..made.len()).collect();
    order.sort_by_key(|at| {
        (made[*at].0.first.is_none(), made[*at].0.first, made[*at].0.articles[0])
    });
    let mut rank = vec![0; made.len()];
    order.iter().enumerate().for_each(|(new, old)| rank[*old] = new);
    for (((story, _), earlier), place) in made.iter_mut().zip(continued).zip(places) {
        story.continues = earlier.map(|earlier| rank[earlier]);
        story.position = place;
    }
    // A text that only its copies are with belongs to them for certain.
    let likely = |node: u32, score: f32, alone: bool| {
        let cut = found.cuts[node as usize];
        if alone { 1.0 } else { cluster::probability(score, cut) }
    };
    for (number, ((_, labelled), words)) in made.iter().zip(&words).enumerate() {
        let alone = labelled.nodes.len() == 1;
        let members = labelled.members.iter().zip(&words.why);
        for (node, (member, why)) in labelled.nodes.iter().zip(members) {
            for id in &texts.articles[*node as usize] {
                let article = &mut analysis.articles[id.index()];
                article.story = Some(rank[number]);
                article.story_score = Some(likely(*node, member.score, alone));
                article.why = terms(why).into();
                article.runner_up = member.runner_up.map(|(story, score)| RunnerUp {
                    story: rank[story],
                    score: likely(*node, score, false),
                });
            }
        }
    }
    let mut numbered: Vec<(usize, Story)> =
        made.drain(..).enumerate().map(|(old, (story, _))| (rank[old], story)).collect();
    numbered.sort_by_key(|(number, _)| *number);
    analysis.stories = numbered.into_iter().map(|(_, story)| story).collect();
    Ok(())
}

/// Lists of nodes that make a story: several nodes, or one that has copies.
fn lists(texts: &Texts, found: &Clustering) -> Vec<Vec<u32>> {
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); found.story.len()];
    for (node, root) in found.story.iter().enumerate() {
        members[*root as usize].push(node as u32);
    }
    members
        .retain(|nodes| nodes.iter().map(|n| texts.articles[*n as usize].len()).sum::<usize>() > 1);
    members
}

/// Where each story lies on the map, if somebody will look at it.
fn places(
    rows: &Rows<'_>,
    vocabulary: &Vocabulary,
    stories: &[Labelled],
    settings: &cluster::Settings,
) -> Vec<Option<(f32, f32)>> {
    #[cfg(feature = "map")]
    if settings.map {
        let hash = |term| hash_word(vocabulary.stem(term));
        let folded = |at: usize| cluster::map::folded(rows, &stories[at].nodes, hash);
        return cluster::map::places(stories.len(), folded);
    }
    #[cfg(not(feature = "map"))]
    let _ = (rows, vocabulary, settings);
    vec![None; stories.len()]
}

fn story(
    corpus: &Corpus,
    families: &Families,
    texts: &Texts,
    labelled: &Labelled,
    terms: Vec<TermWeight>,
) -> Result<Story> {
    let published = |id: &ArticleId| corpus.record(*id).published();
    let mut articles: Vec<ArticleId> =
        labelled.nodes.iter().flat_map(|n| &texts.articles[*n as usize]).copied().collect();
    articles.sort_by_key(|id| (published(id).is_none(), published(id), *id));
    let mut sources: Vec<Source> =
        articles.iter().map(|id| corpus.record(*id).source().clone()).collect();
    sources.sort();
    sources.dedup();
    let survivors = labelled.nodes.iter().map(|n| corpus.record(texts.survivors[*n as usize]));
    let outlets: HashSet<&Source> = survivors.clone().map(Record::source).collect();
    let family = |record: &Record| families.of(record.source(), record.url());
    let apart: HashSet<Family> = survivors.map(family).collect();
    Ok(Story {
        id: format!("s-{}", corpus.record(articles[0]).key()),
        label: headline(corpus, texts.survivors[labelled.medoid as usize])?,
        terms,
        sources,
        texts: labelled.nodes.len(),
        // An outlet of two domains is one all the same.
        witnesses: apart.len().min(outlets.len()),
        first: articles.iter().filter_map(published).min(),
        last: articles.iter().filter_map(published).max(),
        cohesion: labelled.cohesion,
        continues: None,
        position: None,
        articles,
    })
}

/// The headline of an article, or the beginning of its text.
fn headline(corpus: &Corpus, id: ArticleId) -> Result<String> {
    const LENGTH: usize = 100;
    let title = corpus.record(id).title().trim();
    if !title.is_empty() {
        return Ok(title.to_owned());
    }
    let text = corpus.text(id)?;
    let words: Vec<&str> = text.split_whitespace().take(40).collect();
    let line = words.join(" ");
    let Some((end, _)) = line.char_indices().nth(LENGTH) else { return Ok(line) };
    let cut = line[..end].rfind(' ').unwrap_or(end);
    Ok(format!("{}…", &line[..cut]))
}

/// The parts of the scores of pairs, which are in order of nodes.
fn parts(rows: &Rows<'_>, pairs: &[(Edge, bool)]) -> Vec<Parts> {
    let mut scorer = Scorer::new(rows);
    let of_one = |of_one: &[(Edge, bool)]| {
        let others: Vec<u32> = of_one.iter().map(|(edge, _)| edge.b).collect();
        scorer.all_parts(of_one[0].0.a, &others)
    };
    pairs.chunk_by(|(e, _), (f, _)| e.a == f.a).flat_map(of_one).collect()
}

/// Lists the story pairs that are kept as evidence, each with whether it ended in one story; `parts`
/// are those of their scores, or nothing.
pub(super) fn add_pairs(
    analysis: &mut Analysis,
    texts: &Texts,
    found: &Clustering,
    kept: &[(Edge, bool)],
    parts: &[Parts],
) {
    let pair = |(at, (edge, accepted)): (usize, &(Edge, bool))| {
        let ids = [edge.a, edge.b].map(|node| texts.survivors[node as usize]);
        let dates = [edge.a, edge.b].map(|node| texts.published[node as usize]);
        let time = time::factor(dates[0], dates[1], found.scale.date_trust);
        Pair {
            a: ids[0].min(ids[1]),
            b: ids[0].max(ids[1]),
            stage: PairStage::Cluster,
            score: edge.score,
            features: parts.get(at).map(|parts| parts.named(time)).unwrap_or_default(),
            accepted: *accepted,
        }
    };
    let mut pairs: Vec<Pair> = kept.iter().enumerate().map(pair).collect();
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    analysis.pairs.append(&mut pairs);
}
