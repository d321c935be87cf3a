//! Noise: a copy with a wrong word every few, as recognition of print or a hand that edits all over
//! leaves it.
//!
//! One wrong word spoils three 3-grams, so of a text with a fifth of its words changed hardly half
//! of the grams are left. But most of its words still stand in the same order, and those of two
//! reporters do not: the length of the longest common subsequence of their words tells them apart.
//! It is counted 64 words at a time (Hyyrö, *Bit-parallel LCS-length computation revisited*, 2004),
//! so it costs about what a look-up of every gram does.

use hashbrown::HashMap;

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
const LONGEST: usize = 5_000;

/// True for two texts that share less than a copy wants, but most words in order.
pub fn is_noise(pair: &Compared<'_>, verified: &Verified, wanted: f32) -> bool {
    if wanted > STRICT || verified.containment < LEAST {
        return false;
    }
    let lengths = [pair.small.words.len(), pair.large.words.len()];
    let (fewer, more) = (lengths[0].min(lengths[1]), lengths[0].max(lengths[1]));
    let enough = (IN_ORDER * more as f32).ceil() as usize;
    (SHORTEST..=LONGEST).contains(&fewer)
        && fewer >= enough
        && in_order(&hashes(pair.small), &hashes(pair.large)) >= enough
}

fn hashes(text: &Shingled) -> Vec<u64> {
    text.words.iter().map(|word| word.hash).collect()
}

/// How many words stand in both texts in the same order: the length of the longest common
/// subsequence. Takes `a.len() * b.len() / 64` steps.
fn in_order(a: &[u64], b: &[u64]) -> usize {
    let blocks = a.len().div_ceil(64);
    let mut rows: HashMap<u64, usize> = HashMap::new();
    // One bit for each place at which `a` has the word of a row.
    let mut places: Vec<u64> = Vec::new();
    for (at, word) in a.iter().enumerate() {
        let row = *rows.entry(*word).or_insert(places.len());
        places.resize(places.len().max(row + blocks), 0);
        places[row + at / 64] |= 1 << (at % 64);
    }
    // A bit is 0 where one more word of `a` than before it can stand in order.
    let mut open = vec![u64::MAX; blocks];
    for row in b.iter().filter_map(|word| rows.get(word)) {
        let mut carry = false;
        for (open, places) in open.iter_mut().zip(&places[*row..row + blocks]) {
            let met = *open & places;
            let (sum, over) = open.overflowing_add(met);
            let (sum, over_again) = sum.overflowing_add(u64::from(carry));
            carry = over | over_again;
            *open = sum | (*open & !places);
        }
    }
    let taken: u32 = open.iter().map(|block| block.count_zeros()).sum();
    taken as usize
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
    fn common_subsequences_by_hand() {
        assert_eq!(in_order(&[1, 2, 3, 4], &[1, 3, 2, 4]), 3);
        assert_eq!(in_order(&[1, 2, 3], &[4, 5]), 0);
        assert_eq!(in_order(&[], &[1]), 0);
    }

    proptest::proptest! {
        #[test]
        fn bits_count_as_the_table_does(
            a in proptest::collection::vec(0..9_u64, 0..200),
            b in proptest::collection::vec(0..9_u64, 0..200),
        ) {
            let mut table = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
            for (i, x) in a.iter().enumerate() {
                for (j, y) in b.iter().enumerate() {
                    let same = table[i][j] + usize::from(x == y);
                    table[i + 1][j + 1] = same.max(table[i][j + 1]).max(table[i + 1][j]);
                }
            }
            proptest::prop_assert_eq!(in_order(&a, &b), table[a.len()][b.len()]);
        }
    }
}
