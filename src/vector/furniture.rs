//! What an outlet prints again and again: newsletter calls, notices, standing background.
//!
//! A sentence that stands word for word in `CARRIERS` or more distinct texts of one outlet says
//! nothing about what sets one of them apart, and makes unlike articles alike. Such sentences are
//! found by the hashes of [`super::terms::Passage`] and the articles that carry them are counted
//! again without them. A text that would lose more than half of its words, those of its headline
//! counted twice, is left as it is: it is not furniture around news but a page printed several times.
//!
//! Not done yet: furniture of less than eight words, or with a name or a figure filled in.

use hashbrown::HashSet;

use super::terms::{Counted, Passage};

/// Distinct texts of one outlet that make a sentence furniture.
pub const CARRIERS: usize = 3;

/// The repeated sentences of every outlet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Furniture {
    repeated: HashSet<(u64, u64)>,
}

impl Furniture {
    /// Looks through distinct texts: the hash of each one's outlet, and its passages.
    pub fn of<'a>(texts: impl Iterator<Item = (u64, &'a [Passage])>) -> Self {
        let mut all: Vec<(u64, u64)> =
            texts.flat_map(|(outlet, passages)| carried(outlet, passages)).collect();
        all.sort_unstable();
        let runs = all.chunk_by(|a, b| a == b).filter(|run| run.len() >= CARRIERS);
        Self { repeated: runs.map(|run| run[0]).collect() }
    }

    /// From [`Furniture::iter`].
    pub fn from_pairs(pairs: impl IntoIterator<Item = (u64, u64)>) -> Self {
        Self { repeated: pairs.into_iter().collect() }
    }

    /// Hash of an outlet with that of a passage it repeats, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        self.repeated.iter().copied()
    }

    /// True for a passage that the outlet repeats.
    pub fn holds(&self, outlet: u64, passage: u64) -> bool {
        self.repeated.contains(&(outlet, passage))
    }

    /// True for a text that is to be counted without its furniture.
    pub fn is_in(&self, outlet: u64, text: &Counted) -> bool {
        let words: u32 = text.terms.iter().map(|t| u32::from(t.all)).sum();
        self.fills(outlet, &text.passages, words)
    }

    /// The same of its passages, and how many words were counted.
    pub fn fills(&self, outlet: u64, passages: &[Passage], words: u32) -> bool {
        let repeated = passages.iter().filter(|p| self.holds(outlet, p.hash));
        let repeated: u32 = repeated.map(|p| p.words).sum();
        repeated > 0 && repeated * 2 <= words
    }
}

/// What one text says for its outlet: each of its passages once, with the hash of the outlet.
pub fn carried(outlet: u64, passages: &[Passage]) -> Vec<(u64, u64)> {
    let mut own: Vec<(u64, u64)> = passages.iter().map(|p| (outlet, p.hash)).collect();
    own.sort_unstable();
    own.dedup();
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passages(hashes: &[u64]) -> Vec<Passage> {
        hashes.iter().map(|&hash| Passage { hash, words: 10 }).collect()
    }

    #[test]
    fn three_texts_of_one_outlet_make_furniture() {
        let footer = 7;
        let texts =
            [(0, [1, footer]), (0, [2, footer]), (0, [3, footer]), (1, [4, 2]), (1, [5, 2])];
        let texts = texts.map(|(outlet, hashes)| (outlet, passages(&hashes)));
        let found = Furniture::of(texts.iter().map(|(outlet, p)| (*outlet, p.as_slice())));
        assert!(found.holds(0, footer));
        assert!(!found.holds(1, footer), "another outlet");
        assert!(!found.holds(1, 2), "carried twice");
    }

    #[test]
    fn a_repeated_sentence_in_one_text_counts_once() {
        let text = passages(&[1, 1, 1]);
        assert_eq!(Furniture::of([(0, text.as_slice())].into_iter()), Furniture::default());
    }

    #[test]
    fn a_text_of_little_else_is_left_whole() {
        let text = passages(&[1, 2]);
        let three = || (0..3).map(|_| (0, &text[..1]));
        let found = Furniture::of(three());
        assert!(found.fills(0, &text, 20));
        assert!(!found.fills(0, &text, 19));
    }
}
