//! What a file holds: by its first bytes, then by its name.
//!
//! A new format is one new file with its parser, one variant of [`Format`] and one line in
//! [`recognise`].

use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::encoding;
#[cfg(feature = "feed")]
use super::feed;
use super::fields::Plan;
#[cfg(feature = "html")]
use super::html;
use super::markup::{self, Root};
use super::piece::Head;
#[cfg(feature = "warc")]
use super::warc;
use super::{delimited, json_lines, plain_text};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Records of one format.
    Records(Format),
    /// Other files.
    #[cfg(feature = "archives")]
    Members(Archive),
}

/// Formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Format {
    JsonLines,
    JsonValues,
    PlainText,
    /// Rows of cells with this byte between them.
    Delimited(u8),
    #[cfg(feature = "html")]
    Html,
    /// RSS and Atom.
    #[cfg(feature = "feed")]
    Feed,
    #[cfg(feature = "feed")]
    JsonFeed,
    #[cfg(feature = "warc")]
    Warc,
    #[cfg(feature = "parquet")]
    Parquet,
    /// Record batches that are handed over; no file is of this format.
    #[cfg(feature = "parquet")]
    Table,
}

/// Files that hold files.
#[cfg(feature = "archives")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Archive {
    Zip,
    Tar,
}

/// How a stream is cut into records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// One record a line.
    Line,
    /// One record a JSON value.
    Value,
    /// One record a row, which may run over several lines.
    Row,
    /// One record an entry of a feed.
    #[cfg(feature = "feed")]
    Entry,
    /// One record a record of a web archive.
    #[cfg(feature = "warc")]
    Page,
    /// One record a file.
    File,
}

impl Unit {
    /// A record in messages: "line 7".
    pub fn told(self, record: u64) -> String {
        match self {
            Self::Line => format!("line {record}"),
            Self::Value => format!("record {record}"),
            Self::Row => format!("row {record}"),
            #[cfg(feature = "feed")]
            Self::Entry => format!("entry {record}"),
            #[cfg(feature = "warc")]
            Self::Page => format!("record {record}"),
            Self::File => "the file".to_owned(),
        }
    }
}

impl Format {
    pub fn unit(self) -> Unit {
        match self {
            Self::JsonLines => Unit::Line,
            Self::JsonValues => Unit::Value,
            Self::PlainText => Unit::File,
            Self::Delimited(_) => Unit::Row,
            #[cfg(feature = "html")]
            Self::Html => Unit::File,
            #[cfg(feature = "feed")]
            Self::Feed | Self::JsonFeed => Unit::Entry,
            #[cfg(feature = "warc")]
            Self::Warc => Unit::Page,
            #[cfg(feature = "parquet")]
            Self::Parquet | Self::Table => Unit::Row,
        }
    }

