//! Heavy rewriting: texts that say the same in other words, but not in all others.
//!
//! Two reporters of one event share its names, its figures and what was said to both. One who
//! rewrites another's text also keeps runs of plain words. So the score is the containment of word
//! 3-grams that lie outside quotation marks and hold neither a figure nor a name. (Short-gram
//! containment as the measure of reuse: Clough and Stevenson, *Developing a corpus of plagiarised
//! short answers*, 2011.)
//!
//! Pairs are nominated by rare grams: those that few texts of the run hold; how few depends on its
//! size, so that the work grows no faster than the run. A rewrite is a link with a score, never a
//! copy.

use rayon::prelude::*;

use super::candidates::GramIndex;
use super::fingerprint::{count_shared, gram_of};
use crate::text::words;

/// Score from which two texts are linked.
pub const REWRITE: f32 = 0.06;
/// Days between a text and its rewrite.
pub const DAYS: u64 = 4;
/// A gram that more texts hold is not rare, however small the run.
const LONGEST_LIST: usize = 24;
/// Meetings of two texts over a gram that are looked at, for each text of the run.
const MEETINGS: usize = 16;
/// As many are looked at in any run.
const FEWEST_MEETINGS: usize = 200_000;
/// Rare grams that two texts must share.
const FEWEST_RARE: usize = 3;
/// Estimated containment from which a pair is looked at.
const LOOKED_AT: f32 = 0.05;
/// Pairs looked at for one text, the most alike first.
const MOST_PAIRS: usize = 12;
/// A text of fewer plain grams gives no score.
const FEWEST_PLAIN: usize = 40;

/// Pairs of positions `(a, b)`, `a < b`, sorted, that share rare grams and are `wanted`.
pub fn nominate(index: &GramIndex, wanted: impl Fn(u32, u32) -> bool) -> Vec<(u32, u32)> {
    let mut met: Vec<u64> = Vec::new();
    let longest = longest_list(index.texts(), index);
    for list in index.lists().filter(|list| (2..=longest).contains(&list.len())) {
        for (at, second) in list.iter().enumerate() {
            let second = u64::from(*second);
            met.extend(list[..at].iter().map(|first| u64::from(*first) << 32 | second));
        }
    }
    met.par_sort_unstable();
    let mut pairs: Vec<(f32, u32, u32)> = met
        .chunk_by(|x, y| x == y)
        .filter(|run| run.len() >= FEWEST_RARE)
        .filter_map(|run| {
            let (a, b) = ((run[0] >> 32) as u32, run[0] as u32);
            if !wanted(a, b) {
                return None;
            }
            let overlap = index.overlap(a, b).containment();
            (overlap >= LOOKED_AT).then_some((overlap, a, b))
        })
        .collect();
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut seen = vec![0_usize; index.texts()];
    pairs.retain(|(_, a, b)| {
        [*a, *b].into_iter().for_each(|text| seen[text as usize] += 1);
        seen[*a as usize].min(seen[*b as usize]) <= MOST_PAIRS
    });
    let mut pairs: Vec<(u32, u32)> = pairs.into_iter().map(|(_, a, b)| (a, b)).collect();
    pairs.sort_unstable();
    pairs
}

/// How many texts may hold a gram that counts as rare: as many as the work for a run of `n` texts
/// allows.
fn longest_list(n: usize, index: &GramIndex) -> usize {
    let mut lists = [0_usize; LONGEST_LIST + 1];
    for list in index.lists().filter(|list| list.len() <= LONGEST_LIST) {
        lists[list.len()] += 1;
    }
    let mut meetings = 0;
    let within = |length: &usize| {
        meetings += lists[*length] * length * (length - 1) / 2;
        meetings <= FEWEST_MEETINGS.max(MEETINGS * n)
    };
    (2..=LONGEST_LIST).take_while(within).last().unwrap_or(2)
}

/// The plain 3-grams of a text, sorted and unique.
pub struct PlainGrams(Vec<u64>);

impl PlainGrams {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let (mut quoted, mut end) = (false, 0);
        // The last words in a row that are plain.
        let (mut before, mut last, mut run) = (0, 0, 0_usize);
        let mut grams = Vec::with_capacity(text.len() / 8);
        for word in words::words(text) {
            let between = &text[end..word.span.start as usize];
            let sentence = end == 0 || between.contains(['.', '!', '?', ':', '\n', '"', '“', '”']);
            quoted = is_quoted_after(quoted, between);
            end = word.span.end as usize;
            let first = word.span.of(text).chars().next();
            let figure = first.is_some_and(char::is_numeric);
            let name = !sentence && first.is_some_and(char::is_uppercase);
            run = if quoted || figure || name { 0 } else { run + 1 };
            if run >= 3 {
                grams.push(gram_of(before, last, word.hash));
            }
            (before, last) = (last, word.hash);
        }
        grams.sort_unstable();
        grams.dedup();
        Self(grams)
    }

    /// How much of the smaller text stands in the other, 0..=1; 0 where one is too short to tell.
    pub fn score(&self, other: &Self) -> f32 {
        let fewer = self.0.len().min(other.0.len());
        if fewer < FEWEST_PLAIN {
            return 0.0;
        }
        count_shared(&self.0, &other.0) as f32 / fewer as f32
    }
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
    use super::super::fingerprint::Fingerprint;
    use super::*;

    #[test]
    fn quotes_names_and_figures_are_not_plain() {
        let size = |text: &str| PlainGrams::of(text).0.len();
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
    fn rare_grams_bring_rewrites_together() {
        let text =
            |from: usize, to: usize| -> String { (from..to).map(|i| format!("w{i} ")).collect() };
        let texts = [text(0, 300), text(250, 550), text(1000, 1300), text(0, 290)];
        let prints: Vec<Fingerprint> = texts.iter().map(|t| Fingerprint::of(t)).collect();
        let prints: Vec<Option<&Fingerprint>> = prints.iter().map(Some).collect();
        let pairs = nominate(&GramIndex::new(&prints), |a, b| (a, b) != (0, 3));
        assert_eq!(pairs, [(0, 1), (1, 3)], "0 and 3 are known for copies");
    }
}
