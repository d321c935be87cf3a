//! Forms that only the run shows, among pairs that each look like a copy.
//!
//! A form with one or two places to fill in differs from itself as an edited copy does. Two things
//! tell them apart:
//!
//! - *company*: two texts that are look-alikes of one form with more texts than they are copies of
//!   fill that form, and come near each other by chance, unless one only adds to the other;
//! - *columns*: lay the members of a group beside their survivor. Where an editor changes a word,
//!   the others keep it; where a form has a place, (almost) each member reads otherwise. Members
//!   that read the same in all such places are copies, the others are not. What fills a line or
//!   sentence of its own, or stands before or after the text, was put in and fills no place.

use std::ops::Range;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::alignment::{Stretch, align};
use super::group::{accepted, stars};
use super::verify::{Checked, Outcome};
use crate::analysis::LookAlike;
use crate::article::Span;
use crate::error::Result;
use crate::text::words::{self, mix};

/// Other texts that a group must hold to be laid side by side.
const FEWEST: usize = 3;
/// Members that are laid beside the survivor to find the columns.
const LAID: usize = 40;
/// How often what is left of forms is laid side by side again.
const ROUNDS: usize = 4;
/// Words of a place in a form.
const PLACE: usize = 8;
/// Words of a place that is the rest of a line.
const PLACE_IN_A_LINE: usize = 5;
/// Words that such a line begins with.
const LABEL: usize = 3;
/// Words of a place at the beginning of a form.
const NAME: usize = 3;
/// Jaccard similarity from which a text that adds to another is no form filled otherwise.
const GROWN: f32 = 0.8;
/// Words beside a place that must be the same.
const BESIDE: usize = 2;
/// A column is open where no reading is that of more of the members.
const COMMON: f32 = 0.4;
/// Share of all changes that must stand in the open columns of a form.
const IN_PLACES: f32 = 0.25;
/// Words of a text that is laid beside another: longer ones are no forms.
const LONGEST: usize = 1500;

/// Takes out of the copies those pairs of which both texts are look-alikes of a form more often
/// than they are copies, unless one only adds to the other.
///
/// # Errors
/// If `text` cannot read one.
pub fn by_company(
    checked: &mut [Checked],
    text: impl Fn(u32) -> Result<String> + Sync,
) -> Result<()> {
    // How much more often a text is a look-alike of a form than a copy.
    let mut more: HashMap<u32, i64> = HashMap::new();
    let of = |outcome| move |pair: &&Checked| pair.verified.outcome == outcome;
    for pair in checked.iter().filter(of(TEMPLATE)) {
        [pair.a, pair.b].into_iter().for_each(|text| *more.entry(text).or_default() += 1);
    }
    for pair in checked.iter().filter(of(Outcome::Copy)) {
        for text in [pair.a, pair.b] {
            more.entry(text).and_modify(|more| *more -= 1);
        }
    }
    let fills_a_form = |text: u32| more.get(&text).is_some_and(|more| *more > 0);
    let copies = checked.par_iter_mut().filter(|pair| pair.verified.outcome == Outcome::Copy);
    copies.filter(|pair| fills_a_form(pair.a) && fills_a_form(pair.b)).try_for_each(|pair| {
        let grown = pair.verified.jaccard >= GROWN && {
            let (a, b) = (Laid::of(&text(pair.a)?), Laid::of(&text(pair.b)?));
            a.words.len().max(b.words.len()) > LONGEST || a.replaces_nothing_of(&b)
        };
        if !grown {
            pair.verified.outcome = TEMPLATE;
        }
        Ok(())
    })
}

const TEMPLATE: Outcome = Outcome::LookAlike(LookAlike::Template);

/// Takes out of the copies of `n` texts the pairs that fill a form differently; `alike` tells how
/// many texts have the words of one, itself counted.
///
/// # Errors
/// If `text` cannot read one.
pub fn by_columns(
    n: usize,
    checked: &mut [Checked],
    alike: impl Fn(u32) -> u32 + Sync,
    text: impl Fn(u32) -> Result<String> + Sync,
) -> Result<()> {
    let mut groups = groups_of(&stars(n, &accepted(checked)));
    // What is left of a form may fill another.
    for _ in 0..ROUNDS {
        let filled: Vec<Vec<(u32, Filling)>> = groups
            .par_iter()
            .map(|(survivor, members)| fillings(*survivor, members, &alike, &text))
            .collect::<Result<_>>()?;
        let filled: HashMap<u32, Filling> = filled.into_iter().flatten().collect();
        if filled.is_empty() {
            break;
        }
        let star = stars(n, &accepted(checked));
        for pair in checked.iter_mut().filter(|pair| pair.verified.outcome == Outcome::Copy) {
            if let (Some(a), Some(b)) = (filled.get(&pair.a), filled.get(&pair.b))
                && star[pair.a as usize] == star[pair.b as usize]
                && a.differs(b)
            {
                pair.verified.outcome = TEMPLATE;
            }
        }
        groups = groups_of(&stars(n, &accepted(checked)));
        let is_left = |text: &u32| filled.contains_key(text);
        groups.retain(|(survivor, members)| is_left(survivor) || members.iter().any(is_left));
    }
    // Too few are left of some forms to be laid side by side.
    by_company(checked, text)
}

