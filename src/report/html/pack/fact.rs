//! A fact in full: values, origins, and who says it in which words.

use hashbrown::HashMap;
use serde::Serialize;

use super::super::SENTENCE;
use crate::analysis::{Analysis, ArticleId, Fact, FactValue, Mention, Modality, Witness};
use crate::fact::common::Reader;
use crate::report::common_words::{self, Pieces};
use crate::report::rows::{Number, Score};
use crate::report::words;

/// Mentions of a fact that are packed.
const MENTIONS: usize = 200;

/// A fact; mentions go by their place in it.
#[derive(Serialize)]
pub struct PackedFact {
    id: String,
    verdict: &'static str,
    kind: &'static str,
    claim: String,
    confidence: Score,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<Value>,
    origins: Vec<Origin>,
    mentions: Vec<Said>,
    #[serde(skip_serializing_if = "String::is_empty")]
    more: String,
}

#[derive(Serialize)]
struct Value {
    said: String,
    number: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    mentions: Vec<usize>,
}

#[derive(Serialize)]
struct Origin {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    mentions: Vec<usize>,
}

/// One article's statement.
#[derive(Serialize)]
struct Said {
    /// Its place in the story.
    article: usize,
    words: Words,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    manner: &'static str,
}

/// The sentence, or the place of an earlier mention that has the same.
#[derive(Serialize)]
#[serde(untagged)]
enum Words {
    Here(Pieces),
    As(usize),
}

impl PackedFact {
    /// The fact at `index`; `places` are those of the articles that are packed.
    pub fn new(
        analysis: &Analysis,
        index: usize,
        places: &HashMap<ArticleId, usize>,
        reader: &mut Reader,
    ) -> Self {
        let fact = &analysis.facts[index];
        let kept: Vec<usize> = (0..fact.mentions.len())
            .filter(|&at| places.contains_key(&fact.mentions[at].article))
            .take(MENTIONS)
            .collect();
        let renumbered: HashMap<usize, usize> =
            kept.iter().enumerate().map(|(new, &old)| (old, new)).collect();
        let of = |mentions: &[usize]| -> Vec<usize> {
            mentions.iter().filter_map(|at| renumbered.get(at).copied()).collect()
        };
        Self {
            id: analysis.fact_id(index),
            verdict: words::verdict(fact.verdict),
            kind: words::fact_kind(fact.kind),
            claim: words::clean(&fact.claim, SENTENCE),
            confidence: Score(fact.confidence),
            values: fact.values.iter().map(|v| value(v, of(&v.mentions))).collect(),
            origins: fact.witnesses.iter().map(|w| origin(w, of(&w.mentions))).collect(),
            mentions: mentions(analysis, fact, (&kept, places), reader),
            more: words::left(fact.mentions.len(), kept.len(), "mention"),
        }
    }
}

fn value(value: &FactValue, mentions: Vec<usize>) -> Value {
    let as_of = value.as_of.as_deref().map(|day| words::clean(day, 40));
    Value { said: words::value(value), number: Number(value.value), as_of, mentions }
}

fn origin(witness: &Witness, mentions: Vec<usize>) -> Origin {
    let why = witness.why.as_deref().map(|why| words::clean(why, 160));
    Origin { name: words::origin(&witness.origin), why, mentions }
}

fn mentions(
    analysis: &Analysis,
    fact: &Fact,
    (kept, places): (&[usize], &HashMap<ArticleId, usize>),
    reader: &mut Reader,
) -> Vec<Said> {
    let kept: Vec<&Mention> = kept.iter().map(|&at| &fact.mentions[at]).collect();
    let sentences: Vec<String> =
        kept.iter().map(|mention| words::clean(&mention.sentence, SENTENCE)).collect();
    let mut first: HashMap<&str, usize> = HashMap::new();
    let earlier: Vec<usize> = sentences
        .iter()
        .enumerate()
        .map(|(at, sentence)| *first.entry(sentence).or_insert(at))
        .collect();
    let different: Vec<usize> = (0..kept.len()).filter(|&at| earlier[at] == at).collect();
    let told: Vec<(&str, &Mention)> =
        different.iter().map(|&at| (sentences[at].as_str(), kept[at])).collect();
    let pieces = common_words::pieces(analysis, &told, reader);
    let mut pieces: HashMap<usize, Pieces> = different.into_iter().zip(pieces).collect();
    let said = |(at, mention): (usize, &&Mention)| Said {
        article: places[&mention.article],
        words: pieces.remove(&at).map_or(Words::As(earlier[at]), Words::Here),
        speaker: mention.speaker.as_deref().map(|name| words::clean(name, 80)),
        as_of: mention.as_of.as_deref().map(|day| words::clean(day, 40)),
        manner: match mention.modality {
            Modality::Happened => "",
            Modality::Planned => "planned",
            Modality::Denied => "denied",
        },
    };
    kept.iter().enumerate().map(said).collect()
}
