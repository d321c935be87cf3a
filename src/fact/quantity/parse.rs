//! The driver: walks over a sentence and puts its figures together from the other files' rules.

use super::context::Scene;
use super::counted::{Counted, counted};
use super::range::{Dashed, Numeral};
use super::thing::{self, Phrase};
use super::unit::Reading;
use super::{Bound, Figures, Quantity, Unit};
use super::{bound, fraction, magnitude, money, people, range, rank, role, skip, unit};
use crate::fact::date::DateMention;
use crate::fact::lexicon::Lexicon;
use crate::fact::number;
use crate::fact::words::Words;

/// Figures kept of one sentence; more than that is a table, and tables are not compared.
pub const MAX_FIGURES: usize = 64;

/// The figures of a sentence. `dates` are those that `date::find` saw in it: their tokens hold no
/// figures.
///
/// Cost is one pass: every rule looks at a bounded number of neighbours.
pub fn find(words: &Words, dates: &[DateMention], lexicon: &Lexicon) -> Figures {
    let scene = Scene::new(words, dates, lexicon);
    let mut quantities: Vec<Quantity> = Vec::new();
    let mut at = 0;
    while at < words.len() && quantities.len() < MAX_FIGURES {
        at = match step(&scene, at, quantities.last()) {
            Step::Figure(quantity, next) => {
                quantities.push(*quantity);
                next
            }
            Step::Skip(next) => next,
        }
        .max(at + 1);
    }
    if quantities.is_empty() {
        return Figures::default();
    }
    Figures { quantities, names: scene.all_names(), scope: scene.scope() }
}

/// True for a lower-case noun that makes four digits before it a count and no year.
pub(in crate::fact) fn is_counted_noun(words: &Words, at: usize) -> bool {
    people::people(words.at(at)).is_some() || unit::is_unit_word(words, at)
}

/// What stands at a token.
enum Step {
    Figure(Box<Quantity>, usize),
    /// No figure before this token.
    Skip(usize),
}

fn step(scene: &Scene, at: usize, before: Option<&Quantity>) -> Step {
    let words = scene.words;
    if scene.is_dated(at) {
        return Step::Skip(at + 1);
    }
    if let Some(rank) = rank::read(words, at) {
        let quantity = ranking(scene, at, &rank);
        return Step::Figure(Box::new(quantity), rank.end);
    }
    if let Some(fraction) = fraction::read(words, at) {
        let quantity = share(scene, at, fraction);
        return Step::Figure(Box::new(quantity), fraction.end);
    }
    let Some(number) = number::read(words, at) else { return Step::Skip(at + 1) };
    if let Some(next) = skip::not_a_figure(words, &number) {
        return Step::Skip(next);
    }
    let numeral = match range::dashed(words, number) {
        Some(Dashed::Score(next)) => return Step::Skip(next),
        Some(Dashed::Range(numeral)) => numeral,
        None => range::worded(words, number).unwrap_or_else(|| range::single(number)),
    };
    match measured(scene, &numeral, before) {
        Some(quantity) => {
            let next = quantity.tokens.1;
            Step::Figure(Box::new(quantity), next)
        }
        None => Step::Skip(numeral.end),
    }
}

/// The figure of a numeral, with unit, or `None` where it counts nothing that is known.
fn measured(scene: &Scene, n: &Numeral, before: Option<&Quantity>) -> Option<Quantity> {
    let sign = money::before(scene.words, n.start);
    let first = sign.map_or(n.start, |(_, first)| first);
    let reading = reading(scene.words, n, sign.map(|(currency, _)| Unit::Money(currency)), before);
    if is_loose_one(scene.words, n, &reading) {
        return None;
    }
    let (bound, start) = bound::around(scene.words, first, reading.end);
    let phrase = Phrase::read(scene, reading.end);
    let mut quantity = blank(scene, first, reading.end, reading.unit, &phrase);
    quantity.low = n.low * reading.size + reading.offset;
    quantity.high = n.high * reading.size + reading.offset;
    quantity.step = n.step * reading.size;
    quantity.unit_size = reading.size;
    quantity.bound = if n.rough && bound == Bound::Exact { Bound::About } else { bound };
    quantity.change = thing::change(scene, start);
    quantity.per = thing::rate(scene, reading.end).or_else(|| thing::rate_before(scene, start));
    quantity.is_quote = matches!(reading.unit, Unit::Money(_) | Unit::Percent | Unit::Count)
        && scene.is_market(first, reading.end);
    attribute(scene, &mut quantity, start, &phrase, before);
    add_finer_part(scene, &mut quantity);
    Some(quantity)
}

/// Whom or what the figure is of; `start` is its first token, words of its bound included.
fn attribute(
    scene: &Scene,
    quantity: &mut Quantity,
    start: usize,
    phrase: &Phrase,
    before: Option<&Quantity>,
) {
    let (first, end) = quantity.tokens;
    quantity.thing = phrase.thing(scene);
    match quantity.unit {
        Unit::Count => {
            let Counted { role, thing, is_part } = counted(scene, start, end, phrase, before);
            (quantity.role, quantity.thing, quantity.is_part) = (role, thing, is_part);
            // `44.8 deaths per 100,000`: nobody dies by halves.
            quantity.role = role.filter(|_| quantity.low.fract() == 0.0);
        }
        Unit::Age => quantity.names = scene.owner(first, end),
        Unit::Distance => {
            quantity.reference = thing::distance_reference(scene, start, end);
            // `60 km south-west of Kelso`: the direction is nothing that is measured.
            quantity.thing = quantity.thing.filter(|_| quantity.reference.is_none());
        }
        _ => {}
    }
}

