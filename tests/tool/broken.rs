//! `seeds/broken`, file by file, as its README tells.

use std::collections::BTreeSet;

use samestory::read;
use serde_json::Value;

use crate::common::{Home, file_rows, seeds, words};

/// A file, the ids of the articles that it yields in order, and what is listed: the record (0 for
/// the whole file) and a part of the reason.
type Row = (&'static str, &'static str, &'static [(u64, &'static str)]);

const NOTHING: &str = "has neither title nor text";
const NO_DATE: &str = "has a date that is not understood";

const TABLE: &[Row] = &[
    ("01_invalid_json_line.jsonl", "ok-01a ok-01b", &[(2, "is not valid JSON: key must be")]),
    ("02_truncated_last_line.jsonl", "ok-02a ok-02b", &[(3, "EOF while parsing a string")]),
    ("03_array_line.jsonl", "ok-03a ok-03b", &[(2, "is not a JSON object but a list")]),
    (
        "04_scalar_lines.jsonl",
        "ok-04a ok-04b",
        &[
            (2, "not a JSON object but a number"),
            (3, "not a JSON object but a string"),
            (4, "not a JSON object but null"),
            (5, "not a JSON object but true or false"),
        ],
    ),
    (
        "05_no_title_no_text.jsonl",
        "ok-05a ok-05b",
        &[(2, "has neither title nor text; its fields are date, id, source, url"), (3, NOTHING)],
    ),
    ("06_null_text.jsonl", "ok-06a headline-06 ok-06b", &[(3, NOTHING)]),
    (
        "07_text_of_wrong_type.jsonl",
        "ok-07a list-07 ok-07b",
        &[
            (2, "has a number for its text"),
            (3, "has an object for its text"),
            (5, "has true or false for its text"),
        ],
    ),
    ("08_broken_utf8.jsonl", "ok-08a repair-08 ok-08b", &[(2, "is not valid UTF-8; read as ")]),
    ("09_nul_byte.jsonl", "ok-09a repair-09 ok-09b", &[(2, "control character")]),
    ("10_empty.jsonl", "", &[]),
    ("11_empty.txt", "", &[(0, "the file is empty")]),
    ("12_only_white_space.txt", "", &[(1, NOTHING)]),
    (
        "13_duplicate_ids.jsonl",
        "ok-13a twin-13 twin-13~8958baa8 ok-13b",
        &[(4, "other content elsewhere; kept as twin-13~8958baa8")],
    ),
    (
        "14_impossible_dates.jsonl",
        "ok-14a undated-14a undated-14b undated-14c undated-14d ok-14b",
        &[(2, NO_DATE), (3, NO_DATE), (4, NO_DATE), (5, NO_DATE)],
    ),
    (
        "15_far_future_date.jsonl",
        "ok-15a future-15 future-15e ok-15b",
        &[(2, "(\"2999-01-01T00:00:00Z\")"), (3, "(99999999999999)")],
    ),
    ("16_windows_1252.txt", "16_windows_1252.txt#1", &[(1, "read as windows-1252")]),
    ("17_latin_1.txt", "17_latin_1.txt#1", &[(1, "read as windows-1252")]),
    ("18_utf16_le_bom.txt", "18_utf16_le_bom.txt#1", &[]),
    ("19_utf16_be_bom.jsonl", "ok-19a ok-19b", &[]),
    ("20_utf8_bom.jsonl", "ok-20a ok-20b", &[]),
    ("21_very_long_line.jsonl", "ok-21a long-21 ok-21b", &[]),
    ("22_crlf.jsonl", "ok-22a ok-22b ok-22c", &[]),
    ("23_blank_lines_no_final_newline.jsonl", "ok-23a ok-23b", &[]),
    (
        "24_missing_or_odd_ids.jsonl",
        "ok-24a 24_missing_or_odd_ids.jsonl#2 24 24_missing_or_odd_ids.jsonl#4 \
         24_missing_or_odd_ids.jsonl#5 ok-24b",
        &[],
    ),
    ("25_lone_surrogate.jsonl", "ok-25a repair-25 ok-25b", &[(2, "has half a surrogate pair")]),
    ("26_repeated_key.jsonl", "ok-26a odd-26 ok-26b", &[]),
    ("27_deeply_nested.jsonl", "ok-27a ok-27b", &[(2, "recursion limit exceeded")]),
    ("28_two_records_on_one_line.jsonl", "ok-28a ok-28b", &[(2, "trailing characters")]),
    ("29_truncated.jsonl.gz", "gz-29-000 .. gz-29-101", &[(103, "cannot be read on from here")]),
    ("30_not_gzip.jsonl.gz", "plain-30a plain-30b", &[]),
    ("31_truncated.jsonl.zst", "zst-31a zst-31b", &[(3, "cannot be read on from here")]),
    ("32_not_zstd.jsonl.zst", "plain-32a plain-32b", &[]),
    (
        "33_gzip_wrong_checksum.jsonl.gz",
        "gz-33a gz-33b",
        &[(3, "does not have a matching checksum")],
    ),
    ("34_nul_bytes.txt", "34_nul_bytes.txt#1", &[]),
    ("35_random_bytes.txt", "", &[(0, "neither text nor a known format")]),
    ("README.md", "", &[(0, "not a known format")]),
];

