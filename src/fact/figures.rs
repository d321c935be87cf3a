//! One slot, several values: figures that contradict each other, or grew over time.
//!
//! Figures of a story that fill one slot are chained by the comparisons of their claims. Two that
//! cannot both be right are an *update* where the figure may change (people dead, hurt, missing)
//! and is given for different days: for one that can only grow, the later must be the larger.
//! Everything else is a *conflict*. A figure speaks of the day its sentence gives it for ("as of
//! Monday"), else of the day of publication.

use hashbrown::{HashMap, HashSet};
use jiff::civil::Date;

use super::claim::Claim;
use super::quantity::compatible::compatible;
use super::quantity::{Bound, Quantity, Role, Strength, Unit};
use super::story::Link;
use crate::union_find::UnionFind;

/// A figure of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Figure {
    /// The claim.
    pub claim: u32,
    /// Index into its quantities.
    pub quantity: u32,
}

/// A slot with values that are not all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disputed {
    /// The values differ because time went on.
    pub updated: bool,
    /// The figures, sorted.
    pub figures: Vec<Figure>,
}

/// The disputed slots of a story, sorted by their first figure.
pub fn disputed(claims: &[Claim], links: &[Link]) -> Vec<Disputed> {
    let mut slots = Slots::of(links);
    let mut conflicts: HashMap<(u32, bool), Vec<(Figure, Figure)>> = HashMap::new();
    for link in links {
        for pair in &link.figures.conflicting {
            let a = Figure { claim: link.a, quantity: pair.a as u32 };
            let b = Figure { claim: link.b, quantity: pair.b as u32 };
            let slot = slots.of_figure(a);
            let updated = is_update(claims, a, b);
            conflicts.entry((slot, updated)).or_default().push((a, b));
        }
    }
    // Most stories have none: what supports a figure is looked for where one is disputed.
    if conflicts.is_empty() {
        return Vec::new();
    }
    let supported = supported(links);
    let mut out: Vec<Disputed> = Vec::new();
    for ((_, updated), pairs) in conflicts {
        let groups = if updated { series(claims, pairs) } else { stars(pairs) };
        let whole = groups.into_iter().map(|figures| with_supporters(figures, &supported));
        out.extend(whole.map(|figures| Disputed { updated, figures }));
    }
    out.sort_unstable_by(|x, y| (&x.figures, x.updated).cmp(&(&y.figures, y.updated)));
    out
}

/// Each figure with those that it was itself compared with, the most disputed first: in a chain,
/// the ends may be of different things.
fn stars(mut pairs: Vec<(Figure, Figure)>) -> Vec<Vec<Figure>> {
    let mut out = Vec::new();
    while !pairs.is_empty() {
        let mut ends: Vec<Figure> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
        ends.sort_unstable();
        let centre = ends
            .chunk_by(|x, y| x == y)
            .map(|same| (same.len(), std::cmp::Reverse(same[0])))
            .max()
            .map(|(_, figure)| figure.0);
        let touches = |(a, b): &(Figure, Figure)| Some(*a) == centre || Some(*b) == centre;
        let mut star: Vec<Figure> =
            pairs.iter().filter(|p| touches(p)).flat_map(|(a, b)| [*a, *b]).collect();
        star.sort_unstable();
        star.dedup();
        pairs.retain(|(a, b)| star.binary_search(a).is_err() && star.binary_search(b).is_err());
        out.push(star);
    }
    out
}

/// Figures that change over time, in their order: around the star of each, what was compared with
/// any of it and fits into the order. A report of the fourth day is mostly compared with that of
/// the third.
fn series(claims: &[Claim], pairs: Vec<(Figure, Figure)>) -> Vec<Vec<Figure>> {
    let mut met: HashMap<Figure, Vec<Figure>> = HashMap::new();
    for (a, b) in &pairs {
        met.entry(*a).or_default().push(*b);
        met.entry(*b).or_default().push(*a);
    }
    let fits = |series: &[Figure], new: Figure| {
        series.iter().all(|old| {
            as_of(claims, *old) == as_of(claims, new)
                || is_update(claims, *old, new)
                || compatible(quantity(claims, *old), quantity(claims, new))
        })
    };
    let mut out = stars(pairs);
    let mut taken: HashSet<Figure> = out.iter().flatten().copied().collect();
    for series in &mut out {
        let mut at = 0;
        while at < series.len() {
            for new in &met[&series[at]] {
                if !taken.contains(new) && fits(series, *new) {
                    taken.insert(*new);
                    series.push(*new);
                }
            }
            at += 1;
        }
        series.sort_unstable();
    }
    out
}

/// Claims that give a disputed value and are likely the same as one in the dispute stand beside it.
const SUPPORT: f32 = 0.7;

/// For each figure those of other claims that support it.
fn supported(links: &[Link]) -> HashMap<Figure, Vec<Figure>> {
    let mut out: HashMap<Figure, Vec<Figure>> = HashMap::new();
    for link in links.iter().filter(|l| l.same >= SUPPORT) {
        for pair in &link.figures.agreeing {
            let a = Figure { claim: link.a, quantity: pair.a as u32 };
            let b = Figure { claim: link.b, quantity: pair.b as u32 };
            out.entry(a).or_default().push(b);
            out.entry(b).or_default().push(a);
        }
    }
    out
}

