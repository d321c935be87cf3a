//! The inverted index of a run, both ways: gram to texts, text to grams.
//!
//! It is made in parts, by the highest bits of the grams, so that what is sorted at a time stays
//! small: in the processor's cache for a short run, in little memory for a long one. Grams that only one text holds are left out; the grams of a text
//! that stand in no list are known by how many they are.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::fingerprint::{Overlap, SAMPLING, count_shared};
use super::guard::Spread;
use super::prints::{Numbered, OWN_BITS, Print, Prints, SHELVES};
use super::text_lists::{Room, TextLists};
use crate::error::{Error, Result};

/// Shelves of grams that are put in order at a time, for each thread; bounds memory.
const AT_ONCE: usize = 4;
/// Up to so many postings, comparing is quicker than counting.
const FEW: usize = 1 << 9;

/// The inverted index, both ways: the grams that several texts hold, each with its holders, and
/// the texts, each with such grams.
pub struct GramIndex {
    lists: Lists,
    /// What each text holds.
    held: TextLists,
    /// How many grams were kept of each text.
    sizes: Vec<Size>,
    /// How many texts hold each gram, where `lists` does not name all of them; else empty.
    lengths: Vec<u32>,
}

/// A text of an index that is held in parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Listed {
    /// How many grams were kept of it.
    pub(super) size: Size,
    /// Those that several texts hold, ascending, each with their number.
    pub(super) lists: Vec<(u32, u32)>,
}

/// Grams and their holders. A list is known by its number.
#[derive(Default)]
struct Lists {
    /// See [`mark`].
    marks: Vec<u8>,
    /// One past the last holder of each gram.
    ends: Vec<u32>,
    /// The holders of one gram after those of the other, each ascending.
    holders: Vec<u32>,
}

impl Lists {
    /// Of the grams on one shelf.
    fn of_shelf(grams: &Numbered<'_>, shelf: usize, buffers: &mut Buffers) -> Result<Self> {
        let Buffers { bytes, postings, spare } = buffers;
        postings.clear();
        grams.read(shelf, bytes, postings)?;
        sort_by_gram(postings, spare);
        let mut lists = Self::default();
        let several = |list: &&mut [u64]| list.len() > 1;
        for list in postings.chunk_by_mut(|a, b| *a >> 32 == *b >> 32).filter(several) {
            list.sort_unstable();
            lists.holders.extend(list.iter().map(|posting| *posting as u32));
            lists.marks.push(mark((list[0] >> 32) as u32));
            lists.ends.push(lists.holders.len() as u32);
        }
        Ok(lists)
    }

    /// Adds lists of higher grams, one part of so many. Parts are about as long, but for the
    /// commonest grams, so room for all is made with the first; what is never used takes no memory.
    ///
    /// # Errors
    /// As [`all_held`].
    fn append(&mut self, part: Self, parts: usize) -> Result<()> {
        all_held(self.holders.len() + part.holders.len())?;
        if self.ends.is_empty() {
            let room = |length: usize| (length + length / 4) * parts;
            self.marks.reserve_exact(room(part.marks.len()));
            self.ends.reserve_exact(room(part.ends.len()));
            self.holders.reserve_exact(room(part.holders.len()));
        }
        let before = self.holders.len() as u32;
        self.marks.extend(part.marks);
        self.ends.extend(part.ends.into_iter().map(|end| before + end));
        self.holders.extend(part.holders);
        Ok(())
    }

    /// The texts in a list, ascending.
    #[inline]
    fn holders(&self, list: u32) -> &[u32] {
        slice(&self.ends, &self.holders, list)
    }
}

/// Passes so many places in the lists: they are counted in 32 bits, some tens of millions of articles.
///
/// # Errors
/// If they are more, with what to do.
fn all_held(places: usize) -> Result<()> {
    let most = u32::MAX as usize;
    let reason = || {
        format!(
            "texts share grams in more than {most} places; `run --max-memory` looks at a window of days at a time"
        )
    };
    if places <= most { Ok(()) } else { Err(Error::settings("copies", reason())) }
}

/// Set in the [`mark`] of a gram that the fingerprint of a long text keeps.
const SAMPLED: u8 = 1 << 7;

/// What is known of a gram: [`SAMPLED`], and how often two divides what of its hash does not tell
/// that.
pub(super) fn mark(gram: u32) -> u8 {
    let zeros = (gram / SAMPLING as u32).trailing_zeros() as u8;
    if u64::from(gram).is_multiple_of(SAMPLING) { SAMPLED | zeros } else { zeros }
}

/// How often two divides the gram: a half of all, a quarter, and so on are left by 1, by 2.
pub(super) fn zeros(mark: u8) -> u32 {
    u32::from(mark & !SAMPLED)
}

