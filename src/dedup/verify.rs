//! Two texts to a verdict: copy or not, on all their word 3-grams.
//!
//! Jaccard = |A and B| / |A or B|, containment = |A and B| / min(|A|, |B|), over sets of grams.
//! What reaches the wanted containment is a copy, unless [`super::guard`] knows it for a
//! look-alike.

use super::Settings;
use super::fingerprint::{GRAM, count_shared, gram_of};
use super::guard::{self, Surroundings};
use crate::analysis::LookAlike;
use crate::text::words;

/// Shared grams needed for anything but an exact copy: two texts may share a phrase by chance.
pub const MIN_SHARED: usize = 8;

/// A text made ready for comparison.
pub struct Shingled {
    /// Its words in order.
    pub words: Vec<TextWord>,
    /// Gram hashes in order of the text.
    pub sequence: Vec<u64>,
    /// The same, sorted and unique.
    set: Vec<u64>,
}

/// A word of a [`Shingled`] text.
#[derive(Debug, Clone, Copy)]
pub struct TextWord {
    /// Its hash.
    pub hash: u64,
    /// Begins with a digit.
    pub figure: bool,
    /// Begins with a capital, and not because a sentence begins.
    pub name: bool,
}

impl Shingled {
    /// All words and grams of a text.
    pub fn of(text: &str) -> Self {
        let mut list = Vec::with_capacity(text.len() / 6);
        let mut end = None;
        for word in words::words(text) {
            let (start, first) = (word.span.start as usize, word.span.of(text).chars().next());
            let inner = end.is_some_and(|end: usize| !breaks_sentence(&text[end..start]));
            list.push(TextWord {
                hash: word.hash,
                figure: first.is_some_and(char::is_numeric),
                name: inner && first.is_some_and(char::is_uppercase),
            });
            end = Some(word.span.end as usize);
        }
        let sequence: Vec<u64> =
            list.windows(GRAM).map(|w| gram_of(w[0].hash, w[1].hash, w[2].hash)).collect();
        let mut set = sequence.clone();
        set.sort_unstable();
        set.dedup();
        Self { words: list, sequence, set }
    }

    /// True where the text holds the gram.
    pub fn holds(&self, gram: u64) -> bool {
        self.set.binary_search(&gram).is_ok()
    }

    /// For each word, whether it lies in a gram that the other text holds too.
    pub fn shared_with(&self, other: &Self) -> Vec<bool> {
        let mut shared = vec![false; self.words.len()];
        for (at, gram) in self.sequence.iter().enumerate() {
            if other.holds(*gram) {
                shared[at..at + GRAM].fill(true);
            }
        }
        shared
    }

    /// The distinct grams, sorted.
    pub fn grams(&self) -> &[u64] {
        &self.set
    }

    /// Number of distinct grams.
    pub fn size(&self) -> usize {
        self.set.len()
    }
}

/// What stands between two words ends a sentence or a line.
fn breaks_sentence(between: &str) -> bool {
    between.contains(['.', '!', '?', ':', '\n', '"', '\u{201c}'])
}

/// What two texts share, exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verified {
    /// Jaccard similarity of the sets of grams, 0..=1.
    pub jaccard: f32,
    /// Share of the smaller set in the larger, 0..=1.
    pub containment: f32,
    /// Share of the first text's set that stands in the second, 0..=1.
    pub first_in_second: f32,
    /// Share of the second text's set that stands in the first, 0..=1.
    pub second_in_first: f32,
    /// Copy or not.
    pub outcome: Outcome,
}

/// What a verified pair is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Copies of one text.
    Copy,
    /// Alike, but not copies.
    LookAlike(LookAlike),
    /// Neither.
    Different,
}

/// A verified pair of positions, in keep order (`a < b`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Checked {
    /// The earlier one.
    pub a: u32,
    /// The later one.
    pub b: u32,
    /// What they share.
    pub verified: Verified,
}

/// Compares two texts that stand in the given surroundings.
pub fn verify(
    texts: (&Shingled, &Shingled),
    around: &Surroundings<'_>,
    settings: &Settings,
) -> Verified {
    let mut verified = measure(texts);
    let (a, b) = texts;
    let shared = (verified.first_in_second * a.size() as f32).round() as usize;
    let wanted = if around.same_page { settings.revision } else { settings.containment };
    verified.outcome = if shared >= MIN_SHARED && verified.containment >= wanted {
        guard::look_alike((a, b), around).map_or(Outcome::Copy, Outcome::LookAlike)
    } else if guard::is_form_filled_again((a, b), &verified, around) {
        Outcome::LookAlike(LookAlike::Template)
    } else {
        Outcome::Different
    };
    verified
}

/// What two texts share; nothing is decided yet.
pub fn measure((a, b): (&Shingled, &Shingled)) -> Verified {
    let shared = count_shared(&a.set, &b.set);
    let share = |of: usize| if of == 0 { 0.0 } else { shared as f32 / of as f32 };
    Verified {
        jaccard: share(a.set.len() + b.set.len() - shared),
        containment: share(a.set.len().min(b.set.len())),
        first_in_second: share(a.set.len()),
        second_in_first: share(b.set.len()),
        outcome: Outcome::Different,
    }
}

#[cfg(test)]
mod tests {
    use super::super::candidates::GramIndex;
    use super::super::fingerprint::Fingerprint;
    use super::*;

    fn verify_texts(a: &str, b: &str) -> Verified {
        let prints = [Fingerprint::of(a), Fingerprint::of(b)];
        let index = GramIndex::new(&[Some(&prints[0]), Some(&prints[1])]);
        let prints = (&prints[0], &prints[1]);
        let frequency = |gram| index.frequency(gram);
        let around =
            Surroundings { prints, frequency: &frequency, same_page: false, same_outlet: false };
        verify((&Shingled::of(a), &Shingled::of(b)), &around, &Settings::default())
    }

    #[test]
    fn measures_by_hand() {
        // 10 and 12 words, the first ten the same: 8 grams and 10 grams, 8 shared.
        let v = verify_texts("a b c d e f g h i j", "a b c d e f g h i j k l");
        assert_eq!((v.jaccard, v.containment, v.outcome), (0.8, 1.0, Outcome::Copy));
        assert_eq!((v.first_in_second, v.second_in_first), (1.0, 0.8));
    }

    #[test]
    fn a_few_shared_words_are_no_copy() {
        let v = verify_texts("of the", "of the people by the people");
        assert_eq!(v.outcome, Outcome::Different);
    }

    #[test]
    fn figures_and_names_are_told_from_words_that_begin_sentences() {
        let text = Shingled::of("Rain fell. Seven towns near Marlow lost 12 bridges.");
        let marked: Vec<usize> = (0..text.words.len()).filter(|i| text.words[*i].name).collect();
        assert_eq!(marked, [5], "Marlow; not Rain, nor Seven");
        assert!(text.words[7].figure);
    }

    #[test]
    fn shared_words_lie_in_shared_grams() {
        let (a, b) = (Shingled::of("x a b c y"), Shingled::of("a b c d"));
        assert_eq!(a.shared_with(&b), [false, true, true, true, false]);
    }
}
