//! Texts to the words that stories are found by.

use arrow_array::RecordBatch;
use pyo3::prelude::*;
use samestory::pipeline::parts::{self, ToCount, count_again, forms, furniture, passages};

use super::columns::{Made, Rows, with};
use crate::errors::Fail;
use crate::table::Batches;

/// `outlet` and `counted` -> `outlet` and `passage`, a row for each of a text's passages.
#[pyfunction]
pub fn part_passages(py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<Batches> {
    let made = with(py, &rows, |batches| {
        let mut found = Vec::new();
        for batch in &batches {
            let rows = Rows(batch);
            for (outlet, counted) in rows.u64s("outlet")?.into_iter().zip(rows.bytes("counted")?) {
                found.extend(passages(outlet, counted)?);
            }
        }
        let (outlets, passages): (Vec<u64>, Vec<u64>) = found.into_iter().unzip();
        Made::default().u64s("outlet", outlets).u64s("passage", passages).batch()
    });
    made.map(Batches::from)
}

/// `node`, `outlet`, `lang`, `published`, `record`, `text` and `counted` -> `node` and `found`: the
/// words of each text, without what `Lead.take_furniture` names; then the written forms, which are of
/// no node.
#[pyfunction]
pub fn part_counted(py: Python<'_>, rows: Bound<'_, PyAny>, without: Vec<u8>) -> PyResult<Batches> {
    let made = with(py, &rows, |batches| {
        let (mut nodes, mut texts) = (Vec::new(), Vec::new());
        for batch in &batches {
            nodes.extend(Rows(batch).u32s("node")?);
            texts.extend(to_count(batch)?);
        }
        let (words, forms) = count_again(texts, &furniture(&without)?)?;
        Made::default()
            .optional_u32s("node", nodes.into_iter().map(Some).chain([None]))
            .bytes("found", words.into_iter().chain([forms]).map(Some))
            .batch()
    });
    made.map(Batches::from)
}

fn to_count(batch: &RecordBatch) -> Result<Vec<ToCount>, Fail> {
    let rows = Rows(batch);
    let (records, texts) = (rows.bytes("record")?, rows.texts("text")?);
    let (counted, langs) = (rows.bytes("counted")?, rows.texts("lang")?);
    let (outlets, published) = (rows.optional_u64s("outlet")?, rows.optional_u64s("published")?);
    let text = |at: usize| ToCount {
        record: records[at].to_vec(),
        text: texts[at].to_owned(),
        counted: counted[at].to_vec(),
        outlet: outlets[at],
        lang: langs[at].to_owned(),
        published: published[at].map(u64::cast_signed),
    };
    Ok((0..batch.num_rows()).map(text).collect())
}

/// The written forms of some `found` (`words` of profiles, forms of `part_counted`) -> `stem`, `form`
/// and `count`.
#[pyfunction]
pub fn part_forms(py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<Batches> {
    let made = with(py, &rows, |batches| {
        let mut found = Vec::new();
        for batch in &batches {
            for bytes in Rows(batch).bytes("found")? {
                found.extend(forms(bytes)?);
            }
        }
        Made::default()
            .texts("stem", found.iter().map(|form| Some(&form.0)))
            .texts("form", found.iter().map(|form| Some(&form.1)))
            .u32s("count", found.iter().map(|form| form.2))
            .batch()
    });
    made.map(Batches::from)
}

/// Counts how many texts hold each stem; takes them a batch at a time.
#[pyclass(module = "samestory._samestory")]
#[derive(Default)]
pub struct Holders(parts::Holders);

#[pymethods]
impl Holders {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Takes in texts: `found`, as `part_counted` gives them.
    fn push(&mut self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<()> {
        with(py, &rows, |batches| {
            for batch in &batches {
                for text in Rows(batch).bytes("found")? {
                    self.0.add(text)?;
                }
            }
            Ok(())
        })
    }

    /// `lang`, `stem` and `holders`.
    fn finish(&mut self, py: Python<'_>) -> PyResult<Batches> {
        let rows: Vec<_> = std::mem::take(&mut self.0).into_rows().collect();
        let made = Made::default()
            .texts("lang", rows.iter().map(|row| Some(row.0)))
            .texts("stem", rows.iter().map(|row| Some(&row.1)))
            .u32s("holders", rows.iter().map(|row| row.2))
            .batch();
        made.map(Batches::from).map_err(|error| error.raise(py))
    }
}

/// The numbers and weights of all stems, of the bytes of `Lead.take_words`.
#[pyclass(frozen, module = "samestory._samestory")]
pub struct TermTable(parts::TermTable);

#[pymethods]
impl TermTable {
    #[new]
    fn new(py: Python<'_>, bytes: Vec<u8>) -> PyResult<Self> {
        let table = parts::TermTable::decode(&bytes);
        table.map(Self).map_err(|error| Fail::from(error).raise(py))
    }

    /// Texts (`node`, `found`) -> `node`, `length` and `found`: their rows.
    fn rows(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<Batches> {
        let made = with(py, &rows, |batches| {
            let (mut nodes, mut made) = (Vec::new(), Vec::new());
            for batch in &batches {
                nodes.extend(Rows(batch).u32s("node")?);
                for text in Rows(batch).bytes("found")? {
                    made.push(self.0.row(text)?);
                }
            }
            Made::default()
                .u32s("node", nodes)
                .u32s("length", made.iter().map(|row| row.1))
                .bytes("found", made.iter().map(|row| Some(&row.0)))
                .batch()
        });
        made.map(Batches::from)
    }
}
