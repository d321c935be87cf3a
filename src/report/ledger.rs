//! A result that grows in steps, for runs that memory does not hold as a whole.
//!
//! A step is an [`Analysis`] of some days. What the next step looks at again is not final: the rows
//! of a step wait in files of their own, and those whose articles the next step does not hold are
//! moved to the final tables. Seldom an article comes back later, as the original of a late copy;
//! then its rows stand in the tables twice, and the last ones count.
//!
//! Everything lies in one folder, with a file for each step that says how long the final tables
//! were, so that a run that was stopped goes on from its last step.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use hashbrown::{HashMap, HashSet};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::rows::{self, Table};
use crate::analysis::Analysis;
use crate::error::{Error, Result};

/// The tables that steps write; what was rejected is told in the end.
const TABLES: [Table; 5] =
    [Table::Articles, Table::Duplicates, Table::Stories, Table::Facts, Table::Pairs];

/// Rows of the steps so far.
pub struct Ledger {
    folder: PathBuf,
    kept: Kept,
}

/// What a ledger must know after each step.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    step: u64,
    /// Bytes of the final tables.
    lengths: [u64; TABLES.len()],
    /// Hashes of the ids of the articles in the last step.
    window: BTreeSet<u64>,
    /// Hashes of the rows, by table and name, of which only the last counts.
    again: BTreeSet<u64>,
    /// Names of stories that are no more.
    vanished: BTreeSet<String>,
}

/// As much of a row as tells what it is about.
#[derive(Deserialize)]
struct Head<'a> {
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
}

#[derive(Deserialize)]
struct Mention<'a> {
    #[serde(borrow)]
    article: Cow<'a, str>,
}

impl Head<'_> {
    fn parse(line: &[u8]) -> io::Result<Head<'_>> {
        serde_json::from_slice(line).map_err(io::Error::from)
    }

    /// The articles that tell where the row belongs: all of a pair, one of anything else.
    fn about(&self, table: Table) -> Vec<&str> {
        let names: Vec<Option<&str>> = match table {
            Table::Articles => vec![self.id.as_deref()],
            Table::Duplicates => vec![self.survivor.as_deref()],
            Table::Stories => vec![self.articles.first().map(AsRef::as_ref)],
            Table::Facts => vec![self.mentions.first().map(|m| m.article.as_ref())],
            _ => vec![self.a.as_deref(), self.b.as_deref()],
        };
        names.into_iter().flatten().collect()
    }

    /// Hash of the row's name within all tables.
    fn name(&self, table: Table) -> u64 {
        let name = match table {
            Table::Duplicates => self.group.clone().unwrap_or_default(),
            Table::Pairs => [self.a.as_deref(), self.b.as_deref()]
                .map(Option::unwrap_or_default)
                .join("\t")
                .into(),
            _ => self.id.clone().unwrap_or_default(),
        };
        name_of(table, &name)
    }

    /// The story that the row is of.
    fn story(&self, table: Table) -> Option<&str> {
        match table {
            Table::Stories => self.id.as_deref(),
            Table::Facts => self.story.as_deref(),
            _ => None,
        }
    }
}

/// Hash of a row's name within all tables.
fn name_of(table: Table, name: &str) -> u64 {
    xxh3_64(format!("{}\t{name}", table.file_name()).as_bytes())
}

fn hash(id: &str) -> u64 {
    xxh3_64(id.as_bytes())
}

impl Ledger {
    /// The ledger in `folder` as it was after `step` steps.
    ///
    /// # Errors
    /// If the folder does not hold it.
    pub fn open(folder: &Path, step: u64) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
        let mut ledger = Self { folder: folder.to_path_buf(), kept: Kept::default() };
        if step > 0 {
            let path = ledger.note(step);
            let bytes = fs::read(&path).map_err(|e| Error::io(&path, e))?;
            ledger.kept = serde_json::from_slice(&bytes)
                .map_err(|e| Error::format(&path, e.line() as u64, e.to_string()))?;
        }
        for (table, length) in TABLES.into_iter().zip(ledger.kept.lengths) {
            let path = ledger.table(table);
            let file = File::options().create(true).append(true).open(&path);
            file.and_then(|file| file.set_len(length)).map_err(|e| Error::io(&path, e))?;
        }
        Ok(ledger)
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A final table.
    fn table(&self, table: Table) -> PathBuf {
        self.folder.join(table.file_name())
    }

    /// A table of the rows of a step that may not be final.
    fn waiting(&self, step: u64, table: Table) -> PathBuf {
        self.folder.join(format!("step{step}.{}", table.file_name()))
    }

    fn note(&self, step: u64) -> PathBuf {
        self.folder.join(format!("step{step}.json"))
    }

