//! Reading over real files: packed, mixed, broken, in any order and on any number of threads.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;
use samestory::article::{Article, ArticleId, Corpus, Location, Record, Source};
use samestory::read::{self, Inputs, Sample, Scan, Settings, scan};

/// What is said of four bytes that begin as Parquet does.
#[cfg(feature = "parquet")]
const TABLE: &str = "cannot be read: Parquet file too small. Size is 4 but need 8";
#[cfg(not(feature = "parquet"))]
const TABLE: &str = "Parquet is not read: built without the feature parquet";

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

fn zst(bytes: &str) -> Vec<u8> {
    zstd::encode_all(bytes.as_bytes(), 1).unwrap()
}

#[cfg(feature = "gz")]
fn gz(bytes: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Reads, and checks that the store gives every text back as `each` saw it.
fn read(inputs: &Inputs, settings: &Settings) -> Scan<(), String> {
    let scan = scan(inputs, settings, || (), |(), a| a.text.clone(), &|_, _| Ok(())).unwrap();
    let ids: Vec<ArticleId> = (0..scan.corpus.len() as u32).map(ArticleId).collect();
    for &id in &ids {
        assert_eq!(scan.corpus.text(id).unwrap(), scan.products[id.index()]);
    }
    assert_eq!(scan.corpus.texts(&ids).unwrap(), scan.products);
    scan
}

fn read_paths<P: Into<PathBuf>>(paths: impl IntoIterator<Item = P>) -> Scan<(), String> {
    read(&Inputs::new(paths), &Settings::default())
}

fn keys(corpus: &Corpus) -> Vec<&str> {
    corpus.records().iter().map(Record::key).collect()
}

fn reasons(corpus: &Corpus) -> Vec<(&str, Option<u64>, &str)> {
    corpus.rejected.iter().map(|r| (r.file.as_str(), r.record, r.reason.as_str())).collect()
}

/// Everything of a corpus that must not depend on threads or on the order of the input.
fn fingerprint(scan: &Scan<(), String>) -> impl PartialEq + std::fmt::Debug {
    let Scan { corpus, products, filtered, inputs, .. } = scan;
    let rejected = corpus.rejected.clone();
    (
        corpus.records().to_vec(),
        products.clone(),
        rejected,
        corpus.repeated,
        *filtered,
        inputs.clone(),
    )
}

#[test]
fn a_folder_of_everything() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let line = |id: &str| {
        format!("{{\"id\":\"{id}\",\"title\":\"Title {id}\",\"text\":\"Text {id}.\"}}\n")
    };
    write(
        at,
        "a.jsonl",
        line("a1") + "\n" + &line("a2") + "{\"id\": 3, \"headline\": \"Only\", \"text\": null}",
    );
    write(at, "day/b.jsonl.zst", zst(&(line("b1") + "{broken\n" + &line("b2"))));
    write(at, "day/c.txt", "date 2023-09-10 Two meet\n\nThey met in Hanoi.\n");
    write(at, "d.txt.zst", zst("They met."));
    write(
        at,
        "list.json",
        "[\n {\"title\": \"L1\"},\n {\"title\": \"L2\", \"body\": [\"One.\", \"Two.\"]}, 17]",
    );
    write(at, "pretty.json", "{\n  \"title\": \"P\",\n  \"content\": \"Text.\"\n}\n");
    write(
        at,
        "wide.jsonl",
        "\u{FEFF}{\"title\":\"Ê\"}\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
    );
    write(at, "bom.jsonl", "\u{FEFF}{\"title\":\"B\",\"text\":\"After the mark.\"}\n");
    write(
        at,
        "latin.jsonl",
        b"{\"id\":\"latin\",\"title\":\"D\xE9cision annonc\xE9e \xE0 Paris\"}\n",
    );
    write(at, "table.parquet", "PAR1");
    write(at, "empty.txt", "");
    write(at, ".hidden.jsonl", line("hidden"));

    let scan = read_paths([at]);
    let corpus = &scan.corpus;
    let expected = [
        "3",
        "a1",
        "a2",
        "b1",
        "b2",
        "bom.jsonl#1",
        "d.txt.zst#1",
        "day/c.txt#1",
        "latin",
        "list.json#1",
        "list.json#2",
        "pretty.json#1",
        "wide.jsonl#1",
    ];
    assert_eq!(keys(corpus), expected);
    let record = |key| corpus.record(corpus.find(key).unwrap());
    let offset = line("a1").len() as u64 + 1;
    assert_eq!(*record("a2").location(), Location { file: "a.jsonl".into(), record: 3, offset });
    assert_eq!(record("3").title(), "Only");
    assert_eq!(record("wide.jsonl#1").title(), "Ê");
    assert_eq!(record("bom.jsonl#1").location().offset, 3);
    assert_eq!(record("latin").title(), "Décision annoncée à Paris");
    let text = |key| corpus.text(corpus.find(key).unwrap()).unwrap();
    assert_eq!(text("list.json#2"), "One.\n\nTwo.");
    assert_eq!(text("day/c.txt#1"), "They met in Hanoi.");
    assert_eq!(record("day/c.txt#1").published(), read::date::parse("2023-09-10"));
    assert_eq!(record("day/c.txt#1").source().name(), "unknown:day/c.txt#1");
    assert_eq!(
        reasons(corpus),
        [
            (
                "day/b.jsonl.zst",
                Some(2),
                "line 2 is not valid JSON: key must be a string at column 2"
            ),
            ("empty.txt", None, "the file is empty"),
            ("latin.jsonl", Some(1), "line 1 is not valid UTF-8; read as windows-1252"),
            ("list.json", Some(3), "record 3 is not a JSON object but a number"),
            ("table.parquet", None, TABLE),
        ]
    );
}

