//! Text to [`Sentence`]: which words stand in it, how telling each is, which are names.
//!
//! English: Snowball stems with irregular forms, idf weights over news sentences, numbers, ranks,
//! dates and countries as terms of their own; a capitalised word is a name, except at the start of
//! a sentence or in a Title Case line, where the dictionary decides.
//!
//! Other languages get Snowball stems (where there is a stemmer), the full weight for every word
//! that is not on a short list of function words, digits as numbers, and capitals as names (not in
//! German, where all nouns have them). Missing for them: frequencies, synonyms, verbs, number
//! words, names of months and days, negation, countries in their own spelling; and there are no
//! words at all in scripts written without spaces.

use std::cell::RefCell;
use std::collections::BTreeSet;

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::builder::{Builder, Known, is_all_capitals, term};
use super::cues;
use super::lexicon::{IDF_CAP, Lexicon, StemId};
use super::number;
use super::places::Place;
use super::term::{MAX_TERMS, Sentence, Term, TermKind};
use super::vocabulary::{Facts, Vocabulary};
use super::words::Words;
use crate::article::Span;
use crate::text::stem::Stem;
use crate::text::tokens::{TokenKind, tokenise};

/// The most a function word weighs, unless it is part of a name.
const STOP_WEIGHT: f32 = 1.0;
/// Numbers weigh as much as rare words, small ones and years less.
const NUMBER_WEIGHT: f32 = 6.0;
const SMALL_NUMBER_WEIGHT: f32 = 4.0;
const YEAR_WEIGHT: f32 = 5.0;
const ORDINAL_WEIGHT: f32 = 4.0;
const MONTH_WEIGHT: f32 = 4.0;
const WEEKDAY_WEIGHT: f32 = 3.0;
/// The United States stand in every second story; other names of several words are common too.
const US_WEIGHT: f32 = 3.5;
const LONG_PLACE_WEIGHT: f32 = 4.5;
/// A line with more capitalised words than this share is in Title Case.
const TITLE_CASE: f32 = 0.6;

/// Makes sentences of one language. It remembers words, so make one per thread and reuse it.
pub struct Analyser {
    lang: String,
    lexicon: &'static Lexicon,
    vocabulary: RefCell<Vocabulary>,
    foreign: Option<Foreign>,
}

/// One analyser a language: they remember the words they have met, so keep them.
#[derive(Default)]
pub struct Analysers(HashMap<String, Analyser>);

impl Analysers {
    /// That of a language, by ISO 639-1 code.
    pub fn of(&mut self, lang: &str) -> &Analyser {
        self.0.entry_ref(lang).or_insert_with(|| Analyser::for_language(lang))
    }
}

/// What is known of a language other than English.
struct Foreign {
    stem: Stem,
    stop_words: BTreeSet<&'static str>,
    capitals_are_names: bool,
}

impl Analyser {
    /// For a language by ISO 639-1 code; `und` and the empty code are taken for English.
    pub fn for_language(lang: &str) -> Self {
        let lexicon = Lexicon::shared();
        let foreign = !matches!(lang, "en" | "und" | "");
        let foreign = foreign.then(|| Foreign {
            stem: Stem::for_language(lang),
            stop_words: cues::foreign_stop_words(lang).split_ascii_whitespace().collect(),
            capitals_are_names: lang != "de",
        });
        let vocabulary = RefCell::new(Vocabulary::new(lexicon));
        Self { lang: lang.to_owned(), lexicon, vocabulary, foreign }
    }

    /// Analyses the sentence at `span` of a field, whose words these are; terms point into the field.
    pub fn sentence(&self, span: Span, words: &Words<'_>) -> Sentence {
        let title_case = is_title_case(words);
        let out = Builder::new(span);
        let mut reader = Reader { analyser: self, words, title_case, out };
        let mut at = 0;
        while at < words.len() && !reader.out.is_full() {
            at += reader.step(at);
        }
        reader.out.finish()
    }

