//! Rows that a later step has found anew.
//!
//! An article comes back as the original of a late copy, and with it its group, its story and the
//! facts of that. What stands of them in the final tables is told again when they go once more, or
//! is so no longer: a fact may have been joined to another, a group may have another name. So it is
//! by its place, not by its name, that a row is known to be old.

use hashbrown::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

use super::TABLES;
use super::row::{Head, hash};
use crate::report::rows::Table;
use crate::report::segments::Extent;

/// The articles that came back in a step.
#[derive(Serialize, Deserialize)]
pub(super) struct Return {
    /// How far the final tables reached: what stands there of these articles is old.
    pub extents: [Extent; TABLES.len()],
    /// Hashes of their ids.
    pub back: Vec<u64>,
    /// Hashes of the ids of the others in the step that were known before.
    pub beside: Vec<u64>,
}

/// All returns.
#[derive(Default)]
pub(super) struct Reopened {
    extents: Vec<[Extent; TABLES.len()]>,
    /// By article: the returns in which it came back, in their order.
    back: HashMap<u64, Vec<u32>>,
    /// By return: the articles beside those that came back.
    beside: Vec<HashSet<u64>>,
}

impl Reopened {
    /// Adds the next return.
    pub fn add(&mut self, next: Return) {
        let number = self.extents.len() as u32;
        for id in next.back {
            self.back.entry(id).or_default().push(number);
        }
        self.extents.push(next.extents);
        self.beside.push(next.beside.into_iter().collect());
    }

    pub fn is_empty(&self) -> bool {
        self.extents.is_empty()
    }

    /// True for a row that a later step has found anew; it begins at a byte of a segment of the
    /// `at`th table.
    pub fn is_old(&self, at: usize, place: (u32, u64), head: &Head<'_>) -> bool {
        let ids: Vec<u64> = head.about(TABLES[at]).map(hash).collect();
        let is_before = |number: &u32| {
            let Extent { last, bytes, .. } = self.extents[*number as usize][at];
            place < (last, bytes)
        };
        let is_pair = TABLES[at] == Table::Pairs;
        let mut returns = ids.iter().filter_map(|id| self.back.get(id)).flatten();
        returns.any(|number| is_before(number) && (!is_pair || self.holds(*number, &ids)))
    }

    /// True where a return holds all of some articles, so that it has looked at them together.
    fn holds(&self, number: u32, ids: &[u64]) -> bool {
        let is_back = |id: &u64| self.back.get(id).is_some_and(|all| all.contains(&number));
        ids.iter().all(|id| is_back(id) || self.beside[number as usize].contains(id))
    }
}
