//! How single values are written in a row: times, scores, figures, named features.
//!
//! Floats are rounded, so that files are readable and the last bit of a sum never shows. A number
//! that is not finite cannot stand in JSON and is written as 0.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A score, weight or coordinate; four decimals.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Score(pub f32);

impl Score {
    /// The value as it is written.
    pub fn rounded(self) -> f64 {
        let scaled = (f64::from(self.0) * 1e4).round() / 1e4;
        // `+ 0.0` turns a negative zero into a plain one.
        if scaled.is_finite() { scaled + 0.0 } else { 0.0 }
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(self.rounded())
    }
}

impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        f64::deserialize(from).map(|value| Self(value as f32))
    }
}

/// A figure that an article states; twelve significant digits, whole numbers without a point.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Number(pub f64);

/// Whole numbers below this are exact in an `f64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Number {
    /// The value as it is written.
    pub fn rounded(self) -> f64 {
        let written = format!("{:.11e}", self.0).parse().unwrap_or(0.0);
        if f64::is_finite(written) { written } else { 0.0 }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let value = self.rounded();
        if value.fract() == 0.0 && value.abs() < EXACT {
            to.serialize_i64(value as i64)
        } else {
            to.serialize_f64(value)
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        f64::deserialize(from).map(Self)
    }
}

/// A time in UTC, `2023-09-11T08:00:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub Timestamp);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        text.parse().map(Self).map_err(D::Error::custom)
    }
}

/// Named parts of a score: an object whose keys keep their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Features<'a>(pub Cow<'a, [(Cow<'static, str>, f32)]>);

impl Serialize for Features<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0.iter() {
            map.serialize_entry(name, &Score(*value))?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Features<'_> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(InOrder).map(|features| Self(Cow::Owned(features)))
    }
}

/// Reads an object into pairs, as they come.
struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Vec<(Cow<'static, str>, f32)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of named numbers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut features = Vec::with_capacity(map.size_hint().unwrap_or(8));
        while let Some((name, Score(value))) = map.next_entry::<String, Score>()? {
            features.push((Cow::Owned(name), value));
        }
        Ok(features)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(value: impl Serialize) -> String {
        serde_json::to_string(&value).unwrap()
    }

    #[test]
    fn scores_have_four_decimals() {
        assert_eq!(json(Score(0.123_456)), "0.1235");
        assert_eq!(json(Score(1.0)), "1.0");
        assert_eq!(json(Score(-0.000_01)), "0.0");
        assert_eq!(json(Score(f32::NAN)), "0.0");
    }

    #[test]
    fn figures_keep_their_digits_and_lose_the_noise_of_sums() {
        assert_eq!(json(Number(12.0)), "12");
        assert_eq!(json(Number(0.1 + 0.2)), "0.3");
        assert_eq!(json(Number(0.000_034)), "0.000034");
        assert_eq!(json(Number(1_200_000.000_000_1)), "1200000");
        assert_eq!(json(Number(f64::INFINITY)), "0");
        assert_eq!(json(Number(1e300)), "1e+300");
    }

    #[test]
    fn times_are_utc_and_end_in_z() {
        let time: Time = serde_json::from_str("\"2023-09-11T10:00:00+02:00\"").unwrap();
        assert_eq!(json(time), "\"2023-09-11T08:00:00Z\"");
        assert!(serde_json::from_str::<Time>("\"yesterday\"").is_err());
    }

    #[test]
    fn features_keep_their_order() {
        let text = r#"{"z":0.5,"a":0.25}"#;
        let features: Features = serde_json::from_str(text).unwrap();
        assert_eq!(json(features), text);
    }
}
