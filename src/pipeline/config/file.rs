//! samestory.toml and the environment to a [`Config`].

use std::path::Path;

use super::Config;
use crate::error::{Error, Result};

impl Config {
    /// The file at `path`, or the defaults; then the environment, where `SAMESTORY_FACTS_SAME=0.8` is
    /// the same as `same = 0.8` under `[facts]`.
    ///
    /// # Errors
    /// If the file cannot be read, and [`Error::Settings`] if it or a variable is not understood.
    pub fn load(path: Option<&Path>, environment: &[(String, String)]) -> Result<Self> {
        let mut table = toml::Table::new();
        if let Some(path) = path {
            let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
            let named = |e| Error::settings(path.display(), e);
            // Parsed whole first: its errors name lines.
            toml::from_str::<Self>(&text).map_err(named)?;
            table = toml::from_str(&text).map_err(named)?;
        }
        let named = |e| Error::settings("settings", e);
        let mut config: Self = table.clone().try_into().map_err(named)?;
        for (name, value) in environment {
            let Some((part, key)) = setting_of(name) else { continue };
            let named = |e| Error::settings(format!("{name}={value}"), e);
            let parts = table.entry(part).or_insert_with(|| toml::Table::new().into());
            if let Some(parts) = parts.as_table_mut() {
                parts.insert(key, setting_value(value));
            }
            config = table.clone().try_into().map_err(named)?;
        }
        Ok(config)
    }

    /// As samestory.toml would say it.
    ///
    /// # Errors
    /// If a path among the settings is no text.
    pub fn to_toml(&self) -> Result<String> {
        toml::to_string(self).map_err(|e| Error::settings("settings", e))
    }
}

/// `SAMESTORY_FACTS_SAME` -> `facts`, `same`; nothing for other variables.
fn setting_of(variable: &str) -> Option<(String, String)> {
    let (part, key) = variable.strip_prefix("SAMESTORY_")?.split_once('_')?;
    let part = part.to_lowercase();
    matches!(part.as_str(), "read" | "dedup" | "cluster" | "facts" | "state")
        .then(|| (part, key.to_lowercase()))
}

/// A number, list or truth value as TOML writes it; anything else is text.
fn setting_value(text: &str) -> toml::Value {
    let table: Option<toml::Table> = toml::from_str(&format!("value = {text}")).ok();
    let value = table.and_then(|mut table| table.remove("value"));
    value.unwrap_or_else(|| toml::Value::String(text.to_owned()))
}
