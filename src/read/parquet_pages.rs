//! The bytes of a Parquet file on their way to its reader: each page is looked at before it is
//! unpacked, so that none takes more room than the file may have.
//!
//! A page says in its header how long it is, packed and plain, and how many values it holds. What
//! it says is held against [`LONGEST`] and the file's [`Budget`]; the reader itself believes it and
//! makes room. gzip does not keep to what is said, so larger pages are unpacked once to be measured.
//!
//! A header is gone over before the reader sees it: it would look for the end of a list of two
//! thousand million elements behind the end of the file. Headers of pages have no lists.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::sync::{Arc, Mutex};

use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use super::tasks::lock;
use super::unpack::Budget;

/// Plain bytes of a page.
const LONGEST: u64 = 1 << 30;
/// Plain bytes of a page whose values hold only what is new in each: they can share a long start.
const LONGEST_SHARED: u64 = 8 << 20;
/// Values of a page: there are writers that make one page of a whole column.
const MOST_VALUES: u64 = 64 << 20;
/// A page of gzip up to this size cannot become large.
const SMALL_GZIP: usize = 64 << 10;
/// As much of a page as is looked at to find its header's first fields.
const LOOKED_AT: u64 = 96;

/// Numbers of the format: encodings, kinds of pages, types of fields in a header.
const DELTA_BYTE_ARRAY: u64 = 7;
const DICTIONARY_PAGE: u64 = 2;
const NUMBER: u8 = 5;
const STRUCT: u8 = 12;
/// Structs inside one another in a header: three, with the statistics of a page.
const DEEPEST: usize = 8;

/// A file whose pages are looked at.
pub(crate) struct Pages {
    file: File,
    length: u64,
    budget: Arc<Budget>,
    /// Where reading was begun: at headers, mostly. A page begins behind the last of these.
    begun: Mutex<BTreeSet<u64>>,
}

impl Pages {
    /// Of a file of this length.
    pub fn new(file: File, length: u64, budget: Arc<Budget>) -> Self {
        Self { file, length, budget, begun: Mutex::default() }
    }

    fn at(&self, start: u64) -> io::Result<File> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        Ok(file)
    }

    /// The header of the page whose bytes begin at `start`.
    fn header(&self, start: u64) -> Result<Header> {
        let mut begun = lock(&self.begun);
        let at = begun.range(..start).next_back().copied();
        let at = at.ok_or_else(|| refused("without a header"))?;
        begun.retain(|&other| other < at || other > start);
        let mut bytes = Vec::new();
        self.at(at)?.take(LOOKED_AT.min(start - at)).read_to_end(&mut bytes)?;
        Header::of(&bytes).ok_or_else(|| refused("with a header that is not understood"))
    }

    fn check(&self, header: &Header, packed: &[u8]) -> Result<()> {
        if header.packed != packed.len() as u64 {
            return Err(refused("with a header that is not understood"));
        }
        let shared = header.encoding == DELTA_BYTE_ARRAY && header.kind != DICTIONARY_PAGE;
        let longest = if shared { LONGEST_SHARED } else { LONGEST };
        let most = if header.kind == DICTIONARY_PAGE { header.plain } else { MOST_VALUES };
        if header.plain > longest || header.values > most {
            let Header { plain, values, .. } = header;
            return Err(refused(&format!("of {plain} bytes and {values} values")));
        }
        self.budget.take(header.plain)?;
        let body = packed.get(header.levels as usize..).unwrap_or_default();
        if body.len() > SMALL_GZIP && body.starts_with(&[0x1F, 0x8B]) {
            measure(body, header.plain)?;
        }
        Ok(())
    }
}

