//! Analysis -> rows -> bytes: one JSON object a line, straight onto the writer.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::fields::{Features, Number, Score, Time};
use super::{
    ArticleRow, ClusterRow, DedupRow, DuplicateRow, FactRow, MemberRow, MentionRow, PairRow,
    RelatedRow, RunnerUpRow, StoryRow, Table, TermRow, Text, ValueRow,
};
use crate::analysis::{
    Analysis, ArticleId, DuplicateGroup, Fact, FactValue, Member, Mention, Pair, Story, TermWeight,
};

/// The language of articles whose language nobody stated or detected.
pub(super) const UNDECIDED: &str = "und";

/// Writes all rows of `table`, each ending in a line feed. Articles stand in input order, all
/// else in the order of `analysis`. `out` should be buffered.
///
/// # Errors
/// If `out` refuses a write.
pub fn write(table: Table, analysis: &Analysis, out: &mut impl Write) -> io::Result<()> {
    let a = analysis;
    let in_input_order = a.input_order.iter();
    match table {
        Table::Articles => lines(in_input_order.map(|&id| row_of_article(a, id)), out),
        Table::Duplicates => lines(a.groups.iter().map(|g| row_of_group(a, g)), out),
        Table::Stories => lines(a.stories.iter().map(|s| story_row(a, s)), out),
        Table::Facts => lines(a.facts.iter().enumerate().map(|(at, f)| row_of_fact(a, at, f)), out),
        Table::Pairs => lines(a.pairs.iter().map(|p| row_of_pair(a, p)), out),
        Table::Rejected => lines(a.rejected.iter(), out),
        Table::Dedup => lines(in_input_order.map(|&id| DedupRow::of(a, id)), out),
        Table::Cluster => lines(in_input_order.map(|&id| ClusterRow::of(a, id)), out),
    }
}

fn lines(rows: impl Iterator<Item = impl Serialize>, out: &mut impl Write) -> io::Result<()> {
    for row in rows {
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The id of the group that a survivor stands for.
pub(crate) fn group_id(survivor: &str) -> String {
    format!("d-{survivor}")
}

/// The id of the fact at an index.
pub(crate) fn fact_id(index: usize) -> String {
    format!("f-{}", index + 1)
}

fn key(analysis: &Analysis, id: ArticleId) -> Text<'_> {
    Cow::Borrowed(analysis.articles[id.index()].key())
}

fn story_id(analysis: &Analysis, story: usize) -> Text<'_> {
    Cow::Borrowed(&analysis.stories[story].id)
}

pub(crate) fn rows_of_terms(weights: &[TermWeight]) -> Vec<TermRow<'_>> {
    weights
        .iter()
        .map(|t| TermRow { term: t.term.as_str().into(), weight: Score(t.weight) })
        .collect()
}

pub(crate) fn row_of_article(analysis: &Analysis, id: ArticleId) -> ArticleRow<'_> {
    let article = &analysis.articles[id.index()];
    let group = article.group.map(|g| key(analysis, analysis.groups[g].survivor));
    ArticleRow {
        id: Cow::Borrowed(article.key()),
        source: article.source().name().into(),
        published: article.published().map(Time),
        title: unless(article.title(), ""),
        url: article.url().map(Text::from),
        lang: unless(&article.lang, UNDECIDED),
        kind: article.kind,
        location: article.location().clone(),
        duplicate_group: group.map(|survivor| group_id(&survivor).into()),
        relation: article.relation,
        copy_of: article.copy_of.map(|of| key(analysis, of)),
        related: related(analysis, id),
        story: article.story.map(|s| story_id(analysis, s)),
        story_score: article.story_score.map(Score),
        why: rows_of_terms(&article.why),
        runner_up: article
            .runner_up
            .as_ref()
            .map(|r| RunnerUpRow { story: story_id(analysis, r.story), score: Score(r.score) }),
    }
}

/// The text, or null where it is the word for unknown.
fn unless<'a>(text: &'a str, unknown: &str) -> Option<Text<'a>> {
    (text != unknown).then_some(Cow::Borrowed(text))
}