#[cfg(feature = "gz")]
#[test]
fn gzip_of_several_members_and_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let mut members = gz("{\"id\":\"1\",\"title\":\"A\"}\n");
    members.extend(gz("{\"id\":\"2\",\"title\":\"B\"}\n"));
    let whole = write(folder.path(), "a.jsonl.gz", &members);
    assert_eq!(keys(&read_paths([&whole]).corpus), ["1", "2"]);
    let cut = write(folder.path(), "cut.jsonl.gz", &members[..members.len() - 12]);
    let scan = read_paths([&cut]);
    assert_eq!(keys(&scan.corpus), ["1"]);
    let rows = reasons(&scan.corpus);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].0, rows[0].1), ("cut.jsonl.gz", Some(2)));
    assert!(rows[0].2.starts_with("cannot be read on from here"), "{}", rows[0].2);
}

#[test]
fn one_id_with_two_contents_and_repeats() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        "{\"id\":\"x\",\"title\":\"A\",\"url\":\"https://www.a.org/1\"}",
        "{\"id\":\"x\",\"title\":\"B\",\"url\":\"https://www.a.org/1\"}",
        "{\"id\":\"x\",\"title\":\"A\",\"url\":\"https://www.a.org/1\"}",
        "{\"id\":\"y\",\"title\":\"A\"}",
    ];
    let forward = write(folder.path(), "1/a.jsonl", rows.join("\n"));
    let scan = read_paths([&forward]);
    assert_eq!((scan.corpus.len(), scan.corpus.repeated), (3, 1));
    let renamed = scan.corpus.records()[1].key().to_owned();
    assert!(renamed.starts_with("x~") && renamed.len() == 10, "{renamed}");
    assert_eq!(scan.corpus.rejected.len(), 1);
    assert!(scan.corpus.rejected[0].reason.contains(&*renamed));
    assert_eq!(scan.corpus.records()[0].source().name(), "a.org");

    let mut backward = rows;
    backward.reverse();
    let backward = write(folder.path(), "2/a.jsonl", backward.join("\n"));
    let titles = |scan: &Scan<(), String>| {
        scan.corpus
            .records()
            .iter()
            .map(|r| (r.key().to_owned(), r.title().to_owned()))
            .collect::<Vec<_>>()
    };
    assert_eq!(titles(&read_paths([&backward])), titles(&scan));
    // Two files of one name: the same records once, nothing lost.
    let both = read_paths([&forward, &backward]);
    assert_eq!((both.corpus.len(), both.corpus.repeated), (3, 5));
}

