//! Formats, archives, patterns and `--dry-run` as a user meets them.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::common::{Home, column, dump, file_rows, with_input, words};
use crate::zipped::zip;

const TABLE: &str = "id,headline,body,date\n\
    1,Dam holds,\"The dam held, the ministry said.\n\nNobody was hurt.\",2023-09-10\n\
    2,Bridge falls,The bridge fell into the river.,2023-09-11\n";

#[test]
fn an_article_in_an_archive_says_where_it_lies_and_is_found_again() {
    let home = Home::new();
    let bytes = zip(&[("day1.csv", TABLE.as_bytes()), ("notes/readme.bin", b"\0\x01\x02")]);
    home.write("news/dump.zip", bytes);
    let out = home.at("out");
    words(&format!("run {} -q -o {out}", home.at("news"))).ends(3);
    let rows = file_rows(&out, "articles.jsonl");
    assert_eq!(column(&rows, "id"), ["1", "2"]);
    let second = TABLE.find("2,Bridge").unwrap();
    let place = json!({"file": "dump.zip/day1.csv", "record": 2, "offset": second});
    assert_eq!(rows[1]["location"], place);
    let rejected = file_rows(&out, "rejected.jsonl");
    assert_eq!(column(&rejected, "file"), ["dump.zip/notes/readme.bin"]);
    let told = words(&format!("explain {out} 1 2 --json")).ends(0).out;
    assert!(!told.contains("changed") && !told.contains("cannot be read"), "{told}");
}

#[test]
fn standard_input_of_any_format() {
    let page = "<!DOCTYPE html><title>Dam holds</title><p>The dam held, the ministry said.</p>";
    let feed = "<rss version='2.0'><channel><item><title>Dam holds</title></item></channel></rss>";
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n\
         Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    );
    let archive = zip(&[("a/b.csv", TABLE.as_bytes())]);
    for (bytes, ids) in [
        (TABLE.as_bytes(), vec!["1", "2"]),
        (page.as_bytes(), vec!["-#1"]),
        (feed.as_bytes(), vec!["-#1"]),
        (warc.as_bytes(), vec!["-#1"]),
        (&archive, vec!["1", "2"]),
    ] {
        let rows = with_input("dedup - -q", bytes).ends(0).rows();
        assert_eq!(column(&rows, "id"), ids);
    }
}

#[test]
fn patterns_and_many_inputs() {
    let home = Home::new();
    for name in ["a/1.csv", "a/deep/2.csv", "b/3.txt"] {
        home.write(name, format!("id,title\n{name},Title of {name}\n"));
    }
    let line = format!("dedup {} {} -q", home.at("a/**/*.csv"), home.at("b"));
    let rows = words(&line).ends(0).rows();
    // In the order of their names below the plain part of each argument.
    assert_eq!(column(&rows, "id"), ["a/1.csv", "b/3.txt", "a/deep/2.csv"]);
    words(&format!("dedup {}", home.at("*.none"))).ends(1).says("no file matches");
}

#[test]
fn a_json_feed_without_items_and_lines_about_one() {
    let home = Home::new();
    let version = "\"version\": \"https://jsonfeed.org/version/1.1\"";
    let feed = home.write("feed.json", format!("{{{version}, \"title\": \"F\"}}"));
    words(&format!("dedup {feed}")).ends(3).says("has no list of items");
    let about = "{\"title\": \"A feed names https://jsonfeed.org/version/1 first\"}\n";
    let lines = home.write("a.jsonl", about.repeat(2));
    assert_eq!(words(&format!("dedup {lines}")).ends(0).rows().len(), 2);
}