/// The figures, sorted, with those of other claims that agree with one of them.
fn with_supporters(
    mut figures: Vec<Figure>,
    supported: &HashMap<Figure, Vec<Figure>>,
) -> Vec<Figure> {
    let supporters: Vec<Figure> =
        figures.iter().filter_map(|f| supported.get(f)).flatten().copied().collect();
    figures.extend(supporters);
    figures.sort_unstable();
    figures.dedup();
    figures
}

/// Figures chained by comparisons.
struct Slots {
    numbers: HashMap<Figure, u32>,
    sets: UnionFind,
}

impl Slots {
    fn of(links: &[Link]) -> Self {
        let mut numbers: HashMap<Figure, u32> = HashMap::new();
        let mut pairs = Vec::new();
        for link in links {
            let figures = link.figures.agreeing.iter().chain(&link.figures.conflicting);
            for pair in figures.filter(|p| p.strength >= Strength::Good) {
                let a = Figure { claim: link.a, quantity: pair.a as u32 };
                let b = Figure { claim: link.b, quantity: pair.b as u32 };
                let mut number = |figure| {
                    let next = numbers.len() as u32;
                    *numbers.entry(figure).or_insert(next)
                };
                pairs.push((number(a), number(b)));
            }
        }
        let mut sets = UnionFind::new(numbers.len());
        pairs.iter().for_each(|(a, b)| {
            sets.union(*a, *b);
        });
        Self { numbers, sets }
    }

    fn of_figure(&mut self, figure: Figure) -> u32 {
        self.numbers.get(&figure).map_or(u32::MAX, |number| self.sets.find(*number))
    }
}

/// The quantity of a figure.
pub fn quantity(claims: &[Claim], figure: Figure) -> &Quantity {
    &claims[figure.claim as usize].figures.quantities[figure.quantity as usize]
}

/// The day a figure speaks of.
pub fn as_of(claims: &[Claim], figure: Figure) -> Option<Date> {
    let named = quantity(claims, figure).as_of.map(|days| days.to);
    named.or(claims[figure.claim as usize].published)
}

fn published(claims: &[Claim], figure: Figure) -> Option<Date> {
    claims[figure.claim as usize].published
}

fn is_update(claims: &[Claim], a: Figure, b: Figure) -> bool {
    let (x, y) = (quantity(claims, a), quantity(claims, b));
    let changes = x.role.is_some() && y.role.is_some();
    let of = |day: fn(&[Claim], Figure) -> Option<Date>| day(claims, a).zip(day(claims, b));
    // Of figures given for one day, the later report may know more of it.
    let days = of(as_of).filter(|(x, y)| x != y).or_else(|| of(published));
    let Some((day_x, day_y)) = days else { return false };
    let (earlier, later) = if day_x <= day_y { (x, y) } else { (y, x) };
    changes && day_x != day_y && (!x.is_monotone() || later.value() > earlier.value())
}

/// Figures gathered by value: those of one unit and fate that can both be right stand together, and
/// those of another sentence that names no fate. By value, ascending.
///
/// Plain values come first: "more than 200" goes with one of them, and does not draw 210 and 240
/// together.
pub fn by_value(claims: &[Claim], figures: &[Figure]) -> Vec<Vec<Figure>> {
    let value = |figure: Figure| quantity(claims, figure).value();
    let bounded = |figure: &Figure| quantity(claims, *figure).bound != Bound::Exact;
    let mut sorted = figures.to_vec();
    sorted.sort_by(|a, b| {
        let order = value(*a).total_cmp(&value(*b)).then(a.cmp(b));
        bounded(a).cmp(&bounded(b)).then(order)
    });
    let mut out: Vec<Vec<Figure>> = Vec::new();
    for figure in sorted {
        let fits = |group: &&mut Vec<Figure>| {
            let (x, y) = (quantity(claims, group[0]), quantity(claims, figure));
            let told_apart = group.iter().any(|other| other.claim == figure.claim);
            let fate = x.role == y.role || !told_apart && (x.role.is_none() || y.role.is_none());
            x.unit.is_comparable(y.unit) && fate && compatible(x, y)
        };
        let apart = |group: &&mut Vec<Figure>| (value(group[0]) - value(figure)).abs();
        let nearest = out.iter_mut().filter(fits).min_by(|x, y| apart(x).total_cmp(&apart(y)));
        match nearest {
            Some(group) => group.push(figure),
            None => out.push(vec![figure]),
        }
    }
    out.sort_by(|x, y| value(x[0]).total_cmp(&value(y[0])).then(x[0].cmp(&y[0])));
    out
}

