//! Known and new articles to one corpus.
//!
//! Articles are told by their ids, as within one reading (see [`crate::read`]): an id with the
//! content that is known is the known article again; with another content it becomes `ID~` and the
//! hash of that.

use hashbrown::HashSet;

use super::store::KnownTexts;
use super::stored::Known;
use crate::article::{ArticleId, Corpus, Record, Rejected, Source, TextStore};
use crate::error::Result;
use crate::read::content_hash_of;

/// Where an article of a joined corpus comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The state; its place among the known ones.
    Known(u32),
    /// The input; its number there.
    New(ArticleId),
}

/// Known and new articles together.
pub(crate) struct Joined {
    pub corpus: Corpus,
    /// By [`ArticleId`] of the corpus.
    pub origins: Vec<Origin>,
}

/// Joins the corpus of an input to what is known; `known` is sorted by key.
///
/// # Errors
/// If a text can no longer be read.
pub(crate) fn join(known: &[Known], texts: KnownTexts, new: Corpus) -> Result<Joined> {
    let mut join =
        Join { known, texts: &texts, new: &new, taken: HashSet::new(), renamed: Vec::new() };
    let (mut entries, mut again): (Vec<(Record, Origin)>, u64) = (Vec::new(), 0);
    for number in 0..new.len() as u32 {
        match join.place(ArticleId(number))? {
            Some(record) => entries.push((record, Origin::New(ArticleId(number)))),
            None => again += 1,
        }
    }
    let mut renamed = join.renamed;
    entries.extend(known.iter().zip(0..).map(|(k, at)| (k.record.clone(), Origin::Known(at))));
    entries.sort_unstable_by(|(a, _), (b, _)| a.key().cmp(b.key()));
    let (records, origins): (Vec<Record>, Vec<Origin>) = entries.into_iter().unzip();
    let input_order = input_order(known, &new, &origins);
    let mut rejected = new.rejected.clone();
    rejected.append(&mut renamed);
    rejected.sort_unstable();
    let ranks = ranks(known, &new, &origins);
    let repeated = new.repeated + again;
    let store = JoinedTexts { records: records.clone(), origins: origins.clone(), texts, new };
    let corpus = Corpus::new(records, input_order, Box::new(store), rejected, repeated);
    Ok(Joined { corpus: corpus.with_ranks(ranks), origins })
}

struct Join<'a> {
    known: &'a [Known],
    texts: &'a KnownTexts,
    new: &'a Corpus,
    /// Keys that were given to renamed articles.
    taken: HashSet<String>,
    renamed: Vec<Rejected>,
}

impl Join<'_> {
    /// The record of a new article under a key that nobody has; `None` if it is known.
    fn place(&mut self, id: ArticleId) -> Result<Option<Record>> {
        let record = self.new.record(id);
        let Some(at) = self.find(record.key()) else { return Ok(Some(record.clone())) };
        let content = content_hash_of(record, &self.new.text(id)?, record.key());
        if self.content(at, record.key())? == content {
            return Ok(None);
        }
        let mut key = format!("{}~{:08x}", record.key(), content >> 32);
        loop {
            match self.find(&key) {
                Some(at) if self.content(at, record.key())? == content => return Ok(None),
                Some(_) => {}
                None if self.new.find(&key).is_none() && self.taken.insert(key.clone()) => break,
                None => {}
            }
            key.push('~');
        }
        Ok(Some(self.rename(record, key)))
    }

    fn find(&self, key: &str) -> Option<usize> {
        self.known.binary_search_by(|known| known.record.key().cmp(key)).ok()
    }

    /// The hash of a known article's content, as it would be under another key.
    fn content(&self, at: usize, key: &str) -> Result<u64> {
        let record = &self.known[at].record;
        Ok(content_hash_of(record, &self.texts.text(record.key())?, key))
    }

    fn rename(&mut self, record: &Record, key: String) -> Record {
        self.renamed.push(Rejected {
            file: record.location().file.to_string(),
            record: Some(record.location().record),
            offset: Some(record.location().offset),
            reason: format!("the id {} has other content before; kept as {key}", record.key()),
        });
        let mut article = record.with_text(String::new());
        if article.source.is_unknown() {
            article.source = Source::unknown(&key);
        }
        article.key = key;
        Record::of(&article)
    }
}

/// Known ones by their day, then the new ones as they came.
fn input_order(known: &[Known], new: &Corpus, origins: &[Origin]) -> Vec<ArticleId> {
    let mut place = vec![u32::MAX; new.len()];
    new.input_order().iter().zip(0..).for_each(|(id, at)| place[id.index()] = at);
    let rank = |id: &ArticleId| match origins[id.index()] {
        Origin::Known(at) => (false, known[at as usize].day, id.0),
        Origin::New(number) => (true, 0, place[number.index()]),
    };
    let mut order: Vec<ArticleId> = (0..origins.len() as u32).map(ArticleId).collect();
    order.sort_unstable_by_key(rank);
    order
}

fn ranks(known: &[Known], new: &Corpus, origins: &[Origin]) -> Vec<Option<Box<str>>> {
    let rank = |origin: &Origin| match *origin {
        Origin::Known(at) => known[at as usize].rank.clone(),
        Origin::New(id) => new.rank(id).map(Box::from),
    };
    origins.iter().map(rank).collect()
}

/// The texts of both.
struct JoinedTexts {
    records: Vec<Record>,
    origins: Vec<Origin>,
    texts: KnownTexts,
    new: Corpus,
}

impl TextStore for JoinedTexts {
    fn text(&self, id: ArticleId) -> Result<String> {
        match self.origins[id.index()] {
            Origin::Known(_) => self.texts.text(self.records[id.index()].key()),
            Origin::New(number) => self.new.text(number),
        }
    }
}
