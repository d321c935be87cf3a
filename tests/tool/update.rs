//! Day after day onto a state: names that stay, copies of yesterday, crashes, what is refused.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::{Home, Killer, column, dump, file_rows, samestory, words};

/// The sample dump by days: the articles of each day under its name.
fn days(home: &Home) -> Vec<String> {
    let texts = home.at("kept.jsonl");
    words(&format!("dedup {} -q -o {} --write-kept {texts}", dump(), home.at("d"))).ends(0);
    let mut by_day: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for row in file_rows(home.0.path().to_str().unwrap(), "kept.jsonl") {
        let day = row["published"].as_str().map_or("undated", |time| &time[..10]).to_owned();
        by_day.entry(day).or_default().push(row);
    }
    by_day.into_iter().map(|(day, rows)| home.rows(&format!("days/{day}.jsonl"), rows)).collect()
}

/// Adds a file to the state `known`.
fn add(home: &Home, file: &str, out: &str) -> crate::common::Answer {
    words(&format!("update {} {file} -q -o {}", home.at("known"), home.at(out)))
}

fn article(id: &str, outlet: &str, day: &str, text: &str) -> Value {
    json!({"id": id, "source": outlet, "published": format!("{day}T08:00:00Z"), "title": "", "text": text})
}

const FLOOD: &str = "The river Lorn burst its banks near Tessel on Monday and flooded the old town. \
    At least 12 people were killed, the mayor of Tessel said. Some 4,000 people were taken to \
    schools and sports halls in the hills around the town.";
const FLOOD_TOO: &str = "Floods have hit Tessel: the Lorn, which runs through the old town, broke \
    its banks on Monday. The mayor said at least 12 people had been killed in Tessel. About 4,000 \
    residents are being housed in schools and sports halls.";
const FLOOD_LATER: &str = "The death toll of the floods in Tessel has risen to 19, the mayor said on \
    Tuesday. The river Lorn, which burst its banks on Monday, is falling. The 4,000 people in \
    schools and sports halls were told to wait before they go back to the old town.";

#[test]
fn stories_and_facts_keep_their_names_and_copies_name_yesterday() {
    let home = Home::new();
    let first = [
        article("a1", "The Post", "2024-03-04", FLOOD),
        article("b1", "Herald", "2024-03-04", FLOOD_TOO),
    ];
    let second = [
        article("c1", "Ledger", "2024-03-05", FLOOD_LATER),
        article("d1", "Mirror", "2024-03-05", FLOOD),
        article("a0", "Courier", "2024-03-03", &FLOOD_LATER.replace("Tuesday", "Sunday")),
    ];
    add(&home, &home.rows("1.jsonl", first), "day1").ends(0);
    add(&home, &home.rows("2.jsonl", second), "day2").ends(0);
    let (before, after) = (home.at("day1"), home.at("day2"));
    let stories = file_rows(&after, "stories.jsonl");
    assert_eq!(column(&file_rows(&before, "stories.jsonl"), "id"), ["s-a1"]);
    assert_eq!(column(&stories, "id"), ["s-a1"], "though a0 is earlier now");
    assert_eq!(stories[0]["articles"], json!(["a0", "a1", "b1", "c1", "d1"]));
    let articles = file_rows(&after, "articles.jsonl");
    let copy = articles.iter().find(|row| row["id"] == "d1").unwrap();
    assert_eq!((&copy["copy_of"], &copy["relation"]), (&json!("a1"), &json!("exact")));
    assert_eq!(column(&articles[..2], "id"), ["a1", "b1"], "what is known comes first");
    let dead = |folder: &str| -> Vec<Value> {
        let facts = file_rows(folder, "facts.jsonl");
        facts.into_iter().filter(|f| f["claim"].as_str().unwrap().contains("killed")).collect()
    };
    let (one, two) = (dead(&before), dead(&after));
    assert_eq!(one.len(), 1, "{one:?}");
    let grown = two.iter().find(|fact| fact["id"] == one[0]["id"]).expect("it is there still");
    assert!(
        grown["mentions"].as_array().unwrap().len() > one[0]["mentions"].as_array().unwrap().len()
    );
    let told = words(&format!("diff {before} {after}")).ends(0).out;
    assert!(told.starts_with("3 articles added, 0 articles removed"), "{told}");
}

#[test]
fn the_same_input_twice_changes_nothing() {
    let home = Home::new();
    let day = home.rows("1.jsonl", [article("a1", "The Post", "2024-03-04", FLOOD)]);
    add(&home, &day, "out").ends(0);
    let before = bytes(&home.at("out"));
    let known = home.at("known");
    words(&format!("update {known} {day} -o {}", home.at("out")))
        .ends(0)
        .says("has this input already");
    assert_eq!(bytes(&home.at("out")), before);
    // To another folder it is told again: nothing in it is new.
    words(&format!("update {known} {day} -o {}", home.at("other")))
        .ends(0)
        .says("0 new articles; 1 were known");
    let tables = |files: &[(String, Vec<u8>)]| -> Vec<(String, Vec<u8>)> {
        files.iter().filter(|(name, _)| name != "report.html").cloned().collect()
    };
    assert_eq!(
        tables(&bytes(&home.at("other"))),
        tables(&before),
        "the report counts what came twice"
    );
}

