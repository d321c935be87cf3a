//! A record field by field, as it is put down in checkpoints, states and spilled days, and as it
//! travels between the parts of a run. Its id, and what else belongs to it, stand beside it.

use std::borrow::Cow;
use std::sync::Arc;

use hashbrown::HashSet;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::article::{Article, Location, Record, Source};

/// A record but its id.
#[derive(Serialize, Deserialize)]
pub(crate) struct PackedRecord<'a> {
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

impl<'a> PackedRecord<'a> {
    /// Of a record.
    pub fn of(record: &'a Record) -> Self {
        Self {
            source: record.source().name().into(),
            published: record.published().map(Timestamp::as_nanosecond),
            title: record.title().into(),
            url: record.url().map(Cow::from),
            lang: record.lang().map(Cow::from),
            file: (*record.location().file).into(),
            record: record.location().record,
            offset: record.location().offset,
        }
    }

    /// Of the record that an article has.
    pub fn of_article(article: &'a Article) -> Self {
        Self {
            source: article.source.name().into(),
            published: article.published.map(Timestamp::as_nanosecond),
            title: (&article.title).into(),
            url: article.url.as_deref().map(Cow::from),
            lang: article.lang.as_deref().map(Cow::from),
            file: (*article.location.file).into(),
            record: article.location.record,
            offset: article.location.offset,
        }
    }

    /// The article again, under its id and with its text; `None` if the date is out of range.
    pub fn into_article(self, key: String, text: String, shared: &mut Shared) -> Option<Article> {
        Some(Article {
            key,
            source: Source(shared.one(&self.source)),
            published: self.published.map(Timestamp::from_nanosecond).transpose().ok()?,
            title: self.title.into_owned(),
            text,
            url: self.url.map(Cow::into_owned),
            lang: self.lang.map(Cow::into_owned),
            location: Location {
                file: shared.one(&self.file),
                record: self.record,
                offset: self.offset,
            },
        })
    }

    /// The record again, under its id; `None` if the date is out of range.
    pub fn into_record(self, key: String, shared: &mut Shared) -> Option<Record> {
        Some(Record::of(&self.into_article(key, String::new(), shared)?))
    }
}

/// Names that many records have in common, held once.
#[derive(Default)]
pub(crate) struct Shared(HashSet<Arc<str>>);

impl Shared {
    fn one(&mut self, name: &str) -> Arc<str> {
        self.0.get_or_insert_with(name, |name| Arc::from(name)).clone()
    }
}
