//! An article to counts of stems, in three views.
//!
//! - *all*: headline twice and the first [`BODY_WORDS`] words of the body: what it is about;
//! - *lead*: headline and the first [`LEAD_WORDS`] words: what is new in it;
//! - *title*: the headline, or the first [`TITLE_WORDS`] body words where there is none.
//!
//! Words are lower-cased, joined over one `-`, `'` or `.`, freed of a final 's and stemmed by the
//! article's language; scripts without spaces give character bigrams. There is no stop list. An
//! outlet's name at the end of a headline (`... - The Ledger`) is cut, and a body that begins with
//! its own headline is read from behind it. Two vectors per article and their weights follow
//! measurements on five labelled sets.

use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::hash_map::RawEntryMut;
use serde::{Deserialize, Serialize};

use crate::article::Span;
use crate::text::stem::Stem;
use crate::text::words::{self, Word, hash_word, mix};
use crate::vector::vocabulary::{Interner, TermId};

/// Words of the body that count.
pub const BODY_WORDS: usize = 300;
/// Words of the body that belong to the lead.
pub const LEAD_WORDS: usize = 70;
/// Words of the body that stand in for a missing headline.
pub const TITLE_WORDS: usize = 14;
/// A sentence shorter than this says too little to be known again.
pub const PASSAGE_WORDS: u32 = 8;
/// No word behind this byte of a body counts, however long the words are.
const BODY_BYTES: usize = 12_000;

/// How often one term stands in an article, by view; counts stop at 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermCount {
    /// The term (provisional until [`renumber`]).
    pub term: TermId,
    /// Count in *all*.
    pub all: u8,
    /// Count in *lead*.
    pub lead: u8,
    /// Count in *title*.
    pub title: u8,
}

/// A sentence or line of a body, of [`PASSAGE_WORDS`] words or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Hash of its words in order.
    pub hash: u64,
    /// Number of words.
    pub words: u32,
}

/// What was counted of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Its terms, by number.
    pub terms: Box<[TermCount]>,
    /// Its passages, in order, as far as the body was read.
    pub passages: Box<[Passage]>,
}

/// One thread's way from articles to term counts, with its memory of words already stemmed.
pub struct TermCounter {
    interner: Arc<Interner>,
    languages: Vec<(&'static str, Known)>,
    order: Vec<u32>,
    title: Vec<u32>,
}

/// The words of one language that this thread has met.
struct Known {
    stem: Stem,
    words: HashMap<u64, Form>,
}

/// A written form: its term and how often it was met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Form {
    term: TermId,
    count: u32,
    written: Box<str>,
}

#[cfg(feature = "state")]
impl Form {
    /// Its term, how often it was met, and the form itself.
    pub(crate) fn parts(&self) -> (TermId, u32, &str) {
        (self.term, self.count, &self.written)
    }
}

impl TermCounter {
    /// A counter that takes its numbers from `interner`.
    pub fn new(interner: Arc<Interner>) -> Self {
        Self { interner, languages: Vec::new(), order: Vec::new(), title: Vec::new() }
    }

    /// Counts the terms of an article; sorted by (provisional) term. Also lists the passages of
    /// the body that were read.
    pub fn count(&mut self, title: &str, text: &str, lang: &'static str) -> Counted {
        self.count_without(title, text, lang, |_| false)
    }

    /// Counts the terms of an article as if its body lacked the passages that `skip` names by
    /// their hash.
    pub fn count_without(
        &mut self,
        title: &str,
        text: &str,
        lang: &'static str,
        skip: impl Fn(u64) -> bool,
    ) -> Counted {
        let mut title_terms = std::mem::take(&mut self.title);
        let mut body_terms = std::mem::take(&mut self.order);
        title_terms.clear();
        body_terms.clear();
        let mut known = self.language(lang);
        known.collect(strip_outlet(title), &mut title_terms);
        let limit = BODY_WORDS + title_terms.len();
        let passages = known.collect_body(cut(text, BODY_BYTES), limit, &mut body_terms, skip);
        let repeated = !title_terms.is_empty() && body_terms.starts_with(&title_terms);
        let body = &body_terms[if repeated { title_terms.len() } else { 0 }..];
        let terms = count_views(&title_terms, &body[..body.len().min(BODY_WORDS)]);
        (self.title, self.order) = (title_terms, body_terms);
        Counted { terms, passages }
    }

