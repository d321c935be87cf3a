//! The stories with their facts as Markdown, for a wiki, an issue or a mail.
//!
//! One heading a story, one list item a fact, quotes below it. Text from articles is escaped, so
//! that no headline turns into a link, a heading or HTML. Stories and facts are limited as in the
//! HTML report; what is left out is counted.

use std::io::{self, Write};

use super::run_info::Counts;
use super::statements::{listed, origins, sides};
use super::{Limits, ranking, words};
use crate::analysis::{Analysis, Fact, Mention};

/// Writes `analysis` as Markdown.
///
/// # Errors
/// If `out` refuses a write.
pub fn write(analysis: &Analysis, limits: Limits, out: &mut impl Write) -> io::Result<()> {
    let counts = Counts::of(analysis, 0);
    writeln!(out, "# Same text, same story, same fact\n")?;
    writeln!(
        out,
        "{} from {}: {}, {}, {}.",
        words::counted(counts.articles, "article"),
        words::counted(counts.outlets, "outlet"),
        words::counted(counts.copies, "copy|copies"),
        words::counted(counts.stories, "story|stories"),
        words::counted(counts.facts, "fact"),
    )?;
    let ranked = ranking::facts(analysis);
    let shown = &ranked[..ranked.len().min(limits.facts)];
    let of_story = ranking::by_story(analysis, shown);
    let stories = ranking::stories(analysis);
    for &index in stories.iter().take(limits.stories) {
        story(analysis, index, &of_story[index], out)?;
    }
    outside(analysis, shown, out)?;
    left_out(stories.len(), limits.stories, "story|stories", "stories.jsonl", out)?;
    left_out(ranked.len(), limits.facts, "fact", "facts.jsonl", out)
}

/// Writes one story, all of its facts, conflicts first.
///
/// # Errors
/// If `out` refuses a write.
pub fn write_story(analysis: &Analysis, index: usize, out: &mut impl Write) -> io::Result<()> {
    let of_story = ranking::by_story(analysis, &ranking::facts(analysis));
    story(analysis, index, &of_story[index], out)
}

fn story(
    analysis: &Analysis,
    index: usize,
    facts: &[usize],
    out: &mut impl Write,
) -> io::Result<()> {
    let story = &analysis.stories[index];
    writeln!(out, "\n## {}\n", escaped(&story.label, 300))?;
    writeln!(
        out,
        "{}, {}, {}; {} (`{}`)",
        words::counted(story.sources.len(), "outlet"),
        words::counted(story.articles.len(), "article"),
        words::counted(story.texts, "distinct text"),
        words::span(story.first, story.last),
        words::clean(&story.id, 200).replace('`', "'"),
    )?;
    let terms: Vec<String> = story.terms.iter().map(|t| escaped(&t.term, 60)).collect();
    if !terms.is_empty() {
        writeln!(out, "\nKey terms: {}", terms.join(", "))?;
    }
    if !facts.is_empty() {
        writeln!(out)?;
    }
    facts.iter().try_for_each(|&f| fact(analysis, &analysis.facts[f], out))
}

/// Facts of articles that were compared outside a run.
fn outside(analysis: &Analysis, shown: &[usize], out: &mut impl Write) -> io::Result<()> {
    let mut alone = shown.iter().map(|&f| &analysis.facts[f]).filter(|f| f.story.is_none());
    let Some(first) = alone.next() else { return Ok(()) };
    writeln!(out, "\n## Facts\n")?;
    std::iter::once(first).chain(alone).try_for_each(|f| fact(analysis, f, out))
}

