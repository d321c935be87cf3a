//! The input files, handed out as tasks: small files whole, large files and streams in pieces.
//!
//! The iterator is shared by all threads; whoever asks for a task does the cutting. So there is
//! one reader at a time and never more pieces in memory than threads.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

#[cfg(feature = "archives")]
use super::archive::Parts;
use super::fields::Plan;
use super::format::Format;
use super::inputs::{Found, Origin};
use super::open::{Cuts, Meter, Metered, Opened, Opener, Records};
use super::piece::Cut;
use super::settings::Settings;
use super::store::Plain;
#[cfg(feature = "parquet")]
use super::table::Rows;
use super::unpack::Budget;

/// Regular files up to this size are read by one thread from start to end.
const SMALL: u64 = 1 << 20;
/// Buffers that are kept to be used again.
const MOST_BUFFERS: usize = 32;

/// An input file and what is learnt about it on opening.
pub(crate) struct InputState {
    pub found: Found,
    pub meter: Arc<Meter>,
    /// Set where its records are read again by offset.
    pub plain: OnceLock<(Plain, Format)>,
}

/// How the records of a file are read and kept.
#[derive(Debug, Clone)]
pub(crate) struct Kind {
    /// Number of the input file.
    pub file: usize,
    /// Number of the member in an archive, from 1; 0 for the file itself.
    pub member: u64,
    /// Of the file, or of the archive and the member in it.
    pub name: Arc<str>,
    pub format: Format,
    pub by_offset: bool,
}

/// A file being cut.
pub(crate) enum OpenFile {
    Records(Kind, Box<Cuts<Metered>>),
    #[cfg(feature = "archives")]
    Members(Parts),
    #[cfg(feature = "parquet")]
    Table(Kind, Box<Rows>),
}

impl OpenFile {
    /// The next part; `buffer` gives an empty buffer.
    pub fn next(&mut self, buffer: impl FnOnce() -> Vec<u8>) -> Option<(Kind, Cut)> {
        match self {
            Self::Records(kind, cuts) => cuts.next(buffer()).map(|cut| (kind.clone(), cut)),
            #[cfg(feature = "archives")]
            Self::Members(parts) => parts.next(),
            #[cfg(feature = "parquet")]
            Self::Table(kind, rows) => rows.next(buffer()).map(|cut| (kind.clone(), cut)),
        }
    }

    /// True where the bytes that were read do not tell how far reading has come.
    pub fn is_measured_first(&self) -> bool {
        match self {
            Self::Records(_, cuts) => cuts.is_measured_first(),
            #[cfg(feature = "archives")]
            Self::Members(_) => true,
            #[cfg(feature = "parquet")]
            Self::Table(..) => false,
        }
    }
}

/// All input files, shared by the threads.
pub(crate) struct Files<'a> {
    pub list: Vec<InputState>,
    pub plan: Arc<Plan>,
    settings: &'a Settings,
    /// Bytes read so far, of all files.
    bytes: Arc<AtomicU64>,
    buffers: Mutex<Vec<Vec<u8>>>,
    stopped: AtomicBool,
}

impl<'a> Files<'a> {
    pub fn new(found: Vec<Found>, settings: &'a Settings) -> Self {
        let state = |found| {
            let (meter, plain) = (Arc::new(Meter::new()), OnceLock::new());
            InputState { found, meter, plain }
        };
        Self {
            list: found.into_iter().map(state).collect(),
            plan: Arc::new(Plan::new(&settings.fields)),
            settings,
            bytes: Arc::default(),
            buffers: Mutex::default(),
            stopped: AtomicBool::new(false),
        }
    }

