//! Two or more articles side by side: facts shared, facts in conflict, what only one says.

use std::io::{self, Write};

use super::rows::Score;
use super::terminal::Style;
use super::words;
use crate::analysis::{Analysis, Fact, Verdict};

/// Longest sentence that is shown, in characters.
const SENTENCE: usize = 240;

/// Writes the facts of `analysis`, one section a verdict; empty sections are left out, and where
/// nothing is shared it says so.
///
/// # Errors
/// If `out` refuses a write.
pub fn write(analysis: &Analysis, style: Style, out: &mut impl Write) -> io::Result<()> {
    for article in &analysis.articles {
        let title = if article.title().is_empty() { "(no headline)" } else { article.title() };
        let (key, title) = (words::clean(article.key(), SENTENCE), words::clean(title, SENTENCE));
        writeln!(out, "{}  {title}", style.bold(&key))?;
    }
    let of = |verdicts: &[Verdict]| -> Vec<&Fact> {
        analysis.facts.iter().filter(|f| verdicts.contains(&f.verdict)).collect()
    };
    let conflicts = of(&[Verdict::Conflict]);
    let shared = of(&[Verdict::Agreed, Verdict::Repeated, Verdict::Updated]);
    if conflicts.is_empty() && shared.is_empty() {
        writeln!(out, "\nNo fact is shared and none is in conflict.")?;
    }
    section("In conflict", &conflicts, analysis, style, out)?;
    section("Shared", &shared, analysis, style, out)?;
    only(&of(&[Verdict::Single]), analysis, style, out)
}

fn section(
    title: &str,
    facts: &[&Fact],
    analysis: &Analysis,
    style: Style,
    out: &mut impl Write,
) -> io::Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{} ({})", style.bold(title), facts.len())?;
    for fact in facts {
        let sure = words::percent(Score(fact.confidence).rounded());
        writeln!(out, "\n  {} {}", words::verdict(fact.verdict), style.dim(&sure))?;
        for mention in &fact.mentions {
            let key = words::clean(analysis.articles[mention.article.index()].key(), SENTENCE);
            let sentence = words::clean(&mention.sentence, SENTENCE);
            writeln!(out, "    {}  {sentence}", style.dim(&key))?;
        }
    }
    Ok(())
}

fn only(
    facts: &[&Fact],
    analysis: &Analysis,
    style: Style,
    out: &mut impl Write,
) -> io::Result<()> {
    for (number, article) in analysis.articles.iter().enumerate() {
        let own = facts.iter().filter(|f| f.mentions[0].article.index() == number);
        let own: Vec<String> =
            own.map(|f| words::clean(&f.mentions[0].sentence, SENTENCE)).collect();
        if own.is_empty() {
            continue;
        }
        let title = format!("Only in {}", words::clean(article.key(), SENTENCE));
        writeln!(out, "\n{} ({})", style.bold(&title), own.len())?;
        own.iter().try_for_each(|sentence| writeln!(out, "    {sentence}"))?;
    }
    Ok(())
}
