//! Whether two claims share more than names: what is done, to what.
//!
//! The sentences of a story are full of the same names, with their titles ("former Governor Ann
//! Moor"). Two that share little else are about the same people, not of the same fact: of such
//! pairs that were read by hand, one in four was right, of the others three in four.

use super::align::{Match, MatchKind};
use super::claim::Claim;
use super::speaker::{is_reporting, is_title};
use super::term::{Term, TermKind};
use crate::article::Field;

/// Terms beside names that two claims share; fewer where one is a short headline, or where
/// something else ties the claims, though not by itself: a telling day, several names.
const FEWEST: usize = 2;
/// Most such terms of a short headline.
const SHORT_HEADLINE: usize = 4;

/// True where claims whose terms are matched so have enough in common beside names; less is enough
/// where they are `tied`. Symmetric.
pub(super) fn is_shared(a: &Claim, b: &Claim, matches: (&[Match], &[Match]), tied: bool) -> bool {
    let fewest = if tied || is_short_headline(a) || is_short_headline(b) { 1 } else { FEWEST };
    held(a, b, matches.0, fewest) && held(b, a, matches.1, fewest)
}

/// Each claim has a place in an order that the other has not: `the fourth`, `the sixth`.
pub(super) fn ordinals_differ(a: &Claim, b: &Claim, matches: (&[Match], &[Match])) -> bool {
    let open = |claim: &Claim, matches: &[Match]| {
        let mut terms = claim.sentence.terms.iter().zip(matches);
        terms.any(|(t, m)| t.kind == TermKind::Ordinal && m.kind > MatchKind::Variant)
    };
    open(a, matches.0) && open(b, matches.1)
}

fn is_short_headline(claim: &Claim) -> bool {
    let plain = |t: &&Term| t.is_content() && !t.is_name();
    claim.field == Field::Title
        && claim.sentence.terms.iter().filter(plain).count() <= SHORT_HEADLINE
}

/// The other claim holds so many terms of this one's matter. What is a name to one alone (`the G20
/// Summit`, `the G20 summit`) is matter.
fn held(claim: &Claim, other: &Claim, matches: &[Match], fewest: usize) -> bool {
    let terms = claim.sentence.terms.iter().zip(matches).enumerate();
    let common = terms.filter(|(at, (term, m))| {
        let matched = term.is_content() && m.kind <= MatchKind::Prefix;
        let name = || term.is_name() && other.sentence.terms[usize::from(m.term)].is_name();
        matched && !name() && !belongs_to_name(claim, *at)
    });
    common.take(fewest).count() == fewest
}

/// A title before a name, or a verb that only hands a statement to somebody.
fn belongs_to_name(claim: &Claim, at: usize) -> bool {
    let terms = &claim.sentence.terms;
    if terms[at].kind != TermKind::Word {
        return false;
    }
    let word = |t: &Term| {
        let start = (t.span.start - claim.span.start) as usize;
        claim.text.get(start..start + t.span.len()).unwrap_or("").to_lowercase()
    };
    let own = word(&terms[at]);
    if is_reporting(&own) {
        return true;
    }
    if !is_title(&own) {
        return false;
    }
    let touches = |pair: &&[Term]| pair[1].span.start.saturating_sub(pair[0].span.end) <= 2;
    let mut next = terms[at..].windows(2).take_while(touches).map(|pair| &pair[1]);
    // `the former vice president` needs no name to be one.
    let beside = next.clone().next().is_some_and(|t| is_title(&word(t)))
        || at > 0 && touches(&&terms[at - 1..=at]) && is_title(&word(&terms[at - 1]));
    beside || next.find(|t| !is_title(&word(t))).is_some_and(Term::is_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::align::Alignment;
    use crate::fact::samples::claim;

    #[test]
    fn names_and_titles_alone_are_no_matter() {
        let rows = [
            (true, "Ann Moor opened the mill in Kelso.", "The Kelso mill was opened by Ann Moor."),
            (
                false,
                "Former Governor Ann Moor opened the mill in Kelso.",
                "In Kelso, former Governor Ann Moor said nothing of her illness.",
            ),
            (
                false,
                "The former vice president opened the mill.",
                "The former vice president left the race.",
            ),
            (false, "Ann Moor of Kelso opened the mill.", "The mill in Oxley is Ann Moor's."),
        ];
        for (expected, x, y) in rows {
            let (a, b) = (claim(x), claim(y));
            let alignment = Alignment::of(&a.sentence, &b.sentence);
            assert_eq!(
                is_shared(&a, &b, (&alignment.a, &alignment.b), false),
                expected,
                "{x} / {y}"
            );
        }
    }
}
