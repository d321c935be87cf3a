//! A story in full: its articles in order of time and its facts.

use hashbrown::HashMap;
use serde::Serialize;

use super::Outlets;
use super::article::Article;
use super::fact::PackedFact;
use crate::analysis::{Analysis, ArticleId, TermWeight};
use crate::report::rows::{Score, rows_of_terms};
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
    more_articles: String,
    facts: Vec<PackedFact>,
    more_facts: String,
    terms: Vec<(String, Score)>,
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
        outlets: &Outlets<'_>,
    ) -> Self {
        let story = &analysis.stories[index];
        let articles = &story.articles[..story.articles.len().min(ARTICLES)];
        let places: HashMap<ArticleId, usize> =
            articles.iter().enumerate().map(|(place, &id)| (id, place)).collect();
        let packed = facts.iter().take(kept);
        Self {
            articles: articles.iter().map(|&id| row(analysis, id, outlets)).collect(),
            more_articles: words::left(story.articles.len(), ARTICLES, "article"),
            facts: packed.map(|&fact| PackedFact::new(analysis, fact, &places)).collect(),
            more_facts: words::left(facts.len(), kept, "fact"),
            terms: terms(&story.terms),
        }
    }
}

fn row<'a>(analysis: &'a Analysis, id: ArticleId, outlets: &Outlets<'_>) -> Row<'a> {
    let article = &analysis.articles[id.index()];
    let why = article.why.iter().take(WHY);
    Row {
        article: Article::new(analysis, id, outlets),
        group: article.group,
        copy: article.relation.map_or("", words::relation),
        score: article.story_score.map(Score),
        why: why.map(|t| words::clean(&t.term, 60)).collect(),
    }
}

fn terms(weights: &[TermWeight]) -> Vec<(String, Score)> {
    let rows = rows_of_terms(weights).into_iter();
    rows.map(|row| (words::clean(&row.term, 60), row.weight)).collect()
}
