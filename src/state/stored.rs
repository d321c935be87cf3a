//! Articles, stories and facts as a state keeps them, and their bytes.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::article::{ArticleId, Corpus, Record};
use crate::dedup::fingerprint::Fingerprint;
use crate::dedup::page_kind::Page;
use crate::read::{PackedRecord, Shared};
use crate::text::language::Lang;

/// An article that a state knows, but its text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Known {
    /// Everything the input said of it.
    pub record: Record,
    /// Its language, stated or detected.
    pub lang: Lang,
    /// What kind of page it is by itself.
    pub page: Page,
    /// What its copies are found by.
    pub print: Fingerprint,
    /// What copies are kept by, where that was asked for.
    pub rank: Option<Box<str>>,
    /// See [`super::clock`].
    pub day: i64,
}

/// The bytes of a [`Known`], but for its key.
#[derive(Serialize, Deserialize)]
struct Bytes<'a> {
    record: PackedRecord<'a>,
    lang: Cow<'a, str>,
    page: Page,
    day: i64,
    rank: Option<Cow<'a, str>>,
    exact: u64,
    words: u32,
    complete: bool,
    /// Each gram less the one before: a byte less than the grams themselves.
    grams: Vec<u32>,
}

impl Known {
    /// Its bytes, to be kept under its key.
    pub fn encode(&self) -> Vec<u8> {
        let Self { record, lang, page, print, rank, day } = self;
        let mut before = 0;
        let step = |gram: &u32| gram - std::mem::replace(&mut before, *gram);
        let bytes = Bytes {
            record: PackedRecord::of(record),
            lang: lang.code().into(),
            page: *page,
            day: *day,
            rank: rank.as_deref().map(Cow::from),
            exact: print.exact,
            words: print.words,
            complete: print.complete,
            grams: print.grams.iter().map(step).collect(),
        };
        encode(&bytes)
    }

    /// The article that was kept as `bytes` under `key`; `None` if they are not its.
    pub fn decode(key: &str, bytes: &[u8], shared: &mut Shared) -> Option<Self> {
        let bytes: Bytes<'_> = postcard::from_bytes(bytes).ok()?;
        let record = bytes.record.into_record(key.to_owned(), shared)?;
        let mut gram = 0_u32;
        let mut sum = |step: u32| {
            gram = gram.wrapping_add(step);
            gram
        };
        let grams = bytes.grams.into_iter().map(&mut sum).collect();
        Some(Self {
            record,
            lang: Lang::from_code(&bytes.lang).unwrap_or_default(),
            page: bytes.page,
            print: Fingerprint {
                exact: bytes.exact,
                words: bytes.words,
                grams,
                complete: bytes.complete,
            },
            rank: bytes.rank.map(|rank| rank.into_owned().into()),
            day: bytes.day,
        })
    }
}

/// A story by its name, with the keys of its articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedStory {
    /// Its name.
    pub id: String,
    /// The keys of its articles.
    pub articles: Vec<String>,
    /// The latest day of an article of it.
    pub last: i64,
    /// Hash of what its facts rest on beside its articles: see [`super::grounds`].
    pub grounds: u64,
    /// Its facts by number, in their order.
    pub facts: Vec<NamedFact>,
}

/// A fact by its number, with the places of its mentions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedFact {
    /// Its number.
    pub number: u64,
    /// Where its sentences begin.
    pub spots: Vec<Spot>,
}

/// Where a sentence begins: hash of the article's key, field, byte.
pub(crate) type Spot = u64;

impl NamedStory {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    /// The story that was kept as `bytes`; `None` if they are none.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

fn encode(value: &impl Serialize) -> Vec<u8> {
    // Nothing that is put down here can fail: no map without a length, no writer.
    postcard::to_stdvec(value).unwrap_or_default()
}

/// What an update changes in its state.
pub struct Changes {
    /// Articles that are new to it.
    pub(crate) new: Vec<Known>,
    /// Where the texts of the new articles are.
    pub(crate) corpus: Corpus,
    /// In the corpus, by place in `new`.
    pub(crate) ids: Vec<ArticleId>,
    /// The clock after the update.
    pub(crate) clock: Option<i64>,
    /// Articles of an earlier day leave.
    pub(crate) oldest: i64,
    /// Stories that were looked at again, by the names they had.
    pub(crate) closed: Vec<String>,
    /// The same stories as they are now.
    pub(crate) stories: Vec<NamedStory>,
    /// The facts of each, packed.
    pub(crate) facts: Vec<Vec<u8>>,
    /// The number of the next new fact.
    pub(crate) next_fact: u64,
    /// Hash of the input.
    pub(crate) input: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Location, Source};

    #[test]
    fn articles_come_back_as_they_were() {
        let article = Article {
            key: "a1".into(),
            source: Source::named("The Ledger"),
            published: "2023-09-11T08:00:00.5Z".parse().ok(),
            title: "Rare earths".into(),
            text: "Vietnam has the second-largest reserves of rare earths in the world.".into(),
            url: Some("https://ledger.example/1".into()),
            lang: None,
            location: Location { file: "day.jsonl".into(), record: 7, offset: 99 },
        };
        let known = Known {
            record: Record::of(&article),
            lang: Lang::from_code("en").expect("a known language"),
            page: Page::Article,
            print: Fingerprint::of(&article.text),
            rank: Some("3".into()),
            day: 19_611,
        };
        assert!(known.print.grams.len() > 5);
        assert_eq!(
            Known::decode("a1", &known.encode(), &mut Shared::default()).as_ref(),
            Some(&known)
        );
        assert_eq!(Known::decode("a1", &known.encode()[1..], &mut Shared::default()), None);
    }
}
