//! Texts that cannot be read again from their input: written once, in blocks, to a nameless file
//! that vanishes with the process, or to a named one for a run that may be gone on with.
//!
//! The first blocks are written as they are: packing a text takes longer than parsing it, and a
//! raw text is read back without unpacking its neighbours. Above a size the file must not grow so
//! fast, and blocks are packed with Zstandard; reading them goes through a small cache of unpacked
//! blocks. Blocks lie in whatever order threads finish them; a text is found by the number of its
//! block and its place inside.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use zstd::bulk::{Compressor, Decompressor};

use super::positioned::Positioned;

/// Raw bytes of a block; a longer text is a block of its own. Reading one text at random unpacks
/// one block, so small ones are quick; above this size they hardly shrink better.
const BLOCK: usize = 32 << 10;
/// Quicker to write than the levels above 0; news shrinks to 55 to 60 percent.
const LEVEL: i32 = -1;
/// Unpacked blocks kept: 16 MiB, in shards so that threads seldom wait for each other.
const SHARDS: usize = 16;
const BLOCKS_A_SHARD: usize = 32;

/// The file is not packed up to this size.
const RAW_UP_TO: u64 = 512 << 20;

/// Where a text lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct BlockPlace {
    pub block: u32,
    pub start: u32,
    pub length: u32,
}

/// A block in the file.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Block {
    offset: u64,
    /// Length in the file; 0 where the block is not packed.
    packed: u32,
    raw: u32,
}

/// The blocks of a file, by number, and its length.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Index {
    end: u64,
    blocks: Vec<Block>,
}

type Shard = VecDeque<(u32, Arc<Vec<u8>>)>;

/// The file of blocks.
pub(crate) struct Scratch {
    /// The file, or the folder of a nameless one.
    path: PathBuf,
    file: Positioned,
    index: Mutex<Index>,
    raw_up_to: u64,
    cache: [Mutex<Shard>; SHARDS],
}

impl Scratch {
    /// A new nameless file in `folder`.
    pub fn create(folder: &Path) -> Result<Self> {
        Ok(Self::of(folder, tempfile::tempfile_in(folder)?, Index::default()))
    }

    /// A new file at `path`, in the place of any that is there.
    pub fn named(path: &Path) -> Result<Self> {
        let file = File::options().read(true).write(true).create(true).truncate(true).open(path)?;
        Ok(Self::of(path, file, Index::default()))
    }

    fn of(path: &Path, file: File, index: Index) -> Self {
        Self {
            path: path.to_path_buf(),
            file: Positioned::new(file),
            index: Mutex::new(index),
            raw_up_to: RAW_UP_TO,
            cache: Default::default(),
        }
    }

    /// Its file or folder, for messages.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file that another process has left at `path`, by its index.
    ///
    /// # Errors
    /// If the file is not there, or not as long as the index says.
    #[cfg(feature = "state")]
    pub fn open(path: &Path, index: Index) -> Result<Self> {
        let file = File::open(path)?;
        if file.metadata()?.len() != index.end {
            return Err(Error::other("it is not as long as it was"));
        }
        Ok(Self::of(path, file, index))
    }

    /// Waits until all blocks are on disk; tells where they lie.
    #[cfg(feature = "state")]
    pub fn settle(&self) -> Result<Index> {
        self.file.sync()?;
        Ok(self.index.lock().map_err(poisoned)?.clone())
    }

    /// True while blocks are written as they are.
    fn takes_raw(&self) -> Result<bool> {
        Ok(self.index.lock().map_err(poisoned)?.end < self.raw_up_to)
    }

    /// Appends a block; `raw` is its length if `bytes` are packed.
    fn write(&self, bytes: &[u8], raw: Option<usize>) -> Result<u32> {
        let length = bytes.len() as u32;
        let (number, offset) = {
            let mut index = self.index.lock().map_err(poisoned)?;
            let offset = index.end;
            index.end += bytes.len() as u64;
            let packed = if raw.is_some() { length } else { 0 };
            index.blocks.push(Block { offset, packed, raw: raw.map_or(length, |raw| raw as u32) });
            (index.blocks.len() - 1, offset)
        };
        self.file.write(bytes, offset)?;
        u32::try_from(number).map_err(Error::other)
    }

    /// The text at `place`.
    pub fn read(&self, place: BlockPlace) -> Result<String> {
        let (start, length) = (place.start as usize, place.length as usize);
        let block = self.find(place.block)?;
        if block.packed == 0 {
            let mut bytes = vec![0; length];
            self.file.read(&mut bytes, block.offset + u64::from(place.start))?;
            return String::from_utf8(bytes).map_err(Error::other);
        }
        let bytes = self.block(place.block, block)?;
        let text = bytes.get(start..start + length);
        let text = text.ok_or_else(|| Error::other("a block is too short"))?;
        String::from_utf8(text.to_vec()).map_err(Error::other)
    }

    fn find(&self, number: u32) -> Result<Block> {
        let index = self.index.lock().map_err(poisoned)?;
        index.blocks.get(number as usize).copied().ok_or_else(|| Error::other("no such block"))
    }

