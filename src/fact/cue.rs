//! Which rules may begin at a word: one look-up a word, so that the rules for figures and dates
//! pass over the words of a sentence that cannot begin one.

use std::sync::LazyLock;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::date::calendar;
use super::number;
use super::quantity;
use crate::text::stop_words;

/// What a word may begin or be, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cue(u8);

impl Cue {
    /// A number below a hundred in letters.
    pub const NUMBER: Self = Self(1);
    /// What else a number in letters may begin with: `a` dozen, `half` a million.
    pub const COUNT: Self = Self(2);
    /// A place in an order.
    pub const RANK: Self = Self(4);
    /// A date.
    pub const DATE: Self = Self(8);
    /// A function word.
    pub const STOP: Self = Self(16);

    /// True where the word has this cue.
    pub fn has(self, cue: Self) -> bool {
        self.0 & cue.0 != 0
    }
}

static CUES: LazyLock<HashMap<&'static str, Cue, FixedState>> = LazyLock::new(|| {
    let mut cues = HashMap::with_hasher(FixedState::with_seed(0));
    let mut add = |words: &mut dyn Iterator<Item = &'static str>, cue: Cue| {
        for word in words {
            cues.entry(word).or_insert(Cue(0)).0 |= cue.0;
        }
    };
    add(&mut number::SMALL.iter().map(|(word, _)| *word), Cue::NUMBER);
    add(&mut number::ARTICLES.into_iter(), Cue::COUNT);
    add(&mut quantity::rank_words(), Cue::RANK);
    add(&mut calendar::leading_words(), Cue::DATE);
    add(&mut stop_words::ENGLISH.split_whitespace(), Cue::STOP);
    cues
});

/// The cues of a lower-case word.
pub(super) fn of(word: &str) -> Cue {
    // Longer than every listed word: no need to hash it.
    if word.len() > 12 { Cue::default() } else { CUES.get(word).copied().unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_what_their_rules_say() {
        assert!(of("seven").has(Cue::NUMBER) && !of("seven").has(Cue::DATE));
        assert!(of("a").has(Cue::COUNT) && of("a").has(Cue::STOP) && of("a").has(Cue::DATE));
        assert!(of("second").has(Cue::RANK) && of("largest").has(Cue::RANK));
        assert!(of("september").has(Cue::DATE) && of("tonight").has(Cue::DATE));
        assert_eq!(of("minister"), Cue::default());
    }

    #[test]
    fn no_listed_word_is_too_long() {
        assert!(CUES.keys().all(|word| word.len() <= 12));
    }
}
