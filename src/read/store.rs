//! Bodies after the pass: read again from plain files by offset, or from the scratch file.
//!
//! A record of a plain file is parsed a second time by the code that parsed it first, and its text
//! is compared with the hash taken then: a file that has changed is an error, never a wrong text.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::draft::Draft;
use super::fields::Plan;
use super::format::Format;
use super::piece::Head;
use super::positioned::Positioned;
use super::scratch::{BlockPlace, Scratch};
use crate::article::{ArticleId, TextStore};
use crate::error::{Error, Result};

/// Files above this number are opened anew for each text, so that handles do not run out.
const KEPT_OPEN: usize = 200;

/// Where a body lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Place {
    /// The record in a plain file, and the hash of the text in it.
    File { file: u32, offset: u64, length: u32, hash: u64 },
    /// The text in the scratch file.
    Block(BlockPlace),
    /// There is no text.
    Nowhere,
}

/// A plain file as it was when it was read.
pub(crate) struct Plain {
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    pub(super) modified: Option<SystemTime>,
    handle: OnceLock<Positioned>,
}

impl Plain {
    /// Notes the file's size and time.
    pub fn new(path: &Path) -> std::io::Result<Self> {
        let meta = fs::metadata(path)?;
        Ok(Self {
            path: path.to_path_buf(),
            bytes: meta.len(),
            modified: meta.modified().ok(),
            handle: OnceLock::new(),
        })
    }

    /// A file of which these are known.
    #[cfg(feature = "state")]
    pub fn known(path: PathBuf, bytes: u64, modified: Option<SystemTime>) -> Self {
        Self { path, bytes, modified, handle: OnceLock::new() }
    }

    fn read(&self, offset: u64, length: u32, keep: bool) -> Result<Vec<u8>> {
        let mut bytes = vec![0; length as usize];
        let io = |e| Error::io(&self.path, e);
        if let Some(handle) = self.handle.get() {
            handle.read(&mut bytes, offset).map_err(io)?;
            return Ok(bytes);
        }
        let handle = self.open()?;
        handle.read(&mut bytes, offset).map_err(io)?;
        if keep {
            // Another thread may have been first; either handle will do.
            drop(self.handle.set(handle));
        }
        Ok(bytes)
    }

    fn open(&self) -> Result<Positioned> {
        let io = |e| Error::io(&self.path, e);
        let file = File::open(&self.path).map_err(io)?;
        let meta = file.metadata().map_err(io)?;
        if meta.len() != self.bytes || meta.modified().ok() != self.modified {
            return Err(self.changed(0));
        }
        Ok(Positioned::new(file))
    }

    fn changed(&self, offset: u64) -> Error {
        let reason = format!("the file has changed since it was read (byte {offset})");
        Error::format(&self.path, 0, reason)
    }
}

/// The store of a reading pass.
pub(crate) struct Texts {
    /// By [`ArticleId`].
    pub places: Vec<Place>,
    /// By number of the input file; `None` where it is not read by offset.
    pub inputs: Vec<Option<(Plain, Format)>>,
    pub plan: Arc<Plan>,
    pub scratch: Option<Scratch>,
}

impl Texts {
    fn again(&self, number: u32, offset: u64, length: u32, hash: u64) -> Result<String> {
        let file = self.inputs.get(number as usize).and_then(Option::as_ref);
        let (file, format) = file.expect("only files read by offset have such places");
        let bytes = file.read(offset, length, (number as usize) < KEPT_OPEN)?;
        let mut draft = Draft::default();
        let parsed = format.parse(&bytes, &Head::None, &self.plan, &mut draft);
        let text = draft.take_text();
        if parsed.is_err() || xxh3_64(text.as_bytes()) != hash {
            return Err(file.changed(offset));
        }
        Ok(text)
    }

    fn unpacked(&self, place: BlockPlace) -> Result<String> {
        let scratch = self.scratch.as_ref().expect("blocks are only in a scratch file");
        scratch.read(place).map_err(|e| Error::io(scratch.path(), e))
    }
}

impl TextStore for Texts {
    fn text(&self, id: ArticleId) -> Result<String> {
        match self.places[id.index()] {
            Place::File { file, offset, length, hash } => self.again(file, offset, length, hash),
            Place::Block(place) => self.unpacked(place),
            Place::Nowhere => Ok(String::new()),
        }
    }

    fn texts(&self, ids: &[ArticleId]) -> Result<Vec<String>> {
        // In the order of the files and blocks: every block is unpacked once.
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_unstable_by_key(|&i| (self.places[ids[i].index()], i));
        let mut out = vec![String::new(); ids.len()];
        for i in order {
            out[i] = self.text(ids[i])?;
        }
        Ok(out)
    }
}

/// Bodies in memory.
pub(crate) struct InMemory(pub Vec<String>);

impl TextStore for InMemory {
    fn text(&self, id: ArticleId) -> Result<String> {
        Ok(self.0[id.index()].clone())
    }
}
