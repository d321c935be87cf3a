//! What the vectors of a run rest on, kept beside its result, so that the vector of a single text
//! can be made again, weight for weight, without the other texts.
//!
//! That is: how many texts of each language hold each stem, and which sentences each outlet
//! repeats (see [`super::furniture`]).
//!
//! Form: lines of text; first `samestory-basis 1`; then for each language a line
//! `lang LANG TEXTS` followed by `stem<TAB>texts that hold it`, commonest first; then a line
//! `furniture` followed by lines of two hashes in hex, outlet and sentence.

use std::fmt::Write as _;
use std::path::Path;

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::frequencies::{Frequencies, OfLanguage};
use super::furniture::Furniture;
use super::terms::{Counted, TermCounter};
use super::vocabulary::Vocabulary;
use crate::article::Source;
use crate::error::{Error, Result};
use crate::text::language::Lang;

const MAGIC: &str = "samestory-basis 1";

/// Frequencies by stem, and furniture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Basis {
    languages: Vec<Stems>,
    furniture: Furniture,
}

/// The texts of one language, by stem.
#[derive(Debug, Clone, PartialEq)]
struct Stems {
    lang: &'static str,
    articles: u32,
    holders: HashMap<Box<str>, u32>,
}

/// What stands for an outlet among the sentences it repeats; `None` for an outlet that is unknown.
pub fn outlet_hash(source: &Source) -> Option<u64> {
    (!source.is_unknown()).then(|| xxh3_64(source.name().as_bytes()))
}

impl Basis {
    /// Of a run's frequencies and furniture.
    pub fn new(vocabulary: &Vocabulary, frequencies: &Frequencies, furniture: Furniture) -> Self {
        let stems = |counted: &OfLanguage| {
            let held = (0..).zip(&counted.holders).filter(|(_, holders)| **holders > 0);
            Stems {
                lang: counted.lang,
                articles: counted.articles,
                holders: held.map(|(term, n)| (vocabulary.stem(term).into(), *n)).collect(),
            }
        };
        Self { languages: frequencies.languages.iter().map(stems).collect(), furniture }
    }

    /// The frequencies of the terms of another vocabulary, such as that of a single text.
    pub fn frequencies(&self, vocabulary: &Vocabulary) -> Frequencies {
        let of_language = |stems: &Stems| {
            let holders = |term| stems.holders.get(vocabulary.stem(term)).copied().unwrap_or(0);
            let holders = (0..vocabulary.len() as u32).map(holders).collect();
            OfLanguage { lang: stems.lang, articles: stems.articles, holders }
        };
        Frequencies { languages: self.languages.iter().map(of_language).collect() }
    }

    /// The sentences that outlets repeat.
    pub fn furniture(&self) -> &Furniture {
        &self.furniture
    }

    /// Counts a text as the run did: without what its outlet prints under everything.
    pub fn count(
        &self,
        counter: &mut TermCounter,
        source: &Source,
        title: &str,
        text: &str,
        lang: &'static str,
    ) -> Counted {
        let whole = counter.count(title, text, lang);
        let Some(outlet) = outlet_hash(source) else { return whole };
        if !self.furniture.is_in(outlet, &whole) {
            return whole;
        }
        counter.count_without(title, text, lang, |passage| self.furniture.holds(outlet, passage))
    }

    /// The text of the file.
    pub fn encode(&self) -> String {
        let mut text = format!("{MAGIC}\n");
        for Stems { lang, articles, holders } in &self.languages {
            let mut rows: Vec<(&str, u32)> = holders.iter().map(|(s, n)| (&**s, *n)).collect();
            rows.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
            let _ = writeln!(text, "lang {lang} {articles}");
            rows.iter().for_each(|(stem, n)| text.extend([stem, "\t", &n.to_string(), "\n"]));
        }
        let mut repeated: Vec<(u64, u64)> = self.furniture.iter().collect();
        repeated.sort_unstable();
        text.push_str("furniture\n");
        for (outlet, passage) in repeated {
            let _ = writeln!(text, "{outlet:016x}\t{passage:016x}");
        }
        text
    }

