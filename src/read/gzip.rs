//! gzip, member by member, so that a damaged one need not end the reading.
//!
//! Writers of web archives make a member of each record. After a failure [`Members::resume`] looks
//! for the next member: not from where the failure was noticed, for damage can lead on into what
//! is sound, but from behind the start of the damaged one. Three bytes begin a member, and chance
//! makes them as well, so it must also unpack.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result};

use flate2::bufread::GzDecoder;
use memchr::memmem;

const BUFFER: usize = 256 << 10;
/// Packed bytes of a member that are kept, to look for the next one in them. What is longer is
/// looked through from where it failed.
const KEPT: usize = 4 << 20;
/// How a member begins: by its magic number and the only way of packing that there is.
const MAGIC: [u8; 3] = [0x1F, 0x8B, 8];
/// Flags that no member has.
const RESERVED: u8 = 0xE0;
/// As much of a member as is unpacked to believe in it.
const TRIED: usize = 256;
/// Packed bytes that are given for that.
const TRIED_PACKED: usize = 64 << 10;
/// Beginnings that are tried before a stream is given up: chance makes a few.
const MOST_TRIED: usize = 1_000;

/// A stream without its packing.
pub(crate) struct Members<R: Read> {
    /// None at the end, and where the next member does not begin.
    decoder: Option<GzDecoder<Packed<R>>>,
    rest: Option<Packed<R>>,
}

impl<R: Read> Members<R> {
    pub fn new(stream: R) -> Self {
        Self { decoder: Some(GzDecoder::new(Packed::new(stream))), rest: None }
    }

    /// Goes to the next member after a failure; returns the packed bytes from the start of the
    /// damaged one to there, and nothing where none follows.
    ///
    /// # Errors
    /// If the packed stream cannot be read.
    pub fn resume(&mut self) -> Result<Option<u64>> {
        let decoder = self.decoder.take().map(GzDecoder::into_inner);
        let Some(mut packed) = decoder.or_else(|| self.rest.take()) else { return Ok(None) };
        let passed = packed.find_next()?;
        if passed.is_some() {
            packed.begin();
            self.decoder = Some(GzDecoder::new(packed));
        }
        Ok(passed)
    }

    /// Begins the next member; false at the end.
    fn next_member(&mut self) -> Result<bool> {
        let Some(decoder) = self.decoder.take() else { return Ok(false) };
        let mut packed = decoder.into_inner();
        packed.begin();
        let follows = packed.fill_buf().map(|more| !more.is_empty());
        match follows {
            Ok(true) => self.decoder = Some(GzDecoder::new(packed)),
            _ => self.rest = Some(packed),
        }
        follows
    }
}

impl<R: Read> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            let count = decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            self.next_member()?;
        }
        Ok(0)
    }
}

/// Packed bytes, of which some can be read again.
struct Packed<R> {
    stream: BufReader<R>,
    /// Bytes that come before those of the stream, from `at` on.
    again: Vec<u8>,
    at: usize,
    /// What was read of this member, as far as it is kept.
    kept: Vec<u8>,
    /// True where no more of it is kept.
    full: bool,
}

impl<R: Read> Packed<R> {
    fn new(stream: R) -> Self {
        let stream = BufReader::with_capacity(BUFFER, stream);
        Self { stream, again: Vec::new(), at: 0, kept: Vec::new(), full: false }
    }

    /// Here a member begins.
    fn begin(&mut self) {
        self.kept.clear();
        self.full = false;
    }

    /// Goes to the next member behind the start of this one; returns how far that is.
    fn find_next(&mut self) -> Result<Option<u64>> {
        // Where all of the damaged member is there, it is looked through from its second byte.
        let (mut passed, mut tried) = (0, 0);
        if !self.kept.is_empty() {
            let mut again = std::mem::take(&mut self.kept);
            again.extend_from_slice(&self.again[self.at..]);
            (self.again, self.at) = (again, 1);
            passed = 1;
        }
        loop {
            self.look_ahead(TRIED_PACKED)?;
            let ahead = &self.again[self.at..];
            let Some(found) = memmem::find(ahead, &MAGIC) else {
                let ended = ahead.len() < TRIED_PACKED;
                let step = ahead.len().saturating_sub(MAGIC.len() - 1).max(1);
                passed += step as u64;
                self.at = (self.at + step).min(self.again.len());
                if ended {
                    return Ok(None);
                }
                continue;
            };
            self.at += found;
            passed += found as u64;
            self.look_ahead(TRIED_PACKED)?;
            let ahead = &self.again[self.at..];
            if unpacks(&ahead[..ahead.len().min(TRIED_PACKED)]) {
                return Ok(Some(passed));
            }
            tried += 1;
            if tried == MOST_TRIED {
                return Ok(None);
            }
            self.at += 1;
            passed += 1;
        }
    }

