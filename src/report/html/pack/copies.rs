//! A group of copies in full: what copies what, how alike they are, and where they differ.

use serde::Serialize;

use super::super::SENTENCE;
use super::Common;
use super::article::Article;
use crate::analysis::{Analysis, DuplicateGroup, Member, Passage, PassageKind};
use crate::report::rows::{Score, group_id};
use crate::report::words;

/// Copies of a text that are packed.
const MEMBERS: usize = 60;

/// One text that several articles carry.
#[derive(Serialize)]
pub struct Group<'a> {
    id: String,
    survivor: Article<'a>,
    members: Vec<Copy<'a>>,
    #[serde(skip_serializing_if = "String::is_empty")]
    more: String,
}

#[derive(Serialize)]
struct Copy<'a> {
    #[serde(flatten)]
    article: Article<'a>,
    relation: &'static str,
    jaccard: Score,
    containment: Score,
    /// In order of the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    passages: Vec<Piece>,
}

/// A passage and its place, in bytes.
#[derive(Serialize)]
struct Piece {
    /// Whether the survivor has it too.
    shared: bool,
    start: u32,
    end: u32,
    text: String,
}

impl<'a> Group<'a> {
    pub fn new(analysis: &'a Analysis, index: usize, common: &Common<'_>) -> Self {
        let group = &analysis.groups[index];
        Self {
            id: group_id(analysis.articles[group.survivor.index()].key()),
            survivor: Article::new(analysis, group.survivor, common),
            members: packed(group).map(|member| copy(analysis, member, common)).collect(),
            more: words::left(group.members.len(), MEMBERS, "copy|copies"),
        }
    }
}

/// The outlets that a group names.
pub fn outlets(analysis: &Analysis, index: usize) -> Vec<&str> {
    let group = &analysis.groups[index];
    let ids = std::iter::once(group.survivor).chain(packed(group).map(|member| member.id));
    ids.map(|id| analysis.articles[id.index()].source().name()).collect()
}

fn packed(group: &DuplicateGroup) -> impl Iterator<Item = &Member> {
    group.members.iter().take(MEMBERS)
}

fn copy<'a>(analysis: &'a Analysis, member: &Member, common: &Common<'_>) -> Copy<'a> {
    Copy {
        article: Article::new(analysis, member.id, common),
        relation: words::relation(member.relation),
        jaccard: Score(member.jaccard),
        containment: Score(member.containment),
        passages: member.passages.iter().map(piece).collect(),
    }
}

fn piece(passage: &Passage) -> Piece {
    Piece {
        shared: passage.kind == PassageKind::Shared,
        start: passage.start,
        end: passage.end,
        text: words::clean(&passage.text, SENTENCE),
    }
}
