//! Rows that stand alone: what `samestory dedup` and `samestory cluster` write.
//!
//! Both begin with `id` and `cluster` (null = alone), the form that gold files have too, followed
//! by those keys of the result folder that the command knows.

use serde::{Deserialize, Serialize};

use super::fields::{Score, Time};
use super::write::row_of_article;
use super::{RelatedRow, RunnerUpRow, TermRow, Text};
use crate::analysis::{Analysis, ArticleId, Location, Member, PageKind, Relation};

/// One article and its group of copies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DedupRow<'a> {
    /// The caller's id.
    pub id: Text<'a>,
    /// Its group; null = no copies.
    pub cluster: Option<Text<'a>>,
    /// The outlet.
    pub source: Text<'a>,
    /// What kind of page it is.
    pub kind: PageKind,
    /// The sign that it is no article; null for articles.
    #[serde(default)]
    pub reason: Option<Text<'a>>,
    /// Where it was read.
    pub location: Location,
    /// How it relates to its survivor; null for survivors and lone articles.
    pub relation: Option<Relation>,
    /// The survivor it copies.
    pub copy_of: Option<Text<'a>>,
    /// Jaccard similarity to the survivor, 0..=1.
    pub jaccard: Option<Score>,
    /// Share of the smaller text that stands in the larger, 0..=1.
    pub containment: Option<Score>,
    /// Look-alikes that are not copies.
    pub related: Vec<RelatedRow<'a>>,
}

impl<'a> DedupRow<'a> {
    /// The row of one article.
    pub(super) fn of(analysis: &'a Analysis, id: ArticleId) -> Self {
        let row = row_of_article(analysis, id);
        let member = membership(analysis, id);
        Self {
            id: row.id,
            cluster: row.duplicate_group,
            source: row.source,
            kind: row.kind,
            reason: analysis.articles[id.index()].kind_why.as_deref().map(Text::from),
            location: row.location,
            relation: row.relation,
            copy_of: row.copy_of,
            jaccard: member.map(|m| Score(m.jaccard)),
            containment: member.map(|m| Score(m.containment)),
            related: row.related,
        }
    }
}

/// The article's entry in its group; none for survivors.
pub(crate) fn membership(analysis: &Analysis, id: ArticleId) -> Option<&Member> {
    let members = &analysis.groups[analysis.articles[id.index()].group?].members;
    // Members stand in order of id.
    members.binary_search_by_key(&id, |m| m.id).ok().map(|i| &members[i])
}

/// One article and its story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClusterRow<'a> {
    /// The caller's id.
    pub id: Text<'a>,
    /// Its story; null = alone.
    pub cluster: Option<Text<'a>>,
    /// The story's label.
    pub label: Option<Text<'a>>,
    /// The outlet.
    pub source: Text<'a>,
    /// When it was published.
    pub published: Option<Time>,
    /// Headline; null where there is none.
    pub title: Option<Text<'a>>,
    /// What kind of page it is.
    pub kind: PageKind,
    /// Where it was read.
    pub location: Location,
    /// Its group of copies; null = no copies.
    pub duplicate_group: Option<Text<'a>>,
    /// The survivor it copies.
    pub copy_of: Option<Text<'a>>,
    /// How likely it belongs to its story, 0..=1.
    pub story_score: Option<Score>,
    /// The terms it shares with its story.
    pub why: Vec<TermRow<'a>>,
    /// The best story it is not in.
    pub runner_up: Option<RunnerUpRow<'a>>,
}

impl<'a> ClusterRow<'a> {
    /// The row of one article.
    pub(super) fn of(analysis: &'a Analysis, id: ArticleId) -> Self {
        let row = row_of_article(analysis, id);
        let story = analysis.articles[id.index()].story.map(|s| &analysis.stories[s]);
        Self {
            id: row.id,
            cluster: row.story,
            label: story.map(|s| s.label.as_str().into()),
            source: row.source,
            published: row.published,
            title: row.title,
            kind: row.kind,
            location: row.location,
            duplicate_group: row.duplicate_group,
            copy_of: row.copy_of,
            story_score: row.story_score,
            why: row.why,
            runner_up: row.runner_up,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_copy_carries_its_measures_and_its_survivor_none() {
        let analysis = fixture::analysis();
        let copy = DedupRow::of(&analysis, fixture::id(&analysis, "a1"));
        assert_eq!(copy.cluster.as_deref(), Some("d-a0"));
        assert_eq!((copy.jaccard, copy.copy_of.as_deref()), (Some(Score(0.9)), Some("a0")));
        let survivor = DedupRow::of(&analysis, fixture::id(&analysis, "a0"));
        assert_eq!((survivor.cluster, survivor.jaccard), (copy.cluster, None));
    }

    #[test]
    fn a_lone_article_has_no_cluster() {
        let analysis = fixture::analysis();
        let row = ClusterRow::of(&analysis, fixture::id(&analysis, "z9"));
        assert_eq!((row.cluster, row.label), (None, None));
    }
}
