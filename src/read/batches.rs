//! Rows of Arrow record batches, each as the JSON object that it would be: what Parquet files and
//! tables in memory have in common.
//!
//! Times are written as such, texts may be bytes. Bytes that are no UTF-8 go on as they are, for the
//! parser to see, and no text is taken for UTF-8 on the way: who made an array is not known.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::ByteArrayType;
use arrow_array::{
    Array, BinaryViewArray, FixedSizeBinaryArray, GenericByteArray, OffsetSizeTrait, RecordBatch,
    StructArray, downcast_dictionary_array,
};
use arrow_json::writer::{NullableEncoder, make_encoder};
use arrow_json::{Encoder, EncoderFactory, EncoderOptions};
use arrow_schema::{ArrowError, DataType, Field, FieldRef};

use super::contained;
use super::piece::{Cut, Piece};

/// Bytes that a row counts for beside its texts.
const ROW: u64 = 100;

/// A batch that is being moved into pieces.
pub(crate) struct Batch {
    rows: StructArray,
    field: FieldRef,
    at: usize,
}

impl Batch {
    /// Nothing is moved yet.
    pub fn new(batch: RecordBatch) -> Self {
        let rows = StructArray::from(batch);
        let kind = DataType::Struct(rows.fields().clone());
        Self { rows, field: Arc::new(Field::new("row", kind, false)), at: 0 }
    }

    /// Rows that are not moved yet.
    pub fn left(&self) -> usize {
        self.rows.len() - self.at
    }

    /// Moves rows into the piece until that is full. `place` is the record and offset of the first,
    /// `limits` the usual size of a piece and the longest record; `count` is told the bytes of each
    /// row and may put an end to it. Gives back what is to be told in place of a row.
    ///
    /// # Errors
    /// Why the batch cannot be read on, for people.
    pub fn rows(
        &mut self,
        piece: &mut Piece,
        place: (u64, u64),
        limits: (usize, usize),
        encoding: &EncoderOptions,
        mut count: impl FnMut(u64) -> Result<(), String>,
    ) -> Result<Option<Cut>, String> {
        let Self { rows, field, at } = self;
        let ((first, offset), begun) = (place, *at);
        let mut told = None;
        let moved = contained(|| {
            let mut encoder = make_encoder(field, rows, encoding).map_err(|e| e.to_string())?;
            while *at < rows.len() && piece.bytes.len() < limits.0 && told.is_none() {
                let (start, record) =
                    (piece.bytes.len(), first.saturating_add((*at - begun) as u64));
                let bytes = text_bytes(rows, *at);
                if bytes <= limits.1 {
                    encoder.encode(*at, &mut piece.bytes);
                    piece.values.push(start..piece.bytes.len());
                    piece.places.push((record, offset));
                } else {
                    told = Some(Cut::TooLong { record, offset, bytes: bytes as u64 });
                }
                *at += 1;
                count(bytes as u64 + ROW)?;
            }
            Ok(())
        });
        // A row that was begun when the encoder failed.
        piece.bytes.truncate(piece.values.last().map_or(0, |range| range.end));
        moved.map(|()| told)
    }
}

/// Runs what may fail and, with hostile data, panic; returns why it did, for people.
pub(crate) fn contained<T>(run: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    contained::contained(run).unwrap_or_else(|panic| Err(format!("its reader failed: {panic}")))
}

/// How rows are written; `uuids` are the names of columns whose 16 bytes are a UUID.
pub(crate) fn encoding(uuids: BTreeSet<String>) -> EncoderOptions {
    EncoderOptions::default().with_encoder_factory(Arc::new(Texts { uuids }))
}

/// Bytes of the texts in a row, without making any of them.
fn text_bytes(batch: &StructArray, row: usize) -> usize {
    batch.columns().iter().map(|column| bytes_of(column, row)).sum()
}

