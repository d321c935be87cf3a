//! Who leads a run in parts: see [`samestory::pipeline::parts::Lead`].

use std::sync::{Mutex, MutexGuard, PoisonError};

use arrow_array::RecordBatch;
use pyo3::prelude::*;
use samestory::dedup::parts::rare_up_to;
use samestory::pipeline::parts::{self, Wanted};
use samestory::pipeline::{Goal, Pipeline};

use super::columns::{Made, Rows, batches, fail};
use super::copies::pairs;
use super::stories;
use crate::errors::Fail;
use crate::result::{Finished, Kept};
use crate::settings;
use crate::table::Batches;

/// The articles of a run, and what was found so far.
#[pyclass(frozen, module = "samestory._samestory")]
pub struct Lead {
    /// Gone when the run has ended.
    lead: Mutex<Option<parts::Lead>>,
    settings: serde_json::Value,
}

impl Lead {
    fn held(&self) -> MutexGuard<'_, Option<parts::Lead>> {
        self.lead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T: Send>(
        &self,
        py: Python<'_>,
        job: impl FnOnce(&mut parts::Lead) -> Result<T, Fail> + Send,
    ) -> PyResult<T> {
        let done = py.detach(|| match self.held().as_mut() {
            Some(lead) => job(lead),
            None => Err(fail("the run has ended")),
        });
        done.map_err(|error| error.raise(py))
    }

    /// Gives every value of a column of bytes to the leader.
    fn take(
        &self,
        py: Python<'_>,
        rows: &Bound<'_, PyAny>,
        take: fn(&mut parts::Lead, &[u8]) -> samestory::Result<()>,
    ) -> PyResult<()> {
        let batches = batches(rows)?;
        self.with(py, |lead| {
            for batch in &batches {
                for bytes in Rows(batch).bytes("found")? {
                    take(lead, bytes)?;
                }
            }
            Ok(())
        })
    }
}

#[pymethods]
impl Lead {
    /// Takes in rows as `part_profile` makes them, without texts, grams and words.
    #[new]
    fn new(py: Python<'_>, rows: Bound<'_, PyAny>, given: settings::Given) -> PyResult<Self> {
        let batches = batches(&rows)?;
        let made = py.detach(|| -> Result<Self, Fail> {
            let config = given.config()?;
            let pipeline = Pipeline::new(given.settings(&config, Goal::Facts)?)?;
            let lead = Some(lead(pipeline, &batches)?);
            Ok(Self { lead: Mutex::new(lead), settings: config.to_json()? })
        });
        made.map_err(|error| error.raise(py))
    }

    fn __len__(&self) -> usize {
        self.held().as_ref().map_or(0, parts::Lead::len)
    }

    /// The articles (`article`, `row`) whose texts `settle` looks into.
    fn short_texts(&self, py: Python<'_>) -> PyResult<Batches> {
        self.with(py, |lead| wanted(lead, &lead.short_texts()))
    }

