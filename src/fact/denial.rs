//! Does one claim deny what the other states?
//!
//! Either it denies a proposition ("denied having released water") and most of what the two have in
//! common stands in that proposition, or it negates the very act that the other reports ("has not
//! conceded" and "conceded"). A negation elsewhere in the sentence denies nothing.

use super::claim::Claim;
use super::lexicon::StemId;
use super::term::Term;

/// Share of the common weight that the denied proposition must hold.
const IN_PROPOSITION: f32 = 0.6;

/// True where exactly one of two claims denies the other.
pub fn contradict(a: &Claim, b: &Claim) -> bool {
    denies(a, b) != denies(b, a)
}

fn denies(a: &Claim, b: &Claim) -> bool {
    denies_proposition(a, b) || negates_act(a, b)
}

fn denies_proposition(a: &Claim, b: &Claim) -> bool {
    let Some(from) = a.denials.from.filter(|_| b.denials.from.is_none()) else { return false };
    let common = a.sentence.terms.iter().filter(|t| t.is_content() && holds(b, t.stem).is_some());
    let (mut inside, mut all) = (0.0, 0.0);
    for term in common {
        all += term.weight;
        inside += if term.span.start >= from { term.weight } else { 0.0 };
    }
    all > 0.0 && inside >= IN_PROPOSITION * all
}

fn negates_act(a: &Claim, b: &Claim) -> bool {
    let negated = |claim: &Claim, term: &Term| claim.denials.acts.contains(&term.span.start);
    let names = a.sentence.terms.iter().any(|t| t.is_name() && holds(b, t.stem).is_some());
    names
        && a.sentence
            .terms
            .iter()
            .filter(|t| t.is_verb && t.is_content() && negated(a, t))
            .any(|t| holds(b, t.stem).is_some_and(|other| other.is_verb && !negated(b, other)))
}

fn holds(claim: &Claim, stem: StemId) -> Option<&Term> {
    claim.sentence.terms.iter().find(|t| t.stem == stem)
}
