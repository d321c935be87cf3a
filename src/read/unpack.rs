//! Packed bytes to plain ones, and an eye on how many come out.
//!
//! A small file can be made to unpack to any size. What comes of one input file, counted at every
//! level of packing, may be [`RATIO`] times what was read of it and [`ALLOWANCE`] more, and at most
//! [`MOST`]. News shrinks to a third or a tenth; gzip can reach a thousandth, Zstandard less.

use std::io::{BufReader, Error, Read, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::format::Packing;
#[cfg(feature = "gz")]
use super::gzip::Members;
use super::open::{Looked, Meter};

const BUFFER: usize = 256 << 10;
/// Plain bytes for each packed byte.
const RATIO: u64 = 200;
/// Plain bytes that any file may hold.
const ALLOWANCE: u64 = 256 << 20;
/// Plain bytes of one input file: 1 TiB.
const MOST: u64 = 1 << 40;

/// How much has come out of one input file.
pub(crate) struct Budget {
    /// Of the bytes as they lie on disk.
    meter: Arc<Meter>,
    /// What will have been read in the end, where that is known.
    expected: AtomicU64,
    plain: AtomicU64,
}

impl Budget {
    pub fn new(meter: Arc<Meter>) -> Arc<Self> {
        Arc::new(Self { meter, expected: AtomicU64::new(0), plain: AtomicU64::new(0) })
    }

    /// Sets the size of a file that is read in an order of its own.
    #[cfg(feature = "parquet")]
    pub fn expect(&self, bytes: u64) {
        self.expected.store(bytes, Ordering::Relaxed);
    }

    /// Counts bytes that have come out, or are about to.
    ///
    /// # Errors
    /// If that is too much.
    pub fn take(&self, count: u64) -> Result<()> {
        let plain = self.plain.fetch_add(count, Ordering::Relaxed).saturating_add(count);
        let read = self.meter.bytes().max(self.expected.load(Ordering::Relaxed));
        let fair = ALLOWANCE.saturating_add(read.saturating_mul(RATIO));
        if plain <= fair.min(MOST) {
            return Ok(());
        }
        Err(Error::other(format!(
            "it unpacks to more than {} MiB, over {RATIO} times its size: taken for a \
             decompression bomb",
            fair.min(MOST) >> 20
        )))
    }
}

/// A stream without its packing.
pub(crate) struct Unpacked<R: Read> {
    stream: Packed<R>,
    /// None where the bytes are those of the input file itself.
    budget: Option<Arc<Budget>>,
}

enum Packed<R: Read> {
    Not(Looked<R>),
    #[cfg(feature = "gz")]
    Gzip(Box<Members<Looked<R>>>),
    Zstandard(Box<zstd::stream::read::Decoder<'static, BufReader<Looked<R>>>>),
}

impl<R: Read> Unpacked<R> {
    /// `member` is true for a stream out of an archive, which counts even where it is not packed.
    ///
    /// # Errors
    /// Why it cannot be unpacked, for people.
    pub fn new(
        packing: Option<Packing>,
        stream: Looked<R>,
        budget: &Arc<Budget>,
        member: bool,
    ) -> std::result::Result<Self, String> {
        let counted = member || packing.is_some();
        let stream = match packing {
            None => Packed::Not(stream),
            Some(Packing::Zstandard) => {
                let stream = BufReader::with_capacity(BUFFER, stream);
                let wrong = |error| format!("cannot be unpacked: {error}");
                let mut decoder =
                    zstd::stream::read::Decoder::with_buffer(stream).map_err(wrong)?;
                // Dumps made with `--long=31` need a window of 2 GiB.
                decoder.window_log_max(31).map_err(wrong)?;
                Packed::Zstandard(Box::new(decoder))
            }
            #[cfg(feature = "gz")]
            Some(Packing::Gzip) => Packed::Gzip(Box::new(Members::new(stream))),
            #[cfg(not(feature = "gz"))]
            Some(Packing::Gzip) => {
                return Err("gzip is not read: built without the feature gz".into());
            }
        };
        Ok(Self { stream, budget: counted.then(|| budget.clone()) })
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = match &mut self.stream {
            Packed::Not(stream) => stream.read(buffer),
            #[cfg(feature = "gz")]
            Packed::Gzip(stream) => stream.read(buffer),
            Packed::Zstandard(stream) => stream.read(buffer),
        }?;
        if let Some(budget) = &self.budget {
            budget.take(count as u64)?;
        }
        Ok(count)
    }
}

/// A stream that may be read on behind a damaged part.
#[cfg(feature = "warc")]
pub(crate) trait Resume {
    /// Goes on behind the damage that a read has told of; returns how many packed bytes were passed
    /// over, and nothing where nothing follows that is sound.
    ///
    /// # Errors
    /// If what is packed cannot be read.
    fn resume(&mut self) -> Result<Option<u64>>;
}

#[cfg(feature = "warc")]
impl<R: Read> Resume for Unpacked<R> {
    fn resume(&mut self) -> Result<Option<u64>> {
        match &mut self.stream {
            Packed::Gzip(members) => members.resume(),
            Packed::Not(_) | Packed::Zstandard(_) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::open::look;

    #[test]
    fn a_bomb_is_noticed_and_plain_bytes_are_not_counted() {
        let budget = Budget::new(Arc::new(Meter::new()));
        let unpacked = |packing, bytes: &[u8]| {
            let (_, stream) = look(bytes).expect("bytes");
            let mut stream = Unpacked::new(packing, stream, &budget, false).expect("a stream");
            std::io::copy(&mut stream, &mut std::io::sink())
        };
        let mut packer = zstd::stream::write::Encoder::new(Vec::new(), 1).expect("a packer");
        for _ in 0..=ALLOWANCE >> 20 {
            std::io::Write::write_all(&mut packer, &vec![0; 1 << 20]).expect("packed");
        }
        let bomb = packer.finish().expect("packed");
        let error = unpacked(Some(Packing::Zstandard), &bomb).expect_err("a bomb");
        assert!(error.to_string().contains("decompression bomb"), "{error}");
        assert_eq!(unpacked(None, &[0; 100]).expect("plain"), 100);
    }
}
