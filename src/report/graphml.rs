//! The result as a graph, for programs that draw and measure graphs: `GraphML`.
//!
//! Nodes are articles and stories. Edges lead from an article to its story (`member`), from a copy
//! to its survivor (`copy`), between look-alikes (`alike`), and from a story to the earlier one
//! that it continues (`continues`).

use std::io::{self, Write};

use super::rows::{Score, membership};
use crate::analysis::{Analysis, ArticleId, ArticleResult, Related, Story};

/// Attributes: id, what has it, name, type.
const KEYS: [(&str, &str, &str, &str); 12] = [
    ("kind", "node", "kind", "string"),
    ("label", "node", "label", "string"),
    ("key", "node", "id", "string"),
    ("source", "node", "source", "string"),
    ("published", "node", "published", "string"),
    ("url", "node", "url", "string"),
    ("sources", "node", "sources", "int"),
    ("texts", "node", "texts", "int"),
    ("witnesses", "node", "witnesses", "int"),
    ("relation", "edge", "relation", "string"),
    ("how", "edge", "how", "string"),
    ("weight", "edge", "weight", "double"),
];

/// Writes the graph of `analysis`.
///
/// # Errors
/// If `out` refuses a write.
pub fn write(analysis: &Analysis, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
    for (id, of, name, kind) in KEYS {
        writeln!(out, "<key id=\"{id}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
    }
    writeln!(out, "<graph id=\"samestory\" edgedefault=\"directed\">")?;
    analysis.stories.iter().enumerate().try_for_each(|(at, s)| story_node(at, s, out))?;
    analysis.articles.iter().enumerate().try_for_each(|(at, a)| article_node(at, a, out))?;
    analysis
        .articles
        .iter()
        .enumerate()
        .try_for_each(|(at, a)| article_edges(analysis, at, a, out))?;
    for (at, story) in analysis.stories.iter().enumerate() {
        if let Some(earlier) = story.continues {
            edge(&story_name(at), &story_name(earlier), "continues", None, None, out)?;
        }
    }
    writeln!(out, "</graph>\n</graphml>")
}

fn story_name(index: usize) -> String {
    format!("s{index}")
}

fn article_name(index: usize) -> String {
    format!("a{index}")
}

fn story_node(at: usize, story: &Story, out: &mut impl Write) -> io::Result<()> {
    let time = story.first.map(|time| time.to_string());
    node(
        &story_name(at),
        &[
            ("kind", Some("story")),
            ("label", Some(&story.label)),
            ("key", Some(&story.id)),
            ("published", time.as_deref()),
            ("sources", Some(&story.sources.len().to_string())),
            ("texts", Some(&story.texts.to_string())),
            ("witnesses", Some(&story.witnesses.to_string())),
        ],
        out,
    )
}

fn article_node(at: usize, article: &ArticleResult, out: &mut impl Write) -> io::Result<()> {
    let time = article.published().map(|time| time.to_string());
    node(
        &article_name(at),
        &[
            ("kind", Some("article")),
            ("label", Some(article.title()).filter(|title| !title.is_empty())),
            ("key", Some(article.key())),
            ("source", Some(article.source().name())),
            ("published", time.as_deref()),
            ("url", article.url()),
        ],
        out,
    )
}

fn article_edges(
    analysis: &Analysis,
    at: usize,
    article: &ArticleResult,
    out: &mut impl Write,
) -> io::Result<()> {
    let from = article_name(at);
    if let Some(story) = article.story {
        edge(&from, &story_name(story), "member", None, article.story_score, out)?;
    }
    if let Some(survivor) = article.copy_of {
        let member = membership(analysis, ArticleId(at as u32));
        let how = article.relation.map(|relation| format!("{relation:?}").to_lowercase());
        let to = article_name(survivor.index());
        edge(&from, &to, "copy", how.as_deref(), member.map(|m| m.containment), out)?;
    }
    // Where both name each other, once is enough.
    let named_back = |link: &Related| {
        let mut back = analysis.articles[link.id.index()].related.iter();
        link.id.index() < at && back.any(|other| other.id.index() == at)
    };
    for link in article.related.iter().filter(|link| !named_back(link)) {
        let how = format!("{:?}", link.relation).to_lowercase();
        edge(&from, &article_name(link.id.index()), "alike", Some(&how), Some(link.score), out)?;
    }
    Ok(())
}

fn node(id: &str, data: &[(&str, Option<&str>)], out: &mut impl Write) -> io::Result<()> {
    write!(out, "<node id=\"{id}\">")?;
    for (key, value) in data {
        if let Some(value) = value {
            write!(out, "<data key=\"{key}\">{}</data>", escaped(value))?;
        }
    }
    writeln!(out, "</node>")
}

fn edge(
    from: &str,
    to: &str,
    relation: &str,
    how: Option<&str>,
    weight: Option<f32>,
    out: &mut impl Write,
) -> io::Result<()> {
    write!(
        out,
        "<edge source=\"{from}\" target=\"{to}\"><data key=\"relation\">{relation}</data>"
    )?;
    if let Some(how) = how {
        write!(out, "<data key=\"how\">{how}</data>")?;
    }
    if let Some(weight) = weight {
        write!(out, "<data key=\"weight\">{}</data>", Score(weight).rounded())?;
    }
    writeln!(out, "</edge>")
}

/// Text that XML takes: its special characters as names, and without what XML cannot hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, golden};

    fn written(analysis: &Analysis) -> String {
        let mut out = Vec::new();
        write(analysis, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_graph_is_as_agreed() {
        golden::check("graph.graphml", &written(&fixture::analysis()));
    }

    #[test]
    fn every_edge_joins_two_nodes() {
        let graph = written(&fixture::analysis());
        let ends = graph.split("source=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        let targets = graph.split("target=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        // Six memberships, two copies, one story that continues another, one look-alike that only
        // the later article names.
        assert_eq!(ends.clone().count(), 10);
        for end in ends.chain(targets) {
            assert!(graph.contains(&format!("<node id=\"{end}\">")), "{end}");
        }
    }

    #[test]
    fn hostile_text_stays_text() {
        let mut analysis = fixture::analysis();
        analysis.stories[0].label = "</data><x a=\"&\"> \0\u{1b}\u{ffff} ]]>".into();
        let graph = written(&analysis);
        assert!(graph.contains("&lt;/data&gt;&lt;x a=\"&amp;\"&gt;  ]]&gt;"), "{graph}");
    }
}
