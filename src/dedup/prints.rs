//! The fingerprints of a run: what is looked at often in memory, the grams on shelves.
//!
//! Grams are only needed once more, when the index is made, and they are the largest thing that a
//! reading pass leaves. Each thread puts them on shelves by their highest bits, each gram with the
//! number of its text: in memory as long as they are few, then in a nameless file that vanishes
//! with the process. The index is made shelf by shelf, so each is read back once.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::fingerprint::Fingerprint;
use crate::error::{Error, Result};
use crate::read::positioned::Positioned;

/// Highest bits of a gram, which tell its shelf.
const SHELF_BITS: u32 = 8;
/// Shelves of a run.
pub(super) const SHELVES: usize = 1 << SHELF_BITS;
/// Bits of a gram that the grams of one shelf differ in.
pub(super) const OWN_BITS: u32 = u32::BITS - SHELF_BITS;
/// Postings of a shelf that are worth a write.
const WRITTEN: usize = 1 << 10;
/// Postings that one thread holds before it writes those of its fuller shelves; more than stand on
/// shelves that are not worth a write.
const HELD: usize = 2 * SHELVES * WRITTEN;
/// Bytes of a posting.
const POSTING_BYTES: usize = size_of::<u64>();
/// The number of a text that is left out.
const LEFT_OUT: u32 = u32::MAX;

/// What stays in memory of a fingerprint.
#[derive(Debug, Clone, Copy, Default)]
pub struct Print {
    /// As [`Fingerprint::exact`].
    pub exact: u64,
    /// As [`Fingerprint::words`].
    pub words: u32,
    /// How many grams it keeps.
    pub(super) grams: u32,
    /// How many of them it would keep if it were of a long text.
    pub(super) sampled: u32,
    /// Who wrote it, and how many that one had written before.
    writer: u32,
    number: u32,
}

impl Print {
    /// Of a text whose grams are elsewhere.
    pub fn bare(exact: u64, words: u32) -> Self {
        Self { exact, words, ..Self::default() }
    }
}

/// Takes in the grams of one thread's texts.
pub struct PrintWriter {
    number: u32,
    folder: PathBuf,
    texts: u32,
    /// Postings `gram << 32 | number of the text`, by shelf.
    shelves: Vec<Vec<u64>>,
    held: usize,
    file: Option<File>,
    written: u64,
    /// What was written of each shelf.
    pieces: Vec<Vec<Piece>>,
    failed: Option<io::Error>,
}

/// Postings in a file: where they begin, in bytes, and how many they are.
#[derive(Clone, Copy)]
struct Piece {
    at: u64,
    postings: u32,
}

impl PrintWriter {
    /// The `number`th of a run, counted from 0; `folder` is for its file.
    pub fn new(number: u32, folder: PathBuf) -> Self {
        Self {
            number,
            folder,
            texts: 0,
            shelves: vec![Vec::new(); SHELVES],
            held: 0,
            file: None,
            written: 0,
            pieces: vec![Vec::new(); SHELVES],
            failed: None,
        }
    }

    /// Takes in a fingerprint. A write that fails is told by [`Prints::new`].
    pub fn put(&mut self, print: &Fingerprint) -> Print {
        let number = self.texts;
        self.texts += 1;
        for &gram in &print.grams {
            let posting = u64::from(gram) << 32 | u64::from(number);
            self.shelves[(gram >> OWN_BITS) as usize].push(posting);
        }
        self.held += print.grams.len();
        if self.held >= HELD
            && let Err(error) = self.write_out(WRITTEN)
        {
            self.failed.get_or_insert(error);
        }
        let grams = print.grams.len() as u32;
        let sampled = if print.complete { print.sampled().count() as u32 } else { grams };
        let Fingerprint { exact, words, .. } = *print;
        Print { exact, words, grams, sampled, writer: self.number, number }
    }

    /// Writes the shelves that hold `fewest` postings or more.
    fn write_out(&mut self, fewest: usize) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile_in(&self.folder)?),
        };
        let mut bytes = Vec::new();
        for (shelf, pieces) in self.shelves.iter_mut().zip(&mut self.pieces) {
            if shelf.len() < fewest {
                continue;
            }
            bytes.clear();
            bytes.extend(shelf.iter().flat_map(|posting| posting.to_le_bytes()));
            file.write_all(&bytes)?;
            pieces.push(Piece { at: self.written, postings: shelf.len() as u32 });
            self.written += bytes.len() as u64;
            self.held -= shelf.len();
            shelf.clear();
        }
        Ok(())
    }

    fn finish(self) -> Result<Shelved> {
        if let Some(error) = self.failed {
            return Err(Error::io(&self.folder, error));
        }
        let Self { texts, shelves, file, pieces, folder, .. } = self;
        Ok(Shelved { texts, shelves, file: file.map(Positioned::new), pieces, folder })
    }
}

/// What one thread left.
struct Shelved {
    texts: u32,
    shelves: Vec<Vec<u64>>,
    file: Option<Positioned>,
    pieces: Vec<Vec<Piece>>,
    /// For messages.
    folder: PathBuf,
}

