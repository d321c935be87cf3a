//! What two claims of one story have in common, or not, beyond their words: figures and days.
//!
//! Two reporters who give the same figure to two or more digits in the same unit mean the same
//! quantity far more often than not, however differently they word it: on ECB+ (events within one
//! story) all such pairs of counts with hardly another word in common were of one event. So a
//! figure found on both sides is worth about its digits. Figures left open on both sides speak
//! against, and so does a day or year that only one side speaks of.

use jiff::civil::Date;

use super::claim::Claim;
use super::date::{DateMention, Granularity};
use super::lexicon::{Lexicon, StemId};
use super::quantity::compatible::compatible;
use super::quantity::slot::same_slot;
use super::quantity::{Quantity, Strength, Unit};
use super::term::{Term, TermKind};
use super::witness::same_person;
use crate::analysis::Modality;
use crate::article::Span;
use crate::text::calendar;

/// Digits of one figure that count; more are no surer sign.
const MOST_DIGITS: f32 = 3.0;
/// Added for amounts of money and shares, whose unit nearly names the slot.
const TELLING_UNIT: f32 = 0.5;
/// Added where the words around the figure say that the slot is the same, taken where they say
/// that it is not.
const SLOT: f32 = 0.5;
/// An echo of two digits or more stands by itself.
pub const TELLING: f32 = 2.0;
/// Days around publication within which every report names days.
const NEWS_DAYS: i32 = 2;
/// Relative distance from which "about" is only a hint.
const ROUGH: f64 = 0.05;
/// Counts up to this, of no role, stand in every text.
const SMALL_COUNT: f64 = 3.0;
/// A period whose middle lies this many days before publication is a background, not the news.
const BACKGROUND_DAYS: i32 = 21;
/// A month or quarter that ends or begins this many days away is one that few sentences name.
const MONTH_DAYS: i32 = 13;
/// And a year that ends or begins this many days away is one that few sentences name.
const YEAR_DAYS: i32 = 365;

/// Added where both say that the same befell so many people.
const FATE: f32 = 0.5;

/// Names that any two sentences of a story may have in common.
const FEW_NAMES: usize = 2;
/// From so many names in common on they are a list, however well known each is.
const LONG_LIST: usize = 4;
/// Share of its weight that a name keeps in the story where few claims hold it
/// ([`super::story_weights`]).
const RARE: f32 = 0.75;

/// Taken from an echo of which only one side says what befell the people counted, and where the
/// names of both sentences differ.
const DOUBT: f32 = 1.0;

/// What speaks for or against one fact, beside the words.
// Each observation stands by itself; there is no state that they spell.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Evidence {
    /// How telling the figures are that both claims hold: about one for each digit, 0..=4.
    pub echo: f32,
    /// Each gives a figure that none of the other agrees with.
    pub figures_open: bool,
    /// One speaks of a time that the other does not.
    pub other_time: bool,
    /// One is about a time long before the news that the other does not name.
    pub other_period: bool,
    /// One looks back ("had been"), the other does not.
    pub looks_back: bool,
    /// Both name one day, or one longer time, that is not about the day of publication.
    pub same_day: bool,
    /// The earlier names a day ahead as planned, and the later, of that day, names it too.
    pub day_came: bool,
    /// Both name one weekday and mean two days.
    pub other_day_alike: bool,
    /// Both name one time, near or far: that its words differ says nothing.
    pub same_time: bool,
    /// How telling the time of day is that both name, in digits, 0..=2.
    pub clock: f32,
    /// Names that both hold and few others do, beyond the first [`FEW_NAMES`]; first name and
    /// surname are one.
    pub names: usize,
    /// Both hold so many of them that a word beside them is enough.
    pub several_names: bool,
    /// Both name somebody by a part of one name, and go on differently: `Nguyen Phu Trong` and
    /// `Nguyen Chi Dung`.
    pub other_name: bool,
    /// Two persons speak.
    pub other_speaker: bool,
    /// One denies something, the other does not.
    pub denied: bool,
    /// Days between the publications, where nothing bridges them: the sentences name one day, or
    /// the earlier tells as planned what the later may tell as done. 0 where a date is unknown.
    pub days_apart: i32,
}