fn fact(analysis: &Analysis, fact: &Fact, out: &mut impl Write) -> io::Result<()> {
    let verdict = words::verdict(fact.verdict);
    writeln!(out, "- **{verdict}** {}", escaped(&fact.claim, 600))?;
    for side in sides(analysis, fact) {
        let as_of = side.as_of.map(|day| format!(", as of {day}")).unwrap_or_default();
        let who = listed(&side.outlets, 12);
        writeln!(out, "  - {}: {}", escape(&format!("{}{as_of}", side.said)), escape(&who))?;
    }
    let origins = origins(analysis, fact);
    let named: Vec<String> =
        origins.iter().map(|o| origin(&o.name, &o.outlets, o.why.as_deref())).collect();
    writeln!(
        out,
        "  - {}: {}",
        words::counted(origins.len(), "origin"),
        escape(&named.join("; "))
    )?;
    fact.mentions.iter().try_for_each(|m| quote(analysis, m, out))
}

fn origin(name: &str, outlets: &[String], why: Option<&str>) -> String {
    let details: Vec<String> = why
        .map(str::to_owned)
        .into_iter()
        .chain((!outlets.is_empty()).then(|| listed(outlets, 12)))
        .collect();
    if details.is_empty() { name.to_owned() } else { format!("{name} ({})", details.join(": ")) }
}

fn quote(analysis: &Analysis, mention: &Mention, out: &mut impl Write) -> io::Result<()> {
    let article = &analysis.articles[mention.article.index()];
    let date =
        article.published().map(|time| format!(", {}", words::day(time))).unwrap_or_default();
    let outlet = escape(&words::outlet(article.source()));
    let outlet = match article.url().filter(|url| is_plain_address(url)) {
        Some(url) => format!("[{outlet}](<{url}>)"),
        None => outlet,
    };
    writeln!(out, "  - {outlet}{date}: {}", escaped(&mention.sentence, 600))
}

/// True for a web address that cannot break out of its link.
fn is_plain_address(url: &str) -> bool {
    words::is_web(url)
        && !url.contains(|c: char| matches!(c, '<' | '>' | '\\') || c.is_whitespace())
}

fn left_out(
    all: usize,
    shown: usize,
    word: &str,
    file: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    match all.saturating_sub(shown) {
        0 => Ok(()),
        more => writeln!(out, "\n{} more in {file}.", words::counted(more, word)),
    }
}

fn escaped(text: &str, max: usize) -> String {
    escape(&words::clean(text, max))
}

/// Escapes what Markdown or HTML would read.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => out.extend(['\\', c]),
            // Many readers make links of bare addresses and names.
            '@' => out.push_str("&#64;"),
            ':' if text[at..].starts_with("://") => out.push_str("&#58;"),
            '.' if is_www(&text.as_bytes()[..at]) => out.push_str("&#46;"),
            // Special only where a line begins.
            '#' | '+' | '-' | '=' if at == 0 => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

fn is_www(before: &[u8]) -> bool {
    before.last_chunk::<3>().is_some_and(|last| last.eq_ignore_ascii_case(b"www"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, golden};

    fn markdown(analysis: &Analysis, limits: Limits) -> String {
        let mut out = Vec::new();
        write(analysis, limits, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_page_is_as_agreed() {
        golden::check("report.md", &markdown(&fixture::analysis(), Limits::default()));
    }

    #[test]
    fn headlines_cannot_mark_up_the_page() {
        let mut analysis = fixture::analysis();
        analysis.stories[0].label = "# [x](javascript:y) <b>\n\n- *z*".into();
        let page = markdown(&analysis, Limits::default());
        let wanted = "\n## \\# \\[x\\](javascript:y) &lt;b&gt; - \\*z\\*\n";
        assert!(page.contains(wanted), "{page}");
    }

    #[test]
    fn bare_addresses_and_names_are_no_links() {
        let text = "https://x.example, WWW.x.example, a@x.example, @who: 3:1. w.";
        let wanted = "https&#58;//x.example, WWW&#46;x.example, a&#64;x.example, &#64;who: 3:1. w.";
        assert_eq!(escape(text), wanted);
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let page =
            markdown(&fixture::analysis(), Limits { stories: 1, facts: 2, ..Limits::default() });
        assert!(page.contains("1 story more in stories.jsonl"), "{page}");
        assert!(page.contains("3 facts more in facts.jsonl"), "{page}");
    }
}
