//! A story in full: its articles in order of time and its facts.

use hashbrown::HashMap;
use serde::Serialize;

use super::Common;
use super::article::Article;
use super::fact::PackedFact;
use super::head::TERMS;
use crate::analysis::{Analysis, ArticleId};
use crate::report::rows::Score;
use crate::report::words;

/// Articles of a story that are packed.
const ARTICLES: usize = 400;
/// Terms that are told of an article.
const WHY: usize = 3;

/// What a reader of one story sees.
#[derive(Serialize)]
pub struct Details<'a> {
    /// In order of time.
    articles: Vec<Row<'a>>,
    #[serde(skip_serializing_if = "String::is_empty")]
    more_articles: String,
    facts: Vec<PackedFact>,
    #[serde(skip_serializing_if = "String::is_empty")]
    more_facts: String,
    /// Of the terms of its entry.
    weights: Vec<Score>,
}

#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    article: Article<'a>,
    /// The group of copies it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<usize>,
    /// How it relates to its survivor; none for survivors.
    #[serde(skip_serializing_if = "str::is_empty")]
    copy: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<Score>,
    /// The terms that it shares with the story.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    why: Vec<String>,
}

impl<'a> Details<'a> {
    /// The story at `index` with the first `kept` of its `facts`.
    pub fn new(
        analysis: &'a Analysis,
        index: usize,
        facts: &[usize],
        kept: usize,
        common: &Common<'_>,
    ) -> Self {
        let story = &analysis.stories[index];
        let articles = &story.articles[..story.articles.len().min(ARTICLES)];
        let places: HashMap<ArticleId, usize> =
            articles.iter().enumerate().map(|(place, &id)| (id, place)).collect();
        let packed = facts.iter().take(kept);
        Self {
            articles: articles.iter().map(|&id| row(analysis, id, common)).collect(),
            more_articles: words::left(story.articles.len(), ARTICLES, "article"),
            facts: packed.map(|&fact| PackedFact::new(analysis, fact, &places)).collect(),
            more_facts: words::left(facts.len(), kept, "fact"),
            weights: story.terms.iter().take(TERMS).map(|t| Score(t.weight)).collect(),
        }
    }
}

fn row<'a>(analysis: &'a Analysis, id: ArticleId, common: &Common<'_>) -> Row<'a> {
    let article = &analysis.articles[id.index()];
    let why = article.why.iter().take(WHY);
    Row {
        article: Article::new(analysis, id, common),
        group: article.group,
        copy: article.relation.map_or("", words::relation),
        score: article.story_score.map(Score),
        why: why.map(|t| words::clean(&t.term, 60)).collect(),
    }
}
