//! What a run, an update or a run in windows has to tell, and what `run.json` says of it.

use std::path::Path;

use serde_json::Value;

#[cfg(feature = "state")]
use super::update::Updated;
use super::{Grounds, Run};
use crate::analysis::Analysis;
use crate::article::{Corpus, Rejected};
use crate::read::{Filtered, InputFile};
use crate::report::run_info::{Counts, Input, RunInfo, StageTime, TOOL};

/// What there is to tell.
#[derive(Clone, Copy)]
pub struct Outcome<'a> {
    /// What was found.
    pub analysis: &'a Analysis,
    /// What the scores of stories rest on.
    pub grounds: Option<&'a Grounds>,
    /// What was read.
    pub inputs: &'a [InputFile],
    /// Articles that the filters left out.
    pub filtered: Filtered,
    /// Records that repeated an id and its content.
    pub repeated: u64,
    /// Wall-clock seconds of each stage, in order.
    pub stages: &'a [(&'static str, f64)],
}

/// What a reading that makes no result left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LeftOut {
    /// Records that were not taken, or taken with a remark.
    pub rejected: Vec<Rejected>,
    /// Articles that the filters dropped.
    pub filtered: Filtered,
    /// Articles that were taken.
    pub taken: usize,
}

impl LeftOut {
    /// Of the articles of a reading.
    pub fn of(corpus: &Corpus, filtered: Filtered) -> Self {
        Self { rejected: corpus.rejected.clone(), filtered, taken: corpus.len() }
    }

    /// Adds that of another reading.
    pub fn add(&mut self, other: Self) {
        self.rejected.extend(other.rejected);
        self.filtered.add(other.filtered);
        self.taken += other.taken;
    }
}

impl<'a> From<&'a Run> for Outcome<'a> {
    fn from(run: &'a Run) -> Self {
        let Run { corpus, analysis, grounds, inputs, filtered, stages } = run;
        let (grounds, repeated) = (grounds.as_ref(), corpus.repeated);
        Self { analysis, grounds, inputs, filtered: *filtered, repeated, stages }
    }
}

#[cfg(feature = "state")]
impl<'a> From<&'a Updated> for Outcome<'a> {
    fn from(updated: &'a Updated) -> Self {
        let Updated { analysis, grounds, inputs, filtered, repeated, stages, .. } = updated;
        let (filtered, repeated) = (*filtered, *repeated);
        Self { analysis, grounds: grounds.as_ref(), inputs, filtered, repeated, stages }
    }
}

impl Outcome<'_> {
    /// What `run.json` says; `settings` are those that shaped the result.
    pub fn info(self, settings: Value) -> RunInfo {
        let Self { analysis, grounds, inputs, repeated, stages, .. } = self;
        let stage = |(name, seconds): &(&str, f64)| StageTime {
            name: (*name).to_owned(),
            seconds: *seconds,
        };
        RunInfo {
            tool: TOOL.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            settings,
            counts: Counts::of(analysis, repeated),
            scale: grounds.map(|grounds| grounds.scale),
            stages: stages.iter().map(stage).collect(),
            peak_memory_bytes: peak_memory(),
            inputs: inputs.iter().map(input).collect(),
        }
    }
}

fn input(file: &InputFile) -> Input {
    Input {
        name: file.name.clone(),
        path: file.path.as_deref().map(full_path),
        bytes: file.bytes,
        fingerprint: format!("{:016x}", file.fingerprint),
    }
}

fn full_path(path: &Path) -> String {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf()).display().to_string()
}

/// Peak resident memory of the process, where the system tells (Linux).
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
