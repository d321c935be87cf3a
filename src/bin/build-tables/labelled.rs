//! Labelled sentence pairs: eight open sets, each cut to what one may learn from it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Pairs taken of the two largest sets, always the same ones.
const ECB_PAIRS: usize = 7000;
const REALSUMM_PAIRS: usize = 3500;
const SEED: u64 = 3;

/// Two texts that report the same fact, or do not.
pub struct Pair {
    pub id: String,
    pub a: String,
    pub b: String,
    pub same: bool,
}

/// A set of pairs.
pub struct Set {
    pub name: &'static str,
    /// Sets of one source are left out together.
    pub source: &'static str,
    /// Both sides come from reports of one story.
    pub in_story: bool,
    pub pairs: Vec<Pair>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    a: String,
    b: String,
    label: Option<f64>,
    label_clean: Option<f64>,
    score: Option<f64>,
}

/// Reads the sets of a folder.
///
/// # Errors
/// If a file is missing or holds something else.
pub fn read(folder: &Path) -> Result<Vec<Set>> {
    let labelled = |name: &str| labelled(folder, name, usize::MAX);
    let mut ecb = load(folder, "ecbplus_pairs", |row| yes_or_no(row.label_clean))?;
    ecb.extend(load(folder, "ecbplus_cross_subtopic", |_| Some(false))?);
    // Between "mostly the same" and "about the same topic" nothing is certain.
    let sts = |row: &Row| row.score.filter(|s| *s >= 4.0 || *s <= 3.0).map(|s| s >= 4.0);
    let realsumm = self::labelled(folder, "realsumm_scu", REALSUMM_PAIRS)?;
    let set = |name, source, in_story, pairs| Set { name, source, in_story, pairs };
    Ok(vec![
        set("ecb_mix", "ecb", true, sample(ecb, ECB_PAIRS)),
        set("superpal_mn_docdoc", "superpal", true, labelled("superpal_mn_docdoc")?),
        set("superpal_mn", "superpal", true, labelled("superpal_mn")?),
        set("mrpc", "mrpc", false, labelled("mrpc")?),
        set("qa_align", "qa_align", true, labelled("qa_align")?),
        set("realsumm", "realsumm", false, realsumm),
        set("rte", "rte", false, labelled("rte123")?),
        set("sts_news", "sts", false, load(folder, "sts_news", sts)?),
    ])
}

/// Pairs of a file whose label is 0 or 1; of more than `at_most` a sample, always the same one.
///
/// # Errors
/// If the file is missing or holds something else.
pub fn labelled(folder: &Path, name: &str, at_most: usize) -> Result<Vec<Pair>> {
    Ok(sample(load(folder, name, |row| yes_or_no(row.label))?, at_most))
}

/// Pairs of a file, labelled by `label`; rows without a label are left out.
fn load(folder: &Path, name: &str, label: impl Fn(&Row) -> Option<bool>) -> Result<Vec<Pair>> {
    let path = folder.join(format!("{name}.jsonl"));
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut pairs = Vec::new();
    for line in text.lines() {
        let row: Row = serde_json::from_str(line).with_context(|| path.display().to_string())?;
        if let Some(same) = label(&row) {
            pairs.push(Pair { id: row.id, a: row.a, b: row.b, same });
        }
    }
    Ok(pairs)
}

fn yes_or_no(label: Option<f64>) -> Option<bool> {
    label.filter(|l| *l == 0.0 || *l == 1.0).map(|l| l == 1.0)
}

/// The same `count` pairs every time, whatever the order of the file.
fn sample(mut pairs: Vec<Pair>, count: usize) -> Vec<Pair> {
    if pairs.len() <= count {
        return pairs;
    }
    pairs.sort_by_cached_key(|p| (xxh3_64_with_seed(p.id.as_bytes(), SEED), p.id.clone()));
    pairs.truncate(count);
    pairs
}
