//! Analysis -> Parquet: the tables of `rows` as columns, for pandas, polars, DuckDB and the like.
//!
//! A file has the columns of its table's schema (`arrow`), whatever rows there are. What is written is
//! gone from memory: a table costs one batch of rows and one row group of compressed columns, however
//! long it is.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::sync::Arc;

use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::arrow::{Batches, schema};
use super::rows::{Sink, Table, each};
use crate::analysis::Analysis;

/// Bytes of columns, before they are compressed, after which a row group ends.
const ROW_GROUP: usize = 32 << 20;

/// Writes all rows of `table`. `out` should be buffered.
///
/// # Errors
/// If `out` refuses a write, or a row holds what its column has no room for (a day that is none).
pub fn write(table: Table, analysis: &Analysis, out: &mut (impl Write + Send)) -> io::Result<()> {
    write_rows(table, out, |batches| each(table, analysis, batches))
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
    write_rows(table, out, |batches| {
        for line in BufReader::new(File::open(lines)?).lines() {
            let row: serde_json::Value = serde_json::from_str(&line?)?;
            batches.take(&row)?;
        }
        Ok(())
    })
}

/// Batches on their way into a file.
type IntoFile<'f> = Box<dyn FnMut(RecordBatch) -> io::Result<()> + 'f>;

fn write_rows(
    table: Table,
    out: &mut (impl Write + Send),
    rows: impl FnOnce(&mut Batches<IntoFile<'_>>) -> io::Result<()>,
) -> io::Result<()> {
    let schema = Arc::new(schema(table));
    let mut file = ArrowWriter::try_new_with_options(out, schema.clone(), options())?;
    let write: IntoFile<'_> = Box::new(|batch| Ok(file.write(&batch)?));
    let mut batches = Batches::new(schema, write)?;
    rows(&mut batches)?;
    batches.finish()?;
    file.close()?;
    Ok(())
}

fn options() -> ArrowWriterOptions {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_bytes(Some(ROW_GROUP))
        .build();
    // The types of Parquet say everything; Arrow's own would add the offset that rows are read
    // under.
    ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true)
}
