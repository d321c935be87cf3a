//! Lone sentence pairs: `{"id","a","b"}` to `{"id","same","verdict","values"}`.
//!
//! The words alone tell "same" from "different"; whether figures of the two contradict each other
//! is found elsewhere and handed in as [`Figures`]. Languages other than English: see
//! [`super::analyse`].

use serde::{Deserialize, Serialize};

use super::analyse::Analyser;
use super::model::{Band, Model, Score, Scorer};

/// A pair to judge; further keys are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PairInput {
    /// The caller's id.
    pub id: String,
    /// One sentence, or a short text.
    pub a: String,
    /// The other.
    pub b: String,
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

/// What the figures of a pair say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// Two figures for the same thing exclude each other.
    pub conflict: bool,
    /// The figures that were compared, in base units.
    pub values: Vec<f64>,
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

/// Judges pairs of one language. Holds buffers, so make one per thread and reuse it.
pub struct PairJudge {
    analyser: Analyser,
    scorer: Scorer,
}

impl PairJudge {
    /// For a language by ISO 639-1 code.
    pub fn for_language(lang: &str) -> Self {
        Self { analyser: Analyser::for_language(lang), scorer: Scorer::for_pairs() }
    }

    /// The score of two texts.
    pub fn score(&mut self, a: &str, b: &str) -> Score {
        let (a, b) = (self.analyser.text(a), self.analyser.text(b));
        self.scorer.score(&a, &b)
    }

    /// Judges a pair; `figures` is what its figures say, where they were compared.
    pub fn judge(&mut self, pair: &PairInput, figures: Option<Figures>) -> PairOutput {
        let score = self.score(&pair.a, &pair.b);
        let figures = figures.unwrap_or_default();
        PairOutput {
            id: pair.id.clone(),
            same: score.probability,
            verdict: verdict(&score, figures.conflict),
            values: figures.values,
        }
    }
}

/// A conflict of figures comes first: such sentences are often alike in all other words.
pub fn verdict(score: &Score, conflict: bool) -> PairVerdict {
    match Model::shipped().band(score.z) {
        _ if conflict => PairVerdict::Conflict,
        Band::Same | Band::Likely => PairVerdict::Same,
        Band::Maybe | Band::No => PairVerdict::Different,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(a: &str, b: &str) -> PairInput {
        PairInput { id: "1".to_owned(), a: a.to_owned(), b: b.to_owned() }
    }

    #[test]
    fn verdicts() {
        let mut judge = PairJudge::for_language("en");
        let same = pair("Police arrested two men in Lyon.", "Two men were arrested in Lyon.");
        assert_eq!(judge.judge(&same, None).verdict, PairVerdict::Same);
        let other = pair("Police arrested two men in Lyon.", "Wheat prices rose in Chicago.");
        assert_eq!(judge.judge(&other, None).verdict, PairVerdict::Different);
        let figures = Figures { conflict: true, values: vec![2.0, 3.0] };
        let output = judge.judge(&same, Some(figures));
        assert_eq!(output.verdict, PairVerdict::Conflict);
        assert_eq!(output.values, [2.0, 3.0]);
    }

    #[test]
    fn rows_have_the_promised_keys() {
        let input: PairInput =
            serde_json::from_str(r#"{"id":"7","a":"x","b":"x","label":1}"#).unwrap();
        let output = PairJudge::for_language("en").judge(&input, None);
        let row = serde_json::to_value(&output).unwrap();
        assert_eq!(row["id"], "7");
        assert_eq!(row["verdict"], "same");
        assert!(row["same"].as_f64().is_some_and(|p| p > 0.9) && row["values"].is_array());
    }
}
