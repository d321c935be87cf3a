//! Two or more articles side by side: facts shared, facts in conflict, what only one says. Where
//! colours are sent, the words that the sentences of a fact have in common stand out.

use std::io::{self, Write};

use super::rows::Score;
use super::terminal::Style;
use super::{common_words, words};
use crate::analysis::{Analysis, Fact, Mention, Verdict};
use crate::fact::common::Reader;

/// Longest sentence that is shown, in characters.
const SENTENCE: usize = 240;

/// Most pairs that are shown as perhaps the same.
const PERHAPS: usize = 20;

/// Writes the facts of `analysis`, one section a verdict, and pairs that are `perhaps` one fact,
/// likeliest first; empty sections are left out, and where nothing is shared it says so.
///
/// # Errors
/// If `out` refuses a write.
pub fn write(
    analysis: &Analysis,
    perhaps: &[Fact],
    style: Style,
    out: &mut impl Write,
) -> io::Result<()> {
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
    may_be_same(perhaps, analysis, style, out)?;
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
    let mut reader = Reader::default();
    for fact in facts {
        let verdict = words::verdict(fact.verdict);
        writeln!(out, "\n  {verdict} {}", style.dim(&sure(fact)))?;
        mentions(fact, analysis, style, &mut reader, out)?;
    }
    Ok(())
}

/// Pairs that have no verdict, only a likeness.
fn may_be_same(
    pairs: &[Fact],
    analysis: &Analysis,
    style: Style,
    out: &mut impl Write,
) -> io::Result<()> {
    if pairs.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{} ({})", style.bold("Perhaps the same"), pairs.len())?;
    let mut reader = Reader::default();
    for pair in pairs.iter().take(PERHAPS) {
        writeln!(out, "\n  {}", style.dim(&sure(pair)))?;
        mentions(pair, analysis, style, &mut reader, out)?;
    }
    if pairs.len() > PERHAPS {
        writeln!(out, "\n  and {} less likely pairs", pairs.len() - PERHAPS)?;
    }
    Ok(())
}

fn sure(fact: &Fact) -> String {
    words::percent(Score(fact.confidence).rounded())
}

/// A line a mention.
fn mentions(
    fact: &Fact,
    analysis: &Analysis,
    style: Style,
    reader: &mut Reader,
    out: &mut impl Write,
) -> io::Result<()> {
    for (mention, sentence) in fact.mentions.iter().zip(sentences(fact, analysis, style, reader)) {
        let key = words::clean(analysis.articles[mention.article.index()].key(), SENTENCE);
        writeln!(out, "    {}  {sentence}", style.dim(&key))?;
    }
    Ok(())
}

/// The sentences of a fact, what they have in common marked.
fn sentences(fact: &Fact, analysis: &Analysis, style: Style, reader: &mut Reader) -> Vec<String> {
    let plain: Vec<String> =
        fact.mentions.iter().map(|m| words::clean(&m.sentence, SENTENCE)).collect();
    let told: Vec<(&str, &Mention)> =
        plain.iter().map(String::as_str).zip(&fact.mentions).collect();
    let marked = |(place, piece): (usize, &String)| match place % 2 {
        1 => style.bold(piece),
        _ => piece.clone(),
    };
    let pieces = common_words::pieces(analysis, &told, reader);
    pieces.iter().map(|pieces| pieces.iter().enumerate().map(marked).collect()).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn shared_words_stand_out_in_colour_only() {
        let analysis = fixture::analysis();
        let text = |colour| {
            let mut out = Vec::new();
            write(&analysis, &[], Style { width: 80, colour }, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let plain = |text: &str| text.replace("\u{1b}[1m", "").replace("\u{1b}[2m", "");
        assert!(!text(false).contains('\u{1b}'));
        assert_eq!(plain(&text(true)).replace("\u{1b}[0m", ""), text(false));
        let bold = text(true).matches("\u{1b}[1m").count();
        assert!(bold > analysis.articles.len() + 5, "{}", text(true));
    }
}
