//! A file to a stream of plain bytes: unpacked, its format known, measured on the way.

use std::io::{BufReader, Cursor, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use xxhash_rust::xxh3::Xxh3;

use super::encoding;
use super::format::{Format, Packing, Unit, recognise};
use super::inputs::{Found, Origin};

/// As much of a file as is looked at to know it.
const HEAD: usize = 16 << 10;
const BUFFER: usize = 256 << 10;

type Stream = Box<dyn Read + Send>;

/// A file ready to be cut into records.
pub(crate) struct Opened {
    pub stream: Stream,
    pub format: Format,
    /// True where records can be read again from the file by their offset.
    pub by_offset: bool,
    /// Bytes before the first record (a byte order mark).
    pub start: u64,
}

/// Counts and hashes the bytes of a file as they lie on disk.
pub(crate) struct Meter {
    hash: Mutex<Xxh3>,
    bytes: AtomicU64,
}

impl Meter {
    pub fn new() -> Self {
        Self { hash: Mutex::new(Xxh3::new()), bytes: AtomicU64::new(0) }
    }

    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// xxh3 of the bytes read so far.
    pub fn fingerprint(&self) -> u64 {
        self.hash.lock().map_or(0, |hash| hash.digest())
    }

    fn take(&self, bytes: &[u8]) {
        if let Ok(mut hash) = self.hash.lock() {
            hash.update(bytes);
        }
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    }
}

struct Metered {
    stream: Stream,
    meter: Arc<Meter>,
    total: Arc<AtomicU64>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.stream.read(buffer)?;
        self.meter.take(&buffer[..count]);
        self.total.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Opens a file; `total` counts the bytes of all files together.
///
/// # Errors
/// Why it cannot be read, for people.
pub(crate) fn open(
    found: &Found,
    meter: Arc<Meter>,
    total: Arc<AtomicU64>,
) -> Result<Opened, String> {
    let io = |error: std::io::Error| format!("cannot be read: {error}");
    let stream = found.origin.open().map_err(io)?;
    let raw = Box::new(Metered { stream, meter, total });
    let (head, stream) = look(raw).map_err(io)?;
    let packing = Packing::of(&head);
    let (head, stream) = match packing {
        None => (head, stream),
        Some(packing) => unpack(packing, stream).and_then(|s| look(s).map_err(io))?,
    };
    if packing.is_some() && Packing::of(&head).is_some() {
        return Err("packed twice".into());
    }
    let format = recognise(&head, &found.name)?;
    let wide = encoding::is_utf16(&head);
    let regular = matches!(found.origin, Origin::File(_));
    let by_offset = regular && packing.is_none() && !(wide && format.unit() != Unit::File);
    let (stream, start) = match format.unit() {
        // A whole file is decoded in one go; the rest must be UTF-8 before it is cut.
        Unit::File => (stream, 0),
        Unit::Line | Unit::Value => decoded(&head, stream).map_err(io)?,
    };
    Ok(Opened { stream, format, by_offset, start })
}

/// The first bytes of a stream, and the stream with them still in it.
fn look(mut stream: Stream) -> std::io::Result<(Vec<u8>, Stream)> {
    let mut head = Vec::with_capacity(HEAD);
    // A damaged packed file may fail late: what came before the damage is still worth a look.
    match stream.by_ref().take(HEAD as u64).read_to_end(&mut head) {
        Err(error) if head.is_empty() => Err(error),
        Err(error) => Ok((head.clone(), Box::new(Cursor::new(head).chain(Failure(Some(error)))))),
        Ok(_) => Ok((head.clone(), Box::new(Cursor::new(head).chain(stream)))),
    }
}

/// A stream that fails once: some do not tell a second time that they are damaged.
struct Failure(Option<std::io::Error>);

impl Read for Failure {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn unpack(packing: Packing, stream: Stream) -> Result<Stream, String> {
    let stream = BufReader::with_capacity(BUFFER, stream);
    match packing {
        Packing::Zstandard => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(stream)
                .map_err(|e| format!("cannot be unpacked: {e}"))?;
            // Dumps made with `--long=31` need a window of 2 GiB.
            decoder.window_log_max(31).map_err(|e| format!("cannot be unpacked: {e}"))?;
            Ok(Box::new(decoder))
        }
        #[cfg(feature = "gz")]
        Packing::Gzip => Ok(Box::new(flate2::bufread::MultiGzDecoder::new(stream))),
        #[cfg(not(feature = "gz"))]
        Packing::Gzip => Err("gzip is not read: built without the feature gz".into()),
    }
}

/// The stream as UTF-8 without its byte order mark, and the bytes skipped.
fn decoded(head: &[u8], mut stream: Stream) -> std::io::Result<(Stream, u64)> {
    match encoding::byte_order_mark(head) {
        None => Ok((stream, 0)),
        Some((encoding, length)) => {
            stream.read_exact(&mut vec![0; length])?;
            if encoding == encoding_rs::UTF_8 {
                return Ok((stream, length as u64));
            }
            Ok((Box::new(encoding::Transcode::new(stream, encoding)), 0))
        }
    }
}
