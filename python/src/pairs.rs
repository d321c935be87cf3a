//! Pairs of sentences: the same fact, in conflict, or different.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};
use pyo3::prelude::*;
use samestory::Error;
use samestory::analysis::{Analysis, Rejected};
use samestory::fact::pairs::score_lines;
use samestory::pipeline::Progress;
use samestory::read::TableLines;
use samestory::report::arrow::{Columns, columns, columns_of};
use samestory::report::rows::Table;
use serde_json::Value;

use crate::errors::{Fail, of_rows};
use crate::input::{self, From, Input, TABLE, raise};
use crate::table::Batches;
use crate::work::{self, Follow, How};

/// A row for each pair `{"id", "a", "b"}`, and the rows that are none.
#[pyfunction]
pub fn pairs(py: Python<'_>, data: input::Given<'_>, how: How) -> PyResult<(Batches, Batches)> {
    let input = Input::of(data)?;
    let (found, rejected) = work::run(py, how, move |follow| {
        let (from, fault, _) = input.parts();
        let judged = judge(from, follow);
        raise(&fault)?;
        judged
    })?;
    Ok((found.into(), rejected.into()))
}

fn judge(from: From, follow: &Follow) -> Result<(Columns, Columns), Fail> {
    follow.begin("pairs")?;
    let (mut out, mut rejected) = (Vec::new(), Vec::new());
    match from {
        From::Paths(paths) => {
            for path in paths {
                let named = |error| Fail::Library(Error::io(&path, error));
                let file = File::open(&path).map_err(named)?;
                score(&name(&path), file, follow, &mut out, &mut rejected, named)?;
            }
        }
        From::Table(batches) => {
            score(TABLE, TableLines::new(batches), follow, &mut out, &mut rejected, of_rows)?;
        }
        From::Lines(lines) => score(TABLE, lines, follow, &mut out, &mut rejected, of_rows)?,
    }
    let rows = out.split(|byte| *byte == b'\n').filter(|row| !row.is_empty());
    let rows = rows.map(serde_json::from_slice).collect::<Result<Vec<Value>, _>>();
    let rows = rows.map_err(|error| of_rows(error.into()))?;
    let found = columns_of(schema(), rows).map_err(of_rows)?;
    let rejected = Analysis { rejected, ..Analysis::default() };
    Ok((found, columns(Table::Rejected, &rejected).map_err(of_rows)?))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn score(
    name: &str,
    source: impl Read,
    follow: &Follow,
    out: &mut Vec<u8>,
    rejected: &mut Vec<Rejected>,
    failed: impl Fn(io::Error) -> Fail,
) -> Result<(), Fail> {
    let source = Stopping { source, follow };
    let refused = score_lines(source, out);
    if follow.stopped() {
        return Err(Error::Stopped.into());
    }
    rejected.extend(refused.map_err(failed)?.into_iter().map(|row| Rejected {
        file: name.to_owned(),
        record: Some(row.line),
        offset: None,
        reason: row.reason,
    }));
    Ok(())
}

/// Ends where the work is to stop.
struct Stopping<'a, R> {
    source: R,
    follow: &'a Follow,
}

impl<R: Read> Read for Stopping<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.follow.stopped() { Ok(0) } else { self.source.read(buffer) }
    }
}

fn schema() -> Schema {
    let values = Field::new("element", DataType::Float64, false);
    Schema::new(vec![
        Field::new("id", DataType::Utf8, false),
        Field::new("same", DataType::Float64, false),
        Field::new("verdict", DataType::Utf8, false),
        Field::new("values", DataType::List(Arc::new(values)), false),
    ])
}
