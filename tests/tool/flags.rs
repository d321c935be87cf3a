//! Choosing articles, settings, field names.

use serde_json::{Value, json};

use crate::common::{Home, column, dump, samestory, with_input, words};

/// Ids of the articles that a command line takes.
fn ids(line: &str) -> Vec<String> {
    let rows = words(&format!("dedup {line}")).ends(0).rows();
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

fn three_days() -> (Home, String) {
    let home = Home::new();
    let row = |id, date, source, lang: Value| json!({"id": id, "title": id, "date": date, "source": source, "lang": lang});
    let file = home.rows(
        "days.jsonl",
        [
            row("a", "2023-09-01", "The Post", json!("en")),
            row("b", "2023-09-02T12:00:00Z", "The Ledger", json!("de-AT")),
            row("c", "2023-09-03", "the post", json!("English")),
            row("d", "", "The Post", json!(null)),
        ],
    );
    (home, file)
}

#[test]
fn dates_languages_and_outlets_choose() {
    let (_home, file) = three_days();
    for (flags, expected) in [
        ("", "a b c d"),
        ("--from 2023-09-02", "b c"),
        ("--to 2023-09-02", "a b"),
        ("--from 2023-09-02 --to 2023-09-02", "b"),
        ("--from 2023-09-02T12:00:01Z", "c"),
        ("--to 2023-09-02T12:00:00Z", "a b"),
        ("--to 2023-09-02T11:59:59Z", "a"),
        ("--to 2023-09-01T00:00:00Z", "a"),
        ("--from 2023-09-02T12:00:00Z --to 2023-09-02T12:00:00Z", "b"),
        ("--lang en", "a c d"),
        ("--lang de,en", "a b c d"),
        ("--lang de", "b d"),
        ("--source The_Ledger", "b"),
        ("--source The_Ledger --source THE_POST", "a b c d"),
        ("--source Nobody", ""),
    ] {
        let arguments = flags.split_whitespace().map(|word| word.replace('_', " "));
        let answer =
            crate::common::answer(samestory().args(["dedup", &file]).args(arguments)).ends(0);
        assert_eq!(column(&answer.rows(), "id").join(" "), expected, "{flags}");
        assert_eq!(answer.err.contains("left out by"), expected.len() < 7, "{flags}");
    }
}

/// A file name is told relative to its argument, so two arguments may hold the same.
#[test]
fn the_field_that_copies_are_kept_by_stays_with_its_article() {
    let home = Home::new();
    let text = "The dam above the town held through the night, and nobody was hurt at all, the \
                ministry said; engineers will look at it again on Monday, when the water is low.";
    let row = |id, p| [json!({"id": id, "text": text, "p": p, "source": id})];
    let (one, two) = (home.rows("a/n.jsonl", row("y", 1)), home.rows("b/n.jsonl", row("x", 9)));
    let (one, two) = (one.trim_end_matches("/n.jsonl"), two.trim_end_matches("/n.jsonl"));
    for inputs in [format!("{one} {two}"), format!("{two} {one}")] {
        let rows = words(&format!("dedup {inputs} --keep field:p")).ends(0).rows();
        let copy = rows.iter().find(|row| row["id"] == "x").unwrap();
        assert_eq!(copy["copy_of"], "y", "{rows:?}");
    }
}

#[test]
fn a_sample_is_chosen_by_its_seed_and_grows() {
    let sample = |flags: &str| ids(&format!("{} --sample {flags}", dump()));
    let (ten, twenty) = (sample("10 --seed 4"), sample("20 --seed 4"));
    assert_eq!((ten.len(), twenty.len()), (10, 20));
    assert!(ten.iter().all(|id| twenty.contains(id)));
    assert_eq!(sample("10 --seed 4"), ten);
    assert_ne!(sample("10 --seed 5"), ten);
    assert_eq!(sample("10"), sample("10 --seed 1"));
    assert_eq!(sample("1000").len(), 70);
}

#[test]
fn fields_are_named_by_map_and_a_dump_of_unknown_fields_says_so() {
    let home = Home::new();
    let row =
        |n| json!({"nr": n, "kopf": "Titel", "tag": "2023-09-01", "inhalt": {"ganz": "Text."}});
    let file = home.rows("a.jsonl", [row("x"), row("y")]);
    let answer = words(&format!("dedup {file}")).ends(3);
    assert!(answer.out.is_empty());
    let answer = answer.says("line 1 has neither title nor text; its fields are inhalt, kopf, nr");
    answer.says("--map title=NAME --map text=NAME");
    let map = "--map id=nr --map title=KOPF --map text=inhalt.ganz --map date=tag";
    let answer = words(&format!("dedup {file} {map}")).ends(0);
    assert_eq!((column(&answer.rows(), "id"), answer.err.as_str()), (vec!["x", "y"], ""));
    let out = home.at("out");
    words(&format!("run {file} {map} -q -o {out}")).ends(0);
    let articles = crate::common::file_rows(&out, "articles.jsonl");
    assert_eq!(column(&articles, "title"), ["Titel", "Titel"]);
    assert_eq!(column(&articles, "published"), ["2023-09-01T00:00:00Z"; 2]);
    assert_eq!(column(&articles, "relation"), ["-", "exact"]);
}

#[test]
fn settings_are_shown_as_a_file_that_can_be_given_back() {
    let home = Home::new();
    let flags = "--map title=kopf --from 2023-09-01 --lang en --source Post --sample 5 --seed 9";
    let shown = words(&format!("dedup no-such-file {flags} --show-settings")).ends(0).out;
    for part in
        ["[read.map]", "title = \"kopf\"", "from = \"2023-09-01\"", "sample = 5", "seed = 9"]
    {
        assert!(shown.contains(part), "no {part} in:\n{shown}");
    }
    let file = home.write("samestory.toml", &shown);
    let again = words(&format!("dedup x --config {file} --show-settings")).ends(0).out;
    assert_eq!(again, shown);
    let stronger = words(&format!("dedup x --config {file} --lang de --show-settings")).ends(0).out;
    assert!(stronger.contains("lang = [\"de\"]") && stronger.contains("seed = 9"), "{stronger}");
}

#[test]
fn a_settings_file_counts_and_its_faults_are_named() {
    let home = Home::new();
    let with = |toml: &str| {
        let file = home.write("samestory.toml", toml);
        words(&format!("cluster {} --config {file}", dump()))
    };
    let stories = |answer: crate::common::Answer| {
        let rows = answer.ends(0).rows();
        rows.iter().filter(|row| row["cluster"].is_string()).count()
    };
    let strict = stories(with("[cluster]\ncut = 0.9\n"));
    assert!(strict < stories(with("")), "{strict} articles in stories");
    with("[cluster]\ncut = 7\n").ends(2).says("cluster.cut");
    with("[cluster]\ncolour = 1\n").ends(2).says("colour");
    with("cluster = [").ends(2).says("samestory.toml");
    words(&format!("cluster {} --config {}", dump(), home.at("missing"))).ends(1).says("missing");
}

#[test]
fn the_environment_is_stronger_than_the_file_and_weaker_than_flags() {
    let home = Home::new();
    let file = home.write("samestory.toml", "[facts]\nsame = 0.8\n[read]\nlang = [\"de\"]\n");
    let shown = |variables: &[(&str, &str)], flags: &str| {
        let mut command = samestory();
        command.args(["dedup", "x", "--show-settings"]).args(flags.split_whitespace());
        command.env("SAMESTORY_CONFIG", &file).envs(variables.iter().copied());
        crate::common::answer(&mut command)
    };
    assert!(shown(&[], "").ends(0).out.contains("same = 0.8"));
    let stronger = shown(&[("SAMESTORY_FACTS_SAME", "0.9")], "").ends(0).out;
    assert!(stronger.contains("same = 0.9") && stronger.contains("lang = [\"de\"]"), "{stronger}");
    let read = [("SAMESTORY_READ_LANG", "[\"fr\"]"), ("SAMESTORY_READ_FROM", "2023-09-01")];
    let out = shown(&read, "--lang en").ends(0).out;
    assert!(out.contains("lang = [\"en\"]") && out.contains("from = \"2023-09-01\""), "{out}");
    shown(&[("SAMESTORY_FACTS_COLOUR", "1")], "").ends(2).says("SAMESTORY_FACTS_COLOUR=1");
    shown(&[("SAMESTORY_DATA", "elsewhere")], "").ends(0);
}

#[test]
fn completions_and_manual_pages_come_from_the_help() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = words(&format!("completions {shell}")).ends(0).out;
        assert!(script.contains("families"), "{shell}");
    }
    let folder = home.at("man");
    words(&format!("man {folder}")).ends(0);
    let names = home.names("man");
    assert!(names.contains(&"samestory.1".into()) && names.contains(&"samestory-run.1".into()));
    assert!(home.text("man/samestory-run.1").contains("families"));
}

