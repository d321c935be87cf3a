//! RSS, RDF, Atom and JSON Feed: one record an entry.
//!
//! A feed is cut at its entries, and each is read by `feed-rs` in a shell of what stood around it
//! (the root element with its namespaces). So a feed of any length is read in pieces by all
//! threads, and one that is broken or breaks off costs only the entries that are.
//!
//! The text is the full content where an entry has it, else the summary; markup in it becomes text
//! with its paragraphs apart. The outlet is the one an entry names (`<source>`), else the
//! registrable domain of its address; the name of the feed counts only where there is neither, for
//! an outlet has many feeds.

use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

use feed_rs::model::{Entry, Link};
use feed_rs::parser::{Builder, ParseFeedError};
use jiff::Timestamp;
use memchr::{memchr, memchr2, memmem};

use super::contained::contained;
use super::cut::Cutter;
use super::draft::Draft;
use super::fields::{RecordField, Target};
use super::format::Unit;
use super::piece::{Cut, Head};
use super::scanner;
use super::{encoding, markup_tree};

/// As much as is kept of what stands before the first entry.
const LONGEST_HEAD: usize = 1 << 20;

/// What stands around an entry, and what the feed says of all.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shell {
    open: String,
    close: &'static str,
    name: Option<String>,
    lang: Option<String>,
}

impl Shell {
    /// Of a feed in XML that begins with `head`.
    fn of_xml(head: &[u8]) -> Self {
        let decoded = encoding::decode(head);
        let root = root_tag(&decoded.text).unwrap_or("<rss>");
        let name = root.trim_start_matches('<');
        let (root_again, inside, close) = if name.starts_with("feed") {
            (root.to_owned(), "", "</feed>")
        } else if name.starts_with("rdf") {
            (root.to_owned(), "<channel></channel>", "</rdf:RDF>")
        } else {
            (with_version(root), "<channel>", "</channel></rss>")
        };
        let before = decoded.text.replacen(root, &root_again, 1);
        let (name, lang) = about(&[before.as_str(), close].concat());
        Self { open: root_again + inside, close, name, lang }
    }

    /// Of a JSON feed that begins with `head`, up to its entries.
    fn of_json(head: &str) -> Self {
        let (name, lang) = about(&[head, "]}"].concat());
        let open = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"\",\"items\":[";
        Self { open: open.to_owned(), close: "]}", name, lang }
    }
}

/// Name and language of a feed by its start; nothing where that is not sound.
fn about(document: &str) -> (Option<String>, Option<String>) {
    let told = || {
        let feed = feed_rs::parser::parse(document.as_bytes()).ok()?;
        let name = feed.title.and_then(|title| plain(&title.content).ok());
        Some((name.filter(|name| !name.trim().is_empty()), feed.language))
    };
    contained(told).ok().flatten().unwrap_or_default()
}

/// The first element of a document as it stands there: `<rss version="2.0">`.
fn root_tag(text: &str) -> Option<&str> {
    let names = ["<rss", "<feed", "<rdf:RDF"];
    let start = names.iter().filter_map(|name| text.find(name)).min()?;
    let end = text[start..].find('>')?;
    Some(&text[start..=start + end])
}

/// A root element of RSS as one of version 2.0, which can hold what all others can.
fn with_version(root: &str) -> String {
    let rest = root.strip_prefix("<rss").unwrap_or(">");
    let rest = match rest.split_once("version=") {
        None => rest.to_owned(),
        Some((before, after)) => {
            let quote = after.chars().next().unwrap_or('"');
            let after = after.get(1..).and_then(|after| after.split_once(quote));
            format!("{before}{}", after.map_or(">", |(_, after)| after))
        }
    };
    format!("<rss version=\"2.0\"{rest}")
}

/// Finds entries in a buffer that grows at its end.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    /// How far the buffer was looked at.
    at: usize,
    /// Where the open entry began, and the tag that ends it.
    open: Option<(usize, &'static [u8])>,
    /// What ends the comment or the marked section that is being passed over.
    skipping: Option<&'static [u8]>,
    /// What stood before the first entry, and how much of the buffer is in it.
    head: Vec<u8>,
    kept: usize,
    met: bool,
}

