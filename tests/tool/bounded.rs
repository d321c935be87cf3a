//! `run --max-memory`: more than memory holds, window by window; crashes; what does not fit.

use std::time::Instant;

use serde_json::{Value, json};

use crate::common::{Home, Killer, column, file_rows, samestory, words};

/// A dump of some days, its lines in no order of time: each day two outlets tell of one matter in
/// words of their own, a third copies the first, and others write of things of their own.
fn dump(days: u32, alone: u32) -> Vec<Value> {
    let mut rows = Vec::new();
    for day in 0..days {
        let date = jiff::civil::date(2024, 1, 1).saturating_add(jiff::ToSpan::days(i64::from(day)));
        let row = |id: String, outlet: &str, text: String| json!({"id": id, "source": outlet, "published": format!("{date}T09:00:00Z"), "text": text});
        let (town, river) = (word(day * 7 + 1), word(day * 7 + 2));
        let (dead, moved) = (day + 12, 4_000 + day * 10);
        let one = format!(
            "The river {river} burst its banks near {town} on {date} and flooded the old town. At least \
             {dead} people were killed, the fire service of {town} said. Some {moved} people were taken \
             to schools and sports halls in the hills around the town of {town}."
        );
        let other = format!(
            "Floods have hit {town}: the {river}, which runs through the old town, broke its banks on \
             {date}. At least {dead} people had been killed in {town}, said a spokeswoman for the \
             province. About {moved} residents are being housed in schools and sports halls."
        );
        rows.push(row(format!("a{day:03}"), "The Post", one.clone()));
        rows.push(row(format!("b{day:03}"), "Herald", other));
        rows.push(row(format!("c{day:03}"), "Mirror", one));
        for number in 0..alone {
            let first = 10_000 + (day * 1_000 + number) * 60;
            let words: Vec<String> = (first..first + 60).map(word).collect();
            rows.push(row(format!("z{day:03}-{number}"), "Ledger", words.join(" ")));
        }
    }
    rows.sort_by_key(|row| {
        row["id"].as_str().map(|id| (id.len(), id.chars().rev().collect::<String>()))
    });
    rows
}

/// A made-up word for a number.
fn word(mut number: u32) -> String {
    // The end of MurmurHash3: near numbers become unlike words.
    for factor in [0x85EB_CA6B, 0xC2B2_AE35] {
        number = (number ^ number >> 15).wrapping_mul(factor);
    }
    number ^= number >> 16;
    let syllables = ["ka", "lo", "mer", "ti", "sun", "vel", "dor", "pi", "gra", "nes", "hu", "fal"];
    (0..4)
        .map(|_| {
            let syllable = syllables[(number % 12) as usize];
            number /= 12;
            syllable
        })
        .collect()
}

/// The text that tells a fact apart in both runs: claim and outlets.
fn told(folder: &str) -> Vec<String> {
    let facts = file_rows(folder, "facts.jsonl");
    let mut told: Vec<String> =
        facts.iter().map(|f| format!("{} {} {}", f["claim"], f["sources"], f["verdict"])).collect();
    told.sort();
    told
}

fn groups(folder: &str) -> Vec<String> {
    let rows = file_rows(folder, "duplicates.jsonl");
    let mut groups: Vec<String> =
        rows.iter().map(|row| format!("{} {}", row["survivor"], row["members"][0]["id"])).collect();
    groups.sort();
    groups
}

fn stories(folder: &str) -> Vec<String> {
    let rows = file_rows(folder, "stories.jsonl");
    let mut stories: Vec<String> = rows.iter().map(|row| row["articles"].to_string()).collect();
    stories.sort();
    stories
}

const SHORT: &str = "[state]\ncopies_days = 4\nstory_days = 3\n[cluster]\ncut = 0.2\n";

#[test]
fn windows_find_what_the_whole_run_finds() {
    let home = Home::new();
    let (input, config) = (home.rows("in.jsonl", dump(30, 100)), home.write("s.toml", SHORT));
    let (whole, parts) = (home.at("whole"), home.at("parts"));
    words(&format!("run {input} -q -o {whole} --config {config}")).ends(0);
    let answer = words(&format!(
        "run {input} -o {parts} --config {config} --max-memory 72M --format parquet --log {}",
        home.at("log")
    ));
    let log = home.text("log");
    answer.ends(0);
    let reads = log.lines().filter(|l| l.contains("\"begin\"") && l.contains("\"read\"")).count();
    assert!(reads > 3, "it ran in {reads} windows");
    assert_eq!(groups(&parts), groups(&whole));
    assert_eq!(stories(&parts), stories(&whole));
    assert_eq!(told(&parts), told(&whole));
    let ids = |folder: &str| {
        let rows = file_rows(folder, "articles.jsonl");
        let mut ids: Vec<String> = column(&rows, "id").into_iter().map(str::to_owned).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&parts), ids(&whole), "every article stands there once");
    let info: Value = serde_json::from_str(&home.text("parts/run.json")).unwrap();
    assert_eq!(
        (&info["counts"]["articles"], &info["counts"]["stories"]),
        (&json!(3090), &json!(30))
    );
    assert_eq!(home.names("."), ["in.jsonl", "log", "parts", "s.toml", "whole"], "nothing is left");
    let report = home.text("parts/report.html");
    assert!(
        report.contains("3090 articles") || report.contains("of 3090"),
        "it tells what it shows"
    );
    words(&format!("report {parts}")).ends(0);
    for name in ["articles", "duplicates", "stories", "facts", "pairs", "rejected"] {
        let bytes = std::fs::read(format!("{parts}/{name}.parquet")).unwrap();
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{name}");
    }
}

