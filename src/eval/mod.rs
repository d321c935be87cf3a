//! A result against the truth: one file per family of measures.
//!
//! * [`clusters`] (with [`contingency`], [`mutual_information`]): stories and groups of copies
//! * [`ranking`], [`pairs`]: scored sentence pairs
//! * [`facts`] (with [`cover`]): facts that several outlets state
//! * [`summary`]: any of these in few figures, for the report
//! * [`tune`]: which settings agree best with labels, and whether that holds
//! * [`gold`], [`align`]: reading the truth and bringing a result onto its articles
//!
//! Everything works on an [`crate::analysis::Analysis`] or on rows read from files, so that results
//! of other tools can be scored the same way. [`run`] is the whole of `samestory eval`.

pub mod align;
pub mod clusters;
pub mod confusions;
pub mod contingency;
pub mod cover;
pub mod facts;
mod facts_text;
pub mod gold;
pub mod measure;
pub mod mutual_information;
pub mod pairs;
pub mod ranking;
pub mod summary;
pub mod tune;

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Serialize;

use crate::error::{Error, Result};
use align::Aligned;
use gold::ClusterRow;
pub use summary::{Summary, summarise};

/// What is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Stories, as clusters of articles.
    Stories,
    /// Groups of copies, as clusters of articles.
    Duplicates,
    /// Facts of several outlets.
    Facts,
    /// Scored sentence pairs.
    Pairs,
}

impl Kind {
    /// All kinds, in the order of the enum.
    pub const ALL: [Self; 4] = [Self::Stories, Self::Duplicates, Self::Facts, Self::Pairs];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stories => "stories",
            Self::Duplicates => "duplicates",
            Self::Facts => "facts",
            Self::Pairs => "pairs",
        }
    }

    /// The file of a result folder that holds it. Sentence pairs are never in one.
    fn file(self) -> &'static str {
        match self {
            Self::Stories | Self::Duplicates => "articles.jsonl",
            Self::Facts => "facts.jsonl",
            Self::Pairs => "",
        }
    }

    /// Keys that may name an article's cluster in a result.
    fn cluster_keys(self) -> &'static [&'static str] {
        match self {
            Self::Duplicates => &["cluster", "duplicate_group"],
            _ => &["cluster", "story"],
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
            Error::setting("kind", name, format!("one of {}", Self::ALL.map(Self::name).join(", ")))
        })
    }
}

/// What an evaluation found; prints as text and serialises as JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Report {
    /// Stories or groups of copies.
    Clusters(Box<ClusterReport>),
    /// Facts.
    Facts(Box<facts::FactScores>),
    /// Sentence pairs.
    Pairs(Box<pairs::PairScores>),
}

/// Scores of clusters, and what was left out of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClusterReport {
    /// The measures.
    #[serde(flatten)]
    pub scores: clusters::ClusterScores,
    /// The same by kind of article; null where the truth names no kinds.
    pub by_kind: Option<clusters::KindScores>,
    /// What went wrong worst, worst first.
    pub confusions: Vec<confusions::Confusion>,
    /// Articles of the truth without a label; left out.
    pub unlabelled: usize,
    /// Articles of the truth that the result lacks; each counted as alone.
    pub missing: usize,
    /// Articles of the result that the truth does not know; left out.
    pub extra: usize,
}

impl ClusterReport {
    /// Scores the clusters of a result.
    pub fn new(gold: &[ClusterRow], predicted: &[ClusterRow]) -> Self {
        let confusions = confusions::worst(gold, predicted);
        let Aligned { gold, predicted, kinds, unlabelled, missing, extra } =
            align::align(gold, predicted);
        Self {
            scores: clusters::score(&gold, &predicted),
            by_kind: clusters::by_kind(&gold, &predicted, &kinds),
            confusions,
            unlabelled,
            missing,
            extra,
        }
    }
}

/// Scores `result`, a file or a result folder, against the truth in `gold`. `label` is the key of
/// the label in a truth of pairs, usually `label`; other kinds do not use it.
///
/// # Errors
/// If a file cannot be read or does not hold what it should (see [`gold`] and [`pairs`]).
pub fn run(kind: Kind, gold: &Path, label: &str, result: &Path) -> Result<Report> {
    let result: PathBuf =
        if result.is_dir() { result.join(kind.file()) } else { result.to_path_buf() };
    match kind {
        Kind::Stories | Kind::Duplicates => {
            let truth = gold::read_clusters(gold, kind.cluster_keys())?;
            let predicted = gold::read_clusters(&result, kind.cluster_keys())?;
            Ok(Report::Clusters(Box::new(ClusterReport::new(&truth, &predicted))))
        }
        Kind::Facts => {
            let truth = gold::read_facts(gold)?;
            let facts = facts::PredictedFact::read(&result)?;
            Ok(Report::Facts(Box::new(facts::score(&truth, &facts))))
        }
        Kind::Pairs => pairs::score_files(gold, label, &result).map(Box::new).map(Report::Pairs),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clusters(report) => report.fmt(f),
            Self::Facts(scores) => scores.fmt(f),
            Self::Pairs(scores) => scores.fmt(f),
        }
    }
}

impl fmt::Display for ClusterReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.scores.fmt(f)?;
        for (count, what) in [
            (self.unlabelled, "articles of the truth have no label: left out"),
            (self.missing, "articles of the truth are not in the result: each counted as alone"),
            (self.extra, "articles of the result are not in the truth: left out"),
        ] {
            if count > 0 {
                writeln!(f, "note      {count} {what}")?;
            }
        }
        self.by_kind.iter().try_for_each(|kinds| kinds.fmt(f))?;
        self.confusions.iter().try_for_each(|confusion| confusion.fmt(f))
    }
}

#[cfg(test)]
mod tests;
