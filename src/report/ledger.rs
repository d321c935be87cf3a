//! A result that grows in steps, for runs that memory does not hold as a whole.
//!
//! A step is an [`Analysis`] of some days. What the next step looks at again is not final: the rows
//! of a step wait in files of their own, and those whose articles the next step does not hold are
//! moved to the final tables. Seldom an article comes back later, as the original of a late copy;
//! then its rows stand in the tables twice, and the last ones count.
//!
//! Everything lies in one folder, with a file for each step that says how long the final tables
//! were, so that a run that was stopped goes on from its last step. In the end the tables are put
//! together from their segments, each of which goes as soon as it is taken over: so the result never
//! needs its room twice, and the end can be stopped and gone on with like the rest.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use hashbrown::{HashMap, HashSet};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::lines::{each_line, write_file};
use super::rows::{self, Table};
use super::segments::{Extent, Segments};
use crate::analysis::Analysis;
use crate::error::{Error, Result};

/// The tables that steps write; what was rejected is told in the end.
pub(super) const TABLES: [Table; 5] =
    [Table::Articles, Table::Duplicates, Table::Stories, Table::Facts, Table::Pairs];
/// Bytes of a segment of a final table, about.
const SEGMENT: u64 = 256 << 20;
/// How far the end has come.
const END: &str = "end.json";

/// Rows of the steps so far.
pub struct Ledger {
    folder: PathBuf,
    kept: Kept,
    segment: u64,
    end: Option<End>,
}

/// What a ledger must know after each step.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    step: u64,
    /// How far the final tables reach.
    extents: [Extent; TABLES.len()],
    /// Hashes of the ids of the articles in the last step.
    window: BTreeSet<u64>,
    /// Hashes of the rows, by table and name, of which only the last counts.
    again: BTreeSet<u64>,
    /// Names of stories that are no more.
    vanished: BTreeSet<String>,
}