impl Evidence {
    /// Of two claims of one story. Symmetric.
    pub fn of(a: &Claim, b: &Claim) -> Self {
        let other_period = other_period(a, b);
        let other_time = other_day(a, b) || other_period;
        let figures_open = is_open(a, b) && is_open(b, a);
        let echo = match echo(a, b) {
            // A round number of another year is another quantity.
            echo if other_time && echo < TELLING => 0.0,
            echo => echo,
        };
        let days_apart = if bridges(a, b) { 0 } else { days_between(a, b) };
        let other_name = has_other_name(a, b);
        let listed = listed_names(a, b);
        Self {
            echo,
            figures_open,
            other_time: other_time && echo < TELLING,
            other_period,
            looks_back: a.looks_back != b.looks_back,
            same_day: same_day(a, b),
            day_came: day_came(a, b),
            other_day_alike: other_day_alike(a, b),
            same_time: any_common(&a.dates, &b.dates),
            clock: same_clock(a, b),
            names: listed.saturating_sub(FEW_NAMES),
            several_names: listed >= FEW_NAMES,
            other_name,
            other_speaker: has_other_speaker(a, b),
            denied: (a.modality == Modality::Denied) != (b.modality == Modality::Denied),
            days_apart,
        }
    }
}

impl Evidence {
    /// A figure, a time of day, or a list of names ties the claims, whatever their words.
    pub fn has_token(&self) -> bool {
        self.echo >= 1.0 || self.clock > 0.0 || self.names > 1
    }
}

/// Two persons are named as speakers, one by each.
fn has_other_speaker(a: &Claim, b: &Claim) -> bool {
    let (Some(x), Some(y)) = (&a.speaker, &b.speaker) else { return false };
    x.is_person && y.is_person && !same_person(&x.name, &y.name)
}

/// A figure of `a` finds none in `b` that it could be.
fn is_open(a: &Claim, b: &Claim) -> bool {
    let found = |x: &Quantity| {
        b.figures.quantities.iter().any(|y| x.unit.is_comparable(y.unit) && compatible(x, y))
    };
    !a.figures.quantities.iter().all(found)
}

/// The most telling figure that both hold.
fn echo(a: &Claim, b: &Claim) -> f32 {
    let lexicon = Lexicon::shared();
    let strangers =
        !a.figures.is_comparable(&b.figures) || shares_nothing(&a.figures.names, &b.figures.names);
    let mut best: f32 = 0.0;
    for x in &a.figures.quantities {
        for y in &b.figures.quantities {
            if x.unit.is_comparable(y.unit) && roles_fit(x, y) && compatible(x, y) {
                let fate = if !strangers && both_tell_fate(x, y) { FATE } else { 0.0 };
                let told = telling(x, y);
                let doubt = match x.role.is_some() == y.role.is_some() {
                    true => 0.0,
                    false if told >= TELLING => DOUBT / 2.0,
                    false => DOUBT,
                };
                best = best.max(told + fate + slot(same_slot(x, y, lexicon)) - doubt);
            }
        }
    }
    if strangers { (best - DOUBT).max(0.0) } else { best }
}

/// Both have names, and none in common.
pub fn shares_nothing(a: &[StemId], b: &[StemId]) -> bool {
    !a.is_empty() && !b.is_empty() && !a.iter().any(|name| b.contains(name))
}

/// Both say what befell the people, and count more than a few.
fn both_tell_fate(x: &Quantity, y: &Quantity) -> bool {
    x.role.is_some() && x.role == y.role && x.low > SMALL_COUNT
}

