//! Heavy rewriting: texts that say the same in other words, but not in all others.
//!
//! Two reporters of one event share its names, its figures and what was said to both, and phrases of
//! the trade. One who rewrites another's text also keeps runs of plain words, and the order in which
//! its long words follow each other where the words between them were changed. So the score is the
//! geometric mean of two containments, outside quotation marks and without figures and names:
//!
//! - of word 3-grams (short-gram containment as the measure of reuse: Clough and Stevenson,
//!   *Developing a corpus of plagiarised short answers*, 2011);
//! - of pairs of long words, up to three long words and eight words apart (skip-bigrams: Lin and
//!   Och, *Automatic evaluation of machine translation quality*, 2004).
//!
//! The cut lies where no pair of their corpus does, so that hardly any pair of reporters passes it.
//!
//! Pairs are nominated by rare grams: those that few texts of the run hold; how few depends on its
//! size, so that the work grows no faster than the run. A rewrite is a link with a score, never a
//! copy.

use rayon::prelude::*;

use super::fingerprint::{count_shared, gram_of};
use super::gram_index::GramIndex;
use crate::error::Result;
use crate::text::words::{self, mix};

/// Score from which two texts are linked.
pub const REWRITE: f32 = 0.12;
/// Days between a text and its rewrite.
pub const DAYS: u64 = 4;
/// A gram that more texts hold is not rare, however small the run.
const LONGEST_LIST: usize = 24;
/// Meetings of two texts over a gram that are looked at, for each text of the run.
const MEETINGS: usize = 16;
/// As many are looked at in any run.
const FEWEST_MEETINGS: usize = 200_000;
/// Texts that a thread takes at a time.
const AT_ONCE: usize = 1 << 10;
/// Rare grams that two texts must share.
const FEWEST_RARE: usize = 3;
/// Estimated containment from which a pair is looked at.
const LOOKED_AT: f32 = 0.05;
/// Pairs looked at for one text, the most alike first.
const MOST_PAIRS: usize = 12;
/// A text of fewer plain grams gives no score.
const FEWEST_PLAIN: usize = 40;
/// A text of fewer pairs of long words is judged by its plain grams alone.
const FEWEST_SKIPS: usize = 30;
/// Letters of a long word.
const LONG: usize = 5;
/// Long words that are paired with a long word before them.
const SKIPS: usize = 3;
/// Words between the two at most.
const REACH: u32 = 8;

/// Pairs of positions `(a, b)`, `a < b`, sorted, that share rare grams and are `wanted`.
///
/// # Errors
/// If the index can no longer be read.
pub fn nominate(
    index: &GramIndex,
    wanted: impl Fn(u32, u32) -> bool + Sync,
) -> Result<Vec<(u32, u32)>> {
    let rare = Rare::of(index);
    let texts: Vec<u32> = (0..index.texts() as u32).collect();
    let found: Vec<Vec<(f32, u32, u32)>> = texts
        .par_chunks(AT_ONCE)
        .map(|firsts| rare.pairs(firsts, &wanted))
        .collect::<Result<_>>()?;
    let pairs = found.concat();
    drop(found);
    Ok(most_alike(texts.len(), pairs))
}

/// Of pairs of so many texts with their estimated containment those that are looked at, sorted.
pub(super) fn most_alike(texts: usize, mut pairs: Vec<(f32, u32, u32)>) -> Vec<(u32, u32)> {
    pairs.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut seen = vec![0_usize; texts];
    pairs.retain(|(_, a, b)| {
        [*a, *b].into_iter().for_each(|text| seen[text as usize] += 1);
        seen[*a as usize].min(seen[*b as usize]) <= MOST_PAIRS
    });
    let mut pairs: Vec<(u32, u32)> = pairs.into_iter().map(|(_, a, b)| (a, b)).collect();
    pairs.sort_unstable();
    pairs
}

/// How many texts may hold a rare gram in a run of so many: as many as the work for a run of its
/// size allows. `lists` tells how many grams so many texts hold.
pub(super) fn longest_rare(texts: usize, lists: impl Fn(usize) -> usize) -> usize {
    let most = FEWEST_MEETINGS.max(MEETINGS * texts);
    let (mut longest, mut meetings) = (2, lists(2));
    while longest < LONGEST_LIST {
        let next = longest + 1;
        let more = lists(next) * next * (next - 1) / 2;
        if meetings + more > most {
            break;
        }
        (longest, meetings) = (next, meetings + more);
    }
    longest
}

