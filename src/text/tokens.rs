//! Tokens with spans: the second product of the text stage, made for facts.
//!
//! A token never changes its range: later steps may fold case, stem or resolve it, but quote the
//! source by [`Token::span`], which points into the decoded field.

use crate::article::Span;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, with inner apostrophes or hyphens left to the caller (`don't` is one word,
    /// `three-month` is three tokens); dotted capitals (`U.S.`) are one word.
    Word,
    /// Digits with thousands commas and a decimal point: `1,200,000`, `7.8`.
    Number,
    /// One currency sign or `%`.
    Symbol,
    /// One mark of punctuation (two for `''` and two backticks).
    Punctuation,
}

/// A piece of text that keeps its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the field.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
}

impl Token {
    /// Its characters.
    pub fn text(self, field: &str) -> &str {
        self.span.of(field)
    }
}

/// Cuts `field` into tokens, in order, leaving out white space and control characters.
///
/// Every token's span lies on character borders; spans never overlap. Cost is one pass.
pub fn tokenise(field: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(field.len() / 5);
    let mut at = 0;
    while let Some(c) = field[at..].chars().next() {
        let (end, kind) = if c.is_ascii_digit() {
            (number_end(field, at), Some(TokenKind::Number))
        } else if c.is_alphanumeric() {
            (word_end(field, at), Some(TokenKind::Word))
        } else if c.is_whitespace() || c.is_control() || is_mark(c) {
            (at + c.len_utf8(), None)
        } else {
            punctuation(field, at, c)
        };
        if let Some(kind) = kind {
            out.push(Token { span: Span::new(at, end), kind });
        }
        at = end;
    }
    out
}

/// Zero-width and direction marks: they stand between letters without being any.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn punctuation(field: &str, at: usize, c: char) -> (usize, Option<TokenKind>) {
    let end = at + c.len_utf8();
    let doubled = (c == '\'' || c == '`') && field[end..].starts_with(c);
    let kind = match c {
        '$' | '£' | '€' | '₹' | '¥' | '₫' | '₩' | '₽' | '%' => TokenKind::Symbol,
        _ => TokenKind::Punctuation,
    };
    (if doubled { end + 1 } else { end }, Some(kind))
}

fn number_end(field: &str, start: usize) -> usize {
    let b = field.as_bytes();
    let digits = |mut i: usize| {
        while b.get(i).is_some_and(u8::is_ascii_digit) {
            i += 1;
        }
        i
    };
    let mut end = digits(start);
    // Thousands in threes, or in twos as in India (1,20,000); the group before them is short.
    if end - start <= 3 {
        while b.get(end) == Some(&b',') {
            let group = digits(end + 1) - (end + 1);
            let last = b.get(digits(end + 1)) != Some(&b',');
            if group == 3 || (group == 2 && !last) {
                end = digits(end + 1);
            } else {
                break;
            }
        }
    }
    if b.get(end) == Some(&b'.') && b.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end = digits(end + 1);
    }
    end
}

fn word_end(field: &str, start: usize) -> usize {
    if let Some(end) = dotted_capitals_end(field, start) {
        return end;
    }
    let mut chars = field[start..].char_indices().peekable();
    let mut end = start;
    while let Some((i, c)) = chars.next() {
        let is_letter = c.is_alphanumeric() && !c.is_ascii_digit();
        let joins = (c == '\'' || c == '’')
            && chars.peek().is_some_and(|(_, n)| n.is_alphabetic())
            && i > 0;
        if is_letter || joins || is_mark(c) || is_combining(c) {
            end = start + i + c.len_utf8();
        } else {
            break;
        }
    }
    end.max(start + 1)
}

/// Combining marks continue a letter (decomposed accents, Indic vowel signs, Arabic points).
fn is_combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// `U.S.`, `J.P.`, `U.N`: capitals with full stops, at least two of them.
fn dotted_capitals_end(field: &str, start: usize) -> Option<usize> {
    let b = field.as_bytes();
    let mut i = start;
    let mut pairs = 0;
    while b.get(i).is_some_and(u8::is_ascii_uppercase) && b.get(i + 1) == Some(&b'.') {
        i += 2;
        pairs += 1;
    }
    let follows_letter = field[i..].chars().next().is_some_and(char::is_alphanumeric);
    match (pairs, follows_letter) {
        (0, _) | (1, false) => None,
        // `U.N` without the last stop: one more lone capital.
        (_, true) => {
            let alone = b[i].is_ascii_uppercase()
                && !field[i + 1..].chars().next().is_some_and(char::is_alphanumeric);
            if alone {
                Some(i + 1)
            } else if pairs >= 2 {
                Some(i)
            } else {
                None
            }
        }
        (_, false) => Some(i),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(field: &str) -> Vec<&str> {
        tokenise(field).iter().map(|t| t.text(field)).collect()
    }

    #[test]
    fn keeps_what_belongs_together() {
        assert_eq!(texts("U.S. President"), ["U.S.", "President"]);
        assert_eq!(texts("the U.N said"), ["the", "U.N", "said"]);
        assert_eq!(texts("$7.8 billion."), ["$", "7.8", "billion", "."]);
        assert_eq!(texts("1,200,000 or 12,5"), ["1,200,000", "or", "12", ",", "5"]);
        assert_eq!(texts("1,20,000"), ["1,20,000"]);
        assert_eq!(texts("don't they’re 'no'"), ["don't", "they’re", "'", "no", "'"]);
        assert_eq!(texts("three-month 31-24"), ["three", "-", "month", "31", "-", "24"]);
        assert_eq!(texts("(GOOGL.O)"), ["(", "GOOGL", ".", "O", ")"]);
        assert_eq!(texts("J.P. Morgan"), ["J.P.", "Morgan"]);
        assert_eq!(texts("3rd 5m"), ["3", "rd", "5", "m"]);
        assert_eq!(texts("``ok''"), ["``", "ok", "''"]);
        assert_eq!(texts("ngu\u{0302}\u{0303} x"), ["ngu\u{0302}\u{0303}", "x"]);
    }

    proptest::proptest! {
        #[test]
        fn spans_are_ordered_and_on_borders(field in "\\PC{0,60}") {
            let mut last = 0;
            for t in tokenise(&field) {
                proptest::prop_assert!(t.span.start >= last && !t.text(&field).is_empty());
                last = t.span.end;
            }
        }
    }
}
