//! A table in memory: record batches as another library hands them over, a row an article.
//!
//! Rows are read as those of a Parquet file are (`batches.rs`): columns are found by name, the others
//! are not looked at. What is told of such an input are the bytes of the JSON that its rows would be.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchReader, StructArray};
use arrow_json::EncoderOptions;
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, TimeUnit};

use super::batches::{self, Batch, contained};
use super::fields::{self, Plan, RecordField};
use super::open::Meter;
use super::piece::{Cut, Piece};

/// The rows as they are handed over.
pub(crate) type Batches = Box<dyn RecordBatchReader + Send>;

/// The only zone whose name needs no table of zones. Instants are in UTC, whatever the zone.
const UTC: &str = "+00:00";
/// What a column of UUIDs is known by, and its key.
const UUID: (&str, &str) = ("ARROW:extension:name", "arrow.uuid");

/// A table that is being read.
pub(crate) struct Rows {
    batches: Batches,
    /// Numbers of the columns that a record's fields can come from.
    columns: Vec<usize>,
    encoding: EncoderOptions,
    /// Usual size of a piece, and of the longest record.
    limits: (usize, usize),
    /// Of this table, and of all inputs.
    counted: (Arc<Meter>, Arc<AtomicU64>),
    batch: Option<Batch>,
    /// Rows that came out of it.
    taken: u64,
    ended: bool,
    /// What comes after the piece that was given.
    pending: Option<Cut>,
}

impl Rows {
    /// Nothing is read yet.
    ///
    /// # Errors
    /// Why it is no table of articles, for people.
    pub fn new(
        batches: Batches,
        plan: &Plan,
        limits: (usize, usize),
        counted: (Arc<Meter>, Arc<AtomicU64>),
    ) -> Result<Self, String> {
        let schema = contained(|| Ok(batches.schema()))?;
        if !schema.fields().iter().any(|field| holds(plan, field)) {
            let names = schema.fields().iter().map(|field| field.name().as_str());
            return Err(fields::no_article(names));
        }
        let fields = schema.fields().iter().enumerate();
        let columns = fields.filter(|(_, field)| leads_to_a_field(plan, field));
        Ok(Self {
            columns: columns.map(|(number, _)| number).collect(),
            encoding: batches::encoding(uuids(&schema)),
            batches,
            limits,
            counted,
            batch: None,
            taken: 0,
            ended: false,
            pending: None,
        })
    }

    /// The next piece, in `buffer`; `None` at the end.
    pub fn next(&mut self, mut buffer: Vec<u8>) -> Option<Cut> {
        buffer.clear();
        let mut piece = Piece { bytes: buffer, ..Piece::default() };
        while piece.bytes.len() < self.limits.0 && self.pending.is_none() {
            if self.batch.is_none() && !self.next_batch() {
                break;
            }
            self.rows(&mut piece);
        }
        let (meter, total) = &self.counted;
        meter.take(&piece.bytes);
        total.fetch_add(piece.bytes.len() as u64, Ordering::Relaxed);
        match piece.places.first() {
            None => self.pending.take(),
            Some(&(record, offset)) => {
                (piece.record, piece.offset) = (record, offset);
                Some(Cut::Piece(piece))
            }
        }
    }

    /// Takes the next batch; false at the end. One that cannot be taken is told, and is the last.
    fn next_batch(&mut self) -> bool {
        if self.ended {
            return false;
        }
        let columns = &self.columns;
        let next = contained(|| {
            let batch = self.batches.next().transpose();
            let batch = batch.and_then(|batch| batch.map(|b| in_utc(&b, columns)).transpose());
            batch.map_err(|error| error.to_string())
        });
        match next {
            Ok(Some(batch)) => self.batch = Some(Batch::new(batch)),
            Ok(None) => self.ended = true,
            Err(reason) => self.end(&reason),
        }
        !self.ended
    }

