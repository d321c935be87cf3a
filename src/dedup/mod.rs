//! Word stream to groups of copies.
//!
//! ```text
//! fingerprint  text -> sampled word 3-grams (Jaccard and containment from one structure)
//! url          address -> canonical address, for pages crawled again
//! candidates   fingerprints -> pairs that may be copies (inverted index, rarest grams first)
//! verify       both texts -> exact Jaccard and containment
//! guard        verified pair -> copy, or a look-alike: template, boilerplate
//! digest       pairs of one text -> the text is a digest, its items no copies
//! rewrites     fingerprints -> pairs that share rare grams -> links with a score
//! group        verified pairs -> groups around a survivor, never chains
//! passages     member and survivor -> what is shared, what was changed
//! find         all of it over a corpus
//! ```
//!
//! Copies are nominated from samples and verified on the whole texts. Every member of a group was
//! verified against its survivor: there is no transitive closure, so two unrelated articles cannot
//! meet through a third that quotes both.
//!
//! Templates (the same form with other figures) and boilerplate (a shared footer around different
//! texts) are told from copies by what the rest of the run holds; they become links, not members.
//!
//! Not done yet: per-outlet boilerplate learnt and discounted before nomination.

pub mod candidates;
pub mod digest;
pub mod find;
pub mod fingerprint;
pub mod group;
pub mod guard;
pub mod passages;
pub mod rewrites;
pub mod url;
pub mod verify;

/// The numbers of the stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Share of the smaller text's 3-grams that must stand in the larger for a copy, 0..=1.
    pub containment: f32,
    /// From this Jaccard similarity on a copy is `near`, whichever text is the longer.
    pub near: f32,
    /// Containment wanted of two pages of one outlet under one canonical address (`revision`).
    pub revision: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { containment: 0.5, near: 0.7, revision: 0.3 }
    }
}
