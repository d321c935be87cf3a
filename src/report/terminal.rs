//! The summary after a run: a few lines on a terminal.
//!
//! Counts, then the widest stories as a table, then the first conflicts, updates and agreed facts
//! with their sources. Width and colour are the caller's to decide. Columns count terminal cells:
//! two for East Asian wide characters and most emoji, none for combining marks. That is a table of
//! ranges, not the whole of Unicode's rules; joined emoji may come out a cell or two short.

use std::io::{self, Write};

use unicode_normalization::char::is_combining_mark;

use super::run_info::Counts;
use super::statements::{listed, origins, sides};
use super::{ranking, words};
use crate::analysis::{Analysis, ArticleResult, Fact, Verdict};

/// Stories in the table.
const STORIES: usize = 10;
/// Facts of each verdict.
const FACTS: usize = 5;
/// Below this many cells the table leaves the dates out.
const NARROW: usize = 72;
/// Longest text that is looked at, in characters.
const LONGEST: usize = 400;

/// How to write.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Cells in a line; at least 40 are used.
    pub width: usize,
    /// Whether to send ANSI colours.
    pub colour: bool,
}

impl Style {
    fn width(self) -> usize {
        self.width.max(40)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }
}

/// Writes the summary of `analysis`.
///
/// # Errors
/// If `out` refuses a write.
pub fn write(analysis: &Analysis, style: Style, out: &mut impl Write) -> io::Result<()> {
    header(analysis, style, out)?;
    if !analysis.stories.is_empty() {
        stories(analysis, style, out)?;
    }
    let ranked = ranking::facts(analysis);
    for (verdict, title) in [
        (Verdict::Conflict, "Conflicts"),
        (Verdict::Updated, "Updated figures"),
        (Verdict::Agreed, "Agreed facts"),
    ] {
        let of_verdict = |&&index: &&usize| analysis.facts[index].verdict == verdict;
        let chosen: Vec<usize> = ranked.iter().filter(of_verdict).copied().collect();
        facts(analysis, title, &chosen, style, out)?;
    }
    Ok(())
}

fn header(analysis: &Analysis, style: Style, out: &mut impl Write) -> io::Result<()> {
    let counts = Counts::of(analysis, 0);
    let times = analysis.articles.iter().filter_map(ArticleResult::published);
    let dates = words::span(times.clone().min(), times.max());
    let of_outlets = format!("from {}, {dates}", words::counted(counts.outlets, "outlet"));
    let of_copies = format!("of {}", words::counted(counts.groups, "text"));
    let of_stories = format!("with {}", words::counted(counts.in_stories, "article"));
    let lines = [
        (words::counted(counts.articles, "article"), of_outlets),
        (words::counted(counts.copies, "copy|copies"), of_copies),
        (words::counted(counts.stories, "story|stories"), of_stories),
        (words::counted(counts.facts, "fact"), verdicts(&counts)),
    ];
    let column = lines.iter().map(|(count, _)| width(count)).max().unwrap_or(0);
    for (count, rest) in &lines {
        writeln!(out, "{}  {rest}", style.bold(&pad(count, column)))?;
    }
    if counts.rejected > 0 {
        let rejected = words::counted(counts.rejected, "record");
        writeln!(out, "{} not taken as they are (rejected.jsonl)", style.bold(&rejected))?;
    }
    Ok(())
}

fn verdicts(counts: &Counts) -> String {
    let parts = [
        (counts.conflicts, "in conflict"),
        (counts.updated, "updated"),
        (counts.agreed, "agreed"),
        (counts.repeated_facts, "repeated"),
        (counts.single, "single"),
    ];
    let named = parts.iter().filter(|(n, _)| *n > 0);
    let named: Vec<String> =
        named.map(|(n, word)| format!("{} {word}", words::count(*n))).collect();
    named.join(", ")
}

fn stories(analysis: &Analysis, style: Style, out: &mut impl Write) -> io::Result<()> {
    let ranked = ranking::stories(analysis);
    let of_story = ranking::by_story(analysis, &ranking::facts(analysis));
    heading("Stories", ranked.len(), STORIES, style, out)?;
    let shown = &ranked[..ranked.len().min(STORIES)];
    let mut rows = vec![["", "outlets", "texts", "dates", "facts", "conflicts"].map(String::from)];
    rows.extend(shown.iter().map(|&index| story_row(analysis, index, &of_story[index])));
    if style.width() < NARROW {
        for row in &mut rows {
            row[3].clear();
        }
    }
    let widths: [usize; 6] =
        std::array::from_fn(|at| rows.iter().map(|row| width(&row[at])).max().unwrap_or(0));
    let taken: usize = widths[1..].iter().filter(|&&w| w > 0).map(|w| w + 2).sum();
    let label = widths[0].max(20).min(style.width().saturating_sub(taken + 2).max(12));
    for (at, row) in rows.iter().enumerate() {
        let line = story_line(row, &widths, label);
        writeln!(out, "{}", if at == 0 { style.dim(&line) } else { line })?;
    }
    Ok(())
}

fn story_row(analysis: &Analysis, index: usize, facts: &[usize]) -> [String; 6] {
    let story = &analysis.stories[index];
    let conflicts = facts.iter().filter(|&&f| analysis.facts[f].verdict == Verdict::Conflict);
    let number = |n: usize| if n == 0 { "-".into() } else { words::count(n) };
    [
        words::clean(&story.label, LONGEST),
        number(story.sources.len()),
        number(story.texts),
        words::span(story.first, story.last),
        number(facts.len()),
        number(conflicts.count()),
    ]
}

