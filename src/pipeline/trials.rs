//! One reading of the input, tried under many settings: what `tune` and the fitting of the cut
//! stand on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::vectors::{Tally, Texts, Window};
use super::{Goal, LeftOut, Pipeline, Profiled};
use crate::article::Corpus;
use crate::cluster::cut::{Cuts, Signs};
use crate::cluster::score::Weights;
use crate::cluster::{self, Candidates, Edge, Nodes, Rows, Settings, label};
use crate::error::Result;
use crate::pipeline::progress::{Clock, Progress};
use crate::read::{Filtered, Inputs};

/// For each article, by [`crate::article::ArticleId`], its cluster; `None` = alone.
pub type Labels = Vec<Option<u32>>;

/// How near an article is to a story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// The article, by [`crate::article::ArticleId`].
    pub article: usize,
    /// The story's label in [`StoryTrials::stories`].
    pub story: u32,
    /// Capped mean of its pair scores with it, 0..=1.
    pub value: f32,
    /// The cut of the run.
    pub cut: f32,
}

/// Stories of one input under many settings.
pub struct StoryTrials<'a> {
    texts: &'a Texts,
    rows: Rows<'a>,
    nodes: Nodes,
    candidates: Candidates,
    settings: Settings,
    corpus: &'a Corpus,
    filtered: Filtered,
    /// The keys of the articles.
    pub keys: Vec<Arc<str>>,
}

impl StoryTrials<'_> {
    /// What was not read.
    pub fn left_out(&self) -> LeftOut {
        LeftOut::of(self.corpus, self.filtered)
    }

    /// Scores all candidate pairs.
    pub fn edges(&self, weights: Weights) -> Vec<Edge> {
        let settings = Settings { weights, ..self.settings.clone() };
        cluster::edges(&self.rows, &self.nodes, &self.candidates, &settings)
    }

    /// What the run shows of itself in its scored pairs, and the number of its distinct texts.
    pub fn signs(&self, edges: &[Edge]) -> (Signs, usize) {
        let all: Vec<u32> = (0..self.nodes.len() as u32).collect();
        (Signs::of(&self.nodes, edges, &all), all.len())
    }

    /// Where each distinct text stands: in its own story, and in the best other one.
    pub fn standings(&self, edges: &[Edge], cut: f32) -> Vec<Standing> {
        let cap = self.settings.link_cap;
        let root = cluster::group(&self.nodes, edges, &Cuts::both(cut).of_nodes(&self.nodes), cap);
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        (0..).zip(&root).for_each(|(node, root)| members.entry(*root).or_default().push(node));
        let roots: Vec<u32> = members.keys().copied().collect();
        let labelled = label::label(self.nodes.len(), members.into_values().collect(), edges, cap);
        let mut found = Vec::new();
        for (own, story) in roots.iter().zip(&labelled) {
            for (node, member) in story.nodes.iter().zip(&story.members) {
                let article = self.texts.survivors[*node as usize].index();
                let standing = |story, value| Standing { article, story, value, cut };
                if story.nodes.len() > 1 {
                    found.push(standing(*own, member.score));
                }
                let other = member.runner_up.map(|(at, value)| standing(roots[at], value));
                found.extend(other);
            }
        }
        found
    }

    /// The stories at a cut; `None` finds the cut from the run.
    pub fn stories(&self, edges: &[Edge], cut: Option<f32>) -> Labels {
        let cuts = cut.map_or_else(|| Cuts::of(&self.nodes, edges), Cuts::both);
        let story =
            cluster::group(&self.nodes, edges, &cuts.of_nodes(&self.nodes), self.settings.link_cap);
        let mut labels = vec![None; self.keys.len()];
        for (articles, story) in self.texts.articles.iter().zip(story) {
            articles.iter().for_each(|id| labels[id.index()] = Some(story));
        }
        labels
    }
}

fn keys(corpus: &Corpus) -> Vec<Arc<str>> {
    corpus.records().iter().map(|record| record.key().into()).collect()
}

impl Pipeline {
    /// Reads inputs, finds copies and neighbours, and hands both over to be tried on.
    ///
    /// # Errors
    /// As [`Pipeline::read_and_run`].
    pub fn try_stories<T>(
        &self,
        inputs: &Inputs,
        progress: &dyn Progress,
        trials: impl FnOnce(&StoryTrials<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut clock = Clock::new(progress);
        let (corpus, prints, mut profiled) = self.read(inputs, Goal::Stories, &mut clock)?;
        let (analysis, copies) = self.copies(&corpus, prints, &mut profiled, &mut clock)?;
        clock.stage("vectors")?;
        let Profiled { langs, profiler, workers, counted, filtered, .. } = profiled;
        let tally = Tally { profiler, workers, counted };
        let texts = Texts::of(
            &corpus,
            &copies,
            &analysis,
            &langs,
            self.settings.dedup.all_pages,
            Window::Open,
        );
        let vectors = tally.into_rows(&corpus, &texts, None)?;
        clock.stage("stories")?;
        let rows = vectors.space.rows(&texts.langs, &vectors.vocabulary);
        let nodes = texts.nodes(rows.lengths());
        let settings = self.settings.cluster.clone();
        let candidates = cluster::candidates(&rows, &nodes, &settings);
        let (keys, corpus) = (keys(&corpus), &corpus);
        let texts = &texts;
        trials(&StoryTrials { texts, rows, nodes, candidates, settings, corpus, filtered, keys })
    }
}
