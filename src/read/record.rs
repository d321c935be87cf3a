//! One record as it lies in its file: to a draft, and what is told of it. A run and a look before
//! it tell the same.

use std::ops::Range;

use memchr::memchr_iter;

use super::contained::contained;
use super::draft::{Draft, Refusal};
use super::format::Unit;
use super::piece::{Cut, Head, Piece};
use super::tasks::{Files, Kind};
use crate::article::Rejected;

/// A record as it lies in its file.
pub(crate) struct Raw<'a> {
    pub kind: &'a Kind,
    pub record: u64,
    pub offset: u64,
    pub bytes: &'a [u8],
    pub head: &'a Head,
}

impl Raw<'_> {
    /// Reads it into an empty draft; false if it is no article. What is to be told goes to
    /// `rejected`.
    pub fn read(&self, files: &Files<'_>, draft: &mut Draft, rejected: &mut Vec<Rejected>) -> bool {
        let refused = self.parse(files, draft).err();
        let taken = refused.is_none();
        let told = match refused {
            Some(reason) => [Some(reason), None],
            None => [draft.repair.take(), draft.undated()],
        };
        let row = |reason: String| refusal(self.kind, self.record, self.offset, &reason);
        rejected.extend(told.into_iter().flatten().map(row));
        taken
    }

    fn parse(&self, files: &Files<'_>, draft: &mut Draft) -> Result<(), String> {
        let Self { kind, bytes, head, .. } = self;
        if bytes.len() > files.longest_record() {
            return Err(format!("is too long ({} bytes)", bytes.len()));
        }
        // Parsers are others' work and the bytes anyone's: what one fails on costs that record.
        contained(|| kind.format.parse(bytes, head, &files.plan, draft))
            .unwrap_or_else(|_| Err("cannot be taken apart: the parser failed".into()))?;
        match draft.refusal() {
            None => Ok(()),
            Some(refusal @ Refusal::Nothing) => {
                let keys = kind.format.keys(bytes);
                let told = if keys.is_empty() { keys } else { format!("; its fields are {keys}") };
                Err(format!("{refusal}{told}"))
            }
            Some(refusal) => Err(refusal.to_string()),
        }
    }
}

/// The row about a cut that is no piece; `number` gives what a record is known by.
pub(crate) fn told(kind: &Kind, cut: &Cut, number: impl Fn(u64) -> u64) -> Option<Rejected> {
    Some(match cut {
        Cut::Piece(_) => return None,
        Cut::TooLong { record, offset, bytes } => {
            let reason = format!("is too long ({bytes} bytes or more)");
            refusal(kind, number(*record), *offset, &reason)
        }
        Cut::Broken { record, offset, error } => {
            let reason = format!("cannot be read on from here: {error}");
            row(&kind.name, Some((*record, *offset)), reason)
        }
        Cut::Refused { at: Some((record, offset)), reason } => {
            refusal(kind, number(*record), *offset, reason)
        }
        Cut::Refused { at: None, reason } => row(&kind.name, None, reason.clone()),
    })
}

/// A row about a place in a file, or about all of it.
pub(crate) fn row(file: &str, at: Option<(u64, u64)>, reason: String) -> Rejected {
    let (record, offset) = at.unzip();
    Rejected { file: file.to_owned(), record, offset, reason }
}

/// A row about one record; `reason` begins with a verb.
fn refusal(kind: &Kind, record: u64, offset: u64, reason: &str) -> Rejected {
    let reason = format!("{} {reason}", kind.format.unit().told(record));
    row(&kind.name, Some((record, offset)), reason)
}

/// The records of a piece, with numbers and offsets; blank lines count and are left out.
pub(crate) fn records(
    unit: Unit,
    piece: &Piece,
) -> impl Iterator<Item = (u64, u64, Range<usize>)> + '_ {
    let bytes = piece.bytes.as_slice();
    let lines = if unit == Unit::Line { bytes } else { &[] };
    let whole = Some(bytes.len()).filter(|_| matches!(unit, Unit::Line | Unit::File));
    let mut start = 0;
    let ends = memchr_iter(b'\n', lines).chain(whole);
    let ranges = ends.map(move |end| std::mem::replace(&mut start, end + 1)..end);
    let places = piece.places.iter().copied().map(Some).chain(std::iter::repeat(None));
    let numbers = (0..).map(|above| piece.record.saturating_add(above));
    numbers
        .zip(ranges.chain(piece.values.iter().cloned()))
        .zip(places)
        .map(|((record, range), place)| {
            let (record, offset) = place.unwrap_or((record, piece.offset + range.start as u64));
            (record, offset, range)
        })
        .filter(move |(_, _, r)| unit != Unit::Line || !bytes[r.clone()].trim_ascii().is_empty())
}
