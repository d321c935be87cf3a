//! Reads truth and results from files.
//!
//! * Clusters: JSON Lines `{"id","cluster"}`, or TSV `id<TAB>cluster` with an optional third column
//!   for the kind of article and an optional header. An absent, null or empty cluster, or -1 (the
//!   noise of some tools), is none. A repeated id: the last row counts.
//! * Facts: one JSON object, see [`Truth`].
//! * Anything else in JSON Lines, by [`json_lines`].
//!
//! Not done: compressed files.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::analysis::{Analysis, Verdict};
use crate::error::{Error, Result};

/// One article and its cluster, in the truth or in a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterRow {
    /// The article.
    pub id: String,
    /// Its cluster; `None` = without a label.
    pub cluster: Option<String>,
    /// What kind of article it is (`base`, a kind of copy, a kind of trap), where the truth says.
    pub kind: Option<String>,
}

impl ClusterRow {
    /// Articles and their stories.
    pub fn of_stories(analysis: &Analysis) -> Vec<Self> {
        Self::of(analysis, |i| analysis.articles[i].story)
    }

    /// Articles and their groups of copies.
    pub fn of_groups(analysis: &Analysis) -> Vec<Self> {
        Self::of(analysis, |i| analysis.articles[i].group)
    }

    fn of(analysis: &Analysis, cluster: impl Fn(usize) -> Option<usize>) -> Vec<Self> {
        let rows = analysis.articles.iter().enumerate().map(|(i, article)| Self {
            id: article.key().to_string(),
            cluster: cluster(i).map(|c| c.to_string()),
            kind: None,
        });
        rows.collect()
    }
}

/// Reads clusters; in JSON rows the first of `keys` that a row has holds its cluster.
///
/// # Errors
/// If the file cannot be read, a line is no row, or no row has any of the keys.
pub fn read_clusters(path: &Path, keys: &[&str]) -> Result<Vec<ClusterRow>> {
    let mut rows = Vec::new();
    let mut is_json = None;
    let mut has_key = false;
    for_each_line(path, |number, line| {
        let json = *is_json.get_or_insert_with(|| line.starts_with('{'));
        if json {
            let value = parse(path, number, line)?;
            let cluster = keys.iter().find_map(|key| value.get(key));
            has_key |= cluster.is_some();
            rows.push(ClusterRow {
                id: id_of(path, number, &value)?,
                cluster: cluster.and_then(label),
                kind: None,
            });
        } else if line.trim_end() != "id\tcluster" && !line.starts_with("id\tcluster\t") {
            rows.push(tsv_row(path, number, line)?);
        }
        Ok(())
    })?;
    if is_json == Some(true) && !has_key {
        return Err(Error::format(path, 0, format!("no row has a key {}", keys.join(" or "))));
    }
    Ok(rows)
}

fn tsv_row(path: &Path, number: u64, line: &str) -> Result<ClusterRow> {
    let mut columns = line.split('\t');
    let (Some(id), Some(cluster)) = (columns.next(), columns.next()) else {
        return Err(Error::format(path, number, "expected id<TAB>cluster"));
    };
    let filled = |s: &&str| !s.is_empty();
    let cluster = Some(cluster).filter(|c| is_label(c));
    let kind = columns.next().filter(filled);
    Ok(ClusterRow {
        id: id.to_owned(),
        cluster: cluster.map(str::to_owned),
        kind: kind.map(str::to_owned),
    })
}

/// A cluster's name: text, or a number as text.
fn label(value: &Value) -> Option<String> {
    text(value).filter(|l| is_label(l))
}

/// Not empty, and not -1: the noise of scikit-learn's clusterers, which pandas writes as -1.0 where
/// labels are missing.
fn is_label(label: &str) -> bool {
    !label.is_empty() && label.parse() != Ok(-1.0_f64)
}

/// Text, or a number as text.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

/// The `id` of a row: text, or a number as text.
pub(super) fn id_of(path: &Path, number: u64, row: &Value) -> Result<String> {
    row.get("id").and_then(text).ok_or_else(|| Error::format(path, number, "a row needs an id"))
}

fn parse(path: &Path, number: u64, line: &str) -> Result<Value> {
    serde_json::from_str(line).map_err(|e| Error::format(path, number, e.to_string()))
}

/// Reads JSON Lines: (line number, value); blank lines are passed over.
///
/// # Errors
/// If the file cannot be read or a line is not JSON.
pub fn json_lines(path: &Path) -> Result<Vec<(u64, Value)>> {
    let mut rows = Vec::new();
    for_each_line(path, |number, line| {
        rows.push((number, parse(path, number, line)?));
        Ok(())
    })?;
    Ok(rows)
}

/// Calls `each` with every line that is not blank and its number, counted from 1.
fn for_each_line(path: &Path, mut each: impl FnMut(u64, &str) -> Result<()>) -> Result<()> {
    let file = File::open(path).map_err(|e| Error::io(path, e))?;
    for (i, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|e| Error::io(path, e))?;
        let line = line.trim_start_matches('\u{feff}').trim_end_matches('\r');
        if !line.trim().is_empty() {
            each(i as u64 + 1, line)?;
        }
    }
    Ok(())
}

