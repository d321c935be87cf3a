//! How many background sentences hold each stem.

use std::fmt::Write;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result};
use hashbrown::HashMap;
use samestory::fact::inflect::Inflection;
use samestory::text::tokens::{Token, TokenKind, tokenise};
use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

/// Which records of a file count.
#[derive(Clone, Copy)]
pub enum Share {
    All,
    /// One in two, by hash of the id.
    Half,
}

#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    id: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    text: Option<String>,
}

/// Sentence counts by stem.
pub struct Background<'a> {
    inflection: &'a Inflection,
    /// Word in lower case -> number of its stem.
    words: HashMap<String, usize>,
    stems: HashMap<String, usize>,
    counts: Vec<u64>,
    /// The last sentence in which a stem was counted.
    seen_in: Vec<u64>,
    sentences: u64,
}

impl<'a> Background<'a> {
    pub fn new(inflection: &'a Inflection) -> Self {
        Self {
            inflection,
            words: HashMap::new(),
            stems: HashMap::new(),
            counts: Vec::new(),
            seen_in: Vec::new(),
            sentences: 0,
        }
    }

    pub fn sentences(&self) -> u64 {
        self.sentences
    }

    pub fn stems(&self) -> usize {
        self.counts.len()
    }

    /// Sentences that hold the stem of a word.
    pub fn count(&self, word: &str) -> u64 {
        self.stems.get(&*self.inflection.stem(word)).map_or(0, |&i| self.counts[i])
    }

    /// Counts one file.
    pub fn add(&mut self, path: &Path, share: Share) -> Result<()> {
        for (number, line) in open(path)?.lines().enumerate() {
            let at = || format!("{}, line {}", path.display(), number + 1);
            let record: Record = serde_json::from_str(&line.with_context(at)?).with_context(at)?;
            if matches!(share, Share::All) || xxh3_64(record.id.as_bytes()) & 1 == 0 {
                let title = record.title.unwrap_or_default();
                self.add_text(&format!("{title}.\n{}", record.text.unwrap_or_default()));
            }
        }
        Ok(())
    }

    fn add_text(&mut self, text: &str) {
        let mut words = 0;
        for token in tokenise(text) {
            match token.kind {
                TokenKind::Word => {
                    if words == 0 {
                        self.sentences += 1;
                    }
                    words += 1;
                    self.add_word(token.text(text));
                }
                TokenKind::Punctuation if ends_sentence(token, text) => words = 0,
                _ => {}
            }
        }
    }

    fn add_word(&mut self, word: &str) {
        let lower = word.to_lowercase().replace('’', "'");
        let stem = self.stem_number(lower.strip_suffix("'s").unwrap_or(&lower));
        if self.seen_in[stem] != self.sentences {
            self.seen_in[stem] = self.sentences;
            self.counts[stem] += 1;
        }
    }

    fn stem_number(&mut self, lower: &str) -> usize {
        if let Some(&number) = self.words.get(lower) {
            return number;
        }
        let next = self.counts.len();
        let number = *self.stems.entry(self.inflection.stem(lower).into_owned()).or_insert(next);
        if number == next {
            self.counts.push(0);
            self.seen_in.push(0);
        }
        self.words.insert(lower.to_owned(), number);
        number
    }

    /// The stems whose weight ln((S+1)/(df+1)) lies below `cap`, commonest first.
    pub fn table(&self, cap: f64) -> String {
        let sentences = self.sentences as f64 + 1.0;
        let mut rows: Vec<(&str, u64)> = self
            .stems
            .iter()
            .map(|(stem, &i)| (stem.as_str(), self.counts[i]))
            .filter(|&(_, count)| (sentences / (count as f64 + 1.0)).ln() < cap)
            .collect();
        rows.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let mut out = format!(
            "# Stems and the number of background sentences that hold them, down to weight {cap}.\n\
             # Made by build-tables; the first row is the number of sentences.\n(all)\t{}\n",
            self.sentences
        );
        for (stem, count) in rows {
            let _ = writeln!(out, "{stem}\t{count}");
        }
        out
    }
}

/// `.`, `!` or `?` before white space or the end.
fn ends_sentence(token: Token, text: &str) -> bool {
    let rest = &text[token.span.end as usize..];
    matches!(token.text(text), "." | "!" | "?")
        && rest.chars().next().is_none_or(char::is_whitespace)
}

fn open(path: &Path) -> Result<BufReader<Box<dyn Read>>> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let packed = path.extension().is_some_and(|e| e == "zst");
    let bytes: Box<dyn Read> =
        if packed { Box::new(zstd::Decoder::new(file)?) } else { Box::new(file) };
    Ok(BufReader::with_capacity(1 << 20, bytes))
}
