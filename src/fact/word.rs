//! A word looked up, and how two words can relate.

use xxhash_rust::xxh3::xxh3_64;

/// The largest weight of a word, in nats: that of a stem in one sentence of 400, or rarer.
pub const IDF_CAP: f32 = 6.0;

/// A stem by number: the 64-bit hash of its letters, the same in every run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StemId(pub u64);

impl StemId {
    /// The number of a stem.
    pub fn of(stem: &str) -> Self {
        Self(xxh3_64(stem.as_bytes()))
    }
}

/// A dictionary word: index into the lexicon's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LemmaId(pub(super) u32);

impl LemmaId {
    /// As a key beside other lemmas.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// How two different words relate, strongest first: the first that holds is the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Of one news group, or with a sense in common.
    Synonym,
    /// One is derived from the other: invade, invasion.
    Derivation,
    /// The same beginning: tourist, tourism.
    Prefix,
    /// One is the wider term, one step up, or a similar adjective.
    Hypernym,
    /// Opposites.
    Antonym,
    /// None of these.
    None,
}

/// A word looked up: all that relations need.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Its stem.
    pub stem: StemId,
    /// Where its stem begins.
    pub beginning: Beginning,
    pub(super) entries: [Option<LemmaId>; 2],
}

/// The first letters of a stem, for the prefix relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beginning {
    /// Hash of the first five letters; 0 for shorter stems, which share beginnings with nothing.
    pub five: u32,
    /// Hash of the first six letters; 0 for stems of up to six letters.
    pub six: u32,
}

impl Beginning {
    pub(super) fn of(stem: &str) -> Self {
        let hash = |letters: usize| {
            let end = stem.char_indices().nth(letters).map_or(stem.len(), |(i, _)| i);
            xxh3_64(&stem.as_bytes()[..end]) as u32 | 1
        };
        let letters = stem.chars().take(7).count();
        Self {
            five: if letters > 4 { hash(5) } else { 0 },
            six: if letters > 6 { hash(6) } else { 0 },
        }
    }

    /// Five letters in common, and six where both stems are longer than that.
    pub fn agrees_with(self, other: Self) -> bool {
        self.five != 0
            && self.five == other.five
            && (self.six == 0 || other.six == 0 || self.six == other.six)
    }
}

impl Word {
    /// Its dictionary entries.
    pub fn lemmas(self) -> impl Iterator<Item = LemmaId> {
        self.entries.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_of_five_letters_and_of_six_in_longer_stems() {
        let agree = |a: &str, b: &str| Beginning::of(a).agrees_with(Beginning::of(b));
        assert!(agree("invad", "invade") && agree("govern", "governo"));
        assert!(!agree("gove", "gove"), "too short");
        assert!(agree("constru", "construct") && !agree("contrac", "contrib"));
        let six = |stem: &str| Beginning::of(stem).six != 0;
        assert_eq!((six("invade"), six("invader")), (false, true));
    }
}
