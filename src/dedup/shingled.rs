//! A text made ready for comparison: its words, its word 3-grams, and fast answers to what it
//! holds.

use std::cell::OnceCell;
use std::hash::{BuildHasherDefault, Hasher};

use hashbrown::HashSet;

use super::fingerprint::{GRAM, gram_of};
use crate::article::Span;
use crate::text::words::{self, mix};

/// Hashes that are well mixed already.
type Hashes = HashSet<u64, BuildHasherDefault<Mixed>>;

/// Hashes a hash by itself.
#[derive(Debug, Default, Clone, Copy)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        // Only `u64` is ever hashed; this keeps the trait's promise for anything else.
        for byte in bytes {
            self.0 = mix(self.0, u64::from(*byte));
        }
    }
}

/// The words and 3-grams of a text.
pub struct Shingled {
    /// Its words in order.
    pub words: Vec<TextWord>,
    /// Gram hashes in order of the text.
    sequence: Vec<u64>,
    /// The same, each once.
    set: Hashes,
    /// Every two words in a row, made when they are first asked for.
    twos: OnceCell<Hashes>,
}

/// A word of a [`Shingled`] text.
#[derive(Debug, Clone, Copy)]
pub struct TextWord {
    /// Its hash.
    pub hash: u64,
    /// Its place in the text.
    pub span: Span,
    /// Begins with a digit.
    pub figure: bool,
    /// Begins with a capital, and not because a sentence begins.
    pub name: bool,
}

impl Shingled {
    /// All words and grams of a text.
    pub fn of(text: &str) -> Self {
        let mut list: Vec<TextWord> = Vec::with_capacity(text.len() / 5);
        let mut sequence = Vec::with_capacity(text.len() / 5);
        let mut end = None;
        for word in words::words(text) {
            let (figure, capital) = first_character(text, word.span.start as usize);
            let name = capital
                && end.is_some_and(|end| !breaks_sentence(text, end, word.span.start as usize));
            end = Some(word.span.end as usize);
            list.push(TextWord { hash: word.hash, span: word.span, figure, name });
            if let [.., first, second, third] = list.as_slice() {
                sequence.push(gram_of(first.hash, second.hash, third.hash));
            }
        }
        let mut set = Hashes::with_capacity_and_hasher(sequence.len(), BuildHasherDefault::new());
        set.extend(&sequence);
        Self { words: list, sequence, set, twos: OnceCell::new() }
    }

    /// True where the text holds the gram.
    #[inline]
    pub fn holds(&self, gram: u64) -> bool {
        self.set.contains(&gram)
    }

    /// For each two words in a row, whether the other text holds them so.
    pub fn twos_in(&self, other: &Self) -> Vec<bool> {
        let two = |w: &[TextWord]| mix(w[0].hash, w[1].hash.rotate_left(29));
        let held = other.twos.get_or_init(|| {
            let mut held =
                Hashes::with_capacity_and_hasher(other.words.len(), BuildHasherDefault::new());
            held.extend(other.words.windows(2).map(two));
            held
        });
        self.words.windows(2).map(|w| held.contains(&two(w))).collect()
    }

    /// For each word, whether it lies in a gram that the other text holds too.
    pub fn shared_with(&self, other: &Self) -> Vec<bool> {
        let mut shared = vec![false; self.words.len()];
        for (at, gram) in self.sequence.iter().enumerate() {
            if other.holds(*gram) {
                shared[at..at + GRAM].fill(true);
            }
        }
        shared
    }

    /// How many distinct grams both texts hold.
    pub fn count_shared(&self, other: &Self) -> usize {
        let (few, many) = if self.size() <= other.size() { (self, other) } else { (other, self) };
        few.grams().filter(|gram| many.holds(*gram)).count()
    }

    /// The distinct grams, in no order.
    pub fn grams(&self) -> impl Iterator<Item = u64> + '_ {
        self.set.iter().copied()
    }

    /// Number of distinct grams.
    pub fn size(&self) -> usize {
        self.set.len()
    }
}

/// Whether the character at `start` is a digit, and whether it is a capital.
#[inline]
fn first_character(text: &str, start: usize) -> (bool, bool) {
    match text.as_bytes()[start] {
        byte if byte.is_ascii() => (byte.is_ascii_digit(), byte.is_ascii_uppercase()),
        _ => {
            let first = text[start..].chars().next();
            (first.is_some_and(char::is_numeric), first.is_some_and(char::is_uppercase))
        }
    }
}

/// What stands between two words ends a sentence or a line.
#[inline]
fn breaks_sentence(text: &str, end: usize, start: usize) -> bool {
    const OPENING_QUOTE: &[u8] = "\u{201c}".as_bytes();
    let between = &text.as_bytes()[end..start];
    between.iter().any(|b| matches!(b, b'.' | b'!' | b'?' | b':' | b'\n' | b'"'))
        || between.windows(OPENING_QUOTE.len()).any(|w| w == OPENING_QUOTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_names_are_told_from_words_that_begin_sentences() {
        let text = Shingled::of("Rain fell. Seven towns near Marlow lost 12 bridges.");
        let marked: Vec<usize> = (0..text.words.len()).filter(|i| text.words[*i].name).collect();
        assert_eq!(marked, [5], "Marlow; not Rain, nor Seven");
        assert!(text.words[7].figure);
    }

    #[test]
    fn shared_words_lie_in_shared_grams() {
        let (a, b) = (Shingled::of("x a b c y"), Shingled::of("a b c d"));
        assert_eq!(a.shared_with(&b), [false, true, true, true, false]);
        assert_eq!(a.twos_in(&b), [false, true, true, false]);
        assert_eq!((a.size(), b.size(), a.count_shared(&b)), (3, 2, 1));
    }

    #[test]
    fn grams_that_repeat_count_once() {
        let text = Shingled::of("a b c a b c a b c");
        assert_eq!((text.words.len(), text.size()), (9, 3));
    }
}
