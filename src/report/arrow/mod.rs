//! Analysis -> record batches: the tables of `rows` as columns in memory, for data frames and for
//! Parquet files.
//!
//! A table has the columns of its schema, whatever rows there are, so an empty one has them too. Rows
//! are the structs that JSON Lines are written from, turned into batches by `arrow-json`, which
//! refuses a key that the schema does not know.

mod schema;

use std::io;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, RecordBatchOptions, StructArray};
use arrow_json::ReaderBuilder;
use arrow_json::reader::Decoder;
use arrow_schema::{ArrowError, DataType, FieldRef, Fields, Schema, SchemaRef};
use serde::Serialize;

use super::rows::{Sink, Table, each};
use crate::analysis::Analysis;

pub(super) use schema::schema;

/// Rows that are turned into columns at once.
pub(super) const BATCH: usize = 1024;
/// The name of the zone that instants are in.
const UTC: &str = "UTC";

/// A table as columns: all batches have the schema.
#[derive(Debug, Clone)]
pub struct Columns {
    /// Names and types.
    pub schema: SchemaRef,
    /// The rows, some at a time; none where there are no rows.
    pub batches: Vec<RecordBatch>,
}

/// All rows of `table`. Instants are in the zone `UTC`.
///
/// # Errors
/// If a row holds what its column has no room for (a day that is none).
pub fn columns(table: Table, analysis: &Analysis) -> io::Result<Columns> {
    let schema = Arc::new(schema(table));
    let mut batches = Vec::new();
    let mut taken = Batches::new(schema.clone(), |batch| {
        batches.push(named(&batch)?);
        Ok(())
    })?;
    each(table, analysis, &mut taken)?;
    taken.finish()?;
    Ok(Columns { schema: Arc::new(in_zone(&schema)), batches })
}

/// Rows of any other kind.
///
/// # Errors
/// If a row does not fit the schema.
pub fn columns_of<R: Serialize>(
    schema: Schema,
    rows: impl IntoIterator<Item = R>,
) -> io::Result<Columns> {
    let schema = Arc::new(schema);
    let mut batches = Vec::new();
    let mut taken = Batches::new(schema.clone(), |batch| {
        batches.push(batch);
        Ok(())
    })?;
    rows.into_iter().try_for_each(|row| taken.take(&row))?;
    taken.finish()?;
    Ok(Columns { schema, batches })
}

/// Takes rows and hands on batches.
pub(super) struct Batches<F> {
    /// The rows of a batch in the making.
    rows: Decoder,
    hand_on: F,
}

impl<F: FnMut(RecordBatch) -> io::Result<()>> Batches<F> {
    pub(super) fn new(schema: SchemaRef, hand_on: F) -> io::Result<Self> {
        let rows = ReaderBuilder::new(schema).with_strict_mode(true);
        Ok(Self { rows: rows.build_decoder().map_err(io::Error::other)?, hand_on })
    }

    fn end_batch(&mut self) -> io::Result<()> {
        let batch = self.rows.flush().map_err(io::Error::other)?;
        batch.map_or(Ok(()), |batch| (self.hand_on)(batch))
    }

    /// Hands on what is left.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.end_batch()
    }
}

impl<F: FnMut(RecordBatch) -> io::Result<()>> Sink for Batches<F> {
    fn take(&mut self, row: &impl Serialize) -> io::Result<()> {
        self.rows.serialize(std::slice::from_ref(&row)).map_err(io::Error::other)?;
        if self.rows.len() == BATCH { self.end_batch() } else { Ok(()) }
    }
}

/// The schema with instants under the name of their zone; rows are read under its offset.
fn in_zone(schema: &Schema) -> Schema {
    Schema::new(schema.fields().iter().map(field_in_zone).collect::<Fields>())
}

fn field_in_zone(field: &FieldRef) -> FieldRef {
    Arc::new(field.as_ref().clone().with_data_type(type_in_zone(field.data_type())))
}

fn type_in_zone(kind: &DataType) -> DataType {
    match kind {
        DataType::Timestamp(unit, Some(_)) => DataType::Timestamp(*unit, Some(UTC.into())),
        DataType::List(item) => DataType::List(field_in_zone(item)),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(field_in_zone).collect()),
        other => other.clone(),
    }
}

/// The same of a batch.
fn named(batch: &RecordBatch) -> io::Result<RecordBatch> {
    let schema = Arc::new(in_zone(batch.schema_ref()));
    let arrays: Result<Vec<ArrayRef>, ArrowError> =
        batch.columns().iter().map(array_in_zone).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    let named =
        arrays.and_then(|arrays| RecordBatch::try_new_with_options(schema, arrays, &options));
    named.map_err(io::Error::other)
}

fn array_in_zone(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(match array.data_type() {
        DataType::Timestamp(_, Some(_)) => {
            let instants = array.as_primitive::<TimestampMicrosecondType>().clone();
            Arc::new(instants.with_timezone(UTC))
        }
        DataType::List(item) => {
            let list = array.as_list::<i32>();
            let (items, nulls) = (array_in_zone(list.values())?, list.nulls().cloned());
            Arc::new(ListArray::try_new(field_in_zone(item), list.offsets().clone(), items, nulls)?)
        }
        DataType::Struct(fields) => {
            let object = array.as_struct();
            let arrays = object.columns().iter().map(array_in_zone).collect::<Result<_, _>>()?;
            let fields = fields.iter().map(field_in_zone).collect();
            Arc::new(StructArray::try_new(fields, arrays, object.nulls().cloned())?)
        }
        _ => array.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_table_has_its_columns_and_rows() {
        let analysis = fixture::analysis();
        for (name, table) in Table::ALL {
            let Columns { schema, batches } = columns(table, &analysis).unwrap();
            let names = |schema: &Schema| -> Vec<String> {
                schema.fields().iter().map(|field| field.name().clone()).collect()
            };
            assert_eq!(names(&schema), names(&super::schema(table)), "{name}");
            assert!(batches.iter().all(|batch| batch.schema() == schema), "{name}");
            assert!(columns(table, &Analysis::default()).unwrap().batches.is_empty());
        }
        let rows = |table| -> usize {
            columns(table, &analysis).unwrap().batches.iter().map(RecordBatch::num_rows).sum()
        };
        assert_eq!((rows(Table::Articles), rows(Table::Facts)), (8, 5));
    }

    #[test]
    fn instants_are_in_utc_by_name_wherever_they_stand() {
        let told = format!("{:?}", columns(Table::Facts, &fixture::analysis()).unwrap().schema);
        assert!(told.contains("Some(\"UTC\")") && !told.contains("+00:00"), "{told}");
    }
}