/// The dead are not the missing, whatever their number.
fn roles_fit(x: &Quantity, y: &Quantity) -> bool {
    x.is_part == y.is_part && (x.role.is_none() || y.role.is_none() || x.role == y.role)
}

fn slot(strength: Option<Strength>) -> f32 {
    match strength {
        Some(Strength::Good | Strength::Strong) => SLOT,
        Some(Strength::Weak) => 0.0,
        None => -SLOT,
    }
}

/// How little two reporters give this figure by chance, in digits.
fn telling(x: &Quantity, y: &Quantity) -> f32 {
    let (low, high) = (x.value().min(y.value()), x.value().max(y.value()));
    if low <= 0.0 {
        return 0.0;
    }
    let digits = significant_digits(x).min(significant_digits(y)) as f32;
    let rough = high - low > ROUGH * high;
    match x.unit {
        Unit::Count if high <= SMALL_COUNT && x.role.is_none() => 0.0,
        // Lengths of time, ages and ranks come from few values.
        Unit::Time(_) | Unit::Age | Unit::Rank => digits.min(1.0),
        _ if rough => digits.min(1.0) - SLOT,
        Unit::Money(_) | Unit::Percent => digits.min(MOST_DIGITS) + TELLING_UNIT,
        _ => digits.min(MOST_DIGITS),
    }
}

/// Digits of a figure as written, zeros at its end not counted: 2 for `1.2 million`, 1 for `300`.
fn significant_digits(q: &Quantity) -> usize {
    let written = q.value() / q.unit_size;
    if q.unit == Unit::Percent && q.step > 1.0 {
        // A third, half: written with one digit.
        return 1;
    }
    let text = format!("{written:.5e}");
    let mantissa = text.split('e').next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_end_matches('0').len().max(1)
}

/// Two runs of names share a part, and each has a part that the other sentence has not.
pub fn has_other_name(a: &Claim, b: &Claim) -> bool {
    let lacks = |run: &[StemId], other: &Claim| {
        run.iter().any(|stem| !other.sentence.terms.iter().any(|t| t.stem == *stem))
    };
    let share = |x: &[StemId], y: &[StemId]| x.iter().any(|stem| y.contains(stem));
    let clash = |x: &[StemId], y: &[StemId]| share(x, y) && lacks(x, b) && lacks(y, a);
    a.name_runs.iter().any(|x| b.name_runs.iter().any(|y| clash(x, y)))
}

/// The most telling time of day that both name.
fn same_clock(a: &Claim, b: &Claim) -> f32 {
    let common = a.clocks.iter().filter(|x| b.clocks.iter().any(|y| x.is_same(*y)));
    common.map(|clock| clock.telling()).fold(0.0, f32::max)
}

/// Names in both that few claims of the story hold: two lists of the same countries, of the same dead.
fn listed_names(a: &Claim, b: &Claim) -> usize {
    let common = |least: f32| {
        let (of_a, of_b) = (runs(a, least), runs(b, least));
        let held = |own: &[Vec<StemId>], other: &[Vec<StemId>]| {
            own.iter().filter(|run| other.iter().flatten().any(|name| run.contains(name))).count()
        };
        held(&of_a, &of_b).min(held(&of_b, &of_a))
    };
    if a.sentence.terms.len() <= FEW_NAMES || b.sentence.terms.len() <= FEW_NAMES {
        return 0;
    }
    let all = common(0.0);
    if all >= LONG_LIST { all } else { common(RARE) }
}

/// The names of a claim, first name and surname as one run; of each run those parts that keep this
/// share of their weight in the story.
fn runs(claim: &Claim, least: f32) -> Vec<Vec<StemId>> {
    let rare = |t: &&Term| t.is_name() && t.weight >= least * t.idf;
    let together = |x: &Term, y: &Term| x.is_name() && y.is_name() && goes_on(x, y);
    let runs = claim.sentence.terms.chunk_by(together);
    let parts = runs.map(|run| {
        run.iter().filter(rare).map(|t| t.seat_of.or(t.entity).unwrap_or(t.stem)).collect()
    });
    parts.filter(|run: &Vec<StemId>| !run.is_empty()).collect()
}

