//! Which figures that exclude each other are a dispute, and which merely count different things.
//!
//! [`super::quantity::compare`] pairs figures of one slot by their words. In a story of real
//! articles most such pairs are still no dispute: a part stands beside the whole, the new cases of
//! one day beside those of another, the dead of one country beside those of the world. A reader is
//! told of a conflict only where the sentences around the figures are likely of one thing, and
//! where none of the ordinary ways to differ explains the difference.

use hashbrown::HashMap;

use super::claim::Claim;
use super::evidence::{Evidence, any_common, days_between, far_dates, shares_nothing};
use super::quantity::compatible::compatible;
use super::quantity::{Bound, Pairing, People, Quantity, Strength, Unit};
use crate::article::ArticleId;

/// Figures of one slot conflict only between claims at least this likely to be the same (log-odds
/// of the raw score); roles and magnitudes need only the story.
const LIKELY_Z: f32 = 1.5;
/// And where they are published a day apart.
const SURE_Z: f32 = 3.0;
/// Figures further apart than this, as a ratio, count different things, unless time went on.
const MAX_RATIO: f64 = 3.0;
/// Counts of people that grew by more than this from one report to another are of two events.
const MAX_GROWTH: f64 = 10.0;
/// Figures of people that befell the same need the story, and a little more, 0..=1.
const SAME_OF_PEOPLE: f32 = 0.3;
/// Other figures need claims that are surely of one thing.
const SAME_OF_THINGS: f32 = 0.75;
/// Two shares make up the whole give or take this much, in percent.
const WHOLE: f64 = 0.6;
/// And where time explains the difference.
const SAME_OF_UPDATES: f32 = 0.1;
/// Bytes between a figure and the time that it is of.
const NEXT: u32 = 80;

/// The figures that each article gives anywhere, with their claims.
pub(super) struct Known<'a>(HashMap<ArticleId, Vec<(&'a Claim, &'a Quantity)>>);

impl<'a> Known<'a> {
    pub fn of(claims: &'a [Claim]) -> Self {
        let mut by_article: HashMap<ArticleId, Vec<_>> = HashMap::new();
        for claim in claims {
            let figures = by_article.entry(claim.article).or_default();
            figures.extend(claim.figures.quantities.iter().map(|q| (claim, q)));
        }
        Self(by_article)
    }

    /// One of two articles gives both figures, so to it they are two quantities.
    fn to_both(&self, (x, a): (&Claim, &Quantity), (y, b): (&Claim, &Quantity)) -> bool {
        let one_place: Vec<_> = a.places.iter().filter(|p| b.places.contains(p)).collect();
        let gives = |claim: &Claim, q: &Quantity| {
            let figures = self.0.get(&claim.article).map_or(&[][..], Vec::as_slice);
            let same = |(told, own): &(&Claim, &Quantity)| {
                // `4,355 deaths, and 4,131 the year before`: the second names no fate.
                let beside = || told.figures.quantities.iter().any(|other| other.role == q.role);
                let fate = own.role == q.role || own.role.is_none() && beside();
                // The dead of one town are not those of the province, though they are as many.
                // Nor does `at least 17`, said of no place, give the 21 of a town.
                let bounded = own.bound != Bound::Exact && own.value() != q.value();
                let wider = bounded && own.places.is_empty() && !one_place.is_empty();
                let elsewhere = wider || shares_nothing(&own.places, &q.places);
                let unit = own.unit.is_comparable(q.unit);
                unit && fate && !elsewhere && compatible(own, q)
            };
            figures.iter().any(same)
        };
        gives(y, a) || gives(x, b)
    }
}

/// Two claims that were compared.
pub(super) struct Sides<'a> {
    pub x: &'a Claim,
    pub y: &'a Claim,
    /// Log-odds of the raw score.
    pub z: f32,
    pub evidence: &'a Evidence,
    pub known: &'a Known<'a>,
}

