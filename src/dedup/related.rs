//! For each article its look-alikes: links with a score, never members.

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use crate::analysis::{LookAlike, Related};
use crate::article::ArticleId;

/// Look-alikes listed for one article at most, the most alike first.
const MAX_RELATED: usize = 5;

/// Two articles that are alike without being copies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AlikePair {
    /// The one that is kept first.
    pub a: ArticleId,
    /// The other.
    pub b: ArticleId,
    /// What kind of likeness.
    pub kind: LookAlike,
    /// 0..=1.
    pub score: f32,
}

/// For each article those that are most alike; no more than these are held.
#[derive(Default)]
pub(super) struct MostAlike {
    lists: HashMap<ArticleId, Vec<Related>>,
}

impl MostAlike {
    /// Takes in a pair. Of two that are as alike to one article, the smaller id comes first.
    pub fn add(&mut self, pair: &AlikePair) {
        let AlikePair { a, b, kind, score } = *pair;
        for (article, id) in [(a, b), (b, a)] {
            let list = self.lists.entry(article).or_default();
            let before = |r: &Related| r.score.total_cmp(&score).reverse().then(r.id.cmp(&id));
            let at = list.partition_point(|related| before(related).is_le());
            if at < MAX_RELATED {
                list.truncate(MAX_RELATED - 1);
                list.reserve_exact(if list.is_empty() { 1 } else { MAX_RELATED - list.len() });
                list.insert(at, Related { id, relation: kind, score });
            }
        }
    }

    /// Of the articles that have look-alikes, the most alike first.
    pub fn into_lists(self) -> HashMap<ArticleId, Vec<Related>> {
        self.lists
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_are_listed_and_ties_go_by_id() {
        let mut most = MostAlike::default();
        let scores = [(3, 0.2), (1, 0.5), (8, 0.5), (2, 0.9), (4, 0.1), (5, 0.3), (7, 0.1)];
        for (other, score) in scores {
            let (a, b) = (ArticleId(0), ArticleId(other));
            most.add(&AlikePair { a, b, kind: LookAlike::Rewrite, score });
        }
        let lists = most.into_lists();
        assert_eq!(
            lists[&ArticleId(0)].iter().map(|r| r.id.0).collect::<Vec<_>>(),
            [2, 1, 8, 5, 3]
        );
        assert_eq!(
            lists[&ArticleId(7)].len(),
            1,
            "a link stands on both sides, if only one lists it"
        );
    }
}