#[test]
fn an_id_with_other_content_is_another_article() {
    let home = Home::new();
    let day = |text| home.rows("x.jsonl", [article("a1", "The Post", "2024-03-04", text)]);
    add(&home, &day(FLOOD), "out").ends(0);
    add(&home, &day(FLOOD_LATER), "out").ends(3);
    let rejected = file_rows(&home.at("out"), "rejected.jsonl");
    let reason = rejected[0]["reason"].as_str().unwrap();
    let new = reason.strip_prefix("the id a1 has other content before; kept as ").unwrap();
    assert!(new.starts_with("a1~") && new.len() == 11, "{new}");
    let ids = file_rows(&home.at("out"), "articles.jsonl");
    assert_eq!(column(&ids, "id"), ["a1", new]);
    // The renamed one is known by now.
    add(&home, &day(FLOOD_LATER), "again").ends(0);
    assert_eq!(file_rows(&home.at("again"), "articles.jsonl").len(), 2);
}

#[test]
fn closed_stories_leave_and_come_back_under_their_name() {
    let home = Home::new();
    let first = [
        article("a1", "The Post", "2024-03-04", FLOOD),
        article("b1", "Herald", "2024-03-04", FLOOD_TOO),
    ];
    add(&home, &home.rows("1.jsonl", first), "out").ends(0);
    let other = "Parliament passed the law on forests after two days of debate in the capital. The \
        law forbids the felling of trees older than a hundred years.";
    let later = [article("z1", "The Post", "2024-03-25", other)];
    add(&home, &home.rows("2.jsonl", later), "out").ends(0);
    assert_eq!(column(&file_rows(&home.at("out"), "articles.jsonl"), "id"), ["z1"]);
    assert!(file_rows(&home.at("out"), "stories.jsonl").is_empty());
    let copy = [article("d1", "Mirror", "2024-03-26", FLOOD)];
    add(&home, &home.rows("3.jsonl", copy), "out").ends(0);
    let stories = file_rows(&home.at("out"), "stories.jsonl");
    assert_eq!(column(&stories, "id"), ["s-a1"]);
    assert_eq!(stories[0]["articles"], json!(["a1", "b1", "d1"]));
    // After ninety-two days it is forgotten.
    let third = "The national bank left its rate at four percent. Most of those who had been asked \
        before had thought that it would be lowered by a quarter of a point.";
    let last = [article("z2", "The Post", "2024-07-01", third)];
    add(&home, &home.rows("4.jsonl", last), "out").ends(0);
    add(&home, &home.rows("5.jsonl", [article("d2", "Mirror", "2024-07-01", FLOOD)]), "out")
        .ends(0);
    assert_eq!(column(&file_rows(&home.at("out"), "articles.jsonl"), "id"), ["z2", "d2"]);
}

#[test]
fn what_is_no_state_of_these_settings_is_refused() {
    let home = Home::new();
    let day = home.rows("1.jsonl", [article("a1", "The Post", "2024-03-04", FLOOD)]);
    let out = home.at("out");
    home.write("full/mine.txt", "mine");
    let full = home.at("full");
    words(&format!("update {full} {day} -o {out}")).ends(1).says("holds no state but mine.txt");
    assert_eq!(home.names("full"), ["mine.txt"]);
    home.write("broken/state.redb", "not a database");
    words(&format!("update {} {day} -o {out}", home.at("broken"))).ends(1).says("state.redb");
    add(&home, &day, "out").ends(0);
    let stricter = home.write("strict.toml", "[facts]\nsame = 0.9\n");
    let known = home.at("known");
    words(&format!("update {known} {day} -o {out} --config {stricter}"))
        .ends(2)
        .says("begun with facts.same = 0.7");
    let short = home.write("short.toml", "[state]\ncopies_days = 3\n");
    words(&format!("update {known} {day} -o {out} --config {short}")).ends(2).says("copies_days");
}

#[test]
fn one_writer_at_a_time() {
    let home = Home::new();
    let day = home.rows("1.jsonl", [article("a1", "The Post", "2024-03-04", FLOOD)]);
    add(&home, &day, "out").ends(0);
    let state = Path::new(&home.at("known")).to_path_buf();
    let open = samestory::state::State::open(&state, &Value::Null, None).unwrap();
    add(&home, &day, "out2").ends(1).says("another samestory is at work on this state");
    drop(open);
    add(&home, &day, "out2").ends(0);
}

#[test]
fn a_killed_update_is_done_again_to_the_same_bytes() {
    let home = Home::new();
    let days = days(&home);
    assert!(days.len() > 10, "{days:?}");
    let command = |known: &str, day: &str, out: &str| {
        let mut command = samestory();
        command.args(["update", &home.at(known), day, "-q", "-o", &home.at(out)]);
        command
    };
    let mut longest = Duration::ZERO;
    for (number, day) in days.iter().enumerate() {
        let began = Instant::now();
        let status = command("whole", day, &format!("whole-{number}")).status().unwrap();
        assert!(status.success());
        longest = longest.max(began.elapsed());
    }
    let mut killer = Killer::within(longest);
    for (number, day) in days.iter().enumerate() {
        let out = format!("killed-{number}");
        for _ in 0..2 {
            killer.kill(&mut command("killed", day, &out));
        }
        assert!(command("killed", day, &out).status().unwrap().success());
        assert_eq!(bytes(&home.at(&out)), bytes(&home.at(&format!("whole-{number}"))), "{day}");
    }
    assert!(killer.at_work >= 10, "{} of {} were at work", killer.at_work, 2 * days.len());
}

/// The files of a result folder, but the one that tells times.
fn bytes(folder: &str) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap())
        })
        .filter(|(name, _)| name != "run.json")
        .collect();
    files.sort();
    files
}
