//! Progress: a line on standard error for people, on a terminal, once the run has taken a second;
//! a log of JSON Lines for machines (`--log`).

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use samestory::pipeline::Progress;
use serde::Serialize;
use serde_json::{Value, json};

/// Runs shorter than this show nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// Time between two rows of the log within a stage.
const LOGGED_EVERY: Duration = Duration::from_secs(1);
const WITH_LENGTH: &str = "{spinner} {prefix} {bar:24} {percent:>3} %  {msg}{eta} left";
const WITHOUT: &str = "{spinner} {prefix}  {msg}({elapsed})";

/// Follows a run.
pub struct Line {
    quiet: bool,
    started: Instant,
    bar: OnceLock<ProgressBar>,
    log: Option<File>,
    stage: Mutex<Stage>,
}

/// A row of the log.
#[derive(Serialize)]
struct Row<'a> {
    event: &'a str,
    stage: &'a str,
    seconds: f64,
    #[serde(flatten)]
    more: Value,
}

/// The stage that a run is in.
struct Stage {
    name: &'static str,
    since: Instant,
    logged: Option<Instant>,
    /// Bytes to read in all; 0 where unknown.
    to_read: u64,
}

impl Line {
    /// Rows go to the file `log`, where one is named. Nothing is drawn where `quiet`, or where
    /// standard error is no terminal.
    pub fn new(quiet: bool, log: Option<&Path>) -> Result<Self> {
        let open = |path: &Path| {
            let file = File::options().create(true).append(true).open(path);
            file.with_context(|| path.display().to_string())
        };
        let started = Instant::now();
        let stage = Stage { name: "", since: started, logged: None, to_read: 0 };
        let log = log.map(open).transpose()?;
        Ok(Self { quiet, started, bar: OnceLock::new(), log, stage: Mutex::new(stage) })
    }

    fn at(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Draws how far the stage is; without `of`, only that it goes on.
    fn draw(&self, stage: &Stage, done: u64, of: Option<u64>, message: String) {
        if self.quiet || self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_init(bar);
        let of = of.filter(|of| *of > 0);
        if bar.prefix() != stage.name {
            // Rates and times left are those of the stage.
            bar.reset();
            bar.set_prefix(stage.name);
        }
        let template = if of.is_some() { WITH_LENGTH } else { WITHOUT };
        if bar.length() != of
            && let Ok(style) = ProgressStyle::with_template(template)
        {
            bar.set_style(style);
            of.map_or_else(|| bar.unset_length(), |of| bar.set_length(of));
        }
        bar.set_message(message);
        bar.set_position(done);
    }

    /// Logs how far the stage is, unless that was done a moment ago.
    fn log_progress(&self, stage: &mut Stage, row: Value) {
        let now = Instant::now();
        if stage.logged.is_none_or(|before| now - before >= LOGGED_EVERY) {
            stage.logged = Some(now);
            self.log_row(stage.name, "progress", row);
        }
    }

    /// Adds a row to the log.
    fn log_row(&self, stage: &str, event: &str, more: Value) {
        let Some(mut log) = self.log.as_ref() else { return };
        let seconds = (self.started.elapsed().as_secs_f64() * 1e3).round() / 1e3;
        let row = serde_json::to_string(&Row { event, stage, seconds, more });
        // A log that cannot be written any more must not end the run.
        let _ = log.write_all(format!("{}\n", row.unwrap_or_default()).as_bytes());
    }

    fn end_stage(&self, stage: &Stage) {
        if !stage.name.is_empty() {
            let took = (stage.since.elapsed().as_secs_f64() * 1e3).round() / 1e3;
            self.log_row(stage.name, "end", json!({ "took": took }));
        }
    }
}

/// indicatif itself draws nothing off a terminal.
fn bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template(WITHOUT) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

impl Progress for Line {
    fn stage(&self, name: &'static str) {
        let mut stage = self.at();
        self.end_stage(&stage);
        *stage = Stage { name, since: Instant::now(), logged: None, to_read: 0 };
        self.log_row(name, "begin", json!({}));
        self.draw(&stage, 0, None, String::new());
    }

    fn kept(&self, name: &'static str) {
        self.log_row(name, "kept", json!({}));
    }

    fn to_read(&self, bytes: u64) {
        self.at().to_read = bytes;
    }

    fn read(&self, bytes: u64, articles: u64) {
        let mut stage = self.at();
        let of = Some(stage.to_read).filter(|of| *of > 0);
        let row = json!({ "bytes": bytes, "of": of, "articles": articles });
        self.log_progress(&mut stage, row);
        let seconds = stage.since.elapsed().as_secs_f64().max(1e-3);
        let (size, rate) = (bytes / 1_000_000, bytes as f64 / 1e6 / seconds);
        let message = format!("{articles} articles, {size} MB, {rate:.0} MB/s  ");
        self.draw(&stage, bytes, of, message);
    }

    fn done(&self, units: u64, of: u64) {
        let mut stage = self.at();
        self.log_progress(&mut stage, json!({ "done": units, "of": of }));
        self.draw(&stage, units, Some(of), String::new());
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.end_stage(&self.at());
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
