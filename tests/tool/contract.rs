//! The result folder as others parse it: the keys of every row in their order, spans that cut the
//! quoted words out of the decoded field, ids that refer to each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

use samestory::article::Corpus;
use samestory::pipeline::config::{self, Config};
use samestory::read;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::common::{Home, column, dump, file_rows, seeds, words};

/// The keys of a value in the order they stand in, and what is below them.
enum Shape {
    Object(Vec<(String, Shape)>),
    List(Vec<Shape>),
    Plain,
    Null,
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapeOf)
    }
}

struct ShapeOf;

impl<'de> Visitor<'de> for ShapeOf {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut keys = Vec::new();
        while let Some(entry) = map.next_entry()? {
            keys.push(entry);
        }
        Ok(Shape::Object(keys))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Shape, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Shape::List(items))
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Plain)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Plain)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Plain)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Plain)
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Plain)
    }
}

/// `a,b(c,d),e` to its parts: name, and what stands in brackets.
fn split(contract: &str) -> Vec<(&str, &str)> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (i, c) in contract.char_indices().chain([(contract.len(), ',')]) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                let part = &contract[start..i];
                let inner = part.strip_suffix(')').and_then(|part| part.split_once('('));
                parts.push(inner.unwrap_or((part, "")));
                start = i + 1;
            }
            _ => {}
        }
    }
    parts
}

/// What stands in brackets, here and below.
fn brackets(contract: &str) -> Vec<&str> {
    let inner = split(contract).into_iter().map(|(_, inner)| inner).filter(|i| !i.is_empty());
    inner.flat_map(|inner| [inner].into_iter().chain(brackets(inner))).collect()
}

/// Holds the keys and their order, here and below, and notes where objects were met; null and an
/// empty list may stand anywhere.
fn assert_shape<'a>(found: &Shape, contract: &'a str, row: &str, met: &mut BTreeSet<&'a str>) {
    match found {
        Shape::Null => {}
        Shape::Plain => assert_eq!(contract, "", "{row}"),
        Shape::List(items) => items.iter().for_each(|item| assert_shape(item, contract, row, met)),
        // Features are named by the stage that measured them.
        Shape::Object(_) if contract == "..." => drop(met.insert(contract)),
        Shape::Object(keys) => {
            met.insert(contract);
            let contract = split(contract);
            let found: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
            let wanted: Vec<&str> = contract.iter().map(|(key, _)| *key).collect();
            assert_eq!(found, wanted, "{row}");
            for ((_, value), (_, inner)) in keys.iter().zip(contract) {
                assert_shape(value, inner, row, met);
            }
        }
    }
}

const ROWS: [(&str, &str); 6] = [
    (
        "articles.jsonl",
        "id,source,published,title,url,lang,kind,location(file,record,offset),duplicate_group,\
         relation,copy_of,related(id,relation,score),story,story_score,why(term,weight),\
         runner_up(story,score)",
    ),
    (
        "duplicates.jsonl",
        "group,survivor,members(id,relation,of,jaccard,containment,passages(kind,start,end,text))",
    ),
    (
        "stories.jsonl",
        "id,label,terms(term,weight),articles,sources,texts,witnesses,first,last,cohesion,\
         continues,x,y",
    ),
    (
        "facts.jsonl",
        "id,story,verdict,kind,claim,confidence,sources,witnesses(origin,mentions,why),\
         values(value,unit,mentions,as_of),mentions(article,source,published,as_of,field,start,\
         end,sentence,value,speaker,modality)",
    ),
    ("pairs.jsonl", "a,b,stage,score,features(...),accepted"),
    ("rejected.jsonl", "file,record,offset,reason"),
];

/// One run over the sample dump, for all tests here.
fn folder() -> &'static str {
    static RUN: OnceLock<(Home, String)> = OnceLock::new();
    let (_, out) = RUN.get_or_init(|| {
        let home = Home::new();
        let out = home.at("out");
        words(&format!("run {} -q -o {out}", dump())).ends(0);
        (home, out)
    });
    out
}

fn rows(name: &str) -> Vec<Value> {
    file_rows(folder(), name)
}

