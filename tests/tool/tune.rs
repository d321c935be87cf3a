//! `samestory tune`: settings from labels.

use serde_json::{Value, json};

use crate::common::{Home, dump, seeds, words};

fn tune(line: &str) -> Value {
    let answer = words(&format!("tune {line} -q --json")).ends(0);
    serde_json::from_str(&answer.out).unwrap()
}

#[test]
fn stories_that_are_right_already_are_left_as_they_are() {
    let gold = seeds("truth/stories.jsonl").display().to_string();
    let found = tune(&format!("{} --gold {gold}", dump()));
    assert_eq!(found["default"]["f1"], 1.0, "{found}");
    assert_eq!(found["advised"], false, "{found}");
}

#[test]
fn a_bad_setting_is_mended_and_the_file_is_taken_by_the_next_run() {
    let home = Home::new();
    let gold = seeds("truth/stories.jsonl").display().to_string();
    let bad = home.write("bad.toml", "[cluster]\ncut = 0.9\n");
    let good = home.at("good.toml");
    let line = format!("{} --gold {gold} --config {bad} -o {good}", dump());
    let found = tune(&line);
    let f1 = |of: &str| found[of]["f1"].as_f64().unwrap();
    assert!(f1("default") < 0.9 && f1("best") > 0.97, "{found}");
    assert_eq!(found["advised"], true, "{found}");
    let shown = words(&format!("run {} --config {good} --show-settings -o x", dump())).ends(0).out;
    let cut = found["best"]["settings"]["cluster"]["cut"].as_f64();
    let told = cut.map_or("weights = [".to_owned(), |cut| format!("cut = {cut}"));
    assert!(shown.contains(&told), "{shown}");
}

#[test]
fn copies_are_tuned_by_their_containment() {
    let home = Home::new();
    let gold = seeds("truth/duplicates.jsonl").display().to_string();
    let bad = home.write("bad.toml", "[dedup]\ncontainment = 1.0\n");
    let found = tune(&format!("{} --gold {gold} --kind duplicates --config {bad}", dump()));
    assert!(found["best"]["f1"].as_f64() > found["default"]["f1"].as_f64(), "{found}");
    assert!(found["best"]["settings"]["dedup"]["containment"].as_f64().unwrap() < 1.0);
}

#[test]
fn records_that_are_not_read_are_told() {
    let home = Home::new();
    let broken = home.write("broken.jsonl", "nonsense\n");
    for (kind, labels) in [("stories", "stories"), ("duplicates", "duplicates")] {
        let gold = seeds(&format!("truth/{labels}.jsonl"));
        let line = format!("tune {} {broken} --gold {} --kind {kind}", dump(), gold.display());
        words(&line).ends(3).says("broken.jsonl, record 1: line 1 is not valid JSON");
        assert_eq!(words(&format!("{line} -q")).ends(3).err, "");
    }
}

#[test]
fn labels_of_other_articles_are_refused() {
    let home = Home::new();
    let gold = home.rows("gold.jsonl", [json!({"id": "stranger", "cluster": "1"})]);
    words(&format!("tune {} --gold {gold}", dump()))
        .ends(2)
        .says("none of its ids is in the input");
}