impl Scanner {
    /// Looks at the rest of `buffer` and adds the entries that end there to `found`.
    pub fn scan(&mut self, buffer: &[u8], found: &mut Vec<Range<usize>>) {
        while self.step(buffer, found) {}
        if !self.met {
            let end = self.at.max(self.kept);
            self.head.extend_from_slice(&buffer[self.kept..end]);
            self.head.truncate(LONGEST_HEAD);
            self.kept = end;
        }
    }

    /// One tag further; false where the buffer is too short to know it.
    fn step(&mut self, buffer: &[u8], found: &mut Vec<Range<usize>>) -> bool {
        let rest = buffer.get(self.at..).unwrap_or_default();
        if let Some(end) = self.skipping {
            let Some(at) = memmem::find(rest, end) else {
                // The mark itself may be cut in two.
                self.at = buffer.len().saturating_sub(end.len() - 1).max(self.at);
                return false;
            };
            self.at += at + end.len();
            self.skipping = None;
            return true;
        }
        let Some(at) = memchr(b'<', rest) else {
            self.at = buffer.len();
            return false;
        };
        self.at += at;
        self.tag(buffer, found)
    }

    fn tag(&mut self, buffer: &[u8], found: &mut Vec<Range<usize>>) -> bool {
        let tag = &buffer[self.at..];
        for (start, end) in [(&b"<!--"[..], &b"-->"[..]), (b"<![CDATA[", b"]]>")] {
            if tag.starts_with(start) {
                self.at += start.len();
                self.skipping = Some(end);
                return true;
            }
            if start.starts_with(tag) {
                return false;
            }
        }
        match self.open {
            None => match entry_tag(tag) {
                Tag::CutOff => return false,
                Tag::Other => self.at += 1,
                Tag::Entry(close) => {
                    self.met_first(buffer);
                    self.open = Some((self.at, close));
                    self.at += 1;
                }
            },
            Some((start, close)) if tag.starts_with(close) => {
                self.at += close.len();
                found.push(start..self.at);
                self.open = None;
            }
            Some((_, close)) if close.starts_with(tag) => return false,
            Some(_) => self.at += 1,
        }
        true
    }

    fn met_first(&mut self, buffer: &[u8]) {
        if !self.met {
            self.head.extend_from_slice(&buffer[self.kept.min(self.at)..self.at]);
            self.head.truncate(LONGEST_HEAD);
            self.met = true;
        }
    }

    /// Where the open entry began; the end of what was looked at if none is open.
    pub fn open(&self) -> usize {
        self.open.map_or(self.at, |(start, _)| start)
    }

    /// Lets go of what was looked at, though an entry is open; returns how much that is.
    pub fn pass(&mut self) -> usize {
        self.open = self.open.map(|(_, close)| (0, close));
        std::mem::take(&mut self.at)
    }

    /// Begins anew behind an entry.
    pub fn restart(&mut self) {
        (self.at, self.open, self.skipping) = (0, None, None);
    }

    /// Forgets the first `count` bytes of the buffer, which were cut off.
    pub fn cut(&mut self, count: usize) {
        self.at -= count;
        self.kept = self.kept.saturating_sub(count);
        self.open = self.open.map(|(start, close)| (start - count, close));
    }
}

/// What a tag is.
enum Tag {
    /// It begins an entry, which this ends.
    Entry(&'static [u8]),
    Other,
    /// Too little of it is there.
    CutOff,
}

fn entry_tag(tag: &[u8]) -> Tag {
    let ways: [(&[u8], &[u8]); 2] = [(b"<item", b"</item>"), (b"<entry", b"</entry>")];
    for (start, close) in ways {
        if let Some(rest) = tag.strip_prefix(start) {
            return match rest.first() {
                None => Tag::CutOff,
                Some(b'>') => Tag::Entry(close),
                Some(next) if next.is_ascii_whitespace() => Tag::Entry(close),
                Some(_) => Tag::Other,
            };
        }
        if start.starts_with(tag) {
            return Tag::CutOff;
        }
    }
    Tag::Other
}

/// Cuts a feed, and hands its shell on with every piece.
pub(crate) struct Entries<R> {
    cutter: Cutter<R>,
    head: Head,
    /// True for JSON, where the entries end with their list.
    json: bool,
    /// True where that is to be told.
    itemless: bool,
}

impl<R: Read> Entries<R> {
    /// Of a feed in XML, as [`Cutter::new`].
    pub fn xml(stream: R, start: u64, (piece, longest): (usize, usize)) -> Self {
        let cutter = Cutter::entries(stream, start, piece, longest);
        Self { cutter, head: Head::None, json: false, itemless: false }
    }

