//! The report to look at: one HTML file that needs nothing else.
//!
//! The page is made from the [`Analysis`] and [`RunFacts`] alone, so the same dump gives the same
//! bytes. It has two layers:
//!
//! - What a browser without JavaScript shows: overview, the first stories, facts and copies, and
//!   how they were made. `page`, `story`, `fact` and `copies` put the analysis into plain view
//!   structs with every word ready; the templates in `report/templates/` lay them out.
//! - What the script in `report/templates/script/` shows instead: every list searched and sorted, a
//!   page a story, charts, the map, marks for review. It reads packed JSON (`pack`), which is
//!   looked at a story at a time, so the page opens at once however big the run.
//!
//! Escaping is the template engine's for every value, and `script_json`'s for the packed data; the
//! script sets text as text only. Before that, text from articles is made one short plain line
//! (`words::clean`), and only `http` addresses become links. The page forbids itself any request.
//!
//! Big runs are shown in part ([`Limits`], `pack::Room`); each list says how many more are in
//! which file.

mod copies;
mod fact;
mod label;
mod on_page;
mod pack;
mod page;
mod script_json;
mod story;

use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};

use super::run_info::RunFacts;
use super::{Limits, words};
use crate::analysis::{Analysis, ArticleId};
use pack::Room;

/// Headlines and labels are cut after this many characters.
const HEADLINE: usize = 300;
/// Sentences and passages are cut after this many characters.
const SENTENCE: usize = 600;

/// What stands on the page for readers without its script; the script shows more.
const PLAIN: Limits = Limits { stories: 50, facts: 120, groups: 30 };

/// The template of the page.
const PAGE: &str = "report.html";
/// The templates by name; what ends in `.html` is escaped.
const TEMPLATES: [(&str, &str); 25] = [
    (PAGE, include_str!("../templates/report.html")),
    ("overview.html", include_str!("../templates/overview.html")),
    ("stories.html", include_str!("../templates/stories.html")),
    ("facts.html", include_str!("../templates/facts.html")),
    ("copies.html", include_str!("../templates/copies.html")),
    ("method.html", include_str!("../templates/method.html")),
    ("macros.html", include_str!("../templates/macros.html")),
    ("review.html", include_str!("../templates/review.html")),
    ("style.css", include_str!("../templates/style.css")),
    ("views.css", include_str!("../templates/views.css")),
    ("script.js", include_str!("../templates/script.js")),
    ("script/words.js", include_str!("../templates/script/words.js")),
    ("script/dom.js", include_str!("../templates/script/dom.js")),
    ("script/data.js", include_str!("../templates/script/data.js")),
    ("script/marks.js", include_str!("../templates/script/marks.js")),
    ("script/charts.js", include_str!("../templates/script/charts.js")),
    ("script/fact.js", include_str!("../templates/script/fact.js")),
    ("script/grid.js", include_str!("../templates/script/grid.js")),
    ("script/story.js", include_str!("../templates/script/story.js")),
    ("script/stories.js", include_str!("../templates/script/stories.js")),
    ("script/facts.js", include_str!("../templates/script/facts.js")),
    ("script/copies.js", include_str!("../templates/script/copies.js")),
    ("script/review.js", include_str!("../templates/script/review.js")),
    ("script/map.js", include_str!("../templates/script/map.js")),
    ("script/main.js", include_str!("../templates/script/main.js")),
];

/// Writes `report.html`.
///
/// # Errors
/// If `out` refuses a write.
pub fn write(analysis: &Analysis, run: &RunFacts, out: &mut impl Write) -> io::Result<()> {
    write_limited(analysis, run, PLAIN, None, out)
}

/// Writes the page that a user's own template makes. It sees what the shipped `report.html` sees
/// and may include the shipped templates by name; what it shows is escaped likewise.
///
/// # Errors
/// If the template is no template or asks for what is not there, or `out` refuses a write.
pub fn write_with(
    analysis: &Analysis,
    run: &RunFacts,
    template: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    write_limited(analysis, run, PLAIN, Some(template), out)
}

fn write_limited(
    analysis: &Analysis,
    run: &RunFacts,
    limits: Limits,
    own: Option<&str>,
    out: &mut impl Write,
) -> io::Result<()> {
    let page = page::Page::new(analysis, run, limits, Room::default())?;
    let mut environment = environment().map_err(io::Error::other)?;
    if let Some(source) = own {
        environment.add_template_owned(PAGE, source.to_owned()).map_err(io::Error::other)?;
    }
    let template = environment.get_template(PAGE).map_err(io::Error::other)?;
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
        let title = words::clean(article.title(), HEADLINE);
        Self {
            outlet: words::outlet(article.source()),
            title: if title.is_empty() { "(no headline)".into() } else { title },
            url: article.url().filter(|url| words::is_web(url)).map(str::to_owned),
            lang: language(&article.lang),
            published: article.published().map(words::minute).unwrap_or_default(),
            datetime: article.published().map(|time| time.to_string()).unwrap_or_default(),
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