/// The unit as a reader knows it, or what befell the people counted.
pub fn unit_name(q: &Quantity) -> Option<String> {
    let people = q.thing.as_ref().is_some_and(|t| t.people.is_some());
    let name = match (q.unit, q.role) {
        (Unit::Money(currency), _) => return Some(currency.code().to_owned()),
        (Unit::Count, Some(role)) => role_name(role),
        (Unit::Count, None) if people => "people",
        (Unit::Count, None) => return None,
        (Unit::Percent, _) => "percent",
        (Unit::PercentagePoint, _) => "points",
        (Unit::Age, _) => "years old",
        (Unit::Time(_), _) => "days",
        (Unit::Distance, _) => "m",
        (Unit::Area, _) => "m2",
        (Unit::Mass, _) => "kg",
        (Unit::Speed, _) => "km/h",
        (Unit::Temperature(_), _) => "degrees",
        (Unit::Magnitude, _) => "magnitude",
        (Unit::Rank, _) => "rank",
    };
    Some(name.to_owned())
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Dead => "dead",
        Role::Hurt => "hurt",
        Role::Missing => "missing",
        Role::Arrested => "arrested",
        Role::Trapped => "trapped",
        Role::Displaced => "displaced",
        Role::Rescued => "rescued",
        Role::Infected => "infected",
        Role::Hospitalised => "in hospital",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::samples::story;
    use crate::fact::settings::Settings;
    use crate::fact::story::links;

    #[test]
    fn a_toll_is_one_series() {
        let claims = story(&[
            (3, "The flood in Kelso killed 17 people, police said."),
            (4, "The flood in Kelso killed 31 people, police said."),
            (5, "The flood in Kelso killed 48 people, police said."),
            (6, "The death toll of the flood in Kelso has gone up to 52, police said."),
        ]);
        let found = disputed(
            &claims,
            &links(&claims.iter().collect::<Vec<_>>(), &claims, Settings::default().same),
        );
        let values =
            |d: &Disputed| d.figures.iter().map(|f| quantity(&claims, *f).value()).collect();
        let series: Vec<(bool, Vec<f64>)> = found.iter().map(|d| (d.updated, values(d))).collect();
        assert_eq!(series, [(true, vec![17.0, 31.0, 48.0, 52.0])]);
    }

    #[test]
    fn time_explains_what_can_only_grow_and_what_may_fall() {
        let updated = |day: i8, first: &str, second: &str| {
            let claims = story(&[(3, first), (day, second)]);
            let of = |claim| Figure { claim, quantity: 0 };
            (is_update(&claims, of(0), of(1)), is_update(&claims, of(1), of(0)))
        };
        let (seventeen, twelve) =
            ("The flood in Kelso killed 17 people.", "The flood in Kelso killed 12 people.");
        assert_eq!(updated(4, twelve, seventeen), (true, true));
        assert_eq!(updated(4, seventeen, twelve), (false, false), "nobody comes back to life");
        assert_eq!(updated(3, twelve, seventeen), (false, false), "one day");
        let missing = |n: u32| format!("After the flood in Kelso {n} people are missing.");
        assert_eq!(updated(4, &missing(40), &missing(30)), (true, true));
        // For one day, but told a day later.
        let later = "By September 3, the flood in Kelso had killed 17 people.";
        assert_eq!(updated(4, twelve, later), (true, true));
    }

    #[test]
    fn equal_numbers_of_other_things_are_two_values() {
        let claims = story(&[
            (3, "The fire in Kelso killed 12 people and hurt 12 others within 12 days."),
            (3, "A fire in Kelso has killed at least 12 people, police said."),
        ]);
        let of = |claim: u32| {
            let all = 0..claims[claim as usize].figures.quantities.len() as u32;
            all.map(move |quantity| Figure { claim, quantity })
        };
        let figures: Vec<Figure> = of(0).chain(of(1)).collect();
        assert_eq!(figures.len(), 4);
        let groups = by_value(&claims, &figures);
        let sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 1, 1], "the dead of both, the hurt, the days");
    }

    #[test]
    fn units_are_named_as_readers_know_them() {
        let rows = [
            ("Prices in Kelso rose by 5 percent.", "percent"),
            ("The share in Kelso fell by 5 percentage points.", "points"),
            ("The mayor of Kelso, Tom Hale, is 45 years old.", "years old"),
            ("The strike in Kelso lasted 12 days.", "days"),
            ("The wall in Kelso is 12 kilometers long.", "m"),
            ("The park in Kelso covers 300 hectares.", "m2"),
            ("The bell of Kelso weighs 300 kilograms.", "kg"),
            ("Winds in Kelso reached 120 km/h.", "km/h"),
            ("It was 30 degrees Celsius in Kelso.", "degrees"),
            ("A quake of magnitude 6.2 shook Kelso.", "magnitude"),
            ("The mill in Kelso cost $300 million.", "usd"),
            ("Police in Kelso arrested 12 people.", "arrested"),
            ("The flood trapped 12 people in Kelso.", "trapped"),
            ("The flood displaced 12 people in Kelso.", "displaced"),
            ("Crews in Kelso rescued 12 people.", "rescued"),
            ("The virus infected 12 people in Kelso.", "infected"),
        ];
        for (text, name) in rows {
            let claims = story(&[(3, text)]);
            let names: Vec<_> = claims[0].figures.quantities.iter().map(unit_name).collect();
            assert_eq!(names, [Some(name.to_owned())], "{text}");
        }
    }
}
