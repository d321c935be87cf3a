//! Word stems: Snowball where the language has one, the word itself elsewhere.
//!
//! Source of the method: M. F. Porter, *Snowball: a language for stemming algorithms* (2001), by
//! the crate `rust-stemmers`.

use rust_stemmers::{Algorithm, Stemmer};

/// A stemmer for one language.
pub struct Stem(Option<Stemmer>);

impl Stem {
    /// The stemmer of a language by its ISO 639-1 code; identity for languages without one.
    pub fn for_language(lang: &str) -> Self {
        let algorithm = match lang {
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "nl" => Algorithm::Dutch,
            "no" | "nb" | "nn" => Algorithm::Norwegian,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            _ => return Self(None),
        };
        Self(Some(Stemmer::create(algorithm)))
    }

    /// The stem of a lower-case word.
    pub fn stem(&self, word: &str) -> String {
        match &self.0 {
            Some(stemmer) => stemmer.stem(word).into_owned(),
            None => word.to_owned(),
        }
    }
}
