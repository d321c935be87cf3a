//! Rust values to record batches and back.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::types::{Float32Type, Int32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Float32Array, Int32Array, Int64Array, RecordBatch,
    StringArray,
};
use arrow_pyarrow::FromPyArrow;
use arrow_schema::{Field, Schema};
use pyo3::prelude::*;
use samestory::report::arrow::Columns;

use crate::errors::Fail;

/// The name under which rows between two stages are told of.
const ROWS: &str = "rows between two stages";

/// Record batches that Python gives, in memory.
///
/// # Errors
/// If it is no stream of rows.
pub fn batches(rows: &Bound<'_, PyAny>) -> PyResult<Vec<RecordBatch>> {
    let stream = RecordBatchStreamReader::from_pyarrow_bound(rows)?;
    let read: Result<Vec<_>, _> = stream.collect();
    read.map_err(|error| fail(error.to_string()).raise(rows.py()))
}

/// Does something with all batches of some rows, the interpreter's lock not held.
///
/// # Errors
/// If it is no stream of rows, and those of the job.
pub fn with<T: Send>(
    py: Python<'_>,
    rows: &Bound<'_, PyAny>,
    job: impl FnOnce(Vec<RecordBatch>) -> Result<T, Fail> + Send,
) -> PyResult<T> {
    let batches = batches(rows)?;
    py.detach(|| job(batches)).map_err(|error| error.raise(py))
}

/// A failure of rows that do not fit.
pub fn fail(reason: impl Into<String>) -> Fail {
    Fail::Input { file: ROWS.into(), row: None, reason: reason.into() }
}

/// A batch, seen by columns.
pub struct Rows<'a>(pub &'a RecordBatch);

impl<'a> Rows<'a> {
    fn column(&self, name: &str) -> Result<&'a ArrayRef, Fail> {
        self.0.column_by_name(name).ok_or_else(|| fail(format!("there is no column {name}")))
    }

    /// A column of 32 bits.
    ///
    /// # Errors
    /// If there is none of the name, or it is of another type.
    pub fn u32s(&self, name: &str) -> Result<Vec<u32>, Fail> {
        let column = self.column(name)?.as_primitive_opt::<Int32Type>();
        let column = column.ok_or_else(|| other(name))?;
        Ok(column.values().iter().map(|value| value.cast_unsigned()).collect())
    }

    /// The same, with nothing where there is no value.
    ///
    /// # Errors
    /// As [`Rows::u32s`].
    pub fn optional_u32s(&self, name: &str) -> Result<Vec<Option<u32>>, Fail> {
        let column = self.column(name)?.as_primitive_opt::<Int32Type>();
        let column = column.ok_or_else(|| other(name))?;
        Ok(column.iter().map(|value| value.map(i32::cast_unsigned)).collect())
    }

    /// A column of 64 bits.
    ///
    /// # Errors
    /// As [`Rows::u32s`].
    pub fn u64s(&self, name: &str) -> Result<Vec<u64>, Fail> {
        let column = self.column(name)?.as_primitive_opt::<Int64Type>();
        let column = column.ok_or_else(|| other(name))?;
        Ok(column.values().iter().map(|value| value.cast_unsigned()).collect())
    }

    /// The same, with nothing where there is no value.
    ///
    /// # Errors
    /// As [`Rows::u32s`].
    pub fn optional_u64s(&self, name: &str) -> Result<Vec<Option<u64>>, Fail> {
        let column = self.column(name)?.as_primitive_opt::<Int64Type>();
        let column = column.ok_or_else(|| other(name))?;
        Ok(column.iter().map(|value| value.map(i64::cast_unsigned)).collect())
    }

    /// A column of numbers in 0..=1.
    ///
    /// # Errors
    /// As [`Rows::u32s`].
    pub fn f32s(&self, name: &str) -> Result<Vec<f32>, Fail> {
        let column = self.column(name)?.as_primitive_opt::<Float32Type>();
        Ok(column.ok_or_else(|| other(name))?.values().to_vec())
    }

    /// A column of yes and no.
    ///
    /// # Errors
    /// As [`Rows::u32s`].
    pub fn bools(&self, name: &str) -> Result<Vec<bool>, Fail> {
        let column = self.column(name)?.as_boolean_opt().ok_or_else(|| other(name))?;
        Ok(column.iter().map(|value| value == Some(true)).collect())
    }

    /// A column of bytes; nothing stands for no value.
    ///
    /// # Errors
    /// As [`Rows::u32s`].
    pub fn bytes(&self, name: &str) -> Result<Vec<&'a [u8]>, Fail> {
        let column = self.column(name)?;
        if let Some(column) = column.as_binary_opt::<i32>() {
            return Ok((0..column.len())
                .map(|row| value(column.is_null(row), || column.value(row)))
                .collect());
        }
        let column = column.as_binary_opt::<i64>().ok_or_else(|| other(name))?;
        Ok((0..column.len()).map(|row| value(column.is_null(row), || column.value(row))).collect())
    }

    /// A column of texts; an empty one stands for no value.
    ///
    /// # Errors
    /// As [`Rows::u32s`].
    pub fn texts(&self, name: &str) -> Result<Vec<&'a str>, Fail> {
        let column = self.column(name)?;
        if let Some(column) = column.as_string_opt::<i32>() {
            return Ok((0..column.len())
                .map(|row| if column.is_null(row) { "" } else { column.value(row) })
                .collect());
        }
        let column = column.as_string_opt::<i64>().ok_or_else(|| other(name))?;
        Ok((0..column.len())
            .map(|row| if column.is_null(row) { "" } else { column.value(row) })
            .collect())
    }

    /// A column of lists of 32 bits.
    ///
    /// # Errors
    /// As [`Rows::u32s`].
    pub fn lists(&self, name: &str) -> Result<Vec<Vec<u32>>, Fail> {
        let column = self.column(name)?.as_list_opt::<i32>().ok_or_else(|| other(name))?;
        let list = |row: usize| {
            let values = column.value(row);
            let values = values.as_primitive_opt::<Int32Type>().ok_or_else(|| other(name))?;
            Ok(values.values().iter().map(|value| value.cast_unsigned()).collect())
        };
        (0..column.len()).map(list).collect()
    }
}

