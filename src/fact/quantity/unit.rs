//! Units of measure after a numeral, with their size in a base unit.
//!
//! Base units: one for counts, the currency, percent, days for times, years for ages, metres,
//! square metres, kilograms, kilometres an hour, degrees.

use super::money::{self, Currency};
use crate::fact::words::Words;

/// What a figure is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Things or people.
    Count,
    /// Money of one currency.
    Money(Currency),
    /// A share in percent.
    Percent,
    /// A difference of percentages, in points.
    PercentagePoint,
    /// Somebody's age in years.
    Age,
    /// A length of time in days, and the unit it is given in.
    Time(TimeUnit),
    /// A distance in metres.
    Distance,
    /// An area in square metres.
    Area,
    /// A mass in kilograms.
    Mass,
    /// A speed in kilometres an hour.
    Speed,
    /// A temperature in degrees.
    Temperature(TemperatureScale),
    /// The strength of an earthquake.
    Magnitude,
    /// A place in an order: second-largest is 2.
    Rank,
}

impl Unit {
    /// True where values can be compared: the same class, and the same currency or scale.
    pub fn is_comparable(self, other: Self) -> bool {
        match (self, other) {
            (Self::Time(_), Self::Time(_)) => true,
            _ => self == other,
        }
    }
}

/// The unit that a length of time is given in: its granularity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeUnit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days and nights.
    Day,
    /// Weeks.
    Week,
    /// Months of 30.4 days.
    Month,
    /// Years of 365 days.
    Year,
    /// Ten years.
    Decade,
}

impl TimeUnit {
    /// Its length in days.
    pub fn days(self) -> f64 {
        match self {
            Self::Second => 1.0 / 86_400.0,
            Self::Minute => 1.0 / 1_440.0,
            Self::Hour => 1.0 / 24.0,
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::Month => 30.4,
            Self::Year => 365.0,
            Self::Decade => 3_652.0,
        }
    }

    fn of(word: &str) -> Option<Self> {
        Some(match word.strip_suffix('s').unwrap_or(word) {
            "second" | "sec" => Self::Second,
            "minute" | "min" => Self::Minute,
            "hour" | "hr" => Self::Hour,
            "day" | "night" => Self::Day,
            "week" => Self::Week,
            "month" | "mth" => Self::Month,
            "year" | "yr" => Self::Year,
            "decade" => Self::Decade,
            _ => return None,
        })
    }
}

/// The scale of a temperature; Fahrenheit is turned into Celsius.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TemperatureScale {
    /// Degrees Celsius.
    Celsius,
    /// Bare "degrees".
    Unstated,
}

/// A unit that was read: base value = written value * `size` + `offset`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub unit: Unit,
    pub size: f64,
    pub offset: f64,
    /// The token after it.
    pub end: usize,
}

fn reading(unit: Unit, size: f64, end: usize) -> Reading {
    Reading { unit, size, offset: 0.0, end }
}

/// Reads the unit after a numeral of value `amount` that ends before token `at`. A hyphen may
/// stand between (`90-day`, `90 - day`).
pub(super) fn after(words: &Words, at: usize, amount: f64) -> Option<Reading> {
    let place = if words.is_dash(at) { at + 1 } else { at };
    if let Some(r) = share(words, place)
        .or_else(|| time_or_age(words, place))
        .or_else(|| temperature(words, place))
        .or_else(|| measure(words, place))
    {
        return Some(r);
    }
    let money = money::after(words, place, amount)?;
    // `a 200-pound man`, `weighing 5 pounds`, `two pounds of butter` are no money.
    if is_pound(words.at(place)) && is_weight(words, at, place) {
        return Some(reading(Unit::Mass, 0.453_592, place + 1));
    }
    Some(reading(Unit::Money(money.currency), money.size, money.end))
}

fn is_pound(word: &str) -> bool {
    matches!(word, "pound" | "pounds")
}

fn is_weight(words: &Words, at: usize, place: usize) -> bool {
    let hyphened = place > at && words.at(place) == "pound";
    let weighed = (1..=5).any(|back| words.before(at, back).starts_with("weigh"));
    hyphened || weighed || words.at(place + 1) == "of" && words.at(place + 2) != "public"
}

fn share(words: &Words, at: usize) -> Option<Reading> {
    let pair = |second: &str| words.at(at + 1) == second;
    Some(match words.at(at) {
        "%" | "percent" | "pct" => reading(Unit::Percent, 1.0, at + 1),
        "per" if pair("cent") => reading(Unit::Percent, 1.0, at + 2),
        "percentage" if pair("points") || pair("point") => {
            reading(Unit::PercentagePoint, 1.0, at + 2)
        }
        "basis" if pair("points") || pair("point") => reading(Unit::PercentagePoint, 0.01, at + 2),
        _ => return None,
    })
}

