//! The hashed word stream: the first product of the text stage, for copies and vectors.
//!
//! One loop over the bytes of a text gives every run of letters and digits as a 64-bit hash of its
//! lower-case form, with its place and how it hangs on the run before it. Nothing is allocated per
//! word. Readers of the stream choose their own unit: copies take bare runs (so `rare-earth` and
//! `rare earth` are the same two words), vectors join runs over a single `-`, `'` or `.`
//! (`rare-earth`, `u.s`, `7.8`).
//!
//! Scripts written without spaces (Han, kana, Hangul, Thai) give one word a character, marked
//! [`Word::ideograph`], so that readers can pair them into bigrams.
//!
//! The hash is part of what fingerprints on disk mean: [`HASH_VERSION`] names it.

use crate::article::Span;

/// Version of [`hash_word`]; changes whenever the hash of any word would.
pub const HASH_VERSION: u32 = 1;

/// One run of letters and digits, or one ideograph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Hash of the lower-case form; see [`hash_word`].
    pub hash: u64,
    /// Its place in the text.
    pub span: Span,
    /// The single mark (`-`, `'` or `.`; 0 for none) that ties it to the word before.
    pub joined_by: u8,
    /// One character of a script without spaces.
    pub ideograph: bool,
}

/// Mixes one more 64-bit lane into a hash: multiply to 128 bits and fold (as wyhash does).
#[inline]
pub fn mix(state: u64, lane: u64) -> u64 {
    let product = u128::from(state ^ lane ^ 0xA076_1D64_78BD_642F) * 0xE703_7ED1_A0B4_28DB;
    (product as u64) ^ ((product >> 64) as u64)
}

/// The lower-case bytes of a word, gathered eight at a time.
#[derive(Clone, Copy)]
struct Lanes {
    state: u64,
    lane: u64,
    shift: u32,
}

impl Lanes {
    const EMPTY: Self = Self { state: 0x51_7C_C1_B7_27_22_0A_95, lane: 0, shift: 0 };

    #[inline]
    fn push(&mut self, byte: u8) {
        self.lane |= u64::from(byte) << self.shift;
        self.shift += 8;
        if self.shift == 64 {
            self.state = mix(self.state, self.lane);
            self.lane = 0;
            self.shift = 0;
        }
    }

    #[inline]
    fn push_lower(&mut self, c: char) {
        for lower in c.to_lowercase() {
            let mut buffer = [0; 4];
            for &byte in lower.encode_utf8(&mut buffer).as_bytes() {
                self.push(byte);
            }
        }
    }

    #[inline]
    fn finish(self) -> u64 {
        mix(self.state, self.lane ^ (u64::from(self.shift) << 56))
    }
}

/// Hash of a word as the stream gives it: over the UTF-8 bytes of its lower-case form, without
/// invisible marks, composed (NFC) where it holds combining ones.
pub fn hash_word(word: &str) -> u64 {
    use unicode_normalization::UnicodeNormalization;
    let mut lanes = Lanes::EMPTY;
    let visible = word.chars().filter(|&c| !is_invisible(c));
    if word.chars().any(is_combining) {
        visible.nfc().for_each(|c| lanes.push_lower(c));
    } else {
        visible.for_each(|c| lanes.push_lower(c));
    }
    lanes.finish()
}

/// What an ASCII byte is: 0 = separator, else the lower-case byte of a word.
const LOWER: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        let b = byte as u8;
        if b.is_ascii_alphanumeric() {
            table[byte] = b.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// Scripts that put no spaces between words.
#[inline]
fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}

/// The words of a text, in order.
pub struct Words<'a> {
    text: &'a str,
    at: usize,
    /// End of the last word and whether only one joining mark has come since.
    last_end: usize,
}

/// Streams the words of `text`; one pass, no allocation.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, last_end: usize::MAX }
}

impl Iterator for Words<'_> {
    type Item = Word;

    #[inline]
    fn next(&mut self) -> Option<Word> {
        let bytes = self.text.as_bytes();
        loop {
            let &byte = bytes.get(self.at)?;
            if byte < 128 {
                if LOWER[byte as usize] != 0 {
                    return Some(self.run());
                }
                self.at += 1;
            } else {
                let c = self.text[self.at..].chars().next()?;
                if is_ideograph(c) {
                    return Some(self.ideograph(c));
                }
                if c.is_alphanumeric() {
                    return Some(self.run());
                }
                self.at += c.len_utf8();
            }
        }
    }
}

