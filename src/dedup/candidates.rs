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

use std::cmp::Ordering;

use rayon::prelude::*;

use super::fingerprint::{Fingerprint, Overlap, SAMPLING, count_shared};
use super::guard::Spread;

/// Estimated containment from which a pair is verified; lower than any threshold on the exact
/// value, since a sample errs.
pub const NOMINATION: f32 = 0.3;
/// Share of a text's grams, the commonest, whose lists are not walked.
const SKIPPED: f32 = 0.25;
/// Of a text that stands in many lists, about so many to twice as many are walked. Which ones is
/// told by the number of the list, so that two texts walk the same.
const WALKED: u32 = 64;
/// Lists longer than this link to a few holders only.
const LONG_LIST: usize = 60;
/// How many first holders, and how many on either side, a long list links to.
const LINKED: usize = 3;
/// Below so many grams, one shared is enough to look closer; above, two are needed.
const FEW_GRAMS: usize = 40;

/// Grams that are sorted together while the index is made; bounds its memory.
const PART: usize = 1 << 19;
/// The index is made in at most two to this many parts.
const MOST_PART_BITS: u32 = 6;

/// The inverted index, both ways: the grams that several texts hold, each with its holders, and
/// the texts, each with such grams.
pub struct GramIndex {
    lists: Lists,
    /// What each text holds.
    held: Held,
    /// How many grams were kept of each text.
    sizes: Vec<Size>,
}

/// Grams and their holders. A list is known by its number.
#[derive(Default)]
struct Lists {
    /// Ascending.
    grams: Vec<u32>,
    /// One past the last holder of each gram.
    ends: Vec<u32>,
    /// The holders of one gram after those of the other, each ascending.
    holders: Vec<u32>,
}

impl Lists {
    /// Of the grams whose `bits` highest bits are `part`, about `room` of them.
    fn of_part<'a>(prints: &[Option<&'a Fingerprint>], part: u32, bits: u32, room: usize) -> Self {
        let below = |gram: u32, part: u32| u64::from(gram) >> (32 - bits) < u64::from(part);
        let own = |print: Option<&'a Fingerprint>| {
            let grams = print.map_or(&[][..], |print| &print.grams);
            let rest = &grams[grams.partition_point(|&gram| below(gram, part))..];
            &rest[..rest.partition_point(|&gram| below(gram, part + 1))]
        };
        let mut postings: Vec<u64> = Vec::with_capacity(room);
        for (text, print) in prints.iter().enumerate() {
            postings.extend(own(*print).iter().map(|&gram| u64::from(gram) << 32 | text as u64));
        }
        sort_by_gram(&mut postings);
        let mut lists = Self::default();
        for list in postings.chunk_by(|a, b| a >> 32 == b >> 32).filter(|list| list.len() > 1) {
            lists.holders.extend(list.iter().map(|posting| *posting as u32));
            lists.grams.push((list[0] >> 32) as u32);
            lists.ends.push(lists.holders.len() as u32);
        }
        lists
    }

    /// Adds lists of higher grams, one part of so many. All parts are about as long, so room for
    /// all is made with the first.
    fn append(&mut self, part: Self, parts: usize) {
        if self.grams.is_empty() {
            let room = |length: usize| (length + length / 32) * parts;
            self.grams.reserve_exact(room(part.grams.len()));
            self.ends.reserve_exact(room(part.ends.len()));
            self.holders.reserve_exact(room(part.holders.len()));
        }
        let before = self.holders.len() as u32;
        self.grams.extend(part.grams);
        self.ends.extend(part.ends.into_iter().map(|end| before + end));
        self.holders.extend(part.holders);
    }

    /// The texts in a list, ascending.
    #[inline]
    fn holders(&self, list: u32) -> &[u32] {
        slice(&self.ends, &self.holders, list)
    }
}

/// Sorts `gram << 32 | text` by gram and leaves the texts of one gram as they are: radix sort from
/// the lowest digit, which grams, being hashes, fill evenly.
fn sort_by_gram(postings: &mut Vec<u64>) {
    const DIGIT: u32 = 11;
    let mut sorted = vec![0; postings.len()];
    for shift in (32..u64::BITS).step_by(DIGIT as usize) {
        let digit = |posting: u64| (posting >> shift) as usize % (1 << DIGIT);
        let mut places = [0_usize; 1 << DIGIT];
        postings.iter().for_each(|&posting| places[digit(posting)] += 1);
        let mut sum = 0;
        places.iter_mut().for_each(|place| sum += std::mem::replace(place, sum));
        for &posting in &*postings {
            let place = &mut places[digit(posting)];
            sorted[*place] = posting;
            *place += 1;
        }
        std::mem::swap(postings, &mut sorted);
    }
}

