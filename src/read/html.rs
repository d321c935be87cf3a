//! A web page: its article without what stands around it, and what the page says of it.
//!
//! The main text is found as Firefox's reader view does it (`dom_smoothie`, a port of Mozilla's
//! Readability); paragraphs stay apart. Title, outlet, date, language and address come from
//! JSON-LD, from `OpenGraph` and similar `meta` tags, else from the elements of the page.
//!
//! A page whose text is links, or that has none, is an article without a body if there is hardly
//! anything else on it, and otherwise refused: what has a title, but no article, is a page to log
//! in, to search or to go on from.

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use serde_json::Value;

use super::draft::Draft;
use super::fields::{RecordField, Target};
use super::{encoding, markup, markup_tree};

/// Words beside the title on a page that is nothing but a headline.
const BARE: usize = 20;

/// Reads a page; `charset` is what the server says of its encoding.
///
/// # Errors
/// Why it is no article, for people.
pub(crate) fn parse(bytes: &[u8], charset: Option<&str>, draft: &mut Draft) -> Result<(), String> {
    let named = charset.map(str::to_owned).or_else(|| markup::encoding_label(bytes));
    let decoded = encoding::decode_labelled(bytes, named.as_deref());
    read(&decoded.text, draft)?;
    if decoded.guessed {
        draft.repair = Some(format!("is not valid UTF-8; read as {}", decoded.encoding));
    }
    Ok(())
}

fn read(page: &str, draft: &mut Draft) -> Result<(), String> {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let mut reader = Readability::with_document(markup_tree::page(page)?, None, Some(config))
        .map_err(|error| format!("cannot be taken apart: {error}"))?;
    let mut offer = |field, rank, value: &str| draft.offer(Target { field, rank }, value);
    offer(RecordField::Url, 1, &address(&reader.doc));
    for (rank, date) in (1..).zip(dates(&reader.doc, page)) {
        offer(RecordField::Date, rank, &date);
    }
    for (rank, outlet) in (1..).zip(outlets(&reader.doc)) {
        offer(RecordField::Source, rank, outlet.trim());
    }
    // What AMP shows beside an article is elements of their own that a reader does not know.
    reader.doc.select("amp-ad, amp-embed, amp-sidebar, amp-consent, amp-social-share").remove();
    // Taken before the page is parsed, which takes it apart.
    let headline = reader.doc.select_single("h1").text();
    let meta = reader.get_article_metadata(reader.parse_json_ld());
    for (field, value) in [
        (RecordField::Title, Some(meta.title.as_str())),
        (RecordField::Source, meta.site_name.as_deref()),
        (RecordField::Date, meta.published_time.as_deref()),
        (RecordField::Lang, meta.lang.as_deref()),
    ] {
        offer(field, 0, value.unwrap_or_default());
    }
    offer(RecordField::Title, 1, headline.trim());
    let article = reader.parse().ok().filter(|article| !is_links(&article.content));
    let text = article.as_ref().map_or("", |article| article.text_content.trim());
    let title = draft.title.get().unwrap_or_default();
    if text.is_empty() && words_beside(title, page) > BARE {
        return Err("holds no article: the page has no text but links".into());
    }
    draft.offer(Target { field: RecordField::Text, rank: 0 }, text);
    Ok(())
}

/// True where seven letters of ten are links: what the reader falls back to on a page without prose.
fn is_links(content: &str) -> bool {
    if !content.contains("<a ") {
        return false;
    }
    let Ok(document) = markup_tree::fragment(content) else { return false };
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    letters(&document.select("a").text()) * 10 > letters(&document.text()) * 7
}

/// Words in the body of a page that do not belong to its title.
fn words_beside(title: &str, page: &str) -> usize {
    let document = Document::from(page);
    document.select("script, style, noscript, template").remove();
    let words = document.body().map_or(0, |body| body.text().split_whitespace().count());
    words.saturating_sub(title.split_whitespace().count())
}

/// The address that a page gives itself; empty if it gives none.
fn address(document: &Document) -> String {
    let ways = [
        ("link[rel='canonical']", "href"),
        ("meta[property='og:url']", "content"),
        ("meta[name='twitter:url']", "content"),
    ];
    let found = ways.iter().filter_map(|(selector, attribute)| {
        let url = document.select_single(selector).attr(attribute)?;
        url.trim().starts_with("http").then(|| url.trim().to_owned())
    });
    found.into_iter().next().unwrap_or_default()
}