impl Sides<'_> {
    /// Whether the pair of figures is a dispute, or an update, as far as the claims tell.
    pub fn can_dispute(&self, pair: &Pairing) -> bool {
        let (a, b) = (self.quantity_of_x(pair), self.quantity_of_y(pair));
        let people = a.role.is_some() && b.role.is_some();
        if a.is_part || b.is_part || is_part_of_people(a, b) || self.are_elsewhere(a, b) {
            return false;
        }
        let likely_by_words = self.z >= LIKELY_Z;
        let likely = pair.strength >= Strength::Strong || likely_by_words;
        if people {
            (likely_by_words || !self.are_strangers()) && likely && self.can_differ(a, b)
        } else {
            likely && self.is_of_one_time() && self.is_of_one_thing(a, b)
        }
    }

    fn quantity_of_x(&self, pair: &Pairing) -> &Quantity {
        &self.x.figures.quantities[pair.a]
    }

    fn quantity_of_y(&self, pair: &Pairing) -> &Quantity {
        &self.y.figures.quantities[pair.b]
    }

    /// Both name somebody or some place, and none in common.
    fn are_strangers(&self) -> bool {
        shares_nothing(&self.x.figures.names, &self.y.figures.names)
    }

    /// Both tell where, and neither sentence names the place of the other; or the one that counts
    /// more names the other's place and one more.
    fn are_elsewhere(&self, a: &Quantity, b: &Quantity) -> bool {
        let (less, more) = if a.value() < b.value() { (a, b) } else { (b, a) };
        let within = |place| more.places.contains(place);
        let of_more_places = !less.places.is_empty()
            && less.places.len() < more.places.len()
            && less.places.iter().all(within);
        of_more_places
            || shares_nothing(&a.places, &b.places)
                && shares_nothing(&a.places, &self.y.figures.names)
                && shares_nothing(&b.places, &self.x.figures.names)
    }

    /// Counts of people grow from report to report; within a day they differ by little. To no article
    /// both are true: that would be a part beside the whole, or one of two events.
    fn can_differ(&self, a: &Quantity, b: &Quantity) -> bool {
        let of_old = || is_of_old(self.x, a, self.y) || is_of_old(self.y, b, self.x);
        if self.evidence.other_period || of_old() {
            return false;
        }
        if self.known.to_both((self.x, a), (self.y, b)) {
            return false;
        }
        if has_changed(self.x, a, self.y, b) {
            return ratio(a, b) <= MAX_GROWTH;
        }
        ratio(a, b) <= MAX_RATIO && days_between(self.x, self.y) <= 1
    }

    /// Prices and plans change overnight.
    fn is_of_one_time(&self) -> bool {
        let Evidence { other_time, looks_back, days_apart, .. } = *self.evidence;
        let same_day = days_apart == 0 || days_apart == 1 && self.z >= SURE_Z;
        !other_time && !looks_back && same_day
    }

    fn is_of_one_thing(&self, a: &Quantity, b: &Quantity) -> bool {
        // Temperatures are given against the normal, of the day, of the night; winds and storms
        // change by the hour.
        let weather = matches!(a.unit, Unit::Temperature(_) | Unit::Speed);
        !weather
            && ratio(a, b) <= MAX_RATIO
            && !are_the_rest(a, b)
            && is_next_to_same(a, b)
            && tells_of_each(self.x) == tells_of_each(self.y)
            && !self.are_of_others(a, b)
            && !self.are_listed(a, b)
            && !self.known.to_both((self.x, a), (self.y, b))
    }

    /// Next to both figures stand names, and the other sentence has none of them.
    fn are_of_others(&self, a: &Quantity, b: &Quantity) -> bool {
        let strange = |q: &Quantity, other: &Claim| {
            !q.names.is_empty() && !q.names.iter().any(|name| other.figures.names.contains(name))
        };
        strange(a, self.y) && strange(b, self.x)
    }

    /// Either sentence gives several figures of the kind that the other does not give: which of
    /// them meets which is a guess. An age has the name of its person.
    fn are_listed(&self, a: &Quantity, b: &Quantity) -> bool {
        let left_open = |own: &Claim, other: &Claim, figure: &Quantity| {
            let others = &other.figures.quantities;
            let open = |q: &&Quantity| {
                q.unit.is_comparable(figure.unit)
                    && q.role == figure.role
                    && !others.iter().any(|o| o.unit.is_comparable(q.unit) && compatible(o, q))
            };
            own.figures.quantities.iter().filter(open).count()
        };
        let named = |q: &Quantity| q.unit == Unit::Age && !q.names.is_empty();
        let tied = named(a) && named(b);
        !tied && (left_open(self.x, self.y, a) > 1 || left_open(self.y, self.x, b) > 1)
    }

    /// Whether a pair that can be a dispute is one, given how likely the claims are the same.
    /// Figures other than of people dispute only what would else be `one_fact`.
    pub fn is_dispute(x: &Claim, y: &Claim, pair: &Pairing, same: f32, one_fact: f32) -> bool {
        let (a, b) = (&x.figures.quantities[pair.a], &y.figures.quantities[pair.b]);
        let people = a.role.is_some() && b.role.is_some();
        let least = match people {
            true if has_changed(x, a, y, b) => SAME_OF_UPDATES,
            true => SAME_OF_PEOPLE,
            false => one_fact.max(SAME_OF_THINGS),
        };
        same >= least
    }
}

