//! Do two figures speak of the same quantity of the world?
//!
//! Most "different numbers" fill different slots, so this test is the work. Which evidence is
//! needed depends on the unit: a role of people or a magnitude nearly names the slot by itself,
//! other figures need the same thing and words in common around them.

use super::context::shared;
use super::{Change, People, Quantity, Thing, Unit};
use crate::fact::lexicon::{Lexicon, Relation};

/// How surely two figures fill one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Possible: enough to agree, not to conflict.
    Weak,
    /// Likely, given that the sentences are about the same.
    Good,
    /// Nearly sure, given one story.
    Strong,
}

impl Strength {
    /// One step up.
    #[must_use]
    pub fn raised(self) -> Self {
        match self {
            Self::Weak => Self::Good,
            Self::Good | Self::Strong => Self::Strong,
        }
    }
}

/// Without a role, figures further apart than this are of different things.
const MAX_RATIO: f64 = 4.0;

/// How surely `a` and `b` fill the same slot; `None` where they do not. Symmetric.
pub fn same_slot(a: &Quantity, b: &Quantity, lexicon: &Lexicon) -> Option<Strength> {
    if !a.unit.is_comparable(b.unit) || a.per != b.per || changes_differ(a.change, b.change) {
        return None;
    }
    let far = a.role.is_none() && b.role.is_none() && ratio(a, b) > MAX_RATIO;
    let bounded = !matches!(a.unit, Unit::Time(_) | Unit::Distance | Unit::Rank | Unit::Age);
    if far && bounded {
        return None;
    }
    let pair = Pair::new(a, b, lexicon);
    let strength = pair.by_unit()?;
    let moving = a.role.is_none() && (a.is_quote || b.is_quote);
    Some(if moving { Strength::Weak } else { strength })
}

fn changes_differ(a: Option<Change>, b: Option<Change>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

fn ratio(a: &Quantity, b: &Quantity) -> f64 {
    let (x, y) = (a.low.abs().max(1e-9), b.low.abs().max(1e-9));
    (x / y).max(y / x)
}

/// Whether two figures are of the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SameThing {
    Yes,
    No,
    /// One names none.
    Open,
}

/// Two figures and what they have in common.
struct Pair<'a> {
    a: &'a Quantity,
    b: &'a Quantity,
    lexicon: &'a Lexicon,
    thing: SameThing,
    /// Content words around both.
    context: usize,
    /// Verbs next to both.
    verbs: usize,
}

impl<'a> Pair<'a> {
    fn new(a: &'a Quantity, b: &'a Quantity, lexicon: &'a Lexicon) -> Self {
        let thing = match (&a.thing, &b.thing) {
            (Some(x), Some(y)) if is_same_thing(x, y, lexicon) => SameThing::Yes,
            (Some(_), Some(_)) => SameThing::No,
            _ => SameThing::Open,
        };
        let context = shared(&a.context, &b.context);
        let verbs = shared(&a.verbs, &b.verbs);
        Self { a, b, lexicon, thing, context, verbs }
    }

    fn by_unit(&self) -> Option<Strength> {
        match self.a.unit {
            Unit::Magnitude => Some(Strength::Strong),
            Unit::Count => self.count(),
            Unit::Rank => self.rank(),
            Unit::Age => self.age(),
            Unit::Money(_) => Some(self.money()),
            Unit::Time(_) => self.time(),
            Unit::Distance => (self.a.reference == self.b.reference).then(|| self.measure()),
            Unit::Percent
            | Unit::PercentagePoint
            | Unit::Area
            | Unit::Mass
            | Unit::Speed
            | Unit::Temperature(_) => Some(self.measure()),
        }
    }

    fn count(&self) -> Option<Strength> {
        match (self.a.role, self.b.role) {
            (Some(x), Some(y)) => (x == y).then(|| self.fate())?,
            (None, None) => self.plain_count(),
            // A count of people without a role beside one with a role: any other group.
            _ => {
                let plain = |t: &Option<Thing>| t.as_ref().is_some_and(|t| t.people.is_none());
                (plain(&self.a.thing) && plain(&self.b.thing)).then(|| self.plain_count())?
            }
        }
    }

    fn plain_count(&self) -> Option<Strength> {
        let people = |q: &Quantity| q.thing.is_some_and(|t| t.people.is_some());
        let both_people = people(self.a) && people(self.b);
        if self.thing != SameThing::Yes {
            // Five people and five children may be the same five; they never conflict.
            return both_people.then_some(Strength::Weak);
        }
        if self.a.is_part != self.b.is_part {
            return None;
        }
        let modifiers = shared(&self.a.modifiers, &self.b.modifiers);
        let told_apart =
            !self.a.modifiers.is_empty() && !self.b.modifiers.is_empty() && modifiers == 0;
        let acts = self.verbs > 0 || modifiers > 0;
        // People are counted in every sentence: they take more to be the same ones.
        let linked =
            if both_people { acts && self.context >= 3 } else { acts || self.context >= 3 };
        Some(if linked && !told_apart { Strength::Good } else { Strength::Weak })
    }

