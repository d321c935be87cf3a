//! A job on threads of its own, while the calling thread looks after signals and progress.
//!
//! The caller's thread holds the interpreter's lock only to ask for signals, some twenty times a
//! second, and to call the progress function. Ctrl-C, or an exception in that function, tells the job
//! to stop; the call returns when it has, or after [`GRACE`]: what is left of a stage that cannot be
//! left half way then ends unseen.
//!
//! Each job has a pool of threads of its own. Nothing stays behind, so a process may be forked
//! between two jobs.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use samestory::Error;
use samestory::pipeline::Progress;

use crate::errors::Fail;

/// Time between two looks.
const LOOK: Duration = Duration::from_millis(50);
/// How long a job that was told to stop is waited for.
const GRACE: Duration = Duration::from_secs(1);
/// As much as the main thread of a program has.
const STACK: usize = 8 << 20;

/// How a job is done.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct How {
    /// Threads; `None`: `RAYON_NUM_THREADS`, else all cores.
    threads: Option<usize>,
    /// Called with a stage, what is done of it and how much it is in all.
    progress: Option<Py<PyAny>>,
}

/// Follows a job and tells it to stop.
#[derive(Default)]
pub struct Follow {
    stop: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What is not told yet; at most one entry a stage.
    events: VecDeque<Event>,
    /// Bytes to be read; 0 where unknown.
    to_read: u64,
    /// Rows to be read, where that is known.
    rows: Option<u64>,
}

#[derive(Clone, Copy)]
struct Event {
    stage: &'static str,
    done: u64,
    total: Option<u64>,
}

impl Follow {
    /// The input is a table of so many rows.
    pub fn expect_rows(&self, rows: Option<u64>) {
        self.state().rows = rows;
    }

    /// Begins something that is no stage of the pipeline.
    ///
    /// # Errors
    /// If it is to stop.
    pub fn begin(&self, stage: &'static str) -> Result<(), Error> {
        self.stage(stage);
        self.check()
    }

    /// Tells how far it is.
    ///
    /// # Errors
    /// If it is to stop.
    pub fn told(&self, done: u64, total: u64) -> Result<(), Error> {
        self.done(done, total);
        self.check()
    }

    /// Tells how much is read.
    ///
    /// # Errors
    /// If it is to stop.
    pub fn told_read(&self, bytes: u64, articles: u64) -> Result<(), Error> {
        self.read(bytes, articles);
        self.check()
    }

    fn check(&self) -> Result<(), Error> {
        if self.stopped() { Err(Error::Stopped) } else { Ok(()) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, done: u64, total: Option<u64>) {
        let mut state = self.state();
        // An event that was told is repeated with its new count.
        if let Some(last) = state.events.back_mut() {
            (last.done, last.total) = (done.max(last.done), total);
        }
    }

    /// What there is to tell; the last stage stays, to be told again.
    fn news(&self, last: &mut Option<(usize, u64)>, told: &mut usize) -> Vec<Event> {
        let mut state = self.state();
        let mut news = Vec::new();
        while let Some(event) = state.events.front().copied() {
            if *last != Some((*told, event.done)) {
                news.push(event);
                *last = Some((*told, event.done));
            }
            if state.events.len() == 1 {
                break;
            }
            state.events.pop_front();
            *told += 1;
        }
        news
    }
}

impl Progress for Follow {
    fn stage(&self, stage: &'static str) {
        self.state().events.push_back(Event { stage, done: 0, total: None });
    }

    fn to_read(&self, bytes: u64) {
        self.state().to_read = bytes;
    }

    fn read(&self, bytes: u64, articles: u64) {
        let (to_read, rows) = {
            let state = self.state();
            (state.to_read, state.rows)
        };
        if to_read > 0 {
            self.update(bytes, Some(to_read));
        } else {
            self.update(articles, rows);
        }
    }

    fn done(&self, units: u64, of: u64) {
        self.update(units, Some(of));
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Does a job.
///
/// # Errors
/// Those of the job, `KeyboardInterrupt`, and what the progress function raises.
pub fn run<T: Send + 'static>(
    py: Python<'_>,
    how: How,
    job: impl FnOnce(&Follow) -> Result<T, Fail> + Send + 'static,
) -> PyResult<T> {
    if how.threads == Some(0) {
        return Err(Fail::from(Error::setting("threads", 0, "must be at least 1")).raise(py));
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(how.threads.unwrap_or(0))
        .stack_size(STACK)
        .thread_name(|number| format!("samestory-{number}"))
        .build();
    let pool = pool.map_err(|error| Fail::Panic(error.to_string()).raise(py))?;
    let follow = Arc::new(Follow::default());
    let (sender, receiver) = channel();
    let followed = follow.clone();
    pool.spawn(move || {
        let done = catch_unwind(AssertUnwindSafe(|| job(&followed)));
        let done = done.unwrap_or_else(|panic| Err(Fail::Panic(message(&*panic).into())));
        // Nobody waits for a job that was given up.
        drop(sender.send(done));
    });
    let mut wait = Wait { follow, receiver: Mutex::new(receiver), how, last: None, told: 0 };
    match wait.until_done(py) {
        Ok(done) => done.map_err(|fail| fail.raise(py)),
        Err(interrupted) => {
            wait.stop(py);
            Err(interrupted)
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}

/// Waits for a job.
struct Wait<T> {
    follow: Arc<Follow>,
    receiver: Mutex<Receiver<Result<T, Fail>>>,
    how: How,
    last: Option<(usize, u64)>,
    told: usize,
}

impl<T: Send> Wait<T> {
    fn until_done(&mut self, py: Python<'_>) -> PyResult<Result<T, Fail>> {
        loop {
            let got = self.wait(py, LOOK);
            py.check_signals()?;
            self.tell(py)?;
            match got {
                Ok(done) => return Ok(done),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Ok(Err(Fail::Panic("a thread is gone".into())));
                }
            }
        }
    }

    fn wait(&self, py: Python<'_>, time: Duration) -> Result<Result<T, Fail>, RecvTimeoutError> {
        let receiver = &self.receiver;
        py.detach(|| receiver.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(time))
    }

    fn tell(&mut self, py: Python<'_>) -> PyResult<()> {
        let Some(progress) = &self.how.progress else { return Ok(()) };
        for Event { stage, done, total } in self.follow.news(&mut self.last, &mut self.told) {
            progress.call1(py, (stage, done, total))?;
        }
        Ok(())
    }

    /// Tells the job to stop, and waits a while until it has.
    fn stop(&self, py: Python<'_>) {
        self.follow.stop.store(true, Ordering::Relaxed);
        let until = Instant::now() + GRACE;
        while Instant::now() < until {
            if !matches!(self.wait(py, LOOK), Err(RecvTimeoutError::Timeout)) {
                break;
            }
        }
    }
}
