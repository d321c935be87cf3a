//! What is known about words: how common they are, what they mean, which countries they name.
//!
//! One [`Lexicon`] serves the process, read from tables that ship in the binary (`tables/`):
//! sentence frequencies of common stems, senses and links of WordNet 3.0 (licence in
//! `tables/LICENSE-WORDNET`) cut down to news words, and our own lists of countries and of words
//! that news writers put for each other. `build-tables` remakes the first two (see `tables/README.md`).
//!
//! Weights are inverse document frequencies over sentences, ln((S+1)/(df+1)), capped at
//! [`IDF_CAP`]: the cap makes a rare name no stronger than three common words, and it lets the
//! table hold only the stems below it. English only.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet, HashTable};

use super::inflect::{Inflection, regular_base};
use super::places::{CountryId, Place, Places};
use super::tables::{self, Flags, Lemma};
use super::word::Beginning;
pub use super::word::{IDF_CAP, LemmaId, Relation, StemId, Word};
use crate::text::stop_words;

/// Kinds of links of a lemma, in the order of [`Lemma::ends`].
#[derive(Clone, Copy)]
enum Link {
    Concepts = 0,
    Derived = 1,
    Broader = 2,
    Antonyms = 3,
}

/// Words and what is known about them.
pub struct Lexicon {
    inflection: Inflection,
    idf: HashMap<StemId, f32>,
    stop_stems: HashSet<StemId>,
    text: String,
    lemmas: Vec<Lemma>,
    links: Vec<u32>,
    by_text: HashTable<LemmaId>,
    hasher: FixedState,
    /// Groups of news words, as concept numbers above WordNet's.
    groups: HashMap<StemId, Vec<u32>>,
    places: Places,
}

static SHARED: LazyLock<Lexicon> = LazyLock::new(Lexicon::from_tables);

