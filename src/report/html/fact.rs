//! A fact: verdict, claim, sides, origins and the quoted sentences.

use hashbrown::HashMap;
use serde::Serialize;

use super::SENTENCE;
use super::label::label;
use crate::analysis::{Analysis, Fact, Mention, Modality};
use crate::fact::common::Reader;
use crate::report::common_words::{self, Pieces};
use crate::report::rows::Score;
use crate::report::statements::{Origin, Side, listed, origins, sides};
use crate::report::words;

/// Different sentences that are quoted.
const QUOTES: usize = 20;
/// Outlets named in a line.
const NAMES: usize = 12;

/// A fact in full.
#[derive(Serialize)]
pub struct FactView {
    anchor: String,
    id: String,
    verdict: &'static str,
    sign: &'static str,
    kind: &'static str,
    claim: String,
    confidence: String,
    reach: String,
    sides: Vec<SideView>,
    origins: Vec<OriginView>,
    quotes: Vec<Quote>,
    more_quotes: String,
}

/// A fact in the list across stories.
#[derive(Serialize)]
pub struct FactLine {
    verdict: &'static str,
    sign: &'static str,
    claim: String,
    reach: String,
    sides: Vec<SideView>,
    /// The fact's place in its story, where that is on the page.
    anchor: String,
    story: Option<String>,
    /// The fact itself, where it stands nowhere else.
    full: Option<FactView>,
}

#[derive(Serialize)]
struct SideView {
    said: String,
    as_of: Option<String>,
    outlets: String,
}

#[derive(Serialize)]
struct OriginView {
    name: String,
    outlets: String,
    why: Option<String>,
}

/// One sentence and who printed it.
#[derive(Serialize)]
struct Quote {
    headline: super::Headline,
    /// The sentence; pieces at odd places are common to it and another one.
    pieces: Pieces,
    /// Other outlets that printed the same words.
    also: String,
    speaker: Option<String>,
    as_of: Option<String>,
    modality: &'static str,
}

impl FactView {
    /// The fact at `index`.
    pub fn new(analysis: &Analysis, index: usize, reader: &mut Reader) -> Self {
        let fact = &analysis.facts[index];
        let sentences = sentences(fact);
        Self {
            anchor: analysis.fact_id(index),
            id: analysis.fact_id(index),
            verdict: words::verdict(fact.verdict),
            sign: words::sign(fact.verdict),
            kind: words::fact_kind(fact.kind),
            claim: words::clean(&fact.claim, SENTENCE),
            confidence: words::percent(Score(fact.confidence).rounded()),
            reach: reach(analysis, fact),
            sides: sides(analysis, fact).into_iter().map(side_view).collect(),
            origins: origins(analysis, fact).into_iter().map(origin_view).collect(),
            quotes: quotes(analysis, &sentences, reader),
            more_quotes: words::left(sentences.len(), QUOTES, "sentence"),
        }
    }
}

impl FactLine {
    /// The fact at `index`; `full` where the list is its only place.
    pub fn new(analysis: &Analysis, index: usize, full: Option<FactView>) -> Self {
        let fact = &analysis.facts[index];
        Self {
            verdict: words::verdict(fact.verdict),
            sign: words::sign(fact.verdict),
            claim: words::clean(&fact.claim, SENTENCE),
            reach: reach(analysis, fact),
            sides: sides(analysis, fact).into_iter().map(side_view).collect(),
            anchor: analysis.fact_id(index),
            story: fact.story.map(|story| label(analysis, story)),
            full,
        }
    }
}

fn reach(analysis: &Analysis, fact: &Fact) -> String {
    let outlets = words::counted(fact.sources(analysis), "outlet");
    format!("{outlets}, {}", words::counted(fact.witnesses.len(), "independent origin"))
}

fn side_view(side: Side) -> SideView {
    SideView { outlets: listed(&side.outlets, NAMES), said: side.said, as_of: side.as_of }
}

fn origin_view(origin: Origin) -> OriginView {
    OriginView { outlets: listed(&origin.outlets, NAMES), name: origin.name, why: origin.why }
}

/// The mentions of a fact, those of the same words together, in order of the first of them.
fn sentences(fact: &Fact) -> Vec<Vec<&Mention>> {
    let mut places = HashMap::new();
    let mut out: Vec<Vec<&Mention>> = Vec::new();
    for mention in &fact.mentions {
        let (said, speaker) = (mention.sentence.as_str(), mention.speaker.as_deref());
        let key = (said, speaker, mention.as_of.as_deref(), mention.modality);
        let place = *places.entry(key).or_insert(out.len());
        match out.get_mut(place) {
            Some(same) => same.push(mention),
            None => out.push(vec![mention]),
        }
    }
    out
}

fn quotes(analysis: &Analysis, sentences: &[Vec<&Mention>], reader: &mut Reader) -> Vec<Quote> {
    let shown = &sentences[..sentences.len().min(QUOTES)];
    let texts: Vec<String> =
        shown.iter().map(|said| words::clean(&said[0].sentence, SENTENCE)).collect();
    let firsts = shown.iter().map(|said| said[0]);
    let told: Vec<(&str, &Mention)> = texts.iter().map(String::as_str).zip(firsts).collect();
    let pieces = common_words::pieces(analysis, &told, reader);
    shown.iter().zip(pieces).map(|(said, pieces)| quote(analysis, said, pieces)).collect()
}

/// A sentence, told with its first mention.
fn quote(analysis: &Analysis, said: &[&Mention], pieces: Pieces) -> Quote {
    let mention = said[0];
    let outlet = |m: &&Mention| words::outlet(analysis.articles[m.article.index()].source());
    let first = outlet(&mention);
    let mut also: Vec<String> = said.iter().map(outlet).filter(|name| *name != first).collect();
    also.sort_unstable();
    also.dedup();
    Quote {
        also: listed(&also, NAMES),
        headline: super::Headline::of(analysis, mention.article),
        pieces,
        speaker: mention.speaker.as_deref().map(|name| words::clean(name, 80)),
        as_of: mention.as_of.as_deref().map(|day| words::clean(day, 40)),
        modality: match mention.modality {
            Modality::Happened => "",
            Modality::Planned => "as planned",
            Modality::Denied => "as a denial",
        },
    }
}
