//! A story in full: its articles in order of time and its facts.

use std::io;

use hashbrown::HashMap;
use serde::Serialize;

use super::super::script_json;
use super::Common;
use super::article::Article;
use super::fact::PackedFact;
use super::head::TERMS;
use crate::analysis::{Analysis, ArticleId};
use crate::fact::common::Reader;
use crate::report::rows::Score;
use crate::report::words;

/// Articles of a story that are packed.
const ARTICLES: usize = 400;
/// Terms that are told of an article.
const WHY: usize = 3;

/// Facts of a story that are packed at most, conflicts first.
pub const FACTS: usize = 150;

/// A story as JSON in parts, of which a line has as many facts as there is room for.
pub struct Parts {
    /// An object without its facts.
    rest: String,
    facts: Vec<String>,
    /// Facts that the story has.
    all: usize,
}

impl Parts {
    /// The story at `index`; `facts` are its facts by rank.
    ///
    /// # Errors
    /// If something cannot be written as JSON.
    pub fn new(
        analysis: &Analysis,
        index: usize,
        facts: &[usize],
        common: &Common<'_>,
        reader: &mut Reader,
    ) -> io::Result<Self> {
        let story = &analysis.stories[index];
        let articles = &story.articles[..story.articles.len().min(ARTICLES)];
        let places: HashMap<ArticleId, usize> =
            articles.iter().enumerate().map(|(place, &id)| (id, place)).collect();
        let packed = facts.iter().take(FACTS);
        let fact =
            |&fact| script_json::to_string(&PackedFact::new(analysis, fact, &places, reader));
        Ok(Self {
            rest: script_json::to_string(&Details::new(analysis, index, common))?,
            facts: packed.map(fact).collect::<io::Result<_>>()?,
            all: facts.len(),
        })
    }

    /// Bytes of the line with up to `kept` facts, all but exactly.
    pub fn size(&self, kept: usize) -> usize {
        let facts = self.facts.iter().take(kept).map(|fact| fact.len() + 1);
        self.rest.len() + facts.sum::<usize>() + 45
    }

    /// The line with up to `kept` facts.
    pub fn line(&self, kept: usize) -> String {
        let facts = &self.facts[..self.facts.len().min(kept)];
        let rest = self.rest.trim_end_matches('}');
        let more = match words::left(self.all, facts.len(), "fact") {
            none if none.is_empty() => none,
            more => format!(",\"more_facts\":\"{more}\""),
        };
        format!("{rest},\"facts\":[{}]{more}}}", facts.join(","))
    }
}

/// What a reader of one story sees beside its facts.
#[derive(Serialize)]
struct Details<'a> {
    /// Of the terms of its entry.
    weights: Vec<Score>,
    #[serde(skip_serializing_if = "String::is_empty")]
    more_articles: String,
    /// In order of time.
    articles: Vec<Row<'a>>,
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
    fn new(analysis: &'a Analysis, index: usize, common: &Common<'_>) -> Self {
        let story = &analysis.stories[index];
        let articles = story.articles.iter().take(ARTICLES);
        Self {
            weights: story.terms.iter().take(TERMS).map(|t| Score(t.weight)).collect(),
            more_articles: words::left(story.articles.len(), ARTICLES, "article"),
            articles: articles.map(|&id| row(analysis, id, common)).collect(),
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