    /// Its name, for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLines => "JSON Lines",
            Self::JsonValues => "JSON",
            Self::PlainText => "plain text",
            Self::Delimited(b'\t') => "TSV",
            Self::Delimited(_) => "CSV",
            #[cfg(feature = "html")]
            Self::Html => "HTML",
            #[cfg(feature = "feed")]
            Self::Feed => "RSS or Atom",
            #[cfg(feature = "feed")]
            Self::JsonFeed => "JSON Feed",
            #[cfg(feature = "warc")]
            Self::Warc => "WARC",
            #[cfg(feature = "parquet")]
            Self::Parquet => "Parquet",
            #[cfg(feature = "parquet")]
            Self::Table => "a table",
        }
    }

    /// True where the fields of a record stand under names that can be mapped.
    pub fn has_names(self) -> bool {
        match self {
            Self::JsonLines | Self::JsonValues | Self::Delimited(_) => true,
            #[cfg(feature = "parquet")]
            Self::Parquet | Self::Table => true,
            _ => false,
        }
    }

    /// True where a record can be read again from its place in the file, without what stands
    /// before it. It must be cheap as well: a page is taken apart only once.
    pub fn stands_alone(self) -> bool {
        matches!(self, Self::JsonLines | Self::JsonValues | Self::PlainText)
    }

    /// The keys of a record that has neither title nor text, for people; empty where it has none.
    pub fn keys(self, bytes: &[u8]) -> String {
        match self {
            Self::JsonLines | Self::JsonValues => json_lines::keys(bytes),
            _ => String::new(),
        }
    }

    /// Reads one record; `head` is what its file says before the first one.
    ///
    /// # Errors
    /// Why it is no article, for people.
    pub fn parse(
        self,
        bytes: &[u8],
        head: &Head,
        plan: &Plan,
        draft: &mut Draft,
    ) -> Result<(), String> {
        match self {
            Self::JsonLines | Self::JsonValues => json_lines::parse(bytes, plan, draft),
            Self::PlainText => {
                plain_text::parse(bytes, draft);
                Ok(())
            }
            Self::Delimited(delimiter) => delimited::parse(bytes, delimiter, head, draft),
            #[cfg(feature = "html")]
            Self::Html => html::parse(bytes, None, draft),
            #[cfg(feature = "feed")]
            Self::Feed | Self::JsonFeed => feed::parse(bytes, head, draft),
            #[cfg(feature = "warc")]
            Self::Warc => warc::parse(bytes, draft),
            // Their rows are handed on as JSON.
            #[cfg(feature = "parquet")]
            Self::Parquet | Self::Table => json_lines::parse(bytes, plan, draft),
        }
    }
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstandard,
}

impl Packing {
    /// By the first bytes.
    pub fn of(head: &[u8]) -> Option<Self> {
        // A Zstandard file may begin with a skippable frame (0x184D2A50 to 0x184D2A5F).
        let skippable =
            head.len() > 3 && head[0] & 0xF0 == 0x50 && head[1..4] == [0x2A, 0x4D, 0x18];
        if head.starts_with(&[0x1F, 0x8B]) {
            Some(Self::Gzip)
        } else if head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) || skippable {
            Some(Self::Zstandard)
        } else {
            None
        }
    }
}

/// What a file holds, by the start of its (unpacked) content and its name.
///
/// # Errors
/// Why it is not read, for people.
pub(crate) fn recognise(head: &[u8], name: &str) -> Result<Content, String> {
    let extension = extension(name);
    if head.is_empty() {
        let rows = matches!(extension.as_str(), "jsonl" | "ndjson" | "json");
        let lines = Content::Records(Format::JsonLines);
        return if rows { Ok(lines) } else { Err("the file is empty".into()) };
    }
    if let Some(archive) = archive(head) {
        return archive;
    }
    if let Some(other) = unread(head) {
        return Err(format!("{other} is not read"));
    }
    records(head, &extension).map(Content::Records)
}

fn records(head: &[u8], extension: &str) -> Result<Format, String> {
    if head.starts_with(b"WARC/") || extension == "warc" {
        return web_archive();
    }
    if head.starts_with(b"PAR1") {
        return table();
    }
    let decoded = encoding::decode(head);
    let text = decoded.text.trim_start();
    if starts_object(text) && names_json_feed(text) {
        return json_feed();
    }
    if starts_list_of_objects(text) || starts_object(text) && goes_on_below(text) {
        return Ok(Format::JsonValues);
    }
    if starts_object(text) {
        return Ok(Format::JsonLines);
    }
    match markup::root(text) {
        Some(Root::Page) => return page(),
        Some(Root::Feed) => return feed(),
        Some(Root::Other(name)) if text.starts_with("<?xml") => {
            return Err(format!("XML of this kind is not read (its root element is {name})"));
        }
        _ => {}
    }
    by_name(extension, text)
}