    /// Of a feed in JSON, whose stream stands before its entries and `head` before that.
    pub fn json(stream: R, head: &str, start: u64, (piece, longest): (usize, usize)) -> Self {
        let head_of_all = Head::Shell(Arc::new(Shell::of_json(head)));
        let start = start + head.len() as u64;
        let cutter = Cutter::new(stream, Unit::Entry, start, piece, longest);
        Self {
            cutter,
            head: head_of_all,
            json: true,
            itemless: !is_before_entries(head.as_bytes()),
        }
    }

    /// As [`Cutter::next`].
    pub fn next(&mut self, buffer: Vec<u8>) -> Option<Cut> {
        if std::mem::take(&mut self.itemless) {
            self.cutter.stop();
            return Some(Cut::Refused { at: None, reason: "has no list of items".into() });
        }
        let mut cut = self.cutter.next(buffer)?;
        let Cut::Piece(piece) = &mut cut else { return Some(cut) };
        if self.json {
            // The list may end, and other fields follow.
            let mut end = 0;
            let kept = piece.values.iter().position(|range| {
                let between = &piece.bytes[std::mem::replace(&mut end, range.end)..range.start];
                between.contains(&b']') || piece.bytes[range.start] != b'{'
            });
            let closed = kept.is_some() || piece.bytes[end..].contains(&b']');
            piece.values.truncate(kept.unwrap_or(piece.values.len()));
            if closed {
                self.cutter.stop();
            }
        } else if self.head == Head::None
            && let scanner::Scanner::Entries(scanner) = self.cutter.scanner()
        {
            self.head = Head::Shell(Arc::new(Shell::of_xml(&scanner.head)));
        }
        piece.head = self.head.clone();
        Some(cut)
    }
}

/// True where the entries of a JSON feed come next: it ends with `"items": [`.
pub(crate) fn is_before_entries(head: &[u8]) -> bool {
    let before = |head: &[u8], mark| Some(head.strip_suffix(mark)?.trim_ascii_end().len());
    let name = before(head, b"[").and_then(|end| before(&head[..end], b":"));
    name.is_some_and(|end| head[..end].ends_with(b"\"items\""))
}

/// Reads one entry in the shell of its feed.
///
/// # Errors
/// Why it is no article, for people.
pub(crate) fn parse(bytes: &[u8], head: &Head, draft: &mut Draft) -> Result<(), String> {
    let Head::Shell(shell) = head else { return Err("stands in no feed".into()) };
    let decoded = encoding::decode(bytes);
    let document = [&shell.open, &*decoded.text, shell.close].concat();
    // Ids that a feed does not give are not made up.
    let parser = Builder::new().id_generator(|_, _, _| String::new()).build();
    let feed = parser.parse(document.as_bytes()).map_err(|error| explain(&error))?;
    let entry = feed.entries.into_iter().next().ok_or("is no entry that is understood")?;
    offer(&entry, &decoded.text, shell, draft)?;
    if decoded.guessed {
        draft.repair = Some(format!("is not valid UTF-8; read as {}", decoded.encoding));
    }
    Ok(())
}

fn explain(error: &ParseFeedError) -> String {
    match error {
        ParseFeedError::JsonSerde(error) => format!("is not valid JSON: {error}"),
        error => format!("is not well-formed: {error}"),
    }
}

/// # Errors
/// If its markup is not to be read, for people.
fn offer(entry: &Entry, raw: &str, shell: &Shell, draft: &mut Draft) -> Result<(), String> {
    let mut offer = |field, rank, value: &str| draft.offer(Target { field, rank }, value);
    offer(RecordField::Id, 0, &entry.id);
    let title = entry.title.as_ref().map(|title| plain(&title.content)).transpose()?;
    offer(RecordField::Title, 0, title.unwrap_or_default().trim());
    let content = entry.content.as_ref().and_then(|content| content.body.as_deref());
    let summary = entry.summary.as_ref().map(|summary| summary.content.as_str());
    for (rank, text) in (0..).zip([content, summary]) {
        offer(RecordField::Text, rank, plain(text.unwrap_or_default())?.trim());
    }
    let url = address(&entry.links);
    offer(RecordField::Url, 0, url);
    for (rank, time) in (0..).zip([entry.published, entry.updated]) {
        let time = time.and_then(|time| Timestamp::from_second(time.timestamp()).ok());
        offer(RecordField::Date, rank, &time.map_or_else(String::new, |time| time.to_string()));
    }
    // Dates in forms that feed-rs does not know.
    for (rank, name) in (2..).zip(["pubDate", "dc:date", "published", "date_published"]) {
        offer(RecordField::Date, rank, element(raw, name).unwrap_or_default());
    }
    let lang = entry.language.as_deref().or(shell.lang.as_deref());
    offer(RecordField::Lang, 0, lang.unwrap_or_default());
    let named = element(raw, "source").or_else(|| element(raw, "dc:publisher"));
    let named = named.map(plain).transpose()?;
    let name = shell.name.as_deref().filter(|_| url.is_empty());
    offer(RecordField::Source, 0, named.as_deref().or(name).unwrap_or_default());
    Ok(())
}

/// The address of an entry: the link that is not one to something else.
fn address(links: &[Link]) -> &str {
    let main = |link: &&Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    let found = links.iter().find(main).or_else(|| links.first());
    found.map_or("", |link| link.href.as_str())
}

/// The text of the first element of a name that holds nothing but text.
fn element<'a>(raw: &'a str, name: &str) -> Option<&'a str> {
    let start = raw.match_indices(&format!("<{name}")).find_map(|(at, tag)| {
        let rest = &raw[at + tag.len()..];
        // A tag without an end stops at the next, else each would be followed to the last.
        let end =
            memchr2(b'<', b'>', rest.as_bytes()).filter(|&end| rest[end..].starts_with('>'))?;
        let (attributes, inside) = (&rest[..end], &rest[end + 1..]);
        let whole = attributes.is_empty() || attributes.starts_with(char::is_whitespace);
        (whole && !attributes.ends_with('/')).then_some(inside)
    })?;
    let text = start.strip_prefix("<![CDATA[").map_or_else(
        || start.split_once('<').map(|(text, _)| text),
        |rest| rest.split_once("]]>").map(|(text, _)| text),
    );
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Text without markup, its paragraphs apart. Text without tags keeps its line ends.
///
/// # Errors
/// If the markup is too long or too deep, for people.
fn plain(text: &str) -> Result<String, String> {
    let is_tag = |at: usize| {
        text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'))
    };
    let tags = text.match_indices('<').any(|(at, _)| is_tag(at));
    if !tags && !text.contains('&') {
        return Ok(text.to_owned());
    }
    let document = markup_tree::fragment(text)?;
    document.select("script, style, noscript, iframe").remove();
    let text = if tags { document.formatted_text() } else { document.text() };
    Ok(text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::date;
    use proptest::prelude::*;

    /// The entries of a feed, read with tiny pieces: title and text, or why it is none.
    fn read(feed: &str, size: usize) -> Vec<Result<Draft, String>> {
        let limits = (size, 10_000);
        let start = (0..feed.len()).find(|&end| is_before_entries(&feed.as_bytes()[..end]));
        let mut entries = match start.filter(|_| feed.starts_with('{')) {
            Some(start) => Entries::json(&feed.as_bytes()[start..], &feed[..start], 0, limits),
            None => Entries::xml(feed.as_bytes(), 0, limits),
        };
        let mut out = Vec::new();
        while let Some(cut) = entries.next(Vec::new()) {
            let Cut::Piece(piece) = cut else { panic!("{cut:?}") };
            for range in &piece.values {
                let offset = piece.offset as usize + range.start;
                let bytes = &piece.bytes[range.clone()];
                assert!(feed.as_bytes()[offset..].starts_with(bytes));
                let mut draft = Draft::default();
                out.push(parse(bytes, &piece.head, &mut draft).map(|()| draft));
            }
        }
        out
    }

    fn first(feed: &str) -> Draft {
        read(feed, 1000).remove(0).expect("an entry")
    }

    const RSS: &str = "<?xml version='1.0' encoding='UTF-8'?><!-- <item> --><rss version='2.0' \
        xmlns:content='http://purl.org/rss/1.0/modules/content/' \
        xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>The Ledger: World</title>\
        <language>en</language><items/><item><title>Dam &amp;amp; town</title>\
        <link>https://ledger.example/1</link><guid>g1</guid>\
        <pubDate>Sun, 10 Sep 2023 08:30:00 GMT</pubDate><description>Short.</description>\
        <content:encoded><![CDATA[<p>The dam held.</p><script>x</script><p>Nobody &eacute;t&eacute; \
        </item> hurt.</p>]]></content:encoded></item><item><title>Two</title>\
        <description>One line.\n\nAnother.</description><source url='https://x.example'>The Post\
        </source></item></channel></rss>";

    #[test]
    fn rss_with_full_content_and_without() {
        for size in [7, 64, 1000] {
            let entries: Vec<Draft> =
                read(RSS, size).into_iter().map(|e| e.expect("sound")).collect();
            assert_eq!(entries.len(), 2);
            let one = &entries[0];
            assert_eq!(one.title.get(), Some("Dam & town"));
            assert_eq!(one.id.get(), Some("g1"));
            assert_eq!(one.url.get(), Some("https://ledger.example/1"));
            assert_eq!(one.lang.get(), Some("en"));
            assert_eq!(one.source.get(), None);
            assert_eq!(one.published(), date::parse("2023-09-10 08:30"));
            assert_eq!(one.text.get(), Some("The dam held.\n\nNobody \u{e9}t\u{e9} hurt."));
            let two = &entries[1];
            assert_eq!(two.text.get(), Some("One line.\n\nAnother."));
            assert_eq!(two.source.get(), Some("The Post"));
        }
    }

    #[test]
    fn an_entry_that_is_not_well_formed_costs_only_itself() {
        let feed = "<rss><channel><title>F</title><item><title>One</title></item>\
                    <item><title>Two</item><item><title>Three</title></item><item><title>Fo";
        let entries = read(feed, 1000);
        let titles: Vec<bool> = entries.iter().map(Result::is_ok).collect();
        assert_eq!(titles, [true, false, true, false]);
        assert_eq!(entries[2].as_ref().expect("sound").title.get(), Some("Three"));
        assert_eq!(entries[2].as_ref().expect("sound").source.get(), Some("F"));
    }

    #[test]
    fn rdf_and_atom() {
        let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
            xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>\
            <channel rdf:about='x'><title>F</title><link>https://f.example</link></channel>\
            <item rdf:about='https://f.example/1'><title>One</title><link>https://f.example/1</link>\
            <description>Text.</description><dc:date>2023-09-10T08:30:00Z</dc:date></item></rdf:RDF>";
        let one = first(rdf);
        assert_eq!((one.title.get(), one.text.get()), (Some("One"), Some("Text.")));
        assert_eq!(one.published(), date::parse("2023-09-10 08:30"));
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>F</title><entry>\
            <id>urn:1</id><title type='html'>A &amp;lt;b&amp;gt; B</title>\
            <link rel='self' href='https://f.example/self'/><link href='https://f.example/1'/>\
            <updated>2023-09-11T00:00:00Z</updated><published>2023-09-10T08:30:00Z</published>\
            <content type='html'>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content></entry></feed>";
        let one = first(atom);
        assert_eq!((one.id.get(), one.text.get()), (Some("urn:1"), Some("One.\n\nTwo.")));
        assert_eq!(one.url.get(), Some("https://f.example/1"));
        assert_eq!(one.published(), date::parse("2023-09-10 08:30"));
    }

    #[test]
    fn json_feed_with_fields_after_its_entries() {
        let feed = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"F\", \"items\" : [\
            {\"id\": \"1\", \"url\": \"https://f.example/1\", \"title\": \"One\", \
             \"content_html\": \"<p>A.</p><p>B.</p>\", \"date_published\": \"2023-09-10T08:30:00Z\"},\
            {\"id\": \"2\", \"title\": \"Two\", \"content_text\": \"C ] D\"}], \
             \"authors\": [{\"name\": \"x\"}]}";
        for size in [5, 1000] {
            let entries: Vec<Draft> =
                read(feed, size).into_iter().map(|e| e.expect("sound")).collect();
            assert_eq!(entries.len(), 2, "{size}");
            assert_eq!(entries[0].text.get(), Some("A.\n\nB."));
            assert_eq!(entries[0].published(), date::parse("2023-09-10 08:30"));
            assert_eq!(entries[1].text.get(), Some("C ] D"));
            assert_eq!(entries[1].source.get(), Some("F"));
        }
        assert_eq!(read(&feed[..200], 1000).len(), 1);
    }

    #[test]
    fn a_json_feed_without_items_is_told() {
        let head = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"F\"}";
        let mut entries = Entries::json(&b""[..], head, 0, (1000, 10_000));
        let cut = entries.next(Vec::new());
        assert!(
            matches!(&cut, Some(Cut::Refused { at: None, reason }) if reason == "has no list of items"),
            "{cut:?}"
        );
        assert!(entries.next(Vec::new()).is_none());
    }

    #[test]
    fn content_that_is_too_deep_costs_its_entry() {
        let deep = "<div>".repeat(1_500);
        let feed = format!(
            "<rss><channel><item><title>A</title><description><![CDATA[{deep}]]></description></item>\
             <item><title>B</title></item></channel></rss>"
        );
        let entries = read(&feed, 1000);
        let refused = entries[0].as_ref().expect_err("too deep");
        assert_eq!(refused, "has more than 1000 elements inside one another");
        assert_eq!(entries[1].as_ref().expect("sound").title.get(), Some("B"));
    }

    #[test]
    fn elements_are_looked_for_up_to_the_next_tag() {
        assert_eq!(element("<source a='b'>X</source>", "source"), Some("X"));
        assert_eq!(element("<source <source/><source>X</source>", "source"), Some("X"));
        // Followed to the end each time, these would be 10^12 bytes.
        let many = "<source ".repeat(1_000_000) + "=>X</source>";
        assert_eq!(element(&many, "source"), Some("X"));
    }

    #[test]
    fn a_date_that_is_none_is_told() {
        let feed =
            "<rss><channel><item><title>A</title><pubDate>soon</pubDate></item></channel></rss>";
        assert!(first(feed).undated().expect("a remark").contains("soon"));
        let feed = "<rss><channel><item><title>A</title><pubDate>2023/09/10</pubDate></item></rss>";
        assert_eq!(first(feed).published(), date::parse("2023-09-10"));
    }

    proptest! {
        #[test]
        fn no_change_of_bytes_does_harm(
            changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..20),
            end in any::<usize>(),
            size in 1_usize..200,
        ) {
            let mut feed = RSS.as_bytes().to_vec();
            for (at, byte) in changes {
                let at = at % feed.len();
                feed[at] = byte;
            }
            feed.truncate(end % (feed.len() + 1));
            let mut entries = Entries::xml(&feed[..], 0, (size, 10_000));
            while let Some(cut) = entries.next(Vec::new()) {
                if let Cut::Piece(piece) = cut {
                    for range in &piece.values {
                        let bytes = &piece.bytes[range.clone()];
                        drop(contained(|| parse(bytes, &piece.head, &mut Draft::default())));
                    }
                }
            }
        }
    }
}
