//! Articles sorted by day outside memory, for input that memory does not hold.
//!
//! One pass writes every article to the file of its day, in packed blocks; then any run of days can
//! be read as if it were an input of its own. Articles keep the places where they lay in the real
//! input. Undated ones have a file too; they come after all others.
//!
//! A file is blocks, each the length packed and the length raw (four bytes each, least first) and
//! the packed articles; an article is its length (four bytes) and its fields.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::Timestamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::fields::{Plan, RecordField};
use super::inputs::Inputs;
use super::packed::{PackedRecord, Shared};
use super::pass::pass;
use super::scan::{InputFile, Scan, gather, list};
use super::settings::{Filtered, Filters, Settings};
use super::settle::content_hash;
use super::store::Texts;
use super::tasks::{Files, lock};
use super::work::{Batch, Hand, LazyScratch, Work};
use crate::article::{Article, Rejected};
use crate::error::{Error, Result};

/// Raw bytes of a block.
const BLOCK: usize = 64 << 10;
/// Packs at 300 MB/s or so.
const LEVEL: i32 = 1;
/// No block is longer: no record is.
const LONGEST_BLOCK: usize = (1 << 31) + BLOCK;
const DAY: i64 = 86_400;

/// What lies in the file of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySize {
    /// Articles.
    pub articles: u64,
    /// Bytes of their fields.
    pub bytes: u64,
}

/// Articles on disk by day.
#[derive(Debug, Serialize, Deserialize)]
pub struct Spill {
    folder: PathBuf,
    /// By day since 1970-01-01; `None` for the undated, which come last.
    days: Vec<(Option<i64>, DaySize)>,
    /// Records that were not taken, in order of file and record.
    pub rejected: Vec<Rejected>,
    /// The files that were read, by name.
    pub inputs: Vec<InputFile>,
    /// Articles that the filters dropped.
    pub filtered: Filtered,
}

/// An article in a block.
#[derive(Serialize, Deserialize)]
struct Spilled<'a> {
    key: Cow<'a, str>,
    record: PackedRecord<'a>,
    text: Cow<'a, str>,
    rank: Option<Cow<'a, str>>,
}

/// Reads all inputs and writes every article that passes the filters to the file of its day in
/// `folder`, which must be empty. `progress` is told as in [`super::scan()`].
///
/// # Errors
/// As [`super::scan()`], if a sample is asked for, or if a file cannot be written.
pub fn spill(
    inputs: &Inputs,
    settings: &Settings,
    folder: &Path,
    progress: &(dyn Fn(u64, u64) -> Result<()> + Sync),
) -> Result<Spill> {
    settings.check()?;
    if let Some(sample) = settings.sample {
        let reason = "a sample is taken of what is in memory; it needs no limit";
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
        numbers: None,
        ranked: settings.fields.names(RecordField::Rank),
        each: |(): &mut (), article: &Article| article.clone(),
    };
    let writer = Writer::new(folder);
    let (left, _) = pass(&work, || (), |batch| writer.take(batch), progress)?;
    let (mut rejected, mut filtered) = (listing.rejected, Filtered::default());
    for batch in left {
        rejected.extend(batch.rejected);
        filtered.add(batch.filtered);
    }
    rejected.sort_unstable();
    let inputs = files.list.iter().map(InputFile::of).collect();
    Ok(Spill { folder: folder.to_path_buf(), days: writer.finish()?, rejected, inputs, filtered })
}

/// What stays of a batch.
struct Left {
    rejected: Vec<Rejected>,
    filtered: Filtered,
}

/// Writes articles to the files of their days.
struct Writer<'a> {
    folder: &'a Path,
    days: Mutex<BTreeMap<Option<i64>, Open>>,
}

/// The file of a day, being written.
#[derive(Default)]
struct Open {
    size: DaySize,
    /// What is not written yet.
    raw: Vec<u8>,
}

impl<'a> Writer<'a> {
    fn new(folder: &'a Path) -> Self {
        Self { folder, days: Mutex::default() }
    }

    fn take(&self, batch: Batch<Article>) -> Result<Left> {
        let Batch { products, ranks, rejected, filtered, .. } = batch;
        let mut ranks = ranks.into_iter();
        for article in products {
            let bytes = encode(&article, ranks.next().flatten().as_deref());
            self.put(article.published, &bytes)?;
        }
        Ok(Left { rejected, filtered })
    }

