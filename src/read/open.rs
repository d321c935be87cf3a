//! A stream of bytes to one of records: unpacked, its format known, measured on the way.
//!
//! Streams are of one static type from end to end, so that a file can be read by any thread and a
//! member of an archive, which is bound to its archive, by the thread that holds that.

use std::io::{Cursor, Error, Read, Result as IoResult};
#[cfg(any(feature = "archives", feature = "parquet"))]
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use xxhash_rust::xxh3::Xxh3;

use super::cut::Cutter;
use super::delimited::Rows;
use super::encoding::{self, Transcode};
#[cfg(feature = "feed")]
use super::feed::{self, Entries};
use super::fields::Plan;
#[cfg(feature = "archives")]
use super::format::Archive;
use super::format::{Content, Format, Packing, Unit, recognise};
#[cfg(feature = "parquet")]
use super::parquet;
use super::piece::Cut;
#[cfg(feature = "warc")]
use super::unpack::Resume;
use super::unpack::{Budget, Unpacked};
#[cfg(feature = "warc")]
use super::warc;

/// As much of a file as is looked at to know it.
const HEAD: usize = 16 << 10;

/// What comes of opening a stream.
pub(crate) enum Opened<R: Read> {
    Records(Box<Records<R>>),
    /// Files in a file.
    #[cfg(feature = "archives")]
    Members {
        archive: Archive,
        stream: Looked<Unpacked<R>>,
        packed: bool,
    },
}

/// A stream ready to be cut into records.
pub(crate) struct Records<R: Read> {
    pub cuts: Cuts<R>,
    pub format: Format,
    /// True where records can be read again by their offset, if the stream is a file.
    pub by_offset: bool,
}

type Text<R> = Decoded<Looked<Unpacked<R>>>;

/// One way of cutting for each kind of unit.
pub(crate) enum Cuts<R: Read> {
    Plain(Cutter<Text<R>>),
    Rows(Rows<Text<R>>),
    #[cfg(feature = "feed")]
    Entries(Entries<Text<R>>),
    #[cfg(feature = "warc")]
    Pages(warc::Records<Text<R>>),
    #[cfg(feature = "parquet")]
    Table(Box<parquet::Rows<Looked<Unpacked<R>>>>),
}

impl<R: Read> Cuts<R> {
    /// The next piece, in `buffer`; `None` at the end.
    pub fn next(&mut self, buffer: Vec<u8>) -> Option<Cut> {
        match self {
            Self::Plain(cutter) => cutter.next(buffer),
            Self::Rows(cutter) => cutter.next(buffer),
            #[cfg(feature = "feed")]
            Self::Entries(cutter) => cutter.next(buffer),
            #[cfg(feature = "warc")]
            Self::Pages(cutter) => cutter.next(buffer),
            #[cfg(feature = "parquet")]
            Self::Table(table) => table.next(buffer),
        }
    }

    /// True where all bytes are counted before the first record is handed out.
    pub fn is_measured_first(&self) -> bool {
        match self {
            #[cfg(feature = "parquet")]
            Self::Table(table) => table.is_copied(),
            _ => false,
        }
    }
}

/// What opening needs beside the stream.
#[derive(Clone)]
pub(crate) struct Opener {
    pub plan: Arc<Plan>,
    pub budget: Arc<Budget>,
    /// Usual size of a piece, and of the longest record.
    pub limits: (usize, usize),
    /// What the stream holds, where that is not to be found out.
    pub format: Option<Format>,
    /// True for members of an archive.
    pub member: bool,
    /// Where the stream lies as a file, if it does.
    #[cfg(any(feature = "archives", feature = "parquet"))]
    pub path: Option<PathBuf>,
    /// The folder for copies.
    #[cfg(any(feature = "archives", feature = "parquet"))]
    pub scratch: PathBuf,
}

