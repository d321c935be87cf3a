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

use super::lexicon::{Flags, IDF_CAP, Lemma, StemId};

static WORDNET: &[u8] = include_bytes!("tables/wordnet.tsv.zst");
/// The weights of the same-fact score.
pub(super) static SAME_FACT: &str = include_str!("tables/same_fact.tsv");
static FREQUENCY: &str = include_str!("tables/frequency.tsv");
static SYNONYMS: &str = include_str!("tables/synonyms.tsv");
static PLACES: &str = include_str!("tables/places.tsv");

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
        for line in source.lines() {
            let mut columns = line.split('\t');
            match (columns.next(), columns.next(), columns.next()) {
                (Some("I"), Some(form), Some(base)) => table.irregular.push((form, base)),
                (Some("D"), Some(people), Some(name)) => table.demonyms.push((people, name)),
                (Some("W"), Some(word), Some(flags)) => table.push_lemma(word, flags, columns),
                _ => {}
            }
        }
        table
    }

    fn push_lemma(&mut self, word: &str, flags: &str, mut links: std::str::Split<'_, char>) {
        let from = self.text.len() as u32;
        self.text.push_str(word);
        let start = self.links.len() as u32;
        let ends = [(); 4].map(|()| {
            push_numbers(links.next().unwrap_or_default(), &mut self.links);
            self.links.len() as u32
        });
        let text = from..self.text.len() as u32;
        self.lemmas.push(Lemma { text, flags: read_flags(flags), start, ends });
    }
}

fn push_numbers(cell: &str, out: &mut Vec<u32>) {
    let numbers = cell.as_bytes().split(|&b| b == b',').filter(|digits| !digits.is_empty());
    out.extend(numbers.map(|digits| {
        digits.iter().fold(0u32, |n, d| n.wrapping_mul(10).wrapping_add(u32::from(d & 15)))
    }));
}

fn read_flags(letters: &str) -> Flags {
    let bit = |c| Flags::LETTERS.find(c).map_or(0, |i| 1 << i);
    Flags(letters.chars().map(bit).sum())
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
