//! Web archives (WARC 0.18 to 1.1): the HTML pages among their records.
//!
//! A page is a `response` that HTTP calls done (200 to 299) and HTML, or a `resource` that is HTML.
//! Requests, metadata, revisits, images and errors are passed over and counted. Each record says
//! how long it is; where what follows is no record, as after damage, reading goes on at the next
//! line that begins one, and the bytes between are told once. So it does behind a damaged member of
//! a file packed with gzip.
//!
//! The address is that of the record, and its time counts only where the page states none.

use std::io::{self, BufRead, BufReader, Error, ErrorKind, Read};

use super::draft::Draft;
use super::fields::{RecordField, Target};
use super::gzip::is_damage;
use super::html;
use super::http::Message;
use super::piece::{Cut, Piece};
use super::unpack::Resume;

/// Longest header line, and all header lines of one record.
const LONGEST_LINE: u64 = 64 << 10;
const LONGEST_HEAD: usize = 1 << 20;
/// As much of a block as is looked at to know what it is.
const LOOKED_AT: u64 = 8 << 10;
const BUFFER: usize = 256 << 10;
/// The time of the crawl is the last to be believed.
const FALLBACK: u8 = u8::MAX;

/// Cuts a stream into its pages.
pub(crate) struct Records<R> {
    stream: BufReader<R>,
    /// Usual size of a piece, and of the longest page.
    size: usize,
    longest: usize,
    offset: u64,
    record: u64,
    /// What comes after the piece that was given.
    pending: Option<Cut>,
    /// A line that was read and begins a record.
    line: Vec<u8>,
    passed_over: u64,
    ended: bool,
}

/// How a record ended.
enum Outcome {
    Done,
    /// The end of the file.
    End,
    /// Something is to be told.
    Told(Cut),
}

impl<R: Read + Resume> Records<R> {
    /// `size`: of a usual piece; `longest`: of the longest page.
    pub fn new(stream: R, (size, longest): (usize, usize)) -> Self {
        Self {
            stream: BufReader::with_capacity(BUFFER, stream),
            size,
            longest,
            offset: 0,
            record: 0,
            pending: None,
            line: Vec::new(),
            passed_over: 0,
            ended: false,
        }
    }

    /// The next piece, in `buffer`; `None` at the end.
    pub fn next(&mut self, mut buffer: Vec<u8>) -> Option<Cut> {
        buffer.clear();
        if let Some(cut) = self.pending.take() {
            return Some(cut);
        }
        let mut piece = Piece { bytes: buffer, ..Piece::default() };
        while !self.ended && piece.bytes.len() < self.size && self.pending.is_none() {
            let (offset, kept) = (self.offset - self.line.len() as u64, piece.bytes.len());
            match self.record(&mut piece) {
                Ok(Outcome::Done) => {}
                Ok(Outcome::End) => self.ended = true,
                Ok(Outcome::Told(cut)) => self.pending = Some(cut),
                Err(error) => {
                    piece.bytes.truncate(kept);
                    self.pending = Some(self.damage(offset, error));
                }
            }
        }
        piece.passed_over = std::mem::take(&mut self.passed_over);
        if piece.values.is_empty() && piece.passed_over == 0 {
            return self.pending.take();
        }
        let first = piece.places.first().copied();
        (piece.record, piece.offset) = first.unwrap_or((self.record, self.offset));
        Some(Cut::Piece(piece))
    }

    /// Goes on behind damage, if that can be.
    fn damage(&mut self, offset: u64, error: Error) -> Cut {
        let record = self.record.max(1);
        let resumed = if is_damage(&error) { self.stream.get_mut().resume() } else { Ok(None) };
        let Ok(Some(passed)) = resumed else {
            self.ended = true;
            return Cut::Broken { record, offset, error };
        };
        self.line.clear();
        let reason = format!(
            "or what follows it is damaged ({error}); it goes on with another, {passed} packed bytes \
             behind the start of the damaged part"
        );
        Cut::Refused { at: Some((record, offset)), reason }
    }

    /// Reads one record, and puts it into the piece if it is a page.
    fn record(&mut self, piece: &mut Piece) -> io::Result<Outcome> {
        if self.line.is_empty() && !self.next_line()? {
            return Ok(Outcome::End);
        }
        self.record += 1;
        let place = (self.record, self.offset - self.line.len() as u64);
        if !begins_record(&self.line) {
            return self.garbage(place);
        }
        let start = piece.bytes.len();
        if !self.head(&mut piece.bytes)? {
            piece.bytes.truncate(start);
            let reason = "has a header that does not end".to_owned();
            return Ok(Outcome::Told(Cut::Refused { at: Some(place), reason }));
        }
        let head = Message::of(&piece.bytes[start..]);
        let Some(length) = head.header("content-length").and_then(|n| n.parse().ok()) else {
            piece.bytes.truncate(start);
            let reason = "does not say how long it is".to_owned();
            return Ok(Outcome::Told(Cut::Refused { at: Some(place), reason }));
        };
        self.block(piece, start, length, place)
    }