    fn language(&mut self, lang: &'static str) -> Lookup<'_> {
        let at = self.languages.iter().position(|(known, _)| *known == lang);
        let at = at.unwrap_or_else(|| {
            let known = Known { stem: Stem::for_language(lang), words: HashMap::new() };
            self.languages.push((lang, known));
            self.languages.len() - 1
        });
        Lookup { interner: &self.interner, known: &mut self.languages[at].1 }
    }

    /// The written forms met, by provisional term, with their counts.
    pub fn into_forms(self) -> Vec<(TermId, Box<str>, u32)> {
        let all = self.languages.into_iter().flat_map(|(_, known)| known.words.into_values());
        all.map(|form| (form.term, form.written, form.count)).collect()
    }
}

/// What a counter remembers, so that another process can go on with it.
#[cfg(feature = "state")]
impl TermCounter {
    /// The written forms met, by language and hash.
    pub(crate) fn forms(&self) -> impl Iterator<Item = (&'static str, u64, &Form)> {
        self.languages
            .iter()
            .flat_map(|(lang, known)| known.words.iter().map(|(hash, form)| (*lang, *hash, form)))
    }

    /// A counter that has met these forms.
    pub(crate) fn with_forms(
        interner: Arc<Interner>,
        forms: impl IntoIterator<Item = (&'static str, u64, Form)>,
    ) -> Self {
        let mut counter = Self::new(interner);
        for (lang, hash, form) in forms {
            counter.language(lang).known.words.insert(hash, form);
        }
        counter
    }
}

struct Lookup<'a> {
    interner: &'a Interner,
    known: &'a mut Known,
}

impl Lookup<'_> {
    /// Appends the terms of `text`.
    fn collect(&mut self, text: &str, into: &mut Vec<u32>) {
        Units::of(text).for_each(|unit| into.push(self.term(unit, text)));
    }

    /// Appends the terms of a body, at most `limit`, passage by passage; those that `skip` names
    /// are left out. Lists all passages met.
    fn collect_body(
        &mut self,
        text: &str,
        limit: usize,
        into: &mut Vec<u32>,
        skip: impl Fn(u64) -> bool,
    ) -> Box<[Passage]> {
        let mut passages = Passages::default();
        let mut first = 0;
        let mut end = 0;
        for unit in Units::of(text) {
            // Bigrams of ideographs overlap: no gap then.
            if text.get(end..unit.span.start as usize).is_some_and(ends_passage) {
                if passages.close().is_some_and(&skip) {
                    into.truncate(first);
                }
                first = into.len();
                if first >= limit {
                    break;
                }
            }
            passages.add(unit.hash);
            // A passage is read to its end, so that its hash does not depend on the limit.
            if into.len() < limit {
                into.push(self.term(unit, text));
            }
            end = unit.span.end as usize;
        }
        if passages.close().is_some_and(&skip) {
            into.truncate(first);
        }
        passages.found.into()
    }

    fn term(&mut self, unit: Unit, text: &str) -> TermId {
        let interner = self.interner;
        let stem = &self.known.stem;
        match self.known.words.raw_entry_mut().from_key(&unit.hash) {
            RawEntryMut::Occupied(mut entry) => {
                let form = entry.get_mut();
                form.count += 1;
                form.term
            }
            RawEntryMut::Vacant(entry) => {
                // Not as it was met first: whichever that was.
                let written = words::plain(unit.span.of(text));
                let term = interner.intern(&stem.stem(&written));
                entry.insert(unit.hash, Form { term, count: 1, written: written.into() });
                term
            }
        }
    }
}

/// True where the text between two words ends a sentence or a line.
fn ends_passage(gap: &str) -> bool {
    gap != " " && gap.contains(['.', '!', '?', '\n', '。', '！', '？', '।', '؟'])
}

/// Gathers words into passages.
#[derive(Default)]
struct Passages {
    found: Vec<Passage>,
    hash: u64,
    words: u32,
}

impl Passages {
    fn add(&mut self, word: u64) {
        self.hash = mix(self.hash, word);
        self.words += 1;
    }

