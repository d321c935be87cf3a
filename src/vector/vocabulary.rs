//! Stems to dense term numbers.
//!
//! While articles are read, an [`Interner`] shared by all threads hands out provisional numbers in
//! order of arrival, which depends on scheduling. [`Interner::finish`] sorts the stems and gives
//! each its rank, so that the [`TermId`]s of a run depend on its words alone. Frequent stems come
//! first: what is looked up most lies together.

use std::sync::Mutex;

use hashbrown::HashMap;

use crate::text::words::hash_word;

/// Dense number of a term: the rank of its stem among the stems of the run, by frequency.
pub type TermId = u32;

const SHARDS: usize = 16;

/// Hands out provisional numbers for stems; shared by the threads of a reading pass.
pub struct Interner {
    shards: Vec<Mutex<HashMap<Box<str>, u32>>>,
}

impl Default for Interner {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Interner {
    /// The provisional number of a stem. Unique among stems, dense per shard only.
    pub fn intern(&self, stem: &str) -> u32 {
        let shard = hash_word(stem) as usize % SHARDS;
        let mut map = self.shards[shard].lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(&number) = map.get(stem) {
            return number;
        }
        let number = (map.len() * SHARDS + shard) as u32;
        map.insert(stem.into(), number);
        number
    }

    /// The stems with their provisional numbers, in no order.
    #[cfg(feature = "state")]
    pub(crate) fn stems(&self) -> Vec<(Box<str>, u32)> {
        let mut all = Vec::new();
        for shard in &self.shards {
            let map = shard.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            all.extend(map.iter().map(|(stem, number)| (stem.clone(), *number)));
        }
        all
    }

    /// An interner that has handed out these numbers.
    #[cfg(feature = "state")]
    pub(crate) fn of_stems(stems: impl IntoIterator<Item = (Box<str>, u32)>) -> Self {
        let mut interner = Self::default();
        for (stem, number) in stems {
            let shard = &mut interner.shards[number as usize % SHARDS];
            let map = shard.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
            map.insert(stem, number);
        }
        interner
    }

    /// Sorts the stems, the most frequent first, then by spelling; gives the vocabulary and, by
    /// provisional number, each term's id. `frequency` is asked by provisional number.
    pub fn finish(self, frequency: impl Fn(u32) -> u32) -> (Vocabulary, Vec<TermId>) {
        let mut all: Vec<(Box<str>, u32)> = Vec::new();
        for shard in self.shards {
            all.extend(shard.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner));
        }
        all.sort_unstable_by(|(a, m), (b, n)| {
            frequency(*n).cmp(&frequency(*m)).then_with(|| a.cmp(b))
        });
        let size = all.iter().map(|(_, number)| *number as usize + 1).max().unwrap_or(0);
        let mut ids = vec![TermId::MAX; size];
        for (rank, (_, number)) in all.iter().enumerate() {
            ids[*number as usize] = rank as TermId;
        }
        let stems = all.into_iter().map(|(stem, _)| stem).collect();
        (Vocabulary { stems, forms: HashMap::new() }, ids)
    }
}

/// The terms of a run: stems by rank, with a readable form for each.
#[derive(Debug, Default)]
pub struct Vocabulary {
    stems: Vec<Box<str>>,
    /// The commonest written form, where it differs from the stem.
    forms: HashMap<TermId, Box<str>>,
}

impl Vocabulary {
    /// Number of terms.
    pub fn len(&self) -> usize {
        self.stems.len()
    }

    /// True where no term was seen.
    pub fn is_empty(&self) -> bool {
        self.stems.is_empty()
    }

    /// The stem of a term.
    pub fn stem(&self, term: TermId) -> &str {
        &self.stems[term as usize]
    }

    /// A form of the term that a reader knows: the commonest one in the run.
    pub fn readable(&self, term: TermId) -> &str {
        match self.forms.get(&term) {
            Some(form) => form,
            None => self.stem(term),
        }
    }

    /// Takes in written forms with their counts; the commonest of each term wins, ties by spelling.
    pub fn set_forms(&mut self, mut forms: Vec<(TermId, Box<str>, u32)>) {
        forms.sort_unstable();
        forms.dedup_by(|later, kept| {
            let same = later.0 == kept.0 && later.1 == kept.1;
            kept.2 += if same { later.2 } else { 0 };
            same
        });
        forms.sort_by_key(|(term, _, count)| (*term, std::cmp::Reverse(*count)));
        forms.dedup_by_key(|form| form.0);
        for (term, form, _) in forms {
            if *form != *self.stem(term) {
                self.forms.insert(term, form);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_ranks_whatever_the_order_of_arrival() {
        let ids = |words: [&'static str; 3]| {
            let interner = Interner::default();
            let numbers = words.map(|w| interner.intern(w));
            assert_eq!(interner.intern(words[0]), numbers[0]);
            let (vocabulary, ids) = interner.finish(|_| 0);
            assert_eq!(vocabulary.stem(0), "earth");
            let mut named: Vec<_> =
                words.iter().zip(numbers).map(|(w, n)| (*w, ids[n as usize])).collect();
            named.sort_unstable();
            named
        };
        let expected = vec![("earth", 0), ("rare", 1), ("visit", 2)];
        assert_eq!(ids(["rare", "earth", "visit"]), expected);
        assert_eq!(ids(["visit", "earth", "rare"]), expected);
    }

    #[test]
    fn frequent_stems_come_first() {
        let interner = Interner::default();
        let rare = interner.intern("earth");
        interner.intern("visit");
        let (vocabulary, ids) = interner.finish(|number| u32::from(number != rare));
        assert_eq!((vocabulary.stem(0), ids[rare as usize]), ("visit", 1));
    }

    #[test]
    fn the_commonest_form_is_shown() {
        let interner = Interner::default();
        interner.intern("reserv");
        let (mut vocabulary, _) = interner.finish(|_| 0);
        let form = |s: &str, n| (0, s.into(), n);
        vocabulary.set_forms(vec![form("reserves", 2), form("reserved", 3), form("reserves", 2)]);
        assert_eq!(vocabulary.readable(0), "reserves");
    }
}
