//! Scored sentence pairs against the truth: is it the same fact, and do the two conflict?
//!
//! A row of the result is `{"id","same","verdict"}`, a row of the truth `{"id","label"}` with label
//! 1 or 0 (true or false); a pair whose label is null is undecided and left out. A pair that the
//! result lacks counts as scored 0. Where rows of the truth also carry `conflict` (0 or 1) or
//! `relation` (a word, one of which is `conflict`), the verdict `conflict` is judged by it.

use std::fmt;
use std::path::Path;

use hashbrown::HashMap;
use serde::Serialize;
use serde_json::Value;

use super::gold;
use super::measure::PrecisionRecall;
use super::ranking::Ranking;
use crate::error::{Error, Result};

/// From this probability on a pair is taken for the same fact: 1 / (1 + exp(-(3.7 - 1.92))), the
/// score from which at least .93 of the pairs within a story were right when it was fitted.
pub const SAME: f64 = 0.856;

/// From this probability on a pair may be the same fact: 1 / (1 + exp(-(2.5 - 1.92))).
pub const MAYBE: f64 = 0.641;

/// One pair with what is true of it and what was said of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JudgedPair {
    /// Predicted probability of the same fact, 0..=1.
    pub same: f64,
    /// Whether the predicted verdict is `same`.
    pub says_same: bool,
    /// Whether the predicted verdict is `conflict`.
    pub says_conflict: bool,
    /// Truth: the same fact?
    pub is_same: bool,
    /// Truth: a conflict? `None` where it does not say.
    pub is_conflict: Option<bool>,
}

/// How well pairs are scored.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairScores {
    /// Pairs with a label.
    pub pairs: usize,
    /// Of them, pairs of the same fact.
    pub positives: u64,
    /// Pairs that the truth leaves undecided; left out.
    pub undecided: usize,
    /// Labelled pairs that the result lacks; scored 0.
    pub missing: usize,
    /// Average precision of the score.
    pub average_precision: f64,
    /// The best recall at a precision of .9 or more.
    pub recall_at_precision_90: f64,
    /// A score of [`SAME`] or more.
    pub same: PrecisionRecall,
    /// A score of [`MAYBE`] or more.
    pub maybe: PrecisionRecall,
    /// The verdict `same`.
    pub verdict_same: PrecisionRecall,
    /// The verdict `conflict`; null where the truth says nothing of conflicts.
    pub verdict_conflict: Option<PrecisionRecall>,
}

/// Scores judged pairs.
pub fn score(pairs: &[JudgedPair]) -> PairScores {
    let ranking = Ranking::new(pairs.iter().map(|p| (p.same, p.is_same)));
    let verdicts = pairs.iter().map(|p| (p.says_same, p.is_same));
    let conflicts: Vec<_> =
        pairs.iter().filter_map(|p| Some((p.says_conflict, p.is_conflict?))).collect();
    PairScores {
        pairs: pairs.len(),
        positives: ranking.positives(),
        undecided: 0,
        missing: 0,
        average_precision: ranking.average_precision(),
        recall_at_precision_90: ranking.recall_at_precision(0.9),
        same: ranking.at_cut(SAME),
        maybe: ranking.at_cut(MAYBE),
        verdict_same: of_verdicts(verdicts),
        verdict_conflict: (!conflicts.is_empty()).then(|| of_verdicts(conflicts.into_iter())),
    }
}

/// From (said, true) rows.
fn of_verdicts(rows: impl Iterator<Item = (bool, bool)>) -> PrecisionRecall {
    let (mut right, mut said, mut gold) = (0, 0, 0);
    for (says, is) in rows {
        right += u64::from(says && is);
        said += u64::from(says);
        gold += u64::from(is);
    }
    PrecisionRecall::of_counts(right, said, gold)
}

/// Reads truth and result and scores them. `label` is the key of the label, usually `label`.
///
/// # Errors
/// If a file cannot be read, a row has no id, a label is neither 0, 1 nor null, or a `same` is not
/// a number from 0 to 1.
pub fn score_files(gold: &Path, label: &str, result: &Path) -> Result<PairScores> {
    let results = read_results(result)?;
    let (mut pairs, mut undecided, mut missing) = (Vec::new(), 0, 0);
    for (number, row) in gold::json_lines(gold)? {
        let id = gold::id_of(gold, number, &row)?;
        let Some(is_same) = yes_or_no(&row[label]).map_err(|e| Error::format(gold, number, e))?
        else {
            undecided += 1;
            continue;
        };
        let found = results.get(&id);
        missing += usize::from(found.is_none());
        pairs.push(JudgedPair {
            is_same,
            is_conflict: is_conflict(&row).map_err(|e| Error::format(gold, number, e))?,
            ..found.copied().unwrap_or(UNSEEN)
        });
    }
    Ok(PairScores { undecided, missing, ..score(&pairs) })
}

/// What counts for a pair that the result lacks.
const UNSEEN: JudgedPair = JudgedPair {
    same: 0.0,
    says_same: false,
    says_conflict: false,
    is_same: false,
    is_conflict: None,
};

