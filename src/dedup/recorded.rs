//! What a run records of a verified pair, so that it can be judged again without the texts.
//!
//! A pair of copies in [`Analysis::pairs`](crate::analysis::Analysis::pairs) carries these
//! features:
//!
//! | feature | what it says |
//! |---|---|
//! | `jaccard`, `containment` | as in [`super::verify`] |
//! | `a_in_b` | share of the distinct grams of `a` that stand in `b` |
//! | `a_words`, `b_words` | length of either text in words |
//! | `exact` | 1: the same words |
//! | `revision` | 1: one outlet published both under one canonical address |
//! | `copy` | 1: a copy, whether the two ended in one group or not |
//! | `template`, `boilerplate`, `rewrite`, `digest` | 1: a look-alike of this kind |
//!
//! The last seven stand only where they apply; a pair without a verdict was found to be different.

use std::borrow::Cow;

use super::fingerprint::GRAM;
use super::verify::{Outcome, Verified};
use crate::analysis::{LookAlike, Pair};

/// A named number of a pair.
type Feature = (Cow<'static, str>, f32);

const COPY: &str = "copy";
const EXACT: &str = "exact";
const REVISION: &str = "revision";
/// Names of the look-alikes.
const LOOK_ALIKES: [(LookAlike, &str); 4] = [
    (LookAlike::Template, "template"),
    (LookAlike::Boilerplate, "boilerplate"),
    (LookAlike::Rewrite, "rewrite"),
    (LookAlike::Digest, "digest"),
];

/// The features of a pair of texts of so many words; `swapped` where the second text has the
/// smaller id.
pub fn features(
    verified: &Verified,
    words: (u32, u32),
    same_page: bool,
    swapped: bool,
) -> Vec<Feature> {
    let v = verified;
    let (a_in_b, a_words, b_words) = if swapped {
        (v.second_in_first, words.1, words.0)
    } else {
        (v.first_in_second, words.0, words.1)
    };
    let verdict = match v.outcome {
        Outcome::Copy => Some(COPY),
        Outcome::LookAlike(kind) => LOOK_ALIKES.iter().find(|(k, _)| *k == kind).map(|(_, n)| *n),
        Outcome::Different => None,
    };
    let marks = [same_page.then_some(REVISION), verdict];
    let mut out = Vec::with_capacity(5 + marks.iter().flatten().count());
    out.extend([
        ("jaccard".into(), v.jaccard),
        ("containment".into(), v.containment),
        ("a_in_b".into(), a_in_b),
        ("a_words".into(), a_words as f32),
        ("b_words".into(), b_words as f32),
    ]);
    out.extend(marks.into_iter().flatten().map(|name| (name.into(), 1.0)));
    out
}

/// The features of two texts of the same words.
pub fn exact() -> Vec<Feature> {
    ["jaccard", "containment", EXACT].map(|name| (name.into(), 1.0)).into()
}

/// What was recorded of a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recorded {
    /// What `a`, the first text, and `b` share, and what was decided. A look-alike or a copy is
    /// one at the run's threshold.
    pub verified: Verified,
    /// Words of either text.
    pub words: (u32, u32),
    /// The same words.
    pub exact: bool,
    /// Two crawls of one page.
    pub same_page: bool,
}

impl Recorded {
    /// Reads the features of a pair.
    pub fn of(pair: &Pair) -> Self {
        let value = |name: &str| {
            let found = pair.features.iter().find(|(n, _)| n == name);
            found.map_or(0.0, |(_, value)| *value)
        };
        let (jaccard, containment, a_in_b) =
            (value("jaccard"), value("containment"), value("a_in_b"));
        let look_alike = LOOK_ALIKES.iter().find(|(_, name)| value(name) > 0.0);
        let outcome = match look_alike {
            _ if value(COPY) > 0.0 => Outcome::Copy,
            Some((kind, _)) => Outcome::LookAlike(*kind),
            None => Outcome::Different,
        };
        Self {
            verified: Verified {
                jaccard,
                containment,
                first_in_second: a_in_b,
                second_in_first: other_share(jaccard, containment, a_in_b),
                outcome,
            },
            words: (value("a_words") as u32, value("b_words") as u32),
            exact: value(EXACT) > 0.0,
            same_page: value(REVISION) > 0.0,
        }
    }

    /// About how many grams both hold.
    pub fn shared(&self) -> f32 {
        self.verified.first_in_second * self.words.0.saturating_sub(GRAM as u32 - 1) as f32
    }

    /// The same, seen from the second text.
    #[must_use]
    pub fn swapped(&self) -> Self {
        let Verified { first_in_second, second_in_first, .. } = self.verified;
        let verified = Verified {
            first_in_second: second_in_first,
            second_in_first: first_in_second,
            ..self.verified
        };
        Self { verified, words: (self.words.1, self.words.0), ..*self }
    }
}

/// The share of the second text: J = s / (A + B - s) and s / A give s / B.
fn other_share(jaccard: f32, containment: f32, a_in_b: f32) -> f32 {
    if a_in_b < containment {
        return containment;
    }
    let share = 1.0 / (1.0 / jaccard + 1.0 - 1.0 / a_in_b);
    if share.is_finite() { share.clamp(0.0, containment) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{ArticleId, PairStage};

    #[test]
    fn what_was_written_is_read() {
        // 20 grams, 10 grams, 8 of them shared.
        let verified = Verified {
            jaccard: 8.0 / 22.0,
            containment: 0.8,
            first_in_second: 0.4,
            second_in_first: 0.8,
            outcome: Outcome::LookAlike(LookAlike::Boilerplate),
        };
        for swapped in [false, true] {
            let pair = Pair {
                a: ArticleId(0),
                b: ArticleId(1),
                stage: PairStage::Dedup,
                score: 0.8,
                features: features(&verified, (22, 12), true, swapped),
                accepted: false,
            };
            let read = Recorded::of(&pair);
            let read = if swapped { read.swapped() } else { read };
            assert_eq!((read.words, read.same_page, read.exact), ((22, 12), true, false));
            let share = read.verified.second_in_first;
            assert!((share - 0.8).abs() < 1e-4, "{read:?}");
            assert!((read.verified.first_in_second - 0.4).abs() < 1e-4, "{read:?}");
            assert_eq!(read.verified.outcome, verified.outcome);
            assert!((read.shared() - 8.0).abs() < 0.1, "{read:?}");
        }
    }
}
