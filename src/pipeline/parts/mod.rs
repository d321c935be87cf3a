//! A run in parts, for an engine that keeps articles in many places and brings together what belongs
//! together: it moves rows, and the stages are these functions over batches of them.
//!
//! ```text
//! profile   a batch of input -> its articles, each with what later stages know it by
//! lead      who leads: knows all articles but their texts, and what was found so far
//! families  texts that may be copies of each other -> what they are
//! facts     the articles of some stories -> their facts
//! row       what travels between them
//! ```
//!
//! The grams of copies are brought together by [`crate::dedup::parts`]. A run in parts finds what a
//! run in one piece does, to the last byte, however its rows are dealt out.
//!
//! The one who leads holds what a run in one piece holds but texts, fingerprints and their index:
//! the records, the counted words, copies, stories and facts. Stories are found there.

mod facts;
mod families;
mod lead;
mod profile;
mod row;
#[cfg(test)]
mod tests;

pub use facts::{OfStory, facts};
pub use families::{InFamily, families, rewrites};
pub use lead::{Lead, Placed, Wanted};
pub use profile::{Profiled, Profiles, profile};
