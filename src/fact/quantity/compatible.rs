//! Can two figures of one slot both be right?

use super::{Bound, Quantity, Role, Unit};

/// How far "about" reaches, as a share of the larger value; rounding never reaches further.
const ABOUT: f64 = 0.10;
/// How far a value may lie beyond "more than N" or "up to N", as a factor of N.
const BOUND_FACTOR: f64 = 1.3;
/// How far lengths of time in different units may lie apart: 90 days and three months.
const TIME_UNITS: f64 = 0.15;
/// How far measures converted from other units may lie apart.
const CONVERTED: f64 = 0.05;
/// Steps of magnitudes below this are two readings of one quake.
const MAGNITUDE: f64 = 0.06;
/// Degrees of two scales, both rounded.
const DEGREE: f64 = 1.0;
/// A value halfway between two rounded ones may be told as either; a little more, as floats are.
const HALF: f64 = 0.500_001;
/// Digits are cut off, not rounded, only where enough are left: as a multiple of the last one's place.
const CUT_FROM: f64 = 30.0;
/// Two lower bounds this close are one: more than 50, at least 52.
const FLOORS: f64 = 1.1;
/// The same of people hurt, missing or arrested, whom nobody counts as the dead are counted.
const FLOORS_LOOSE: f64 = 1.25;
/// Values this close, relative to their size, differ only in the last of many digits.
const LAST_DIGIT: f64 = 0.001;
/// Ages may lie a birthday apart.
const AGE: f64 = 1.5;

/// True where both can hold of the same thing. Symmetric.
pub fn compatible(a: &Quantity, b: &Quantity) -> bool {
    if a.low <= b.high && b.low <= a.high {
        return true;
    }
    let (small, large) = if a.low > b.high { (b, a) } else { (a, b) };
    by_unit(small, large).unwrap_or_else(|| by_bounds(small, large))
}

/// What the unit decides by itself; `small` ends below where `large` begins.
fn by_unit(small: &Quantity, large: &Quantity) -> Option<bool> {
    let gap = large.low - small.high;
    let converted = small.unit_size != large.unit_size;
    match large.unit {
        Unit::Rank => Some(false),
        Unit::Magnitude => Some(gap < MAGNITUDE),
        Unit::Age => Some(gap < AGE),
        // A share of a temperature says nothing: its zero is not that of the scale.
        Unit::Temperature(_) if converted || is_about(small) || is_about(large) => {
            Some(gap < DEGREE)
        }
        // `Less than two weeks` and `11 days`: the bound decides.
        Unit::Time(_) if converted && (is_ceiling(large) || is_floor(small)) => None,
        Unit::Time(_) if converted => Some(gap <= TIME_UNITS * large.low),
        // Cents and dollars are exact, miles and kilometres are not.
        Unit::Money(_) => None,
        _ => (converted && gap <= CONVERTED * large.low).then_some(true),
    }
}

/// What the bounds and the digits as written allow.
fn by_bounds(small: &Quantity, large: &Quantity) -> bool {
    let (x, y) = (small.high, large.low);
    let floors = (is_floor(small), is_floor(large));
    let ceilings = (is_ceiling(small), is_ceiling(large));
    let loose = [small, large].iter().all(|q| q.role.is_some_and(|role| role != Role::Dead));
    let floor = if loose { FLOORS_LOOSE } else { FLOORS };
    match (floors, ceilings) {
        // Two bounds of one kind state two numbers: "more than 200" and "more than 300".
        ((true, true), _) => y <= x * floor || rounds_to(small, large),
        (_, (true, true)) => rounds_to(small, large),
        ((true, _), _) | (_, (_, true)) => y <= x * BOUND_FACTOR,
        _ if is_about(small) || is_about(large) => y - x <= ABOUT * y,
        // Beyond a bound that was set on purpose: no rounding excuses it.
        ((_, true), _) | (_, (true, _)) => false,
        _ => rounds_to(small, large),
    }
}

/// One is the other, rounded to the fewer digits. Whole numbers below 100 are taken at their word
/// (12 is not 13), unless the other is given more finely (2.7 is 3).
fn rounds_to(small: &Quantity, large: &Quantity) -> bool {
    let gap = large.low - small.high;
    let step = small.step.max(large.step);
    let whole = small.step == large.step && step == large.unit_size;
    // Digits may be cut off as well as rounded: 1.867 is told as 1.86.
    let cut = small.step > large.step && gap < step && small.high >= CUT_FROM * step;
    gap <= LAST_DIGIT * large.low
        || !whole && (gap <= step * HALF || cut) && gap <= ABOUT * large.low
}

fn is_about(q: &Quantity) -> bool {
    q.bound == Bound::About
}

fn is_floor(q: &Quantity) -> bool {
    matches!(q.bound, Bound::AtLeast | Bound::MoreThan)
}

fn is_ceiling(q: &Quantity) -> bool {
    matches!(q.bound, Bound::AtMost | Bound::LessThan)
}
