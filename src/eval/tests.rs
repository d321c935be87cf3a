//! `samestory eval` from files to figures.

use super::*;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(dir.path().join(name), content).unwrap();
    }
    dir
}

#[test]
fn a_result_folder_is_read_by_kind() {
    let articles = r#"{"id":"a","story":"s-a","duplicate_group":"d-a"}
{"id":"b","story":"s-a","duplicate_group":null}
{"id":"c","story":null,"duplicate_group":"d-a"}
"#;
    let gold = "a\tx\tbase\nb\tx\tnear\nc\ty\ttrap\n";
    let dir = folder(&[("articles.jsonl", articles), ("gold.tsv", gold)]);
    let score = |kind| run(kind, &dir.path().join("gold.tsv"), "label", dir.path()).unwrap();
    let Report::Clusters(stories) = score(Kind::Stories) else { panic!("not clusters") };
    assert_eq!(stories.scores.b_cubed.f1, 1.0);
    let Report::Clusters(copies) = score(Kind::Duplicates) else { panic!("not clusters") };
    assert_eq!(copies.scores.pairs.f1, 0.0);
    let text = copies.to_string();
    assert!(text.contains("trap         1.0000  (1 of 1)"), "{text}");
}

#[test]
fn reports_serialise_flat() {
    let dir = folder(&[("g", "a\t1\nb\t1\n"), ("r", "{\"id\":\"a\",\"cluster\":1}\n")]);
    let (gold, result) = (dir.path().join("g"), dir.path().join("r"));
    let report = run(Kind::Stories, &gold, "label", &result).unwrap();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!((&json["b_cubed"]["recall"], &json["missing"]), (&0.5.into(), &1.into()));
    assert!(report.to_string().contains("1 articles of the truth are not in the result"));
}

#[test]
fn kinds_are_read_back() {
    for kind in Kind::ALL {
        assert_eq!(kind.to_string().parse::<Kind>().unwrap(), kind);
    }
    assert!("story".parse::<Kind>().unwrap_err().to_string().contains("stories, duplicates"));
}
