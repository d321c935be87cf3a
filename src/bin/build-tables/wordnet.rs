//! WordNet's database files, cut down to what the lexicon asks.
//!
//! The formats are described in WordNet's manual pages wndb(5WN), senseidx(5WN), cntlist(5WN).

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use hashbrown::{HashMap, HashSet};

/// File name, letter of the part of speech.
const PARTS: [(&str, char); 4] = [("noun", 'n'), ("verb", 'v'), ("adj", 'a'), ("adv", 'r')];

/// Senses of a word that are kept, of each part of speech; later ones are rare in news.
const SENSES: usize = 4;

/// A synset: part of speech and byte offset in its data file.
type SynsetKey = (char, u32);

#[derive(Default)]
struct Synset {
    words: Vec<String>,
    derived: Vec<SynsetKey>,
    broader: Vec<SynsetKey>,
    /// What a capitalised adjective is of.
    pertains: Vec<SynsetKey>,
    /// (own word, other synset, its word), words counted from 0.
    opposites: Vec<(usize, SynsetKey, usize)>,
}

#[derive(Default)]
struct TagCounts {
    noun_or_adjective: u32,
    verb: u32,
}

/// The parts of WordNet that are used.
pub struct WordNet {
    irregular: Vec<(String, String)>,
    synsets: HashMap<SynsetKey, Synset>,
    /// Single words, sorted, with their senses in the order noun, verb, adjective, adverb.
    senses: Vec<(String, Vec<SynsetKey>)>,
    tags: HashMap<String, TagCounts>,
}

/// The numbers of one table row.
#[derive(Default)]
struct Links {
    concepts: Vec<SynsetKey>,
    derived: Vec<SynsetKey>,
    broader: Vec<SynsetKey>,
    opposites: Vec<usize>,
}

