//! Stories of five labelled sets with the default settings: B-cubed F1.
//!
//! The sets lie under `SAMESTORY_DATA`. The recipe was fitted on them and on sets made from them, so
//! the floors guard against breakage; what was measured with each family left out of the fit stands
//! in `src/cluster/cut.rs`.

use std::path::PathBuf;

use samestory::eval::ClusterReport;
use samestory::eval::gold::{ClusterRow, read_clusters};
use samestory::pipeline::{Goal, Pipeline, Settings};
use samestory::read;

/// Sets and the least F1.
const FLOORS: [(&str, f64); 5] = [
    ("fnc1_train", 0.94),
    ("ecbplus_topics_1_35", 0.90),
    ("allsides_fulltext", 0.87),
    ("og2021_titles_not_en", 0.60),
    ("uci_news_aggregator", 0.81),
];

#[test]
#[allow(clippy::print_stdout)] // The confusions are the point of running it by hand.
fn stories_of_labelled_sets() {
    let Some(folder) = std::env::var_os("SAMESTORY_DATA").map(PathBuf::from) else {
        println!("skipped: SAMESTORY_DATA is not set");
        return;
    };
    let settings = Settings { goal: Goal::Stories, ..Settings::default() };
    let pipeline = Pipeline::new(settings).expect("defaults are valid");
    for (name, floor) in FLOORS {
        let path = folder.join(format!("stories/{name}.jsonl"));
        if !path.is_file() {
            println!("skipped: {name} is not there");
            continue;
        }
        let gold = read_clusters(&path, &["cluster"]).expect("rows of the set");
        let corpus = read::paths(&[path]).expect("articles of the set");
        let analysis = pipeline.run(&corpus).expect("texts are at hand");
        let report = ClusterReport::new(&gold, &ClusterRow::of_stories(&analysis));
        println!("{name}\n{report}");
        let f1 = report.scores.b_cubed.f1;
        assert!(f1 >= floor, "{name}: {f1:.4}, at least {floor}");
    }
}
