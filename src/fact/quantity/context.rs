//! What stands around a figure: content words, verbs, names.

use std::cell::{Cell, OnceCell};

use crate::fact::date::DateMention;
use crate::fact::lead::Lead;
use crate::fact::lexicon::{Lexicon, StemId};
use crate::fact::number;
use crate::fact::places::Place;
use crate::fact::speaker::is_reporting;
use crate::fact::words::Words;
use crate::text::calendar;

/// Tokens of context on the left and right of a figure.
const REACH_LEFT: usize = 14;
const REACH_RIGHT: usize = 12;
/// Tokens on either side in which a verb is next to a figure.
const VERB_REACH: usize = 5;
/// Content words on either side that are next to a figure.
const NEAR: usize = 4;
/// Letters by which two forms of one name are taken for the same.
const NAME_LETTERS: usize = 5;

/// Longest run of words between an age and the name it is of, and longest name.
const LONGEST_LINK: usize = 3;
const NAME_WORDS: usize = 4;

fn is_link_of_age(word: &str) -> bool {
    matches!(
        word,
        "," | "(" | "is" | "was" | "aged" | "age" | "who" | "now" | "then" | "a" | "the" | "-"
    )
}

/// A sentence under study: its words, the lexicon, and stems kept once computed.
pub(super) struct Scene<'a> {
    pub words: &'a Words<'a>,
    pub lexicon: &'a Lexicon,
    stems: Vec<Cell<Stem>>,
    classes: Vec<Cell<Classes>>,
    names: OnceCell<Vec<Option<StemId>>>,
    dated: Vec<bool>,
}

/// What the dictionary said of a word so far, as bits: which questions were asked, and which of
/// them got a yes.
#[derive(Clone, Copy, Default)]
struct Classes {
    asked: u8,
    yes: u8,
}

/// What is known of a word's stem so far.
#[derive(Clone, Copy)]
enum Stem {
    Unseen,
    /// Of a word without meaning of its own.
    Idle,
    Content(StemId),
}

impl<'a> Scene<'a> {
    pub fn new(words: &'a Words<'a>, dates: &[DateMention], lexicon: &'a Lexicon) -> Self {
        let mut dated = vec![false; words.len()];
        for date in dates {
            dated[date.first..date.end.min(words.len())].fill(true);
        }
        let stems = vec![Cell::new(Stem::Unseen); words.len()];
        let classes = vec![Cell::new(Classes::default()); words.len()];
        Self { words, lexicon, stems, classes, names: OnceCell::new(), dated }
    }

    /// The stem at a position inside the sentence.
    pub fn stem(&self, i: usize) -> StemId {
        self.content_stem(i).unwrap_or_else(|| self.lexicon.stem_id(self.words.at(i)))
    }

    /// The stem of a word that carries meaning of its own; worked out once.
    fn content_stem(&self, i: usize) -> Option<StemId> {
        if let Stem::Unseen = self.stems[i].get() {
            let content = self.is_content(i);
            let stem = content.then(|| self.lexicon.stem_id(self.words.at(i)));
            self.stems[i].set(stem.map_or(Stem::Idle, Stem::Content));
        }
        match self.stems[i].get() {
            Stem::Content(stem) => Some(stem),
            Stem::Unseen | Stem::Idle => None,
        }
    }

    /// True for a token of a date.
    pub fn is_dated(&self, i: usize) -> bool {
        self.dated.get(i).copied().unwrap_or(false)
    }

    /// True for a word that carries meaning of its own: no function word, number or date.
    pub fn is_content(&self, i: usize) -> bool {
        let word = self.words.at(i);
        self.words.is_word(i)
            && word.len() > 1
            && !self.is_dated(i)
            && !self.words.is_stop_word(i)
            && !self.words.is_number_word(i)
            && !number::is_scale_word(word)
    }

    /// Asks the dictionary about a word, once for each question.
    fn ask(&self, i: usize, question: u8, answer: impl FnOnce(&Lexicon, &str) -> bool) -> bool {
        let Some(cell) = self.classes.get(i) else { return false };
        let mut classes = cell.get();
        if classes.asked & question == 0 {
            classes.asked |= question;
            if answer(self.lexicon, self.words.at(i)) {
                classes.yes |= question;
            }
            cell.set(classes);
        }
        classes.yes & question != 0
    }

    /// True where the dictionary lists a noun sense.
    pub fn can_be_noun(&self, i: usize) -> bool {
        self.ask(i, 1, Lexicon::is_noun)
    }

    /// True where the dictionary lists a verb sense.
    pub fn can_be_verb(&self, i: usize) -> bool {
        self.ask(i, 2, Lexicon::is_verb)
    }

