//! Copies as they come: an index that takes articles one after the other, or in batches, and names
//! the earlier article that a new one copies.
//!
//! The same fingerprints, verification and guards as over a whole corpus, with what came so far in
//! place of the run: the state after two batches is that after one batch of both. Texts are held,
//! since every answer is verified on them. Look-alikes are told by what came before them, so the
//! first few bulletins of a form may pass for copies where their figures do not give them away.

use hashbrown::HashMap;

use super::Settings;
use super::candidates::{linked, may_copy};
use super::fingerprint::{Fingerprint, Overlap};
use super::guard::{Spread, Surroundings};
use super::shingled::{Compared, Shingled};
use super::verify::{Outcome, verify};

/// The earlier article that a new one copies.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyOf {
    /// Its key.
    pub key: String,
    /// Jaccard similarity of the sets of 3-grams, 0..=1.
    pub jaccard: f32,
    /// Share of the smaller set in the larger, 0..=1.
    pub containment: f32,
}

/// An article of the index.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    key: String,
    outlet: String,
    text: Box<str>,
    print: Fingerprint,
}

/// What came so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CopyIndex {
    settings: Settings,
    entries: Vec<Entry>,
    /// Articles that hold a kept gram, in order of coming.
    holders: HashMap<u32, Vec<u32>>,
    /// First article of the same words.
    exact: HashMap<(u64, u32), u32>,
}

