//! Which term of one sentence stands for which of another.
//!
//! Every term gets the first rule that applies: the same stem or value; nearly the same number,
//! the same country by another word, an acronym and its words, a misspelt name; a capital and its
//! country; a synonym; a derivation; a common beginning; a wider term; an opposite. All rules but
//! two are merges of sorted keys, so the cost is that of the keys' number; names are compared by
//! Jaro-Winkler within a first letter and at most `NAME_COMPARISONS` times a pair, beginnings at
//! most `BEGINNING_COMPARISONS` times. Both directions are filled in one go: every rule is
//! symmetric.

use super::term::{Place, Sentence};

/// How a term is matched, best first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchKind {
    /// The same stem, number or date.
    Exact,
    /// Another way to write the same name or number.
    Variant,
    /// A country and its seat of government.
    Seat,
    /// A synonym.
    Synonym,
    /// A derived word.
    Derivation,
    /// A word that begins alike.
    Prefix,
    /// A wider or narrower term.
    Hypernym,
    /// An opposite.
    Opposite,
    /// Nothing.
    #[default]
    None,
}

impl MatchKind {
    /// How much of a term's weight the match covers, 0..=1.
    pub fn credit(self) -> f32 {
        match self {
            Self::Exact => 1.0,
            Self::Variant => 0.9,
            Self::Synonym | Self::Derivation => 0.8,
            Self::Seat => 0.6,
            Self::Prefix => 0.5,
            Self::Hypernym => 0.2,
            Self::Opposite | Self::None => 0.0,
        }
    }
}

/// What a term is matched with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Match {
    /// How.
    pub kind: MatchKind,
    /// Index into the other sentence's terms; meaningless for [`MatchKind::None`].
    pub term: u16,
}

/// The matches of both sentences' terms, in the order of the terms.
#[derive(Debug, Clone, Default)]
pub struct Alignment {
    /// Of the first sentence.
    pub a: Vec<Match>,
    /// Of the second sentence.
    pub b: Vec<Match>,
}

/// Largest relative difference of two numbers that count as one, and the least size at which
/// rounding is likelier than another number.
const NUMBER_TOLERANCE: f64 = 0.03;
const ROUNDED_FROM: f64 = 100.0;

/// Least Jaro-Winkler similarity of two spellings of one name.
const SAME_NAME: f64 = 0.92;

/// Most name comparisons for a pair of sentences.
const NAME_COMPARISONS: usize = 256;

/// Most comparisons of words with the same five first letters for a pair of sentences.
const BEGINNING_COMPARISONS: usize = 1024;

impl Alignment {
    /// Aligns two sentences.
    pub fn of(a: &Sentence, b: &Sentence) -> Self {
        let mut alignment = Self::default();
        alignment.align(a, b);
        alignment
    }

    /// Aligns two sentences, reusing the space of earlier ones.
    pub fn align(&mut self, a: &Sentence, b: &Sentence) {
        self.clear(a.terms.len(), b.terms.len());
        let (x, y) = (&a.index, &b.index);
        self.merge(&x.stems, &y.stems, MatchKind::Exact);
        self.near_numbers(a, b);
        self.merge(&x.entities, &y.entities, MatchKind::Variant);
        self.merge(&x.acronyms, &y.initials, MatchKind::Variant);
        self.merge(&x.initials, &y.acronyms, MatchKind::Variant);
        self.merge(&x.entities, &y.seats, MatchKind::Seat);
        self.merge(&x.seats, &y.entities, MatchKind::Seat);
        self.similar_names(a, b);
        self.merge(&x.concepts, &y.concepts, MatchKind::Synonym);
        self.merge(&x.derived, &y.concepts, MatchKind::Derivation);
        self.merge(&x.concepts, &y.derived, MatchKind::Derivation);
        self.beginnings(a, b);
        self.merge(&x.broader, &y.concepts, MatchKind::Hypernym);
        self.merge(&x.concepts, &y.broader, MatchKind::Hypernym);
        self.merge(&x.opposites, &y.lemmas, MatchKind::Opposite);
        self.merge(&x.lemmas, &y.opposites, MatchKind::Opposite);
    }

