//! A text to a small set of hashed word 3-grams.
//!
//! Kept are the grams whose hash is divisible by [`SAMPLING`] (all of them in short texts). The
//! choice depends on the gram alone, so two texts keep the same of their shared grams: overlap of
//! the kept sets estimates both Jaccard similarity and containment (Broder, *On the resemblance
//! and containment of documents*, 1997, "mod p" sketches; `FracMinHash` in genomics). That is what
//! min-wise sketches of fixed size cannot do for a short text inside a long one.
//!
//! Fingerprints mean the same on every machine: [`FINGERPRINT_VERSION`] names hash and sampling.

use crate::text::words::{self, HASH_VERSION, mix};

/// Version of the meaning of a fingerprint.
pub const FINGERPRINT_VERSION: u32 = HASH_VERSION << 8 | 1;
/// One gram in so many is kept.
pub const SAMPLING: u64 = 4;
/// Texts with fewer grams keep all.
pub const KEEP_ALL_BELOW: usize = 48;
/// Words in a gram.
pub const GRAM: usize = 3;

/// What is kept of a text for finding its copies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// Hash of all words in order: equal for texts that differ in case, space and punctuation
    /// only. 0 where there are no words.
    pub exact: u64,
    /// Number of words.
    pub words: u32,
    /// Kept grams, low 32 bits of their hashes, sorted, unique.
    pub grams: Box<[u32]>,
    /// True where the text is short and all its grams were kept.
    pub complete: bool,
}

impl Fingerprint {
    /// Fingerprint of a text.
    pub fn of(text: &str) -> Self {
        let mut exact = 0;
        let mut words = 0_u32;
        let mut first: Vec<u32> = Vec::new();
        let mut sampled = Sampled::default();
        for_each_gram(
            text,
            |hash| {
                exact = mix(exact, hash);
                words += 1;
            },
            |gram| {
                if first.len() < KEEP_ALL_BELOW {
                    first.push(gram as u32);
                }
                sampled.offer(gram);
            },
        );
        // One or two words repeat by chance: only the same characters are the same text.
        if words > 0 && (words as usize) < GRAM {
            exact = mix(exact, xxhash_rust::xxh3::xxh3_64(text.trim().as_bytes()));
        }
        let complete = first.len() < KEEP_ALL_BELOW;
        let mut grams = if complete { first } else { sampled.finish() };
        if words > 0 && grams.is_empty() && complete {
            grams.push(exact as u32);
        }
        grams.sort_unstable();
        grams.dedup();
        // Copied: some allocators leave a block that is cut short as long as it was.
        Self { exact, words, grams: grams.as_slice().into(), complete }
    }

    /// Which of the kept grams a sampled fingerprint would keep too. `u32` holds the low bits, and
    /// [`SAMPLING`] divides their range, so divisibility survives the cut.
    pub fn sampled(&self) -> impl Iterator<Item = u32> + '_ {
        self.grams.iter().copied().filter(|g| u64::from(*g) % SAMPLING == 0)
    }
}

/// The grams that a sampled fingerprint keeps, in order of the text.
///
/// Every gram is written down and the place advanced only for those that stay: no processor can
/// foretell which these are, so a branch would cost more than the writing.
struct Sampled {
    grams: Vec<u32>,
    latest: [u32; Self::LATEST],
    held: usize,
}

impl Default for Sampled {
    fn default() -> Self {
        Self { grams: Vec::new(), latest: [0; Self::LATEST], held: 0 }
    }
}

impl Sampled {
    const LATEST: usize = 64;

    #[inline]
    fn offer(&mut self, gram: u64) {
        self.latest[self.held % Self::LATEST] = gram as u32;
        self.held += usize::from(gram.is_multiple_of(SAMPLING));
        if self.held == Self::LATEST {
            self.grams.extend_from_slice(&self.latest);
            self.held = 0;
        }
    }

