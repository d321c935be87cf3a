//! Candidate pairs that hang together, so that each of their texts is read once.
//!
//! A text that was copied often stands in many pairs. Pairs linked by a text they share make a
//! family; families are verified apart from each other, and the texts of one are held while it is
//! verified. Great families are cut, and what is held is bounded, so memory does not follow the
//! largest family.

use std::rc::Rc;

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::error::Result;
use crate::union_find::UnionFind;

/// Pairs of a family that are verified in one go.
const MOST_PAIRS: usize = 1024;
/// Bytes of the texts that are held at a time; made ready they take about ten times as much.
const MOST_TEXT: usize = 1 << 18;

/// Pairs by family.
pub struct Families {
    pairs: Vec<(u32, u32)>,
    /// One past the last pair of each, great ones cut.
    ends: Vec<u32>,
    /// One past the last of the parts of each, as an index into `ends`.
    wholes: Vec<u32>,
}

impl Families {
    /// Of pairs `(a, b)` of positions below `n`.
    pub fn of(n: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        let mut linked = UnionFind::new(n);
        for &(a, b) in &pairs {
            linked.union(a, b);
        }
        let roots = linked.into_roots();
        pairs.par_sort_unstable_by_key(|&(a, b)| (roots[a as usize], a, b));
        let (mut ends, mut wholes, mut end) = (Vec::new(), Vec::new(), 0);
        for family in pairs.chunk_by(|x, y| roots[x.0 as usize] == roots[y.0 as usize]) {
            for part in family.chunks(MOST_PAIRS) {
                end += part.len() as u32;
                ends.push(end);
            }
            wholes.push(ends.len() as u32);
        }
        Self { pairs, ends, wholes }
    }

    /// The families in batches of about so many pairs. All pairs of a text are in one batch.
    pub fn batches(&self, pairs: usize) -> Vec<Vec<&[(u32, u32)]>> {
        let slices = self.slices();
        let (mut batches, mut batch, mut held, mut start) = (Vec::new(), Vec::new(), 0, 0);
        for &end in &self.wholes {
            let parts = &slices[std::mem::replace(&mut start, end as usize)..start];
            held += parts.iter().map(|part| part.len()).sum::<usize>();
            batch.extend_from_slice(parts);
            if held >= pairs {
                batches.push(std::mem::take(&mut batch));
                held = 0;
            }
        }
        batches.push(batch);
        batches
    }

    /// The families; each is sorted.
    pub fn slices(&self) -> Vec<&[(u32, u32)]> {
        let mut start = 0;
        let slice = |end: &u32| {
            let from = std::mem::replace(&mut start, *end as usize);
            &self.pairs[from..start]
        };
        self.ends.iter().map(slice).collect()
    }
}

/// What is made of the texts of a family, when it is first asked for.
pub struct Held<T, F> {
    make: F,
    made: HashMap<u32, Rc<T>>,
    bytes: usize,
}

impl<T, F: Fn(u32) -> Result<(T, usize)>> Held<T, F> {
    /// Holds nothing yet; `make` makes it of the text at a position and tells the text's length.
    pub fn new(make: F) -> Self {
        Self { make, made: HashMap::new(), bytes: 0 }
    }

    /// What was made of the text at a position.
    ///
    /// # Errors
    /// If the text can no longer be read.
    pub fn get(&mut self, position: u32) -> Result<Rc<T>> {
        if let Some(held) = self.made.get(&position) {
            return Ok(held.clone());
        }
        let (made, bytes) = (self.make)(position)?;
        if self.bytes > MOST_TEXT {
            self.made.clear();
            self.bytes = 0;
        }
        self.bytes += bytes;
        let made = Rc::new(made);
        self.made.insert(position, made.clone());
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn pairs_that_share_a_text_are_one_family() {
        let pairs = [(0, 4), (1, 2), (3, 4), (5, 6)];
        let expected: [&[(u32, u32)]; 3] = [&[(0, 4), (3, 4)], &[(1, 2)], &[(5, 6)]];
        let families = Families::of(7, pairs.to_vec());
        assert_eq!(families.slices(), expected);
        assert_eq!(families.batches(3), [expected[..2].to_vec(), expected[2..].to_vec()]);
        let star: Vec<(u32, u32)> = (1..3000).map(|other| (0, other)).collect();
        let families = Families::of(3000, star.clone());
        assert_eq!(families.slices().concat(), star);
        assert!(families.slices().iter().all(|family| family.len() <= MOST_PAIRS));
        assert_eq!(families.batches(10).len(), 2, "one family, and nothing more");
    }

    #[test]
    fn a_text_is_read_once_while_it_is_held() {
        let reads = Cell::new(0);
        let mut held = Held::new(|position: u32| {
            reads.set(reads.get() + 1);
            let text = format!("text number {position}");
            let length = text.len();
            Ok((text, length))
        });
        for position in [1, 2, 1, 2] {
            let text = held.get(position).expect("a text");
            assert_eq!(*text, format!("text number {position}"));
        }
        assert_eq!(reads.get(), 2);
    }

    #[test]
    fn what_was_made_is_held_until_there_is_too_much_of_it() {
        let made = Cell::new(0);
        let mut held = Held::new(|position| {
            made.set(made.get() + 1);
            Ok((position, MOST_TEXT))
        });
        let mut get = |position| {
            assert_eq!(*held.get(position).expect("nothing is read"), position);
            made.get()
        };
        assert_eq!([get(0), get(1), get(0), get(1)], [1, 2, 2, 2]);
        // The third makes too much of it: only the third is held.
        assert_eq!([get(2), get(2), get(0)], [3, 3, 4]);
    }
}
