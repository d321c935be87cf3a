//! samestory.toml, environment and flags to checked settings, each stronger than the one before.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use jiff::Timestamp;
use samestory::cluster::score::Weights;
use samestory::dedup::{Evidence, Keep};
use samestory::fact::families::Families;
use samestory::pipeline::{Goal, Settings};
use samestory::read::fields::RecordField;
use samestory::read::{Sample, date};
use samestory::report::folder;
use samestory::report::run_info::RunInfo;
use samestory::{cluster, dedup, fact, state};
use serde::{Deserialize, Serialize};

use crate::args::{Common, Input};
use crate::start::grounds;

/// A flag or setting that cannot be.
#[derive(Debug)]
pub struct UsageError(pub String);

impl std::fmt::Display for UsageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// Everything that samestory.toml may hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    read: ReadPart,
    dedup: DedupPart,
    cluster: ClusterPart,
    facts: FactsPart,
    #[serde(skip_serializing_if = "StatePart::is_default")]
    state: StatePart,
    /// Verified pairs are counted or audited.
    #[serde(skip)]
    pairs: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ReadPart {
    /// Field to name, as `--map`.
    map: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    lang: Vec<String>,
    source: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample: Option<usize>,
    seed: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct DedupPart {
    containment: f32,
    near: f32,
    revision: f32,
    all_pages: bool,
    keep: String,
}

impl Default for DedupPart {
    fn default() -> Self {
        let dedup::Settings { containment, near, revision, all_pages, keep, .. } =
            dedup::Settings::default();
        Self { containment, near, revision, all_pages, keep: keep.to_string() }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ClusterPart {
    /// Found from the dump where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<f32>,
    neighbours: usize,
    title_neighbours: usize,
    link_cap: usize,
    edge_floor: f32,
    /// What headline and body, lead, and headline count.
    weights: [f32; 3],
    /// Result folder of the run by which words and scores are weighed.
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<PathBuf>,
}

impl Default for ClusterPart {
    fn default() -> Self {
        let cluster::Settings {
            neighbours,
            title_neighbours,
            edge_floor,
            cut,
            link_cap,
            weights,
            ..
        } = cluster::Settings::default();
        let weights = [weights.all, weights.lead, weights.title];
        Self { cut, neighbours, title_neighbours, link_cap, edge_floor, weights, basis: None }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FactsPart {
    same: f32,
    singles: bool,
    /// File of outlets and their owners.
    #[serde(skip_serializing_if = "Option::is_none")]
    families: Option<PathBuf>,
}

impl Default for FactsPart {
    fn default() -> Self {
        let fact::Settings { same, singles, .. } = fact::Settings::default();
        Self { same, singles, families: None }
    }
}

/// How long a state remembers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StatePart {
    copies_days: u32,
    story_days: u32,
}

impl Default for StatePart {
    fn default() -> Self {
        let state::Settings { copies_days, story_days } = state::Settings::default();
        Self { copies_days, story_days }
    }
}

impl StatePart {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl FactsPart {
    fn settings(&self) -> Result<fact::Settings> {
        let families = self.families.as_deref().map(families).transpose()?.unwrap_or_default();
        Ok(fact::Settings { same: self.same, singles: self.singles, families })
    }
}

fn families(path: &Path) -> Result<Families> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Ok(Families::parse(&text, path)?)
}

impl Config {
    /// The file that `--config` names, or the defaults; then the environment, where
    /// `SAMESTORY_FACTS_SAME=0.8` is the same as `same = 0.8` under `[facts]`.
    pub fn load(path: Option<&Path>, environment: &[(String, String)]) -> Result<Self> {
        let mut table = toml::Table::new();
        if let Some(path) = path {
            let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
            let named = |e| UsageError(format!("{}: {e}", path.display()));
            // Parsed whole first: its errors name lines.
            toml::from_str::<Self>(&text).map_err(named)?;
            table = toml::from_str(&text).map_err(named)?;
        }
        let mut config: Self = table.clone().try_into()?;
        for (name, value) in environment {
            let Some((part, key)) = setting_of(name) else { continue };
            let named = |e| UsageError(format!("{name}={value}: {e}"));
            let parts = table.entry(part).or_insert_with(|| toml::Table::new().into());
            if let Some(parts) = parts.as_table_mut() {
                parts.insert(key, setting_value(value));
            }
            config = table.clone().try_into().map_err(named)?;
        }
        Ok(config)
    }

    /// Takes in the flags of an input: a flag that was given is stronger than the file.
    pub fn with_input(mut self, input: &Input) -> Result<Self> {
        for pair in &input.map {
            let split = pair.split_once('=');
            let (field, name) =
                split.ok_or_else(|| UsageError(format!("--map {pair}: expected FIELD=NAME")))?;
            self.read.map.insert(field.trim().to_owned(), name.trim().to_owned());
        }
        let replace = |list: &mut Vec<String>, given: &[String]| {
            if !given.is_empty() {
                *list = given.to_vec();
            }
        };
        replace(&mut self.read.lang, &input.lang);
        replace(&mut self.read.source, &input.source);
        self.read.from = input.from.clone().or(self.read.from);
        self.read.to = input.to.clone().or(self.read.to);
        self.dedup.all_pages |= input.all_pages;
        self.facts.singles |= input.singles;
        self.facts.families = input.families.clone().or(self.facts.families);
        self.cluster.basis = input.basis.clone().or(self.cluster.basis);
        self = self.with_keep(input.keep.as_deref());
        if input.sample.is_some() {
            (self.read.sample, self.read.seed) = (input.sample, input.seed);
        }
        Ok(self)
    }

    /// Takes in `--threshold`.
    pub fn with_threshold(mut self, threshold: Option<f32>) -> Self {
        self.dedup.containment = threshold.unwrap_or(self.dedup.containment);
        self
    }

    /// Keeps the verified pairs if they are wanted.
    pub fn with_pairs(mut self, wanted: bool) -> Self {
        self.pairs = wanted;
        self
    }

    /// Takes in `--keep`.
    pub fn with_keep(mut self, keep: Option<&str>) -> Self {
        if let Some(keep) = keep {
            keep.clone_into(&mut self.dedup.keep);
        }
        self
    }

    /// The library's settings.
    pub fn settings(&self, goal: Goal, input: Option<&Input>) -> Result<Settings> {
        let mut settings = Settings { goal, ..Settings::default() };
        for (field, name) in &self.read.map {
            settings.read.fields.add(&format!("{field}={name}"))?;
        }
        settings.read.from = self.read.from.as_deref().map(|d| day("from", d, 0)).transpose()?;
        settings.read.to = self.read.to.as_deref().map(|d| day("to", d, 1)).transpose()?;
        settings.read.lang.clone_from(&self.read.lang);
        settings.read.source.clone_from(&self.read.source);
        settings.read.sample = self.read.sample.map(|count| Sample { count, seed: self.read.seed });
        settings.read.scratch = input.and_then(|i| i.scratch.clone());
        settings.dedup = self.dedup();
        // Only a whole run leaves it behind.
        settings.dedup.evidence = match goal {
            Goal::Facts => Evidence::Full,
            _ if self.pairs => Evidence::Pairs,
            _ => Evidence::Groups,
        };
        if let Keep::Field(name) = &settings.dedup.keep {
            if let Some(field) = RecordField::guessed(name) {
                let reason = format!("--keep field:{name}: {name} is read as the {field}");
                return Err(UsageError(reason).into());
            }
            settings.read.fields.set(RecordField::Rank, name);
        }
        let ClusterPart {
            cut,
            neighbours,
            title_neighbours,
            link_cap,
            edge_floor,
            weights,
            ref basis,
        } = self.cluster;
        if let Some(dir) = basis.as_deref().filter(|_| goal >= Goal::Stories) {
            settings.grounds = Some(Arc::new(grounds(dir, &folder::info(dir)?)?));
        }
        let [all, lead, title] = weights;
        let record_features = goal == Goal::Facts;
        settings.cluster = cluster::Settings {
            neighbours,
            title_neighbours,
            edge_floor,
            cut,
            link_cap,
            weights: Weights { all, lead, title },
            record_features,
            map: record_features,
            scale: None,
        };
        settings.fact = self.facts.settings()?;
        Ok(settings)
    }

    /// Files beside the input whose content counts.
    pub fn files(&self) -> Vec<PathBuf> {
        let basis = self.cluster.basis.iter();
        let basis = basis.flat_map(|dir| [folder::BASIS, folder::RUN].map(|name| dir.join(name)));
        basis.chain(self.facts.families.clone()).collect()
    }

    /// The settings for copies.
    pub fn dedup(&self) -> dedup::Settings {
        let DedupPart { containment, near, revision, all_pages, ref keep } = self.dedup;
        let keep = keep.parse().unwrap_or_default();
        let settings = dedup::Settings::default();
        dedup::Settings { containment, near, revision, all_pages, keep, ..settings }
    }

    /// Remembers as long as this.
    pub fn with_memory(mut self, memory: state::Settings) -> Self {
        let state::Settings { copies_days, story_days } = memory;
        self.state = StatePart { copies_days, story_days };
        self
    }

    /// How long a state remembers.
    pub fn memory(&self) -> state::Settings {
        let StatePart { copies_days, story_days } = self.state;
        state::Settings { copies_days, story_days }
    }

    /// The settings that must be those of all updates of a state: how to find, not what to read.
    pub fn of_state(&self) -> Result<serde_json::Value> {
        let mut settings = self.clone();
        (settings.read, settings.cluster.basis) = (ReadPart::default(), None);
        settings.state = StatePart::default();
        settings.to_json()
    }

    /// The settings that a finished run tells in its `run.json`.
    pub fn of_run(info: &RunInfo) -> Result<Self> {
        let told = serde_json::from_value(info.settings.clone());
        told.context("run.json tells settings that this version does not know")
    }

    /// As samestory.toml would say it.
    pub fn to_toml(&self) -> Result<String> {
        Ok(toml::to_string(self)?)
    }

    /// For `run.json`. By way of samestory.toml, which writes 0.22 where JSON, that has no single
    /// precision, would write 0.2199999988079071.
    pub fn to_json(&self) -> Result<serde_json::Value> {
        Ok(serde_json::to_value(toml::from_str::<toml::Value>(&self.to_toml()?)?)?)
    }
}

/// `SAMESTORY_FACTS_SAME` -> `facts`, `same`; nothing for other variables.
fn setting_of(variable: &str) -> Option<(String, String)> {
    let (part, key) = variable.strip_prefix("SAMESTORY_")?.split_once('_')?;
    let part = part.to_lowercase();
    matches!(part.as_str(), "read" | "dedup" | "cluster" | "facts" | "state")
        .then(|| (part, key.to_lowercase()))
}

/// A number, list or truth value as TOML writes it; anything else is text.
fn setting_value(text: &str) -> toml::Value {
    let table: Option<toml::Table> = toml::from_str(&format!("value = {text}")).ok();
    let value = table.and_then(|mut table| table.remove("value"));
    value.unwrap_or_else(|| toml::Value::String(text.to_owned()))
}

/// A date on the command line; `after` days are added where it names a whole day.
fn day(name: &str, text: &str, after: i64) -> Result<Timestamp> {
    let moment = date::parse(text)
        .ok_or_else(|| UsageError(format!("--{name} {text}: not a date that is understood")))?;
    let whole_day = moment.as_second() % 86_400 == 0;
    let seconds = if whole_day { after * 86_400 } else { 0 };
    Ok(Timestamp::from_second(moment.as_second() + seconds)?)
}

/// Sets the number of threads for the whole process.
pub fn set_threads(common: &Common) -> Result<()> {
    let Some(threads) = common.threads else { return Ok(()) };
    if threads == 0 {
        return Err(UsageError("--threads 0: must be at least 1".into()).into());
    }
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    Ok(())
}
