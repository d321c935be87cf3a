//! The nodes that dates are tested on, and their best partners.
//!
//! The partners of some nodes, evenly spaced over time, are looked up among all others, whatever
//! their dates; [`super::time`] tells what it means where they lie.
//!
//! Where the nodes are dealt out to many places, each place looks through its own: which terms of a
//! tested node are walked depends on how many nodes hold them, which is known of the whole run
//! ([`walked`]), and the best of all are among the best of each place ([`partners_among`]).

use rayon::prelude::*;

use super::neighbours::{self, Search, Windows};
use super::score::{Scorer, Weights};
use super::{POSTINGS_PER_NODE, Rows, Settings, search, time};
use crate::vector::sparse::Postings;
use crate::vector::tfidf::{TextRow, View};

/// Dates are tested on so many nodes.
const DATES_TESTED: usize = 2_000;

/// The nodes, of so many, that dates are tested on.
pub fn tested(nodes: usize) -> Vec<u32> {
    let tested = nodes.min(DATES_TESTED);
    (0..tested).map(|at| (at * nodes / tested) as u32).collect()
}

/// How far the dates of a run can be trusted, 0..=1; `postings` are those of all words.
pub(super) fn date_trust(
    rows: &Rows<'_>,
    published: &[Option<i64>],
    postings: &Postings,
    settings: &Settings,
) -> f32 {
    let (sample, open) = (tested(rows.len()), Windows::open(rows.len()));
    let row = |node: u32| rows.weights(node, View::All);
    let near = neighbours::nearest(row, postings, &sample, &open, search(settings.neighbours));
    let scored = scored(rows, &sample, &near, settings.weights);
    of_partners(published, sample.into_iter().zip(scored))
}

/// The same from the partners of each tested node, with their scores by text.
pub fn of_partners(
    published: &[Option<i64>],
    partners: impl Iterator<Item = (u32, Vec<(u32, f32)>)>,
) -> f32 {
    let best_is_near = |(node, partners): (u32, Vec<(u32, f32)>)| {
        let date = published[node as usize]?;
        let found = |(other, score): (u32, f32)| {
            // On equal scores the nearer date is the partner.
            Some((score, time::is_near(date, published[other as usize]?)))
        };
        let dated = partners.into_iter().filter_map(found);
        let alike = dated.filter(|(score, _)| *score >= time::PARTNER_SCORE);
        let best = alike.reduce(|best, next| if next > best { next } else { best });
        best.map(|(_, is_near)| is_near)
    };
    let dates: Vec<i64> = published.iter().flatten().copied().collect();
    time::trust(partners.filter_map(best_is_near), time::chance_of_near(&dates))
}

/// The terms by which a tested node's partners are looked up, with their weights; `holders` tells
/// how many nodes of the run hold a term with a weight.
pub fn walked(row: TextRow<'_>, holders: impl Fn(u32) -> usize) -> Vec<(u32, f32)> {
    neighbours::walked(row.weights(View::All), holders, POSTINGS_PER_NODE)
}

/// A node that may be the best partner of a tested one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Partner {
    /// Its number.
    pub node: u32,
    /// Sum of products over the terms walked: the larger sums are the partners, on ties the smaller
    /// nodes.
    pub sum: f32,
    /// Score by text, 0..=1.
    pub score: f32,
}