    /// An unpacked block.
    fn block(&self, number: u32, block: Block) -> Result<Arc<Vec<u8>>> {
        let shard = &self.cache[number as usize % SHARDS];
        {
            let mut held = shard.lock().map_err(poisoned)?;
            if let Some(at) = held.iter().position(|(n, _)| *n == number) {
                let entry = held.remove(at).ok_or_else(|| Error::other("an entry vanished"))?;
                let block = entry.1.clone();
                held.push_front(entry);
                return Ok(block);
            }
        }
        // Unpacked outside the lock: two threads may do it twice, none waits.
        let block = Arc::new(self.unpack(block)?);
        let mut held = shard.lock().map_err(poisoned)?;
        held.push_front((number, block.clone()));
        held.truncate(BLOCKS_A_SHARD);
        Ok(block)
    }

    fn unpack(&self, block: Block) -> Result<Vec<u8>> {
        thread_local! {
            static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
        }
        let mut packed = vec![0; block.packed as usize];
        self.file.read(&mut packed, block.offset)?;
        DECOMPRESSOR.with_borrow_mut(|held| {
            let decompressor = match held {
                Some(decompressor) => decompressor,
                None => held.insert(Decompressor::new()?),
            };
            decompressor.decompress(&packed, block.raw as usize)
        })
    }
}

fn poisoned<T>(_: std::sync::PoisonError<T>) -> Error {
    Error::other("another thread failed")
}

/// One thread's open block.
#[derive(Default)]
pub(crate) struct BlockWriter {
    raw: Vec<u8>,
    packed: Vec<u8>,
    compressor: Option<Compressor<'static>>,
    /// Numbers of the blocks written since [`BlockWriter::finish`], by local number.
    written: Vec<u32>,
}

impl BlockWriter {
    /// Adds a text, which must not be empty. The block's number is local until [`BlockWriter::finish`].
    pub fn put(&mut self, text: &str, scratch: &Scratch) -> Result<BlockPlace> {
        if !self.raw.is_empty() && self.raw.len() + text.len() > BLOCK {
            self.flush(scratch)?;
        }
        let place = BlockPlace {
            block: self.written.len() as u32,
            start: self.raw.len() as u32,
            length: text.len() as u32,
        };
        self.raw.extend_from_slice(text.as_bytes());
        Ok(place)
    }

    fn flush(&mut self, scratch: &Scratch) -> Result<()> {
        let number = if scratch.takes_raw()? {
            scratch.write(&self.raw, None)?
        } else {
            self.pack()?;
            scratch.write(&self.packed, Some(self.raw.len()))?
        };
        self.written.push(number);
        self.raw.clear();
        // One huge text must not hold its memory for ever.
        self.raw.shrink_to(2 * BLOCK);
        self.packed.shrink_to(2 * BLOCK);
        Ok(())
    }

    fn pack(&mut self) -> Result<()> {
        let compressor = match &mut self.compressor {
            Some(compressor) => compressor,
            None => self.compressor.insert(Compressor::new(LEVEL)?),
        };
        self.packed.clear();
        self.packed.reserve(zstd::zstd_safe::compress_bound(self.raw.len()));
        compressor.compress_to_buffer(&self.raw, &mut self.packed).map(drop)
    }

    /// Writes what is open and returns the blocks' real numbers, by local number.
    pub fn finish(&mut self, scratch: &Scratch) -> Result<Vec<u32>> {
        if !self.raw.is_empty() {
            self.flush(scratch)?;
        }
        Ok(std::mem::take(&mut self.written))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn raw_blocks_then_more_packed_ones_than_the_cache_holds() {
        let mut scratch = Scratch::create(&std::env::temp_dir()).expect("a file");
        scratch.raw_up_to = 100_000;
        let text = |i: usize| format!("text {i} ").repeat((i % 7 + 1) * 2000);
        let mut writer = BlockWriter::default();
        let mut places: Vec<_> =
            (0..3000).map(|i| writer.put(&text(i), &scratch).expect("written")).collect();
        let numbers = writer.finish(&scratch).expect("written");
        assert!(numbers.len() > SHARDS * BLOCKS_A_SHARD);
        for place in &mut places {
            place.block = numbers[place.block as usize];
        }
        // Back and forth, so that blocks leave the cache and return.
        for i in (0..3000).step_by(7).flat_map(|i| [i, 2999 - i]) {
            assert_eq!(scratch.read(places[i]).expect("read"), text(i), "{i}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_was_written(texts in proptest::collection::vec("\\PC{1,40}", 0..20), packed: bool) {
            let mut scratch = Scratch::create(&std::env::temp_dir()).expect("a file");
            scratch.raw_up_to = if packed { 0 } else { RAW_UP_TO };
            let mut writer = BlockWriter::default();
            let places: Vec<_> = texts
                .iter()
                .map(|t| writer.put(t, &scratch).expect("written"))
                .collect();
            let numbers = writer.finish(&scratch).expect("written");
            for (place, text) in places.into_iter().zip(&texts) {
                let place = BlockPlace { block: numbers[place.block as usize], ..place };
                prop_assert_eq!(&scratch.read(place).expect("read"), text);
            }
        }
    }
}
