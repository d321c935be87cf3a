//! Can two figures of one slot both be right?

use super::{Bound, Quantity, Unit};

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
/// Ages may lie a birthday apart.
const AGE: f64 = 1.5;

/// True where both can hold of the same thing. Symmetric.
pub fn compatible(a: &Quantity, b: &Quantity) -> bool {
    if a.low <= b.high && b.low <= a.high {
        return true;
    }
    let (small, large) = if a.low > b.high { (b, a) } else { (a, b) };
    let (x, y) = (small.high, large.low);
    let gap = y - x;
    match a.unit {
        Unit::Rank => return false,
        Unit::Magnitude => return gap < MAGNITUDE,
        Unit::Age => return gap < AGE,
        Unit::Temperature(_) if a.unit_size != b.unit_size => return gap < 1.0,
        Unit::Time(_) if a.unit != b.unit => return gap <= TIME_UNITS * y,
        _ => {}
    }
    if a.unit_size != b.unit_size && !matches!(a.unit, Unit::Money(_)) && gap <= CONVERTED * y {
        return true;
    }
    if bounds_from_below(small) == bounds_from_below(large)
        && bounds_from_above(small) == bounds_from_above(large)
        && (bounds_from_below(small) || bounds_from_above(small))
    {
        // Two bounds of one kind state two numbers: "more than 200" and "more than 300".
        return rounds_to(gap, y, small, large);
    }
    if bounds_from_below(small) || bounds_from_above(large) {
        return y <= x * BOUND_FACTOR;
    }
    if small.bound == Bound::About || large.bound == Bound::About {
        return gap <= ABOUT * y;
    }
    if bounds_from_above(small) || bounds_from_below(large) {
        // Beyond a bound that was set on purpose: no rounding excuses it.
        return false;
    }
    rounds_to(gap, y, small, large)
}

/// One is the other, rounded to the fewer digits. Whole numbers below 100 are taken at their word
/// (12 is not 13), unless the other is given more finely (2.7 is 3).
fn rounds_to(gap: f64, large: f64, a: &Quantity, b: &Quantity) -> bool {
    let step = a.step.max(b.step);
    let whole = a.step == b.step && step == a.unit_size;
    !whole && gap < step / 2.0 && gap <= ABOUT * large
}

fn bounds_from_below(q: &Quantity) -> bool {
    matches!(q.bound, Bound::AtLeast | Bound::MoreThan)
}

fn bounds_from_above(q: &Quantity) -> bool {
    matches!(q.bound, Bound::AtMost | Bound::LessThan)
}
