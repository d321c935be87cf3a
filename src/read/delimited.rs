//! CSV and its kin: rows of cells, the first of which names the fields.
//!
//! A cell may be quoted and then hold delimiters, line ends and doubled quotes; as in the `csv`
//! crate, a quote means something only at the start of a cell. A row with another number of cells
//! than the header is refused: its cells stand under the wrong names. Cells that only say that
//! there is nothing (`NULL`, `nan`, `\N`, ..) are empty.
//!
//! GDELT's Global Knowledge Graph comes without a header, in 27 columns; it is known by its record
//! ids. Its titles stand in the last column, between tags.

use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder, Terminator};
use memchr::{memchr, memchr2};

use super::cut::Cutter;
use super::draft::Draft;
use super::encoding;
use super::fields::{self, FieldMap, Plan, RecordField, Target};
use super::piece::{Cut, Head, Piece};

/// Delimiters that are tried, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];
/// Longest row in bytes: a quote that is never closed must not swallow a file.
const LONGEST_ROW: usize = 16 << 20;
/// Unclosed quotes at the end of a file after which lines are taken as they are.
const MOST_RESTARTS: usize = 100;
/// What stands for nothing.
const NOTHING: [&str; 7] = ["NULL", "null", "NaN", "nan", "None", "N/A", "\\N"];

/// GDELT's Global Knowledge Graph 2.1, by the names of its codebook.
const KNOWLEDGE_GRAPH: [&str; 27] = [
    "GKGRECORDID",
    "DATE",
    "V2SOURCECOLLECTIONIDENTIFIER",
    "V2SOURCECOMMONNAME",
    "V2DOCUMENTIDENTIFIER",
    "V1COUNTS",
    "V2COUNTS",
    "V1THEMES",
    "V2THEMES",
    "V1LOCATIONS",
    "V2LOCATIONS",
    "V1PERSONS",
    "V2PERSONS",
    "V1ORGANIZATIONS",
    "V2ORGANIZATIONS",
    "V2TONE",
    "V2DATES",
    "V2GCAM",
    "V2SHARINGIMAGE",
    "V2RELATEDIMAGES",
    "V2SOCIALIMAGEEMBEDS",
    "V2SOCIALVIDEOEMBEDS",
    "V2QUOTATIONS",
    "V2ALLNAMES",
    "V2AMOUNTS",
    "V2TRANSLATIONINFO",
    "V2EXTRASXML",
];

/// What the header says of each column.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    targets: Vec<Option<Target>>,
    /// The column with GDELT's tags.
    tags: Option<usize>,
}

impl Columns {
    /// Of a table whose first row is `row`; with them, whether that row is a record itself.
    ///
    /// # Errors
    /// Why no column holds articles, for people.
    fn of(row: &[u8], delimiter: u8, plan: &Plan) -> Result<(Self, bool), String> {
        let decoded = encoding::decode(row);
        let cells = cells(decoded.text.as_bytes(), delimiter)?;
        let names: Vec<&str> =
            cells.iter().map(|cell| std::str::from_utf8(cell).unwrap_or_default().trim()).collect();
        let bare = is_knowledge_graph(&names);
        let names = if bare { KNOWLEDGE_GRAPH.to_vec() } else { names };
        let target = |name: &&str| plan.find(name).and_then(|entry| entry.target);
        let targets: Vec<Option<Target>> = names.iter().map(target).collect();
        let is_tags = |name: &&str| {
            ["extras", "v2extrasxml", "extrasxml"].contains(&name.to_lowercase().as_str())
        };
        let tags = names.iter().position(is_tags);
        let held = |field| targets.iter().flatten().any(|target| target.field == field);
        if tags.is_none() && !held(RecordField::Title) && !held(RecordField::Text) {
            return Err(fields::no_article(names.iter().copied()));
        }
        Ok((Self { targets, tags }, bare))
    }
}