impl Lexicon {
    /// The process's lexicon; the first call reads the tables (a few milliseconds).
    pub fn shared() -> &'static Self {
        &SHARED
    }

    fn from_tables() -> Self {
        let source = tables::wordnet_text();
        let wordnet = tables::WordNet::parse(&source);
        let inflection = Inflection::new(wordnet.irregular.iter().copied());
        let stop_stems =
            stop_words::ENGLISH.split_whitespace().map(|w| inflection.stem_id(w)).collect();
        let mut groups: HashMap<StemId, Vec<u32>> = HashMap::new();
        for (number, group) in tables::synonym_groups().enumerate() {
            for word in group {
                let concepts = groups.entry(inflection.stem_id(word)).or_default();
                concepts.push(GROUPS_FROM + number as u32);
            }
        }
        for concepts in groups.values_mut() {
            concepts.dedup();
        }
        let places = Places::new(&wordnet.demonyms, &inflection);
        let mut lexicon = Self {
            inflection,
            idf: tables::sentence_idf().collect(),
            stop_stems,
            text: wordnet.text,
            lemmas: wordnet.lemmas,
            links: wordnet.links,
            by_text: HashTable::new(),
            hasher: FixedState::with_seed(0),
            groups,
            places,
        };
        lexicon.index_lemmas();
        lexicon
    }

    fn index_lemmas(&mut self) {
        let Self { by_text, lemmas, text, hasher, .. } = self;
        let hash = |id: LemmaId| hash_text(hasher, &text[bytes(&lemmas[id.0 as usize].text)]);
        by_text.reserve(lemmas.len(), |&id| hash(id));
        for id in (0..lemmas.len() as u32).map(LemmaId) {
            by_text.insert_unique(hash(id), id, |&id| hash(id));
        }
    }

    /// The stem of a lower-case word: irregular forms, then Snowball.
    pub fn stem<'w>(&'w self, lower: &'w str) -> Cow<'w, str> {
        self.inflection.stem(lower)
    }

    /// The stem's number.
    pub fn stem_id(&self, lower: &str) -> StemId {
        self.inflection.stem_id(lower)
    }

    /// How telling a stem is: 0.. [`IDF_CAP`] nats.
    pub fn idf(&self, stem: StemId) -> f32 {
        self.idf.get(&stem).copied().unwrap_or(IDF_CAP)
    }

    /// True for stems of function words.
    pub fn is_stop_stem(&self, stem: StemId) -> bool {
        self.stop_stems.contains(&stem)
    }

    /// Looks a lower-case word up.
    pub fn word(&self, lower: &str) -> Word {
        let stem = self.stem(lower);
        Word {
            stem: StemId::of(&stem),
            beginning: Beginning::of(&stem),
            entries: self.lemmas_of(lower),
        }
    }

    /// How two words relate, apart from having the same stem.
    pub fn relation(&self, a: &Word, b: &Word) -> Relation {
        let meet =
            |x: Link, y: Link| self.word_links(a, x).any(|i| self.word_links(b, y).any(|j| i == j));
        let either = |x, y| meet(x, y) || meet(y, x);
        if share(self.groups_of(a.stem), self.groups_of(b.stem)) {
            Relation::Synonym
        } else if self.are_opposites(a, b) {
            Relation::Antonym
        } else if meet(Link::Concepts, Link::Concepts) {
            Relation::Synonym
        } else if either(Link::Derived, Link::Concepts) {
            Relation::Derivation
        } else if a.beginning.agrees_with(b.beginning) {
            Relation::Prefix
        } else if either(Link::Broader, Link::Concepts) {
            Relation::Hypernym
        } else {
            Relation::None
        }
    }

    /// Opposites by the dictionary: rise, fall.
    pub fn are_opposites(&self, a: &Word, b: &Word) -> bool {
        let opposed = |x: &Word, y: &Word| {
            self.word_links(x, Link::Antonyms).any(|i| y.lemmas().any(|LemmaId(j)| i == j))
        };
        opposed(a, b) || opposed(b, a)
    }

    /// The senses of a word: WordNet's first four of each part of speech, and its news groups.
    pub fn concepts(&self, word: &Word) -> impl Iterator<Item = u32> {
        self.word_links(word, Link::Concepts).chain(self.groups_of(word.stem).iter().copied())
    }

    /// The senses of the words that it is derived from, or that are derived from it.
    pub fn derived(&self, word: &Word) -> impl Iterator<Item = u32> {
        self.word_links(word, Link::Derived)
    }

    /// The senses one step wider than its own, and those of similar adjectives.
    pub fn broader(&self, word: &Word) -> impl Iterator<Item = u32> {
        self.word_links(word, Link::Broader)
    }

    /// Its opposites, by [`LemmaId::number`].
    pub fn opposites(&self, word: &Word) -> impl Iterator<Item = u32> {
        self.word_links(word, Link::Antonyms)
    }

    /// True where the dictionary has the lower-case word, as it stands or inflected.
    pub fn is_known(&self, lower: &str) -> bool {
        self.flags(lower).0 != 0
    }

    /// True where the word, as it stands, heads a dictionary entry.
    pub fn is_lemma(&self, lower: &str) -> bool {
        self.lemma(lower).is_some()
    }

    /// True where a noun sense is listed.
    pub fn is_noun(&self, lower: &str) -> bool {
        self.flags(lower).has(Flags::NOUN)
    }

    /// True where an adjective sense is listed.
    pub fn is_adjective(&self, lower: &str) -> bool {
        self.flags(lower).has(Flags::ADJECTIVE)
    }

    /// True where an adverb sense is listed.
    pub fn is_adverb(&self, lower: &str) -> bool {
        self.flags(lower).has(Flags::ADVERB)
    }

    /// True where a verb sense is listed.
    pub fn is_verb(&self, lower: &str) -> bool {
        self.flags(lower).has(Flags::VERB)
    }

    /// True where the word is rather a verb than a noun or adjective, by WordNet's tagged texts;
    /// untagged words in `-ed` count as verbs.
    pub fn is_verb_like(&self, lower: &str) -> bool {
        let past = lower.ends_with("ed");
        let tagged = |w: &str| self.lemma_flags(w).filter(|f| f.has(Flags::TAGGED));
        let is_past = |ending: &str| ending == "ed" || ending == "ied";
        let flags = self
            .inflection
            .irregular_base(lower)
            .and_then(tagged)
            // "accepted" is a verb form before it is an adjective.
            .or_else(|| regular_base(lower, is_past, tagged))
            .or_else(|| tagged(lower))
            .or_else(|| regular_base(lower, |_| true, tagged));
        match flags {
            Some(flags) => flags.has(Flags::MOSTLY_VERB) || (past && flags.has(Flags::VERB_TAGGED)),
            None => past && lower.len() > 4,
        }
    }

    /// True where the dictionary writes the word with a capital in one of its first two senses.
    pub fn is_proper(&self, lower: &str) -> bool {
        self.lemma_flags(lower).is_some_and(|f| f.has(Flags::PROPER))
    }

    /// True where one of the word's first two senses is headed by a capitalised word; wider than
    /// [`Lexicon::is_proper`].
    pub fn has_named_sense(&self, lower: &str) -> bool {
        self.lemma_flags(lower).is_some_and(|f| f.has(Flags::NAMED_SENSE))
    }

    /// What a name means to the list of countries, if anything: `vietnamese`, `new delhi`.
    pub fn place(&self, lower: &str) -> Option<Place> {
        self.places.find(lower)
    }

    /// Most words in one name that [`Lexicon::place`] knows and that begins with this one; 1 for
    /// most words.
    pub fn longest_place(&self, first: &str) -> usize {
        self.places.longest(first)
    }

    /// True for an irregular form that is not its own base: `rose`.
    pub fn is_irregular(&self, lower: &str) -> bool {
        self.inflection.irregular_base(lower).is_some()
    }

    /// The name of a country or region.
    pub fn country_name(&self, id: CountryId) -> &str {
        self.places.name(id)
    }

    /// The name of a country as a stem: that of its word, or of all its words.
    pub fn country_stem(&self, id: CountryId) -> StemId {
        self.places.stem(id)
    }

    /// The country of a people or its adjective: `vietnamese` -> `vietnam`; plurals too.
    pub fn country_of_demonym(&self, lower: &str) -> Option<&str> {
        match self.place(lower)? {
            Place::Demonym(id) => Some(self.country_name(id)),
            Place::Country(_) | Place::Seat(_) => None,
        }
    }

    fn flags(&self, lower: &str) -> Flags {
        let of = |id: Option<LemmaId>| id.map_or(0, |id| self.lemmas[id.0 as usize].flags.0);
        let [first, second] = self.lemmas_of(lower);
        Flags(of(first) | of(second))
    }

    fn lemma(&self, lower: &str) -> Option<LemmaId> {
        let is_it = |id: &LemmaId| self.text[bytes(&self.lemmas[id.0 as usize].text)] == *lower;
        self.by_text.find(hash_text(&self.hasher, lower), is_it).copied()
    }

    fn lemma_flags(&self, lower: &str) -> Option<Flags> {
        self.lemma(lower).map(|id| self.lemmas[id.0 as usize].flags)
    }

    /// The entries of a word: its own, or its base form's; and for forms in -ed and -ing, which
    /// often have entries of their own, also the verb's.
    fn lemmas_of(&self, lower: &str) -> [Option<LemmaId>; 2] {
        let find = |w: &str| self.lemma(w);
        let own = find(lower)
            .or_else(|| self.inflection.irregular_base(lower).and_then(find))
            .or_else(|| regular_base(lower, |_| true, find));
        let participle = lower.len() > 5 && (lower.ends_with("ed") || lower.ends_with("ing"));
        let verb = if participle {
            regular_base(lower, |ending| matches!(ending, "ed" | "ing"), find)
        } else {
            None
        };
        [own, verb.filter(|_| verb != own)]
    }

    fn word_links(&self, word: &Word, link: Link) -> impl Iterator<Item = u32> {
        word.lemmas().flat_map(move |id| self.lemma_links(id, link).iter().copied())
    }

    fn lemma_links(&self, id: LemmaId, link: Link) -> &[u32] {
        let lemma = &self.lemmas[id.0 as usize];
        let i = link as usize;
        let start = if i == 0 { lemma.start } else { lemma.ends[i - 1] };
        &self.links[start as usize..lemma.ends[i] as usize]
    }

    fn groups_of(&self, stem: StemId) -> &[u32] {
        self.groups.get(&stem).map_or(&[], Vec::as_slice)
    }
}

