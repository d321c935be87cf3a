//! Word stream to TF-IDF rows.
//!
//! ```text
//! terms       article -> counts of stems in three views (all, lead, title)
//! furniture   sentences that an outlet repeats, so that articles are counted without them
//! vocabulary  stems -> dense TermIds, the same for any order of input
//! background  how common a stem is in news at large (a table that ships with the crate)
//! frequencies how many texts of a run hold each term
//! basis       what vectors rest on, kept so that a single text's can be made again
//! tfidf       counts -> unit rows of (1 + ln tf) * idf, idf mixed from the run and the background
//! word_list   frequencies of words -> a background table
//! sparse      rows -> an inverted index
//! ```

pub mod background;
pub mod basis;
pub mod frequencies;
pub mod furniture;
pub mod sparse;
pub mod terms;
pub mod tfidf;
pub mod vocabulary;
pub mod word_list;
