//! Parquet: the rows of a table, each as the JSON object that it would be.
//!
//! The footer at the end of a file says where its columns lie, so it is read in place or from a
//! copy in the scratch folder. Only columns under names that mean something are read, row group by
//! row group, page by page and some rows at a time. Rows are handed on as JSON, so that all that
//! holds for fields of JSON Lines holds here; times are written as such, texts may be bytes.
//!
//! Files may be hostile: pages are measured before they are unpacked (`parquet_pages.rs`), what
//! comes out counts against the [`Budget`], and a panic of the crate that reads them costs the row
//! group that it happened in.

use std::any::Any;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, copy, sink};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{
    Array, BinaryViewArray, FixedSizeBinaryArray, RecordBatch, StringViewArray, StructArray,
};
use arrow_json::writer::{NullableEncoder, make_encoder};
use arrow_json::{Encoder, EncoderFactory, EncoderOptions};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::basic::LogicalType;
use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, RowGroupMetaData};

use super::cut::{Cut, Piece};
use super::draft::Draft;
use super::fields::{Plan, RecordField};
use super::json_lines;
use super::parquet_pages::Pages;
use super::unpack::Budget;

/// Rows that are unpacked at once.
const BATCH: usize = 64;
/// Bytes that a row counts for beside its texts.
const ROW: u64 = 100;
/// Names of columns that are told, and characters of each.
const TOLD: usize = 20;

/// A table ready to be read.
pub(crate) struct Rows<R> {
    file: File,
    length: u64,
    metadata: ArrowReaderMetadata,
    projection: ProjectionMask,
    encoding: EncoderOptions,
    budget: Arc<Budget>,
    /// Usual size of a piece, and of the longest record.
    limits: (usize, usize),
    /// The bytes of the file as they lie there, for those who count and hash them.
    stream: R,
    streamed: u64,
    copied: bool,
    /// The next row group, and what is left of the one that is read.
    group: usize,
    open: Option<Group>,
    /// Rows in the row groups before it.
    above: u64,
    /// What comes after the piece that was given.
    pending: Option<Cut>,
}

/// A row group that is being read.
struct Group {
    reader: ParquetRecordBatchReader,
    batch: Option<(StructArray, usize)>,
    /// Rows that came out of it, and that it is to have.
    taken: u64,
    rows: u64,
    /// Where it lies in the file.
    offset: u64,
}

impl<R: Read> Rows<R> {
    /// Of a file at `path`, which `stream` reads as well, or of `stream` itself, which is then
    /// copied to a nameless file in `scratch`.
    ///
    /// # Errors
    /// If it cannot be read or copied, and if it is no table of articles.
    pub fn new(
        mut stream: R,
        path: Option<&Path>,
        scratch: &Path,
        plan: &Plan,
        budget: &Arc<Budget>,
        limits: (usize, usize),
    ) -> io::Result<Self> {
        let file = if let Some(path) = path {
            File::open(path)?
        } else {
            let mut file = tempfile::tempfile_in(scratch)?;
            copy(&mut stream, &mut file)?;
            file
        };
        let length = file.metadata()?.len();
        if path.is_some() {
            budget.expect(length);
        }
        let metadata = contained(|| load(&file)).map_err(io::Error::other)?;
        let projection = contained(|| Ok(projection(&metadata, plan))).map_err(io::Error::other)?;
        let encoding = EncoderOptions::default().with_encoder_factory(Arc::new(Texts {
            uuids: columns(&metadata, |column| {
                column.logical_type_ref().is_some_and(|kind| *kind == LogicalType::Uuid)
            }),
        }));
        has_articles(&metadata, plan).map_err(io::Error::other)?;
        Ok(Self {
            file,
            length,
            metadata,
            projection,
            encoding,
            budget: budget.clone(),
            limits,
            stream,
            streamed: 0,
            copied: path.is_none(),
            group: 0,
            open: None,
            above: 0,
            pending: None,
        })
    }

    /// True where the stream was copied before the first row is read.
    pub fn is_copied(&self) -> bool {
        self.copied
    }

    /// The next piece, in `buffer`; `None` at the end.
    pub fn next(&mut self, mut buffer: Vec<u8>) -> Option<Cut> {
        buffer.clear();
        if let Some(cut) = self.pending.take() {
            return Some(cut);
        }
        let mut piece = Piece { bytes: buffer, ..Piece::default() };
        while piece.bytes.len() < self.limits.0 && self.pending.is_none() {
            if self.open.is_none() && !self.next_group() {
                break;
            }
            self.pending = self.rows(&mut piece).err();
        }
        if piece.values.is_empty() {
            let last = self.pending.take();
            if last.is_none() {
                self.stream_to(u64::MAX);
            }
            return last;
        }
        if let Some(&(record, offset)) = piece.places.first() {
            (piece.record, piece.offset) = (record, offset);
        }
        Some(Cut::Piece(piece))
    }

