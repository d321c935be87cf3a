//! Values in files of JSON: what a run that was stopped goes on from.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Reads the value of a file.
///
/// # Errors
/// If the file cannot be read, or holds another value.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let bytes = fs::read(path).map_err(|e| Error::io(path, e))?;
    serde_json::from_slice(&bytes).map_err(|e| Error::format(path, e.line() as u64, e.to_string()))
}

/// Writes a file that is there whole or not at all.
///
/// # Errors
/// If the system refuses.
pub(crate) fn save(path: &Path, value: &impl Serialize) -> Result<()> {
    let part = path.with_extension("part");
    let written = || -> io::Result<()> {
        fs::write(&part, serde_json::to_vec(value)?)?;
        File::open(&part)?.sync_all()?;
        fs::rename(&part, path)
    };
    written().map_err(|e| Error::io(path, e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("value.json");
        save(&path, &[1, 2]).unwrap();
        save(&path, &[3]).unwrap();
        assert_eq!(read::<Vec<u8>>(&path).unwrap(), [3]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::write(&path, "[3,\n").unwrap();
        let error = read::<Vec<u8>>(&path).unwrap_err().to_string();
        assert!(error.contains("value.json, line 2"), "{error}");
    }
}
