//! Does one claim deny what the other states?
//!
//! It does where it denies a proposition ("denied having released water") and most of what the two
//! have in common stands in that proposition. Not done: acts negated by "not" ("has not conceded"):
//! of such pairs read on a large dump, one sentence mostly spoke of something else.

use super::claim::Claim;
use super::lexicon::StemId;

/// Share of the common weight that the denied proposition must hold.
const IN_PROPOSITION: f32 = 0.6;

/// True where exactly one of two claims denies the other.
pub fn contradict(a: &Claim, b: &Claim) -> bool {
    denies(a, b) != denies(b, a)
}

fn denies(a: &Claim, b: &Claim) -> bool {
    let Some(from) = a.denied.filter(|_| b.denied.is_none()) else { return false };
    let common = a.sentence.terms.iter().filter(|t| t.is_content() && holds(b, t.stem));
    let (mut inside, mut all) = (0.0, 0.0);
    for term in common {
        all += term.weight;
        inside += if term.span.start >= from { term.weight } else { 0.0 };
    }
    all > 0.0 && inside >= IN_PROPOSITION * all
}

fn holds(claim: &Claim, stem: StemId) -> bool {
    claim.sentence.terms.iter().any(|t| t.stem == stem)
}
