//! Brings the clusters of a result onto the articles of the truth, as two label vectors.

use hashbrown::{HashMap, HashSet};

use super::gold::ClusterRow;

/// Labels of the same articles, in the order of the truth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aligned {
    /// True labels; all `Some`.
    pub gold: Vec<Option<u32>>,
    /// Predicted labels; `None` where the result has none or lacks the article.
    pub predicted: Vec<Option<u32>>,
    /// Kinds, where the truth says.
    pub kinds: Vec<Option<String>>,
    /// Articles of the truth without a label; left out.
    pub unlabelled: usize,
    /// Articles of the truth that the result lacks; each counts as alone.
    pub missing: usize,
    /// Articles of the result that the truth does not know; left out.
    pub extra: usize,
}

/// Aligns `predicted` with `gold` by id. Of rows with the same id the last counts.
pub fn align(gold: &[ClusterRow], predicted: &[ClusterRow]) -> Aligned {
    let by_id: HashMap<&str, &ClusterRow> = predicted.iter().map(|r| (r.id.as_str(), r)).collect();
    let (mut gold_names, mut names) = (Names::default(), Names::default());
    let mut out = Aligned::default();
    let mut known: HashSet<&str> = HashSet::new();
    for row in last_rows(gold) {
        known.insert(&row.id);
        let Some(label) = &row.cluster else {
            out.unlabelled += 1;
            continue;
        };
        let found = by_id.get(row.id.as_str());
        out.missing += usize::from(found.is_none());
        out.gold.push(Some(gold_names.number(label)));
        out.predicted.push(found.and_then(|r| r.cluster.as_deref()).map(|l| names.number(l)));
        out.kinds.push(row.kind.clone());
    }
    out.extra = by_id.keys().filter(|id| !known.contains(*id)).count();
    out
}

/// Of rows with the same id the last, in the order of the rows.
pub fn last_rows(rows: &[ClusterRow]) -> impl Iterator<Item = &ClusterRow> {
    let last: HashMap<&str, usize> =
        rows.iter().enumerate().map(|(at, row)| (row.id.as_str(), at)).collect();
    rows.iter()
        .enumerate()
        .filter(move |(at, row)| last[row.id.as_str()] == *at)
        .map(|(_, row)| row)
}

/// Numbers names in the order in which they are met.
#[derive(Default)]
struct Names<'a>(HashMap<&'a str, u32>);

impl<'a> Names<'a> {
    fn number(&mut self, name: &'a str) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(name).or_insert(next)
    }
}

#[cfg(test)]
mod tests {
    use super::super::gold::rows;
    use super::*;

    #[test]
    fn the_truth_decides_which_articles_count() {
        let gold = rows(&[("a", Some("x")), ("b", None), ("c", Some("y")), ("a", Some("y"))]);
        let predicted = rows(&[("z", Some("0")), ("a", Some("1"))]);
        let aligned = align(&gold, &predicted);
        assert_eq!(aligned.gold, [Some(0), Some(0)], "c, then the last row of a");
        assert_eq!(aligned.predicted, [None, Some(0)]);
        assert_eq!((aligned.unlabelled, aligned.missing, aligned.extra), (1, 1, 1));
    }
}
