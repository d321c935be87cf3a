//! Flags onto the settings of samestory.toml and the environment: each stronger than the one before.

use anyhow::Result;
use samestory::pipeline::config::Config;
use samestory::pipeline::{Goal, Settings};

use crate::args::{Common, Input};

/// A flag or setting that cannot be.
#[derive(Debug)]
pub struct UsageError(pub String);

impl std::fmt::Display for UsageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// Takes in the flags of an input: a flag that was given is stronger than the file.
pub fn with_input(mut config: Config, input: &Input) -> Result<Config> {
    for pair in &input.map {
        let split = pair.split_once('=');
        let (field, name) =
            split.ok_or_else(|| UsageError(format!("--map {pair}: expected FIELD=NAME")))?;
        config.read.map.insert(field.trim().to_owned(), name.trim().to_owned());
    }
    let replace = |list: &mut Vec<String>, given: &[String]| {
        if !given.is_empty() {
            *list = given.to_vec();
        }
    };
    replace(&mut config.read.lang, &input.lang);
    replace(&mut config.read.source, &input.source);
    config.read.from = input.from.clone().or(config.read.from);
    config.read.to = input.to.clone().or(config.read.to);
    config.dedup.all_pages |= input.all_pages;
    config.facts.singles |= input.singles;
    config.facts.families = input.families.clone().or(config.facts.families);
    config.cluster.basis = input.basis.clone().or(config.cluster.basis);
    config = with_keep(config, input.keep.as_deref());
    if input.sample.is_some() {
        (config.read.sample, config.read.seed) = (input.sample, input.seed);
    }
    Ok(config)
}

/// Takes in `--threshold`.
pub fn with_threshold(mut config: Config, threshold: Option<f32>) -> Config {
    config.dedup.containment = threshold.unwrap_or(config.dedup.containment);
    config
}

/// Takes in `--keep`.
pub fn with_keep(mut config: Config, keep: Option<&str>) -> Config {
    if let Some(keep) = keep {
        keep.clone_into(&mut config.dedup.keep);
    }
    config
}

/// The library's settings, with what only concerns this machine.
pub fn settings(config: &Config, goal: Goal, input: &Input) -> Result<Settings> {
    let mut settings = config.settings(goal)?;
    settings.read.scratch.clone_from(&input.scratch);
    Ok(settings)
}

/// Sets the number of threads for the whole process.
pub fn set_threads(common: &Common) -> Result<()> {
    let Some(threads) = common.threads else { return Ok(()) };
    if threads == 0 {
        return Err(UsageError("--threads 0: must be at least 1".into()).into());
    }
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    Ok(())
}
