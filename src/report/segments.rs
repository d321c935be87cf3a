//! Lines in files of bounded size, so that a table of any length can be gone through once more and
//! given up piece by piece: it never stands on disk twice.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How far lines reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Extent {
    /// The first file that still counts; behind `last` where none does.
    pub first: u32,
    /// The file that is written to.
    pub last: u32,
    /// Bytes of that one.
    pub bytes: u64,
}

/// Files of lines in a folder, `NAME.0`, `NAME.1`, ...
pub(super) struct Segments {
    folder: PathBuf,
    name: String,
    /// Bytes after which another file is begun.
    most: u64,
}

impl Segments {
    /// Those of a name.
    pub fn new(folder: &Path, name: &str, most: u64) -> Self {
        Self { folder: folder.to_path_buf(), name: name.to_owned(), most }
    }

    /// One file.
    pub fn path(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{}.{number}", self.name))
    }

    /// Makes the files end where they ended once; what came before and behind goes.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn cut(&self, extent: Extent) -> Result<()> {
        for entry in fs::read_dir(&self.folder).map_err(|e| Error::io(&self.folder, e))? {
            let entry = entry.map_err(|e| Error::io(&self.folder, e))?;
            let name = entry.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix(&self.name));
            let number = number.and_then(|rest| rest.strip_prefix('.')?.parse::<u32>().ok());
            if number.is_some_and(|number| !extent.numbers().contains(&number)) {
                fs::remove_file(entry.path()).map_err(|e| Error::io(entry.path(), e))?;
            }
        }
        if extent.numbers().is_empty() {
            return Ok(());
        }
        let path = self.path(extent.last);
        // Not cut to nothing: appended to.
        let file = File::options().create(true).append(true).open(&path);
        file.and_then(|file| file.set_len(extent.bytes)).map_err(|e| Error::io(&path, e))
    }

    /// Adds lines behind an extent.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn append(&self, extent: Extent) -> Result<Appending<'_>> {
        Ok(Appending { segments: self, extent, out: self.open(extent.last)? })
    }

    fn open(&self, number: u32) -> Result<BufWriter<File>> {
        let path = self.path(number);
        let file = File::options().create(true).append(true).open(&path);
        Ok(BufWriter::with_capacity(1 << 18, file.map_err(|e| Error::io(&path, e))?))
    }
}

impl Extent {
    /// The numbers of its files.
    pub fn numbers(self) -> RangeInclusive<u32> {
        self.first..=self.last
    }
}

/// Lines on their way to the end.
pub(super) struct Appending<'a> {
    segments: &'a Segments,
    extent: Extent,
    out: BufWriter<File>,
}

impl Appending<'_> {
    /// Adds a line, its line end included.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn line(&mut self, line: &[u8]) -> Result<()> {
        if self.extent.bytes >= self.segments.most {
            let next = self.segments.open(self.extent.last + 1)?;
            self.sync(next)?;
            self.extent = Extent { last: self.extent.last + 1, bytes: 0, ..self.extent };
        }
        self.extent.bytes += line.len() as u64;
        let written = self.out.write_all(line);
        written.map_err(|e| Error::io(self.segments.path(self.extent.last), e))
    }

    /// Waits until everything is on disk; tells how far the lines reach now.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn finish(mut self) -> Result<Extent> {
        let last = self.segments.open(self.extent.last)?;
        self.sync(last)?;
        Ok(self.extent)
    }

    /// Puts the file to disk and another in its place.
    fn sync(&mut self, next: BufWriter<File>) -> Result<()> {
        let out = std::mem::replace(&mut self.out, next);
        let synced = out.into_inner().map_err(io::IntoInnerError::into_error);
        let synced = synced.and_then(|file| file.sync_all());
        synced.map_err(|e| Error::io(self.segments.path(self.extent.last), e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(segments: &Segments, extent: Extent) -> String {
        let text = |number| fs::read_to_string(segments.path(number)).expect("a file of text");
        extent.numbers().map(text).collect()
    }

    #[test]
    fn lines_roll_over_and_are_cut_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let segments = Segments::new(folder.path(), "facts", 5);
        segments.cut(Extent::default()).expect("an empty table");
        let mut out = segments.append(Extent::default()).expect("a new file");
        ["one\n", "two\n", "three\n"].iter().for_each(|l| out.line(l.as_bytes()).expect("room"));
        let extent = out.finish().expect("room");
        // Four bytes are fewer than five, eight are not.
        assert_eq!(extent, Extent { first: 0, last: 1, bytes: 6 });
        let mut out = segments.append(extent).expect("its last file");
        out.line(b"four\n").expect("room");
        let longer = out.finish().expect("room");
        assert_eq!((longer.last, lines(&segments, longer)), (2, "one\ntwo\nthree\nfour\n".into()));
        segments.cut(extent).expect("files that are there");
        assert_eq!(lines(&segments, extent), "one\ntwo\nthree\n");
        let rest = Extent { first: 1, ..extent };
        segments.cut(rest).expect("files that are there");
        assert!(!segments.path(0).exists() && lines(&segments, rest) == "three\n");
        let none = Extent { first: 2, ..extent };
        segments.cut(none).expect("files that are there");
        assert!(lines(&segments, none).is_empty() && !segments.path(1).exists());
    }
}
