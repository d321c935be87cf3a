//! What is read when the page opens.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::label::label;
use super::super::{language, script_json};
use super::article::{day, minute};
use super::{Common, Left};
use crate::analysis::{Analysis, ArticleId, Verdict};
use crate::report::rows::Score;
use crate::report::{ranking, words};

/// Facts in the list across stories.
const LISTED: usize = 20_000;
/// Terms of a story.
pub const TERMS: usize = 8;

/// All but the entries.
#[derive(Serialize)]
pub struct Head {
    /// Names and numbers of articles.
    outlets: Vec<(String, usize)>,
    /// The commonest language.
    lang: String,
    /// A day, its articles and how many of them are copies; one after the other.
    days: Vec<i64>,
    /// By verdict, then by rank: the story's place and the fact's place in it.
    facts: [Vec<(usize, usize)>; 5],
    verdicts: Vec<VerdictWord>,
    /// Names this data among others on one machine.
    pub key: String,
    pub left: Left,
}

#[derive(Serialize)]
struct VerdictWord {
    name: &'static str,
    sign: &'static str,
    meaning: &'static str,
    count: usize,
}

impl Head {
    /// `facts` are those that the page holds of each story, by the stories' places.
    pub fn new<'f>(
        analysis: &Analysis,
        common: &Common<'_>,
        facts: impl Iterator<Item = &'f [usize]>,
    ) -> Self {
        let listed = listed(analysis, facts);
        Self {
            outlets: common.ranked.iter().map(|outlet| named(*outlet)).collect(),
            lang: language(common.lang),
            days: days(analysis),
            verdicts: verdicts(analysis),
            key: String::new(),
            left: Left {
                facts: words::left(analysis.facts.len(), listed.iter().map(Vec::len).sum(), "fact"),
                ..Left::default()
            },
            facts: listed,
        }
    }
}

/// An outlet as the head names it.
fn named((name, articles): (&str, usize)) -> (String, usize) {
    (words::origin(name), articles)
}

/// Bytes of that, and of the comma behind it.
pub fn outlet_bytes(outlet: (&str, usize)) -> usize {
    script_json::to_string(&named(outlet)).map_or(0, |text| text.len() + 1)
}

fn listed<'f>(
    analysis: &Analysis,
    facts: impl Iterator<Item = &'f [usize]>,
) -> [Vec<(usize, usize)>; 5] {
    let mut place_of = vec![None; analysis.facts.len()];
    for (place, of_story) in facts.enumerate() {
        of_story.iter().enumerate().for_each(|(at, &fact)| place_of[fact] = Some((place, at)));
    }
    let mut listed = [const { Vec::new() }; 5];
    let ranked = ranking::facts(analysis).into_iter();
    for (fact, place) in ranked.filter_map(|fact| Some((fact, place_of[fact]?))).take(LISTED) {
        listed[ranking::place(analysis.facts[fact].verdict)].push(place);
    }
    listed
}

fn days(analysis: &Analysis) -> Vec<i64> {
    let mut days: BTreeMap<i64, [i64; 2]> = BTreeMap::new();
    for article in &analysis.articles {
        if let Some(time) = article.published() {
            let [all, copies] = days.entry(day(time)).or_default();
            *all += 1;
            *copies += i64::from(article.copy_of.is_some());
        }
    }
    days.into_iter().flat_map(|(day, [all, copies])| [day, all, copies]).collect()
}

fn verdicts(analysis: &Analysis) -> Vec<VerdictWord> {
    let word = |&verdict: &Verdict| VerdictWord {
        name: words::verdict(verdict),
        sign: words::sign(verdict),
        meaning: words::meaning(verdict),
        count: analysis.facts.iter().filter(|fact| fact.verdict == verdict).count(),
    };
    ranking::VERDICTS.iter().map(word).collect()
}

/// A story in every list and chart.
#[derive(Serialize)]
pub struct Entry<'a> {
    id: &'a str,
    label: String,
    /// Places of its outlets.
    outlets: Vec<usize>,
    articles: usize,
    texts: usize,
    witnesses: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<i64>,
    /// A day and its articles, one after the other.
    days: Vec<i64>,
    /// Facts of each verdict.
    verdicts: [usize; 5],
    terms: Vec<String>,
    /// The place of the earlier story that it continues.
    #[serde(skip_serializing_if = "Option::is_none")]
    continues: Option<usize>,
    /// Where it stands on the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<(Score, Score)>,
}

impl<'a> Entry<'a> {
    pub fn new(
        analysis: &'a Analysis,
        index: usize,
        facts: &[usize],
        common: &Common<'_>,
        places: &[usize],
    ) -> Self {
        let story = &analysis.stories[index];
        let mut verdicts = [0; 5];
        facts.iter().for_each(|&f| verdicts[ranking::place(analysis.facts[f].verdict)] += 1);
        let terms = story.terms.iter().take(TERMS);
        Self {
            id: &story.id,
            label: label(analysis, index),
            outlets: story.sources.iter().map(|source| common.place(source.name())).collect(),
            articles: story.articles.len(),
            texts: story.texts,
            witnesses: story.witnesses,
            first: story.first.map(minute),
            last: story.last.map(minute),
            days: coverage(analysis, &story.articles),
            verdicts,
            terms: terms.map(|t| words::clean(&t.term, 60)).collect(),
            continues: story.continues.map(|earlier| places[earlier]),
            at: story.position.map(|(x, y)| (Score(x), Score(y))),
        }
    }
}

fn coverage(analysis: &Analysis, articles: &[ArticleId]) -> Vec<i64> {
    let mut days: BTreeMap<i64, i64> = BTreeMap::new();
    for time in articles.iter().filter_map(|id| analysis.articles[id.index()].published()) {
        *days.entry(day(time)).or_default() += 1;
    }
    days.into_iter().flat_map(|(day, articles)| [day, articles]).collect()
}
