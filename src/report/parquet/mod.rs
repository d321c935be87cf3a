//! Analysis -> Parquet: the tables of `rows` as columns, for pandas, polars, DuckDB and the like.
//!
//! A file has the columns of its table's schema, whatever rows there are, so an empty one has them too. Rows
//! are the structs that JSON Lines are written from, turned into batches by `arrow-json`, which
//! refuses a key that the schema does not know. What is written is gone from memory: a table costs
//! one batch of rows and one row group of compressed columns, however long it is.

mod schema;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::sync::Arc;

use arrow_json::ReaderBuilder;
use arrow_json::reader::Decoder;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde::Serialize;

use super::rows::{Sink, Table, each};
use crate::analysis::Analysis;

use schema::schema;

/// Rows that are turned into columns at once.
const BATCH: usize = 1024;
/// Bytes of columns, before they are compressed, after which a row group ends.
const ROW_GROUP: usize = 32 << 20;

/// Writes all rows of `table`. `out` should be buffered.
///
/// # Errors
/// If `out` refuses a write, or a row holds what its column has no room for (a day that is none).
pub fn write(table: Table, analysis: &Analysis, out: &mut (impl Write + Send)) -> io::Result<()> {
    let mut columns = Columns::new(table, out)?;
    each(table, analysis, &mut columns)?;
    columns.finish()
}

/// Writes all rows of a file of JSON Lines of `table`.
///
/// # Errors
/// If the file cannot be read, and as [`write()`].
pub(crate) fn write_lines(
    table: Table,
    lines: &Path,
    out: &mut (impl Write + Send),
) -> io::Result<()> {
    let mut columns = Columns::new(table, out)?;
    for line in BufReader::new(File::open(lines)?).lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        columns.take(&row)?;
    }
    columns.finish()
}

/// Rows on their way into a file.
struct Columns<W: Write + Send> {
    /// The rows of a batch in the making.
    rows: Decoder,
    file: ArrowWriter<W>,
}

impl<W: Write + Send> Columns<W> {
    fn new(table: Table, out: W) -> io::Result<Self> {
        let schema = Arc::new(schema(table));
        let rows = ReaderBuilder::new(Arc::clone(&schema)).with_strict_mode(true);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_bytes(Some(ROW_GROUP))
            .build();
        // The types of Parquet say everything; Arrow's own would add the offset that rows are read
        // under.
        let options =
            ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        Ok(Self {
            rows: rows.build_decoder().map_err(io::Error::other)?,
            file: ArrowWriter::try_new_with_options(out, schema, options)?,
        })
    }

    fn end_batch(&mut self) -> io::Result<()> {
        if let Some(batch) = self.rows.flush().map_err(io::Error::other)? {
            self.file.write(&batch)?;
        }
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.end_batch()?;
        self.file.close()?;
        Ok(())
    }
}

impl<W: Write + Send> Sink for Columns<W> {
    fn take(&mut self, row: &impl Serialize) -> io::Result<()> {
        self.rows.serialize(std::slice::from_ref(&row)).map_err(io::Error::other)?;
        if self.rows.len() == BATCH { self.end_batch() } else { Ok(()) }
    }
}
