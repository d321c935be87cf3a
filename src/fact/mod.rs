//! From articles of a story to facts: words, figures, alignment, the same-fact score.
//!
//! [`lexicon`] knows words. [`words`] is a sentence as the rules read it; [`date`] and [`quantity`]
//! find its dates and figures, and say whether two of them can both be true.

mod cue;
pub mod date;
pub mod inflect;
pub mod lexicon;
mod number;
pub mod places;
pub mod quantity;
mod tables;
pub mod words;