    /// Analyses a text that stands alone.
    pub fn text(&self, text: &str) -> Sentence {
        let words = Words::new(text, &tokenise(text)).in_language(&self.lang);
        self.sentence(Span::new(0, text.len()), &words)
    }
}

/// A pass over the tokens of a sentence.
struct Reader<'a> {
    analyser: &'a Analyser,
    words: &'a Words<'a>,
    title_case: bool,
    out: Builder,
}

impl Reader<'_> {
    /// Reads the token at `at` and those that belong to it; returns how many.
    fn step(&mut self, at: usize) -> usize {
        match self.words.kind(at) {
            TokenKind::Punctuation => self.punctuation(at),
            TokenKind::Symbol => self.symbol(at),
            TokenKind::Word | TokenKind::Number => self.word_or_number(at),
        }
    }

    fn punctuation(&mut self, at: usize) -> usize {
        match self.words.text(at) {
            "." if at > 0 && self.is_abbreviation(at - 1) => {}
            "." | "!" | "?" | "…" | "。" | "।" => self.out.end_sentence(),
            // Hyphens, apostrophes and slashes join words.
            "-" | "'" | "’" | "/" | "&" => {}
            _ => self.out.end_clause(),
        }
        1
    }

    fn symbol(&mut self, at: usize) -> usize {
        if self.words.text(at) == "%" && self.analyser.foreign.is_none() {
            let facts = self.facts("percent");
            self.word(at, "percent", &facts);
        }
        1
    }

    fn is_abbreviation(&self, at: usize) -> bool {
        self.words.text(at).starts_with(char::is_uppercase)
            && cues::takes_full_stop(self.words.at(at))
    }

    fn word_or_number(&mut self, at: usize) -> usize {
        if self.analyser.foreign.is_some() {
            return self.foreign_word_or_number(at);
        }
        if let Some(end) = self.ordinal(at).or_else(|| self.number(at)).or_else(|| self.code(at)) {
            return end - at;
        }
        let facts = self.facts(self.words.at(at));
        self.notice_cues(&facts);
        if self.is_upper(at)
            && let Some(taken) = self.date(at, &facts).or_else(|| self.place(at, &facts))
        {
            return taken;
        }
        self.word(at, self.words.at(at), &facts);
        1
    }

    /// `G-20`, `F-16`, `COVID-19`: one name, the same as without its hyphen. Gives back the token
    /// after it.
    fn code(&mut self, at: usize) -> Option<usize> {
        let hyphen = usize::from(self.words.text(at + 1) == "-");
        let digits = at + 1 + hyphen;
        let joined = is_all_capitals(self.words.text(at))
            && self.words.is_number(digits)
            && (at + 1..=digits).all(|i| self.words.is_glued(i));
        joined.then(|| {
            let name = format!("{}{}", self.words.at(at), self.words.text(digits));
            let facts = self.facts(&name);
            self.word(at, &name, &facts);
            digits + 1
        })
    }

    fn facts(&self, lower: &str) -> Facts {
        self.analyser.vocabulary.borrow_mut().facts(lower)
    }

    fn notice_cues(&mut self, facts: &Facts) {
        if facts.is_negation() {
            self.out.note_negation();
        }
        if facts.opens_clause() {
            self.out.end_clause();
        }
    }

    /// Reads an ordinal; gives back the token after it.
    fn ordinal(&mut self, at: usize) -> Option<usize> {
        let found = number::ordinal(self.words, at).or_else(|| number::numbered(self.words, at));
        let (place, end) = found?;
        let term = value(TermKind::Ordinal, place, ORDINAL_WEIGHT);
        self.out.push_value(self.words.span(at, end), term);
        Some(end)
    }

    /// Reads a number; gives back the token after it.
    fn number(&mut self, at: usize) -> Option<usize> {
        // "One" alone is a pronoun as often as a number.
        let is_one = |end| end == at + 1 && self.words.at(at) == "one";
        let read = number::read(self.words, at).filter(|n| !is_one(n.end))?;
        let is_year = read.end == at + 1 && is_year(self.words.text(at));
        let weight = if is_year {
            YEAR_WEIGHT
        } else if read.value <= 12.0 && read.value.fract() == 0.0 {
            SMALL_NUMBER_WEIGHT
        } else {
            NUMBER_WEIGHT
        };
        let number = value(TermKind::Number, read.value, weight);
        self.out.push_value(self.words.span(at, read.end), Term { is_year, ..number });
        Some(read.end)
    }

    fn date(&mut self, at: usize, facts: &Facts) -> Option<usize> {
        // "May" at the start of a sentence is the verb as often as the month.
        let may = facts.month == 5 && self.out.at_start() && self.words.at(at) == "may";
        let (class, value, weight) = match (facts.month, facts.weekday) {
            (month @ 1.., _) if !may => (b'm', month, MONTH_WEIGHT),
            (_, day @ 1..) => (b'd', day, WEEKDAY_WEIGHT),
            _ => return None,
        };
        let date = term(TermKind::Date, numbered(class, u64::from(value)), weight);
        self.out.push_value(self.words.span(at, at + 1), date);
        Some(1)
    }

    /// A country, its people or its seat of government, of one word or several.
    fn place(&mut self, at: usize, facts: &Facts) -> Option<usize> {
        let first = self.words.at(at);
        if first == "us" && !is_all_capitals(self.words.text(at)) {
            return None;
        }
        for count in (2..=facts.longest_place).rev() {
            let name = self.joined(at, count);
            if let Some(place) = self.analyser.lexicon.place(&name) {
                self.push_place(at, count, &name, place);
                return Some(count);
            }
        }
        self.push_place(at, 1, first, facts.place?);
        Some(1)
    }

    fn joined(&self, at: usize, count: usize) -> String {
        let mut name = self.words.at(at).to_owned();
        for next in at + 1..at + count {
            name.push(' ');
            name.push_str(self.words.at(next));
        }
        name
    }

    fn push_place(&mut self, at: usize, count: usize, name: &str, place: Place) {
        let lexicon = self.analyser.lexicon;
        let word = lexicon.word(name);
        let own = || if count > 1 { StemId::of(name) } else { word.stem };
        let (Place::Country(id) | Place::Demonym(id) | Place::Seat(id)) = place;
        let country = lexicon.country_stem(id);
        let (stem, entity, seat_of) = match place {
            Place::Country(_) => (country, Some(country), None),
            Place::Demonym(_) => (own(), Some(country), None),
            Place::Seat(_) => (own(), None, Some(country)),
        };
        let weight = match place {
            Place::Country(id) if lexicon.country_name(id) == "united states" => US_WEIGHT,
            Place::Country(id) if lexicon.country_name(id).contains(' ') => LONG_PLACE_WEIGHT,
            _ if count > 1 => LONG_PLACE_WEIGHT,
            _ => lexicon.idf(stem),
        };
        let name_term = Term { entity, seat_of, ..term(TermKind::Name, stem, weight) };
        let (span, raw) = (self.words.span(at, at + count), self.words.text(at));
        if count == 1 {
            let known = Known { lexicon, word: &word };
            self.out.push_known(span, (name, raw), name_term, &known);
        } else {
            self.out.push_word(span, name, raw, name_term);
        }
    }

    /// An English word that is no number, date or place. `lower` is its folded form.
    fn word(&mut self, at: usize, lower: &str, facts: &Facts) {
        let is_name = self.is_name(at, facts);
        let kind = if is_name { TermKind::Name } else { TermKind::Word };
        let is_stop = facts.is_stop() && !is_name;
        let weight = if is_stop { facts.idf.min(STOP_WEIGHT) } else { facts.idf };
        let mut word = term(kind, facts.word.stem, weight);
        word.is_verb = !is_name && word.is_content() && facts.is_verb();
        let known = Known { lexicon: self.analyser.lexicon, word: &facts.word };
        let names = (lower, self.words.text(at));
        self.out.push_known(self.words.span(at, at + 1), names, word, &known);
    }

    fn is_name(&self, at: usize, facts: &Facts) -> bool {
        if !self.is_upper(at) {
            false
        } else if self.title_case {
            !facts.is_stop() && (facts.has_named_sense() || !facts.is_known())
        } else if self.out.at_start() {
            let raw = self.words.text(at);
            let acronym = is_all_capitals(raw) && raw.len() > 1;
            !facts.is_stop() && (acronym || facts.is_strange() || facts.is_proper())
        } else {
            true
        }
    }

    fn foreign_word_or_number(&mut self, at: usize) -> usize {
        if !self.words.is_number(at) {
            return self.foreign_word(at);
        }
        self.number(at).map_or(1, |end| end - at)
    }

    fn foreign_word(&mut self, at: usize) -> usize {
        let Some(foreign) = &self.analyser.foreign else { return 1 };
        let lower = self.words.at(at);
        let stop = foreign.stop_words.contains(lower);
        let capital = self.is_upper(at) && !self.out.at_start() && !self.title_case;
        let is_name = capital && foreign.capitals_are_names && !stop;
        let kind = if is_name { TermKind::Name } else { TermKind::Word };
        let stem = StemId::of(&foreign.stem.stem(lower));
        let weight = if stop { STOP_WEIGHT } else { IDF_CAP };
        let word = term(kind, stem, weight);
        self.out.push_word(self.words.span(at, at + 1), lower, self.words.text(at), word);
        1
    }

    fn is_upper(&self, at: usize) -> bool {
        self.words.text(at).starts_with(char::is_uppercase)
    }
}

