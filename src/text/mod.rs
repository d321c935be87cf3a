//! Text to words.
pub mod agency;
pub mod calendar;
pub mod language;
pub mod sentences;
pub mod stem;
pub mod stop_words;
pub mod tokens;
pub mod words;