fn by_name(extension: &str, text: &str) -> Result<Format, String> {
    match extension {
        "jsonl" | "ndjson" | "json" => Ok(Format::JsonLines),
        _ if is_binary(text) => Err("neither text nor a known format".into()),
        "html" | "htm" | "xhtml" => page(),
        "xml" | "rss" | "atom" => Err("neither RSS nor Atom".into()),
        "csv" | "tsv" | "tab" | "psv" => {
            Ok(Format::Delimited(delimited::sniff(text, true).unwrap_or(b',')))
        }
        // A stream has no name to go by. A broken first record is no reason to miss the others.
        "-" if text.lines().any(starts_object) => Ok(Format::JsonLines),
        _ => match (delimited::sniff(text, false), extension) {
            (Some(delimiter), _) => Ok(Format::Delimited(delimiter)),
            (None, "txt" | "text" | "-") => Ok(Format::PlainText),
            _ => Err("not a known format (docs/inputs.md lists them)".into()),
        },
    }
}

#[cfg(feature = "archives")]
fn archive(head: &[u8]) -> Option<Result<Content, String>> {
    let empty = b"PK\x05\x06";
    if head.starts_with(b"PK\x03\x04") || head.starts_with(empty) {
        return Some(Ok(Content::Members(Archive::Zip)));
    }
    is_tar(head).then_some(Ok(Content::Members(Archive::Tar)))
}

#[cfg(not(feature = "archives"))]
fn archive(head: &[u8]) -> Option<Result<Content, String>> {
    let known = head.starts_with(b"PK\x03\x04") || is_tar(head);
    known.then(|| Err(without("zip and tar", "archives")))
}

/// True where the first block is that of a tar file: its sum is what it says.
fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.get(..512) else { return false };
    let said = std::str::from_utf8(&block[148..156]).unwrap_or_default();
    let said = u64::from_str_radix(said.trim_matches(['\0', ' ']), 8);
    let blank = (148..156).map(|_| u64::from(b' ')).sum::<u64>();
    let rest = block[..148].iter().chain(&block[156..]).map(|&byte| u64::from(byte));
    said.is_ok_and(|said| said == blank + rest.sum::<u64>())
}

/// What a build without a feature says of a format.
#[allow(dead_code, reason = "a build with all features says it of none")]
fn without(formats: &str, feature: &str) -> String {
    format!("{formats} is not read: built without the feature {feature}")
}

#[cfg(feature = "html")]
#[allow(clippy::unnecessary_wraps, reason = "without the feature it is an error")]
fn page() -> Result<Format, String> {
    Ok(Format::Html)
}

#[cfg(not(feature = "html"))]
fn page() -> Result<Format, String> {
    Err(without("HTML", "html"))
}

#[cfg(feature = "feed")]
#[allow(clippy::unnecessary_wraps, reason = "without the feature it is an error")]
fn feed() -> Result<Format, String> {
    Ok(Format::Feed)
}

#[cfg(not(feature = "feed"))]
fn feed() -> Result<Format, String> {
    Err(without("RSS and Atom", "feed"))
}

#[cfg(feature = "feed")]
#[allow(clippy::unnecessary_wraps, reason = "without the feature it is an error")]
fn json_feed() -> Result<Format, String> {
    Ok(Format::JsonFeed)
}

#[cfg(not(feature = "feed"))]
fn json_feed() -> Result<Format, String> {
    Err(without("JSON Feed", "feed"))
}

#[cfg(feature = "warc")]
#[allow(clippy::unnecessary_wraps, reason = "without the feature it is an error")]
fn web_archive() -> Result<Format, String> {
    Ok(Format::Warc)
}

#[cfg(not(feature = "warc"))]
fn web_archive() -> Result<Format, String> {
    Err(without("WARC", "warc"))
}

#[cfg(feature = "parquet")]
#[allow(clippy::unnecessary_wraps, reason = "without the feature it is an error")]
fn table() -> Result<Format, String> {
    Ok(Format::Parquet)
}

#[cfg(not(feature = "parquet"))]
fn table() -> Result<Format, String> {
    Err(without("Parquet", "parquet"))
}

