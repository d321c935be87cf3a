//! Progress on standard error: what the run is doing, on a terminal, once it has taken a second.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use samestory::pipeline::Progress;

/// Runs shorter than this show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// A line on standard error that follows the run.
pub struct Line {
    quiet: bool,
    started: Instant,
    bar: OnceLock<ProgressBar>,
}

impl Line {
    /// A line; one that is never seen where `quiet`, or where standard error is no terminal.
    pub fn new(quiet: bool) -> Self {
        Self { quiet, started: Instant::now(), bar: OnceLock::new() }
    }

    fn say(&self, message: String) {
        if !self.quiet && self.started.elapsed() >= PATIENCE {
            self.bar.get_or_init(spinner).set_message(message);
        }
    }
}

/// indicatif itself draws nothing off a terminal.
fn spinner() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

impl Progress for Line {
    fn stage(&self, name: &'static str) {
        self.say(name.to_owned());
    }

    fn read(&self, bytes: u64, articles: u64) {
        self.say(format!("read: {articles} articles, {} MB", bytes / 1_000_000));
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