    /// Has so many bytes at hand, unless the stream ends before.
    fn look_ahead(&mut self, count: usize) -> Result<()> {
        let held = self.again.len() - self.at;
        if held >= count {
            return Ok(());
        }
        self.again.drain(..self.at);
        self.at = 0;
        self.stream
            .by_ref()
            .take((BUFFER.max(count) - held) as u64)
            .read_to_end(&mut self.again)?;
        Ok(())
    }
}

/// True where these bytes begin a member.
fn unpacks(packed: &[u8]) -> bool {
    if packed.get(3).is_none_or(|flags| flags & RESERVED != 0) {
        return false;
    }
    let mut start = Vec::new();
    let tried = GzDecoder::new(packed).take(TRIED as u64).read_to_end(&mut start);
    tried.is_ok() || start.len() == TRIED
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Packed<R> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        if self.at < self.again.len() {
            return Ok(&self.again[self.at..]);
        }
        self.stream.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        let again = self.at < self.again.len();
        let held = if again { &self.again[self.at..] } else { self.stream.buffer() };
        if self.full || self.kept.len() + count > KEPT {
            self.full = true;
            self.kept = Vec::new();
        } else {
            self.kept.extend_from_slice(&held[..count.min(held.len())]);
        }
        if again { self.at += count } else { self.stream.consume(count) }
    }
}

/// True for damage that a later member may have been spared.
pub(crate) fn is_damage(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::InvalidData)
        || error.kind() == ErrorKind::UnexpectedEof
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn member(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).expect("packed");
        encoder.finish().expect("packed")
    }

    /// What is read, with a mark for every failure, and where it went on.
    fn read(packed: &[u8]) -> (String, Vec<Option<u64>>) {
        let mut members = Members::new(packed);
        let (mut out, mut passed) = (Vec::new(), Vec::new());
        while members.read_to_end(&mut out).is_err_and(|error| is_damage(&error)) {
            out.push(b'!');
            passed.push(members.resume().expect("bytes in memory"));
            if passed.last() == Some(&None) {
                break;
            }
        }
        (String::from_utf8_lossy(&out).into_owned(), passed)
    }

    #[test]
    fn members_follow_each_other() {
        let whole = [member("One. "), member(""), member("Two.")].concat();
        assert_eq!(read(&whole), ("One. Two.".to_owned(), vec![]));
        assert_eq!(read(&whole[..whole.len() - 3]), ("One. Two.!".to_owned(), vec![None]));
        assert_eq!(read(&[&whole[..], b"garbage"].concat()), ("One. Two.!".to_owned(), vec![None]));
    }

    #[test]
    fn reading_goes_on_behind_a_damaged_member() {
        // Words that hardly recur, so that the member is long and damage anywhere shows.
        let long: String =
            (0..4_000_u32).map(|n| format!("{:x} ", n.wrapping_mul(0x9E37_79B9))).collect();
        let (one, two, three) = (member("One."), member(&long), member("Three."));
        for at in (10..two.len()).step_by(two.len() / 40) {
            let mut damaged = two.clone();
            damaged[at] ^= 0x10;
            let (text, passed) = read(&[&one[..], &damaged, &three].concat());
            assert!(text.starts_with("One.") && text.ends_with("!Three."), "{at}");
            assert_eq!(passed, [Some(two.len() as u64)], "{at}");
        }
    }

    #[test]
    fn bytes_that_only_look_like_a_member_are_passed_over() {
        let fake = [&MAGIC[..], &[0xFF; 30]].concat();
        let torn = &member("Two, which breaks off before its end.")[..20];
        let packed = [&member("One.")[..], torn, &fake, &member("Three.")].concat();
        let (text, passed) = read(&packed);
        assert!(text.ends_with("!Three.") && passed.len() == 1, "{text} {passed:?}");
        let fakes = |count| fake.repeat(count);
        let packed = |count| [&member("One.")[..], torn, &fakes(count), &member("Three.")].concat();
        assert!(read(&packed(MOST_TRIED - 1)).0.ends_with("!Three."));
        assert_eq!(read(&packed(MOST_TRIED)).1, [None]);
    }
}
