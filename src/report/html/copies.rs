//! A group of copies: the text that survives, what copies it, and where they differ.

use serde::Serialize;

use super::{Headline, SENTENCE};
use crate::analysis::{Analysis, Member, PassageKind};
use crate::report::rows::{Score, group_id};
use crate::report::words;

/// Copies of a text that are listed.
const MEMBERS: usize = 50;
/// Passages of a copy that are shown.
const PASSAGES: usize = 6;

/// A group, ready to be laid out.
#[derive(Serialize)]
pub struct GroupView {
    anchor: String,
    id: String,
    survivor: Headline,
    size: String,
    members: Vec<MemberView>,
    more_members: String,
}

#[derive(Serialize)]
struct MemberView {
    headline: Headline,
    relation: &'static str,
    jaccard: String,
    containment: String,
    passages: Vec<PassageView>,
    more_passages: String,
}

#[derive(Serialize)]
struct PassageView {
    /// What the passage is, for people.
    kind: &'static str,
    text: String,
}

impl GroupView {
    /// The group at `index`.
    pub fn new(analysis: &Analysis, index: usize) -> Self {
        let group = &analysis.groups[index];
        let key = analysis.articles[group.survivor.index()].key();
        Self {
            anchor: format!("copies-{}", index + 1),
            id: words::clean(&group_id(key), SENTENCE),
            survivor: Headline::of(analysis, group.survivor),
            size: words::counted(group.members.len(), "copy|copies"),
            members: group.members.iter().take(MEMBERS).map(|m| member(analysis, m)).collect(),
            more_members: words::left(group.members.len(), MEMBERS, "copy|copies"),
        }
    }
}

fn member(analysis: &Analysis, member: &Member) -> MemberView {
    let passages = member.passages.iter().take(PASSAGES);
    MemberView {
        headline: Headline::of(analysis, member.id),
        relation: words::relation(member.relation),
        jaccard: words::percent(Score(member.jaccard).rounded()),
        containment: words::percent(Score(member.containment).rounded()),
        passages: passages
            .map(|p| PassageView {
                kind: match p.kind {
                    PassageKind::Shared => "in both",
                    PassageKind::Changed => "only here",
                },
                text: words::clean(&p.text, SENTENCE),
            })
            .collect(),
        more_passages: words::left(member.passages.len(), PASSAGES, "passage"),
    }
}