/// Where else a page may say when it was published, the best first.
fn dates(document: &Document, page: &str) -> Vec<String> {
    let ways = [
        ("meta[itemprop='datePublished']", "content"),
        ("[itemprop='datePublished']", "datetime"),
        ("meta[name='publish-date'], meta[name='publish_date'], meta[name='pubdate']", "content"),
        ("meta[name='date'], meta[name='dc.date'], meta[name='DC.date.issued']", "content"),
        ("meta[name='dcterms.date'], meta[name='DCTERMS.date']", "content"),
        ("meta[property='og:published_time'], meta[name='sailthru.date']", "content"),
        ("article time[datetime], time[pubdate]", "datetime"),
        ("time[datetime]", "datetime"),
    ];
    let found = ways.iter().filter_map(|(selector, attribute)| {
        document.select_single(selector).attr(attribute).map(|date| date.to_string())
    });
    json_date(page).into_iter().chain(found).collect()
}

/// Where else a page may name its outlet, the best first.
fn outlets(document: &Document) -> Vec<String> {
    let microdata = document.select_single("[itemprop='publisher'] [itemprop='name']");
    let application = document.select_single("meta[name='application-name']");
    let named = microdata.attr("content").map(|name| name.to_string());
    let named = named.unwrap_or_else(|| microdata.text().to_string());
    let application = application.attr("content").map(|name| name.to_string());
    let found = [publisher(document), Some(named), application];
    found.into_iter().flatten().collect()
}

/// The publisher that JSON-LD names, also in a list or graph, or there by reference.
fn publisher(document: &Document) -> Option<String> {
    let scripts = document.select("script[type='application/ld+json']");
    let data: Vec<Value> =
        scripts.iter().filter_map(|script| serde_json::from_str(&script.text()).ok()).collect();
    let mut objects = Vec::new();
    data.iter().for_each(|value| collect(value, &mut objects));
    let publisher = objects.iter().find_map(|object| object.get("publisher"))?;
    let publisher = publisher.get(0).unwrap_or(publisher);
    let name = |object: &Value| object.get("name")?.as_str().map(str::to_owned);
    let told = publisher.as_str().map(str::to_owned).or_else(|| name(publisher));
    told.or_else(|| {
        let id = publisher.get("@id")?;
        let same = objects.iter().filter(|object| object.get("@id") == Some(id));
        same.copied().find_map(name)
    })
}

/// The objects in a value, outer ones first.
fn collect<'a>(value: &'a Value, objects: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) => {
            objects.push(value);
            fields.values().for_each(|inner| collect(inner, objects));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect(inner, objects)),
        _ => {}
    }
}

