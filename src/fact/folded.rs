//! The tokens of a sentence with their folded forms: lower case, plain apostrophes, no
//! compatibility letters (NFKC), no possessive 's.
//!
//! All folded forms share one buffer: a sentence costs two allocations, whatever its length.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::text::tokens::{Token, TokenKind, tokenise};

/// A sentence's tokens; positions outside it read as empty words.
pub(super) struct Folded<'a> {
    text: &'a str,
    /// Where `text` begins in the field.
    offset: u32,
    tokens: Vec<Token>,
    lower: String,
    ranges: Vec<Range<u32>>,
}

impl<'a> Folded<'a> {
    /// Tokenises and folds `text`, which begins at byte `offset` of its field.
    pub fn new(text: &'a str, offset: u32) -> Self {
        let tokens = tokenise(text);
        let mut lower = String::with_capacity(text.len());
        let mut ranges = Vec::with_capacity(tokens.len());
        for token in &tokens {
            let start = lower.len();
            fold_into(token.text(text), &mut lower);
            ranges.push(start as u32..lower.len() as u32);
        }
        Self { text, offset, tokens, lower, ranges }
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The folded form of a token.
    pub fn lower(&self, at: usize) -> &str {
        self.ranges.get(at).map_or("", |r| &self.lower[r.start as usize..r.end as usize])
    }

    /// A token as it stands in the text.
    pub fn raw(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |t| t.text(self.text))
    }

    /// What a token is made of.
    pub fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|t| t.kind)
    }

    /// True where no space stands between this token and the one before.
    pub fn touches(&self, at: usize) -> bool {
        at > 0 && at < self.len() && self.tokens[at - 1].span.end == self.tokens[at].span.start
    }

    /// The bytes of tokens `at..at + count` in the field.
    pub fn span(&self, at: usize, count: usize) -> crate::article::Span {
        let last = (at + count).min(self.len()).saturating_sub(1);
        crate::article::Span {
            start: self.offset + self.tokens[at].span.start,
            end: self.offset + self.tokens[last].span.end,
        }
    }
}

fn fold_into(word: &str, out: &mut String) {
    let start = out.len();
    if word.is_ascii() {
        out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        let plain = word.chars().map(|c| if c == '’' { '\'' } else { c });
        let kept = plain
            .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'));
        out.extend(kept.nfkc().flat_map(char::to_lowercase));
    }
    if out[start..].ends_with("'s") && out.len() - start > 2 {
        out.truncate(out.len() - 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_folded_and_spans_stay() {
        let words = Folded::new("China’s ﬁrst", 10);
        assert_eq!((words.lower(0), words.lower(1), words.lower(2)), ("china", "first", ""));
        assert_eq!(words.raw(0), "China’s");
        assert_eq!(words.span(0, 1), crate::article::Span { start: 10, end: 19 });
    }
}