#[test]
fn a_bomb_is_told_and_the_rest_is_read() {
    let home = Home::new();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..300 {
        packer.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = packer.finish().unwrap();
    home.write("news/a.zip", zip(&[("bomb.jsonl.gz", &bomb), ("good.csv", TABLE.as_bytes())]));
    home.write("news/b.csv", TABLE.replace("1,", "3,").replace("2,Br", "4,Br"));
    let out = home.at("out");
    words(&format!("run {} -q -o {out}", home.at("news"))).ends(3);
    let rejected = file_rows(&out, "rejected.jsonl");
    assert!(rejected[0]["file"].as_str().unwrap().starts_with("a.zip/"), "{rejected:?}");
    assert!(rejected[0]["reason"].as_str().unwrap().contains("decompression bomb"));
    let ids = file_rows(&out, "articles.jsonl");
    assert!(ids.iter().any(|row| row["id"] == "4"), "{ids:?}");
}

#[test]
fn archives_inside_one_another_have_an_end() {
    let home = Home::new();
    let mut bytes = TABLE.as_bytes().to_vec();
    let mut name = "a.csv".to_owned();
    for depth in 1..=4 {
        bytes = zip(&[(&name, &bytes)]);
        name = format!("{depth}.zip");
    }
    let file = home.write("five.zip", &bytes);
    let answer = words(&format!("dedup {file}")).ends(3);
    assert!(answer.err.contains("archive inside another"), "{}", answer.err);
    let file = home.write(
        "three.zip",
        zip(&[("2.zip", &zip(&[("1.zip", &zip(&[("a.csv", TABLE.as_bytes())]))]))]),
    );
    assert_eq!(words(&format!("dedup {file}")).ends(0).rows().len(), 2);
}

#[test]
fn long_lines_and_cells_are_told_and_passed_over() {
    let home = Home::new();
    let long = "The river rose again at Tavra. ".repeat(300_000_000 / 31);
    let lines = format!(
        "{{\"title\":\"A\"}}\n{{\"title\":\"B\",\"text\":\"{long}\"}}\n{{\"title\":\"C\"}}\n"
    );
    let file = home.write("a.jsonl", lines);
    let answer = words(&format!("dedup {file}")).ends(3).says("line 2 is too long");
    assert_eq!(column(&answer.rows(), "id"), ["a.jsonl#1", "a.jsonl#3"]);
    std::fs::remove_file(&file).unwrap();
    for quote in ["", "\""] {
        let cell = &long[..200_000_000];
        let table = format!("id,title,text\n1,A,a\n2,B,{quote}{cell}{quote}\n3,C,c\n");
        let file = home.write("a.csv", table);
        let answer = words(&format!("dedup {file}")).ends(3).says("row 2 is too long");
        assert_eq!(column(&answer.rows(), "id"), ["1", "3"], "{quote}");
    }
}

#[test]
fn nulls_at_any_depth() {
    let home = Home::new();
    let rows = [
        json!({"id": "a", "title": "A", "text": [null, null], "source": {"name": null}, "date": {"$date": null}}),
        json!({"id": "b", "title": null, "text": ["One.", null], "source": null, "url": [null]}),
        json!({"id": null, "title": null, "text": null}),
        json!({"_id": {"$oid": null}, "title": "D", "text": null}),
    ];
    let file = home.rows("a.jsonl", rows);
    let answer = words(&format!("dedup {file}")).ends(3);
    let rows = answer.rows();
    let ids = column(&rows, "id");
    assert!(ids.contains(&"b") && ids.contains(&"a.jsonl#4"), "{ids:?}");
    assert!(answer.err.contains("line 3 has neither title nor text"), "{}", answer.err);
}

#[test]
fn a_dry_run_tells_and_does_nothing() {
    let home = Home::new();
    let out = home.at("out");
    let told = words(&format!("run {} --dry-run -o {out}", dump())).ends(0).out;
    for part in ["70 articles", "JSON Lines: 2 files, 63 articles", "headline", "of memory"] {
        assert!(told.contains(part), "no {part:?} in\n{told}");
    }
    assert!(!std::path::Path::new(&out).exists());
    let file = home.write("a.csv", TABLE);
    let told = words(&format!("dedup {file} --dry-run --json")).ends(0).out;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["articles"], &told["whole"]), (&json!(2), &json!(true)));
    let names: Vec<&str> =
        told["fields"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["id", "headline", "body", "date"]);
    assert_eq!(told["estimates"].as_array().unwrap().len(), 3);
    words("run nothing --dry-run").ends(1);
}
