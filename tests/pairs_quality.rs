//! How well sentence pairs are ranked on labelled sets: average precision and recall at precision
//! .9, against floors slightly below what was measured when the weights were fitted.
//!
//! The sets lie outside the repository, in `$SAMESTORY_DATA/facts`; without them nothing is tested.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test says what it measured")]

use std::fs;
use std::path::Path;

use samestory::fact::analyse::Analyser;
use samestory::fact::model::Scorer;
use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Large sets are cut to this many pairs.
const ECB_PAIRS: usize = 7000;
const REALSUMM_PAIRS: usize = 3500;
const CHECKTHAT_PAIRS: usize = 2500;
const SEED: u64 = 3;

#[derive(Deserialize)]
struct Row {
    id: String,
    a: String,
    b: String,
    label: Option<f64>,
    label_clean: Option<f64>,
    score: Option<f64>,
    stance: Option<String>,
}

struct Pair {
    id: String,
    a: String,
    b: String,
    same: bool,
}

/// Pairs of a file, labelled by `label`; rows without a label are left out.
fn load(folder: &Path, name: &str, label: impl Fn(&Row) -> Option<bool>) -> Vec<Pair> {
    let text = fs::read_to_string(folder.join(format!("{name}.jsonl"))).unwrap();
    let rows = text.lines().map(|line| serde_json::from_str::<Row>(line).unwrap());
    rows.filter_map(|row| {
        let same = label(&row)?;
        Some(Pair { id: row.id, a: row.a, b: row.b, same })
    })
    .collect()
}

fn zero_or_one(label: Option<f64>) -> Option<bool> {
    label.filter(|l| *l == 0.0 || *l == 1.0).map(|l| l == 1.0)
}

fn labelled(folder: &Path, name: &str) -> Vec<Pair> {
    load(folder, name, |row| zero_or_one(row.label))
}

/// The same `count` pairs every time, whatever the order of the file.
fn sample(mut pairs: Vec<Pair>, count: usize) -> Vec<Pair> {
    pairs.sort_by_cached_key(|p| (xxh3_64_with_seed(p.id.as_bytes(), SEED), p.id.clone()));
    pairs.truncate(count);
    pairs
}

/// Average precision with ties taken together, and the largest recall at precision .9 or more.
fn rank_quality(mut scored: Vec<(f32, bool)>) -> (f64, f64) {
    scored.sort_by(|x, y| y.0.total_cmp(&x.0));
    let positives = scored.iter().filter(|(_, same)| *same).count() as f64;
    let (mut hits, mut counted, mut sum, mut recall) = (0.0, 0.0, 0.0, 0.0f64);
    for (i, (z, same)) in scored.iter().enumerate() {
        hits += f64::from(u8::from(*same));
        if scored.get(i + 1).is_none_or(|next| next.0 != *z) {
            let precision = hits / (i + 1) as f64;
            sum += precision * (hits - counted);
            counted = hits;
            if precision >= 0.9 {
                recall = recall.max(hits / positives);
            }
        }
    }
    (sum / positives, recall)
}

/// Measures a set, prints it, and says whether it stays above its floors.
fn measure(name: &str, pairs: &[Pair], floor: (f64, f64)) -> bool {
    let analyser = Analyser::for_language("en");
    let mut scorer = Scorer::for_pairs();
    let scored = pairs.iter().map(|pair| {
        let (a, b) = (analyser.text(&pair.a), analyser.text(&pair.b));
        (scorer.score(&a, &b).z, pair.same)
    });
    let (precision, recall) = rank_quality(scored.collect());
    println!("{name}: {} pairs, AP {precision:.4}, R@P.9 {recall:.3}", pairs.len());
    precision >= floor.0 && recall >= floor.1
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
fn rank_quality_by_hand() {
    // Precision 1 at the first hit, 2/3 at the second.
    let (precision, recall) = rank_quality(vec![(3.0, true), (2.0, false), (1.0, true)]);
    assert!((precision - f64::midpoint(1.0, 2.0 / 3.0)).abs() < 1e-12);
    assert_eq!(recall, 0.5);
}

#[test]
fn labelled_pairs_are_ranked_as_measured() {
    let Some(data) = std::env::var_os("SAMESTORY_DATA") else {
        println!("skipped: SAMESTORY_DATA is not set");
        return;
    };
    let folder = Path::new(&data).join("facts");
    let mut ecb = load(&folder, "ecbplus_pairs", |row| zero_or_one(row.label_clean));
    ecb.extend(load(&folder, "ecbplus_cross_subtopic", |_| Some(false)));
    let emergent = load(&folder, "emergent", |row| {
        zero_or_one(row.label).filter(|_| row.stance.as_deref() != Some("observing"))
    });
    // Between "mostly the same" and "about the same topic" nothing is certain.
    let sts = load(&folder, "sts_news", |row| {
        row.score.filter(|s| *s >= 4.0 || *s <= 3.0).map(|s| s >= 4.0)
    });
    let (precision, recall) = denial_quality(&emergent);
    println!("denial on emergent: P {precision:.3}, R {recall:.3}");
    assert!(precision >= 0.76 && recall >= 0.75, "denial on emergent");
    let realsumm = sample(labelled(&folder, "realsumm_scu"), REALSUMM_PAIRS);
    let checkthat = sample(labelled(&folder, "checkthat2020"), CHECKTHAT_PAIRS);
    let sets = [
        ("ecb_mix", sample(ecb, ECB_PAIRS), (0.805, 0.39)),
        ("superpal_mn_docdoc", labelled(&folder, "superpal_mn_docdoc"), (0.603, 0.31)),
        ("superpal_mn", labelled(&folder, "superpal_mn"), (0.747, 0.40)),
        ("mrpc", labelled(&folder, "mrpc"), (0.878, 0.48)),
        ("qa_align", labelled(&folder, "qa_align"), (0.976, 0.94)),
        ("realsumm", realsumm, (0.764, 0.02)),
        ("rte", labelled(&folder, "rte123"), (0.642, 0.00)),
        ("sts_news", sts, (0.860, 0.52)),
        ("emergent", emergent, (0.810, 0.06)),
        ("fever_symmetric", labelled(&folder, "fever_symmetric"), (0.725, 0.03)),
        ("checkthat", checkthat, (0.565, 0.00)),
    ];
    let failed: Vec<&str> = sets
        .iter()
        .filter(|(name, pairs, floor)| !measure(name, pairs, *floor))
        .map(|(name, ..)| *name)
        .collect();
    assert!(failed.is_empty(), "below their floors: {failed:?}");
}
