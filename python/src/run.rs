//! The pipeline: everything, or copies, stories or facts alone.

use std::path::PathBuf;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use samestory::pipeline::config::Config;
use samestory::pipeline::{Goal, Pipeline, Run};
use samestory::report::arrow::columns;
use samestory::report::folder;
use samestory::report::rows::Table;
use samestory::report::run_info::Counts;

use crate::errors::{Fail, of_rows};
use crate::input::{self, Input};
use crate::result::{Finished, Kept, formats};
use crate::settings;
use crate::table::Batches;
use crate::work::{self, Follow, How};

/// Finds copies, stories and facts. With `out` the result folder is written as well, its tables also
/// in `formats`.
#[pyfunction]
pub fn run(
    py: Python<'_>,
    data: input::Given<'_>,
    given: settings::Given,
    how: How,
    out: Option<PathBuf>,
    also: Vec<String>,
) -> PyResult<Finished> {
    let (input, also) = (Input::of(data)?, formats(&also)?);
    let config = given.config().map_err(|error| Fail::from(error).raise(py))?;
    let kept = work::run(py, how, move |follow| {
        if let Some(out) = &out {
            // Refused before the work, not after it.
            folder::check(out)?;
        }
        let run = analyse(input, &given, &config, Goal::Facts, follow)?;
        let kept = Kept::of(run, config.to_json()?);
        if let Some(out) = &out {
            follow.begin("write")?;
            kept.write(out, &also)?;
        }
        Ok(kept)
    })?;
    Ok(Finished::from(kept))
}

/// The rows that `samestory dedup`, `cluster` or `facts` writes, the rejected records, and counts as
/// JSON.
#[pyfunction]
pub fn rows(
    py: Python<'_>,
    command: &str,
    data: input::Given<'_>,
    given: settings::Given,
    how: How,
) -> PyResult<(Batches, Batches, String)> {
    let (goal, table) = match command {
        "dedup" => (Goal::Copies, Table::Dedup),
        "cluster" => (Goal::Stories, Table::Cluster),
        "facts" => (Goal::Facts, Table::Facts),
        other => return Err(PyValueError::new_err(format!("no command: {other}"))),
    };
    let input = Input::of(data)?;
    let config = given.config().map_err(|error| Fail::from(error).raise(py))?;
    let (found, rejected, counts) = work::run(py, how, move |follow| {
        let run = analyse(input, &given, &config, goal, follow)?;
        let found = columns(table, &run.analysis).map_err(of_rows)?;
        let rejected = columns(Table::Rejected, &run.analysis).map_err(of_rows)?;
        Ok((found, rejected, Counts::of(&run.analysis, run.corpus.repeated)))
    })?;
    Ok((found.into(), rejected.into(), json(&counts)?))
}

/// Reads the input and analyses it as far as the goal.
///
/// # Errors
/// Those of the pipeline and of the input.
pub fn analyse(
    input: Input,
    given: &settings::Given,
    config: &Config,
    goal: Goal,
    follow: &Follow,
) -> Result<Run, Fail> {
    let pipeline = Pipeline::new(given.settings(config, goal)?)?;
    follow.expect_rows(input.rows);
    let (inputs, reading) = input.open();
    let run = pipeline.read_and_run(&inputs, follow)?;
    reading.check(&run.analysis.rejected, run.analysis.articles.len())?;
    Ok(run)
}

/// A value for Python's own reader of JSON.
///
/// # Errors
/// If it cannot be JSON.
pub fn json(value: &impl serde::Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| PyValueError::new_err(error.to_string()))
}
