//! From articles of a story to facts: words, figures, alignment, the same-fact score.
//!
//! [`lexicon`] knows words, [`analyse`] turns a sentence into weighted terms, [`align`] says which
//! term of one sentence stands for which of another, [`model`] scores the pair, [`pairs`] judges
//! lone pairs.

pub mod align;
pub mod analyse;
mod builder;
mod cues;
mod folded;
pub mod inflect;
pub mod lexicon;
pub mod model;
mod numerals;
pub mod pairs;
pub mod places;
pub mod story_weights;
mod tables;
pub mod term;
mod vocabulary;
pub mod word;
