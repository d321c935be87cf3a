//! A look into the inputs before a run: what they are, how many articles, under which names.
//!
//! Up to [`MOST_FILES`] files, spread evenly over all, are read as far as their share of
//! [`LOOKED_AT`] goes; what lies beyond is estimated by the bytes on disk. Nothing is kept.

use std::collections::BTreeMap;
use std::time::Instant;

use serde::Serialize;

use super::draft::Draft;
use super::fields::RecordField;
use super::format::Format;
use super::inputs::Inputs;
use super::piece::Cut;
use super::record::{Raw, records, row, told};
use super::scan::list;
use super::settings::Settings;
use super::tasks::{Files, Kind};
use crate::article::Rejected;
use crate::error::Result;

/// Unpacked bytes that are parsed of all files together.
const LOOKED_AT: u64 = 64 << 20;
/// Files that are opened.
const MOST_FILES: usize = 1_000;

/// What a look tells. Numbers of articles are before filters and before repeated ids are dropped.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Preview {
    /// Files found, archives counting as one.
    pub files: u64,
    /// Bytes of all files on disk; 0 for streams.
    pub bytes: u64,
    /// Articles, estimated unless `whole`.
    pub articles: u64,
    /// Bytes of all titles and texts, estimated unless `whole`.
    pub text_bytes: u64,
    /// True where everything was read, so that nothing is an estimate.
    pub whole: bool,
    /// What the files hold, most articles first.
    pub formats: Vec<FormatSeen>,
    /// Where the fields of an article were found.
    pub fields: Vec<FieldSeen>,
    /// Records that were looked at and are articles.
    pub seen: u64,
    /// Seconds that one thread took for them.
    pub seconds: f64,
    /// Records that were looked at and refused, or taken with a remark.
    pub rejected: Vec<Rejected>,
}

/// One format among the inputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormatSeen {
    /// Its name, as `JSON Lines`.
    pub format: &'static str,
    /// Files and members of archives that were looked at.
    pub files: u64,
    /// Articles in them that were looked at.
    pub seen: u64,
}

/// One field under one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldSeen {
    /// The field: id, title, text, source, date, url, lang.
    pub field: &'static str,
    /// The name it stands under; null where the format has no names (plain text, pages).
    pub name: Option<String>,
    /// The format.
    pub format: &'static str,
    /// Records that state it.
    pub records: u64,
}

/// Looks into the inputs.
///
/// # Errors
/// A setting out of range, an argument that cannot be read, or no file at all.
pub fn preview(inputs: &Inputs, settings: &Settings) -> Result<Preview> {
    settings.check()?;
    let listing = list(inputs)?;
    let began = Instant::now();
    let count = listing.files.len();
    let bytes = listing.files.iter().map(|file| file.size).sum();
    let files = Files::new(listing.files, settings);
    let step = count.div_ceil(MOST_FILES).max(1);
    let mut look = Look { rejected: listing.rejected, ..Look::new(&files, step) };
    for number in (0..count).step_by(step) {
        look.file(number);
    }
    let mut told = look.tell();
    (told.files, told.bytes) = (count as u64, bytes);
    told.seconds = began.elapsed().as_secs_f64();
    Ok(told)
}

struct Look<'a> {
    files: &'a Files<'a>,
    /// Bytes to be parsed of one file.
    share: u64,
    draft: Draft,
    rejected: Vec<Rejected>,
    formats: BTreeMap<&'static str, (u64, u64)>,
    fields: BTreeMap<(&'static str, RecordField, Option<String>), u64>,
    seen: u64,
    text_bytes: u64,
    /// Estimates: articles and bytes of text.
    all: (f64, f64),
    /// Bytes on disk of the files that were opened.
    opened: u64,
    whole: bool,
}