    /// Moves rows of the batch into the piece.
    fn rows(&mut self, piece: &mut Piece) {
        let Some(batch) = &mut self.batch else { return };
        let before = batch.left();
        let place = (self.taken + 1, 0);
        let moved = batch.rows(piece, place, self.limits, &self.encoding, |_| Ok(()));
        self.taken += (before - batch.left()) as u64;
        if batch.left() == 0 {
            self.batch = None;
        }
        match moved {
            Ok(told) => self.pending = told,
            Err(reason) => self.end(&reason),
        }
    }

    fn end(&mut self, reason: &str) {
        (self.batch, self.ended) = (None, true);
        let reason = format!("is not read, with all after it: {reason}");
        self.pending = Some(Cut::Refused { at: Some((self.taken + 1, 0)), reason });
    }
}

/// True where a column holds titles or texts, or an object of it does.
fn holds(plan: &Plan, field: &Field) -> bool {
    let is_held = |field| matches!(field, RecordField::Title | RecordField::Text);
    plan.find(field.name()).is_some_and(|entry| {
        entry.target.is_some_and(|target| is_held(target.field))
            || below(entry.nested.as_ref(), field, holds)
    })
}

fn leads_to_a_field(plan: &Plan, field: &Field) -> bool {
    plan.find(field.name()).is_some_and(|entry| {
        entry.target.is_some() || below(entry.nested.as_ref(), field, leads_to_a_field)
    })
}

/// True where it is of a field of an object.
fn below(plan: Option<&Plan>, field: &Field, is_so: impl Fn(&Plan, &Field) -> bool) -> bool {
    match (plan, field.data_type()) {
        (Some(plan), DataType::Struct(fields)) => fields.iter().any(|field| is_so(plan, field)),
        _ => false,
    }
}

fn uuids(schema: &Schema) -> BTreeSet<String> {
    let is_one =
        |field: &&Arc<Field>| field.metadata().get(UUID.0).is_some_and(|kind| kind == UUID.1);
    schema.fields().iter().filter(is_one).map(|field| field.name().clone()).collect()
}

/// Some columns of a batch, with instants under the zone that they are in.
fn in_utc(batch: &RecordBatch, columns: &[usize]) -> Result<RecordBatch, ArrowError> {
    let batch = batch.project(columns)?;
    let arrays: Vec<ArrayRef> = batch.columns().iter().map(relabelled).collect();
    let schema = Schema::new(typed(batch.schema().fields(), &arrays));
    RecordBatch::try_new(Arc::new(schema), arrays)
}

fn relabelled(array: &ArrayRef) -> ArrayRef {
    match array.data_type() {
        DataType::Timestamp(unit, Some(zone)) if **zone != *UTC => match unit {
            TimeUnit::Second => zoned::<TimestampSecondType>(array),
            TimeUnit::Millisecond => zoned::<TimestampMillisecondType>(array),
            TimeUnit::Microsecond => zoned::<TimestampMicrosecondType>(array),
            TimeUnit::Nanosecond => zoned::<TimestampNanosecondType>(array),
        },
        DataType::Struct(_) => {
            let (fields, columns, nulls) = array.as_struct().clone().into_parts();
            let columns: Vec<ArrayRef> = columns.iter().map(relabelled).collect();
            let made = StructArray::try_new(typed(&fields, &columns), columns, nulls);
            // One without fields cannot be made again, and need not be.
            made.map_or_else(|_| array.clone(), |made| Arc::new(made))
        }
        _ => array.clone(),
    }
}

fn zoned<T: arrow_array::types::ArrowTimestampType>(array: &ArrayRef) -> ArrayRef {
    Arc::new(array.as_primitive::<T>().clone().with_timezone(UTC))
}

/// The fields, with the types that their arrays have.
fn typed(fields: &Fields, arrays: &[ArrayRef]) -> Fields {
    let typed = fields.iter().zip(arrays).map(|(field, array)| {
        Arc::new(field.as_ref().clone().with_data_type(array.data_type().clone()))
    });
    typed.collect()
}
