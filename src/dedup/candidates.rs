//! Fingerprints to pairs that may be copies.
//!
//! An inverted index tells which texts hold a gram; grams that only one text holds are left out.
//! Each text walks the lists of its grams and counts how often it meets every other text; a pair
//! that meets often enough is estimated on the two fingerprints and kept from [`NOMINATION`] on.
//!
//! A text does not walk the longest of its lists, which cost most. If a share t of its grams stands
//! in another text and a share s of them is left out, then at least t - s of them are met in what
//! is walked (prefix filtering: Chaudhuri et al., 2006; Bayardo et al., *Scaling up all pairs
//! similarity search*, 2007). Long texts walk only a sample of their lists.
//!
//! A gram that very many texts hold links each of them to the first few holders and to those just
//! before it only: enough for mass reprints to meet their survivor (documents are numbered by keep
//! policy, so the first holder *is* the best survivor), and never quadratic.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::fingerprint::Overlap;
use super::gram_index::{GramIndex, Size};
use crate::error::Result;

/// Estimated containment from which a pair is verified; lower than any threshold on the exact
/// value, since a sample errs.
pub const NOMINATION: f32 = 0.3;
/// Share of a text's grams, the commonest, whose lists are not walked.
const SKIPPED: f32 = 0.25;
/// Of a text that stands in many lists, about so many to twice as many are walked. Which ones is
/// told by the gram, so that two texts walk the same.
const WALKED: u32 = 64;
/// Lists longer than this link to a few holders only.
const LONG_LIST: usize = 60;
/// How many first holders, and how many on either side, a long list links to.
const LINKED: usize = 3;
/// Texts whose pairs are collected before those are dropped that share too little; bounds memory.
const AT_ONCE: usize = 1 << 11;
/// So many times as many are walked before pairs that were met twice are dropped.
const ROUND: usize = 1 << 6;

/// Pairs of positions `(a, b)`, `a < b`, sorted, whose estimated containment reaches
/// [`NOMINATION`].
///
/// # Errors
/// If the index can no longer be read.
pub fn nominate(index: &GramIndex) -> Result<Vec<(u32, u32)>> {
    let texts: Vec<u32> = (0..index.texts() as u32).collect();
    let walkers: Mutex<Vec<Walker<'_>>> = Mutex::default();
    let held = || walkers.lock().unwrap_or_else(PoisonError::into_inner);
    let alike = |texts: &[u32]| {
        let idle = held().pop();
        let mut walker = idle.unwrap_or_else(|| Walker::new(index));
        let alike = walker.alike(texts)?;
        held().push(walker);
        Ok(alike)
    };
    // Most pairs are met from both sides.
    let (mut nominated, mut distinct) = (Vec::new(), 0);
    for texts in texts.chunks(AT_ONCE * ROUND) {
        let found: Vec<Vec<(u32, u32)>> =
            texts.par_chunks(AT_ONCE).map(alike).collect::<Result<_>>()?;
        found.into_iter().for_each(|pairs| nominated.extend(pairs));
        if nominated.len() > 2 * distinct {
            nominated.par_sort_unstable();
            nominated.dedup();
            distinct = nominated.len();
        }
    }
    nominated.par_sort_unstable();
    nominated.dedup();
    nominated.shrink_to_fit();
    Ok(nominated)
}

/// Adds those of the pairs of one text that share enough.
fn add_those_that_may_copy(
    index: &GramIndex,
    pairs: &[(u32, u32)],
    alike: &mut Vec<(u32, u32)>,
) -> Result<()> {
    let first = index.entry(pairs[0].0)?;
    for pair in pairs {
        if may_copy(first.overlap(&index.entry(pair.1)?)) {
            alike.push(*pair);
        }
    }
    Ok(())
}

/// What one thread counts with.
struct Walker<'i> {
    index: &'i GramIndex,
    /// The lists to walk: `length << 32 | list`.
    rarest: Vec<u64>,
    /// How often each text was met; all 0 between two walks.
    meetings: Vec<u32>,
    /// The texts that were met.
    met: Vec<u32>,
}

impl<'i> Walker<'i> {
    fn new(index: &'i GramIndex) -> Self {
        let meetings = vec![0; index.texts()];
        Self { index, rarest: Vec::new(), meetings, met: Vec::new() }
    }

