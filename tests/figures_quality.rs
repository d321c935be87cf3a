//! Conflicting figures over labelled sentence pairs: precision, recall, false alarms a relation.
//!
//! The set (`facts/ecbplus_figures_clean.jsonl` under `SAMESTORY_DATA`) holds only 20 conflicts of
//! three stories, some of them debatable: two call `$2.6 million` and `2 million euros ($2.6
//! million)` a conflict. So the floors guard against breakage; they prove no quality elsewhere.

use std::collections::BTreeMap;
use std::path::PathBuf;

use samestory::fact::lexicon::Lexicon;
use samestory::fact::quantity::{self, Comparison, Figures, Pairing};
use samestory::fact::{date, words::Words};
use samestory::text::tokens::tokenise;

#[derive(serde::Deserialize)]
struct Row {
    id: String,
    a: String,
    b: String,
    relation: String,
}

fn rows() -> Option<Vec<Row>> {
    let folder = std::env::var_os("SAMESTORY_DATA")?;
    let path = PathBuf::from(folder).join("facts/ecbplus_figures_clean.jsonl");
    let text = std::fs::read_to_string(path).ok()?;
    Some(text.lines().map(|l| serde_json::from_str(l).expect("a row of the set")).collect())
}

fn figures(sentence: &str) -> Figures {
    let tokens = tokenise(sentence);
    let words = Words::new(sentence, &tokens);
    quantity::find(&words, &date::find(&words, None), Lexicon::shared())
}

fn explain(row: &Row, a: &Figures, b: &Figures, found: &Comparison) -> String {
    let lines = |name: &str, pairs: &[Pairing]| {
        let line = |p: &Pairing| {
            let x = a.quantities[p.a].span.of(&row.a);
            let y = b.quantities[p.b].span.of(&row.b);
            format!("    {name} {:?}: {x} | {y}\n", p.strength)
        };
        pairs.iter().map(line).collect::<Vec<_>>().concat()
    };
    let Row { id, a, b, relation } = row;
    format!("{relation} ({id})\n  A {a}\n  B {b}\n")
        + &lines("conflict", &found.conflicting)
        + &lines("agree", &found.agreeing)
}

#[test]
#[allow(clippy::print_stdout)] // The errors are the point of running it by hand.
fn figure_conflicts_on_labelled_pairs() {
    let Some(rows) = rows() else {
        println!("skipped: SAMESTORY_DATA does not hold facts/ecbplus_figures_clean.jsonl");
        return;
    };
    // By relation: rows, rows called a conflict.
    let mut called: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for row in &rows {
        let (a, b) = (figures(&row.a), figures(&row.b));
        let found = quantity::compare(&a, &b, Lexicon::shared());
        let conflict = !found.conflicting.is_empty();
        let entry = called.entry(row.relation.clone()).or_default();
        entry.0 += 1;
        entry.1 += u32::from(conflict);
        if conflict != (row.relation == "conflict") {
            println!("{}", explain(row, &a, &b, &found));
        }
    }
    println!("{called:?}");
    let of = |relation: &str| called.get(relation).copied().unwrap_or_default();
    let (conflicts, hits) = of("conflict");
    let alarms: u32 = called.iter().filter(|(r, _)| *r != "conflict").map(|(_, c)| c.1).sum();
    println!("precision {hits}/{}, recall {hits}/{conflicts}", hits + alarms);
    assert_eq!(of("compatible_time").1, 0);
    assert_eq!(of("different_currency").1, 0);
    assert!(of("agree").1 * 100 <= of("agree").0, "at most 1% of agreeing pairs");
    assert!(hits * 20 >= conflicts * 13, "recall at least .65");
    assert!(hits * 10 >= (hits + alarms) * 8, "precision at least .80");
}
