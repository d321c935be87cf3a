//! The hashed word stream: the first product of the text stage, for copies and vectors.
//!
//! One loop over the bytes of a text gives every run of letters and digits as a 64-bit hash of its
//! lower-case form, with its place and how it hangs on the run before it. Nothing is allocated per
//! word. Readers of the stream choose their own unit: copies take bare runs (so `rare-earth` and
//! `rare earth` are the same two words), vectors join runs over a single `-`, `'` or `.`
//! (`rare-earth`, `u.s`, `7.8`).
//!
//! Scripts written without spaces (Han, kana, Hangul, Thai) give one word a character, marked
//! [`Word::ideograph`], so that readers can pair them into bigrams. Where their characters are
//! letters (Thai, Lao, Burmese, Khmer), a consonant takes its vowels and tones along: three letters
//! in a row are less than a word and stand in any text.
//!
//! The hash is part of what fingerprints on disk mean: [`HASH_VERSION`] names it.

use crate::article::Span;

/// Version of [`hash_word`]; changes whenever the hash of any word would.
pub const HASH_VERSION: u32 = 3;

/// One run of letters and digits, one ideograph, or a consonant with its vowels and tones.
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
        for lower in of_usual_width(c).to_lowercase() {
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
/// invisible marks and what Arabic may leave unwritten, letters and digits of usual width, composed
/// (NFC) where it holds combining marks.
pub fn hash_word(word: &str) -> u64 {
    use unicode_normalization::UnicodeNormalization;
    let mut lanes = Lanes::EMPTY;
    let visible = word.chars().filter(|&c| !is_invisible(c) && !is_arabic_aid(c));
    if word.chars().any(|c| is_combining(c) || is_vowel_or_final(c)) {
        visible.nfc().for_each(|c| lanes.push_lower(c));
    } else {
        visible.for_each(|c| lanes.push_lower(c));
    }
    lanes.finish()
}

/// A word, or several that marks join, in the form that the hash is of: one hash, one form, however
/// it is written (hyphens and apostrophes of several kinds, soft hyphens, letters composed or not).
pub fn plain(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let joint = |c| match c {
        '\u{2010}' | '\u{2011}' => '-',
        '\u{2019}' => '\'',
        c => c,
    };
    let visible = word.chars().filter(|&c| !is_invisible(c) && !is_arabic_aid(c)).map(joint);
    let lower = |c| of_usual_width(c).to_lowercase();
    if word.chars().any(|c| is_combining(c) || is_vowel_or_final(c)) {
        visible.nfc().flat_map(lower).collect()
    } else {
        visible.flat_map(lower).collect()
    }
}

/// Scripts that put no spaces between words.
#[inline]
fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{1112}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}

/// The words of a text, in order.
///
/// 64 bytes are classified at a time; a run of ASCII letters and digits is then found and hashed
/// without looking at its bytes one by one. Runs that hold anything beyond ASCII go by character.
pub struct Words<'a> {
    text: &'a str,
    block: Block,
    /// Up to here the text goes by character, from `at` on.
    by_character_to: usize,
    at: usize,
    /// End of the last word.
    last_end: usize,
}

/// Streams the words of `text`; one pass, no allocation.
pub fn words(text: &str) -> Words<'_> {
    let block = Block::at(text.as_bytes(), 0);
    Words { text, block, by_character_to: 0, at: 0, last_end: usize::MAX }
}

impl Iterator for Words<'_> {
    type Item = Word;

    #[allow(clippy::inline_always, reason = "twice as fast, since the state stays in registers")]
    #[inline(always)]
    fn next(&mut self) -> Option<Word> {
        let bytes = self.text.as_bytes();
        loop {
            if self.at < self.by_character_to {
                let Step { start, end, word } = step(self.text, self.at);
                self.at = end;
                let Some((hash, ideograph)) = word else { continue };
                return Some(self.word(start, end, hash, ideograph));
            }
            let Some(run) = self.block.next_run() else {
                // Characters may have led beyond the block.
                let start = self.at.max(self.block.end());
                if start >= bytes.len() {
                    return None;
                }
                self.block = Block::at(bytes, start);
                continue;
            };
            let (start, end) = (self.block.start + run.start, self.block.start + run.end);
            if run.is_ascii {
                return Some(self.word(start, end, hash_ascii(bytes, start, end), false));
            }
            if run.end == BLOCK && run.start > 0 {
                // It may go on in the next block: look again from where it begins.
                self.block = Block::at(bytes, start);
            } else {
                (self.at, self.by_character_to) = (start, end);
            }
        }
    }
}

impl Words<'_> {
    #[inline]
    fn word(&mut self, start: usize, end: usize, hash: u64, ideograph: bool) -> Word {
        let joined_by = joint(self.text.as_bytes(), self.last_end, start);
        self.last_end = end;
        Word { hash, span: Span::new(start, end), joined_by, ideograph }
    }
}

