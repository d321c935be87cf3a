//! Does one claim deny what the other states?
//!
//! It does where it denies a proposition ("denied having released water"), most of what the two have
//! in common stands in that proposition, the other claim holds a good part of it, and above all its
//! head, the first thing that is denied: who "denied any panic" denies nothing that is said of the
//! rest. Who "denied the allegations" denies what somebody is accused of. Acts negated by "not" are
//! [`super::opposed`]'s.

use super::align::{Alignment, Match, MatchKind};
use super::claim::Claim;
use super::lexicon::{Lexicon, StemId};
use super::speaker::Speaker;
use super::term::Term;
use super::witness::same_person;

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
/// Verbs of a sentence that says of what somebody is accused, and nouns that do if their matter
/// follows: `her allegation that`. "Ann Moor's allegations cast a shadow" says nothing of it.
const ACCUSING: [&str; 4] = ["accuse", "allege", "charge", "indict"];
const ACCUSATIONS: [&str; 3] = ["accusation", "allegation", "charge"];
/// Words of a sentence that itself speaks of something as not so.
const REJECTING: [&str; 11] = [
    "deny", "denial", "reject", "dismiss", "scotch", "quash", "rubbish", "rebut", "dispel",
    "refute", "debunk",
];

/// Words of a sentence that takes the denial back: `denied the theft, but later confessed`.
const TAKING_BACK: [&str; 3] = ["confess", "admit", "concede"];

/// Words of a sentence that leaves open what it speaks of: `an inquiry into whether they sold it`.
const ASKING: [&str; 2] = ["whether", "Whether"];

/// True where exactly one of two claims denies the other.
pub fn contradict(a: &Claim, b: &Claim) -> bool {
    !is_one_speaker(a, b) && denies(a, b) != denies(b, a)
}

/// True where a claim denies "the allegations", and the other says of what somebody is accused.
pub fn answers_accusation(a: &Claim, b: &Claim) -> bool {
    let hollow = |no: &Claim, yes: &Claim| {
        let inside = |t: &&Term| no.denied.is_some_and(|d| t.span.start >= d.start);
        let mut terms = no.sentence.terms.iter().filter(inside).filter(|t| t.is_content());
        terms.find(|t| !t.is_name()).is_some_and(|t| is_hollow(t.stem)) && accuses(yes)
    };
    hollow(a, b) || hollow(b, a)
}

/// One person denies it, and tells what is denied.
fn is_one_speaker(a: &Claim, b: &Claim) -> bool {
    let person = |s: &&Speaker| s.is_person;
    let (x, y) = (a.speaker.as_ref().filter(person), b.speaker.as_ref().filter(person));
    x.is_some_and(|x| y.is_some_and(|y| same_person(&x.name, &y.name)))
}

fn denies(a: &Claim, b: &Claim) -> bool {
    let Some(proposition) = a.denied.filter(|_| b.denied.is_none() && !b.sentence.negated) else {
        return false;
    };
    let holds_any = |claim: &Claim, words: &[&str]| {
        let lexicon = Lexicon::shared();
        words.iter().any(|word| holds(claim, lexicon.stem_id(word)))
    };
    if holds_any(b, &REJECTING) || b.says(&ASKING) || holds_any(a, &TAKING_BACK) {
        return false;
    }
    let inside = |t: &Term| t.span.start >= proposition.start && t.span.end <= proposition.end;
    let alignment = Alignment::of(&a.sentence, &b.sentence);
    let told = |kind: MatchKind| kind <= MatchKind::Derivation;
    let terms = || a.sentence.terms.iter().zip(&alignment.a);
    let denied = |(t, _): &(&Term, _)| inside(t) && t.is_content();
    // The head is what is denied, whoever did it; of a clause its verb is, too.
    let head = terms().filter(denied).find(|(t, _)| !t.is_name());
    let verb = terms().filter(denied).find(|(t, _)| t.is_verb);
    let is_told = |of: Option<(&Term, &Match)>| of.is_none_or(|(_, m)| told(m.kind));
    let says_so = match head {
        Some((t, _)) if is_hollow(t.stem) => accuses(b),
        _ => is_told(head) && is_told(verb),
    };
    if !says_so {
        return false;
    }
    let (mut common, mut all, mut whole) = (0.0, 0.0, 0.0);
    for (term, m) in terms().filter(|(t, _)| t.is_content() && !is_hollow(t.stem)) {
        let (held, denied) = (told(m.kind), inside(term));
        // Who denies it is named outside of what is denied.
        all += if held && (denied || !term.is_name()) { term.weight } else { 0.0 };
        whole += if denied { term.weight } else { 0.0 };
        common += if held && denied { term.weight } else { 0.0 };
    }
    common > 0.0 && common >= IN_PROPOSITION * all && common >= STATED * whole
}