/// `6 feet 2 inches`, `2 hours and 30 minutes`: the finer part belongs to the same figure.
fn add_finer_part(scene: &Scene, quantity: &mut Quantity) {
    let words = scene.words;
    let end = quantity.tokens.1;
    if !matches!(quantity.unit, Unit::Time(_) | Unit::Distance | Unit::Mass) {
        return;
    }
    let next = if matches!(words.at(end), "and" | "," | "-") { end + 1 } else { end };
    let Some(finer) = number::read(words, next) else { return };
    let Some(reading) = unit::after(words, finer.end, finer.value) else { return };
    let one_kind = reading.unit.is_comparable(quantity.unit);
    let size = finer.value * reading.size;
    if one_kind && reading.size < quantity.unit_size && size < quantity.unit_size {
        quantity.low += size;
        quantity.high += size;
        quantity.step = reading.size;
        quantity.tokens.1 = reading.end;
        quantity.span = words.span(quantity.tokens.0, reading.end);
    }
}

/// The unit of a numeral; bare numbers are counts, magnitudes or ages.
fn reading(words: &Words, n: &Numeral, money: Option<Unit>, before: Option<&Quantity>) -> Reading {
    let bare = |unit| Reading { unit, size: 1.0, offset: 0.0, end: n.end };
    if let Some(money) = money {
        return bare(money);
    }
    if let Some(reading) = unit::after(words, n.end, n.high) {
        return reading;
    }
    if magnitude::is_magnitude(words, n) {
        return bare(Unit::Magnitude);
    }
    if is_bare_age(words, n, before) {
        return bare(Unit::Age);
    }
    bare(Unit::Count)
}

/// `Smith, 28,`, `Smith (28)`, `aged 28`, `aged 15 and 12`.
fn is_bare_age(words: &Words, n: &Numeral, before: Option<&Quantity>) -> bool {
    if !(1.0..=115.0).contains(&n.high) {
        return false;
    }
    let closed = match words.before(n.start, 1) {
        "," => matches!(words.at(n.end), "," | "." | ")" | ";") || n.end >= words.len(),
        "(" => words.at(n.end) == ")" && n.low >= 10.0,
        _ => false,
    };
    let aside = closed && n.start >= 2 && words.is_capital(n.start - 2) && !n.in_words;
    let goes_on = words.before(n.start, 1) == "and"
        && before.is_some_and(|b| b.unit == Unit::Age && b.tokens.1 + 1 == n.start);
    aside || goes_on || matches!(words.before(n.start, 1), "aged" | "age")
}

/// "One" is a count only before people, a role or a unit: elsewhere it is a pronoun.
fn is_loose_one(words: &Words, n: &Numeral, reading: &Reading) -> bool {
    if !n.in_words || n.end != n.start + 1 || words.at(n.start) != "one" {
        return false;
    }
    let next = words.at(n.end);
    let counts = people::people(next).is_some() || role::role_word(next).is_some();
    let hyphened = words.is_dash(n.end) && reading.unit != Unit::Count;
    let unit = !matches!(reading.unit, Unit::Count | Unit::Time(_));
    !(counts || hyphened || unit)
}

fn ranking(scene: &Scene, start: usize, rank: &rank::Rank) -> Quantity {
    let phrase = Phrase::read(scene, rank.end);
    let mut quantity = blank(scene, start, rank.end, Unit::Rank, &phrase);
    (quantity.low, quantity.high) = (rank.place, rank.place);
    quantity.thing = phrase.thing(scene);
    quantity.order = rank.superlative.map(|i| scene.lexicon.word(scene.words.at(i)));
    quantity.reference = rank::scope(scene, start, phrase.end);
    quantity
}

fn share(scene: &Scene, start: usize, fraction: fraction::Fraction) -> Quantity {
    let phrase = Phrase::read(scene, fraction.end);
    let mut quantity = blank(scene, start, fraction.end, Unit::Percent, &phrase);
    (quantity.low, quantity.high) = (fraction.percent, fraction.percent);
    quantity.bound = match bound::around(scene.words, start, fraction.end).0 {
        Bound::Exact => Bound::About,
        bound => bound,
    };
    quantity.thing = phrase.thing(scene);
    quantity
}

/// A figure in the tokens `start..end` with its surroundings, without value.
fn blank(scene: &Scene, start: usize, end: usize, unit: Unit, phrase: &Phrase) -> Quantity {
    Quantity {
        low: 0.0,
        high: 0.0,
        step: 1.0,
        bound: Bound::Exact,
        unit,
        unit_size: 1.0,
        per: None,
        change: None,
        is_quote: false,
        role: None,
        thing: None,
        is_part: false,
        modifiers: phrase.modifiers(scene),
        reference: None,
        order: None,
        context: scene.context(start, end),
        verbs: scene.verbs(start, end),
        names: scene.names(start, end),
        places: scene.places(start, end),
        near: scene.near(start, end),
        span: scene.words.span(start, end),
        as_of: None,
        tokens: (start, end),
    }
}