#[test]
fn threads_and_order_of_arguments_do_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for file in 0..4 {
        let lines: String = (0..3000)
            .map(|i| {
                format!(
                    "{{\"id\":\"{}\",\"text\":\"{}\"}}\n",
                    i * 7 % 4000 + file % 2,
                    "word ".repeat(i % 90)
                )
            })
            .collect::<Vec<_>>()
            .concat();
        let name = format!("{file}.jsonl");
        paths.push(if file == 3 {
            write(folder.path(), "3.jsonl.zst", zst(&lines))
        } else {
            write(folder.path(), &name, lines)
        });
    }
    // Small pieces, so that each file is cut many times.
    let settings = Settings { piece: 10_000, ..Settings::default() };
    let sampled = Settings { sample: Some(Sample { count: 100, seed: 5 }), ..settings.clone() };
    for settings in [settings, sampled] {
        let run = |threads: usize, paths: &[PathBuf]| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| read(&Inputs::new(paths), &settings))
        };
        let one = run(1, &paths);
        paths.reverse();
        let four = run(4, &paths);
        assert_eq!(fingerprint(&one), fingerprint(&four));
        assert_eq!(one.corpus.input_order(), four.corpus.input_order());
        assert!(four.workers.len() <= 4);
        if settings.sample.is_some() {
            assert!(one.corpus.len() >= 100 && one.filtered.sample > 0);
        }
    }
}

#[test]
fn filters_count_what_they_drop() {
    let day =
        |d: u32| format!("{{\"title\":\"T{d}\",\"date\":\"2023-09-{d:02}\",\"source\":\"S\"}}\n");
    let lines: String = (1..=20).map(day).collect::<Vec<_>>().concat();
    let settings = Settings {
        from: read::date::parse("2023-09-05"),
        to: read::date::parse("2023-09-10"),
        ..Settings::default()
    };
    let inputs = Inputs::stream("in", std::io::Cursor::new(lines));
    let scan = read(&inputs, &settings);
    assert_eq!((scan.corpus.len(), scan.filtered.date), (5, 15));
    assert_eq!(keys(&scan.corpus)[0], "in#5");
}

#[test]
fn long_lines_are_read_or_refused() {
    let long = format!("{{\"id\":\"long\",\"text\":\"{}\"}}", "x".repeat(5 << 20));
    let lines =
        format!("{{\"id\":\"a\",\"title\":\"A\"}}\n{long}\n{{\"id\":\"b\",\"title\":\"B\"}}\n");
    let stream = |lines: &str| Inputs::stream("-", std::io::Cursor::new(lines.to_owned()));
    assert_eq!(keys(&read(&stream(&lines), &Settings::default()).corpus), ["a", "b", "long"]);
    let limit = Settings { longest_record: 1 << 20, ..Settings::default() };
    let scan = read(&stream(&lines), &limit);
    assert_eq!(keys(&scan.corpus), ["a", "b"]);
    assert!(scan.corpus.rejected[0].reason.starts_with("line 2 is too long"));
}

#[test]
fn a_scratch_file_is_made_only_for_what_is_kept_in_it() {
    let root = tempfile::tempdir().unwrap();
    let missing = Some(root.path().join("missing"));
    let settings = Settings { scratch: missing, ..Settings::default() };
    let rows = |name: &str, text: &str| Inputs::new([write(root.path(), name, text)]);
    let titles = rows("a.csv", "id,title,text\n1,Dam holds,\n2,Bridge falls,\n");
    assert_eq!(keys(&read(&titles, &settings).corpus), ["1", "2"]);
    let texts = rows("b.csv", "id,title,text\n1,Dam holds,It held.\n");
    assert!(scan(&texts, &settings, || (), |(), _| (), &|_, _| Ok(())).is_err());
}

#[test]
fn a_changed_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "a.jsonl", "{\"id\":\"a\",\"text\":\"before\"}\n");
    let corpus = read::paths(std::slice::from_ref(&path)).unwrap();
    fs::write(&path, "{\"id\":\"a\",\"text\":\"after, and longer\"}\n").unwrap();
    let error = corpus.text(ArticleId(0)).unwrap_err().to_string();
    assert!(error.contains("a.jsonl") && error.contains("changed"), "{error}");
}