    fn clear(&mut self, a: usize, b: usize) {
        for (side, len) in [(&mut self.a, a), (&mut self.b, b)] {
            side.clear();
            side.resize(len, Match::default());
        }
    }

    fn merge<K: Ord + Copy>(&mut self, a: &[(K, Place)], b: &[(K, Place)], kind: MatchKind) {
        for_equal(a, b, |_, i, j| self.offer(i, j, kind));
    }

    /// Sets a match on either side where it is better than what is there.
    fn offer(&mut self, i: Place, j: Place, kind: MatchKind) {
        let (a, b) = (&mut self.a[usize::from(i)], &mut self.b[usize::from(j)]);
        if kind < a.kind {
            *a = Match { kind, term: j };
        }
        if kind < b.kind {
            *b = Match { kind, term: i };
        }
    }

    fn near_numbers(&mut self, a: &Sentence, b: &Sentence) {
        let mut from = 0;
        for &(bits, i) in &a.index.numbers {
            let value = f64::from_bits(bits);
            let others = &b.index.numbers;
            let below = value * (1.0 - NUMBER_TOLERANCE);
            while others.get(from).is_some_and(|&(bits, _)| f64::from_bits(bits) < below) {
                from += 1;
            }
            let reached = |other: f64| other * (1.0 - NUMBER_TOLERANCE) <= value;
            let near = |other: f64| {
                let larger = value.max(other);
                larger > ROUNDED_FROM && (value - other).abs() <= NUMBER_TOLERANCE * larger
            };
            let range =
                others[from..].iter().take_while(|&&(bits, _)| reached(f64::from_bits(bits)));
            // 2019 and 2021 are two years, however near.
            let years =
                |j: Place| a.terms[usize::from(i)].is_year && b.terms[usize::from(j)].is_year;
            let rounded = range.filter(|&&(bits, j)| near(f64::from_bits(bits)) && !years(j));
            for &(_, j) in rounded {
                self.offer(i, j, MatchKind::Variant);
            }
        }
    }

    fn similar_names(&mut self, a: &Sentence, b: &Sentence) {
        let mut left = NAME_COMPARISONS;
        let names = &b.index.names;
        for (first, i, letters) in &a.index.names {
            if self.a[usize::from(*i)].kind <= MatchKind::Variant {
                continue;
            }
            let from = names.partition_point(|(letter, ..)| letter < first);
            let same_letter = names[from..].iter().take_while(|(letter, ..)| letter == first);
            for (_, j, other) in same_letter {
                if left == 0 {
                    return;
                }
                let (x, y) = (a.index.name(letters), b.index.name(other));
                if !may_be_similar(x.len(), y.len()) {
                    continue;
                }
                left -= 1;
                if strsim::jaro_winkler(x, y) >= SAME_NAME {
                    self.offer(*i, *j, MatchKind::Variant);
                }
            }
        }
    }

    fn beginnings(&mut self, a: &Sentence, b: &Sentence) {
        let mut left = BEGINNING_COMPARISONS;
        let others = &b.index.beginnings;
        let mut from = 0;
        for &(five, i, beginning) in &a.index.beginnings {
            while others.get(from).is_some_and(|&(other, ..)| other < five) {
                from += 1;
            }
            for &(_, j, other) in others[from..].iter().take_while(|&&(other, ..)| other == five) {
                if left == 0 {
                    return;
                }
                left -= 1;
                if beginning.agrees_with(other) {
                    self.offer(i, j, MatchKind::Prefix);
                }
            }
        }
    }
}

/// Lengths (in bytes) so unlike that no spelling could reach [`SAME_NAME`]: with all letters of the
/// shorter in order in the longer, Jaro is (2 + short/long) / 3, and Winkler's bonus at most closes
/// 0.4 of the rest.
fn may_be_similar(a: usize, b: usize) -> bool {
    let jaro = (2.0 + a.min(b) as f64 / a.max(b) as f64) / 3.0;
    jaro + 0.4 * (1.0 - jaro) >= SAME_NAME
}