/// The term of a number or ordinal, without place.
fn value(kind: TermKind, value: f64, weight: f32) -> Term {
    let class = if kind == TermKind::Ordinal { b'o' } else { b'n' };
    Term { value, ..term(kind, numbered(class, value.to_bits()), weight) }
}

/// The stem number of a number, rank, month or weekday.
fn numbered(class: u8, value: u64) -> StemId {
    let mut bytes = [0; 10];
    bytes[1] = class;
    bytes[2..].copy_from_slice(&value.to_le_bytes());
    StemId(xxh3_64(&bytes))
}

/// Four digits between 1900 and 2100.
fn is_year(digits: &str) -> bool {
    digits.len() == 4 && digits.parse().is_ok_and(|year| (1900..=2100).contains(&year))
}

/// More than [`TITLE_CASE`] of the words begin with a capital.
fn is_title_case(words: &Words<'_>) -> bool {
    let is_word = |at: &usize| words.is_word(*at);
    let (mut all, mut upper) = (0u32, 0u32);
    for at in (0..words.len().min(2 * MAX_TERMS)).filter(is_word) {
        all += 1;
        upper += u32::from(words.text(at).starts_with(char::is_uppercase));
    }
    upper as f32 > TITLE_CASE * all as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(lang: &str, text: &str) -> Vec<String> {
        let sentence = Analyser::for_language(lang).text(text);
        let mark = |t: &Term| match t.kind {
            TermKind::Word if t.is_verb => "!",
            TermKind::Word => "",
            TermKind::Name => "^",
            TermKind::Number => "#",
            TermKind::Ordinal => "o",
            TermKind::Date => "@",
        };
        sentence.terms.iter().map(|t| format!("{}{}", t.span.of(text), mark(t))).collect()
    }

    #[test]
    fn words_names_numbers_and_dates() {
        assert_eq!(
            shown(
                "en",
                "On Sunday President Joe Biden accepted 12 treaties worth $1.2m in New Delhi."
            ),
            [
                "On",
                "Sunday@",
                "President^",
                "Joe^",
                "Biden^",
                "accepted!",
                "12#",
                "treaties",
                "worth",
                "1.2m#",
                "in",
                "New Delhi^"
            ]
        );
        assert_eq!(shown("en", "The second-largest mine"), ["The", "secondo", "largest", "mine"]);
        assert_eq!(shown("en", "They told us in May"), ["They", "told", "us", "in", "May@"]);
        assert_eq!(shown("en", "one of half a million"), ["one", "of", "half a million#"]);
        assert_eq!(shown("en", "as the Sun said"), ["as", "the", "Sun^", "said"]);
    }

    #[test]
    fn a_capital_at_the_start_counts_only_for_known_names() {
        assert_eq!(shown("en", "Soldiers left")[0], "Soldiers");
        assert_eq!(shown("en", "London slept")[0], "London^");
        assert_eq!(shown("en", "Qwertz slept")[0], "Qwertz^");
        assert_eq!(shown("en", "NATO met")[0], "NATO^");
        let headline = shown("en", "Deadly Earthquake Strikes Near Tokyo");
        assert_eq!(headline.iter().filter(|t| t.ends_with('^')).count(), 1);
    }

    #[test]
    fn one_country_has_one_stem() {
        let analyser = Analyser::for_language("en");
        let stem = |text: &str| analyser.text(text).terms[1].stem;
        let us = stem("the United States");
        for name in ["the US", "the U.S.", "in America", "the USA"] {
            assert_eq!(stem(name), us, "{name}");
        }
        assert_ne!(stem("told us"), us);
        let american = analyser.text("an American").terms[1];
        assert_eq!(american.entity, Some(us));
        assert_eq!(analyser.text("in Washington").terms[1].seat_of, Some(us));
    }

    #[test]
    fn sentences_and_clauses_are_counted() {
        let analyser = Analyser::for_language("en");
        let text = "Mr. Smith of St. Paul bought steel plants in Ohio, which workers \
                    opposed. They left.";
        let sentence = analyser.text(text);
        assert_eq!(sentence.sentences, 2);
        let of = |word: &str| *sentence.terms.iter().find(|t| t.span.of(text) == word).unwrap();
        assert_eq!((of("Ohio").clause, of("opposed").clause, of("left").clause), (0, 1, 2));
        assert_eq!((of("opposed").sentence, of("left").sentence), (0, 1));
        assert!(!sentence.negated && analyser.text("He didn't go").negated);
        assert!(analyser.text("He won't go").negated && !analyser.text("He won").negated);
    }

    #[test]
    fn function_words_weigh_at_most_one() {
        let sentence = Analyser::for_language("en").text("the of with whose");
        assert!(sentence.terms.iter().all(|t| t.weight <= STOP_WEIGHT));
        let sum: f32 = sentence.terms.iter().map(|t| t.weight).sum();
        assert!((sentence.weight - sum).abs() < 1e-6);
    }

    #[test]
    fn spans_point_into_the_field() {
        let field = "Rain fell. The mayor resigned.";
        let words = Words::new(field, &tokenise(field)[3..]);
        let sentence = Analyser::for_language("en").sentence(Span::new(11, 30), &words);
        let words: Vec<&str> = sentence.terms.iter().map(|t| t.span.of(field)).collect();
        assert_eq!(words, ["The", "mayor", "resigned"]);
    }

    #[test]
    fn other_languages_get_stems_and_stop_words() {
        let analyser = Analyser::for_language("fr");
        let sentence = analyser.text("La ministre de Paris a signé 3 accords");
        assert_eq!(shown("fr", "La ministre de Paris")[3], "Paris^");
        let weights: Vec<f32> = sentence.terms.iter().map(|t| t.weight).collect();
        assert_eq!(weights, [1.0, 6.0, 1.0, 6.0, 1.0, 6.0, 4.0, 6.0]);
        assert_eq!(sentence.terms[7].stem, analyser.text("accord").terms[0].stem);
    }

    #[test]
    fn long_texts_are_cut() {
        let long = "steel ".repeat(100_000);
        assert_eq!(Analyser::for_language("en").text(&long).terms.len(), MAX_TERMS);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_in_order(text in "\\PC{0,80}") {
            for lang in ["en", "de", "xx"] {
                let sentence = Analyser::for_language(lang).text(&text);
                let mut last = 0;
                for term in &sentence.terms {
                    proptest::prop_assert!(term.span.start >= last && !term.span.is_empty());
                    proptest::prop_assert!(term.weight >= 0.0 && term.weight <= IDF_CAP);
                    last = term.span.end;
                }
            }
        }
    }
}