#[test]
fn nothing_at_all() {
    let folder = tempfile::tempdir().unwrap();
    assert!(read::paths(&[folder.path().to_path_buf()]).is_err());
    assert!(read::paths(&[folder.path().join("missing")]).is_err());
    assert!(read::jsonl(&b""[..]).is_ok_and(|corpus| corpus.is_empty()));
}

#[test]
fn json_lines_that_are_called_so_are_not_taken_for_another_format() {
    let feed = "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[],\"title\":\"A\"}";
    for (lines, articles, rejected) in [(format!("5\n{feed}\n"), 1, 1), (String::new(), 0, 0)] {
        let inputs = Inputs::json_lines("rows", std::io::Cursor::new(lines));
        let read = scan(&inputs, &Settings::default(), || (), |(), _| (), &|_, _| Ok(())).unwrap();
        assert_eq!((read.corpus.len(), read.corpus.rejected.len()), (articles, rejected));
    }
}

#[test]
fn progress_and_fingerprints_cover_all_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let packed = zst("{\"title\":\"A\"}\n{\"title\":\"B\"}\n");
    let path = write(folder.path(), "a.zst", &packed);
    let most = Mutex::new((0, 0));
    let calls = AtomicU64::new(0);
    let progress = |bytes, articles| {
        let mut most = most.lock().unwrap();
        *most = (*most).max((bytes, articles));
        calls.fetch_add(1, Ordering::Relaxed);
        Ok(())
    };
    let inputs = Inputs::new([&path]);
    let scan =
        scan(&inputs, &Settings::default(), || 0, |n: &mut u32, _| *n += 1, &progress).unwrap();
    assert_eq!(*most.lock().unwrap(), (packed.len() as u64, 2));
    assert_eq!(inputs.bytes().unwrap(), packed.len() as u64);
    assert_eq!(scan.inputs[0].bytes, packed.len() as u64);
    assert_eq!(scan.inputs[0].fingerprint, xxhash_rust::xxh3::xxh3_64(&packed));
    assert_eq!(scan.workers.iter().sum::<u32>(), 2);
}

#[test]
fn articles_in_memory_follow_the_same_rules() {
    let article = |key: &str, text: &str| Article {
        key: key.into(),
        source: Source::named("S"),
        published: None,
        title: String::new(),
        text: text.into(),
        url: None,
        lang: None,
        location: Location { file: "-".into(), record: 1, offset: 0 },
    };
    let corpus =
        read::articles(vec![article("b", "B"), article("a", "A"), article("b", "B")]).unwrap();
    assert_eq!((keys(&corpus), corpus.repeated), (vec!["a", "b"], 1));
    assert_eq!(corpus.text(ArticleId(1)).unwrap(), "B");
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    let key = prop_oneof![
        "(id|_id|title|text|body|source|date|url|lang|name|[$]oid|[$]date|Content)",
        "\\PC{0,4}"
    ];
    leaf.prop_recursive(3, 24, 5, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::hash_map(key.clone(), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_json_is_read_or_refused(values in proptest::collection::vec(json(), 0..8), plain: bool) {
        // The first line says that these are JSON Lines, whatever comes then.
        let lines = values.iter().map(|value| format!("{value}\n")).collect::<Vec<_>>().concat();
        let lines = format!("{{\"id\":\"first\",\"title\":\"T\"}}\n{lines}");
        let folder = tempfile::tempdir().unwrap();
        let bytes = if plain { lines.into_bytes() } else { zst(&lines) };
        let path = write(folder.path(), "a.jsonl", bytes);
        let scan = read_paths([path]);
        let seen = scan.corpus.len() as u64 + scan.corpus.repeated;
        // A renamed article has a row as well.
        let lines = values.len() as u64 + 1;
        prop_assert!(seen <= lines);
        prop_assert!(seen + scan.corpus.rejected.len() as u64 >= lines);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300), name in "a[.](jsonl|txt|json|gz|zst)") {
        let folder = tempfile::tempdir().unwrap();
        let path = write(folder.path(), &name, bytes);
        let _ = read_paths([path]);
    }
}
