//! Scores of facts as text to read: the figures, then what went wrong with its sentences.

use std::fmt;

use super::facts::{FactScores, Joined, OtherVerdict, PredictedFact};
use super::gold::{Quote, Required, TrueFact};
use crate::analysis::Verdict;

impl fmt::Display for FactScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "found, must         {}", self.found_must)?;
        writeln!(f, "found, should       {}", self.found_should)?;
        writeln!(f, "found, may          {}", self.found_may)?;
        writeln!(f, "precision           {}", self.precision)?;
        if self.outside > 0 {
            writeln!(f, "not judged          {}  (outside the truth)", self.outside)?;
        }
        writeln!(f, "verdicts right      {}", self.verdicts_right)?;
        writeln!(f, "conflict precision  {}", self.conflict_precision)?;
        writeln!(f, "conflict recall     {}", self.conflict_recall)?;
        writeln!(f, "look-alikes joined  {}", self.look_alikes_joined)?;
        list(f, "Missed", &self.missed, missed)?;
        list(f, "Flagged wrongly", &self.wrong, wrong)?;
        list(f, "Found with another verdict", &self.other_verdict, other_verdict)?;
        list(f, "Look-alikes joined", &self.joined, joined)
    }
}

/// A heading and its entries; nothing where there is none.
fn list<T>(
    f: &mut fmt::Formatter<'_>,
    heading: &str,
    entries: &[T],
    write: fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    if !entries.is_empty() {
        writeln!(f, "\n{heading}")?;
    }
    entries.iter().try_for_each(|entry| write(f, entry))
}

fn missed(f: &mut fmt::Formatter<'_>, fact: &TrueFact) -> fmt::Result {
    let level = match fact.required {
        Required::Must => "must",
        Required::Should => "should",
        Required::May => "may",
    };
    writeln!(f, "  [{level}] {}", fact.fact)?;
    fact.mentions.iter().try_for_each(|q| quote(f, q))
}

fn quote(f: &mut fmt::Formatter<'_>, quote: &Quote) -> fmt::Result {
    writeln!(f, "    {}: {}", quote.doc, quote.quote)
}

fn wrong(f: &mut fmt::Formatter<'_>, fact: &PredictedFact) -> fmt::Result {
    writeln!(f, "  {}", name(fact.verdict))?;
    let mut mentions = fact.mentions.iter();
    mentions.try_for_each(|m| writeln!(f, "    {}: {}", m.article, m.sentence))
}

fn other_verdict(f: &mut fmt::Formatter<'_>, row: &OtherVerdict) -> fmt::Result {
    let found: Vec<_> = row.found.iter().map(|v| name(*v)).collect();
    writeln!(f, "  {}: {}, not {}", row.fact, found.join(", "), name(row.truth))
}

fn joined(f: &mut fmt::Formatter<'_>, row: &Joined) -> fmt::Result {
    writeln!(f, "  {}", row.pair.why)?;
    quote(f, &row.pair.a)?;
    quote(f, &row.pair.b)?;
    write!(f, "    by")?;
    wrong(f, &row.by)?;
    if !row.also_finds.is_empty() {
        writeln!(f, "    which also finds: {}", row.also_finds.join("; "))?;
    }
    Ok(())
}

fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Agreed => "agreed",
        Verdict::Repeated => "repeated",
        Verdict::Conflict => "conflict",
        Verdict::Updated => "updated",
        Verdict::Single => "single",
    }
}