/// Id -> what the result says.
fn read_results(path: &Path) -> Result<HashMap<String, JudgedPair>> {
    let mut rows = HashMap::new();
    for (number, row) in gold::json_lines(path)? {
        let same = row["same"].as_f64().filter(|s| (0.0..=1.0).contains(s));
        let same =
            same.ok_or_else(|| Error::format(path, number, "expected \"same\": a number, 0 to 1"))?;
        let verdict = row["verdict"].as_str();
        let (says_same, says_conflict) = (verdict == Some("same"), verdict == Some("conflict"));
        let id = gold::id_of(path, number, &row)?;
        rows.insert(id, JudgedPair { same, says_same, says_conflict, ..UNSEEN });
    }
    Ok(rows)
}

/// A label: 1, 0, true, false; null or absent is undecided.
fn yes_or_no(label: &Value) -> std::result::Result<Option<bool>, String> {
    match (label.as_bool(), label.as_f64()) {
        (Some(is), _) => Ok(Some(is)),
        (_, Some(1.0)) => Ok(Some(true)),
        (_, Some(0.0)) => Ok(Some(false)),
        _ if label.is_null() => Ok(None),
        _ => Err(format!("a label is 0, 1 or null, not {label}")),
    }
}

/// What the truth says of a conflict, where it does.
fn is_conflict(row: &Value) -> std::result::Result<Option<bool>, String> {
    match row["relation"].as_str() {
        Some(word) => Ok(Some(word == "conflict")),
        None => yes_or_no(&row["conflict"]),
    }
}

impl fmt::Display for PairScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "pairs              {}  ({} the same fact; {} undecided left out, {} missing scored 0)",
            self.pairs, self.positives, self.undecided, self.missing
        )?;
        writeln!(f, "average precision  {:.4}", self.average_precision)?;
        writeln!(f, "recall at P .9     {:.4}", self.recall_at_precision_90)?;
        writeln!(f, "same  >= {SAME}     {}", self.same)?;
        writeln!(f, "maybe >= {MAYBE}     {}", self.maybe)?;
        writeln!(f, "verdict same       {}", self.verdict_same)?;
        match self.verdict_conflict {
            Some(conflict) => writeln!(f, "verdict conflict   {conflict}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(gold: &str, result: &str) -> Result<PairScores> {
        let dir = tempfile::tempdir().unwrap();
        let (g, r) = (dir.path().join("gold"), dir.path().join("result"));
        std::fs::write(&g, gold).unwrap();
        std::fs::write(&r, result).unwrap();
        score_files(&g, "label", &r)
    }

    const RESULT: &str = r#"{"id":"1","same":0.9,"verdict":"same","values":[]}
{"id":"2","same":0.7,"verdict":"conflict"}
{"id":"3","same":0.2,"verdict":"different"}
"#;

    #[test]
    fn worked_example() {
        // Ranked: 1 (true) .9, 2 (false) .7, 3 .2 undecided, 4 (true) missing, 0.
        let gold = r#"{"id":1,"a":"x","b":"y","label":1,"relation":"agree"}
{"id":"2","label":0,"relation":"conflict"}
{"id":"3","label":null}
{"id":"4","label":true,"conflict":0}
"#;
        let scores = files(gold, RESULT).unwrap();
        assert_eq!((scores.pairs, scores.undecided, scores.missing), (3, 1, 1));
        assert!((scores.average_precision - 5.0 / 6.0).abs() < 1e-12);
        assert_eq!(scores.recall_at_precision_90, 0.5);
        assert_eq!((scores.same.precision, scores.same.recall), (1.0, 0.5));
        assert_eq!((scores.maybe.precision, scores.maybe.recall), (0.5, 0.5));
        assert_eq!(scores.verdict_same.recall, 0.5);
        assert_eq!(scores.verdict_conflict.unwrap().f1, 1.0);
    }

    #[test]
    fn without_conflicts_in_the_truth_none_are_judged() {
        let scores = files("{\"id\":\"1\",\"label\":1}\n", RESULT).unwrap();
        assert_eq!(scores.verdict_conflict, None);
        assert!(scores.to_string().contains("average precision  1.0000"), "{scores}");
    }

    #[test]
    fn damage_is_told() {
        let told = |g: &str, r: &str| files(g, r).unwrap_err().to_string();
        assert!(told("{\"id\":\"1\",\"label\":3}", RESULT).contains("0, 1 or null, not 3"));
        assert!(told("{\"id\":\"1\",\"label\":1}", "{\"id\":\"1\"}").contains("line 1"));
        assert!(told("{\"label\":1}", RESULT).contains("needs an id"));
    }

    #[test]
    fn bands_follow_from_their_scores() {
        let logistic = |z: f64| 1.0 / (1.0 + (-(z - 1.92)).exp());
        assert!((logistic(3.7) - SAME).abs() < 5e-4 && (logistic(2.5) - MAYBE).abs() < 5e-4);
    }
}