/// The extension in lower case, without that of a packing; `-` for a stream.
fn extension(name: &str) -> String {
    let lower = name.to_lowercase();
    if lower == "-" {
        return lower;
    }
    let bare = [".gz", ".zst", ".zstd"].iter().find_map(|packed| lower.strip_suffix(packed));
    let bare = bare.unwrap_or(&lower);
    let file = bare.rsplit('/').next().unwrap_or(bare);
    file.rsplit_once('.').map_or("", |(_, extension)| extension).to_owned()
}

fn starts_object(text: &str) -> bool {
    let inside = text.strip_prefix('{').map(str::trim_start);
    inside.is_some_and(|rest| rest.is_empty() || rest.starts_with(['"', '}']))
}

fn starts_list_of_objects(text: &str) -> bool {
    text.strip_prefix('[').map(str::trim_start).is_some_and(starts_object)
}

/// True where a field says that this is a JSON Feed; an article may have its address as well.
fn names_json_feed(text: &str) -> bool {
    text.match_indices("\"version\"").any(|(at, key)| {
        let value = text[at + key.len()..].trim_start().strip_prefix(':').map(str::trim_start);
        ["\"https://jsonfeed.org/version/", "\"http://jsonfeed.org/version/"]
            .iter()
            .any(|version| value.is_some_and(|value| value.starts_with(version)))
    })
}

/// True where the first line is only the beginning of an object.
fn goes_on_below(text: &str) -> bool {
    text.split_once('\n').is_some_and(|(line, _)| line.trim_end().ends_with(['{', '[', ',']))
}

/// Formats that are known by their first bytes and not read.
fn unread(head: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 8] = [
        (b"PARE", "encrypted Parquet"),
        (b"%PDF", "PDF"),
        (b"BZh", "bzip2"),
        (b"\xFD7zXZ", "xz"),
        (b"7z\xBC\xAF\x27\x1C", "7z"),
        (b"Rar!", "RAR"),
        (b"Obj\x01", "Avro"),
        (b"ARROW1", "Arrow"),
    ];
    kinds.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, kind)| *kind)
}

