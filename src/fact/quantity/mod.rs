//! Figures in sentences: what is counted or measured, and whether two sentences agree on it.
//!
//! [`find`] turns the figures of a sentence into [`Quantity`]s: a range in a base unit, what it
//! bounds, and its *slot*, that is everything that says which quantity of the world it is (role,
//! thing counted, reference, words around). [`slot::same_slot`] asks whether two figures fill one
//! slot, [`compatible::compatible`] whether both can be true of it, and [`compare::compare`] does
//! both over two sentences. Source of the method: the quantity reasoner of EQUATE (Ravichander
//! and others 2019), which compares quantities only after aligning them; the rules are our own.
//!
//! English only. Not done: subjects ("which company's profit"), periods ("second quarter"),
//! currency conversion (another currency is another slot), words for amounts ("dozens", "several
//! hundred"), negative values.

pub mod compare;
pub mod compatible;
pub mod slot;

mod bound;
mod context;
mod counted;
mod fraction;
mod magnitude;
mod money;
mod parse;
mod people;
mod range;
mod rank;
mod role;
mod skip;
mod thing;
mod unit;

pub use compare::{Comparison, Pairing, compare};
pub use money::Currency;
pub use parse::{MAX_FIGURES, find};
pub use people::People;
pub use role::Role;
pub use slot::Strength;
pub use unit::{TemperatureScale, TimeUnit, Unit};

use super::date::{DateMention, DayRange};
use super::lexicon::{StemId, Word};
use crate::article::Span;

pub(in crate::fact) use parse::is_counted_noun;

/// The figures of one sentence, and its names.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// In order of their place.
    pub quantities: Vec<Quantity>,
    /// Names in the sentence, sorted: countries by country, others by their first letters.
    pub names: Vec<StemId>,
    /// The place, or the other event, that all figures of the sentence are limited to.
    pub scope: Option<StemId>,
}

impl Figures {
    /// The sentence points at a place that it does not name ("the country"): where a figure has no
    /// place of its own, it is this.
    pub(super) fn set_place(&mut self, place: StemId) {
        if let Err(at) = self.names.binary_search(&place) {
            self.names.insert(at, place);
        }
        for quantity in self.quantities.iter_mut().filter(|q| q.places.is_empty()) {
            quantity.places.push(place);
        }
    }

    /// False where one is limited to a part of the story that the other does not name.
    pub fn is_comparable(&self, other: &Self) -> bool {
        let within = |scope: Option<StemId>, figures: &Self| {
            scope.is_none_or(|s| figures.scope == Some(s) || figures.names.contains(&s))
        };
        within(self.scope, other) && within(other.scope, self)
    }
}

/// How a figure bounds the value it speaks of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Bound {
    /// `12`.
    #[default]
    Exact,
    /// `about 12`, `nearly 12`, `a dozen`.
    About,
    /// `at least 12`.
    AtLeast,
    /// `more than 12`.
    MoreThan,
    /// `up to 12`, `as many as 12`.
    AtMost,
    /// `fewer than 12`.
    LessThan,
}

/// Where a change begins, ends, or how far it goes: three quantities of one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// `fell from 7 percent`.
    From,
    /// `fell to 5 percent`.
    To,
    /// `fell by 2 points`, `fell 2 points`.
    By,
}

/// Where a distance is measured from, or within what a rank holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reference {
    /// Below the surface: `at a depth of 10 km`.
    Depth,
    /// `north of Hanoi`, `the world's second-largest`.
    Place(StemId),
    /// `3 metres wide`: which side of a thing was measured.
    Side(StemId),
}

/// What is counted or measured: the noun of the phrase after the figure.
#[derive(Debug, Clone, Copy)]
pub struct Thing {
    /// The noun.
    pub noun: Word,
    /// Whether it means people, and how widely.
    pub people: Option<People>,
    /// It stands before the figure: `family` in `family of seven`, so members are counted.
    pub holds: bool,
    /// It is written with a capital.
    pub capital: bool,
}

/// A figure, with what it takes to say whether another one is of the same thing.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// Lowest value, in the base unit of [`Quantity::unit`].
    pub low: f64,
    /// Highest value; equal to `low` unless a range is given.
    pub high: f64,
    /// Place value of the last digit that counts, in the base unit: 1e5 for `1.2 million`.
    pub step: f64,
    /// How it bounds the value.
    pub bound: Bound,
    /// What it is measured in.
    pub unit: Unit,
    /// Base units in one of the unit as written: 1609.344 for miles.
    pub unit_size: f64,
    /// `per season`, `a barrel`: the stem of the noun.
    pub per: Option<StemId>,
    /// Its place in a change.
    pub change: Option<Change>,
    /// A market price or its move, which changes by the minute: two of them never conflict.
    pub is_quote: bool,
    /// What befell the people counted.
    pub role: Option<Role>,
    /// What is counted or measured.
    pub thing: Option<Thing>,
    /// Only a part of a larger count of the same sentence: `including three children`.
    pub is_part: bool,
    /// Stems of the other words of the phrase, sorted.
    pub modifiers: Vec<StemId>,
    /// Where it is measured from.
    pub reference: Option<Reference>,
    /// What a rank is by: `largest`.
    pub order: Option<Word>,
    /// Stems of the content words around it, sorted.
    pub context: Vec<StemId>,
    /// Stems of the verbs next to it, sorted.
    pub verbs: Vec<StemId>,
    /// Names around it, sorted; of an age, the names of the person.
    pub names: Vec<StemId>,
    /// Those of the names that tell where: `in Kelso`, `Kelso reported`, sorted.
    pub places: Vec<StemId>,
    /// Stems of the content words next to it, sorted.
    pub near: Vec<StemId>,
    /// The figure with its unit, in the field.
    pub span: Span,
    /// The days it speaks of, where the sentence says so ("as of Monday"); callers fall back on
    /// the day of publication.
    pub as_of: Option<DayRange>,
    /// First token and one past the last, in the sentence.
    tokens: (usize, usize),
}

impl Quantity {
    /// True for a count that can only grow while an event lasts, so that a later, larger figure
    /// is an update and no conflict.
    pub fn is_monotone(&self) -> bool {
        self.role.is_some_and(Role::is_monotone)
    }

    /// The middle of the range.
    pub fn value(&self) -> f64 {
        f64::midpoint(self.low, self.high)
    }

    /// First token and one past the last, in the sentence.
    pub fn tokens(&self) -> (usize, usize) {
        self.tokens
    }
}

/// Gives figures the date that follows "as of", "as at" or "by" in their sentence.
pub fn set_as_of(figures: &mut Figures, dates: &[DateMention], words: &super::words::Words) {
    let cue = |date: &&DateMention| {
        let (first, by) = (date.first, words.before(date.first, 1));
        by == "by" || matches!(by, "of" | "at") && words.before(first, 2) == "as"
    };
    let Some(days) = dates.iter().find(cue).and_then(|d| d.days) else { return };
    for quantity in &mut figures.quantities {
        quantity.as_of = Some(days);
    }
}

#[cfg(test)]
mod tests;
