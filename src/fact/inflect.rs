//! English word forms: irregular forms, stems, and the base forms a dictionary lists.
//!
//! A stem is the irregular form's base (`rose` -> `rise`), then Snowball (`rising` -> `rise` ->
//! `rise`). Irregular forms come from WordNet's exception lists; a short list of our own decides
//! the forms that news uses in another sense (`ground` is no past of *grind* here). Base forms are
//! guessed by cutting endings, in the order in which a noun or verb is likeliest.

use std::borrow::Cow;

use hashbrown::HashMap;
use rust_stemmers::{Algorithm, Stemmer};

use super::word::StemId;

/// Forms that keep their own stem, whatever the exception lists say of them.
const OWN_SENSE: &str = "as us less ground wound lay better best more most data media founded born \
    its news sung leaves bit bore lit dove wed further";

/// Forms that the exception lists lack, or give another base.
const OWN_BASES: [(&str, &str); 22] = [
    ("is", "be"),
    ("are", "be"),
    ("was", "be"),
    ("were", "be"),
    ("been", "be"),
    ("am", "be"),
    ("has", "have"),
    ("had", "have"),
    ("does", "do"),
    ("did", "do"),
    ("done", "do"),
    ("found", "find"),
    ("felt", "feel"),
    ("rose", "rise"),
    ("saw", "see"),
    ("fell", "fall"),
    ("shot", "shoot"),
    ("dies", "die"),
    ("dying", "die"),
    ("left", "leave"),
    ("people", "person"),
    ("lives", "life"),
];

/// Endings and what stands in their place in the base form; likelier first.
const ENDINGS: [(&str, &str); 8] = [
    ("ies", "y"),
    ("s", ""),
    ("es", ""),
    ("ied", "y"),
    ("ed", "e"),
    ("ed", ""),
    ("ing", "e"),
    ("ing", ""),
];

/// Irregular forms and the English stemmer.
pub struct Inflection {
    irregular: HashMap<Box<str>, Box<str>>,
    snowball: Stemmer,
}

impl Inflection {
    /// From `(form, base)` rows; the first row of a form counts, and the own lists above rows.
    pub fn new<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut irregular: HashMap<Box<str>, Box<str>> = HashMap::new();
        for (form, base) in OWN_BASES.into_iter().chain(rows) {
            irregular.entry(Box::from(form)).or_insert_with(|| Box::from(base));
        }
        for form in OWN_SENSE.split_ascii_whitespace() {
            irregular.remove(form);
        }
        Self { irregular, snowball: Stemmer::create(Algorithm::English) }
    }

    /// The stem of a lower-case word.
    pub fn stem<'w>(&'w self, lower: &'w str) -> Cow<'w, str> {
        self.snowball.stem(self.irregular_base(lower).unwrap_or(lower))
    }

    /// The stem's number.
    pub fn stem_id(&self, lower: &str) -> StemId {
        StemId::of(&self.stem(lower))
    }

    /// The base of an irregular form: `rose` -> `rise`.
    pub fn irregular_base(&self, lower: &str) -> Option<&str> {
        self.irregular.get(lower).map(|base| &**base)
    }
}

/// Candidates for the base form of a regular inflection, likelier first, as `accept` judges them:
/// the first that it maps to something wins. `endings` keeps only some of the endings.
pub fn regular_base<T>(
    lower: &str,
    endings: impl Fn(&str) -> bool,
    accept: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    ENDINGS.iter().filter(|(ending, _)| endings(ending)).find_map(|(ending, instead)| {
        let root = lower.strip_suffix(ending).filter(|root| root.len() > 1)?;
        if instead.is_empty() { accept(root) } else { accept(&[root, instead].concat()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn irregular_forms_come_first() {
        let forms = Inflection::new([("went", "go"), ("rose", "flower"), ("ground", "grind")]);
        assert_eq!(forms.stem("went"), "go");
        assert_eq!(forms.stem("rose"), "rise");
        assert_eq!(forms.stem("ground"), "ground");
        assert_eq!(forms.stem("upgrading"), "upgrad");
    }

    #[test]
    fn endings_are_cut_until_a_word_is_known() {
        let known = |w: &str| ["city", "plane", "plan", "box", "use"].into_iter().find(|k| *k == w);
        let base = |w| regular_base(w, |_| true, known);
        assert_eq!(base("cities"), Some("city"));
        assert_eq!(base("planes"), Some("plane"));
        assert_eq!(base("boxes"), Some("box"));
        assert_eq!(base("using"), Some("use"));
        assert_eq!(base("ss"), None);
    }
}