/// Bytes that are classified together.
const BLOCK: usize = 64;

/// What the bytes of a block are, one bit each, the first byte lowest.
///
/// A run is a stretch of bytes that are letters, digits or parts of characters beyond ASCII.
struct Block {
    /// Place of its first byte in the text.
    start: usize,
    /// First bytes of the runs that are left.
    starts: u64,
    /// ASCII letters and digits.
    ascii: u64,
    /// Parts of characters beyond ASCII.
    beyond: u64,
}

/// A run, by its place in a block.
struct Run {
    start: usize,
    end: usize,
    /// ASCII letters and digits only, and a separator behind them.
    is_ascii: bool,
}

impl Block {
    /// The block at `start`; what lies behind the end of `bytes` is a separator.
    #[inline]
    fn at(bytes: &[u8], start: usize) -> Self {
        let rest = bytes.get(start..).unwrap_or_default();
        match rest.first_chunk::<BLOCK>() {
            Some(block) => Self::of(block, start),
            None => Self::of_last(rest, start),
        }
    }

    #[cold]
    fn of_last(rest: &[u8], start: usize) -> Self {
        let mut block = [0; BLOCK];
        block[..rest.len()].copy_from_slice(rest);
        Self::of(&block, start)
    }

    #[inline]
    fn of(block: &[u8; BLOCK], start: usize) -> Self {
        let (mut ascii, mut beyond) = (0, 0);
        for (at, lane) in block.as_chunks().0.iter().enumerate() {
            let lane = u64::from_le_bytes(*lane);
            ascii |= one_bit_a_byte(letters_and_digits(lane)) << (8 * at);
            beyond |= one_bit_a_byte(lane & HIGH_BITS) << (8 * at);
        }
        let any = ascii | beyond;
        Self { start, starts: any & !(any << 1), ascii, beyond }
    }

    #[inline]
    fn end(&self) -> usize {
        self.start + BLOCK
    }

    #[inline]
    fn next_run(&mut self) -> Option<Run> {
        if self.starts == 0 {
            return None;
        }
        let start = self.starts.trailing_zeros() as usize;
        self.starts &= self.starts - 1;
        let end = start + (self.ascii >> start).trailing_ones() as usize;
        // What touches the end of the block, or a character beyond ASCII, may go on.
        if end > start && end < BLOCK && (self.beyond >> end) & 1 == 0 {
            return Some(Run { start, end, is_ascii: true });
        }
        let end = start + ((self.ascii | self.beyond) >> start).trailing_ones() as usize;
        Some(Run { start, end, is_ascii: false })
    }
}

/// The highest bit of each of eight bytes.
const HIGH_BITS: u64 = u64::from_le_bytes([0x80; 8]);

/// The bit that makes an ASCII letter lower case; digits have it already.
const LOWER_BITS: u64 = u64::from_le_bytes([0x20; 8]);

/// Eight bytes at once: the highest bit of each that is an ASCII letter or digit.
#[inline]
fn letters_and_digits(lane: u64) -> u64 {
    let low = lane & !HIGH_BITS;
    // No sum of two such bytes reaches 256, so none spills into its neighbour.
    let at_least = |bytes: u64, b: u8| bytes + u64::from_le_bytes([0x80 - b; 8]);
    let within = |bytes, first: u8, last: u8| at_least(bytes, first) & !at_least(bytes, last + 1);
    let letters = within(low | LOWER_BITS, b'a', b'z');
    (letters | within(low, b'0', b'9')) & !lane & HIGH_BITS
}

