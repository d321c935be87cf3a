//! The reading pass: an article to its profile, so that its text can go.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::Goal;
use crate::article::{ArticleId, Corpus};
use crate::dedup::find::compared;
use crate::dedup::fingerprint::Fingerprint;
use crate::dedup::page_kind::{self, Page};
#[cfg(feature = "state")]
use crate::dedup::prints::Prints;
use crate::dedup::prints::{Print, PrintWriter};
use crate::error::Result;
use crate::text::language::{Lang, detect};
use crate::vector::terms::{Counted, TermCount, TermCounter, renumber};
use crate::vector::vocabulary::{Interner, Vocabulary};

/// What the reading pass keeps of an article.
pub(super) struct Profile {
    pub(super) page: Page,
    pub(super) lang: Lang,
    pub(super) print: Print,
    /// None where only copies are looked for.
    pub(super) counted: Option<Box<Counted>>,
}

/// What one thread of the pass works with.
pub(super) struct Worker {
    pub(super) prints: PrintWriter,
    pub(super) terms: TermCounter,
}

/// Makes profiles; shared by the threads of a pass.
pub(super) struct Profiler {
    /// Nothing but what copies are found by.
    copies_only: bool,
    interner: Arc<Interner>,
    /// For what does not stay in memory.
    scratch: PathBuf,
    /// Workers so far.
    workers: AtomicU32,
}

impl Profiler {
    /// For a run that has not begun; `scratch` is the folder for what does not stay in memory.
    pub(super) fn new(goal: Goal, scratch: Option<&Path>) -> Self {
        Self {
            copies_only: goal == Goal::Copies,
            interner: Arc::default(),
            scratch: scratch.map_or_else(std::env::temp_dir, Path::to_path_buf),
            workers: AtomicU32::new(0),
        }
    }

    /// For one thread.
    pub(super) fn worker(&self) -> Worker {
        let number = self.workers.fetch_add(1, Ordering::Relaxed);
        Worker {
            prints: PrintWriter::new(number, self.scratch.clone()),
            terms: TermCounter::new(self.interner.clone()),
        }
    }

    /// The profile of an article; `stated` is its language where the input says so.
    pub(super) fn profile(
        &self,
        worker: &mut Worker,
        title: &str,
        text: &str,
        stated: Option<&str>,
    ) -> Profile {
        let (print, page) = looked_at(title, text);
        let print = worker.prints.put(&print);
        if self.copies_only {
            return Profile { page, lang: Lang::default(), print, counted: None };
        }
        let (lang, counted) = counted(&mut worker.terms, title, text, stated);
        Profile { page, lang, print, counted: Some(Box::new(counted)) }
    }

    /// The profiles of all articles of a corpus, with the workers that made them.
    ///
    /// # Errors
    /// If a text can no longer be read.
    pub(super) fn profiles(&self, corpus: &Corpus) -> Result<(Vec<Profile>, Vec<Worker>)> {
        each_text(
            corpus,
            |_| self.worker(),
            |worker, id, text| {
                let record = corpus.record(id);
                self.profile(worker, record.title(), text, record.lang())
            },
        )
    }

    /// As after a pass with so many workers, whose words have these numbers.
    #[cfg(feature = "state")]
    pub(super) fn after_pass(
        goal: Goal,
        scratch: Option<&Path>,
        interner: Arc<Interner>,
        workers: usize,
    ) -> Self {
        let workers = AtomicU32::new(workers as u32);
        Self { interner, workers, ..Self::new(goal, scratch) }
    }

    /// The provisional numbers of stems.
    #[cfg(feature = "state")]
    pub(super) fn interner(&self) -> &Interner {
        &self.interner
    }

    /// Ends the pass: the vocabulary, with `counts` renumbered to it.
    pub(super) fn finish(
        self,
        workers: Vec<TermCounter>,
        counts: &mut [Box<[TermCount]>],
    ) -> Vocabulary {
        let forms: Vec<_> = workers.into_iter().flat_map(TermCounter::into_forms).collect();
        let Ok(interner) = Arc::try_unwrap(self.interner) else {
            unreachable!("every worker was consumed")
        };
        let mut frequencies: Vec<u32> = Vec::new();
        for count in counts.iter().flat_map(|counts| counts.iter()) {
            let term = count.term as usize;
            if term >= frequencies.len() {
                frequencies.resize(term + 1, 0);
            }
            frequencies[term] += 1;
        }
        let frequency = |number: u32| frequencies.get(number as usize).copied().unwrap_or(0);
        let (mut vocabulary, ids) = interner.finish(frequency);
        counts.par_iter_mut().for_each(|counts| renumber(counts, &ids));
        let named = |(term, form, count): (u32, Box<str>, u32)| (ids[term as usize], form, count);
        vocabulary.set_forms(forms.into_iter().map(named).collect());
        vocabulary
    }
}

/// The fingerprints of a corpus of which the profiles are gone; `scratch` is the folder for what
/// does not stay in memory.
///
/// # Errors
/// If a text can no longer be read, or a fingerprint not be written down.
#[cfg(feature = "state")]
pub(super) fn prints_again(corpus: &Corpus, scratch: Option<&Path>) -> Result<Prints> {
    let folder = scratch.map_or_else(std::env::temp_dir, Path::to_path_buf);
    let writer = |number: usize| PrintWriter::new(number as u32, folder.clone());
    let (list, writers) = each_text(corpus, writer, |writer, id, text| {
        writer.put(&Fingerprint::of(compared(corpus.record(id).title(), text)))
    })?;
    Prints::new(list, writers)
}

/// What `make` makes of the text of each article, in their order, with the workers, one a thread.
fn each_text<W: Send, T: Send>(
    corpus: &Corpus,
    worker: impl Fn(usize) -> W + Sync,
    make: impl Fn(&mut W, ArticleId, &str) -> T + Sync,
) -> Result<(Vec<T>, Vec<W>)> {
    /// Texts read at a time.
    const AT_ONCE: usize = 256;
    let ids: Vec<ArticleId> = (0..corpus.len() as u32).map(ArticleId).collect();
    let share = ids.len().div_ceil(rayon::current_num_threads()).max(1);
    let of_thread = |(number, ids): (usize, &[ArticleId])| {
        let (mut worker, mut list) = (worker(number), Vec::with_capacity(ids.len()));
        for ids in ids.chunks(AT_ONCE) {
            let texts = ids.iter().zip(corpus.texts(ids)?);
            list.extend(texts.map(|(id, text)| make(&mut worker, *id, &text)));
        }
        Ok((list, worker))
    };
    let made = ids.par_chunks(share).enumerate().map(of_thread).collect::<Result<Vec<_>>>()?;
    let (lists, workers): (Vec<_>, Vec<_>) = made.into_iter().unzip();
    Ok((lists.into_iter().flatten().collect(), workers))
}

/// What the copies of a text are found by, and what kind of page it is.
pub(super) fn looked_at(title: &str, text: &str) -> (Fingerprint, Page) {
    (Fingerprint::of(compared(title, text)), page_kind::of(title, text))
}

/// The language of a text, as the input states it or as it looks, and its words.
pub(super) fn counted(
    terms: &mut TermCounter,
    title: &str,
    text: &str,
    stated: Option<&str>,
) -> (Lang, Counted) {
    let stated = stated.and_then(Lang::from_code);
    let lang = stated.unwrap_or_else(|| detect(compared(title, text)));
    (lang, terms.count(title, text, lang.code()))
}