/// True for a row of the Knowledge Graph: `20230910083000-17`, and 26 cells more.
fn is_knowledge_graph(cells: &[&str]) -> bool {
    let id = cells.first().and_then(|cell| cell.split_once('-')).map_or("", |(time, _)| time);
    cells.len() == KNOWLEDGE_GRAPH.len()
        && id.len() == 14
        && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// The delimiter of the table that a text begins with. Where nothing but the text says that it is
/// one (`sure` is false), its header must name a title or text and something else.
pub(crate) fn sniff(text: &str, sure: bool) -> Option<u8> {
    let plan = Plan::new(&FieldMap::default());
    let scored = DELIMITERS.iter().filter_map(|&delimiter| {
        let rows = first_rows(text, delimiter);
        let header = cells(rows.first()?.as_bytes(), delimiter).ok()?;
        let names = header.iter().map(|cell| std::str::from_utf8(cell).unwrap_or_default().trim());
        let fields: Vec<RecordField> =
            names.clone().filter_map(|name| Some(plan.find(name)?.target?.field)).collect();
        let columns = header.len();
        let alike =
            |row: &&&str| cells(row.as_bytes(), delimiter).is_ok_and(|c| c.len() == columns);
        let alike = rows.iter().skip(1).filter(alike).count();
        let holds_articles =
            fields.contains(&RecordField::Title) || fields.contains(&RecordField::Text);
        let whole = rows.len() > 1 && alike + 1 == rows.len();
        let is_table = columns > 1
            && (sure
                || fields.len() > 1 && holds_articles && alike > 0
                || whole && is_knowledge_graph(&names.collect::<Vec<_>>()));
        is_table.then_some(((fields.len(), alike, columns), delimiter))
    });
    // Of equals the first, which `max_by_key` would not give.
    scored.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, found)| found)
}

/// The first rows of a text that may be cut anywhere.
fn first_rows(text: &str, delimiter: u8) -> Vec<&str> {
    const ROWS: usize = 20;
    let (mut scanner, mut found) = (Scanner::new(delimiter), Vec::new());
    scanner.scan(text.as_bytes(), &mut found);
    if found.is_empty() {
        found.push(0..text.len());
    }
    found.truncate(ROWS);
    found.into_iter().map(|range| &text[range]).collect()
}

/// The cells of one row.
fn cells(row: &[u8], delimiter: u8) -> Result<ByteRecord, String> {
    let row = row.strip_suffix(b"\r").unwrap_or(row);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'))
        .buffer_capacity(row.len().max(64))
        .from_reader(row);
    let mut record = ByteRecord::new();
    reader.read_byte_record(&mut record).map_err(|error| format!("is not CSV: {error}"))?;
    Ok(record)
}

/// Reads one row under the columns in `head`.
///
/// # Errors
/// What is wrong with it, for people.
pub(crate) fn parse(
    row: &[u8],
    delimiter: u8,
    head: &Head,
    draft: &mut Draft,
) -> Result<(), String> {
    let Head::Columns(columns) = head else { return Err("has no header above it".into()) };
    if Scanner::ends_open(row, delimiter) {
        return Err("has a quote that is never closed".into());
    }
    let decoded = encoding::decode(row);
    let cells = cells(decoded.text.as_bytes(), delimiter)?;
    let (found, named) = (cells.len(), columns.targets.len());
    if found < named || cells.iter().skip(named).any(|cell| !cell.trim_ascii().is_empty()) {
        return Err(format!("has {found} cells where the header names {named}"));
    }
    for (cell, target) in cells.iter().zip(&columns.targets) {
        let value = std::str::from_utf8(cell).unwrap_or_default();
        if let Some(target) = target.filter(|_| !NOTHING.contains(&value.trim())) {
            draft.offer(target, value);
        }
    }
    if let Some(tags) = columns.tags.and_then(|at| std::str::from_utf8(cells.get(at)?).ok()) {
        offer_tags(tags, draft);
    }
    if decoded.guessed {
        draft.repair = Some(format!("is not valid UTF-8; read as {}", decoded.encoding));
    }
    Ok(())
}

/// Takes title and time from GDELT's `<PAGE_TITLE>..</PAGE_TITLE>`.
fn offer_tags(tags: &str, draft: &mut Draft) {
    for (name, field) in
        [("PAGE_TITLE", RecordField::Title), ("PAGE_PRECISEPUBTIMESTAMP", RecordField::Date)]
    {
        let inside = tags.split_once(&format!("<{name}>")).map_or("", |(_, rest)| rest);
        let value = inside.split_once("</").map_or("", |(value, _)| value);
        draft.offer(Target { field, rank: 0 }, &unescape(value));
    }
}

