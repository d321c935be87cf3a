//! Files of lines, read one line at a time and written whole.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter};
use std::path::Path;

use crate::error::{Error, Result};

/// Why the reading of lines ends early.
pub(super) enum Stop {
    /// A line cannot be read.
    Reading(io::Error),
    /// What is made of the lines goes wrong somewhere else.
    Elsewhere(Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Reading(error)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Elsewhere(error)
    }
}

/// Calls `each` with every line of a file, its line end included.
pub(super) fn each_line(
    path: &Path,
    mut each: impl FnMut(&[u8]) -> std::result::Result<(), Stop>,
) -> Result<()> {
    let mut read = || -> std::result::Result<(), Stop> {
        let mut file = BufReader::with_capacity(1 << 18, File::open(path)?);
        let mut line = Vec::new();
        while file.read_until(b'\n', &mut line)? > 0 {
            each(&line)?;
            line.clear();
        }
        Ok(())
    };
    read().map_err(|stop| match stop {
        Stop::Reading(error) => Error::io(path, error),
        Stop::Elsewhere(error) => error,
    })
}

/// Writes one file and waits until it is on disk.
pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<()> {
    let written = File::create(path).and_then(|file| {
        let mut out = BufWriter::with_capacity(1 << 18, file);
        write(&mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    });
    written.map_err(|e| Error::io(path, e))
}
