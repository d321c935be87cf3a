//! Copies that were planted among real sentences, and rewrites by hand.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use samestory::analysis::Analysis;
use samestory::eval::ClusterReport;
use samestory::eval::gold::{ClusterRow, read_clusters};
use samestory::eval::measure::PrecisionRecall;
use samestory::pipeline::{Goal, Pipeline, Settings};
use samestory::read;

use crate::table::{Table, share};

/// The tables.
pub fn measure(data: &Path) -> String {
    format!("## Copies\n{}\n{}", planted(data), rewrites(data))
}

fn copies(path: &Path) -> Analysis {
    let settings = Settings { goal: Goal::Copies, ..Settings::default() };
    let corpus = read::paths(&[path.to_path_buf()]).unwrap();
    Pipeline::new(settings).unwrap().run(&corpus).unwrap()
}

fn planted(data: &Path) -> String {
    let path = data.join("neardup/planted20k.jsonl");
    if !path.is_file() {
        return "(`planted20k` was not there.)\n".to_owned();
    }
    let gold = read_clusters(&data.join("neardup/planted20k.truth.tsv"), &["cluster"]).unwrap();
    let report = ClusterReport::new(&gold, &ClusterRow::of_groups(&copies(&path)));
    let pairs = report.scores.pairs;
    let mut table = Table::new(&["kind", "copies found", "falsely merged"]);
    let kinds = report.by_kind.unwrap();
    for (kind, merged) in &kinds.false_merges {
        let found = kinds.recall.get(kind);
        let found = found.map_or("-".to_owned(), |s| format!("{} of {}", s.hits, s.total));
        table.row(&[format!("`{kind}`"), found, format!("{} of {}", merged.hits, merged.total)]);
    }
    format!(
        "`planted20k`, {} texts with planted copies and traps; over pairs P {}, R {}, **F1 {}**. `exx`: \
         xx % of the words edited; `tmpl`, `boiler`, `short` must not merge.\n\n{}",
        report.scores.articles,
        share(pairs.precision),
        share(pairs.recall),
        share(pairs.f1),
        table.finish()
    )
}

/// Any link counts: a member of the same group, or a related text.
fn rewrites(data: &Path) -> String {
    let path = data.join("neardup/clough_stevenson_docs.jsonl");
    let Ok(rows) = std::fs::read_to_string(data.join("neardup/clough_stevenson_pairs.jsonl"))
    else {
        return "(`clough_stevenson` was not there.)\n".to_owned();
    };
    let analysis = copies(&path);
    let at: HashMap<&str, usize> =
        analysis.articles.iter().enumerate().map(|(at, a)| (a.key(), at)).collect();
    let linked: HashSet<(usize, usize)> = analysis
        .articles
        .iter()
        .enumerate()
        .flat_map(|(from, a)| a.related.iter().map(move |r| (from, r.id.index())))
        .collect();
    let (mut right, mut said, mut gold) = (0, 0, 0);
    for line in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let of = |key: &str| at[row[key].as_str().unwrap()];
        let (a, b) = (of("a_id"), of("b_id"));
        let group = analysis.articles[a].group;
        let is_one = group.is_some() && group == analysis.articles[b].group;
        let says = is_one || linked.contains(&(a, b)) || linked.contains(&(b, a));
        let is = row["label"] == 1;
        right += u64::from(says && is);
        said += u64::from(says);
        gold += u64::from(is);
    }
    let found = PrecisionRecall::of_counts(right, said, gold);
    format!(
        "Rewrites by hand (`clough_stevenson`, copied, lightly and heavily revised answers against own \
         ones): P {}, R {}, F1 {} over {gold} rewritten texts; a link of any kind counts.\n",
        share(found.precision),
        share(found.recall),
        share(found.f1)
    )
}
