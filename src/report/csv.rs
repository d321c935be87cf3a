//! Facts for a spreadsheet: a row a mention, with outlet, address and quoted sentence.
//!
//! A cell of text that a spreadsheet would take for a formula begins with an apostrophe.

use std::io::{self, Write};

use super::rows::{Number, Score};
use super::words;
use crate::analysis::{Analysis, Fact, Mention, Modality};

/// The columns.
const HEAD: [&str; 18] = [
    "fact",
    "story",
    "story_label",
    "verdict",
    "kind",
    "confidence",
    "claim",
    "value",
    "unit",
    "as_of",
    "modality",
    "speaker",
    "source",
    "origin",
    "article",
    "published",
    "url",
    "sentence",
];

/// Writes the facts of `analysis` in their order, each with its mentions in theirs; of one story
/// only, where its index is given.
///
/// # Errors
/// If `out` refuses a write.
pub fn write(analysis: &Analysis, story: Option<usize>, out: &mut impl Write) -> io::Result<()> {
    let facts = analysis.facts.iter().enumerate();
    let facts = facts.filter(|(_, fact)| story.is_none() || fact.story == story);
    let mut table = csv::Writer::from_writer(out);
    table.write_record(HEAD)?;
    for (at, fact) in facts {
        for (number, mention) in fact.mentions.iter().enumerate() {
            table.write_record(record(analysis, at, fact, number, mention))?;
        }
    }
    table.flush()
}

fn record(
    analysis: &Analysis,
    at: usize,
    fact: &Fact,
    number: usize,
    mention: &Mention,
) -> [String; 18] {
    let article = &analysis.articles[mention.article.index()];
    let story = fact.story.map(|story| &analysis.stories[story]);
    let origin = fact.witnesses.iter().find(|witness| witness.mentions.contains(&number));
    let unit = fact.values.iter().find(|value| value.mentions.contains(&number));
    let number = |value: f64| Number(value).rounded().to_string();
    [
        analysis.fact_id(at),
        story.map_or_else(String::new, |story| text(&story.id)),
        story.map_or_else(String::new, |story| text(&story.label)),
        words::verdict(fact.verdict).to_owned(),
        words::fact_kind(fact.kind).to_owned(),
        Score(fact.confidence).rounded().to_string(),
        text(&fact.claim),
        mention.value.map_or_else(String::new, number),
        unit.and_then(|value| value.unit.as_deref()).map_or_else(String::new, text),
        mention.as_of.clone().unwrap_or_default(),
        modality(mention.modality).to_owned(),
        mention.speaker.as_deref().map_or_else(String::new, text),
        text(article.source().name()),
        origin.map_or_else(String::new, |witness| text(&witness.origin)),
        text(article.key()),
        article.published().map_or_else(String::new, |time| time.to_string()),
        article.url().map_or_else(String::new, text),
        text(&mention.sentence),
    ]
}

fn modality(modality: Modality) -> &'static str {
    match modality {
        Modality::Happened => "happened",
        Modality::Planned => "planned",
        Modality::Denied => "denied",
    }
}

/// Text that no spreadsheet computes.
fn text(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, golden};

    fn written(analysis: &Analysis) -> String {
        let mut out = Vec::new();
        write(analysis, None, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_table_is_as_agreed() {
        golden::check("facts.csv", &written(&fixture::analysis()));
    }

    #[test]
    fn one_story_keeps_the_ids_of_its_facts() {
        let mut analysis = fixture::analysis();
        analysis.facts[0].story = Some(1);
        let mut out = Vec::new();
        write(&analysis, Some(1), &mut out).unwrap();
        let table = String::from_utf8(out).unwrap();
        assert!(table.lines().skip(1).all(|line| line.starts_with("f-1,s-b0,")), "{table}");
        assert_eq!(table.lines().count(), 1 + analysis.facts[0].mentions.len());
    }

    #[test]
    fn every_mention_is_a_row_and_no_cell_a_formula() {
        let mut analysis = fixture::analysis();
        analysis.facts[0].mentions[0].sentence = "=HYPERLINK(\"x\"), \"and\"\nmore".into();
        let table = written(&analysis);
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let mentions: usize = analysis.facts.iter().map(|fact| fact.mentions.len()).sum();
        assert_eq!(rows.len(), mentions);
        assert_eq!(&rows[0][17], "'=HYPERLINK(\"x\"), \"and\"\nmore");
    }
}