impl CopyIndex {
    /// An empty index.
    pub fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// Number of distinct texts it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True where nothing came yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes a batch of `(key, outlet, text)`; one answer for each.
    pub fn extend<'a>(
        &mut self,
        batch: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
    ) -> Vec<Option<CopyOf>> {
        batch.into_iter().map(|(key, outlet, text)| self.add(key, outlet, text)).collect()
    }

    /// Takes an article and names the earlier one that it copies: of several, the one of which (or
    /// in which) most stands, the earliest of equals. The same words again are not held twice.
    pub fn add(&mut self, key: &str, outlet: &str, text: &str) -> Option<CopyOf> {
        let print = Fingerprint::of(text);
        if print.words == 0 {
            return None;
        }
        if let Some(first) = self.exact.get(&(print.exact, print.words)) {
            let key = self.entries[*first as usize].key.clone();
            return Some(CopyOf { key, jaccard: 1.0, containment: 1.0 });
        }
        let number = self.entries.len() as u32;
        self.exact.insert((print.exact, print.words), number);
        for gram in &print.grams {
            self.holders.entry(*gram).or_default().push(number);
        }
        let (key, outlet, text) = (key.to_owned(), outlet.to_owned(), text.into());
        self.entries.push(Entry { key, outlet, text, print });
        self.copied_by(number)
    }

    fn copied_by(&self, number: u32) -> Option<CopyOf> {
        let new = &self.entries[number as usize];
        let shingled = Shingled::of(&new.text);
        let mut best: Option<CopyOf> = None;
        for candidate in self.candidates(number) {
            let old = &self.entries[candidate as usize];
            let around = Surroundings {
                spread: &|| self.spread(&old.print, &new.print),
                same_page: false,
                same_outlet: !new.outlet.is_empty() && old.outlet == new.outlet,
                is_taken: false,
            };
            let old_shingled = Shingled::of(&old.text);
            let pair = Compared::of(&old_shingled, &shingled);
            let found = verify((&old_shingled, &shingled), &pair, &around, &self.settings);
            let better = best
                .as_ref()
                .is_none_or(|b| (found.containment, found.jaccard) > (b.containment, b.jaccard));
            if found.outcome == Outcome::Copy && better {
                let (jaccard, containment) = (found.jaccard, found.containment);
                best = Some(CopyOf { key: old.key.clone(), jaccard, containment });
            }
        }
        best
    }

    /// How the kept grams of two articles are spread over what came so far.
    fn spread(&self, a: &Fingerprint, b: &Fingerprint) -> Spread {
        let grams = |print: &Fingerprint| -> Vec<u32> {
            let whole = a.complete && b.complete;
            if whole { print.grams.to_vec() } else { print.sampled().collect() }
        };
        let frequency = |gram: u32| self.holders.get(&gram).map_or(0, Vec::len) as u32;
        let (of_a, of_b) = (grams(a), grams(b));
        let holds = |grams: &[u32], gram: u32| grams.binary_search(&gram).is_ok();
        let (shared, own_a): (Vec<u32>, Vec<u32>) =
            of_a.iter().partition(|gram| holds(&of_b, **gram));
        let own_b = of_b.iter().filter(|gram| !holds(&of_a, **gram));
        Spread {
            shared: shared.into_iter().map(frequency).collect(),
            own: (
                own_a.into_iter().map(frequency).collect(),
                own_b.map(|g| frequency(*g)).collect(),
            ),
        }
    }

    /// Earlier articles that may hold enough of it, in order of coming.
    fn candidates(&self, number: u32) -> Vec<u32> {
        let print = &self.entries[number as usize].print;
        let mut met: Vec<u32> = Vec::new();
        for gram in &print.grams {
            let list = self.holders.get(gram).map_or(&[][..], |list| &list[..list.len() - 1]);
            linked(number, list).into_iter().for_each(|part| met.extend(part));
        }
        met.sort_unstable();
        met.dedup();
        met.retain(|other| may_copy(Overlap::of(&self.entries[*other as usize].print, print)));
        met
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::gram_index::GramIndex;
    use super::*;

    fn named(found: Option<CopyOf>) -> Option<String> {
        found.map(|copy| copy.key)
    }

    fn text(seed: u32, words: u32) -> String {
        (0..words).map(|i| format!("own{seed}x{i} ")).collect()
    }

    #[test]
    fn the_earlier_article_is_named() {
        let mut index = CopyIndex::default();
        let (a, b) = (text(1, 80), text(2, 80));
        assert_eq!(index.add("a", "Ledger", &a), None);
        assert_eq!(index.add("b", "Courier", &b), None);
        assert_eq!(named(index.add("c", "Herald", &a.to_uppercase())).as_deref(), Some("a"));
        assert_eq!(named(index.add("d", "Herald", &(b + "and more"))).as_deref(), Some("b"));
        assert_eq!(index.len(), 3, "the same words are held once");
    }

    proptest! {
        #[test]
        fn grams_are_spread_as_the_index_of_a_run_says(
            parts in prop::collection::vec((0_u32..4, 20_u32..400, 0_u32..4, 1_u32..200), 2..8),
        ) {
            // Short texts, of which all grams are kept, and long ones, of parts that recur.
            let made = |((seed, words, other, more), n): (&(u32, u32, u32, u32), u32)| {
                let short = if words % 2 == 0 { text(*seed, words % 40 + 5) } else { text(*seed, *words) };
                short + &text(other + 10, *more) + &text(100 + n, 3)
            };
            let texts: Vec<String> = parts.iter().zip(0..).map(made).collect();
            let mut one_by_one = CopyIndex::default();
            one_by_one.extend(texts.iter().map(|text| ("", "", text.as_str())));
            let at_once = GramIndex::of_texts(&texts);
            let sorted = |Spread { mut shared, mut own }: Spread| {
                [&mut shared, &mut own.0, &mut own.1].into_iter().for_each(|list| list.sort_unstable());
                (shared, own)
            };
            let print = |at: usize| &one_by_one.entries[at].print;
            let entry = |at: usize| at_once.entry(at as u32).expect("it is in memory");
            for (a, b) in (0..texts.len()).flat_map(|a| (0..a).map(move |b| (a, b))) {
                let expected = sorted(one_by_one.spread(print(a), print(b)));
                prop_assert_eq!(sorted(at_once.spread(&entry(a), &entry(b))), expected);
                let overlap = Overlap::of(print(a), print(b));
                prop_assert_eq!(entry(a).overlap(&entry(b)), overlap);
            }
        }

        #[test]
        fn planted_copies_are_found(
            seed in 0_u32..1000,
            words in 60_u32..300,
            changed in 0_usize..60,
            cut in 0_usize..20,
        ) {
            let original = text(seed, words);
            let mut copy: Vec<String> =
                original.split_whitespace().skip(cut).map(str::to_owned).collect();
            let changed = changed % copy.len();
            copy[changed] = "changed".into();
            let mut index = CopyIndex::default();
            index.extend([("x", "", text(5000, 200).as_str()), ("o", "", original.as_str())]);
            let found = index.add("c", "", &copy.join(" "));
            prop_assert_eq!(named(found), Some("o".to_owned()));
        }

        #[test]
        fn two_batches_leave_the_state_of_one(
            parts in prop::collection::vec((0_u32..6, 20_u32..90), 1..20),
            at in 0_usize..20,
        ) {
            let texts: Vec<(String, String)> = parts
                .iter()
                .enumerate()
                .map(|(i, (seed, words))| (format!("k{i}"), text(*seed, *words)))
                .collect();
            let rows: Vec<(&str, &str, &str)> =
                texts.iter().map(|(key, text)| (key.as_str(), "", text.as_str())).collect();
            let at = at.min(rows.len());
            let (mut one, mut two) = (CopyIndex::default(), CopyIndex::default());
            let all = one.extend(rows.iter().copied());
            let mut parted = two.extend(rows[..at].iter().copied());
            parted.extend(two.extend(rows[at..].iter().copied()));
            prop_assert_eq!(all, parted);
            prop_assert!(one == two);
        }
    }
}