/// One name stands right behind the other, with a space between.
fn goes_on(first: &Term, second: &Term) -> bool {
    second.span.start.saturating_sub(first.span.end) <= 1
}

/// Days between the publications; 0 where one is unknown.
pub fn days_between(a: &Claim, b: &Claim) -> i32 {
    let (Some(a), Some(b)) = (a.published, b.published) else { return 0 };
    (a - b).get_days().abs()
}

/// Something says that two claims of different days may still be of one event.
fn bridges(a: &Claim, b: &Claim) -> bool {
    let (earlier, later) = if a.published <= b.published { (a, b) } else { (b, a) };
    let came_true = earlier.modality == Modality::Planned && later.modality != Modality::Denied;
    let days = |c: &Claim| {
        c.dates.iter().filter(|d| d.granularity == Granularity::Day).copied().collect::<Vec<_>>()
    };
    came_true || any_common(&days(a), &days(b)) || same_day(a, b)
}

/// Both name days, and no day of one can be a day of the other.
fn other_day(a: &Claim, b: &Claim) -> bool {
    if a.times.is_empty() || b.times.is_empty() {
        return false;
    }
    let fine = |c: &Claim| {
        let known = c.times.iter().filter(|d| d.days.is_some());
        known.filter(|d| d.granularity <= Granularity::Week).copied().collect::<Vec<_>>()
    };
    let (of_a, of_b) = (fine(a), fine(b));
    !of_a.is_empty() && !of_b.is_empty() && !any_common(&of_a, &of_b)
}

/// One is about a time long before the news, and the other names no such time.
fn other_period(a: &Claim, b: &Claim) -> bool {
    let (far_a, far_b) = (background(a), background(b));
    match (far_a.is_empty(), far_b.is_empty()) {
        (true, true) => false,
        (false, false) => !any_common(&far_a, &far_b),
        (true, false) => !any_common(&a.dates, &far_b),
        (false, true) => !any_common(&far_a, &b.dates),
    }
}

/// A day, told by both, that lies before or behind the news; or a month or a year far from it.
fn same_day(a: &Claim, b: &Claim) -> bool {
    if a.dates.is_empty() || b.dates.is_empty() {
        return false;
    }
    // "Last week" stands in many a sentence, whatever it tells.
    let day = |d: &DateMention| d.granularity != Granularity::Week;
    let (of_a, of_b) = (telling_times(a), telling_times(b));
    let days = |times: &[DateMention]| times.iter().filter(|d| day(d)).copied().collect::<Vec<_>>();
    any_common(&days(&of_a), &of_b) || any_common(&of_a, &days(&of_b))
}

/// A plan that names its day, and a report that names the same day by its date or weekday.
fn day_came(a: &Claim, b: &Claim) -> bool {
    let (earlier, later) = if a.published <= b.published { (a, b) } else { (b, a) };
    let single = |d: &&DateMention| d.days.is_some_and(|days| days.from == days.to);
    let planned = telling_times(earlier);
    let planned: Vec<_> = planned.iter().filter(single).copied().collect();
    let reported: Vec<_> = later.dates.iter().filter(single).copied().collect();
    earlier.modality == Modality::Planned && any_common(&planned, &reported)
}

