//! One thread's work on one task: records to articles, articles to what is kept of them.

use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

use xxhash_rust::xxh3::xxh3_64;

use super::draft::Draft;
use super::outlet::{self, Outlets};
use super::piece::{Cut, Piece};
use super::record::{Raw, records, row, told};
use super::sampler::Sampler;
use super::scratch::{BlockWriter, Scratch};
use super::settings::{Filtered, Filters, Settings};
use super::settle::{Entries, content_hash};
use super::store::Place;
use super::tasks::{Files, Kind, Task, lock};
use crate::article::{Article, Location, Rejected};
use crate::error::{Error, Result};

/// What one thread works with.
pub(crate) struct Hand<W> {
    pub worker: W,
    draft: Draft,
    outlets: Outlets,
    blocks: BlockWriter,
    /// For content hashes.
    pub buffer: Vec<u8>,
}

impl<W> Hand<W> {
    pub fn new(worker: W) -> Self {
        Self {
            worker,
            draft: Draft::default(),
            outlets: Outlets::default(),
            blocks: BlockWriter::default(),
            buffer: Vec::new(),
        }
    }

    /// Puts a text into the scratch file; the number of its block is local until
    /// [`Hand::end_blocks`].
    pub fn put(&mut self, text: &str, scratch: &LazyScratch) -> Result<Place> {
        if text.is_empty() {
            return Ok(Place::Nowhere);
        }
        let place = self.blocks.put(text, scratch.get()?);
        place.map(Place::Block).map_err(|e| scratch.error(e))
    }

    /// Gives the blocks of places their real numbers.
    pub fn end_blocks(&mut self, scratch: &LazyScratch, places: &mut [Place]) -> Result<()> {
        if !places.iter().any(|place| matches!(place, Place::Block(_))) {
            return Ok(());
        }
        let numbers = self.blocks.finish(scratch.get()?).map_err(|e| scratch.error(e))?;
        for place in places {
            if let Place::Block(place) = place {
                place.block = numbers[place.block as usize];
            }
        }
        Ok(())
    }
}

/// What one task yields.
pub(crate) struct Batch<T> {
    /// Number of the file, of the member in it and of the first record: batches are put in this
    /// order.
    pub at: (usize, u64, u64),
    pub entries: Entries,
    /// Where the body of each entry lies.
    pub places: Vec<Place>,
    /// What was made of each entry.
    pub products: Vec<T>,
    /// The field that copies are kept by, of each entry; empty unless it is asked for.
    pub ranks: Vec<Option<Box<str>>>,
    pub rejected: Vec<Rejected>,
    pub filtered: Filtered,
}

impl<T> Batch<T> {
    pub fn new(at: (usize, u64, u64)) -> Self {
        Self {
            at,
            entries: Entries::default(),
            places: Vec::new(),
            products: Vec::new(),
            ranks: Vec::new(),
            rejected: Vec::new(),
            filtered: Filtered::default(),
        }
    }

    /// Gives back the room for entries that did not come: batches wait for each other.
    pub fn trim(&mut self) {
        self.entries.records = exact(std::mem::take(&mut self.entries.records));
        self.entries.contents = exact(std::mem::take(&mut self.entries.contents));
        self.places = exact(std::mem::take(&mut self.places));
        self.products = exact(std::mem::take(&mut self.products));
        self.ranks = exact(std::mem::take(&mut self.ranks));
    }
}

/// Moved to a place of its length: some allocators leave a block that is cut short as long as it was.
fn exact<X>(items: Vec<X>) -> Vec<X> {
    let mut moved = Vec::with_capacity(items.len());
    moved.extend(items);
    moved
}

/// The scratch file, made when it is first needed.
pub(crate) struct LazyScratch {
    /// The file, or the folder of a nameless one.
    path: PathBuf,
    is_named: bool,
    made: OnceLock<Scratch>,
    making: Mutex<()>,
}

impl LazyScratch {
    pub fn new(settings: &Settings) -> Self {
        let (is_named, named) = (settings.texts.is_some(), settings.texts.clone());
        let path = named.unwrap_or_else(|| settings.scratch_folder());
        Self { path, is_named, made: OnceLock::new(), making: Mutex::new(()) }
    }

    fn get(&self) -> Result<&Scratch> {
        let _one_at_a_time = lock(&self.making);
        if self.made.get().is_none() {
            let create = if self.is_named { Scratch::named } else { Scratch::create };
            let scratch = create(&self.path).map_err(|e| self.error(e))?;
            drop(self.made.set(scratch));
        }
        Ok(self.made.get().expect("made above"))
    }

    fn error(&self, error: std::io::Error) -> Error {
        Error::io(&self.path, error)
    }

    pub fn into_inner(self) -> Option<Scratch> {
        self.made.into_inner()
    }
}

/// What all threads share.
pub(crate) struct Work<'a, E> {
    pub files: &'a Files<'a>,
    pub filters: Filters,
    pub sampler: Option<Sampler>,
    pub scratch: LazyScratch,
    /// Texts that cannot be read again are kept in the scratch file.
    pub stores: bool,
    /// What stands for the numbers of records, which count from 1; past their end, these stay.
    pub numbers: Option<&'a [u64]>,
    /// The field that copies are kept by is noted.
    pub ranked: bool,
    pub each: E,
}

