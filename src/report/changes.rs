//! What changed between two runs: for people, or as rows.

use std::io::{self, Write};

use serde::Serialize;

use super::rows::{JsonLines, Sink};
use super::terminal::Style;
use super::words;
use crate::analysis::{Analysis, Fact, Verdict};
use crate::diff::{Changes, FactChange, FactFate, StoryChange, StoryFate};

/// Changes that are shown of each kind; the rows have all.
const SHOWN: usize = 20;
/// Longest headline and claim, in characters.
const LONGEST: usize = 160;

/// Two runs and what changed from the first to the second.
#[derive(Debug, Clone, Copy)]
pub struct Diff<'a> {
    /// The earlier run.
    pub before: &'a Analysis,
    /// The later run.
    pub after: &'a Analysis,
    /// What [`crate::diff::diff`] found between them.
    pub changes: &'a Changes,
}

/// Writes the changes for people, at most twenty of each kind.
///
/// # Errors
/// If `out` refuses a write.
pub fn write(diff: Diff<'_>, style: Style, out: &mut impl Write) -> io::Result<()> {
    let Changes { added, removed, stories, facts } = diff.changes;
    writeln!(out, "{}, {}", said(*added, "added"), said(*removed, "removed"))?;
    if stories.is_empty() && facts.is_empty() {
        return writeln!(out, "No story and no fact changed.");
    }
    for (fate, title) in STORIES {
        let of_kind: Vec<_> = stories.iter().filter(|c| c.change == fate).collect();
        let line = |change: &&StoryChange| story_line(diff, change);
        section(title, &of_kind, line, style, out)?;
    }
    for (fate, title) in FACTS {
        let of_kind: Vec<_> = facts.iter().filter(|c| c.change == fate).collect();
        let line = |change: &&FactChange| fact_line(diff, change);
        section(title, &of_kind, line, style, out)?;
    }
    Ok(())
}

const STORIES: [(StoryFate, &str); 6] = [
    (StoryFate::New, "New stories"),
    (StoryFate::Grown, "Grown stories"),
    (StoryFate::Merged, "Merged stories"),
    (StoryFate::Split, "Split stories"),
    (StoryFate::Changed, "Stories with other articles"),
    (StoryFate::Gone, "Stories no longer there"),
];

const FACTS: [(FactFate, &str); 6] = [
    (FactFate::Conflict, "Now in conflict"),
    (FactFate::New, "New facts"),
    (FactFate::Verdict, "Facts with another verdict"),
    (FactFate::Values, "Facts with other figures"),
    (FactFate::Mentions, "Facts with more mentions"),
    (FactFate::Gone, "Facts no longer there"),
];

fn said(articles: usize, what: &str) -> String {
    format!("{} {what}", words::counted(articles, "article"))
}

fn section<T>(
    title: &str,
    changes: &[T],
    line: impl Fn(&T) -> String,
    style: Style,
    out: &mut impl Write,
) -> io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{} ({})", style.bold(title), words::count(changes.len()))?;
    for change in changes.iter().take(SHOWN) {
        writeln!(out, "  {}", line(change))?;
    }
    match words::left(changes.len(), SHOWN, "more|more") {
        none if none.is_empty() => Ok(()),
        more => writeln!(out, "  … and {more}"),
    }
}

fn story_line(diff: Diff<'_>, change: &StoryChange) -> String {
    let labels = |analysis: &Analysis, at: &[usize]| {
        let label = |i: &usize| words::clean(&analysis.stories[*i].label, LONGEST);
        at.iter().map(label).collect::<Vec<_>>().join("; ")
    };
    let (before, after) = (labels(diff.before, &change.before), labels(diff.after, &change.after));
    match change.change {
        StoryFate::New => format!("{after} ({})", words::counted(change.gained, "article")),
        StoryFate::Gone => format!("{before} ({})", words::counted(change.lost, "article")),
        StoryFate::Grown => format!("{after} (+{})", change.gained),
        StoryFate::Changed => format!("{after} (+{}, -{})", change.gained, change.lost),
        StoryFate::Merged => format!("{after} <- {before}"),
        StoryFate::Split => format!("{before} -> {after}"),
    }
}