/// Gathers the highest bits of eight bytes (all others 0) in the lowest byte.
#[inline]
fn one_bit_a_byte(high_bits: u64) -> u64 {
    // Bit 8i, once all are shifted down, meets the factor's bit 56 - 7i and lands on bit 56 + i.
    (high_bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The hash of a word of ASCII letters and digits, eight at a time.
#[inline]
fn hash_ascii(bytes: &[u8], start: usize, end: usize) -> u64 {
    let (mut state, mut start) = (Lanes::EMPTY.state, start);
    let mut lanes = two_lanes(bytes, start);
    while end - start >= 16 {
        state = mix(mix(state, lanes[0]), lanes[1]);
        start += 16;
        lanes = two_lanes(bytes, start);
    }
    // Both are computed and one is chosen: lengths cannot be foretold, so a branch costs more.
    let is_long = end - start >= 8;
    let after = mix(state, lanes[0]);
    let state = if is_long { after } else { state };
    let lane = if is_long { lanes[1] } else { lanes[0] };
    let shift = 8 * ((end - start) % 8) as u32;
    Lanes { state, lane: lane & ((1 << shift) - 1), shift }.finish()
}

/// Sixteen bytes from `at` on, in lower case; anything behind the end.
#[inline]
fn two_lanes(bytes: &[u8], at: usize) -> [u64; 2] {
    let rest = bytes.get(at..).unwrap_or_default();
    let both = rest.first_chunk().map_or_else(|| last_lanes(rest), |b| u128::from_le_bytes(*b));
    [both as u64 | LOWER_BITS, (both >> 64) as u64 | LOWER_BITS]
}

#[cold]
fn last_lanes(rest: &[u8]) -> u128 {
    rest.iter().rev().fold(0, |lanes, byte| lanes << 8 | u128::from(*byte))
}

/// A word, or one character that begins none.
struct Step {
    start: usize,
    end: usize,
    /// Hash, and whether it is an ideograph.
    word: Option<(u64, bool)>,
}

/// Bytes of the letters at the beginning of `rest` that hang together: a vowel that is written
/// before its consonant, the consonant, and what is written around or behind it.
fn cluster(rest: &str) -> usize {
    let mut letters = rest.chars().peekable();
    let mut length = 0;
    let mut take = |letter: Option<char>| length += letter.map_or(0, char::len_utf8);
    let first = letters.next();
    take(first);
    if first.is_some_and(stands_before) {
        take(letters.next_if(|c| is_ideograph(*c) && !stands_before(*c)));
    }
    while let Some(mark) = letters.next_if(|c| hangs_on(*c) || is_vowel_or_final(*c)) {
        take(Some(mark));
        if mark == SUBSCRIPT {
            take(letters.next_if(|c| is_ideograph(*c)));
        }
    }
    length
}

/// Korean taken apart (NFD): what follows the first consonant of a syllable.
fn is_vowel_or_final(c: char) -> bool {
    matches!(c, '\u{1161}'..='\u{1175}' | '\u{11a8}'..='\u{11c2}')
}

/// Khmer: the next consonant stands below the one before.
const SUBSCRIPT: char = '\u{17d2}';

/// Vowels of Thai and Lao that are written before their consonant.
fn stands_before(c: char) -> bool {
    matches!(c, '\u{0e40}'..='\u{0e44}' | '\u{0ec0}'..='\u{0ec4}')
}

/// Vowels, tones and other signs of Thai, Lao, Burmese and Khmer that follow their consonant.
fn hangs_on(c: char) -> bool {
    matches!(c,
        '\u{0e30}'..='\u{0e3a}' | '\u{0e45}' | '\u{0e47}'..='\u{0e4e}'
        | '\u{0eb0}'..='\u{0ebc}' | '\u{0ec8}'..='\u{0ece}'
        | '\u{102b}'..='\u{103e}' | '\u{1056}'..='\u{1059}' | '\u{17b4}'..='\u{17d3}')
}

/// What begins with the character at `start`, where no word is open.
fn step(text: &str, start: usize) -> Step {
    let rest = text.get(start..).unwrap_or_default();
    let Some(c) = rest.chars().next() else { return Step { start, end: start + 1, word: None } };
    let end = start + c.len_utf8();
    if is_common_mark(c) {
        return Step { start, end, word: None };
    }
    if is_ideograph(c) {
        let length = cluster(rest);
        let hash = if length == c.len_utf8() {
            let mut lanes = Lanes::EMPTY;
            lanes.push_lower(c);
            lanes.finish()
        } else {
            hash_word(&rest[..length])
        };
        return Step { start, end: start + length, word: Some((hash, true)) };
    }
    if !c.is_alphanumeric() {
        return Step { start, end, word: None };
    }
    let (length, hash) = run(rest);
    Step { start, end: start + length, word: Some((hash, false)) }
}

/// The marks that news is full of, quotation marks and dashes: known without the long way through
/// the tables of letters.
fn is_common_mark(c: char) -> bool {
    matches!(c, '\u{a0}'..='\u{a9}' | '\u{2010}'..='\u{203f}')
}

/// Length and hash of the run of letters and digits that `text` begins with.
fn run(text: &str) -> (usize, u64) {
    let mut lanes = Lanes::EMPTY;
    let mut decomposed = false;
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        if c.is_ascii_alphanumeric() {
            lanes.push(c.to_ascii_lowercase() as u8);
        } else if c.is_ascii() || is_common_mark(c) {
            end = at;
            break;
        } else if is_combining(c) || is_arabic_aid(c) {
            decomposed = true;
        } else if c.is_alphanumeric() && !is_ideograph(c) {
            lanes.push_lower(c);
        } else if !is_invisible(c) {
            end = at;
            break;
        }
    }
    let hash = if decomposed { hash_word(&text[..end]) } else { lanes.finish() };
    (end, hash)
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

/// What Arabic writes or leaves unwritten: the vowel signs, and the stroke that widens a word.
fn is_arabic_aid(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{64b}'..='\u{652}' | '\u{670}')
}

/// Letters and digits that East Asian type makes as wide as ideographs, as they usually are.
fn of_usual_width(c: char) -> char {
    const WIDER: u32 = 0xfee0;
    let wide =
        matches!(c, '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}');
    if wide { char::from_u32(c as u32 - WIDER).unwrap_or(c) } else { c }
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
        assert_eq!(hash("Ｈanoi"), hash("hanoi"), "as wide as an ideograph");
        assert_eq!(hash("كـتـاب"), hash("كتاب"), "widened");
        assert_eq!(hash("كِتَاب"), hash("كتاب"), "with its vowels");
    }

    #[test]
    fn scripts_without_spaces_go_by_character() {
        assert_eq!(list("東京 2020"), [("東", 0), ("京", 0), ("2020", 0)]);
        assert!(words("東").next().is_some_and(|w| w.ideograph));
    }

    #[test]
    fn syllables_of_korean_may_be_taken_apart() {
        let hashes = |text: &str| words(text).map(|w| (w.hash, w.ideograph)).collect::<Vec<_>>();
        assert_eq!(
            hashes("한국의 1"),
            hashes("\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}\u{110b}\u{1174} 1")
        );
    }

    #[test]
    fn letters_take_their_vowels_and_tones_along() {
        assert_eq!(list("เมื่อวันนี้"), [("เมื่", 0), ("อ", 0), ("วั", 0), ("น", 0), ("นี้", 0)]);
        assert_eq!(list("ស្រុក 12"), [("ស្រុ", 0), ("ក", 0), ("12", 0)]);
        assert_eq!(list("เ"), [("เ", 0)]);
        assert!(words("เมื่อ").all(|w| w.ideograph));
    }

    /// Places of the words, one character after the other.
    fn by_character(text: &str) -> Vec<(usize, usize)> {
        let (mut out, mut open) = (Vec::new(), None);
        // Where signs that hang on an ideograph may still come, and what stood before them.
        let (mut hanging, mut before) = (false, ' ');
        for (at, c) in text.char_indices() {
            let letter = c.is_alphanumeric() && !is_ideograph(c);
            let continues = letter || is_combining(c) || is_invisible(c);
            let end = at + c.len_utf8();
            let below = before == SUBSCRIPT && is_ideograph(c);
            let behind = stands_before(before) && is_ideograph(c) && !stands_before(c);
            if hanging && (hangs_on(c) || is_vowel_or_final(c) || below || behind) {
                let last: &mut (usize, usize) = out.last_mut().expect("a word to hang on");
                last.1 = end;
                before = if below || behind { ' ' } else { c };
                continue;
            }
            hanging = false;
            match open {
                None if letter => open = Some(at),
                Some(start) if !continues => {
                    out.push((start, at));
                    open = None;
                }
                _ => {}
            }
            // A vowel sign behind a letter belongs to its word.
            if is_ideograph(c) && open.is_none() {
                out.push((at, end));
                // Nothing stands above the first.
                (hanging, before) = (true, if c == SUBSCRIPT { ' ' } else { c });
            }
        }
        out.extend(open.map(|start| (start, text.len())));
        out
    }

    #[test]
    fn words_of_any_length_at_any_place_are_found() {
        for length in [1, 7, 8, 9, 15, 16, 17, 63, 64, 65, 200] {
            for before in 0..130 {
                let word = "Wort5".repeat(50)[..length].to_owned();
                let text = format!("{}{word}", "- ".repeat(before / 2) + &"-"[..before % 2]);
                let found: Vec<Word> = words(&text).collect();
                assert_eq!(found.len(), 1, "{text}");
                assert_eq!(found[0].span, Span::new(before, before + length));
                assert_eq!(found[0].hash, hash_word(&word));
            }
        }
    }

    proptest! {
        #[test]
        fn hashes_agree_with_the_definition(text in "\\PC{0,80}") {
            for w in words(&text) {
                prop_assert_eq!(w.hash, hash_word(w.span.of(&text)));
                prop_assert_eq!(w.hash, hash_word(&plain(w.span.of(&text))));
            }
        }

        #[test]
        fn places_agree_with_the_definition(
            text in "([a-zA-Z0-9]{1,20}[ .,’é\u{301}—\u{ad}京-]|[京เกะ់្ក]{1,4}|\\PC){0,60}"
        ) {
            let found: Vec<(usize, usize)> =
                words(&text).map(|w| (w.span.start as usize, w.span.end as usize)).collect();
            prop_assert_eq!(found, by_character(&text));
        }
    }
}
