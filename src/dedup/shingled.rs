//! A text made ready for comparison: its words, its word 3-grams, and fast answers to what it
//! holds.

use std::cell::OnceCell;

use super::fingerprint::{GRAM, gram_of};
use crate::article::Span;
use crate::text::words::{self, mix};

/// A set of hashes: they are well mixed already, so each lies where its low bits say, or in the
/// next free place (open addressing with linear probing).
struct Hashes {
    /// A power of two of them; 0 is a free place.
    places: Vec<u64>,
    held: usize,
}

impl Hashes {
    fn with_room(hashes: usize) -> Self {
        // Half empty at least: a search that has to go on costs more than memory does.
        Self { places: vec![0; (hashes * 2 + 1).next_power_of_two()], held: 0 }
    }

    fn of(hashes: impl ExactSizeIterator<Item = u64>) -> Self {
        let mut set = Self::with_room(hashes.len());
        hashes.for_each(|hash| {
            set.insert(hash);
        });
        set
    }

    /// The place of a hash, or the free one where it would stand.
    #[inline]
    fn place(&self, hash: u64) -> usize {
        let mask = self.places.len() - 1;
        let mut at = hash as usize & mask;
        while self.places[at] != 0 && self.places[at] != hash {
            at = (at + 1) & mask;
        }
        at
    }

    #[inline]
    /// True where it was not there before.
    fn insert(&mut self, hash: u64) -> bool {
        let hash = hash.max(1);
        let at = self.place(hash);
        let is_new = self.places[at] == 0;
        self.held += usize::from(is_new);
        self.places[at] = hash;
        is_new
    }

    #[inline]
    fn contains(&self, hash: u64) -> bool {
        self.places[self.place(hash.max(1))] != 0
    }

    fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.places.iter().copied().filter(|hash| *hash != 0)
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
    /// Places in the sequence of grams that stood before.
    repeats: Vec<u32>,
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
        let mut set = Hashes::with_room(sequence.len());
        let mut repeats = Vec::new();
        for (gram, at) in sequence.iter().zip(0..) {
            if !set.insert(*gram) {
                repeats.push(at);
            }
        }
        Self { words: list, sequence, set, repeats, twos: OnceCell::new() }
    }

    /// True where the text holds the gram.
    #[inline]
    pub fn holds(&self, gram: u64) -> bool {
        self.set.contains(gram)
    }

    /// True where the text holds two words in a row.
    pub fn holds_two(&self, first: TextWord, second: TextWord) -> bool {
        let two = |x: TextWord, y: TextWord| mix(x.hash, y.hash.rotate_left(29));
        let twos =
            self.twos.get_or_init(|| Hashes::of(self.words.windows(2).map(|w| two(w[0], w[1]))));
        twos.contains(two(first, second))
    }

    /// For each word, whether it lies in a gram that the other text holds too.
    pub fn shared_with(&self, other: &Self) -> Vec<bool> {
        self.look_up_in(other).0
    }

    /// The same, and how many grams were found, those that repeat as often as they do.
    fn look_up_in(&self, other: &Self) -> (Vec<bool>, usize) {
        let mut shared = vec![false; self.words.len()];
        let mut found = 0;
        for (at, gram) in self.sequence.iter().enumerate() {
            if other.holds(*gram) {
                shared[at..at + GRAM].fill(true);
                found += 1;
            }
        }
        (shared, found)
    }

    /// The distinct grams, in no order.
    pub fn grams(&self) -> impl Iterator<Item = u64> + '_ {
        self.set.iter()
    }

    /// Number of distinct grams.
    pub fn size(&self) -> usize {
        self.set.held
    }
}

/// Two texts side by side.
pub struct Compared<'a> {
    /// The one with fewer grams; the first of equals.
    pub small: &'a Shingled,
    /// The other.
    pub large: &'a Shingled,
    /// How many distinct grams both hold.
    pub shared: usize,
    small_shared: Vec<bool>,
    /// Found out when it is first asked for.
    large_shared: OnceCell<Vec<bool>>,
}

impl<'a> Compared<'a> {
    /// Looks up every gram of the smaller text in the larger.
    pub fn of(first: &'a Shingled, second: &'a Shingled) -> Self {
        let second_is_small = second.size() < first.size();
        let (small, large) = if second_is_small { (second, first) } else { (first, second) };
        let (small_shared, found) = small.look_up_in(large);
        let again = |at: &&u32| large.holds(small.sequence[**at as usize]);
        let shared = found - small.repeats.iter().filter(again).count();
        Self { small, large, shared, small_shared, large_shared: OnceCell::new() }
    }

    /// For each word of the smaller text, whether it lies in a gram that the larger holds too.
    pub fn small_shared(&self) -> &[bool] {
        &self.small_shared
    }

    /// For each word of the larger text, whether it lies in a gram that the smaller holds too.
    pub fn large_shared(&self) -> &[bool] {
        self.large_shared.get_or_init(|| self.large.shared_with(self.small))
    }

    /// The words of one of the two, as [`Self::small_shared`] or [`Self::large_shared`].
    pub fn shared_words(&self, text: &Shingled) -> &[bool] {
        if std::ptr::eq(text, self.small) { self.small_shared() } else { self.large_shared() }
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
        assert!(b.holds_two(a.words[1], a.words[2]) && !b.holds_two(a.words[0], a.words[1]));
        let compared = Compared::of(&a, &b);
        assert_eq!((compared.small.size(), compared.large.size(), compared.shared), (2, 3, 1));
        assert_eq!(compared.small_shared(), [true, true, true, false]);
        assert_eq!(compared.shared_words(&a), a.shared_with(&b));
    }

    #[test]
    fn sets_of_hashes_hold_what_was_put_in() {
        // All but one begin their search at the same place; 0 and 1 cannot be told apart.
        let hashes = [8, 16, 24, 8, 0, 7];
        let set = Hashes::of(hashes.into_iter());
        assert_eq!(set.held, 5);
        assert!(hashes.into_iter().all(|hash| set.contains(hash)));
        assert!(![2, 32, 40].into_iter().any(|hash| set.contains(hash)));
        assert!(!Hashes::of(std::iter::empty()).contains(5));
    }

    #[test]
    fn grams_that_repeat_count_once() {
        let text = Shingled::of("a b c a b c a b c");
        assert_eq!((text.words.len(), text.size()), (9, 3));
        assert_eq!(Compared::of(&text, &Shingled::of("a b c a b d e")).shared, 3);
    }
}
