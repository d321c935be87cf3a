//! Look-alikes told from copies: forms filled in again, and footers around different texts.
//!
//! What two texts share is weighed by how many texts of the run share it too. The lower
//! third of that count over the shared grams is the *family*. A pair that shares what nobody else
//! has is guarded by its particulars alone; in a family the question is what the two texts do *not* share:
//!
//! - *reprints*: where one text departs, the other has the family's reading (an edited word, a cut),
//!   or what is added is an outlet's own standing matter;
//! - *boilerplate*: both texts have a good piece of their own that hardly anybody else holds (also
//!   without a family: two articles of one outlet with new leads on the same standing background);
//! - *template*: within the shared wording both have something of their own in many places, or the
//!   particulars (figures, names) differ though the wording around them is the same. An editor
//!   changes words and keeps the figures; a form keeps the words and changes the figures.

use super::fingerprint::GRAM;
use super::shingled::Compared;
use super::verify::{Outcome, Verified};
use crate::analysis::LookAlike;

/// So many texts that share one wording are a family.
const FAMILY: usize = 5;

/// A pair's place in the run.
pub struct Surroundings<'a> {
    /// How the kept grams of the two texts are spread over the run.
    pub spread: &'a (dyn Fn() -> Spread + 'a),
    /// One outlet published both under one canonical address.
    pub same_page: bool,
    /// One outlet published both.
    pub same_outlet: bool,
    /// The first text is a copy of another already: it will have no members.
    pub is_taken: bool,
}

/// For each kept gram of two texts, how many texts of the run hold it. Of a text that was kept
/// whole and one that was not, what both would have kept.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Grams that both hold.
    pub shared: Vec<u32>,
    /// Grams that only the first holds, and only the second.
    pub own: (Vec<u32>, Vec<u32>),
}

/// Template or boilerplate, or neither, for a pair that shares enough for a copy.
pub fn look_alike(pair: &Compared<'_>, around: &Surroundings<'_>) -> Option<LookAlike> {
    if around.same_page {
        return None;
    }
    let kin = Kin::of((around.spread)());
    let particulars = Particulars::of(pair);
    if around.same_outlet
        && [pair.small_shared(), pair.large_shared()].iter().all(|x| Gaps::of(x).is_new_lead())
    {
        return Some(LookAlike::Boilerplate);
    }
    if kin.family < FAMILY {
        let others = particulars.are_others() || around.same_outlet && particulars.is_form();
        return others.then_some(LookAlike::Template);
    }
    if kin.is_around_different_texts(pair) {
        return Some(LookAlike::Boilerplate);
    }
    (particulars.differ() || kin.is_open(pair)).then_some(LookAlike::Template)
}

/// True for a pair whose wording no family shares and whose particulars agree as far as its plain
/// words do: neither a form nor boilerplate, however little is left of a copy.
pub fn is_apart(pair: &Compared<'_>, around: &Surroundings<'_>) -> bool {
    let particulars = Particulars::of(pair);
    let others = particulars.differ()
        || particulars.are_others()
        || around.same_outlet && particulars.is_form();
    !others && Kin::of((around.spread)()).family < FAMILY
}

/// How the grams of a pair are spread over the run; counted on the sampled ones.
#[derive(Debug, Default)]
struct Kin {
    /// Lower third of the numbers of texts that hold a shared gram.
    family: usize,
    /// Overlap of the grams that the family lacks, relative to the text with fewer.
    rare_overlap: f32,
    /// Share of the grams that only one of the two holds which most of the family hold.
    majority: f32,
    /// Share of the grams that only one of the two holds which hardly anybody else holds, by text.
    unique: (f32, f32),
}

