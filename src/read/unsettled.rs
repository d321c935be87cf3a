//! A pass over a part of an input: other parts may hold the same ids.

use super::fields::RecordField;
use super::inputs::Inputs;
use super::pass::pass;
use super::scan::list;
use super::settings::{Filtered, Filters, Settings};
use super::tasks::Files;
use super::work::{LazyScratch, Work};
use crate::article::{Article, Record, Rejected};
use crate::error::{Error, Result};

/// What a pass over a part of the input leaves: the records in order, ids not settled.
pub(crate) struct Unsettled<W, T> {
    pub records: Vec<Record>,
    /// Hashes of their contents.
    pub contents: Vec<u64>,
    /// What `each` made of them.
    pub products: Vec<T>,
    /// The field that copies are kept by, where it was asked for.
    pub ranks: Vec<Option<Box<str>>>,
    pub workers: Vec<W>,
    pub rejected: Vec<Rejected>,
    pub filtered: Filtered,
}

/// As [`super::scan()`], for a part of an input: no record is dropped or renamed for another's sake, and no
/// text is kept. `numbers` are those of the records, where they are not counted from 1.
pub(crate) fn unsettled<W: Send, T: Send>(
    inputs: &Inputs,
    settings: &Settings,
    numbers: Option<&[u64]>,
    new_worker: impl Fn() -> W + Sync,
    each: impl Fn(&mut W, &Article) -> T + Sync,
) -> Result<Unsettled<W, T>> {
    settings.check()?;
    if let Some(sample) = settings.sample {
        let reason = "a part of an input cannot tell what belongs to the sample";
        return Err(Error::setting("sample", sample.count, reason));
    }
    let listing = list(inputs)?;
    let files = Files::new(listing.files, settings);
    let work = Work {
        files: &files,
        filters: Filters::new(settings),
        sampler: None,
        scratch: LazyScratch::new(settings),
        stores: false,
        numbers,
        ranked: settings.fields.names(RecordField::Rank),
        each,
    };
    let (mut batches, workers) = pass(&work, new_worker, Ok, &|_, _| Ok(()))?;
    batches.sort_unstable_by_key(|batch| batch.at);
    let mut left = Unsettled {
        records: Vec::new(),
        contents: Vec::new(),
        products: Vec::new(),
        ranks: Vec::new(),
        workers,
        rejected: listing.rejected,
        filtered: Filtered::default(),
    };
    for batch in batches {
        left.ranks.extend(batch.ranks);
        left.records.extend(batch.entries.records);
        left.contents.extend(batch.entries.contents);
        left.products.extend(batch.products);
        left.rejected.extend(batch.rejected);
        left.filtered.add(batch.filtered);
    }
    left.ranks.resize(left.records.len(), None);
    left.rejected.sort_unstable();
    Ok(left)
}