/// Two texts that meet over so many rare grams, and share so much, are looked at.
pub(super) fn is_looked_at(meetings: usize, containment: f32) -> bool {
    meetings >= FEWEST_RARE && containment >= LOOKED_AT
}

/// The grams that few texts hold.
struct Rare<'a> {
    index: &'a GramIndex,
    /// So many at most.
    longest: usize,
}

impl<'a> Rare<'a> {
    fn of(index: &'a GramIndex) -> Self {
        let mut lists = [0_usize; LONGEST_LIST + 1];
        for list in index.lists().filter(|list| list.len() <= LONGEST_LIST) {
            lists[list.len()] += 1;
        }
        Self { index, longest: longest_rare(index.texts(), |length| lists[length]) }
    }

    /// Wanted pairs whose first text is one of `firsts` and that share enough rare grams, with their
    /// estimated containment.
    fn pairs(
        &self,
        firsts: &[u32],
        wanted: &impl Fn(u32, u32) -> bool,
    ) -> Result<Vec<(f32, u32, u32)>> {
        let (mut met, mut pairs) = (Vec::new(), Vec::new());
        for first in firsts {
            let own = self.index.entry(*first)?;
            met.clear();
            let lists = own.lists.iter().map(|list| self.index.holders(*list));
            for list in lists.filter(|list| list.len() <= self.longest) {
                met.extend_from_slice(&list[list.partition_point(|text| text <= first)..]);
            }
            met.sort_unstable();
            for often in met.chunk_by(|x, y| x == y).filter(|run| run.len() >= FEWEST_RARE) {
                let second = often[0];
                if !wanted(*first, second) {
                    continue;
                }
                let overlap = own.overlap(&self.index.entry(second)?).containment();
                if is_looked_at(often.len(), overlap) {
                    pairs.push((overlap, *first, second));
                }
            }
        }
        Ok(pairs)
    }
}

/// The plain 3-grams of a text and its pairs of long plain words, sorted and unique.
pub struct PlainGrams {
    grams: Vec<u64>,
    skips: Vec<u64>,
}

impl PlainGrams {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let (mut quoted, mut end) = (false, 0);
        // The last words in a row that are plain.
        let (mut before, mut last, mut run) = (0, 0, 0_usize);
        let mut grams = Vec::with_capacity(text.len() / 8);
        let mut long =
            LongWords { held: [(0, 0); SKIPS], pairs: Vec::with_capacity(text.len() / 6) };
        for (word, place) in words::words(text).zip(1..) {
            let between = &text[end..word.span.start as usize];
            let sentence = end == 0 || between.contains(['.', '!', '?', ':', '\n', '"', '“', '”']);
            quoted = is_quoted_after(quoted, between);
            end = word.span.end as usize;
            let first = word.span.of(text).chars().next();
            let figure = first.is_some_and(char::is_numeric);
            let name = !sentence && first.is_some_and(char::is_uppercase);
            let plain = !(quoted || figure || name);
            run = if plain { run + 1 } else { 0 };
            if run >= 3 {
                grams.push(gram_of(before, last, word.hash));
            }
            (before, last) = (last, word.hash);
            // A word of a script without spaces is one sign, and none of them is long.
            if plain && !word.ideograph && word.span.of(text).chars().nth(LONG - 1).is_some() {
                long.add(word.hash, place);
            }
        }
        Self { grams: distinct(grams), skips: distinct(long.pairs) }
    }

    /// How much of the smaller text stands in the other, 0..=1; 0 where one is too short to tell.
    pub fn score(&self, other: &Self) -> f32 {
        let grams = contained(&self.grams, &other.grams, FEWEST_PLAIN).unwrap_or(0.0);
        let skips = contained(&self.skips, &other.skips, FEWEST_SKIPS).unwrap_or(grams);
        (grams * skips).sqrt()
    }
}

/// The last long words with their places, and the pairs found.
struct LongWords {
    held: [(u64, u32); SKIPS],
    pairs: Vec<u64>,
}