impl Length for Pages {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Pages {
    type T = BufReader<File>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        lock(&self.begun).insert(start);
        let mut header = BufReader::new(self.at(start)?);
        go_over(&mut header).map_err(|_| refused("with a header that is not understood"))?;
        Ok(BufReader::new(self.at(start)?))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes> {
        if start.checked_add(length as u64).is_none_or(|end| end > self.length) {
            return Err(refused("that lies beyond the end of the file"));
        }
        let header = self.header(start)?;
        let mut bytes = vec![0; length];
        self.at(start)?.read_exact(&mut bytes)?;
        self.check(&header, &bytes)?;
        Ok(bytes.into())
    }
}

/// Goes over a struct of Thrift's compact protocol, to its end.
///
/// # Errors
/// If it breaks off, is too deep, or has a list, set or map.
fn go_over(header: &mut BufReader<File>) -> io::Result<()> {
    let mut depth = 1;
    while depth > 0 {
        let field = byte(header)?;
        // A step of 0: the number of the field is written out.
        if field & 0x0F != 0 && field >> 4 == 0 {
            varint(header)?;
        }
        match field & 0x0F {
            0 => depth -= 1,
            // A yes or no is its type.
            1 | 2 => {}
            3 => drop(byte(header)?),
            4..=6 => drop(varint(header)?),
            7 => skip(header, 8)?,
            8 => {
                let length = varint(header)?;
                skip(header, length)?;
            }
            STRUCT if depth < DEEPEST => depth += 1,
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
    Ok(())
}

fn byte(header: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0];
    header.read_exact(&mut byte)?;
    Ok(byte[0])
}

fn varint(header: &mut impl Read) -> io::Result<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = byte(header)?;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

fn skip(header: &mut BufReader<File>, length: u64) -> io::Result<()> {
    // A seek goes beyond the end without a word; the next byte is then missing.
    header.seek_relative(i64::try_from(length).map_err(|_| io::ErrorKind::InvalidData)?)
}

fn refused(what: &str) -> ParquetError {
    ParquetError::General(format!("it has a page {what}"))
}

/// Unpacks gzip to learn whether it keeps to what was said.
#[cfg(feature = "gz")]
fn measure(packed: &[u8], plain: u64) -> Result<()> {
    let mut unpacked = flate2::read::MultiGzDecoder::new(packed).take(plain + 1);
    if io::copy(&mut unpacked, &mut io::sink())? > plain {
        return Err(refused("that is longer than it says"));
    }
    Ok(())
}

/// Without gzip the reader refuses such a page itself.
#[cfg(not(feature = "gz"))]
fn measure(_: &[u8], _: u64) -> Result<()> {
    Ok(())
}

/// What the header of a page says first.
#[derive(Debug, Default, PartialEq, Eq)]
struct Header {
    kind: u64,
    plain: u64,
    packed: u64,
    values: u64,
    encoding: u64,
    /// Bytes before the values that are never packed.
    levels: u64,
}

impl Header {
    /// Reads Thrift's compact protocol as far as is needed: numbers, then one struct of numbers.
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields { bytes, last: 0 };
        let mut header = Self::default();
        loop {
            match fields.next()? {
                (1, NUMBER) => header.kind = fields.number()?,
                (2, NUMBER) => header.plain = fields.number()?,
                (3, NUMBER) => header.packed = fields.number()?,
                // The checksum, which may be negative.
                (4, NUMBER) => drop(fields.varint()?),
                (5 | 7 | 8, STRUCT) => break,
                _ => return None,
            }
        }
        let version_2 = fields.last == 8;
        fields.last = 0;
        while let Some((field, NUMBER)) = fields.next() {
            match (field, version_2) {
                (1, _) => header.values = fields.number()?,
                (2, false) | (4, true) => header.encoding = fields.number()?,
                (5 | 6, true) => header.levels = header.levels.checked_add(fields.number()?)?,
                _ => drop(fields.varint()?),
            }
        }
        Some(header)
    }
}

/// The fields of a struct in the compact protocol.
struct Fields<'a> {
    bytes: &'a [u8],
    last: u64,
}