/// The lists that each text stands in, ascending.
struct Held {
    ends: Vec<u32>,
    lists: Vec<u32>,
}

impl Held {
    fn of(lists: &Lists, texts: usize) -> Self {
        let mut ends = vec![0_u32; texts];
        lists.holders.iter().for_each(|&text| ends[text as usize] += 1);
        let mut sum = 0;
        for end in &mut ends {
            // The start for now; it moves on to the end as the lists are put in.
            sum += std::mem::replace(end, sum);
        }
        let mut held = vec![0_u32; lists.holders.len()];
        for list in 0..lists.grams.len() as u32 {
            for &text in lists.holders(list) {
                let end = &mut ends[text as usize];
                held[*end as usize] = list;
                *end += 1;
            }
        }
        Self { ends, lists: held }
    }

    #[inline]
    fn by(&self, text: u32) -> &[u32] {
        slice(&self.ends, &self.lists, text)
    }
}

/// The `number`th of the slices that lie in `all` one after the other.
#[inline]
fn slice<'a>(ends: &[u32], all: &'a [u32], number: u32) -> &'a [u32] {
    let number = number as usize;
    let start = number.checked_sub(1).map_or(0, |before| ends[before]);
    &all[start as usize..ends[number] as usize]
}

/// How many grams a fingerprint keeps.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    /// All.
    all: u32,
    /// Those that it would keep if it were of a long text.
    sampled: u32,
}

impl Size {
    fn of(print: &Fingerprint) -> Self {
        let all = print.grams.len() as u32;
        let sampled = if print.complete { print.sampled().count() as u32 } else { all };
        Self { all, sampled }
    }

    /// The text was kept whole.
    fn is_complete(self) -> bool {
        self.all != self.sampled
    }

    /// What two texts can share at most. Of a text kept whole, one that is not can share the
    /// sampled grams only.
    fn smaller(self, other: Self) -> u32 {
        if self.is_complete() && other.is_complete() {
            self.all.min(other.all)
        } else {
            self.sampled.min(other.sampled)
        }
    }
}

impl GramIndex {
    /// Indexes fingerprints by their position; `None` stands for texts that are left out.
    pub fn new(prints: &[Option<&Fingerprint>]) -> Self {
        let sizes: Vec<Size> =
            prints.par_iter().map(|print| print.map(Size::of).unwrap_or_default()).collect();
        let grams: usize = sizes.iter().map(|size| size.all as usize).sum();
        let bits = grams.div_ceil(PART).next_power_of_two().ilog2().min(MOST_PART_BITS);
        let room = (grams + grams / 32) >> bits;
        let mut lists = Lists::default();
        // As many at a time as there are threads, so that few parts are in memory.
        let parts: Vec<u32> = (0..1 << bits).collect();
        for some in parts.chunks(rayon::current_num_threads()) {
            let made: Vec<Lists> =
                some.par_iter().map(|&part| Lists::of_part(prints, part, bits, room)).collect();
            made.into_iter().for_each(|part| lists.append(part, parts.len()));
        }
        let held = Held::of(&lists, prints.len());
        Self { lists, held, sizes }
    }

    /// Number of texts, those left out included.
    pub fn texts(&self) -> usize {
        self.sizes.len()
    }

    /// The texts that hold each gram that several hold, by gram; each list is ascending.
    pub fn lists(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.lists.grams.len() as u32).map(|list| self.lists.holders(list))
    }

    /// How the kept grams of two texts are spread over all.
    pub fn spread(&self, a: u32, b: u32) -> Spread {
        let sizes = (self.sizes[a as usize], self.sizes[b as usize]);
        let whole = sizes.0.is_complete() && sizes.1.is_complete();
        let counts = |list: u32| {
            whole || u64::from(self.lists.grams[list as usize]).is_multiple_of(SAMPLING)
        };
        let (of_a, of_b) = (self.held.by(a), self.held.by(b));
        let room = |list: &[u32]| Vec::with_capacity(list.len());
        let mut spread = Spread { shared: room(of_a), own: (room(of_a), room(of_b)) };
        let (mut i, mut j) = (0, 0);
        while i < of_a.len() || j < of_b.len() {
            let next = |lists: &[u32], at: usize| lists.get(at).copied().unwrap_or(u32::MAX);
            let (x, y) = (next(of_a, i), next(of_b, j));
            let frequencies = match x.cmp(&y) {
                Ordering::Equal => &mut spread.shared,
                Ordering::Less => &mut spread.own.0,
                Ordering::Greater => &mut spread.own.1,
            };
            if counts(x.min(y)) {
                frequencies.push(self.lists.holders(x.min(y)).len() as u32);
            }
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        // The rest stand in no list: one text holds them.
        let all = |size: Size| if whole { size.all } else { size.sampled } as usize;
        spread.own.0.resize(all(sizes.0) - spread.shared.len(), 1);
        spread.own.1.resize(all(sizes.1) - spread.shared.len(), 1);
        spread
    }

    /// The grams that two texts share, and those of the one with fewer, as far as both keep them.
    pub fn overlap(&self, a: u32, b: u32) -> Overlap {
        let shared = count_shared(self.held.by(a), self.held.by(b)) as u32;
        Overlap { shared, smaller: self.sizes[a as usize].smaller(self.sizes[b as usize]) }
    }
}

