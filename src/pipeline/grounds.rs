//! What the scores of stories rest on, read again from the folder of a finished run.

use std::path::Path;

use super::Grounds;
use crate::error::{Error, Result};
use crate::report::folder;
use crate::report::run_info::RunInfo;
use crate::vector::basis::Basis;

impl Grounds {
    /// Those of the run in `dir`; `info` is its `run.json`.
    ///
    /// # Errors
    /// If the run looked for no stories, or left no basis that can be read.
    pub fn read(dir: &Path, info: &RunInfo) -> Result<Self> {
        let path = dir.join(folder::BASIS);
        let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
        let basis = Basis::decode(&text, &path)?;
        let nothing = || Error::format(dir.join(folder::RUN), 0, "the run looked for no stories");
        Ok(Self { scale: info.scale.ok_or_else(nothing)?, basis })
    }
}