fn story_line(row: &[String; 6], widths: &[usize; 6], label: usize) -> String {
    let mut line = format!("  {}", pad(&fit(&row[0], label), label));
    for (cell, &column) in row[1..].iter().zip(&widths[1..]).filter(|(_, column)| **column > 0) {
        line.push_str("  ");
        line.extend(std::iter::repeat_n(' ', column - width(cell)));
        line.push_str(cell);
    }
    line
}

fn facts(
    analysis: &Analysis,
    title: &str,
    chosen: &[usize],
    style: Style,
    out: &mut impl Write,
) -> io::Result<()> {
    if chosen.is_empty() {
        return Ok(());
    }
    heading(title, chosen.len(), FACTS, style, out)?;
    for &index in chosen.iter().take(FACTS) {
        fact(analysis, &analysis.facts[index], style, out)?;
    }
    Ok(())
}

fn fact(analysis: &Analysis, fact: &Fact, style: Style, out: &mut impl Write) -> io::Result<()> {
    let room = style.width() - 4;
    let claim = fit(&words::clean(&fact.claim, LONGEST), room);
    let sign = style.paint(colour(fact.verdict), words::sign(fact.verdict));
    writeln!(out, "  {sign} {claim}")?;
    let sides = sides(analysis, fact);
    for side in &sides {
        let as_of = side.as_of.as_ref().map(|day| format!(" (as of {day})")).unwrap_or_default();
        let line = format!("{}{as_of}: {}", side.said, listed(&side.outlets, 5));
        writeln!(out, "    {}", fit(&line, room))?;
    }
    if sides.is_empty() || fact.verdict == Verdict::Agreed {
        let names: Vec<String> = origins(analysis, fact).into_iter().map(|o| o.name).collect();
        let line = format!("{}: {}", words::counted(names.len(), "origin"), listed(&names, 5));
        writeln!(out, "    {}", fit(&line, room))?;
    }
    if let Some(story) = fact.story {
        let label = words::clean(&analysis.stories[story].label, LONGEST);
        writeln!(out, "    {}", style.dim(&fit(&format!("in: {label}"), room)))?;
    }
    Ok(())
}

fn heading(
    title: &str,
    all: usize,
    shown: usize,
    style: Style,
    out: &mut impl Write,
) -> io::Result<()> {
    let more = if all > shown {
        format!(" (first {shown} of {})", words::count(all))
    } else {
        String::new()
    };
    writeln!(out, "\n{}{more}", style.bold(title))
}

fn colour(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Conflict => "31",
        Verdict::Updated => "33",
        Verdict::Agreed => "32",
        Verdict::Repeated | Verdict::Single => "36",
    }
}

/// Cells that a character takes.
fn cells(c: char) -> usize {
    let wide = matches!(u32::from(c),
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1f64f
        | 0x1f680..=0x1f6ff | 0x1f900..=0x1faff | 0x20000..=0x3fffd);
    let none = is_combining_mark(c) || matches!(c, '\u{200b}'..='\u{200d}');
    if none { 0 } else { 1 + usize::from(wide) }
}

fn width(text: &str) -> usize {
    text.chars().map(cells).sum()
}

/// Cuts `text` to `room` cells, the last of which is then an ellipsis.
fn fit(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut used = 0;
    let kept = text.char_indices().find(|&(_, c)| {
        used += cells(c);
        used >= room && cells(c) > 0
    });
    let end = kept.map_or(0, |(at, _)| at);
    format!("{}…", text[..end].trim_end_matches([' ', '\u{200d}']))
}

fn pad(text: &str, column: usize) -> String {
    let gap = column.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(gap))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, golden};

    fn summary(analysis: &Analysis, width: usize, colour: bool) -> String {
        let mut out = Vec::new();
        write(analysis, Style { width, colour }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_summary_is_as_agreed() {
        golden::check("terminal.txt", &summary(&fixture::analysis(), 100, false));
        golden::check("terminal-narrow.txt", &summary(&fixture::analysis(), 60, false));
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let coloured = summary(&fixture::analysis(), 100, true);
        assert!(coloured.contains("\u{1b}[31m≠\u{1b}[0m"), "{coloured}");
        let mut plain = String::new();
        let mut parts = coloured.split("\u{1b}[");
        plain += parts.next().unwrap();
        parts.for_each(|part| plain += part.split_once('m').unwrap().1);
        assert_eq!(plain, summary(&fixture::analysis(), 100, false));
    }

    #[test]
    fn nothing_found_is_said_in_four_lines() {
        let text = summary(&Analysis::default(), 80, false);
        assert_eq!(text.lines().count(), 4);
        assert!(text.starts_with("0 articles  from 0 outlets, undated\n"), "{text}");
    }

    #[test]
    fn hostile_labels_keep_to_the_width_and_send_no_escapes() {
        let mut analysis = fixture::analysis();
        analysis.stories[0].label = "\u{1b}[2J\u{202e}漢字 👩‍🚒 e\u{301}".repeat(900);
        analysis.facts[0].claim = "\0\n漢".repeat(4000);
        let text = summary(&analysis, 80, false);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text}");
        assert!(text.lines().all(|line| width(line) <= 80), "{text}");
    }

    #[test]
    fn cutting_counts_cells_and_keeps_characters_whole() {
        assert_eq!(fit("abcdef", 6), "abcdef");
        assert_eq!(fit("abcdefg", 6), "abcde…");
        assert_eq!(fit("漢字漢字", 6), "漢字…");
        assert_eq!(fit("ae\u{301}iou", 3), "ae\u{301}…");
        assert_eq!(fit("ab cd", 4), "ab…");
    }
}
