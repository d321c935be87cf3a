//! A truth of three documents and four facts, small enough to score by hand.

use super::*;

const TRUTH: &str = r#"{
 "documents": {"a": "a.txt", "b": "b.txt", "c": "c.txt"},
 "facts": [
  {"fact": "quake", "required": "must", "verdict": "agreed", "mentions": [
    {"doc": "a", "quote": "A quake shook the town"}, {"doc": "b", "quote": "The town was shaken"}]},
  {"fact": "toll", "required": "must", "verdict": "conflict", "mentions": [
    {"doc": "a", "quote": "killed 12 people"}, {"doc": "c", "quote": "the toll was 15"}]},
  {"fact": "visit", "required": "should", "verdict": "agreed", "mentions": [
    {"doc": "b", "quote": "The minister came"}, {"doc": "c", "quote": "the minister's visit"}]},
  {"fact": "school", "required": "may", "mentions": [
    {"doc": "a", "quote": "schools were shut"}, {"doc": "b", "quote": "no school opened"}]}
 ],
 "not_the_same": [
  {"a": {"doc": "a", "quote": "The mayor spoke"}, "b": {"doc": "b", "quote": "The governor spoke"},
   "why": "two speakers"},
  {"a": {"doc": "a", "quote": "two plants"}, "b": {"doc": "a", "quote": "one mine"}}
 ]}"#;

fn truth() -> Truth {
    serde_json::from_str(TRUTH).unwrap()
}

fn fact(verdict: Verdict, mentions: &[(&str, &str)]) -> PredictedFact {
    let mention = |(article, sentence): &(&str, &str)| PredictedMention {
        article: (*article).to_owned(),
        sentence: (*sentence).to_owned(),
    };
    let mentions: Vec<_> = mentions.iter().map(mention).collect();
    PredictedFact { verdict, claim: mentions[0].sentence.clone(), mentions }
}

fn share(hits: u64, total: u64) -> Share {
    Share { hits, total }
}

#[test]
fn one_fact_may_find_several() {
    // The sentence of a carries quake and toll: joined with b and c it finds both.
    let all = fact(
        Verdict::Agreed,
        &[
            ("a.txt#1", "A quake shook the town and killed 12 people."),
            ("dump/b.txt", "The town was\n shaken."),
            ("c.txt", "Officials said the toll was 15."),
        ],
    );
    let scores = score(&truth(), &[all]);
    assert_eq!(scores.found_must, share(2, 2));
    assert_eq!((scores.found_should, scores.found_may), (share(0, 1), share(0, 1)));
    assert_eq!(scores.precision, share(1, 1));
    assert_eq!(scores.verdicts_right, share(1, 2), "the toll is in conflict");
    assert_eq!((scores.conflict_precision, scores.conflict_recall), (share(0, 0), share(0, 1)));
    assert_eq!(scores.other_verdict[0].fact, "toll");
    let missed: Vec<_> = scores.missed.iter().map(|f| f.fact.as_str()).collect();
    assert_eq!(missed, ["visit", "school"]);
}

#[test]
fn what_is_wrong_is_listed() {
    let facts = [
        fact(
            Verdict::Conflict,
            &[("a.txt", "It killed 12 people."), ("c.txt", "So the toll was 15.")],
        ),
        fact(Verdict::Conflict, &[("a.txt", "The mayor spoke."), ("b.txt", "The governor spoke.")]),
        // One document alone finds nothing, two places of one document neither.
        fact(Verdict::Repeated, &[("a.txt", "schools were shut"), ("a.txt", "schools were shut")]),
        // A single fact is not flagged, whatever it joins.
        fact(Verdict::Single, &[("b.txt", "The minister came"), ("c.txt", "the minister's visit")]),
    ];
    let scores = score(&truth(), &facts);
    assert_eq!(scores.found_must, share(1, 2));
    assert_eq!(scores.found_should, share(0, 1));
    assert_eq!((scores.precision, scores.wrong.len()), (share(1, 3), 2));
    assert_eq!((scores.conflict_precision, scores.conflict_recall), (share(1, 2), share(1, 1)));
    assert_eq!(scores.verdicts_right, share(1, 1));
    assert_eq!(scores.look_alikes_joined, share(1, 2));
    assert_eq!(
        (&scores.joined[0].pair.why[..], scores.joined[0].also_finds.len()),
        ("two speakers", 0)
    );
}

#[test]
fn one_sentence_alone_joins_nothing() {
    let both = "The two plants and the one mine.";
    let alone = fact(Verdict::Agreed, &[("a.txt", both), ("b.txt", "Elsewhere.")]);
    assert_eq!(score(&truth(), &[alone]).look_alikes_joined, share(0, 2));
    let twice = fact(Verdict::Agreed, &[("a.txt", "The two plants."), ("a.txt", "And one mine.")]);
    assert_eq!(score(&truth(), &[twice]).look_alikes_joined, share(1, 2));
}

#[test]
fn what_the_truth_does_not_know_is_not_judged() {
    let outside = fact(Verdict::Agreed, &[("a.txt", "Rain fell."), ("z.txt", "It rained.")]);
    let scores = score(&truth(), &[outside]);
    assert_eq!((scores.precision, scores.outside), (share(0, 0), 1));
}

#[test]
fn rows_of_a_result_are_read() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let row = r#"{"id":"f-1","verdict":"agreed","claim":"x","mentions":[{"article":"a","field":"text",
        "start":0,"end":4,"sentence":"Rain."}]}"#;
    std::fs::write(file.path(), row.replace('\n', " ")).unwrap();
    let facts = PredictedFact::read(file.path()).unwrap();
    assert_eq!((facts[0].verdict, &facts[0].mentions[0].sentence[..]), (Verdict::Agreed, "Rain."));
    std::fs::write(file.path(), r#"{"verdict":"true"}"#).unwrap();
    assert!(PredictedFact::read(file.path()).unwrap_err().to_string().contains("line 1"));
}

#[test]
fn the_report_quotes_what_went_wrong() {
    let joined =
        fact(Verdict::Agreed, &[("a.txt", "The mayor spoke."), ("b.txt", "The governor spoke.")]);
    let text = score(&truth(), &[joined]).to_string();
    for part in [
        "found, must",
        "[must] quake",
        "c: the toll was 15",
        "two speakers",
        "b.txt: The governor spoke.",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}
