//! The reading pass as a checkpoint: the corpus, and what was counted of it.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::super::profile::Profiler;
use super::super::{Goal, Profiled};
use super::file::{Reader, Writer};
use crate::article::{ArticleId, Corpus, Rejected};
use crate::dedup::page_kind::Page;
use crate::read::{Filtered, InputFile, KeptStore, PackedRecord, Place, Settings, Shared, Texts};
use crate::text::language::Lang;
use crate::vector::terms::{Counted, Form, TermCounter};
use crate::vector::vocabulary::Interner;

/// A corpus, with what is known of each article by itself.
pub(super) struct Articles {
    pub(super) corpus: Corpus,
    pub(super) langs: Vec<Lang>,
    pub(super) pages: Vec<Page>,
    pub(super) inputs: Vec<InputFile>,
    pub(super) filtered: Filtered,
}

/// A record with its id, and what its copies are kept by.
type Fields = (String, PackedRecord<'static>, Option<Box<str>>);

/// Writes down a corpus; its texts lie in `store`.
pub(super) fn put_corpus(
    out: &mut Writer,
    corpus: &Corpus,
    (texts, store): (&Texts, &KeptStore),
    profiled: &Profiled,
) -> io::Result<()> {
    let fields = |id: u32| {
        let record = corpus.record(ArticleId(id));
        (record.key(), PackedRecord::of(record), corpus.rank(ArticleId(id)))
    };
    out.list((0..corpus.len() as u32).map(fields))?;
    out.list(corpus.input_order())?;
    out.list(&corpus.rejected)?;
    out.put(&corpus.repeated)?;
    out.list(profiled.langs.iter().map(|lang| lang.code()).zip(&profiled.pages))?;
    out.list(&profiled.inputs)?;
    out.put(&profiled.filtered)?;
    out.list(&texts.places)?;
    out.put(store)
}

/// Reads a corpus; its scratch file, if it has one, is `scratch`.
pub(super) fn corpus(file: &mut Reader, scratch: &Path, settings: &Settings) -> Option<Articles> {
    let mut shared = Shared::default();
    let record = |(key, packed, rank): Fields| Some((packed.into_record(key, &mut shared)?, rank));
    let (records, ranks): (Vec<_>, Vec<_>) = file.list(record)?.into_iter().unzip();
    let input_order: Vec<ArticleId> = file.list(Some)?;
    let rejected: Vec<Rejected> = file.list(Some)?;
    let repeated = file.get()?;
    let known = |(lang, page): (String, Page)| Some((Lang::from_code(&lang)?, page));
    let (langs, pages): (Vec<_>, Vec<_>) = file.list(known)?.into_iter().unzip();
    let (inputs, filtered) = (file.list(Some)?, file.get()?);
    let places: Vec<Place> = file.list(Some)?;
    let store: KeptStore = file.get()?;
    let counts = [input_order.len(), langs.len(), places.len()];
    if counts.iter().any(|count| *count != records.len()) {
        return None;
    }
    let texts = Box::new(store.open(places, scratch, &settings.fields)?);
    let corpus = Corpus::new(records, input_order, texts, rejected, repeated);
    let has_ranks = ranks.iter().any(Option::is_some);
    let corpus = if has_ranks { corpus.with_ranks(ranks) } else { corpus };
    Some(Articles { corpus, langs, pages, inputs, filtered })
}

/// Writes down the words of a corpus.
pub(super) fn put_words(out: &mut Writer, profiled: &Profiled) -> io::Result<()> {
    out.list(profiled.profiler.interner().stems())?;
    out.put(&profiled.workers.len())?;
    for worker in &profiled.workers {
        out.list(worker.forms())?;
    }
    out.list(&profiled.counted)
}

/// The words of a corpus, as the reading pass left them.
pub(super) struct Words {
    pub(super) profiler: Profiler,
    pub(super) workers: Vec<TermCounter>,
    pub(super) counted: Vec<Counted>,
}

/// Reads the words of a corpus.
pub(super) fn words(file: &mut Reader, goal: Goal, settings: &Settings) -> Option<Words> {
    let interner = Arc::new(Interner::of_stems(file.list(Some)?));
    let count: usize = file.get()?;
    let form = |(lang, hash, form): (String, u64, Form)| {
        let lang = Lang::from_code(&lang)?.code();
        Some((lang, hash, form))
    };
    let mut workers = Vec::new();
    for _ in 0..count {
        workers.push(TermCounter::with_forms(interner.clone(), file.list(form)?));
    }
    let counted = file.list(Some)?;
    let profiler = Profiler::after_pass(goal, settings.scratch.as_deref(), interner, count);
    Some(Words { profiler, workers, counted })
}
