//! Input to articles with what later stages know them by.

use std::iter::repeat_n;
use std::path::PathBuf;

use pyo3::prelude::*;
use samestory::pipeline::Goal;
use samestory::pipeline::parts::{Profiled, Profiles, profile};
use samestory::read::{Inputs, NamedFile};
use samestory::report::arrow::Columns;

use super::columns::{Made, Rows, batches};
use crate::errors::Fail;
use crate::input::{Given, Input};
use crate::settings;
use crate::table::Batches;

/// Bytes of a batch, about: more than 2 GiB of text have no place in a column.
const BATCH: usize = 256 << 20;

/// Names and places of the files behind some paths, and of what cannot be read, as JSON.
#[pyfunction]
pub fn part_files(py: Python<'_>, paths: Vec<PathBuf>) -> PyResult<(Vec<NamedFile>, Vec<u8>)> {
    let listed = py.detach(|| Inputs::new(paths).files());
    let (files, rejected) = listed.map_err(|error| Fail::from(error).raise(py))?;
    let rejected = serde_json::to_vec(&rejected).unwrap_or_default();
    Ok((files, rejected))
}

/// All settings that are given, the environment's included, as JSON.
#[pyfunction]
pub fn part_settings(py: Python<'_>, given: settings::Given) -> PyResult<String> {
    let json = given.config().and_then(|config| config.to_json());
    Ok(json.map_err(|error| Fail::from(error).raise(py))?.to_string())
}

/// The articles of a batch of rows or, where `file` gives its name and place, of a file. `numbers`
/// are those of the rows.
///
/// Columns: `what` (`article`, `words`, `rejected` or `filtered`), `row`, `record`, `text`, `grams`,
/// `counted` and `profile`.
#[pyfunction]
pub fn part_profile(
    py: Python<'_>,
    data: Option<Given<'_>>,
    file: Option<(String, PathBuf)>,
    numbers: Option<Bound<'_, PyAny>>,
    given: settings::Given,
) -> PyResult<Batches> {
    let numbers = numbers.map(|rows| -> PyResult<Vec<u64>> {
        let mut all = Vec::new();
        for batch in batches(&rows)? {
            all.extend(Rows(&batch).u64s("number").map_err(|error| error.raise(py))?);
        }
        Ok(all)
    });
    let numbers = numbers.transpose()?;
    let input = data.map(Input::of).transpose()?;
    let done = py.detach(|| -> Result<_, Fail> {
        let settings = given.settings(&given.config()?, Goal::Facts)?;
        let (inputs, reading) = match (input, file) {
            (Some(input), _) => {
                let (inputs, reading) = input.open();
                (inputs, Some(reading))
            }
            (None, Some((name, path))) => (Inputs::file(&name, path), None),
            (None, None) => (Inputs::default(), None),
        };
        let profiles = profile(&inputs, &settings, numbers.as_deref())?;
        if let Some(reading) = reading {
            reading.check(&profiles.rejected, profiles.articles.len())?;
        }
        rows(profiles)
    });
    done.map(Batches::from).map_err(|error| error.raise(py))
}

/// Articles first, then what is told of all of them.
fn rows(profiles: Profiles) -> Result<Columns, Fail> {
    let Profiles { articles, words, rejected, filtered } = profiles;
    let rejected = serde_json::to_vec(&rejected).unwrap_or_default();
    let filtered = serde_json::to_vec(&filtered).unwrap_or_default();
    let rest = [("words", words), ("rejected", rejected), ("filtered", filtered)];
    let (mut all, mut first, mut bytes) = (Vec::new(), 0, 0);
    for (place, article) in articles.iter().enumerate() {
        let own = article.text.len() + article.record.len() + article.counted.len();
        if place > first && bytes + own > BATCH {
            all.extend(batch(&articles[first..place], &[])?.batches);
            (first, bytes) = (place, 0);
        }
        bytes += own;
    }
    let Columns { schema, batches } = batch(&articles[first..], &rest)?;
    all.extend(batches);
    Ok(Columns { schema, batches: all })
}

fn batch(articles: &[Profiled], rest: &[(&str, Vec<u8>)]) -> Result<Columns, Fail> {
    let what = repeat_n("article", articles.len()).chain(rest.iter().map(|(what, _)| *what));
    let blanks = rest.len();
    Made::default()
        .texts("what", what.map(Some).collect::<Vec<_>>())
        .u64s("row", articles.iter().map(|a| a.row).chain(repeat_n(0, blanks)))
        .bytes("record", articles.iter().map(|a| Some(&a.record)).chain(repeat_n(None, blanks)))
        .texts("text", articles.iter().map(|a| Some(&a.text)).chain(repeat_n(None, blanks)))
        .lists(
            "grams",
            articles.iter().map(|a| a.grams.clone()).chain(repeat_n(Vec::new(), blanks)),
        )
        .bytes("counted", articles.iter().map(|a| Some(&a.counted)).chain(repeat_n(None, blanks)))
        .bytes(
            "profile",
            articles.iter().map(|a| Some(&a.profile)).chain(rest.iter().map(|(_, b)| Some(b))),
        )
        .batch()
}
