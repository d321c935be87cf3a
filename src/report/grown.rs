//! The result folder of a run that memory does not hold: the tables of a [`Ledger`], and a report on
//! the largest of its stories.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use hashbrown::{HashMap, HashSet};
use serde::Deserialize;
use serde_json::Value;

use super::folder::{BASIS, REPORT, RUN, file};
use super::html;
use super::ledger::{Ledger, TABLES};
use super::lines::each_line;
use super::rows::{self, RowFormat, Table};
use super::run_info::{Counts, RunInfo};
use crate::analysis::{Analysis, PageKind, Rejected, Verdict};
use crate::error::{Error, Result};

/// How much the report shows.
#[derive(Clone, Copy)]
struct Most {
    stories: usize,
    /// Articles of these, about.
    articles: usize,
    /// Bytes of the rows of their facts: they are held in memory, where they take two to three times
    /// as much.
    facts: u64,
}

const MOST: Most = Most { stories: 2_000, articles: 40_000, facts: 32 << 20 };

/// What the tables do not tell.
pub struct Rest<'a> {
    /// Records that were not taken.
    pub rejected: &'a [Rejected],
    /// The text of the file [`BASIS`], where there is one.
    pub basis: Option<&'a str>,
    /// Formats in which the tables stand beside JSON Lines.
    pub formats: &'a [RowFormat],
    /// What `run.json` says, but for the counts.
    pub info: RunInfo,
}

/// Writes the result folder `dir`; returns what its `run.json` says, and the part of the result
/// that its report shows.
///
/// # Errors
/// As [`super::folder::write`].
pub fn write(dir: &Path, ledger: &mut Ledger, rest: &Rest<'_>) -> Result<(RunInfo, Analysis)> {
    super::folder::replace(dir, |draft| {
        let (counts, stories) = tables(draft, ledger, rest)?;
        let info = RunInfo { counts, ..rest.info.clone() };
        let shown = part(draft, ledger.folder(), stories, MOST)?;
        let mut facts = info.facts();
        facts.part = part_told(&shown, &info.counts);
        file(draft, REPORT, |out| html::write(&shown, &facts, out))?;
        file(draft, RUN, |out| {
            serde_json::to_writer_pretty(&mut *out, &info)?;
            out.write_all(b"\n")
        })?;
        Ok((info, shown))
    })
}

/// What a reader of the report must know where it shows a part.
fn part_told(shown: &Analysis, counts: &Counts) -> Option<String> {
    (shown.stories.len() < counts.stories || shown.articles.len() < counts.articles).then(|| {
        let (stories, all) = (shown.stories.len(), counts.stories);
        let (articles, read) = (shown.articles.len(), counts.articles);
        format!(
            "This page shows the {stories} largest of {all} stories, with {articles} of {read} \
             articles; its counts are of these. Everything stands in the data files."
        )
    })
}

/// A story and its size.
struct Size {
    outlets: usize,
    articles: usize,
    id: String,
}

/// What counts need of a row.
#[derive(Deserialize)]
struct Counted {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    copy_of: Option<String>,
    #[serde(default)]
    story: Option<String>,
    #[serde(default)]
    verdict: Option<Verdict>,
    #[serde(default)]
    articles: Vec<serde::de::IgnoredAny>,
    #[serde(default)]
    sources: Vec<serde::de::IgnoredAny>,
}

/// Writes the tables; counts their rows and tells the stories.
fn tables(draft: &Path, ledger: &mut Ledger, rest: &Rest<'_>) -> Result<(Counts, Vec<Size>)> {
    let mut counts = Counts {
        repeated: rest.info.counts.repeated,
        rejected: rest.rejected.len(),
        ..Counts::default()
    };
    let (mut outlets, mut stories) = (HashSet::new(), Vec::new());
    ledger.finish()?;
    for table in TABLES {
        let path = draft.join(table.file_name());
        link(&ledger.whole(table), &path)?;
        each_line(&path, |line| Ok(count(table, line, &mut counts, &mut outlets, &mut stories)?))?;
    }
    counts.outlets = outlets.len();
    let rejected = Analysis { rejected: rest.rejected.to_vec(), ..Analysis::default() };
    file(draft, &Table::Rejected.file_name(), |out| rows::write(Table::Rejected, &rejected, out))?;
    if let Some(text) = rest.basis {
        file(draft, BASIS, |out| out.write_all(text.as_bytes()))?;
    }
    for format in rest.formats.iter().filter(|format| **format != RowFormat::JsonLines) {
        for table in Table::FOLDER {
            let lines = draft.join(table.file_name());
            file(draft, &table.file_name_as(*format), |out| {
                rows::write_lines_as(*format, table, &lines, out)
            })?;
        }
    }
    Ok((counts, stories))
}