impl Opener {
    /// Opens a stream of this name.
    ///
    /// # Errors
    /// Why it cannot be read, for people.
    pub fn open<R: Read>(&self, stream: R, name: &str) -> Result<Opened<R>, String> {
        let io = |error: Error| format!("cannot be read: {error}");
        let (head, stream) = look(stream).map_err(io)?;
        let packing = Packing::of(&head);
        let stream = Unpacked::new(packing, stream, &self.budget, self.member)?;
        let (head, stream) = look(stream).map_err(io)?;
        let packed = packing.is_some();
        if packed && Packing::of(&head).is_some() {
            return Err("packed twice".into());
        }
        let known = self.format.map(|format| Ok(Content::Records(format)));
        #[cfg_attr(
            not(feature = "archives"),
            allow(clippy::infallible_destructuring_match, reason = "with archives there is more")
        )]
        let format = match known.unwrap_or_else(|| recognise(&head, name))? {
            Content::Records(format) => format,
            #[cfg(feature = "archives")]
            Content::Members(archive) => return Ok(Opened::Members { archive, stream, packed }),
        };
        let wide = encoding::is_utf16(&head) && format.unit() != Unit::File;
        let by_offset = !packed && !wide && format.stands_alone();
        #[cfg(feature = "parquet")]
        if format == Format::Parquet {
            let path = self.path.as_deref().filter(|_| !packed);
            let (plan, budget) = (&self.plan, &self.budget);
            let rows = parquet::Rows::new(stream, path, &self.scratch, plan, budget, self.limits);
            let cuts = Cuts::Table(Box::new(rows.map_err(io)?));
            return Ok(Opened::Records(Box::new(Records { cuts, format, by_offset })));
        }
        let cuts = self.cuts(format, &head, stream).map_err(io)?;
        Ok(Opened::Records(Box::new(Records { cuts, format, by_offset })))
    }

    fn cuts<R: Read>(
        &self,
        format: Format,
        head: &[u8],
        stream: Looked<Unpacked<R>>,
    ) -> IoResult<Cuts<R>> {
        let (piece, longest) = self.limits;
        let unit = format.unit();
        // A whole file or page is decoded in one go; the rest must be UTF-8 before it is cut.
        let (stream, start) = match unit {
            Unit::File => (Decoded::Not(stream), 0),
            #[cfg(feature = "warc")]
            Unit::Page => (Decoded::Not(stream), 0),
            _ => decoded(format, head, stream)?,
        };
        Ok(match format {
            Format::Delimited(delimiter) => {
                Cuts::Rows(Rows::new(stream, delimiter, start, self.limits, self.plan.clone()))
            }
            #[cfg(feature = "feed")]
            Format::Feed => Cuts::Entries(Entries::xml(stream, start, self.limits)),
            #[cfg(feature = "feed")]
            Format::JsonFeed => Cuts::Entries(json_feed(stream, start, self.limits)?),
            #[cfg(feature = "warc")]
            Format::Warc => Cuts::Pages(warc::Records::new(stream, self.limits)),
            _ => Cuts::Plain(Cutter::new(stream, unit, start, piece, longest)),
        })
    }
}

/// A JSON feed from its first entry on.
#[cfg(feature = "feed")]
fn json_feed<R: Read>(
    mut stream: Text<R>,
    start: u64,
    limits: (usize, usize),
) -> IoResult<Entries<Text<R>>> {
    /// As much as may stand before the entries.
    const LONGEST: u64 = 1 << 20;
    let mut head = Vec::new();
    while head.len() < LONGEST as usize {
        if stream.by_ref().take(1).read_to_end(&mut head)? == 0 {
            break;
        }
        if feed::is_before_entries(&head) {
            break;
        }
    }
    Ok(Entries::json(stream, &String::from_utf8_lossy(&head), start, limits))
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

    /// Takes in the next bytes.
    pub fn take(&self, bytes: &[u8]) {
        if let Ok(mut hash) = self.hash.lock() {
            hash.update(bytes);
        }
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    }
}

