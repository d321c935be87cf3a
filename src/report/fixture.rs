//! A small analysis for tests: two stories, two groups of copies, a fact of every verdict.
//!
//! The first story is told by four articles. Post (a1) prints nearly the text of Ledger (a0), so
//! what both say has one origin. Herald (a2) and an article without outlet (a3) wrote their own.
//! The second story is one text, carried twice. A front page and a look-alike stand alone.

use std::sync::Arc;

use serde_json::json;

use super::run_info::{Counts, Input, RunInfo, StageTime, TOOL};
use crate::analysis::{
    Analysis, ArticleId, ArticleResult, DuplicateGroup, Fact, FactKind, FactValue, Field, Location,
    LookAlike, Member, Mention, Modality, PageKind, Pair, PairStage, Passage, PassageKind,
    Rejected, Related, Relation, RunnerUp, Scale, Source, Span, Story, TermWeight, Verdict,
    Witness,
};
use crate::article::{Article, Record};

/// The id of a key.
pub fn id(analysis: &Analysis, key: &str) -> ArticleId {
    let at = analysis.articles.iter().position(|a| a.key() == key).unwrap();
    ArticleId(at as u32)
}

/// The whole analysis. Keys in order: a0 a1 a2 a3 b0 b1 c0 z9.
pub fn analysis() -> Analysis {
    Analysis {
        articles: articles(),
        input_order: [7, 1, 0, 5, 4, 3, 2, 6].map(ArticleId).to_vec(),
        groups: groups(),
        stories: stories(),
        facts: facts(),
        fact_numbers: Vec::new(),
        pairs: pairs(),
        rejected: vec![
            Rejected {
                file: "day1.jsonl".into(),
                record: Some(9),
                offset: Some(4096),
                reason: "not JSON: expected value".into(),
            },
            Rejected {
                file: "day2.gz".into(),
                record: None,
                offset: None,
                reason: "the file ends early".into(),
            },
        ],
    }
}

/// The run that goes with it.
pub fn run_info() -> RunInfo {
    RunInfo {
        tool: TOOL.into(),
        version: "0.1.0".into(),
        settings: json!({"dedup": {"near": 0.7}, "cluster": {"linkage": "average"}, "lang": null}),
        counts: Counts::of(&analysis(), 2),
        scale: Some(Scale { date_trust: 1.0, article_cut: 0.2, headline_cut: 0.25 }),
        stages: vec![StageTime { name: "read".into(), seconds: 0.25 }],
        peak_memory_bytes: Some(12_345_678),
        inputs: vec![Input {
            name: "day1.jsonl".into(),
            path: Some("/dumps/day1.jsonl".into()),
            bytes: 81_920,
            fingerprint: "00ff".into(),
        }],
    }
}

/// An article with nothing but a name, an outlet and a time.
pub fn article(key: &str, source: &str, published: Option<&str>, title: &str) -> ArticleResult {
    with_url(key, source, published, title, None)
}

fn with_url(
    key: &str,
    source: &str,
    published: Option<&str>,
    title: &str,
    url: Option<&str>,
) -> ArticleResult {
    let record = Record::of(&Article {
        key: key.into(),
        source: Source::named(source),
        published: published.map(|time| time.parse().unwrap()),
        title: title.into(),
        text: String::new(),
        url: url.map(str::to_owned),
        lang: None,
        location: Location { file: Arc::from("day1.jsonl"), record: 1, offset: 0 },
    });
    ArticleResult::new(record, "en")
}

/// Changes what the input says of an article.
pub fn change(article: &mut ArticleResult, change: impl FnOnce(&mut Article)) {
    let mut changed = article.record.with_text(String::new());
    change(&mut changed);
    article.record = Record::of(&changed);
}

fn in_story(story: usize, score: f32, article: ArticleResult) -> ArticleResult {
    ArticleResult { story: Some(story), story_score: Some(score), ..article }
}

fn copy(group: usize, of: u32, relation: Relation, article: ArticleResult) -> ArticleResult {
    ArticleResult {
        group: Some(group),
        relation: Some(relation),
        copy_of: Some(ArticleId(of)),
        ..article
    }
}

