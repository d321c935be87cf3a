//! Does one claim deny what the other states?
//!
//! It does where it denies a proposition ("denied having released water"), most of what the two have
//! in common stands in that proposition, and the other claim holds a good part of it: who "denied
//! any panic" denies nothing that is said of the rest. Acts negated by "not" are
//! [`super::opposed`]'s.

use super::claim::Claim;
use super::lexicon::{Lexicon, StemId};
use super::term::Term;

/// Share of the common weight that the denied proposition must hold.
const IN_PROPOSITION: f32 = 0.6;
/// Share of the denied proposition's weight that the other claim must hold.
const STATED: f32 = 0.5;

/// Words for what is denied that do not say what it is.
const HOLLOW: [&str; 12] = [
    "allegation",
    "accusation",
    "charge",
    "claim",
    "report",
    "rumor",
    "rumour",
    "wrongdoing",
    "involvement",
    "knowledge",
    "responsibility",
    "role",
];

/// True where exactly one of two claims denies the other.
pub fn contradict(a: &Claim, b: &Claim) -> bool {
    denies(a, b) != denies(b, a)
}

fn denies(a: &Claim, b: &Claim) -> bool {
    let Some(from) = a.denied.filter(|_| b.denied.is_none() && !b.sentence.negated) else {
        return false;
    };
    let (mut inside, mut all, mut proposition) = (0.0, 0.0, 0.0);
    let lexicon = Lexicon::shared();
    let hollow: Vec<StemId> = HOLLOW.iter().map(|word| lexicon.stem_id(word)).collect();
    let telling = |t: &&Term| t.is_content() && !hollow.contains(&t.stem);
    for term in a.sentence.terms.iter().filter(telling) {
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