    /// Ends a passage; gives its hash if it is long enough to count as one.
    fn close(&mut self) -> Option<u64> {
        let (hash, words) = (std::mem::take(&mut self.hash), std::mem::take(&mut self.words));
        (words >= PASSAGE_WORDS).then(|| {
            self.found.push(Passage { hash, words });
            hash
        })
    }
}

/// What counts as one word for vectors: joined runs, or a bigram of ideographs.
#[derive(Clone, Copy)]
struct Unit {
    hash: u64,
    span: Span,
}

/// Gathers the word stream into [`Unit`]s.
struct Units<'a> {
    words: std::iter::Peekable<words::Words<'a>>,
    /// Hash of the possessive `s`.
    possessive: u64,
    before: Option<Word>,
}

impl<'a> Units<'a> {
    fn of(text: &'a str) -> Self {
        Self { words: words::words(text).peekable(), possessive: hash_word("s"), before: None }
    }

    /// A character pairs with the next one; the last of a run gives no unit of its own.
    fn ideographs(&mut self, first: Word) -> Option<Unit> {
        let adjacent = |a: Word, b: Word| b.ideograph && a.span.end == b.span.start;
        let inside = self.before.is_some_and(|before| adjacent(before, first));
        self.before = Some(first);
        match self.words.peek() {
            // Mixed twice: a single mix does not tell the order of its two.
            Some(&next) if adjacent(first, next) => Some(Unit {
                hash: mix(mix(first.hash, 0), next.hash),
                span: Span { start: first.span.start, end: next.span.end },
            }),
            _ if inside => None,
            _ => Some(Unit { hash: first.hash, span: first.span }),
        }
    }

    fn joined(&mut self, first: Word) -> Unit {
        let mut unit = Unit { hash: first.hash, span: first.span };
        while let Some(&next) = self.words.peek() {
            if next.joined_by == 0 || next.ideograph {
                break;
            }
            self.words.next();
            let ends = self.words.peek().is_none_or(|w| w.joined_by == 0 || w.ideograph);
            if ends && next.joined_by == b'\'' && next.hash == self.possessive {
                break;
            }
            unit.hash = mix(mix(unit.hash, u64::from(next.joined_by)), next.hash);
            unit.span.end = next.span.end;
        }
        unit
    }
}

impl Iterator for Units<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            let word = self.words.next()?;
            if !word.ideograph {
                return Some(self.joined(word));
            }
            if let Some(unit) = self.ideographs(word) {
                return Some(unit);
            }
        }
    }
}

fn count_views(title: &[u32], body: &[u32]) -> Box<[TermCount]> {
    let stand_in = if title.is_empty() { &body[..body.len().min(TITLE_WORDS)] } else { title };
    let lead = &body[..body.len().min(LEAD_WORDS)];
    let rest = &body[lead.len()..];
    let one = |term, all, lead, title| TermCount { term, all, lead, title };
    let mut counts: Vec<TermCount> = title
        .iter()
        .map(|&t| one(t, 2, 1, 0))
        .chain(lead.iter().map(|&t| one(t, 1, 1, 0)))
        .chain(rest.iter().map(|&t| one(t, 1, 0, 0)))
        .chain(stand_in.iter().map(|&t| one(t, 0, 0, 1)))
        .collect();
    counts.sort_unstable_by_key(|c| c.term);
    counts.dedup_by(|next, kept| {
        let same = next.term == kept.term;
        if same {
            kept.all = kept.all.saturating_add(next.all);
            kept.lead = kept.lead.saturating_add(next.lead);
            kept.title = kept.title.saturating_add(next.title);
        }
        same
    });
    counts.into()
}

/// Gives provisional terms their ids and sorts by them.
pub fn renumber(counts: &mut [TermCount], ids: &[TermId]) {
    for count in counts.iter_mut() {
        count.term = ids[count.term as usize];
    }
    counts.sort_unstable_by_key(|c| c.term);
}

