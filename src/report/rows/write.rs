//! Analysis -> rows: one after the other into a [`Sink`], so that no table is ever held as a whole.
//! As JSON Lines they go straight onto the writer.

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

/// Takes the rows of a table, one after the other.
pub(crate) trait Sink {
    /// Takes the next row.
    ///
    /// # Errors
    /// If the row cannot be put down.
    fn take(&mut self, row: &impl Serialize) -> io::Result<()>;
}

/// One JSON object a line.
pub(crate) struct JsonLines<'a, W>(pub &'a mut W);

impl<W: Write> Sink for JsonLines<'_, W> {
    fn take(&mut self, row: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut *self.0, row)?;
        self.0.write_all(b"\n")
    }
}

/// Writes all rows of `table` as JSON Lines, each ending in a line feed. `out` should be buffered.
///
/// # Errors
/// If `out` refuses a write.
pub fn write(table: Table, analysis: &Analysis, out: &mut impl Write) -> io::Result<()> {
    each(table, analysis, &mut JsonLines(out))
}

/// Gives all rows of `table` to `sink`. Articles stand in input order, all else in the order of
/// `analysis`.
///
/// # Errors
/// If `sink` refuses a row.
pub(crate) fn each(table: Table, analysis: &Analysis, sink: &mut impl Sink) -> io::Result<()> {
    let a = analysis;
    let mut in_input_order = a.input_order.iter();
    match table {
        Table::Articles => in_input_order.try_for_each(|&id| sink.take(&row_of_article(a, id))),
        Table::Duplicates => a.groups.iter().try_for_each(|g| sink.take(&row_of_group(a, g))),
        Table::Stories => a.stories.iter().try_for_each(|s| sink.take(&story_row(a, s))),
        Table::Facts => {
            let mut facts = a.facts.iter().enumerate();
            facts.try_for_each(|(at, fact)| sink.take(&row_of_fact(a, at, fact)))
        }
        Table::Pairs => a.pairs.iter().try_for_each(|p| sink.take(&row_of_pair(a, p))),
        Table::Rejected => a.rejected.iter().try_for_each(|row| sink.take(row)),
        Table::Dedup => in_input_order.try_for_each(|&id| sink.take(&DedupRow::of(a, id))),
        Table::Cluster => in_input_order.try_for_each(|&id| sink.take(&ClusterRow::of(a, id))),
    }
}

/// The id of the group that a survivor stands for.
pub(crate) fn group_id(survivor: &str) -> String {
    format!("d-{survivor}")
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
        id: analysis.fact_id(index).into(),
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