/// `a-000 .. a-101` spelt out.
fn ids(told: &str) -> Vec<String> {
    let numbered = told.split_once(" .. ").and_then(|(first, last)| {
        let (name, _) = first.rsplit_once('-')?;
        let last: u32 = last.rsplit_once('-')?.1.parse().ok()?;
        Some((0..=last).map(|n| format!("{name}-{n:03}")).collect())
    });
    numbered.unwrap_or_else(|| told.split_whitespace().map(str::to_owned).collect())
}

#[test]
fn every_file_does_as_the_readme_tells() {
    let home = Home::new();
    let out = home.at("out");
    words(&format!("run {} -q -o {out}", seeds("broken").display())).ends(3);
    let (articles, rejected) =
        (file_rows(&out, "articles.jsonl"), file_rows(&out, "rejected.jsonl"));
    for (file, told, listed) in TABLE {
        let read: Vec<&str> = articles
            .iter()
            .filter(|row| row["location"]["file"] == *file)
            .map(|row| row["id"].as_str().unwrap())
            .collect();
        assert_eq!(read, ids(told), "{file}");
        let rows: Vec<&Value> = rejected.iter().filter(|row| row["file"] == *file).collect();
        let records: Vec<u64> = rows.iter().map(|r| r["record"].as_u64().unwrap_or(0)).collect();
        assert_eq!(records, listed.iter().map(|(record, _)| *record).collect::<Vec<_>>(), "{file}");
        for (row, (record, reason)) in rows.iter().zip(*listed) {
            assert!(row["reason"].as_str().unwrap().contains(reason), "no {reason:?} in {row}");
            assert_eq!(row["offset"].is_u64(), *record > 0, "{row}");
        }
    }
    let told: BTreeSet<String> = TABLE.iter().map(|(file, ..)| (*file).to_owned()).collect();
    let there = std::fs::read_dir(seeds("broken")).unwrap();
    let there = there.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(told, there, "the table and the folder");
}

#[test]
fn offsets_are_where_the_lines_begin() {
    let home = Home::new();
    let out = home.at("out");
    words(&format!("run {} -q -o {out}", seeds("broken").display())).ends(3);
    let mut seen = 0;
    for row in file_rows(&out, "rejected.jsonl") {
        let file = row["file"].as_str().unwrap();
        // Offsets in packed files count unpacked bytes.
        let Some(record) = row["record"].as_u64().filter(|_| !file.contains(".jsonl.")) else {
            continue;
        };
        let bytes = std::fs::read(seeds("broken").join(file)).unwrap();
        let before = &bytes[..row["offset"].as_u64().unwrap() as usize];
        assert!(before.last().is_none_or(|&byte| byte == b'\n'), "{row}");
        let lines = before.split(|&byte| byte == b'\n').count() as u64;
        assert_eq!(lines, record, "{row}");
        seen += 1;
    }
    assert!(seen > 20, "{seen} rows");
}

#[test]
fn repaired_articles_read_as_they_should() {
    let corpus = read::paths(&[seeds("broken")]).unwrap();
    let article = |key: &str| {
        let id = corpus.find(key).unwrap();
        (corpus.record(id), corpus.text(id).unwrap())
    };
    for (key, title, part) in [
        ("headline-06", "Bus line 4 changes its route", ""),
        ("list-07", "Bakery reopens after repairs", "A list\n\nof paragraphs"),
        ("repair-08", "Café reopens", "The café on the quay "),
        ("repair-09", "An escaped NUL", " "),
        ("16_windows_1252.txt#1", "", "the naïve décor had been kept."),
        ("17_latin_1.txt#1", "", "é"),
        ("repair-25", "Half a pair", "A lone surrogate \u{FFFD} stands here."),
        ("odd-26", "Second title", "stands here twice."),
        ("34_nul_bytes.txt#1", "", "The ferry  left on time."),
    ] {
        let (record, text) = article(key);
        assert_eq!(record.title(), title, "{key}");
        assert!(text.contains(part) && !text.contains('\0'), "{key}: {text:?}");
    }
    for key in ["undated-14a", "undated-14b", "undated-14c", "undated-14d", "future-15"] {
        assert_eq!(article(key).0.published(), None, "{key}");
    }
    assert_eq!(corpus.repeated, 1);
    let longest = article("long-21").1.len();
    assert!(longest > 190_000, "{longest} bytes");
}