/// `"datePublished": ".."` wherever it stands: JSON-LD is often nested or not quite JSON.
fn json_date(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("\"datePublished\"")?;
    let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    value.split_once('"').map(|(date, _)| date.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::contained::contained;
    use crate::read::date;
    use proptest::prelude::*;

    const PROSE: &str = "The dam above the town held through the night, the ministry said, and \
                         nobody was hurt. Engineers will look at it again on Monday morning.";

    fn page(head: &str, body: &str) -> String {
        format!("<!DOCTYPE html><html lang='en-GB'><head>{head}</head><body>{body}</body></html>")
    }

    fn read(page: &str) -> Result<Draft, String> {
        let mut draft = Draft::default();
        parse(page.as_bytes(), None, &mut draft).map(|()| draft)
    }

    #[test]
    fn the_article_without_what_stands_around_it() {
        let head = "<title>Dam holds &amp; town sleeps - The Ledger</title>\
                    <meta property='og:title' content='Dam holds &amp; town sleeps'>\
                    <meta property='og:site_name' content='The Ledger'>\
                    <meta property='article:published_time' content='2023-09-10T08:30:00Z'>\
                    <link rel='canonical' href='https://ledger.example/dam'>";
        let body = format!(
            "<nav><a href='/'>Home</a> <a href='/news'>News</a></nav>\
             <article><h1>Dam holds &amp; town sleeps</h1><p>{PROSE}</p><p>&ldquo;We slept,&rdquo; \
             said the mayor. {PROSE}</p></article>\
             <aside class='related'><a href='/x'>Read more: the other dam</a></aside>\
             <footer>All rights reserved.</footer><script>var x = 'script';</script>"
        );
        let draft = read(&page(head, &body)).expect("an article");
        assert_eq!(draft.title.get(), Some("Dam holds & town sleeps"));
        assert_eq!(draft.source.get(), Some("The Ledger"));
        assert_eq!(draft.url.get(), Some("https://ledger.example/dam"));
        assert_eq!(draft.lang.get(), Some("en-GB"));
        assert_eq!(draft.published(), date::parse("2023-09-10 08:30"));
        let second = format!("\u{201C}We slept,\u{201D} said the mayor. {PROSE}");
        assert_eq!(draft.text.get(), Some(format!("{PROSE}\n\n{second}").as_str()));
    }

    #[test]
    fn dates_where_pages_put_them() {
        for head in [
            "<script type='application/ld+json'>{\"@graph\":[{\"datePublished\" : \"2023-09-10\"}]}</script>",
            "<meta itemprop='datePublished' content='2023-09-10'>",
            "<meta name='pubdate' content='20230910'>",
        ] {
            let draft = read(&page(head, &format!("<p>{PROSE}</p>"))).expect("an article");
            assert_eq!(draft.published(), date::parse("2023-09-10"), "{head}");
        }
        let body =
            format!("<article><time datetime='2023-09-10'>then</time><p>{PROSE}</p></article>");
        let draft = read(&page("", &body)).expect("an article");
        assert_eq!(draft.published(), date::parse("2023-09-10"));
    }

    #[test]
    fn outlets_where_pages_put_them() {
        for (head, outlet) in [
            (
                "<script type='application/ld+json'>{\"@graph\":[{\"@type\":\"NewsArticle\",\"publisher\":{\"@id\":\"#o\"}},\
              {\"@id\":\"#o\",\"name\":\"The Ledger\"}]}</script>",
                Some("The Ledger"),
            ),
            (
                "<script type='application/ld+json'>[{\"publisher\":[{\"name\":\"The Ledger\"}]}]</script>",
                Some("The Ledger"),
            ),
            (
                "<script type='application/ld+json'>{\"publisher\":\"The Ledger\"}</script>",
                Some("The Ledger"),
            ),
            ("<script type='application/ld+json'>{\"publisher\":{\"@id\":\"#o\"}}</script>", None),
            ("<script type='application/ld+json'>{\"publisher\":</script>", None),
            ("<meta name='application-name' content='The Ledger'>", Some("The Ledger")),
        ] {
            let draft = read(&page(head, &format!("<p>{PROSE}</p>"))).expect("an article");
            assert_eq!(draft.source.get(), outlet, "{head}");
        }
    }

    #[test]
    fn a_headline_alone_is_an_article_and_a_form_is_none() {
        let draft =
            read(&page("<title>Dam holds</title>", "<h1>Dam holds</h1>")).expect("a headline");
        assert_eq!((draft.title.get(), draft.text.get()), (Some("Dam holds"), None));
        let menu = "<nav><a href='/'>Home</a> <a href='/w'>World</a></nav><h1>Dam holds</h1>";
        let draft = read(&page("<title>Dam holds</title>", menu)).expect("a headline");
        assert_eq!((draft.title.get(), draft.text.get()), (Some("Dam holds"), None));
        let links = "<li><a href='/x'>Another page</a></li>".repeat(30);
        let form = page("<title>Log in</title>", &format!("<nav><ul>{links}</ul></nav>"));
        assert!(read(&form).expect_err("a list of links").contains("holds no article"));
    }

    #[test]
    fn encodings_by_header_and_by_meta() {
        let bytes = b"<meta charset='windows-1251'><title>\xCF\xF0\xE8</title><p>\xCF\xF0\xE8</p>";
        let mut draft = Draft::default();
        parse(bytes, None, &mut draft).expect("a page");
        assert_eq!(draft.title.get(), Some("При"));
        draft.clear();
        let bytes = b"<title>\xCF\xF0\xE8</title><p>\xCF\xF0\xE8</p>";
        parse(bytes, Some("windows-1251"), &mut draft).expect("a page");
        assert_eq!((draft.title.get(), draft.repair.as_deref()), (Some("При"), None));
    }

    #[test]
    fn elements_far_inside_one_another_are_refused() {
        for tag in ["<div>", "<b>", "<table><tr><td>", "<svg>"] {
            let deep = page("<title>Deep</title>", &tag.repeat(50_000));
            assert!(read(&deep).expect_err("too deep").contains("inside one another"), "{tag}");
        }
        let article = format!("<article><p>{PROSE}</p><p>{PROSE}</p></article>");
        let hidden = page("", &(article + &"<path>".repeat(50_000)));
        assert!(read(&hidden).expect_err("too deep").contains("inside one another"));
        let fine = page("", &format!("{}{PROSE}", "<div>".repeat(990)));
        assert!(read(&fine).is_ok());
        let flat = page("", &format!("<p>{PROSE}<br><li>x<tr><td>").repeat(2_000));
        assert!(read(&flat).is_ok());
    }

    #[test]
    fn signs_in_scripts_and_comments_are_no_elements() {
        let script = format!("<script>{}</script>", "for (i=0;i<n;i++) a[i]<b;".repeat(1_001));
        let comment = format!("<!-- {} -->", "<div>".repeat(1_001));
        let body = format!("{script}{comment}<article><p>{PROSE}</p><p>{PROSE}</p></article>");
        let draft = read(&page("", &body)).expect("an article");
        assert_eq!(draft.text.get(), Some(format!("{PROSE}\n\n{PROSE}").as_str()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_page_does_harm(
            page in "(<(/?(div|p|a|table|td|script|svg|title|meta|b|select|template)( href='x')?|!--)>?|[a-z&;\u{e9} ]){0,120}"
        ) {
            drop(contained(|| read(&page)));
        }

        #[test]
        fn no_bytes_do_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            drop(contained(|| parse(&bytes, None, &mut Draft::default())));
        }
    }
}