fn articles() -> Vec<ArticleResult> {
    let bridge = "Bridge collapse leaves 12 dead";
    let address = Some("https://ledger.example/bridge?a=1&b=2");
    let a0 = with_url("a0", "The Ledger", Some("2023-09-11T08:00:00Z"), bridge, address);
    let a1 = article("a1", "Post", Some("2023-09-11T09:30:00Z"), bridge);
    let a2 = article("a2", "Herald", Some("2023-09-12T06:00:00Z"), "Toll of bridge disaster rises");
    let a3 = article("a3", "unknown:a3", None, "Engineers had warned of bridge");
    let b0 = article("b0", "Courier", Some("2023-09-10T12:00:00Z"), "Rates stay where they are");
    let b1 = article("b1", "Post", Some("2023-09-10T13:00:00Z"), "Rates stay where they are");
    let c0 = article("c0", "Gazette", None, "");
    let z9 = article("z9", "Gazette", Some("2023-09-13T00:00:00Z"), "Harvest festival opens");
    vec![
        ArticleResult {
            group: Some(0),
            why: [TermWeight { term: "bridge".into(), weight: 0.41 }].into(),
            runner_up: Some(RunnerUp { story: 1, score: 0.12 }),
            ..in_story(0, 0.93, a0)
        },
        copy(0, 0, Relation::Near, in_story(0, 0.9, a1)),
        in_story(0, 0.7, a2),
        ArticleResult { lang: "und".into(), ..in_story(0, 0.55, a3) },
        ArticleResult { group: Some(1), ..in_story(1, 1.0, b0) },
        copy(1, 4, Relation::Exact, in_story(1, 1.0, b1)),
        ArticleResult { kind: PageKind::Front, ..c0 },
        ArticleResult {
            related: [Related { id: ArticleId(4), relation: LookAlike::Template, score: 0.31 }]
                .into(),
            ..z9
        },
    ]
}

fn groups() -> Vec<DuplicateGroup> {
    let near = Member {
        id: ArticleId(1),
        relation: Relation::Near,
        jaccard: 0.9,
        containment: 0.95,
        passages: vec![Passage {
            kind: PassageKind::Changed,
            start: 0,
            end: 24,
            text: "By our own correspondent".into(),
        }],
    };
    let exact = Member {
        id: ArticleId(5),
        relation: Relation::Exact,
        jaccard: 1.0,
        containment: 1.0,
        passages: Vec::new(),
    };
    vec![
        DuplicateGroup { survivor: ArticleId(0), members: vec![near] },
        DuplicateGroup { survivor: ArticleId(4), members: vec![exact] },
    ]
}

fn stories() -> Vec<Story> {
    let term = |term: &str, weight| TermWeight { term: term.into(), weight };
    let named = |names: &[&str]| names.iter().map(|name| Source::named(name)).collect();
    vec![
        Story {
            id: "s-a0".into(),
            label: "Bridge collapse leaves 12 dead".into(),
            terms: vec![term("bridge", 0.4), term("collapse", 0.3)],
            articles: [0, 1, 2, 3].map(ArticleId).to_vec(),
            sources: named(&["Herald", "Post", "The Ledger", "unknown:a3"]),
            texts: 3,
            witnesses: 3,
            first: Some("2023-09-11T08:00:00Z".parse().unwrap()),
            last: Some("2023-09-12T06:00:00Z".parse().unwrap()),
            cohesion: 0.72,
            continues: None,
            position: Some((0.1, -0.4)),
        },
        Story {
            id: "s-b0".into(),
            label: "Rates stay where they are".into(),
            terms: vec![term("rates", 0.5)],
            articles: [4, 5].map(ArticleId).to_vec(),
            sources: named(&["Courier", "Post"]),
            texts: 1,
            witnesses: 1,
            first: Some("2023-09-10T12:00:00Z".parse().unwrap()),
            last: Some("2023-09-10T13:00:00Z".parse().unwrap()),
            cohesion: 1.0,
            continues: Some(0),
            position: None,
        },
    ]
}

