//! Word stream to groups of copies.
//!
//! ```text
//! fingerprint  text -> sampled word 3-grams (Jaccard and containment from one structure)
//! url          address -> canonical address, for pages crawled again
//! candidates   fingerprints -> pairs that may be copies (inverted index, rarest grams first)
//! families     pairs that hang together, so that each text is read once
//! verify       both texts -> exact Jaccard and containment, relation or look-alike
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
//! texts) are told from copies by what the shared grams are worth in this run; they become links,
//! not members.
//!
//! Not done yet: a second channel for noise (OCR) and for heavy rewriting, digests, section fronts
//! and other non-articles, per-outlet boilerplate learnt and discounted.

pub mod candidates;
pub mod families;
pub mod find;
pub mod fingerprint;
pub mod group;
pub mod passages;
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
