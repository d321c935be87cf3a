//! The library's errors as Python exceptions; the classes stand in `samestory/_errors.py`.

use std::io;
use std::path::Path;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use samestory::Error;

/// Why a job failed.
pub enum Fail {
    /// The library's reason.
    Library(Error),
    /// A table or an iterable that cannot be read; the row is counted from 1.
    Input {
        /// What it is known by.
        file: String,
        /// The row that did not come; `None` for the input as a whole.
        row: Option<u64>,
        /// Why.
        reason: String,
    },
    /// An exception of the caller's own code.
    Python(PyErr),
    /// The job panicked: a mistake of this package.
    Panic(String),
}

impl From<Error> for Fail {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

impl From<PyErr> for Fail {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

/// Where nothing is read or written, so that a refusal is of the rows themselves.
pub fn of_rows(error: io::Error) -> Fail {
    Fail::Input { file: "table".into(), row: None, reason: error.to_string() }
}

impl Fail {
    /// The exception to raise.
    pub fn raise(self, py: Python<'_>) -> PyErr {
        let made = match self {
            Self::Python(error) => return error,
            Self::Library(error) => of_library(py, &error),
            Self::Input { file, row, reason } => {
                let place = row.map_or_else(String::new, |row| format!(", row {row}"));
                let message = format!("{file}{place}: {reason}");
                make(py, "Error", &message, |fields| {
                    fields.set_item("file", file)?;
                    fields.set_item("row", row)?;
                    fields.set_item("reason", reason)
                })
            }
            Self::Panic(reason) => {
                let message = format!("samestory failed and should not have: {reason}");
                make(py, "Error", &message, |fields| fields.set_item("reason", reason))
            }
        };
        made.unwrap_or_else(|error| error)
    }
}

fn of_library(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    let message = error.to_string();
    let told = |path: &Path| path.display().to_string();
    match error {
        Error::Io { path, source } => {
            let missing = source.kind() == io::ErrorKind::NotFound;
            let class = if missing { "NotFoundError" } else { "FileError" };
            make(py, class, &message, |fields| {
                fields.set_item("file", told(path))?;
                fields.set_item("errno", source.raw_os_error())?;
                fields.set_item("reason", source.to_string())
            })
        }
        Error::Format { path, line, reason } => make(py, "Error", &message, |fields| {
            fields.set_item("file", told(path))?;
            fields.set_item("line", Some(*line).filter(|line| *line > 0))?;
            fields.set_item("reason", reason)
        }),
        Error::Setting { name, reason, .. } => setting(py, &message, name, reason),
        Error::Settings { place, reason } => setting(py, &message, place, reason),
        Error::NoInput { inputs, reason } => make(py, "Error", &message, |fields| {
            fields.set_item("file", inputs)?;
            fields.set_item("reason", reason)
        }),
        _ => make(py, "Error", &message, |fields| fields.set_item("reason", &message)),
    }
}

fn setting(py: Python<'_>, message: &str, name: &str, reason: &str) -> PyResult<PyErr> {
    make(py, "SettingError", message, |fields| {
        fields.set_item("setting", name)?;
        fields.set_item("reason", reason)
    })
}

/// An exception of a class of `samestory._errors`.
fn make(
    py: Python<'_>,
    class: &str,
    message: &str,
    fill: impl FnOnce(&Bound<'_, PyDict>) -> PyResult<()>,
) -> PyResult<PyErr> {
    let fields = PyDict::new(py);
    fill(&fields)?;
    let class = py.import("samestory._errors")?.getattr(class)?;
    Ok(PyErr::from_value(class.call((message,), Some(&fields))?))
}
