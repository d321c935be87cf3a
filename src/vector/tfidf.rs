//! Term counts to unit TF-IDF rows.
//!
//! weight(t, d) = (1 + ln tf) * idf(t), rows scaled to length 1, so a dot product is a cosine.
//!
//! idf(t) = sqrt(own(t) * background(t)):
//! - background(t) = -ln(clamp(p, e^-9, .999)), p = share of background articles that hold t;
//! - own(t) = ln((n + B + 1) / (df + B*p + .5)), df of n articles of the run, smoothed by `B`
//!   pseudo-articles drawn from the background. With three articles the run says next to nothing
//!   and the background leads; with thousands, B no longer matters.
//!
//! The geometric mean of the two keeps a word heavy only where both call it rare: a word common in
//! this run does not tell its stories apart, a word common in news does not in any run (measured:
//! mean B-cubed over five open sets .69 with own idf alone, .71 mixed, before any other step).
//! Both are taken language by language: a word is not rare because its language is rare in the run.
//! Of a language without a background table only the function words are known to be common.

use std::sync::LazyLock;

use rayon::prelude::*;

use crate::vector::background::Background;
use crate::vector::frequencies::{Frequencies, OfLanguage};
use crate::vector::terms::TermCount;
use crate::vector::vocabulary::Vocabulary;

/// Pseudo-articles of the background in a run's own document frequencies.
const PSEUDO_ARTICLES: f64 = 50.0;
/// A word seen in less than e^-9 of background articles is as good as never seen.
const MAX_BACKGROUND_IDF: f64 = 9.0;

/// Which counts of an article make the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum View {
    /// Headline twice and body.
    All,
    /// Headline and lead.
    Lead,
    /// Headline, each word once.
    Title,
}

impl View {
    /// Every view, in order.
    pub const EVERY: [Self; 3] = [Self::All, Self::Lead, Self::Title];

    fn count(self, count: TermCount) -> u8 {
        match self {
            View::All => count.all,
            View::Lead => count.lead,
            View::Title => count.title.min(1),
        }
    }
}

/// 1 + ln tf for each count, 0 for none.
pub fn tf_weights() -> &'static [f32; 256] {
    static WEIGHTS: LazyLock<[f32; 256]> = LazyLock::new(|| {
        std::array::from_fn(|tf| if tf == 0 { 0.0 } else { 1.0 + (tf as f32).ln() })
    });
    &WEIGHTS
}

/// The idf of every term of a run, for each language in it.
pub struct Idf {
    languages: Vec<(&'static str, Vec<f32>)>,
}

impl Idf {
    /// Mixes document frequencies of the run with the background's, for each language of the run.
    pub fn new(
        vocabulary: &Vocabulary,
        frequencies: &Frequencies,
        background: impl Fn(&str) -> Option<&'static Background>,
    ) -> Self {
        let table = |counted: &OfLanguage| {
            let idf = if let Some(table) = background(counted.lang) {
                idf_table(vocabulary, counted, table)
            } else {
                let words = Background::of_function_words(counted.lang);
                idf_table(vocabulary, counted, &words)
            };
            (counted.lang, idf)
        };
        Self { languages: frequencies.languages.iter().map(table).collect() }
    }

    /// The idf of each term, by [`crate::vector::vocabulary::TermId`], in a language of the run.
    pub fn of(&self, lang: &str) -> &[f32] {
        self.languages.iter().find(|(l, _)| *l == lang).map_or(&[], |(_, table)| table)
    }
}

fn idf_table(vocabulary: &Vocabulary, counted: &OfLanguage, background: &Background) -> Vec<f32> {
    let one = |(term, &df): (usize, &u32)| {
        let share = background.share(vocabulary.stem(term as u32));
        (own_idf(counted.articles, df, share) * background_idf(share)).sqrt() as f32
    };
    counted.holders.par_iter().enumerate().map(one).collect()
}

fn own_idf(n: u32, df: u32, share: f64) -> f64 {
    let (n, df) = (f64::from(n), f64::from(df));
    ((n + PSEUDO_ARTICLES + 1.0) / (df + PSEUDO_ARTICLES * share + 0.5)).ln().max(0.0)
}

fn background_idf(share: f64) -> f64 {
    -share.clamp((-MAX_BACKGROUND_IDF).exp(), 0.999).ln()
}

/// The unit rows of one text, in all views. Weights are made from the counts whenever they are asked
/// for: a row that was stored would take as much room as the counts, three times over.
#[derive(Debug, Clone, Copy)]
pub struct TextRow<'a> {
    /// The text's terms, ascending.
    pub counts: &'a [TermCount],
    /// idf by term, in the text's language.
    pub idf: &'a [f32],
    /// What makes each view's row a unit row, by [`View`]; 0 for a row without weight.
    pub scale: [f32; 3],
    /// Sum of idf over the text's terms, each once.
    pub mass: f32,
    /// Number of terms with a weight.
    pub terms: u32,
}