/// Pairs of positions `(a, b)`, `a < b`, sorted, whose estimated containment reaches
/// [`NOMINATION`].
pub fn nominate(index: &GramIndex) -> Vec<(u32, u32)> {
    let texts = index.sizes.len();
    // Most pairs are met from both sides.
    let mut pairs: Vec<(u32, u32)> = (0..texts as u32)
        .into_par_iter()
        .map_init(|| Walker::new(index), Walker::partners)
        .flatten_iter()
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs.into_par_iter().filter(|(a, b)| may_copy(index.overlap(*a, *b))).collect()
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
        let meetings = vec![0; index.sizes.len()];
        Self { index, rarest: Vec::new(), meetings, met: Vec::new() }
    }

    /// The pairs of one text with those that its grams lead to.
    fn partners(&mut self, text: u32) -> Vec<(u32, u32)> {
        let wanted = self.choose_lists(text);
        for &list in &self.rarest {
            let list = self.index.lists.holders(list as u32);
            for part in linked(text, list) {
                meet(part, &mut self.meetings, &mut self.met);
            }
        }
        let mut pairs = Vec::new();
        for other in self.met.drain(..) {
            let often = std::mem::take(&mut self.meetings[other as usize]);
            if often >= wanted && other != text {
                pairs.push((text.min(other), text.max(other)));
            }
        }
        pairs
    }

    /// Takes the rarest of a text's lists; returns how often a text is to be met in them.
    fn choose_lists(&mut self, text: u32) -> u32 {
        let Self { index, rarest, .. } = self;
        let Size { all, sampled } = index.sizes[text as usize];
        let thinning = (sampled / WALKED).checked_ilog2().unwrap_or(0);
        let held = index.held.by(text).iter().filter(|list| list.trailing_zeros() >= thinning);
        let length = |list: u32| index.lists.holders(list).len() as u64;
        rarest.clear();
        rarest.extend(held.map(|&list| length(list) << 32 | u64::from(list)));
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
}

/// The holders in a list that `text` is linked to, in up to two parts.
fn linked(text: u32, list: &[u32]) -> [&[u32]; 2] {
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

fn may_copy(overlap: Overlap) -> bool {
    let enough = overlap.shared >= 2 || (overlap.smaller as usize) < FEW_GRAMS;
    enough && overlap.shared > 0 && overlap.containment() >= NOMINATION
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nominated(texts: &[String]) -> Vec<(u32, u32)> {
        let prints: Vec<Fingerprint> = texts.iter().map(|t| Fingerprint::of(t)).collect();
        let prints: Vec<Option<&Fingerprint>> = prints.iter().map(Some).collect();
        nominate(&GramIndex::new(&prints))
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
    fn the_index_knows_how_many_hold_each_gram() {
        let prints: Vec<Fingerprint> =
            [text(0, 30), text(0, 20), text(10, 30)].iter().map(|t| Fingerprint::of(t)).collect();
        let index = GramIndex::new(&prints.iter().map(Some).collect::<Vec<_>>());
        // Words 0 to 30 hold 28 grams: 18 also stand in 0 to 20, 18 in 10 to 30, 8 in both.
        let mut lists: Vec<usize> = index.lists().map(<[u32]>::len).collect();
        lists.sort_unstable();
        assert_eq!(lists, [vec![2; 20], vec![3; 8]].concat());
        // The second and the third share words 10 to 20, and hold 10 grams each with the first.
        let spread = index.spread(1, 2);
        assert_eq!((spread.shared, spread.own), (vec![3; 8], (vec![2; 10], vec![2; 10])));
    }

    proptest::proptest! {
        #[test]
        fn radix_sorts_by_gram_and_keeps_the_order_of_texts(grams in proptest::collection::vec(0..u32::MAX, 0..300)) {
            let mut postings: Vec<u64> =
                (0..).zip(&grams).map(|(text, &gram)| u64::from(gram >> 25 << 25) << 32 | text).collect();
            let mut expected = postings.clone();
            expected.sort_unstable();
            sort_by_gram(&mut postings);
            proptest::prop_assert_eq!(postings, expected);
        }
    }
}