impl Shelved {
    /// Calls `each` with the postings of a shelf; `bytes` is only there to be used again.
    fn read(&self, shelf: usize, bytes: &mut Vec<u8>, mut each: impl FnMut(u64)) -> Result<()> {
        if let Some(file) = &self.file {
            for piece in &self.pieces[shelf] {
                bytes.resize(piece.postings as usize * POSTING_BYTES, 0);
                file.read(bytes, piece.at).map_err(|e| Error::io(&self.folder, e))?;
                bytes.as_chunks().0.iter().for_each(|posting| each(u64::from_le_bytes(*posting)));
            }
        }
        self.shelves[shelf].iter().for_each(|posting| each(*posting));
        Ok(())
    }
}

/// The fingerprints of a run.
pub struct Prints {
    /// By [`ArticleId`](crate::article::ArticleId).
    pub list: Vec<Print>,
    /// By number of the writer.
    shelved: Vec<Shelved>,
    /// For files.
    folder: PathBuf,
}

impl Prints {
    /// What the threads of a pass took in.
    ///
    /// # Errors
    /// If a file could not be written.
    pub fn new(list: Vec<Print>, mut writers: Vec<PrintWriter>) -> Result<Self> {
        writers.sort_unstable_by_key(|writer| writer.number);
        let folder = writers.first().map_or_else(std::env::temp_dir, |w| w.folder.clone());
        let shelved = writers.into_iter().map(PrintWriter::finish).collect::<Result<_>>()?;
        Ok(Self { list, shelved, folder })
    }

    /// Where what does not stay in memory is written.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The same grams under other numbers of their texts: for each position the place among the
    /// list; `None` stands for texts that are left out.
    pub(super) fn numbered(&self, positions: &[Option<u32>]) -> Numbered<'_> {
        let none = |shelved: &Shelved| vec![LEFT_OUT; shelved.texts as usize];
        let mut numbers: Vec<Vec<u32>> = self.shelved.iter().map(none).collect();
        for (position, print) in (0..).zip(positions) {
            if let Some(print) = print.map(|print| &self.list[print as usize]) {
                numbers[print.writer as usize][print.number as usize] = position;
            }
        }
        Numbered { prints: self, numbers }
    }
}

/// Grams under the positions of their texts.
pub(super) struct Numbered<'a> {
    prints: &'a Prints,
    /// By writer, by number of the text.
    numbers: Vec<Vec<u32>>,
}

impl Numbered<'_> {
    /// Adds the postings `gram << 32 | position` of a shelf, in no order; `bytes` is only there to
    /// be used again.
    ///
    /// # Errors
    /// If a file can no longer be read.
    pub fn read(&self, shelf: usize, bytes: &mut Vec<u8>, postings: &mut Vec<u64>) -> Result<()> {
        const TEXT: u64 = u32::MAX as u64;
        for (shelved, numbers) in self.prints.shelved.iter().zip(&self.numbers) {
            shelved.read(shelf, bytes, |posting| {
                let position = numbers[(posting & TEXT) as usize];
                if position != LEFT_OUT {
                    postings.push(posting & !TEXT | u64::from(position));
                }
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
impl Prints {
    /// The fingerprints of some texts, none written to a file.
    pub(super) fn of(prints: &[Fingerprint]) -> Self {
        let mut writer = PrintWriter::new(0, std::env::temp_dir());
        let list = prints.iter().map(|print| writer.put(print)).collect();
        Self::new(list, vec![writer]).expect("nothing is written")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_print_has_the_words_of_its_text() {
        let print = Print::bare(7, 3);
        assert_eq!((print.exact, print.words, print.grams), (7, 3, 0));
    }

    /// The grams of each text, read back shelf by shelf, so ascending.
    fn grams(prints: &Prints, positions: &[Option<u32>]) -> Vec<Vec<u32>> {
        let numbered = prints.numbered(positions);
        let mut read = vec![Vec::new(); positions.len()];
        for shelf in 0..SHELVES {
            let mut postings = Vec::new();
            numbered.read(shelf, &mut Vec::new(), &mut postings).expect("the files are there");
            postings.sort_unstable();
            for posting in postings {
                assert_eq!((posting >> (32 + OWN_BITS)) as usize, shelf);
                read[posting as u32 as usize].push((posting >> 32) as u32);
            }
        }
        read
    }

    #[test]
    fn what_two_threads_took_in_is_read_back_from_memory_and_from_files() {
        let text = |seed: usize| (0..200 + seed).map(|i| format!("own{seed}x{i} ")).collect();
        let texts: Vec<String> = (0..500).map(text).collect();
        let texts: Vec<Fingerprint> = texts.iter().map(|text| Fingerprint::of(text)).collect();
        for in_files in [false, true] {
            let mut writers = [0, 1].map(|number| PrintWriter::new(number, std::env::temp_dir()));
            let mut list = Vec::new();
            for (at, text) in texts.iter().enumerate() {
                let writer = &mut writers[usize::from(at % 3 == 1)];
                list.push(writer.put(text));
                if in_files && at % 7 == 0 {
                    writer.write_out(at % 2).expect("room for a file");
                }
            }
            let prints = Prints::new(list, writers.into()).expect("all was taken in");
            // Every fifth is left out, and the last comes first.
            let place = |at: u32| (!at.is_multiple_of(5)).then_some(at);
            let positions: Vec<Option<u32>> = (0..500).rev().map(place).collect();
            for (read, place) in grams(&prints, &positions).iter().zip(&positions) {
                let expected = place.map_or(&[][..], |at| &texts[at as usize].grams);
                assert_eq!(read, expected);
            }
        }
    }
}
