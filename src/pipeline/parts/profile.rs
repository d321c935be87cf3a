//! A batch of input to its articles, each with what later stages know it by.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::row;
use super::words::Counters;
use crate::article::{Article, Record, Rejected};
use crate::dedup::fingerprint::Fingerprint;
use crate::dedup::page_kind::Page;
use crate::dedup::parts::sizes;
use crate::error::Result;
use crate::pipeline::Settings;
use crate::pipeline::profile::{counted, looked_at};
use crate::read::{Filtered, Inputs, Unsettled, unsettled};
use crate::text::language::Lang;
use crate::text::words::mix;
use crate::vector::terms::{Counted, TermCounter};
use crate::vector::vocabulary::Interner;

/// What a batch holds.
#[derive(Debug, Clone, Default)]
pub struct Profiles {
    /// Its articles, in order of the input.
    pub articles: Vec<Profiled>,
    /// Its words as they are written, for [`super::forms`].
    pub words: Vec<u8>,
    /// Records that were not taken, or not as they are.
    pub rejected: Vec<Rejected>,
    /// Articles that the filters left out.
    pub filtered: Filtered,
}

/// An article.
#[derive(Debug, Clone)]
pub struct Profiled {
    /// Tells it from all others: hash of its id and content, the same wherever it is read.
    pub row: u64,
    /// Everything the input says of it but its text.
    pub record: Vec<u8>,
    /// Its text.
    pub text: String,
    /// What its copies are found by.
    pub grams: Vec<u32>,
    /// What else is known of it, for [`super::Lead`].
    pub profile: Vec<u8>,
    /// What was counted of it.
    pub counted: Vec<u8>,
}

/// What the leader must know of an article beside its record.
#[derive(Serialize, Deserialize)]
pub(super) struct Known {
    pub row: u64,
    pub content: u64,
    pub rank: Option<Box<str>>,
    pub lang: String,
    pub page: Page,
    /// Hash and number of the words.
    pub words: (u64, u32),
    /// Number of grams, see [`sizes`].
    pub sizes: (u32, u32),
}

struct Seen {
    lang: Lang,
    page: Page,
    print: Fingerprint,
    text: String,
    /// By provisional terms.
    counted: Counted,
}

/// Reads a batch. Ids are not settled here: other batches may have the same. `numbers` are those of
/// the records, where they are not counted from 1.
///
/// # Errors
/// As [`crate::read::scan()`].
pub fn profile(inputs: &Inputs, settings: &Settings, numbers: Option<&[u64]>) -> Result<Profiles> {
    let interner = Arc::new(Interner::default());
    let read = unsettled(
        inputs,
        &settings.read,
        numbers,
        || TermCounter::new(interner.clone()),
        |counter: &mut TermCounter, article: &Article| seen(counter, article),
    )?;
    let Unsettled { records, contents, products, workers, ranks, rejected, filtered } = read;
    let counters = Counters::of(&interner);
    let mut articles = Vec::with_capacity(records.len());
    for (((record, content), seen), rank) in records.iter().zip(contents).zip(products).zip(ranks) {
        articles.push(profiled(record, content, seen, rank, &counters));
    }
    Ok(Profiles { articles, words: counters.forms(&workers), rejected, filtered })
}

/// See [`Profiled::row`].
pub(super) fn row_of(key: &str, content: u64) -> u64 {
    mix(xxh3_64(key.as_bytes()), content)
}

fn seen(counter: &mut TermCounter, article: &Article) -> Seen {
    let Article { title, text, lang, .. } = article;
    let (print, page) = looked_at(title, text);
    let (lang, counted) = counted(counter, title, text, lang.as_deref());
    Seen { lang, page, print, text: text.clone(), counted }
}

fn profiled(
    record: &Record,
    content: u64,
    seen: Seen,
    rank: Option<Box<str>>,
    counters: &Counters,
) -> Profiled {
    let Seen { lang, page, print, text, counted } = seen;
    let row = row_of(record.key(), content);
    let known = Known {
        row,
        content,
        rank,
        lang: lang.code().to_owned(),
        page,
        words: (print.exact, print.words),
        sizes: sizes(&print),
    };
    Profiled {
        row,
        record: row::encode_record(record),
        text,
        grams: print.grams.into(),
        profile: row::encode(&known),
        counted: row::encode(&counters.stems(&counted)),
    }
}
