//! Where a copy differs from its survivor, or holds it: passages with their text.
//!
//! A word is shared if it lies in a 3-gram that the survivor also holds; runs of words that are
//! not are the changed passages. Two neighbouring passages with less than three words between them
//! are one.

use super::fingerprint::GRAM;
use super::shingled::Shingled;
use crate::analysis::{Passage, PassageKind};
use crate::article::Span;

/// Passages listed for one copy at most; the longest are kept.
const MAX_PASSAGES: usize = 12;
/// Bytes of text quoted of a passage at most.
const MAX_QUOTE: usize = 600;

/// The passages of `text` that are (or are not) in the survivor, in order of the text; `own` is the
/// text made ready, `shared` tells for each of its words whether the survivor has it.
pub fn passages(text: &str, own: &Shingled, shared: &[bool], kind: PassageKind) -> Vec<Passage> {
    let mut runs = runs(shared, kind == PassageKind::Shared);
    if runs.len() > MAX_PASSAGES {
        runs.sort_by_key(|(first, last)| (std::cmp::Reverse(last - first), *first));
        runs.truncate(MAX_PASSAGES);
        runs.sort_unstable();
    }
    let passage = |(first, last): (usize, usize)| {
        let span = Span { start: own.words[first].span.start, end: own.words[last].span.end };
        Passage { kind, start: span.start, end: span.end, text: quote(span.of(text)) }
    };
    runs.into_iter().map(passage).collect()
}

/// First and last word of each run of `wanted`, bridging gaps shorter than a gram.
fn runs(flags: &[bool], wanted: bool) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for at in (0..flags.len()).filter(|at| flags[*at] == wanted) {
        match out.last_mut() {
            Some((_, last)) if at - *last <= GRAM => *last = at,
            _ => out.push((at, at)),
        }
    }
    out
}

fn quote(text: &str) -> String {
    if text.len() <= MAX_QUOTE {
        return text.to_owned();
    }
    let end = (0..=MAX_QUOTE).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    format!("{}…", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_word_is_named_with_its_place() {
        let survivor = Shingled::of("the toll rose to twelve people on Sunday in the city");
        let copy = "The toll rose to fifteen people on Sunday in the city.";
        let own = Shingled::of(copy);
        let found = passages(copy, &own, &own.shared_with(&survivor), PassageKind::Changed);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].text, "fifteen");
        assert_eq!(&copy[found[0].start as usize..found[0].end as usize], "fifteen");
    }

    #[test]
    fn an_embedded_text_is_named_as_shared() {
        let survivor = Shingled::of("ships left the port after the strike ended");
        let longer = "Our view. Ships left the port after the strike ended. We asked readers.";
        let own = Shingled::of(longer);
        let found = passages(longer, &own, &own.shared_with(&survivor), PassageKind::Shared);
        assert_eq!(found[0].text, "Ships left the port after the strike ended");
    }

    #[test]
    fn two_foreign_words_do_not_part_a_passage_and_three_do() {
        let flags = |gap: usize| [vec![true; 3], vec![false; gap], vec![true; 3]].concat();
        assert_eq!(runs(&flags(2), true), [(0, 7)]);
        assert_eq!(runs(&flags(3), true), [(0, 2), (6, 8)]);
    }

    #[test]
    fn the_longest_passages_are_kept_in_order_and_long_ones_are_cut() {
        let lengths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1];
        let mut flags = Vec::new();
        for length in lengths {
            flags.extend(vec![true; length]);
            flags.extend([false; 4]);
        }
        let text: String = flags.iter().map(|_| "wörter ").collect();
        let found = passages(&text, &Shingled::of(&text), &flags, PassageKind::Shared);
        // Of thirteen passages the last, one of the two shortest, is left out.
        assert_eq!(found.len(), 12);
        assert!(found.is_sorted_by_key(|passage| passage.start));
        assert_eq!(found[0].text, "wörter");
        let all = vec![true; flags.len()];
        let one = passages(&text, &Shingled::of(&text), &all, PassageKind::Shared);
        let quoted = one[0].text.trim_end_matches('…');
        assert!(one[0].text.ends_with('…') && text.starts_with(quoted));
        assert!((MAX_QUOTE - 1..=MAX_QUOTE).contains(&quoted.len()));
    }
}