impl Words<'_> {
    /// A run of letters and digits from `self.at`.
    #[inline]
    fn run(&mut self) -> Word {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut lanes = Lanes::EMPTY;
        let mut at = start;
        let mut decomposed = false;
        while let Some(&byte) = bytes.get(at) {
            if byte < 128 {
                let lower = LOWER[byte as usize];
                if lower == 0 {
                    break;
                }
                lanes.push(lower);
                at += 1;
                continue;
            }
            let Some(c) = self.text[at..].chars().next() else { break };
            if is_combining(c) {
                decomposed = true;
            } else if c.is_alphanumeric() && !is_ideograph(c) {
                lanes.push_lower(c);
            } else if !is_invisible(c) {
                break;
            }
            at += c.len_utf8();
        }
        let hash = if decomposed { hash_word(&self.text[start..at]) } else { lanes.finish() };
        self.word(start, at, hash, false)
    }

    #[cold]
    fn ideograph(&mut self, c: char) -> Word {
        let mut lanes = Lanes::EMPTY;
        lanes.push_lower(c);
        let start = self.at;
        self.word(start, start + c.len_utf8(), lanes.finish(), true)
    }

    #[inline]
    fn word(&mut self, start: usize, end: usize, hash: u64, ideograph: bool) -> Word {
        let joined_by = joint(self.text.as_bytes(), self.last_end, start);
        self.at = end;
        self.last_end = end;
        Word { hash, span: Span::new(start, end), joined_by, ideograph }
    }
}

/// The mark between two words where it is a single one that joins; else 0.
#[inline]
fn joint(bytes: &[u8], from: usize, to: usize) -> u8 {
    match bytes.get(from..to) {
        Some([mark @ (b'-' | b'\'' | b'.')]) => *mark,
        // U+2019, the typographic apostrophe; U+2010 and U+2011, hyphens.
        Some([0xE2, 0x80, 0x99]) => b'\'',
        Some([0xE2, 0x80, 0x90 | 0x91]) => b'-',
        _ => 0,
    }
}

fn is_combining(c: char) -> bool {
    c >= '\u{300}' && unicode_normalization::char::is_combining_mark(c)
}

/// Soft hyphens and zero-width marks stand inside words without being letters.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(text: &str) -> Vec<(&str, u8)> {
        words(text).map(|w| (w.span.of(text), w.joined_by)).collect()
    }

    #[test]
    fn runs_and_joints() {
        assert_eq!(
            list("Rare-earth U.S. 7.8"),
            [("Rare", 0), ("earth", b'-'), ("U", 0), ("S", b'.'), ("7", 0), ("8", b'.')]
        );
        assert_eq!(list("Biden’s -- no. Yes"), [("Biden", 0), ("s", b'\''), ("no", 0), ("Yes", 0)]);
        assert_eq!(list(""), []);
    }

    #[test]
    fn case_composition_and_invisible_marks_do_not_matter() {
        let hash = |t: &str| words(t).next().map(|w| w.hash);
        assert_eq!(hash("HANOI"), hash("hanoi"));
        assert_eq!(hash("ÉTAT"), hash("état"));
        assert_eq!(hash("e\u{301}tat"), hash("état"));
        assert_eq!(hash("ha\u{ad}noi"), hash("hanoi"));
        assert_ne!(hash("hanoi"), hash("hano"));
        assert_eq!(hash("Việt"), Some(hash_word("VIỆT")));
    }

    #[test]
    fn scripts_without_spaces_go_by_character() {
        assert_eq!(list("東京 2020"), [("東", 0), ("京", 0), ("2020", 0)]);
        assert!(words("東").next().is_some_and(|w| w.ideograph));
    }

    proptest! {
        #[test]
        fn hashes_agree_with_the_definition(text in "\\PC{0,80}") {
            for w in words(&text) {
                prop_assert_eq!(w.hash, hash_word(w.span.of(&text)));
            }
        }
    }
}