    fn put(&self, published: Option<Timestamp>, bytes: &[u8]) -> Result<()> {
        let day = published.map(|time| time.as_second().div_euclid(DAY));
        let full = {
            let mut days = lock(&self.days);
            let open = days.entry(day).or_default();
            open.size.articles += 1;
            open.size.bytes += bytes.len() as u64;
            open.raw.extend((bytes.len() as u32).to_le_bytes());
            open.raw.extend(bytes);
            if open.raw.len() < BLOCK {
                return Ok(());
            }
            std::mem::take(&mut open.raw)
        };
        self.write(day, &full)
    }

    /// Appends a block. A block is one write at the end of the file, so threads need not wait.
    fn write(&self, day: Option<i64>, raw: &[u8]) -> Result<()> {
        let path = file_of(self.folder, day);
        let written = || -> io::Result<()> {
            let packed = zstd::bulk::compress(raw, LEVEL)?;
            let mut block = Vec::with_capacity(packed.len() + 8);
            block.extend((packed.len() as u32).to_le_bytes());
            block.extend((raw.len() as u32).to_le_bytes());
            block.extend(packed);
            File::options().append(true).create(true).open(&path)?.write_all(&block)
        };
        written().map_err(|e| Error::io(&path, e))
    }

    fn finish(self) -> Result<Vec<(Option<i64>, DaySize)>> {
        let days = std::mem::take(&mut *lock(&self.days));
        let mut sizes = Vec::with_capacity(days.len());
        for (day, Open { size, raw }) in days {
            if !raw.is_empty() {
                self.write(day, &raw)?;
            }
            sizes.push((day, size));
        }
        sizes.sort_unstable_by_key(|(day, _)| (day.is_none(), *day));
        Ok(sizes)
    }
}

fn file_of(folder: &Path, day: Option<i64>) -> PathBuf {
    folder.join(day.map_or_else(|| "undated".into(), |day| format!("day{day}")))
}

fn encode(article: &Article, rank: Option<&str>) -> Vec<u8> {
    let spilled = Spilled {
        key: (&article.key).into(),
        record: PackedRecord::of_article(article),
        text: (&article.text).into(),
        rank: rank.map(Cow::from),
    };
    // Nothing in it can fail: no map without a length, no writer.
    postcard::to_stdvec(&spilled).unwrap_or_default()
}

fn decode(bytes: &[u8], shared: &mut Shared) -> Option<(Article, Option<Box<str>>)> {
    let Spilled { key, record, text, rank } = postcard::from_bytes(bytes).ok()?;
    let article = record.into_article(key.into_owned(), text.into_owned(), shared)?;
    Some((article, rank.map(|rank| rank.into_owned().into())))
}

impl Spill {
    /// The days in order with what lies in them; `None`, for undated articles, is the last.
    pub fn days(&self) -> &[(Option<i64>, DaySize)] {
        &self.days
    }

    /// One of which only the sizes are known.
    #[cfg(test)]
    pub(crate) fn of_days(days: Vec<(Option<i64>, DaySize)>) -> Self {
        Self {
            folder: PathBuf::new(),
            days,
            rejected: Vec::new(),
            inputs: Vec::new(),
            filtered: Filtered::default(),
        }
    }

    /// Reads some days, by their places among [`Spill::days`], as [`super::scan()`] reads an input.
    /// What was rejected and filtered is not told again.
    ///
    /// # Errors
    /// If a file can no longer be read, or the scratch file not be written.
    pub fn scan<W: Send, T: Send>(
        &self,
        days: std::ops::Range<usize>,
        settings: &Settings,
        new_worker: impl Fn() -> W + Sync,
        each: impl Fn(&mut W, &Article) -> T + Sync,
    ) -> Result<Scan<W, T>> {
        let scratch = LazyScratch::new(settings);
        let hands = Mutex::new(Vec::new());
        let files = self.days[days].iter().map(|(day, _)| file_of(&self.folder, *day));
        let blocks = files.zip(0..).flat_map(|(path, file)| {
            Blocks::of(path).zip(0..).map(move |(block, number)| ((file, number), block))
        });
        let step = |(at, block): ((usize, u64), Result<Vec<u8>>)| {
            let mut hand = lock(&hands).pop().unwrap_or_else(|| Hand::new(new_worker()));
            let batch = self.block(at, &block?, &mut hand, &scratch, &each)?;
            lock(&hands).push(hand);
            Ok(batch)
        };
        let batches: Vec<Batch<T>> = blocks.par_bridge().map(step).collect::<Result<_>>()?;
        let batches = vec![in_place_order(batches)];
        let settings = Settings { sample: None, ..settings.clone() };
        let plan = std::sync::Arc::new(Plan::new(&settings.fields));
        let scratch = scratch.into_inner();
        let mut scan = gather(batches, Vec::new(), &settings, |places| Texts {
            places,
            inputs: Vec::new(),
            plan,
            scratch,
        });
        let hands = hands.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        scan.workers = hands.into_iter().map(|hand| hand.worker).collect();
        Ok(scan)
    }