fn texts() -> Corpus {
    read::paths(&[seeds("dump")]).unwrap()
}

/// The words that a span cuts out of a field.
fn cut(corpus: &Corpus, article: &Value, field: &str, span: &Value) -> String {
    let id = corpus.find(article.as_str().unwrap()).unwrap();
    let text = match field {
        "title" => corpus.record(id).title().to_string(),
        _ => corpus.text(id).unwrap(),
    };
    let end = |key: &str| usize::try_from(span[key].as_u64().unwrap()).unwrap();
    text[end("start")..end("end")].to_owned()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

#[test]
fn every_row_has_every_key_in_its_order() {
    let home = Home::new();
    let broken = home.at("broken");
    words(&format!("run {} -q -o {broken}", seeds("broken").display())).ends(3);
    for (name, contract) in ROWS {
        let folder = if name == "rejected.jsonl" { &broken } else { folder() };
        let text = std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
        assert!(!text.is_empty() && text.ends_with('\n'), "{name}");
        let mut met = BTreeSet::new();
        for row in text.lines() {
            let shape = serde_json::from_str::<Shape>(row).unwrap();
            assert_shape(&shape, contract, row, &mut met);
        }
        for inner in brackets(contract) {
            assert!(met.contains(inner), "{name}: no row has {inner}");
        }
    }
}

#[test]
fn run_json_tells_what_was_run() {
    let info = std::fs::read_to_string(format!("{}/run.json", folder())).unwrap();
    let info: Value = serde_json::from_str(&info).unwrap();
    let keys: Vec<&String> = info.as_object().unwrap().keys().collect();
    let expected =
        ["counts", "inputs", "peak_memory_bytes", "scale", "settings", "stages", "tool", "version"];
    assert_eq!(keys, expected);
    assert_eq!(info["tool"], "samestory");
    assert_eq!(info["version"], env!("CARGO_PKG_VERSION"));
    let stages = info["stages"].as_array().unwrap();
    assert_eq!(column(stages, "name"), ["read", "copies", "vectors", "stories", "facts"]);
    assert!(stages.iter().all(|stage| stage["seconds"].as_f64().unwrap() >= 0.0));
    let inputs = info["inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), 9);
    assert!(column(inputs, "fingerprint").iter().all(|f| f.len() == 16));
    for (count, file) in [
        ("articles", "articles"),
        ("groups", "duplicates"),
        ("stories", "stories"),
        ("facts", "facts"),
    ] {
        assert_eq!(info["counts"][count], rows(&format!("{file}.jsonl")).len(), "{count}");
    }
}

#[test]
fn spans_cut_exactly_what_is_quoted() {
    let corpus = texts();
    let mut seen = 0;
    for fact in rows("facts.jsonl") {
        for mention in fact["mentions"].as_array().unwrap() {
            let field = mention["field"].as_str().unwrap();
            assert!(matches!(field, "title" | "text"), "{mention}");
            let sentence = cut(&corpus, &mention["article"], field, mention);
            assert_eq!(mention["sentence"], sentence.as_str(), "{}", fact["id"]);
            seen += 1;
        }
    }
    for group in rows("duplicates.jsonl") {
        for member in group["members"].as_array().unwrap() {
            for passage in member["passages"].as_array().unwrap() {
                let text = cut(&corpus, &member["id"], "text", passage);
                // A long passage is quoted by its beginning.
                let quoted = passage["text"].as_str().unwrap();
                let begins = quoted.strip_suffix('…').is_some_and(|begin| text.starts_with(begin));
                assert!(quoted == text || begins, "{}: {quoted}", member["id"]);
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "{seen} spans");
}

#[test]
fn articles_and_their_groups_name_each_other() {
    let articles = rows("articles.jsonl");
    let by_id: BTreeMap<&str, &Value> =
        column(&articles, "id").into_iter().zip(&articles).collect();
    assert_eq!(by_id.len(), articles.len(), "ids are unique");
    let mut grouped = BTreeSet::new();
    for group in rows("duplicates.jsonl") {
        let survivor = group["survivor"].as_str().unwrap().to_owned();
        assert_eq!(group["group"], format!("d-{survivor}"));
        let row = by_id[survivor.as_str()];
        assert_eq!(row["duplicate_group"], group["group"]);
        assert!(row["relation"].is_null() && row["copy_of"].is_null(), "{row}");
        let members = group["members"].as_array().unwrap();
        assert!(!members.is_empty(), "{group}");
        for member in members {
            let id = member["id"].as_str().unwrap();
            let row = by_id[id];
            assert_eq!(row["duplicate_group"], group["group"], "{id}");
            assert_eq!((&row["relation"], &row["copy_of"]), (&member["relation"], &member["of"]));
            assert!(grouped.insert(id.to_owned()), "{id} stands in two groups");
        }
        grouped.insert(survivor);
    }
    for row in &articles {
        let id = row["id"].as_str().unwrap();
        assert_eq!(row["duplicate_group"].is_string(), grouped.contains(id), "{id}");
        for other in row["related"].as_array().unwrap() {
            assert!(by_id.contains_key(other["id"].as_str().unwrap()), "{row}");
        }
    }
}

#[test]
fn articles_and_their_stories_name_each_other() {
    let (articles, stories) = (rows("articles.jsonl"), rows("stories.jsonl"));
    let by_id: BTreeMap<&str, &Value> =
        column(&articles, "id").into_iter().zip(&articles).collect();
    let known: BTreeSet<&str> = column(&stories, "id").into_iter().collect();
    let mut told = BTreeMap::new();
    for story in &stories {
        let members = strings(&story["articles"]);
        assert!(members.len() >= 2, "{story}");
        assert!(story["witnesses"].as_u64() <= story["texts"].as_u64(), "{story}");
        assert!(story["texts"].as_u64().unwrap() as usize <= members.len(), "{story}");
        for &id in &members {
            assert_eq!(told.insert(id, story["id"].as_str().unwrap()), None, "{id} in two stories");
        }
        let mut sources: Vec<&str> =
            members.iter().map(|id| by_id[id]["source"].as_str().unwrap()).collect();
        sources.sort_unstable();
        sources.dedup();
        assert_eq!(strings(&story["sources"]), sources, "{}", story["id"]);
        let mut dates: Vec<&str> =
            members.iter().filter_map(|id| by_id[id]["published"].as_str()).collect();
        dates.sort_unstable();
        assert_eq!(story["first"].as_str(), dates.first().copied(), "{}", story["id"]);
        assert_eq!(story["last"].as_str(), dates.last().copied(), "{}", story["id"]);
    }
    for row in &articles {
        assert_eq!(row["story"].as_str(), told.get(row["id"].as_str().unwrap()).copied(), "{row}");
        assert_eq!(row["story"].is_string(), row["story_score"].is_number(), "{row}");
        let second = &row["runner_up"]["story"];
        assert!(second.as_str().is_none_or(|id| known.contains(id)), "{row}");
        assert!(second.is_null() || *second != row["story"], "{row}");
    }
    // Copies stand in the story of their text.
    for row in articles.iter().filter(|row| row["copy_of"].is_string()) {
        assert_eq!(row["story"], by_id[row["copy_of"].as_str().unwrap()]["story"], "{row}");
    }
}

#[test]
fn facts_name_articles_of_their_story_and_count_every_mention_once() {
    let (articles, stories) = (rows("articles.jsonl"), rows("stories.jsonl"));
    let by_id: BTreeMap<&str, &Value> =
        column(&articles, "id").into_iter().zip(&articles).collect();
    let stories: BTreeMap<&str, &Value> =
        column(&stories, "id").into_iter().zip(&stories).collect();
    for (number, fact) in rows("facts.jsonl").iter().enumerate() {
        assert_eq!(fact["id"], format!("f-{}", number + 1));
        let members = strings(&stories[fact["story"].as_str().unwrap()]["articles"]);
        let mentions = fact["mentions"].as_array().unwrap();
        let mut sources = BTreeSet::new();
        for mention in mentions {
            let id = mention["article"].as_str().unwrap();
            assert!(members.contains(&id), "{id} is not in the story of {fact}");
            assert_eq!(mention["source"], by_id[id]["source"], "{id}");
            assert_eq!(mention["published"], by_id[id]["published"], "{id}");
            sources.insert(mention["source"].as_str().unwrap());
        }
        let mut told = strings(&fact["sources"]);
        told.sort_unstable();
        assert_eq!(told, sources.into_iter().collect::<Vec<_>>(), "{}", fact["id"]);
        let witnesses = fact["witnesses"].as_array().unwrap();
        assert_eq!(numbers(witnesses), (0..mentions.len() as u64).collect::<Vec<_>>(), "{fact}");
        let valued = numbers(fact["values"].as_array().unwrap());
        assert!(valued.iter().all(|&m| m < mentions.len() as u64), "{fact}");
        match fact["verdict"].as_str().unwrap() {
            "agreed" => assert!(witnesses.len() >= 2, "{fact}"),
            "repeated" => assert!(witnesses.len() == 1 && told.len() >= 2, "{fact}"),
            "single" => assert_eq!(told.len(), 1, "{fact}"),
            "conflict" | "updated" => {}
            other => panic!("no verdict {other}"),
        }
    }
}

/// The mentions that a list of witnesses or values names, sorted.
fn numbers(list: &[Value]) -> Vec<u64> {
    let mut numbers: Vec<u64> = list
        .iter()
        .flat_map(|item| item["mentions"].as_array().unwrap())
        .map(|number| number.as_u64().unwrap())
        .collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn pairs_name_articles() {
    let articles = rows("articles.jsonl");
    let ids: BTreeSet<&str> = column(&articles, "id").into_iter().collect();
    let pairs = rows("pairs.jsonl");
    for pair in &pairs {
        let (a, b) = (pair["a"].as_str().unwrap(), pair["b"].as_str().unwrap());
        assert!(a < b && ids.contains(a) && ids.contains(b), "{pair}");
        assert!(pair["features"].is_object() && pair["accepted"].is_boolean(), "{pair}");
    }
}

/// A setting that is new is missing in one of these, and the compiler says so.
fn every_setting() -> Config {
    let some = || Some("2024-01-01".to_owned());
    Config {
        read: config::Read {
            map: BTreeMap::new(),
            from: some(),
            to: some(),
            lang: Vec::new(),
            source: Vec::new(),
            sample: Some(1),
            seed: 0,
        },
        dedup: config::Copies::default(),
        cluster: config::Stories {
            cut: Some(0.5),
            neighbours: 1,
            title_neighbours: 1,
            link_cap: 1,
            edge_floor: 0.0,
            weights: [0.0; 3],
            basis: Some("out".into()),
        },
        facts: config::Facts { same: 0.5, singles: false, families: Some("owners.tsv".into()) },
        state: config::State { copies_days: 1, story_days: 1 },
        pairs: false,
    }
}

/// The part of a page under a heading.
fn section(page: &str, heading: &str) -> String {
    let path = format!("{}/docs/{page}", env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(path).unwrap();
    let (_, rest) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    rest.split("\n## ").next().unwrap().to_owned()
}

/// The names in the table of settings, and the keys of `run.json`, are in the documents.
#[test]
fn every_setting_and_key_of_run_json_is_documented() {
    let named = |part: &str, key: &str| part.contains(&format!("`{key}`"));
    let settings = section("commands.md", "Settings");
    let config = every_setting().to_json().unwrap();
    for (table, names) in config.as_object().unwrap() {
        assert!(named(&settings, &format!("[{table}]")), "{table}");
        for name in names.as_object().unwrap().keys() {
            assert!(named(&settings, name), "{table}.{name}");
        }
    }
    let home = Home::new();
    words(&format!("run {} -o {} -q", dump(), home.at("out"))).ends(0);
    let told = section("formats.md", "run.json");
    let run: Value =
        serde_json::from_slice(&std::fs::read(home.at("out/run.json")).unwrap()).unwrap();
    let parts = ["counts", "scale"].map(|part| &run[part]);
    for object in std::iter::once(&run).chain(parts) {
        for key in object.as_object().unwrap().keys() {
            assert!(named(&told, key), "run.json: {key}");
        }
    }
}
