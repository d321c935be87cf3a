//! Which quotes of a truth a sentence of an article covers.
//!
//! Documents are known by article id or file name: an article is that document when its id, or its
//! id without a trailing `#N`, equals the name or ends with `/` and the name.
//!
//! Sentences and quotes are compared letter by letter with white space collapsed. A sentence covers
//! a quote when it holds it, stands inside it, or shares a border piece with it that is at least
//! half of the shorter one; pieces shorter than 12 bytes do not count.

use std::collections::BTreeMap;

use super::gold::{Quote, Truth};

/// The least overlap (bytes) that counts where neither holds the other's whole text.
const LEAST_OVERLAP: usize = 12;

/// Which quote of the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A mention of a true fact.
    Fact {
        /// Index into [`Truth::facts`].
        fact: usize,
        /// Index into its mentions.
        mention: usize,
    },
    /// A side of a pair of look-alikes.
    LookAlike {
        /// Index into [`Truth::not_the_same`].
        pair: usize,
        /// The side `b`?
        second: bool,
    },
}

/// The quotes of a truth, by document.
pub struct Quotes<'a> {
    /// Article id or file name -> document.
    documents: BTreeMap<&'a str, usize>,
    /// By document: the quotes, white space collapsed.
    quotes: Vec<Vec<(Place, String)>>,
}

impl<'a> Quotes<'a> {
    /// Sorts the quotes by document.
    pub fn new(truth: &'a Truth) -> Self {
        // Documents of one name are one document.
        let mut documents = BTreeMap::new();
        for name in truth.documents.values() {
            let next = documents.len();
            documents.entry(name.as_str()).or_insert(next);
        }
        let mut quotes = vec![Vec::new(); documents.len()];
        for (place, quote) in places(truth) {
            let name = truth.documents.get(&quote.doc);
            if let Some(document) = name.and_then(|n| documents.get(n.as_str())) {
                quotes[*document].push((place, collapse(&quote.quote)));
            }
        }
        Self { documents, quotes }
    }

    /// The document that an article is.
    pub fn document(&self, article: &str) -> Option<usize> {
        let bare = article.rsplit_once('#').filter(|(_, n)| n.bytes().all(|b| b.is_ascii_digit()));
        let named = |id: &str| {
            let ends = id.match_indices('/').map(|(i, _)| &id[i + 1..]);
            std::iter::once(id).chain(ends).find_map(|end| self.documents.get(end).copied())
        };
        named(article).or_else(|| named(bare?.0))
    }

    /// The quotes of a document that a sentence covers.
    pub fn covered_by(&self, document: usize, sentence: &str) -> Vec<Place> {
        let sentence = collapse(sentence);
        let covered = self.quotes[document].iter().filter(|(_, quote)| covers(&sentence, quote));
        covered.map(|(place, _)| *place).collect()
    }
}

/// All quotes of a truth.
fn places(truth: &Truth) -> impl Iterator<Item = (Place, &Quote)> {
    let facts = truth.facts.iter().enumerate().flat_map(|(fact, f)| {
        let mentions = f.mentions.iter().enumerate();
        mentions.map(move |(mention, quote)| (Place::Fact { fact, mention }, quote))
    });
    let pairs = truth.not_the_same.iter().enumerate().flat_map(|(pair, p)| {
        let side = move |second| Place::LookAlike { pair, second };
        [(side(false), &p.a), (side(true), &p.b)]
    });
    facts.chain(pairs)
}

fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn covers(sentence: &str, quote: &str) -> bool {
    if quote.is_empty() {
        return false;
    }
    let shorter = sentence.len().min(quote.len());
    let least = LEAST_OVERLAP.max(shorter.div_ceil(2));
    sentence.contains(quote)
        || (sentence.len() >= LEAST_OVERLAP && quote.contains(sentence))
        || ends_as_starts(sentence, quote, least)
        || ends_as_starts(quote, sentence, least)
}

/// Whether a piece of `least` bytes or more ends `first` and starts `second`.
fn ends_as_starts(first: &str, second: &str, least: usize) -> bool {
    let longest = first.len().min(second.len());
    // From byte to byte: equal pieces are equal whether or not they start on a character.
    (least..=longest).any(|n| first.as_bytes()[first.len() - n..] == second.as_bytes()[..n])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_covers_what_it_holds_or_overlaps() {
        let quote = "signed the deal on Sunday";
        assert!(covers("They signed the deal on Sunday in Hanoi.", quote));
        assert!(covers("the deal on Sunday", quote), "stands inside");
        assert!(covers("deal on Sunday, the tenth.", quote), "begins inside");
        assert!(covers("They signed the deal", quote), "ends inside");
        assert!(!covers("on Sunday, they went home again.", quote), "too little in common");
        assert!(!covers("Sunday", quote), "too short to say");
        assert!(!covers("", quote) && !covers("anything", ""));
        assert_eq!(collapse(" a\n\tb  c "), "a b c");
    }

    #[test]
    fn documents_are_known_by_id_or_file_name() {
        let mut truth = Truth::default();
        truth.documents.insert("a".into(), "one.txt".into());
        truth.documents.insert("b".into(), "in/two.txt".into());
        let quotes = Quotes::new(&truth);
        for (id, expected) in [
            ("one.txt", Some(0)),
            ("one.txt#1", Some(0)),
            ("dump/one.txt", Some(0)),
            ("dump/in/two.txt#12", Some(1)),
            ("two.txt", None),
            ("one.txt#x", None),
            ("someone.txt", None),
        ] {
            assert_eq!(quotes.document(id), expected, "{id}");
        }
    }
}
