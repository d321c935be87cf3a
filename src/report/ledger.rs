//! A result that grows in steps, for runs that memory does not hold as a whole.
//!
//! A step is an [`Analysis`] of some days. What the next step looks at again is not final: the rows
//! of a step wait in files of their own, and those whose articles the next step does not hold are
//! moved to the final tables. Seldom an article comes back later, as the original of a late copy;
//! then what stood of it in the tables is old, and is left out in the end (`reopened`). So is what
//! final rows say of stories and groups that are no more (`row`).
//!
//! Everything lies in one folder, with a file for each step that says how long the final tables
//! were, so that a run that was stopped goes on from its last step. In the end the tables are put
//! together from their segments, each of which goes as soon as it is taken over: so the result never
//! needs its room twice, and the end can be stopped and gone on with like the rest.

mod reopened;
mod row;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use hashbrown::HashSet;
use serde::{Deserialize, Serialize};

use self::reopened::{Reopened, Return};
use self::row::{Head, Names, hash};
use super::lines::{Stop, each_line, write_file};
use super::rows::{self, Table};
use super::segments::{Extent, Segments};
use crate::analysis::Analysis;
use crate::error::{Error, Result};
use crate::json_file;

/// The tables that steps write; what was rejected is told in the end.
pub(super) const TABLES: [Table; 5] =
    [Table::Articles, Table::Duplicates, Table::Stories, Table::Facts, Table::Pairs];
/// Bytes of a segment of a final table, about.
const SEGMENT: u64 = 256 << 20;
/// How far the end has come.
const END: &str = "end.json";

