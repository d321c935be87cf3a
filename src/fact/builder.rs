//! Puts a [`Sentence`] together, term by term, with the keys by which its terms are found.

use xxhash_rust::xxh3::xxh3_64;

use super::lexicon::{Lexicon, StemId, Word};
use super::term::{MAX_TERMS, Place, Sentence, Term, TermKind};
use crate::article::Span;

/// Content terms that a clause needs before the next one can begin.
const CLAUSE_CONTENT: usize = 3;

/// A sentence in the making.
pub(super) struct Builder {
    sentence: Sentence,
    clause: u16,
    /// Content terms in the clause so far.
    content: usize,
    at_start: bool,
    /// The run of names that is being read: initials and places.
    run: Vec<(char, Place)>,
}

impl Builder {
    pub fn new(span: Span) -> Self {
        let sentence = Sentence::empty(span);
        Self { sentence, clause: 0, content: 0, at_start: true, run: Vec::new() }
    }

    /// True before the first term of a sentence.
    pub fn at_start(&self) -> bool {
        self.at_start
    }

    /// True where no more terms are taken.
    pub fn is_full(&self) -> bool {
        self.sentence.terms.len() >= MAX_TERMS
    }

    pub fn note_negation(&mut self) {
        self.sentence.negated = true;
    }

    /// Stops at the start, or one after another, end nothing.
    pub fn end_sentence(&mut self) {
        if !self.at_start {
            self.sentence.sentences = self.sentence.sentences.saturating_add(1);
            self.clause = self.clause.saturating_add(1);
            self.content = 0;
            self.at_start = true;
        }
        self.end_run();
    }

    pub fn end_clause(&mut self) {
        if self.content >= CLAUSE_CONTENT {
            self.clause = self.clause.saturating_add(1);
            self.content = 0;
        }
        self.end_run();
    }

    /// Adds a number, rank or date.
    pub fn push_value(&mut self, span: Span, term: Term) {
        if term.kind == TermKind::Number {
            let place = self.next_place();
            self.sentence.index.numbers.push((term.value.to_bits(), place));
        }
        self.end_run();
        self.push(span, term);
    }

    /// Adds a word or name; `lower` is its folded form, `raw` as it stands.
    pub fn push_word(&mut self, span: Span, lower: &str, raw: &str, term: Term) {
        let place = self.next_place();
        let index = &mut self.sentence.index;
        index.entities.extend(term.entity.map(|entity| (entity, place)));
        index.seats.extend(term.seat_of.map(|entity| (entity, place)));
        if term.is_name() {
            self.index_name(lower, raw, place);
        } else if !matches!(lower, "of" | "and" | "the" | "for") {
            self.end_run();
        }
        self.push(span, term);
    }

    /// Adds a word or name with all keys by which other words can meet it.
    pub fn push_known(&mut self, span: Span, names: (&str, &str), term: Term, known: &Known<'_>) {
        if term.is_soft() {
            let place = self.next_place();
            let Known { lexicon, word } = *known;
            let index = &mut self.sentence.index;
            index.concepts.extend(lexicon.concepts(word).map(|c| (c, place)));
            index.derived.extend(lexicon.derived(word).map(|c| (c, place)));
            index.broader.extend(lexicon.broader(word).map(|c| (c, place)));
            index.lemmas.extend(word.lemmas().map(|l| (l.number(), place)));
            index.opposites.extend(lexicon.opposites(word).map(|l| (l, place)));
            if word.beginning.five != 0 {
                index.beginnings.push((word.beginning.five, place, word.beginning));
            }
        }
        self.push_word(span, names.0, names.1, term);
    }

    fn next_place(&self) -> Place {
        self.sentence.terms.len() as Place
    }

    fn index_name(&mut self, lower: &str, raw: &str, place: Place) {
        let undotted = lower.contains('.').then(|| lower.replace('.', ""));
        let lower = undotted.as_deref().unwrap_or(lower);
        let Some(first) = lower.chars().next() else { return };
        self.run.push((first, place));
        let letters = lower.chars().count();
        let index = &mut self.sentence.index;
        if letters > 3 && !lower.contains(' ') {
            let start = index.letters.len() as u32;
            index.letters.push_str(lower);
            index.names.push((first, place, start..index.letters.len() as u32));
        }
        if (2..=5).contains(&letters) && is_all_capitals(raw) {
            index.acronyms.push((hash32(lower), place));
        }
    }

    /// Closes a run of names: its initials may be an acronym elsewhere.
    fn end_run(&mut self) {
        if self.run.len() >= 2 {
            let initials: String = self.run.iter().map(|(initial, _)| initial).collect();
            let key = hash32(&initials);
            self.sentence.index.initials.extend(self.run.iter().map(|&(_, place)| (key, place)));
        }
        self.run.clear();
    }

    fn push(&mut self, span: Span, mut term: Term) {
        let place = self.next_place();
        term.span = span;
        term.clause = self.clause;
        term.sentence = self.sentence.sentences - 1;
        self.content += usize::from(term.is_content());
        self.at_start = false;
        self.sentence.index.stems.push((term.stem, place));
        self.sentence.weight += term.weight;
        self.sentence.terms.push(term);
    }

    pub fn finish(mut self) -> Sentence {
        self.end_run();
        self.sentence.index.sort();
        // The stop that ends the text begins no further sentence.
        self.sentence.sentences = self.sentence.terms.last().map_or(1, |t| t.sentence + 1);
        self.sentence
    }
}

/// A word and the lexicon that knows it.
pub(super) struct Known<'a> {
    pub lexicon: &'a Lexicon,
    pub word: &'a Word,
}

/// A term without place.
pub(super) fn term(kind: TermKind, stem: StemId, weight: f32) -> Term {
    Term {
        span: Span::new(0, 0),
        stem,
        value: 0.0,
        entity: None,
        seat_of: None,
        idf: weight,
        weight,
        kind,
        is_verb: false,
        is_year: false,
        clause: 0,
        sentence: 0,
    }
}

/// True for `NATO` and `U.S.`.
pub(super) fn is_all_capitals(raw: &str) -> bool {
    !raw.chars().any(char::is_lowercase)
}

fn hash32(text: &str) -> u32 {
    xxh3_64(text.as_bytes()) as u32
}
