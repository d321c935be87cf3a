//! Two sentences' figures side by side: which agree, which contradict each other.

use std::cmp::Reverse;

use super::compatible::compatible;
use super::context::shared;
use super::slot::{Strength, same_slot};
use super::{Figures, Quantity, Unit};
use crate::fact::lexicon::Lexicon;

/// Two figures of one slot, as indices into the two sentences' quantities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pairing {
    /// Index into the first sentence's quantities.
    pub a: usize,
    /// Index into the second sentence's quantities.
    pub b: usize,
    /// How surely they fill one slot.
    pub strength: Strength,
}

/// What two sentences' figures say to each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Figures of one slot that can both be right; a figure may stand in several pairs.
    pub agreeing: Vec<Pairing>,
    /// Figures of one slot that cannot both be right, strongest first; at least
    /// [`Strength::Good`], each figure in one pair at most, and none that agrees with any figure of the other
    /// sentence. A later,
    /// larger figure of a monotone role is an update, which needs dates and is the caller's call.
    pub conflicting: Vec<Pairing>,
}

/// Compares the figures of two sentences that are about the same story.
///
/// Compatible figures are paired off first: only what is left on both sides can conflict. The
/// sentences must also share a name, or one of them must have none; without that, roles and
/// magnitudes still conflict, but are no longer [`Strength::Strong`].
pub fn compare(a: &Figures, b: &Figures, lexicon: &Lexicon) -> Comparison {
    if !a.is_comparable(b) {
        return Comparison::default();
    }
    let mut pairs = Vec::new();
    for (i, x) in a.quantities.iter().enumerate() {
        for (j, y) in b.quantities.iter().enumerate() {
            if let Some(strength) = same_slot(x, y, lexicon) {
                pairs.push((Pairing { a: i, b: j, strength }, compatible(x, y)));
            }
        }
    }
    let of = |agrees: bool| pairs.iter().filter(move |(_, c)| *c == agrees).map(|(p, _)| *p);
    let agreeing: Vec<Pairing> = of(true).collect();
    let settled = Settled::new(a, b, &agreeing);
    let names = share_names(a, b);
    let mut conflicting: Vec<Pairing> = of(false)
        .filter(|p| !settled.a[p.a] && !settled.b[p.b])
        .map(|p| settled.raise(&a.quantities[p.a], &b.quantities[p.b], p))
        .filter(|p| p.strength >= Strength::Good)
        .filter(|p| names || names_its_slot(&a.quantities[p.a]))
        .map(|p| if names { p } else { Pairing { strength: Strength::Good, ..p } })
        .collect();
    one_to_one(&mut conflicting, a, b);
    Comparison { agreeing, conflicting }
}

/// Keeps the best pair of each figure: the stronger one, then the one with more words in common
/// next to it, then the one at the same place among the figures, since texts on one event mostly
/// keep their order.
fn one_to_one(pairs: &mut Vec<Pairing>, a: &Figures, b: &Figures) {
    let nearness = |p: &Pairing| {
        let (x, y) = (&a.quantities[p.a], &b.quantities[p.b]);
        shared(&x.verbs, &y.verbs) + shared(&x.modifiers, &y.modifiers)
    };
    pairs.sort_by_cached_key(|p| {
        (Reverse(p.strength), Reverse(nearness(p)), p.a.abs_diff(p.b), p.a, p.b)
    });
    let mut used_a = vec![false; a.quantities.len()];
    let mut used_b = vec![false; b.quantities.len()];
    pairs.retain(|p| {
        let free = !used_a[p.a] && !used_b[p.b];
        used_a[p.a] |= free;
        used_b[p.b] |= free;
        free
    });
}

/// A role or a magnitude says by itself what is counted.
fn names_its_slot(q: &Quantity) -> bool {
    q.role.is_some() || q.unit == Unit::Magnitude
}

fn share_names(a: &Figures, b: &Figures) -> bool {
    a.names.is_empty() || b.names.is_empty() || shared(&a.names, &b.names) > 0
}

/// Which figures have found their like in the other sentence.
struct Settled {
    a: Vec<bool>,
    b: Vec<bool>,
    /// One of them is telling enough to tie the sentences together.
    telling: bool,
}

impl Settled {
    fn new(a: &Figures, b: &Figures, agreeing: &[Pairing]) -> Self {
        let mut settled = Self {
            a: vec![false; a.quantities.len()],
            b: vec![false; b.quantities.len()],
            telling: false,
        };
        for pair in agreeing {
            settled.a[pair.a] = true;
            settled.b[pair.b] = true;
            let q = &a.quantities[pair.a];
            settled.telling |= q.unit != Unit::Count || q.low > 2.0;
        }
        settled
    }

    /// Amounts of money stand in fewer words than counts: another figure that agrees makes up
    /// for them.
    fn raise(&self, x: &Quantity, y: &Quantity, pair: Pairing) -> Pairing {
        let quote = x.is_quote || y.is_quote;
        let raises = self.telling && matches!(x.unit, Unit::Money(_)) && !quote;
        Pairing { strength: if raises { pair.strength.raised() } else { pair.strength }, ..pair }
    }
}
