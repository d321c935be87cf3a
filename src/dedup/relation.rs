//! How a copy relates to its survivor, and what is quoted of it.

use super::verify::Verified;
use crate::analysis::{PassageKind, Relation};

/// A copy that is less than `near` but this much inside the other is `contained`.
const INSIDE: f32 = 0.8;
/// Where neither text is inside the other, Jaccard from here on still makes them `near`.
const LOOSELY_NEAR: f32 = 0.35;
/// Less of a text is no part of it that stands in another: the two are `near`, but for noise.
const A_PART: f32 = 0.5;

/// What is quoted of a copy: what it changed, or, where it holds the survivor, what it shares.
pub(super) fn passages_of(relation: Relation) -> PassageKind {
    match relation {
        Relation::Contains => PassageKind::Shared,
        _ => PassageKind::Changed,
    }
}

/// The relation of the second text to the first, its survivor.
pub(super) fn relation(v: &Verified, same_page: bool, near: f32) -> Relation {
    let most = v.first_in_second.max(v.second_in_first);
    let is_part = most >= INSIDE || most >= A_PART && v.jaccard < LOOSELY_NEAR;
    if same_page {
        Relation::Revision
    } else if v.jaccard >= near || !is_part {
        Relation::Near
    } else if v.second_in_first >= v.first_in_second {
        Relation::Contained
    } else {
        Relation::Contains
    }
}