/// Gives a file another name, which costs no room; in another file system it is copied.
fn link(from: &Path, to: &Path) -> Result<()> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let copied = fs::copy(from, to).and_then(|_| File::open(to)?.sync_all());
    copied.map_err(|e| Error::io(to, e))
}

fn count(
    table: Table,
    line: &[u8],
    counts: &mut Counts,
    outlets: &mut HashSet<String>,
    stories: &mut Vec<Size>,
) -> io::Result<()> {
    if table == Table::Pairs {
        counts.pairs += 1;
        return Ok(());
    }
    let row: Counted = serde_json::from_slice(line)?;
    match table {
        Table::Articles => {
            counts.articles += 1;
            let is_article = serde_json::to_value(PageKind::Article)?;
            counts.set_aside += usize::from(row.kind.as_deref() != is_article.as_str());
            counts.copies += usize::from(row.copy_of.is_some());
            counts.in_stories += usize::from(row.story.is_some());
            outlets.extend(row.source);
        }
        Table::Duplicates => counts.groups += 1,
        Table::Stories => {
            counts.stories += 1;
            let (outlets, articles) = (row.sources.len(), row.articles.len());
            stories.push(Size { outlets, articles, id: row.id.unwrap_or_default() });
        }
        _ => {
            counts.facts += 1;
            let of_verdict = match row.verdict {
                Some(Verdict::Agreed) => &mut counts.agreed,
                Some(Verdict::Repeated) => &mut counts.repeated_facts,
                Some(Verdict::Conflict) => &mut counts.conflicts,
                Some(Verdict::Updated) => &mut counts.updated,
                _ => &mut counts.single,
            };
            *of_verdict += 1;
        }
    }
    Ok(())
}

/// As much of a row as tells whether it is shown.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    story: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    survivor: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    a: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    b: Option<Cow<'a, str>>,
}

/// The largest stories of the tables in `draft`, with what belongs to them; `scratch` is for a
/// while.
fn part(draft: &Path, scratch: &Path, stories: Vec<Size>, most: Most) -> Result<Analysis> {
    let folder = tempfile::tempdir_in(scratch).map_err(|e| Error::io(scratch, e))?;
    let likely = largest(stories, most);
    let names: HashSet<&str> = likely.iter().map(|size| size.id.as_str()).collect();
    let mut bytes: HashMap<String, u64> = HashMap::new();
    let is_in = |shown: &HashSet<&str>, story: &Option<Cow<'_, str>>| {
        story.as_deref().is_some_and(|story| shown.contains(story))
    };
    let first = tempfile::tempdir_in(scratch).map_err(|e| Error::io(scratch, e))?;
    copy(draft, first.path(), Table::Facts, |line, head| {
        let wanted = is_in(&names, &head.story);
        if let Some(story) = head.story.as_deref().filter(|_| wanted) {
            *bytes.entry_ref(story).or_default() += line.len() as u64;
        }
        wanted
    })?;
    let mut room = most.facts;
    let fits = |size: &&Size| {
        let own = bytes.get(&size.id).copied().unwrap_or(0);
        let fits = own <= room;
        room -= if fits { own } else { 0 };
        fits
    };
    let shown: HashSet<&str> = likely.iter().filter(fits).map(|size| size.id.as_str()).collect();
    copy(first.path(), folder.path(), Table::Facts, |_, head| is_in(&shown, &head.story))?;
    let mut articles = HashSet::new();
    copy(draft, folder.path(), Table::Stories, |_, head| is_in(&shown, &head.id))?;
    edit(folder.path(), Table::Stories, |row| {
        let ids = row["articles"].as_array().into_iter().flatten();
        articles.extend(ids.filter_map(|id| id.as_str().map(str::to_owned)));
        if !row["continues"].as_str().is_some_and(|story| shown.contains(story)) {
            row["continues"] = Value::Null;
        }
    })?;
    let is_shown =
        |id: &Option<Cow<'_, str>>| id.as_deref().is_some_and(|id| articles.contains(id));
    copy(draft, folder.path(), Table::Articles, |_, head| is_shown(&head.id))?;
    edit(folder.path(), Table::Articles, |row| {
        if let Some(related) = row["related"].as_array_mut() {
            related.retain(|link| link["id"].as_str().is_some_and(|id| articles.contains(id)));
        }
        if !row["runner_up"]["story"].as_str().is_some_and(|story| shown.contains(story)) {
            row["runner_up"] = Value::Null;
        }
    })?;
    copy(draft, folder.path(), Table::Duplicates, |_, head| is_shown(&head.survivor))?;
    let both = |head: &Head<'_>| is_shown(&head.a) && is_shown(&head.b);
    copy(draft, folder.path(), Table::Pairs, |_, head| both(head))?;
    copy(draft, folder.path(), Table::Rejected, |_, _| true)?;
    rows::read(folder.path())
}

