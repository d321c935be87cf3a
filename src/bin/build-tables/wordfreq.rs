//! Word lists of the Python package `wordfreq` to background tables.
//!
//! A list is gzip over msgpack ("cBpack"): an array whose first element is a header map and whose
//! element `i + 1` is an array of the words with frequency 10^(-i / 100), a share of all words
//! written. `large_XX` goes further down than `small_XX`; the better one of a language is taken.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use flate2::read::GzDecoder;
use samestory::text::language::Lang;
use samestory::vector::background::Background;
use samestory::vector::word_list;

/// Words below this share of all words are as good as unseen (their stems, nearly always, too).
const RAREST: f64 = 1e-7;

/// Writes a table for every language that has a list here and can be told from a text, but English:
/// its table was counted from articles, and lends its figures to all.
pub fn write_tables(data: &Path, out: &Path) -> Result<()> {
    let english = Background::shipped("en").context("the English table")?;
    for (lang, path) in lists(data)?.into_iter().filter(|(lang, _)| *lang != "en") {
        let words = read(&path).with_context(|| path.display().to_string())?;
        let table = word_list::table(lang, &words, english);
        super::write(&out.join(format!("{lang}.tsv.zst")), &table.encode()?)?;
    }
    Ok(())
}

/// The best list of each language: `large` before `small`.
fn lists(data: &Path) -> Result<BTreeMap<&'static str, PathBuf>> {
    let mut lists = BTreeMap::new();
    for size in ["small", "large"] {
        for lang in Lang::ALL.iter().map(|lang| lang.code()) {
            // One list serves Bosnian, Croatian and Serbian, in Latin letters; one Norwegian.
            let name = match lang {
                "hr" => "sh",
                "no" => "nb",
                same => same,
            };
            let path = data.join(format!("{size}_{name}.msgpack.gz"));
            if path.is_file() {
                lists.insert(lang, path);
            }
        }
    }
    ensure!(!lists.is_empty(), "{}: no word lists", data.display());
    Ok(lists)
}

/// Words of a list with their share of all words.
fn read(path: &Path) -> Result<Vec<(String, f64)>> {
    let mut bytes = Vec::new();
    GzDecoder::new(fs::File::open(path)?).read_to_end(&mut bytes)?;
    let mut reader = Msgpack { bytes: &bytes };
    let elements = reader.array()?;
    let header = reader.map()?;
    ensure!(header.contains(&"cB".to_owned()), "not a list of word frequencies");
    let mut words = Vec::new();
    for centibels in 0..elements.saturating_sub(1) {
        let frequency = 10_f64.powf(-(centibels as f64) / 100.0);
        for _ in 0..reader.array()? {
            let word = reader.string()?;
            if frequency >= RAREST {
                words.push((word, frequency));
            }
        }
    }
    Ok(words)
}

/// As much of msgpack as these lists use.
struct Msgpack<'a> {
    bytes: &'a [u8],
}

impl Msgpack<'_> {
    fn take(&mut self, count: usize) -> Result<&[u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count).context("the list is cut short")?;
        self.bytes = rest;
        Ok(taken)
    }

    /// A big-endian number of `width` bytes.
    fn number(&mut self, width: usize) -> Result<usize> {
        Ok(self.take(width)?.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    fn array(&mut self) -> Result<usize> {
        match self.number(1)? {
            tag @ 0x90..=0x9f => Ok(tag & 0x0f),
            0xdc => self.number(2),
            0xdd => self.number(4),
            tag => bail!("expected an array, found {tag:#x}"),
        }
    }

    fn string(&mut self) -> Result<String> {
        let length = match self.number(1)? {
            tag @ 0xa0..=0xbf => tag & 0x1f,
            0xd9 => self.number(1)?,
            0xda => self.number(2)?,
            tag => bail!("expected a string, found {tag:#x}"),
        };
        Ok(String::from_utf8(self.take(length)?.to_vec())?)
    }

    /// A small map from strings to strings or small numbers: its strings.
    fn map(&mut self) -> Result<Vec<String>> {
        let tag = self.number(1)?;
        ensure!((0x80..=0x8f).contains(&tag), "expected a header, found {tag:#x}");
        let mut strings = Vec::new();
        for _ in 0..2 * (tag & 0x0f) {
            if self.bytes.first().is_some_and(|first| *first < 0x80) {
                self.take(1)?;
            } else {
                strings.push(self.string()?);
            }
        }
        Ok(strings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn msgpack_by_hand() {
        let bytes = [0x92, 0x82, 0xa1, b'f', 0xa2, b'c', b'B', 0xa1, b'v', 1, 0xdc, 0, 1, 0xd9, 2];
        let mut reader = Msgpack { bytes: &bytes };
        assert_eq!(reader.array().unwrap(), 2);
        assert_eq!(reader.map().unwrap(), ["f", "cB", "v"]);
        assert_eq!(reader.array().unwrap(), 1);
        assert!(reader.string().is_err(), "cut short");
        assert!(reader.array().is_err());
    }
}
