//! What must hold of the page, whatever the articles say.

use super::*;
use crate::report::fixture;

fn page(analysis: &Analysis, limits: Limits) -> String {
    let mut out = Vec::new();
    write_limited(analysis, &fixture::run_info().facts(), limits, None, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_view_shows_the_fixture() {
    let page = page(&fixture::analysis(), Limits::default());
    let wanted = [
        "8 articles from 6 outlets, 10–13 Sep 2023",
        "25% of all articles copy another",
        "id=\"story-1\"",
        "4 outlets <i>·</i> 3 texts <i>·</i> 4 articles <i>·</i> 11–12 Sep 2023",
        "<a href=\"#story-1\"><bdi>Bridge collapse leaves 12 dead</bdi></a>",
        "The span was 48 metres long.",
        "<strong><bdi>40.5 metres</bdi></strong>",
        "carried by <bdi>Post, The Ledger</bdi>",
        "(same text)",
        "By our own correspondent",
        "the file ends early",
        "dedup.near",
        "Set aside: section front",
    ];
    for words in wanted {
        assert!(page.contains(words), "{words} is missing");
    }
}

#[test]
fn the_same_words_are_quoted_once() {
    let mut analysis = fixture::analysis();
    let quoted = |analysis: &Analysis| {
        let page = page(analysis, Limits::default());
        let count = |part| page.matches(part).count();
        (count("<figure class=\"quote\">"), count("; the same words in <bdi>"))
    };
    let (figures, shared) = quoted(&analysis);
    let [first, second, ..] = analysis.facts[0].mentions.as_mut_slice() else { panic!("two") };
    second.sentence.clone_from(&first.sentence);
    assert_eq!(quoted(&analysis), (figures - 1, shared + 1));
}

#[test]
fn hostile_text_stays_text() {
    let mut analysis = fixture::analysis();
    let hostile = "<script>alert(1)</script></script> \u{202e}abc \0 👩‍🚒 \" onload=\"x ]]> <!-- {{ 7*7 }}\u{2028}";
    for article in &mut analysis.articles {
        fixture::change(article, |article| {
            article.title = hostile.into();
            article.source = crate::analysis::Source::named(hostile);
        });
        article.lang = "en\" onload=\"x".into();
    }
    analysis.stories[0].label = "x".repeat(10_000);
    analysis.stories[1].terms[0].term = hostile.into();
    analysis.groups[0].members[0].passages[0].text = hostile.into();
    analysis.facts[0].claim = hostile.into();
    analysis.facts[0].mentions[0].sentence = hostile.into();
    analysis.facts[0].mentions[0].speaker = Some(hostile.into());
    analysis.facts[0].values[0].unit = Some(hostile.into());
    analysis.facts[0].witnesses[0].why = Some(hostile.into());
    analysis.rejected[0].reason = hostile.into();
    fixture::change(&mut analysis.articles[0], |article| article.key = hostile.into());
    let page = page(&analysis, Limits::default());
    // One in the head, three of data, one of code.
    assert_eq!(page.matches("<script").count(), 5);
    assert_eq!(page.matches("</script").count(), 5);
    assert_eq!(page.matches("<!--").count(), 0);
    let markup: String = split_data(&page).0;
    assert!(!markup.contains("\" onload"));
    assert!(!page.contains(['\0', '\u{202e}', '\u{2028}']));
    assert!(page.contains("{{ 7*7 }}"));
    assert!(!page.contains(&"x".repeat(HEADLINE + 1)));
    assert!(page.contains(&format!("{}…", "x".repeat(HEADLINE - 1))));
}

/// The page without its data, and the data: head, stories, copies.
fn split_data(page: &str) -> (String, Vec<&str>) {
    let mut parts = page.split("<script type=\"application/json\" id=\"data-");
    let mut markup = parts.next().unwrap().to_owned();
    let mut data = Vec::new();
    for part in parts {
        let (json, rest) = part.split_once("</script>").unwrap();
        data.push(json.split_once("\">").unwrap().1);
        markup += rest;
    }
    (markup, data)
}

#[test]
fn hostile_text_comes_back_from_the_data_as_plain_words() {
    let mut analysis = fixture::analysis();
    let hostile = "</script><script>alert(1)</script> \u{202e}a \0<!--\u{2028}👩‍🚒";
    fixture::change(&mut analysis.articles[0], |article| {
        article.title = hostile.into();
        article.key = hostile.into();
    });
    analysis.facts[0].mentions[0].sentence = hostile.into();
    analysis.groups[0].members[0].passages[0].text = hostile.into();
    let page = page(&analysis, Limits::default());
    let (_, data) = split_data(&page);
    let lines = |text: &str| -> Vec<serde_json::Value> {
        text.lines().filter(|l| !l.is_empty()).map(|l| serde_json::from_str(l).unwrap()).collect()
    };
    let (stories, copies) = (lines(data[1]), lines(data[2]));
    assert!(data.iter().all(|part| !part.contains('<')));
    let plain = "</script><script>alert(1)</script> a <!-- 👩‍🚒";
    let first = &stories[0]["articles"][0];
    assert_eq!(first["title"], plain);
    // Labels need the id as it is.
    assert_eq!(first["id"], hostile);
    let pieces = stories[0]["facts"][0]["mentions"][0]["words"].as_array().unwrap();
    let sentence: String = pieces.iter().map(|piece| piece.as_str().unwrap()).collect();
    assert_eq!(sentence, plain);
    assert_eq!(copies[0]["members"][0]["passages"][0]["text"], plain);
}

#[test]
fn a_template_of_ones_own_sees_the_same_values() {
    let run = |template: &str| {
        let mut out = Vec::new();
        let run = fixture::run_info().facts();
        write_with(&fixture::analysis(), &run, template, &mut out)
            .map(|()| String::from_utf8(out).unwrap())
    };
    let own = "{% for story in stories.rows %}{{ story.label }}, {{ story.dates }}; {% endfor %}";
    let shown = run(own).unwrap();
    assert_eq!(
        shown,
        "Bridge collapse leaves 12 dead, 11–12 Sep 2023; Rates stay where they are, 10 Sep 2023; \n"
    );
    assert!(run("{% include \"method.html\" %}").unwrap().contains("How it was made"));
    assert!(run("{{ story").unwrap_err().to_string().contains("report.html:1"));
    assert!(run("{{ nothing_of_that_name }}").is_err());
}

#[test]
fn only_web_addresses_become_links() {
    let mut analysis = fixture::analysis();
    for (at, address) in [(1, "javascript:alert(1)"), (2, "HTTPS://herald.example/")] {
        fixture::change(&mut analysis.articles[at], |article| article.url = Some(address.into()));
    }
    let page = page(&analysis, Limits::default());
    assert!(!page.contains("javascript:"));
    assert!(page.contains("HTTPS:"));
    assert!(page.contains("bridge?a=1&amp;b=2"));
}

#[test]
fn the_page_asks_for_nothing_from_outside() {
    let page = page(&fixture::analysis(), Limits::default());
    for request in ["src=", "@import", "url(", "fetch(", "XMLHttpRequest", "<iframe"] {
        assert!(!page.contains(request), "{request}");
    }
    // The one `<link>` is an empty icon, so that no browser asks for one.
    assert_eq!(page.matches("<link").count(), 1);
}

#[test]
fn every_link_inside_the_page_has_a_target() {
    let page = page(&fixture::analysis(), Limits::default());
    for link in page.split("href=\"#").skip(1) {
        let anchor = link.split('"').next().unwrap();
        assert_eq!(page.matches(&format!("id=\"{anchor}\"")).count(), 1, "{anchor}");
    }
}

#[test]
fn links_to_stories_that_are_not_shown_are_not_made() {
    // The second story continues the first; here only the second is shown.
    let mut analysis = fixture::analysis();
    analysis.stories[0].sources.clear();
    let page = page(&analysis, Limits { stories: 1, ..Limits::default() });
    assert!(page.contains("id=\"story-2\"") && !page.contains("#story-1\""));
    assert!(page.contains("Continues <bdi>Bridge collapse"));
}

#[test]
fn what_is_left_out_is_said() {
    let limits = Limits { stories: 1, facts: 2, groups: 1 };
    let page = page(&fixture::analysis(), limits);
    for rest in [
        "1 story more in <code>stories.jsonl",
        "3 facts more in <code>facts.jsonl",
        "1 fact more in <code>facts.jsonl",
        "1 group more in <code>duplicates.jsonl",
    ] {
        assert!(page.contains(rest), "{rest}");
    }
}

#[test]
fn a_fact_stands_in_full_once_even_without_its_story() {
    let quote = "<blockquote dir=\"auto\" lang=\"en\">On Monday, the bridge came down.";
    let unmarked = |page: &str| page.replace("<mark>", "").replace("</mark>", "");
    let with_story = page(&fixture::analysis(), Limits::default());
    assert!(with_story.contains("<mark>"));
    assert_eq!(unmarked(&with_story).matches(quote).count(), 1);
    let alone = page(&fixture::analysis(), Limits { stories: 0, ..Limits::default() });
    assert_eq!(unmarked(&alone).matches(quote).count(), 1);
}

#[test]
fn an_empty_run_makes_a_whole_page() {
    let page = page(&Analysis::default(), Limits::default());
    assert!(page.contains("No two articles tell the same story."));
    assert!(page.ends_with("</html>\n"));
}