    /// The articles of a block.
    fn block<W, T>(
        &self,
        at: (usize, u64),
        raw: &[u8],
        hand: &mut Hand<W>,
        scratch: &LazyScratch,
        each: &(impl Fn(&mut W, &Article) -> T + Sync),
    ) -> Result<Batch<T>> {
        let damaged = || Error::format(&self.folder, 0, "a block is damaged");
        let mut batch = Batch::new((at.0, 0, at.1));
        let (mut rest, mut shared) = (raw, Shared::default());
        while let Some((length, after)) = rest.split_first_chunk() {
            let length = u32::from_le_bytes(*length) as usize;
            let (bytes, after) = after.split_at_checked(length).ok_or_else(damaged)?;
            rest = after;
            let (article, rank) = decode(bytes, &mut shared).ok_or_else(damaged)?;
            let content =
                content_hash(&article, xxh3_64(article.text.as_bytes()), &mut hand.buffer);
            batch.products.push(each(&mut hand.worker, &article));
            batch.places.push(hand.put(&article.text, scratch)?);
            batch.ranks.push(rank);
            batch.entries.records.push(article.into_record().0);
            batch.entries.contents.push(content);
        }
        hand.end_blocks(scratch, &mut batch.places)?;
        Ok(batch)
    }
}

/// All batches as one, in the order in which the articles lay in the input: threads have written
/// them as they came.
fn in_place_order<T>(batches: Vec<Batch<T>>) -> Batch<T> {
    let mut all = Batch::new((0, 0, 0));
    let mut rows: Vec<_> = Vec::new();
    for batch in batches {
        let entries = batch.entries.records.into_iter().zip(batch.entries.contents);
        rows.extend(entries.zip(batch.places).zip(batch.products).zip(batch.ranks));
    }
    rows.sort_unstable_by(|((((a, x), _), _), _), ((((b, y), _), _), _)| {
        (a.location(), a.key(), x).cmp(&(b.location(), b.key(), y))
    });
    for ((((record, content), place), product), rank) in rows {
        all.ranks.push(rank);
        all.entries.records.push(record);
        all.entries.contents.push(content);
        all.places.push(place);
        all.products.push(product);
    }
    all
}

/// The blocks of a file, unpacked.
struct Blocks {
    path: PathBuf,
    file: Option<io::Result<BufReader<File>>>,
}

impl Blocks {
    fn of(path: PathBuf) -> Self {
        let file = Some(File::open(&path).map(BufReader::new));
        Self { path, file }
    }

    fn read(file: &mut BufReader<File>) -> io::Result<Option<Vec<u8>>> {
        let mut lengths = [0; 8];
        match file.read_exact(&mut lengths[..1]) {
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        file.read_exact(&mut lengths[1..])?;
        let length = |at: usize| {
            let bytes = [lengths[at], lengths[at + 1], lengths[at + 2], lengths[at + 3]];
            u32::from_le_bytes(bytes) as usize
        };
        if length(4) > LONGEST_BLOCK {
            return Err(io::Error::other("a block is too long"));
        }
        let mut packed = vec![0; length(0)];
        file.read_exact(&mut packed)?;
        zstd::bulk::decompress(&packed, length(4)).map(Some)
    }
}

impl Iterator for Blocks {
    type Item = Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.file.take()?.and_then(|mut file| {
            let block = Self::read(&mut file)?;
            self.file = block.is_some().then_some(Ok(file));
            Ok(block)
        });
        read.map_err(|e| Error::io(&self.path, e)).transpose()
    }
}

/// Removes the files of a spill.
///
/// # Errors
/// If the system refuses.
pub fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Error::io(folder, e)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_gone_says_why() {
        let root = tempfile::tempdir().expect("a folder");
        let mut blocks = Blocks::of(file_of(root.path(), Some(7)));
        let reason = blocks.next().expect("a reason").expect_err("no such file").to_string();
        assert!(reason.contains("day7") && reason.contains("No such file"), "{reason}");
        assert!(blocks.next().is_none());
    }
}