    /// Both count people with the same fate.
    fn fate(&self) -> Option<Strength> {
        if self.a.is_part != self.b.is_part || self.a.is_part {
            // A part compares with nothing but the same part; `310 new cases` and `450 new cases`
            // name nothing but cases.
            if self.a.is_part && self.b.is_part && self.a.thing.is_none() && self.b.thing.is_none()
            {
                return Some(Strength::Strong);
            }
            return (self.thing == SameThing::Yes && !self.is_everybody())
                .then_some(Strength::Good);
        }
        if self.thing == SameThing::Yes {
            return Some(Strength::Strong);
        }
        let (x, y) = (people_of(self.a)?, people_of(self.b)?);
        match (x.min(y), x.max(y)) {
            (People::All, People::Part) => Some(self.part_of_all(x == People::Part)),
            (People::All, _) => Some(Strength::Strong),
            (People::Group, People::Group) => (!self.are_two_peoples()).then_some(Strength::Good),
            (People::Group, _) => Some(Strength::Weak),
            (People::Part, _) => None,
        }
    }

    fn is_everybody(&self) -> bool {
        people_of(self.a) == Some(People::All)
    }

    /// Fewer soldiers than people is no contradiction as such, more is.
    fn part_of_all(&self, a_is_part: bool) -> Strength {
        let (part, all) = if a_is_part { (self.a, self.b) } else { (self.b, self.a) };
        if part.low > all.high { Strength::Strong } else { Strength::Good }
    }

    /// `three Israelis` and `twenty Palestinians`.
    fn are_two_peoples(&self) -> bool {
        let capital = |q: &Quantity| q.thing.is_some_and(|t| t.capital);
        capital(self.a) && capital(self.b)
    }

    fn rank(&self) -> Option<Strength> {
        let order = match (&self.a.order, &self.b.order) {
            (Some(x), Some(y)) => {
                x.stem == y.stem || self.lexicon.relation(x, y) == Relation::Synonym
            }
            _ => true,
        };
        let scope = match (self.a.reference, self.b.reference) {
            (Some(x), Some(y)) => x == y,
            _ => true,
        };
        if self.thing != SameThing::Yes || !order || !scope {
            return None;
        }
        self.plain_count()
    }

    /// Ages are of one person where the names next to them say so. Where both sides have none,
    /// the same noun in much the same words stands for it.
    fn age(&self) -> Option<Strength> {
        let named = |q: &Quantity| !q.names.is_empty();
        match (named(self.a), named(self.b)) {
            (true, true) => (shared(&self.a.names, &self.b.names) > 0).then_some(Strength::Good),
            (false, false) if self.thing != SameThing::No && self.context >= 3 => {
                Some(Strength::Good)
            }
            _ => (self.thing != SameThing::No && self.context >= 2).then_some(Strength::Weak),
        }
    }

    fn money(&self) -> Strength {
        let linked = self.context >= 2 || self.verbs > 0;
        if self.context >= 3 || linked && self.thing != SameThing::No {
            Strength::Good
        } else {
            Strength::Weak
        }
    }

    fn time(&self) -> Option<Strength> {
        let same = self.thing == SameThing::Yes;
        if (same || self.verbs > 0) && self.context >= 2 {
            return Some(Strength::Good);
        }
        same.then_some(Strength::Weak)
    }

    fn measure(&self) -> Strength {
        let placed = self.a.reference.is_some();
        // `25 percent of the funds` and `41 percent of the patients`.
        let of_others = self.a.unit == Unit::Percent && self.thing == SameThing::No;
        if (self.context >= 2 || placed) && !of_others { Strength::Good } else { Strength::Weak }
    }
}

/// The people that a count with a role is of: anybody where no noun is given.
fn people_of(q: &Quantity) -> Option<People> {
    q.thing.map_or(Some(People::All), |t| t.people)
}

fn is_same_thing(a: &Thing, b: &Thing, lexicon: &Lexicon) -> bool {
    let related =
        || matches!(lexicon.relation(&a.noun, &b.noun), Relation::Synonym | Relation::Derivation);
    let everybody = a.people == Some(People::All) && b.people == Some(People::All);
    a.holds == b.holds && (everybody || a.noun.stem == b.noun.stem || related())
}
