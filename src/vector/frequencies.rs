//! How many texts of a run hold each term, language by language.

use crate::vector::terms::TermCount;

/// Document frequencies of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frequencies {
    /// One entry a language, in the order in which they were met.
    pub languages: Vec<OfLanguage>,
}

/// The texts of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfLanguage {
    /// ISO 639-1, or `und`.
    pub lang: &'static str,
    /// Number of texts.
    pub articles: u32,
    /// How many of them hold each term, by [`crate::vector::vocabulary::TermId`].
    pub holders: Vec<u32>,
}

impl Frequencies {
    /// Counts texts, given as their terms and languages; `terms` is the size of the vocabulary.
    pub fn count<'a>(
        terms: usize,
        texts: impl Iterator<Item = (&'a [TermCount], &'static str)>,
    ) -> Self {
        let mut found = Self::default();
        for (counts, lang) in texts {
            let language = found.language(lang, terms);
            language.articles += 1;
            counts.iter().for_each(|c| language.holders[c.term as usize] += 1);
        }
        found
    }

    fn language(&mut self, lang: &'static str, terms: usize) -> &mut OfLanguage {
        let at = self.languages.iter().position(|known| known.lang == lang);
        let at = at.unwrap_or_else(|| {
            self.languages.push(OfLanguage { lang, articles: 0, holders: vec![0; terms] });
            self.languages.len() - 1
        });
        &mut self.languages[at]
    }
}
