//! The tokens of a sentence with their folded forms: lower case, plain apostrophes, no
//! compatibility letters (NFKC), no possessive 's.
//!
//! All folded forms share one buffer: a sentence costs two allocations, whatever its length.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::text::tokens::{Token, TokenKind};

/// A sentence's tokens; positions outside it read as empty words.
pub(super) struct Folded<'a> {
    field: &'a str,
    tokens: &'a [Token],
    lower: String,
    ranges: Vec<Range<u32>>,
}

impl<'a> Folded<'a> {
    /// Folds the tokens of one sentence, which point into `field`.
    pub fn new(field: &'a str, tokens: &'a [Token]) -> Self {
        let mut lower = String::with_capacity(tokens.iter().map(|t| t.span.len()).sum());
        let mut ranges = Vec::with_capacity(tokens.len());
        for token in tokens {
            let start = lower.len();
            fold_into(token.text(field), &mut lower);
            ranges.push(start as u32..lower.len() as u32);
        }
        Self { field, tokens, lower, ranges }
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
        self.tokens.get(at).map_or("", |t| t.text(self.field))
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
        crate::article::Span { start: self.tokens[at].span.start, end: self.tokens[last].span.end }
    }
}

fn fold_into(word: &str, out: &mut String) {
    let start = out.len();
    if word.is_ascii() {
        out.push_str(word);
        out[start..].make_ascii_lowercase();
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
    use crate::text::tokens::tokenise;

    #[test]
    fn forms_are_folded_and_spans_stay() {
        let field = "That was China’s ﬁrst";
        let tokens = tokenise(field);
        let words = Folded::new(field, &tokens[2..]);
        assert_eq!((words.lower(0), words.lower(1), words.lower(2)), ("china", "first", ""));
        assert_eq!(words.raw(0), "China’s");
        assert_eq!(words.span(0, 1), crate::article::Span { start: 9, end: 18 });
    }
}
