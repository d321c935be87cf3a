//! From articles of a story to facts: words, figures, alignment, the same-fact score.
//!
//! [`lexicon`] knows words, [`analyse`] turns a sentence into weighted terms, [`align`] says which
//! term of one sentence stands for which of another, [`model`] scores the pair, [`pairs`] judges
//! lone pairs. [`words`] is a sentence as the rules for figures and dates read it; [`date`] and
//! [`quantity`] find them, and say whether two of them can both be true.

pub mod align;
pub mod analyse;
mod builder;
mod cues;
pub mod date;
mod folded;
pub mod inflect;
mod lead;
pub mod lexicon;
pub mod model;
mod number;
mod numerals;
pub mod pairs;
pub mod places;
pub mod quantity;
pub mod story_weights;
mod tables;
pub mod term;
mod vocabulary;
pub mod word;
pub mod words;
