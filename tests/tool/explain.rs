//! `samestory explain`: the same figures as the run, from the folder and the texts alone.

use serde_json::Value;

use crate::common::{Home, dump, file_rows, run, samestory, words};

fn explain(folder: &str, ids: &[&str]) -> Value {
    let answer = run(["explain", "--json", folder].iter().chain(ids)).ends(0);
    serde_json::from_str(&answer.out).unwrap()
}

fn story_pairs(folder: &str) -> Vec<Value> {
    let pairs = file_rows(folder, "pairs.jsonl");
    pairs.into_iter().filter(|pair| pair["stage"] == "cluster").collect()
}

#[test]
fn a_pair_has_the_score_and_the_parts_that_the_run_found() {
    let home = Home::new();
    let out = home.at("out");
    words(&format!("run {} -o {out} -q", dump())).ends(0);
    let pairs = story_pairs(&out);
    assert!(pairs.len() > 50);
    let near = |a: &Value, b: &Value| (a.as_f64().unwrap() - b.as_f64().unwrap()).abs() < 2e-4;
    for pair in pairs.iter().step_by(pairs.len() / 10) {
        let (a, b) = (pair["a"].as_str().unwrap(), pair["b"].as_str().unwrap());
        let found = &explain(&out, &[a, b])["reasons"];
        assert!(near(&found["score"], &pair["score"]), "{a} {b}: {found} {pair}");
        for name in ["all", "lead", "title", "cover", "time"] {
            assert!(near(&found["features"][name], &pair["features"][name]), "{a} {b} {name}");
        }
        let shared = found["shared"].as_array().unwrap();
        assert!(shared.windows(2).all(|w| w[0]["weight"].as_f64() >= w[1]["weight"].as_f64()));
    }
}

#[test]
fn it_says_what_is_gone_or_has_changed() {
    let home = Home::new();
    let row = |id: &str, text: &str| serde_json::json!({"id": id, "title": "Flood", "text": text});
    let (one, two) = ("The river rose over its banks in the night.", "The river fell again.");
    let input = home.rows("in.jsonl", [row("a", one), row("b", two)]);
    let out = home.at("out");
    words(&format!("run {input} -o {out} -q")).ends(0);
    let told = run(["explain", &out, "a", "b"]).ends(0).out;
    assert!(told.contains("shared, of") && told.contains("river"), "{told}");
    home.rows("in.jsonl", [row("a", two), row("b", one)]);
    let told = run(["explain", &out, "a", "b"]).ends(0).out;
    assert!(told.contains("has changed since the run"), "{told}");
    std::fs::remove_file(&input).unwrap();
    let told = run(["explain", &out, "a", "b"]).ends(0).out;
    assert!(told.contains("what they share is not known") && told.contains("in.jsonl"), "{told}");
    // One article is explained from the folder alone.
    let told = run(["explain", &out, "a"]).ends(0).out;
    assert!(told.starts_with("a  Flood\n"), "{told}");
}

#[test]
fn a_copy_is_explained_by_what_it_copies() {
    let home = Home::new();
    let out = home.at("out");
    words(&format!("run {} -o {out} -q", dump())).ends(0);
    let articles = file_rows(&out, "articles.jsonl");
    let copy = articles.iter().find(|row| row["copy_of"].is_string()).unwrap();
    let (id, of) = (copy["id"].as_str().unwrap(), copy["copy_of"].as_str().unwrap());
    let told = run(["explain", &out, id]).ends(0).out;
    assert!(told.contains(&format!(" of {of}")), "{told}");
    let both = explain(&out, &[id, of]);
    assert!(both["pairs"].as_array().unwrap().iter().any(|pair| pair["stage"] == "dedup"));
}

#[test]
fn an_unknown_id_and_a_foreign_folder_are_errors() {
    let home = Home::new();
    let out = home.at("out");
    words(&format!("run {} -o {out} -q", dump())).ends(0);
    run(["explain", &out, "nobody"]).ends(2).says("there is no article \"nobody\"");
    run(["explain", &home.at("nowhere"), "a"]).ends(1).says("nowhere");
    let answer = samestory().args(["explain", &out]).output().unwrap();
    assert_eq!(answer.status.code(), Some(2));
}

#[test]
fn a_fact_is_explained_mention_by_mention() {
    let home = Home::new();
    let out = home.at("out");
    words(&format!("run {} -o {out} -q", dump())).ends(0);
    let facts = file_rows(&out, "facts.jsonl");
    let agreed = facts.iter().find(|fact| fact["verdict"] == "agreed").unwrap();
    let id = agreed["id"].as_str().unwrap();
    let found = explain(&out, &[id]);
    assert_eq!(&found["fact"], agreed);
    let reasons = found["reasons"].as_array().unwrap();
    assert_eq!(reasons.len(), agreed["mentions"].as_array().unwrap().len());
    // The claim itself needs none.
    assert_eq!(reasons.iter().filter(|reason| reason.is_null()).count(), 1);
    let told = run(["explain", &out, id]).ends(0).out;
    assert!(told.contains("Witnesses") && told.contains("coverage_mean"), "{told}");
    run(["explain", &out, "f-99999"]).ends(2).says("there is no article");
}