    fn finish(mut self) -> Vec<u32> {
        self.grams.extend_from_slice(&self.latest[..self.held]);
        self.grams
    }
}

/// Walks a text once: `word` gets every word's hash, `gram` the hash of every three in a row.
#[inline]
pub fn for_each_gram(text: &str, mut word: impl FnMut(u64), mut gram: impl FnMut(u64)) {
    let (mut before, mut last, mut seen) = (0_u64, 0_u64, 0_usize);
    for current in words::words(text) {
        word(current.hash);
        seen += 1;
        if seen >= GRAM {
            gram(gram_of(before, last, current.hash));
        }
        (before, last) = (last, current.hash);
    }
}

/// Hash of three words in a row.
#[inline]
pub fn gram_of(first: u64, second: u64, third: u64) -> u64 {
    mix(first.rotate_left(17) ^ second.rotate_left(41), third)
}

/// Overlap of two fingerprints, estimated on what both would have kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlap {
    /// Grams that both hold.
    pub shared: u32,
    /// Grams of the one with fewer.
    pub smaller: u32,
}

impl Overlap {
    /// Measures two fingerprints; one merge of the sorted lists.
    pub fn of(a: &Fingerprint, b: &Fingerprint) -> Self {
        if a.complete == b.complete {
            return Self::count(&a.grams, &b.grams);
        }
        let (short, long) = if a.complete { (a, b) } else { (b, a) };
        let short: Vec<u32> = short.sampled().collect();
        Self::count(&short, &long.grams)
    }

    fn count(a: &[u32], b: &[u32]) -> Self {
        let shared = count_shared(a, b) as u32;
        Self { shared, smaller: a.len().min(b.len()) as u32 }
    }

    /// Estimated share of the smaller text that stands in the larger, 0..=1.
    pub fn containment(self) -> f32 {
        if self.smaller == 0 { 0.0 } else { self.shared as f32 / self.smaller as f32 }
    }
}

/// How many values two sorted lists of unique values share.
pub fn count_shared<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_space_and_punctuation_do_not_matter() {
        let a = Fingerprint::of("Rare-earth reserves: second largest.");
        let b = Fingerprint::of("RARE  EARTH reserves (second-largest)");
        assert_eq!(a, b);
        assert_eq!((a.words, a.grams.len()), (5, 3));
        assert_ne!(a.exact, Fingerprint::of("reserves rare earth second largest").exact);
    }

    #[test]
    fn short_texts_are_one_gram() {
        assert_eq!(Fingerprint::of("Quake").grams.len(), 1);
        assert_eq!(Fingerprint::of("").grams.len(), 0);
        assert_eq!(Fingerprint::of(" ... ").exact, 0);
    }

    #[test]
    fn a_text_inside_a_longer_one_is_seen() {
        let part: String = (0..60).map(|i| format!("w{i} ")).collect();
        let whole: String = (0..600).map(|i| format!("w{i} ")).collect();
        let overlap = Overlap::of(&Fingerprint::of(&part), &Fingerprint::of(&whole));
        assert_eq!(overlap.containment(), 1.0);
        let other: String = (0..600).map(|i| format!("x{i} ")).collect();
        assert_eq!(Overlap::of(&Fingerprint::of(&part), &Fingerprint::of(&other)).shared, 0);
    }

    #[test]
    fn one_or_two_words_have_a_gram_of_their_own() {
        for text in ["flood", "no flood"] {
            assert_eq!(Fingerprint::of(text).grams.len(), 1, "{text}");
        }
        assert_ne!(Fingerprint::of("no flood").grams, Fingerprint::of("flood no").grams);
        assert!(Fingerprint::of(" ?!").grams.is_empty());
        // One or two words repeat by chance; of more, signs and case do not matter.
        let exact = |text| Fingerprint::of(text).exact;
        assert_ne!(exact("Flood!"), exact("flood"));
        assert_eq!(exact("No flood today!"), exact("no flood today"));
    }
}
