//! What `-o` may replace, and what is left behind when it fails.

use std::fs;

use crate::common::{Home, dump, file_rows, seeds, words};

#[test]
fn a_folder_of_others_is_never_replaced() {
    let home = Home::new();
    home.write("mine/letter.txt", "Dear reader");
    home.write("theirs/run.json", "{\"tool\":\"another\"}");
    home.write("file", "x");
    fs::create_dir(home.at("empty")).unwrap();
    for name in ["mine", "theirs", "file", "empty"] {
        let answer = words(&format!("run {} -o {}", dump(), home.at(name))).ends(1);
        let answer = answer.says(name);
        assert_eq!(answer.out, "", "{name}");
    }
    assert_eq!(home.names(""), ["empty", "file", "mine", "theirs"]);
    assert_eq!(home.names("mine"), ["letter.txt"]);
    assert_eq!(home.text("file"), "x");
}

#[test]
fn a_place_that_takes_no_folder_is_refused_before_the_work() {
    let home = Home::new();
    home.write("file", "x");
    let missing = home.at("missing");
    words(&format!("run {missing} -o {}", home.at("file/deep/out"))).ends(1).says("file/deep/out");
    assert_eq!(home.names(""), ["file"]);
}

#[test]
fn our_own_folder_is_replaced_as_a_whole() {
    let home = Home::new();
    let out = home.at("deep/down/out");
    let run = |input: &str| words(&format!("run {} -q -o {out}", seeds(input).display())).ends(0);
    run("dump");
    home.write("deep/down/out/stray.txt", "x");
    run("dump/web.jsonl");
    assert_eq!(home.names("deep/down/out").len(), 9);
    assert_eq!(home.names("deep/down"), ["out"]);
    assert_eq!(file_rows(&out, "articles.jsonl").len(), 25);
}

#[test]
fn a_result_inside_the_input_is_not_read_as_news() {
    let home = Home::new();
    home.write("news/a.jsonl", "{\"title\":\"A\"}\n");
    let out = home.at("news/out");
    for _ in 0..2 {
        words(&format!("run {} -q -o {out}", home.at("news"))).ends(0);
        assert_eq!(file_rows(&out, "articles.jsonl").len(), 1);
    }
}

#[test]
fn nothing_is_left_where_the_work_fails() {
    let home = Home::new();
    let (missing, out) = (home.at("missing"), home.at("out"));
    for command in ["run", "dedup", "cluster", "facts", "background"] {
        words(&format!("{command} {missing} -o {out}")).ends(1).says("missing");
        assert!(home.names("").is_empty(), "{command}");
    }
    words(&format!("pairs {missing} -o {out}")).ends(1).says("missing");
    let bad = home.write("bad.toml", "[cluster]\ncut = 7\n");
    words(&format!("run {} --config {bad} -o {out}", dump())).ends(2);
    assert_eq!(home.names(""), ["bad.toml"]);
}

#[test]
fn rows_do_not_go_into_a_folder() {
    let home = Home::new();
    fs::create_dir(home.at("folder")).unwrap();
    let line = format!("dedup {} -o {}", dump(), home.at("folder"));
    words(&line).ends(1).says("this is a folder");
    assert_eq!(home.names(""), ["folder"]);
}

/// Linux has a device that is always full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    words(&format!("facts {} -o /dev/full", dump())).ends(1).says("No space left");
}

/// Nobody, not even root, makes a folder there.
#[cfg(target_os = "linux")]
#[test]
fn a_place_that_takes_no_folder_is_told() {
    words(&format!("run {} -o /proc/samestory/out", dump())).ends(1).says("/proc/samestory");
    words(&format!("dedup {} -o /proc/samestory.jsonl", dump())).ends(1).says("/proc/samestory");
}
