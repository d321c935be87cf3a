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
        go_on(self.progress)?;
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::pipeline::{Pipeline, Settings};
    use crate::read::Inputs;

    /// Says stop at a word of the run.
    struct StopAt {
        word: &'static str,
        heard: Mutex<Vec<&'static str>>,
    }

    impl StopAt {
        fn hear(&self, word: &'static str) {
            self.heard.lock().expect("no panic").push(word);
        }
    }

    impl Progress for StopAt {
        fn stage(&self, name: &'static str) {
            self.hear(name);
        }
        fn read(&self, _: u64, _: u64) {
            self.hear("some read");
        }
        fn done(&self, _: u64, _: u64) {
            self.hear("some done");
        }
        fn stopped(&self) -> bool {
            self.heard.lock().expect("no panic").contains(&self.word)
        }
    }

    #[test]
    fn a_run_ends_where_it_is_told_to() {
        let text = (0..60).map(|n| format!("word{n} ")).collect::<String>();
        let dump: String = [("a", "A"), ("b", "B")]
            .map(|(id, from)| {
                format!("{{\"id\":\"{id}\",\"source\":\"{from}\",\"text\":\"{text}{id}\"}}\n")
            })
            .concat();
        let pipeline = Pipeline::new(Settings::default()).expect("settings");
        let run = |word| {
            let inputs = Inputs::json_lines("-", std::io::Cursor::new(dump.clone()));
            let progress = StopAt { word, heard: Mutex::default() };
            let ended = pipeline.read_and_run(&inputs, &progress).map(|run| run.corpus.len());
            (ended, progress.heard.into_inner().expect("no panic"))
        };
        let (all, heard) = run("never");
        assert_eq!(all.expect("a run"), 2);
        let stages = ["read", "some read", "copies", "some done", "vectors", "stories", "facts"];
        assert_eq!(heard[..7], stages);
        for (at, word) in stages.into_iter().enumerate() {
            let (ended, heard) = run(word);
            assert!(matches!(ended, Err(Error::Stopped)), "{word}");
            assert_eq!(heard.len(), at + 1, "{heard:?}");
        }
    }
}