/// The groups that are large enough to be laid side by side, each a survivor and its members.
fn groups_of(star: &[u32]) -> Vec<(u32, Vec<u32>)> {
    let mut groups: HashMap<u32, Vec<u32>> = HashMap::new();
    for (survivor, member) in star.iter().zip(0..).filter(|(survivor, at)| **survivor != *at) {
        groups.entry(*survivor).or_default().push(member);
    }
    groups.into_iter().filter(|(_, members)| members.len() >= FEWEST).collect()
}

/// What a text reads in each place of a form; `None` where it lacks the place.
#[derive(Debug, PartialEq)]
struct Filling(Vec<Option<u64>>);

impl Filling {
    fn differs(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|pair| matches!(pair, (Some(x), Some(y)) if x != y))
    }
}

/// How the texts of a group fill their form; nothing where they are copies.
fn fillings(
    survivor: u32,
    members: &[u32],
    alike: impl Fn(u32) -> u32,
    text: impl Fn(u32) -> Result<String>,
) -> Result<Vec<(u32, Filling)>> {
    let whole = Laid::of(&text(survivor)?);
    if whole.words.len() > LONGEST {
        return Ok(Vec::new());
    }
    let mut columns = Columns::of(&whole, alike(survivor));
    for &member in members.iter().take(LAID) {
        columns.add(&whole.beside(&Laid::of(&text(member)?)), alike(member));
    }
    let open = columns.open();
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let own = Filling(open.iter().map(|_| Some(KEPT)).collect());
    let mut filled = vec![(survivor, own)];
    for &member in members {
        let readings = whole.beside(&Laid::of(&text(member)?));
        let reading = |at: &usize| readings.get(*at).copied().flatten();
        filled.push((member, Filling(open.iter().map(reading).collect())));
    }
    Ok(filled)
}

/// Stands for the survivor's own reading.
const KEPT: u64 = 0;

/// The words of a text, ready to be laid beside another.
struct Laid {
    words: Vec<u64>,
    /// For each word, whether it goes on with the sentence of the word before.
    goes_on: Vec<bool>,
    /// For each word, whether it is the first of a line.
    begins_line: Vec<bool>,
    /// For each word, whether nothing but space stands between it and the word before.
    spaced: Vec<bool>,
}

impl Laid {
    fn of(text: &str) -> Self {
        let (mut words, mut goes_on) = (Vec::new(), Vec::new());
        let (mut begins_line, mut spaced) = (Vec::new(), Vec::new());
        let mut end = None;
        for word in words::words(text) {
            let Span { start, end: next } = word.span;
            let between = end.map(|end| &text[end..start as usize]);
            words.push(word.hash);
            goes_on.push(between.is_some_and(|b| !b.contains(['.', '!', '?', '\n'])));
            begins_line.push(between.is_none_or(|b| b.contains('\n')));
            spaced.push(between.is_some_and(|b| b.bytes().all(|byte| byte == b' ')));
            end = Some(next as usize);
        }
        Self { words, goes_on, begins_line, spaced }
    }

    /// The reading of another text at each word: [`KEPT`] where it has the same word, at the first
    /// word of a place that it fills otherwise a hash of what stands there, else nothing.
    fn beside(&self, other: &Self) -> Vec<Option<u64>> {
        let mut readings = vec![None; self.words.len()];
        // So long a text fills no form.
        if other.words.len() > LONGEST {
            return readings;
        }
        let stretches = align(&self.words, &other.words);
        let same = |at: Option<usize>| match at.and_then(|at| stretches.get(at)) {
            Some(Stretch::Same { words, .. }) => *words,
            _ => 0,
        };
        for (at, stretch) in stretches.iter().enumerate() {
            match stretch {
                Stretch::Same { first, words, .. } => {
                    readings[*first..first + words].fill(Some(KEPT));
                }
                Stretch::Other { first, second } => {
                    let (before, after) = (same(at.checked_sub(1)), same(Some(at + 1)));
                    let ends = at + 1 == stretches.len();
                    if self.is_place(first, second.len(), (before, after), ends) {
                        let new = &other.words[second.clone()];
                        readings[first.start] =
                            Some(new.iter().fold(1, |hash, word| mix(hash, *word)));
                    }
                }
            }
        }
        readings
    }

