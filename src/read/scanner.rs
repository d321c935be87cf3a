//! Where records begin and end in a buffer that grows at its end: one scanner for each kind of record
//! that is not a line.

use std::ops::Range;

#[cfg(feature = "feed")]
use super::feed;
use super::{delimited, json_values};

/// Finds records in a buffer that grows at its end.
#[derive(Debug)]
pub(crate) enum Scanner {
    Values(json_values::Scanner),
    Rows(delimited::Scanner),
    #[cfg(feature = "feed")]
    Entries(feed::Scanner),
}

impl Scanner {
    pub fn scan(&mut self, buffer: &[u8], found: &mut Vec<Range<usize>>) {
        match self {
            Self::Values(scanner) => scanner.scan(buffer, found),
            Self::Rows(scanner) => scanner.scan(buffer, found),
            #[cfg(feature = "feed")]
            Self::Entries(scanner) => scanner.scan(buffer, found),
        }
    }

    pub fn open(&self) -> usize {
        match self {
            Self::Values(scanner) => scanner.open(),
            Self::Rows(scanner) => scanner.open(),
            #[cfg(feature = "feed")]
            Self::Entries(scanner) => scanner.open(),
        }
    }

    pub fn cut(&mut self, count: usize) {
        match self {
            Self::Values(scanner) => scanner.cut(count),
            Self::Rows(scanner) => scanner.cut(count),
            #[cfg(feature = "feed")]
            Self::Entries(scanner) => scanner.cut(count),
        }
    }

    /// Lets go of what was looked at, though a value is open; returns how much that is.
    pub fn pass(&mut self) -> usize {
        match self {
            Self::Values(scanner) => scanner.pass(),
            // A row is not passed over without a look for its lines.
            Self::Rows(_) => 0,
            #[cfg(feature = "feed")]
            Self::Entries(scanner) => scanner.pass(),
        }
    }

    /// Begins anew, with no value open.
    pub fn restart(&mut self) {
        match self {
            Self::Values(scanner) => *scanner = json_values::Scanner::default(),
            Self::Rows(scanner) => scanner.restart(0),
            #[cfg(feature = "feed")]
            Self::Entries(scanner) => scanner.restart(),
        }
    }

    /// Adds what is left at the end of the file.
    pub fn finish(&mut self, buffer: &[u8], found: &mut Vec<Range<usize>>) {
        if let Self::Rows(scanner) = self {
            scanner.finish(buffer, found);
            return;
        }
        let rest = self.open()..buffer.len();
        found.extend(Some(rest).filter(|rest| !rest.is_empty()));
    }
}