/// Of two figures of people of different days: the later is the larger one, or may go either way.
fn has_changed(x: &Claim, a: &Quantity, y: &Claim, b: &Quantity) -> bool {
    let (Some(day_x), Some(day_y)) = (x.published, y.published) else {
        return false;
    };
    let grown = if day_x < day_y { a.value() < b.value() } else { a.value() > b.value() };
    day_x != day_y && (grown || !a.is_monotone())
}

fn ratio(a: &Quantity, b: &Quantity) -> f64 {
    let (x, y) = (a.value().abs().max(1e-9), b.value().abs().max(1e-9));
    (x / y).max(y / x)
}

/// The words next to both figures have something in common; an age has its person.
fn is_next_to_same(a: &Quantity, b: &Quantity) -> bool {
    a.unit == Unit::Age || a.near.iter().any(|stem| b.near.contains(stem))
}

/// A time long before the news stands next behind a figure, and the other claim does not name it: `the
/// gunman who killed 49 people in 2016`.
fn is_of_old(own: &Claim, figure: &Quantity, other: &Claim) -> bool {
    let mut old = far_dates(own).into_iter();
    old.any(|date| {
        let gap = date.span.start.checked_sub(figure.span.end);
        gap.is_some_and(|gap| gap <= NEXT) && !any_common(&[date], &other.dates)
    })
}

/// What it gives may be that of one of several: `each count carries a fine of $250,000`; `each day`
/// is another way to say `daily`.
fn tells_of_each(claim: &Claim) -> bool {
    let mut words = claim.text.split(|c: char| !c.is_alphabetic()).peekable();
    while let Some(word) = words.next() {
        let of_time = |next: &&str| matches!(*next, "day" | "week" | "month" | "year" | "hour");
        if word == "apiece" || word.eq_ignore_ascii_case("each") && words.next_if(of_time).is_none()
        {
            return true;
        }
    }
    false
}

/// A share and what it leaves of the whole: 75 percent of the lanes, and the other 25.
fn are_the_rest(a: &Quantity, b: &Quantity) -> bool {
    a.unit == Unit::Percent && (a.value() + b.value() - 100.0).abs() < WHOLE
}

/// One counts a part of the people that the other counts, and no more of them: three children, and
/// ten people.
fn is_part_of_people(a: &Quantity, b: &Quantity) -> bool {
    let of = |q: &Quantity| q.thing.map_or(Some(People::All), |t| t.people);
    match (of(a), of(b)) {
        (Some(People::Part), Some(People::All | People::Group)) => a.low <= b.high,
        (Some(People::All | People::Group), Some(People::Part)) => b.low <= a.high,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::fact::claim::Claim;
    use crate::fact::samples::story;
    use crate::fact::settings::Settings;
    use crate::fact::story::links;

    /// Each row: whether figures differ (an update counts), the days, the two texts.
    #[test]
    fn ordinary_differences_are_no_dispute() {
        for row in include_str!("disputes.tsv").lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = row.split('\t').collect();
            let [told, day_a, a, day_b, b] = cells[..] else { panic!("five cells: {row}") };
            let day = |cell: &str| cell.parse().unwrap();
            let claims = story(&[(day(day_a), a), (day(day_b), b)]);
            let differs =
                links(&claims.iter().collect::<Vec<_>>(), &claims, Settings::default().same)
                    .iter()
                    .any(|link| !link.figures.conflicting.is_empty());
            assert_eq!(if differs { "differ" } else { "apart" }, told, "{row}");
        }
    }

    #[test]
    fn an_article_knows_the_figures_of_the_sentences_that_it_repeats() {
        let six = "The crash near Kelso killed six people, police said.";
        let nine = "The crash near Kelso killed nine people, the mayor said.";
        let claims = story(&[(3, six), (3, &format!("{six} {nine}"))]);
        // The second claim repeats the first: only words of one's own are compared.
        let heard = [&claims[0], &claims[2]];
        let differs = |all: &[Claim]| {
            let links = links(&heard, all, Settings::default().same);
            links.iter().any(|link| !link.figures.conflicting.is_empty())
        };
        assert!(differs(&[claims[0].clone(), claims[2].clone()]), "as if nothing were repeated");
        assert!(!differs(&claims));
    }
}