/// For each tested node, given with the terms walked, its best partners among some of the nodes, as
/// many as a whole run would take.
pub fn partners_among(
    rows: &Rows<'_>,
    is_among: impl Fn(u32) -> bool,
    tested: &[(u32, Vec<(u32, f32)>)],
    settings: &Settings,
) -> Vec<Vec<Partner>> {
    let nodes: Vec<u32> = tested.iter().map(|(node, _)| *node).collect();
    let held = |node: u32| {
        let is_among = is_among(node);
        rows.weights(node, View::All).filter(move |_| is_among)
    };
    let postings = Postings::from_rows(rows.len(), rows.terms, held);
    let row = |node: u32| {
        let at = nodes.partition_point(|tested| *tested < node);
        tested[at].1.iter().copied()
    };
    // The terms were chosen with the whole run's budget.
    let search = Search { k: settings.neighbours, budget: usize::MAX };
    let open = Windows::open(rows.len());
    let best = neighbours::nearest_with(row, &postings, &nodes, &open, search, <[_]>::to_vec);
    let near: Vec<Vec<u32>> =
        best.iter().map(|best| best.iter().map(|(_, node)| *node).collect()).collect();
    let scored = scored(rows, &nodes, &near, settings.weights);
    let partner =
        |(&(sum, node), &(_, score)): (&(f32, u32), &(u32, f32))| Partner { node, sum, score };
    let both = best.iter().zip(&scored);
    both.map(|(best, scored)| best.iter().zip(scored).map(partner).collect()).collect()
}

/// The scores by text of each node with its partners.
fn scored(
    rows: &Rows<'_>,
    nodes: &[u32],
    partners: &[Vec<u32>],
    weights: Weights,
) -> Vec<Vec<(u32, f32)>> {
    let one = |scorer: &mut Scorer<'_>, (node, others): (&u32, &Vec<u32>)| {
        let mut scores = Vec::with_capacity(others.len());
        scorer.each(*node, others, |other, parts| scores.push((other, parts.text_score(weights))));
        scores
    };
    nodes.par_iter().zip(partners).map_init(|| Scorer::new(rows), one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::fixture::Texts;

    #[test]
    fn the_nearer_of_equally_alike_partners_counts() {
        let day = |d: i64| Some(d * 86_400);
        // Twenty tested nodes, each with a near and a far partner of one score: all are near, and
        // by chance 190 + 20 of all 231 pairs are not further than three days apart.
        let mut published = vec![day(0); 20];
        published.extend([day(1), day(9), None]);
        let partners = |near: f32, far: f32| {
            let list = vec![(21, far), (20, near), (22, 1.0)];
            of_partners(&published, (0..20).map(|node| (node, list.clone())))
        };
        assert_eq!(partners(0.5, 0.5), 1.0);
        assert_eq!(partners(0.5, 0.6), 0.0, "the far one is more alike");
        assert_eq!(partners(0.4, 0.4), 0.0, "too little alike to say anything");
    }

    #[test]
    fn partners_of_places_are_those_of_the_whole() {
        let texts: Vec<Vec<(u32, f32)>> =
            (0..40_u32).map(|n| vec![(n % 3, 0.5), (3 + n % 7, 0.7), (10 + n % 11, 0.5)]).collect();
        let texts = Texts::new(21, &texts.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let rows = texts.rows();
        let settings = Settings { neighbours: 4, ..Settings::default() };
        let postings = rows.postings(View::All);
        let holders = |term| postings.column(term).rows.len();
        let tested = [5_u32, 11, 38].map(|node| (node, walked(rows.texts[node as usize], holders)));
        let of =
            |is_among: &dyn Fn(u32) -> bool| partners_among(&rows, is_among, &tested, &settings);
        let whole = of(&|_| true);
        let places = [of(&|node| node % 2 == 0), of(&|node| node % 2 == 1)];
        for (at, whole) in whole.iter().enumerate() {
            let mut best: Vec<Partner> = places.iter().flat_map(|p| p[at].clone()).collect();
            best.sort_by(|x, y| y.sum.total_cmp(&x.sum).then(x.node.cmp(&y.node)));
            best.truncate(4);
            assert_eq!(best, *whole);
            let row = |node: u32| rows.weights(node, View::All);
            let open = Windows::open(40);
            let near = neighbours::nearest(row, &postings, &[tested[at].0], &open, search(4));
            assert_eq!(best.iter().map(|p| p.node).collect::<Vec<_>>(), near[0]);
        }
    }
}
