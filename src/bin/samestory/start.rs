//! How commands begin and end: settings, the analysis, what the exit code tells.

use std::io::Write as _;

use anyhow::Result;
use samestory::article::Rejected;
use samestory::pipeline::config::Config;
use samestory::pipeline::{Goal, Pipeline, Run};
use samestory::read::Inputs;

use crate::args::{Common, Input};
use crate::config::{set_threads, settings, with_input};
use crate::dry_run;
use crate::progress::Line;
use crate::work_folder::WorkFolder;

/// How a command ended.
pub enum Done {
    /// Everything was read.
    Clean,
    /// Done, but some records were rejected.
    SomeRejected,
}

/// The settings of a command; `None` where they, or the input, were only to be shown.
pub fn prepare(input: Option<&Input>, common: &Common) -> Result<Option<Config>> {
    let environment: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let mut config = Config::load(common.config.as_deref(), &environment)?;
    if let Some(input) = input {
        config = with_input(config, input)?;
    }
    if common.show_settings {
        write!(std::io::stdout().lock(), "{}", config.to_toml()?)?;
        return Ok(None);
    }
    set_threads(common)?;
    if let Some(input) = input.filter(|input| input.dry_run) {
        dry_run::show(input, common, &config)?;
        return Ok(None);
    }
    Ok(Some(config))
}

/// Reads and analyses the input as far as the goal.
pub fn analyse(input: &Input, common: &Common, config: &Config, goal: Goal) -> Result<Run> {
    let pipeline = Pipeline::new(settings(config, goal, input)?)?;
    let progress = Line::new(common.quiet, common.log.as_deref())?;
    Ok(pipeline.read_and_run(&Inputs::new(&input.inputs), &progress)?)
}

/// The same for `samestory run`, gone on with from what is kept in `work`.
pub fn go_on(input: &Input, common: &Common, config: &Config, work: &WorkFolder) -> Result<Run> {
    let pipeline = Pipeline::new(settings(config, Goal::Facts, input)?)?;
    let progress = Line::new(common.quiet, common.log.as_deref())?;
    Ok(pipeline.read_and_run_in(work.path(), &Inputs::new(&input.inputs), &progress)?)
}

/// How a command that did not take these records ended.
pub fn done(rejected: &[Rejected]) -> Done {
    if rejected.is_empty() { Done::Clean } else { Done::SomeRejected }
}
