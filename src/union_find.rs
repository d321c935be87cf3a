//! Union-find over dense numbers, for grouping what is linked by pairs.
//!
//! The representative of a group is always its *smallest* member, so the answer depends on the
//! links alone, not on their order. Linking by smallest root with path halving costs O(log n)
//! amortised a call (Tarjan & van Leeuwen, *Worst-case analysis of set union algorithms*, 1984);
//! linking by size would be nearer to constant, but would make roots depend on the order.

/// Groups over `0..n`; at first every number is alone.
#[derive(Debug, Clone)]
pub struct UnionFind {
    /// Parent of each number; never larger than the number itself.
    parent: Vec<u32>,
}

impl UnionFind {
    /// `n` numbers, each alone; `n` must fit `u32`.
    pub fn new(n: usize) -> Self {
        Self { parent: (0..n as u32).collect() }
    }

    /// How many numbers there are (not groups).
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }

    /// The smallest member of the group that holds `x`.
    ///
    /// # Panics
    /// If `x` is not below [`UnionFind::len`].
    pub fn find(&mut self, mut x: u32) -> u32 {
        while self.parent[x as usize] != x {
            // Path halving: point to the grandparent on the way up.
            let grandparent = self.parent[self.parent[x as usize] as usize];
            self.parent[x as usize] = grandparent;
            x = grandparent;
        }
        x
    }

    /// Joins the groups of `a` and `b`; false where they were one already.
    ///
    /// # Panics
    /// If either is not below [`UnionFind::len`].
    pub fn union(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        let (small, large) = (a.min(b), a.max(b));
        self.parent[large as usize] = small;
        small != large
    }

    /// For every number the smallest member of its group.
    pub fn into_roots(mut self) -> Vec<u32> {
        // Parents are never larger, so every parent is final before its children are met.
        for x in 0..self.parent.len() {
            self.parent[x] = self.parent[self.parent[x] as usize];
        }
        self.parent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_smallest_member_stands_for_the_group() {
        let mut groups = UnionFind::new(6);
        assert!(groups.union(5, 3));
        assert!(groups.union(3, 1));
        assert!(!groups.union(1, 5), "already one");
        assert_eq!([groups.find(5), groups.find(1), groups.find(4)], [1, 1, 4]);
        assert_eq!(groups.into_roots(), [0, 1, 2, 1, 4, 1]);
        assert!(UnionFind::new(0).is_empty());
    }

    /// Relabels the larger group by hand at every link.
    fn naive(n: usize, links: &[(u32, u32)]) -> Vec<u32> {
        let mut label: Vec<u32> = (0..n as u32).collect();
        for &(a, b) in links {
            let (a, b) = (label[a as usize], label[b as usize]);
            label.iter_mut().filter(|l| **l == a.max(b)).for_each(|l| *l = a.min(b));
        }
        label
    }

    proptest! {
        #[test]
        fn agrees_with_relabelling_in_any_order(
            links in prop::collection::vec((0..30u32, 0..30u32), 0..40),
        ) {
            let expected = naive(30, &links);
            for order in [links.clone(), links.iter().rev().copied().collect()] {
                let mut groups = UnionFind::new(30);
                for (a, b) in order {
                    groups.union(a, b);
                }
                let found: Vec<u32> = (0..30).map(|x| groups.find(x)).collect();
                prop_assert_eq!(&found, &expected);
                prop_assert_eq!(&groups.into_roots(), &expected);
            }
        }
    }
}