    /// Begins the next row group; false at the end. One that cannot be begun is told.
    fn next_group(&mut self) -> bool {
        let metadata = self.metadata.metadata();
        let Some(group) = metadata.row_groups().get(self.group) else { return false };
        let (offset, rows) = (offset_of(group), u64::try_from(group.num_rows()).unwrap_or(0));
        self.stream_to(offset.min(self.length));
        let group = self.group;
        self.group += 1;
        match contained(|| self.reader(group)) {
            Ok(reader) => {
                self.open = Some(Group { reader, batch: None, taken: 0, rows, offset });
            }
            Err(reason) => {
                let place = (self.above.saturating_add(1), offset);
                self.pending = Some(broken(place, group, rows, &reason));
                self.above = self.above.saturating_add(rows);
            }
        }
        true
    }

    fn reader(&self, group: usize) -> Result<ParquetRecordBatchReader, ParquetError> {
        let pages = Pages::new(self.file.try_clone()?, self.length, self.budget.clone());
        ParquetRecordBatchReaderBuilder::new_with_metadata(pages, self.metadata.clone())
            .with_row_groups(vec![group])
            .with_projection(self.projection.clone())
            .with_batch_size(BATCH)
            .build()
    }

    /// Moves rows of the open row group into the piece until that is full.
    ///
    /// # Errors
    /// What is to be told between the rows.
    fn rows(&mut self, piece: &mut Piece) -> Result<(), Cut> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let Some((batch, at)) = &mut open.batch else {
            return self.next_batch();
        };
        let (fields, offset) = (batch.fields().clone(), open.offset);
        let field: FieldRef = Arc::new(Field::new("row", DataType::Struct(fields), false));
        let mut written = Ok(());
        let encoded = contained(|| {
            let mut encoder = make_encoder(&field, batch, &self.encoding)?;
            while *at < batch.len() && piece.bytes.len() < self.limits.0 && written.is_ok() {
                let (start, record) = (piece.bytes.len(), self.above + open.taken + 1);
                let bytes = text_bytes(batch, *at);
                if bytes <= self.limits.1 {
                    encoder.encode(*at, &mut piece.bytes);
                    piece.values.push(start..piece.bytes.len());
                    piece.places.push((record, offset));
                } else {
                    written = Err(Cut::TooLong { record, offset, bytes: bytes as u64 });
                }
                *at += 1;
                open.taken += 1;
                self.budget.take(bytes as u64 + ROW)?;
            }
            Ok(())
        });
        // A row that was begun when the encoder failed.
        piece.bytes.truncate(piece.values.last().map_or(0, |range| range.end));
        if *at >= batch.len() {
            open.batch = None;
        }
        match encoded {
            Ok(()) => written,
            Err(reason) => Err(self.end_group(Some(reason)).unwrap_or_else(unknown)),
        }
    }

    /// Unpacks some rows more.
    fn next_batch(&mut self) -> Result<(), Cut> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let (share, size) = (open.taken as f64 / open.rows.max(1) as f64, self.length as f64);
        let end = self.metadata.metadata().row_groups().get(self.group).map(offset_of);
        let end = end.unwrap_or(self.length).min(size as u64) as f64;
        let passed = open.offset as f64 + share * (end - open.offset as f64).max(0.0);
        let room = (open.rows - open.taken.min(open.rows)) as usize;
        let batch = contained(|| open.reader.next().transpose().map_err(ParquetError::from));
        let told = match batch {
            Ok(Some(batch)) if batch.num_rows() <= room && batch.num_rows() > 0 => {
                open.batch = Some((structs(batch), 0));
                None
            }
            Ok(Some(_)) => self.end_group(Some("it has more rows than it says".into())),
            Ok(None) if room > 0 => self.end_group(Some("it has fewer rows than it says".into())),
            Ok(None) => self.end_group(None),
            Err(reason) => self.end_group(Some(reason)),
        };
        self.stream_to(passed as u64);
        told.map_or(Ok(()), Err)
    }

    /// Leaves the open row group; with a reason, that is told at the row that did not come.
    fn end_group(&mut self, reason: Option<String>) -> Option<Cut> {
        let group = self.open.take()?;
        let place = (self.above.saturating_add(group.taken + 1), group.offset);
        self.above = self.above.saturating_add(group.rows);
        let left = group.rows.saturating_sub(group.taken);
        reason.map(|reason| broken(place, self.group - 1, left, &reason))
    }

    /// Lets those who count and hash the bytes of the file see those up to `end`. They are read
    /// anew, and a failure shows where they are used.
    fn stream_to(&mut self, end: u64) {
        let more = end.saturating_sub(self.streamed);
        if let Ok(count) = copy(&mut self.stream.by_ref().take(more), &mut sink()) {
            self.streamed += count;
        }
    }
}

