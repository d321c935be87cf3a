//! Copies as articles come.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_schema::{DataType, Field, Schema};
use pyo3::prelude::*;
use samestory::dedup::find::compared;
use samestory::dedup::index::CopyIndex;
use samestory::pipeline::Goal;
use samestory::read;
use samestory::report::arrow::{Columns, columns, columns_of};
use samestory::report::rows::{Score, Table};
use samestory::{analysis, pipeline};
use serde::Serialize;

use crate::errors::{Fail, of_rows};
use crate::input::{self, Input};
use crate::settings;
use crate::table::Batches;
use crate::work::{self, Follow, How};

/// Articles between two looks at whether to go on.
const AT_ONCE: usize = 64;

/// The articles that came so far.
#[pyclass(frozen, module = "samestory._samestory")]
pub struct Index {
    known: Arc<Mutex<CopyIndex>>,
    read: read::Settings,
}

/// One article and the earlier one that it copies.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    copy_of: Option<String>,
    jaccard: Option<Score>,
    containment: Option<Score>,
}

#[pymethods]
impl Index {
    /// An empty index.
    #[new]
    fn new(py: Python<'_>, given: settings::Given) -> PyResult<Self> {
        let made = given.config().and_then(|config| given.settings(&config, Goal::Copies));
        let made = made.and_then(|settings| {
            let pipeline::Settings { read, dedup, .. } = settings.clone();
            pipeline::Pipeline::new(settings)?;
            Ok(Self { known: Arc::new(Mutex::new(CopyIndex::new(dedup))), read })
        });
        made.map_err(|error| Fail::from(error).raise(py))
    }

    /// Takes a batch; a row for each article, in the order of the input, and the rejected records.
    fn add(
        &self,
        py: Python<'_>,
        data: input::Given<'_>,
        how: How,
    ) -> PyResult<(Batches, Batches)> {
        let input = Input::of(data)?;
        let (known, settings) = (self.known.clone(), self.read.clone());
        let (found, rejected) = work::run(py, how, move |follow| {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            add(&mut known, input, &settings, follow)
        })?;
        Ok((found.into(), rejected.into()))
    }

    /// Number of distinct texts it holds.
    fn __len__(&self, py: Python<'_>) -> usize {
        let known = &self.known;
        py.detach(|| known.lock().unwrap_or_else(PoisonError::into_inner).len())
    }
}

fn add(
    known: &mut CopyIndex,
    input: Input,
    settings: &read::Settings,
    follow: &Follow,
) -> Result<(Columns, Columns), Fail> {
    follow.begin("read")?;
    follow.expect_rows(input.rows);
    let (inputs, reading) = input.open();
    let told = |bytes, articles| follow.told_read(bytes, articles);
    let scan = read::scan(&inputs, settings, || (), |(), article| article.clone(), &told)?;
    let corpus = &scan.corpus;
    reading.check(&corpus.rejected, corpus.len())?;
    follow.begin("copies")?;
    let mut rows = Vec::with_capacity(corpus.len());
    for (at, id) in corpus.input_order().iter().enumerate() {
        if at % AT_ONCE == 0 {
            follow.told(at as u64, corpus.len() as u64)?;
        }
        let (article, id) = (&scan.products[id.index()], corpus.record(*id).key());
        let text = compared(&article.title, &article.text);
        let found = known.add(id, article.source.name(), text);
        rows.push(Row {
            id,
            jaccard: found.as_ref().map(|copy| Score(copy.jaccard)),
            containment: found.as_ref().map(|copy| Score(copy.containment)),
            copy_of: found.map(|copy| copy.key),
        });
    }
    let found = columns_of(schema(), &rows).map_err(of_rows)?;
    let rejected = analysis::Analysis { rejected: corpus.rejected.clone(), ..Default::default() };
    Ok((found, columns(Table::Rejected, &rejected).map_err(of_rows)?))
}

fn schema() -> Schema {
    Schema::new(vec![
        Field::new("id", DataType::Utf8, false),
        Field::new("copy_of", DataType::Utf8, true),
        Field::new("jaccard", DataType::Float64, true),
        Field::new("containment", DataType::Float64, true),
    ])
}