/// What one thread puts a shelf in order with.
#[derive(Default)]
struct Buffers {
    bytes: Vec<u8>,
    postings: Vec<u64>,
    spare: Vec<u64>,
}

/// Sorts `gram << 32 | text` of one shelf by gram: radix sort from the lowest digit, which grams,
/// being hashes, fill evenly.
fn sort_by_gram(postings: &mut Vec<u64>, spare: &mut Vec<u64>) {
    const DIGIT: u32 = OWN_BITS / 2;
    if postings.len() <= FEW {
        postings.sort_unstable();
        return;
    }
    spare.resize(postings.len(), 0);
    for shift in [32, 32 + DIGIT] {
        let digit = |posting: u64| (posting >> shift) as usize % (1 << DIGIT);
        let mut places = [0_u32; 1 << DIGIT];
        postings.iter().for_each(|&posting| places[digit(posting)] += 1);
        let mut sum = 0;
        places.iter_mut().for_each(|place| sum += std::mem::replace(place, sum));
        for &posting in &*postings {
            let place = &mut places[digit(posting)];
            spare[*place as usize] = posting;
            *place += 1;
        }
        std::mem::swap(postings, spare);
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Size {
    /// All.
    pub(super) all: u32,
    /// Those that it would keep if it were of a long text.
    pub(super) sampled: u32,
}

impl Size {
    pub(super) fn of(print: &Print) -> Self {
        Self { all: print.grams, sampled: print.sampled }
    }

    /// The text was kept whole.
    fn is_complete(self) -> bool {
        self.all != self.sampled
    }

    /// What two texts can share at most. Of a text kept whole, one that is not can share the
    /// sampled grams only.
    pub(super) fn smaller(self, other: Self) -> u32 {
        if self.is_complete() && other.is_complete() {
            self.all.min(other.all)
        } else {
            self.sampled.min(other.sampled)
        }
    }
}

impl GramIndex {
    /// Indexes fingerprints: for each position its place among `prints`; `None` stands for texts
    /// that are left out.
    ///
    /// # Errors
    /// If fingerprints can no longer be read, or hold more than can be numbered.
    pub fn new(prints: &Prints, positions: &[Option<u32>]) -> Result<Self> {
        let size = |print: &u32| Size::of(&prints.list[*print as usize]);
        let sizes: Vec<Size> =
            positions.iter().map(|print| print.as_ref().map(size).unwrap_or_default()).collect();
        let grams = prints.numbered(positions);
        let idle: Mutex<Vec<Buffers>> = Mutex::default();
        let held = || idle.lock().unwrap_or_else(PoisonError::into_inner);
        let of_shelf = |&shelf: &usize| {
            let waiting = held().pop();
            let mut buffers = waiting.unwrap_or_default();
            let lists = Lists::of_shelf(&grams, shelf, &mut buffers);
            held().push(buffers);
            lists
        };
        let shelves: Vec<usize> = (0..SHELVES).collect();
        let mut lists = Lists::default();
        for some in shelves.chunks(AT_ONCE * rayon::current_num_threads()) {
            let made: Vec<Lists> = some.par_iter().map(of_shelf).collect::<Result<_>>()?;
            made.into_iter().try_for_each(|part| lists.append(part, SHELVES))?;
        }
        drop(grams);
        let each = || (0..lists.ends.len() as u32).map(|list| lists.holders(list));
        let held = TextLists::of(each, positions.len(), Room::default(), prints.folder())?;
        Ok(Self { lists, held, sizes, lengths: Vec::new() })
    }

    /// The part of an index that speaks of some texts, by position; `folder` is as in
    /// [`Prints::new`]. Of the others that hold a gram it knows the number alone.
    ///
    /// # Errors
    /// If it is so large that it is written to a file, and that fails.
    pub(super) fn of_listed(texts: &[Listed], folder: &Path) -> Result<Self> {
        let held = texts.iter().zip(0_u32..);
        let mut postings: Vec<(u32, u32, u32)> = held
            .flat_map(|(text, at)| text.lists.iter().map(move |&(gram, n)| (gram, at, n)))
            .collect();
        all_held(postings.len())?;
        postings.par_sort_unstable();
        let (mut lists, mut lengths) = (Lists::default(), Vec::new());
        for list in postings.chunk_by(|x, y| x.0 == y.0) {
            lists.holders.extend(list.iter().map(|(_, at, _)| *at));
            lists.marks.push(mark(list[0].0));
            lists.ends.push(lists.holders.len() as u32);
            lengths.push(list[0].2);
        }
        let each = || (0..lists.ends.len() as u32).map(|list| lists.holders(list));
        let held = TextLists::of(each, texts.len(), Room::default(), folder)?;
        Ok(Self { lists, held, sizes: texts.iter().map(|text| text.size).collect(), lengths })
    }

    /// How many texts hold the gram of a list.
    fn length(&self, list: u32) -> u32 {
        let known = self.lengths.get(list as usize).copied();
        known.unwrap_or_else(|| self.lists.holders(list).len() as u32)
    }

    /// How often two divides the gram of a list.
    #[inline]
    pub(super) fn zeros(&self, list: u32) -> u32 {
        zeros(self.lists.marks[list as usize])
    }

    /// Number of texts, those left out included.
    pub fn texts(&self) -> usize {
        self.sizes.len()
    }

    /// The texts that hold each gram that several hold, by gram; each list is ascending.
    pub fn lists(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.lists.ends.len() as u32).map(|list| self.lists.holders(list))
    }

    /// The texts in a list, ascending.
    #[inline]
    pub(super) fn holders(&self, list: u32) -> &[u32] {
        self.lists.holders(list)
    }

    /// A text and the lists that it stands in.
    ///
    /// # Errors
    /// If they lie in a file that can no longer be read.
    #[inline]
    pub fn entry(&self, text: u32) -> Result<Entry<'_>> {
        Ok(Entry { lists: self.held.by(text)?, size: self.sizes[text as usize] })
    }

    /// How the kept grams of two texts are spread over all.
    pub fn spread(&self, a: &Entry<'_>, b: &Entry<'_>) -> Spread {
        let whole = a.size.is_complete() && b.size.is_complete();
        let counts = |list: u32| whole || self.lists.marks[list as usize] & SAMPLED != 0;
        let (of_a, of_b) = (&*a.lists, &*b.lists);
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
                frequencies.push(self.length(x.min(y)));
            }
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        // The rest stand in no list: one text holds them.
        let all = |size: Size| if whole { size.all } else { size.sampled } as usize;
        spread.own.0.resize(all(a.size) - spread.shared.len(), 1);
        spread.own.1.resize(all(b.size) - spread.shared.len(), 1);
        spread
    }
}

