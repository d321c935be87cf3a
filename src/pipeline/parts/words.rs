//! The words of texts: counted, counted again without what outlets print under everything, how many
//! texts hold each, and what they weigh.

use std::sync::Arc;

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::row;
use crate::error::Result;
use crate::read::Shared;
use crate::text::language::Lang;
use crate::vector::furniture::{self, Furniture};
use crate::vector::terms::{Counted, Form, Passage, TermCounter};
use crate::vector::vocabulary::Interner;

/// A stem, with its counts by view.
type Stem = (String, [u8; 3]);

/// What was counted of an article.
#[derive(Serialize, Deserialize)]
pub(super) struct Stems {
    terms: Vec<Stem>,
    passages: Vec<Passage>,
}

/// A written form of a stem, as often as it was met.
#[derive(Serialize, Deserialize)]
struct Written {
    stem: String,
    form: String,
    count: u32,
}

/// A distinct text, with what its words are counted by.
#[derive(Debug, Clone)]
pub struct ToCount {
    /// As [`super::Profiled::record`].
    pub record: Vec<u8>,
    /// Its text.
    pub text: String,
    /// As [`super::Profiled::counted`].
    pub counted: Vec<u8>,
    /// See [`super::Distinct`].
    pub outlet: Option<u64>,
    /// See [`super::Distinct`].
    pub lang: String,
    /// See [`super::Distinct`].
    pub published: Option<i64>,
}

/// A distinct text's words.
#[derive(Serialize, Deserialize)]
struct Text {
    lang: String,
    published: Option<i64>,
    terms: Vec<Stem>,
}

/// A distinct text's terms, ascending: number, counts by view, and idf in the text's language.
#[derive(Serialize, Deserialize)]
pub(super) struct Row {
    pub lang: String,
    pub published: Option<i64>,
    pub terms: Vec<(u32, [u8; 3], f32)>,
}

/// What a batch has counted, by stem.
pub(super) struct Counters {
    stems: HashMap<u32, Box<str>>,
}

impl Counters {
    /// Of the stems that the counters of a batch have met.
    pub fn of(interner: &Interner) -> Self {
        Self { stems: interner.stems().into_iter().map(|(stem, number)| (number, stem)).collect() }
    }

    fn stem(&self, term: u32) -> String {
        self.stems[&term].to_string()
    }

    /// What was counted of an article.
    pub fn stems(&self, counted: &Counted) -> Stems {
        Stems { terms: self.terms(counted), passages: counted.passages.to_vec() }
    }

    fn terms(&self, counted: &Counted) -> Vec<Stem> {
        let terms = counted.terms.iter();
        terms.map(|t| (self.stem(t.term), [t.all, t.lead, t.title])).collect()
    }

    /// The bytes of the written forms, for [`forms`].
    pub fn forms<'a>(&self, counters: impl IntoIterator<Item = &'a TermCounter>) -> Vec<u8> {
        let written = |(_, _, form): (&'static str, u64, &Form)| {
            let (term, count, form) = form.parts();
            Written { stem: self.stem(term), form: form.to_owned(), count }
        };
        let forms = counters.into_iter().flat_map(TermCounter::forms);
        let mut forms: Vec<Written> = forms.map(written).collect();
        forms.sort_unstable_by(|x, y| (&x.stem, &x.form).cmp(&(&y.stem, &y.form)));
        row::encode(&forms)
    }
}

/// The written forms of a batch: stem, form, and how often it was met.
///
/// # Errors
/// If the bytes are damaged.
pub fn forms(bytes: &[u8]) -> Result<Vec<(String, String, u32)>> {
    let forms: Vec<Written> = row::decode(bytes, "words")?;
    Ok(forms.into_iter().map(|Written { stem, form, count }| (stem, form, count)).collect())
}

/// The passages of a text, each once, with the hash of its outlet; `counted` is as
/// [`super::Profiled::counted`].
///
/// # Errors
/// If the bytes are damaged.
pub fn passages(outlet: u64, counted: &[u8]) -> Result<Vec<(u64, u64)>> {
    let Stems { passages, .. } = row::decode(counted, "words")?;
    Ok(furniture::carried(outlet, &passages))
}