/// Which rows count in the end, and what they may name.
struct Ending {
    reopened: Reopened,
    names: Names,
}

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
    /// The steps in which articles came back.
    reopened: Vec<u64>,
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
            ledger.kept = json_file::read(&ledger.note(step))?;
            let end = ledger.folder.join(END);
            if end.exists() {
                ledger.end = Some(json_file::read::<End>(&end)?).filter(|end| end.step == step);
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

    /// What came back in a step; there until the end.
    fn back(&self, step: u64) -> PathBuf {
        self.folder.join(format!("back{step}.json"))
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
        let new: BTreeSet<u64> = new.map(hash).collect();
        self.note_back(step, window.difference(&new).copied())?;
        self.kept.vanished.extend(vanished.iter().map(|name| (*name).to_owned()));
        for story in &analysis.stories {
            self.kept.vanished.remove(&story.id);
        }
        (self.kept.step, self.kept.window) = (step, window);
        json_file::save(&self.note(step), &self.kept)?;
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
                if Head::parse(line)?.about(table).any(&gone) {
                    out.line(line)?;
                }
                Ok(())
            })?;
            *extent = out.finish()?;
        }
        Ok(extents)
    }

    /// Notes which of the articles of a step that were known before have come back.
    fn note_back(&mut self, step: u64, known: impl Iterator<Item = u64>) -> Result<()> {
        let (beside, back): (Vec<u64>, Vec<u64>) =
            known.partition(|id| self.kept.window.contains(id));
        if back.is_empty() {
            return Ok(());
        }
        json_file::save(&self.back(step), &Return { extents: self.kept.extents, back, beside })?;
        self.kept.reopened.push(step);
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
        let ending = self.ending(&end)?;
        for at in 0..TABLES.len() {
            let mut out = self.open_whole(at, &end)?;
            end.left[at]
                .numbers()
                .try_for_each(|_| self.take_over(at, &ending, &mut out, &mut end))?;
        }
        self.end = Some(end);
        Ok(())
    }

    /// What tells the rows that count, as far as the end has come.
    fn ending(&self, end: &End) -> Result<Ending> {
        let mut reopened = Reopened::default();
        for step in &self.kept.reopened {
            reopened.add(json_file::read(&self.back(*step))?);
        }
        let groups = self.names(Table::Duplicates, end, &reopened)?;
        let stories = self.names(Table::Stories, end, &reopened)?;
        Ok(Ending { reopened, names: Names { groups, stories } })
    }

    /// Hashes of the names of a table's rows that count.
    fn names(&self, table: Table, end: &End, reopened: &Reopened) -> Result<HashSet<u64>> {
        let mut names = HashSet::new();
        let mut note = |line: &[u8]| -> std::result::Result<(), Stop> {
            names.extend(Head::parse(line)?.name().map(hash));
            Ok(())
        };
        for at in (0..TABLES.len()).filter(|at| TABLES[*at] == table) {
            drop(self.open_whole(at, end)?);
            each_line(&self.whole(table), &mut note)?;
            for number in end.left[at].numbers() {
                self.counted(at, number, reopened, &mut note)?;
            }
        }
        Ok(names)
    }

    /// A table of the result, cut to what is noted of it.
    fn open_whole(&self, at: usize, end: &End) -> Result<BufWriter<File>> {
        let path = self.whole(TABLES[at]);
        let file = File::options().create(true).append(true).open(&path);
        let file = file.and_then(|file| file.set_len(end.whole[at]).map(|()| file));
        Ok(BufWriter::with_capacity(1 << 18, file.map_err(|e| Error::io(&path, e))?))
    }

    /// Moves the next segment of a table to its end.
    fn take_over(
        &self,
        at: usize,
        ending: &Ending,
        out: &mut BufWriter<File>,
        end: &mut End,
    ) -> Result<()> {
        let (path, number) = (self.whole(TABLES[at]), end.left[at].first);
        self.counted(at, number, &ending.reopened, |line| {
            let mended = ending.names.mend(TABLES[at], line)?;
            let line = mended.as_deref().unwrap_or(line);
            end.whole[at] += line.len() as u64;
            out.write_all(line).map_err(|e| Error::io(&path, e))?;
            Ok(())
        })?;
        let written = out.flush().and_then(|()| out.get_ref().sync_all());
        written.map_err(|e| Error::io(&path, e))?;
        end.left[at].first = number + 1;
        self.note_end(end)?;
        let segment = self.segments(TABLES[at]).path(number);
        fs::remove_file(&segment).map_err(|e| Error::io(&segment, e))
    }

    /// Calls `each` with the rows of a segment that are of the result.
    fn counted(
        &self,
        at: usize,
        number: u32,
        reopened: &Reopened,
        mut each: impl FnMut(&[u8]) -> std::result::Result<(), Stop>,
    ) -> Result<()> {
        let (table, all) = (TABLES[at], reopened.is_empty() && self.kept.vanished.is_empty());
        let mut begin = 0;
        each_line(&self.segments(table).path(number), |line| {
            let place = (number, begin);
            begin += line.len() as u64;
            if !all {
                let head = Head::parse(line)?;
                let is_gone = |story: &str| self.kept.vanished.contains(story);
                if head.story(table).is_some_and(is_gone) || reopened.is_old(at, place, &head) {
                    return Ok(());
                }
            }
            each(line)
        })
    }

    fn note_end(&self, end: &End) -> Result<()> {
        json_file::save(&self.folder.join(END), end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Pair, PairStage};
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
        part(&whole, |key| !key.starts_with('a'))
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
            let ending = ledger.ending(&end).unwrap();
            let mut out = BufWriter::new(File::create(ledger.whole(TABLES[0])).unwrap());
            for _ in 0..stopped_behind {
                ledger.take_over(0, &ending, &mut out, &mut end).unwrap();
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

    /// The result of a finished ledger.
    fn read_back(ledger: &mut Ledger) -> Analysis {
        ledger.finish().unwrap();
        fs::write(ledger.whole(Table::Rejected), "").unwrap();
        rows::read(ledger.folder()).unwrap()
    }

    /// The fixture's articles of which `keep` is true, with what is found of them.
    fn part(whole: &Analysis, keep: impl Fn(&str) -> bool) -> Analysis {
        let marked: Vec<bool> = whole.articles.iter().map(|a| keep(a.key())).collect();
        whole.clone().part(&marked)
    }

    #[test]
    fn what_is_no_more_is_not_named_by_rows_that_were_final() {
        // Of s-b0 the next step only knows another name; a0 named it as its runner-up.
        let folder = tempfile::tempdir().unwrap();
        let whole = fixture::analysis();
        let mut ledger = Ledger::open(folder.path(), 0).unwrap();
        ledger.take(&whole, keys(&whole).iter().map(String::as_str), &[]).unwrap();
        let mut renamed = without_first_story();
        renamed.stories[0].id = "s-z".into();
        ledger.take(&renamed, [].into_iter(), &["s-b0"]).unwrap();
        let found = read_back(&mut ledger);
        let first = &found.articles[fixture::id(&found, "a0").index()];
        assert_eq!((first.runner_up.clone(), first.story_score), (None, Some(0.93)));
        assert_eq!(
            found.stories.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(),
            ["s-a0", "s-z"]
        );

        // Of s-a0 likewise, which s-b0 continues.
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path(), 0).unwrap();
        ledger.take(&whole, keys(&whole).iter().map(String::as_str), &[]).unwrap();
        let mut renamed = part(&whole, |key| key.starts_with('a'));
        renamed.stories[0].id = "s-z".into();
        ledger.take(&renamed, [].into_iter(), &["s-a0"]).unwrap();
        let found = read_back(&mut ledger);
        assert_eq!((found.stories[0].id.as_str(), found.stories[0].continues), ("s-b0", None));
    }

    #[test]
    fn a_copy_that_its_group_has_left_behind_stands_alone() {
        // b1 was final as a copy of b0, which is now in no group.
        let folder = tempfile::tempdir().unwrap();
        let mut whole = fixture::analysis();
        whole.articles.iter_mut().for_each(|a| (a.story, a.runner_up) = (None, None));
        (whole.stories, whole.facts) = (Vec::new(), Vec::new());
        let mut ledger = Ledger::open(folder.path(), 0).unwrap();
        ledger.take(&whole, keys(&whole).iter().map(String::as_str), &[]).unwrap();
        ledger.take(&part(&whole, |key| key == "b0"), [].into_iter(), &[]).unwrap();
        let found = read_back(&mut ledger);
        let copy = &found.articles[fixture::id(&found, "b1").index()];
        assert_eq!((copy.group, copy.relation, copy.copy_of), (None, None, None));
        assert_eq!(found.groups.len(), 1);
    }

    /// What is left where a step finds `changed` among the articles of the fixture's first story,
    /// which was closed before.
    fn reopened(whole: &Analysis, changed: &Analysis) -> (Vec<String>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path(), 0).unwrap();
        ledger.take(whole, keys(whole).iter().map(String::as_str), &[]).unwrap();
        let rest = part(whole, |key| !key.starts_with('a'));
        ledger.take(&rest, [].into_iter(), &[]).unwrap();
        ledger.take(changed, [].into_iter(), &[]).unwrap();
        (rows(&mut ledger), rows_of(changed))
    }

    #[test]
    fn a_pair_of_both_stages_is_two_rows() {
        let mut whole = fixture::analysis();
        let pair = Pair { stage: PairStage::Cluster, ..whole.pairs[0].clone() };
        whole.pairs.push(pair);
        let (found, wanted) = reopened(&whole, &whole);
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_fact_that_was_joined_to_another_leaves_no_row() {
        let mut whole = fixture::analysis();
        whole.fact_numbers = (1..=whole.facts.len() as u64).collect();
        let mut changed = whole.clone();
        // The second is one with the first.
        changed.facts.remove(1);
        changed.fact_numbers.remove(1);
        let (found, wanted) = reopened(&whole, &changed);
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_group_of_another_survivor_leaves_no_row() {
        let whole = fixture::analysis();
        let mut changed = whole.clone();
        // a1 stands for a0 now; a pair of both is not looked at again.
        let (a0, a1) = (fixture::id(&whole, "a0"), fixture::id(&whole, "a1"));
        let mut groups = whole.groups.clone();
        groups[0].survivor = a1;
        groups[0].members[0].id = a0;
        changed.set_groups(groups);
        changed.pairs.retain(|pair| pair.b != a1);
        let (found, wanted) = reopened(&whole, &changed);
        assert_eq!(found, wanted);
    }

    #[test]
    fn pairs_of_articles_that_no_step_sees_together_again_stay() {
        // z9 has gone when a0 comes back.
        let folder = tempfile::tempdir().unwrap();
        let whole = fixture::analysis();
        let mut ledger = Ledger::open(folder.path(), 0).unwrap();
        ledger.take(&whole, keys(&whole).iter().map(String::as_str), &[]).unwrap();
        ledger.take(&part(&whole, |key| key.starts_with('b')), [].into_iter(), &[]).unwrap();
        ledger.take(&part(&whole, |key| key.starts_with('a')), [].into_iter(), &[]).unwrap();
        let found = read_back(&mut ledger).pairs;
        assert_eq!(found.len(), 2);
        assert!(whole.pairs.iter().all(|pair| found.contains(pair)), "{found:?}");
    }
}
