//! A finished run: its tables, its report, and the folder that holds them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use samestory::Error;
use samestory::analysis::Analysis;
use samestory::pipeline::{Grounds, Outcome, Run};
use samestory::report::arrow::columns;
use samestory::report::folder::{self, Contents};
use samestory::report::html;
use samestory::report::rows::{RowFormat, Table};
use samestory::report::run_info::RunInfo;
use serde_json::Value;

use crate::errors::{Fail, of_rows};
use crate::run::json;
use crate::table::Batches;

/// What is kept of a run; the texts are not.
pub struct Kept {
    analysis: Analysis,
    info: RunInfo,
    basis: Basis,
}

/// What vectors rest on.
enum Basis {
    Of(Box<Grounds>),
    Read(String),
    None,
}

impl Kept {
    /// What a run leaves; `settings` are those of its `run.json`.
    pub fn of(run: Run, settings: Value) -> Self {
        let info = Outcome::from(&run).info(settings);
        let basis = run.grounds.map_or(Basis::None, |grounds| Basis::Of(Box::new(grounds)));
        Self { analysis: run.analysis, info, basis }
    }

    /// Writes the result folder.
    ///
    /// # Errors
    /// If `dir` is another's, or the system refuses.
    pub fn write(&self, dir: &Path, formats: &[RowFormat]) -> Result<(), Error> {
        let encoded;
        let basis = match &self.basis {
            Basis::Of(grounds) => {
                encoded = grounds.basis.encode();
                Some(encoded.as_str())
            }
            Basis::Read(text) => Some(text.as_str()),
            Basis::None => None,
        };
        let contents = Contents { analysis: &self.analysis, info: &self.info, basis, formats };
        folder::write(dir, &contents)
    }
}

/// A finished run.
#[pyclass(frozen, module = "samestory._samestory")]
pub struct Finished(Arc<Kept>);

impl From<Kept> for Finished {
    fn from(kept: Kept) -> Self {
        Self(Arc::new(kept))
    }
}

#[pymethods]
impl Finished {
    /// A table by name.
    fn table(&self, py: Python<'_>, name: &str) -> PyResult<Batches> {
        let table: Table = name.parse().map_err(PyValueError::new_err)?;
        let kept = &self.0;
        let made = py.detach(|| columns(table, &kept.analysis));
        Ok(made.map_err(|error| of_rows(error).raise(py))?.into())
    }

    /// What `run.json` says, as JSON.
    fn info(&self) -> PyResult<String> {
        json(&self.0.info)
    }

    /// The page to look at.
    fn report(&self, py: Python<'_>) -> PyResult<String> {
        let kept = &self.0;
        let page = py.detach(|| {
            let mut page = Vec::new();
            html::write(&kept.analysis, &kept.info.facts(), &mut page)?;
            String::from_utf8(page).map_err(std::io::Error::other)
        });
        page.map_err(|error| of_rows(error).raise(py))
    }

    /// Writes the result folder, its tables also in `formats`.
    fn write(&self, py: Python<'_>, dir: PathBuf, also: Vec<String>) -> PyResult<()> {
        let (kept, also) = (&self.0, formats(&also)?);
        let written = py.detach(|| kept.write(&dir, &also));
        written.map_err(|error| Fail::from(error).raise(py))
    }
}

/// Opens a result folder.
#[pyfunction]
pub fn read(py: Python<'_>, dir: PathBuf) -> PyResult<Finished> {
    let read = py.detach(|| -> Result<Kept, Error> {
        let (analysis, info) = folder::read(&dir)?;
        let path = dir.join(folder::BASIS);
        let basis = match std::fs::read_to_string(&path) {
            Ok(text) => Basis::Read(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Basis::None,
            Err(error) => return Err(Error::io(path, error)),
        };
        Ok(Kept { analysis, info, basis })
    });
    read.map(Finished::from).map_err(|error| Fail::from(error).raise(py))
}

/// Formats of tables by name.
///
/// # Errors
/// If there is none of a name.
pub fn formats(names: &[String]) -> PyResult<Vec<RowFormat>> {
    let format = |name: &String| match name.as_str() {
        "jsonl" => Ok(RowFormat::JsonLines),
        "parquet" => Ok(RowFormat::Parquet),
        other => {
            let reason = format!("format {other:?}: there are jsonl and parquet");
            Err(PyValueError::new_err(reason))
        }
    };
    names.iter().map(format).collect()
}