fn related(analysis: &Analysis, id: ArticleId) -> Vec<RelatedRow<'_>> {
    let links = analysis.articles[id.index()].related.iter();
    links
        .map(|link| RelatedRow {
            id: key(analysis, link.id),
            relation: link.relation,
            score: Score(link.score),
        })
        .collect()
}

pub(crate) fn row_of_group<'a>(
    analysis: &'a Analysis,
    group: &'a DuplicateGroup,
) -> DuplicateRow<'a> {
    let survivor = key(analysis, group.survivor);
    let member = |m: &'a Member| MemberRow {
        id: key(analysis, m.id),
        relation: m.relation,
        of: survivor.clone(),
        jaccard: Score(m.jaccard),
        containment: Score(m.containment),
        passages: Cow::Borrowed(&m.passages),
    };
    let members = group.members.iter().map(member).collect();
    DuplicateRow { group: group_id(&survivor).into(), survivor, members }
}

fn story_row<'a>(analysis: &'a Analysis, story: &'a Story) -> StoryRow<'a> {
    StoryRow {
        id: story.id.as_str().into(),
        label: story.label.as_str().into(),
        terms: rows_of_terms(&story.terms),
        articles: story.articles.iter().map(|&id| key(analysis, id)).collect(),
        sources: story.sources.iter().map(|s| s.name().into()).collect(),
        texts: story.texts,
        witnesses: story.witnesses,
        first: story.first.map(Time),
        last: story.last.map(Time),
        cohesion: Score(story.cohesion),
        continues: story.continues.map(|s| story_id(analysis, s)),
        x: story.position.map(|(x, _)| Score(x)),
        y: story.position.map(|(_, y)| Score(y)),
    }
}

pub(crate) fn row_of_fact<'a>(analysis: &'a Analysis, index: usize, fact: &'a Fact) -> FactRow<'a> {
    FactRow {
        id: fact_id(index).into(),
        story: fact.story.map(|s| story_id(analysis, s)),
        verdict: fact.verdict,
        kind: fact.kind,
        claim: fact.claim.as_str().into(),
        confidence: Score(fact.confidence),
        sources: outlets(analysis, &fact.mentions),
        witnesses: Cow::Borrowed(&fact.witnesses),
        values: fact.values.iter().map(value_row).collect(),
        mentions: fact.mentions.iter().map(|m| mention_row(analysis, m)).collect(),
    }
}

fn outlets<'a>(analysis: &'a Analysis, mentions: &[Mention]) -> Vec<Text<'a>> {
    let source = |m: &Mention| analysis.articles[m.article.index()].source().name();
    let mut names: Vec<&str> = mentions.iter().map(source).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(Text::from).collect()
}

fn value_row(value: &FactValue) -> ValueRow<'_> {
    ValueRow {
        value: Number(value.value),
        unit: value.unit.as_deref().map(Text::from),
        mentions: Cow::Borrowed(&value.mentions),
        as_of: value.as_of.as_deref().map(Text::from),
    }
}

fn mention_row<'a>(analysis: &'a Analysis, mention: &'a Mention) -> MentionRow<'a> {
    let article = &analysis.articles[mention.article.index()];
    MentionRow {
        article: article.key().into(),
        source: article.source().name().into(),
        published: article.published().map(Time),
        as_of: mention.as_of.as_deref().map(Text::from),
        field: mention.field,
        start: mention.span.start,
        end: mention.span.end,
        sentence: mention.sentence.as_str().into(),
        value: mention.value.map(Number),
        speaker: mention.speaker.as_deref().map(Text::from),
        modality: mention.modality,
    }
}

pub(crate) fn row_of_pair<'a>(analysis: &'a Analysis, pair: &'a Pair) -> PairRow<'a> {
    PairRow {
        a: key(analysis, pair.a),
        b: key(analysis, pair.b),
        stage: pair.stage,
        score: Score(pair.score),
        features: Features(Cow::Borrowed(&pair.features)),
        accepted: pair.accepted,
    }
}
