//! From the articles of a story to facts: what several sources report, or contradict each other on.
//!
//! ```text
//! lexicon   words: stems, weights, synonyms, places   analyse  sentence -> weighted terms
//! words     a sentence's tokens, folded; lead: lists   number   numerals and ordinals in them
//! align     which term stands for which               model    pair of sentences -> same fact?
//! date      dates, resolved; clock  times of day      quantity figures, slots, agreement
//! claim     article -> claims: sentence, speaker, modality, figures, dates
//! story     claims of one story -> scored links (candidates from an index of content stems)
//! nominate  which claims to compare                      evidence figures, days, names of a pair
//! matter    what is shared beside names              act      one verb and what it is done to
//! speaker   whose statement it is                     attribution  happened, planned or denied
//! denial    one claim denies the other                dispute  figures that exclude each other
//! opposed   done and not done, some and none          cause    what brought a disaster about
//! group     links -> facts, by complete linkage       figures  one slot, several values
//! credit    which agency a claim comes from, by its article or a copy of it
//! witness   mentions -> independent origins           verdict  agreed, repeated, conflict, ...
//! families  outlets that are one                       find     all of it over a corpus; compare
//! pairs     lone sentence pairs                       common   what the sentences of a fact share, to show
//! ```
//!
//! Not done yet: claims below the sentence (clauses), names written in several ways resolved within
//! an article beyond "this nation", links along stories that continue each other, languages other
//! than English beyond stems.

mod act;
pub mod align;
pub mod analyse;
pub mod attribution;
mod builder;
pub mod cause;
pub mod claim;
pub mod clock;
pub mod common;
pub mod credit;
mod cues;
pub mod date;
mod denial;
mod dispute;
mod evidence;
pub mod families;
pub mod figures;
pub mod find;
pub mod group;
pub mod inflect;
mod lead;
pub mod lexicon;
mod matter;
pub mod model;
mod nominate;
mod number;
pub mod opposed;
pub mod pairs;
pub mod places;
pub mod quantity;
mod rule_words;
#[cfg(test)]
mod samples;
mod settings;
pub mod speaker;
pub mod story;
pub mod story_weights;
mod tables;
pub mod term;
pub mod verdict;
mod vocabulary;
pub mod witness;
pub mod word;
pub mod words;

pub use find::{Compared, compare, find};
pub use settings::Settings;
