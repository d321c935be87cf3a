//! What the analysis of a sentence asks about a word, looked up once per distinct word.
//!
//! News repeats its words: with a bounded memory of those seen, a sentence costs a hash lookup a
//! word instead of a stemming, a dozen dictionary lookups and three lists of cues.

use hashbrown::{HashMap, HashSet};

use super::cues;
use super::lexicon::{IDF_CAP, Lexicon, StemId, Word};
use super::places::Place;
use crate::text::calendar;

/// Words remembered; at some 100 bytes each. When full, all are forgotten.
const MEMORY: usize = 1 << 15;

/// Everything about an English word that does not depend on where it stands.
#[derive(Clone, Copy)]
pub(super) struct Facts {
    /// Stem and dictionary entries, dots left out.
    pub word: Word,
    pub idf: f32,
    pub place: Option<Place>,
    /// Words in the longest name of a place that begins with this one.
    pub longest_place: usize,
    /// Month of the year, weekday from Monday; 0 for other words.
    pub month: u8,
    pub weekday: u8,
    bits: u16,
}

impl Facts {
    const STOP: u16 = 1;
    const VERB: u16 = 2;
    const KNOWN: u16 = 4;
    const PROPER: u16 = 8;
    const NAMED_SENSE: u16 = 16;
    const NEGATION: u16 = 32;
    const OPENS_CLAUSE: u16 = 64;

    fn look_up(lexicon: &Lexicon, reporting: &HashSet<StemId>, lower: &str) -> Self {
        let undotted = lower.contains('.').then(|| lower.replace('.', ""));
        let plain = undotted.as_deref().unwrap_or(lower);
        let word = lexicon.word(plain);
        let verb = || lexicon.is_verb_like(plain) && !reporting.contains(&word.stem);
        let bit = |on: bool, bit: u16| if on { bit } else { 0 };
        Self {
            word,
            idf: lexicon.idf(word.stem),
            place: lexicon.place(lower),
            longest_place: lexicon.longest_place(lower),
            month: calendar::month(lower).map_or(0, i8::cast_unsigned),
            weekday: calendar::weekday(lower)
                .map_or(0, |day| day.to_monday_one_offset().cast_unsigned()),
            bits: bit(lexicon.is_stop_stem(word.stem), Self::STOP)
                | bit(verb(), Self::VERB)
                | bit(lexicon.is_known(plain), Self::KNOWN)
                | bit(lexicon.is_proper(plain), Self::PROPER)
                | bit(lexicon.has_named_sense(plain), Self::NAMED_SENSE)
                | bit(cues::is_negation(lower), Self::NEGATION)
                | bit(cues::opens_clause(lower), Self::OPENS_CLAUSE),
        }
    }

    fn has(&self, bit: u16) -> bool {
        self.bits & bit != 0
    }

    /// A function word.
    pub fn is_stop(&self) -> bool {
        self.has(Self::STOP)
    }

    /// Rather a verb, and one that does more than attribute a statement.
    pub fn is_verb(&self) -> bool {
        self.has(Self::VERB)
    }

    /// In the dictionary, as it stands or inflected.
    pub fn is_known(&self) -> bool {
        self.has(Self::KNOWN)
    }

    /// Neither in the dictionary nor common.
    pub fn is_strange(&self) -> bool {
        !self.is_known() && self.idf >= IDF_CAP
    }

    /// Written with a capital in the dictionary.
    pub fn is_proper(&self) -> bool {
        self.has(Self::PROPER)
    }

    /// With a capitalised word among its first senses.
    pub fn has_named_sense(&self) -> bool {
        self.has(Self::NAMED_SENSE)
    }

    pub fn is_negation(&self) -> bool {
        self.has(Self::NEGATION)
    }

    pub fn opens_clause(&self) -> bool {
        self.has(Self::OPENS_CLAUSE)
    }
}

/// Words and their facts.
pub(super) struct Vocabulary {
    lexicon: &'static Lexicon,
    reporting: HashSet<StemId>,
    seen: HashMap<Box<str>, Facts>,
}

impl Vocabulary {
    pub fn new(lexicon: &'static Lexicon) -> Self {
        let reporting = cues::REPORTING.iter().map(|word| lexicon.stem_id(word)).collect();
        Self { lexicon, reporting, seen: HashMap::new() }
    }

    /// The facts of a word in lower case.
    pub fn facts(&mut self, lower: &str) -> Facts {
        if let Some(facts) = self.seen.get(lower) {
            return *facts;
        }
        let facts = Facts::look_up(self.lexicon, &self.reporting, lower);
        if self.seen.len() >= MEMORY {
            self.seen.clear();
        }
        self.seen.insert(Box::from(lower), facts);
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_the_same_when_remembered() {
        let mut vocabulary = Vocabulary::new(Lexicon::shared());
        let first = vocabulary.facts("upgraded");
        let again = vocabulary.facts("upgraded");
        assert!(first.is_verb() && !first.is_stop() && first.word.stem == again.word.stem);
        assert_eq!(first.bits, again.bits);
        assert!(!vocabulary.facts("said").is_verb() && vocabulary.facts("didn't").is_negation());
    }
}
