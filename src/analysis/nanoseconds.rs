//! A date as the nanoseconds since 1970, for bytes that are read back by this tool alone.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[allow(clippy::ref_option, reason = "serde calls it so")]
pub(super) fn serialize<S: Serializer>(time: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
    time.map(Timestamp::as_nanosecond).serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Timestamp>, D::Error> {
    let nanoseconds = Option::<i128>::deserialize(from)?;
    let time = nanoseconds.map(Timestamp::from_nanosecond).transpose();
    time.map_err(serde::de::Error::custom)
}
