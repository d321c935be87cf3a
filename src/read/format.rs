//! What a file holds: by its first bytes, then by its name.
//!
//! A new format is one new file with its parser, one variant of [`Format`] and one line in
//! [`recognise`].

use super::draft::Draft;
use super::encoding;
use super::fields::Plan;
use super::{json_lines, plain_text};

/// Formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    JsonLines,
    JsonValues,
    PlainText,
}

/// How a stream is cut into records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// One record a line.
    Line,
    /// One record a JSON value.
    Value,
    /// One record a file.
    File,
}

impl Format {
    pub fn unit(self) -> Unit {
        match self {
            Self::JsonLines => Unit::Line,
            Self::JsonValues => Unit::Value,
            Self::PlainText => Unit::File,
        }
    }

    /// The keys of a record that has neither title nor text, for people; empty where it has none.
    pub fn keys(self, bytes: &[u8]) -> String {
        match self {
            Self::JsonLines | Self::JsonValues => json_lines::keys(bytes),
            Self::PlainText => String::new(),
        }
    }

    /// Reads one record.
    ///
    /// # Errors
    /// Why it is no article, for people.
    pub fn parse(self, bytes: &[u8], plan: &Plan, draft: &mut Draft) -> Result<(), String> {
        match self {
            Self::JsonLines | Self::JsonValues => json_lines::parse(bytes, plan, draft),
            Self::PlainText => {
                plain_text::parse(bytes, draft);
                Ok(())
            }
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

/// The format of a file by the start of its (unpacked) content and its name.
///
/// # Errors
/// Why it is not read, for people.
pub(crate) fn recognise(head: &[u8], name: &str) -> Result<Format, String> {
    let extension = extension(name);
    if head.is_empty() {
        let lines = matches!(extension.as_str(), "jsonl" | "ndjson" | "json");
        return if lines { Ok(Format::JsonLines) } else { Err("the file is empty".into()) };
    }
    if let Some(other) = unread(head) {
        return Err(format!("{other} is not read"));
    }
    let decoded = encoding::decode(head);
    let text = decoded.text.trim_start();
    if starts_list_of_objects(text) || starts_object(text) && goes_on_below(text) {
        return Ok(Format::JsonValues);
    }
    if starts_object(text) {
        return Ok(Format::JsonLines);
    }
    by_name(&extension, text)
}

fn by_name(extension: &str, text: &str) -> Result<Format, String> {
    let markup = ["<!doctype", "<html", "<?xml", "<rss"]
        .iter()
        .any(|start| text.get(..start.len()).is_some_and(|here| here.eq_ignore_ascii_case(start)));
    match extension {
        "jsonl" | "ndjson" | "json" => Ok(Format::JsonLines),
        "html" | "htm" | "xml" | "rss" => Err("HTML and XML are not read".into()),
        _ if markup => Err("HTML and XML are not read".into()),
        "csv" | "tsv" => Err("CSV and TSV are not read".into()),
        _ if is_binary(text) => Err("neither text nor a known format".into()),
        // A stream has no name to go by. A broken first record is no reason to miss the others.
        "-" if text.lines().any(starts_object) => Ok(Format::JsonLines),
        "txt" | "text" | "-" => Ok(Format::PlainText),
        _ => Err("not a known format (JSON Lines and .txt are, also as .gz and .zst)".into()),
    }
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

/// True where the first line is only the beginning of an object.
fn goes_on_below(text: &str) -> bool {
    text.split_once('\n').is_some_and(|(line, _)| line.trim_end().ends_with(['{', '[', ',']))
}

/// Formats that are known by their first bytes and not read.
fn unread(head: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 8] = [
        (b"PK\x03\x04", "a ZIP file"),
        (b"PAR1", "Parquet"),
        (b"%PDF", "PDF"),
        (b"BZh", "bzip2"),
        (b"\xFD7zXZ", "xz"),
        (b"WARC/", "WARC"),
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

    #[test]
    fn content_first_then_name() {
        let json = br#"{"title": "A"}"#;
        for name in ["a.jsonl", "a.json", "a.txt", "a", "-", "a.csv"] {
            assert_eq!(recognise(json, name), Ok(Format::JsonLines), "{name}");
        }
        assert_eq!(recognise(b"A text.", "a.txt.gz"), Ok(Format::PlainText));
        assert_eq!(recognise(b"A text.", "-"), Ok(Format::PlainText));
        assert_eq!(recognise(b"broken\n{\"title\":\"A\"}\n", "-"), Ok(Format::JsonLines));
        assert_eq!(recognise(b"broken\n", "a.jsonl.zst"), Ok(Format::JsonLines));
        assert_eq!(recognise(b"\xFF\xFE{\0\"\0a\0", "a.json"), Ok(Format::JsonLines));
        assert_eq!(recognise(b"", "a.jsonl"), Ok(Format::JsonLines));
    }

    #[test]
    fn lists_and_objects_over_several_lines() {
        for json in ["[\n  {\"title\": \"A\"}]", "{\n\"title\": 1}", "{\"title\": 1,\n\"x\": 2}"] {
            assert_eq!(recognise(json.as_bytes(), "a.json"), Ok(Format::JsonValues), "{json}");
        }
        assert_eq!(recognise(b"{\"title\": \"A\n{}", "a.json"), Ok(Format::JsonLines));
    }

    #[test]
    fn what_is_not_read_says_what_it_is() {
        let reason = |head: &[u8], name| recognise(head, name).expect_err("a reason");
        assert!(reason(b"<!DOCTYPE html><p>", "a.txt").contains("HTML"));
        assert!(reason(b"id,title\n1,A\n", "a.csv").contains("CSV"));
        assert!(reason(b"PK\x03\x04..", "a.zip").contains("ZIP"));
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
