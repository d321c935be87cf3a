//! The language of an article, from its first words.
//!
//! One pass over 40 words, over 120 where those do not decide it clearly. The script decides
//! first; most scripts stand for one language. Among languages of one script, function words vote
//! (see `words`), and so do letters that few languages have; a word that several languages share
//! counts less for each. Where Latin text has too few votes or a tie, `whichlang` (character
//! n-grams, 16 languages) is asked about the first 400 characters.
//!
//! An English article costs 1 to 2 µs; nothing is allocated. Not told apart: Serbian in Latin
//! letters and Bosnian (both `hr`), Malay (`id`), the two Norwegians, simplified and traditional
//! Chinese; languages without a list come out as a relative or as `und`. Mixed text is the
//! language of most of it.

mod count;
mod script;
mod words;

use std::fmt;

use count::{Counts, VOTE};
use script::Script;

/// Declares the languages with their ISO 639-1 codes.
macro_rules! languages {
    ($($name:ident $code:literal),* $(,)?) => {
        /// A language, or [`Lang::Und`] where none could be told.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Lang {
            $(#[doc = concat!("`", $code, "`")] $name,)*
            /// None could be told.
            #[default]
            Und,
        }

        impl Lang {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)* Self::Und];

            /// The language of an ISO 639-1 code (`en`, also as `en-US`), if it is one of these.
            pub fn from_code(code: &str) -> Option<Self> {
                let base = code.split(['-', '_']).next().unwrap_or("");
                Self::ALL.iter().copied().find(|lang| lang.code().eq_ignore_ascii_case(base))
            }

            /// ISO 639-1 code; `und` for none.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* Self::Und => "und" }
            }
        }
    };
}

// In ties the first wins: č, š and ž alone are rather Slovenian than Czech, which would have more
// accents.
languages! {
    En "en", De "de", Fr "fr", Es "es", Pt "pt", It "it", Nl "nl", Sv "sv", Da "da", No "no",
    Pl "pl", Hr "hr", Sl "sl", Cs "cs", Sk "sk", Tr "tr", Vi "vi", Id "id", Ro "ro", Hu "hu",
    Fi "fi", Et "et", Lv "lv", Lt "lt", Ca "ca", Ru "ru", Uk "uk", Bg "bg", Sr "sr", Mk "mk",
    Be "be", Kk "kk", Ar "ar", Fa "fa", Ur "ur", He "he", El "el", Hi "hi", Mr "mr", Ne "ne",
    Bn "bn", Pa "pa", Gu "gu", Ta "ta", Te "te", Kn "kn", Ml "ml", Si "si", Th "th", Lo "lo",
    My "my", Ka "ka", Hy "hy", Am "am", Km "km", Ko "ko", Ja "ja", Zh "zh",
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// How many words are looked at: first so many,
const FIRST_WORDS: u32 = 40;

/// then, where they do not decide it clearly, so many more.
const MORE_WORDS: u32 = 80;

/// Votes of the winner below which `whichlang` is asked: two words of its own.
const ENOUGH: u32 = 2 * VOTE;

/// Votes that decide without reading on, if nobody else has half of them.
const CLEAR: u32 = 4 * VOTE;

/// How much of an undecided text `whichlang` sees, in characters.
const WHICHLANG_CHARS: usize = 400;

/// Latin letters below which text without any vote is of no language.
const LEAST_LETTERS: u32 = 12;

/// The function words of a language that it is told by: the most frequent in news text, lower case.
pub fn function_words(code: &str) -> impl Iterator<Item = &'static str> {
    let lists = words::LISTS.iter().filter(move |(lang, ..)| lang.code() == code);
    lists.flat_map(|(_, words, _)| words.split_whitespace())
}