/// Calls `found(key, i, j)` for the places with equal keys in two sorted lists: every place of
/// one list with the first place of that key in the other, so that long runs cost their sum.
pub(super) fn for_equal<K: Ord + Copy>(
    a: &[(K, Place)],
    b: &[(K, Place)],
    mut found: impl FnMut(K, Place, Place),
) {
    let (mut i, mut j) = (0, 0);
    while let (Some(&(x, first_a)), Some(&(y, first_b))) = (a.get(i), b.get(j)) {
        match x.cmp(&y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                while let Some(&(_, place)) = a.get(i).filter(|(key, _)| *key == x) {
                    found(x, place, first_b);
                    i += 1;
                }
                while let Some(&(_, place)) = b.get(j).filter(|(key, _)| *key == x) {
                    found(x, first_a, place);
                    j += 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::analyse::Analyser;

    type Kinds = Vec<(String, MatchKind)>;

    /// The matches of both sides, by their words.
    fn kinds(a: &str, b: &str) -> (Kinds, Kinds) {
        let analyser = Analyser::for_language("en");
        let (x, y) = (analyser.text(a), analyser.text(b));
        let alignment = Alignment::of(&x, &y);
        let named = |sentence: &Sentence, text: &str, matches: &[Match]| {
            let terms = sentence.terms.iter().zip(matches);
            terms.map(|(t, m)| (t.span.of(text).to_owned(), m.kind)).collect()
        };
        (named(&x, a, &alignment.a), named(&y, b, &alignment.b))
    }

    fn kind(a: &str, b: &str, word: &str) -> MatchKind {
        let (left, right) = kinds(a, b);
        let found = left.into_iter().chain(right).find(|(text, _)| text == word);
        found.map(|(_, kind)| kind).unwrap()
    }

    #[test]
    fn each_rule_finds_its_words() {
        use MatchKind as M;
        assert_eq!(kind("troops attacked", "an attack", "attacked"), M::Exact);
        assert_eq!(kind("five hundred fled", "500 fled", "five hundred"), M::Exact);
        assert_eq!(kind("about 5,100 fled", "over 5,000 fled", "5,100"), M::Variant);
        assert_eq!(kind("some 12 fled", "some 13 fled", "12"), M::None);
        assert_eq!(kind("some 2000 fled", "some 2,050 fled", "2,050"), M::Variant);
        assert_eq!(kind("they fled in 2019", "they fled in 2021", "2019"), M::None);
        assert_eq!(kind("in Vietnam", "the Vietnamese", "Vietnam"), M::Variant);
        assert_eq!(kind("the US said", "the American", "American"), M::Variant);
        assert_eq!(kind("in the United States", "the US", "US"), M::Exact);
        assert_eq!(kind("talks in Hanoi", "the Vietnamese", "Hanoi"), M::Seat);
        assert_eq!(
            kind("said the WHO", "the World Health Organization told us so", "WHO"),
            M::Variant
        );
        assert_eq!(
            kind("said the WHO", "the World Health Organization told us so", "Health"),
            M::Variant
        );
        assert_eq!(kind("by Gorbachev", "by Gorbachov", "Gorbachev"), M::Variant);
        assert_eq!(kind("reserves", "deposits", "deposits"), M::Synonym);
        assert_eq!(kind("troops invaded", "an invasion", "invaded"), M::Derivation);
        assert_eq!(kind("wide", "narrow", "narrow"), M::Opposite);
    }

    #[test]
    fn both_directions_are_filled() {
        let (left, right) = kinds("Two men were killed", "The deaths of two people");
        assert!(left.contains(&("killed".to_owned(), MatchKind::Synonym)));
        assert!(right.contains(&("deaths".to_owned(), MatchKind::Synonym)));
        assert!(right.contains(&("two".to_owned(), MatchKind::Exact)));
    }

    #[test]
    fn equal_keys_cost_their_sum() {
        let a: Vec<(u8, Place)> = (0..100).map(|i| (7, i)).collect();
        let mut calls = 0;
        for_equal(&a, &a, |key, _, _| {
            assert_eq!(key, 7);
            calls += 1;
        });
        assert_eq!(calls, 200);
    }

    #[test]
    fn lengths_rule_spellings_out() {
        assert!(may_be_similar(9, 9) && may_be_similar(7, 9));
        assert!(!may_be_similar(4, 9));
    }
}