/// How far the end has come: no step comes behind it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct End {
    step: u64,
    /// What is left of the final tables in segments.
    left: [Extent; TABLES.len()],
    /// Bytes of the tables that are put together.
    whole: [u64; TABLES.len()],
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
        Self::open_with(folder, step, SEGMENT)
    }

    fn open_with(folder: &Path, step: u64, segment: u64) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
        let (folder, kept) = (folder.to_path_buf(), Kept::default());
        let mut ledger = Self { folder, kept, segment, end: None };
        if step > 0 {
            ledger.kept = read_json(&ledger.note(step))?;
            let end = ledger.folder.join(END);
            if end.exists() {
                ledger.end = Some(read_json::<End>(&end)?).filter(|end| end.step == step);
            }
        }
        let extents = ledger.end.map_or(ledger.kept.extents, |end| end.left);
        for (table, extent) in TABLES.into_iter().zip(extents) {
            ledger.segments(table).cut(extent)?;
        }
        Ok(ledger)
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A table of the result, whole behind [`Ledger::finish`].
    pub fn whole(&self, table: Table) -> PathBuf {
        self.folder.join(table.file_name())
    }

    /// The final rows of a table.
    fn segments(&self, table: Table) -> Segments {
        Segments::new(&self.folder, &format!("final.{}", table.file_name()), self.segment)
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
        self.kept.extents = self.settle(|article| !window.contains(&hash(article)))?;
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

    /// Moves the waiting rows about articles that are gone to the final tables; tells how far these
    /// reach then.
    fn settle(&self, gone: impl Fn(&str) -> bool) -> Result<[Extent; TABLES.len()]> {
        let mut extents = self.kept.extents;
        if self.kept.step == 0 {
            return Ok(extents);
        }
        for (table, extent) in TABLES.into_iter().zip(&mut extents) {
            let segments = self.segments(table);
            let mut out = segments.append(*extent)?;
            each_line(&self.waiting(self.kept.step, table), |line| {
                if Head::parse(line)?.about(table).into_iter().any(&gone) {
                    out.line(line)?;
                }
                Ok(())
            })?;
            *extent = out.finish()?;
        }
        Ok(extents)
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

    /// Ends the result: its tables lie at [`Ledger::whole`].
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub fn finish(&mut self) -> Result<()> {
        let mut end = match self.end {
            Some(end) => end,
            None => {
                End { step: self.kept.step, left: self.settle(|_| true)?, whole: [0; TABLES.len()] }
            }
        };
        self.note_end(&end)?;
        for at in 0..TABLES.len() {
            self.put_together(at, &mut end)?;
        }
        self.end = Some(end);
        Ok(())
    }

    /// Puts a table together from its segments, without the rows that later ones replace.
    fn put_together(&self, at: usize, end: &mut End) -> Result<()> {
        let path = self.whole(TABLES[at]);
        let mut left = self.rows_again(TABLES[at], end.left[at])?;
        let file = File::options().create(true).append(true).open(&path);
        let file = file.and_then(|file| file.set_len(end.whole[at]).map(|()| file));
        let mut out = BufWriter::with_capacity(1 << 18, file.map_err(|e| Error::io(&path, e))?);
        end.left[at].numbers().try_for_each(|_| self.take_over(at, &mut left, &mut out, end))
    }

    /// Moves the next segment of a table to its end.
    fn take_over(
        &self,
        at: usize,
        left: &mut HashMap<u64, usize>,
        out: &mut BufWriter<File>,
        end: &mut End,
    ) -> Result<()> {
        let (path, number) = (self.whole(TABLES[at]), end.left[at].first);
        let segment = self.segments(TABLES[at]).path(number);
        each_line(&segment, |line| {
            if self.counts(TABLES[at], line, left)? {
                end.whole[at] += line.len() as u64;
                out.write_all(line).map_err(|e| Error::io(&path, e))?;
            }
            Ok(())
        })?;
        let written = out.flush().and_then(|()| out.get_ref().sync_all());
        written.map_err(|e| Error::io(&path, e))?;
        end.left[at].first = number + 1;
        self.note_end(end)?;
        fs::remove_file(&segment).map_err(|e| Error::io(&segment, e))
    }

    /// How often the names stand in a table of which only the last row counts.
    fn rows_again(&self, table: Table, extent: Extent) -> Result<HashMap<u64, usize>> {
        let mut left: HashMap<u64, usize> = HashMap::new();
        if !self.kept.again.is_empty() {
            self.segments(table).each_line(extent, |line| {
                let name = Head::parse(line)?.name(table);
                if self.kept.again.contains(&name) {
                    *left.entry(name).or_default() += 1;
                }
                Ok(())
            })?;
        }
        Ok(left)
    }

    /// True for a row of the result; `left` tells how many rows of its name are still to come.
    fn counts(
        &self,
        table: Table,
        line: &[u8],
        left: &mut HashMap<u64, usize>,
    ) -> io::Result<bool> {
        if left.is_empty() && self.kept.vanished.is_empty() {
            return Ok(true);
        }
        let head = Head::parse(line)?;
        if head.story(table).is_some_and(|story| self.kept.vanished.contains(story)) {
            return Ok(false);
        }
        Ok(left.get_mut(&head.name(table)).is_none_or(|left| {
            *left -= 1;
            *left == 0
        }))
    }

    fn note_end(&self, end: &End) -> Result<()> {
        let (path, part) = (self.folder.join(END), self.folder.join("end.part"));
        let note = serde_json::to_vec(end).map_err(|e| Error::io(&path, e.into()))?;
        write_file(&part, |out| out.write_all(&note))?;
        fs::rename(&part, &path).map_err(|e| Error::io(&path, e))
    }
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let bytes = fs::read(path).map_err(|e| Error::io(path, e))?;
    serde_json::from_slice(&bytes).map_err(|e| Error::format(path, e.line() as u64, e.to_string()))
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
        ledger.finish().unwrap();
        let text = TABLES.map(|table| fs::read_to_string(ledger.whole(table)).unwrap()).concat();
        let mut rows: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
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
        let stories = ledger.segments(Table::Stories).path(0);
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
    fn an_end_that_was_stopped_goes_on() {
        let whole = fixture::analysis();
        let mut changed = whole.clone();
        changed.stories[0].label = "Another label".into();
        // Segments of a row or two; stopped before the first table, and between two segments.
        for stopped_behind in [0, 1, 2] {
            let folder = tempfile::tempdir().unwrap();
            let open = |step| Ledger::open_with(folder.path(), step, 100).unwrap();
            let mut ledger = open(0);
            ledger.take(&whole, keys(&whole).iter().map(String::as_str), &[]).unwrap();
            ledger.take(&without_first_story(), [].into_iter(), &[]).unwrap();
            ledger.take(&changed, [].into_iter(), &[]).unwrap();
            let (step, left) = (3, ledger.settle(|_| true).unwrap());
            let mut end = End { step, left, whole: [0; TABLES.len()] };
            ledger.note_end(&end).unwrap();
            assert!(left[0].last > 1, "several segments");
            let mut again = ledger.rows_again(TABLES[0], end.left[0]).unwrap();
            let mut out = BufWriter::new(File::create(ledger.whole(TABLES[0])).unwrap());
            for _ in 0..stopped_behind {
                ledger.take_over(0, &mut again, &mut out, &mut end).unwrap();
            }
            // What was written behind the last note is written again.
            out.write_all(b"half a ro").unwrap();
            drop(out);
            assert_eq!(rows(&mut open(3)), rows_of(&changed), "{stopped_behind}");
            assert_eq!(rows(&mut open(3)), rows_of(&changed), "all is done");
        }
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