/// Puts characters for `&#x2019;` and `&amp;`, which GDELT writes for all beyond ASCII.
fn unescape(text: &str) -> String {
    /// `#x0010FFFF` and the semicolon.
    const LONGEST: usize = 11;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = after.bytes().take(LONGEST).position(|byte| byte == b';');
        let found = end.and_then(|end| {
            let (name, after) = (&after[..end], &after[end + 1..]);
            let code = match name {
                "amp" => return Some(('&', after)),
                "lt" => return Some(('<', after)),
                "gt" => return Some(('>', after)),
                "quot" => return Some(('"', after)),
                "apos" => return Some(('\'', after)),
                _ => name.strip_prefix('#')?,
            };
            let code = code
                .strip_prefix(['x', 'X'])
                .map_or_else(|| code.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok());
            Some((char::from_u32(code?)?, after))
        });
        (out, rest) = match found {
            Some((character, after)) => (out + character.encode_utf8(&mut [0; 4]), after),
            None => (out + "&", after),
        };
    }
    out + rest
}

/// Finds rows in a buffer that grows at its end.
#[derive(Debug)]
pub(crate) struct Scanner {
    delimiter: u8,
    /// How far the buffer was looked at.
    at: usize,
    /// Where the open row began.
    start: usize,
    state: State,
    restarts: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// After a quote inside a quoted cell: its end, or the first of two.
    AfterQuote,
}

impl Scanner {
    pub fn new(delimiter: u8) -> Self {
        Self { delimiter, at: 0, start: 0, state: State::CellStart, restarts: 0 }
    }

    /// Looks at the rest of `buffer` and adds the rows that end there to `found`, without blank
    /// ones.
    pub fn scan(&mut self, buffer: &[u8], found: &mut Vec<Range<usize>>) {
        while let Some(&byte) = buffer.get(self.at) {
            match self.state {
                State::Quoted => {
                    let end = memchr(b'"', &buffer[self.at..]);
                    self.at += end.map_or(buffer.len() - self.at, |end| end + 1);
                    self.state = end.map_or(State::Quoted, |_| State::AfterQuote);
                }
                State::Plain => {
                    let end = memchr2(self.delimiter, b'\n', &buffer[self.at..]);
                    self.at += end.unwrap_or(buffer.len() - self.at);
                    if end.is_some() {
                        self.end_of_cell(buffer, found);
                    }
                }
                State::AfterQuote if byte == b'"' => self.step(State::Quoted),
                State::CellStart if byte == b'"' => self.step(State::Quoted),
                _ if byte == b'\n' || byte == self.delimiter => self.end_of_cell(buffer, found),
                _ => self.step(State::Plain),
            }
        }
    }

    fn step(&mut self, state: State) {
        self.at += 1;
        self.state = state;
    }

    /// At a delimiter or line end.
    fn end_of_cell(&mut self, buffer: &[u8], found: &mut Vec<Range<usize>>) {
        if buffer[self.at] == b'\n' {
            let row = self.start..self.at;
            if !buffer[row.clone()].trim_ascii().is_empty() {
                found.push(row);
            }
            self.start = self.at + 1;
        }
        self.step(State::CellStart);
    }

    /// Where the open row began.
    pub fn open(&self) -> usize {
        self.start
    }

    /// Forgets the first `count` bytes of the buffer, which were cut off.
    pub fn cut(&mut self, count: usize) {
        self.at -= count;
        self.start = self.start.saturating_sub(count);
    }

    /// Begins anew at `start`.
    pub fn restart(&mut self, start: usize) {
        (self.at, self.start, self.state) = (start, start, State::CellStart);
    }

    /// Adds what is left at the end of the file. Where a quote swallowed it, its first line is a
    /// row of its own, and what follows is looked at once more.
    pub fn finish(&mut self, buffer: &[u8], found: &mut Vec<Range<usize>>) {
        while self.start < buffer.len() {
            let line = memchr(b'\n', &buffer[self.start..]).filter(|_| self.state == State::Quoted);
            let end = line.map_or(buffer.len(), |line| self.start + line);
            if !buffer[self.start..end].trim_ascii().is_empty() {
                found.push(self.start..end);
            }
            self.restart((end + 1).min(buffer.len()));
            self.restarts += 1;
            if self.restarts <= MOST_RESTARTS {
                self.scan(buffer, found);
            } else {
                self.state = State::Quoted;
            }
        }
    }

