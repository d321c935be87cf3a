//! An article, where it came from, and the corpus that a run works on.
//!
//! Two kinds of identity: outside, an article is known by its *key*, the caller's own id string
//! (or `FILE#RECORD`); inside, by an [`ArticleId`], its dense `u32` rank among the sorted keys.
//! Rows, postings and groups hold the small number; because it is the rank of the key, every tie
//! broken by it is broken the same way whatever order the input came in.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::Result;

/// Dense number of an article in a [`Corpus`]: the rank of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(pub u32);

impl ArticleId {
    /// As an index into per-article vectors.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A byte range in a *decoded* field (UTF-8), half open: `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// The text it covers; empty where it does not lie on character borders of `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// True where it covers nothing.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// True where both cover at least one common byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// The outlet that published an article: its field, else the registrable domain of its url, else
/// `unknown:KEY` (an article without a source is its own outlet).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Source(pub Arc<str>);

impl Source {
    /// An outlet by name.
    pub fn named(name: &str) -> Self {
        Self(Arc::from(name))
    }

    /// The outlet of an article that names none: the article itself.
    pub fn unknown(key: &str) -> Self {
        Self(Arc::from(format!("unknown:{key}")))
    }

    /// True for [`Source::unknown`].
    pub fn is_unknown(&self) -> bool {
        self.0.starts_with("unknown:")
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// Which field of an article a [`Span`] points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The headline.
    Title,
    /// The body.
    Text,
}

/// Where a record stands in the input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// File, relative to the input argument it was found under; `-` for standard input.
    pub file: Arc<str>,
    /// Record in that file, counted from 1 (the line, in JSON Lines).
    pub record: u64,
    /// Byte offset of the record in the (decompressed) file.
    pub offset: u64,
}

/// One article as a reader delivers it: decoded, not yet interpreted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The caller's id, or `FILE#RECORD`.
    pub key: String,
    /// The outlet.
    pub source: Source,
    /// When it was published, if the record says so in a form that is understood.
    pub published: Option<Timestamp>,
    /// Headline; empty if there is none.
    pub title: String,
    /// Body; empty if there is none.
    pub text: String,
    /// Its web address.
    pub url: Option<String>,
    /// Language as the record states it (ISO 639-1, lower case), if it does.
    pub lang: Option<String>,
    /// Where it was read.
    pub location: Location,
}

impl Article {
    /// Parts what stays in memory from the body.
    pub fn into_record(self) -> (Record, String) {
        (Record::of(&self), self.text)
    }
}

/// What a [`Corpus`] keeps of an article in memory: everything but the body. Cheap to clone: all
/// clones are one.
///
/// Millions of them may be held, so what is written lies in one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record(Arc<Kept>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    /// Key, headline, address and language, one after the other.
    strings: Box<str>,
    /// Where the headline, the address and the language begin in it.
    starts: [u32; 3],
    has_url: bool,
    has_lang: bool,
    source: Source,
    /// Seconds and nanoseconds since 1970; an `Option<Timestamp>` takes half as much again.
    published: (i64, i32),
    location: Location,
}

/// Nanoseconds of a time that is not known.
const UNDATED: i32 = i32::MIN;

impl Record {
    /// Of an article; its body is left out.
    pub fn of(article: &Article) -> Self {
        let Article { key, source, published, title, text: _, url, lang, location } = article;
        let [url_is, lang_is] = [url, lang].map(|given| given.as_deref().unwrap_or_default());
        let strings = [key, title, url_is, lang_is].concat().into();
        let starts = [key.len(), title.len(), url_is.len()];
        let mut at = 0;
        let starts = starts.map(|length| {
            at += length as u32;
            at
        });
        Self(Arc::new(Kept {
            strings,
            starts,
            has_url: url.is_some(),
            has_lang: lang.is_some(),
            source: source.clone(),
            published: published
                .map_or((0, UNDATED), |time| (time.as_second(), time.subsec_nanosecond())),
            location: location.clone(),
        }))
    }

    /// The article again, with its body.
    pub fn with_text(&self, text: String) -> Article {
        Article {
            key: self.key().to_owned(),
            source: self.source().clone(),
            published: self.published(),
            title: self.title().to_owned(),
            text,
            url: self.url().map(str::to_owned),
            lang: self.lang().map(str::to_owned),
            location: self.location().clone(),
        }
    }

    /// The caller's id; unique in a corpus.
    pub fn key(&self) -> &str {
        &self.0.strings[..self.0.starts[0] as usize]
    }

    /// Headline; empty if there is none.
    pub fn title(&self) -> &str {
        &self.0.strings[self.0.starts[0] as usize..self.0.starts[1] as usize]
    }

