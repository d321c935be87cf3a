//! Two texts laid side by side: which of their words are the same, in the same order.
//!
//! Runs of three words that each text holds once are tied first, as many as stand in one order (a
//! longest increasing subsequence, as in Bram Cohen's patience diff); only what lies between ties is
//! compared word by word (Myers, *An O(ND) Difference Algorithm and Its Variations*, 1986, by way of
//! the crate `similar`). Myers alone takes the length of the texts times the number of changes,
//! which is the square of the length for two texts under noise.

use std::ops::Range;

use hashbrown::HashMap;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::fingerprint::{GRAM, gram_of};

/// Words between two ties that are compared one by one; more were rewritten as a whole.
const BETWEEN: usize = 64;

/// A stretch of words of two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stretch {
    /// The same words in both, so many, from these places on.
    Same { first: usize, second: usize, words: usize },
    /// Words of the one stand where those of the other stand; one of the two may be none.
    Other { first: Range<usize>, second: Range<usize> },
}

/// The stretches of two texts, given by the hashes of their words: `Same` and `Other` in turn, all
/// words covered.
pub(super) fn align(first: &[u64], second: &[u64]) -> Vec<Stretch> {
    let mut aligned = Aligned::default();
    for (at_first, at_second) in ties(first, second) {
        // The last words of one tie are, as a rule, the first of the next.
        let done = aligned.first.saturating_sub(at_first);
        if done != aligned.second.saturating_sub(at_second) {
            continue;
        }
        aligned.compare(first, second, at_first, at_second);
        aligned.same(at_first + done, at_second + done, GRAM - done);
    }
    aligned.compare(first, second, first.len(), second.len());
    aligned.other(first.len(), second.len());
    aligned.stretches
}

/// Where the runs of [`GRAM`] words begin that each text holds once, the most that stand in the same
/// order in both.
fn ties(first: &[u64], second: &[u64]) -> Vec<(usize, usize)> {
    let held_once = once(first);
    let mut both: Vec<(usize, usize)> = once(second)
        .into_iter()
        .filter_map(|(gram, at)| Some(((*held_once.get(&gram)?)?, at?)))
        .collect();
    both.sort_unstable();
    in_order(&both)
}

/// The place of each run that a text holds once, `None` for those that it holds more often.
fn once(words: &[u64]) -> HashMap<u64, Option<usize>> {
    let mut places = HashMap::with_capacity(words.len());
    for (at, [a, b, c]) in words.array_windows().enumerate() {
        places.entry(gram_of(*a, *b, *c)).and_modify(|at| *at = None).or_insert(Some(at));
    }
    places
}