    /// The other text has all of its words and some more, or lacks some.
    fn replaces_nothing_of(&self, other: &Self) -> bool {
        let replaces = |stretch: &Stretch| match stretch {
            Stretch::Same { .. } => false,
            Stretch::Other { first, second } => !first.is_empty() && !second.is_empty(),
        };
        !align(&self.words, &other.words).iter().any(replaces)
    }

    /// Other words where `words` of this text stand fill a place of it; so many words beside it are
    /// the same. `ends` tells that the text ends with it.
    fn is_place(
        &self,
        words: &Range<usize>,
        other: usize,
        (before, after): (usize, usize),
        ends: bool,
    ) -> bool {
        if words.is_empty() || other == 0 {
            return false;
        }
        // Outlets put their own words before a text, and after it in sentences of their own.
        let begins = words.start == 0 && words.len() == other && other <= NAME;
        let begins = begins && self.spaced.get(words.end).is_some_and(|spaced| *spaced);
        let ends = ends && self.goes_on[words.start];
        (before > 0 || begins)
            && (after > 0 || ends)
            && before.max(after) >= BESIDE
            && words.len().max(other) <= self.room(words.start, words.len())
    }

    /// How many words may fill the place of some words: few where they are the rest of a line that
    /// begins with a word or two, since what outlets put in may do so too (`Read on: ..`), none where
    /// they are whole sentences.
    fn room(&self, first: usize, words: usize) -> usize {
        let after = first + words;
        let goes_on = |at: usize| self.goes_on.get(at).is_some_and(|goes_on| *goes_on);
        if !goes_on(first) && !goes_on(after) {
            return 0;
        }
        let begins_line = |at: usize| self.begins_line.get(at).is_none_or(|begins| *begins);
        let label = first.saturating_sub(LABEL)..=first;
        if begins_line(after) && label.into_iter().any(begins_line) {
            PLACE_IN_A_LINE
        } else {
            PLACE
        }
    }
}

/// The readings of a group at each word of its survivor.
struct Columns {
    /// Texts of the survivor's words.
    own: u32,
    /// Texts laid beside it, with those of the same words.
    laid: u32,
    /// By word of the survivor.
    words: Vec<Column>,
}

#[derive(Clone, Default)]
struct Column {
    /// Texts that read as the survivor does, itself left out.
    kept: u32,
    /// Texts by what they read instead.
    others: HashMap<u64, u32>,
}

impl Columns {
    fn of(survivor: &Laid, own: u32) -> Self {
        Self { own, laid: 0, words: vec![Column::default(); survivor.words.len()] }
    }

    /// Takes in the readings of so many texts of the same words.
    fn add(&mut self, readings: &[Option<u64>], texts: u32) {
        self.laid += texts;
        for (column, reading) in self.words.iter_mut().zip(readings) {
            match reading {
                Some(KEPT) => column.kept += texts,
                Some(other) => *column.others.entry(*other).or_default() += texts,
                None => {}
            }
        }
    }

