//! Bytes to articles.
//!
//! | format | recognised by | one article is | id if none is stated |
//! |---|---|---|---|
//! | JSON Lines | an object at the start, else `.jsonl`, `.ndjson`, `.json` | a line | `FILE#LINE` |
//! | JSON | a list of objects, or an object over several lines | an object | `FILE#NUMBER` |
//! | CSV, TSV | `.csv`, `.tsv`, or a header that names fields | a row | `FILE#ROW` |
//! | HTML (`html`) | its root element, else `.html` | a page | `FILE#1` |
//! | RSS, RDF, Atom, JSON Feed (`feed`) | the root element, the version | an entry | `FILE#NUMBER` |
//! | WARC (`warc`) | `WARC/` at the start | an HTML response | `FILE#RECORD` |
//! | Parquet (`parquet`) | `PAR1` at the start | a row | `FILE#ROW` |
//! | a table in memory (`parquet`) | [`Inputs::table`] | a row | `table#ROW` |
//! | plain text | `.txt`, `.text`; standard input that is nothing else | a file | `FILE#1` |
//!
//! Each may be packed with gzip (several members, feature `gz`) or Zstandard, and lie in a zip or
//! tar file (feature `archives`), where FILE is `ARCHIVE/PATH`. A folder is read in full. PDF
//! and others are recognised and refused, as is what is not known at all.
//!
//! What holds for all formats:
//!
//! - **Fields** are found by name, see [`fields`]; **dates** by form, see [`date`].
//! - **Encoding**: byte order marks, valid UTF-8, else a guess, see `encoding.rs`.
//! - **Control characters** but tabs and line ends become spaces, so that no offset moves. HTML
//!   entities and tags are left as they are, save in pages and feeds.
//! - **A bad record never ends a run**: it becomes a row in [`Corpus::rejected`] with its file,
//!   record, byte offset and reason. So does a record with neither title nor text (the row names
//!   the keys it has), one whose text is a number or an object, and, though it is kept, one that
//!   was repaired or whose date is none.
//! - **Ids**: see `settle.rs`. The same bytes give the same corpus for any number of threads and
//!   any order of the arguments.
//! - **Texts are not held.** [`scan`] shows each article once; afterwards the corpus reads plain
//!   JSON and text files again by offset and everything else from a scratch file.
//! - **No bomb goes off**: what a file unpacks to is limited, see `unpack.rs`.

use std::io::{Cursor, Read};
use std::path::PathBuf;

use crate::article::{Article, Corpus};
#[cfg(feature = "state")]
use crate::article::{ArticleId, Record};
use crate::error::{Error, Result};

mod again;
#[cfg(feature = "archives")]
mod archive;
#[cfg(feature = "parquet")]
mod batches;
mod contained;
mod cut;
pub mod date;
mod date_names;
mod delimited;
mod draft;
mod encoding;
#[cfg(feature = "feed")]
mod feed;
pub mod fields;
mod format;
#[cfg(feature = "gz")]
mod gzip;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "warc")]
mod http;
mod inputs;
mod json;
mod json_lines;
mod json_values;
#[cfg(feature = "state")]
mod kept;
mod markup;
#[cfg(any(feature = "feed", feature = "html"))]
mod markup_tree;
mod open;
pub(crate) mod outlet;
#[cfg(feature = "state")]
mod packed;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_pages;
mod pass;
mod piece;
mod plain_text;
pub(crate) mod positioned;
mod preview;
mod record;
mod sampler;
mod scan;
mod scanner;
mod scratch;
mod settings;
mod settle;
#[cfg(feature = "state")]
pub mod spill;
mod store;
#[cfg(feature = "parquet")]
mod table;
#[cfg(feature = "parquet")]
mod table_lines;
mod tasks;
mod unpack;
#[cfg(feature = "state")]
mod unsettled;
#[cfg(feature = "warc")]
mod warc;
mod work;

#[cfg(feature = "state")]
pub(crate) use kept::KeptStore;
#[cfg(feature = "state")]
pub(crate) use packed::{PackedRecord, Shared};
#[cfg(feature = "state")]
pub(crate) use settle::content_hash_of;
pub(crate) use settle::{Entries, Settled, settle};
#[cfg(feature = "state")]
pub(crate) use store::{Place, Texts};
#[cfg(feature = "state")]
pub(crate) use unsettled::{Unsettled, unsettled};

pub use again::{Again, again};
pub use contained::keep_contained_panics_quiet;
pub use fields::{FieldMap, RecordField};
pub use inputs::{Inputs, NamedFile};
pub use preview::{FieldSeen, FormatSeen, Preview, preview};
pub use scan::{InputFile, Scan, scan};
pub use settings::{Filtered, Sample, Settings};
#[cfg(feature = "parquet")]
pub use table_lines::TableLines;

/// The articles of files and folders (`-`: standard input), with default settings.
///
/// # Errors
/// As [`scan`].
pub fn paths(paths: &[PathBuf]) -> Result<Corpus> {
    corpus(&Inputs::new(paths))
}

/// The articles of JSON Lines, packed or not, with default settings. Articles without an id are
/// named `-#LINE`. The stream is read into memory first; [`Inputs::stream`] does without that.
///
/// # Errors
/// If the stream cannot be read, and as [`scan`].
pub fn jsonl(mut stream: impl Read) -> Result<Corpus> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(|e| Error::io("-", e))?;
    corpus(&Inputs::stream("-", Cursor::new(bytes)))
}

fn corpus(inputs: &Inputs) -> Result<Corpus> {
    let scan = scan(inputs, &Settings::default(), || (), |(), _| (), &|_, _| Ok(()))?;
    Ok(scan.corpus)
}

/// Articles in memory, sorted by ids of which no two are the same.
#[cfg(feature = "state")]
pub(crate) fn in_memory(articles: Vec<(Record, String)>) -> Corpus {
    let (records, texts): (Vec<Record>, Vec<String>) = articles.into_iter().unzip();
    let input_order = (0..records.len() as u32).map(ArticleId).collect();
    Corpus::new(records, input_order, Box::new(store::InMemory(texts)), Vec::new(), 0)
}

/// Articles in memory, under the same rules for ids as any input.
///
/// # Errors
/// None so far; the texts are held.
pub fn articles(articles: Vec<Article>) -> Result<Corpus> {
    let (mut buffer, mut entries) = (Vec::new(), Entries::default());
    let mut texts = Vec::with_capacity(articles.len());
    for article in articles {
        let text_hash = xxhash_rust::xxh3::xxh3_64(article.text.as_bytes());
        entries.contents.push(settle::content_hash(&article, text_hash, &mut buffer));
        let (record, text) = article.into_record();
        entries.records.push(record);
        texts.push(text);
    }
    let settled = settle(entries, None);
    let texts = Box::new(store::InMemory(settled.arrangement.arrange(texts)));
    let Settled { records, input_order, renamed, repeated, .. } = settled;
    Ok(Corpus::new(records, input_order, texts, renamed, repeated))
}
