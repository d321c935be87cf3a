//! A sentence as folded words: what the rules for figures and dates read, and what terms are made of.
//!
//! [`Words`] keeps the tokens' spans, so a rule can look at folded words and still quote the
//! field. Folded is lower case, with plain apostrophes and without compatibility letters (NFKC);
//! possessive `'s` is cut off and kept as a mark. One buffer holds all folded words: a sentence
//! costs two allocations, whatever its length.

use unicode_normalization::UnicodeNormalization;

use super::lead::{self, Lead};
use crate::article::Span;
use crate::text::tokens::{Token, TokenKind, is_mark};

/// One token of a sentence, with what its surroundings and its case tell.
#[derive(Debug, Clone, Copy)]
struct Word {
    span: Span,
    kind: TokenKind,
    /// The folded form, as a range of [`Words::folded`].
    start: u32,
    end: u32,
    capital: bool,
    possessive: bool,
    lead: Lead,
}

/// Languages whose news write a comma before the decimals (ISO 639-1).
const DECIMAL_COMMA: [&str; 26] = [
    "bg", "ca", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "id", "is", "it", "lt",
    "lv", "nl", "no", "pl", "pt", "ro", "ru", "sv", "tr", "vi",
];

/// The words of one sentence.
///
/// Positions count tokens from 0. Every accessor takes any position: outside the sentence there
/// is an empty piece of punctuation, so that rules need no border checks.
pub struct Words<'a> {
    field: &'a str,
    folded: String,
    tokens: Vec<Word>,
    decimal_comma: bool,
    english: bool,
}

impl<'a> Words<'a> {
    /// Folds the tokens of one sentence; `tokens` point into `field`.
    pub fn new(field: &'a str, tokens: &[Token]) -> Self {
        let bytes = tokens.iter().map(|t| t.span.len()).sum();
        let mut folded = String::with_capacity(bytes);
        let mut words = Vec::with_capacity(tokens.len());
        for token in tokens {
            let text = token.text(field);
            let (stem, possessive) = cut_possessive(text);
            let start = folded.len() as u32;
            fold_into(stem, token.kind, &mut folded);
            words.push(Word {
                span: token.span,
                kind: token.kind,
                start,
                end: folded.len() as u32,
                capital: text.starts_with(char::is_uppercase),
                possessive,
                lead: lead::of(&folded[start as usize..]),
            });
        }
        Self { field, folded, tokens: words, decimal_comma: false, english: true }
    }

    /// Reads numbers as this language (ISO 639-1, or `und`) writes them: `1.800` is 1,800 in Spanish.
    /// Without this they are English.
    #[must_use]
    pub fn in_language(mut self, lang: &str) -> Self {
        self.decimal_comma = DECIMAL_COMMA.contains(&lang);
        self.english = matches!(lang, "en" | "und" | "");
        self
    }

    /// Whether words may be read by the rules of English: German `die` tells of no death.
    pub fn are_english(&self) -> bool {
        self.english
    }

    /// Whether numbers have a comma before the decimals and points between the thousands.
    pub fn has_decimal_comma(&self) -> bool {
        self.decimal_comma
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The lower-case word at a position, without possessive `'s`; empty outside the sentence.
    pub fn at(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |w| &self.folded[w.start as usize..w.end as usize])
    }

    /// The lower-case word `back` places before `i`; empty before the sentence.
    pub fn before(&self, i: usize, back: usize) -> &str {
        i.checked_sub(back).map_or("", |j| self.at(j))
    }

