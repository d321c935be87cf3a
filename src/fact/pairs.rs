//! Lone sentence pairs: `{"id","a","b"}` to `{"id","same","verdict","values"}`.
//!
//! The words tell "same" from "different", figures of one slot that exclude each other make a
//! conflict. Sentences are taken for English and undated.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::rc::Rc;

use hashbrown::HashMap;
use rayon::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};

use super::analyse::Analyser;
use super::date;
use super::lexicon::Lexicon;
use super::model::{Band, FEATURE_NAMES, Model, Score, Scorer};
use super::quantity::{self, Figures, compare};
use super::term::Sentence;
use super::words::Words;
use crate::analysis::SentenceReasons;
use crate::article::Span;
use crate::text::tokens::tokenise;

/// A pair to judge; further keys are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PairInput {
    /// The caller's id; in JSON it may be a whole number.
    #[serde(deserialize_with = "text_of_id")]
    pub id: String,
    /// One sentence, or a short text.
    pub a: String,
    /// The other.
    pub b: String,
}

fn text_of_id<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected a string or a whole number")]
    enum Id {
        Text(String),
        Number(i64),
    }
    Ok(match Id::deserialize(from)? {
        Id::Text(text) => text,
        Id::Number(number) => number.to_string(),
    })
}

/// What two sentences are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PairVerdict {
    /// They report the same fact.
    Same,
    /// They give incompatible figures for the same thing.
    Conflict,
    /// Neither.
    Different,
}

/// A judged pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairOutput {
    /// The caller's id.
    pub id: String,
    /// Probability that both report the same fact, 0..=1.
    pub same: f32,
    /// The verdict.
    pub verdict: PairVerdict,
    /// The figures that were compared, in base units.
    pub values: Vec<f64>,
}

/// Texts remembered by a judge, at some kilobytes each. When full, all are forgotten.
const MEMORY: usize = 1 << 10;

/// Judges pairs of one language. It remembers the texts it has read, for files pair one sentence with
/// many, and holds buffers, so make one per thread and reuse it.
pub struct PairJudge {
    analyser: Analyser,
    scorer: Scorer,
    seen: HashMap<Box<str>, Rc<Side>>,
}

/// A text, read.
struct Side {
    sentence: Sentence,
    figures: Figures,
}

impl PairJudge {
    /// For a language by ISO 639-1 code.
    pub fn for_language(lang: &str) -> Self {
        let analyser = Analyser::for_language(lang);
        Self { analyser, scorer: Scorer::for_pairs(), seen: HashMap::new() }
    }

    /// The score of two texts.
    pub fn score(&mut self, a: &str, b: &str) -> Score {
        let (a, b) = (self.analyser.text(a), self.analyser.text(b));
        self.scorer.score(&a, &b)
    }

    /// Why a pair is judged as it is.
    pub fn reasons(&mut self, a: &str, b: &str) -> SentenceReasons {
        let score = self.score(a, b);
        let added = Model::shipped().contributions(&score);
        let named = FEATURE_NAMES.iter().zip(score.features).zip(added);
        let (a, b) = (figures(a), figures(b));
        SentenceReasons {
            probability: score.probability,
            features: named.map(|((name, value), added)| ((*name).into(), value, added)).collect(),
            figures_clash: !compare(&a, &b, Lexicon::shared()).conflicting.is_empty(),
        }
    }

    fn side(&mut self, text: &str) -> Rc<Side> {
        if let Some(side) = self.seen.get(text) {
            return Rc::clone(side);
        }
        let words = Words::new(text, &tokenise(text));
        let sentence = self.analyser.sentence(Span::new(0, text.len()), &words);
        let side = Rc::new(Side { sentence, figures: figures_among(&words) });
        if self.seen.len() >= MEMORY {
            self.seen.clear();
        }
        self.seen.insert(Box::from(text), Rc::clone(&side));
        side
    }