/// Why a row group is not read on; `left` rows of it are not read.
fn broken((record, offset): (u64, u64), group: usize, left: u64, reason: &str) -> Cut {
    let (more, group) = (left.saturating_sub(1), group + 1);
    let reason = format!("is not read, with {more} more of row group {group}: {reason}");
    Cut::Refused { at: Some((record, offset)), reason }
}

fn unknown() -> Cut {
    Cut::Refused { at: None, reason: "cannot be read on: no row group is open".into() }
}

/// Runs what may fail and, with hostile files, panic; returns why it did, for people.
fn contained<T>(run: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(done) => done.map_err(|error| match error {
            ParquetError::General(reason) | ParquetError::EOF(reason) => reason,
            ParquetError::External(error) => error.to_string(),
            other => other.to_string(),
        }),
        Err(panic) => Err(format!("its reader failed: {}", message(&*panic))),
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}

/// The footer, with texts as bytes of their own place: those that recur are then held once.
fn load(file: &File) -> Result<ArrowReaderMetadata, ParquetError> {
    let options = || {
        // What Arrow's writers note of their own types says nothing that a text or a time lacks.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        options.with_page_index_policy(PageIndexPolicy::Skip)
    };
    let found = ArrowReaderMetadata::load(file, options())?;
    let schema = found.schema();
    let fields: Fields = schema.fields().iter().map(viewed).collect();
    let viewed = Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()));
    ArrowReaderMetadata::try_new(found.metadata().clone(), options().with_schema(viewed))
}

/// A field whose texts lie where they were unpacked.
fn viewed(field: &FieldRef) -> FieldRef {
    let kind = match field.data_type() {
        DataType::Utf8 => DataType::Utf8View,
        DataType::Binary => DataType::BinaryView,
        // The only zone that Parquet knows, by the only name that needs no table of zones.
        DataType::Timestamp(unit, Some(_)) => DataType::Timestamp(*unit, Some("+00:00".into())),
        DataType::List(item) => DataType::List(viewed(item)),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(viewed).collect()),
        DataType::Map(entries, sorted) => DataType::Map(viewed(entries), *sorted),
        other => other.clone(),
    };
    Arc::new(field.as_ref().clone().with_data_type(kind))
}

/// The columns that a record's fields can come from.
fn projection(metadata: &ArrowReaderMetadata, plan: &Plan) -> ProjectionMask {
    let schema = metadata.parquet_schema();
    let leaves = schema.columns().iter().enumerate();
    let wanted = leaves.filter(|(_, leaf)| leads_to_a_field(plan, leaf.path().parts()));
    ProjectionMask::leaves(schema, wanted.map(|(number, _)| number).collect::<Vec<_>>())
}

fn leads_to_a_field(plan: &Plan, path: &[String]) -> bool {
    let Some((first, below)) = path.split_first() else { return false };
    plan.find(first).is_some_and(|entry| {
        let deeper = entry.nested.as_ref();
        entry.target.is_some() || deeper.is_some_and(|plan| leads_to_a_field(plan, below))
    })
}

/// True where `path` holds a title or a text.
fn holds(plan: &Plan, path: &[String]) -> bool {
    let Some((first, below)) = path.split_first() else { return false };
    let is_held = |field| matches!(field, RecordField::Title | RecordField::Text);
    plan.find(first).is_some_and(|entry| {
        let deeper = entry.nested.as_ref();
        entry.target.is_some_and(|target| is_held(target.field))
            || deeper.is_some_and(|plan| holds(plan, below))
    })
}

/// # Errors
/// If no column holds titles or texts; the names there are, for people.
fn has_articles(metadata: &ArrowReaderMetadata, plan: &Plan) -> Result<(), String> {
    let schema = metadata.parquet_schema();
    if schema.columns().iter().any(|leaf| holds(plan, leaf.path().parts())) {
        return Ok(());
    }
    let names = schema.root_schema().get_fields();
    let some = names.iter().take(TOLD).map(|name| name.name().chars().take(TOLD).collect());
    let some = some.collect::<Vec<String>>().join(", ");
    let more = if names.len() > TOLD { ", ..." } else { "" };
    Err(format!("no column is for title or text; its fields are {some}{more}"))
}

