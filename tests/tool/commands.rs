//! Every command of the help, its exit codes, and what goes where.

use std::io::Read as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::common::{Home, column, dump, file_rows, run, samestory, seeds, with_input, words};

const PAIRS: &str = r#"{"id":"1","a":"Twelve people died in the flood at Tavra.","b":"The flood at Tavra killed 12 people."}
{"id":"2","a":"Twelve people died in the flood at Tavra.","b":"The flood at Tavra killed 31 people."}
{"id":"3","a":"Twelve people died in the flood at Tavra.","b":"The choir won a second prize in Denby."}
"#;

#[test]
fn one_story_makes_an_editors_page() {
    let home = Home::new();
    let out = home.at("out");
    words(&format!("run {} -o {out} -q", dump())).ends(0);
    let stories = file_rows(&out, "stories.jsonl");
    let facts = file_rows(&out, "facts.jsonl");
    let id = facts[0]["story"].as_str().unwrap();
    let label = stories.iter().find(|story| story["id"] == id).unwrap()["label"].as_str().unwrap();
    let own: Vec<&str> = facts
        .iter()
        .filter(|fact| fact["story"] == id)
        .map(|fact| fact["id"].as_str().unwrap())
        .collect();
    let page = words(&format!("report {out} --format markdown --story {id}")).ends(0).out;
    assert!(page.contains(label) && page.matches("\n## ").count() == 1, "{page}");
    let table = words(&format!("report {out} --format csv --story {id}")).ends(0).out;
    let ids = table.lines().skip(1).filter_map(|line| line.split(',').next());
    let ids: Vec<&str> = ids.filter(|id| id.starts_with("f-")).collect();
    assert!(ids.iter().all(|id| own.contains(id)) && own.iter().all(|id| ids.contains(id)));
    words(&format!("report {out} --format csv --story nobody")).ends(2).says("no story \"nobody\"");
    words(&format!("report {out} --story {id}")).ends(2).says("only with --format");
}

#[test]
fn the_help_names_every_command_and_no_other() {
    let help = words("--help").ends(0).out;
    let listed: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let expected = [
        "run",
        "dedup",
        "cluster",
        "facts",
        "compare",
        "pairs",
        "explain",
        "update",
        "diff",
        "report",
        "eval",
        "tune",
        "background",
        "help",
    ];
    assert_eq!(listed, expected);
    for command in &expected[..expected.len() - 1] {
        words(&format!("{command} --help")).ends(0);
    }
    assert!(help.contains("Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but"));
}

#[test]
fn run_leaves_a_folder_and_ends_with_a_summary() {
    let home = Home::new();
    let out = home.at("out");
    let answer = words(&format!("run {} -o {out}", dump())).ends(0);
    let expected = [
        "articles.jsonl",
        "basis.tsv",
        "duplicates.jsonl",
        "facts.jsonl",
        "pairs.jsonl",
        "rejected.jsonl",
        "report.html",
        "run.json",
        "stories.jsonl",
    ];
    assert_eq!(home.names("out"), expected);
    assert!(answer.out.starts_with("70 articles  from 21 outlets"), "{}", answer.out);
    assert!(answer.out.contains(&format!("{out}/report.html (")), "{}", answer.out);
    assert_eq!(answer.err, "");
    assert_eq!(file_rows(&out, "articles.jsonl").len(), 70);
    assert_eq!(file_rows(&out, "rejected.jsonl").len(), 0);
}

#[test]
fn dedup_and_cluster_write_a_row_an_article() {
    let keys: [(&str, &[&str]); 2] = [
        ("dedup", &["cluster", "relation", "copy_of", "jaccard", "containment", "related"]),
        ("cluster", &["cluster", "story_score", "why", "runner_up"]),
    ];
    for (command, keys) in keys {
        let answer = words(&format!("{command} {}", dump())).ends(0);
        assert_eq!(answer.err, "", "{command}");
        let rows = answer.rows();
        assert_eq!(rows.len(), 70, "{command}");
        for row in &rows {
            assert!(row["id"].is_string());
            for key in keys {
                assert!(row.get(key).is_some(), "{command}: no {key} in {row}");
            }
        }
        let together = rows.iter().filter(|row| row["cluster"].is_string()).count();
        assert!((9..70).contains(&together), "{command}: {together} articles in clusters");
        let home = Home::new();
        let file = home.at("rows.jsonl");
        let quiet = words(&format!("{command} {} -o {file}", dump())).ends(0);
        assert_eq!(quiet.out, "");
        assert_eq!(home.text("rows.jsonl"), answer.out, "{command}");
        assert_eq!(home.names(""), ["rows.jsonl"]);
    }
}

