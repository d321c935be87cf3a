//! The contract: every file, every key, their order; and that a round trip loses nothing.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::analysis::{Analysis, ArticleId, ArticleResult};
use crate::report::fixture;

pub(crate) fn lines(table: Table, analysis: &Analysis) -> Vec<String> {
    let mut out = Vec::new();
    write(table, analysis, &mut out).unwrap();
    String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
}

/// The keys of a JSON object and of what stands in it, in the order of the text:
/// `{"a":{"b":1},"c":[{"d":2}]}` -> `a{b} c[{d}]`.
pub(crate) fn shape(json: &str) -> String {
    let (mut shape, mut rest) = (String::new(), json);
    while let Some(next) = rest.find(['"', '{', '}', '[', ']']) {
        let mark = rest.as_bytes()[next];
        rest = &rest[next + 1..];
        if mark != b'"' {
            shape.push(mark as char);
            continue;
        }
        // No string of the fixture holds an escaped quote where this is used.
        let (text, after) = rest.split_once('"').unwrap();
        rest = after;
        if rest.starts_with(':') {
            if shape.ends_with(|c: char| c != '{' && c != '[') {
                shape.push(' ');
            }
            shape.push_str(text);
        }
    }
    shape[1..shape.len() - 1].to_owned()
}

#[test]
fn every_row_has_every_key_in_order() {
    let article = "id source published title url lang kind location{file record offset} \
                   duplicate_group relation copy_of related[] story story_score why[] runner_up";
    let full = article
        .replace("why[]", "why[{term weight}]")
        .replace("runner_up", "runner_up{story score}");
    let linked = article.replace("related[]", "related[{id relation score}]");
    let duplicate = "group survivor members[{id relation of jaccard containment passages[]}]";
    let changed = duplicate.replace("passages[]", "passages[{kind start end text}]");
    let story = "id label terms[{term weight}] articles[] sources[] texts witnesses first last \
                 cohesion continues x y";
    let fact = "id story verdict kind claim confidence sources[] witnesses[{origin mentions[] why}] \
                values[] mentions[{article source published as_of field start end sentence value \
                speaker modality}]";
    let dedup = "id cluster source kind reason location{file record offset} relation copy_of jaccard \
                 containment related[]";
    let cluster = "id cluster label source published title kind location{file record offset} \
                   duplicate_group copy_of story_score why[] runner_up";
    // Of each table, some line of the fixture and its shape.
    let expected = [
        (Table::Articles, 2, full.as_str()),
        (Table::Articles, 0, &linked),
        (Table::Articles, 7, article),
        (Table::Duplicates, 0, &changed),
        (Table::Duplicates, 1, duplicate),
        (Table::Stories, 1, story),
        (Table::Facts, 4, fact),
        (Table::Pairs, 1, "a b stage score features{cosine} accepted"),
        (Table::Rejected, 1, "file record offset reason"),
        (Table::Dedup, 7, dedup),
        (Table::Cluster, 7, cluster),
    ];
    let analysis = fixture::analysis();
    for (table, line, keys) in expected {
        let line = &lines(table, &analysis)[line];
        assert_eq!(shape(line).replace("} {", "}{"), keys, "{table}: {line}");
    }
}

#[test]
fn figures_of_a_fact_have_their_keys() {
    let line = &lines(Table::Facts, &fixture::analysis())[1];
    assert!(shape(line).contains("values[{value unit mentions[] as_of}"), "{line}");
    let values = r#""values":[{"value":12,"unit":"people","mentions":[0,1],"as_of":"2023-09-11"},"#;
    assert!(line.contains(values), "{line}");
}

#[test]
fn rows_say_what_the_contract_says() {
    let analysis = fixture::analysis();
    let copy = &lines(Table::Articles, &analysis)[1];
    assert_eq!(
        copy,
        r#"{"id":"a1","source":"Post","published":"2023-09-11T09:30:00Z","title":"Bridge collapse leaves 12 dead","url":null,"lang":"en","kind":"article","location":{"file":"day1.jsonl","record":1,"offset":0},"duplicate_group":"d-a0","relation":"near","copy_of":"a0","related":[],"story":"s-a0","story_score":0.9,"why":[],"runner_up":null}"#
    );
    let front = &lines(Table::Articles, &analysis)[7];
    assert!(front.contains(r#""published":null,"title":null,"#), "{front}");
    let undecided = &lines(Table::Articles, &analysis)[5];
    assert!(undecided.contains(r#""lang":null"#), "{undecided}");
    let stories = lines(Table::Stories, &analysis);
    assert!(stories[0].contains(r#""continues":null,"x":0.1,"y":-0.4}"#), "{}", stories[0]);
    assert!(stories[1].contains(r#""continues":"s-a0","x":null,"y":null}"#), "{}", stories[1]);
    let facts = lines(Table::Facts, &analysis);
    assert!(
        facts[0].starts_with(r#"{"id":"f-1","story":"s-a0","verdict":"conflict","kind":"figure""#)
    );
    assert!(facts[4].starts_with(r#"{"id":"f-5","#));
}

#[test]
fn articles_stand_in_input_order() {
    let ids: Vec<String> = lines(Table::Articles, &fixture::analysis())
        .iter()
        .map(|line| serde_json::from_str::<ArticleRow>(line).unwrap().id.into_owned())
        .collect();
    assert_eq!(ids, ["z9", "a1", "a0", "b1", "b0", "a3", "a2", "c0"]);
}

#[test]
fn every_table_has_its_own_name() {
    for (name, table) in Table::ALL {
        assert_eq!((name.parse(), table.to_string()), (Ok(table), name.to_owned()));
    }
    assert!("tables".parse::<Table>().is_err());
}

fn round_trip(analysis: &Analysis) -> Analysis {
    let home = tempfile::tempdir().unwrap();
    save(analysis, home.path());
    read(home.path()).unwrap()
}

fn save(analysis: &Analysis, dir: &Path) {
    for table in Table::FOLDER {
        let mut file = File::create(dir.join(table.file_name())).unwrap();
        write(table, analysis, &mut file).unwrap();
    }
}

/// Articles with any key, title and numbers, linked to each other.
fn articles() -> impl Strategy<Value = Vec<ArticleResult>> {
    let text = "\\PC{0,12}|[\u{0}-\u{1f}\"\\\\\u{2028}]{0,4}";
    let entry = (text, text, -1.0e6_f32..1.0e6, 0..4_000_000_000_i64);
    prop::collection::btree_map("[ -~é]{0,8}", entry, 1..8).prop_map(|entries| {
        let last = ArticleId(entries.len() as u32 - 1);
        let article =
            |(key, (title, source, score, second)): (String, (String, String, f32, i64))| {
                let published = jiff::Timestamp::from_second(second).expect("in range").to_string();
                ArticleResult {
                    story_score: Some(score),
                    copy_of: Some(last),
                    ..fixture::article(&key, &source, Some(&published), &title)
                }
            };
        entries.into_iter().map(article).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_second_round_trip_changes_nothing(articles in articles()) {
        let input_order = (0..articles.len() as u32).rev().map(ArticleId).collect();
        let analysis = Analysis { articles, input_order, ..Analysis::default() };
        let once = round_trip(&analysis);
        // Scores are rounded, all else is as it was.
        let rounded = |a: &ArticleResult| a.story_score.map(|s| Score(s).rounded() as f32);
        let mut expected = analysis.clone();
        for article in &mut expected.articles {
            article.story_score = rounded(article);
        }
        prop_assert_eq!(&once, &expected);
        prop_assert_eq!(&round_trip(&once), &once);
    }
}
