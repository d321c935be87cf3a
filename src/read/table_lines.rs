//! The rows of a table in memory as JSON Lines, for those who read lines and no articles.

use std::io::{Error, Read, Result};

use arrow_array::RecordBatchReader;
use arrow_json::EncoderOptions;

use super::batches::{self, Batch, contained};
use super::piece::Piece;

/// Usual size of what is made at once, and of the longest row.
const LIMITS: (usize, usize) = (256 << 10, 256 << 20);

/// A table being read as lines. A batch that cannot be read is an error; a row that is too long is an
/// empty line.
pub struct TableLines {
    batches: Box<dyn RecordBatchReader + Send>,
    encoding: EncoderOptions,
    batch: Option<Batch>,
    lines: Vec<u8>,
    at: usize,
}

impl TableLines {
    /// Nothing is read yet.
    pub fn new(batches: impl RecordBatchReader + Send + 'static) -> Self {
        let encoding = batches::encoding(std::collections::BTreeSet::new());
        Self { batches: Box::new(batches), encoding, batch: None, lines: Vec::new(), at: 0 }
    }

    /// Makes the next lines; none at the end.
    fn more(&mut self) -> std::result::Result<(), String> {
        (self.at, self.lines) = (0, Vec::new());
        while self.lines.is_empty() {
            let Some(batch) = &mut self.batch else {
                let next = || self.batches.next().transpose().map_err(|error| error.to_string());
                match contained(next)? {
                    Some(batch) => self.batch = Some(Batch::new(batch)),
                    None => return Ok(()),
                }
                continue;
            };
            if batch.left() == 0 {
                self.batch = None;
                continue;
            }
            let mut piece = Piece::default();
            let told = batch.rows(&mut piece, (1, 0), LIMITS, &self.encoding, |_| Ok(()))?;
            for range in piece.values {
                self.lines.extend_from_slice(&piece.bytes[range]);
                self.lines.push(b'\n');
            }
            self.lines.extend(told.map(|_| b'\n'));
        }
        Ok(())
    }
}

impl Read for TableLines {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.at == self.lines.len() {
            self.more().map_err(Error::other)?;
        }
        let count = buffer.len().min(self.lines.len() - self.at);
        buffer[..count].copy_from_slice(&self.lines[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}
