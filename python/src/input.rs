//! What Python hands over to be read: paths, Arrow tables, or rows of JSON that Python makes.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_pyarrow::FromPyArrow;
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use samestory::analysis::Rejected;
use samestory::read::Inputs;

use crate::errors::Fail;

/// What rows without a file are known by, in ids and messages.
pub const TABLE: &str = "table";

/// A kind of input and the object itself, as `samestory/_data.py` tells them apart.
#[derive(FromPyObject)]
pub struct Given<'py>(String, Bound<'py, PyAny>, Option<u64>);

/// Something to read.
pub struct Input {
    from: From,
    fault: Fault,
    /// Rows in it, where that is known.
    pub rows: Option<u64>,
}

/// Where it comes from.
pub enum From {
    /// Files, folders, patterns.
    Paths(Vec<PathBuf>),
    /// Record batches.
    Table(Watched),
    /// JSON Lines that Python makes as they are read.
    Lines(Lines),
}

/// What went wrong while Python's data was read.
type Fault = Arc<Mutex<Option<Fail>>>;

impl Input {
    /// Takes over what Python has given.
    ///
    /// # Errors
    /// What the object itself raises, and if its stream is not of rows.
    pub fn of(given: Given<'_>) -> PyResult<Self> {
        let Given(kind, object, rows) = given;
        let fault = Fault::default();
        let watched = |batches| From::Table(Watched { batches, taken: 0, fault: fault.clone() });
        let from = match kind.as_str() {
            "paths" => From::Paths(object.extract()?),
            "stream" => watched(Box::new(stream(&object)?)),
            "array" => {
                let batch = RecordBatch::from_pyarrow_bound(&object)?;
                let schema = batch.schema();
                watched(Box::new(RecordBatchIterator::new([Ok(batch)], schema)))
            }
            "lines" => From::Lines(Lines {
                rows: object.unbind(),
                left: Vec::new(),
                at: 0,
                fault: fault.clone(),
            }),
            other => return Err(PyValueError::new_err(format!("no kind of input: {other}"))),
        };
        Ok(Self { from, fault, rows })
    }

    /// What the reader reads, and what is to be asked when it has.
    pub fn open(self) -> (Inputs, Reading) {
        let (from, fault, _) = self.parts();
        let is_table = matches!(from, From::Table(_));
        let inputs = match from {
            From::Paths(paths) => Inputs::new(paths),
            From::Table(batches) => Inputs::table(TABLE, batches),
            From::Lines(lines) => Inputs::json_lines(TABLE, lines),
        };
        (inputs, Reading { fault, is_table })
    }

    /// For those who read it in a way of their own.
    pub fn parts(self) -> (From, Fault, Option<u64>) {
        (self.from, self.fault, self.rows)
    }
}

/// Opens a stream of rows.
fn stream(object: &Bound<'_, PyAny>) -> PyResult<RecordBatchStreamReader> {
    RecordBatchStreamReader::from_pyarrow_bound(object).map_err(|error| {
        let told = error.value(object.py()).to_string();
        // Of a single column; what the object itself raises goes on as it is.
        if told.starts_with("C Data interface error") {
            PyTypeError::new_err(format!("data is no table of rows: {told}"))
        } else {
            error
        }
    })
}

/// Knows what went wrong.
pub struct Reading {
    fault: Fault,
    is_table: bool,
}

impl Reading {
    /// Asks, after the input was read: a table that breaks off, or holds no articles at all, is no
    /// list of bad rows.
    ///
    /// # Errors
    /// The table's, or the exception of the caller's own code.
    pub fn check(&self, rejected: &[Rejected], articles: usize) -> Result<(), Fail> {
        raise(&self.fault)?;
        let whole = rejected.iter().find(|row| row.file == TABLE && row.record.is_none());
        match whole {
            Some(row) if self.is_table && articles == 0 => {
                Err(Fail::Input { file: TABLE.into(), row: None, reason: row.reason.clone() })
            }
            _ => Ok(()),
        }
    }
}

/// # Errors
/// What went wrong, if anything did.
pub fn raise(fault: &Fault) -> Result<(), Fail> {
    let found = fault.lock().unwrap_or_else(PoisonError::into_inner).take();
    found.map_or(Ok(()), Err)
}

fn note(fault: &Fault, fail: Fail) {
    fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(fail);
}

/// Record batches, of which a failure is remembered.
pub struct Watched {
    batches: Box<dyn RecordBatchReader + Send>,
    taken: u64,
    fault: Fault,
}

impl Iterator for Watched {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.batches.next()?;
        match &next {
            Ok(batch) => self.taken += batch.num_rows() as u64,
            Err(error) => {
                let (row, reason) = (Some(self.taken + 1), error.to_string());
                note(&self.fault, Fail::Input { file: TABLE.into(), row, reason });
            }
        }
        Some(next)
    }
}

impl RecordBatchReader for Watched {
    fn schema(&self) -> SchemaRef {
        self.batches.schema()
    }
}

/// Lines that a Python iterator gives as bytes, some at a time. An exception that it raises is
/// remembered and ends the stream.
pub struct Lines {
    rows: Py<PyAny>,
    left: Vec<u8>,
    at: usize,
    fault: Fault,
}

impl Lines {
    /// The next lines; empty at the end.
    fn more(&self) -> PyResult<Vec<u8>> {
        // `None` where the interpreter is about to end.
        let more = Python::try_attach(|py| {
            let next = self.rows.bind(py).call_method0("__next__");
            match next {
                Ok(lines) => Ok(lines.cast::<PyBytes>()?.as_bytes().to_vec()),
                Err(error) if error.is_instance_of::<pyo3::exceptions::PyStopIteration>(py) => {
                    Ok(Vec::new())
                }
                Err(error) => Err(error),
            }
        });
        more.unwrap_or_else(|| Ok(Vec::new()))
    }
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.left.len() {
            self.at = 0;
            self.left = self.more().unwrap_or_else(|error| {
                note(&self.fault, Fail::Python(error));
                Vec::new()
            });
        }
        let count = buffer.len().min(self.left.len() - self.at);
        buffer[..count].copy_from_slice(&self.left[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}