    /// Its web address.
    pub fn url(&self) -> Option<&str> {
        let range = self.0.starts[1] as usize..self.0.starts[2] as usize;
        self.0.has_url.then(|| &self.0.strings[range])
    }

    /// Language as the article states it.
    pub fn lang(&self) -> Option<&str> {
        self.0.has_lang.then(|| &self.0.strings[self.0.starts[2] as usize..])
    }

    /// The outlet.
    pub fn source(&self) -> &Source {
        &self.0.source
    }

    /// When it was published.
    pub fn published(&self) -> Option<Timestamp> {
        let (second, nanosecond) = self.0.published;
        Timestamp::new(second, nanosecond).ok()
    }

    /// Where it was read.
    pub fn location(&self) -> &Location {
        &self.0.location
    }
}

/// A record that was not taken, or was taken only after a repair.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rejected {
    /// File, as in [`Location`].
    pub file: String,
    /// Record, counted from 1; null where the whole file was refused.
    pub record: Option<u64>,
    /// Byte offset of the record.
    pub offset: Option<u64>,
    /// What was wrong with it.
    pub reason: String,
}

/// Gives bodies back after the reading pass: by offset from plain files, from the scratch store,
/// or from memory.
pub trait TextStore: Send + Sync {
    /// The body of article `id`, exactly as the reader decoded it.
    ///
    /// # Errors
    /// If the input or scratch file can no longer be read, or has changed.
    fn text(&self, id: ArticleId) -> Result<String>;

    /// The bodies of several articles, in the order of `ids`. A store that keeps bodies together
    /// in blocks unpacks each block once; ask for many at a time.
    ///
    /// # Errors
    /// As [`TextStore::text`].
    fn texts(&self, ids: &[ArticleId]) -> Result<Vec<String>> {
        ids.iter().map(|&id| self.text(id)).collect()
    }
}

impl<S: TextStore + ?Sized> TextStore for Arc<S> {
    fn text(&self, id: ArticleId) -> Result<String> {
        (**self).text(id)
    }

    fn texts(&self, ids: &[ArticleId]) -> Result<Vec<String>> {
        (**self).texts(ids)
    }
}

/// The articles of a run: records sorted by key, bodies behind a [`TextStore`].
pub struct Corpus {
    records: Vec<Record>,
    input_order: Vec<ArticleId>,
    texts: Box<dyn TextStore>,
    /// What copies are kept by; empty unless it was asked for.
    ranks: Vec<Option<Box<str>>>,
    /// Records that were refused, in order of file and record.
    pub rejected: Vec<Rejected>,
    /// Records that repeated an id *and* its content; kept once.
    pub repeated: u64,
}

impl Corpus {
    /// Puts a corpus together. `records` must be sorted by unique key; `input_order` lists all of
    /// them in the order in which they were read.
    pub fn new(
        records: Vec<Record>,
        input_order: Vec<ArticleId>,
        texts: Box<dyn TextStore>,
        rejected: Vec<Rejected>,
        repeated: u64,
    ) -> Self {
        debug_assert!(records.windows(2).all(|w| w[0].key() < w[1].key()));
        debug_assert_eq!(records.len(), input_order.len());
        Self { records, input_order, texts, ranks: Vec::new(), rejected, repeated }
    }

    /// With the field that copies are kept by, for each article.
    #[must_use]
    pub fn with_ranks(self, ranks: Vec<Option<Box<str>>>) -> Self {
        debug_assert_eq!(self.records.len(), ranks.len());
        Self { ranks, ..self }
    }

    /// What the article states in the field that copies are kept by, where one was asked for.
    pub fn rank(&self, id: ArticleId) -> Option<&str> {
        self.ranks.get(id.index())?.as_deref()
    }

    /// Number of articles.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// True where nothing was read.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Everything but the body of one article.
    pub fn record(&self, id: ArticleId) -> &Record {
        &self.records[id.index()]
    }

    /// All records, by [`ArticleId`].
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The articles in the order in which they were read.
    pub fn input_order(&self) -> &[ArticleId] {
        &self.input_order
    }

    /// The body of one article.
    ///
    /// # Errors
    /// If the input or the scratch store can no longer be read.
    pub fn text(&self, id: ArticleId) -> Result<String> {
        self.texts.text(id)
    }

    /// The bodies of several articles, in the order of `ids`; cheaper than one by one.
    ///
    /// # Errors
    /// If the input or the scratch store can no longer be read.
    pub fn texts(&self, ids: &[ArticleId]) -> Result<Vec<String>> {
        self.texts.texts(ids)
    }

    /// The article of a key.
    pub fn find(&self, key: &str) -> Option<ArticleId> {
        let found = self.records.binary_search_by(|r| r.key().cmp(key));
        found.ok().map(|i| ArticleId(i as u32))
    }
}
