//! What a ledger reads of a row: the articles it is about, and what it names that may be no more.

use std::borrow::Cow;
use std::io;

use hashbrown::HashSet;
use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use crate::report::rows::{ArticleRow, StoryRow, Table};

/// As much of a row as tells what it is about.
#[derive(Deserialize)]
pub(super) struct Head<'a> {
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    group: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    survivor: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    articles: Vec<Cow<'a, str>>,
    #[serde(borrow, default)]
    mentions: Vec<Mention<'a>>,
    #[serde(borrow, default)]
    story: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    a: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    b: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    duplicate_group: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    runner_up: Option<RunnerUp<'a>>,
    #[serde(borrow, default)]
    continues: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Mention<'a> {
    #[serde(borrow)]
    article: Cow<'a, str>,
}

#[derive(Deserialize)]
struct RunnerUp<'a> {
    #[serde(borrow)]
    story: Cow<'a, str>,
}

impl Head<'_> {
    pub fn parse(line: &[u8]) -> io::Result<Head<'_>> {
        serde_json::from_slice(line).map_err(io::Error::from)
    }

    /// The articles that tell where the row belongs: both of a pair, one of anything else.
    pub fn about(&self, table: Table) -> impl Iterator<Item = &str> {
        let names: [Option<&str>; 2] = match table {
            Table::Articles => [self.id.as_deref(), None],
            Table::Duplicates => [self.survivor.as_deref(), None],
            Table::Stories => [self.articles.first().map(AsRef::as_ref), None],
            Table::Facts => [self.mentions.first().map(|m| m.article.as_ref()), None],
            _ => [self.a.as_deref(), self.b.as_deref()],
        };
        names.into_iter().flatten()
    }

    /// The story that the row is of.
    pub fn story(&self, table: Table) -> Option<&str> {
        match table {
            Table::Stories => self.id.as_deref(),
            Table::Facts => self.story.as_deref(),
            _ => None,
        }
    }

    /// The name by which other rows know this one.
    pub fn name(&self) -> Option<&str> {
        self.group.as_deref().or(self.id.as_deref())
    }
}

pub(super) fn hash(name: &str) -> u64 {
    xxh3_64(name.as_bytes())
}

/// Hashes of the names of the groups and stories that are there in the end.
pub(super) struct Names {
    pub groups: HashSet<u64>,
    pub stories: HashSet<u64>,
}

impl Names {
    /// The row without what it names in vain; `None` where there is nothing of the kind. A row is
    /// final before it is known what becomes of a story that its article is not in, or of a group
    /// that goes on without it.
    pub fn mend(&self, table: Table, line: &[u8]) -> io::Result<Option<Vec<u8>>> {
        if !matches!(table, Table::Articles | Table::Stories) {
            return Ok(None);
        }
        let head = Head::parse(line)?;
        let no_story = |name: &str| !self.stories.contains(&hash(name));
        let no_runner_up = head.runner_up.is_some_and(|other| no_story(&other.story));
        let no_earlier = head.continues.is_some_and(|story| no_story(&story));
        let no_group = head.duplicate_group.is_some_and(|g| !self.groups.contains(&hash(&g)));
        if no_earlier {
            let mut row: StoryRow<'_> = serde_json::from_slice(line)?;
            row.continues = None;
            return written(&row).map(Some);
        }
        if !(no_runner_up || no_group) {
            return Ok(None);
        }
        let mut row: ArticleRow<'_> = serde_json::from_slice(line)?;
        if no_runner_up {
            row.runner_up = None;
        }
        if no_group {
            (row.duplicate_group, row.relation, row.copy_of) = (None, None, None);
        }
        written(&row).map(Some)
    }
}

fn written(row: &impl serde::Serialize) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(row)?;
    line.push(b'\n');
    Ok(line)
}