    /// True where a quote of this row is never closed.
    fn ends_open(row: &[u8], delimiter: u8) -> bool {
        let mut scanner = Self::new(delimiter);
        scanner.scan(row, &mut Vec::new());
        scanner.state == State::Quoted
    }
}

/// Cuts a table: takes the header off, and hands it on with every piece.
pub(crate) struct Rows<R> {
    cutter: Cutter<R>,
    delimiter: u8,
    plan: Arc<Plan>,
    head: Head,
    /// Rows above the first record: 1, or 0 where the header is only known.
    above: u64,
}

impl<R: Read> Rows<R> {
    /// As [`Cutter::new`].
    pub fn new(
        stream: R,
        delimiter: u8,
        start: u64,
        (piece, longest): (usize, usize),
        plan: Arc<Plan>,
    ) -> Self {
        let longest = longest.min(LONGEST_ROW);
        let cutter = Cutter::rows(stream, delimiter, start, piece, longest);
        Self { cutter, delimiter, plan, head: Head::None, above: 1 }
    }

    /// As [`Cutter::next`].
    pub fn next(&mut self, buffer: Vec<u8>) -> Option<Cut> {
        let mut cut = self.cutter.next(buffer)?;
        if self.head == Head::None && matches!(cut, Cut::TooLong { .. }) {
            // What follows is no header.
            self.cutter.stop();
            let reason = "has a header that is too long".to_owned();
            return Some(Cut::Refused { at: None, reason });
        }
        if let Cut::Piece(piece) = &mut cut
            && self.head == Head::None
            && !piece.values.is_empty()
            && let Err(reason) = self.take_header(piece)
        {
            self.cutter.stop();
            return Some(Cut::Refused { at: None, reason });
        }
        match &mut cut {
            Cut::Piece(piece) => {
                piece.record = (piece.record - self.above).max(1);
                piece.head = self.head.clone();
            }
            Cut::TooLong { record, .. }
            | Cut::Broken { record, .. }
            | Cut::Refused { at: Some((record, _)), .. } => {
                *record = (*record - self.above).max(1);
            }
            Cut::Refused { at: None, .. } => {}
        }
        Some(cut)
    }

