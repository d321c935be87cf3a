//! A run in parts, for an engine that keeps articles in many places and brings together what belongs
//! together: it moves rows, and the stages are these functions over batches of them.
//!
//! ```text
//! profile     a batch of input -> its articles, each with what later stages know it by
//! lead        who leads: knows all articles but their texts, and what was found so far
//! families    texts that may be copies of each other -> what they are
//! words       distinct texts -> how many hold each word, and what it weighs
//! stories     their rows -> scored pairs, and the words of stories
//! story_lead  who leads the stage of stories: knows the distinct texts but their words
//! facts       the articles of some stories -> their facts
//! row         what travels between them
//! ```
//!
//! The grams of copies are brought together by [`crate::dedup::parts`]. A run in parts finds what a
//! run in one piece does, to the last byte, however its rows are dealt out.
//!
//! The one who leads holds the records of all articles, how many texts hold each word, the scores of
//! all pairs, copies, stories and facts; no texts, no fingerprints and no article's words.

mod facts;
mod families;
mod lead;
mod profile;
mod row;
mod stories;
mod story_lead;
#[cfg(test)]
mod tests;
mod words;

pub use facts::{OfStory, facts};
pub use families::{InFamily, families, rewrites};
pub use lead::{Lead, Placed, Wanted};
pub use profile::{Profiled, Profiles, profile};
pub use stories::{NodeRow, labels, partners, scored};
pub use story_lead::{Chunk, Distinct, StoryLead, furniture};
pub use words::{Holders, TermTable, ToCount, count_again, forms, passages};
