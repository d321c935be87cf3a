//! A sentence as weighted terms, ready to be compared by integers.
//!
//! [`super::analyse::Analyser`] makes them. A [`Sentence`] carries sorted arrays of its terms'
//! stems, senses, places and numbers, so aligning two sentences is a few merges.

use super::lexicon::StemId;
use super::word::Beginning;
use crate::article::Span;

/// Terms kept of one sentence; what comes after them (in a run-on list, a table, hostile input)
/// is not compared. It also bounds the work of one pair.
pub const MAX_TERMS: usize = 400;

/// Weight from which a term counts as content.
pub const CONTENT_WEIGHT: f32 = 2.5;

/// Weight from which a word may match another word than itself.
pub(super) const SOFT_WEIGHT: f32 = 2.0;

/// What a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermKind {
    /// A word.
    Word,
    /// A capitalised word that is taken for (part of) a name.
    Name,
    /// A cardinal number.
    Number,
    /// A rank: second, No. 2.
    Ordinal,
    /// A month or a weekday.
    Date,
}

/// One word, name, number or date of a sentence.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// Where it stands in the field.
    pub span: Span,
    /// What it is, as a number; two terms with one stem are the same.
    pub stem: StemId,
    /// The value of numbers and ordinals; 0 for others.
    pub value: f64,
    /// Country that it names or is of, as the stem of the country's name.
    pub entity: Option<StemId>,
    /// Country whose government has its seat there.
    pub seat_of: Option<StemId>,
    /// How telling it is by itself, in nats: 0..=6.
    pub idf: f32,
    /// How much it counts in this context: [`Term::idf`], or less in a story full of it.
    pub weight: f32,
    /// Kind.
    pub kind: TermKind,
    /// True for words that are rather verbs, and do more than attribute a statement.
    pub is_verb: bool,
    /// True for four digits between 1900 and 2100: a year more often than a count.
    pub is_year: bool,
    /// Number of its clause, from 0.
    pub clause: u16,
    /// Number of its sentence, from 0; above 0 only where several were given as one text.
    pub sentence: u16,
}

impl Term {
    /// True for terms that say what the sentence is about.
    pub fn is_content(&self) -> bool {
        self.idf >= CONTENT_WEIGHT
    }

    /// True for terms that are written with a capital as names are.
    pub fn is_name(&self) -> bool {
        self.kind == TermKind::Name
    }

    /// True where it may match another word than itself.
    pub(super) fn is_soft(&self) -> bool {
        self.idf >= SOFT_WEIGHT && matches!(self.kind, TermKind::Word | TermKind::Name)
    }
}

/// A sentence, analysed.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Where it stands in the field.
    pub span: Span,
    /// Its terms in order, at most [`MAX_TERMS`].
    pub terms: Vec<Term>,
    /// Sum of their weights.
    pub weight: f32,
    /// How many sentences it holds: 1 unless a longer text was given as one.
    pub sentences: u16,
    /// A word of negation or denial stands in it.
    pub negated: bool,
    pub(super) index: Index,
}

/// Position of a term in its sentence.
pub(super) type Place = u16;

/// Keys of a sentence's terms, each list sorted by key, then place.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    pub stems: Vec<(StemId, Place)>,
    pub entities: Vec<(StemId, Place)>,
    pub seats: Vec<(StemId, Place)>,
    /// Cardinal numbers by value, as ordered bits (values are never negative).
    pub numbers: Vec<(u64, Place)>,
    pub concepts: Vec<(u32, Place)>,
    pub derived: Vec<(u32, Place)>,
    pub broader: Vec<(u32, Place)>,
    pub lemmas: Vec<(u32, Place)>,
    pub opposites: Vec<(u32, Place)>,
    pub beginnings: Vec<(u32, Place, Beginning)>,
    /// Words in capitals that may stand for initials; runs of names by their initials.
    pub acronyms: Vec<(u32, Place)>,
    pub initials: Vec<(u32, Place)>,
    /// Names of more than three letters by first letter; letters in `letters`.
    pub names: Vec<(char, Place, std::ops::Range<u32>)>,
    pub letters: String,
}

impl Index {
    /// Brings every list into order.
    pub fn sort(&mut self) {
        for list in [&mut self.stems, &mut self.entities, &mut self.seats] {
            list.sort_unstable();
        }
        self.numbers.sort_unstable();
        let keyed = [
            &mut self.concepts,
            &mut self.derived,
            &mut self.broader,
            &mut self.lemmas,
            &mut self.opposites,
            &mut self.acronyms,
            &mut self.initials,
        ];
        for list in keyed {
            list.sort_unstable();
        }
        self.beginnings.sort_unstable_by_key(|&(five, place, _)| (five, place));
        self.names.sort_unstable_by_key(|&(letter, place, _)| (letter, place));
    }

    /// The letters of a name.
    pub fn name(&self, range: &std::ops::Range<u32>) -> &str {
        &self.letters[range.start as usize..range.end as usize]
    }
}

impl Sentence {
    /// Reads the term at `place` as a name of `entity` (a country, by its stem).
    pub(super) fn set_entity(&mut self, place: usize, entity: StemId) {
        let key = (entity, place as Place);
        let at = self.index.entities.partition_point(|known| *known < key);
        self.index.entities.insert(at, key);
    }

    /// A sentence without terms yet.
    pub(super) fn empty(span: Span) -> Self {
        Self {
            span,
            terms: Vec::new(),
            weight: 0.0,
            sentences: 1,
            negated: false,
            index: Index::default(),
        }
    }

    /// Sets every term's weight to `factor(term)` times its idf, in place of the weights before.
    pub fn reweight(&mut self, factor: impl Fn(&Term) -> f32) {
        for term in &mut self.terms {
            term.weight = term.idf * factor(term);
        }
        self.weight = self.terms.iter().map(|t| t.weight).sum();
    }

    /// Different stems of content terms that both sentences hold.
    pub fn shared_content(&self, other: &Self) -> usize {
        let mut shared = 0;
        let mut last = None;
        super::align::for_equal(&self.index.stems, &other.index.stems, |stem, place, _| {
            if last != Some(stem) && self.terms[usize::from(place)].is_content() {
                shared += 1;
            }
            last = Some(stem);
        });
        shared
    }
}