/// It says of what somebody is accused.
fn accuses(claim: &Claim) -> bool {
    let lexicon = Lexicon::shared();
    let any = |words: &[&str], t: &Term| words.iter().any(|word| lexicon.stem_id(word) == t.stem);
    let text = |from: u32, to: u32| {
        let at = |place: u32| (place.saturating_sub(claim.span.start)) as usize;
        claim.text.get(at(from)..at(to)).unwrap_or("")
    };
    let end = claim.span.end;
    claim.sentence.terms.iter().any(|t| {
        let next = text(t.span.end, end).split_whitespace().next().unwrap_or("");
        t.is_verb && any(&ACCUSING, t) || any(&ACCUSATIONS, t) && matches!(next, "that" | "of")
    })
}

fn is_hollow(stem: StemId) -> bool {
    let lexicon = Lexicon::shared();
    HOLLOW.iter().any(|word| lexicon.stem_id(word) == stem)
}

fn holds(claim: &Claim, stem: StemId) -> bool {
    claim.sentence.terms.iter().any(|t| t.stem == stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::samples::claim;

    #[test]
    fn what_denies_what() {
        let rows = [
            (true, "Kelso Steel denied having sold the mill.", "Kelso Steel sold the mill."),
            (
                true,
                "Tom Hale denies the allegations of Ann Moor.",
                "Ann Moor accused Tom Hale of theft.",
            ),
            (
                true,
                "Tom Hale denies the allegations made by Ann Moor.",
                "Ann Moor is a teacher who has accused Tom Hale of theft.",
            ),
            // What the allegations are is not told.
            (
                false,
                "Tom Hale denies the allegations of Ann Moor.",
                "Ann Moor's allegations cast a shadow on Tom Hale's campaign.",
            ),
            // Something else is denied.
            (false, "Kelso Steel denied any delay at the mill.", "Kelso Steel sold the mill."),
            // Nobody is accused.
            (
                false,
                "Tom Hale denies the allegations against Kelso Steel.",
                "Kelso Steel opened a mill.",
            ),
            // It is asked, or something else is told of the same people.
            (
                false,
                "The inquiry found no evidence that Kelso Steel sold the mill.",
                "The inquiry is to find out whether Kelso Steel sold the mill.",
            ),
            (
                false,
                "The inquiry found no evidence that the Kelso board sold the mill.",
                "The inquiry looked at the Kelso board and the mill.",
            ),
            (
                false,
                "Tom Hale denied having sold the mill, and later confessed.",
                "Tom Hale sold the mill.",
            ),
            // Both say that it is not so.
            (
                false,
                "Kelso Steel denied having sold the mill.",
                "Kelso Steel scotched talk that it sold the mill.",
            ),
        ];
        for (expected, no, yes) in rows {
            assert_eq!(contradict(&claim(no), &claim(yes)), expected, "{no} / {yes}");
            assert_eq!(contradict(&claim(yes), &claim(no)), expected, "{yes} / {no}");
        }
    }
}
