//! The rows of the result folder: one struct a file, keys in the order of the contract.
//!
//! Each `.jsonl` file holds one row a line; every key is always present, `null` where unknown.
//! [`write()`] turns an [`Analysis`] into rows straight onto a writer, [`write_as`] in any
//! [`RowFormat`]; [`read()`] turns a folder of JSON Lines back into an `Analysis`. The same structs
//! serve both ways: text is borrowed on the way out and owned on the way in.
//!
//! Ids are the caller's own strings. A group is `d-` and its survivor's key, a story carries its
//! own id, facts are `f-1`, `f-2`, ...: in order of the file, or as an earlier update has numbered
//! them. Scores have four decimals, values twelve
//! significant digits, so a second round through a file changes nothing.

mod fields;
mod flat;
mod read;
#[cfg(test)]
pub(crate) mod tests;
mod write;

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::analysis::{
    Analysis, FactKind, Field, Location, LookAlike, Modality, PageKind, PairStage, Passage,
    Relation, Verdict, Witness,
};

pub use fields::{Features, Number, Score, Time};
pub(crate) use flat::membership;
pub use flat::{ClusterRow, DedupRow};
pub use read::read;
#[cfg(feature = "parquet")]
pub(crate) use write::each;
pub use write::write;
pub(crate) use write::{
    JsonLines, Sink, group_id, row_of_article, row_of_fact, row_of_group, row_of_pair,
    rows_of_terms,
};

/// Text of a row.
type Text<'a> = Cow<'a, str>;

/// The files of rows: the six of a result folder and the two that stand alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// `articles.jsonl`: every article's place in the result, in input order.
    Articles,
    /// `duplicates.jsonl`: the groups of copies.
    Duplicates,
    /// `stories.jsonl`: the stories.
    Stories,
    /// `facts.jsonl`: the facts.
    Facts,
    /// `pairs.jsonl`: the verified pairs.
    Pairs,
    /// `rejected.jsonl`: records that were not taken.
    Rejected,
    /// Every article with its group of copies, in input order ([`DedupRow`]).
    Dedup,
    /// Every article with its story, in input order ([`ClusterRow`]).
    Cluster,
}

impl Table {
    /// Every table by name.
    pub const ALL: [(&'static str, Self); 8] = [
        ("articles", Self::Articles),
        ("duplicates", Self::Duplicates),
        ("stories", Self::Stories),
        ("facts", Self::Facts),
        ("pairs", Self::Pairs),
        ("rejected", Self::Rejected),
        ("dedup", Self::Dedup),
        ("cluster", Self::Cluster),
    ];

    /// The tables that make up a result folder.
    pub const FOLDER: [Self; 6] =
        [Self::Articles, Self::Duplicates, Self::Stories, Self::Facts, Self::Pairs, Self::Rejected];

    /// Its name, as in [`Table::ALL`].
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, table)| *table == self).map_or("", |(name, _)| name)
    }

    /// Its file in a result folder: the name and `.jsonl`.
    pub fn file_name(self) -> String {
        self.file_name_as(RowFormat::JsonLines)
    }

    /// Its file in another format: the name and the format's ending.
    pub fn file_name_as(self, format: RowFormat) -> String {
        format!("{}.{}", self.name(), format.ending())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Table {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, table)| *table).ok_or_else(|| format!("no table is called {name}"))
    }
}

/// How the rows of a table are put down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFormat {
    /// One JSON object a line.
    JsonLines,
    /// Columns, for tables of many rows: see [`super::parquet`].
    #[cfg(feature = "parquet")]
    Parquet,
}

impl RowFormat {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
        }
    }
}

/// Writes all rows of `table` in a format. `out` should be buffered.
///
/// # Errors
/// If `out` refuses a write, or a row holds what the format has no room for.
pub fn write_as(
    format: RowFormat,
    table: Table,
    analysis: &Analysis,
    out: &mut (impl Write + Send),
) -> io::Result<()> {
    match format {
        RowFormat::JsonLines => write(table, analysis, out),
        #[cfg(feature = "parquet")]
        RowFormat::Parquet => super::parquet::write(table, analysis, out),
    }
}

/// Writes the rows of a table that stand in a file of JSON Lines in another format.
///
/// # Errors
/// If the file cannot be read or holds something else, or `out` refuses a write.
pub(crate) fn write_lines_as(
    format: RowFormat,
    table: Table,
    lines: &Path,
    out: &mut (impl Write + Send),
) -> io::Result<()> {
    #[cfg(not(feature = "parquet"))]
    let _ = table;
    match format {
        RowFormat::JsonLines => io::copy(&mut File::open(lines)?, out).map(drop),
        #[cfg(feature = "parquet")]
        RowFormat::Parquet => super::parquet::write_lines(table, lines, out),
    }
}

/// A row of `articles.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArticleRow<'a> {
    /// The caller's id.
    pub id: Text<'a>,
    /// The outlet.
    pub source: Text<'a>,
    /// When it was published.
    pub published: Option<Time>,
    /// Headline; null where there is none.
    pub title: Option<Text<'a>>,
    /// Web address.
    pub url: Option<Text<'a>>,
    /// Language; null where undecided.
    pub lang: Option<Text<'a>>,
    /// What kind of page it is.
    pub kind: PageKind,
    /// Where it was read.
    pub location: Location,
    /// Its group of copies; null = no copies.
    pub duplicate_group: Option<Text<'a>>,
    /// How it relates to its survivor; null for survivors and lone articles.
    pub relation: Option<Relation>,
    /// The survivor it copies.
    pub copy_of: Option<Text<'a>>,
    /// Look-alikes that are not copies.
    pub related: Vec<RelatedRow<'a>>,
    /// Its story; null = alone.
    pub story: Option<Text<'a>>,
    /// How likely it belongs to its story, 0..=1.
    pub story_score: Option<Score>,
    /// The terms it shares with its story.
    pub why: Vec<TermRow<'a>>,
    /// The best story it is not in.
    pub runner_up: Option<RunnerUpRow<'a>>,
}

