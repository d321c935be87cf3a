//! Noise: a copy with a wrong word every few, as recognition of print or a hand that edits all over
//! leaves it.
//!
//! One wrong word spoils three 3-grams, so of a text with a fifth of its words changed hardly half
//! of the grams are left. But most of its words still stand in the same order, and those of two
//! reporters do not: the longest common subsequence of the words tells them apart (Myers, *An
//! O(ND) difference algorithm and its variations*, 1986). It is only looked for where the bags of
//! words agree so far, since it costs most where texts differ.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::shingled::{Compared, Shingled};
use super::verify::Verified;

/// A wanted containment above this asks for texts without much noise.
pub const STRICT: f32 = 0.5;
/// Containment below which noise has left too little to tell.
const LEAST: f32 = 0.25;
/// Share of the words of the longer text that must stand in the other in the same order.
const IN_ORDER: f32 = 0.65;
/// Words of a text that is long enough to tell.
const SHORTEST: usize = 60;
/// Words of the longest text that is laid beside another.
const LONGEST: usize = 20_000;

/// True for two texts that share less than a copy wants, but most words in order.
pub fn is_noise(pair: &Compared<'_>, verified: &Verified, wanted: f32) -> bool {
    if wanted > STRICT || verified.containment < LEAST {
        return false;
    }
    let (small, large) = (words(pair.small), words(pair.large));
    let (fewer, more) = (small.len().min(large.len()), small.len().max(large.len()));
    let enough = (IN_ORDER * more as f32).ceil() as usize;
    (SHORTEST..=LONGEST).contains(&fewer)
        && fewer >= enough
        && in_common(&small, &large) >= enough
        && in_order(&small, &large) >= enough
}

fn words(text: &Shingled) -> Vec<u64> {
    text.words.iter().map(|word| word.hash).collect()
}

/// Words of two bags that stand in both, as often as they do.
fn in_common(a: &[u64], b: &[u64]) -> usize {
    let sorted = |words: &[u64]| {
        let mut words = words.to_vec();
        words.sort_unstable();
        words
    };
    let (a, b) = (sorted(a), sorted(b));
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    common
}

/// Words that stand in both in the same order.
fn in_order(a: &[u64], b: &[u64]) -> usize {
    let ops = capture_diff_slices(Algorithm::Myers, a, b);
    let same = |op: &DiffOp| if let DiffOp::Equal { len, .. } = op { *len } else { 0 };
    ops.iter().map(same).sum()
}

#[cfg(test)]
mod tests {
    use super::super::verify::measure;
    use super::*;

    fn judged(a: &str, b: &str, wanted: f32) -> (f32, bool) {
        let (a, b) = (Shingled::of(a), Shingled::of(b));
        let pair = Compared::of(&a, &b);
        let verified = measure((&a, &b), &pair);
        (verified.containment, is_noise(&pair, &verified, wanted))
    }

    /// A hundred words, of which those for which `wrong` is true are misread.
    fn text(wrong: impl Fn(usize) -> bool) -> String {
        (0..100).map(|i| if wrong(i) { format!("x{i} ") } else { format!("w{i} ") }).collect()
    }

    #[test]
    fn every_fifth_word_wrong_is_noise_and_another_order_is_none() {
        let clean = text(|_| false);
        let (containment, is_noise) = judged(&clean, &text(|i| i % 5 == 2), 0.5);
        assert!(containment < 0.5 && is_noise, "{containment}");
        assert!(!judged(&clean, &text(|i| i % 5 == 2), 0.8).1, "a stricter similarity is wanted");
        let mut sentences: Vec<String> =
            clean.split_inclusive("8 ").map(|s| format!("also {s}")).collect();
        sentences.reverse();
        assert!(!judged(&clean, &sentences.concat(), 0.5).1);
    }

    #[test]
    fn bags_share_what_both_hold_as_often() {
        assert_eq!(in_common(&[1, 2, 2, 3], &[2, 3, 2, 2]), 3);
        assert_eq!(in_order(&[1, 2, 3, 4], &[1, 3, 2, 4]), 3);
    }
}
