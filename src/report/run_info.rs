//! `run.json`: what a run was, as far as it is not the result itself.
//!
//! [`RunInfo`] carries seconds and memory and so stands outside the promise of same dump, same
//! bytes. [`RunFacts`] is the part that the reports may show: no time, no machine, no path.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::analysis::{Analysis, PageKind, Scale, Verdict};
use crate::eval::Summary;

/// The name by which a result folder is known as ours.
pub const TOOL: &str = "samestory";

/// The contents of `run.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunInfo {
    /// Always [`TOOL`].
    pub tool: String,
    /// Version of samestory.
    pub version: String,
    /// The settings that shape the result, as in samestory.toml: tables of names and values. What
    /// only concerns the machine (threads, memory, scratch folder) stays out.
    pub settings: Value,
    /// What was found.
    pub counts: Counts,
    /// What a story score is worth in this run; null where no stories were looked for.
    #[serde(default)]
    pub scale: Option<Scale>,
    /// Stages in order, with their wall-clock time.
    pub stages: Vec<StageTime>,
    /// Peak resident memory in bytes; null where the system does not tell.
    pub peak_memory_bytes: Option<u64>,
    /// The inputs in order.
    pub inputs: Vec<Input>,
}

/// Counts of what was read and found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Articles read.
    pub articles: usize,
    /// Outlets they come from.
    pub outlets: usize,
    /// Pages that are no single article (fronts, consent walls, ...) and so left out of stories.
    pub set_aside: usize,
    /// Records that repeated an id and its content; kept once.
    pub repeated: u64,
    /// Records that were not taken, or not as they are.
    pub rejected: usize,
    /// Groups of copies.
    pub groups: usize,
    /// Articles that copy another.
    pub copies: usize,
    /// Stories.
    pub stories: usize,
    /// Articles that are in a story.
    pub in_stories: usize,
    /// Facts of all verdicts.
    pub facts: usize,
    /// Facts that two or more independent origins state.
    pub agreed: usize,
    /// Facts that several outlets have from one origin.
    pub repeated_facts: usize,
    /// Facts on which outlets contradict each other.
    pub conflicts: usize,
    /// Figures that grew over time.
    pub updated: usize,
    /// Facts that one outlet alone carries.
    pub single: usize,
    /// Verified pairs, accepted and rejected.
    pub pairs: usize,
}

/// One stage and its time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageTime {
    /// The stage.
    pub name: String,
    /// Wall-clock seconds.
    pub seconds: f64,
}

/// One input file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its name, relative to the argument it was found under.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Where it lay, in full; null for what can be read but once. For `explain`, which reads it
    /// again; no report shows it.
    #[serde(default)]
    pub path: Option<String>,
    /// Hash of its contents, in hex.
    pub fingerprint: String,
}

impl Counts {
    /// Counts an analysis. `repeated` is known to the reader only.
    pub fn of(analysis: &Analysis, repeated: u64) -> Self {
        let articles = &analysis.articles;
        let facts = |verdict| analysis.facts.iter().filter(|f| f.verdict == verdict).count();
        Self {
            articles: articles.len(),
            outlets: outlets(analysis),
            set_aside: articles.iter().filter(|a| a.kind != PageKind::Article).count(),
            repeated,
            rejected: analysis.rejected.len(),
            groups: analysis.groups.len(),
            copies: articles.iter().filter(|a| a.copy_of.is_some()).count(),
            stories: analysis.stories.len(),
            in_stories: articles.iter().filter(|a| a.story.is_some()).count(),
            facts: analysis.facts.len(),
            agreed: facts(Verdict::Agreed),
            repeated_facts: facts(Verdict::Repeated),
            conflicts: facts(Verdict::Conflict),
            updated: facts(Verdict::Updated),
            single: facts(Verdict::Single),
            pairs: analysis.pairs.len(),
        }
    }

    /// Share of articles that copy another, 0..=1.
    pub fn copied_share(&self) -> f64 {
        if self.articles == 0 { 0.0 } else { self.copies as f64 / self.articles as f64 }
    }
}

fn outlets(analysis: &Analysis) -> usize {
    let mut names: Vec<&str> = analysis.articles.iter().map(|a| a.source().name()).collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}

/// Settings that are paths.
const PATHS: [&str; 2] = ["cluster.basis", "facts.families"];

/// What the reports may say about a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunFacts {
    /// Version of samestory.
    pub version: String,
    /// Settings by dotted name, in the order of `run.json`.
    pub settings: Vec<(String, String)>,
    /// Input files with their sizes in bytes.
    pub inputs: Vec<(String, u64)>,
    /// Records that repeated an id and its content.
    pub repeated: u64,
    /// How well the result matches truths, where some were given.
    pub quality: Vec<Summary>,
    /// What part of a result is told, where it is not the whole.
    pub part: Option<String>,
}

impl RunInfo {
    /// The part without time or machine.
    pub fn facts(&self) -> RunFacts {
        let mut settings = Vec::new();
        flatten("", &self.settings, &mut settings);
        for (name, value) in &mut settings {
            if PATHS.contains(&name.as_str()) {
                // The last part tells which; the rest tells of the machine.
                *value = value
                    .rsplit(['/', '\\'])
                    .find(|part| !part.is_empty())
                    .map(str::to_owned)
                    .unwrap_or_default();
            }
        }
        RunFacts {
            version: self.version.clone(),
            settings,
            inputs: self.inputs.iter().map(|i| (i.name.clone(), i.bytes)).collect(),
            repeated: self.counts.repeated,
            quality: Vec::new(),
            part: None,
        }
    }
}

/// `{"dedup":{"near":0.7}}` -> `dedup.near`, `0.7`. Settings are a few tables deep at most; JSON
/// itself stops at 128 levels.
fn flatten(name: &str, value: &Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(table) => {
            for (key, value) in table {
                let dot = if name.is_empty() { "" } else { "." };
                flatten(&format!("{name}{dot}{key}"), value, into);
            }
        }
        Value::Null => {}
        Value::String(text) => into.push((name.to_owned(), text.clone())),
        other => into.push((name.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn counts_follow_the_analysis() {
        let counts = Counts::of(&fixture::analysis(), 2);
        assert_eq!((counts.articles, counts.outlets, counts.copies), (8, 6, 2));
        assert_eq!((counts.stories, counts.in_stories, counts.set_aside), (2, 6, 1));
        assert_eq!((counts.facts, counts.conflicts, counts.repeated), (5, 1, 2));
        assert_eq!(counts.copied_share(), 0.25);
        assert_eq!(Counts::default().copied_share(), 0.0);
    }

    #[test]
    fn facts_of_a_run_tell_settings_but_no_time() {
        let mut info = fixture::run_info();
        info.settings["cluster"]["basis"] = "/home/one/last run/".into();
        info.settings["facts"] = serde_json::json!({"families": "C:\\lists\\owners.tsv"});
        let facts = info.facts();
        let wanted = [
            ("dedup.near", "0.7"),
            ("cluster.basis", "last run"),
            ("facts.families", "owners.tsv"),
        ];
        for (name, value) in wanted {
            assert!(facts.settings.contains(&(name.into(), value.into())), "{facts:?}");
        }
        assert!(!format!("{facts:?}").contains("seconds"));
    }
}
