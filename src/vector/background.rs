//! How common a stem is in news at large.
//!
//! A table lists, for the commonest stems of a language, the share of background articles that
//! hold them (headline and first 300 words). A stem outside the table was rarer than the rarest
//! in it. The English table was counted by
//! `samestory background --sample 13000 india_2020q1 reuters21578 bbc_news ag_news_test`
//! from 35,900 articles of 1987 to 2020. The tables of other languages come from the word lists of
//! the Python package `wordfreq` (see [`super::word_list`]); they have a folder and a licence of
//! their own (`background/wordfreq/README.md`). In a language without a table only the function
//! words are known to be common, if those are known.
//!
//! Form of a table: zstd over lines; first `samestory-background 1 LANG ARTICLES`, then
//! `stem<TAB>articles that hold it`, commonest first, ties by stem.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use hashbrown::HashMap;

use crate::error::{Error, Result};
use crate::text::language::function_words;
use crate::text::stem::Stem;

const MAGIC: &str = "samestory-background 1";
/// Stems a table holds; more brought nothing.
pub const TABLE_STEMS: usize = 30_000;

/// Shares of background articles that hold a stem.
#[derive(Debug, Clone, PartialEq)]
pub struct Background {
    lang: String,
    articles: u32,
    frequencies: HashMap<Box<str>, u32>,
}

/// Declares the tables that ship: each is unpacked when its language is first met.
macro_rules! shipped {
    ($($lang:literal $file:literal),* $(,)?) => {
        /// The table that ships for a language, if one does.
        pub fn shipped(lang: &str) -> Option<&'static Background> {
            match lang {
                $($lang => {
                    static TABLE: LazyLock<Option<Background>> = LazyLock::new(|| {
                        Background::decode(include_bytes!($file), Path::new($file)).ok()
                    });
                    TABLE.as_ref()
                })*
                _ => None,
            }
        }
    };
}

shipped! {
    "en" "background/en.tsv.zst",
    "ar" "background/wordfreq/ar.tsv.zst",
    "bg" "background/wordfreq/bg.tsv.zst",
    "bn" "background/wordfreq/bn.tsv.zst",
    "ca" "background/wordfreq/ca.tsv.zst",
    "cs" "background/wordfreq/cs.tsv.zst",
    "da" "background/wordfreq/da.tsv.zst",
    "de" "background/wordfreq/de.tsv.zst",
    "el" "background/wordfreq/el.tsv.zst",
    "es" "background/wordfreq/es.tsv.zst",
    "fa" "background/wordfreq/fa.tsv.zst",
    "fi" "background/wordfreq/fi.tsv.zst",
    "fr" "background/wordfreq/fr.tsv.zst",
    "he" "background/wordfreq/he.tsv.zst",
    "hi" "background/wordfreq/hi.tsv.zst",
    "hr" "background/wordfreq/hr.tsv.zst",
    "hu" "background/wordfreq/hu.tsv.zst",
    "id" "background/wordfreq/id.tsv.zst",
    "it" "background/wordfreq/it.tsv.zst",
    "ja" "background/wordfreq/ja.tsv.zst",
    "ko" "background/wordfreq/ko.tsv.zst",
    "lt" "background/wordfreq/lt.tsv.zst",
    "lv" "background/wordfreq/lv.tsv.zst",
    "mk" "background/wordfreq/mk.tsv.zst",
    "nl" "background/wordfreq/nl.tsv.zst",
    "no" "background/wordfreq/no.tsv.zst",
    "pl" "background/wordfreq/pl.tsv.zst",
    "pt" "background/wordfreq/pt.tsv.zst",
    "ro" "background/wordfreq/ro.tsv.zst",
    "ru" "background/wordfreq/ru.tsv.zst",
    "sk" "background/wordfreq/sk.tsv.zst",
    "sl" "background/wordfreq/sl.tsv.zst",
    "sv" "background/wordfreq/sv.tsv.zst",
    "ta" "background/wordfreq/ta.tsv.zst",
    "tr" "background/wordfreq/tr.tsv.zst",
    "uk" "background/wordfreq/uk.tsv.zst",
    "ur" "background/wordfreq/ur.tsv.zst",
    "vi" "background/wordfreq/vi.tsv.zst",
    "zh" "background/wordfreq/zh.tsv.zst",
}

