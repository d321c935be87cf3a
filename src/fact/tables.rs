//! The shipped tables as rows: plain text, tabs between columns, `#` for remarks.
//!
//! `wordnet.tsv.zst` is one zstd frame of lines, each of a kind named by its first column:
//! `I form base` (irregular form), `D adjective name` (capitalised adjective and what it is of),
//! `W word flags concepts derived broader opposites` (a dictionary word; flags as in
//! [`Flags::LETTERS`], numbers of concepts with commas between, opposites as numbers of `W` rows,
//! counted from 0). Numbers of concepts are the builder's own: only equality matters.
//!
//! The tables are part of the binary and covered by tests, so a bad cell reads as absent rather
//! than as an error.

use std::ops::Range;

use super::word::{IDF_CAP, StemId};

static WORDNET: &[u8] = include_bytes!("tables/wordnet.tsv.zst");
/// The weights of the same-fact score.
pub(super) static SAME_FACT: &str = include_str!("tables/same_fact.tsv");
static FREQUENCY: &str = include_str!("tables/frequency.tsv");
static SYNONYMS: &str = include_str!("tables/synonyms.tsv");
static PLACES: &str = include_str!("tables/places.tsv");

/// What the dictionary says of a lemma, as bits.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flags(pub u16);

impl Flags {
    pub const NOUN: u16 = 1;
    pub const VERB: u16 = 2;
    pub const ADJECTIVE: u16 = 4;
    pub const ADVERB: u16 = 8;
    /// One of the first two senses is written with a capital by this very word.
    pub const PROPER: u16 = 16;
    /// One of the first two senses is headed by a capitalised word.
    pub const NAMED_SENSE: u16 = 32;
    /// Occurs in the sense-tagged texts of WordNet.
    pub const TAGGED: u16 = 64;
    /// Tagged as a verb at least once.
    pub const VERB_TAGGED: u16 = 128;
    /// Tagged more often as a verb than as noun and adjective together.
    pub const MOSTLY_VERB: u16 = 256;

    /// The table's letters, in the order of the bits.
    pub const LETTERS: &'static str = "nvarPCtuV";

    pub fn has(self, bit: u16) -> bool {
        self.0 & bit != 0
    }
}

/// A dictionary word's place in the arenas: five ends of consecutive ranges.
pub(super) struct Lemma {
    pub text: Range<u32>,
    pub flags: Flags,
    /// Concepts, derived, broader, antonyms: ranges of the links, each from where the one before
    /// ends.
    pub start: u32,
    pub ends: [u32; 4],
}

/// Lines that are neither empty nor remarks.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The dictionary table, unpacked.
pub(super) fn wordnet_text() -> String {
    zstd::decode_all(WORDNET).ok().and_then(|b| String::from_utf8(b).ok()).unwrap_or_default()
}

/// The dictionary table, read.
#[derive(Default)]
pub(super) struct WordNet<'a> {
    pub irregular: Vec<(&'a str, &'a str)>,
    pub demonyms: Vec<(&'a str, &'a str)>,
    pub text: String,
    pub lemmas: Vec<Lemma>,
    pub links: Vec<u32>,
}

impl<'a> WordNet<'a> {
    /// Reads the lines of an unpacked table.
    pub fn parse(source: &'a str) -> Self {
        let mut table = Self::default();
        table.links.reserve(source.len() / 6);
        table.lemmas.reserve(source.len() / 40);
        for line in source.lines() {
            let Some((kind, row)) = line.split_once('\t') else { continue };
            let pair = row.split_once('\t').unwrap_or((row, ""));
            match kind {
                "W" => table.push_lemma(pair.0, pair.1.as_bytes()),
                "I" => table.irregular.push(pair),
                "D" => table.demonyms.push(pair),
                _ => {}
            }
        }
        table
    }

    /// `cells`: flags, then four lists of numbers. One loop over the bytes: start-up waits for it.
    fn push_lemma(&mut self, word: &str, cells: &[u8]) {
        let from = self.text.len() as u32;
        self.text.push_str(word);
        let text = from..self.text.len() as u32;
        let start = self.links.len() as u32;
        let flags_end = cells.iter().position(|&b| b == b'\t').unwrap_or(cells.len());
        let mut lemma = Lemma { text, flags: read_flags(&cells[..flags_end]), start, ends: [0; 4] };
        let mut cell = 0;
        let mut number = None;
        for &byte in cells.get(flags_end + 1..).unwrap_or_default() {
            if byte.is_ascii_digit() {
                let digit = u32::from(byte - b'0');
                number = Some(number.unwrap_or(0u32).wrapping_mul(10).wrapping_add(digit));
                continue;
            }
            self.links.extend(number.take());
            if byte == b'\t' && cell < 3 {
                lemma.ends[cell] = self.links.len() as u32;
                cell += 1;
            }
        }
        self.links.extend(number);
        lemma.ends[cell..].fill(self.links.len() as u32);
        self.lemmas.push(lemma);
    }
}

