//! How well sentence pairs are ranked on labelled sets: average precision and recall at precision
//! .9, against floors slightly below what was measured when the weights were fitted.
//!
//! The sets lie outside the repository, in `$SAMESTORY_DATA/facts`; without them nothing is tested.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test says what it measured")]

#[allow(dead_code, reason = "the fit asks more of a set")]
#[path = "../src/bin/build-tables/labelled.rs"]
mod labelled;

use std::path::Path;

use samestory::eval::ranking::Ranking;
use samestory::fact::analyse::Analyser;
use samestory::fact::model::Scorer;

use labelled::Pair;

/// Least average precision and least recall at precision .9 of a set. The weights were fitted on all
/// but the last three.
const FLOORS: [(&str, f64, f64); 11] = [
    ("ecb_mix", 0.805, 0.39),
    ("superpal_mn_docdoc", 0.603, 0.31),
    ("superpal_mn", 0.747, 0.40),
    ("mrpc", 0.878, 0.48),
    ("qa_align", 0.976, 0.94),
    ("realsumm", 0.764, 0.02),
    ("rte", 0.642, 0.00),
    ("sts_news", 0.860, 0.52),
    ("emergent", 0.810, 0.06),
    ("fever_symmetric", 0.725, 0.03),
    ("checkthat2020", 0.565, 0.00),
];
const CHECKTHAT_PAIRS: usize = 2500;

/// Headlines for or against a claim; those that only watch it are neither.
fn emergent(folder: &Path) -> Vec<Pair> {
    let stance = |row: &serde_json::Value| match row["stance"].as_str().unwrap() {
        "for" => Some(true),
        "against" => Some(false),
        _ => None,
    };
    let rows = std::fs::read_to_string(folder.join("emergent.jsonl")).unwrap();
    let rows = rows.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
    let pair = |row| {
        Some(Pair {
            same: stance(&row)?,
            id: text(&row, "id"),
            a: text(&row, "a"),
            b: text(&row, "b"),
        })
    };
    rows.filter_map(pair).collect()
}

/// Average precision, and recall at precision .9.
fn quality(pairs: &[Pair]) -> (f64, f64) {
    let analyser = Analyser::for_language("en");
    let mut scorer = Scorer::for_pairs();
    let ranking = Ranking::new(pairs.iter().map(|pair| {
        let (a, b) = (analyser.text(&pair.a), analyser.text(&pair.b));
        (f64::from(scorer.score(&a, &b).z), pair.same)
    }));
    (ranking.average_precision(), ranking.recall_at_precision(0.9))
}

/// Of pairs with a negation on one side alone, the share that contradict; of pairs that contradict,
/// the share with a negation on one side alone.
fn denial_quality(pairs: &[Pair]) -> (f64, f64) {
    let analyser = Analyser::for_language("en");
    let denied = |pair: &Pair| analyser.text(&pair.a).negated != analyser.text(&pair.b).negated;
    let told: Vec<bool> = pairs.iter().filter(|p| denied(p)).map(|p| !p.same).collect();
    let right = told.iter().filter(|against| **against).count() as f64;
    let against = pairs.iter().filter(|p| !p.same).count() as f64;
    (right / told.len() as f64, right / against)
}

#[test]
fn labelled_pairs_are_ranked_as_measured() {
    let Some(data) = std::env::var_os("SAMESTORY_DATA") else {
        println!("skipped: SAMESTORY_DATA is not set");
        return;
    };
    let folder = Path::new(&data).join("facts");
    let emergent = emergent(&folder);
    let (precision, recall) = denial_quality(&emergent);
    println!("denial on emergent: P {precision:.3}, R {recall:.3}");
    assert!(precision >= 0.76 && recall >= 0.75, "denial on emergent");
    let fitted = labelled::read(&folder).unwrap();
    let mut sets: Vec<(&str, Vec<Pair>)> =
        fitted.into_iter().map(|set| (set.name, set.pairs)).collect();
    sets.push(("emergent", emergent));
    for (name, at_most) in [("fever_symmetric", usize::MAX), ("checkthat2020", CHECKTHAT_PAIRS)] {
        sets.push((name, labelled::labelled(&folder, name, at_most).unwrap()));
    }
    let mut failed = Vec::new();
    for ((name, pairs), (named, least, least_recall)) in sets.iter().zip(FLOORS) {
        assert_eq!(*name, named, "a floor for each set");
        let (precision, recall) = quality(pairs);
        println!("{name}: {} pairs, AP {precision:.4}, R@P.9 {recall:.3}", pairs.len());
        if precision < least || recall < least_recall {
            failed.push(*name);
        }
    }
    assert_eq!(sets.len(), FLOORS.len());
    assert!(failed.is_empty(), "below their floors: {failed:?}");
}
