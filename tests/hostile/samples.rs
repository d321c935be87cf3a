//! A small file of each format, for tests that damage them.

#[path = "zipped.rs"]
mod zipped;

use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use zipped::zip;

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

fn warc_record(n: usize) -> Vec<u8> {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(n));
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{n}\r\n\
         Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    );
    record.into_bytes()
}

fn warc() -> Vec<u8> {
    (0..8).flat_map(warc_record).collect()
}

/// A web archive as crawlers write it: a gzip member a record.
pub fn warc_members() -> Vec<Vec<u8>> {
    (0..8).map(|n| gz(&warc_record(n))).collect()
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

/// Three rows a row group.
fn parquet(compression: Compression) -> Vec<u8> {
    let column = |of: &dyn Fn(usize) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values((0..8).map(of)))
    };
    let rows = RecordBatch::try_from_iter([
        ("id", column(&|n| format!("p{n}"))),
        ("title", column(&|n| format!("Title {n}"))),
        ("text", column(&|_| PROSE.to_owned())),
    ]);
    let rows = rows.unwrap();
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(3))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), rows.schema(), Some(properties)).unwrap();
    writer.write(&rows).unwrap();
    writer.into_inner().unwrap()
}

/// A file of each format, and how many articles it holds.
pub fn samples() -> Vec<(&'static str, Vec<u8>, usize)> {
    let first = page(0);
    let table = parquet(Compression::SNAPPY);
    let members = [
        ("a.csv", &csv()[..]),
        ("day/b.jsonl", &jsonl()),
        ("c.html", first.as_bytes()),
        ("d.parquet", &table),
    ];
    vec![
        ("a.csv", csv(), 8),
        ("a.jsonl", jsonl(), 8),
        ("a.html", first.clone().into_bytes(), 1),
        ("a.rss", rss(), 8),
        ("feed.json", json_feed(), 8),
        ("a.warc", warc(), 8),
        ("a.csv.gz", gz(&csv()), 8),
        ("a.warc.gz", gz(&warc()), 8),
        ("b.warc.gz", warc_members().concat(), 8),
        ("a.zip", zip(&members), 25),
        ("a.tar", tar(&members), 25),
        ("a.tar.gz", gz(&tar(&members)), 25),
        ("a.parquet", parquet(Compression::ZSTD(ZstdLevel::default())), 8),
        ("b.parquet", parquet(Compression::UNCOMPRESSED), 8),
        ("a.parquet.gz", gz(&table), 8),
        ("a.zst", zstd::encode_all(&rss()[..], 1).unwrap(), 8),
    ]
}
