//! Two texts to a verdict: copy (and how) or look-alike (and which), on all their word 3-grams.
//!
//! Jaccard = |A and B| / |A or B|, containment = |A and B| / min(|A|, |B|), over sets of grams.
//!
//! Two guards work only where most shared grams are common in this run (held by more than
//! 20 texts), as they are in forms and footers but not in a text that is copied:
//! - *boilerplate*: the grams that are not common hardly overlap, and the smaller text has a long
//!   unbroken stretch of its own: different texts around a shared footer;
//! - *template*: the figures of the two disagree: one form, filled in twice.
//!
//! A mass reprint passes both: its figures agree, and what differs is short and scattered.

use hashbrown::HashMap;

use super::Settings;
use super::candidates::GramIndex;
use super::fingerprint::{Fingerprint, GRAM, count_shared, for_each_gram};
use crate::analysis::LookAlike;
use crate::text::words;

/// A gram that more texts than this hold is common.
const COMMON: usize = 20;
/// Shared grams needed for anything but an exact copy: two texts may share a phrase by chance.
const MIN_SHARED: usize = 8;
/// Share of common grams among the shared ones from which the guards look closer.
const GUARDED: f32 = 0.6;
/// A stretch of so many grams of its own makes a text different around boilerplate.
const OWN_STRETCH: usize = 15;
/// Distinctive grams must overlap this much, or it is boilerplate.
const DISTINCT_OVERLAP: f32 = 0.3;
/// Figures must agree this much, or it is a template.
const FIGURES_AGREE: f32 = 0.7;

/// Two texts of one outlet that share this much may be one form.
const FORM_SHARED: f32 = 0.3;
/// Their figures then agree less than this.
const FORM_FIGURES_AGREE: f32 = 0.5;

/// A text made ready for comparison.
pub struct Shingled {
    /// Gram hashes in order of the text.
    pub sequence: Vec<u64>,
    /// The same, sorted and unique.
    set: Vec<u64>,
    /// Words that begin with a digit, with how often they stand.
    figures: HashMap<u64, u32>,
}

impl Shingled {
    /// All grams and figures of a text.
    pub fn of(text: &str) -> Self {
        let mut sequence = Vec::with_capacity(text.len() / 6);
        for_each_gram(text, |_| {}, |gram| sequence.push(gram));
        let mut set = sequence.clone();
        set.sort_unstable();
        set.dedup();
        let mut figures = HashMap::new();
        let bytes = text.as_bytes();
        for word in words::words(text) {
            if bytes[word.span.start as usize].is_ascii_digit() {
                *figures.entry(word.hash).or_insert(0) += 1;
            }
        }
        Self { sequence, set, figures }
    }

    /// True where the text holds the gram.
    pub fn holds(&self, gram: u64) -> bool {
        self.set.binary_search(&gram).is_ok()
    }
}

/// What two texts share, exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verified {
    /// Jaccard similarity of the sets of grams, 0..=1.
    pub jaccard: f32,
    /// Share of the smaller set in the larger, 0..=1.
    pub containment: f32,
    /// Share of the first text's set that stands in the second, 0..=1.
    pub first_in_second: f32,
    /// Share of the second text's set that stands in the first, 0..=1.
    pub second_in_first: f32,
    /// Copy or not.
    pub outcome: Outcome,
}

/// What a verified pair is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Copies of one text.
    Copy,
    /// Alike, but not copies.
    LookAlike(LookAlike),
    /// Neither.
    Different,
}

