//! Two texts to a verdict: copy or not, on all their word 3-grams.
//!
//! Jaccard = |A and B| / |A or B|, containment = |A and B| / min(|A|, |B|), over sets of grams.
//! What reaches the wanted containment is a copy, unless [`super::guard`] knows it for a
//! look-alike; so is what [`super::noise`] alone keeps from reaching it.

use serde::{Deserialize, Serialize};

use super::Settings;
use super::guard::{self, Surroundings};
use super::noise;
use super::shingled::{Compared, Shingled};
use crate::analysis::LookAlike;

/// Shared grams needed for anything but an exact copy: two texts may share a phrase by chance.
pub const MIN_SHARED: usize = 8;

/// What two texts share, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// Judges two texts that stand in the given surroundings; `pair` is the same two side by side.
pub fn verify(
    (a, b): (&Shingled, &Shingled),
    pair: &Compared<'_>,
    around: &Surroundings<'_>,
    settings: &Settings,
) -> Verified {
    let mut verified = measure((a, b), pair);
    let wanted = if around.same_page { settings.revision } else { settings.containment };
    let enough = pair.shared >= MIN_SHARED;
    verified.outcome = if enough && verified.containment >= wanted {
        guard::look_alike(pair, around).map_or(Outcome::Copy, Outcome::LookAlike)
    } else if enough
        && !around.is_taken
        && noise::is_noise(pair, &verified, settings.containment)
        && guard::is_apart(pair, around)
    {
        Outcome::Copy
    } else if guard::is_form_filled_again(pair, &verified, around) {
        Outcome::LookAlike(LookAlike::Template)
    } else {
        Outcome::Different
    };
    verified
}

/// What two texts share; nothing is decided yet.
pub fn measure((a, b): (&Shingled, &Shingled), pair: &Compared<'_>) -> Verified {
    let shared = pair.shared;
    let share = |of: usize| if of == 0 { 0.0 } else { shared as f32 / of as f32 };
    Verified {
        jaccard: share(a.size() + b.size() - shared),
        containment: share(a.size().min(b.size())),
        first_in_second: share(a.size()),
        second_in_first: share(b.size()),
        outcome: Outcome::Different,
    }
}

#[cfg(test)]
mod tests {
    use super::super::gram_index::GramIndex;
    use super::*;

    fn verify_texts(a: &str, b: &str) -> Verified {
        let index = GramIndex::of_texts(&[a.to_owned(), b.to_owned()]);
        let entry = |text| index.entry(text).expect("it is in memory");
        let around = Surroundings {
            spread: &|| index.spread(&entry(0), &entry(1)),
            same_page: false,
            same_outlet: false,
            is_taken: false,
        };
        let (a, b) = (Shingled::of(a), Shingled::of(b));
        verify((&a, &b), &Compared::of(&a, &b), &around, &Settings::default())
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
    fn a_wrong_word_every_few_leaves_a_copy_and_half_of_them_do_not() {
        let word = |at: u32| {
            format!("{}{}", ["mill", "dam", "gate"][at as usize % 3], "a".repeat(at as usize))
        };
        let text = |every: u32| {
            let word =
                |at: u32| if at % every == every - 1 { format!("x{}", word(at)) } else { word(at) };
            (0..80).map(|at| word(at) + " ").collect::<String>()
        };
        // Of four words three are right: (3/4)^3 of the 3-grams are left, below a half.
        let verified = verify_texts(&text(1_000), &text(4));
        assert!(verified.containment < 0.5, "{verified:?}");
        assert_eq!(verified.outcome, Outcome::Copy);
        assert_eq!(verify_texts(&text(1_000), &text(2)).outcome, Outcome::Different);
    }
}