/// The largest stories, the largest first, as far as their articles can be shown.
fn largest(mut stories: Vec<Size>, most: Most) -> Vec<Size> {
    stories.sort_unstable_by(|x, y| {
        (y.outlets, y.articles, &x.id).cmp(&(x.outlets, x.articles, &y.id))
    });
    let mut room = most.articles;
    let fits = |size: &Size| {
        let fits = size.articles <= room;
        room -= if fits { size.articles } else { 0 };
        fits
    };
    stories.into_iter().take(most.stories).filter(fits).collect()
}

/// Copies the rows of a table that `keep` wants.
fn copy(
    from: &Path,
    to: &Path,
    table: Table,
    mut keep: impl FnMut(&[u8], &Head<'_>) -> bool,
) -> Result<()> {
    file(to, &table.file_name(), |out| {
        each_line(&from.join(table.file_name()), |line| {
            if keep(line, &serde_json::from_slice(line).map_err(io::Error::from)?) {
                out.write_all(line).map_err(|e| Error::io(to.join(table.file_name()), e))?;
            }
            Ok(())
        })
        .map_err(io::Error::other)
    })
}

/// Changes the rows of a table.
fn edit(folder: &Path, table: Table, mut change: impl FnMut(&mut Value)) -> Result<()> {
    let path = folder.join(table.file_name());
    let mut rows = Vec::new();
    each_line(&path, |line| {
        let mut row: Value = serde_json::from_slice(line).map_err(io::Error::from)?;
        change(&mut row);
        serde_json::to_writer(&mut rows, &row).map_err(io::Error::from)?;
        rows.push(b'\n');
        Ok(())
    })?;
    fs::write(&path, &rows).map_err(|e| Error::io(&path, e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{ArticleResult, Story};
    use crate::report::fixture;

    /// The part of the fixture that a report of so much shows.
    fn shown(most: Most) -> Analysis {
        let folder = tempfile::tempdir().unwrap();
        let whole = fixture::analysis();
        for table in Table::FOLDER {
            file(folder.path(), &table.file_name(), |out| rows::write(table, &whole, out)).unwrap();
        }
        let size = |story: &Story| Size {
            outlets: story.sources.len(),
            articles: story.articles.len(),
            id: story.id.clone(),
        };
        let sizes = whole.stories.iter().map(size).collect();
        part(folder.path(), folder.path(), sizes, most).unwrap()
    }

    fn names(analysis: &Analysis) -> Vec<&str> {
        analysis.stories.iter().map(|story| story.id.as_str()).collect()
    }

    #[test]
    fn the_largest_story_stands_without_what_is_not_shown() {
        let part = shown(Most { stories: 1, ..MOST });
        assert_eq!((names(&part), part.facts.len(), part.groups.len()), (vec!["s-a0"], 5, 1));
        let keys: Vec<&str> = part.articles.iter().map(ArticleResult::key).collect();
        assert_eq!(keys, ["a0", "a1", "a2", "a3"]);
        // Its runner-up was the other story; of its pairs one has an end outside.
        assert_eq!((&part.articles[0].runner_up, part.pairs.len()), (&None, 1));
    }

    #[test]
    fn what_has_no_room_gives_way_to_what_has() {
        // The first story has four articles and all facts, the other two and none.
        assert_eq!(names(&shown(MOST)), ["s-a0", "s-b0"]);
        for most in [Most { articles: 3, ..MOST }, Most { facts: 10, ..MOST }] {
            let part = shown(most);
            assert_eq!((names(&part), part.stories[0].continues), (vec!["s-b0"], None));
            assert!(part.facts.is_empty());
        }
    }
}