/// What `article` says in `sentence`.
pub fn mention(article: u32, sentence: &str, value: Option<f64>) -> Mention {
    Mention {
        article: ArticleId(article),
        as_of: None,
        field: Field::Text,
        span: Span::new(120, 120 + sentence.len()),
        sentence: sentence.into(),
        value,
        speaker: None,
        modality: Modality::Happened,
    }
}

fn witness(origin: &str, mentions: &[usize], why: Option<&str>) -> Witness {
    Witness { origin: origin.into(), mentions: mentions.to_vec(), why: why.map(Into::into) }
}

fn fact(verdict: Verdict, kind: FactKind, mentions: Vec<Mention>) -> Fact {
    Fact {
        story: Some(0),
        verdict,
        kind,
        claim: mentions[0].sentence.clone(),
        confidence: 0.97,
        witnesses: Vec::new(),
        values: Vec::new(),
        mentions,
    }
}

fn value(value: f64, unit: &str, mentions: &[usize], as_of: Option<&str>) -> FactValue {
    let (unit, as_of) = (Some(unit.into()), as_of.map(Into::into));
    FactValue { value, unit, mentions: mentions.to_vec(), as_of }
}

fn facts() -> Vec<Fact> {
    let day = |day: &str, mention| Mention { as_of: Some(day.into()), ..mention };
    let same_text = Some("same text");
    vec![
        Fact {
            values: vec![value(40.5, "metres", &[1], None), value(48.0, "metres", &[0], None)],
            witnesses: vec![witness("Herald", &[0], None), witness("unknown:a3", &[1], None)],
            ..fact(
                Verdict::Conflict,
                FactKind::Figure,
                vec![
                    mention(2, "The span was 48 metres long.", Some(48.0)),
                    mention(3, "Its span measured 40.5 metres.", Some(40.5)),
                ],
            )
        },
        Fact {
            values: vec![
                value(12.0, "people", &[0, 1], Some("2023-09-11")),
                value(14.0, "people", &[2], Some("2023-09-12")),
            ],
            witnesses: vec![
                witness("The Ledger", &[0, 1], same_text),
                witness("Herald", &[2], None),
            ],
            ..fact(
                Verdict::Updated,
                FactKind::Figure,
                vec![
                    day("2023-09-11", mention(0, "Twelve people died.", Some(12.0))),
                    day("2023-09-11", mention(1, "Twelve people died.", Some(12.0))),
                    day("2023-09-12", mention(2, "The toll has risen to 14.", Some(14.0))),
                ],
            )
        },
        Fact {
            witnesses: vec![witness("The Ledger", &[0], None), witness("Herald", &[1], None)],
            ..fact(
                Verdict::Agreed,
                FactKind::Event,
                vec![
                    mention(0, "The bridge fell on Monday morning.", None),
                    mention(2, "On Monday, the bridge came down.", None),
                ],
            )
        },
        Fact {
            witnesses: vec![witness("The Ledger", &[0, 1], same_text)],
            ..fact(
                Verdict::Repeated,
                FactKind::Quote,
                vec![
                    Mention {
                        speaker: Some("the mayor".into()),
                        ..mention(0, "\"It shook,\" the mayor said.", None)
                    },
                    mention(1, "\"It shook,\" the mayor said.", None),
                ],
            )
        },
        Fact {
            witnesses: vec![witness("unknown:a3", &[0], None)],
            ..fact(
                Verdict::Single,
                FactKind::State,
                vec![Mention {
                    modality: Modality::Planned,
                    ..mention(3, "A new bridge is to be built.", None)
                }],
            )
        },
    ]
}

fn pairs() -> Vec<Pair> {
    let pair = |a, b, stage, score, features, accepted| Pair {
        a: ArticleId(a),
        b: ArticleId(b),
        stage,
        score,
        features,
        accepted,
    };
    let features = vec![("jaccard".into(), 0.9), ("containment".into(), 0.95)];
    vec![
        pair(0, 1, PairStage::Dedup, 0.9, features, true),
        pair(0, 7, PairStage::Cluster, 0.08, vec![("cosine".into(), 0.1)], false),
    ]
}
