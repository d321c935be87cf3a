//! Damage: files of every format with bytes changed, cut off or made up. Nothing panics, what is
//! refused is told with its file and reason, and what is left of the articles is read.

#![cfg(all(feature = "archives", feature = "feed", feature = "gz", feature = "html"))]
#![cfg(feature = "warc")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use proptest::prelude::*;
use samestory::article::{ArticleId, Corpus};
use samestory::read::{Inputs, Settings, scan};
use zip::write::SimpleFileOptions;

const PROSE: &str = "The dam above the town held through the night, the ministry said, and nobody \
                     was hurt. Engineers will look at it again on Monday.";

fn csv() -> Vec<u8> {
    let rows =
        (0..8).map(|n| format!("{n},\"Title {n}\",\"{PROSE}\n\nAnd \"\"more\"\".\",2023-09-10\n"));
    format!("id,title,text,date\n{}", rows.collect::<String>()).into_bytes()
}

fn jsonl() -> Vec<u8> {
    let rows = (0..8)
        .map(|n| format!("{{\"id\":\"j{n}\",\"title\":\"Title {n}\",\"text\":\"{PROSE}\"}}\n"));
    rows.collect::<String>().into_bytes()
}

fn page(n: usize) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>Title {n}</title></head><body><nav><a href='/'>Home</a>\
         </nav><article><h1>Title {n}</h1><p>{PROSE}</p><p>{PROSE}</p></article></body></html>"
    )
}

fn rss() -> Vec<u8> {
    let entries = (0..8).map(|n| {
        format!("<item><title>Title {n}</title><description><![CDATA[<p>{PROSE}</p>]]></description></item>")
    });
    let entries: String = entries.collect();
    format!("<rss version='2.0'><channel><title>F</title>{entries}</channel></rss>").into_bytes()
}

fn json_feed() -> Vec<u8> {
    let entry = |n| {
        format!("{{\"id\":\"{n}\",\"title\":\"Title {n}\",\"content_html\":\"<p>{PROSE}</p>\"}}")
    };
    let entries: Vec<String> = (0..8).map(entry).collect();
    let version = "https://jsonfeed.org/version/1.1";
    format!("{{\"version\":\"{version}\",\"items\":[{}]}}", entries.join(",")).into_bytes()
}

fn warc() -> Vec<u8> {
    let mut out = String::new();
    for n in 0..8 {
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(n));
        write!(
            out,
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{n}\r\n\
             Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
        .unwrap();
    }
    out.into_bytes()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        archive.append_data(&mut header, name, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A file of each format, and how many articles it holds.
fn samples() -> Vec<(&'static str, Vec<u8>, usize)> {
    let first = page(0);
    let members = [("a.csv", &csv()[..]), ("day/b.jsonl", &jsonl()), ("c.html", first.as_bytes())];
    vec![
        ("a.csv", csv(), 8),
        ("a.jsonl", jsonl(), 8),
        ("a.html", first.clone().into_bytes(), 1),
        ("a.rss", rss(), 8),
        ("feed.json", json_feed(), 8),
        ("a.warc", warc(), 8),
        ("a.csv.gz", gz(&csv()), 8),
        ("a.warc.gz", gz(&warc()), 8),
        ("a.zip", zip(&members), 17),
        ("a.tar", tar(&members), 17),
        ("a.tar.gz", gz(&tar(&members)), 17),
        ("a.zst", zstd::encode_all(&rss()[..], 1).unwrap(), 8),
    ]
}

fn read(name: &str, bytes: Vec<u8>) -> Option<Corpus> {
    let inputs = Inputs::stream(name, Cursor::new(bytes));
    let settings = Settings { piece: 300, ..Settings::default() };
    let read = scan(&inputs, &settings, || (), |(), _| (), &|_, _| ());
    read.ok().map(|scan| scan.corpus)
}

/// Everything that is told names its file, and a reason in words.
fn check(name: &str, corpus: &Corpus) {
    for row in &corpus.rejected {
        assert!(row.file.starts_with(name), "{row:?}");
        assert!(row.reason.contains(' '), "{row:?}");
        assert_eq!(row.record.is_some(), row.offset.is_some(), "{row:?}");
    }
}

#[test]
fn whole_files_are_read_whole() {
    for (name, bytes, articles) in samples() {
        let corpus = read(name, bytes).unwrap();
        assert_eq!(corpus.rejected, [], "{name}");
        assert_eq!(corpus.len(), articles, "{name}");
        for id in (0..articles as u32).map(ArticleId) {
            assert!(corpus.text(id).unwrap().contains("Engineers"), "{name}");
        }
    }
}

#[test]
fn a_file_that_breaks_off_gives_what_came_before_and_says_where() {
    for (name, bytes, articles) in samples() {
        let cut = bytes[..bytes.len() * 3 / 4 - 9].to_vec();
        let corpus = read(name, cut).unwrap();
        check(name, &corpus);
        assert!(corpus.len() <= articles, "{name}");
        if name != "a.html" {
            assert!(!corpus.rejected.is_empty(), "{name} says nothing");
        }
        // Packed bytes of so small a file are one piece.
        if !["a.csv.gz", "a.warc.gz", "a.tar.gz", "a.zst"].contains(&name) {
            assert!(!corpus.is_empty(), "{name}: {:?}", corpus.rejected);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn changed_bytes_do_no_harm(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..12),
        end in 0.0..1.5_f64,
    ) {
        for (name, mut bytes, _) in samples() {
            for &(at, byte) in &changes {
                let at = at % bytes.len();
                bytes[at] = byte;
            }
            bytes.truncate((bytes.len() as f64 * end) as usize);
            if let Some(corpus) = read(name, bytes) {
                check(name, &corpus);
            }
        }
    }

    #[test]
    fn random_bytes_under_any_beginning_do_no_harm(
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        for (name, sample, _) in samples() {
            let bytes = [&sample[..sample.len().min(40)], &bytes].concat();
            if let Some(corpus) = read(name, bytes) {
                check(name, &corpus);
            }
        }
    }
}