    /// Takes in texts: `article`, `text`.
    fn take_texts(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<()> {
        let batches = batches(&rows)?;
        self.with(py, |lead| {
            for batch in &batches {
                let texts = Rows(batch).texts("text")?.into_iter().map(str::to_owned);
                lead.take_texts(Rows(batch).u32s("article")?.into_iter().zip(texts));
            }
            Ok(())
        })
    }

    /// All articles by `row`: what stands for `record` where it was renamed, `article`, `position`,
    /// `first`, `exact`, `words`, `all` and `sampled`.
    fn settle(&self, py: Python<'_>) -> PyResult<Batches> {
        let made = self.with(py, |lead| {
            let placed = lead.settle()?;
            Made::default()
                .u64s("row", placed.iter().map(|p| p.row))
                .bytes("renamed", placed.iter().map(|p| p.renamed.as_ref()))
                .u32s("article", placed.iter().map(|p| p.article))
                .u32s("position", placed.iter().map(|p| p.position))
                .optional_u32s("first", placed.iter().map(|p| p.first))
                .u64s("exact", placed.iter().map(|p| p.words.0))
                .u32s("words", placed.iter().map(|p| p.words.1))
                .u32s("all", placed.iter().map(|p| p.sizes.0))
                .u32s("sampled", placed.iter().map(|p| p.sizes.1))
                .batch()
        });
        made.map(Batches::from)
    }

    /// Pairs of positions (`a`, `b`) that are candidates by their address.
    fn pages_again(&self, py: Python<'_>) -> PyResult<Batches> {
        let made = self.with(py, |lead| {
            let (a, b): (Vec<u32>, Vec<u32>) = lead.pages_again()?.into_iter().unzip();
            Made::default().u32s("a", a).u32s("b", b).batch()
        });
        made.map(Batches::from)
    }

    /// Of candidates (`a`, `b`: positions) what hangs together: `bucket`, `article`; and `bucket`,
    /// `a`, `b` (articles).
    fn families(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<(Batches, Batches)> {
        let batches = batches(&rows)?;
        self.with(py, |lead| dealt(&lead.families(&pairs(&batches)?)?))
    }

    /// Takes in what `part_families` has found, in the column `found`.
    fn take_findings(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<()> {
        self.take(py, &rows, parts::Lead::take_findings)
    }

    /// Up to how many holders a gram is rare; `lists` are numbers of holders, each with how many
    /// grams have so many.
    fn rare_up_to(&self, lists: Vec<(usize, usize)>) -> usize {
        let grams = |holders: usize| {
            lists.iter().filter(|(n, _)| *n == holders).map(|(_, grams)| grams).sum()
        };
        rare_up_to(self.__len__(), grams)
    }

    /// Of pairs that met over rare grams (`a`, `b`: positions; `overlap`) those to be compared, as
    /// `families` gives them.
    fn rewrites(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<(Batches, Batches)> {
        let batches = batches(&rows)?;
        self.with(py, |lead| {
            let mut met = Vec::new();
            for batch in &batches {
                let rows = Rows(batch);
                let pairs = rows.u32s("a")?.into_iter().zip(rows.u32s("b")?);
                met.extend(
                    pairs.zip(rows.f32s("overlap")?).map(|((a, b), overlap)| (a, b, overlap)),
                );
            }
            dealt(&lead.rewrites(&met)?)
        })
    }

    /// Takes in what `part_rewrites` has found, in the column `found`.
    fn take_rewrites(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<()> {
        self.take(py, &rows, parts::Lead::take_rewrites)
    }

    /// Ends the stage of copies; gives the distinct texts: `row`, `node`, `outlet`, `lang` and
    /// `published`.
    fn copies(&self, py: Python<'_>) -> PyResult<Batches> {
        let made = self.with(py, |lead| {
            let texts = lead.copies()?;
            Made::default()
                .u64s("row", texts.iter().map(|text| text.row))
                .u32s("node", texts.iter().map(|text| text.node))
                .optional_u64s("outlet", texts.iter().map(|text| text.outlet))
                .texts("lang", texts.iter().map(|text| Some(text.lang)))
                .optional_u64s(
                    "published",
                    texts.iter().map(|text| text.published.map(i64::cast_unsigned)),
                )
                .batch()
        });
        made.map(Batches::from)
    }

    /// Takes in what outlets repeat (`outlet`, `passage`); gives what `part_counted` leaves out.
    fn take_furniture(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
        let batches = batches(&rows)?;
        self.with(py, |lead| {
            let mut repeated = Vec::new();
            for batch in &batches {
                let rows = Rows(batch);
                repeated.extend(rows.u64s("outlet")?.into_iter().zip(rows.u64s("passage")?));
            }
            Ok(lead.story_lead()?.take_furniture(repeated))
        })
    }

    /// Takes in how many texts hold each stem (`lang`, `stem`, `holders`), and how often each form
    /// was met (`stem`, `form`, `count`); gives the bytes of a `TermTable`.
    fn take_words(
        &self,
        py: Python<'_>,
        holders: Bound<'_, PyAny>,
        forms: Bound<'_, PyAny>,
    ) -> PyResult<Vec<u8>> {
        let (holders, forms) = (batches(&holders)?, batches(&forms)?);
        self.with(py, |lead| {
            let holders = named(&holders, ["lang", "stem", "holders"])?;
            let forms = named(&forms, ["stem", "form", "count"])?;
            Ok(lead.story_lead()?.take_words(&holders, forms))
        })
    }

    /// Takes in how many terms with a weight each text has: `node`, `length`.
    fn take_lengths(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<()> {
        let batches = batches(&rows)?;
        self.with(py, |lead| {
            for batch in &batches {
                let rows = Rows(batch);
                let lengths = rows.u32s("node")?.into_iter().zip(rows.u32s("length")?);
                lead.story_lead()?.take_lengths(lengths);
            }
            Ok(())
        })
    }

    /// The texts (`node`) that dates are tested on.
    fn tested(&self, py: Python<'_>) -> PyResult<Batches> {
        let made =
            self.with(py, |lead| Made::default().u32s("node", lead.story_lead()?.tested()).batch());
        made.map(Batches::from)
    }

    /// What `part_partners` looks for, of the rows (`node`, `found`) of these texts.
    fn walked(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
        let batches = batches(&rows)?;
        self.with(py, |lead| {
            let mut rows = Vec::new();
            for batch in &batches {
                rows.extend(stories::nodes(batch)?);
            }
            Ok(lead.story_lead()?.walked(&rows)?)
        })
    }

    /// How many partners each of these texts has at most.
    fn most_partners(&self, py: Python<'_>) -> PyResult<usize> {
        self.with(py, |lead| Ok(lead.story_lead()?.most_partners()))
    }

    /// Takes in their best partners (`node`, `other`, `score`); gives how far dates can be trusted.
    fn take_partners(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<f32> {
        let batches = batches(&rows)?;
        self.with(py, |lead| {
            let mut partners = Vec::new();
            for batch in &batches {
                let rows = Rows(batch);
                let pairs = rows.u32s("node")?.into_iter().zip(rows.u32s("other")?);
                let scored = pairs.zip(rows.f32s("score")?);
                partners.extend(scored.map(|((node, other), score)| (node, other, score)));
            }
            Ok(lead.story_lead()?.take_partners(partners))
        })
    }

    /// Where undated texts begin.
    fn undated(&self, py: Python<'_>) -> PyResult<u32> {
        self.with(py, |lead| Ok(lead.story_lead()?.undated()))
    }

    /// Texts that lie together, as ranges of nodes: `chunk`, `first`, `end`, and of those whose pairs
    /// are wanted `own_first` and `own_end`.
    fn chunks(&self, py: Python<'_>) -> PyResult<Batches> {
        let made = self.with(py, |lead| {
            let chunks = lead.story_lead()?.chunks();
            Made::default()
                .u32s("chunk", 0..chunks.len() as u32)
                .u32s("first", chunks.iter().map(|chunk| chunk.members.start))
                .u32s("end", chunks.iter().map(|chunk| chunk.members.end))
                .u32s("own_first", chunks.iter().map(|chunk| chunk.own.start))
                .u32s("own_end", chunks.iter().map(|chunk| chunk.own.end))
                .batch()
        });
        made.map(Batches::from)
    }

    /// Takes in scored pairs (`a`, `b`, `score`) and makes stories of them.
    fn take_edges(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<()> {
        let batches = batches(&rows)?;
        self.with(py, |lead| {
            let mut edges = Vec::new();
            for batch in batches {
                edges.extend(stories::edges(&batch)?);
            }
            lead.story_lead()?.take_edges(edges);
            Ok(())
        })
    }

    /// The texts of stories: `bucket`, `story` and `node`.
    fn members(&self, py: Python<'_>) -> PyResult<Batches> {
        let made = self.with(py, |lead| {
            let rows = lead.story_lead()?.members();
            Made::default()
                .u32s("bucket", rows.iter().map(|row| row.0))
                .u32s("story", rows.iter().map(|row| row.1))
                .u32s("node", rows.iter().map(|row| row.2))
                .batch()
        });
        made.map(Batches::from)
    }

    /// The hashes of all terms.
    fn hashes(&self, py: Python<'_>) -> PyResult<Vec<u8>> {
        self.with(py, |lead| Ok(lead.story_lead()?.hashes()))
    }

    /// Takes in what `part_labels` has found, in the column `found`.
    fn take_labels(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<()> {
        self.take(py, &rows, |lead, bytes| lead.story_lead()?.take_labels(bytes))
    }

    /// The pairs (`a`, `b`) that are kept with the parts of their scores.
    fn kept(&self, py: Python<'_>) -> PyResult<Batches> {
        let made = self.with(py, |lead| {
            let (a, b): (Vec<u32>, Vec<u32>) = lead.story_lead()?.kept().unzip();
            Made::default().u32s("a", a).u32s("b", b).batch()
        });
        made.map(Batches::from)
    }

    /// Takes in these parts: `a`, `b`, `all`, `lead`, `title` and `cover`.
    fn take_parts(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<()> {
        let batches = batches(&rows)?;
        self.with(py, |lead| {
            let mut parts = Vec::new();
            for batch in &batches {
                parts.extend(stories::parts(batch)?);
            }
            lead.story_lead()?.take_parts(parts);
            Ok(())
        })
    }

    /// The articles (`article`, `row`) whose texts `stories` reads.
    fn untitled(&self, py: Python<'_>) -> PyResult<Batches> {
        self.with(py, |lead| wanted(lead, &lead.untitled()))
    }

    /// Ends the stage of stories; gives the articles that facts are looked for in: `bucket`, `article`,
    /// `story`, `group` and `lang`.
    fn stories(&self, py: Python<'_>) -> PyResult<Batches> {
        let made = self.with(py, |lead| {
            lead.stories()?;
            let rows = lead.articles_of_stories();
            Made::default()
                .u32s("bucket", rows.iter().map(|row| row.0))
                .u32s("article", rows.iter().map(|row| row.1))
                .u32s("story", rows.iter().map(|row| row.2))
                .optional_u32s("group", rows.iter().map(|row| row.3))
                .texts("lang", rows.iter().map(|row| Some(lead.lang(row.1))))
                .batch()
        });
        made.map(Batches::from)
    }

    /// Takes in what `part_facts` has found, in the column `found`.
    fn take_facts(&self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<()> {
        self.take(py, &rows, parts::Lead::take_facts)
    }

    /// Ends the run.
    fn finish(&self, py: Python<'_>) -> PyResult<Finished> {
        let settings = self.settings.clone();
        let kept = py.detach(|| {
            let lead = self.held().take().ok_or_else(|| fail("the run has ended"))?;
            Ok(Kept::of(lead.finish(), settings))
        });
        kept.map(Finished::from).map_err(|error: Fail| error.raise(py))
    }
}

fn lead(pipeline: Pipeline, batches: &[RecordBatch]) -> Result<parts::Lead, Fail> {
    let (mut articles, mut rejected) = (Vec::new(), Vec::new());
    let mut filtered = samestory::read::Filtered::default();
    for batch in batches {
        let rows = Rows(batch);
        let what = rows.texts("what")?;
        let bytes = rows.bytes("record")?.into_iter().zip(rows.bytes("profile")?);
        for (what, (record, profile)) in what.into_iter().zip(bytes) {
            let json = |error: serde_json::Error| fail(error.to_string());
            match what {
                "article" => articles.push((record, profile)),
                "rejected" => {
                    let more: Vec<_> = serde_json::from_slice(profile).map_err(json)?;
                    rejected.extend(more);
                }
                "filtered" => filtered.add(serde_json::from_slice(profile).map_err(json)?),
                // Words do not come to the leader.
                _ => {}
            }
        }
    }
    Ok(parts::Lead::new(pipeline, articles, rejected, filtered)?)
}

/// Rows of two texts and a number.
fn named<'a>(
    batches: &'a [RecordBatch],
    [first, second, number]: [&str; 3],
) -> Result<Vec<(&'a str, &'a str, u32)>, Fail> {
    let mut all = Vec::new();
    for batch in batches {
        let rows = Rows(batch);
        let texts = rows.texts(first)?.into_iter().zip(rows.texts(second)?);
        all.extend(texts.zip(rows.u32s(number)?).map(|((a, b), number)| (a, b, number)));
    }
    Ok(all)
}

fn wanted(lead: &parts::Lead, articles: &[u32]) -> Result<Batches, Fail> {
    let row = |article: &u32| lead.rows()[*article as usize];
    let made = Made::default().u32s("article", articles.iter().copied());
    made.u64s("row", articles.iter().map(row)).batch().map(Batches::from)
}

fn dealt(wanted: &Wanted) -> Result<(Batches, Batches), Fail> {
    let Wanted { articles, pairs } = wanted;
    let texts = Made::default()
        .u32s("bucket", articles.iter().map(|row| row.0))
        .u32s("article", articles.iter().map(|row| row.1));
    let pairs = Made::default()
        .u32s("bucket", pairs.iter().map(|row| row.0))
        .u32s("a", pairs.iter().map(|row| row.1))
        .u32s("b", pairs.iter().map(|row| row.2));
    Ok((texts.batch()?.into(), pairs.batch()?.into()))
}