impl Fields<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    /// Number and type of the next field; its value follows.
    fn next(&mut self) -> Option<(u64, u8)> {
        let byte = self.byte()?;
        let step = u64::from(byte >> 4);
        self.last = if step == 0 { self.number()? } else { self.last + step };
        Some((self.last, byte & 0x0F))
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// A number that is not negative.
    fn number(&mut self) -> Option<u64> {
        let value = self.varint()?;
        (value & 1 == 0).then_some(value >> 1)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::read::open::Meter;

    /// The header of a page: kind 0 (version 1), plain and packed bytes, values, encoding.
    fn header(plain: u32, packed: u32, values: u32, encoding: u8) -> Vec<u8> {
        let varint = |number: u32| {
            let (mut rest, mut out) = (u64::from(number) << 1, Vec::new());
            while rest > 0x7F {
                out.push((rest & 0x7F) as u8 | 0x80);
                rest >>= 7;
            }
            out.push(rest as u8);
            out
        };
        let number = |value| [vec![0x15], varint(value)].concat();
        [
            number(0),
            number(plain),
            number(packed),
            vec![0x2C],
            number(values),
            number(encoding.into()),
        ]
        .concat()
    }

    #[test]
    fn a_header_says_how_long_its_page_is() {
        let read = Header::of(&header(70_000, 300, 1_000, 7)).expect("a header");
        let wanted = Header { plain: 70_000, packed: 300, values: 1_000, encoding: 7, ..read };
        assert_eq!(wanted, Header::of(&header(70_000, 300, 1_000, 7)).expect("a header"));
        assert_eq!((wanted.kind, wanted.levels), (0, 0));
        assert_eq!(Header::of(b"\x15"), None);
        assert_eq!(Header::of(b"text, no header"), None);
    }

    #[test]
    fn headers_are_gone_over_to_their_end() {
        let goes = |bytes: &[u8]| {
            let mut file = tempfile::tempfile().expect("a file");
            file.write_all(bytes).expect("written");
            file.rewind().expect("it is a file");
            go_over(&mut BufReader::new(file)).is_ok()
        };
        let plain = header(70_000, 300, 1_000, 7);
        assert!(!goes(&plain), "it breaks off");
        // The end of the inner struct, and of the whole.
        assert!(goes(&[plain.clone(), vec![0, 0]].concat()));
        // Statistics: a struct with texts of two bytes and of none.
        let texts = [0x18, 2, b'a', b'b', 0x18, 0, 0];
        assert!(goes(&[plain.clone(), [vec![0x3C], texts.to_vec(), vec![0, 0]].concat()].concat()));
        // A list of two thousand million numbers, behind a text of any length.
        let list = [0x19, 0xF7, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 0];
        assert!(!goes(&[plain.clone(), list.to_vec()].concat()));
        let beyond = [0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 0];
        assert!(!goes(&[plain, beyond.to_vec()].concat()), "a text beyond the end");
        assert!(!goes(&[0x1C; 20]), "structs without end");
    }

    #[test]
    fn pages_that_want_too_much_room_are_refused() {
        let file = tempfile::tempfile().expect("a file");
        let budget = Budget::new(Arc::new(Meter::new()));
        let pages = Pages::new(file, 0, budget);
        let check = |plain, values, encoding| {
            let header = Header::of(&header(plain, 3, values, encoding)).expect("a header");
            pages.check(&header, b"abc").map_err(|error| error.to_string())
        };
        assert_eq!(check(1 << 20, 1 << 20, 0), Ok(()));
        assert!(check((1 << 30) + 1, 1, 0).is_err_and(|e| e.contains("of 1073741825 bytes")));
        assert!(check(1 << 24, 1, 7).is_err_and(|e| e.contains("of 16777216 bytes")));
        assert!(check(10, 1 << 30, 0).is_err_and(|e| e.contains("values")));
        assert!(check(900 << 20, 1, 0).is_err_and(|e| e.contains("decompression bomb")));
    }

    #[cfg(feature = "gz")]
    #[test]
    fn gzip_that_is_longer_than_it_says_is_refused() {
        let mut packer =
            flate2::read::GzEncoder::new(io::repeat(0).take(1 << 20), flate2::Compression::fast());
        let mut packed = Vec::new();
        packer.read_to_end(&mut packed).expect("packed");
        assert!(measure(&packed, 1 << 20).is_ok());
        assert!(measure(&packed, 1 << 10).is_err());
    }
}