impl<'a> TextRow<'a> {
    /// The rows of a text.
    pub fn new(counts: &'a [TermCount], idf: &'a [f32]) -> Self {
        let weights = tf_weights();
        let (mut squares, mut mass, mut terms) = ([0.0_f32; 3], 0.0, 0);
        for count in counts {
            let idf = idf[count.term as usize];
            mass += idf;
            terms += u32::from(idf > 0.0);
            for (square, view) in squares.iter_mut().zip(View::EVERY) {
                *square += (weights[usize::from(view.count(*count))] * idf).powi(2);
            }
        }
        let scale = squares.map(|square| if square > 0.0 { square.sqrt().recip() } else { 0.0 });
        Self { counts, idf, scale, mass, terms }
    }

    /// Terms of a view with their weights, ascending; weightless ones are left out.
    pub fn weights(self, view: View) -> impl Iterator<Item = (u32, f32)> + 'a {
        let (weights, scale, idf) = (tf_weights(), self.scale[view as usize], self.idf);
        let weigh = move |count: &TermCount| {
            let tf = weights[usize::from(view.count(*count))];
            (count.term, tf * idf[count.term as usize] * scale)
        };
        self.counts.iter().map(weigh).filter(|(_, weight)| *weight > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::vocabulary::Interner;

    fn count(term: u32, all: u8) -> TermCount {
        TermCount { term, all, lead: 0, title: 0 }
    }

    #[test]
    fn rows_have_unit_length_and_rare_words_weigh_more() {
        let interner = Interner::default();
        for word in ["common", "rare"] {
            interner.intern(word);
        }
        let (vocabulary, _) = interner.finish(|_| 0);
        let articles = [vec![count(0, 1), count(1, 1)], vec![count(0, 1)], vec![count(0, 3)]];
        let with_lang = || articles.iter().map(|a| (a.as_slice(), "xx"));
        let frequencies = Frequencies::count(vocabulary.len(), with_lang());
        let idf = Idf::new(&vocabulary, &frequencies, |_| None);
        // n = 3 and 50 pseudo-articles; no table, so both are new to the background: 9.
        assert!((idf.of("xx")[0] - ((54.0_f32 / 3.5).ln() * 9.0).sqrt()).abs() < 1e-5);
        assert!((idf.of("xx")[1] - ((54.0_f32 / 1.5).ln() * 9.0).sqrt()).abs() < 1e-5);
        let row = |text: usize| TextRow::new(&articles[text], idf.of("xx"));
        let weights = |text| row(text).weights(View::All).collect::<Vec<_>>();
        let first = weights(0);
        let length: f32 = first.iter().map(|(_, w)| w * w).sum();
        assert!((length - 1.0).abs() < 1e-6 && first[1].1 > first[0].1);
        assert!((weights(2)[0].1 - 1.0).abs() < 1e-6);
        assert_eq!(row(0).weights(View::Title).count(), 0);
        assert!((row(0).mass - idf.of("xx")[0] - idf.of("xx")[1]).abs() < 1e-6);
    }

    #[test]
    fn function_words_stand_in_for_a_table() {
        let table = Background::of_function_words("es");
        let weight = |share| own_idf(5, 4, share) * background_idf(share);
        assert_eq!((table.share("de"), table.share("incendi")), (0.5, 0.0));
        assert!(weight(0.0) > 20.0 * weight(0.5));
    }

    #[test]
    fn the_background_leads_where_the_run_is_small() {
        // Three articles all hold the word: their own idf is near 0, the background calls it rare.
        assert!(own_idf(3, 3, 0.0001) > 2.0);
        assert!(own_idf(3, 3, 0.9) < 0.2);
        assert!((background_idf(0.0) - 9.0).abs() < 1e-9);
    }
}
