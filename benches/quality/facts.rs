//! Facts: the sample dump against its truth, labelled sentence pairs, conflicting figures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use samestory::eval::facts::{PredictedFact, score};
use samestory::eval::gold::read_facts;
use samestory::eval::measure::Share;
use samestory::eval::ranking::Ranking;
use samestory::fact::analyse::Analyser;
use samestory::fact::lexicon::Lexicon;
use samestory::fact::model::Scorer;
use samestory::fact::pairs::figures;
use samestory::fact::quantity;
use samestory::fact::term::Sentence;
use samestory::pipeline::{Pipeline, Settings};
use samestory::read;

use crate::labelled;
use crate::table::{Table, said, share};

/// What the fit of the score said of itself.
const FITTED: &str = include_str!("../../src/fact/tables/same_fact.tsv");

/// The tables.
pub fn measure(data: &Path) -> String {
    format!("## Facts\n{}\n{}\n{}", sample_dump(), pairs(data), conflicts(data))
}

/// The dump that ships with the repository, which was written to be hard.
fn sample_dump() -> String {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let truth = read_facts(&seeds.join("truth/facts.json")).unwrap();
    let corpus = read::paths(&[seeds.join("dump")]).unwrap();
    let analysis = Pipeline::new(Settings::default()).unwrap().run(&corpus).unwrap();
    let scores = score(&truth, &PredictedFact::of_analysis(&analysis));
    let mut table = Table::new(&["on the sample dump", "of"]);
    let mut row = |what: &str, Share { hits, total }: Share| {
        table.row(&[what.to_owned(), format!("{hits} of {total}")]);
    };
    row("found, of facts that must be", scores.found_must);
    row("found, of facts that should be", scores.found_should);
    row("found, of facts that may be", scores.found_may);
    row("right, of facts of several outlets", scores.precision);
    row("right verdict, of those found", scores.verdicts_right);
    row("right, of conflicts", scores.conflict_precision);
    row("found, of true conflicts", scores.conflict_recall);
    row("look-alikes joined (should be none)", scores.look_alikes_joined);
    format!(
        "The sample dump was written to be hard: true pairs share a tenth of their content words.\n\n{}",
        table.finish()
    )
}

fn pairs(data: &Path) -> String {
    let Ok(sets) = labelled::read(&data.join("facts")) else {
        return "(The labelled sentence pairs were not there.)\n".to_owned();
    };
    let mut table = Table::new(&["pairs", "number", "same", "average precision", "recall at P .9"]);
    let (mut precision, mut recall, mut jaccard) = (0.0, 0.0, 0.0);
    let analyser = Analyser::for_language("en");
    for set in &sets {
        let mut scorer = Scorer::for_pairs();
        let (mut scored, mut alike) = (Vec::new(), Vec::new());
        for pair in &set.pairs {
            let (a, b) = (analyser.text(&pair.a), analyser.text(&pair.b));
            scored.push((f64::from(scorer.score(&a, &b).z), pair.same));
            alike.push((jaccard_index(&a, &b), pair.same));
        }
        jaccard += Ranking::new(alike).average_precision();
        let ranking = Ranking::new(scored);
        let (ap, at) = (ranking.average_precision(), ranking.recall_at_precision(0.9));
        (precision, recall) = (precision + ap, recall + at);
        let same = set.pairs.iter().filter(|pair| pair.same).count();
        let counts = [set.pairs.len().to_string(), same.to_string()];
        let [number, same] = counts;
        table.row(&[format!("`{}`", set.name), number, same, share(ap), share(at)]);
    }
    let n = sets.len() as f64;
    let dash = String::new();
    table.row(&["mean".into(), dash.clone(), dash, share(precision / n), share(recall / n)]);
    format!(
        "Sentence pairs by the shipped weights, which were fitted on them. With each source left out of \
         its fit the means were {} and {} (`build-tables same-fact`); the Jaccard index of stems has \
         a mean average precision of {} on the same pairs.\n\n{}",
        said(FITTED, "average precision"),
        said(FITTED, "recall at precision .9"),
        share(jaccard / n),
        table.finish()
    )
}

/// Stems of both sentences among those of either, 0..=1.
fn jaccard_index(a: &Sentence, b: &Sentence) -> f64 {
    let stems = |s: &Sentence| s.terms.iter().map(|t| t.stem).collect::<BTreeSet<_>>();
    let (a, b) = (stems(a), stems(b));
    let common = a.intersection(&b).count();
    common as f64 / (a.len() + b.len() - common).max(1) as f64
}

fn conflicts(data: &Path) -> String {
    let Ok(rows) = std::fs::read_to_string(data.join("facts/ecbplus_figures_clean.jsonl")) else {
        return "(The pairs of figures were not there.)\n".to_owned();
    };
    let mut called: BTreeMap<String, Share> = BTreeMap::new();
    for line in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| row[key].as_str().unwrap();
        let (a, b) = (figures(text("a")), figures(text("b")));
        let found = quantity::compare(&a, &b, Lexicon::shared());
        let relation = text("relation").to_owned();
        called.entry(relation).or_default().add(!found.conflicting.is_empty());
    }
    let mut table = Table::new(&["figures that truly", "called a conflict"]);
    for (relation, Share { hits, total }) in called {
        table.row(&[format!("`{relation}`"), format!("{hits} of {total}")]);
    }
    format!(
        "Figures of two sentences (`ecbplus_figures_clean`; few conflicts, of three stories):\n\n{}",
        table.finish()
    )
}