/// Concept numbers from here on are groups of news words.
const GROUPS_FROM: u32 = 1 << 31;

/// True for the number of a group of news words.
pub(super) fn is_news_group(concept: u32) -> bool {
    concept >= GROUPS_FROM
}

fn share(a: &[u32], b: &[u32]) -> bool {
    a.iter().any(|x| b.contains(x))
}

fn bytes(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

fn hash_text(hasher: &FixedState, text: &str) -> u64 {
    use std::hash::BuildHasher;
    hasher.hash_one(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(a: &str, b: &str) -> Relation {
        let lexicon = Lexicon::shared();
        lexicon.relation(&lexicon.word(a), &lexicon.word(b))
    }

    #[test]
    fn common_words_weigh_little_and_rare_ones_the_cap() {
        let lexicon = Lexicon::shared();
        let weight = |w| lexicon.idf(lexicon.stem_id(w));
        assert!(weight("the") < 1.0);
        assert!(weight("police") > 2.0 && weight("police") < IDF_CAP);
        assert_eq!(weight("semiconductor"), IDF_CAP);
        assert_eq!(weight("qwertzuiop"), IDF_CAP);
    }

    #[test]
    fn relations_are_found_in_order_of_strength() {
        assert_eq!(relation("reserves", "deposits"), Relation::Synonym);
        assert_eq!(relation("attorney", "lawyers"), Relation::Synonym);
        assert_eq!(relation("invaded", "invasion"), Relation::Derivation);
        assert_eq!(relation("denied", "denial"), Relation::Derivation);
        assert_eq!(relation("wide", "narrow"), Relation::Antonym);
        assert_eq!(relation("dog", "treaty"), Relation::None);
        assert_eq!(relation("oak", "tree"), Relation::Hypernym);
    }

    #[test]
    fn relation_is_symmetric() {
        for (a, b) in [("killed", "deaths"), ("oak", "tree"), ("tourist", "tourism")] {
            assert_eq!(relation(a, b), relation(b, a));
        }
    }

    #[test]
    fn parts_of_speech() {
        let lexicon = Lexicon::shared();
        assert!(lexicon.is_noun("soldiers") && !lexicon.is_noun("quickly"));
        assert!(lexicon.is_verb_like("said") && lexicon.is_verb_like("upgraded"));
        assert!(!lexicon.is_verb_like("minister") && !lexicon.is_verb_like("minerals"));
        assert!(lexicon.is_known("vehicles") && !lexicon.is_known("qwertzuiop"));
        assert!(lexicon.is_proper("london") && !lexicon.is_proper("city"));
    }

    #[test]
    fn countries_people_and_capitals() {
        let lexicon = Lexicon::shared();
        assert_eq!(lexicon.country_of_demonym("vietnamese"), Some("vietnam"));
        assert_eq!(lexicon.country_of_demonym("palestinians"), Some("palestine"));
        let seat_of = |name: &str| match lexicon.place(name) {
            Some(Place::Seat(id)) => Some(lexicon.country_name(id)),
            _ => None,
        };
        assert_eq!(seat_of("new delhi"), Some("india"));
        assert_eq!(lexicon.country_of_demonym("vietnam"), None);
        assert_eq!((seat_of("kremlin"), seat_of("boston")), (Some("russia"), None));
    }
}
