//! A stream cut into pieces of whole records, of about one size.
//!
//! Only line ends are looked for here; all else is left to the threads that parse. A record longer
//! than the limit is skipped without being held.

use memchr::{memchr, memchr_iter, memrchr};
use std::io::Read;

#[cfg(feature = "feed")]
use super::feed;
use super::format::Unit;
use super::piece::{Cut, Piece};
use super::scanner::Scanner;
use super::{delimited, json_values};

/// Bytes between records that are held before they are let go.
const PASSED: usize = 64 << 10;
/// Rows of a table that are passed over one by one: each costs another look at all that follows,
/// as far as the longest row goes.
const MOST_SKIPPED: usize = 100;

/// Cuts one stream.
pub(crate) struct Cutter<R> {
    stream: R,
    unit: Unit,
    /// Usual size of a piece.
    size: usize,
    /// Size of the longest record.
    longest: usize,
    /// The start of the next record, already read.
    carry: Vec<u8>,
    offset: u64,
    record: u64,
    scanner: Scanner,
    /// Rows that were passed over because a quote swallowed what followed.
    skipped: usize,
    broken: Option<std::io::Error>,
    ended: bool,
}

impl<R: Read> Cutter<R> {
    /// `start`: offset of the stream's first byte in its file.
    pub fn new(stream: R, unit: Unit, start: u64, size: usize, longest: usize) -> Self {
        Self {
            stream,
            unit,
            size,
            longest,
            carry: Vec::new(),
            offset: start,
            record: 1,
            scanner: Scanner::Values(json_values::Scanner::default()),
            skipped: 0,
            broken: None,
            ended: false,
        }
    }

    /// Of the rows of a table, and its header.
    pub fn rows(stream: R, delimiter: u8, start: u64, size: usize, longest: usize) -> Self {
        let scanner = Scanner::Rows(delimited::Scanner::new(delimiter));
        Self { scanner, ..Self::new(stream, Unit::Row, start, size, longest) }
    }

    /// Of the entries of a feed.
    #[cfg(feature = "feed")]
    pub fn entries(stream: R, start: u64, size: usize, longest: usize) -> Self {
        let scanner = Scanner::Entries(feed::Scanner::default());
        Self { scanner, ..Self::new(stream, Unit::Entry, start, size, longest) }
    }

    /// What was read of a stream before its first record.
    #[cfg(feature = "feed")]
    pub fn scanner(&mut self) -> &mut Scanner {
        &mut self.scanner
    }

    /// Ends the reading.
    pub fn stop(&mut self) {
        (self.ended, self.broken) = (true, None);
    }

    /// The next piece, in `buffer`; `None` at the end.
    pub fn next(&mut self, mut buffer: Vec<u8>) -> Option<Cut> {
        buffer.clear();
        if let Some(error) = self.broken.take() {
            self.ended = true;
            return Some(Cut::Broken { record: self.record, offset: self.offset, error });
        }
        if self.ended {
            return None;
        }
        match self.unit {
            Unit::Line => self.lines(buffer),
            Unit::File => self.file(buffer),
            _ => self.values(buffer),
        }
    }

    fn lines(&mut self, mut buffer: Vec<u8>) -> Option<Cut> {
        buffer.append(&mut self.carry);
        let mut searched = 0;
        loop {
            let held = buffer.len();
            // Beyond the usual size there is one long line: read ever more at a time.
            let wanted = if held < self.size { self.size - held } else { held };
            let more = self.fill(&mut buffer, wanted);
            if let Some(end) = memrchr(b'\n', &buffer[searched..]) {
                self.carry.extend_from_slice(&buffer[searched + end + 1..]);
                buffer.truncate(searched + end + 1);
                return Some(Cut::Piece(self.piece(buffer)));
            }
            if !more {
                // The rest is a line without an end, or what is left of a broken stream.
                if self.broken.is_some() {
                    return self.next(buffer);
                }
                self.ended = true;
                return (!buffer.is_empty()).then(|| Cut::Piece(self.piece(buffer)));
            }
            if buffer.len() > self.longest {
                return Some(self.skip_line(buffer));
            }
            searched = buffer.len();
        }
    }

    /// Reads up to `wanted` bytes more; false at the end or a failure.
    fn fill(&mut self, buffer: &mut Vec<u8>, wanted: usize) -> bool {
        buffer.reserve(wanted.min(self.size));
        match self.stream.by_ref().take(wanted as u64).read_to_end(buffer) {
            Ok(count) => count > 0,
            Err(error) => {
                self.broken = Some(error);
                false
            }
        }
    }

