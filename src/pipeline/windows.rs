//! A run over dated input that memory does not hold: sorted by day on disk, then added to a state a
//! few days at a time, each time as many as the limit allows.
//!
//! What is found is what day-by-day updates would find, in larger steps: copies within
//! [`Settings::copies_days`], stories that pause for no more than [`Settings::story_days`].

use std::fs;
use std::ops::Range;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::profile::{Profiler, Worker};
use super::progress::{Clock, Progress};
use super::update::{Read, Updated};
use super::{Goal, Pipeline};
use crate::article::{Article, Rejected};
use crate::error::{Error, Result};
use crate::json_file;
use crate::read::spill::{Spill, spill};
use crate::read::{Filtered, InputFile, Inputs};
use crate::state::{Settings, State};

/// Bytes that a run takes whatever it reads.
const BASE: u64 = 64 << 20;
/// Bytes for an article that only its copies are looked for among.
const KNOWN: u64 = 2_500;
/// Bytes for an article that stories and facts are looked for among, beside [`KNOWN`].
const LOOKED_AT: u64 = 5_000;
/// Bytes for each byte of it: most sentences of a story that several outlets tell come into a fact,
/// or are told by one alone, which is listed too. Measured on made-up news of which half is of
/// stories that three outlets or more tell; where fewer are, less is taken.
const LOOKED_AT_BYTE: u64 = 3;
/// Days of memory that are tried where the wanted ones do not fit.
const SHORTER: [u32; 4] = [61, 45, 30, 21];
/// A step of fewer days does the same work too often.
const FEW_DAYS: usize = 3;
/// Where what was spilled is written down.
const SPILLED: &str = "spill.json";

/// What a run in windows leaves beside what its steps have found.
pub struct Windowed {
    /// Records that were not taken, or not as they are, in order of file and record.
    pub rejected: Vec<Rejected>,
    /// What was read.
    pub inputs: Vec<InputFile>,
    /// Articles that the filters left out.
    pub filtered: Filtered,
    /// Records that repeat an id and its content.
    pub repeated: u64,
    /// Wall-clock seconds of each stage, all steps together.
    pub stages: Vec<(&'static str, f64)>,
    /// How long articles were remembered: what was asked for, or less where that did not fit.
    pub memory: Settings,
}

/// Takes in what the steps of a run find, in their order.
pub trait Steps {
    /// Begins behind the steps that it has taken in for good.
    ///
    /// # Errors
    /// If these are not there any more.
    fn resume(&mut self, steps: u64) -> Result<()>;
    /// Takes in a step.
    ///
    /// # Errors
    /// If it cannot be kept.
    fn take(&mut self, step: &Updated) -> Result<()>;
}

impl Pipeline {
    /// Runs over `inputs` with about `limit` bytes of memory. `folder` is for what does not stay
    /// in it; a run that was stopped goes on from there, so nothing but the same run may have
    /// worked in it.
    ///
    /// # Errors
    /// As [`Pipeline::read_and_run`], and if a few days do not fit into the limit.
    pub fn run_in_windows(
        &self,
        inputs: &Inputs,
        limit: u64,
        memory: Settings,
        folder: &Path,
        steps: &mut dyn Steps,
        progress: &dyn Progress,
    ) -> Result<Windowed> {
        memory.check()?;
        let mut settings = self.settings.clone();
        // Places of different windows lie on different maps.
        settings.cluster.map = false;
        let within = Self { settings };
        let mut clock = Clock::new(progress);
        let spill = self.sorted(inputs, folder, &mut clock)?;
        let (memory, windows) = windows(&spill, limit, memory)?;
        let frozen = self.settings.grounds.as_deref().map(|g| (&g.basis, g.scale));
        let mut state = State::open(&folder.join("state"), &serde_json::Value::Null, frozen)?;
        let done = state.meta().updates;
        steps.resume(done)?;
        let mut stages = clock.finish();
        // What a step adds stands in a file of its own until the state has taken in the step.
        let notes = |step: u64| folder.join(format!("notes{step}.json"));
        let (mut rejected, mut repeated): (Vec<Rejected>, u64) =
            if done > 0 { json_file::read(&notes(done))? } else { (spill.rejected.clone(), 0) };
        for window in windows.into_iter().skip(done as usize) {
            let mut clock = Clock::new(progress);
            let read = self.read_window(&spill, window, &mut clock)?;
            let updated = within.update_with(&state, memory, read, clock)?;
            steps.take(&updated)?;
            rejected.extend(updated.analysis.rejected.iter().cloned());
            repeated += updated.repeated;
            add(&mut stages, &updated.stages);
            let step = state.meta().updates + 1;
            json_file::save(&notes(step), &(&rejected, repeated))?;
            state.commit(&updated.changes)?;
            // Of no use any more; left behind it does no harm.
            let _ = fs::remove_file(notes(step - 1));
        }
        rejected.sort_unstable();
        rejected.dedup();
        let Spill { inputs, filtered, .. } = spill;
        Ok(Windowed { rejected, inputs, filtered, repeated, stages, memory })
    }

