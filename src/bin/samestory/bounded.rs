//! `samestory run --max-memory`: input that memory does not hold, a window of days at a time.

use std::path::{Path, PathBuf};

use anyhow::Result;
use samestory::pipeline::config::Config;
use samestory::pipeline::update::Updated;
use samestory::pipeline::windows::{Steps, Windowed};
use samestory::pipeline::{Goal, Grounds, Outcome, Pipeline};
use samestory::read::Inputs;
use samestory::report::grown::{self, Rest};
use samestory::report::ledger::Ledger;
use samestory::report::run_info::Counts;

use crate::args::{Common, Input, TableFormat};
use crate::config::{UsageError, settings};
use crate::dry_run;
use crate::output;
use crate::progress::Line;
use crate::start::{Done, done};
use crate::work_folder::WorkFolder;

/// `2G`, `500M`, `800000K` or bytes; letters stand for powers of 1024.
pub fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text[digits.len()..].to_ascii_uppercase();
    let factor: u64 = match unit.trim_end_matches('B').trim_end_matches('I') {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        "T" => 1 << 40,
        _ => return Err(format!("{unit}: expected K, M, G or T")),
    };
    let number: f64 = digits.trim().parse().map_err(|_| format!("{digits:?} is no number"))?;
    if !(number > 0.0 && number < 1e15) {
        return Err("expected a size above 0".into());
    }
    Ok((number * factor as f64) as u64)
}

/// What memory a run may take.
pub struct Limit<'a> {
    pub bytes: u64,
    pub input: &'a Input,
    pub common: &'a Common,
    pub config: &'a Config,
}

impl Limit<'_> {
    /// The whole run fits into the limit, as far as can be told beforehand. What can be read but
    /// once cannot be looked into.
    pub fn holds_all(&self) -> Result<bool> {
        let inputs = Inputs::new(&self.input.inputs);
        if inputs.signature()?.is_none() {
            return Ok(false);
        }
        let settings = settings(self.config, Goal::Facts, self.input)?;
        Ok(dry_run::memory_of_run(&inputs, &settings.read, self.common)? <= self.bytes)
    }

    /// Runs in windows, into the result folder `output`.
    pub fn run(&self, output: &Path, formats: &[TableFormat]) -> Result<Done> {
        let Self { bytes, input, common, config } = *self;
        if let Some(sample) = input.sample {
            let reason = format!("--sample {sample}: a sample needs no --max-memory");
            return Err(UsageError(reason).into());
        }
        let inputs = Inputs::new(&input.inputs);
        let mut settings = settings(config, Goal::Facts, input)?;
        let held = WorkFolder::of_windows(input, config, bytes, output)?;
        let work = held.path();
        settings.read.scratch.get_or_insert_with(|| work.to_path_buf());
        // Without it each window weighs words in its own way, and nothing holds for all.
        let grounds = settings.grounds.clone();
        let pipeline = Pipeline::new(settings)?;
        let progress = Line::new(common.quiet, common.log.as_deref())?;
        let mut rows = Rows { folder: work.join("rows"), ledger: None };
        let memory = config.memory();
        let ran = pipeline.run_in_windows(&inputs, bytes, memory, work, &mut rows, &progress);
        drop(progress);
        let windowed = match ran {
            // With another limit it would begin anew.
            Err(error @ samestory::Error::Setting { .. }) => {
                held.remove()?;
                return Err(error.into());
            }
            ran => ran?,
        };
        let Some(mut ledger) = rows.ledger else { unreachable!("a run begins with it") };
        let basis = grounds.as_ref().map(|grounds| grounds.basis.encode());
        let config = config.clone().with_memory(windowed.memory);
        let outcome = outcome(&windowed, grounds.as_deref());
        let mut info = outcome.info(config.to_json()?);
        info.counts = Counts { repeated: windowed.repeated, ..Counts::default() };
        let formats: Vec<_> = formats.iter().map(|format| (*format).into()).collect();
        let rest =
            Rest { rejected: &windowed.rejected, basis: basis.as_deref(), formats: &formats, info };
        let (info, mut shown) = grown::write(output, &mut ledger, &rest)?;
        held.remove()?;
        shown.rejected.clone_from(&windowed.rejected);
        let outcome = Outcome { analysis: &shown, ..outcome };
        if !common.quiet && shown.stories.len() < info.counts.stories {
            let (stories, all) = (shown.stories.len(), info.counts.stories);
            eprintln!("samestory: the summary is of the {stories} largest of {all} stories");
        }
        output::summary_of(outcome, &info, output, common)?;
        Ok(done(&windowed.rejected))
    }
}

fn outcome<'a>(windowed: &'a Windowed, grounds: Option<&'a Grounds>) -> Outcome<'a> {
    let Windowed { inputs, filtered, repeated, stages, .. } = windowed;
    let (filtered, repeated) = (*filtered, *repeated);
    Outcome { analysis: &output::NOTHING, grounds, inputs, filtered, repeated, stages }
}

/// Puts the rows of steps into a ledger.
struct Rows {
    folder: PathBuf,
    ledger: Option<Ledger>,
}

impl Steps for Rows {
    fn resume(&mut self, steps: u64) -> samestory::Result<()> {
        self.ledger = Some(Ledger::open(&self.folder, steps)?);
        Ok(())
    }

    fn take(&mut self, step: &Updated) -> samestory::Result<()> {
        let Some(ledger) = &mut self.ledger else { return Ok(()) };
        ledger.take(&step.analysis, step.new_articles(), &step.vanished())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_by_hand() {
        assert_eq!(size("2G"), Ok(2 << 30));
        assert_eq!(size("1.5MiB"), Ok(3 << 19));
        assert_eq!(size("300kb"), Ok(300 << 10));
        assert_eq!(size("77"), Ok(77));
        assert!(size("2X").is_err() && size("G").is_err() && size("-1G").is_err());
        assert!(size("0").is_err() && size("").is_err());
    }
}