/// True where one character of ten is a control character.
fn is_binary(text: &str) -> bool {
    let control = |c: &char| c.is_control() && !c.is_whitespace();
    let (all, controls) = (text.chars().count(), text.chars().filter(control).count());
    controls * 10 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(head: &[u8], name: &str) -> Result<Format, String> {
        recognise(head, name).map(|content| match content {
            Content::Records(format) => format,
            #[cfg(feature = "archives")]
            Content::Members(archive) => panic!("{archive:?}"),
        })
    }

    #[test]
    fn content_first_then_name() {
        let json = br#"{"title": "A"}"#;
        for name in ["a.jsonl", "a.json", "a.txt", "a", "-", "a.csv"] {
            assert_eq!(known(json, name), Ok(Format::JsonLines), "{name}");
        }
        assert_eq!(known(b"A text.", "a.txt.gz"), Ok(Format::PlainText));
        assert_eq!(known(b"A text.", "-"), Ok(Format::PlainText));
        assert_eq!(known(b"broken\n{\"title\":\"A\"}\n", "-"), Ok(Format::JsonLines));
        assert_eq!(known(b"broken\n", "a.jsonl.zst"), Ok(Format::JsonLines));
        assert_eq!(known(b"\xFF\xFE{\0\"\0a\0", "a.json"), Ok(Format::JsonLines));
        assert_eq!(known(b"", "a.jsonl"), Ok(Format::JsonLines));
    }

    #[test]
    fn lists_and_objects_over_several_lines() {
        for json in ["[\n  {\"title\": \"A\"}]", "{\n\"title\": 1}", "{\"title\": 1,\n\"x\": 2}"] {
            assert_eq!(known(json.as_bytes(), "a.json"), Ok(Format::JsonValues), "{json}");
        }
        assert_eq!(known(b"{\"title\": \"A\n{}", "a.json"), Ok(Format::JsonLines));
    }

    #[test]
    fn tables_by_name_or_by_their_header() {
        for (text, name, delimiter) in [
            ("id,title\n1,A\n", "a.csv", b','),
            ("id;title\n1;A, B\n", "a.csv", b';'),
            ("id\ttitle\n1\tA\n", "a", b'\t'),
            ("\"id\"|\"title\"\n1|A\n", "-", b'|'),
            ("text\nA\n", "a.csv", b','),
        ] {
            assert_eq!(known(text.as_bytes(), name), Ok(Format::Delimited(delimiter)), "{text}");
        }
        assert_eq!(known(b"Title, text and date are all.\nSo, again.", "-"), Ok(Format::PlainText));
    }

    #[cfg(all(feature = "html", feature = "feed", feature = "warc"))]
    #[test]
    fn pages_feeds_and_web_archives() {
        assert_eq!(known(b"<!DOCTYPE html><p>", "a.txt"), Ok(Format::Html));
        assert_eq!(known(b"<p>A fragment", "a.html.gz"), Ok(Format::Html));
        let xhtml = b"<?xml version='1.0'?>\n<!-- x -->\n<html xmlns='a'>";
        assert_eq!(known(xhtml, "a.xml"), Ok(Format::Html));
        assert_eq!(known(b"<?xml version='1.0'?><rss version='2.0'>", "-"), Ok(Format::Feed));
        assert_eq!(known(b"<feed xmlns='http://www.w3.org/2005/Atom'>", "a"), Ok(Format::Feed));
        let feed = b"{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}";
        assert_eq!(known(feed, "feed.json"), Ok(Format::JsonFeed));
        let about = br#"{"text": "\"version\": \"https://jsonfeed.org/version/1\" is a feed"}"#;
        assert_eq!(known(about, "a.jsonl"), Ok(Format::JsonLines));
        let about = br#"{"version": 2, "url": "https://jsonfeed.org/version/1"}"#;
        assert_eq!(known(about, "a.jsonl"), Ok(Format::JsonLines));
        assert_eq!(known(b"WARC/1.0\r\n", "a"), Ok(Format::Warc));
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn parquet_by_its_first_bytes() {
        assert_eq!(known(b"PAR1....", "a.csv"), Ok(Format::Parquet));
    }

    #[cfg(feature = "archives")]
    #[test]
    fn archives_by_their_first_bytes() {
        assert_eq!(recognise(b"PK\x03\x04..", "a"), Ok(Content::Members(Archive::Zip)));
        let mut header = tar::Header::new_old();
        header.set_path("a.txt").expect("a path");
        header.set_cksum();
        assert_eq!(recognise(header.as_bytes(), "a"), Ok(Content::Members(Archive::Tar)));
    }

    #[test]
    fn what_is_not_read_says_what_it_is() {
        let reason = |head: &[u8], name| recognise(head, name).expect_err("a reason");
        assert!(reason(b"PARE..", "a.parquet").contains("encrypted Parquet"));
        assert!(reason(b"<?xml version='1.0'?><urlset>", "sitemap.xml").contains("urlset"));
        assert!(reason(b"A text.", "README").contains("not a known format"));
        assert!(reason(b"\0\x01\x02\0abc", "a.txt").contains("neither text"));
        assert!(reason(b"", "a.txt").contains("empty"));
    }

    #[test]
    fn packing_by_magic() {
        assert_eq!(Packing::of(&[0x1F, 0x8B, 8]), Some(Packing::Gzip));
        assert_eq!(Packing::of(&[0x28, 0xB5, 0x2F, 0xFD]), Some(Packing::Zstandard));
        assert_eq!(Packing::of(&[0x50, 0x2A, 0x4D, 0x18]), Some(Packing::Zstandard));
        assert_eq!(Packing::of(b"text"), None);
    }
}
