//! Labelled sets and what is made of them, so that few sets show many kinds of dump: without
//! dates, with wrong dates, headlines alone, first words alone, single languages, some of the
//! stories.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::Path;

use anyhow::{Context, Result};
use samestory::eval::gold::ClusterRow;
use samestory::read::Inputs;
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A language makes a set of its own from this many articles on.
const FEWEST_OF_LANGUAGE: usize = 300;
/// Words of a first-words set.
const FIRST_WORDS: usize = 30;
/// Articles of a time slice.
const SLICE: usize = 800;
/// Stories of so many articles are broad.
const BROAD: usize = 8;

type Row = Map<String, Value>;

/// A set of labelled articles.
pub struct Set {
    /// The set it is made of.
    pub family: String,
    /// That, and what was done to it.
    pub name: String,
    rows: Vec<Row>,
}

impl Set {
    /// The articles, to be read.
    pub fn inputs(&self) -> Inputs {
        let lines: Vec<String> =
            self.rows.iter().map(|row| Value::Object(row.clone()).to_string() + "\n").collect();
        Inputs::stream(&self.name, Cursor::new(lines.concat()))
    }

    /// The labels.
    pub fn gold(&self) -> Vec<ClusterRow> {
        let row = |row: &Row| ClusterRow {
            id: word(row, "id"),
            cluster: Some(word(row, "cluster")),
            kind: None,
        };
        self.rows.iter().map(row).collect()
    }

    fn with(&self, name: &str, change: impl Fn(&mut Row)) -> Self {
        let mut rows = self.rows.clone();
        rows.iter_mut().for_each(change);
        self.of(name, rows)
    }

    fn of(&self, name: &str, rows: Vec<Row>) -> Self {
        Self { family: self.family.clone(), name: format!("{} {name}", self.name), rows }
    }

    fn has(&self, field: &str) -> bool {
        self.rows.iter().filter(|row| row.contains_key(field)).count() * 2 > self.rows.len()
    }
}

fn word(row: &Row, field: &str) -> String {
    match row.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// A labelled set and all that is made of it.
///
/// # Errors
/// If the file holds no JSON Lines.
pub fn of_file(path: &Path) -> Result<Vec<Set>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let rows: Vec<Row> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let family = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let whole = Set { name: family.clone(), family, rows };
    let mut sets = altered(&whole);
    for at in 0..sets.len() {
        sets.extend([0.15, 0.4].map(|share| some_stories(&sets[at], share)));
    }
    sets.extend(languages(&whole));
    sets.extend(slices(&whole));
    sets.push(broad(&whole));
    sets.insert(0, whole);
    sets.retain(|set| set.rows.len() >= 100);
    Ok(sets)
}

fn undate(row: &mut Row) {
    row.remove("date");
}

/// All articles, with less of each.
fn altered(set: &Set) -> Vec<Set> {
    let mut sets = Vec::new();
    if set.has("date") {
        sets.push(set.with("undated", undate));
        sets.push(wrong_dates(set));
    }
    if set.has("text") {
        sets.push(set.with("first words", |row| {
            undate(row);
            row.remove("title");
            let text = word(row, "text").to_lowercase();
            let words: Vec<&str> = text.split_whitespace().take(FIRST_WORDS).collect();
            row.insert("text".into(), words.join(" ").into());
        }));
    }
    if set.has("text") && set.has("title") {
        sets.push(set.with("headlines", |row| {
            undate(row);
            row.remove("text");
        }));
    }
    sets
}

/// Half of the articles exchange their dates.
fn wrong_dates(set: &Set) -> Set {
    let takes = |row: &&Row| xxh3_64_with_seed(word(row, "id").as_bytes(), 1) & 1 == 0;
    let mut dates: Vec<String> = set.rows.iter().filter(takes).map(|r| word(r, "date")).collect();
    dates.sort_unstable();
    dates.rotate_left(set.rows.len() / 4);
    let mut rows = set.rows.clone();
    let changed = rows.iter_mut().filter(|row| takes(&&**row));
    changed.zip(dates).for_each(|(row, date)| drop(row.insert("date".into(), date.into())));
    set.of("wrong dates", rows)
}

/// A share of the stories, chosen by name.
fn some_stories(set: &Set, share: f64) -> Set {
    let takes = |row: &&Row| {
        let hash = xxh3_64_with_seed(word(row, "cluster").as_bytes(), 2);
        hash as f64 / u64::MAX as f64 <= share
    };
    let rows = set.rows.iter().filter(takes).cloned().collect();
    set.of(&format!("{:.0} % of stories", share * 100.0), rows)
}

fn languages(set: &Set) -> Vec<Set> {
    let all: BTreeSet<String> = set.rows.iter().map(|row| word(row, "lang")).collect();
    let mut sets = Vec::new();
    for lang in all.iter().filter(|_| all.len() > 1) {
        let of_lang = |row: &&Row| word(row, "lang") == *lang;
        let rows: Vec<Row> = set.rows.iter().filter(of_lang).cloned().collect();
        if rows.len() >= FEWEST_OF_LANGUAGE {
            let dated = set.of(lang, rows);
            sets.push(dated.with("undated", undate));
            sets.push(dated);
        }
    }
    sets
}

/// The first articles and, without their dates, the last.
fn slices(set: &Set) -> Vec<Set> {
    if !set.has("date") || set.rows.len() < 3 * SLICE {
        return Vec::new();
    }
    let mut rows: Vec<Row> =
        set.rows.iter().filter(|row| row.contains_key("date")).cloned().collect();
    rows.sort_by_key(|row| word(row, "date"));
    let last = rows.split_off(rows.len() - SLICE);
    rows.truncate(SLICE);
    vec![set.of("first days", rows), set.of("last days", last).with("undated", undate)]
}

fn broad(set: &Set) -> Set {
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    set.rows.iter().for_each(|row| *sizes.entry(word(row, "cluster")).or_default() += 1);
    let is_broad = |row: &&Row| sizes[&word(row, "cluster")] >= BROAD;
    set.of("broad", set.rows.iter().filter(is_broad).cloned().collect()).with("undated", undate)
}