    /// Reads the block of a record whose header stands in the piece from `start` on.
    fn block(
        &mut self,
        piece: &mut Piece,
        start: usize,
        length: u64,
        place: (u64, u64),
    ) -> io::Result<Outcome> {
        self.take(length.min(LOOKED_AT), &mut piece.bytes)?;
        let rest = length.saturating_sub(LOOKED_AT);
        let is_page = is_page(&piece.bytes[start..]);
        if is_page && length <= self.longest as u64 {
            self.take(rest, &mut piece.bytes)?;
            piece.values.push(start..piece.bytes.len());
            piece.places.push(place);
            return Ok(Outcome::Done);
        }
        piece.bytes.truncate(start);
        let passed = io::copy(&mut self.stream.by_ref().take(rest), &mut io::sink())?;
        self.offset += passed;
        if passed < rest {
            return Err(broken_off());
        }
        if is_page {
            let (record, offset) = place;
            return Ok(Outcome::Told(Cut::TooLong { record, offset, bytes: length }));
        }
        self.passed_over += 1;
        Ok(Outcome::Done)
    }

    /// Moves the header into `bytes`, with its blank line; false where it has no end.
    fn head(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let start = bytes.len();
        loop {
            let blank = self.line.trim_ascii().is_empty();
            bytes.append(&mut self.line);
            if blank {
                return Ok(true);
            }
            if bytes.len() - start > LONGEST_HEAD {
                return Ok(false);
            }
            if self.read_line()? == 0 {
                return Err(broken_off());
            }
        }
    }

    /// Passes over what is no record.
    fn garbage(&mut self, place: (u64, u64)) -> io::Result<Outcome> {
        let mut bytes = 0;
        while !begins_record(&self.line) {
            bytes += self.line.len();
            self.line.clear();
            if self.read_line()? == 0 {
                break;
            }
        }
        let reason = format!("is no WARC record: {bytes} bytes were passed over");
        Ok(Outcome::Told(Cut::Refused { at: Some(place), reason }))
    }

    /// Reads the next line that is not blank; false at the end.
    fn next_line(&mut self) -> io::Result<bool> {
        loop {
            if self.read_line()? == 0 {
                return Ok(false);
            }
            if !self.line.trim_ascii().is_empty() {
                return Ok(true);
            }
            self.line.clear();
        }
    }

    fn read_line(&mut self) -> io::Result<usize> {
        self.line.clear();
        let mut limited = self.stream.by_ref().take(LONGEST_LINE);
        let count = limited.read_until(b'\n', &mut self.line)?;
        self.offset += count as u64;
        Ok(count)
    }

    fn take(&mut self, count: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
        let taken = self.stream.by_ref().take(count).read_to_end(bytes)? as u64;
        self.offset += taken;
        if taken < count { Err(broken_off()) } else { Ok(()) }
    }
}

fn broken_off() -> Error {
    Error::new(ErrorKind::UnexpectedEof, "the record breaks off")
}

fn begins_record(line: &[u8]) -> bool {
    line.strip_prefix(b"WARC/").is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit))
}

/// True for a record that is an HTML page, by its first bytes.
fn is_page(record: &[u8]) -> bool {
    let record = Message::of(record);
    let is_html = |kind: &str| {
        let kind = kind.to_ascii_lowercase();
        kind.starts_with("text/html") || kind.starts_with("application/xhtml")
    };
    match record.header("warc-type") {
        Some("response") => {
            let response = Message::of(record.body);
            let done = response.status().is_some_and(|status| (200..300).contains(&status));
            done && response.header("content-type").is_some_and(is_html)
        }
        Some("resource") => record.header("content-type").is_some_and(is_html),
        _ => false,
    }
}

