//! The same dump gives the same bytes: for any number of threads, any order of the arguments, any
//! order of the records in a file, packed or not.

use serde_json::Value;

use crate::common::{Home, file_rows, seeds, words};

/// The files that must be the same byte for byte.
const SAME: [&str; 4] = ["duplicates.jsonl", "stories.jsonl", "facts.jsonl", "pairs.jsonl"];

/// A copy of the sample dump; `change` is done to the lines of its JSON Lines files.
fn copy(home: &Home, name: &str, change: impl Fn(&mut Vec<&str>)) {
    for file in ["wire.jsonl", "web.jsonl"] {
        let text = std::fs::read_to_string(seeds("dump").join(file)).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        change(&mut lines);
        home.write(&format!("{name}/{file}"), lines.join("\n"));
    }
    for entry in std::fs::read_dir(seeds("dump/desk")).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap();
        home.write(&format!("{name}/desk/{file}"), std::fs::read(&path).unwrap());
    }
}

/// Articles by id, without the places where they were read.
fn articles(folder: &str) -> Vec<Value> {
    let mut rows = file_rows(folder, "articles.jsonl");
    for row in &mut rows {
        row.as_object_mut().unwrap().remove("location");
    }
    rows.sort_by(|a, b| a["id"].as_str().cmp(&b["id"].as_str()));
    rows
}

#[test]
fn threads_and_order_do_not_show() {
    let home = Home::new();
    copy(&home, "one", |_| {});
    copy(&home, "two", |lines| lines.reverse());
    copy(&home, "three", |lines| {
        let half = lines.len() / 2;
        lines.rotate_left(half);
        lines.swap(0, 7);
    });
    let run = |out: &str, folder: &str, order: [&str; 3], flags: &str| {
        let inputs = order.map(|name| home.at(&format!("{folder}/{name}"))).join(" ");
        words(&format!("run {inputs} {flags} -q -o {}", home.at(out))).ends(0);
    };
    run("a", "one", ["wire.jsonl", "web.jsonl", "desk"], "--threads 1");
    run("b", "two", ["desk", "web.jsonl", "wire.jsonl"], "--threads 2");
    run("c", "three", ["web.jsonl", "desk", "wire.jsonl"], "--threads 8");
    for other in ["b", "c"] {
        for file in SAME {
            let (one, two) =
                (home.text(&format!("a/{file}")), home.text(&format!("{other}/{file}")));
            assert!(!one.is_empty(), "{file}");
            assert_eq!(one, two, "{file} of run {other}");
        }
        assert_eq!(articles(&home.at("a")), articles(&home.at(other)), "articles of run {other}");
    }
}

#[test]
fn the_whole_folder_is_the_same_for_any_number_of_threads() {
    let home = Home::new();
    let dump = crate::common::dump();
    for threads in ["1", "2", "8"] {
        words(&format!("run {dump} --threads {threads} -q -o {}", home.at(threads))).ends(0);
    }
    for file in home.names("1").iter().filter(|name| *name != "run.json") {
        let one = home.text(&format!("1/{file}"));
        for other in ["2", "8"] {
            assert_eq!(one, home.text(&format!("{other}/{file}")), "{file}, {other} threads");
        }
    }
}

#[test]
fn packing_does_not_show() {
    let home = Home::new();
    let plain = std::fs::read(seeds("dump/wire.jsonl")).unwrap();
    home.write("plain/wire.jsonl", &plain);
    home.write("packed/wire.jsonl", zstd::encode_all(plain.as_slice(), 3).unwrap());
    for name in ["plain", "packed"] {
        let out = home.at(&format!("{name}-out"));
        words(&format!("run {} -q -o {out}", home.at(name))).ends(0);
    }
    for file in SAME.into_iter().chain(["articles.jsonl"]) {
        let read = |name| home.text(&format!("{name}-out/{file}"));
        assert_eq!(read("plain"), read("packed"), "{file}");
    }
}