    fn take_header(&mut self, piece: &mut Piece) -> Result<(), String> {
        let row = &piece.bytes[piece.values[0].clone()];
        if Scanner::ends_open(row, self.delimiter) {
            return Err("has a quote in its header that is never closed".into());
        }
        let (columns, bare) = Columns::of(row, self.delimiter, &self.plan)?;
        self.head = Head::Columns(Arc::new(columns));
        if bare {
            self.above = 0;
        } else {
            piece.values.remove(0);
            piece.record += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Rows of a text given in steps of `step` bytes.
    fn rows(text: &[u8], step: usize) -> Vec<Vec<u8>> {
        let (mut scanner, mut found) = (Scanner::new(b','), Vec::new());
        for end in (0..text.len()).step_by(step).skip(1).chain([text.len()]) {
            scanner.scan(&text[..end], &mut found);
        }
        scanner.finish(text, &mut found);
        found.into_iter().map(|range| text[range].to_vec()).collect()
    }

    fn read(table: &str) -> Vec<Result<(String, String), String>> {
        let plan = Arc::new(Plan::new(&FieldMap::default()));
        let delimiter = sniff(table, true).unwrap_or(b',');
        let mut rows = Rows::new(table.as_bytes(), delimiter, 0, (1000, 10_000), plan);
        let (mut out, mut draft) = (Vec::new(), Draft::default());
        while let Some(cut) = rows.next(Vec::new()) {
            let piece = match cut {
                Cut::Piece(piece) => piece,
                Cut::Refused { reason, .. } => {
                    out.push(Err(reason));
                    continue;
                }
                other => panic!("{other:?}"),
            };
            for range in &piece.values {
                draft.clear();
                let parsed = parse(&piece.bytes[range.clone()], delimiter, &piece.head, &mut draft);
                let field = |slot: &crate::read::draft::Slot| slot.get().unwrap_or("").to_owned();
                out.push(parsed.map(|()| (field(&draft.title), field(&draft.text))));
            }
        }
        out
    }

    #[allow(clippy::unnecessary_wraps, reason = "it is compared with what is read")]
    fn row(title: &str, text: &str) -> Result<(String, String), String> {
        Ok((title.to_owned(), text.to_owned()))
    }

    #[test]
    fn quotes_hold_delimiters_line_ends_and_quotes() {
        let table = "title,text,x\r\nA,\"One,\r\n\"\"two\"\"\n\n\",1\r\n\r\nB,5\" of rain,2\r\n";
        assert_eq!(read(table), [row("A", "One,\r\n\"two\"\n\n"), row("B", "5\" of rain")]);
        assert_eq!(read("Headline;Body\nA, b;C"), [row("A, b", "C")]);
        assert_eq!(read("title\ttext\nA\t\\N\nnan\tB\n"), [row("A", ""), row("", "B")]);
    }

    #[test]
    fn a_row_of_another_length_is_refused() {
        let out = read("title,text\nA,B\nC\nD,E,F\nG,H,\n");
        assert_eq!(out[0], row("A", "B"));
        assert_eq!(out[1], Err("has 1 cells where the header names 2".into()));
        assert_eq!(out[2], Err("has 3 cells where the header names 2".into()));
        assert_eq!(out[3], row("G", "H"));
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_one_row() {
        let out = read("title,text\nA,B\nC,\"D\nE,F\nG,H\n");
        assert_eq!(out[0], row("A", "B"));
        assert_eq!(out[1], Err("has a quote that is never closed".into()));
        assert_eq!(out[2..], [row("E", "F"), row("G", "H")]);
    }

    #[test]
    fn a_table_without_articles_is_refused_once() {
        let out = read("a,b\n1,2\n3,4\n");
        assert_eq!(out, [Err("no column is for title or text; its fields are a, b".into())]);
    }

    #[test]
    fn the_knowledge_graph_needs_no_header() {
        let tags = "<PAGE_TITLE>A &amp; B&#x2019;s</PAGE_TITLE>";
        let line = |n| format!("20230910083000-{n}\t20230910083000{}{tags}\n", "\t".repeat(25));
        assert_eq!(
            read(&(line(1) + &line(2))),
            [row("A & B\u{2019}s", ""), row("A & B\u{2019}s", "")]
        );
    }

    #[test]
    fn escapes_are_looked_for_where_they_can_be() {
        assert_eq!(
            unescape("a &lt;&#x10FFFF;&#8217;&nbsp; & b;"),
            "a <\u{10FFFF}\u{2019}&nbsp; & b;"
        );
        // Looked at to the end each time, these would be 10^12 bytes.
        let many = "&".repeat(2_000_000);
        assert_eq!(unescape(&many), many);
    }

    proptest! {
        #[test]
        fn steps_do_not_matter(text in "[a,\"\n\r]{0,60}", step in 1_usize..10) {
            prop_assert_eq!(rows(text.as_bytes(), step), rows(text.as_bytes(), 1000));
        }

        #[test]
        fn rows_are_those_of_the_csv_crate(text in "([a, ]|\"[a,\n]{0,3}\"|\n){0,30}") {
            // There they differ on purpose.
            prop_assume!(!Scanner::ends_open(text.as_bytes(), b','));
            let mut reader = ReaderBuilder::new().has_headers(false).flexible(true)
                .terminator(Terminator::Any(b'\n')).from_reader(text.as_bytes());
            let theirs: Vec<ByteRecord> = reader.byte_records().map(|row| row.expect("a row"))
                .filter(|row| row.len() > 1 || row.iter().any(|c| !c.trim_ascii().is_empty()))
                .collect();
            let ours: Vec<ByteRecord> = rows(text.as_bytes(), 1000).iter()
                .map(|row| cells(row, b',').expect("a row"))
                .filter(|row| row.len() > 1 || row.iter().any(|c| !c.trim_ascii().is_empty()))
                .collect();
            prop_assert_eq!(ours, theirs);
        }
    }
}