    fn piece(&mut self, bytes: Vec<u8>) -> Piece {
        let (offset, record) = (self.offset, self.record);
        let piece = Piece { bytes, offset, record, ..Piece::default() };
        self.offset += piece.bytes.len() as u64;
        self.record += memchr_iter(b'\n', &piece.bytes).count() as u64;
        piece
    }

    /// Passes over the rest of a line that has no end in `buffer`.
    fn skip_line(&mut self, mut buffer: Vec<u8>) -> Cut {
        let (record, offset) = (self.record, self.offset);
        let mut bytes = buffer.len() as u64;
        loop {
            buffer.clear();
            let more = self.fill(&mut buffer, self.size.max(1));
            if let Some(end) = memchr(b'\n', &buffer) {
                self.carry.extend_from_slice(&buffer[end + 1..]);
                bytes += end as u64;
                self.offset += bytes + 1;
                break;
            }
            bytes += buffer.len() as u64;
            if !more {
                self.offset += bytes;
                self.ended = self.broken.is_none();
                break;
            }
        }
        self.record += 1;
        Cut::TooLong { record, offset, bytes }
    }

    /// Values of any shape.
    fn values(&mut self, mut buffer: Vec<u8>) -> Option<Cut> {
        buffer.append(&mut self.carry);
        // Behind a row that was passed over there is plenty to look at.
        let mut plenty = buffer.len() > self.longest;
        let mut values = Vec::new();
        while values.is_empty() {
            let more = std::mem::take(&mut plenty) || self.fill(&mut buffer, self.size);
            self.scanner.scan(&buffer, &mut values);
            let open = self.scanner.open();
            if !more {
                if self.broken.is_some() && values.is_empty() {
                    // Where the next value would begin, however much was read at once.
                    self.offset += open as u64;
                    return self.next(buffer);
                }
                self.ended = self.broken.is_none();
                if self.ended {
                    self.scanner.finish(&buffer, &mut values);
                }
                break;
            }
            let too_long = buffer.len() - open > self.longest;
            if values.is_empty() && (too_long || open > PASSED) {
                self.offset += open as u64;
                self.scanner.cut(open);
                buffer.drain(..open);
            }
            if values.is_empty() && too_long {
                let rows = self.unit == Unit::Row;
                return Some(if rows { self.skip_row(buffer) } else { self.skip_value(buffer) });
            }
        }
        if values.is_empty() {
            return None;
        }
        let end = if self.ended { buffer.len() } else { self.scanner.open() };
        if !self.ended {
            self.carry.extend_from_slice(&buffer[end..]);
            self.scanner.cut(end);
        }
        buffer.truncate(end);
        let (offset, record) = (self.offset, self.record);
        let piece = Piece { bytes: buffer, offset, record, values, ..Piece::default() };
        self.offset += end as u64;
        self.record += piece.values.len() as u64;
        Some(Cut::Piece(piece))
    }

    /// Passes over the rest of a value that `buffer` begins with, without holding it. One whose
    /// braces do not match takes the rest of the file with it.
    fn skip_value(&mut self, mut buffer: Vec<u8>) -> Cut {
        let (record, offset) = (self.record, self.offset);
        let (mut bytes, mut found) = (0, Vec::new());
        loop {
            let passed = self.scanner.pass();
            buffer.drain(..passed);
            bytes += passed as u64;
            let more = self.fill(&mut buffer, self.size);
            self.scanner.scan(&buffer, &mut found);
            if let Some(value) = found.first() {
                bytes += value.end as u64;
                self.carry = buffer.split_off(value.end);
                self.scanner.restart();
                break;
            }
            if !more {
                bytes += buffer.len() as u64;
                self.ended = self.broken.is_none();
                break;
            }
        }
        self.record += 1;
        self.offset += bytes;
        Cut::TooLong { record, offset, bytes }
    }

    /// Passes over the first line of a row that is too long and that `buffer` begins with.
    fn skip_row(&mut self, mut buffer: Vec<u8>) -> Cut {
        self.scanner.restart();
        let Some(line) = memchr(b'\n', &buffer) else { return self.skip_line(buffer) };
        let (record, offset, bytes) = (self.record, self.offset, buffer.len() as u64);
        if self.skipped == MOST_SKIPPED {
            self.stop();
            let reason = "and what follows is not read: its quotes are never closed".to_owned();
            return Cut::Refused { at: Some((record, offset)), reason };
        }
        self.skipped += 1;
        self.carry = buffer.split_off(line + 1);
        self.record += 1;
        self.offset += line as u64 + 1;
        Cut::TooLong { record, offset, bytes }
    }