/// Of pairs that ascend by the first the most that ascend by the second too: for each length the
/// chain that ends lowest is kept (Fredman, *On computing the length of longest increasing
/// subsequences*, 1975).
fn in_order(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // By length less one: the number of the last pair of a chain. By pair: the one before it.
    let (mut last, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for (number, (_, second)) in pairs.iter().enumerate() {
        let length = last.partition_point(|at| pairs[*at].1 < *second);
        before.push(length.checked_sub(1).map(|shorter| last[shorter]));
        match last.get_mut(length) {
            Some(at) => *at = number,
            None => last.push(number),
        }
    }
    let chain = std::iter::successors(last.last().copied(), |number| before[*number]);
    let mut chain: Vec<(usize, usize)> = chain.map(|number| pairs[number]).collect();
    chain.reverse();
    chain
}

/// Stretches so far, and where they end.
#[derive(Default)]
struct Aligned {
    stretches: Vec<Stretch>,
    first: usize,
    second: usize,
}

impl Aligned {
    /// Compares word by word up to two places, where it is not too far.
    fn compare(&mut self, first: &[u64], second: &[u64], to_first: usize, to_second: usize) {
        let (from_first, from_second) = (self.first, self.second);
        if to_first <= from_first || to_second <= from_second {
            return;
        }
        let (first, second) = (&first[from_first..to_first], &second[from_second..to_second]);
        if first.len().max(second.len()) > BETWEEN {
            return;
        }
        for op in capture_diff_slices(Algorithm::Myers, first, second) {
            if let DiffOp::Equal { old_index, new_index, len } = op {
                self.same(from_first + old_index, from_second + new_index, len);
            }
        }
    }

    /// The same words from two places on; what lies before them is other.
    fn same(&mut self, first: usize, second: usize, words: usize) {
        if words == 0 {
            return;
        }
        self.other(first, second);
        match self.stretches.last_mut() {
            Some(Stretch::Same { words: before, .. }) => *before += words,
            _ => self.stretches.push(Stretch::Same { first, second, words }),
        }
        (self.first, self.second) = (first + words, second + words);
    }

    /// Other words up to two places.
    fn other(&mut self, first: usize, second: usize) {
        if (self.first, self.second) != (first, second) {
            let (first, second) = (self.first..first, self.second..second);
            self.stretches.push(Stretch::Other { first, second });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<u64> {
        text.bytes().map(u64::from).collect()
    }

    #[test]
    fn one_word_changed_one_added_one_left_out() {
        let aligned = align(&words("abcdefghijklmn"), &words("abcdXfghiYjklm"));
        let expected = [
            Stretch::Same { first: 0, second: 0, words: 4 },
            Stretch::Other { first: 4..5, second: 4..5 },
            Stretch::Same { first: 5, second: 5, words: 4 },
            Stretch::Other { first: 9..9, second: 9..10 },
            Stretch::Same { first: 9, second: 10, words: 4 },
            Stretch::Other { first: 13..14, second: 14..14 },
        ];
        assert_eq!(aligned, expected);
    }

    #[test]
    fn the_most_ties_in_one_order_are_kept() {
        let pairs = [(0, 7), (1, 1), (2, 2), (3, 9), (4, 3), (5, 0)];
        assert_eq!(in_order(&pairs), [(1, 1), (2, 2), (4, 3)]);
        assert_eq!(in_order(&[]), []);
    }

    #[test]
    fn texts_without_a_common_run_are_compared_word_by_word() {
        let aligned = align(&words("aXbYc"), &words("aPbQc"));
        assert_eq!(aligned.len(), 5);
        assert_eq!(align(&[], &[]), []);
        assert_eq!(align(&[], &[1]), [Stretch::Other { first: 0..0, second: 0..1 }]);
    }

    proptest! {
        #[test]
        fn stretches_cover_both_texts_in_turn(
            a in proptest::collection::vec(0..12_u64, 0..200),
            b in proptest::collection::vec(0..12_u64, 0..200),
            shared in proptest::collection::vec(0..40_u64, 0..40),
        ) {
            let (a, b) = ([&a[..], &shared, &a].concat(), [&b[..], &shared, &b, &shared].concat());
            let (mut at, mut was_same) = ((0, 0), None);
            for stretch in align(&a, &b) {
                match &stretch {
                    Stretch::Same { first, second, words } => {
                        prop_assert_eq!(at, (*first, *second));
                        prop_assert_eq!(&a[*first..first + words], &b[*second..second + words]);
                        at = (first + words, second + words);
                    }
                    Stretch::Other { first, second } => {
                        prop_assert_eq!(at, (first.start, second.start));
                        at = (first.end, second.end);
                    }
                }
                let same = matches!(stretch, Stretch::Same { .. });
                prop_assert_ne!(was_same.replace(same), Some(same));
            }
            prop_assert_eq!(at, (a.len(), b.len()));
        }
    }

    #[test]
    fn long_texts_are_tied_by_the_runs_that_each_holds_once() {
        let first: Vec<u64> = (0..1_000).collect();
        let mut second = first.clone();
        second[300] = 5_000;
        let expected = [
            Stretch::Same { first: 0, second: 0, words: 300 },
            Stretch::Other { first: 300..301, second: 300..301 },
            Stretch::Same { first: 301, second: 301, words: 699 },
        ];
        assert_eq!(align(&first, &second), expected);
    }
}