    /// Opens a file.
    ///
    /// # Errors
    /// Why it cannot be read, for people.
    pub fn open(&self, number: usize) -> Result<OpenFile, String> {
        let file = &self.list[number];
        let InputState { found, meter, .. } = file;
        let kind = |format, by_offset| Kind {
            file: number,
            member: 0,
            name: found.name.clone(),
            format,
            by_offset,
        };
        #[cfg(feature = "parquet")]
        if let Origin::Table(batches) = &found.origin {
            let batches = lock(batches).take().ok_or("this table was read before")?;
            let Settings { piece, longest_record, .. } = *self.settings;
            let counted = (meter.clone(), self.bytes.clone());
            let rows = Rows::new(batches, &self.plan, (piece, longest_record), counted)?;
            return Ok(OpenFile::Table(kind(Format::Table, false), Box::new(rows)));
        }
        // Noted before reading, so that a change during the pass is noticed as well.
        let plain = match &found.origin {
            Origin::File(path) => Plain::new(path).ok(),
            _ => None,
        };
        let Settings { piece, longest_record, .. } = *self.settings;
        let budget = Budget::new(meter.clone());
        let (plan, limits) = (self.plan.clone(), (piece, longest_record));
        let opener = Opener {
            plan,
            budget,
            limits,
            format: found.format,
            member: false,
            #[cfg(any(feature = "archives", feature = "parquet"))]
            path: found.origin.file().map(Into::into),
            #[cfg(any(feature = "archives", feature = "parquet"))]
            scratch: self.settings.scratch_folder(),
        };
        let stream = found.origin.open().map_err(|error| format!("cannot be read: {error}"))?;
        let stream = Metered { stream, meter: meter.clone(), total: self.bytes.clone() };
        let opened = opener.open(stream, &found.name)?;
        match opened {
            Opened::Records(records) => {
                let Records { cuts, format, by_offset } = *records;
                let plain = plain.filter(|_| by_offset);
                let kind = kind(format, plain.is_some());
                if let Some(plain) = plain {
                    // Each file is opened once, so nothing stands there yet.
                    drop(file.plain.set((plain, format)));
                }
                Ok(OpenFile::Records(kind, Box::new(cuts)))
            }
            #[cfg(feature = "archives")]
            Opened::Members { archive, stream, packed } => {
                let kind = kind(Format::PlainText, false);
                Parts::read(archive, stream, packed, &kind, opener).map(OpenFile::Members)
            }
        }
    }

    /// Bytes read so far, of all files.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// An empty buffer.
    pub fn buffer(&self) -> Vec<u8> {
        lock(&self.buffers).pop().unwrap_or_default()
    }

    /// Gives a buffer back, unless one long record has blown it up or there are plenty: those of
    /// archives are not taken from here.
    pub fn give_back(&self, buffer: Vec<u8>) {
        let mut held = lock(&self.buffers);
        if buffer.capacity() <= 4 * self.settings.piece && held.len() < MOST_BUFFERS {
            held.push(buffer);
        }
    }

    /// Longest record in bytes.
    pub fn longest_record(&self) -> usize {
        self.settings.longest_record
    }

    /// No more tasks are handed out.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

/// What a thread is to do.
pub(crate) enum Task {
    /// A file to be opened, cut and parsed.
    Whole(usize),
    /// A part of an open file.
    Part(Kind, Cut),
    /// A file that could not be opened, and why.
    Refused(usize, String),
}

/// Hands out the tasks.
pub(crate) struct Tasks<'f> {
    files: &'f Files<'f>,
    next: usize,
    open: Option<OpenFile>,
}

impl<'f> Tasks<'f> {
    pub fn new(files: &'f Files<'f>) -> Self {
        Self { files, next: 0, open: None }
    }

    /// The next part of the open file.
    fn part(&mut self) -> Option<Task> {
        let part = self.open.as_mut()?.next(|| self.files.buffer());
        if part.is_none() {
            self.open = None;
        }
        part.map(|(kind, cut)| Task::Part(kind, cut))
    }
}

impl Iterator for Tasks<'_> {
    type Item = Task;

    fn next(&mut self) -> Option<Task> {
        loop {
            if self.files.stopped.load(Ordering::Relaxed) {
                return None;
            }
            if let Some(part) = self.part() {
                return Some(part);
            }
            let number = self.next;
            let found = &self.files.list.get(number)?.found;
            self.next += 1;
            if matches!(found.origin, Origin::File(_)) && found.size <= SMALL {
                return Some(Task::Whole(number));
            }
            match self.files.open(number) {
                Ok(open) => self.open = Some(open),
                Err(reason) => return Some(Task::Refused(number, reason)),
            }
        }
    }
}

/// What these mutexes hold is whole at any time, so a panic elsewhere does no harm here.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