impl<'a> Look<'a> {
    fn new(files: &'a Files<'a>, step: usize) -> Self {
        let opened = files.list.len().div_ceil(step).max(1);
        Self {
            files,
            share: LOOKED_AT / opened as u64,
            draft: Draft::default(),
            rejected: Vec::new(),
            formats: BTreeMap::new(),
            fields: BTreeMap::new(),
            seen: 0,
            text_bytes: 0,
            all: (0.0, 0.0),
            opened: 0,
            whole: step == 1,
        }
    }

    fn file(&mut self, number: usize) {
        let state = &self.files.list[number];
        self.opened += state.found.size;
        let mut open = match self.files.open(number) {
            Ok(open) => open,
            Err(reason) => return self.rejected.push(row(&state.found.name, None, reason)),
        };
        let (seen, text) = (self.seen, self.text_bytes);
        let (mut parsed, mut passed) = (0, 0);
        let (mut read, mut member) = (None, None);
        while let Some((kind, cut)) = open.next(|| self.files.buffer()) {
            if member != Some(kind.member) && matches!(cut, Cut::Piece(_)) {
                member = Some(kind.member);
                self.formats.entry(kind.format.name()).or_default().0 += 1;
            }
            if parsed < self.share {
                parsed += self.part(&kind, cut);
            } else if open.is_measured_first() {
                // As a zip file is, so only its parts tell how far one is.
                passed += size(&cut);
            } else {
                read = Some(state.meter.bytes().max(1));
                break;
            }
        }
        let factor = match read {
            Some(read) => state.found.size.max(read) as f64 / read as f64,
            None => (parsed + passed).max(1) as f64 / parsed.max(1) as f64,
        };
        self.whole &= read.is_none() && passed == 0;
        self.all.0 += (self.seen - seen) as f64 * factor;
        self.all.1 += (self.text_bytes - text) as f64 * factor;
    }

    /// Parses a part; returns its bytes.
    fn part(&mut self, kind: &Kind, cut: Cut) -> u64 {
        let bytes = size(&cut);
        match cut {
            Cut::Piece(piece) => {
                for (record, offset, range) in records(kind.format.unit(), &piece) {
                    self.draft.clear();
                    let (bytes, head) = (&piece.bytes[range], &piece.head);
                    let raw = Raw { kind, record, offset, bytes, head };
                    if raw.read(self.files, &mut self.draft, &mut self.rejected) {
                        self.article(kind.format);
                    }
                }
                self.files.give_back(piece.bytes);
            }
            other => self.rejected.extend(told(kind, &other, |record| record)),
        }
        bytes
    }

    fn article(&mut self, format: Format) {
        self.seen += 1;
        self.formats.entry(format.name()).or_default().1 += 1;
        let length = |text: Option<&str>| text.map_or(0, str::len) as u64;
        self.text_bytes += length(self.draft.title.get()) + length(self.draft.text.get());
        for target in self.draft.found() {
            let name = format.has_names().then(|| self.files.plan.name_of(target)).flatten();
            *self.fields.entry((format.name(), target.field, name)).or_default() += 1;
        }
    }

    fn tell(mut self) -> Preview {
        let bytes: u64 = self.files.list.iter().map(|file| file.found.size).sum();
        let factor = bytes.max(1) as f64 / self.opened.max(1) as f64;
        self.rejected.sort_unstable();
        let formats = self.formats.into_iter();
        let mut formats: Vec<FormatSeen> =
            formats.map(|(format, (files, seen))| FormatSeen { format, files, seen }).collect();
        formats.sort_by_key(|seen| std::cmp::Reverse(seen.seen));
        let fields = self.fields.into_iter().map(|((format, field, name), records)| FieldSeen {
            field: field.name(),
            name,
            format,
            records,
        });
        Preview {
            articles: (self.all.0 * factor).round() as u64,
            text_bytes: (self.all.1 * factor).round() as u64,
            whole: self.whole,
            formats,
            fields: fields.collect(),
            seen: self.seen,
            rejected: self.rejected,
            ..Preview::default()
        }
    }
}