/// Counts again, without their outlet's `furniture`, those of some distinct texts that carry some.
/// Gives the words of all of them, and the written forms that were met in doing so, for [`forms`].
///
/// # Errors
/// If a row is damaged.
pub fn count_again(texts: Vec<ToCount>, furniture: &Furniture) -> Result<(Vec<Vec<u8>>, Vec<u8>)> {
    let interner = Arc::new(Interner::default());
    let mut counter = TermCounter::new(interner.clone());
    let mut shared = Shared::default();
    let mut counted = Vec::with_capacity(texts.len());
    for text in texts {
        let Stems { terms, passages } = row::decode(&text.counted, "words")?;
        let words = terms.iter().map(|(_, [all, ..])| u32::from(*all)).sum();
        let fills = |outlet: &u64| furniture.fills(*outlet, &passages, words);
        let again = match text.outlet.filter(fills) {
            None => None,
            Some(outlet) => {
                let record = row::decode_record(&text.record, &mut shared)?;
                let skip = |passage| furniture.holds(outlet, passage);
                let lang = code(&text.lang);
                Some(counter.count_without(record.title(), &text.text, lang, skip))
            }
        };
        counted.push((Text { lang: text.lang, published: text.published, terms }, again));
    }
    let counters = Counters::of(&interner);
    let with_terms = |(text, again): (Text, Option<Counted>)| {
        let terms = again.map_or(text.terms, |counted| counters.terms(&counted));
        row::encode(&Text { terms, ..text })
    };
    Ok((counted.into_iter().map(with_terms).collect(), counters.forms([&counter])))
}

/// A language by its code.
pub(super) fn code(lang: &str) -> &'static str {
    Lang::from_code(lang).unwrap_or_default().code()
}

/// How many of some distinct texts hold each stem, language by language.
#[derive(Debug, Default)]
pub struct Holders(HashMap<&'static str, HashMap<String, u32>>);

impl Holders {
    /// Adds a text, as [`count_again`] gives it.
    ///
    /// # Errors
    /// If the bytes are damaged.
    pub fn add(&mut self, text: &[u8]) -> Result<()> {
        let Text { lang, terms, .. } = row::decode(text, "words")?;
        let of_language = self.0.entry(code(&lang)).or_default();
        for (stem, _) in terms {
            *of_language.entry(stem).or_default() += 1;
        }
        Ok(())
    }

    /// Language, stem and number of texts, in no order.
    pub fn into_rows(self) -> impl Iterator<Item = (&'static str, String, u32)> {
        let of_language = |(lang, stems): (&'static str, HashMap<String, u32>)| {
            stems.into_iter().map(move |(stem, holders)| (lang, stem, holders))
        };
        self.0.into_iter().flat_map(of_language)
    }
}

/// A stem with its number in the run, and its idf in a language.
pub(super) type Weighed<S> = (S, u32, f32);

/// The numbers of the stems of a run, with the idf of each in every language.
pub struct TermTable(HashMap<&'static str, HashMap<String, (u32, f32)>>);

impl TermTable {
    /// The table of the bytes of [`super::StoryLead::take_words`].
    ///
    /// # Errors
    /// If they are damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let all: Vec<(String, Vec<Weighed<String>>)> = row::decode(bytes, "terms")?;
        let of_language = |(lang, stems): (String, Vec<Weighed<String>>)| {
            let stems = stems.into_iter().map(|(stem, number, idf)| (stem, (number, idf)));
            (code(&lang), stems.collect())
        };
        Ok(Self(all.into_iter().map(of_language).collect()))
    }

    /// The row of a text, as [`count_again`] gives it, and how many of its terms have a weight.
    ///
    /// # Errors
    /// If the bytes are damaged.
    pub fn row(&self, text: &[u8]) -> Result<(Vec<u8>, u32)> {
        let Text { lang, published, terms } = row::decode(text, "words")?;
        let of_language = self.0.get(code(&lang));
        let term = |(stem, counts): (String, [u8; 3])| {
            let (number, idf) = of_language?.get(&stem)?;
            Some((*number, counts, *idf))
        };
        let mut terms: Vec<(u32, [u8; 3], f32)> = terms.into_iter().filter_map(term).collect();
        terms.sort_unstable_by_key(|(number, ..)| *number);
        let length = terms.iter().filter(|(.., idf)| *idf > 0.0).count() as u32;
        Ok((row::encode(&Row { lang, published, terms }), length))
    }
}
