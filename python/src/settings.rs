//! Settings of a call: samestory.toml, then the environment, then the caller's own tables.

use std::path::PathBuf;

use pyo3::prelude::*;
use samestory::pipeline::config::Config;
use samestory::pipeline::{Goal, Settings};
use samestory::{Error, Result};

/// The settings as Python hands them over.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Given {
    /// samestory.toml.
    config: Option<PathBuf>,
    /// Tables of settings, as JSON.
    tables: String,
    /// Folder for texts that cannot be read again.
    scratch: Option<PathBuf>,
}

impl Given {
    /// What all of them say together.
    ///
    /// # Errors
    /// If one is not understood; the error names it.
    pub fn config(&self) -> Result<Config> {
        let environment: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let tables = serde_json::from_str(&self.tables);
        let tables = tables.map_err(|error| Error::settings("settings", error))?;
        Config::load(self.config.as_deref(), &environment)?.with(&tables)
    }

    /// The library's settings.
    ///
    /// # Errors
    /// As [`Given::config`], and if a value is out of its range.
    pub fn settings(&self, config: &Config, goal: Goal) -> Result<Settings> {
        let mut settings = config.settings(goal)?;
        settings.read.scratch.clone_from(&self.scratch);
        Ok(settings)
    }
}