/// The headline without a last ` - Outlet` or ` | Outlet`: 2 to 40 characters that stand behind a
/// lone dash or bar, where at least 25 characters remain.
pub fn strip_outlet(title: &str) -> &str {
    let mut pieces = title.rsplitn(2, ['-', '–', '—', '|', '»']);
    let (Some(tail), Some(head)) = (pieces.next(), pieces.next()) else { return title };
    let length = tail.trim().chars().count();
    let lone = tail.starts_with(' ') && head.ends_with([' ', '|']);
    let head = head.trim_end_matches(['|', ' ']);
    if lone && (2..=40).contains(&length) && head.chars().count() >= 25 { head } else { title }
}

/// At most `limit` bytes, cut on a character border.
fn cut(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let end = (0..=limit).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(title: &str, text: &str, lang: &'static str) -> Vec<(String, u8, u8, u8)> {
        let interner = Arc::new(Interner::default());
        let mut counter = TermCounter::new(interner.clone());
        let mut counts = counter.count(title, text, lang).terms;
        drop(counter);
        let interner = Arc::into_inner(interner).expect("no other owner");
        let (vocabulary, ids) = interner.finish(|_| 0);
        renumber(&mut counts, &ids);
        let row = |c: &TermCount| (vocabulary.stem(c.term).to_owned(), c.all, c.lead, c.title);
        counts.iter().map(row).collect()
    }

    #[test]
    fn headline_counts_twice_and_words_are_stemmed() {
        let row = |s: &str, a, l, t| (s.to_owned(), a, l, t);
        assert_eq!(
            count("Visits Hanoi", "Hanoi’s rare-earth visit", "en"),
            [row("hanoi", 3, 2, 1), row("rare-earth", 1, 1, 0), row("visit", 3, 2, 1),]
        );
    }

    #[test]
    fn the_first_way_to_write_a_word_does_not_tell_its_stem() {
        let ways = ["non-profits", "NON‐PROFITS", "non‑pro\u{ad}fits", "ｎｏｎ-profits"];
        for first in ways {
            for second in ways {
                let counted = count("", &format!("{first} {second}"), "en");
                assert_eq!(counted, [("non-profit".to_owned(), 2, 2, 2)], "{first} {second}");
            }
        }
    }

    #[test]
    fn without_headline_the_first_words_stand_in() {
        assert_eq!(count("", "quake", "en"), [("quak".to_owned(), 1, 1, 1)]);
    }

    #[test]
    fn a_body_that_repeats_its_headline_is_read_from_behind_it() {
        assert_eq!(
            count("Quake", "Quake hits", "en"),
            [("hit".to_owned(), 1, 1, 0), ("quak".to_owned(), 2, 1, 1)]
        );
    }

    #[test]
    fn passages_can_be_left_out() {
        let footer = "Sign up for our newsletter and read it every morning.";
        let text = format!("A dam broke. {footer} Rain fell on every one of the towns.");
        let mut counter = TermCounter::new(Arc::default());
        let passages =
            |counted: &Counted| -> Vec<u64> { counted.passages.iter().map(|p| p.hash).collect() };
        let whole = counter.count("", &text, "en");
        let alone = passages(&counter.count("", &footer.to_uppercase(), "en"));
        assert_eq!(passages(&whole)[0], alone[0], "known again by its words");
        assert_eq!((whole.passages.len(), whole.passages[0].words), (2, 10));
        let without = counter.count_without("", &text, "en", |hash| hash == alone[0]);
        let shorter = counter.count("", "A dam broke. Rain fell on every one of the towns.", "en");
        assert_eq!((without.terms, without.passages), (shorter.terms, whole.passages));
    }

    #[test]
    fn ideographs_pair_up() {
        let terms: Vec<String> = count("", "東京都 x", "ja").into_iter().map(|r| r.0).collect();
        assert_eq!(terms, ["x", "京都", "東京"]);
        let both_ways = count("", "東京 京東 日日 木木", "ja");
        assert_eq!(both_ways.len(), 4, "order and doubled characters tell");
    }

    #[test]
    fn outlets_are_cut_from_headlines() {
        let long = "Second-largest deposits of rare earths";
        assert_eq!(strip_outlet(&format!("{long} - The Ledger")), long);
        assert_eq!(strip_outlet(&format!("{long} || Ledger")), long);
        assert_eq!(strip_outlet("Two dead - police"), "Two dead - police");
        assert_eq!(strip_outlet(long), long);
    }
}