fn size(cut: &Cut) -> u64 {
    match cut {
        Cut::Piece(piece) => piece.bytes.len() as u64,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_input_is_counted_whole() {
        let root = tempfile::tempdir().expect("a folder");
        let write =
            |name: &str, text: &str| std::fs::write(root.path().join(name), text).expect("a file");
        write("a.jsonl", "{\"headline\":\"A\",\"body\":\"Text.\"}\n{\"headline\":\"B\"}\nbroken\n");
        write("b.csv", "title,text\nC,Text.\n");
        write("c.txt", "A text.");
        write("d.bin", "\0\u{1}\u{2}");
        let told = preview(&Inputs::new([root.path()]), &Settings::default()).expect("a look");
        assert_eq!((told.files, told.articles, told.seen, told.whole), (4, 4, 4, true));
        let formats: Vec<_> = told.formats.iter().map(|f| (f.format, f.files, f.seen)).collect();
        assert_eq!(formats, [("JSON Lines", 1, 2), ("CSV", 1, 1), ("plain text", 1, 1)]);
        let headline = told.fields.iter().find(|f| f.name.as_deref() == Some("headline"));
        let headline = headline.expect("the name");
        assert_eq!((headline.field, headline.records), ("title", 2));
        let nameless = told.fields.iter().find(|f| f.format == "plain text").expect("a text");
        assert_eq!(nameless.name, None);
        assert_eq!(told.rejected.len(), 2);
        assert_eq!(told.text_bytes, 1 + 5 + 1 + 1 + 5 + 7);
    }

    #[test]
    fn a_look_tells_what_a_run_tells() {
        let root = tempfile::tempdir().expect("a folder");
        let write =
            |name: &str, text: &[u8]| std::fs::write(root.path().join(name), text).expect("a file");
        write(
            "a.jsonl",
            b"{\"title\":\"A\",\"date\":\"soon\"}\n{\"title\":\"\xE9t\xE9\"}\n{\"colour\":1}\n",
        );
        write("b.json", &[b"[{\"title\":\"", &[b'x'; 300][..], b"\"}]"].concat());
        write("c.jsonl", &[b"{\"title\":\"", &[b'x'; 300][..], b"\"}"].concat());
        let (inputs, settings) =
            (Inputs::new([root.path()]), Settings { longest_record: 200, ..Settings::default() });
        let told = preview(&inputs, &settings).expect("a look");
        let read = crate::read::scan(&inputs, &settings, || (), |(), _| (), &|_, _| Ok(()));
        let reasons: Vec<&str> = told.rejected.iter().map(|row| &*row.reason).collect();
        assert_eq!(told.rejected, read.expect("a run").corpus.rejected);
        assert!(reasons[0].starts_with("line 1 has a date that is not understood"), "{reasons:?}");
        assert!(reasons[1].starts_with("line 2 is not valid UTF-8"), "{reasons:?}");
        assert!(reasons[2].ends_with("; its fields are colour"), "{reasons:?}");
        assert!(reasons[3].starts_with("record 1 is too long"), "{reasons:?}");
        assert!(reasons[4].starts_with("line 1 is too long"), "{reasons:?}");
        assert_eq!(told.seen, 2);
    }

    #[test]
    fn what_is_not_looked_at_is_estimated() {
        let root = tempfile::tempdir().expect("a folder");
        let file = root.path().join("a.jsonl");
        let line = format!("{{\"title\":\"A\",\"text\":\"{}\"}}\n", "word ".repeat(20_000));
        std::fs::write(&file, line.repeat(1_500)).expect("a file");
        let told = preview(&Inputs::new([&file]), &Settings::default()).expect("a look");
        assert!(!told.whole && told.seen < 1_000, "{}", told.seen);
        assert!((1_400..1_600).contains(&told.articles), "{}", told.articles);
        assert!(preview(&Inputs::new(["/no/such/file"]), &Settings::default()).is_err());
    }
}
