//! Why the mentions of a fact are one fact, and who its witnesses are: in words and numbers.

use std::io::{self, Write};

use serde_json::json;

use super::rows::{Score, row_of_fact};
use super::terminal::Style;
use super::words;
use crate::analysis::{Analysis, Fact, Mention, Modality, SentenceReasons};

/// Longest sentence that is shown, in characters.
const SENTENCE: usize = 300;

/// A fact, and why each of its mentions is taken for the claim that is shown.
pub struct FactExplanation<'a> {
    /// The run.
    pub analysis: &'a Analysis,
    /// Index of the fact.
    pub at: usize,
    /// By mention: its sentence against the claim; `None` for the claim itself.
    pub reasons: Vec<Option<SentenceReasons>>,
}

impl FactExplanation<'_> {
    fn fact(&self) -> &Fact {
        &self.analysis.facts[self.at]
    }

    /// Writes it in words.
    ///
    /// # Errors
    /// If `out` refuses a write.
    pub fn write(&self, style: Style, out: &mut impl Write) -> io::Result<()> {
        let fact = self.fact();
        let claim = words::clean(&fact.claim, SENTENCE);
        writeln!(out, "{}  {claim}", style.bold(&self.analysis.fact_id(self.at)))?;
        let (verdict, meaning) = (words::verdict(fact.verdict), words::meaning(fact.verdict));
        let sure = words::percent(Score(fact.confidence).rounded());
        writeln!(out, "  {verdict}: {meaning}; sure to {sure}")?;
        if let Some(story) = fact.story.map(|story| &self.analysis.stories[story]) {
            let (id, label) = (words::clean(&story.id, 100), words::clean(&story.label, 100));
            writeln!(out, "  in {id} “{label}”")?;
        }
        writeln!(out, "\n{} ({})", style.bold("Witnesses"), fact.witnesses.len())?;
        for witness in &fact.witnesses {
            let why = witness.why.as_deref().map(|why| format!(", {}", words::clean(why, 100)));
            let mentions = words::counted(witness.mentions.len(), "mention");
            let origin = words::clean(&words::origin(&witness.origin), 100);
            writeln!(out, "  {origin}: {mentions}{}", why.unwrap_or_default())?;
        }
        writeln!(out, "\n{} ({})", style.bold("Mentions"), fact.mentions.len())?;
        for (mention, reasons) in fact.mentions.iter().zip(&self.reasons) {
            self.write_mention(mention, reasons.as_ref(), style, out)?;
        }
        writeln!(
            out,
            "\n  Words and figures of the sentences alone; within a story the same figures,"
        )?;
        writeln!(out, "  days and names count as well, and opposite statements are kept apart.")
    }

    fn write_mention(
        &self,
        mention: &Mention,
        reasons: Option<&SentenceReasons>,
        style: Style,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let article = &self.analysis.articles[mention.article.index()];
        let date = article.published().map_or("undated".into(), words::day);
        let who = words::clean(&words::outlet(article.source()), 100);
        let key = words::clean(article.key(), 100);
        let mut notes = vec![who, date, key];
        notes.extend(mention.value.map(|value| format!("value {}", words::number(value))));
        notes.extend(mention.as_of.as_ref().map(|day| format!("as of {day}")));
        notes.extend(mention.speaker.as_ref().map(|s| format!("said by {}", words::clean(s, 60))));
        notes.extend(match mention.modality {
            Modality::Happened => None,
            Modality::Planned => Some("planned".to_owned()),
            Modality::Denied => Some("denied".to_owned()),
        });
        writeln!(out, "  {}", words::clean(&mention.sentence, SENTENCE))?;
        writeln!(out, "    {}", style.dim(&notes.join("; ")))?;
        let Some(reasons) = reasons else { return writeln!(out, "    the claim that is shown") };
        let likely = words::percent(Score(reasons.probability).rounded());
        let clash = if reasons.figures_clash { "; figures clash" } else { "" };
        let said = reasons.features.iter().filter(|(_, _, added)| added.abs() >= 0.05);
        let said: Vec<String> = said
            .map(|(name, value, added)| format!("{name} {value:.2} adds {added:+.1}"))
            .collect();
        writeln!(out, "    the same with a likelihood of {likely}{clash}: {}", said.join(", "))
    }

    /// Writes it as one JSON object.
    ///
    /// # Errors
    /// If `out` refuses a write.
    pub fn write_json(&self, out: &mut impl Write) -> io::Result<()> {
        let reasons = |reasons: &SentenceReasons| {
            let features = reasons.features.iter().map(|(name, value, added)| {
                json!({"name": name, "value": Score(*value), "adds": Score(*added)})
            });
            json!({
                "probability": Score(reasons.probability),
                "figures_clash": reasons.figures_clash,
                "features": features.collect::<Vec<_>>(),
            })
        };
        let by_mention: Vec<_> = self.reasons.iter().map(|r| r.as_ref().map(reasons)).collect();
        let fact = row_of_fact(self.analysis, self.at, self.fact());
        serde_json::to_writer(&mut *out, &json!({"fact": fact, "reasons": by_mention}))?;
        out.write_all(b"\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, golden};

    #[test]
    fn the_explanation_is_as_agreed() {
        let analysis = fixture::analysis();
        let reasons = |probability, clash| {
            Some(SentenceReasons {
                probability,
                features: vec![("coverage_mean".into(), 0.6, 4.2), ("negation".into(), 0.0, 0.0)],
                figures_clash: clash,
            })
        };
        let told = |at, reasons| {
            let mut out = Vec::new();
            let explanation = FactExplanation { analysis: &analysis, at, reasons };
            explanation.write(Style { width: 100, colour: false }, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let conflict = told(0, vec![None, reasons(0.8, true)]);
        let quote = told(3, vec![None, reasons(1.0, false)]);
        golden::check("explain-fact.txt", &(conflict + "\n" + &quote));
    }
}