/// A stream under a meter.
pub(crate) struct Metered {
    pub stream: Box<dyn Read + Send>,
    pub meter: Arc<Meter>,
    /// Of all files together.
    pub total: Arc<AtomicU64>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let count = self.stream.read(buffer)?;
        self.meter.take(&buffer[..count]);
        self.total.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// A stream that was looked into, from its start.
pub(crate) struct Looked<R> {
    head: Cursor<Vec<u8>>,
    /// What came after the head; told once, for some streams do not tell a second time.
    failure: Option<Error>,
    /// True where nothing is to be read behind a failure.
    ended: bool,
    rest: R,
}

impl<R: Read> Read for Looked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let count = self.head.read(buffer)?;
        if count > 0 || buffer.is_empty() {
            return Ok(count);
        }
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        if self.ended { Ok(0) } else { self.rest.read(buffer) }
    }
}

#[cfg(feature = "warc")]
impl<R: Resume> Resume for Looked<R> {
    fn resume(&mut self) -> IoResult<Option<u64>> {
        self.ended = false;
        self.rest.resume()
    }
}

/// The first bytes of a stream, and the stream with them still in it.
///
/// # Errors
/// If not a byte can be read.
pub(crate) fn look<R: Read>(mut stream: R) -> IoResult<(Vec<u8>, Looked<R>)> {
    let mut head = Vec::with_capacity(HEAD);
    // A damaged packed file may fail late: what came before the damage is still worth a look.
    let failure = match stream.by_ref().take(HEAD as u64).read_to_end(&mut head) {
        Err(error) if head.is_empty() => return Err(error),
        read => read.err(),
    };
    let ended = failure.is_some();
    Ok((head.clone(), Looked { head: Cursor::new(head), failure, ended, rest: stream }))
}

/// A stream as UTF-8.
pub(crate) enum Decoded<R> {
    Not(R),
    From(Box<Transcode<R>>),
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        match self {
            Self::Not(stream) => stream.read(buffer),
            Self::From(stream) => stream.read(buffer),
        }
    }
}

#[cfg(feature = "warc")]
impl<R: Resume> Resume for Decoded<R> {
    fn resume(&mut self) -> IoResult<Option<u64>> {
        match self {
            Self::Not(stream) => stream.resume(),
            Self::From(_) => Ok(None),
        }
    }
}

/// The stream as UTF-8 without its byte order mark, and the bytes skipped.
fn decoded<R: Read>(format: Format, head: &[u8], mut stream: R) -> IoResult<(Decoded<R>, u64)> {
    let Some((encoding, length)) = encoding::byte_order_mark(head) else {
        return Ok((named(format, head, stream), 0));
    };
    stream.read_exact(&mut vec![0; length])?;
    if encoding == encoding_rs::UTF_8 {
        return Ok((Decoded::Not(stream), length as u64));
    }
    Ok((Decoded::From(Box::new(Transcode::new(stream, encoding))), 0))
}

/// The stream out of the encoding that its first line names, if it is XML.
#[cfg(feature = "feed")]
fn named<R: Read>(format: Format, head: &[u8], stream: R) -> Decoded<R> {
    let label = Some(()).filter(|()| format == Format::Feed);
    let label = label.and_then(|()| super::markup::encoding_label(head));
    let encoding = label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let narrow = |encoding: &&'static encoding_rs::Encoding| encoding.is_single_byte();
    // What names two bytes a character and was read so far is not in it, and UTF-8 needs nothing.
    match encoding.filter(narrow).filter(|_| std::str::from_utf8(head).is_err()) {
        Some(encoding) => Decoded::From(Box::new(Transcode::new(stream, encoding))),
        None => Decoded::Not(stream),
    }
}

#[cfg(not(feature = "feed"))]
fn named<R: Read>(_: Format, _: &[u8], stream: R) -> Decoded<R> {
    Decoded::Not(stream)
}
