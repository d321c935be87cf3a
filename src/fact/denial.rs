//! Does one claim deny what the other states?
//!
//! It does where it denies a proposition ("denied having released water"), most of what the two have
//! in common stands in that proposition, and the other claim holds a good part of it: who "denied
//! any panic" denies nothing that is said of the rest. Acts negated by "not" are
//! [`super::opposed`]'s.

use super::claim::Claim;
use super::lexicon::StemId;

/// Share of the common weight that the denied proposition must hold.
const IN_PROPOSITION: f32 = 0.6;
/// Share of the denied proposition's weight that the other claim must hold.
const STATED: f32 = 0.5;

/// True where exactly one of two claims denies the other.
pub fn contradict(a: &Claim, b: &Claim) -> bool {
    denies(a, b) != denies(b, a)
}

fn denies(a: &Claim, b: &Claim) -> bool {
    let Some(from) = a.denied.filter(|_| b.denied.is_none() && !b.sentence.negated) else {
        return false;
    };
    let (mut inside, mut all, mut proposition) = (0.0, 0.0, 0.0);
    for term in a.sentence.terms.iter().filter(|t| t.is_content()) {
        let (held, denied) = (holds(b, term.stem), term.span.start >= from);
        all += if held { term.weight } else { 0.0 };
        proposition += if denied { term.weight } else { 0.0 };
        inside += if held && denied { term.weight } else { 0.0 };
    }
    inside > 0.0 && inside >= IN_PROPOSITION * all && inside >= STATED * proposition
}

fn holds(claim: &Claim, stem: StemId) -> bool {
    claim.sentence.terms.iter().any(|t| t.stem == stem)
}