    /// The token as the field has it.
    pub fn text(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |w| w.span.of(self.field))
    }

    /// What the token is made of; punctuation outside the sentence.
    pub fn kind(&self, i: usize) -> TokenKind {
        self.tokens.get(i).map_or(TokenKind::Punctuation, |w| w.kind)
    }

    /// True for a token of digits.
    pub fn is_number(&self, i: usize) -> bool {
        self.kind(i) == TokenKind::Number
    }

    /// True for a token of letters.
    pub fn is_word(&self, i: usize) -> bool {
        self.kind(i) == TokenKind::Word
    }

    /// True where the token begins with a capital letter.
    pub fn is_capital(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|w| w.capital)
    }

    /// True where the token ended in possessive `'s`.
    pub fn is_possessive(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|w| w.possessive)
    }

    /// True where the word has a lead.
    pub(super) fn has(&self, i: usize, lead: Lead) -> bool {
        self.tokens.get(i).is_some_and(|w| w.lead.has(lead))
    }

    /// True for a number below a hundred in letters.
    pub fn is_number_word(&self, i: usize) -> bool {
        self.has(i, Lead::NUMBER)
    }

    /// True for an English function word.
    pub fn is_stop_word(&self, i: usize) -> bool {
        self.has(i, Lead::STOP)
    }

    /// True where nothing stands between token `i` and the one before it.
    pub fn is_glued(&self, i: usize) -> bool {
        i > 0 && self.tokens.get(i).is_some_and(|w| w.span.start == self.tokens[i - 1].span.end)
    }

    /// True where the words from `i` on are those of `phrase`, in order.
    pub fn phrase(&self, i: usize, phrase: &[&str]) -> bool {
        phrase.iter().enumerate().all(|(k, word)| self.at(i + k) == *word)
    }

    /// True where the words just before `end` are those of `phrase`, in order.
    pub fn phrase_before(&self, end: usize, phrase: &[&str]) -> bool {
        end.checked_sub(phrase.len()).is_some_and(|start| self.phrase(start, phrase))
    }

    /// True for a hyphen or dash.
    pub fn is_dash(&self, i: usize) -> bool {
        matches!(self.at(i), "-" | "–" | "—" | "‑" | "−")
    }

    /// The tokens `start..end` as they stand, one space for any gap, without a possessive ending.
    pub fn name(&self, start: usize, end: usize) -> String {
        let mut name = String::new();
        for i in start..end.min(self.len()) {
            if i > start && !self.is_glued(i) {
                name.push(' ');
            }
            name.push_str(self.text(i));
        }
        cut_possessive(&name).0.to_owned()
    }

    /// The range of the field that the tokens `start..end` cover.
    pub fn span(&self, start: usize, end: usize) -> Span {
        match (self.tokens.get(start), end.checked_sub(1).and_then(|e| self.tokens.get(e))) {
            (Some(first), Some(last)) => Span { start: first.span.start, end: last.span.end },
            _ => Span::new(0, 0),
        }
    }
}

/// Cuts `'s` (or `’s`) off a word.
fn cut_possessive(text: &str) -> (&str, bool) {
    for tail in ["'s", "’s", "'S"] {
        if let Some(stem) = text.strip_suffix(tail)
            && !stem.is_empty()
        {
            return (stem, true);
        }
    }
    (text, false)
}

/// Appends the folded form. Inside a word apostrophes become those of typewriters (rules know
/// `didn't`, not `didn’t`), and marks without width go; punctuation stays as it is.
fn fold_into(text: &str, kind: TokenKind, out: &mut String) {
    if text.is_ascii() {
        let start = out.len();
        out.push_str(text);
        out[start..].make_ascii_lowercase();
    } else if kind == TokenKind::Word {
        let kept = text.chars().filter(|c| !is_mark(*c));
        let plain = kept.map(|c| if c == '’' { '\'' } else { c });
        out.extend(plain.nfkc().flat_map(char::to_lowercase));
    } else {
        out.extend(text.chars().flat_map(char::to_lowercase));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens::tokenise;

    #[test]
    fn folds_and_keeps_places() {
        let field = "The World’s 3-day U.S. trip";
        let words = Words::new(field, &tokenise(field));
        assert_eq!((words.at(0), words.at(1), words.at(9)), ("the", "world", ""));
        assert!(words.is_possessive(1) && words.is_capital(1) && !words.is_capital(2));
        assert!(words.is_glued(3) && words.is_glued(4) && !words.is_glued(5) && !words.is_glued(0));
        assert!(words.phrase(2, &["3", "-", "day"]) && words.phrase_before(2, &["the", "world"]));
        assert!(!words.phrase_before(1, &["the", "world"]));
        assert_eq!(words.span(2, 5).of(field), "3-day");
        assert_eq!(words.before(0, 1), "");
        let field = "She didn’t say ‘no’";
        let words = Words::new(field, &tokenise(field));
        assert_eq!((words.at(1), words.text(1)), ("didn't", "didn’t"));
        let field = "China’s ﬁrst co\u{ad}op";
        let words = Words::new(field, &tokenise(field));
        assert_eq!((words.at(0), words.at(1), words.at(2)), ("china", "first", "coop"));
        assert_eq!(words.span(0, 1).of(field), "China’s");
    }
}