/// The facts that a few documents share, found by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Truth {
    /// Short names of the documents -> article ids or file names.
    pub documents: BTreeMap<String, String>,
    /// Facts of several documents.
    pub facts: Vec<TrueFact>,
    /// Statements that look alike and must not be joined.
    #[serde(default)]
    pub not_the_same: Vec<LookAlikePair>,
}

/// A fact that several documents state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrueFact {
    /// Its name.
    pub fact: String,
    /// How much it matters to find it.
    pub required: Required,
    /// What a comparison should say of it.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// Where it is stated.
    pub mentions: Vec<Quote>,
}

/// How much it matters to find a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Required {
    /// Missing it is a failure.
    Must,
    /// A good comparison has it.
    Should,
    /// Right if found, no loss if not.
    May,
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The document, by its short name.
    pub doc: String,
    /// Exact words.
    pub quote: String,
}

/// Two statements that look alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookAlikePair {
    /// One.
    pub a: Quote,
    /// The other.
    pub b: Quote,
    /// Why they differ.
    #[serde(default)]
    pub why: String,
}

/// Reads true facts.
///
/// # Errors
/// If the file cannot be read, is no [`Truth`], or quotes a document that it does not list.
pub fn read_facts(path: &Path) -> Result<Truth> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
    let truth: Truth = serde_json::from_slice(&bytes)
        .map_err(|e| Error::format(path, e.line() as u64, e.to_string()))?;
    match unlisted(&truth) {
        Some(doc) => Err(Error::format(path, 0, format!("no document {doc:?}"))),
        None => Ok(truth),
    }
}

/// The first quoted document that the truth does not list.
fn unlisted(truth: &Truth) -> Option<&str> {
    let of_facts = truth.facts.iter().flat_map(|f| &f.mentions);
    let of_pairs = truth.not_the_same.iter().flat_map(|p| [&p.a, &p.b]);
    let mut documents = of_facts.chain(of_pairs).map(|q| q.doc.as_str());
    documents.find(|doc| !truth.documents.contains_key(*doc))
}

/// Rows for tests.
#[cfg(test)]
pub(super) fn rows(rows: &[(&str, Option<&str>)]) -> Vec<ClusterRow> {
    let row = |(id, cluster): &(&str, Option<&str>)| ClusterRow {
        id: (*id).to_owned(),
        cluster: cluster.map(str::to_owned),
        kind: None,
    };
    rows.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(content: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        file
    }

    /// Id, cluster, kind; empty text for none.
    fn clusters(content: &str) -> Result<Vec<[String; 3]>> {
        let rows = read_clusters(file(content).path(), &["cluster", "story"])?;
        let text = Option::unwrap_or_default;
        Ok(rows.into_iter().map(|r| [r.id, text(r.cluster), text(r.kind)]).collect())
    }

    #[test]
    fn json_rows_name_their_cluster() {
        let lines = "{\"id\":\"a\",\"cluster\":3}\n\n{\"id\":7,\"story\":\"s-a\"}\r\n\
                     {\"id\":\"c\",\"cluster\":null}\n{\"id\":\"d\",\"cluster\":-1}\n";
        let expected = [["a", "3", ""], ["7", "s-a", ""], ["c", "", ""], ["d", "", ""]];
        assert_eq!(clusters(lines).unwrap(), expected);
    }

    #[test]
    fn tsv_rows_may_have_a_kind() {
        let expected = [["a", "1", "base"], ["b", "", ""]];
        assert_eq!(clusters("id\tcluster\tkind\na\t1\tbase\nb\t\n").unwrap(), expected);
    }

    #[test]
    fn damage_is_told_with_its_line() {
        let told = |content: &str| clusters(content).unwrap_err().to_string();
        assert!(told("a\t1\nb\n").contains("line 2: expected id<TAB>cluster"));
        assert!(told("{\"id\":\"a\",\"cluster\":1}\n{\"cluster\":1}\n").contains("line 2"));
        assert!(told("{\"id\":\"a\"}\n").contains("no row has a key cluster or story"));
        assert!(told("{\"id\":\"a\",\n").contains("line 1"));
    }

    #[test]
    fn facts_must_quote_listed_documents() {
        let truth = |doc: &str| {
            file(&format!(
                r#"{{"documents":{{"a":"1.txt"}},"note":"x","facts":[{{"fact":"f","required":"must",
                "verdict":"agreed","modality":null,"mentions":[{{"doc":"{doc}","quote":"q"}}]}}]}}"#
            ))
        };
        let read = read_facts(truth("a").path()).unwrap();
        assert_eq!(
            (read.facts[0].required, read.facts[0].verdict),
            (Required::Must, Some(Verdict::Agreed))
        );
        let error = read_facts(truth("z").path()).unwrap_err().to_string();
        assert!(error.contains("no document \"z\""), "{error}");
    }
}