    /// The input sorted by day, as an earlier attempt has left it or now.
    fn sorted(&self, inputs: &Inputs, folder: &Path, clock: &mut Clock<'_>) -> Result<Spill> {
        let done = folder.join(SPILLED);
        if done.exists() {
            return json_file::read(&done);
        }
        clock.stage("sort")?;
        if let Ok(bytes) = inputs.bytes() {
            clock.progress.to_read(bytes);
        }
        let days = folder.join("days");
        crate::read::spill::clear(&days)?;
        fs::create_dir_all(&days).map_err(|e| Error::io(&days, e))?;
        let spill = spill(inputs, &self.settings.read, &days, &clock.read())?;
        json_file::save(&done, &spill)?;
        Ok(spill)
    }

    /// Reads the articles of some days.
    fn read_window(
        &self,
        spill: &Spill,
        window: Range<usize>,
        clock: &mut Clock<'_>,
    ) -> Result<Read> {
        clock.stage("read")?;
        let scratch = self.settings.read.scratch.as_deref();
        let profiler = Profiler::new(Goal::Facts, scratch);
        let days = &spill.days()[window.clone()];
        let dated = |day: &(Option<i64>, _)| day.0;
        let days = days.first().and_then(dated).zip(days.iter().rev().find_map(dated));
        let input = xxh3_64(format!("{window:?}").as_bytes());
        let scan = spill.scan(
            window,
            &self.settings.read,
            || profiler.worker(),
            |worker: &mut Worker, a: &Article| {
                profiler.profile(worker, &a.title, &a.text, a.lang.as_deref())
            },
        )?;
        Ok(Read { scan, profiler, days, input })
    }
}

/// Adds seconds by stage.
fn add(stages: &mut Vec<(&'static str, f64)>, more: &[(&'static str, f64)]) {
    for (name, seconds) in more {
        match stages.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += seconds,
            None => stages.push((name, *seconds)),
        }
    }
}

/// Which days are looked at together, and how long they are remembered.
fn windows(spill: &Spill, limit: u64, wanted: Settings) -> Result<(Settings, Vec<Range<usize>>)> {
    let shorter = SHORTER.into_iter().chain([wanted.story_days]);
    let shorter = shorter.filter(|days| (wanted.story_days..wanted.copies_days).contains(days));
    let mut last = None;
    for copies_days in std::iter::once(wanted.copies_days).chain(shorter) {
        let memory = Settings { copies_days, ..wanted };
        match cut(spill, limit, memory) {
            Ok(windows) => {
                // The last days, and the undated articles behind them, are as many as they are.
                let dated = spill.days().len().saturating_sub(1);
                let is_long = |w: &Range<usize>| w.len() >= FEW_DAYS || w.end >= dated;
                if windows.iter().all(is_long) {
                    return Ok((memory, windows));
                }
                last = Some(Ok((memory, windows)));
            }
            Err(error) => last = Some(Err(error)),
        }
    }
    last.unwrap_or_else(|| Err(Error::setting("max_memory", limit, "no days of memory to try")))
}

/// Cuts the days into windows that fit, each as long as may be.
fn cut(spill: &Spill, limit: u64, memory: Settings) -> Result<Vec<Range<usize>>> {
    let days = spill.days();
    let (mut windows, mut start) = (Vec::new(), 0);
    while start < days.len() {
        let fits = |end: &usize| need(spill, start..*end, memory) <= limit;
        // Undated articles are looked at by themselves: they are of no day.
        let is_one_kind = |end: &usize| *end == start + 1 || days[*end - 1].0.is_some();
        let ends = (start + 1..=days.len()).take_while(|end| fits(end) && is_one_kind(end));
        let Some(end) = ends.last() else {
            return Err(too_little(spill, start, limit, memory));
        };
        windows.push(start..end);
        start = end;
    }
    Ok(windows)
}

