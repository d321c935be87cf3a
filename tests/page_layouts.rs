//! Pages as news sites lay them out (`tests/pages`, all made up): the article is taken, and what
//! stands around it is not.

#![cfg(feature = "html")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};

use samestory::analysis::PageKind;
use samestory::article::{Article, Corpus};
use samestory::pipeline::{Goal, Pipeline, Settings};
use samestory::read::{Inputs, date};

const TITLE: &str = "Dam above Kelso holds as families return";
/// How the four paragraphs of the article begin and end.
const PARAGRAPHS: [(&str, &str); 4] = [
    ("The dam above Kelso held", "they could go back."),
    ("Engineers who walked the crest", "fallen by three metres."),
    ("“We slept in the school", "more than I had hoped for.”"),
    ("The dam was built in 1961", "has not granted."),
];
/// Words that stand around an article.
const AROUND: [&str; 19] = [
    "Home",
    "Privacy",
    "cookies",
    "partners",
    "rights reserved",
    "Share",
    "Read more",
    "Most read",
    "Trending",
    "Sign up",
    "Goalkeeper",
    "river_rat",
    "Advertise",
    "JavaScript",
    "You may also",
    "goat",
    "Regatta",
    "written about rivers",
    "Nothing to see",
];

fn path(page: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(page).with_extension("html")
}

fn corpus(page: &str) -> Corpus {
    samestory::read::paths(&[path(page)]).unwrap()
}

/// What a run takes a page for.
fn kind(page: &str) -> PageKind {
    let settings = Settings { goal: Goal::Copies, ..Settings::default() };
    let pipeline = Pipeline::new(settings).unwrap();
    pipeline.read_and_run(&Inputs::new([path(page)]), &()).unwrap().analysis.articles[0].kind
}

fn read(page: &str) -> Article {
    let corpus = corpus(page);
    let id = corpus.find(&format!("{page}.html#1"));
    let id = id.unwrap_or_else(|| panic!("{page}: {:?}", corpus.rejected));
    assert_eq!(corpus.rejected, [], "{page}");
    corpus.record(id).with_text(corpus.text(id).unwrap())
}

/// Checks title, outlet, day and that the text is the first `paragraphs` paragraphs in order.
fn check(page: &str, outlet: Option<&str>, day: Option<&str>, paragraphs: usize) -> Article {
    let article = read(page);
    assert_eq!(article.title, TITLE, "{page}");
    let source = Some(article.source.name()).filter(|_| !article.source.is_unknown());
    assert_eq!(source, outlet, "{page}");
    assert_eq!(article.published, day.and_then(date::parse), "{page}");
    let mut rest = article.text.as_str();
    for (begins, ends) in &PARAGRAPHS[..paragraphs] {
        let at =
            rest.find(begins).unwrap_or_else(|| panic!("{page} lacks {begins}: {}", article.text));
        let end = at
            + rest[at..].find(ends).unwrap_or_else(|| panic!("{page} lacks {ends}"))
            + ends.len();
        assert!(
            rest[end..].is_empty() || rest[end..].starts_with("\n\n"),
            "{page}: {:?}",
            &rest[at..]
        );
        rest = &rest[end..];
    }
    for words in AROUND {
        assert!(!article.text.contains(words), "{page} has {words:?}: {}", article.text);
    }
    article
}

#[test]
fn open_graph_with_banners_related_links_and_share_buttons() {
    let article = check("opengraph", Some("The Border Ledger"), Some("2023-09-11 06:42"), 4);
    assert_eq!(article.url.as_deref(), Some("https://ledger.example/kelso/dam-holds"));
    assert_eq!(article.lang.as_deref(), Some("en"));
}

#[test]
fn json_ld_in_a_graph() {
    let article = check("json_ld", Some("Kelso Post"), Some("2023-09-11 06:42"), 4);
    assert_eq!(article.url.as_deref(), Some("https://post.example/dam"));
}

#[test]
fn microdata_and_comments() {
    check("microdata", Some("Tweed Herald"), Some("2023-09-11 06:42"), 4);
}

#[test]
fn amp() {
    let article = check("amp", Some("Valley News"), Some("2023-09-11 06:42"), 4);
    assert!(!article.text.contains("Advertisement"), "{}", article.text);
}

#[test]
fn a_time_tag_and_nothing_in_the_head() {
    check("time_tag", None, Some("2023-09-11 06:42"), 4);
}

#[test]
fn tables_and_line_breaks() {
    check("table_layout", None, Some("2023-09-11"), 4);
}

#[test]
fn a_short_article_under_a_long_box() {
    check("short", Some("Kelso Wire"), Some("2023-09-11 06:42"), 2);
}

#[test]
fn headings_lists_and_quotes_belong_to_the_body() {
    let article = check("rich_body", Some("Kelso Review"), Some("2023-09-11"), 4);
    assert!(article.text.contains("runs below the water line."), "{}", article.text);
}

#[test]
fn a_page_built_by_a_script() {
    check("script_state", Some("Tweed Online"), Some("2023-09-11 06:42"), 4);
}

#[test]
fn a_paywall_shows_its_first_paragraph_and_is_known_as_a_stub() {
    check("paywall", Some("The Daily Ferry"), Some("2023-09-11 06:42"), 1);
    assert_eq!(kind("paywall"), PageKind::Stub);
}

#[test]
fn a_front_is_refused_or_known_as_one_and_a_live_blog_as_such() {
    let front = corpus("front");
    assert!(front.is_empty(), "{:?}", front.records());
    let live = read("live_blog");
    assert_eq!(live.title, "Kelso dam live updates: families return");
    assert!(live.text.contains("expects another metre"), "{}", live.text);
    assert_eq!(kind("live_blog"), PageKind::Live);
}
