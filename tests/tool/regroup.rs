//! A finished run under another threshold: the same groups as a fresh run.

use serde_json::{Value, json};

use crate::common::{Home, dump, words};

/// What a row says of an article's group; links may differ.
fn places(rows: &[Value]) -> Vec<String> {
    let keys = ["id", "cluster", "kind", "relation", "copy_of", "jaccard", "containment"];
    let row = |row: &Value| keys.map(|key| row[key].to_string()).join(" ");
    rows.iter().map(row).collect()
}

fn grouped(rows: &[Value]) -> usize {
    rows.iter().filter(|row| row["cluster"].is_string()).count()
}

/// Texts of plain words with copies of all sorts: cut, mixed with others, edited, word for word.
fn copies(home: &Home) -> String {
    let text = |seed: u64, from: u64, to: u64| -> String {
        (from..to).map(|i| format!("w{} ", (seed * 7919 + i) * 2_654_435_761 % 99_991)).collect()
    };
    let edited = |seed: u64, every: usize| -> String {
        let words = text(seed, 0, 120);
        let words = words.split_whitespace().enumerate();
        words
            .map(|(i, w)| if i % every == 7 { format!("{w}x ") } else { format!("{w} ") })
            .collect()
    };
    let mut rows = Vec::new();
    let mut add = |text: String| {
        let (id, n) = (format!("{:03}", rows.len() * 37 % 1000), rows.len());
        let day = 1 + n * 11 % 28;
        let source = format!("Outlet {}", n % 5);
        rows.push(
            json!({"id": id, "source": source, "date": format!("2023-09-{day:02}"), "text": text}),
        );
    };
    for seed in 0..12 {
        let whole = text(seed, 0, 120);
        for every in [12, 15, 30] {
            add(edited(seed, every));
        }
        add(text(seed, 20, 90));
        add(format!("{whole} {}", text(100 + seed, 0, 150)));
        // The same words again: they must stay together where the threshold parts them from the rest.
        add(format!("{whole} {}", text(100 + seed, 0, 150)).to_uppercase());
        add(format!("{} {}", text(seed, 0, 75), text(200 + seed, 0, 45)));
        add(whole);
    }
    home.rows("copies.jsonl", rows)
}

#[test]
fn a_finished_run_gives_the_groups_of_a_fresh_one() {
    let home = Home::new();
    for (name, input) in [("seeds", dump()), ("copies", copies(&home))] {
        let out = home.at(name);
        words(&format!("run {input} -q -o {out}")).ends(0);
        let mut sizes = Vec::new();
        for flags in [
            "",
            "--threshold 0.6",
            "--threshold 0.75",
            "--threshold 0.9",
            "--threshold 1",
            "--keep first",
            "--keep longest --threshold 0.7",
        ] {
            let fresh = words(&format!("dedup {input} {flags} -q")).ends(0).rows();
            let again = words(&format!("dedup {out} {flags} -q")).ends(0).rows();
            assert_eq!(places(&again), places(&fresh), "{name} {flags}");
            sizes.push(grouped(&again));
        }
        assert!(sizes[4] < sizes[1] && sizes[4] > 1, "{name}: {sizes:?}");
        assert!(sizes[1..5].is_sorted_by(|x, y| x >= y), "{name}: {sizes:?}");
    }
}

#[test]
fn a_lower_threshold_takes_what_the_run_rejected_and_says_so() {
    let home = Home::new();
    let input = copies(&home);
    let out = home.at("out");
    words(&format!("run {input} -q -o {out}")).ends(0);
    let own = grouped(&words(&format!("dedup {out}")).ends(0).rows());
    let lower = words(&format!("dedup {out} --threshold 0.3")).ends(0).says("below 0.5");
    assert!(grouped(&lower.rows()) >= own);
    words(&format!("dedup {out} --threshold 0.6 --from 2023-09-02")).ends(2).says("--from: needs");
    for flag in ["--dry-run", "--show-settings", &format!("--basis {out}")] {
        let name = flag.split(' ').next().unwrap();
        let line = format!("dedup {out} {flag} -o {}", home.at("rows.jsonl"));
        words(&line).ends(2).says(&format!("{name}: needs"));
    }
    assert_eq!(home.names(""), ["copies.jsonl", "out"]);
    words(&format!("dedup {out} --threshold 0.1")).ends(2);
    // Without its run.json a folder is an input like any other.
    std::fs::remove_file(home.0.path().join("out/run.json")).unwrap();
    assert!(words(&format!("dedup {out} -q")).rows().iter().all(|row| row["id"] != "000"));
}