    /// Judges a pair: words and figures.
    pub fn judge(&mut self, pair: &PairInput) -> PairOutput {
        let (a, b) = (self.side(&pair.a), self.side(&pair.b));
        let score = self.scorer.score(&a.sentence, &b.sentence);
        let (a, b) = (&a.figures, &b.figures);
        let compared = compare(a, b, Lexicon::shared());
        let pairings = compared.conflicting.iter().chain(&compared.agreeing);
        let mut values: Vec<f64> =
            pairings.flat_map(|p| [a.quantities[p.a].value(), b.quantities[p.b].value()]).collect();
        values.dedup();
        PairOutput {
            id: pair.id.clone(),
            same: score.probability,
            verdict: verdict(&score, !compared.conflicting.is_empty()),
            values,
        }
    }
}

/// The figures of a text that stands alone and is undated.
pub fn figures(text: &str) -> Figures {
    figures_among(&Words::new(text, &tokenise(text)))
}

fn figures_among(words: &Words<'_>) -> Figures {
    let dates = date::find(words, None);
    quantity::find(words, &dates, Lexicon::shared())
}

/// A line that is no pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its number, counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
}

/// Lines judged together, in parallel.
const BATCH: usize = 8_192;

/// Judges JSON Lines of [`PairInput`] and writes one [`PairOutput`] a line, in order; blank lines
/// are passed over. Gives back the lines that are no pairs.
///
/// # Errors
/// If the source cannot be read or the target refuses a write.
pub fn score_lines(source: impl Read, out: &mut impl Write) -> io::Result<Vec<Refused>> {
    let mut lines = BufReader::new(source).split(b'\n').enumerate();
    let mut refused = Vec::new();
    loop {
        let batch: Vec<(usize, Vec<u8>)> = lines
            .by_ref()
            .take(BATCH)
            .map(|(number, line)| Ok((number, line?)))
            .collect::<io::Result<_>>()?;
        if batch.is_empty() {
            return Ok(refused);
        }
        let judged: Vec<Option<Result<Vec<u8>, Refused>>> = batch
            .par_iter()
            .map_init(
                || PairJudge::for_language("en"),
                |judge, (number, line)| {
                    (!line.trim_ascii().is_empty()).then(|| judge_line(judge, *number, line))
                },
            )
            .collect();
        for line in judged.into_iter().flatten() {
            match line {
                Ok(row) => out.write_all(&row)?,
                Err(row) => refused.push(row),
            }
        }
    }
}

fn judge_line(judge: &mut PairJudge, number: usize, line: &[u8]) -> Result<Vec<u8>, Refused> {
    let refuse = |e: serde_json::Error| Refused { line: number as u64 + 1, reason: e.to_string() };
    let pair: PairInput = serde_json::from_slice(line).map_err(refuse)?;
    let mut row = serde_json::to_vec(&judge.judge(&pair)).map_err(refuse)?;
    row.push(b'\n');
    Ok(row)
}

/// A conflict of figures comes first: such sentences are often alike in all other words.
pub fn verdict(score: &Score, conflict: bool) -> PairVerdict {
    match Model::shipped().band(score.z) {
        _ if conflict => PairVerdict::Conflict,
        Band::Same => PairVerdict::Same,
        Band::Likely | Band::Maybe | Band::No => PairVerdict::Different,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_judged_in_order_and_bad_ones_named() {
        let lines = concat!(
            "{\"id\":\"1\",\"a\":\"The quake killed 12 people.\",\"b\":\"Forty people were killed by the quake.\"}\n",
            "\n{\"id\":2}\n",
            "{\"id\":3,\"a\":\"Vietnam has the world's second-largest rare earth deposits.\",",
            "\"b\":\"The second-largest reserves of rare earths in the world lie in Vietnam.\"}\n",
        );
        let mut out = Vec::new();
        let refused = score_lines(lines.as_bytes(), &mut out).unwrap();
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].line, 3);
        let rows: Vec<PairOutput> = out
            .split(|b| *b == b'\n')
            .filter(|l| !l.is_empty())
            .map(|l| serde_json::from_slice(l).unwrap())
            .collect();
        assert_eq!((rows[0].id.as_str(), rows[0].verdict), ("1", PairVerdict::Conflict));
        assert_eq!((rows[1].id.as_str(), rows[1].verdict), ("3", PairVerdict::Same));
    }
}