impl LongWords {
    fn add(&mut self, word: u64, place: u32) {
        for (before, at) in self.held {
            // Places count from 1: 0 is no word.
            if at > 0 && place - at <= REACH {
                self.pairs.push(mix(before, word));
            }
        }
        self.held.rotate_left(1);
        self.held[SKIPS - 1] = (word, place);
    }
}

fn distinct(mut hashes: Vec<u64>) -> Vec<u64> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Share of the smaller set in the other; none where it has fewer than `fewest`.
fn contained(a: &[u64], b: &[u64], fewest: usize) -> Option<f32> {
    let fewer = a.len().min(b.len());
    (fewer >= fewest).then(|| count_shared(a, b) as f32 / fewer as f32)
}

/// Whether the text is inside quotation marks after what stands between two words. A quote does
/// not go over the end of a paragraph, whether it was closed or not.
fn is_quoted_after(mut quoted: bool, between: &str) -> bool {
    for mark in between.chars() {
        match mark {
            '"' => quoted = !quoted,
            '“' | '„' | '«' | '「' => quoted = true,
            '”' | '»' | '」' | '\n' => quoted = false,
            _ => {}
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_taken_up_to_the_length_that_the_work_allows() {
        // Pairs of a list of n are n (n - 1) / 2: 60,000 of two and 40,000 of three are 180,000,
        // and 4,000 of four would be 24,000 more.
        let lists = |n: usize| [0, 0, 60_000, 40_000, 4_000].get(n).copied().unwrap_or(0);
        assert_eq!(longest_rare(10, lists), 3);
        // A larger run may do more.
        assert_eq!(longest_rare(13_000, lists), LONGEST_LIST);
        assert_eq!(longest_rare(10, |n| if n == 2 { 100 } else { 0 }), LONGEST_LIST);
    }

    #[test]
    fn quotes_names_and_figures_are_not_plain() {
        let size = |text: &str| PlainGrams::of(text).grams.len();
        assert_eq!(size("the river rose over its banks"), 4);
        assert_eq!(size("the river rose \"over its banks\" again"), 1);
        assert_eq!(size("the river Elm rose over banks"), 1, "rose over banks");
        assert_eq!(size("about 12 towns were flooded"), 1, "towns were flooded");
    }

    #[test]
    fn shared_quotes_make_no_rewrite_and_kept_runs_do() {
        let plain = |seed: usize, n: usize| -> String {
            (0..n).map(|i| format!("w{seed}x{} ", "i".repeat(i + 1))).collect()
        };
        let quote = plain(9, 60);
        let a = PlainGrams::of(&format!("{} “{quote}”", plain(1, 60)));
        let b = PlainGrams::of(&format!("{} “{quote}”", plain(2, 60)));
        assert_eq!(a.score(&b), 0.0);
        let kept = PlainGrams::of(&format!("{} {}", plain(3, 50), plain(1, 12)));
        assert!(kept.score(&a) >= REWRITE);
    }

    #[test]
    fn long_words_are_paired_within_reach() {
        let skips = |text: &str| PlainGrams::of(text).skips.len();
        assert_eq!(skips("river of the valley"), 1);
        assert_eq!(skips("water river valley bridge village"), 1 + 2 + 3 + 3);
        assert_eq!(skips(&format!("river {} valley", "of ".repeat(8))), 0, "too far apart");
        assert_eq!(skips("water of the river Denby"), 1, "names are not plain");
    }

    #[test]
    fn changed_words_between_long_ones_cost_less_than_others() {
        let text = |between: &str, long: &str| -> String {
            (0..60).map(|i| format!("{long}{} {between} of a ", "i".repeat(i + 5))).collect()
        };
        let original = PlainGrams::of(&text("was", "w"));
        let edited = PlainGrams::of(&text("has", "w")).score(&original);
        let other = PlainGrams::of(&text("was", "x")).score(&original);
        assert!(edited > other, "{edited} {other}");
    }

    #[test]
    fn rare_grams_bring_rewrites_together() {
        let text =
            |from: usize, to: usize| -> String { (from..to).map(|i| format!("w{i} ")).collect() };
        let texts = [text(0, 300), text(250, 550), text(1000, 1300), text(0, 290)];
        let pairs = nominate(&GramIndex::of_texts(&texts), |a, b| (a, b) != (0, 3))
            .expect("it is in memory");
        assert_eq!(pairs, [(0, 1), (1, 3)], "0 and 3 are known for copies");
    }
}