/// The names of the columns that are of a kind.
fn columns(
    metadata: &ArrowReaderMetadata,
    is_one: impl Fn(&parquet::schema::types::ColumnDescriptor) -> bool,
) -> BTreeSet<String> {
    let leaves = metadata.parquet_schema().columns().iter();
    leaves.filter(|column| is_one(column)).map(|column| column.name().to_owned()).collect()
}

/// Where the first byte of a row group lies; 0 where it does not say.
fn offset_of(group: &RowGroupMetaData) -> u64 {
    let starts = group.columns().iter().map(|column| {
        let dictionary = column.dictionary_page_offset().filter(|&offset| offset > 0);
        dictionary.unwrap_or(i64::MAX).min(column.data_page_offset())
    });
    starts.min().and_then(|start| u64::try_from(start).ok()).unwrap_or(0)
}

fn structs(batch: RecordBatch) -> StructArray {
    batch.into()
}

/// Bytes of the texts in a row, without making any of them.
fn text_bytes(batch: &StructArray, row: usize) -> usize {
    batch.columns().iter().map(|column| bytes_of(column, row)).sum()
}

fn bytes_of(array: &dyn Array, row: usize) -> usize {
    if array.is_null(row) {
        return 0;
    }
    match array.data_type() {
        DataType::Utf8View => array.as_string_view().value(row).len(),
        DataType::BinaryView => array.as_binary_view().value(row).len(),
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(row);
            (0..items.len()).map(|item| bytes_of(&items, item).saturating_add(1)).sum()
        }
        DataType::Struct(_) => text_bytes(array.as_struct(), row),
        DataType::Map(..) => {
            let entries = array.as_map().value(row);
            (0..entries.len()).map(|entry| text_bytes(&entries, entry).saturating_add(1)).sum()
        }
        _ => 1,
    }
}

/// Writes texts, and what JSON has no form for.
#[derive(Debug)]
struct Texts {
    /// Columns of UUIDs.
    uuids: BTreeSet<String>,
}

impl EncoderFactory for Texts {
    fn make_default_encoder<'a>(
        &self,
        field: &'a FieldRef,
        array: &'a dyn Array,
        _: &'a EncoderOptions,
    ) -> Result<Option<NullableEncoder<'a>>, ArrowError> {
        let encoder: Box<dyn Encoder + 'a> = match array.data_type() {
            DataType::BinaryView => Box::new(Bytes(array.as_binary_view())),
            DataType::Utf8View => Box::new(Strings(array.as_string_view())),
            DataType::FixedSizeBinary(16) if self.uuids.contains(field.name()) => {
                Box::new(Uuid(array.as_fixed_size_binary()))
            }
            _ => return Ok(None),
        };
        Ok(Some(NullableEncoder::new(encoder, array.nulls().cloned())))
    }
}

/// Bytes as a string: what is no UTF-8 is for the parser to see, as in a file of JSON Lines.
fn quote(mut bytes: &[u8], out: &mut Vec<u8>) {
    let is_escaped = |&byte: &u8| byte < 0x20 || matches!(byte, b'"' | b'\\');
    out.push(b'"');
    while let Some(at) = bytes.iter().position(is_escaped) {
        out.extend_from_slice(&bytes[..at]);
        match bytes[at] {
            byte @ (b'"' | b'\\') => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            byte => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        }
        bytes = &bytes[at + 1..];
    }
    out.extend_from_slice(bytes);
    out.push(b'"');
}

struct Bytes<'a>(&'a BinaryViewArray);

impl Encoder for Bytes<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        quote(self.0.value(row), out);
    }
}

struct Strings<'a>(&'a StringViewArray);

impl Encoder for Strings<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        quote(self.0.value(row).as_bytes(), out);
    }
}

struct Uuid<'a>(&'a FixedSizeBinaryArray);

impl Encoder for Uuid<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        out.push(b'"');
        for (at, byte) in self.0.value(row).iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                out.push(b'-');
            }
            out.extend(format!("{byte:02x}").bytes());
        }
        out.push(b'"');
    }
}

/// Reads one row.
///
/// # Errors
/// What is wrong with it, for people.
pub(crate) fn parse(row: &[u8], plan: &Plan, draft: &mut Draft) -> Result<(), String> {
    json_lines::parse(row, plan, draft)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_quoted_as_json_has_it() {
        for text in ["", "plain", "\"a\\b\"", "\n\r\t\0é\u{7f}", "x\n"] {
            let mut out = Vec::new();
            quote(text.as_bytes(), &mut out);
            assert_eq!(serde_json::from_slice::<String>(&out).expect("JSON"), text);
        }
    }
}