/// A look-alike in an [`ArticleRow`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelatedRow<'a> {
    /// The other article.
    pub id: Text<'a>,
    /// What kind of likeness.
    pub relation: LookAlike,
    /// 0..=1.
    pub score: Score,
}

/// A term and its weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermRow<'a> {
    /// A readable form of the term.
    pub term: Text<'a>,
    /// 0..=1.
    pub weight: Score,
}

/// The best story that an article is not in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunnerUpRow<'a> {
    /// The story.
    pub story: Text<'a>,
    /// On the scale of `story_score`.
    pub score: Score,
}

/// A row of `duplicates.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DuplicateRow<'a> {
    /// `d-` and the survivor's id.
    pub group: Text<'a>,
    /// The member that stands for the text.
    pub survivor: Text<'a>,
    /// The copies.
    pub members: Vec<MemberRow<'a>>,
}

/// One copy in a [`DuplicateRow`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemberRow<'a> {
    /// The copy.
    pub id: Text<'a>,
    /// How it relates to `of`.
    pub relation: Relation,
    /// The article it was verified against: the survivor.
    pub of: Text<'a>,
    /// Jaccard similarity of the word 3-grams, 0..=1.
    pub jaccard: Score,
    /// Share of the smaller text that stands in the larger, 0..=1.
    pub containment: Score,
    /// Where the copy differs from the survivor, or holds it.
    pub passages: Cow<'a, [Passage]>,
}

/// A row of `stories.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoryRow<'a> {
    /// `s-` and the id of its first article.
    pub id: Text<'a>,
    /// The headline that stands nearest to all others.
    pub label: Text<'a>,
    /// What it is about, heaviest first.
    pub terms: Vec<TermRow<'a>>,
    /// Members in order of time.
    pub articles: Vec<Text<'a>>,
    /// Outlets, sorted.
    pub sources: Vec<Text<'a>>,
    /// Distinct texts.
    pub texts: usize,
    /// Independent origins.
    pub witnesses: usize,
    /// Earliest date.
    pub first: Option<Time>,
    /// Latest date.
    pub last: Option<Time>,
    /// Mean pair score between members, 0..=1.
    pub cohesion: Score,
    /// The earlier story it continues.
    pub continues: Option<Text<'a>>,
    /// Place on the map of stories.
    pub x: Option<Score>,
    /// Place on the map of stories.
    pub y: Option<Score>,
}

/// A row of `facts.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactRow<'a> {
    /// `f-` and its number: in order of the file, or the one that an earlier update gave it.
    pub id: Text<'a>,
    /// The story it belongs to; null where articles were compared outside a run.
    pub story: Option<Text<'a>>,
    /// Who agrees with whom.
    pub verdict: Verdict,
    /// What sort of statement.
    pub kind: FactKind,
    /// The sentence that stands nearest to all mentions.
    pub claim: Text<'a>,
    /// Probability that the mentions state (or contradict each other on) the same fact, 0..=1.
    pub confidence: Score,
    /// Outlets that state it, sorted.
    pub sources: Vec<Text<'a>>,
    /// Independent origins.
    pub witnesses: Cow<'a, [Witness]>,
    /// The figures given for it.
    pub values: Vec<ValueRow<'a>>,
    /// The statements.
    pub mentions: Vec<MentionRow<'a>>,
}

/// One value in a [`FactRow`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValueRow<'a> {
    /// In the base unit.
    pub value: Number,
    /// The unit or the thing counted.
    pub unit: Option<Text<'a>>,
    /// Indices into `mentions`.
    pub mentions: Cow<'a, [usize]>,
    /// The day it speaks of.
    pub as_of: Option<Text<'a>>,
}

/// One statement in a [`FactRow`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MentionRow<'a> {
    /// The article.
    pub article: Text<'a>,
    /// Its outlet.
    pub source: Text<'a>,
    /// When the article was published.
    pub published: Option<Time>,
    /// The day the statement speaks of.
    pub as_of: Option<Text<'a>>,
    /// Title or text.
    pub field: Field,
    /// First UTF-8 byte of the sentence in the field.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// The sentence.
    pub sentence: Text<'a>,
    /// The figure it gives, in the base unit.
    pub value: Option<Number>,
    /// Whose statement it is.
    pub speaker: Option<Text<'a>>,
    /// Told as done, planned or denied.
    pub modality: Modality,
}

/// A row of `pairs.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairRow<'a> {
    /// The article with the smaller id.
    pub a: Text<'a>,
    /// The other.
    pub b: Text<'a>,
    /// Which stage verified the pair.
    pub stage: PairStage,
    /// 0..=1.
    pub score: Score,
    /// Named parts of the score, as an object.
    pub features: Features<'a>,
    /// Copies: joined in one group. Stories: ended in one story.
    pub accepted: bool,
}
