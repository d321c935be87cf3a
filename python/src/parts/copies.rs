//! Grams, families and rewrites: see [`samestory::dedup::parts`].

use arrow_array::RecordBatch;
use pyo3::prelude::*;
use samestory::dedup::parts::{Entry, meetings, rare_meetings, rewrite_overlap};
use samestory::pipeline::parts::{InFamily, families, rewrites};
use samestory::pipeline::{Goal, Settings};
use samestory::report::arrow::Columns;

use super::columns::{Made, Rows, batches, fail, with};
use crate::errors::Fail;
use crate::settings;
use crate::table::Batches;

/// `position`, `all`, `sampled`, `grams` and `holders` -> `position` and `entry`.
#[pyfunction]
pub fn part_entries(py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<Batches> {
    let made = with(py, &rows, |batches| {
        let (mut positions, mut entries) = (Vec::new(), Vec::new());
        for batch in &batches {
            let rows = Rows(batch);
            let sizes = rows.u32s("all")?.into_iter().zip(rows.u32s("sampled")?);
            let shared = rows.lists("grams")?.into_iter().zip(rows.lists("holders")?);
            for (sizes, (grams, holders)) in sizes.zip(shared) {
                let shared = grams.into_iter().zip(holders).collect();
                entries.push(Some(Entry::new(sizes, shared).encode()));
            }
            positions.extend(rows.u32s("position")?);
        }
        Made::default().u32s("position", positions).bytes("entry", entries).batch()
    });
    made.map(Batches::from)
}

fn entries(rows: &Rows<'_>, name: &str) -> Result<Vec<Entry>, Fail> {
    let entry = |bytes: &[u8]| Entry::decode(bytes).ok_or_else(|| fail("an entry is damaged"));
    rows.bytes(name)?.into_iter().map(entry).collect()
}

/// `position` and `entry` -> `gram`, `position`, `walks` and `wanted`, a row for each gram.
#[pyfunction]
pub fn part_walks(py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<Batches> {
    let made = with(py, &rows, |batches| {
        let (mut grams, mut positions) = (Vec::new(), Vec::new());
        let (mut walks, mut wanted) = (Vec::new(), Vec::new());
        for batch in &batches {
            let rows = Rows(batch);
            for (position, entry) in
                rows.u32s("position")?.into_iter().zip(entries(&rows, "entry")?)
            {
                let (mut walked, often) = entry.walks();
                walked.sort_unstable();
                for (gram, _) in entry.shared() {
                    grams.push(*gram);
                    positions.push(position);
                    walks.push(walked.binary_search(gram).is_ok());
                    wanted.push(often);
                }
            }
        }
        let made = Made::default().u32s("gram", grams).u32s("position", positions);
        made.bools("walks", walks).u32s("wanted", wanted).batch()
    });
    made.map(Batches::from)
}

/// Takes rows `gram`, `position`, `walks` and `wanted`, sorted by the first two, a batch at a time,
/// and tells who meets whom: `a` (the walker), `b` and `wanted`. Grams that only a few hold count as
/// rare up to `longest` holders, and bring all their holders together as `a` and `b`.
#[pyclass(module = "samestory._samestory")]
pub struct Lists {
    longest: Option<usize>,
    gram: Option<u32>,
    /// The holders of the gram that is not complete yet.
    holders: Vec<(u32, bool, u32)>,
}

#[pymethods]
impl Lists {
    #[new]
    #[pyo3(signature = (longest = None))]
    fn new(longest: Option<usize>) -> Self {
        Self { longest, gram: None, holders: Vec::new() }
    }

    /// What a batch completes.
    fn push(&mut self, py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<Batches> {
        let batches = batches(&rows)?;
        let made = py.detach(|| {
            let mut met = Met::default();
            for batch in &batches {
                let rows = Rows(batch);
                let (positions, walks) = (rows.u32s("position")?, rows.bools("walks")?);
                let wanted = rows.u32s("wanted")?;
                for (at, gram) in rows.u32s("gram")?.into_iter().enumerate() {
                    if self.gram != Some(gram) {
                        self.complete(&mut met);
                        self.gram = Some(gram);
                    }
                    self.holders.push((positions[at], walks[at], wanted[at]));
                }
            }
            met.columns()
        });
        made.map(Batches::from).map_err(|error: Fail| error.raise(py))
    }

    /// What is left when there are no more batches.
    fn finish(&mut self, py: Python<'_>) -> PyResult<Batches> {
        let mut met = Met::default();
        self.complete(&mut met);
        met.columns().map(Batches::from).map_err(|error| error.raise(py))
    }
}

impl Lists {
    fn complete(&mut self, met: &mut Met) {
        let holders = std::mem::take(&mut self.holders);
        if let Some(longest) = self.longest {
            if holders.len() <= longest {
                let positions: Vec<u32> = holders.iter().map(|holder| holder.0).collect();
                rare_meetings(&positions, |a, b| met.add(a, b, 0));
            }
            return;
        }
        let marked: Vec<(u32, bool)> = holders.iter().map(|(at, walks, _)| (*at, *walks)).collect();
        meetings(&marked, |walker, other| {
            let at = holders.binary_search_by_key(&walker, |holder| holder.0);
            met.add(walker, other, at.map_or(0, |at| holders[at].2));
        });
    }
}

/// Who met whom.
#[derive(Default)]
struct Met {
    a: Vec<u32>,
    b: Vec<u32>,
    wanted: Vec<u32>,
}

impl Met {
    fn add(&mut self, a: u32, b: u32, wanted: u32) {
        self.a.push(a);
        self.b.push(b);
        self.wanted.push(wanted);
    }

    fn columns(self) -> Result<Columns, Fail> {
        Made::default().u32s("a", self.a).u32s("b", self.b).u32s("wanted", self.wanted).batch()
    }
}

/// Two texts by position, each with what it was met by.
type Pair = ((u32, Entry), (u32, Entry));

/// `a`, `b`, `entry_a` and `entry_b` of a batch.
fn entry_pairs(rows: &Rows<'_>) -> Result<Vec<Pair>, Fail> {
    let a = rows.u32s("a")?.into_iter().zip(entries(rows, "entry_a")?);
    let b = rows.u32s("b")?.into_iter().zip(entries(rows, "entry_b")?);
    Ok(a.zip(b).collect())
}

/// `a`, `b`, `entry_a` and `entry_b` -> those pairs `a`, `b` that are compared.
#[pyfunction]
pub fn part_may_copy(py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<Batches> {
    let made = with(py, &rows, |batches| {
        let mut found = Vec::new();
        for batch in &batches {
            let pairs = entry_pairs(&Rows(batch))?.into_iter();
            found.extend(pairs.filter(|(a, b)| a.1.may_copy(&b.1)).map(|(a, b)| (a.0, b.0)));
        }
        let (a, b): (Vec<u32>, Vec<u32>) = found.into_iter().unzip();
        Made::default().u32s("a", a).u32s("b", b).batch()
    });
    made.map(Batches::from)
}

/// `a`, `b`, `often`, `entry_a` and `entry_b` -> `a`, `b` and `overlap` of pairs that may be
/// rewrites.
#[pyfunction]
pub fn part_overlaps(py: Python<'_>, rows: Bound<'_, PyAny>) -> PyResult<Batches> {
    let made = with(py, &rows, |batches| {
        let mut found = Vec::new();
        for batch in &batches {
            let rows = Rows(batch);
            let pairs = entry_pairs(&rows)?.into_iter().zip(rows.u32s("often")?);
            found.extend(pairs.filter_map(|((a, b), often)| {
                Some((a.0, b.0, rewrite_overlap(often as usize, &a.1, &b.1)?))
            }));
        }
        Made::default()
            .u32s("a", found.iter().map(|row| row.0))
            .u32s("b", found.iter().map(|row| row.1))
            .f32s("overlap", found.iter().map(|row| row.2).collect())
            .batch()
    });
    made.map(Batches::from)
}

fn texts(batches: &[RecordBatch]) -> Result<Vec<InFamily>, Fail> {
    let mut texts = Vec::new();
    for batch in batches {
        let rows = Rows(batch);
        let (articles, positions) = (rows.u32s("article")?, rows.u32s("position")?);
        let words = rows.u64s("exact")?.into_iter().zip(rows.u32s("words")?);
        let bodies = rows.bytes("record")?.into_iter().zip(rows.texts("text")?);
        let entries = rows.bytes("entry")?;
        for (at, ((record, text), words)) in bodies.zip(words).enumerate() {
            let entry = match entries[at] {
                [] => Entry::default(),
                bytes => Entry::decode(bytes).ok_or_else(|| fail("an entry is damaged"))?,
            };
            texts.push(InFamily {
                article: articles[at],
                position: positions[at],
                record: record.to_vec(),
                text: text.to_owned(),
                words,
                entry,
            });
        }
    }
    Ok(texts)
}

/// The pairs `a`, `b` of some batches.
pub fn pairs(batches: &[RecordBatch]) -> Result<Vec<(u32, u32)>, Fail> {
    let mut pairs = Vec::new();
    for batch in batches {
        pairs.extend(Rows(batch).u32s("a")?.into_iter().zip(Rows(batch).u32s("b")?));
    }
    Ok(pairs)
}

/// What a bucket of texts and the pairs among them come to, as bytes for the leader.
fn compared(
    py: Python<'_>,
    rows: &Bound<'_, PyAny>,
    candidates: &Bound<'_, PyAny>,
    given: &settings::Given,
    compare: impl FnOnce(Vec<InFamily>, &[(u32, u32)], &Settings) -> samestory::Result<Vec<u8>> + Send,
) -> PyResult<Vec<u8>> {
    let candidates = batches(candidates)?;
    with(py, rows, |batches| {
        let settings = given.settings(&given.config()?, Goal::Facts)?;
        Ok(compare(texts(&batches)?, &pairs(&candidates)?, &settings)?)
    })
}

/// What the texts of whole families are to each other, as bytes for `Lead.take_findings`.
#[pyfunction]
pub fn part_families(
    py: Python<'_>,
    rows: Bound<'_, PyAny>,
    candidates: Bound<'_, PyAny>,
    given: settings::Given,
) -> PyResult<Vec<u8>> {
    compared(py, &rows, &candidates, &given, |texts, pairs, settings| {
        let scratch = settings.read.scratch.clone().unwrap_or_else(std::env::temp_dir);
        families(texts, pairs, &settings.dedup, &scratch)
    })
}

/// Which pairs are rewrites, as bytes for `Lead.take_rewrites`.
#[pyfunction]
pub fn part_rewrites(
    py: Python<'_>,
    rows: Bound<'_, PyAny>,
    candidates: Bound<'_, PyAny>,
    given: settings::Given,
) -> PyResult<Vec<u8>> {
    compared(py, &rows, &candidates, &given, |texts, pairs, settings| {
        rewrites(texts, pairs, &settings.dedup)
    })
}