#[test]
fn quiet_and_json_replace_the_summary() {
    let home = Home::new();
    let out = home.at("out");
    let quiet = words(&format!("run {} -o {out} --quiet", dump())).ends(0);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    let counts = words(&format!("run {} -o {out} --json", dump())).ends(0).rows();
    assert_eq!(counts.len(), 1);
    assert_eq!(counts[0]["articles"], 70);
    let info: Value = serde_json::from_str(&home.text("out/run.json")).unwrap();
    assert_eq!(info["counts"], counts[0]);
    let rows = home.at("rows.jsonl");
    let counts = words(&format!("dedup {} -o {rows} --json", dump())).ends(0).rows();
    assert_eq!((&counts[0]["articles"], &counts[0]["copies"]), (&json!(70), &json!(7)));
}

#[test]
fn texts_of_a_stream_go_to_the_scratch_folder_that_is_named() {
    let home = Home::new();
    let wire = std::fs::read(crate::common::seeds("dump/wire.jsonl")).unwrap();
    std::fs::create_dir(home.at("scratch")).unwrap();
    with_input(&format!("facts - --scratch {}", home.at("scratch")), &wire).ends(0);
    assert!(home.names("scratch").is_empty());
    with_input(&format!("facts - --scratch {}", home.at("none")), &wire).ends(1).says("none");
}