    /// True for a word that is rather a verb.
    pub fn is_verb(&self, i: usize) -> bool {
        self.words.is_word(i) && self.ask(i, 4, Lexicon::is_verb_like)
    }

    /// True for a noun by the dictionary that is not rather a verb.
    pub fn is_noun(&self, i: usize) -> bool {
        self.can_be_noun(i) && !self.is_verb(i)
    }

    /// True for a word that is an adverb and nothing else that could stand in a noun phrase.
    pub fn is_adverb(&self, i: usize) -> bool {
        self.ask(i, 8, |lexicon, word| lexicon.is_adverb(word) && !lexicon.is_adjective(word))
            && !self.can_be_noun(i)
    }

    /// True where the dictionary has the word.
    pub fn is_known(&self, i: usize) -> bool {
        self.ask(i, 16, Lexicon::is_known)
    }

    /// Stems of content words around the tokens `start..end`, within the sentence or clause.
    pub fn context(&self, start: usize, end: usize) -> Vec<StemId> {
        let (left, right) = self.clause(start, end);
        let around = (left..start).chain(end..right);
        sorted(around.filter_map(|i| self.content_stem(i)))
    }

    /// Stems of verbs next to the tokens `start..end`.
    pub fn verbs(&self, start: usize, end: usize) -> Vec<StemId> {
        let left = start.saturating_sub(VERB_REACH)..start;
        let right = end..(end + VERB_REACH).min(self.words.len());
        let near_left = left.rev().take_while(|&i| !self.ends_phrase(i));
        let near_right = right.take_while(|&i| !self.ends_phrase(i));
        let near = near_left.chain(near_right);
        sorted(near.filter(|&i| self.is_verb(i)).filter_map(|i| self.content_stem(i)))
    }

    /// Stems of the content words next to the tokens `start..end`.
    pub fn near(&self, start: usize, end: usize) -> Vec<StemId> {
        let (left, right) = self.clause(start, end);
        let goes_on = |i: &usize| !matches!(self.words.at(*i), "and" | "but" | "while" | "which");
        let before = (left..start).rev().take_while(goes_on).filter_map(|i| self.content_stem(i));
        let after = (end..right).take_while(goes_on).filter_map(|i| self.content_stem(i));
        sorted(before.take(NEAR).chain(after.take(NEAR)))
    }

    /// Names around the tokens `start..end` that tell where, or of whose the figure is: `in Kelso`,
    /// `Kelso's toll`, `Kelso reported`.
    pub fn places(&self, start: usize, end: usize) -> Vec<StemId> {
        let (left, right) = self.clause(start, end);
        let words = self.words;
        let mut places = Vec::new();
        let (mut at, mut goes_on) = (left, false);
        while at < right {
            let last = (at..right).take_while(|i| self.name(*i).is_some()).last();
            let Some(last) = last else {
                goes_on &= matches!(words.at(at), "," | "and");
                at += 1;
                continue;
            };
            let before = words.before(at, if words.before(at, 1) == "the" { 2 } else { 1 });
            let inside = matches!(before, "in" | "at" | "near" | "across" | "from" | "outside");
            let reports = !inside
                && matches!(
                    words.at(last + 1),
                    "reported" | "reports" | "recorded" | "registered" | "confirmed" | "logged"
                );
            // `killed in the Tavra floods` names the event, `the crisis center in Lunsk said` the teller.
            let after = words.at(last + 1);
            let of_event = words.before(at, 1) == "the"
                && words.is_word(last + 1)
                && self.lexicon.is_noun(after)
                && !words.is_stop_word(last + 1);
            let inside = inside && !of_event && !is_reporting(after);
            // `in El Paso, Texas, and Dayton`: one place after another.
            let joined = matches!(words.before(at, 1), "," | "and") && goes_on;
            goes_on = inside || reports || words.is_possessive(last) || joined;
            if goes_on {
                places.extend((at..=last).filter_map(|i| self.name(i)));
            }
            at = last + 1;
        }
        sorted(places.into_iter())
    }

    /// Names around the tokens `start..end`.
    pub fn names(&self, start: usize, end: usize) -> Vec<StemId> {
        let (left, right) = self.clause(start, end);
        sorted((left..right).filter_map(|i| self.name(i)))
    }

    /// The part of the story that the whole sentence is limited to: `Nine drowned in Domaj alone`,
    /// `In Domaj, 31 people died`, `In that flood, 88 died`.
    pub fn scope(&self) -> Option<StemId> {
        let words = self.words;
        let alone = (1..words.len()).find(|&i| words.at(i) == "alone");
        if let Some(at) = alone.filter(|&at| words.is_capital(at - 1)) {
            return self.name(at - 1);
        }
        if words.at(0) != "in" {
            return None;
        }
        if words.at(1) == "that" {
            return Some(self.lexicon.stem_id("that"));
        }
        let first = words.is_capital(1) && !self.is_dated(1);
        let closes = matches!(words.at(2), "," | "alone" | "province" | "city" | "district");
        self.name(1).filter(|_| first && closes)
    }