/// Reads one record that is a page.
///
/// # Errors
/// Why it is no article, for people.
pub(crate) fn parse(bytes: &[u8], draft: &mut Draft) -> Result<(), String> {
    let record = Message::of(bytes);
    let (content, kind) = if record.header("warc-type") == Some("response") {
        let response = Message::of(record.body);
        (response.content()?, response.header("content-type"))
    } else {
        (record.body.into(), record.header("content-type"))
    };
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let charset = super::markup::value_after(&kind, "charset");
    let read = html::parse(&content, charset.as_deref(), draft);
    if let Some(url) = record.header("warc-target-uri") {
        // The first drafts of the standard wrote it between angle brackets.
        let url = url.trim_start_matches('<').trim_end_matches('>');
        draft.offer(Target { field: RecordField::Url, rank: 0 }, url);
    }
    if let Some(time) = record.header("warc-date") {
        draft.offer(Target { field: RecordField::Date, rank: FALLBACK }, time);
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record(kind: &str, content: &str, block: &str) -> String {
        let length = block.len();
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/1\r\n\
             WARC-Date: 2023-09-10T08:00:00Z\r\nContent-Type: {content}\r\n\
             Content-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
    }

    fn page(title: &str) -> String {
        let body =
            format!("<html><title>{title}</title><body><p>{}</p>", "The dam held. ".repeat(9));
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}");
        record("response", "application/http; msgtype=response", &block)
    }

    impl Resume for &[u8] {
        fn resume(&mut self) -> io::Result<Option<u64>> {
            Ok(None)
        }
    }

    /// Titles, what was told and how many records were passed over.
    fn read(bytes: &[u8]) -> (Vec<String>, Vec<(u64, u64, String)>, u64) {
        let mut records = Records::new(bytes, (300, 10_000));
        let (mut titles, mut told, mut passed) = (Vec::new(), Vec::new(), 0);
        while let Some(cut) = records.next(Vec::new()) {
            match cut {
                Cut::Piece(piece) => {
                    passed += piece.passed_over;
                    for (range, (_, offset)) in piece.values.iter().zip(&piece.places) {
                        let raw = &piece.bytes[range.clone()];
                        assert!(bytes[*offset as usize..].starts_with(raw));
                        let mut draft = Draft::default();
                        if parse(raw, &mut draft).is_ok() {
                            assert_eq!(draft.url.get(), Some("https://a.example/1"));
                            assert!(draft.published().is_some());
                            titles.push(draft.title.get().unwrap_or_default().to_owned());
                        }
                    }
                }
                Cut::Broken { record, offset, error } => {
                    told.push((record, offset, error.to_string()));
                }
                Cut::TooLong { record, offset, .. } => {
                    told.push((record, offset, "too long".into()));
                }
                Cut::Refused { at, reason } => {
                    let (record, offset) = at.expect("a place");
                    told.push((record, offset, reason));
                }
            }
        }
        (titles, told, passed)
    }

    #[test]
    fn pages_are_read_and_all_else_is_counted() {
        let image = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n....";
        let gone = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone";
        let file = [
            record("warcinfo", "application/warc-fields", "software: x"),
            page("One"),
            record("response", "application/http", image),
            record("request", "application/http", "GET / HTTP/1.1\r\n\r\n"),
            record("response", "application/http", gone),
            page("Two"),
            record("resource", "text/html", "<title>Three</title><p>The dam held again.</p>"),
        ];
        let (titles, told, passed) = read(file.concat().as_bytes());
        assert_eq!(titles, ["One", "Two", "Three"]);
        assert_eq!((told, passed), (vec![], 4));
    }

    #[test]
    fn reading_goes_on_after_garbage_and_tells_where_it_breaks_off() {
        let (one, two) = (page("One"), page("Two"));
        let file = format!("{one}garbage\nmore\n{two}{}", &two[..two.len() - 30]);
        let (titles, told, _) = read(file.as_bytes());
        assert_eq!(titles, ["One", "Two"]);
        let reason = "is no WARC record: 13 bytes were passed over".to_owned();
        assert_eq!(told[0], (2, one.len() as u64, reason));
        assert_eq!((told[1].0, told[1].2.as_str()), (4, "the record breaks off"));
        assert_eq!(told.len(), 2);
    }

    #[test]
    fn a_page_above_the_limit_is_told_and_passed_over() {
        let long =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", "x".repeat(20_000));
        let file = record("response", "application/http", &long) + &page("Two");
        let (titles, told, _) = read(file.as_bytes());
        assert_eq!((titles, told), (vec!["Two".to_owned()], vec![(1, 0, "too long".to_owned())]));
    }

    proptest! {
        #[test]
        fn no_change_of_bytes_does_harm(
            changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..20),
            end in any::<usize>(),
        ) {
            let mut file = (page("One") + &page("Two")).into_bytes();
            for (at, byte) in changes {
                let at = at % file.len();
                file[at] = byte;
            }
            file.truncate(end % (file.len() + 1));
            let mut records = Records::new(&file[..], (300, 10_000));
            while let Some(cut) = records.next(Vec::new()) {
                if let Cut::Piece(piece) = cut {
                    for range in piece.values {
                        drop(parse(&piece.bytes[range], &mut Draft::default()));
                    }
                }
            }
        }
    }
}
