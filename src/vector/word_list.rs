//! A list of words and their frequencies to a background table.
//!
//! A list says which share `f` of all words written is a word; a table says which share of
//! articles holds a stem. With `ARTICLE_WORDS` words an article, each drawn by itself, that is
//! `1 - exp(-ARTICLE_WORDS * f)`, `f` summed over all words of the stem. Words go through the same
//! counter as articles, so a table has the terms of a run: stems, or bigrams of characters.
//!
//! Words of scripts without spaces run on without a gap, so bigrams also stand across two words.
//! They are taken to be as frequent as chance makes them: the share of words that end with the
//! one character times the share that begin with the other.
//!
//! Lists know nothing of figures (they replace their digits); these come from another table.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::vector::background::Background;
use crate::vector::terms::TermCounter;
use crate::vector::vocabulary::Interner;

/// Words of the article that a share is meant for.
const ARTICLE_WORDS: f64 = 250.0;
/// Articles that a table from a list pretends to have counted.
const ARTICLES: u32 = 1_000_000;
/// A stem in less than e^-9 of articles is as good as unseen.
const FEWEST_ARTICLES: u32 = 124;
/// Characters at the borders of words rarer than this are not paired.
const LEAST_BORDER: f64 = 1e-4;

/// The table of a word list; `words` come with their share of all words, and figures are as
/// common as in `figures`.
pub fn table(lang: &'static str, words: &[(String, f64)], figures: &Background) -> Background {
    let mut counts = Frequencies::new(lang);
    for (word, frequency) in words.iter().filter(|(word, _)| !is_figure(word)) {
        counts.add(word, *frequency);
    }
    if matches!(lang, "ja" | "zh") {
        for (pair, frequency) in border_pairs(words) {
            counts.add(&pair, frequency);
        }
    }
    let articles = |share: f64| two_digits((share * f64::from(ARTICLES)).round() as u32);
    let share = |frequency: f64| 1.0 - (-ARTICLE_WORDS * frequency).exp();
    let listed = counts.finish().into_iter().map(|(stem, f)| (stem, articles(share(f))));
    let lent = figures.iter().filter(|(stem, _)| is_figure(stem));
    let lent = lent.map(|(stem, share)| (stem.into(), articles(share)));
    let rows = listed.chain(lent).filter(|(_, articles)| *articles >= FEWEST_ARTICLES);
    Background::new(lang, ARTICLES, rows.collect())
}

/// No list is more exact than that, and the table becomes half as large.
fn two_digits(number: u32) -> u32 {
    let unit = 10_u32.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(1));
    (number + unit / 2) / unit * unit
}

fn is_figure(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// How often each pair of characters stands across two words.
fn border_pairs(words: &[(String, f64)]) -> Vec<(String, f64)> {
    let (mut firsts, mut lasts) = (BTreeMap::<char, f64>::new(), BTreeMap::<char, f64>::new());
    for (word, frequency) in words {
        for (border, c) in [(&mut firsts, word.chars().next()), (&mut lasts, word.chars().last())] {
            if let Some(c) = c.filter(|c| !c.is_ascii()) {
                *border.entry(c).or_default() += frequency;
            }
        }
    }
    for border in [&mut firsts, &mut lasts] {
        border.retain(|_, frequency| *frequency >= LEAST_BORDER);
    }
    let with_last = |(last, f): (&char, &f64)| -> Vec<(String, f64)> {
        firsts.iter().map(|(first, g)| (String::from_iter([*last, *first]), f * g)).collect()
    };
    lasts.iter().flat_map(with_last).collect()
}

/// Frequencies of terms, relative to all terms of running text.
struct Frequencies {
    lang: &'static str,
    interner: Arc<Interner>,
    counter: TermCounter,
    /// By provisional number of the term.
    sums: Vec<f64>,
    all: f64,
}

impl Frequencies {
    fn new(lang: &'static str) -> Self {
        let interner: Arc<Interner> = Arc::default();
        let counter = TermCounter::new(interner.clone());
        Self { lang, interner, counter, sums: Vec::new(), all: 0.0 }
    }

    fn add(&mut self, word: &str, frequency: f64) {
        for term in self.counter.count("", word, self.lang).terms {
            let (at, more) = (term.term as usize, frequency * f64::from(term.all));
            self.sums.resize(self.sums.len().max(at + 1), 0.0);
            self.sums[at] += more;
            self.all += more;
        }
    }

    fn finish(self) -> Vec<(Box<str>, f64)> {
        let Self { interner, counter, sums, all, .. } = self;
        drop(counter);
        let Some(interner) = Arc::into_inner(interner) else { unreachable!("no other owner") };
        let (vocabulary, ids) = interner.finish(|_| 0);
        let known = sums.iter().zip(&ids).filter(|(sum, _)| **sum > 0.0);
        known.map(|(sum, id)| (vocabulary.stem(*id).into(), sum / all.max(1.0))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(word: &str, frequency: f64) -> (String, f64) {
        (word.to_owned(), frequency)
    }

    #[test]
    fn forms_of_a_stem_add_up_and_figures_are_lent() {
        let figures = Background::new("en", 4, vec![("2020".into(), 1), ("the".into(), 4)]);
        let words =
            [word("the", 0.05), word("quake", 0.001), word("quakes", 0.001), word("0000", 1.0)];
        let table = table("en", &words, &figures);
        // 1 - exp(-250 * .002) = .393.
        assert_eq!(table.share("quak"), 0.39);
        assert!(table.share("the") > 0.99);
        assert_eq!((table.share("2020"), table.share("0000")), (0.25, 0.0));
    }

    #[test]
    fn bigrams_across_words_are_as_frequent_as_chance_makes_them() {
        let words = [word("東京", 0.4), word("都", 0.6)];
        let pairs = border_pairs(&words);
        let of = |pair| pairs.iter().find(|(p, _)| p == pair).map_or(0.0, |(_, f)| *f);
        assert!((of("京都") - 0.4 * 0.6).abs() < 1e-9);
        assert!((of("都東") - 0.6 * 0.4).abs() < 1e-9);
        let table = table("ja", &words, &Background::new("en", 1, Vec::new()));
        assert!(table.share("京都") > 0.99 && table.share("京東") > 0.99);
    }

    #[test]
    fn rare_words_are_left_out() {
        let table = table("en", &[word("quake", 1e-9)], &Background::new("en", 1, Vec::new()));
        assert!(table.is_empty());
    }
}