/// Compares two texts whose fingerprints are `prints`; `same_page` where one outlet published both
/// under one canonical address.
pub fn verify(
    texts: (&Shingled, &Shingled),
    prints: (&Fingerprint, &Fingerprint),
    same_page: bool,
    index: &GramIndex,
    settings: &Settings,
) -> Verified {
    let (a, b) = texts;
    let shared = count_shared(&a.set, &b.set);
    let share = |of: usize| if of == 0 { 0.0 } else { shared as f32 / of as f32 };
    let mut verified = Verified {
        jaccard: share(a.set.len() + b.set.len() - shared),
        containment: share(a.set.len().min(b.set.len())),
        first_in_second: share(a.set.len()),
        second_in_first: share(b.set.len()),
        outcome: Outcome::Different,
    };
    let wanted = if same_page { settings.revision } else { settings.containment };
    if shared >= MIN_SHARED && verified.containment >= wanted {
        let look_alike = if same_page { None } else { guard(texts, prints, index) };
        verified.outcome = look_alike.map_or(Outcome::Copy, Outcome::LookAlike);
    }
    verified
}

/// Template or boilerplate, where the shared grams are mostly common ones.
fn guard(
    (a, b): (&Shingled, &Shingled),
    prints: (&Fingerprint, &Fingerprint),
    index: &GramIndex,
) -> Option<LookAlike> {
    let sample = SharedSample::of(prints, index);
    if sample.common <= GUARDED {
        return None;
    }
    let (small, large) = if a.set.len() <= b.set.len() { (a, b) } else { (b, a) };
    if sample.distinct_overlap < DISTINCT_OVERLAP
        && longest_own_stretch(small, large) >= OWN_STRETCH
    {
        return Some(LookAlike::Boilerplate);
    }
    figures_agree(a, b).is_some_and(|agree| agree < FIGURES_AGREE).then_some(LookAlike::Template)
}

/// True for two texts of one outlet that are no copies, share much of their wording all the same,
/// and give other figures: bulletins of one form, however few of them the run holds. An outlet
/// that takes a story up again keeps the figures of what it repeats.
pub fn is_form_filled_again((a, b): (&Shingled, &Shingled), verified: &Verified) -> bool {
    verified.outcome == Outcome::Different
        && verified.containment >= FORM_SHARED
        && figures_agree(a, b).is_some_and(|agree| agree < FORM_FIGURES_AGREE)
}

/// What the shared grams are worth, on the kept ones.
struct SharedSample {
    /// Share of common ones among the shared.
    common: f32,
    /// Overlap of those that are not common, relative to the text with fewer of them.
    distinct_overlap: f32,
}

impl SharedSample {
    fn of((a, b): (&Fingerprint, &Fingerprint), index: &GramIndex) -> Self {
        let (mut shared, mut common, mut distinct) = (0_u32, 0_u32, 0_u32);
        let (mut own_a, mut own_b) = (0_u32, 0_u32);
        for gram in a.sampled() {
            let is_common = index.frequency(gram) > COMMON;
            let in_both = b.grams.binary_search(&gram).is_ok();
            own_a += u32::from(!is_common);
            shared += u32::from(in_both);
            common += u32::from(in_both && is_common);
            distinct += u32::from(in_both && !is_common);
        }
        own_b += b.sampled().filter(|g| index.frequency(*g) <= COMMON).count() as u32;
        let ratio = |x: u32, of: u32| if of == 0 { 0.0 } else { x as f32 / of as f32 };
        Self { common: ratio(common, shared), distinct_overlap: ratio(distinct, own_a.min(own_b)) }
    }
}

/// The most grams in a row that only `small` holds.
fn longest_own_stretch(small: &Shingled, large: &Shingled) -> usize {
    let (mut run, mut longest) = (0_usize, 0_usize);
    for &gram in &small.sequence {
        run = if large.holds(gram) { 0 } else { run + 1 };
        longest = longest.max(run);
    }
    // n words in a row that are new break n + GRAM - 1 grams.
    longest.saturating_sub(GRAM - 1)
}