    /// Takes in the next step; `new` are its articles that no step before it had, `vanished` the
    /// names of stories that are no more.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub fn take<'a>(
        &mut self,
        analysis: &Analysis,
        new: impl Iterator<Item = &'a str>,
        vanished: &[&str],
    ) -> Result<()> {
        let window: BTreeSet<u64> = analysis.articles.iter().map(|a| hash(a.key())).collect();
        self.settle(|article| !window.contains(&hash(article)))?;
        let step = self.kept.step + 1;
        for table in TABLES {
            write_file(&self.waiting(step, table), |out| rows::write(table, analysis, out))?;
        }
        let new: HashSet<u64> = new.map(hash).collect();
        let is_back = |id: u64| !new.contains(&id) && !self.kept.window.contains(&id);
        let back: HashSet<u64> = window.iter().copied().filter(|id| is_back(*id)).collect();
        if !back.is_empty() {
            self.note_again(step, &back)?;
        }
        self.kept.vanished.extend(vanished.iter().map(|name| (*name).to_owned()));
        for story in &analysis.stories {
            if self.kept.vanished.remove(&story.id) {
                self.kept.again.insert(name_of(Table::Stories, &story.id));
            }
        }
        (self.kept.step, self.kept.window) = (step, window);
        for (table, length) in TABLES.into_iter().zip(&mut self.kept.lengths) {
            let path = self.folder.join(table.file_name());
            *length = fs::metadata(&path).map_err(|e| Error::io(&path, e))?.len();
        }
        let note = serde_json::to_vec(&self.kept).map_err(|e| Error::io(&self.folder, e.into()))?;
        write_file(&self.note(step), |out| out.write_all(&note))?;
        self.sweep(step);
        Ok(())
    }

    /// Removes what only an older step than the last one could go on from.
    fn sweep(&self, step: u64) {
        let Some(old) = step.checked_sub(2) else { return };
        // What is left behind does no harm.
        let _ = fs::remove_file(self.note(old));
        for table in TABLES {
            let _ = fs::remove_file(self.waiting(old, table));
        }
    }

    /// Moves the waiting rows about articles that are gone to the final tables.
    fn settle(&self, gone: impl Fn(&str) -> bool) -> Result<()> {
        if self.kept.step == 0 {
            return Ok(());
        }
        for table in TABLES {
            let path = self.table(table);
            let file = File::options().append(true).open(&path).map_err(|e| Error::io(&path, e))?;
            let mut out = BufWriter::with_capacity(1 << 18, file);
            each_line(&self.waiting(self.kept.step, table), |line| {
                if Head::parse(line)?.about(table).into_iter().any(&gone) {
                    out.write_all(line).map_err(|e| Error::io(&path, e))?;
                }
                Ok(())
            })?;
            let synced = out.into_inner().map_err(io::IntoInnerError::into_error);
            synced.and_then(|file| file.sync_all()).map_err(|e| Error::io(&path, e))?;
        }
        Ok(())
    }

    /// Notes the rows of a step about articles that have come back.
    fn note_again(&mut self, step: u64, back: &HashSet<u64>) -> Result<()> {
        for table in TABLES {
            let path = self.waiting(step, table);
            let again = &mut self.kept.again;
            each_line(&path, |line| {
                let head = Head::parse(line)?;
                if head.about(table).into_iter().any(|article| back.contains(&hash(article))) {
                    again.insert(head.name(table));
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Ends the result: gives every final row to `each`, table by table.
    ///
    /// # Errors
    /// If a file cannot be read or written, or `each` refuses a row.
    pub fn finish(
        &mut self,
        mut each: impl FnMut(Table, &[u8]) -> std::result::Result<(), Stop>,
    ) -> Result<()> {
        self.settle(|_| true)?;
        for table in TABLES {
            let path = self.table(table);
            let mut left: HashMap<u64, usize> = HashMap::new();
            if !self.kept.again.is_empty() {
                each_line(&path, |line| {
                    let name = Head::parse(line)?.name(table);
                    if self.kept.again.contains(&name) {
                        *left.entry(name).or_default() += 1;
                    }
                    Ok(())
                })?;
            }
            each_line(&path, |line| {
                if !left.is_empty() || !self.kept.vanished.is_empty() {
                    let head = Head::parse(line)?;
                    let gone = |story: &str| self.kept.vanished.contains(story);
                    if head.story(table).is_some_and(gone) {
                        return Ok(());
                    }
                    if let Some(left) = left.get_mut(&head.name(table)) {
                        *left -= 1;
                        if *left > 0 {
                            return Ok(());
                        }
                    }
                }
                each(table, line)
            })?;
        }
        Ok(())
    }
}

/// Why the reading of lines ends early.
pub enum Stop {
    /// A line cannot be read.
    Reading(io::Error),
    /// What is made of the lines goes wrong somewhere else.
    Elsewhere(Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Reading(error)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Elsewhere(error)
    }
}

/// Calls `each` with every line of a file, its line end included.
pub(super) fn each_line(
    path: &Path,
    mut each: impl FnMut(&[u8]) -> std::result::Result<(), Stop>,
) -> Result<()> {
    let mut read = || -> std::result::Result<(), Stop> {
        let mut file = BufReader::with_capacity(1 << 18, File::open(path)?);
        let mut line = Vec::new();
        while file.read_until(b'\n', &mut line)? > 0 {
            each(&line)?;
            line.clear();
        }
        Ok(())
    };
    read().map_err(|stop| match stop {
        Stop::Reading(error) => Error::io(path, error),
        Stop::Elsewhere(error) => error,
    })
}

/// Writes one file and waits until it is on disk.
fn write_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<()> {
    let written = File::create(path).and_then(|file| {
        let mut out = BufWriter::with_capacity(1 << 18, file);
        write(&mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    });
    written.map_err(|e| Error::io(path, e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn keys(analysis: &Analysis) -> Vec<String> {
        analysis.articles.iter().map(|article| article.key().to_owned()).collect()
    }

    /// The rows of a finished ledger, sorted, and those of an analysis.
    fn rows(ledger: &mut Ledger) -> Vec<String> {
        let mut rows = Vec::new();
        let row = |_, line: &[u8]| {
            rows.push(String::from_utf8_lossy(line).into_owned());
            Ok(())
        };
        ledger.finish(row).unwrap();
        rows.sort();
        rows
    }

    fn rows_of(analysis: &Analysis) -> Vec<String> {
        let mut bytes = Vec::new();
        TABLES.iter().for_each(|table| rows::write(*table, analysis, &mut bytes).unwrap());
        let text = String::from_utf8(bytes).unwrap();
        let mut rows: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        rows.sort();
        rows
    }

    /// The fixture without its first story, with the names that facts have in the whole.
    fn without_first_story() -> Analysis {
        let mut whole = fixture::analysis();
        whole.fact_numbers = (1..=whole.facts.len() as u64).collect();
        let marked: Vec<bool> = whole.articles.iter().map(|a| a.story != Some(0)).collect();
        whole.part(&marked)
    }

    #[test]
    fn rows_are_final_when_the_next_step_does_not_hold_them() {
        let folder = tempfile::tempdir().unwrap();
        let whole = fixture::analysis();
        let mut ledger = Ledger::open(folder.path(), 0).unwrap();
        ledger.take(&whole, keys(&whole).iter().map(String::as_str), &[]).unwrap();
        let stories = folder.path().join("stories.jsonl");
        assert_eq!(fs::read_to_string(&stories).unwrap(), "");
        ledger.take(&without_first_story(), [].into_iter(), &[]).unwrap();
        let text = fs::read_to_string(&stories).unwrap();
        assert!(text.starts_with(&format!("{{\"id\":\"{}\"", whole.stories[0].id)), "{text}");
        assert_eq!(text.lines().count(), 1);
    }

    #[test]
    fn what_comes_back_counts_as_it_was_last_and_a_stopped_run_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let whole = fixture::analysis();
        let mut changed = whole.clone();
        changed.stories[0].label = "Another label".into();
        let mut ledger = Ledger::open(folder.path(), 0).unwrap();
        ledger.take(&whole, keys(&whole).iter().map(String::as_str), &[]).unwrap();
        ledger.take(&without_first_story(), [].into_iter(), &[]).unwrap();
        // This step was not finished: it is taken in again.
        ledger.take(&whole, [].into_iter(), &[]).unwrap();
        let mut ledger = Ledger::open(folder.path(), 2).unwrap();
        ledger.take(&changed, [].into_iter(), &[]).unwrap();
        assert_eq!(rows(&mut ledger), rows_of(&changed));
    }

    #[test]
    fn a_story_that_vanished_leaves_no_row() {
        let folder = tempfile::tempdir().unwrap();
        let whole = fixture::analysis();
        let mut ledger = Ledger::open(folder.path(), 0).unwrap();
        ledger.take(&whole, keys(&whole).iter().map(String::as_str), &[]).unwrap();
        ledger.take(&without_first_story(), [].into_iter(), &[&whole.stories[0].id]).unwrap();
        let name = format!("\"id\":\"{}\"", whole.stories[0].id);
        assert!(rows(&mut ledger).iter().all(|row| !row.contains(&name)));
    }
}