impl<E> Work<'_, E> {
    /// Does a task.
    ///
    /// # Errors
    /// If the scratch file cannot be written.
    pub fn run<W, T>(&self, task: Task, hand: &mut Hand<W>) -> Result<Batch<T>>
    where
        E: Fn(&mut W, &Article) -> T,
    {
        match task {
            Task::Whole(file) => {
                let mut batch = Batch::new((file, 0, 0));
                match self.files.open(file) {
                    Err(reason) => batch.rejected.push(self.refused(file, reason)),
                    Ok(mut open) => {
                        while let Some((kind, cut)) = open.next(|| self.files.buffer()) {
                            self.cut(&kind, cut, hand, &mut batch)?;
                        }
                    }
                }
                Ok(batch)
            }
            Task::Part(kind, cut) => {
                let mut batch = Batch::new((kind.file, kind.member, cut.record()));
                self.cut(&kind, cut, hand, &mut batch)?;
                Ok(batch)
            }
            Task::Refused(file, reason) => {
                let mut batch = Batch::new((file, 0, 0));
                batch.rejected.push(self.refused(file, reason));
                Ok(batch)
            }
        }
    }

    fn cut<W, T>(&self, kind: &Kind, cut: Cut, hand: &mut Hand<W>, out: &mut Batch<T>) -> Result<()>
    where
        E: Fn(&mut W, &Article) -> T,
    {
        match cut {
            Cut::Piece(piece) => {
                self.piece(kind, &piece, hand, out)?;
                self.files.give_back(piece.bytes);
            }
            other => out.rejected.extend(told(kind, &other, |record| self.number(record))),
        }
        Ok(())
    }

    /// The number that a record is known by.
    fn number(&self, record: u64) -> u64 {
        let at = usize::try_from(record).ok().and_then(|record| record.checked_sub(1));
        let known = self.numbers.zip(at).and_then(|(numbers, at)| numbers.get(at));
        known.copied().unwrap_or(record)
    }

    fn piece<W, T>(
        &self,
        kind: &Kind,
        piece: &Piece,
        hand: &mut Hand<W>,
        out: &mut Batch<T>,
    ) -> Result<()>
    where
        E: Fn(&mut W, &Article) -> T,
    {
        let stores = self.stores && !kind.by_offset;
        let first = out.places.len();
        out.filtered.no_page += piece.passed_over;
        for (record, offset, range) in records(kind.format.unit(), piece) {
            let record = self.number(record);
            let (bytes, head) = (&piece.bytes[range], &piece.head);
            self.record(&Raw { kind, record, offset, bytes, head }, stores, hand, out)?;
        }
        if stores {
            hand.end_blocks(&self.scratch, &mut out.places[first..])?;
        }
        Ok(())
    }

    fn record<W, T>(
        &self,
        raw: &Raw<'_>,
        stores: bool,
        hand: &mut Hand<W>,
        out: &mut Batch<T>,
    ) -> Result<()>
    where
        E: Fn(&mut W, &Article) -> T,
    {
        hand.draft.clear();
        if !raw.read(self.files, &mut hand.draft, &mut out.rejected) {
            return Ok(());
        }
        let Some(article) = self.article(raw, hand, &mut out.filtered) else { return Ok(()) };
        let hash = xxh3_64(article.text.as_bytes());
        let content = content_hash(&article, hash, &mut hand.buffer);
        let product = (self.each)(&mut hand.worker, &article);
        let place = if stores {
            hand.put(&article.text, &self.scratch)?
        } else if article.text.is_empty() {
            Place::Nowhere
        } else {
            place(raw, hash)
        };
        if self.ranked {
            out.ranks.push(hand.draft.rank.get().map(Into::into));
        }
        let (record, text) = article.into_record();
        hand.draft.put_text_back(text);
        out.entries.records.push(record);
        out.entries.contents.push(content);
        out.places.push(place);
        out.products.push(product);
        Ok(())
    }

    /// The article of the draft, unless a filter drops it.
    fn article<W>(
        &self,
        raw: &Raw<'_>,
        hand: &mut Hand<W>,
        filtered: &mut Filtered,
    ) -> Option<Article> {
        let file = &raw.kind.name;
        let draft = &mut hand.draft;
        let key = match draft.id.get() {
            Some(id) => id.to_owned(),
            None => format!("{file}#{}", raw.record),
        };
        let source = hand.outlets.of(draft.source.get(), draft.url.get(), &key);
        let lang = draft.lang.get().and_then(outlet::language);
        if !self.filters.pass(draft.published(), lang.as_deref(), &source, filtered) {
            return None;
        }
        if self.sampler.as_ref().is_some_and(|sampler| !sampler.admits(&key)) {
            filtered.sample += 1;
            return None;
        }
        Some(Article {
            key,
            source,
            published: draft.published(),
            title: draft.title.get().unwrap_or_default().to_owned(),
            url: draft.url.get().map(str::to_owned),
            lang,
            location: Location { file: file.clone(), record: raw.record, offset: raw.offset },
            text: draft.take_text(),
        })
    }

    /// A row about an input file as a whole.
    fn refused(&self, file: usize, reason: String) -> Rejected {
        row(&self.files.list[file].found.name, None, reason)
    }
}

/// Where the body of a record that can be read again lies.
fn place(raw: &Raw<'_>, hash: u64) -> Place {
    let (file, length) = (raw.kind.file as u32, raw.bytes.len() as u32);
    Place::File { file, offset: raw.offset, length, hash }
}