/// Share of figures that stand in both texts, relative to the one with fewer; `None` where either
/// has fewer than two.
fn figures_agree(a: &Shingled, b: &Shingled) -> Option<f32> {
    let count = |s: &Shingled| s.figures.values().sum::<u32>();
    let fewer = count(a).min(count(b));
    if fewer < 2 {
        return None;
    }
    let both = a.figures.iter().map(|(f, n)| (*n).min(b.figures.get(f).copied().unwrap_or(0)));
    Some(both.sum::<u32>() as f32 / fewer as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verify_in(run: &[String], i: usize, j: usize) -> Verified {
        let prints: Vec<Fingerprint> = run.iter().map(|t| Fingerprint::of(t)).collect();
        let index = GramIndex::new(&prints.iter().map(Some).collect::<Vec<_>>());
        let (a, b) = (Shingled::of(&run[i]), Shingled::of(&run[j]));
        verify((&a, &b), (&prints[i], &prints[j]), false, &index, &Settings::default())
    }

    fn own(seed: usize, words: usize) -> String {
        (0..words).map(|i| format!("own{seed}x{i} ")).collect()
    }

    #[test]
    fn measures_by_hand() {
        // 10 and 12 words, the first ten the same: 8 grams and 10 grams, 8 shared.
        let a = "a b c d e f g h i j".to_owned();
        let v = verify_in(&[a.clone(), a + " k l"], 0, 1);
        assert_eq!((v.jaccard, v.containment, v.outcome), (0.8, 1.0, Outcome::Copy));
        assert_eq!((v.first_in_second, v.second_in_first), (1.0, 0.8));
    }

    #[test]
    fn a_few_shared_words_are_no_copy() {
        let v = verify_in(&["of the".into(), "of the people by the people".into()], 0, 1);
        assert_eq!(v.outcome, Outcome::Different);
    }

    #[test]
    fn forms_filled_in_are_templates_and_mass_reprints_are_copies() {
        let form = |i: usize| {
            format!(
                "The weather service said that conditions would remain changeable through the week \
                 with light winds. The maximum is {} degrees and the minimum {} degrees. Drivers \
                 are advised to take care and to check the latest bulletins before travelling.",
                i + 10,
                i + 40
            )
        };
        let forms: Vec<String> = (0..30).map(form).collect();
        assert_eq!(verify_in(&forms, 0, 1).outcome, Outcome::LookAlike(LookAlike::Template));
        let reprints: Vec<String> = (0..30).map(|i| form(5) + &own(i, 4)).collect();
        assert_eq!(verify_in(&reprints, 0, 1).outcome, Outcome::Copy);
    }

    #[test]
    fn two_bulletins_of_one_form_are_told_from_a_story_taken_up_again() {
        let form = |day: &str, figures: [u32; 3], place: &str| {
            format!(
                "Here is the weather for {day}. The high will be {} degrees in {place} with a \
                 light wind. The chance of rain is {} percent. The next bulletin follows at {}.",
                figures[0], figures[1], figures[2]
            )
        };
        let pair = [form("Monday", [24, 10, 12], "Marlow"), form("Friday", [18, 70, 13], "Denby")];
        let is_form = |a: &str, b: &str| {
            let (a, b) = (Shingled::of(a), Shingled::of(b));
            let shared = count_shared(&a.set, &b.set) as f32;
            let containment = shared / a.set.len().min(b.set.len()) as f32;
            let verified = Verified {
                jaccard: 0.0,
                containment,
                first_in_second: containment,
                second_in_first: containment,
                outcome: Outcome::Different,
            };
            is_form_filled_again((&a, &b), &verified)
        };
        assert!(is_form(&pair[0], &pair[1]));
        let first = "At least 17 people drowned when the river flooded 12 towns on Sunday.";
        let later = format!("Crews found more bodies in the mud on Tuesday. {first}");
        assert!(!is_form(first, &later), "the figures of what is repeated stay");
    }

    #[test]
    fn a_shared_footer_is_boilerplate() {
        let footer = own(999, 60);
        let pages: Vec<String> = (0..30).map(|i| own(i, 50) + &footer).collect();
        let v = verify_in(&pages, 0, 1);
        assert!(v.containment >= 0.5);
        assert_eq!(v.outcome, Outcome::LookAlike(LookAlike::Boilerplate));
    }
}
