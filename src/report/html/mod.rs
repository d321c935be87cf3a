//! The report to look at: one HTML file that needs nothing else.
//!
//! The page is made from the [`Analysis`] and [`RunFacts`] alone, so the same dump gives the same
//! bytes. `page`, `story`, `fact` and `copies` put the analysis into plain view structs with every
//! word ready; the templates in `report/templates/` lay them out. Escaping is the template
//! engine's, for every value; before that, text from articles is made one short plain line
//! (`words::clean`), and only `http` addresses become links. The page forbids itself any request.
//!
//! Big runs are shown in part ([`Limits`]); each list says how many more are in which file. There
//! is no map of stories and no timeline yet.

mod copies;
mod fact;
mod label;
mod on_page;
mod page;
mod story;

use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};

use super::run_info::RunFacts;
use super::{Limits, words};
use crate::analysis::{Analysis, ArticleId};

/// Headlines and labels are cut after this many characters.
const HEADLINE: usize = 300;
/// Sentences and passages are cut after this many characters.
const SENTENCE: usize = 600;

/// The templates by name; what ends in `.html` is escaped.
const TEMPLATES: [(&str, &str); 9] = [
    ("report.html", include_str!("../templates/report.html")),
    ("overview.html", include_str!("../templates/overview.html")),
    ("stories.html", include_str!("../templates/stories.html")),
    ("facts.html", include_str!("../templates/facts.html")),
    ("copies.html", include_str!("../templates/copies.html")),
    ("method.html", include_str!("../templates/method.html")),
    ("macros.html", include_str!("../templates/macros.html")),
    ("style.css", include_str!("../templates/style.css")),
    ("script.js", include_str!("../templates/script.js")),
];

/// Writes `report.html`.
///
/// # Errors
/// If `out` refuses a write.
pub fn write(analysis: &Analysis, run: &RunFacts, out: &mut impl Write) -> io::Result<()> {
    write_limited(analysis, run, Limits::default(), out)
}

fn write_limited(
    analysis: &Analysis,
    run: &RunFacts,
    limits: Limits,
    out: &mut impl Write,
) -> io::Result<()> {
    let page = page::Page::new(analysis, run, limits);
    let environment = environment().map_err(io::Error::other)?;
    let template = environment.get_template("report.html").map_err(io::Error::other)?;
    template.render_captured_to(Serde(&page), &mut *out).map_err(io::Error::other)?;
    out.write_all(b"\n")
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// A list that may be longer than what is shown of it.
#[derive(serde::Serialize)]
struct Shown<T> {
    rows: Vec<T>,
    /// How many are left out, in words; empty if none is.
    more: String,
}

impl<T> Shown<T> {
    fn first(all: &[usize], max: usize, word: &str, view: impl Fn(usize) -> T) -> Self {
        let rows: Vec<T> = all.iter().take(max).map(|&index| view(index)).collect();
        let more = words::left(all.len(), max, word);
        Self { rows, more }
    }
}

/// An article as every list names it.
#[derive(serde::Serialize)]
struct Headline {
    outlet: String,
    title: String,
    /// `http` or `https` only.
    url: Option<String>,
    /// A language tag, or empty.
    lang: String,
    /// In UTC; empty where unknown.
    published: String,
    /// The same for machines.
    datetime: String,
}

impl Headline {
    fn of(analysis: &Analysis, id: ArticleId) -> Self {
        let article = &analysis.articles[id.index()];
        let title = words::clean(&article.title, HEADLINE);
        Self {
            outlet: words::outlet(&article.source),
            title: if title.is_empty() { "(no headline)".into() } else { title },
            url: article.url.as_deref().filter(|url| words::is_web(url)).map(str::to_owned),
            lang: language(&article.lang),
            published: article.published.map(words::minute).unwrap_or_default(),
            datetime: article.published.map(|time| time.to_string()).unwrap_or_default(),
        }
    }
}

/// The tag if it looks like one; `und` says nothing and is left out.
fn language(tag: &str) -> String {
    let plain = tag.len() <= 20 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if plain && tag != "und" { tag.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests;