fn fact_line(diff: Diff<'_>, change: &FactChange) -> String {
    let before = change.before.map(|at| &diff.before.facts[at]);
    let after = change.after.map(|at| &diff.after.facts[at]);
    let claim = after.or(before).map_or_else(String::new, |f| words::clean(&f.claim, LONGEST));
    let told = |show: &dyn Fn(&Fact) -> String| {
        let of = |fact: Option<&Fact>| fact.map_or_else(|| "-".into(), show);
        format!("{} -> {}", of(before), of(after))
    };
    let what = match change.change {
        FactFate::New | FactFate::Gone => String::new(),
        FactFate::Verdict => told(&|f| words::verdict(f.verdict).to_owned()),
        FactFate::Conflict | FactFate::Values => told(&values),
        FactFate::Mentions => told(&|f| words::counted(f.mentions.len(), "mention")),
    };
    if what.is_empty() { claim } else { format!("{claim} [{what}]") }
}

fn values(fact: &Fact) -> String {
    if fact.values.is_empty() {
        return words::verdict(fact.verdict).to_owned();
    }
    fact.values.iter().map(words::value).collect::<Vec<_>>().join(", ")
}

/// One change as a row.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Row<'a> {
    Story {
        change: StoryFate,
        before: Vec<&'a str>,
        after: Vec<&'a str>,
        gained: usize,
        lost: usize,
    },
    Fact {
        change: FactFate,
        before: Option<FactSide<'a>>,
        after: Option<FactSide<'a>>,
    },
}

/// A fact as one of the runs has it.
#[derive(Serialize)]
struct FactSide<'a> {
    id: String,
    story: Option<&'a str>,
    verdict: Verdict,
    claim: &'a str,
    values: Vec<f64>,
    mentions: usize,
}

/// Writes all changes as JSON Lines: `{"kind":"story","change","before","after","gained","lost"}`
/// with ids of stories, `{"kind":"fact","change","before","after"}` with a fact's id, story, verdict,
/// claim, values and number of mentions.
///
/// # Errors
/// If `out` refuses a write.
pub fn write_rows(diff: Diff<'_>, out: &mut impl Write) -> io::Result<()> {
    let mut rows = JsonLines(out);
    for change in &diff.changes.stories {
        rows.take(&story_row(diff, change))?;
    }
    for change in &diff.changes.facts {
        let FactChange { change, before, after } = *change;
        let before = before.map(|at| side(diff.before, at));
        let after = after.map(|at| side(diff.after, at));
        rows.take(&Row::Fact { change, before, after })?;
    }
    Ok(())
}

fn story_row<'a>(diff: Diff<'a>, change: &StoryChange) -> Row<'a> {
    let ids = |analysis: &'a Analysis, at: &[usize]| -> Vec<&'a str> {
        at.iter().map(|i| analysis.stories[*i].id.as_str()).collect()
    };
    Row::Story {
        change: change.change,
        before: ids(diff.before, &change.before),
        after: ids(diff.after, &change.after),
        gained: change.gained,
        lost: change.lost,
    }
}

fn side(analysis: &Analysis, at: usize) -> FactSide<'_> {
    let fact = &analysis.facts[at];
    FactSide {
        id: analysis.fact_id(at),
        story: fact.story.map(|story| analysis.stories[story].id.as_str()),
        verdict: fact.verdict,
        claim: &fact.claim,
        values: fact.values.iter().map(|v| v.value).collect(),
        mentions: fact.mentions.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::diff;
    use crate::report::fixture;

    #[test]
    fn a_conflict_is_told_to_people_and_programs() {
        let before = fixture::analysis();
        let mut after = before.clone();
        let agreed = before.facts.iter().position(|f| f.verdict == Verdict::Agreed).unwrap();
        after.facts[agreed].verdict = Verdict::Conflict;
        let changes = diff(&before, &after);
        let diff = Diff { before: &before, after: &after, changes: &changes };
        let (mut text, mut rows) = (Vec::new(), Vec::new());
        write(diff, Style { width: 80, colour: false }, &mut text).unwrap();
        write_rows(diff, &mut rows).unwrap();
        let (text, rows) = (String::from_utf8(text).unwrap(), String::from_utf8(rows).unwrap());
        assert!(text.starts_with("0 articles added, 0 articles removed\n\nNow in conflict (1)\n"));
        assert_eq!(rows.lines().count(), 1);
        let row: serde_json::Value = serde_json::from_str(&rows).unwrap();
        assert_eq!((&row["kind"], &row["change"]), (&"fact".into(), &"conflict".into()));
        assert_eq!(row["before"]["verdict"], "agreed");
        assert_eq!(row["after"]["id"], after.fact_id(agreed));
    }
}
