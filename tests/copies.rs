//! What must hold of copies whatever the corpus: planted ones are found, and neither the order of
//! the input nor the number of threads shows.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt::Write as _;

use proptest::prelude::*;
use samestory::analysis::{Analysis, ArticleResult};
use samestory::dedup::audit::audit;
use samestory::pipeline::{Goal, Pipeline, Settings};
use samestory::read::{self, Inputs};
use serde_json::json;

/// How a copy is made of its original.
#[derive(Debug, Clone, Copy)]
enum Made {
    Same,
    Cased,
    Edited,
    FirstHalf,
    Inside,
    WithFooter,
    Shuffled,
}

/// A made-up word; no two of different numbers are alike.
fn word(n: u64) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "ko", "ri", "mu", "te", "sa", "lo", "ni", "du", "fe", "ga", "po", "vi", "za", "he",
        "ju",
    ];
    let mixed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 36;
    (0..7).map(|i| SYLLABLES[(mixed >> (4 * i)) as usize % 16]).collect()
}

/// Sentences of words that no other seed has.
fn text(seed: u64, words: u64) -> String {
    let mut out = String::new();
    for i in 0..words {
        let end = match i % 11 {
            10 if i % 33 == 32 => ".\n\n",
            10 => ". ",
            _ => " ",
        };
        let _ = write!(out, "{}{end}", word(seed * 1000 + i));
    }
    out
}

fn copy(made: Made, original: &str, seed: u64) -> String {
    match made {
        Made::Same => original.to_owned(),
        Made::Cased => original.to_uppercase().replace(". ", "  - "),
        Made::Edited => {
            let words = original.split(' ').enumerate();
            let edited = |(i, w): (usize, &str)| match (i as u64 + seed) % 17 {
                3 => word(900_000 + seed * 50 + i as u64),
                _ => w.to_owned(),
            };
            words.map(edited).collect::<Vec<_>>().join(" ")
        }
        Made::FirstHalf => original[..original.len() / 2].to_owned(),
        Made::Inside => {
            let host = text(500_000 + seed, 150);
            let (before, after) = host.split_at(host.len() / 2);
            format!("{before}\n{original}\n{after}")
        }
        Made::WithFooter => format!("{original}\n{}", text(700_000 + seed, 25)),
        Made::Shuffled => {
            let mut paragraphs: Vec<&str> = original.split("\n\n").collect();
            paragraphs.rotate_left(1);
            paragraphs.reverse();
            paragraphs.join("\n\n")
        }
    }
}

/// A row a text: original `n` is `o{n}`, its copy `c{n}`; forms filled in again are `f..`.
fn rows(plants: &[(Made, u64)], forms: u64) -> Vec<String> {
    let mut rows = Vec::new();
    let mut add = |id: String, n: u64, text: String| {
        let day = 1 + (n * 7 + id.len() as u64) % 28;
        let row = json!({"id": id, "source": format!("Outlet {}", n % 4), "text": text,
                         "date": format!("2023-09-{day:02}")});
        rows.push(row.to_string());
    };
    for (&(made, words), n) in plants.iter().zip(0..) {
        let original = text(n, words);
        add(format!("c{n}"), n + 1, copy(made, &original, n));
        add(format!("o{n}"), n, original);
    }
    for n in 0..forms {
        let form = format!(
            "The index closed at {} points on turnover of {} shares, {} more than the day before. \
             Of the shares listed {} rose and {} fell. Trading resumes at nine in the morning.",
            3000 + n * 17,
            100 + n * 31,
            n * 13 % 97,
            n * 7 % 89,
            n * 11 % 83
        );
        add(format!("f{n}"), n, form);
    }
    rows
}

fn copies(rows: &[String], threads: usize) -> Analysis {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("rows.jsonl");
    std::fs::write(&path, rows.join("\n")).unwrap();
    let pipeline = Pipeline::new(Settings { goal: Goal::Copies, ..Settings::default() }).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let run = pool.install(|| pipeline.read_and_run(&Inputs::new([path]), &()));
    run.unwrap().analysis
}

/// What is said of each article, by key.
fn told(analysis: &Analysis) -> Vec<impl PartialEq + std::fmt::Debug> {
    let one = |a: &ArticleResult| {
        (a.key().to_owned(), a.kind, a.group, a.relation, a.copy_of, a.related.clone())
    };
    analysis.articles.iter().map(one).collect()
}

fn made() -> impl Strategy<Value = Made> {
    prop::sample::select(vec![
        Made::Same,
        Made::Cased,
        Made::Edited,
        Made::FirstHalf,
        Made::Inside,
        Made::WithFooter,
        Made::Shuffled,
    ])
}

#[test]
fn an_audit_counts_what_the_run_met_and_what_it_did_not() {
    let plants = [(Made::Edited, 200), (Made::Inside, 150), (Made::Same, 180)];
    let corpus = read::jsonl(rows(&plants, 0).join("\n").as_bytes()).unwrap();
    let pipeline = Pipeline::new(Settings { goal: Goal::Copies, ..Settings::default() }).unwrap();
    let mut analysis = pipeline.run(&corpus).unwrap();
    // A pair of the same words counts as met by hash, so it is none to look for.
    let found = audit(&corpus, &analysis, 100, 1).unwrap();
    assert_eq!((found.sampled, found.alike, found.met), (6, 2, 2));
    analysis.pairs.retain(|pair| analysis.articles[pair.a.index()].key() != "c0");
    let found = audit(&corpus, &analysis, 100, 1).unwrap();
    assert_eq!((found.alike, found.met), (2, 1), "the evidence of one is gone");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn planted_copies_are_found_and_nothing_else(
        plants in prop::collection::vec((made(), 120_u64..400), 1..9),
        forms in 0_u64..8,
    ) {
        let analysis = copies(&rows(&plants, forms), 2);
        let group = |key: String| {
            let article = analysis.articles.iter().find(|a| a.key() == key).unwrap();
            article.group
        };
        for (n, (made, words)) in plants.iter().enumerate() {
            let (copy, original) = (group(format!("c{n}")), group(format!("o{n}")));
            prop_assert!(copy.is_some() && copy == original, "{made:?} of {words} words");
        }
        prop_assert_eq!(analysis.groups.len(), plants.len());
        prop_assert!(analysis.groups.iter().all(|group| group.members.len() == 1));
    }

    #[test]
    fn neither_order_nor_threads_show(
        plants in prop::collection::vec((made(), 20_u64..200), 1..9),
        forms in 0_u64..12,
        threads in 1_usize..5,
        shuffled in Just((0..28_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let rows = rows(&plants, forms);
        let order = shuffled.into_iter().filter(|at| *at < rows.len());
        let other: Vec<String> = order.map(|at| rows[at].clone()).collect();
        prop_assert_eq!(rows.len(), other.len());
        let (one, two) = (copies(&rows, 1), copies(&other, threads));
        prop_assert_eq!(told(&one), told(&two));
        prop_assert_eq!(one.groups, two.groups);
        prop_assert_eq!(one.pairs, two.pairs);
    }
}