fn bytes_of(array: &dyn Array, row: usize) -> usize {
    if array.is_null(row) {
        return 0;
    }
    let items = |items: &dyn Array| {
        (0..items.len()).map(|item| bytes_of(items, item).saturating_add(1)).sum()
    };
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value_length(row) as usize,
        DataType::LargeUtf8 => array.as_string::<i64>().value_length(row) as usize,
        // The length is the lower half of a view.
        DataType::Utf8View => array.as_string_view().views()[row] as u32 as usize,
        DataType::Binary => array.as_binary::<i32>().value_length(row) as usize,
        DataType::LargeBinary => array.as_binary::<i64>().value_length(row) as usize,
        DataType::BinaryView => array.as_binary_view().views()[row] as u32 as usize,
        DataType::Dictionary(..) => downcast_dictionary_array!(
            array => array.key(row).map_or(0, |key| bytes_of(array.values(), key)),
            _ => 1
        ),
        DataType::List(_) => items(&array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => items(&array.as_list::<i64>().value(row)),
        DataType::Struct(_) => text_bytes(array.as_struct(), row),
        DataType::Map(..) => items(&array.as_map().value(row)),
        _ => 1,
    }
}

/// Writes texts, and what JSON has no form for.
#[derive(Debug)]
struct Texts {
    /// Columns of UUIDs.
    uuids: BTreeSet<String>,
}

impl EncoderFactory for Texts {
    fn make_default_encoder<'a>(
        &self,
        field: &'a FieldRef,
        array: &'a dyn Array,
        _: &'a EncoderOptions,
    ) -> Result<Option<NullableEncoder<'a>>, ArrowError> {
        let encoder: Box<dyn Encoder + 'a> = match array.data_type() {
            DataType::Utf8 => Box::new(Bytes(array.as_string::<i32>())),
            DataType::LargeUtf8 => Box::new(Bytes(array.as_string::<i64>())),
            DataType::Utf8View => Box::new(Views(array.as_string_view().clone().to_binary_view())),
            DataType::Binary => Box::new(Bytes(array.as_binary::<i32>())),
            DataType::LargeBinary => Box::new(Bytes(array.as_binary::<i64>())),
            DataType::BinaryView => Box::new(Views(array.as_binary_view().clone())),
            DataType::FixedSizeBinary(16) if self.uuids.contains(field.name()) => {
                Box::new(Uuid(array.as_fixed_size_binary()))
            }
            _ => return Ok(None),
        };
        Ok(Some(NullableEncoder::new(encoder, array.nulls().cloned())))
    }
}

/// Bytes as a string: what is no UTF-8 is for the parser to see, as in a file of JSON Lines.
fn quote(mut bytes: &[u8], out: &mut Vec<u8>) {
    let is_escaped = |&byte: &u8| byte < 0x20 || matches!(byte, b'"' | b'\\');
    out.push(b'"');
    while let Some(at) = bytes.iter().position(is_escaped) {
        out.extend_from_slice(&bytes[..at]);
        match bytes[at] {
            byte @ (b'"' | b'\\') => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            byte => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        }
        bytes = &bytes[at + 1..];
    }
    out.extend_from_slice(bytes);
    out.push(b'"');
}

/// Texts or bytes that lie one after the other.
struct Bytes<'a, T: ByteArrayType>(&'a GenericByteArray<T>);

impl<T: ByteArrayType> Encoder for Bytes<'_, T> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        let [start, end] = [row, row + 1].map(|at| place(self.0.value_offsets()[at]));
        quote(&self.0.value_data()[start..end], out);
    }
}

fn place<O: OffsetSizeTrait>(offset: O) -> usize {
    offset.as_usize()
}

/// Texts or bytes that lie where each of them says.
struct Views(BinaryViewArray);

impl Encoder for Views {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        quote(self.0.value(row), out);
    }
}

struct Uuid<'a>(&'a FixedSizeBinaryArray);

impl Encoder for Uuid<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        out.push(b'"');
        for (at, byte) in self.0.value(row).iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                out.push(b'-');
            }
            out.extend(format!("{byte:02x}").bytes());
        }
        out.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_quoted_as_json_has_it() {
        for text in ["", "plain", "\"a\\b\"", "\n\r\t\0é\u{7f}", "x\n"] {
            let mut out = Vec::new();
            quote(text.as_bytes(), &mut out);
            assert_eq!(serde_json::from_slice::<String>(&out).expect("JSON"), text);
        }
    }
}
