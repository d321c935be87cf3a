//! How many texts of a run hold each term, language by language.

use crate::vector::terms::TermCount;
use crate::vector::vocabulary::TermId;

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

    /// From how many texts of a language hold a term; `langs` are the languages of all texts, in
    /// order.
    pub fn of_holders(
        terms: usize,
        langs: impl Iterator<Item = &'static str>,
        holders: impl Iterator<Item = (&'static str, TermId, u32)>,
    ) -> Self {
        let mut found = Self::default();
        langs.for_each(|lang| found.language(lang, terms).articles += 1);
        holders.for_each(|(lang, term, n)| found.language(lang, terms).holders[term as usize] = n);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_apart_is_counted_together() {
        let count = |term| TermCount { term, all: 1, lead: 0, title: 0 };
        let texts =
            [("xx", vec![count(0), count(2)]), ("yy", vec![count(0)]), ("xx", vec![count(2)])];
        let rows = || texts.iter().map(|(lang, counts)| (counts.as_slice(), *lang));
        let holders = [("yy", 0, 1), ("xx", 2, 2), ("xx", 0, 1)];
        let langs = texts.iter().map(|(lang, _)| *lang);
        let found = Frequencies::of_holders(3, langs, holders.into_iter());
        assert_eq!(found, Frequencies::count(3, rows()));
    }
}
