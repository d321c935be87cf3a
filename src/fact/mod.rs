//! From articles of a story to facts: words, figures, alignment, the same-fact score.
//!
//! [`lexicon`] knows words.

pub mod inflect;
pub mod lexicon;
pub mod places;
mod tables;