/// Bytes that a window takes.
fn need(spill: &Spill, window: Range<usize>, memory: Settings) -> u64 {
    let sum = |from: usize, to: usize| {
        let days = spill.days()[from..to].iter();
        days.fold((0, 0), |(articles, bytes), (_, size)| {
            (articles + size.articles, bytes + size.bytes)
        })
    };
    let looked_at = |(articles, bytes)| LOOKED_AT * articles + LOOKED_AT_BYTE * bytes;
    let new = sum(window.start, window.end);
    let Some(first) = spill.days()[window.start].0.or_else(|| last_day(spill)) else {
        return BASE + KNOWN * new.0 + looked_at(new);
    };
    let since = |days: u32| {
        let earliest = first - i64::from(days);
        let from = spill.days().partition_point(|(day, _)| day.is_some_and(|day| day < earliest));
        sum(from.min(window.start), window.start)
    };
    let (known, open) = (since(memory.copies_days), since(memory.story_days));
    BASE + KNOWN * (known.0 + new.0) + looked_at(open) + looked_at(new)
}

fn last_day(spill: &Spill) -> Option<i64> {
    spill.days().iter().rev().find_map(|(day, _)| *day)
}

fn too_little(spill: &Spill, day: usize, limit: u64, memory: Settings) -> Error {
    let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
    let needed = megabytes(need(spill, day..day + 1, memory));
    let (date, size) = spill.days()[day];
    let what = match date {
        Some(date) => {
            let date = jiff::Timestamp::from_second(date * 86_400).unwrap_or_default();
            let date = date.strftime("%Y-%m-%d");
            format!("the stories of {} days up to {date}", memory.story_days)
        }
        None => format!("the stories of {} undated articles", size.articles),
    };
    let reason = format!(
        "{what} take about {needed} MiB; copies alone (samestory dedup) take less, and so do fewer \
         days (state.story_days)"
    );
    Error::setting("max_memory", format!("{} MiB", megabytes(limit)), reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::spill::DaySize;

    /// A thousand articles on each of some days, and as many undated; each of 500 bytes, so that one
    /// that is looked at takes 2,500 + 5,000 + 3 * 500 = 9,000.
    fn spill(days: Range<i64>) -> Spill {
        let size = DaySize { articles: 1_000, bytes: 500_000 };
        Spill::of_days(days.map(Some).chain([None]).map(|day| (day, size)).collect())
    }

    const MEMORY: Settings = Settings { copies_days: 4, story_days: 2 };

    #[test]
    fn windows_by_hand() {
        // Four new days take 36 MB. Behind them, four known days take 10 and two open ones 13, so two
        // new days (18 MB) fit into 42; undated articles come alone, here behind five known days
        // (12.5), three of them open (19.5), with 9 MB.
        let cut = |limit| cut(&spill(0..7), BASE + limit, MEMORY).unwrap();
        assert_eq!(cut(42_000_000), [0..4, 4..6, 6..7, 7..8]);
        assert_eq!(cut(500_000_000), [0..7, 7..8]);
    }

    #[test]
    fn memory_is_shortened_before_steps_are() {
        let wanted = Settings { copies_days: 92, story_days: 2 };
        // Ninety known days would take 225 MB; of twenty-one days they take 52.5, and two open ones
        // 13; that leaves room for three new ones (27).
        let (memory, windows) = windows(&spill(0..120), BASE + 95_000_000, wanted).unwrap();
        assert_eq!(memory, Settings { copies_days: 21, story_days: 2 });
        assert!(windows.iter().all(|window| window.len() >= 3 || window.end >= 120));
    }

    #[test]
    fn what_cannot_fit_is_told() {
        let error = windows(&spill(0..7), BASE + 20_000_000, MEMORY).unwrap_err().to_string();
        assert!(error.contains("the stories of 2 days up to 1970-01-0"), "{error}");
        let undated = Spill::of_days(vec![(None, DaySize { articles: 5_000, bytes: 2_500_000 })]);
        let error = windows(&undated, BASE + 20_000_000, MEMORY).unwrap_err().to_string();
        assert!(error.contains("5000 undated articles take about 107 MiB"), "{error}");
    }
}
