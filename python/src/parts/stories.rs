//! Rows of words to scored pairs, and stories to their labels.

use arrow_array::RecordBatch;
use pyo3::prelude::*;
use samestory::cluster::score::Parts;
use samestory::cluster::{Edge, Settings};
use samestory::pipeline::Goal;
use samestory::pipeline::parts::{NodeRow, labels, partners, scored};

use super::columns::{Made, Rows, with};
use crate::errors::Fail;
use crate::settings;
use crate::table::Batches;

/// The nodes of a batch, each with its row.
pub fn nodes(batch: &RecordBatch) -> Result<Vec<NodeRow<'_>>, Fail> {
    let rows = Rows(batch);
    Ok(rows.u32s("node")?.into_iter().zip(rows.bytes("found")?).collect())
}

fn cluster(given: &settings::Given) -> Result<Settings, Fail> {
    Ok(given.settings(&given.config()?, Goal::Facts)?.cluster)
}

/// Rows (`node`, `found`) -> `node`, `other`, `sum` and `score`: the best partners of each of the
/// `tested` nodes, which are the bytes of `Lead.walked`.
#[pyfunction]
pub fn part_partners(
    py: Python<'_>,
    rows: Bound<'_, PyAny>,
    tested: Vec<u8>,
    given: settings::Given,
) -> PyResult<Batches> {
    let made = with(py, &rows, |batches| {
        let mut all = Vec::new();
        for batch in &batches {
            all.extend(nodes(batch)?);
        }
        let found = partners(&all, &tested, &cluster(&given)?)?;
        Made::default()
            .u32s("node", found.iter().map(|row| row.0))
            .u32s("other", found.iter().map(|row| row.1.node))
            .f32s("sum", found.iter().map(|row| row.1.sum).collect())
            .f32s("score", found.iter().map(|row| row.1.score).collect())
            .batch()
    });
    made.map(Batches::from)
}

/// Rows (`node`, `found`, `own`) -> `a`, `b`, `score`, `all`, `lead`, `title` and `cover`: the scored
/// pairs of the nodes that are marked in `own`.
#[pyfunction]
pub fn part_scored(
    py: Python<'_>,
    rows: Bound<'_, PyAny>,
    date_trust: f32,
    given: settings::Given,
) -> PyResult<Batches> {
    let made = with(py, &rows, |batches| {
        let mut all = Vec::new();
        for batch in &batches {
            all.extend(nodes(batch)?.into_iter().zip(Rows(batch).bools("own")?));
        }
        let found = scored(all, date_trust, &cluster(&given)?)?;
        let parts = |part: fn(&Parts) -> f32| found.iter().map(|row| part(&row.1)).collect();
        Made::default()
            .u32s("a", found.iter().map(|row| row.0.a))
            .u32s("b", found.iter().map(|row| row.0.b))
            .f32s("score", found.iter().map(|row| row.0.score).collect())
            .f32s("all", parts(|parts| parts.all))
            .f32s("lead", parts(|parts| parts.lead))
            .f32s("title", parts(|parts| parts.title))
            .f32s("cover", parts(|parts| parts.cover))
            .batch()
    });
    made.map(Batches::from)
}

/// The pairs of a batch, as `part_scored` gives them, without the parts of their scores.
pub fn edges(batch: &RecordBatch) -> Result<Vec<Edge>, Fail> {
    let rows = Rows(batch);
    let pairs = rows.u32s("a")?.into_iter().zip(rows.u32s("b")?).zip(rows.f32s("score")?);
    Ok(pairs.map(|((a, b), score)| Edge { a, b, score }).collect())
}

/// A pair with the parts of its score.
type Scored = ((u32, u32), Parts);

/// The pairs of a batch with the parts of their scores.
pub fn parts(batch: &RecordBatch) -> Result<Vec<Scored>, Fail> {
    let rows = Rows(batch);
    let (all, lead) = (rows.f32s("all")?, rows.f32s("lead")?);
    let (title, cover) = (rows.f32s("title")?, rows.f32s("cover")?);
    let parts =
        |at: usize| Parts { all: all[at], lead: lead[at], title: title[at], cover: cover[at] };
    let pairs = rows.u32s("a")?.into_iter().zip(rows.u32s("b")?);
    Ok(pairs.enumerate().map(|(at, pair)| (pair, parts(at))).collect())
}

/// The words of whole stories (rows `story`, `node` and `found`), as bytes for `Lead.take_labels`;
/// `hashes` are those of `Lead.hashes`.
#[pyfunction]
pub fn part_labels(py: Python<'_>, rows: Bound<'_, PyAny>, hashes: Vec<u8>) -> PyResult<Vec<u8>> {
    with(py, &rows, |batches| {
        let mut all = Vec::new();
        for batch in &batches {
            all.extend(Rows(batch).u32s("story")?.into_iter().zip(nodes(batch)?));
        }
        Ok(labels(&all, &hashes)?)
    })
}
