//! Where the texts of a pass lie, written down so that another process can read them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::fields::{FieldMap, Plan};
use super::format::Format;
use super::scratch::{Index, Scratch};
use super::store::{Place, Plain, Texts};
use crate::error::{Error, Result};

/// All of a store but its places.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeptStore {
    /// By number of the input file; `None` where it is not read by offset.
    inputs: Vec<Option<KeptFile>>,
    /// The blocks of the named scratch file.
    blocks: Option<Index>,
}

/// A plain file as it was when it was read.
#[derive(Serialize, Deserialize)]
struct KeptFile {
    path: PathBuf,
    bytes: u64,
    /// Nanoseconds since 1970.
    modified: Option<i128>,
    format: Format,
}

impl Texts {
    /// What is to be kept beside its places; waits until its scratch file is on disk.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn settle(&self) -> Result<KeptStore> {
        let file = |(plain, format): &(Plain, Format)| KeptFile {
            path: plain.path.clone(),
            bytes: plain.bytes,
            modified: plain.modified.map(nanoseconds),
            format: *format,
        };
        let blocks = self.scratch.as_ref().map(|scratch| {
            let settled = scratch.settle();
            settled.map_err(|e| Error::io(scratch.path(), e))
        });
        let inputs = self.inputs.iter().map(|input| input.as_ref().map(file)).collect();
        Ok(KeptStore { inputs, blocks: blocks.transpose()? })
    }
}

impl KeptStore {
    /// The store again; `scratch` is its scratch file. `None` if that file is not what it was, or
    /// a place lies in no file.
    pub fn open(self, places: Vec<Place>, scratch: &Path, fields: &FieldMap) -> Option<Texts> {
        let file = |kept: KeptFile| {
            let KeptFile { path, bytes, modified, format } = kept;
            Some((Plain::known(path, bytes, modified.map(time)), format))
        };
        let inputs: Vec<_> = self.inputs.into_iter().map(|input| input.and_then(file)).collect();
        let scratch = match self.blocks {
            Some(blocks) => Some(Scratch::open(scratch, blocks).ok()?),
            None => None,
        };
        let is_there = |place: &Place| match place {
            Place::File { file, .. } => matches!(inputs.get(*file as usize), Some(Some(_))),
            Place::Block(_) => scratch.is_some(),
            Place::Nowhere => true,
        };
        let all_there = places.iter().all(is_there);
        let plan = Arc::new(Plan::new(fields));
        all_there.then_some(Texts { places, inputs, plan, scratch })
    }
}

/// Since 1970, negative before.
fn nanoseconds(time: SystemTime) -> i128 {
    let of = |duration: Duration| i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX);
    time.duration_since(SystemTime::UNIX_EPOCH).map_or_else(|e| -of(e.duration()), of)
}

fn time(nanoseconds: i128) -> SystemTime {
    let nanos = nanoseconds.unsigned_abs();
    let seconds = u64::try_from(nanos / 1_000_000_000).unwrap_or(u64::MAX);
    let duration = Duration::new(seconds, (nanos % 1_000_000_000) as u32);
    let epoch = SystemTime::UNIX_EPOCH;
    let moved =
        if nanoseconds < 0 { epoch.checked_sub(duration) } else { epoch.checked_add(duration) };
    moved.unwrap_or(epoch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_come_back_to_the_nanosecond() {
        for moment in [0, 1, -1, 1_700_000_000_123_456_789, -86_400_000_000_001] {
            assert_eq!(nanoseconds(time(moment)), moment);
        }
    }
}
