//! What travels between the parts of a run: postcard, whole values.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::article::{Article, Location, Record, Source};
use crate::error::{Error, Result};

/// An article but its text.
#[derive(Serialize, Deserialize)]
struct Fields<'a> {
    key: Cow<'a, str>,
    source: Cow<'a, str>,
    /// Nanoseconds since 1970.
    published: Option<i128>,
    title: Cow<'a, str>,
    url: Option<Cow<'a, str>>,
    lang: Option<Cow<'a, str>>,
    file: Cow<'a, str>,
    record: u64,
    offset: u64,
}

/// The bytes of a record.
pub(super) fn encode_record(record: &Record) -> Vec<u8> {
    encode(&Fields {
        key: record.key().into(),
        source: record.source().name().into(),
        published: record.published().map(Timestamp::as_nanosecond),
        title: record.title().into(),
        url: record.url().map(Cow::from),
        lang: record.lang().map(Cow::from),
        file: (*record.location().file).into(),
        record: record.location().record,
        offset: record.location().offset,
    })
}

/// The record of some bytes.
///
/// # Errors
/// If they are those of no record.
pub(super) fn decode_record(bytes: &[u8]) -> Result<Record> {
    let fields: Fields<'_> = postcard::from_bytes(bytes).map_err(|_| damaged("record"))?;
    let published = fields.published.map(Timestamp::from_nanosecond).transpose();
    Ok(Record::of(&Article {
        key: fields.key.into_owned(),
        source: Source::named(&fields.source),
        published: published.map_err(|_| damaged("record"))?,
        title: fields.title.into_owned(),
        text: String::new(),
        url: fields.url.map(Cow::into_owned),
        lang: fields.lang.map(Cow::into_owned),
        location: Location {
            file: fields.file.as_ref().into(),
            record: fields.record,
            offset: fields.offset,
        },
    }))
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