impl Kin {
    fn of(Spread { shared: mut both, own }: Spread) -> Self {
        let third = both.len() / 3;
        if both.is_empty() {
            return Self::default();
        }
        let family = *both.select_nth_unstable(third).1;
        let rare = |list: &[u32]| list.iter().filter(|f| **f * 2 < family).count();
        let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f32 / of as f32 };
        let all = own.0.len() + own.1.len();
        let shared_rare = rare(&both);
        let fewer = (rare(&own.0) + shared_rare).min(rare(&own.1) + shared_rare);
        let unique = |list: &[u32]| {
            let alone = list.iter().filter(|f| **f <= 2 || **f * 5 <= family).count();
            if list.is_empty() { 1.0 } else { share(alone, list.len()) }
        };
        Self {
            family: family as usize,
            rare_overlap: share(shared_rare, fewer),
            majority: share(all - rare(&own.0) - rare(&own.1), all),
            unique: (unique(&own.0), unique(&own.1)),
        }
    }

    /// Boilerplate: both texts have a piece of their own that hardly anybody else holds.
    fn is_around_different_texts(&self, pair: &Compared<'_>) -> bool {
        const OWN_PIECE: usize = 10;
        // What is shared in the middle parts a text's own words in two.
        const OWN_OUTSIDE: usize = 12;
        const ALONE: f32 = 0.5;
        const OVERLAP: f32 = 0.3;
        let (small, large) = (Gaps::of(pair.small_shared()), Gaps::of(pair.large_shared()));
        self.rare_overlap < OVERLAP
            && self.unique.0.min(self.unique.1) >= ALONE
            && (small.longest.min(large.longest) >= OWN_PIECE
                || small.outer.min(large.outer) >= OWN_OUTSIDE)
    }

    /// Template: many places that everybody fills in differently.
    fn is_open(&self, pair: &Compared<'_>) -> bool {
        const MAJORITY: f32 = 0.2;
        const PLACES: usize = 3;
        const OWN: f32 = 0.08;
        let gaps = Gaps::of(pair.small_shared());
        self.majority < MAJORITY && gaps.inner >= PLACES && gaps.share >= OWN
    }
}

/// The stretches of a text that the other lacks.
#[derive(Debug, Default)]
struct Gaps {
    /// Words in the longest, bridging what is shared by chance.
    longest: usize,
    /// How many stand between shared words.
    inner: usize,
    /// Their share of all words.
    share: f32,
    /// Words before the first that is shared.
    lead: usize,
    /// The same, and those after the last.
    outer: usize,
}

impl Gaps {
    /// Of a text, by which of its words are shared.
    fn of(shared: &[bool]) -> Self {
        let own = shared.iter().filter(|s| !**s).count();
        let mut gaps = Self { share: own as f32 / shared.len().max(1) as f32, ..Self::default() };
        gaps.lead = shared.iter().position(|s| *s).unwrap_or(shared.len());
        let tail = shared.iter().rev().position(|s| *s).unwrap_or(0);
        gaps.outer = gaps.lead + tail;
        // A single shared gram in a stretch is chance.
        let (mut run, mut at) = (0, 0);
        for piece in shared.chunk_by(|x, y| x == y) {
            if !piece[0] {
                run += piece.len();
                gaps.longest = gaps.longest.max(run);
                gaps.inner += usize::from(at > 0 && at + piece.len() < shared.len());
            } else if piece.len() > 2 * GRAM {
                run = 0;
            }
            at += piece.len();
        }
        gaps
    }
}

impl Gaps {
    /// What is new comes first in news: an article that begins with a good piece of its own and ends
    /// on what its outlet had printed before is a new one.
    fn is_new_lead(&self) -> bool {
        const LEAD: usize = 25;
        const OWN: f32 = 0.3;
        self.lead >= LEAD && self.share >= OWN
    }
}

/// How far the particulars and the plain words of the smaller text stand, beside the same
/// neighbour, in the larger. What stands well before the first shared word or after the last was
/// added and fills no form.
#[derive(Debug, Default)]
struct Particulars {
    figures: Tally,
    names: Tally,
    plain: Tally,
}

#[derive(Debug, Default)]
struct Tally {
    agree: u32,
    all: u32,
}

impl Tally {
    fn add(&mut self, agrees: bool) {
        self.agree += u32::from(agrees);
        self.all += 1;
    }

    fn share(&self) -> f32 {
        if self.all == 0 { 1.0 } else { self.agree as f32 / self.all as f32 }
    }
}

