//! The file of a checkpoint: there whole or not at all, and known for what it is.
//!
//! A line says what wrote it; then come values in postcard, packed by Zstandard with a checksum.
//! Each has its length before it, long lists are cut into several. Whatever cannot be read, or was
//! written by another version, counts as not there.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use zstd::stream::{read, write};

use crate::dedup::fingerprint::FINGERPRINT_VERSION;
use crate::error::{Error, Result};

/// Version of what stands in the files.
const FORMAT: u32 = 1;
/// Zstandard level: packing must not take longer than writing.
const LEVEL: i32 = 1;
/// Items of a list in one value; bounds memory.
const AT_ONCE: usize = 1024;
/// Bytes that are written at a time.
const BUFFER: usize = 1 << 18;

/// What wrote the file. Features change the numbers of formats, and what is found.
fn header() -> String {
    let features = [
        ("archives", cfg!(feature = "archives")),
        ("feed", cfg!(feature = "feed")),
        ("gz", cfg!(feature = "gz")),
        ("html", cfg!(feature = "html")),
        ("map", cfg!(feature = "map")),
        ("warc", cfg!(feature = "warc")),
    ];
    let features = features.iter().filter(|(_, is_on)| *is_on).map(|(name, _)| *name);
    let features = features.collect::<Vec<_>>().join(",");
    let version = env!("CARGO_PKG_VERSION");
    format!("samestory-checkpoint {FORMAT} {version} {FINGERPRINT_VERSION} {features}\n")
}

/// Writes a file that is there whole or not at all.
///
/// # Errors
/// If the system refuses; the error names the file.
pub(super) fn save(path: &Path, fill: impl FnOnce(&mut Writer) -> io::Result<()>) -> Result<()> {
    let part = path.with_extension("part");
    let written = || -> io::Result<()> {
        let mut file = BufWriter::with_capacity(BUFFER, File::create(&part)?);
        file.write_all(header().as_bytes())?;
        let mut out = write::Encoder::new(file, LEVEL)?;
        out.include_checksum(true)?;
        let mut writer = Writer { out };
        fill(&mut writer)?;
        let file = writer.out.finish()?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&part, path)
    };
    written().map_err(|error| {
        // On a full disk the room is wanted; what cannot be removed does no harm.
        let _ = fs::remove_file(&part);
        Error::io(path, error)
    })
}

/// Reads a file that [`save`] wrote; `None` if there is none, or none that this version can use.
pub(super) fn load<T>(path: &Path, read: impl FnOnce(&mut Reader) -> Option<T>) -> Option<T> {
    let mut file = BufReader::with_capacity(BUFFER, File::open(path).ok()?);
    let expected = header();
    let mut found = vec![0; expected.len()];
    file.read_exact(&mut found).ok()?;
    if found != expected.as_bytes() {
        return None;
    }
    let packed = read::Decoder::with_buffer(file).ok()?;
    let mut reader = Reader { packed, bytes: Vec::new() };
    let value = read(&mut reader)?;
    // The checksum is behind the last byte.
    let mut rest = [0];
    (reader.packed.read(&mut rest).ok()? == 0).then_some(value)
}

/// Takes values for a file.
pub(super) struct Writer {
    out: write::Encoder<'static, BufWriter<File>>,
}

impl Writer {
    /// Adds a value.
    pub(super) fn put(&mut self, value: &impl Serialize) -> io::Result<()> {
        let bytes = postcard::to_stdvec(value).map_err(io::Error::other)?;
        self.out.write_all(&(bytes.len() as u64).to_le_bytes())?;
        self.out.write_all(&bytes)
    }

    /// Adds a list, which is never held as a whole.
    pub(super) fn list<T: Serialize>(
        &mut self,
        items: impl IntoIterator<Item = T>,
    ) -> io::Result<()> {
        let mut items = items.into_iter();
        loop {
            let some: Vec<T> = items.by_ref().take(AT_ONCE).collect();
            self.put(&some)?;
            if some.is_empty() {
                return Ok(());
            }
        }
    }
}

/// Gives the values of a file in the order in which they were put.
pub(super) struct Reader {
    packed: read::Decoder<'static, BufReader<File>>,
    bytes: Vec<u8>,
}

impl Reader {
    /// The next value.
    pub(super) fn get<T: DeserializeOwned>(&mut self) -> Option<T> {
        let mut length = [0; 8];
        self.packed.read_exact(&mut length).ok()?;
        let length = u64::from_le_bytes(length);
        self.bytes.clear();
        let read = self.packed.by_ref().take(length).read_to_end(&mut self.bytes).ok()?;
        if read as u64 != length {
            return None;
        }
        let (value, rest) = postcard::take_from_bytes(&self.bytes).ok()?;
        rest.is_empty().then_some(value)
    }

    /// The next value, a list; `each` makes something of every item.
    pub(super) fn list<T: DeserializeOwned, U>(
        &mut self,
        mut each: impl FnMut(T) -> Option<U>,
    ) -> Option<Vec<U>> {
        let mut all = Vec::new();
        loop {
            let some: Vec<T> = self.get()?;
            if some.is_empty() {
                all.shrink_to_fit();
                return Some(all);
            }
            for item in some {
                all.push(each(item)?);
            }
        }
    }
}

/// The file of a stage in a folder.
pub(super) fn of_stage(folder: &Path, stage: &str) -> PathBuf {
    folder.join(format!("{stage}.checkpoint"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(path: &Path) -> Option<(Vec<u32>, String)> {
        load(path, |file| Some((file.list(Some)?, file.get()?)))
    }

    #[test]
    fn what_is_damaged_cut_short_or_foreign_is_not_there() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("a.checkpoint");
        assert_eq!(numbers(&path), None);
        let list: Vec<u32> = (0..5000).map(|n: u32| n.wrapping_mul(2_654_435_761)).collect();
        save(&path, |out| {
            out.list(&list)?;
            out.put(&"end")
        })
        .expect("room");
        assert_eq!(numbers(&path), Some((list, "end".to_owned())));
        let whole = fs::read(&path).expect("a file");
        for at in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
            fs::write(&path, &whole[..at]).expect("room");
            assert_eq!(numbers(&path), None, "cut at {at}");
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            fs::write(&path, damaged).expect("room");
            assert_eq!(numbers(&path), None, "damaged at {at}");
        }
        fs::write(&path, [whole.as_slice(), b"more"].concat()).expect("room");
        assert_eq!(numbers(&path), None, "something behind it");
    }

    #[test]
    fn a_file_that_cannot_be_written_is_named_and_leaves_nothing() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("none/a.checkpoint");
        let error = save(&path, |out| out.put(&1)).expect_err("no such folder").to_string();
        assert!(error.contains("none/a.checkpoint"), "{error}");
        let path = home.path().join("a.checkpoint");
        let full = |_: &mut Writer| Err(io::Error::from(io::ErrorKind::StorageFull));
        let error = save(&path, full).expect_err("no room").to_string();
        assert!(error.contains("a.checkpoint: "), "{error}");
        assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 0);
    }
}
