//! Does a date lie before or after publication? The nearest tense cue tells.

use crate::fact::words::Words;

/// Which way from publication a date without a year or week lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    /// On or before publication.
    Past,
    /// On or after it.
    Future,
    /// Nothing tells: most likely past, as news is.
    Open,
}

/// Tokens looked at on the left of a date; half as many on its right.
const REACH: usize = 10;

/// The tense of the clause around the tokens `first..end`.
///
/// The nearest cue on the left decides ("said on Monday it will meet on Friday": past, future);
/// without one, the nearest on the right.
pub(super) fn around(words: &Words, first: usize, end: usize) -> Tense {
    let left = (first.saturating_sub(REACH)..first)
        .rev()
        .take_while(|i| !ends_clause(words, *i))
        .find_map(|i| cue(words, i));
    let right = || {
        (end..end + REACH / 2).take_while(|i| !ends_clause(words, *i)).find_map(|i| cue(words, i))
    };
    left.or_else(right).unwrap_or(Tense::Open)
}

/// A colon within a time of day (`6:42`) ends nothing.
fn ends_clause(words: &Words, i: usize) -> bool {
    match words.at(i) {
        "." | ";" | "!" | "?" => true,
        ":" => !words.is_glued(i + 1),
        _ => false,
    }
}

/// Only finite forms decide: the `held` of `will be held` says nothing.
fn cue(words: &Words, i: usize) -> Option<Tense> {
    let word = words.at(i);
    match word {
        "will" | "shall" | "upcoming" | "scheduled" | "expected" | "due" | "slated" | "planned" => {
            Some(Tense::Future)
        }
        "should" => Some(Tense::Future),
        "set" | "plans" | "hopes" | "going" | "is" | "are" | "means" | "intends" | "aims"
            if words.at(i + 1) == "to" =>
        {
            Some(Tense::Future)
        }
        "said" | "says" | "told" | "was" | "were" | "had" | "did" | "announced" | "reported"
        | "killed" => Some(Tense::Past),
        _ if word.len() > 4 && word.ends_with("ed") => Some(Tense::Past),
        _ if word.ends_with("'ll") || word.ends_with("’ll") => Some(Tense::Future),
        _ => None,
    }
}