/// A text of the index.
#[derive(Debug, Clone)]
pub struct Entry<'i> {
    /// The lists that it stands in, ascending.
    pub(super) lists: Cow<'i, [u32]>,
    /// How many grams were kept of it.
    pub(super) size: Size,
}

impl Entry<'_> {
    /// The grams that two texts share, and those of the one with fewer, as far as both keep them.
    pub fn overlap(&self, other: &Self) -> Overlap {
        let shared = count_shared(&self.lists, &other.lists) as u32;
        Overlap { shared, smaller: self.size.smaller(other.size) }
    }
}

#[cfg(test)]
impl GramIndex {
    /// The index of some texts.
    pub(super) fn of_texts(texts: &[String]) -> Self {
        use super::fingerprint::Fingerprint;
        let prints: Vec<Fingerprint> = texts.iter().map(|text| Fingerprint::of(text)).collect();
        let positions: Vec<Option<u32>> = (0..texts.len() as u32).map(Some).collect();
        Self::new(&Prints::of(&prints), &positions).expect("nothing is read from files")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(from: usize, to: usize) -> String {
        (from..to).map(|i| format!("w{i} ")).collect()
    }

    #[test]
    fn more_places_than_can_be_counted_are_told() {
        assert!(all_held(u32::MAX as usize).is_ok());
        let told = all_held(u32::MAX as usize + 1).unwrap_err().to_string();
        assert!(told.contains("--max-memory"), "{told}");
    }

    #[test]
    fn the_index_knows_how_many_hold_each_gram() {
        let index = GramIndex::of_texts(&[text(0, 30), text(0, 20), text(10, 30)]);
        // Words 0 to 30 hold 28 grams: 18 also stand in 0 to 20, 18 in 10 to 30, 8 in both.
        let mut lists: Vec<usize> = index.lists().map(<[u32]>::len).collect();
        lists.sort_unstable();
        assert_eq!(lists, [vec![2; 20], vec![3; 8]].concat());
        // The second and the third share words 10 to 20, and hold 10 grams each with the first.
        let entry = |text| index.entry(text).expect("it is in memory");
        let spread = index.spread(&entry(1), &entry(2));
        assert_eq!((spread.shared, spread.own), (vec![3; 8], (vec![2; 10], vec![2; 10])));
    }

    proptest::proptest! {
        #[test]
        fn radix_sorts_by_gram(grams in proptest::collection::vec(0..1_u32 << OWN_BITS, 0..3 * FEW)) {
            // Some stand in several texts.
            let mut postings: Vec<u64> =
                (0..).zip(&grams).map(|(text, &gram)| u64::from(gram >> 9 << 9) << 32 | text).collect();
            let mut expected = postings.clone();
            expected.sort_unstable();
            sort_by_gram(&mut postings, &mut Vec::new());
            proptest::prop_assert_eq!(postings, expected);
        }
    }
}
