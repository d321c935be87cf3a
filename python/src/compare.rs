//! Articles side by side.

use pyo3::prelude::*;
use samestory::fact;
use samestory::pipeline::Goal;
use samestory::report::arrow::columns;
use samestory::report::comparison;
use samestory::report::rows::Table;
use samestory::report::terminal::Style;

use crate::errors::{Fail, of_rows};
use crate::input::{self, Input, TABLE};
use crate::run::analyse;
use crate::settings;
use crate::table::Batches;
use crate::work::{self, How};

/// Cells of a line of the summary.
const WIDTH: usize = 100;

/// The facts of these articles, pairs that are perhaps one, the rejected rows, and all of it in words.
#[pyfunction]
pub fn compare(
    py: Python<'_>,
    data: input::Given<'_>,
    given: settings::Given,
    how: How,
) -> PyResult<(Batches, Batches, Batches, String)> {
    let input = Input::of(data)?;
    let config = given.config().map_err(|error| Fail::from(error).raise(py))?;
    let (facts, perhaps, rejected, told) = work::run(py, how, move |follow| {
        let mut run = analyse(input, &given, &config, Goal::Copies, follow)?;
        if run.corpus.len() < 2 {
            let why = run.analysis.rejected.first().map_or("", |row| row.reason.as_str());
            let colon = if why.is_empty() { "" } else { ": " };
            let found = run.corpus.len();
            let reason = format!("two articles are needed, there is {found}{colon}{why}");
            return Err(Fail::Input { file: TABLE.into(), row: None, reason });
        }
        let settings = given.settings(&config, Goal::Copies)?;
        follow.begin("facts")?;
        let compared = fact::compare(&run.corpus, &run.analysis, &settings.fact)?;
        let mut told = Vec::new();
        run.analysis.facts = compared.facts;
        let facts = columns(Table::Facts, &run.analysis).map_err(of_rows)?;
        let rejected = columns(Table::Rejected, &run.analysis).map_err(of_rows)?;
        let style = Style { width: WIDTH, colour: false };
        comparison::write(&run.analysis, &compared.perhaps, style, &mut told).map_err(of_rows)?;
        run.analysis.facts = compared.perhaps;
        let perhaps = columns(Table::Facts, &run.analysis).map_err(of_rows)?;
        Ok((facts, perhaps, rejected, String::from_utf8_lossy(&told).into_owned()))
    })?;
    Ok((facts.into(), perhaps.into(), rejected.into(), told))
}
