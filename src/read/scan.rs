//! The one pass over the input: every article seen once, in parallel, with its text in memory.
//!
//! What the threads find is put in the order of file and record afterwards, so nothing depends on
//! which of them was faster.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fields::RecordField;
use super::inputs::{Inputs, Listing};
use super::pass::pass;
use super::sampler::Sampler;
use super::settings::{Filtered, Filters, Settings};
use super::settle::{Entries, Settled, settle};
use super::store::{Place, Texts};
use super::tasks::{Files, InputState};
use super::work::{Batch, LazyScratch, Work};
use crate::article::{Article, Corpus, Rejected};
use crate::error::{Error, Result};

/// What a pass leaves.
pub struct Scan<W, T> {
    /// The articles.
    pub corpus: Corpus,
    /// What `each` made of them, by [`crate::article::ArticleId`].
    pub products: Vec<T>,
    /// The workers, in no particular order.
    pub workers: Vec<W>,
    /// The files that were read, by name.
    pub inputs: Vec<InputFile>,
    /// Articles that the filters dropped.
    pub filtered: Filtered,
    /// The store of the corpus.
    #[cfg(feature = "state")]
    pub(crate) texts: Arc<Texts>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Relative to its argument; `-` for standard input.
    pub name: String,
    /// Where it lies; `None` for what can be read but once.
    pub path: Option<PathBuf>,
    /// Bytes read, packed as they lie on disk.
    pub bytes: u64,
    /// xxh3 (64 bits) of these bytes.
    pub fingerprint: u64,
}

impl InputFile {
    pub(super) fn of(file: &InputState) -> Self {
        let (bytes, fingerprint) = (file.meter.bytes(), file.meter.fingerprint());
        let path = file.found.origin.file().map(Path::to_path_buf);
        Self { name: file.found.name.to_string(), path, bytes, fingerprint }
    }
}

/// Reads all inputs and calls `each` with every article that passes the filters.
///
/// `each` is called while the text is in memory; afterwards the text is only in the corpus's
/// store. Its product stays with the article. A worker is scratch space for one thread at a time
/// (caches, buffers): it must not carry anything from one article to the next that shows in a
/// product, and must not count articles. For `each` also sees articles that turn out to repeat
/// another one or not to be in the sample; their products are dropped. An article that gets
/// another key in the end (`ID~` and a hash) is seen under the first.
///
/// `progress` is called now and then, from any thread, with the bytes (as on disk) and articles
/// so far; an error of its own ends the pass.
///
/// # Errors
/// A setting out of range, an argument that cannot be read, no file at all, or a scratch file that
/// cannot be written. Broken records and files are rows in [`Corpus::rejected`].
pub fn scan<W: Send, T: Send>(
    inputs: &Inputs,
    settings: &Settings,
    new_worker: impl Fn() -> W + Sync,
    each: impl Fn(&mut W, &Article) -> T + Sync,
    progress: &(dyn Fn(u64, u64) -> Result<()> + Sync),
) -> Result<Scan<W, T>> {
    settings.check()?;
    let listing = list(inputs)?;
    let mut files = Files::new(listing.files, settings);
    let work = Work {
        files: &files,
        filters: Filters::new(settings),
        sampler: settings.sample.map(Sampler::new),
        scratch: LazyScratch::new(settings),
        stores: true,
        numbers: None,
        ranked: settings.fields.names(RecordField::Rank),
        each,
    };
    let trimmed = |mut batch: Batch<T>| {
        batch.trim();
        Ok(batch)
    };
    let (batches, workers) = pass(&work, new_worker, trimmed, progress)?;
    let (plan, scratch) = (files.plan.clone(), work.scratch.into_inner());
    let mut scan = gather(batches, listing.rejected, settings, |places| Texts {
        places,
        inputs: files.list.iter_mut().map(|file| file.plain.take()).collect(),
        plan,
        scratch,
    });
    scan.workers = workers;
    scan.inputs = files.list.iter().map(InputFile::of).collect();
    Ok(scan)
}

/// The files of the inputs.
///
/// # Errors
/// If an argument cannot be read, or there is no file at all.
pub(super) fn list(inputs: &Inputs) -> Result<Listing> {
    let listing = inputs.list()?;
    if listing.files.is_empty() && listing.rejected.is_empty() {
        let reason = "no file was found".into();
        return Err(Error::NoInput { inputs: inputs.describe(), reason });
    }
    Ok(listing)
}

/// Puts what the threads found in order.
pub(super) fn gather<W, T>(
    mut batches: Vec<Batch<T>>,
    mut rejected: Vec<Rejected>,
    settings: &Settings,
    store: impl FnOnce(Vec<Place>) -> Texts,
) -> Scan<W, T> {
    batches.sort_unstable_by_key(|batch| batch.at);
    let mut filtered = Filtered::default();
    let articles = batches.iter().map(|batch| batch.products.len()).sum();
    let mut entries =
        Entries { records: Vec::with_capacity(articles), contents: Vec::with_capacity(articles) };
    let (mut places, mut products) = (Vec::with_capacity(articles), Vec::with_capacity(articles));
    let mut ranks = Vec::new();
    for batch in batches {
        entries.records.extend(batch.entries.records);
        entries.contents.extend(batch.entries.contents);
        places.extend(batch.places);
        products.extend(batch.products);
        ranks.extend(batch.ranks);
        rejected.extend(batch.rejected);
        filtered.add(batch.filtered);
    }
    let Settled { records, arrangement, input_order, renamed, repeated, unsampled } =
        settle(entries, settings.sample);
    filtered.sample += unsampled;
    rejected.extend(renamed);
    rejected.sort_unstable();
    let (places, products) = (arrangement.arrange(places), arrangement.arrange(products));
    let texts = Arc::new(store(places));
    let store = Box::new(texts.clone());
    let mut corpus = Corpus::new(records, input_order, store, rejected, repeated);
    if ranks.iter().any(Option::is_some) {
        corpus = corpus.with_ranks(arrangement.arrange(ranks));
    }
    Scan {
        corpus,
        products,
        workers: Vec::new(),
        inputs: Vec::new(),
        filtered,
        #[cfg(feature = "state")]
        texts,
    }
}
