//! Counts letters by script and votes by language in one pass over the first words of a text.

use std::sync::LazyLock;

use super::Lang;
use super::script::Script;
use super::words::LISTS;

/// How many bytes are looked at, for scripts without spaces.
const BYTES: usize = 1500;

/// What a word of one language alone is worth; a word of n languages is worth 1/n of it to each.
pub const VOTE: u32 = 60;

/// A letter is worth this part of a word: names carry foreign letters.
const LETTER_PART: u32 = 3;

/// What the first words of a text hold.
pub struct Counts {
    letters: [u32; Script::COUNT],
    votes: [u32; Lang::ALL.len()],
    /// Bytes read.
    at: usize,
}

impl Counts {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self { letters: [0; Script::COUNT], votes: [0; Lang::ALL.len()], at: 0 }
    }

    /// Reads the next `words` words, within the first 1,500 bytes; false where none are left.
    /// No allocation.
    pub fn read(&mut self, text: &str, words: u32) -> bool {
        let table: &Table = &TABLE;
        let bytes = &text.as_bytes()[..text.len().min(BYTES)];
        let (mut left, mut word) = (words, WORD_SEED);
        while left > 0 {
            let Some(&byte) = bytes.get(self.at) else {
                self.vote(table.find(word));
                return false;
            };
            if let Some(letter) = self.next_letter(byte, text, table) {
                word = step(word, letter);
            } else if word != WORD_SEED {
                self.vote(table.find(word));
                word = WORD_SEED;
                left -= 1;
            }
        }
        true
    }

    /// Steps over one character; its lower case if it is a letter.
    fn next_letter(&mut self, byte: u8, text: &str, table: &Table) -> Option<u32> {
        if !byte.is_ascii() {
            let c = text[self.at..].chars().next()?;
            self.at += c.len_utf8();
            return self.read_letter(c, table);
        }
        self.at += 1;
        let is_letter = byte.is_ascii_alphabetic();
        self.letters[Script::Latin as usize] += u32::from(is_letter);
        is_letter.then_some(u32::from(byte | 0x20))
    }

    /// Counts a letter beyond ASCII; its lower case, or `None` where it is no letter.
    fn read_letter(&mut self, c: char, table: &Table) -> Option<u32> {
        let script = Script::of(c)?;
        self.letters[script as usize] += 1;
        let lower = lower(c);
        if has_letters_of_its_own(script) {
            self.vote(table.find(step(LETTER_SEED, lower)));
        }
        Some(lower)
    }

    fn vote(&mut self, entry: Option<Entry>) {
        let Some(Entry { mut languages, weight }) = entry else { return };
        while languages != 0 {
            self.votes[languages.trailing_zeros() as usize] += weight;
            languages &= languages - 1;
        }
    }

    /// Votes of one language.
    pub fn votes(&self, lang: Lang) -> u32 {
        self.votes[lang as usize]
    }

    /// Letters of one script.
    pub fn letters(&self, script: Script) -> u32 {
        self.letters[script as usize]
    }

    /// The script of most of the text; the first of equals, `None` without letters.
    pub fn script(&self) -> Option<Script> {
        let weigh = |script: Script| self.letters(script) * script.weight();
        let mut best = Script::ALL[0];
        for script in Script::ALL {
            if weigh(script) > weigh(best) {
                best = script;
            }
        }
        (weigh(best) > 0).then_some(best)
    }

    /// The candidate with most votes (the first of equals), its votes, and those of the second.
    /// [`Lang::Und`] if there is no candidate.
    pub fn best(&self, candidates: &[Lang]) -> (Lang, u32, u32) {
        let (mut best, mut most, mut second) = (Lang::Und, 0, 0);
        for &lang in candidates {
            let votes = self.votes[lang as usize];
            if votes > most || best == Lang::Und {
                second = most;
                (best, most) = (lang, votes);
            } else {
                second = second.max(votes);
            }
        }
        (best, most, second)
    }
}

/// Scripts in which some letters tell a language.
fn has_letters_of_its_own(script: Script) -> bool {
    matches!(script, Script::Latin | Script::Cyrillic | Script::Arabic)
}