#[test]
fn copies_are_kept_by_a_field_or_an_outlet_and_misspelt_policies_are_told() {
    let home = Home::new();
    let text = "A dam broke near Tavra on Sunday and 12 people died, the ministry said.";
    let row = |id: &str, source: &str, priority: Value| json!({"id": id, "source": source, "text": text, "meta": {"priority": priority}});
    let file = home.rows(
        "a.jsonl",
        [
            row("a", "The Post", json!(10)),
            row("b", "The Ledger", json!("9")),
            row("c", "Herald", json!("low")),
        ],
    );
    let survivor = |keep: &str| {
        let rows = crate::common::run(["dedup", &file, "--keep", keep]).ends(0).rows();
        rows[0]["cluster"].as_str().unwrap().to_owned()
    };
    for (keep, expected) in
        [("earliest", "d-a"), ("field:meta.priority", "d-b"), ("Nobody,herald", "d-c")]
    {
        assert_eq!(survivor(keep), expected, "{keep}");
    }
    for keep in ["longset", "field:rank"] {
        let answer = words(&format!("dedup {file} --keep {keep}")).ends(2);
        assert!(answer.out.is_empty());
        answer.says("the policies are earliest, longest, first, field:NAME");
    }
    words(&format!("dedup {file} --keep field:Source")).ends(2).says("is read as the source");
    let out = home.at("out");
    words(&format!("run {file} -q --keep field:meta.priority -o {out}")).ends(0);
    words(&format!("dedup {out} --threshold 0.8")).ends(2).says("does not hold the field");
    let rows = words(&format!("dedup {out} --keep earliest")).ends(0).rows();
    assert_eq!(rows[0]["cluster"], "d-a");
}

#[test]
fn what_one_of_two_outlets_alone_carries_is_listed_when_asked_for() {
    let singles = |flags: &str| {
        let rows = words(&format!("facts {} {flags}", dump())).ends(0).rows();
        rows.iter().filter(|row| row["verdict"] == "single").count()
    };
    assert!(singles("--singles") > singles(""));
}
