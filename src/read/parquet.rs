//! Parquet: the rows of a table, each as the JSON object that it would be.
//!
//! The footer at the end of a file says where its columns lie, so it is read in place or from a
//! copy in the scratch folder. Only columns under names that mean something are read, row group by
//! row group, page by page and some rows at a time. Rows are handed on as JSON (`batches.rs`), so
//! that all that holds for fields of JSON Lines holds here.
//!
//! Files may be hostile: pages are measured before they are unpacked (`parquet_pages.rs`), what
//! comes out counts against the [`Budget`], and a panic of the crate that reads them costs the row
//! group that it happened in.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, copy, sink};
use std::path::Path;
use std::sync::Arc;

use arrow_json::EncoderOptions;
use arrow_schema::{DataType, FieldRef, Fields, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::basic::LogicalType;
use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, RowGroupMetaData};

use super::batches::{self, Batch};
use super::fields::{self, Plan, RecordField};
use super::parquet_pages::Pages;
use super::piece::{Cut, Piece};
use super::unpack::Budget;

/// Rows that are unpacked at once.
const BATCH: usize = 64;

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
    batch: Option<Batch>,
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
        let encoding = batches::encoding(columns(&metadata, |column| {
            column.logical_type_ref().is_some_and(|kind| *kind == LogicalType::Uuid)
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
        let Some(batch) = &mut open.batch else {
            return self.next_batch();
        };
        let place = (self.above.saturating_add(open.taken + 1), open.offset);
        let before = batch.left();
        let moved = batch.rows(piece, place, self.limits, &self.encoding, |bytes| {
            self.budget.take(bytes).map_err(|error| error.to_string())
        });
        open.taken += (before - batch.left()) as u64;
        if batch.left() == 0 {
            open.batch = None;
        }
        match moved {
            Ok(None) => Ok(()),
            Ok(Some(told)) => Err(told),
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
                open.batch = Some(Batch::new(batch));
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
    batches::contained(|| {
        run().map_err(|error| match error {
            ParquetError::General(reason) | ParquetError::EOF(reason) => reason,
            ParquetError::External(error) => error.to_string(),
            other => other.to_string(),
        })
    })
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
    let names = schema.root_schema().get_fields().iter().map(|name| name.name());
    Err(fields::no_article(names))
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