fn value<'a>(is_null: bool, bytes: impl FnOnce() -> &'a [u8]) -> &'a [u8] {
    if is_null { &[] } else { bytes() }
}

fn other(name: &str) -> Fail {
    fail(format!("the column {name} is of another type"))
}

/// Columns in the making, in order.
#[derive(Default)]
pub struct Made(Vec<(&'static str, ArrayRef)>);

impl Made {
    fn with(mut self, name: &'static str, column: ArrayRef) -> Self {
        self.0.push((name, column));
        self
    }

    /// Adds numbers of 32 bits.
    pub fn u32s(self, name: &'static str, values: impl IntoIterator<Item = u32>) -> Self {
        let values = values.into_iter().map(u32::cast_signed);
        self.with(name, Arc::new(Int32Array::from_iter_values(values)))
    }

    /// Adds such numbers, or none.
    pub fn optional_u32s(
        self,
        name: &'static str,
        values: impl IntoIterator<Item = Option<u32>>,
    ) -> Self {
        let values: Int32Array =
            values.into_iter().map(|value| value.map(u32::cast_signed)).collect();
        self.with(name, Arc::new(values))
    }

    /// Adds numbers of 64 bits.
    pub fn u64s(self, name: &'static str, values: impl IntoIterator<Item = u64>) -> Self {
        let values = values.into_iter().map(u64::cast_signed);
        self.with(name, Arc::new(Int64Array::from_iter_values(values)))
    }

    /// Adds such numbers, or none.
    pub fn optional_u64s(
        self,
        name: &'static str,
        values: impl IntoIterator<Item = Option<u64>>,
    ) -> Self {
        let values: Int64Array =
            values.into_iter().map(|value| value.map(u64::cast_signed)).collect();
        self.with(name, Arc::new(values))
    }

    /// Adds numbers in 0..=1.
    pub fn f32s(self, name: &'static str, values: Vec<f32>) -> Self {
        self.with(name, Arc::new(Float32Array::from(values)))
    }

    /// Adds yes and no.
    pub fn bools(self, name: &'static str, values: Vec<bool>) -> Self {
        self.with(name, Arc::new(BooleanArray::from(values)))
    }

    /// Adds bytes, or none.
    pub fn bytes<B: AsRef<[u8]>>(
        self,
        name: &'static str,
        values: impl IntoIterator<Item = Option<B>>,
    ) -> Self {
        let values: BinaryArray = values.into_iter().collect();
        self.with(name, Arc::new(values))
    }

    /// Adds texts, or none.
    pub fn texts<S: AsRef<str>>(
        self,
        name: &'static str,
        values: impl IntoIterator<Item = Option<S>>,
    ) -> Self {
        let values: StringArray = values.into_iter().collect();
        self.with(name, Arc::new(values))
    }

    /// Adds lists of numbers of 32 bits.
    pub fn lists(self, name: &'static str, values: impl IntoIterator<Item = Vec<u32>>) -> Self {
        let values = values
            .into_iter()
            .map(|list| Some(list.into_iter().map(|value| Some(value.cast_signed()))));
        let values = arrow_array::ListArray::from_iter_primitive::<Int32Type, _, _>(values);
        self.with(name, Arc::new(values))
    }

    /// The columns.
    ///
    /// # Errors
    /// If they are not of one length.
    pub fn batch(self) -> Result<Columns, Fail> {
        let fields: Vec<Field> = self
            .0
            .iter()
            .map(|(name, column)| Field::new(*name, column.data_type().clone(), true))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let columns = self.0.into_iter().map(|(_, column)| column).collect();
        let batch = RecordBatch::try_new(schema.clone(), columns);
        Ok(Columns { schema, batches: vec![batch.map_err(|error| fail(error.to_string()))?] })
    }
}
