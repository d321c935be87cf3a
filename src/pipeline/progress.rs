//! What a run tells while it works, and how long its stages take.

use std::time::Instant;

use crate::error::{Error, Result};

/// Told what a run is doing; every method may be called from any thread.
pub trait Progress: Sync {
    /// A stage begins.
    fn stage(&self, _name: &'static str) {}
    /// The stage is about so many bytes of input; not told where they are not known.
    fn to_read(&self, _bytes: u64) {}
    /// Bytes and articles read so far.
    fn read(&self, _bytes: u64, _articles: u64) {}
    /// A stage is not done again: an earlier attempt at the run has left what it found.
    fn kept(&self, _name: &'static str) {}
    /// So much of the stage's work is done, in units of its own.
    fn done(&self, _units: u64, _of: u64) {}
    /// True once the work is to end before it is done. Asked where a stage begins and, within the
    /// stages of reading, copies and facts, with every report of how far they are; the run then ends
    /// with [`Error::Stopped`].
    fn stopped(&self) -> bool {
        false
    }
}

/// The error of a run that is told to stop.
///
/// # Errors
/// [`Error::Stopped`].
pub(super) fn go_on(progress: &dyn Progress) -> Result<()> {
    if progress.stopped() { Err(Error::Stopped) } else { Ok(()) }
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
    ///
    /// # Errors
    /// [`Error::Stopped`].
    pub(super) fn stage(&mut self, name: &'static str) -> Result<()> {
        self.stop();
        go_on(self.progress)?;
        self.progress.stage(name);
        self.since = Some((name, Instant::now()));
        Ok(())
    }

    /// Takes in how much of the stage is done; fails where it is to stop.
    pub(super) fn done(&self) -> impl Fn(u64, u64) -> Result<()> + Sync + 'a {
        let progress = self.progress;
        move |units, of| {
            progress.done(units, of);
            go_on(progress)
        }
    }

    /// Takes in how much is read; fails where it is to stop.
    pub(super) fn read(&self) -> impl Fn(u64, u64) -> Result<()> + Sync + 'a {
        let progress = self.progress;
        move |bytes, articles| {
            progress.read(bytes, articles);
            go_on(progress)
        }
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