impl Background {
    /// The table that ships for a language, if one does.
    pub fn shipped(lang: &str) -> Option<&'static Self> {
        shipped(lang)
    }

    /// What stands in for a table: the language's function words, each in half of all articles.
    pub fn of_function_words(lang: &str) -> Self {
        let stem = Stem::for_language(lang);
        let frequencies = function_words(lang).map(|word| (stem.stem(word).into(), 1));
        Self { lang: lang.to_owned(), articles: 2, frequencies: frequencies.collect() }
    }

    /// Makes a table from document frequencies.
    pub fn new(lang: &str, articles: u32, mut frequencies: Vec<(Box<str>, u32)>) -> Self {
        frequencies.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        frequencies.truncate(TABLE_STEMS);
        Self { lang: lang.to_owned(), articles, frequencies: frequencies.into_iter().collect() }
    }

    /// Language, ISO 639-1.
    pub fn lang(&self) -> &str {
        &self.lang
    }

    /// Articles that were counted.
    pub fn articles(&self) -> u32 {
        self.articles
    }

    /// Stems in the table.
    pub fn len(&self) -> usize {
        self.frequencies.len()
    }

    /// True for a table without stems.
    pub fn is_empty(&self) -> bool {
        self.frequencies.is_empty()
    }

    /// Stems with their shares, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.frequencies.keys().map(|stem| (&**stem, self.share(stem)))
    }

    /// Share of background articles that hold the stem, 0..=1; 0 where the table lacks it.
    pub fn share(&self, stem: &str) -> f64 {
        let frequency = self.frequencies.get(stem).copied().unwrap_or(0);
        f64::from(frequency) / f64::from(self.articles.max(1))
    }

    /// The table's bytes.
    ///
    /// # Errors
    /// If compression fails.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let mut rows: Vec<(&str, u32)> =
            self.frequencies.iter().map(|(stem, &df)| (&**stem, df)).collect();
        rows.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let mut text = format!("{MAGIC} {} {}\n", self.lang, self.articles);
        for (stem, df) in rows {
            let _ = writeln!(text, "{stem}\t{df}");
        }
        zstd::encode_all(text.as_bytes(), 19).map_err(|e| Error::io("background table", e))
    }

    /// Reads a table; `path` is for messages only.
    ///
    /// # Errors
    /// If the bytes are no table of this version.
    pub fn decode(bytes: &[u8], path: &Path) -> Result<Self> {
        let text = zstd::decode_all(bytes).map_err(|e| Error::io(path, e))?;
        let text = String::from_utf8(text)
            .map_err(|_| Error::format(path, 0, "a background table is UTF-8 text"))?;
        let mut lines = text.lines();
        let head = lines.next().and_then(|l| l.strip_prefix(MAGIC)).and_then(|l| {
            let mut fields = l.split_whitespace();
            Some((fields.next()?.to_owned(), fields.next()?.parse().ok()?))
        });
        let Some((lang, articles)) = head else {
            return Err(Error::format(path, 1, format!("expected `{MAGIC} LANG ARTICLES`")));
        };
        let mut frequencies = HashMap::new();
        for (number, line) in lines.enumerate() {
            let row = line.split_once('\t').and_then(|(s, df)| Some((s, df.parse().ok()?)));
            let Some((stem, df)) = row else {
                return Err(Error::format(path, number as u64 + 2, "expected stem<TAB>count"));
            };
            frequencies.insert(stem.into(), df);
        }
        Ok(Self { lang, articles, frequencies })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_survives_its_bytes() {
        let table = Background::new("en", 10, vec![("the".into(), 10), ("hanoi".into(), 1)]);
        let read = Background::decode(&table.encode().unwrap(), Path::new("t")).unwrap();
        assert_eq!(read, table);
        assert_eq!((read.share("hanoi"), read.share("unseen")), (0.1, 0.0));
        assert!(Background::decode(b"nonsense", Path::new("t")).is_err());
    }

    #[test]
    fn the_shipped_table_knows_common_words() {
        let table = Background::shipped("en").expect("ships");
        assert!(table.share("the") > 0.8 && table.share("hanoi") < 0.01);
    }

    #[test]
    fn tables_hold_the_terms_of_a_run() {
        for (lang, common, stemmed) in [
            ("de", "der", "regier"),
            ("es", "de", "gobiern"),
            ("vi", "của", "phủ"),
            ("zh", "我们", "政府"),
        ] {
            let table = Background::shipped(lang).expect("ships");
            assert!(table.share(common) > 0.3, "{lang} {common} {}", table.share(common));
            assert!((0.001..0.3).contains(&table.share(stemmed)), "{lang} {stemmed}");
            assert_eq!(table.lang(), lang);
        }
        assert_eq!(Background::shipped("und"), None);
    }
}
