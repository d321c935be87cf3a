//! What a user sees of the sample dump, word for word.
//!
//! `seeds/golden/run.txt` holds the summary of the terminal, then a line for each group of copies,
//! each story and each fact that more than one outlet carries. The manual pages and completions that
//! packagers take stand in `docs`. After a change that is meant:
//!
//! ```text
//! SAMESTORY_RENEW=1 cargo test --test tool golden
//! ```
//!
//! and read the difference before it is committed.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::common::{Home, dump, file_rows, seeds, words};

fn list(value: &Value) -> String {
    let items = value.as_array().unwrap().iter();
    items.map(|item| item.as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

/// A plain outlet name, without the id that stands for the outlet of a lone file.
fn outlets(value: &Value) -> String {
    let items = value.as_array().unwrap().iter();
    items.map(|item| item.as_str().unwrap()).collect::<Vec<_>>().join(", ")
}

fn told(folder: &str, summary: &str) -> String {
    let mut out = String::new();
    // The last line tells folder and time.
    for line in summary.lines().filter(|line| !line.contains("report.html")) {
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out.push_str("\n# Copies\n");
    for group in file_rows(folder, "duplicates.jsonl") {
        let members = group["members"].as_array().unwrap().iter();
        let members: Vec<String> = members
            .map(|m| format!("{} {}", m["id"].as_str().unwrap(), m["relation"].as_str().unwrap()))
            .collect();
        let _ = writeln!(out, "{}: {}", group["survivor"].as_str().unwrap(), members.join(", "));
    }
    out.push_str("\n# Stories\n");
    for story in file_rows(folder, "stories.jsonl") {
        let (id, label) = (story["id"].as_str().unwrap(), story["label"].as_str().unwrap());
        let _ = writeln!(out, "{id} {label}\n    {}", list(&story["articles"]));
    }
    out.push_str("\n# Facts of several outlets\n");
    let facts = file_rows(folder, "facts.jsonl");
    for fact in facts.iter().filter(|fact| fact["verdict"] != "single") {
        let text = |key: &str| fact[key].as_str().unwrap();
        let values: Vec<String> = fact["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| format!("{} {}", v["value"], v["unit"].as_str().unwrap_or("")))
            .map(|value| value.trim_end().to_owned())
            .collect();
        let values =
            if values.is_empty() { String::new() } else { format!(" [{}]", values.join(" | ")) };
        let head = format!("{} {}{values}", text("story"), text("verdict"));
        let _ = writeln!(out, "{head} {}\n    {}", text("claim"), outlets(&fact["sources"]));
    }
    let singles = facts.iter().filter(|fact| fact["verdict"] == "single").count();
    let _ = writeln!(out, "and {singles} of one outlet alone");
    out
}

#[test]
fn the_sample_dump_reads_as_it_did() {
    let home = Home::new();
    let out = home.at("out");
    let summary = words(&format!("run {} -o {out}", dump())).ends(0).out;
    let now = told(&out, &summary);
    held(&seeds("golden/run.txt"), &now);
}

/// What packagers take from `docs/man` and `docs/completions` is of this version.
#[test]
fn manual_pages_and_completions_are_as_the_help_says() {
    let home = Home::new();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    words(&format!("man {}", home.at("man"))).ends(0);
    let pages = home.names("man");
    for page in &pages {
        held(&docs.join("man").join(page), &home.text(&format!("man/{page}")));
    }
    let mut kept: Vec<String> = std::fs::read_dir(docs.join("man"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    kept.sort();
    assert_eq!(kept, pages, "docs/man has a page of a command that is gone");
    for (shell, file) in
        [("bash", "samestory.bash"), ("zsh", "_samestory"), ("fish", "samestory.fish")]
    {
        let script = words(&format!("completions {shell}")).ends(0).out;
        held(&docs.join("completions").join(file), &script);
    }
}

/// Holds a file of the repository, or makes it anew.
#[track_caller]
fn held(path: &Path, now: &str) {
    if std::env::var_os("SAMESTORY_RENEW").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, now).unwrap();
    }
    let then = std::fs::read_to_string(path).unwrap_or_default();
    let changed = now.lines().zip(then.lines()).find(|(now, then)| now != then);
    let renew = "SAMESTORY_RENEW=1 cargo test --test tool golden";
    let name = path.display();
    assert!(
        now == then,
        "{name}: first line that changed: {changed:?}\nif it is meant: {renew}\n{now}"
    );
}
