//! Stories to facts.

use pyo3::prelude::*;
use samestory::pipeline::Goal;
use samestory::pipeline::parts::{OfStory, facts};

use super::columns::{Rows, batches};
use crate::errors::Fail;
use crate::settings;

/// The facts of whole stories (rows `story`, `article`, `group`, `lang`, `record` and `text`), as bytes
/// for `Lead.take_facts`.
#[pyfunction]
pub fn part_facts(
    py: Python<'_>,
    rows: Bound<'_, PyAny>,
    given: settings::Given,
) -> PyResult<Vec<u8>> {
    let batches = batches(&rows)?;
    let found = py.detach(|| -> Result<Vec<u8>, Fail> {
        let settings = given.settings(&given.config()?, Goal::Facts)?;
        let mut articles = Vec::new();
        for batch in &batches {
            let rows = Rows(batch);
            let (stories, numbers) = (rows.u32s("story")?, rows.u32s("article")?);
            let (groups, langs) = (rows.optional_u32s("group")?, rows.texts("lang")?);
            let (records, texts) = (rows.bytes("record")?, rows.texts("text")?);
            for at in 0..batch.num_rows() {
                articles.push(OfStory {
                    story: stories[at],
                    article: numbers[at],
                    group: groups[at],
                    lang: langs[at].to_owned(),
                    record: records[at].to_vec(),
                    text: texts[at].to_owned(),
                });
            }
        }
        Ok(facts(articles, &settings.fact)?)
    });
    found.map_err(|error| error.raise(py))
}
