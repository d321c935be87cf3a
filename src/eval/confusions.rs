//! The worst confusions of a clustering: what to look at first.
//!
//! * *merged*: a predicted cluster whose main part, the largest share of one true cluster, stands
//!   with articles of another;
//! * *split*: a true cluster of which articles stand apart from its main part, in another predicted
//!   cluster or alone.
//!
//! Ranked by the pairs of articles that are wrongly joined or wrongly parted with the main part.
//! O(n log n).

use std::collections::BTreeMap;
use std::fmt;

use hashbrown::HashMap;
use serde::Serialize;

use super::gold::ClusterRow;

/// Confusions that are reported.
const WORST: usize = 20;

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wrong {
    /// Two true clusters in one predicted cluster.
    Merged,
    /// One true cluster in two predicted clusters.
    Split,
}

/// Articles that stand in the wrong place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// In which way.
    pub wrong: Wrong,
    /// The cluster that they belong to by the truth.
    pub truth: String,
    /// Where they stand: the true cluster they are merged with, or the predicted cluster they are
    /// split off into; null for articles alone.
    pub stands_in: Option<String>,
    /// How many they are.
    pub articles: usize,
    /// The size of the main part that they are confused with or parted from.
    pub main: usize,
    /// An article of them, and one of the main part.
    pub examples: [String; 2],
}

impl Confusion {
    /// Pairs wrongly joined or parted.
    pub fn pairs(&self) -> usize {
        self.articles * self.main
    }
}

impl fmt::Display for Confusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { truth, articles, main, examples: [one, other], .. } = self;
        match (self.wrong, &self.stands_in) {
            (Wrong::Merged, Some(with)) => {
                write!(f, "merged    {articles} of {truth} with {main} of {with}")?;
            }
            (_, Some(apart)) => {
                write!(f, "split     {articles} of {truth} stand in {apart}, {main} elsewhere")?;
            }
            (_, None) => write!(f, "split     {articles} of {truth} alone, {main} together")?,
        }
        writeln!(f, "  (e.g. {one}, {other})")
    }
}

/// Ids of the articles in each meeting of a true with a predicted cluster.
type Parts<'a> = BTreeMap<&'a str, BTreeMap<Option<&'a str>, Vec<&'a str>>>;

/// The worst confusions, worst first; ties by name. Articles without a true label do not count; of
/// rows with the same id the last counts.
pub fn worst(gold: &[ClusterRow], predicted: &[ClusterRow]) -> Vec<Confusion> {
    let found: HashMap<&str, Option<&str>> =
        predicted.iter().map(|row| (row.id.as_str(), row.cluster.as_deref())).collect();
    let (mut by_truth, mut by_found) = (Parts::new(), Parts::new());
    for row in super::align::last_rows(gold) {
        let Some(truth) = row.cluster.as_deref() else { continue };
        let stands_in = found.get(row.id.as_str()).copied().flatten();
        by_truth.entry(truth).or_default().entry(stands_in).or_default().push(&row.id);
        if let Some(cluster) = stands_in {
            by_found.entry(cluster).or_default().entry(Some(truth)).or_default().push(&row.id);
        }
    }
    let merged = by_found.values().flat_map(|parts| confusions(None, parts));
    let split = by_truth.iter().flat_map(|(truth, parts)| confusions(Some(truth), parts));
    let mut all: Vec<Confusion> = merged.chain(split).collect();
    all.sort_by(|a, b| {
        let place = |c: &Confusion| (c.wrong, c.truth.clone(), c.stands_in.clone());
        b.pairs().cmp(&a.pairs()).then_with(|| place(a).cmp(&place(b)))
    });
    all.truncate(WORST);
    all
}

/// The parts of one cluster other than its main one; `truth` is given where the cluster is true.
fn confusions(truth: Option<&str>, parts: &BTreeMap<Option<&str>, Vec<&str>>) -> Vec<Confusion> {
    // Articles alone are never a main part: they do not stand together.
    let together = parts.iter().filter(|(name, _)| name.is_some());
    let Some((main_name, main)) = together.rev().max_by_key(|(_, ids)| ids.len()) else {
        return truth.and_then(|truth| missed(truth, parts)).into_iter().collect();
    };
    let other = |name: Option<&str>, ids: &[&str]| Confusion {
        wrong: if truth.is_some() { Wrong::Split } else { Wrong::Merged },
        truth: truth.or(name).unwrap_or_default().to_owned(),
        stands_in: if truth.is_some() { name } else { *main_name }.map(str::to_owned),
        articles: ids.len(),
        main: main.len(),
        examples: [ids[0], main[0]].map(str::to_owned),
    };
    let rest = parts.iter().filter(|(name, _)| *name != main_name);
    rest.map(|(name, ids)| other(*name, ids)).collect()
}

/// A true cluster of which every article stands alone: parted from the first of them.
fn missed(truth: &str, parts: &BTreeMap<Option<&str>, Vec<&str>>) -> Option<Confusion> {
    let [first, second, rest @ ..] = parts.get(&None)?.as_slice() else { return None };
    Some(Confusion {
        wrong: Wrong::Split,
        truth: truth.to_owned(),
        stands_in: None,
        articles: rest.len() + 1,
        main: 1,
        examples: [second, first].map(|id| (*id).to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::gold::rows;
    use super::*;

    #[test]
    fn merged_and_split_by_hand() {
        // True {a b c} {d}; predicted {a b d}, c alone.
        let gold = rows(&[("a", Some("x")), ("b", Some("x")), ("c", Some("x")), ("d", Some("y"))]);
        let predicted = rows(&[("a", Some("1")), ("b", Some("1")), ("c", None), ("d", Some("1"))]);
        let found = worst(&gold, &predicted);
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "merged    1 of y with 2 of x  (e.g. d, a)\n",
                "split     1 of x alone, 2 together  (e.g. c, a)\n"
            ]
        );
        assert!(worst(&gold, &gold).is_empty());
    }

    #[test]
    fn a_story_that_was_missed_altogether_is_split_and_an_id_counts_once() {
        let gold = rows(&[("a", Some("x")), ("b", Some("x")), ("c", Some("x")), ("a", Some("x"))]);
        let found = worst(&gold, &rows(&[("a", None)]));
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["split     2 of x alone, 1 together  (e.g. c, b)\n"]);
        let gold = rows(&[("a", Some("x")), ("a", Some("y"))]);
        assert!(worst(&gold, &rows(&[("a", Some("1"))])).is_empty());
    }

    #[test]
    fn the_costliest_come_first() {
        let gold: Vec<(String, String)> =
            (0..40).map(|i| (format!("{i:02}"), (i / 10).to_string())).collect();
        let gold: Vec<(&str, Option<&str>)> =
            gold.iter().map(|(id, cluster)| (id.as_str(), Some(cluster.as_str()))).collect();
        let one: Vec<(&str, Option<&str>)> = gold.iter().map(|(id, _)| (*id, Some("1"))).collect();
        let found = worst(&rows(&gold), &rows(&one[..25]));
        assert_eq!((found[0].articles, found[0].main), (10, 10), "clusters 0 and 1 merged");
        assert_eq!((found[1].wrong, found[1].articles), (Wrong::Merged, 5));
    }
}