impl Particulars {
    fn of(pair: &Compared<'_>) -> Self {
        const NEARBY: usize = 6;
        let (shared, words) = (pair.small_shared(), &pair.small.words);
        let (first, last) = (shared.iter().position(|s| *s), shared.iter().rposition(|s| *s));
        let (Some(first), Some(last)) = (first, last) else { return Self::default() };
        let mut out = Self::default();
        let stands = |at: usize| {
            words.get(at + 1).is_some_and(|next| pair.large.holds_two(words[at], *next))
        };
        for (at, word) in
            words.iter().enumerate().take(last + 1 + NEARBY).skip(first.saturating_sub(NEARBY))
        {
            // A shared word has the same neighbours in both.
            let agrees = shared[at] || at.checked_sub(1).is_some_and(stands) || stands(at);
            let tally = match word {
                word if word.figure => &mut out.figures,
                word if word.name => &mut out.names,
                _ => &mut out.plain,
            };
            tally.add(agrees);
        }
        out
    }

    fn together(&self) -> Tally {
        Tally {
            agree: self.figures.agree + self.names.agree,
            all: self.figures.all + self.names.all,
        }
    }

    /// In a family: the particulars fall behind the wording.
    fn differ(&self) -> bool {
        let plain = self.plain.share();
        let both = self.together();
        let others = |tally: &Tally, least: u32, share: f32| {
            tally.all - tally.agree >= least && tally.share() < share * plain
        };
        others(&both, 2, 0.7) || others(&self.figures, 2, 0.7)
    }

    /// Two texts of one outlet: an outlet that takes a story up again keeps the figures of what it
    /// repeats.
    fn is_form(&self) -> bool {
        self.figures.all >= 3 && self.figures.share() < 0.5 * self.plain.share()
    }

    /// Without a family to tell: hardly any particular is the same, though the wording is.
    fn are_others(&self) -> bool {
        let plain = self.plain.share();
        let both = self.together();
        both.all >= 6 && both.share() < 0.5 * plain
            || self.figures.all >= 6 && self.figures.share() < 0.3 * plain
            || self.figures.all >= 4 && self.figures.agree == 0
    }
}