impl WordNet {
    pub fn read(folder: &Path) -> Result<Self> {
        let read = |name: String| {
            let path = folder.join(name);
            let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
            // The glosses hold a few Latin-1 letters; nothing else is taken from them.
            anyhow::Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        let mut synsets = HashMap::new();
        let mut senses: HashMap<String, Vec<SynsetKey>> = HashMap::new();
        let mut irregular = Vec::new();
        for (name, part) in PARTS {
            for line in records(&read(format!("data.{name}"))?) {
                let (offset, synset) = parse_synset(line).context("data line")?;
                synsets.insert((part, offset), synset);
            }
            for line in records(&read(format!("index.{name}"))?) {
                let (word, offsets) = parse_index(line).context("index line")?;
                if word.chars().all(|c| c.is_alphabetic() || c == '\'') {
                    let found = offsets.into_iter().take(SENSES).map(|o| (part, o));
                    senses.entry(word.to_owned()).or_default().extend(found);
                }
            }
        }
        for name in ["verb", "noun", "adj"] {
            irregular.extend(exceptions(&read(format!("{name}.exc"))?));
        }
        let mut senses: Vec<_> = senses.into_iter().collect();
        senses.sort_unstable();
        let tags = tag_counts(&read("cntlist.rev".to_owned())?);
        Ok(Self { irregular, synsets, senses, tags })
    }

    /// Irregular forms and their bases, verbs first.
    pub fn irregular(&self) -> impl Iterator<Item = (&str, &str)> {
        self.irregular.iter().map(|(form, base)| (form.as_str(), base.as_str()))
    }

    /// The shipped table: rows as `src/fact/tables.rs` reads them, for the words that `keep` takes.
    pub fn table(&self, keep: impl Fn(&str) -> bool) -> String {
        let kept: Vec<&(String, Vec<SynsetKey>)> =
            self.senses.iter().filter(|(word, _)| keep(word)).collect();
        let row_of: HashMap<&str, usize> =
            kept.iter().enumerate().map(|(row, (word, _))| (word.as_str(), row)).collect();
        let mut out = String::new();
        self.push_irregular(&row_of, &mut out);
        self.push_demonyms(&kept, &mut out);
        let links: Vec<Links> =
            kept.iter().map(|(word, senses)| self.links(word, senses, &row_of)).collect();
        let mut numbers = Numbers::of_shared(&links);
        for ((word, senses), links) in kept.into_iter().zip(&links) {
            let flags = self.flags(word, senses);
            let concepts = numbers.cell(&links.concepts);
            let derived = numbers.cell(&links.derived);
            let broader = numbers.cell(&links.broader);
            let opposites = join(&links.opposites);
            let row = [word, &flags, &concepts, &derived, &broader, &opposites];
            let line = row.map(String::as_str).join("\t");
            let _ = writeln!(out, "W\t{}", line.trim_end());
        }
        out
    }

    fn push_irregular(&self, row_of: &HashMap<&str, usize>, out: &mut String) {
        let mut seen = HashSet::new();
        for (form, base) in self.irregular() {
            if row_of.contains_key(base) && seen.insert(form) {
                let _ = writeln!(out, "I\t{form}\t{base}");
            }
        }
    }

    /// Capitalised adjectives and the capitalised noun they pertain to.
    fn push_demonyms(&self, kept: &[&(String, Vec<SynsetKey>)], out: &mut String) {
        for (word, senses) in kept {
            let name = senses.iter().filter(|s| s.0 == 'a').find_map(|key| {
                let adjective = self.synset(*key).filter(|s| heads_capital(s))?;
                let nouns = adjective.pertains.iter().filter_map(|&k| self.synset(k));
                nouns.filter(|noun| heads_capital(noun)).find_map(|noun| noun.words.first())
            });
            let name = name.map(|name| name.to_lowercase().replace('_', " "));
            if let Some(name) = name.filter(|name| name != word) {
                let _ = writeln!(out, "D\t{word}\t{name}");
            }
        }
    }

    fn synset(&self, key: SynsetKey) -> Option<&Synset> {
        self.synsets.get(&key)
    }

    fn links(&self, word: &str, senses: &[SynsetKey], row_of: &HashMap<&str, usize>) -> Links {
        let mut links = Links { concepts: senses.to_vec(), ..Links::default() };
        for &key in senses {
            let Some(synset) = self.synset(key) else { continue };
            links.derived.extend(synset.derived.iter().chain(&synset.pertains));
            links.broader.extend(&synset.broader);
        }
        links.opposites = self.opposites(word, row_of);
        for list in [&mut links.concepts, &mut links.derived, &mut links.broader] {
            list.sort_unstable();
            list.dedup();
        }
        links
    }

    fn opposites(&self, word: &str, row_of: &HashMap<&str, usize>) -> Vec<usize> {
        let at = self.senses.binary_search_by(|(w, _)| w.as_str().cmp(word));
        let senses = at.map_or(&[][..], |i| &self.senses[i].1);
        let mut rows: Vec<usize> = senses
            .iter()
            .filter_map(|&key| self.synset(key))
            .flat_map(|synset| synset.opposites.iter().map(move |o| (synset, o)))
            .filter(|(synset, (own, ..))| {
                synset.words.get(*own).is_some_and(|w| w.eq_ignore_ascii_case(word))
            })
            .filter_map(|(_, &(_, other, i))| self.synset(other)?.words.get(i))
            .filter_map(|opposite| row_of.get(opposite.to_lowercase().as_str()).copied())
            .collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Letters as in the lexicon's flags: parts of speech, Proper, Capitalised head, tagged, tagged
    /// as verb (u), mostly Verb.
    fn flags(&self, word: &str, senses: &[SynsetKey]) -> String {
        let mut flags: String = PARTS
            .iter()
            .filter(|(_, part)| senses.iter().any(|s| s.0 == *part))
            .map(|(_, part)| part)
            .collect();
        let first_two = || senses.iter().take(2).filter_map(|&key| self.synset(key));
        let is_capitalised_word =
            |w: &String| w.starts_with(char::is_uppercase) && w.eq_ignore_ascii_case(word);
        if first_two().any(|s| s.words.iter().any(is_capitalised_word)) {
            flags.push('P');
        }
        if first_two().any(heads_capital) {
            flags.push('C');
        }
        if let Some(tags) = self.tags.get(word) {
            flags.push('t');
            if tags.verb > 0 {
                flags.push('u');
            }
            if tags.verb > tags.noun_or_adjective {
                flags.push('V');
            }
        }
        flags
    }
}

/// Dense numbers for the synsets that can make two rows meet.
struct Numbers(HashMap<SynsetKey, Option<usize>>, usize);

impl Numbers {
    /// A synset matters where at least two rows name it and one has it as a sense.
    fn of_shared(links: &[Links]) -> Self {
        let mut uses: HashMap<SynsetKey, (usize, usize)> = HashMap::new();
        for row in links {
            for &key in &row.concepts {
                uses.entry(key).or_default().0 += 1;
            }
            for &key in row.derived.iter().chain(&row.broader) {
                uses.entry(key).or_default().1 += 1;
            }
        }
        uses.retain(|_, (senses, links)| *senses > 0 && *senses + *links > 1);
        Self(uses.into_keys().map(|key| (key, None)).collect(), 0)
    }

    /// The numbers of a list, in order of first use over all rows.
    fn cell(&mut self, keys: &[SynsetKey]) -> String {
        let mut numbers = Vec::new();
        for key in keys {
            if let Some(number) = self.0.get_mut(key) {
                numbers.push(*number.get_or_insert_with(|| {
                    self.1 += 1;
                    self.1 - 1
                }));
            }
        }
        join(&numbers)
    }
}

fn join(numbers: &[usize]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn heads_capital(synset: &Synset) -> bool {
    synset.words.first().is_some_and(|w| w.starts_with(char::is_uppercase))
}

/// Lines that are not part of the licence at the top.
fn records(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.starts_with("  "))
}

/// `offset lex_file type words(hex) word id ... pointers pointer... | gloss`
fn parse_synset(line: &str) -> Option<(u32, Synset)> {
    let mut fields = line.split('|').next()?.split_ascii_whitespace();
    let offset = fields.next()?.parse().ok()?;
    let words = usize::from_str_radix(fields.nth(2)?, 16).ok()?;
    let mut synset = Synset::default();
    for _ in 0..words {
        synset.words.push(fields.next()?.to_owned());
        fields.next()?;
    }
    let pointers: usize = fields.next()?.parse().ok()?;
    for _ in 0..pointers {
        let symbol = fields.next()?;
        let target = fields.next()?.parse().ok()?;
        let part = fields.next()?.chars().next()?;
        let key = (if part == 's' { 'a' } else { part }, target);
        let ends = u16::from_str_radix(fields.next()?, 16).ok()?;
        match symbol {
            "+" => synset.derived.push(key),
            "@" | "@i" | "*" | ">" | "&" => synset.broader.push(key),
            "\\" | "=" => synset.pertains.push(key),
            "!" if ends >> 8 > 0 && ends & 255 > 0 => {
                let (own, other) = (ends >> 8, ends & 255);
                synset.opposites.push((usize::from(own) - 1, key, usize::from(other) - 1));
            }
            _ => {}
        }
    }
    Some((offset, synset))
}

/// `lemma pos senses pointers pointer... senses tagged offset...`
fn parse_index(line: &str) -> Option<(&str, Vec<u32>)> {
    let fields: Vec<&str> = line.split_ascii_whitespace().collect();
    let senses: usize = fields.get(2)?.parse().ok()?;
    let offsets = fields.get(fields.len().checked_sub(senses)?..)?;
    Some((fields.first()?, offsets.iter().map_while(|o| o.parse().ok()).collect()))
}

/// `form base...`; only the first base, single words only.
fn exceptions(file: &str) -> Vec<(String, String)> {
    let pair = |line: &str| {
        let mut fields = line.split_ascii_whitespace();
        let (form, base) = (fields.next()?, fields.next()?);
        (!form.contains('_')).then(|| (form.to_owned(), base.to_owned()))
    };
    file.lines().filter_map(pair).collect()
}

/// `lemma%type:... sense count`, types 1 noun, 2 verb, 3 and 5 adjective, 4 adverb.
fn tag_counts(file: &str) -> HashMap<String, TagCounts> {
    let mut counts: HashMap<String, TagCounts> = HashMap::new();
    for line in file.lines() {
        let mut fields = line.split_ascii_whitespace();
        let Some((word, kind)) = fields.next().and_then(|key| key.split_once('%')) else {
            continue;
        };
        let count: u32 = fields.nth(1).and_then(|n| n.parse().ok()).unwrap_or(0);
        let entry = counts.entry(word.to_owned()).or_default();
        match kind.as_bytes().first() {
            Some(b'1' | b'3') => entry.noun_or_adjective += count,
            Some(b'2') => entry.verb += count,
            _ => {}
        }
    }
    counts
}