#[test]
fn facts_are_those_of_a_whole_run() {
    let home = Home::new();
    words(&format!("run {} -q -o {}", dump(), home.at("out"))).ends(0);
    let answer = words(&format!("facts {}", dump())).ends(0);
    assert_eq!(answer.out, home.text("out/facts.jsonl"));
    assert!(column(&answer.rows(), "verdict").contains(&"conflict"));
}

/// Outlets that print one text of an agency are that agency, also where they drop the credit; what
/// one of them adds is its own.
#[test]
fn copies_of_an_agency_text_have_its_origin() {
    let home = Home::new();
    let wire = "A dam above the town of Tavra broke on Sunday and 12 people drowned, the ministry \
                said. The water carried off two bridges and the road to Denby is closed. Rescue \
                crews from four districts searched the valley through the night for survivors.";
    let local = "Our own reporter counted 40 lorries of sand at the gates of the Marlow depot.";
    let other = "The dam that broke above Tavra on Sunday had not been inspected since 2019. In \
                 the flood below it 12 people drowned, and two bridges are gone.";
    let row = |id: &str, source: &str, text: String| {
        json!({"id": id, "source": source, "title": "Dam breaks above Tavra", "text": text,
               "date": format!("2023-09-10T1{id}:00:00Z")})
    };
    let file = home.rows(
        "a.jsonl",
        [
            row("0", "The Post", format!("TAVRA, Sept. 10 (AP) - {wire}")),
            row("1", "The Ledger", format!("{local} {wire}")),
            row("2", "Herald", wire.to_owned()),
            row("3", "Courier", other.to_owned()),
        ],
    );
    let facts = words(&format!(
        "facts {file} --config {}",
        home.write("s.toml", "[facts]\nsingles = true\n")
    ))
    .ends(0)
    .rows();
    let witnesses = |part: &str, article: &str| -> Vec<String> {
        let states = |fact: &&Value| {
            let mentions = fact["mentions"].as_array().unwrap().iter();
            mentions
                .clone()
                .any(|m| m["sentence"].as_str().unwrap().contains(part) && m["article"] == article)
        };
        let fact = facts.iter().find(states).unwrap_or_else(|| panic!("{part}: {facts:?}"));
        let witnesses = fact["witnesses"].as_array().unwrap().iter();
        witnesses.map(|w| w["origin"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(witnesses("40 lorries", "1"), ["The Ledger"]);
    assert_eq!(witnesses("12 people drowned", "2"), ["AP", "Courier"]);
}

#[test]
fn compare_takes_two_articles_or_more() {
    let home = Home::new();
    let article = |name: &str, text: &str| home.write(&format!("{name}.txt"), text);
    let a = article("a", "A dam broke near Tavra on Sunday.\nTwelve people died in the flood.\n");
    let b = article("b", "The flood killed 15 people.\nA dam broke near Tavra on Sunday.\n");
    let told = words(&format!("compare {a} {b}")).ends(0);
    assert!(!told.out.trim().is_empty());
    assert_eq!(told.err, "");
    let rows = words(&format!("compare {a} {b} --json")).ends(0).rows();
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row["mentions"].is_array()), "{rows:?}");
    words(&format!("compare {a}")).ends(2).says("compare needs two articles");
}

#[test]
fn diff_tells_what_a_day_brought() {
    let home = Home::new();
    let day = |name: &str, last: usize| {
        let text =
            |n: usize| format!("The flood in Tavra killed {} people, officials said.", 10 + n);
        let row = |n: usize| json!({"id": format!("a{n}"), "source": format!("Paper {n}"), "date": format!("2023-09-1{n}"), "title": "Flood in Tavra kills many", "text": text(n)});
        let file = home.rows(&format!("{name}.jsonl"), (0..last).map(row));
        let out = home.at(name);
        words(&format!("run {file} -o {out} -q")).ends(0);
        out
    };
    let (one, two) = (day("one", 3), day("two", 4));
    let told = words(&format!("diff {one} {two}")).ends(0).out;
    assert!(told.starts_with("1 article added, 0 articles removed"), "{told}");
    assert!(told.contains("Grown stories (1)\n  Flood in Tavra kills many (+1)"), "{told}");
    let rows = words(&format!("diff {one} {two} --json")).ends(0).rows();
    assert_eq!(column(&rows[..1], "change"), ["grown"]);
    assert_eq!(rows[0]["gained"], 1);
    assert!(words(&format!("diff {one} {one} --json")).ends(0).rows().is_empty());
    words(&format!("diff {one} {}", home.at("none"))).ends(1);
}

#[test]
fn compare_tells_what_may_be_one_fact() {
    let home = Home::new();
    let article = |name: &str, text: &str| home.write(&format!("{name}.txt"), text);
    let a = article("a", "The mayor of Kelso is expected to sign a fishing treaty in Oxley.\n");
    let b = article("b", "She signed a treaty with the harbour board that ends the dispute.\n");
    let told = words(&format!("compare {a} {b}")).ends(0);
    assert!(told.out.contains("Perhaps the same (1)"), "{}", told.out);
    // Nobody has agreed on it yet.
    assert!(!told.out.contains("agreed") && !told.out.contains("Only in"), "{}", told.out);
}

#[test]
fn outlets_of_one_owner_are_one_witness() {
    let home = Home::new();
    let story = |source: &str, text: &str| json!({"id": source, "source": source, "date": "2023-09-11", "title": "Flood in Tavra", "text": text});
    let file = home.rows(
        "day.jsonl",
        [
            story("The Post", "The flood in Tavra killed 12 people and swept away a bridge."),
            story("The Ledger", "In Tavra 12 people were killed as the bridge fell in the flood."),
            story("Courier", "Twelve people have been killed in the Tavra flood, a bridge fell."),
        ],
    );
    let families = home.write("families.tsv", "the post\tMoor Group\nThe Ledger\tMoor Group\n");
    let witnesses = |flags: &str| {
        let rows = words(&format!("facts {file} {flags}")).ends(0).rows();
        let fact = rows.into_iter().find(|row| row["values"][0]["value"] == 12.0).unwrap();
        let witnesses = fact["witnesses"].as_array().unwrap().clone();
        let mut origins: Vec<String> =
            witnesses.iter().map(|w| w["origin"].as_str().unwrap().to_owned()).collect();
        origins.sort();
        origins
    };
    assert_eq!(witnesses("").len(), 3);
    assert_eq!(witnesses(&format!("--families {families}")), ["Courier", "Moor Group"]);
    let bad = home.write("bad.tsv", "The Post, Moor Group\n");
    words(&format!("facts {file} --families {bad}")).says("bad.tsv, line 1: expected an outlet");
}

#[test]
fn pairs_are_scored_in_order_from_a_file_or_standard_input() {
    let home = Home::new();
    let file = home.write("pairs.jsonl", PAIRS);
    let answer = words(&format!("pairs {file}")).ends(0);
    let rows = answer.rows();
    assert_eq!(column(&rows, "id"), ["1", "2", "3"]);
    assert_eq!(column(&rows, "verdict"), ["same", "conflict", "different"]);
    for row in &rows {
        assert!((0.0..=1.0).contains(&row["same"].as_f64().unwrap()), "{row}");
        assert_eq!(row.as_object().unwrap().len(), 4, "{row}");
    }
    assert_eq!(with_input("pairs -", PAIRS.as_bytes()).ends(0).out, answer.out);
    let out = home.at("scored.jsonl");
    assert_eq!(words(&format!("pairs {file} -o {out}")).ends(0).out, "");
    assert_eq!(home.text("scored.jsonl"), answer.out);

    let broken = format!("{PAIRS}{{\"id\":\"4\",\"a\":\"No second.\"}}\n");
    let answer = with_input("pairs -", broken.as_bytes()).ends(3).says("line 4");
    assert_eq!(answer.rows().len(), 3);
    assert_eq!(with_input("pairs - -q", broken.as_bytes()).ends(3).err, "");
}

#[test]
fn report_renders_a_folder_again() {
    let home = Home::new();
    let out = home.at("out");
    words(&format!("run {} -q -o {out}", dump())).ends(0);
    let page = home.text("out/report.html");
    home.write("out/report.html", "spoilt");
    words(&format!("report {out} -q")).ends(0);
    assert_eq!(home.text("out/report.html"), page);
    let markdown = words(&format!("report {out} --format markdown")).ends(0);
    assert!(markdown.out.starts_with('#'), "{}", markdown.out);
    let terminal = words(&format!("report {out} --format terminal")).ends(0);
    assert!(terminal.out.starts_with("70 articles"), "{}", terminal.out);
    let graph = words(&format!("report {out} --format graphml")).ends(0).out;
    assert_eq!(graph.matches("<data key=\"kind\">article</data>").count(), 70);
    assert!(graph.ends_with("</graph>\n</graphml>\n"), "{graph}");
    words(&format!("report {out} --format papyrus")).ends(2).says("papyrus");
    words(&format!("report {}", home.at("missing"))).ends(1).says("missing");
}

#[test]
fn report_takes_a_template_of_ones_own() {
    let home = Home::new();
    let out = home.at("out");
    words(&format!("run {} -q -o {out}", dump())).ends(0);
    let page = home.text("out/report.html");
    let own = home.write("own.txt", "{{ subtitle }}: {{ stories.rows|length }} stories");
    words(&format!("report {out} -q --template {own}")).ends(0);
    let expected = "70 articles from 21 outlets, 29 Aug – 17 Sep 2023: 12 stories\n";
    assert_eq!(home.text("out/report.html"), expected);
    let broken = home.write("broken.txt", "one\n{{ two\n");
    words(&format!("report {out} --template {broken}")).ends(1).says("broken.txt").says(":2");
    words(&format!("report {out} --template {}", home.at("none"))).ends(1).says("none");
    words(&format!("report {out} --format csv --template {own}")).ends(2).says("--template");
    assert_eq!(home.text("out/report.html"), expected);
    words(&format!("report {out} -q")).ends(0);
    assert_eq!(home.text("out/report.html"), page);
}

#[test]
fn report_tells_how_well_the_result_matches_a_truth() {
    let home = Home::new();
    let out = home.at("out");
    words(&format!("run {} -q -o {out}", dump())).ends(0);
    let plain = home.text("out/report.html");
    assert!(!plain.contains("Measured quality"));
    let truth = |name: &str| seeds("truth").join(name).to_str().unwrap().to_owned();
    let (stories, facts) = (truth("stories.jsonl"), truth("facts.json"));
    words(&format!("report {out} -q --gold stories={stories} --gold facts={facts}")).ends(0);
    let page = home.text("out/report.html");
    let scores = words(&format!("eval stories --gold {stories} {out} --json")).ends(0).rows();
    let f1 = format!("{:.2}", scores[0]["b_cubed"]["f1"].as_f64().unwrap());
    let row = page.lines().find(|line| line.contains("by article (B-cubed)")).unwrap();
    assert!(page.contains("Measured quality") && row.contains(&f1), "{row}");
    assert!(page.contains("samestory eval facts --gold facts.json DIR"));
    // No folder of this machine is told, and the next page is without.
    assert!(!page.contains(truth("").trim_end_matches('/')));
    words(&format!("report {out} -q")).ends(0);
    assert_eq!(home.text("out/report.html"), plain);

    words(&format!("report {out} --gold {stories}")).ends(2).says("expected KIND=FILE");
    words(&format!("report {out} --gold opinions={stories}")).ends(2).says("opinions");
    words(&format!("report {out} --gold pairs={stories}")).ends(2).says("use eval");
    words(&format!("report {out} --gold stories={}", home.at("none"))).ends(1).says("none");
    words(&format!("report {out} --format csv --gold stories={stories}")).ends(2).says("--gold");
    assert_eq!(home.text("out/report.html"), plain);
}

#[test]
fn eval_scores_every_kind() {
    let home = Home::new();
    let out = home.at("out");
    words(&format!("run {} -q -o {out}", dump())).ends(0);
    let truth = |name: &str| seeds("truth").join(name).to_str().unwrap().to_owned();
    for (kind, gold) in
        [("stories", "stories.jsonl"), ("duplicates", "duplicates.jsonl"), ("facts", "facts.json")]
    {
        let line = format!("eval {kind} --gold {} {out}", truth(gold));
        assert!(words(&line).ends(0).out.lines().count() > 2, "{kind}");
        let scores = words(&format!("{line} --json")).ends(0).rows();
        assert!(scores.len() == 1 && scores[0].is_object(), "{kind}: {scores:?}");
    }
    let labels = [("1", 1), ("2", 0), ("3", 0)];
    let gold = home.rows("gold.jsonl", labels.map(|(id, label)| json!({"id": id, "label": label})));
    let scored = home.at("scored.jsonl");
    with_input(&format!("pairs - -o {scored}"), PAIRS.as_bytes()).ends(0);
    words(&format!("eval pairs --gold {gold} {scored}")).ends(0);
    words(&format!("eval facts --gold {} {out}", home.at("missing"))).ends(1).says("missing");
    words(&format!("eval opinions --gold {gold} {scored}")).ends(2);
}

#[test]
fn background_counts_words() {
    let home = Home::new();
    let table = home.at("en.tsv.zst");
    let answer = words(&format!("background {} -o {table}", dump())).ends(0);
    assert!(answer.out.contains("articles"), "{}", answer.out);
    assert_eq!(home.names(""), ["en.tsv.zst"]);
    words(&format!("background {} -o {}", dump(), home.at("no/such/folder/t"))).ends(1);
    let broken = home.write("broken.jsonl", "nonsense\n");
    let line = format!("background {} {broken} -o {table}", dump());
    words(&line).ends(3).says("broken.jsonl, record 1: line 1 is not valid JSON");
    assert_eq!(words(&format!("{line} -q")).ends(3).err, "");
}

#[test]
fn wrong_usage_ends_with_two() {
    let home = Home::new();
    let out = home.at("out");
    for line in [
        "",
        "fly",
        "run",
        "run x",
        "run x --colour red -o y",
        "dedup",
        "dedup x --threads many",
        "dedup x --threads 0",
        "dedup x --from someday",
        "dedup x --from 2023-09-02 --to 2023-09-01",
        "dedup x --sample 0",
        "dedup x --seed 3",
        "dedup x --map title",
        "dedup x --map colour=red",
    ] {
        let answer =
            words(&line.replace(" x", &format!(" {}", dump())).replace(" y", &out)).ends(2);
        assert!(answer.out.is_empty() && !answer.err.is_empty(), "{line}");
    }
    assert!(home.names("").is_empty());
}

#[test]
fn rejected_records_end_with_three_and_are_told() {
    let lines = "{\"title\":\"One\"}\nnonsense\n{\"title\":\"Two\"}\n";
    let answer = with_input("dedup -", lines.as_bytes()).ends(3).says("record 2: line 2 is not");
    assert_eq!(column(&answer.rows(), "id"), ["-#1", "-#3"]);
    assert_eq!(with_input("dedup - -q", lines.as_bytes()).ends(3).err, "");

    let many = "nonsense\n".repeat(9);
    with_input("dedup -", format!("{{\"title\":\"One\"}}\n{many}").as_bytes())
        .ends(3)
        .says("and 4 more");
}

#[test]
fn standard_input_is_an_input_like_any_other() {
    let wire = std::fs::read(seeds("dump/wire.jsonl")).unwrap();
    let file = run(["cluster".into(), seeds("dump/wire.jsonl")]).ends(0);
    let piped = with_input("cluster -", &wire).ends(0);
    let places = |rows: Vec<Value>| {
        rows.into_iter()
            .map(|mut row| {
                row.as_object_mut().unwrap().remove("location");
                row
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(places(piped.rows()), places(file.rows()));
    let text = b"Two men meet\n\nThey met in Hanoi.\n";
    assert_eq!(column(&with_input("dedup -", text).ends(0).rows(), "id"), ["-#1"]);
}

#[test]
fn colour_is_for_terminals_and_a_width_can_be_told() {
    let home = Home::new();
    let line = format!("run {} -o {}", dump(), home.at("out"));
    let plain = words(&line).ends(0).out;
    assert!(!plain.contains('\u{1b}'));
    let mut command = samestory();
    let narrow = crate::common::answer(
        command.args(line.split_whitespace()).env("COLUMNS", "60").env("NO_COLOR", "1"),
    );
    let longest = narrow.out.lines().filter(|l| l.starts_with("  ")).map(|l| l.chars().count());
    assert!(longest.max().unwrap() <= 60, "{}", narrow.out);
}

/// `samestory ... | head -c 1`: the reader has what it wanted, and that is no failure.
#[test]
fn a_closed_pipe_is_no_failure() {
    let home = Home::new();
    let out = home.at("out");
    words(&format!("run {} -q -o {out}", dump())).ends(0);
    let truth = seeds("truth/stories.jsonl");
    for line in [
        "facts DUMP".to_owned(),
        "dedup DUMP".to_owned(),
        format!("run DUMP -o {}", home.at("other")),
        format!("report {out}"),
        format!("report {out} --format markdown"),
        format!("report {out} --format terminal"),
        format!("eval stories --gold {} {out}", truth.display()),
        format!("eval stories --json --gold {} {out}", truth.display()),
        "dedup DUMP --show-settings".to_owned(),
        "--help".to_owned(),
    ] {
        let line = line.replace("DUMP", &dump());
        let mut child = samestory()
            .args(line.split_whitespace())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        let code = child.wait().unwrap().code();
        assert_eq!((code, err.as_str()), (Some(0), ""), "{line}");
    }
}
