//! The articles of some stories to their facts.

use hashbrown::HashMap;

use super::row;
use crate::analysis::{Analysis, ArticleResult, Fact, Story};
use crate::article::{ArticleId, Source};
use crate::error::Result;
use crate::fact;
use crate::read::{Shared, in_memory};

/// An article of a story.
#[derive(Debug, Clone)]
pub struct OfStory {
    /// Number of the story in the run.
    pub story: u32,
    /// Its number in the run.
    pub article: u32,
    /// Number of its group of copies.
    pub group: Option<u32>,
    /// Its language.
    pub lang: String,
    /// As [`super::Profiled::record`].
    pub record: Vec<u8>,
    /// Its text.
    pub text: String,
}

/// The facts of whole stories; the bytes are for [`super::Lead::take_facts`].
///
/// # Errors
/// If a record is damaged.
pub fn facts(mut articles: Vec<OfStory>, settings: &fact::Settings) -> Result<Vec<u8>> {
    // By number, which is the order of their ids.
    articles.sort_unstable_by_key(|article| article.article);
    articles.dedup_by_key(|article| article.article);
    let (mut numbers, mut results, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    let mut members: Vec<(u32, ArticleId)> = Vec::new();
    let mut shared = Shared::default();
    for (article, at) in articles.into_iter().zip(0..) {
        let OfStory { story, article, group, lang, record, text } = article;
        let record = row::decode_record(&record, &mut shared)?;
        members.push((story, ArticleId(at)));
        numbers.push(article);
        results.push(ArticleResult {
            group: group.map(|group| group as usize),
            ..ArticleResult::new(record.clone(), lang)
        });
        texts.push((record, text));
    }
    let corpus = in_memory(texts);
    members.sort_unstable_by_key(|&(story, id)| {
        let published = corpus.record(id).published();
        (story, published.is_none(), published, id)
    });
    let (mut stories, mut names) = (Vec::new(), Vec::new());
    for members in members.chunk_by(|x, y| x.0 == y.0) {
        let mut sources: Vec<Source> =
            members.iter().map(|(_, id)| corpus.record(*id).source().clone()).collect();
        sources.sort_unstable();
        sources.dedup();
        names.push(members[0].0);
        let articles = members.iter().map(|(_, id)| *id).collect();
        stories.push(Story { articles, sources, ..nameless() });
    }
    let analysis = Analysis { articles: results, stories, ..Analysis::default() };
    let found = fact::find(&corpus, &analysis, settings, &|_| None, &|_, _| Ok(()))?;
    let mut by_story: HashMap<u32, Vec<Fact>> = HashMap::new();
    for mut fact in found {
        for mention in &mut fact.mentions {
            mention.article = ArticleId(numbers[mention.article.index()]);
        }
        let Some(story) = fact.story.take() else { continue };
        by_story.entry(names[story]).or_default().push(fact);
    }
    let mut by_story: Vec<(u32, Vec<Fact>)> = by_story.into_iter().collect();
    by_story.sort_unstable_by_key(|(story, _)| *story);
    Ok(row::encode(&by_story))
}

/// A story of which nothing is known yet.
fn nameless() -> Story {
    Story {
        id: String::new(),
        label: String::new(),
        terms: Vec::new(),
        articles: Vec::new(),
        sources: Vec::new(),
        texts: 0,
        witnesses: 0,
        first: None,
        last: None,
        cohesion: 0.0,
        continues: None,
        position: None,
    }
}
