//! What a reading pass is told: names of fields, filters, limits.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::fields::FieldMap;
use crate::article::Source;
use crate::error::{Error, Result};

/// What to read and how.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The caller's own names for fields.
    pub fields: FieldMap,
    /// Drops what was published before, and what is undated.
    pub from: Option<Timestamp>,
    /// Drops what was published at this moment or later, and what is undated.
    pub to: Option<Timestamp>,
    /// Drops articles that state another language than these (ISO 639-1); those that state none
    /// stay. Empty: all.
    pub lang: Vec<String>,
    /// Drops articles of other outlets than these (case aside). Empty: all.
    pub source: Vec<String>,
    /// Takes only some of what is left.
    pub sample: Option<Sample>,
    /// Folder for the scratch store; `None`: the system's folder for temporary files.
    pub scratch: Option<PathBuf>,
    /// File for the texts that cannot be read again, which stays; `None`: a nameless one in
    /// `scratch`.
    pub texts: Option<PathBuf>,
    /// Longest record in bytes; longer ones are refused. At most 2 GiB.
    pub longest_record: usize,
    /// Size in bytes of the pieces that threads work on, at most 256 MiB. Memory is a few of them
    /// per thread.
    pub piece: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            fields: FieldMap::default(),
            from: None,
            to: None,
            lang: Vec::new(),
            source: Vec::new(),
            sample: None,
            scratch: None,
            texts: None,
            longest_record: 256 << 20,
            piece: 1 << 20,
        }
    }
}

impl Settings {
    /// The folder for the scratch store.
    pub(crate) fn scratch_folder(&self) -> PathBuf {
        self.scratch.clone().unwrap_or_else(std::env::temp_dir)
    }

    /// # Errors
    /// [`Error::Setting`] for the first value out of range.
    pub(crate) fn check(&self) -> Result<()> {
        if self.longest_record == 0 || self.longest_record > 1 << 31 {
            let range = "between 1 byte and 2 GiB";
            return Err(Error::setting("longest_record", self.longest_record, range));
        }
        if self.piece == 0 || self.piece > 256 << 20 {
            return Err(Error::setting("piece", self.piece, "between 1 byte and 256 MiB"));
        }
        if self.sample.is_some_and(|s| s.count == 0) {
            return Err(Error::setting("sample", 0, "at least 1 article"));
        }
        match (self.from, self.to) {
            (Some(from), Some(to)) if from >= to => {
                Err(Error::setting("to", to, format!("later than from = {from}")))
            }
            _ => Ok(()),
        }
    }
}

/// A sample: the articles whose ids have the smallest seeded hashes. It does not depend on the
/// order of the input, and a bigger sample of the same seed contains the smaller one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// How many articles.
    pub count: usize,
    /// Another seed is another sample.
    pub seed: u64,
}

impl Sample {
    /// The hash that decides about an id.
    pub(crate) fn hash(self, key: &str) -> u64 {
        xxh3_64_with_seed(key.as_bytes(), self.seed)
    }
}

/// How many articles the filters dropped; each counts for the first that dropped it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filtered {
    /// Outside [`Settings::from`] and [`Settings::to`], or undated.
    pub date: u64,
    /// In another language.
    pub lang: u64,
    /// From another outlet.
    pub source: u64,
    /// Not in the sample.
    pub sample: u64,
    /// Records of web archives that are no pages, and so no articles: requests, images, errors.
    pub no_page: u64,
}

impl Filtered {
    /// Adds those of another part of the input.
    pub fn add(&mut self, other: Self) {
        self.date += other.date;
        self.lang += other.lang;
        self.source += other.source;
        self.sample += other.sample;
        self.no_page += other.no_page;
    }
}

/// The filters, ready to be asked.
pub(crate) struct Filters {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    lang: Vec<String>,
    source: Vec<String>,
}

impl Filters {
    pub fn new(settings: &Settings) -> Self {
        let lower = |names: &[String]| names.iter().map(|n| n.trim().to_lowercase()).collect();
        let Settings { from, to, .. } = *settings;
        Self { from, to, lang: lower(&settings.lang), source: lower(&settings.source) }
    }

    /// True if an article passes; otherwise it is counted in `dropped`.
    pub fn pass(
        &self,
        published: Option<Timestamp>,
        lang: Option<&str>,
        source: &Source,
        dropped: &mut Filtered,
    ) -> bool {
        let counter = if !self.in_time(published) {
            &mut dropped.date
        } else if !self.in_language(lang) {
            &mut dropped.lang
        } else if !self.of_source(source) {
            &mut dropped.source
        } else {
            return true;
        };
        *counter += 1;
        false
    }

    fn in_time(&self, published: Option<Timestamp>) -> bool {
        if self.from.is_none() && self.to.is_none() {
            return true;
        }
        published.is_some_and(|at| {
            self.from.is_none_or(|from| at >= from) && self.to.is_none_or(|to| at < to)
        })
    }

    fn in_language(&self, lang: Option<&str>) -> bool {
        self.lang.is_empty() || lang.is_none_or(|lang| self.lang.iter().any(|l| l == lang))
    }

    fn of_source(&self, source: &Source) -> bool {
        if self.source.is_empty() {
            return true;
        }
        let name = source.name().to_lowercase();
        self.source.contains(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<Timestamp> {
        text.parse().ok()
    }

    #[test]
    fn each_filter_counts_what_it_drops() {
        let settings = Settings {
            from: at("2023-09-01T00:00:00Z"),
            to: at("2023-10-01T00:00:00Z"),
            lang: vec!["EN".into()],
            source: vec!["The Post".into()],
            ..Settings::default()
        };
        let filters = Filters::new(&settings);
        let mut dropped = Filtered::default();
        let mut pass =
            |date, lang, source| filters.pass(at(date), lang, &Source::named(source), &mut dropped);
        assert!(pass("2023-09-01T00:00:00Z", Some("en"), "the post"));
        assert!(pass("2023-09-30T23:59:59Z", None, "The Post"));
        assert!(!pass("2023-10-01T00:00:00Z", Some("en"), "The Post"));
        assert!(!pass("undated", Some("en"), "The Post"));
        assert!(!pass("2023-09-10T00:00:00Z", Some("de"), "The Post"));
        assert!(!pass("2023-09-10T00:00:00Z", Some("en"), "The Ledger"));
        assert_eq!(dropped, Filtered { date: 2, lang: 1, source: 1, ..Filtered::default() });
    }

    #[test]
    fn settings_out_of_range_are_named() {
        let sample = Some(Sample { count: 0, seed: 1 });
        let error = Settings { sample, ..Settings::default() }.check().expect_err("no sample of 0");
        assert!(error.to_string().starts_with("setting sample = 0"));
        let (from, to) = (at("2023-09-02T00:00:00Z"), at("2023-09-01T00:00:00Z"));
        assert!(Settings { from, to, ..Settings::default() }.check().is_err());
        for piece in [0, usize::MAX] {
            let error = Settings { piece, ..Settings::default() }.check().expect_err("a size");
            assert!(error.to_string().starts_with(&format!("setting piece = {piece}")), "{error}");
        }
        assert!(Settings::default().check().is_ok());
    }
}