    /// The pairs of some texts that share enough.
    fn alike(&mut self, texts: &[u32]) -> Result<Vec<(u32, u32)>> {
        let mut pairs = Vec::new();
        for text in texts {
            self.add_partners(*text, &mut pairs)?;
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut alike = Vec::new();
        for pairs in pairs.chunk_by(|x, y| x.0 == y.0) {
            add_those_that_may_copy(self.index, pairs, &mut alike)?;
        }
        Ok(alike)
    }

    /// The pairs of one text with those that its grams lead to.
    fn add_partners(&mut self, text: u32, pairs: &mut Vec<(u32, u32)>) -> Result<()> {
        let wanted = self.choose_lists(text)?;
        for &list in &self.rarest {
            let list = self.index.holders(list as u32);
            for part in linked(text, list) {
                meet(part, &mut self.meetings, &mut self.met);
            }
        }
        for other in self.met.drain(..) {
            let often = std::mem::take(&mut self.meetings[other as usize]);
            if often >= wanted && other != text {
                pairs.push((text.min(other), text.max(other)));
            }
        }
        Ok(())
    }

    /// Takes the rarest of a text's lists; returns how often a text is to be met in them.
    fn choose_lists(&mut self, text: u32) -> Result<u32> {
        let Self { index, rarest, .. } = self;
        let entry = index.entry(text)?;
        let length = |list: u32| index.holders(list).len() as u64;
        let held = entry.lists.iter();
        let held = held.map(|&list| (index.zeros(list), length(list) << 32 | u64::from(list)));
        Ok(choose(entry.size, held, rarest))
    }
}

/// Takes the rarest of the lists of a text of some size: of each it is known how often two divides
/// its gram, and `length << 32 | number`. Tells how often another text is to be met in them.
pub(super) fn choose(
    Size { all, sampled }: Size,
    lists: impl Iterator<Item = (u32, u64)>,
    rarest: &mut Vec<u64>,
) -> u32 {
    let thinning = (sampled / WALKED).checked_ilog2().unwrap_or(0);
    rarest.clear();
    rarest.extend(lists.filter(|(zeros, _)| *zeros >= thinning).map(|(_, list)| list));
    let wanted = (NOMINATION * (sampled >> thinning) as f32) as u32;
    if sampled < all {
        return (wanted / 2).max(1);
    }
    let skipped = ((SKIPPED * (all >> thinning) as f32) as usize).min(rarest.len());
    let taken = rarest.len() - skipped;
    if skipped > 0 {
        rarest.select_nth_unstable(taken);
        rarest.truncate(taken);
    }
    wanted.saturating_sub(skipped as u32).max(1)
}

/// The holders in a list that `text` is linked to, in up to two parts.
pub(super) fn linked(text: u32, list: &[u32]) -> [&[u32]; 2] {
    if list.len() <= LONG_LIST {
        return [list, &[]];
    }
    let at = list.partition_point(|&other| other < text);
    let near = at.saturating_sub(LINKED).max(LINKED)..list.len().min(at + LINKED + 1);
    [&list[..LINKED], list.get(near).unwrap_or_default()]
}

fn meet(others: &[u32], meetings: &mut [u32], met: &mut Vec<u32>) {
    for &other in others {
        let often = &mut meetings[other as usize];
        if *often == 0 {
            met.push(other);
        }
        *often += 1;
    }
}

/// Two texts that share so much are compared.
pub(super) fn may_copy(overlap: Overlap) -> bool {
    overlap.shared > 0 && overlap.containment() >= NOMINATION
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nominated(texts: &[String]) -> Vec<(u32, u32)> {
        nominate(&GramIndex::of_texts(texts)).expect("it is in memory")
    }

    fn text(from: usize, to: usize) -> String {
        (from..to).map(|i| format!("w{i} ")).collect()
    }

    #[test]
    fn parts_meet_their_whole_and_strangers_do_not() {
        let texts = [text(0, 300), text(100, 200), text(1000, 1300), text(290, 500)];
        assert_eq!(nominated(&texts), [(0, 1)]);
    }

    #[test]
    fn mass_copies_all_meet_the_first() {
        let texts: Vec<String> =
            (0..200).map(|i| text(0, 300) + &text(1000 + i, 1001 + i)).collect();
        let pairs = nominated(&texts);
        assert!((1..200).all(|i| pairs.contains(&(0, i))));
        assert!(pairs.len() < 200 * 8, "never quadratic: {}", pairs.len());
    }

    #[test]
    fn a_brief_inside_a_long_text_is_met() {
        for brief in [20, 40, 60, 200] {
            let texts = [text(0, brief), text(5000, 7000) + &text(0, brief) + &text(8000, 9000)];
            assert_eq!(nominated(&texts), [(0, 1)], "{brief} words");
        }
    }

    #[test]
    fn a_mass_reprint_inside_a_longer_text_meets_the_first() {
        let mut texts: Vec<String> = (0..100).map(|_| text(0, 200)).collect();
        texts.push(text(5000, 5400) + &text(0, 200));
        assert!(nominated(&texts).contains(&(0, 100)));
    }

    #[test]
    fn ten_thousand_alike_cost_no_more_than_ten_thousand() {
        let texts: Vec<String> =
            (0..10_000).map(|i| text(0, 60) + &text(1000 + i, 1003 + i)).collect();
        let pairs = nominated(&texts);
        assert!((1..10_000).all(|i| pairs.binary_search(&(0, i)).is_ok()));
        assert!(pairs.len() < 10_000 * 8, "{}", pairs.len());
    }

    #[test]
    fn a_long_list_links_a_text_to_the_first_and_to_its_neighbours() {
        let list: Vec<u32> = (0..100).map(|text| 2 * text).collect();
        let of = |text| linked(text, &list).map(<[u32]>::to_vec);
        assert_eq!(of(100), [vec![0, 2, 4], vec![94, 96, 98, 100, 102, 104, 106]]);
        assert_eq!(of(0), [vec![0, 2, 4], vec![6]]);
        assert_eq!(of(198), [vec![0, 2, 4], vec![192, 194, 196, 198]]);
        assert_eq!(linked(0, &list[..LONG_LIST]), [&list[..LONG_LIST], &[]]);
    }
}
