//! It shows: the articles of the sample dump, written in every format by the usual Python writers
//! (csv, zipfile, tarfile, warcio, feedgen, and for Parquet
//! pyarrow, pandas, polars and DuckDB), give the same articles, copies and stories.
//!
//! It needs what `tests/python/venv.sh` installs; where that is missing it says so and is passed
//! over, unless `SAMESTORY_PYTHON` names an interpreter.

#![cfg(all(feature = "archives", feature = "feed", feature = "gz", feature = "html"))]
#![cfg(all(feature = "parquet", feature = "warc"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "python/interpreter.rs"]
mod interpreter;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use samestory::analysis::Analysis;
use samestory::article::{ArticleId, Source};
use samestory::pipeline::{Goal, Pipeline, Settings};
use samestory::read::{self, Inputs};
use serde_json::json;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The sample dump as JSON Lines with one set of names. An article without an address gets one in
/// a domain of its own, one without a title a number and one without a date a day: a page must lie
/// somewhere, a feed asks for the others, and a crawl has a date for all.
fn rows() -> String {
    let corpus = read::paths(&[here("seeds/dump")]).unwrap();
    let row = |number: u32| {
        let id = ArticleId(number);
        let record = corpus.record(id);
        let source = Some(record.source()).filter(|source| !source.is_unknown());
        let url = record.url().map_or_else(|| format!("https://n{number}.example/"), str::to_owned);
        let published = record.published();
        let published =
            published.map_or_else(|| "2023-09-12T00:00:00Z".to_owned(), |time| time.to_string());
        let title = Some(record.title()).filter(|title| !title.is_empty());
        let title = title.map_or_else(|| format!("Number {number}"), str::to_owned);
        format!(
            "{}\n",
            json!({"id": record.key(), "title": title, "text": corpus.text(id).unwrap(),
                   "source": source.map(Source::name), "published": published, "url": url})
        )
    };
    (0..corpus.len() as u32).map(row).collect()
}

fn analyse(input: &Path) -> Analysis {
    let settings = Settings { goal: Goal::Stories, ..Settings::default() };
    Pipeline::new(settings).unwrap().read_and_run(&Inputs::new([input]), &()).unwrap().analysis
}

/// What must be the same in every format: of each article, by its address, title, outlet and date;
/// and who is together, as copies and as stories.
type Seen =
    (BTreeMap<String, (String, Option<String>, Option<String>)>, [BTreeSet<Vec<String>>; 2]);

fn seen(analysis: &Analysis) -> Seen {
    let url = |id: &ArticleId| {
        let url = analysis.articles[id.index()].record.url();
        url.expect("every article has an address").to_owned()
    };
    let mut articles = BTreeMap::new();
    for article in &analysis.articles {
        let record = &article.record;
        let source = record.source();
        // An article of no outlet is its own, under whatever id; in pages and feeds it is that of
        // its own domain.
        let alone = source.is_unknown()
            || source.name().starts_with('n') && source.name().ends_with(".example");
        let source = (!alone).then(|| source.name().to_owned());
        let published = record.published().map(|time| time.to_string());
        articles.insert(
            record.url().unwrap().to_owned(),
            (record.title().to_owned(), source, published),
        );
    }
    let sorted = |ids: Vec<String>| {
        let mut ids = ids;
        ids.sort();
        ids
    };
    let groups = analysis.groups.iter();
    let groups = groups.map(|group| {
        let members = group.members.iter().map(|member| url(&member.id));
        sorted(members.chain([url(&group.survivor)]).collect())
    });
    let stories = analysis.stories.iter().map(|s| sorted(s.articles.iter().map(url).collect()));
    (articles, [groups.collect(), stories.collect()])
}

#[test]
fn the_same_articles_in_every_format() {
    let skipped = "no format was written by another program";
    let packages = "duckdb, feedgen, pandas, polars, pyarrow, warcio";
    let Some(python) = interpreter::with_packages(packages, skipped) else { return };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("rows.jsonl"), rows()).unwrap();
    fs::create_dir(at("made")).unwrap();
    let made = Command::new(python)
        .arg(here("tests/python/write_formats.py"))
        .args([at("rows.jsonl"), at("made")])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let made = String::from_utf8(made.stdout).unwrap();
    let mut names: Vec<String> = made.lines().map(str::to_owned).collect();
    assert!(names.len() > 35, "{names:?}");
    for name in ["plain.csv", "feed.rss", "crawl.warc", "pages.tar", "atom.xml"] {
        let bytes = fs::read(at("made").join(name)).unwrap();
        let packed = format!("{name}.zst");
        fs::write(at("made").join(&packed), zstd::encode_all(&bytes[..], 1).unwrap()).unwrap();
        names.push(packed);
    }

    let expected = seen(&analyse(&at("rows.jsonl")));
    assert_eq!(expected.0.len(), 70);
    assert!(!expected.1[0].is_empty() && !expected.1[1].is_empty());
    for name in names {
        let analysis = analyse(&at("made").join(&name));
        assert_eq!(analysis.rejected, [], "{name}");
        let (articles, [copies, stories]) = seen(&analysis);
        for (url, told) in &expected.0 {
            let mut found = articles.get(url).cloned().unwrap_or_default();
            if name == "feed.json" {
                // It has no field for an outlet.
                found.1.clone_from(&told.1);
            }
            assert_eq!(found, *told, "{name}: {url}");
        }
        assert_eq!(articles.len(), expected.0.len(), "{name}");
        assert_eq!(copies, expected.1[0], "copies in {name}");
        assert_eq!(stories, expected.1[1], "stories in {name}");
    }
}