/// True for two texts of one outlet that are no copies, share much of their wording all the same,
/// and give other figures: bulletins of one form, however few of them the run holds. An outlet
/// that takes a story up again keeps the figures of what it repeats.
pub fn is_form_filled_again(
    pair: &Compared<'_>,
    verified: &Verified,
    around: &Surroundings<'_>,
) -> bool {
    const SHARED: f32 = 0.3;
    const FIGURES: f32 = 0.5;
    if !around.same_outlet || around.same_page || verified.containment < SHARED {
        return false;
    }
    let figures = Particulars::of(pair).figures;
    verified.outcome == Outcome::Different && figures.all >= 2 && figures.share() < FIGURES
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::super::gram_index::GramIndex;
    use super::super::shingled::Shingled;
    use super::super::verify::verify;
    use super::*;

    /// The verdict on the first two texts of a run.
    fn first_two(run: &[String], same_outlet: bool) -> Outcome {
        let index = GramIndex::of_texts(run);
        let entry = |text| index.entry(text).expect("it is in memory");
        let around = Surroundings {
            spread: &|| index.spread(&entry(0), &entry(1)),
            same_page: false,
            same_outlet,
            is_taken: false,
        };
        let texts = (Shingled::of(&run[0]), Shingled::of(&run[1]));
        let pair = Compared::of(&texts.0, &texts.1);
        verify((&texts.0, &texts.1), &pair, &around, &Settings::default()).outcome
    }

    const TEMPLATE: Outcome = Outcome::LookAlike(LookAlike::Template);

    fn own(seed: usize, words: usize) -> String {
        (0..words).map(|i| format!("own{seed}x{i} ")).collect()
    }

    fn bulletin(maximum: usize, minimum: usize) -> String {
        format!(
            "The weather service said that conditions would remain changeable through the week \
             with light winds. The maximum is {maximum} degrees and the minimum {minimum} degrees. \
             Drivers are advised to take care and to check the latest bulletins before travelling."
        )
    }

    #[test]
    fn forms_filled_in_are_templates_and_mass_reprints_are_copies() {
        let forms: Vec<String> = (0..30).map(|i| bulletin(i + 10, i + 40)).collect();
        assert_eq!(first_two(&forms, false), TEMPLATE);
        let reprints: Vec<String> = (0..30).map(|i| bulletin(15, 45) + &own(i, 4)).collect();
        assert_eq!(first_two(&reprints, false), Outcome::Copy);
    }

    #[test]
    fn reprints_with_edits_of_their_own_are_copies() {
        // Each of 30 outlets changes two words of 120, never the same.
        let reprint = |i: usize| -> String {
            let word = |w: usize| if w == 3 * i + 5 || w == 3 * i + 60 { 1000 + i } else { w };
            (0..120).map(|w| format!("w{} ", word(w))).collect()
        };
        let run: Vec<String> = (0..30).map(reprint).collect();
        assert_eq!(first_two(&run, false), Outcome::Copy);
    }

    #[test]
    fn forms_filled_in_with_words_alone_are_templates() {
        let form = |i: usize| {
            format!(
                "motorists are asked to avoid the road near own{i} after reports of fallen{i} trees \
                 there this morning and to leave by way of bridge{i} instead as buses run by \
                 line{i} are late too and queues are expected until the evening"
            )
        };
        let run: Vec<String> = (0..30).map(form).collect();
        assert_eq!(first_two(&run, false), TEMPLATE);
    }

    #[test]
    fn a_shared_footer_is_boilerplate_and_an_added_one_is_not() {
        let footer = own(999, 60);
        let pages: Vec<String> = (0..30).map(|i| own(i, 50) + &footer).collect();
        assert_eq!(first_two(&pages, false), Outcome::LookAlike(LookAlike::Boilerplate));
        let mut run = pages;
        run[0] = own(500, 80);
        run[1] = own(500, 80) + &footer;
        assert_eq!(first_two(&run, false), Outcome::Copy);
    }

    #[test]
    fn two_bulletins_of_one_outlet_are_told_from_a_story_taken_up_again() {
        let form = |day: &str, figures: [u32; 3], place: &str| {
            format!(
                "Here is the weather for {day}. The high will be {} degrees in {place} with a \
                 light wind. The chance of rain is {} percent. The next bulletin follows at {}.",
                figures[0], figures[1], figures[2]
            )
        };
        let pair = [form("Monday", [24, 10, 12], "Marlow"), form("Friday", [18, 70, 13], "Denby")];
        assert_eq!(first_two(&pair, true), TEMPLATE);
        let first = "At least 17 people drowned when the river flooded 12 towns on Sunday.";
        let later = format!("Crews found more bodies in the mud on Tuesday. {first}");
        assert_eq!(first_two(&[first.to_owned(), later], true), Outcome::Copy);
    }

    #[test]
    fn grams_of_ones_own_are_unique_where_hardly_anybody_holds_them() {
        let own = (vec![2, 20], vec![4, 20]);
        let kin = Kin::of(Spread { shared: vec![20; 9], own });
        // Two texts hold 2, whatever the family; 4 is a fifth of 20.
        assert_eq!((kin.family, kin.unique), (20, (0.5, 0.5)));
        // 3 is more than a fifth of 10.
        let kin = Kin::of(Spread { shared: vec![10; 9], own: (vec![3], vec![2]) });
        assert_eq!(kin.unique, (0.0, 1.0));
        // More than half of the family holds 4 of 7.
        let kin = Kin::of(Spread { shared: vec![7; 9], own: (vec![4; 4], vec![4; 4]) });
        assert!((kin.majority - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_family_begins_with_five_texts() {
        let text = Shingled::of("the river rose over its banks and took the old bridge with it");
        let pair = Compared::of(&text, &text);
        let apart = |family: usize| {
            let spread =
                || Spread { shared: vec![family as u32; 9], own: (Vec::new(), Vec::new()) };
            let around = Surroundings {
                spread: &spread,
                same_page: false,
                same_outlet: false,
                is_taken: false,
            };
            (is_apart(&pair, &around), look_alike(&pair, &around))
        };
        assert_eq!(apart(FAMILY - 1), (true, None));
        // All of the text is the family's: a reprint.
        assert_eq!(apart(FAMILY), (false, None));
    }

    #[test]
    fn what_a_family_shares_beside_texts_of_their_own_is_boilerplate() {
        let letters = |word: &str, n: usize| -> String {
            (0..n).map(|i| format!("{word}{} ", "i".repeat(i + 1))).collect()
        };
        let page = |own: &str| Shingled::of(&(letters(own, 40) + &letters("footer", 60)));
        let (a, b) = (page("rain"), page("mill"));
        let pair = Compared::of(&a, &b);
        let verdict = |family: usize| {
            let spread =
                || Spread { shared: vec![family as u32; 9], own: (vec![1; 9], vec![1; 9]) };
            let around = Surroundings {
                spread: &spread,
                same_page: false,
                same_outlet: false,
                is_taken: false,
            };
            look_alike(&pair, &around)
        };
        assert_eq!(verdict(FAMILY), Some(LookAlike::Boilerplate));
        assert_eq!(verdict(FAMILY - 1), None);
    }

    #[test]
    fn particulars_that_hardly_agree_are_others() {
        let of = |figures: (u32, u32), names: (u32, u32)| {
            let tally = |(agree, all)| Tally { agree, all };
            let plain = Tally { agree: 10, all: 10 };
            Particulars { figures: tally(figures), names: tally(names), plain }.are_others()
        };
        assert!(of((0, 0), (2, 6)), "names alone");
        assert!(of((1, 6), (20, 20)), "figures alone");
        assert!(of((0, 4), (20, 20)), "no figure at all");
        assert!(!of((0, 3), (20, 20)) && !of((2, 6), (20, 20)) && !of((0, 0), (3, 6)));
    }

    #[test]
    fn a_form_filled_again_gives_two_figures_or_more() {
        let filled = |figures: [u32; 2]| {
            let text = |figures: &str| {
                Shingled::of(&format!(
                    "the water of the lake near the old mill stood at {figures} today"
                ))
            };
            let (a, b) =
                (text("level 4"), text(&format!("level {} of {}", figures[0], figures[1])));
            let pair = Compared::of(&a, &b);
            let around = Surroundings {
                spread: &|| Spread { shared: Vec::new(), own: (Vec::new(), Vec::new()) },
                same_page: false,
                same_outlet: true,
                is_taken: false,
            };
            let verified = Verified {
                jaccard: 0.4,
                containment: 0.4,
                first_in_second: 0.4,
                second_in_first: 0.4,
                outcome: Outcome::Different,
            };
            is_form_filled_again(&pair, &verified, &around)
        };
        // The shorter text has one figure, which the other lacks: too few to tell.
        assert!(!filled([7, 9]));
    }

    #[test]
    fn a_form_is_filled_again_by_one_outlet_on_another_page() {
        let text = |level: u32, hour: u32| {
            Shingled::of(&format!(
                "the water of the lake near the old mill stood at level {level} at {hour} today"
            ))
        };
        let (a, b) = (text(4, 7), text(9, 12));
        let pair = Compared::of(&a, &b);
        let filled = |same_outlet, same_page, containment| {
            let spread = || Spread { shared: Vec::new(), own: (Vec::new(), Vec::new()) };
            let around = Surroundings { spread: &spread, same_page, same_outlet, is_taken: false };
            let verified = Verified {
                jaccard: 0.4,
                containment,
                first_in_second: 0.4,
                second_in_first: 0.4,
                outcome: Outcome::Different,
            };
            is_form_filled_again(&pair, &verified, &around)
        };
        assert!(filled(true, false, 0.4));
        assert!(!filled(false, false, 0.4), "two outlets");
        assert!(!filled(true, true, 0.4), "one page, changed");
        assert!(!filled(true, false, 0.2), "hardly the same words");
    }
}
