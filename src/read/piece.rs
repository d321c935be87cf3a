//! What a stream is cut into: pieces of whole records, and what stands in their place where there are
//! none.

use std::ops::Range;
use std::sync::Arc;

use super::delimited;
#[cfg(feature = "feed")]
use super::feed;

/// What a file says before its first record, and a parser needs for each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Head {
    #[default]
    None,
    /// The header of a table.
    Columns(Arc<delimited::Columns>),
    /// What stands around the entries of a feed.
    #[cfg(feature = "feed")]
    Shell(Arc<feed::Shell>),
}

/// Some whole records.
#[derive(Debug, Default)]
pub(crate) struct Piece {
    pub bytes: Vec<u8>,
    /// Byte offset of the first record in the unpacked file.
    pub offset: u64,
    /// Number of the first record, from 1.
    pub record: u64,
    /// Where the records are, unless they are lines or the file.
    pub values: Vec<Range<usize>>,
    /// Number and offset of each record, where they do not follow each other.
    pub places: Vec<(u64, u64)>,
    pub head: Head,
    /// Records between these that hold no page.
    pub passed_over: u64,
}

/// The next of a stream.
#[derive(Debug)]
pub(crate) enum Cut {
    Piece(Piece),
    /// A record above the limit was skipped.
    TooLong {
        record: u64,
        offset: u64,
        bytes: u64,
    },
    /// The stream broke off here.
    Broken {
        record: u64,
        offset: u64,
        error: std::io::Error,
    },
    /// What stands at this record and offset, or the whole file, is not read.
    Refused {
        at: Option<(u64, u64)>,
        reason: String,
    },
}

impl Cut {
    /// Number of the (first) record it is about; 0 for the whole file.
    pub fn record(&self) -> u64 {
        match self {
            Self::Piece(piece) => piece.record,
            Self::TooLong { record, .. } | Self::Broken { record, .. } => *record,
            Self::Refused { at, .. } => at.map_or(0, |(record, _)| record),
        }
    }
}