    /// The names right next to the tokens `start..end`: `Ann Brook, 28,`, `28-year-old Ann Brook`,
    /// `Brook is 28`. Peoples are no names of persons.
    pub fn owner(&self, start: usize, end: usize) -> Vec<StemId> {
        let links = |i: &usize| is_link_of_age(self.words.at(*i));
        let reach = start.saturating_sub(LONGEST_LINK);
        let left = start - (reach..start).rev().take_while(links).count();
        let is_name = |i: &usize| self.name(*i).is_some();
        let run = (left.saturating_sub(NAME_WORDS)..left).rev().take_while(is_name).count();
        // `the woman in Kelso is 56`: a place.
        let place =
            matches!(self.words.before(left - run, 1), "in" | "at" | "of" | "from" | "near");
        let before = if place { left..left } else { left - run..left };
        let skipped = end + (end..end + LONGEST_LINK).take_while(|i| self.is_adjective(*i)).count();
        let after = (skipped..skipped + NAME_WORDS).take_while(is_name);
        sorted(before.chain(after).filter_map(|i| self.name(i)))
    }

    /// A word between an age and a name: `28-year-old American singer Ann Brook`.
    fn is_adjective(&self, i: usize) -> bool {
        let word = self.words.at(i);
        let demonym = self.lexicon.country_of_demonym(word).is_some();
        demonym || self.words.is_word(i) && !self.words.is_capital(i) && !self.words.is_stop_word(i)
    }

    /// True where a word of the markets stands around the tokens `start..end`.
    pub fn is_market(&self, start: usize, end: usize) -> bool {
        let (left, right) = self.clause(start, end);
        (left..right).any(|i| self.words.has(i, Lead::MARKET))
    }

    /// Names of the whole sentence.
    pub fn all_names(&self) -> Vec<StemId> {
        sorted((0..self.words.len()).filter_map(|i| self.name(i)))
    }

    /// The name at a token, if it is one: a country by its own name, another by its first letters.
    fn name(&self, i: usize) -> Option<StemId> {
        let names =
            self.names.get_or_init(|| (0..self.words.len()).map(|i| self.read_name(i)).collect());
        names.get(i).copied().flatten()
    }

    /// At the start of a sentence a capital proves nothing: there the dictionary must write the
    /// word with one, or not know it.
    fn read_name(&self, i: usize) -> Option<StemId> {
        let word = self.words.at(i);
        let written = self.words.is_word(i) && self.words.is_capital(i) && self.is_content(i);
        if !written || calendar::month(word).is_some() || calendar::weekday(word).is_some() {
            return None;
        }
        let first = i == 0 || matches!(self.words.at(i - 1), "." | "!" | "?" | "\"" | "“" | "``");
        if first && !self.lexicon.is_proper(word) && self.is_known(i) {
            return None;
        }
        let country = match self.lexicon.place(word) {
            Some(Place::Country(id) | Place::Demonym(id)) => Some(self.lexicon.country_name(id)),
            Some(Place::Seat(_)) | None => None,
        };
        Some(StemId::of(country.unwrap_or_else(|| beginning(word))))
    }

    /// The tokens around a figure up to the ends of its sentence or half-sentence.
    fn clause(&self, start: usize, end: usize) -> (usize, usize) {
        let ends = |i: usize| matches!(self.words.at(i), "." | ";" | "!" | "?");
        let mut left = start;
        while left > 0 && start - left < REACH_LEFT && !ends(left - 1) {
            left -= 1;
        }
        let mut right = end.min(self.words.len());
        while right < self.words.len() && right - end < REACH_RIGHT && !ends(right) {
            right += 1;
        }
        (left, right)
    }

    /// True where what is next to a figure ends: punctuation, "and", "but", another number.
    pub fn ends_phrase(&self, i: usize) -> bool {
        let word = self.words.at(i);
        matches!(word, "." | ";" | ":" | "," | "and" | "but")
            || self.words.is_number(i)
            || self.words.is_number_word(i)
    }
}

/// The first letters of a name: `Iran` and `Iranian` begin alike.
fn beginning(word: &str) -> &str {
    word.char_indices().nth(NAME_LETTERS).map_or(word, |(end, _)| &word[..end])
}

fn sorted(stems: impl Iterator<Item = StemId>) -> Vec<StemId> {
    let mut out: Vec<StemId> = stems.collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Number of values that two sorted lists share.
pub(super) fn shared(a: &[StemId], b: &[StemId]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        count += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    count
}
