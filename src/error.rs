//! What can go wrong, said with the place where it did: file, record, setting, reason.
//!
//! One bad record never ends a run: readers turn it into a [`crate::article::Rejected`] row.
//! An [`Error`] is for what stops the work: a path that cannot be read, a setting out of range,
//! a result folder that does not parse.

use std::path::{Path, PathBuf};

/// The library's error: what was being done, where, and why it failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused a file operation.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file does not hold what its place promises (gold, result folder, table, settings).
    #[error("{}, line {line}: {reason}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Line, counted from 1; 0 where the format has no lines.
        line: u64,
        /// What was expected.
        reason: String,
    },
    /// A setting has a value outside its range.
    #[error("setting {name} = {value}: {reason}")]
    Setting {
        /// The setting's name as in samestory.toml.
        name: String,
        /// The value given.
        value: String,
        /// Its range.
        reason: String,
    },
    /// Settings that cannot be understood: a file, a variable, a table of them.
    #[error("{place}: {reason}")]
    Settings {
        /// Where they stand.
        place: String,
        /// What is wrong with them.
        reason: String,
    },
    /// The work was told to stop before it was done.
    #[error("stopped before it was done")]
    Stopped,
    /// Nothing could be read from the inputs.
    #[error("no article in {inputs}: {reason}")]
    NoInput {
        /// The inputs as given.
        inputs: String,
        /// Why nothing came of them.
        reason: String,
    },
}

impl Error {
    /// Wraps an I/O error with its path.
    pub fn io(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::Io { path: path.as_ref().to_path_buf(), source }
    }

    /// A file that does not hold what it should; `line` counts from 1.
    pub fn format(path: impl AsRef<Path>, line: u64, reason: impl Into<String>) -> Self {
        Self::Format { path: path.as_ref().to_path_buf(), line, reason: reason.into() }
    }

    /// Settings that cannot be understood.
    pub fn settings(place: impl std::fmt::Display, reason: impl std::fmt::Display) -> Self {
        Self::Settings { place: place.to_string(), reason: reason.to_string() }
    }

    /// A setting outside its range.
    pub fn setting(name: &str, value: impl std::fmt::Display, reason: impl Into<String>) -> Self {
        Self::Setting { name: name.into(), value: format!("{value}"), reason: reason.into() }
    }
}

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;
