//! Markup to a tree that is no deeper than what reads it can go down.
//!
//! What reads a tree calls itself for every level, on the stack of a thread, and the parser looks
//! through all open elements at many a tag. So markup is parsed a little at a time, and the parser
//! asked in between how many elements it holds: only it knows which tags nest.

use std::cell::Cell;

use dom_query::{Document, NodeId};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{Tracer, TreeBuilderOpts};
use html5ever::{ParseOpts, Parser, QualName, local_name, ns, parse_fragment};

/// Longest page in bytes: what is longer is data in a page's clothes.
const LONGEST: usize = 16 << 20;
/// Elements inside one another that a page may have; browsers stop at 512.
const DEEPEST: usize = 1_000;
/// Bytes that are parsed at once: hardly any elements for a stack.
const STEP: usize = 1 << 10;
/// What a parser holds beside open elements: the document, the last head and form, a context.
const BESIDE: usize = 4;

/// A whole page.
///
/// # Errors
/// If it is too long or too deep, for people.
#[cfg(feature = "html")]
pub(crate) fn page(text: &str) -> Result<Document, String> {
    parse(html5ever::parse_document(Document::default(), options(false)), text)
}

/// A piece of markup.
///
/// # Errors
/// If it is too long or too deep, for people.
pub(crate) fn fragment(text: &str) -> Result<Document, String> {
    let body = QualName::new(None, ns!(html), local_name!("body"));
    let sink = Document::fragment_sink();
    parse(parse_fragment(sink, options(true), body, Vec::new(), false), text)
}

fn options(drop_doctype: bool) -> ParseOpts {
    let tree_builder =
        TreeBuilderOpts { scripting_enabled: false, drop_doctype, ..TreeBuilderOpts::default() };
    ParseOpts { tree_builder, ..ParseOpts::default() }
}

fn parse(mut parser: Parser<Document>, text: &str) -> Result<Document, String> {
    if text.len() > LONGEST {
        return Err(format!("is too long for a page ({} bytes)", text.len()));
    }
    let (text, mut start) = (StrTendril::from_slice(text), 0);
    while start < text.len() {
        let end = text.floor_char_boundary(start + STEP);
        // Shorter than 4 GiB, as what is longer was refused.
        parser.process(text.subtendril(start as u32, (end - start) as u32));
        let held = Held::default();
        parser.tokenizer.sink.trace_handles(&held);
        if held.0.get() > DEEPEST + BESIDE {
            return Err(format!("has more than {DEEPEST} elements inside one another"));
        }
        start = end;
    }
    Ok(parser.finish())
}

/// Counts what a parser holds: elements that are open, and bold ones and the like that it would
/// open again in the next paragraph.
#[derive(Default)]
struct Held(Cell<usize>);

impl Tracer for Held {
    type Handle = NodeId;

    fn trace_handle(&self, _: &NodeId) {
        self.0.set(self.0.get() + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> bool {
        fragment(text).is_err_and(|reason| reason.contains("inside one another"))
    }

    #[test]
    fn tags_that_nest_are_refused_whatever_they_are_called() {
        let nesting = [
            "<div>",
            "<path>",
            "<svg><td>",
            "<optgroup>",
            "<li><dd>",
            "<x><div></x></div>",
            "<b><p><b></p></b>",
            "<table><tr><td>",
            "<template>",
            "<i title='</i>'>",
        ];
        for tags in nesting {
            assert!(refused(&tags.repeat(20_000)), "{tags}");
        }
    }

    #[test]
    fn tags_that_do_not_nest_are_taken() {
        let flat = [
            "<p>x<br><img>",
            "<li>x",
            "<table><tr><td>x</table>",
            "<svg><path d='M0'/></svg>",
            "<script>for (i=0;i<n;i++) a<b</script>",
            "<!-- <div> -->",
            "<style>a<b</style>",
            "<a title='<div>'>x</a>",
        ];
        for tags in flat {
            assert!(!refused(&tags.repeat(20_000)), "{tags}");
        }
        assert!(!refused(&"<div>".repeat(DEEPEST - 10)));
    }

    #[test]
    fn steps_do_not_show() {
        let text = "<p>é<b>ü</b></p>".repeat(2 * STEP);
        assert_eq!(fragment(&text).expect("flat").html(), Document::fragment(&*text).html());
    }

    #[test]
    fn what_is_too_long_for_a_page_is_refused() {
        let told = fragment(&"x".repeat(LONGEST + 1)).map(drop).expect_err("too long");
        assert_eq!(told, format!("is too long for a page ({} bytes)", LONGEST + 1));
    }
}
