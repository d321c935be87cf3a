//! What travels between the parts of a run: postcard, whole values.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::article::Record;
use crate::error::{Error, Result};
use crate::read::{PackedRecord, Shared};

/// The bytes of a record.
pub(super) fn encode_record(record: &Record) -> Vec<u8> {
    encode(&(record.key(), PackedRecord::of(record)))
}

/// The record of some bytes.
///
/// # Errors
/// If they are those of no record.
pub(super) fn decode_record(bytes: &[u8], shared: &mut Shared) -> Result<Record> {
    let (key, packed): (String, PackedRecord<'_>) = decode(bytes, "record")?;
    packed.into_record(key, shared).ok_or_else(|| damaged("record"))
}

/// The bytes of a value.
pub(super) fn encode(value: &impl Serialize) -> Vec<u8> {
    // Nothing that travels can fail: no map without a length, no writer.
    postcard::to_stdvec(value).unwrap_or_default()
}

/// The value of some bytes; `name` is for the message.
///
/// # Errors
/// If they are those of no such value.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8], name: &str) -> Result<T> {
    postcard::from_bytes(bytes).map_err(|_| damaged(name))
}

/// An article that a part needs was not given to it.
pub(super) fn missing(article: u32) -> Error {
    Error::format("rows between two stages", 0, format!("the text of article {article} is missing"))
}

/// A stage was asked for before the one that it rests on.
pub(super) fn out_of_turn(stage: &str) -> Error {
    Error::setting("stage", stage, "the stage before it is not done")
}

fn damaged(name: &str) -> Error {
    Error::format(
        "a row between two stages",
        0,
        format!("its {name} is damaged, or of another version"),
    )
}