    /// Reads the file; `path` is for messages only.
    ///
    /// # Errors
    /// If the text is no basis of this version.
    pub fn decode(text: &str, path: &Path) -> Result<Self> {
        let mut lines = text.lines().zip(1_u64..);
        if lines.next().is_none_or(|(head, _)| head != MAGIC) {
            return Err(Error::format(path, 1, format!("expected `{MAGIC}`")));
        }
        let (mut languages, mut repeated, mut in_furniture) = (Vec::new(), Vec::new(), false);
        for (line, number) in lines {
            let taken = if in_furniture {
                hashes(line).map(|pair| repeated.push(pair))
            } else if line == "furniture" {
                in_furniture = true;
                Some(())
            } else if let Some(head) = line.strip_prefix("lang ") {
                language(head).map(|stems| languages.push(stems))
            } else {
                languages.last_mut().and_then(|stems: &mut Stems| stems.take(line))
            };
            taken.ok_or_else(|| Error::format(path, number, "this is no line of a basis"))?;
        }
        Ok(Self { languages, furniture: Furniture::from_pairs(repeated) })
    }
}

impl Stems {
    fn take(&mut self, line: &str) -> Option<()> {
        let (stem, holders) = line.split_once('\t')?;
        self.holders.insert(stem.into(), holders.parse().ok()?);
        Some(())
    }
}

fn language(head: &str) -> Option<Stems> {
    let (lang, articles) = head.split_once(' ')?;
    let lang = Lang::from_code(lang).unwrap_or_default().code();
    Some(Stems { lang, articles: articles.parse().ok()?, holders: HashMap::new() })
}

fn hashes(line: &str) -> Option<(u64, u64)> {
    let (outlet, passage) = line.split_once('\t')?;
    let hash = |hex| u64::from_str_radix(hex, 16).ok();
    Some((hash(outlet)?, hash(passage)?))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::vector::vocabulary::Interner;

    fn basis() -> Basis {
        let interner = Interner::default();
        let earth = interner.intern("earth");
        interner.intern("rare");
        let (vocabulary, ids) = interner.finish(|_| 0);
        let mut holders = vec![0, 0];
        holders[ids[earth as usize] as usize] = 7;
        let language = OfLanguage { lang: "en", articles: 9, holders };
        let outlet = outlet_hash(&Source::named("The Ledger")).unwrap();
        let furniture = Furniture::from_pairs([(outlet, 5), (outlet, 4)]);
        Basis::new(&vocabulary, &Frequencies { languages: vec![language] }, furniture)
    }

    #[test]
    fn a_basis_survives_its_text() {
        assert_eq!(Basis::decode(&basis().encode(), Path::new("b")).unwrap(), basis());
        let broken = "samestory-basis 1\nearth\t7\n";
        let error = Basis::decode(broken, Path::new("b")).unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
    }

    #[test]
    fn another_vocabulary_gets_the_frequencies_of_the_run() {
        let interner = Interner::default();
        for stem in ["visit", "earth"] {
            interner.intern(stem);
        }
        let (vocabulary, _) = interner.finish(|_| 0);
        let found = basis().frequencies(&vocabulary);
        let of = |stem| (0..2).find(|t| vocabulary.stem(*t) == stem).unwrap() as usize;
        assert_eq!(found.languages[0].articles, 9);
        assert_eq!(found.languages[0].holders[of("earth")], 7);
        assert_eq!(found.languages[0].holders[of("visit")], 0);
    }

    #[test]
    fn furniture_is_left_out_again() {
        let mut counter = TermCounter::new(Arc::default());
        let footer = "Sign up here for all the news of the day from us.";
        let news = "The minister opened the new bridge over the river on Monday at noon.";
        let text = format!("{news}\n{footer}");
        let ledger = Source::named("The Ledger");
        let hash = counter.count("", footer, "en").passages[0].hash;
        let mut basis = basis();
        let mut count = |basis: &Basis| basis.count(&mut counter, &ledger, "", &text, "en").terms;
        let whole = count(&basis);
        basis.furniture = Furniture::from_pairs([(outlet_hash(&ledger).unwrap(), hash)]);
        assert!(count(&basis).len() < whole.len());
    }
}
