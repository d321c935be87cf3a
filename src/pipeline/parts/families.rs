//! Texts that may be copies of each other, brought together.

use std::path::Path;

use super::row;
use crate::article::{ArticleId, Corpus};
use crate::dedup::parts::{Entry, Families, verify};
use crate::dedup::{self, parts};
use crate::error::Result;
use crate::read::{Shared, in_memory};

/// An article of a family.
#[derive(Debug, Clone)]
pub struct InFamily {
    /// Its number in the run.
    pub article: u32,
    /// Its place in keep order.
    pub position: u32,
    /// As [`super::Profiled::record`].
    pub record: Vec<u8>,
    /// Its text.
    pub text: String,
    /// Hash and number of its words.
    pub words: (u64, u32),
    /// What it was met by; of no use where another of the same words is kept first.
    pub entry: Entry,
}

/// Compares the candidates `pairs` (numbers of articles, the one that is kept first before the
/// other) of whole families; the bytes are for [`super::Lead::take_findings`].
///
/// # Errors
/// If a record is damaged, or an article of a pair is not there.
pub fn families(
    texts: Vec<InFamily>,
    pairs: &[(u32, u32)],
    settings: &dedup::Settings,
    scratch: &Path,
) -> Result<Vec<u8>> {
    let Gathered { numbers, corpus, words, entries, order } = Gathered::of(texts)?;
    let pairs = local(&numbers, pairs)?;
    let families = Families { corpus: &corpus, words: &words, entries, order, pairs };
    let findings = verify(families, settings, scratch)?;
    let global = |id: ArticleId| ArticleId(numbers[id.index()]);
    Ok(row::encode(&findings.renumbered(global)))
}

/// Compares pairs that may be rewrites; the bytes are for [`super::Lead::take_rewrites`].
///
/// # Errors
/// As [`families`].
pub fn rewrites(
    texts: Vec<InFamily>,
    pairs: &[(u32, u32)],
    settings: &dedup::Settings,
) -> Result<Vec<u8>> {
    let Gathered { numbers, corpus, .. } = Gathered::of(texts)?;
    let pairs = local(&numbers, pairs)?;
    let mut found = parts::rewrites(&corpus, &pairs, settings)?;
    for pair in &mut found {
        pair.a = ArticleId(numbers[pair.a.index()]);
        pair.b = ArticleId(numbers[pair.b.index()]);
    }
    Ok(row::encode(&found))
}

/// Pairs by their places among the articles that are there.
fn local(numbers: &[u32], pairs: &[(u32, u32)]) -> Result<Vec<(ArticleId, ArticleId)>> {
    let id = |article: u32| match numbers.binary_search(&article) {
        Ok(at) => Ok(ArticleId(at as u32)),
        Err(_) => Err(row::missing(article)),
    };
    pairs.iter().map(|&(a, b)| Ok((id(a)?, id(b)?))).collect()
}

/// Articles as a corpus of their own: by number, which is the order of their ids.
struct Gathered {
    /// The numbers of its articles, ascending.
    numbers: Vec<u32>,
    corpus: Corpus,
    words: Vec<(u64, u32)>,
    entries: Vec<Entry>,
    order: Vec<ArticleId>,
}

impl Gathered {
    fn of(mut texts: Vec<InFamily>) -> Result<Self> {
        texts.sort_unstable_by_key(|text| text.article);
        texts.dedup_by_key(|text| text.article);
        let mut order: Vec<ArticleId> = (0..texts.len() as u32).map(ArticleId).collect();
        order.sort_unstable_by_key(|id| texts[id.index()].position);
        let numbers = texts.iter().map(|text| text.article).collect();
        let mut shared = Shared::default();
        let (mut articles, mut words, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for InFamily { record, text, words: own, entry, .. } in texts {
            let record = row::decode_record(&record, &mut shared)?;
            articles.push((record, text));
            words.push(own);
            entries.push(entry);
        }
        Ok(Self { numbers, corpus: in_memory(articles), words, entries, order })
    }
}
