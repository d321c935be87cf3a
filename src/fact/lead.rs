//! Which lists of the rules a word is in, above all what may begin at it: one look-up a word, so
//! that the rules for figures and dates pass over words that cannot begin one.

use std::sync::LazyLock;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::rule_words::{ARTICLES, CHANGE_VERBS, DATE_WORDS, MARKET_WORDS, SMALL, rank_words};
use crate::text::{calendar, stop_words};

/// What a word may begin or be, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lead(u8);

impl Lead {
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
    /// A verb of change: `rose`, `cut`.
    pub const CHANGE: Self = Self(32);
    /// A word of market reports.
    pub const MARKET: Self = Self(64);

    /// True where the word has this lead.
    pub fn has(self, lead: Self) -> bool {
        self.0 & lead.0 != 0
    }
}

static LEADS: LazyLock<HashMap<&'static str, Lead, FixedState>> = LazyLock::new(|| {
    let mut leads = HashMap::with_hasher(FixedState::with_seed(0));
    let mut add = |words: &mut dyn Iterator<Item = &'static str>, lead: Lead| {
        for word in words {
            leads.entry(word).or_insert(Lead(0)).0 |= lead.0;
        }
    };
    add(&mut SMALL.iter().map(|(word, _)| *word), Lead::NUMBER);
    add(&mut ARTICLES.into_iter(), Lead::COUNT);
    add(&mut rank_words(), Lead::RANK);
    add(&mut CHANGE_VERBS.split_whitespace(), Lead::CHANGE);
    add(&mut MARKET_WORDS.into_iter(), Lead::MARKET);
    add(&mut calendar::names().chain(DATE_WORDS), Lead::DATE);
    add(&mut stop_words::ENGLISH.split_whitespace(), Lead::STOP);
    leads
});

/// The leads of a lower-case word.
pub(super) fn of(word: &str) -> Lead {
    // Longer than every listed word: no need to hash it.
    if word.len() > 12 { Lead::default() } else { LEADS.get(word).copied().unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_what_their_rules_say() {
        assert!(of("seven").has(Lead::NUMBER) && !of("seven").has(Lead::DATE));
        assert!(of("a").has(Lead::COUNT) && of("a").has(Lead::STOP) && of("a").has(Lead::DATE));
        assert!(of("second").has(Lead::RANK) && of("largest").has(Lead::RANK));
        assert!(of("september").has(Lead::DATE) && of("tonight").has(Lead::DATE));
        assert_eq!(of("minister"), Lead::default());
    }

    #[test]
    fn no_listed_word_is_too_long() {
        assert!(LEADS.keys().all(|word| word.len() <= 12));
    }
}