    /// The places of a form: columns that most members have, with several readings, none common.
    /// None where the members differ elsewhere too: noise opens a column by chance.
    fn open(&self) -> Vec<usize> {
        let changed = |column: &Column| column.others.values().sum::<u32>();
        let is_open = |column: &Column| {
            let have = column.kept + changed(column);
            let commonest = column.others.values().max().copied().unwrap_or(0);
            let commonest = commonest.max(column.kept + self.own);
            column.others.len() >= FEWEST
                && have * 2 >= self.laid
                && commonest as f32 <= COMMON * (have + self.own) as f32
        };
        let open: Vec<usize> =
            (0..self.words.len()).filter(|at| is_open(&self.words[*at])).collect();
        let in_open: u32 = open.iter().map(|at| changed(&self.words[*at])).sum();
        let in_all: u32 = self.words.iter().map(changed).sum();
        if in_open as f32 >= IN_PLACES * in_all as f32 { open } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::verify::Verified;
    use super::*;

    fn pair(a: u32, b: u32, outcome: Outcome) -> Checked {
        let measured = Verified {
            jaccard: 0.9,
            containment: 0.9,
            first_in_second: 0.9,
            second_in_first: 0.9,
            outcome,
        };
        Checked { a, b, verified: measured }
    }

    /// The pairs of texts that stay copies, when all were.
    fn copies(texts: &[String]) -> Vec<(u32, u32)> {
        let n = texts.len() as u32;
        let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| pair(a, b, Outcome::Copy)));
        let mut checked: Vec<Checked> = pairs.collect();
        by_columns(texts.len(), &mut checked, |_| 1, |at| Ok(texts[at as usize].clone()))
            .expect("texts are at hand");
        accepted(&checked)
    }

    fn bulletin(magnitude: u32) -> String {
        format!("A quake of magnitude {magnitude} shook the coast today and nobody was hurt by it.")
    }

    #[test]
    fn a_form_with_one_place_keeps_those_that_fill_it_alike() {
        let texts = [1, 2, 3, 4, 2].map(bulletin);
        assert_eq!(copies(&texts), [(1, 4)]);
    }

    #[test]
    fn edits_in_different_places_fill_no_form() {
        let words: Vec<&str> =
            "the river rose over its banks last night and took a bridge".split(' ').collect();
        let edited = |at: usize| {
            let mut words = words.clone();
            words[at] = "edited";
            words.join(" ")
        };
        assert_eq!(copies(&[2, 4, 6, 8].map(edited)).len(), 6);
    }

    #[test]
    fn noise_all_over_fills_no_form() {
        let words: Vec<String> = (0..60).map(|i| format!("w{i}")).collect();
        // Each changes every fourth word, one also the word that all change.
        let noisy = |text: usize| {
            let changed = |at: usize| at == 30 || (at + text).is_multiple_of(4);
            let word = |(at, word): (usize, &String)| {
                if changed(at) { format!("x{at}x{text} ") } else { format!("{word} ") }
            };
            words.iter().enumerate().map(word).collect()
        };
        let texts: Vec<String> = (0..5).map(noisy).collect();
        assert_eq!(copies(&texts).len(), 10);
    }

    #[test]
    fn a_line_of_its_own_is_no_place() {
        let text = |own: &str| {
            let headline = format!("{own} ").repeat(6);
            format!("The river rose over its banks.\nRead on: {headline}\nIt took a bridge.")
        };
        let texts = ["one", "two", "three", "four"].map(text);
        assert_eq!(copies(&texts).len(), 6);
    }

    #[test]
    fn a_very_long_text_is_not_laid_beside_a_short_one() {
        let long: String = (0..=LONGEST).map(|i| format!("w{i} ")).collect();
        let short = Laid::of(&bulletin(1));
        assert!(short.beside(&Laid::of(&(bulletin(2) + &long))).iter().all(Option::is_none));
        assert!(short.beside(&Laid::of(&bulletin(2))).iter().all(Option::is_some));
        let longest: String = (0..LONGEST).map(|i| format!("w{i} ")).collect();
        let longest = Laid::of(&longest);
        assert!(longest.beside(&longest).iter().all(Option::is_some), "not one word too long");
    }

    #[test]
    fn members_of_the_same_words_count_each() {
        let texts = [1, 2, 3, 4].map(bulletin);
        let pairs = (1..4).map(|b| pair(0, b, Outcome::Copy));
        let mut checked: Vec<Checked> = pairs.collect();
        let alike = |at| if at == 0 { 10 } else { 1 };
        by_columns(4, &mut checked, alike, |at| Ok(texts[at as usize].clone())).expect("at hand");
        assert_eq!(accepted(&checked).len(), 3, "ten reprints and three edits of one word");
    }

    #[test]
    fn two_texts_of_one_form_are_no_copies_by_chance() {
        let mut checked = vec![
            pair(0, 1, TEMPLATE),
            pair(0, 2, TEMPLATE),
            pair(1, 2, TEMPLATE),
            pair(1, 3, TEMPLATE),
            pair(2, 3, Outcome::Copy),
            pair(3, 4, TEMPLATE),
            pair(4, 5, Outcome::Copy),
        ];
        by_company(&mut checked, |at| Ok(bulletin(at))).expect("texts are at hand");
        assert_eq!(accepted(&checked), [(4, 5)], "5 stands in no other pair");
    }

    #[test]
    fn a_place_has_words_in_both_and_the_same_words_beside_it() {
        let laid = Laid::of("The river rose by the old mill on Monday night. Crews came.");
        let is_place =
            |words: Range<usize>, other, beside| laid.is_place(&words, other, beside, false);
        assert!(is_place(3..4, 1, (3, 4)));
        assert!(!is_place(3..3, 2, (3, 4)), "nothing stands here");
        assert!(!is_place(3..4, 0, (3, 4)), "nothing stands there");
        assert!(!is_place(3..4, 1, (0, 4)), "nothing before it is the same");
        assert!(!is_place(3..4, 1, (3, 0)), "nothing after it is the same");
        assert!(!is_place(3..4, 1, (1, 1)), "too little beside it is the same");
        // A name at the beginning is replaced by one as long.
        assert!(is_place(0..2, 2, (0, 4)) && !is_place(0..2, 1, (0, 4)));
    }

    #[test]
    fn a_place_that_is_the_rest_of_a_labelled_line_holds_less() {
        let laid = Laid::of("The river rose by night.\nLevel at: four\nThe mill is safe.");
        // "four", behind a label and before a line.
        assert_eq!(laid.room(7, 1), PLACE_IN_A_LINE);
        assert_eq!(laid.room(1, 1), PLACE, "its line goes on");
    }
}
