//! What a run tells while it works, and how long its stages take.

use std::time::Instant;

/// Told what a run is doing; every method may be called from any thread.
pub trait Progress: Sync {
    /// A stage begins.
    fn stage(&self, _name: &'static str) {}
    /// Bytes and articles read so far.
    fn read(&self, _bytes: u64, _articles: u64) {}
}

/// For those who do not want to know.
impl Progress for () {}

/// Times stages and tells their names.
pub(super) struct Clock<'a> {
    pub(super) progress: &'a dyn Progress,
    stages: Vec<(&'static str, f64)>,
    since: Option<(&'static str, Instant)>,
}

impl<'a> Clock<'a> {
    /// No stage has begun.
    pub(super) fn new(progress: &'a dyn Progress) -> Self {
        Self { progress, stages: Vec::new(), since: None }
    }

    /// Ends the stage before and begins one.
    pub(super) fn stage(&mut self, name: &'static str) {
        self.stop();
        self.progress.stage(name);
        self.since = Some((name, Instant::now()));
    }

    fn stop(&mut self) {
        if let Some((name, since)) = self.since.take() {
            self.stages.push((name, since.elapsed().as_secs_f64()));
        }
    }

    /// Wall-clock seconds of each stage, in order.
    pub(super) fn finish(mut self) -> Vec<(&'static str, f64)> {
        self.stop();
        self.stages
    }
}