fn read_flags(letters: &[u8]) -> Flags {
    let bit = |letter: &u8| Flags::LETTERS.bytes().position(|l| l == *letter);
    Flags(letters.iter().filter_map(bit).map(|i| 1 << i).sum())
}

/// Stems below the cap with their weights, ln((S+1)/(df+1)). The first row holds S.
pub(super) fn sentence_idf() -> impl Iterator<Item = (StemId, f32)> {
    let mut counts = rows(FREQUENCY).filter_map(|line| {
        let (stem, count) = line.split_once('\t')?;
        Some((stem, count.parse::<f64>().ok()?))
    });
    let sentences = counts.next().map_or(0.0, |(_, count)| count);
    counts.map(move |(stem, count)| {
        let idf = ((sentences + 1.0) / (count + 1.0)).ln();
        (StemId::of(stem), (idf as f32).clamp(0.0, IDF_CAP))
    })
}

/// Groups of news words.
pub(super) fn synonym_groups() -> impl Iterator<Item = std::str::SplitAsciiWhitespace<'static>> {
    rows(SYNONYMS).map(str::split_ascii_whitespace)
}

/// One row of the list of countries.
pub(super) struct CountryRow {
    pub name: &'static str,
    pub aliases: Vec<&'static str>,
    pub demonyms: Vec<&'static str>,
    pub seats: Vec<&'static str>,
}

/// The list of countries.
pub(super) fn countries() -> impl Iterator<Item = CountryRow> {
    let list = |cell: &'static str| cell.split(',').filter(|name| !name.is_empty()).collect();
    rows(PLACES).filter_map(move |line| {
        let mut columns = line.split('\t');
        let name = columns.next()?;
        let (aliases, demonyms) = columns.next()?.split_once('|')?;
        let seats = list(columns.next().unwrap_or_default());
        Some(CountryRow { name, aliases: list(aliases), demonyms: list(demonyms), seats })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_of_the_sentences_without_a_stem() {
        let count = |line: &str| line.split_once('\t').and_then(|(_, n)| n.parse::<f64>().ok());
        let counts: Vec<f64> = rows(FREQUENCY).filter_map(count).collect();
        let rarest = counts[1..].iter().copied().fold(f64::INFINITY, f64::min);
        let heaviest = sentence_idf().map(|(_, idf)| idf).fold(0.0, f32::max);
        let expected = ((counts[0] + 1.0) / (rarest + 1.0)).ln() as f32;
        assert!((heaviest - expected).abs() < 1e-5, "{heaviest}, by hand {expected}");
    }

    #[test]
    fn a_dictionary_line_is_read_into_the_arenas() {
        let table = WordNet::parse("I\twent\tgo\nD\ttexan\ttexas\nW\tgo\tvV\t3,14\t\t7\t\nW\tx\tn");
        assert_eq!(table.irregular, [("went", "go")]);
        assert_eq!(table.demonyms, [("texan", "texas")]);
        assert_eq!(table.text, "gox");
        assert_eq!(table.links, [3, 14, 7]);
        assert_eq!(table.lemmas[0].ends, [2, 2, 3, 3]);
        assert_eq!(table.lemmas[0].flags.0, Flags::VERB | Flags::MOSTLY_VERB);
        assert_eq!(table.lemmas[1].ends, [3; 4]);
    }

    #[test]
    fn shipped_tables_are_whole() {
        let source = wordnet_text();
        let table = WordNet::parse(&source);
        assert!(table.lemmas.len() > 20_000, "{}", table.lemmas.len());
        assert_eq!(
            source.lines().count(),
            table.lemmas.len() + table.irregular.len() + table.demonyms.len()
        );
        assert_eq!(rows(PLACES).count(), countries().count());
        assert!((900..1500).contains(&sentence_idf().count()));
        assert!(synonym_groups().all(|group| group.count() > 1));
    }
}