/// Articles of two matters that turn out to be one: some tell of `x` or `y` on day 7, others of both
/// on day 10. The story `first` of day 3 has a few words of `x`.
fn merging() -> Vec<Value> {
    const STRIDES: [usize; 8] = [29, 23, 19, 17, 13, 11, 7, 1];
    let words = |first: u32| (first..first + 60).map(word).collect::<Vec<String>>();
    let (x, y, own) = (words(5_000), words(5_100), words(5_200));
    // The same words in other orders are no copies.
    let told = |name: &str, day: usize, articles: usize, words: &[String]| -> Vec<Value> {
        let place = |number: usize, at: usize| (at * STRIDES[number] + 11 * number + 5) % 60;
        let text =
            |number| -> Vec<&str> { (0..60).map(|at| words[place(number, at)].as_str()).collect() };
        let row = |number| {
            json!({"id": format!("{name}{number}"), "source": format!("Outlet {number}"),
                "published": format!("2024-01-{:02}T09:00:00Z", day + 1), "text": text(number).join(" ")})
        };
        (0..articles).map(row).collect()
    };
    let first = told("first", 3, 2, &[&x[..15], &own[15..]].concat());
    let both = told("both", 10, 8, &[&x[..30], &y[..30]].concat());
    [first, told("x", 7, 2, &x), told("y", 7, 3, &y), both].concat()
}

#[test]
fn a_story_that_a_later_window_merges_is_named_by_none() {
    let home = Home::new();
    let input = home.rows("in.jsonl", [dump(30, 100), merging()].concat());
    let early =
        merging().into_iter().filter(|row| !row["id"].as_str().unwrap().starts_with("both"));
    let (early, config) = (home.rows("early.jsonl", early), home.write("s.toml", SHORT));
    let (before, after) = (home.at("before"), home.at("after"));
    words(&format!("run {early} -q -o {before} --config {config}")).ends(0);
    words(&format!("run {input} -q -o {after} --config {config} --max-memory 72M")).ends(0);
    let runner_up = |folder: &str| {
        let rows = file_rows(folder, "articles.jsonl");
        rows.into_iter().find(|row| row["id"] == "first0").unwrap()["runner_up"].clone()
    };
    assert_eq!(runner_up(&before)["story"], "s-x0");
    let names = file_rows(&after, "stories.jsonl");
    let names = column(&names, "id");
    assert!(names.contains(&"s-y0") && !names.contains(&"s-x0"), "{names:?}");
    assert_eq!(runner_up(&after), Value::Null);
    words(&format!("report {after}")).ends(0);
}

#[test]
fn what_does_not_fit_says_what_it_needs() {
    let home = Home::new();
    let input = home.rows("in.jsonl", dump(30, 100));
    let out = home.at("out");
    words(&format!("run {input} -q -o {out} --max-memory 70M"))
        .ends(2)
        .says("max_memory = 70 MiB: the stories of 14 days up to 2024-01-")
        .says("samestory dedup");
    words(&format!("run {input} -o {out} --max-memory 2Q")).ends(2).says("expected K, M, G or T");
    words(&format!("run {input} -o {out} --max-memory 70M --sample 5")).ends(2).says("--sample");
}

#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    let home = Home::new();
    let (input, config) = (home.rows("in.jsonl", dump(30, 100)), home.write("s.toml", SHORT));
    let command = |out: &str| {
        let mut command = samestory();
        let out = home.at(out);
        command.args(["run", &input, "-q", "-o", &out, "--config", &config, "--max-memory", "72M"]);
        command
    };
    let began = Instant::now();
    assert!(command("whole").status().unwrap().success());
    // Each attempt goes on from the one before, so a share of the whole time is soon the end.
    let mut killer = Killer::within(began.elapsed() / 3);
    for moment in 0..20 {
        if !killer.kill(&mut command("killed")) {
            same_tables(&home, "killed", "whole", moment);
            std::fs::remove_dir_all(home.at("killed")).unwrap();
        }
    }
    assert!(killer.at_work >= 10, "{} of 20 were at work", killer.at_work);
    assert!(command("killed").status().unwrap().success());
    same_tables(&home, "killed", "whole", 20);
}

#[track_caller]
fn same_tables(home: &Home, one: &str, other: &str, moment: u32) {
    for name in home.names(other).iter().filter(|name| *name != "run.json") {
        let bytes = |folder: &str| std::fs::read(home.at(&format!("{folder}/{name}"))).unwrap();
        assert!(bytes(one) == bytes(other), "{name} differs after moment {moment}");
    }
}