/// Lower case of a letter beyond ASCII; the blocks that news is written in without a table.
fn lower(c: char) -> u32 {
    match c as u32 {
        n @ (0xc0..=0xde | 0x410..=0x42f) => n + 0x20,
        n @ (0xdf..=0xff | 0x430..=0x45f) => n,
        n @ 0x400..=0x40f => n + 0x50,
        n @ 0x530.. if n < 0x1e00 => n,
        n => c.to_lowercase().next().map_or(n, |l| l as u32),
    }
}

const WORD_SEED: u32 = 0x811c_9dc5;
const LETTER_SEED: u32 = 0x1234_5677;

/// One step of FNV-1a (Fowler, Noll, Vo), over characters.
fn step(hash: u32, c: u32) -> u32 {
    (hash ^ c).wrapping_mul(0x0100_0193)
}

fn hash(seed: u32, word: &str) -> u32 {
    word.chars().fold(seed, |h, c| step(h, c as u32))
}

/// The languages that have a word or letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    /// One bit a language.
    languages: u64,
    /// Votes for each.
    weight: u32,
}

/// Hash -> languages; open addressing, tags apart from entries so that misses stay in few lines.
struct Table {
    tags: Vec<u32>,
    entries: Vec<Entry>,
}

/// Slots of the table, a power of two; the lists fill less than half.
const SLOTS: usize = 4096;

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

impl Table {
    fn new() -> Self {
        let nothing = Entry { languages: 0, weight: 0 };
        let mut table = Self { tags: vec![0; SLOTS], entries: vec![nothing; SLOTS] };
        for &(lang, words, letters) in LISTS {
            for word in words.split_whitespace() {
                table.add(hash(WORD_SEED, word), lang, VOTE);
            }
            for letter in letters.chars() {
                table.add(step(LETTER_SEED, letter as u32), lang, VOTE / LETTER_PART);
            }
        }
        for entry in &mut table.entries {
            entry.weight /= entry.languages.count_ones().max(1);
        }
        table
    }

    fn add(&mut self, hash: u32, lang: Lang, weight: u32) {
        let slot = self.slot(hash);
        self.tags[slot] = hash;
        self.entries[slot].languages |= 1 << lang as u32;
        self.entries[slot].weight = weight;
    }

    /// Where a hash is, or would be put; 0 marks a free slot.
    fn slot(&self, hash: u32) -> usize {
        let mut slot = (hash ^ (hash >> 15)) as usize % SLOTS;
        while self.tags[slot] != 0 && self.tags[slot] != hash {
            slot = (slot + 1) % SLOTS;
        }
        slot
    }

    fn find(&self, hash: u32) -> Option<Entry> {
        let slot = self.slot(hash);
        (self.tags[slot] == hash).then(|| self.entries[slot])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn no_two_words_share_a_hash() {
        let mut words = BTreeMap::new();
        for (_, list, letters) in LISTS {
            let letters = letters.chars().map(|c| (step(LETTER_SEED, c as u32), format!("'{c}'")));
            let list = list.split_whitespace().map(|w| (hash(WORD_SEED, w), w.to_owned()));
            for (hash, word) in list.chain(letters) {
                assert_ne!(hash, 0, "{word} would look like a free slot");
                let known = words.entry(hash).or_insert_with(|| word.clone());
                assert_eq!(*known, word);
            }
        }
        assert!(words.len() < SLOTS / 2, "{} words", words.len());
    }

    #[test]
    fn lists_are_in_lower_case_without_repeats() {
        for (lang, list, letters) in LISTS {
            let mut words: Vec<&str> = list.split_whitespace().collect();
            let all = words.len();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), all, "{lang} repeats a word");
            for c in words.concat().chars().chain(letters.chars()).filter(|c| !c.is_ascii()) {
                assert!(Script::of(c).is_none() || lower(c) == c as u32, "{lang}: {c}");
            }
        }
    }

    #[test]
    fn votes_are_shared_among_languages() {
        // "und" is German alone; "in" is of several.
        let of = |text: &str| {
            let mut counts = Counts::new();
            assert!(!counts.read(text, 9), "one word only");
            counts
        };
        let counts = of("Und");
        assert_eq!(counts.best(Lang::ALL), (Lang::De, VOTE, 0));
        let shared = of("in");
        let (_, most, second) = shared.best(Lang::ALL);
        assert!(most == second && most < VOTE);
    }
}
