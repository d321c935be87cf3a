//! Analysis -> bytes: one file a format, and the result folder that holds them.
//!
//! [`write()`] is the front door: a [`Format`] by name, an [`Analysis`], a writer. [`folder`] puts
//! all files of a run into a folder and reads them back. Nothing here computes anything new; ids,
//! orders and roundings are fixed, so the same analysis gives the same bytes.

#[cfg(feature = "parquet")]
pub mod arrow;
pub mod changes;
mod common_words;
pub mod comparison;
pub mod csv;
pub mod explanation;
pub mod fact_explanation;
#[cfg(test)]
pub(crate) mod fixture;
pub mod folder;
#[cfg(test)]
mod golden;
pub mod graphml;
pub mod grown;
pub mod html;
pub mod ledger;
mod lines;
pub mod markdown;
#[cfg(feature = "parquet")]
pub mod parquet;
mod ranking;
pub mod rows;
pub mod run_info;
mod segments;
mod statements;
pub mod terminal;
mod words;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use crate::analysis::Analysis;
use rows::Table;
use run_info::RunFacts;

/// How many entries the reports for people show in full; the rest is counted in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Stories, by number of outlets.
    pub stories: usize,
    /// Facts, conflicts first.
    pub facts: usize,
    /// Groups of copies, by size.
    pub groups: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { stories: 300, facts: 1_000, groups: 200 }
    }
}

/// What [`write()`] can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The report to look at: one HTML file that works offline.
    Html,
    /// Stories with facts as Markdown.
    Markdown,
    /// Facts for a spreadsheet, a row a mention.
    Csv,
    /// The summary for a terminal, 100 cells wide, without colour.
    Terminal,
    /// Articles and stories as a graph for graph programs.
    GraphMl,
    /// JSON Lines of one kind of row.
    Rows(Table),
}

impl Format {
    /// The formats for people by name; rows go by the names of [`Table::ALL`].
    const PAGES: [(&'static str, Self); 5] = [
        ("html", Self::Html),
        ("markdown", Self::Markdown),
        ("csv", Self::Csv),
        ("terminal", Self::Terminal),
        ("graphml", Self::GraphMl),
    ];

    /// Every name that [`Format::from_str`] understands.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::PAGES.iter().map(|(name, _)| *name).chain(Table::ALL.iter().map(|(name, _)| *name))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Rows(table) = self {
            return table.fmt(f);
        }
        let page = Self::PAGES.iter().find(|(_, page)| page == self);
        f.pad(page.map_or("", |(name, _)| name))
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let page = Self::PAGES.iter().find(|(known, _)| *known == name).map(|(_, page)| *page);
        let format = page.or_else(|| name.parse().ok().map(Self::Rows));
        format.ok_or_else(|| {
            let names: Vec<_> = Self::names().collect();
            format!("no format is called {name}; there are {}", names.join(", "))
        })
    }
}

/// Writes `analysis` in one format. `out` should be buffered.
///
/// # Errors
/// If `out` refuses a write.
pub fn write(
    format: Format,
    analysis: &Analysis,
    run: &RunFacts,
    out: &mut impl Write,
) -> io::Result<()> {
    match format {
        Format::Html => html::write(analysis, run, out),
        Format::Markdown => markdown::write(analysis, Limits::default(), out),
        Format::Csv => csv::write(analysis, None, out),
        Format::Terminal => {
            terminal::write(analysis, terminal::Style { width: 100, colour: false }, out)
        }
        Format::GraphMl => graphml::write(analysis, out),
        Format::Rows(table) => rows::write(table, analysis, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_outlet_alone_has_and_what_it_lacks() {
        let analysis = fixture::analysis();
        let outlet = |name: &str| crate::article::Source::named(name);
        // Facts 0 to 4: Herald and an unnamed one; Ledger, Post and Herald; Ledger and Herald;
        // Ledger and Post; the unnamed one alone.
        let unnamed = &analysis.articles[3].source();
        assert_eq!(analysis.only_in(0, unnamed), [4]);
        assert!(analysis.only_in(0, &outlet("Post")).is_empty());
        // Of the other three, two carry each of these.
        assert_eq!(analysis.missing_in(0, &outlet("Post")), [0, 2]);
        assert_eq!(analysis.missing_in(0, unnamed), [1, 2, 3]);
    }

    #[test]
    fn every_name_leads_to_its_format_and_back() {
        for name in Format::names() {
            assert_eq!(name.parse::<Format>().unwrap().to_string(), name);
        }
        assert!("pdf".parse::<Format>().unwrap_err().contains("csv, terminal, graphml, articles"));
    }

    #[test]
    fn every_format_writes_something() {
        for name in Format::names() {
            let (mut out, run) = (Vec::new(), RunFacts::default());
            write(name.parse().unwrap(), &fixture::analysis(), &run, &mut out).unwrap();
            assert!(out.ends_with(b"\n"), "{name}");
        }
    }
}
