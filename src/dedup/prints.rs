//! The fingerprints of a run: what is looked at often in memory, the grams in files.
//!
//! Grams are only needed once more, when the index is made, and they are the largest thing that a
//! reading pass leaves. Each thread writes them down one text after the other, to memory as long as
//! they are few, then to a nameless file that vanishes with the process. They are read back from
//! front to end, as often as the index is made in parts.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::fingerprint::Fingerprint;
use crate::error::{Error, Result};
use crate::read::positioned::Positioned;

/// Bytes of a gram.
const GRAM_BYTES: usize = size_of::<u32>();
/// Bytes that one thread holds before it writes them to its file.
const HELD: usize = 4 << 20;
/// Bytes that are read at a time.
const WINDOW: usize = 1 << 18;

/// What stays in memory of a fingerprint.
#[derive(Debug, Clone, Copy, Default)]
pub struct Print {
    /// As [`Fingerprint::exact`].
    pub exact: u64,
    /// Where its grams begin, in bytes.
    at: u64,
    /// As [`Fingerprint::words`].
    pub words: u32,
    /// How many grams it keeps.
    pub(super) grams: u32,
    /// How many of them it would keep if it were of a long text.
    pub(super) sampled: u32,
    writer: u32,
}

/// Writes the grams of one thread's texts.
pub struct PrintWriter {
    number: u32,
    folder: PathBuf,
    written: u64,
    held: Vec<u8>,
    file: Option<File>,
    failed: Option<io::Error>,
}

impl PrintWriter {
    /// The `number`th of a run, counted from 0; `folder` is for its file.
    pub fn new(number: u32, folder: PathBuf) -> Self {
        Self { number, folder, written: 0, held: Vec::new(), file: None, failed: None }
    }

    /// Writes a fingerprint down. A write that fails is told by [`Prints::new`].
    pub fn put(&mut self, print: &Fingerprint) -> Print {
        let at = self.written + self.held.len() as u64;
        self.held.extend(print.grams.iter().flat_map(|gram| gram.to_le_bytes()));
        if self.held.len() >= HELD
            && let Err(error) = self.write_out()
        {
            self.failed.get_or_insert(error);
        }
        let grams = print.grams.len() as u32;
        let sampled = if print.complete { print.sampled().count() as u32 } else { grams };
        let Fingerprint { exact, words, .. } = *print;
        Print { exact, at, words, grams, sampled, writer: self.number }
    }

    fn write_out(&mut self) -> io::Result<()> {
        if self.file.is_none() {
            self.file = Some(tempfile::tempfile_in(&self.folder)?);
        }
        if let Some(file) = &mut self.file {
            file.write_all(&self.held)?;
        }
        self.written += self.held.len() as u64;
        self.held.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<Grams> {
        if self.file.is_some() && self.failed.is_none() {
            self.failed = self.write_out().err();
        }
        match (self.failed, self.file) {
            (Some(error), _) => Err(Error::io(&self.folder, error)),
            (None, Some(file)) => Ok(Grams::Written(Positioned::new(file), self.folder)),
            (None, None) => Ok(Grams::Held(self.held)),
        }
    }
}

/// The grams that one thread left.
enum Grams {
    Held(Vec<u8>),
    /// The file, and its folder for messages.
    Written(Positioned, PathBuf),
}

impl Grams {
    /// The bytes of a range; `buffer` is only there to be used again.
    fn read<'a>(&'a self, at: u64, length: usize, buffer: &'a mut Vec<u8>) -> Result<&'a [u8]> {
        match self {
            Self::Held(bytes) => Ok(&bytes[at as usize..at as usize + length]),
            Self::Written(file, folder) => {
                buffer.resize(length, 0);
                file.read(buffer, at).map_err(|e| Error::io(folder, e))?;
                Ok(buffer)
            }
        }
    }
}

/// The fingerprints of a run.
pub struct Prints {
    /// By [`ArticleId`](crate::article::ArticleId).
    pub list: Vec<Print>,
    /// By number of the writer.
    grams: Vec<Grams>,
    /// For files.
    folder: PathBuf,
}

impl Prints {
    /// What the threads of a pass wrote.
    ///
    /// # Errors
    /// If a file could not be written.
    pub fn new(list: Vec<Print>, mut writers: Vec<PrintWriter>) -> Result<Self> {
        writers.sort_unstable_by_key(|writer| writer.number);
        let folder = writers.first().map_or_else(std::env::temp_dir, |w| w.folder.clone());
        let grams = writers.into_iter().map(PrintWriter::finish).collect::<Result<_>>()?;
        Ok(Self { list, grams, folder })
    }

    /// Where what does not stay in memory is written.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The same texts in the order in which their grams were written.
    pub(super) fn sort_by_place(&self, texts: &mut [(u32, u32)]) {
        texts.sort_unstable_by_key(|(_, print)| {
            let print = &self.list[*print as usize];
            (print.writer, print.at)
        });
    }

    /// Calls `each` with the number and the grams of each text; `texts` are pairs of a number and a
    /// place in the list, sorted by [`Self::sort_by_place`].
    ///
    /// # Errors
    /// If a file can no longer be read.
    pub(super) fn for_each(
        &self,
        texts: &[(u32, u32)],
        mut each: impl FnMut(u32, &[[u8; GRAM_BYTES]]),
    ) -> Result<()> {
        let print = |text: &(u32, u32)| &self.list[text.1 as usize];
        let end = |print: &Print| print.at + u64::from(print.grams) * GRAM_BYTES as u64;
        let mut buffer = Vec::new();
        let mut rest = texts;
        while let Some(first) = rest.first().map(print) {
            let near = |text: &&(u32, u32)| {
                let print = print(text);
                print.writer == first.writer && end(print) <= first.at + WINDOW as u64
            };
            let (window, later) = rest.split_at(rest.iter().take_while(near).count().max(1));
            rest = later;
            let last = window.last().map_or(first, print);
            let length = (end(last) - first.at) as usize;
            let bytes = self.grams[first.writer as usize].read(first.at, length, &mut buffer)?;
            for text in window {
                let print = print(text);
                let own = &bytes[(print.at - first.at) as usize..(end(print) - first.at) as usize];
                each(text.0, own.as_chunks().0);
            }
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

    /// The grams of each text, read back.
    fn grams(prints: &Prints) -> Vec<(u32, Vec<u32>)> {
        let mut texts: Vec<(u32, u32)> = (0..prints.list.len() as u32).map(|i| (i, i)).collect();
        prints.sort_by_place(&mut texts);
        let mut read = Vec::new();
        let each = |text, grams: &[[u8; 4]]| {
            read.push((text, grams.iter().map(|gram| u32::from_le_bytes(*gram)).collect()));
        };
        prints.for_each(&texts, each).expect("the files are there");
        read.sort_unstable();
        read
    }

    #[test]
    fn what_two_threads_wrote_is_read_back_from_memory_and_from_files() {
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
                    writer.write_out().expect("room for a file");
                }
            }
            let prints = Prints::new(list, writers.into()).expect("all was written");
            let read = grams(&prints);
            assert_eq!(read.len(), texts.len());
            assert!(read.iter().zip(&texts).all(|((_, read), text)| **read == *text.grams));
        }
    }
}