/// The language of a text. Empty text, figures and lone names are [`Lang::Und`].
pub fn detect(text: &str) -> Lang {
    let mut counts = Counts::new();
    if counts.read(text, FIRST_WORDS) && !is_clear(&counts) {
        counts.read(text, MORE_WORDS);
    }
    let Some(script) = counts.script() else { return Lang::Und };
    match script {
        Script::Latin => latin(text, &counts),
        // Every one of these lists has its letters; without any, the most frequent language stands first.
        Script::Cyrillic => counts.best(&CYRILLIC).0,
        Script::Arabic => counts.best(&[Lang::Ar, Lang::Fa, Lang::Ur]).0,
        Script::Devanagari => counts.best(&[Lang::Hi, Lang::Mr, Lang::Ne]).0,
        // Japanese mixes in Han, Chinese never mixes in kana but for a sign now and then.
        Script::Han | Script::Kana
            if counts.letters(Script::Kana) * 12 < counts.letters(Script::Han) =>
        {
            Lang::Zh
        }
        Script::Han | Script::Kana => Lang::Ja,
        Script::Greek => Lang::El,
        Script::Hebrew => Lang::He,
        Script::Bengali => Lang::Bn,
        Script::Gurmukhi => Lang::Pa,
        Script::Gujarati => Lang::Gu,
        Script::Tamil => Lang::Ta,
        Script::Telugu => Lang::Te,
        Script::Kannada => Lang::Kn,
        Script::Malayalam => Lang::Ml,
        Script::Sinhala => Lang::Si,
        Script::Thai => Lang::Th,
        Script::Lao => Lang::Lo,
        Script::Burmese => Lang::My,
        Script::Georgian => Lang::Ka,
        Script::Armenian => Lang::Hy,
        Script::Ethiopic => Lang::Am,
        Script::Khmer => Lang::Km,
        Script::Hangul => Lang::Ko,
    }
}

fn is_clear(counts: &Counts) -> bool {
    let (_, votes, second) = counts.best(Lang::ALL);
    votes >= CLEAR && votes > 2 * second
}

/// Languages in Cyrillic letters.
const CYRILLIC: [Lang; 7] = [Lang::Ru, Lang::Uk, Lang::Bg, Lang::Sr, Lang::Mk, Lang::Be, Lang::Kk];

/// Languages in Latin letters: [`Lang::En`] to [`Lang::Ca`].
const LATIN: usize = Lang::Ca as usize + 1;

fn latin(text: &str, counts: &Counts) -> Lang {
    let (best, votes, second) = counts.best(&Lang::ALL[..LATIN]);
    if votes >= ENOUGH && votes > second {
        return best;
    }
    if votes == 0 && counts.letters(Script::Latin) < LEAST_LETTERS {
        return Lang::Und;
    }
    let end = text.char_indices().nth(WHICHLANG_CHARS).map_or(text.len(), |(i, _)| i);
    let guess = of_whichlang(whichlang::detect_language(&text[..end]));
    // It knows 10 languages in Latin letters and always names one. Where another has the votes,
    // few are better than its guess.
    let is_guess_voted = 2 * counts.votes(guess) >= votes;
    if KNOWN_TO_WHICHLANG.contains(&best) || is_guess_voted { guess } else { best }
}

/// Languages in Latin letters that `whichlang` can tell.
const KNOWN_TO_WHICHLANG: [Lang; 10] = [
    Lang::De,
    Lang::En,
    Lang::Fr,
    Lang::It,
    Lang::Nl,
    Lang::Pt,
    Lang::Es,
    Lang::Sv,
    Lang::Tr,
    Lang::Vi,
];

fn of_whichlang(lang: whichlang::Lang) -> Lang {
    match lang {
        whichlang::Lang::Ara => Lang::Ar,
        whichlang::Lang::Cmn => Lang::Zh,
        whichlang::Lang::Deu => Lang::De,
        whichlang::Lang::Eng => Lang::En,
        whichlang::Lang::Fra => Lang::Fr,
        whichlang::Lang::Hin => Lang::Hi,
        whichlang::Lang::Ita => Lang::It,
        whichlang::Lang::Jpn => Lang::Ja,
        whichlang::Lang::Kor => Lang::Ko,
        whichlang::Lang::Nld => Lang::Nl,
        whichlang::Lang::Por => Lang::Pt,
        whichlang::Lang::Rus => Lang::Ru,
        whichlang::Lang::Spa => Lang::Es,
        whichlang::Lang::Swe => Lang::Sv,
        whichlang::Lang::Tur => Lang::Tr,
        whichlang::Lang::Vie => Lang::Vi,
    }
}

#[cfg(test)]
mod tests;