    fn file(&mut self, mut buffer: Vec<u8>) -> Option<Cut> {
        self.fill(&mut buffer, self.longest + 1);
        if self.broken.is_some() {
            return self.next(buffer);
        }
        self.ended = true;
        Some(if buffer.len() > self.longest {
            Cut::TooLong { record: 1, offset: self.offset, bytes: buffer.len() as u64 }
        } else {
            Cut::Piece(Piece { bytes: buffer, offset: self.offset, record: 1, ..Piece::default() })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Everything that comes out, with a tiny piece size.
    fn cut(bytes: &[u8], unit: Unit, size: usize, longest: usize) -> Vec<(u64, u64, String)> {
        let mut cutter = Cutter::new(bytes, unit, 0, size, longest);
        let mut out = Vec::new();
        while let Some(cut) = cutter.next(Vec::new()) {
            out.push(match cut {
                Cut::Piece(p) => (p.record, p.offset, String::from_utf8_lossy(&p.bytes).into()),
                Cut::TooLong { record, offset, bytes } => (record, offset, format!("long {bytes}")),
                Cut::Broken { record, offset, error } => (record, offset, error.to_string()),
                Cut::Refused { reason, .. } => (0, 0, reason),
            });
        }
        out
    }

    fn row(record: u64, offset: u64, text: &str) -> (u64, u64, String) {
        (record, offset, text.to_owned())
    }

    #[test]
    fn pieces_end_at_line_ends() {
        let rows = cut(b"ab\ncd\nef\ng", Unit::Line, 7, 100);
        assert_eq!(rows, [row(1, 0, "ab\ncd\n"), row(3, 6, "ef\n"), row(4, 9, "g")]);
        let rows = cut(b"abcdefghijkl\nm\n", Unit::Line, 4, 100);
        assert_eq!(rows, [row(1, 0, "abcdefghijkl\nm\n")]);
        assert_eq!(cut(b"", Unit::Line, 4, 100), []);
    }

    #[test]
    fn long_lines_are_skipped_and_counted() {
        let rows = cut(b"a\nbcdefghijklmnop\nq\nr\n", Unit::Line, 4, 6);
        assert_eq!(rows[..2], [row(1, 0, "a\n"), row(2, 2, "long 15")]);
        let rest: String = rows[2..].iter().map(|r| r.2.as_str()).collect();
        assert_eq!((rows[2].0, rows[2].1, rest.as_str()), (3, 18, "q\nr\n"));
        assert_eq!(cut(b"abcdefghijkl", Unit::Line, 4, 6), [row(1, 0, "long 12")]);
    }

    #[test]
    fn values_are_found_across_reads() {
        let text = "[{\"a\": 1},\n {\"b\": [2, 3]}, {\"c\": {}}]";
        for size in [3, 7, 100] {
            let mut cutter = Cutter::new(text.as_bytes(), Unit::Value, 0, size, 100);
            let mut out = Vec::new();
            while let Some(Cut::Piece(piece)) = cutter.next(Vec::new()) {
                for (record, range) in (piece.record..).zip(&piece.values) {
                    let offset = piece.offset as usize + range.start;
                    assert_eq!(
                        text.as_bytes()[offset..][..range.len()],
                        piece.bytes[range.clone()]
                    );
                    out.push((record, offset));
                }
            }
            assert_eq!(out, [(1, 1), (2, 12), (3, 27)], "{size}");
        }
        let mut cutter = Cutter::new(&b"{\"a\": [1, 2, 3, 4, 5"[..], Unit::Value, 0, 4, 10);
        let cut = cutter.next(Vec::new());
        assert!(matches!(cut, Some(Cut::TooLong { record: 1, offset: 0, .. })), "{cut:?}");
        assert!(cutter.next(Vec::new()).is_none());
    }

    #[test]
    fn reading_goes_on_behind_a_value_that_is_too_long() {
        let text = "[{\"a\": 1}, {\"b\": \"}{{{\\\"{{{{\"}, {\"c\": 2}]";
        for size in [1, 3, 100] {
            let mut cutter = Cutter::new(text.as_bytes(), Unit::Value, 0, size, 10);
            let mut out = Vec::new();
            while let Some(cut) = cutter.next(Vec::new()) {
                match cut {
                    Cut::Piece(piece) => {
                        out.extend((piece.record..).zip(&piece.values).map(|(record, range)| {
                            (record, piece.offset + range.start as u64, range.len())
                        }));
                    }
                    Cut::TooLong { record, offset, bytes } => {
                        out.push((record, offset, bytes as usize));
                    }
                    other => panic!("{other:?}"),
                }
            }
            // Where all is there at once, nothing is too long to be held.
            assert_eq!(out, [(1, 1, 8), (2, 11, 19), (3, 32, 8)], "{size}");
        }
    }

    /// Gives a text over and over; counts what was read of it.
    struct Endless {
        text: &'static [u8],
        read: usize,
    }

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            for byte in &mut *buffer {
                *byte = self.text[self.read % self.text.len()];
                self.read += 1;
            }
            Ok(buffer.len())
        }
    }

    #[test]
    fn rows_whose_quotes_never_close_have_an_end() {
        let mut stream = Endless { text: b"a\"b,\"\n", read: 0 };
        let mut cutter = Cutter::rows(&mut stream, b',', 0, 1_000, 10_000);
        let mut long = 0;
        let last = loop {
            match cutter.next(Vec::new()).expect("an end that is told") {
                Cut::TooLong { record, offset, .. } => {
                    long += 1;
                    assert_eq!((record, offset), (long, 6 * (long - 1)));
                }
                other => break other,
            }
        };
        let Cut::Refused { at, reason } = last else { panic!("{last:?}") };
        assert_eq!((at, long), (Some((101, 600)), 100));
        assert!(reason.ends_with("its quotes are never closed"), "{reason}");
        assert!(cutter.next(Vec::new()).is_none());
        // Nothing more is read while there is more than the longest row to look at.
        assert!(stream.read <= 12_000, "{}", stream.read);
    }

    #[cfg(feature = "feed")]
    #[test]
    fn a_comment_without_an_end_is_not_held() {
        let feed = b"<rss><channel><!--".chain(std::io::repeat(b'x').take(1 << 20));
        let feed = feed.chain(&b"--><item><title>A</title></item>"[..]);
        let mut cutter = Cutter::entries(feed, 0, 1 << 10, 1 << 18);
        let Some(Cut::Piece(piece)) = cutter.next(Vec::new()) else { panic!("no entry") };
        let start = 18 + (1 << 20) + 3;
        assert_eq!(piece.offset + piece.values[0].start as u64, start);
        assert!(piece.bytes.capacity() < 1 << 18, "{}", piece.bytes.capacity());
    }

    #[cfg(feature = "feed")]
    #[test]
    fn an_entry_that_is_too_long_costs_itself() {
        let long = "<item><![CDATA[</item>".to_owned() + &"x".repeat(500) + "]]></item>";
        let feed = format!("<rss><channel>{long}<item>A</item></channel></rss>");
        for size in [1, 7, 100] {
            let mut cutter = Cutter::entries(feed.as_bytes(), 0, size, 200);
            let cut = cutter.next(Vec::new());
            let Some(Cut::TooLong { record, offset, bytes }) = cut else { panic!("{cut:?}") };
            assert_eq!((record, offset, bytes), (1, 14, long.len() as u64), "{size}");
            let cut = cutter.next(Vec::new());
            let Some(Cut::Piece(piece)) = cut else { panic!("{cut:?}") };
            assert_eq!(piece.bytes[piece.values[0].clone()], *b"<item>A</item>");
            assert_eq!((piece.record, piece.values.len()), (2, 1));
        }
    }

    #[test]
    fn a_file_is_one_record() {
        assert_eq!(cut(b"a\nb\n", Unit::File, 2, 100), [row(1, 0, "a\nb\n")]);
        assert_eq!(cut(b"", Unit::File, 2, 100), [row(1, 0, "")]);
        assert_eq!(cut(b"abcdef", Unit::File, 2, 3), [row(1, 0, "long 4")]);
    }

    #[test]
    fn whole_lines_before_a_failure_are_kept() {
        struct Failing(bool);
        impl Read for Failing {
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                if std::mem::replace(&mut self.0, true) {
                    return Err(std::io::Error::other("damaged"));
                }
                buffer[..6].copy_from_slice(b"a\nb\ncc");
                Ok(6)
            }
        }
        let mut cutter = Cutter::new(Failing(false), Unit::Line, 0, 100, 100);
        assert!(matches!(cutter.next(Vec::new()), Some(Cut::Piece(p)) if p.bytes == b"a\nb\n"));
        let broken = cutter.next(Vec::new());
        assert!(matches!(broken, Some(Cut::Broken { record: 3, offset: 4, .. })), "{broken:?}");
        assert!(cutter.next(Vec::new()).is_none());
    }

    proptest! {
        #[test]
        fn pieces_are_the_stream(text in "[ab\n]{0,80}", size in 1_usize..20) {
            let mut joined = String::new();
            let mut lines = 0;
            for (record, offset, piece) in cut(text.as_bytes(), Unit::Line, size, 1000) {
                prop_assert_eq!((record, offset), (lines + 1, joined.len() as u64));
                lines += piece.matches('\n').count() as u64;
                joined.push_str(&piece);
            }
            prop_assert_eq!(joined, text);
        }
    }
}