/// Both name one weekday, and no day of one is a day of the other: `gathered on Monday` of one week,
/// `announced on Monday` of another.
fn other_day_alike(a: &Claim, b: &Claim) -> bool {
    let words = |claim: &Claim| {
        let word = |t: &Term| {
            let from = (t.span.start - claim.span.start) as usize;
            claim.text.get(from..from + t.span.len()).unwrap_or("").to_lowercase()
        };
        let dates = claim.sentence.terms.iter().filter(|t| t.kind == TermKind::Date);
        let weekdays = dates.filter(|t| calendar::weekday(&word(t)).is_some());
        weekdays.map(|t| (t.stem, t.span)).collect::<Vec<_>>()
    };
    let meant = |claim: &Claim, at: Span| {
        let holds = |d: &&DateMention| d.span.start <= at.start && at.end <= d.span.end;
        claim.dates.iter().find(holds).and_then(|d| d.days)
    };
    let of_b = words(b);
    let mut alike = words(a).into_iter().flat_map(|(stem, at)| {
        let same = of_b.iter().filter(move |(other, _)| *other == stem);
        same.map(move |(_, other)| (at, *other))
    });
    let other = |(x, y)| match (meant(a, x), meant(b, y)) {
        (Some(x), Some(y)) => !x.overlaps(y),
        _ => false,
    };
    alike.any(other) && !any_common(&a.dates, &b.dates)
}

/// The times of a claim that few sentences of its story name.
pub fn telling_times(claim: &Claim) -> Vec<DateMention> {
    let Some(published) = claim.near else { return Vec::new() };
    let far = |d: &&DateMention| {
        let least = match d.granularity {
            Granularity::Day | Granularity::Week => NEWS_DAYS,
            Granularity::Month | Granularity::Quarter => MONTH_DAYS,
            Granularity::Year => YEAR_DAYS,
            Granularity::Decade => return false,
        };
        let away = |day: Date| (day - published).get_days().abs();
        d.days.is_some_and(|days| away(days.from).min(away(days.to)) > least)
    };
    claim.dates.iter().filter(far).copied().collect()
}

/// A day of one is a day of the other.
pub fn any_common(a: &[DateMention], b: &[DateMention]) -> bool {
    a.iter()
        .any(|x| b.iter().any(|y| matches!((x.days, y.days), (Some(x), Some(y)) if x.overlaps(y))))
}

/// The times of a claim's main act that lie long before its publication.
fn background(claim: &Claim) -> Vec<DateMention> {
    long_before(claim, &claim.times)
}

/// Every time it names that lies long before its publication.
pub fn far_dates(claim: &Claim) -> Vec<DateMention> {
    long_before(claim, &claim.dates)
}

fn long_before(claim: &Claim, times: &[DateMention]) -> Vec<DateMention> {
    let Some(published) = claim.near else { return Vec::new() };
    let far = |d: &&DateMention| {
        d.days.is_some_and(|days| {
            let (first, last) =
                ((published - days.from).get_days(), (published - days.to).get_days());
            last > 0 && i32::midpoint(first, last) > BACKGROUND_DAYS
        })
    };
    times.iter().filter(far).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::samples::story;

    #[test]
    fn a_plan_bridges_the_days_to_what_came_of_it() {
        let apart = |first: &str, second: &str| {
            let claims = story(&[(3, first), (6, second)]);
            Evidence::of(&claims[0], &claims[1]).days_apart
        };
        let plan = "Kelso Steel will sell the old mill in Oxley.";
        let sold = "Kelso Steel sold the old mill in Oxley.";
        assert_eq!((apart(plan, sold), apart(sold, sold)), (0, 3));
        let denied = "Kelso Steel denied having sold the old mill in Oxley.";
        assert_eq!((apart(plan, denied), apart(sold, plan)), (3, 3));
    }

    #[test]
    fn a_figure_a_clock_time_or_two_more_names_are_a_token() {
        let none = Evidence::default();
        assert!(!none.has_token());
        assert!(!Evidence { echo: 0.9, names: 1, ..none }.has_token());
        assert!(Evidence { echo: 1.0, ..none }.has_token());
        assert!(Evidence { clock: 0.1, ..none }.has_token());
        assert!(Evidence { names: 2, ..none }.has_token());
    }
}
