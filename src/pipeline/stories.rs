//! Rows to stories: the stage cluster, and what an analysis keeps of it.

use rayon::prelude::*;

use super::vectors::{Texts, Vectors};
use crate::analysis::{Analysis, Pair, PairStage, RunnerUp, Scale, Story, TermWeight};
use crate::article::{ArticleId, Corpus, Source};
use crate::cluster::label::{Labelled, label};
use crate::cluster::score::Scorer;
use crate::cluster::{self, Clustering, Nodes, evidence, follow, time};
use crate::error::Result;
#[cfg(feature = "map")]
use crate::text::words::hash_word;

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
) -> Result<Scale> {
    let vocabulary = &vectors.vocabulary;
    let nodes = vectors.space.nodes(texts, vocabulary);
    let found = cluster::cluster(&nodes, settings);
    let lists = stories(texts, &found);
    let continued = follow::continued(&nodes, &lists, &found, settings.link_cap);
    let places = places(&nodes, vectors, &lists, settings);
    let labelled = label(&nodes, lists, &found.edges, settings.link_cap);
    let terms = |terms: &[(u32, f32)]| -> Vec<TermWeight> {
        let term =
            |&(t, weight): &(u32, f32)| TermWeight { term: vocabulary.readable(t).into(), weight };
        terms.iter().map(term).collect()
    };
    let mut made: Vec<(Story, Labelled)> = labelled
        .into_par_iter()
        .map(|labelled| Ok((story(corpus, texts, &labelled, terms(&labelled.terms))?, labelled)))
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
    for (number, (_, labelled)) in made.iter().enumerate() {
        let alone = labelled.nodes.len() == 1;
        for (node, member) in labelled.nodes.iter().zip(&labelled.members) {
            for id in &texts.articles[*node as usize] {
                let article = &mut analysis.articles[id.index()];
                article.story = Some(rank[number]);
                article.story_score = Some(likely(*node, member.score, alone));
                article.why = terms(&member.why).into();
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
    let scorer = settings.record_features.then(|| Scorer::new(&nodes));
    add_pairs(analysis, texts, &found, scorer);
    Ok(found.scale)
}

/// Lists of nodes that make a story: several nodes, or one that has copies.
fn stories(texts: &Texts, found: &Clustering) -> Vec<Vec<u32>> {
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
    nodes: &Nodes<'_>,
    vectors: &Vectors,
    stories: &[Vec<u32>],
    settings: &cluster::Settings,
) -> Vec<Option<(f32, f32)>> {
    #[cfg(feature = "map")]
    if settings.map {
        let hash = |term| hash_word(vectors.vocabulary.stem(term));
        return cluster::map::places(nodes, stories, hash);
    }
    #[cfg(not(feature = "map"))]
    let _ = (nodes, vectors, settings);
    vec![None; stories.len()]
}

fn story(
    corpus: &Corpus,
    texts: &Texts,
    labelled: &Labelled,
    terms: Vec<TermWeight>,
) -> Result<Story> {
    let published = |id: &ArticleId| corpus.record(*id).published();
    let mut articles: Vec<ArticleId> =
        labelled.nodes.iter().flat_map(|n| &texts.articles[*n as usize]).copied().collect();
    articles.sort_by_key(|id| (published(id).is_none(), published(id), *id));
    let outlets = |ids: &mut dyn Iterator<Item = ArticleId>| -> Vec<Source> {
        let mut outlets: Vec<Source> = ids.map(|id| corpus.record(id).source().clone()).collect();
        outlets.sort();
        outlets.dedup();
        outlets
    };
    let survivors = labelled.nodes.iter().map(|n| texts.survivors[*n as usize]);
    Ok(Story {
        id: format!("s-{}", corpus.record(articles[0]).key()),
        label: headline(corpus, texts.survivors[labelled.medoid as usize])?,
        terms,
        sources: outlets(&mut articles.iter().copied()),
        texts: labelled.nodes.len(),
        witnesses: outlets(&mut survivors.into_iter()).len(),
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

/// Lists the story pairs worth keeping as evidence, with the parts of their scores where there is
/// a scorer.
fn add_pairs(
    analysis: &mut Analysis,
    texts: &Texts,
    found: &Clustering,
    mut scorer: Option<Scorer<'_>>,
) {
    let kept = evidence::pairs(found);
    let mut pairs: Vec<Pair> = Vec::with_capacity(kept.len());
    for of_one in kept.chunk_by(|(e, _), (f, _)| e.a == f.a) {
        let node = of_one[0].0.a;
        let others: Vec<u32> = of_one.iter().map(|(edge, _)| edge.b).collect();
        let parts = scorer.as_mut().map(|scorer| scorer.all_parts(node, &others));
        for (at, (edge, accepted)) in of_one.iter().enumerate() {
            let ids = [edge.a, edge.b].map(|node| texts.survivors[node as usize]);
            let dates = [edge.a, edge.b].map(|node| texts.published[node as usize]);
            let time = time::factor(dates[0], dates[1], found.scale.date_trust);
            let features = parts.as_ref().map(|parts| parts[at].named(time));
            pairs.push(Pair {
                a: ids[0].min(ids[1]),
                b: ids[0].max(ids[1]),
                stage: PairStage::Cluster,
                score: edge.score,
                features: features.unwrap_or_default(),
                accepted: *accepted,
            });
        }
    }
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    analysis.pairs.append(&mut pairs);
}