fn time_or_age(words: &Words, at: usize) -> Option<Reading> {
    let unit = TimeUnit::of(words.at(at))?;
    let next = if words.is_dash(at + 1) { at + 2 } else { at + 1 };
    let in_years = unit.days() / 365.0;
    if matches!(words.at(next), "old" | "olds") {
        return Some(reading(Unit::Age, in_years, next + 1));
    }
    if words.phrase(at + 1, &["of", "age"]) {
        return Some(reading(Unit::Age, in_years, at + 3));
    }
    Some(reading(Unit::Time(unit), unit.days(), at + 1))
}

fn temperature(words: &Words, at: usize) -> Option<Reading> {
    // `20C`: the letter touches the digits.
    let glued = words.is_glued(at) && words.is_capital(at) && matches!(words.at(at), "c" | "f");
    if !glued && !matches!(words.at(at), "degrees" | "degree" | "°") {
        return None;
    }
    let at = if glued { at.wrapping_sub(1) } else { at };
    Some(match words.at(at + 1) {
        "celsius" | "centigrade" | "c" => {
            reading(Unit::Temperature(TemperatureScale::Celsius), 1.0, at + 2)
        }
        "fahrenheit" | "f" => Reading {
            unit: Unit::Temperature(TemperatureScale::Celsius),
            size: 5.0 / 9.0,
            offset: -160.0 / 9.0,
            end: at + 2,
        },
        _ => reading(Unit::Temperature(TemperatureScale::Unstated), 1.0, at + 1),
    })
}

/// Lengths, areas, masses and speeds.
fn measure(words: &Words, at: usize) -> Option<Reading> {
    let word = words.at(at);
    if matches!(word, "square" | "sq") {
        let stop = usize::from(words.at(at + 1) == ".");
        let side = length(words.at(at + 1 + stop))?;
        return Some(reading(Unit::Area, side * side, at + 2 + stop));
    }
    if let Some(size) = length(word) {
        // A lone `m` is metres only where it touches the digits.
        let plain = word != "m" || words.is_glued(at);
        return plain
            .then(|| speed(words, at, size).unwrap_or(reading(Unit::Distance, size, at + 1)));
    }
    let (unit, size) = match word {
        "acre" | "acres" => (Unit::Area, 4_046.86),
        "hectare" | "hectares" | "ha" => (Unit::Area, 10_000.0),
        "sqft" => (Unit::Area, 0.092_903),
        "mph" => (Unit::Speed, 1.609_344),
        "kph" | "kmh" | "kmph" => (Unit::Speed, 1.0),
        "knot" | "knots" => (Unit::Speed, 1.852),
        "ton" | "tons" | "tonne" | "tonnes" => (Unit::Mass, 1_000.0),
        "kg" | "kgs" | "kilogram" | "kilograms" | "kilo" | "kilos" => (Unit::Mass, 1.0),
        // `2,690 gram panchayats`: village councils.
        "gram" if matches!(words.at(at + 1), "panchayat" | "panchayats" | "sabha" | "sabhas") => {
            return None;
        }
        "gram" | "grams" => (Unit::Mass, 0.001),
        "lb" | "lbs" => (Unit::Mass, 0.453_592),
        "ounce" | "ounces" => (Unit::Mass, 0.028_35),
        "metric" if matches!(words.at(at + 1), "ton" | "tons" | "tonne" | "tonnes") => {
            return Some(reading(Unit::Mass, 1_000.0, at + 2));
        }
        _ => return None,
    };
    Some(reading(unit, size, at + 1))
}

/// Metres in a unit of length.
fn length(word: &str) -> Option<f64> {
    Some(match word {
        "mile" | "miles" => 1_609.344,
        "km" | "kms" | "kilometer" | "kilometers" | "kilometre" | "kilometres" => 1_000.0,
        "m" | "meter" | "meters" | "metre" | "metres" => 1.0,
        "cm" | "centimeter" | "centimeters" | "centimetre" | "centimetres" => 0.01,
        "mm" | "millimeter" | "millimeters" | "millimetre" | "millimetres" => 0.001,
        "foot" | "feet" | "ft" => 0.304_8,
        "inch" | "inches" => 0.025_4,
        "yard" | "yards" => 0.914_4,
        _ => return None,
    })
}

/// `miles per hour`, `km an hour`, `km/h`.
fn speed(words: &Words, at: usize, metres: f64) -> Option<Reading> {
    let hour = |end: usize| Some(reading(Unit::Speed, metres / 1_000.0, end));
    match (words.at(at + 1), words.at(at + 2)) {
        ("per" | "an", "hour") | ("/", "h" | "hr") => hour(at + 3),
        _ => None,
    }
}

/// True for a word that names a unit, so that a number before it is no year.
pub(super) fn is_unit_word(words: &Words, at: usize) -> bool {
    after(words, at, 1.0).is_some()
}
