//! Settings as people write them: the tables and names of samestory.toml, to [`Settings`].
//!
//! The same tables come from a file and the environment (`file`, feature `config`), from flags, from
//! Python's keyword arguments ([`Config::with`]) and out of a finished run ([`Config::of_run`]), and
//! go into `run.json`.

#[cfg(feature = "config")]
mod file;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::{Goal, Grounds, Settings};
use crate::cluster::score::Weights;
use crate::dedup::{Evidence, Keep};
use crate::error::{Error, Result};
use crate::fact::families::Families;
use crate::read::fields::RecordField;
use crate::read::{Sample, date};
use crate::report::folder;
use crate::report::run_info::RunInfo;
#[cfg(feature = "state")]
use crate::state;
use crate::{cluster, dedup, fact};

/// Everything that samestory.toml may hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What to read.
    pub read: Read,
    /// Copies.
    pub dedup: Copies,
    /// Stories.
    pub cluster: Stories,
    /// Facts.
    pub facts: Facts,
    /// How long a state remembers.
    #[cfg(feature = "state")]
    #[serde(skip_serializing_if = "State::is_default")]
    pub state: State,
    /// Verified pairs are kept although facts are not looked for. No setting of a file.
    #[serde(skip)]
    pub pairs: bool,
}

/// `[read]`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Read {
    /// Field to name, as `--map`.
    pub map: BTreeMap<String, String>,
    /// Takes articles from this date on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Takes articles up to this date, inclusive: its whole day where it states no time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Takes articles of these languages; empty: of all.
    pub lang: Vec<String>,
    /// Takes articles of these outlets; empty: of all.
    pub source: Vec<String>,
    /// Takes so many articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<usize>,
    /// Chooses them.
    pub seed: u64,
}

/// `[dedup]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Copies {
    /// As [`dedup::Settings::containment`].
    #[serde(serialize_with = "short")]
    pub containment: f32,
    /// As [`dedup::Settings::near`].
    #[serde(serialize_with = "short")]
    pub near: f32,
    /// As [`dedup::Settings::revision`].
    #[serde(serialize_with = "short")]
    pub revision: f32,
    /// As [`dedup::Settings::all_pages`].
    pub all_pages: bool,
    /// Which of several copies survives, in the words of [`Keep`].
    pub keep: String,
}

impl Default for Copies {
    fn default() -> Self {
        let dedup::Settings { containment, near, revision, all_pages, keep, .. } =
            dedup::Settings::default();
        Self { containment, near, revision, all_pages, keep: keep.to_string() }
    }
}

/// `[cluster]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stories {
    /// Found from the dump where absent.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "short_if_any")]
    pub cut: Option<f32>,
    /// As [`cluster::Settings::neighbours`].
    pub neighbours: usize,
    /// As [`cluster::Settings::title_neighbours`].
    pub title_neighbours: usize,
    /// As [`cluster::Settings::link_cap`].
    pub link_cap: usize,
    /// As [`cluster::Settings::edge_floor`].
    #[serde(serialize_with = "short")]
    pub edge_floor: f32,
    /// What headline and body, lead, and headline count.
    #[serde(serialize_with = "all_short")]
    pub weights: [f32; 3],
    /// Result folder of the run by which words and scores are weighed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<PathBuf>,
}

impl Default for Stories {
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

/// `[facts]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Facts {
    /// As [`fact::Settings::same`].
    #[serde(serialize_with = "short")]
    pub same: f32,
    /// As [`fact::Settings::singles`].
    pub singles: bool,
    /// File of outlets and their owners.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub families: Option<PathBuf>,
}

impl Default for Facts {
    fn default() -> Self {
        let fact::Settings { same, singles, .. } = fact::Settings::default();
        Self { same, singles, families: None }
    }
}

/// `[state]`.
#[cfg(feature = "state")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct State {
    /// As [`state::Settings::copies_days`].
    pub copies_days: u32,
    /// As [`state::Settings::story_days`].
    pub story_days: u32,
}

#[cfg(feature = "state")]
impl Default for State {
    fn default() -> Self {
        let state::Settings { copies_days, story_days } = state::Settings::default();
        Self { copies_days, story_days }
    }
}

#[cfg(feature = "state")]
impl State {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Facts {
    fn settings(&self) -> Result<fact::Settings> {
        let families = self.families.as_deref().map(families).transpose()?.unwrap_or_default();
        Ok(fact::Settings { same: self.same, singles: self.singles, families })
    }
}

fn families(path: &Path) -> Result<Families> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    Families::parse(&text, path)
}

impl Config {
    /// Takes in tables of settings, `{"dedup": {"near": 0.5}}`: what they name is stronger.
    ///
    /// # Errors
    /// [`Error::Settings`] if they name what is no setting, or a value is of the wrong kind.
    pub fn with(&self, tables: &Value) -> Result<Self> {
        let known = "there are read, dedup, cluster, facts and state";
        let Some(tables) = tables.as_object() else {
            return Err(Error::settings("settings", format!("expected tables; {known}")));
        };
        let mut config = self.clone();
        for (name, table) in tables {
            match name.as_str() {
                "read" => config.read = overlaid(&self.read, name, table)?,
                "dedup" => config.dedup = overlaid(&self.dedup, name, table)?,
                "cluster" => config.cluster = overlaid(&self.cluster, name, table)?,
                "facts" => config.facts = overlaid(&self.facts, name, table)?,
                #[cfg(feature = "state")]
                "state" => config.state = overlaid(&self.state, name, table)?,
                _ => return Err(Error::settings(name, format!("no such setting; {known}"))),
            }
        }
        Ok(config)
    }

    /// The library's settings.
    ///
    /// # Errors
    /// If a value is not understood, or a file that one names cannot be read.
    pub fn settings(&self, goal: Goal) -> Result<Settings> {
        let mut settings = Settings { goal, ..Settings::default() };
        for (field, name) in &self.read.map {
            settings.read.fields.add(&format!("{field}={name}"))?;
        }
        let read = &self.read;
        settings.read.from = moment("read.from", read.from.as_deref(), date::parse)?;
        settings.read.to = moment("read.to", read.to.as_deref(), date::end)?;
        settings.read.lang.clone_from(&read.lang);
        settings.read.source.clone_from(&read.source);
        settings.read.sample = read.sample.map(|count| Sample { count, seed: read.seed });
        settings.dedup = self.dedup();
        // Only a whole run leaves it behind.
        settings.dedup.evidence = match goal {
            Goal::Facts => Evidence::Full,
            _ if self.pairs => Evidence::Pairs,
            _ => Evidence::Groups,
        };
        if let Keep::Field(name) = &settings.dedup.keep {
            if let Some(field) = RecordField::guessed(name) {
                let reason = format!("{name} is read as the {field}");
                return Err(Error::setting("dedup.keep", &self.dedup.keep, reason));
            }
            settings.read.fields.set(RecordField::Rank, name);
        }
        if let Some(dir) = self.cluster.basis.as_deref().filter(|_| goal >= Goal::Stories) {
            settings.grounds = Some(Arc::new(Grounds::read(dir, &folder::info(dir)?)?));
        }
        settings.cluster = self.cluster.settings(goal);
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
        let Copies { containment, near, revision, all_pages, ref keep } = self.dedup;
        let keep = keep.parse().unwrap_or_default();
        let settings = dedup::Settings::default();
        dedup::Settings { containment, near, revision, all_pages, keep, ..settings }
    }

    /// Remembers as long as this.
    #[cfg(feature = "state")]
    #[must_use]
    pub fn with_memory(mut self, memory: state::Settings) -> Self {
        let state::Settings { copies_days, story_days } = memory;
        self.state = State { copies_days, story_days };
        self
    }

    /// How long a state remembers.
    #[cfg(feature = "state")]
    pub fn memory(&self) -> state::Settings {
        let State { copies_days, story_days } = self.state;
        state::Settings { copies_days, story_days }
    }

    /// The settings that must be those of all updates of a state: how to find, not what to read.
    ///
    /// # Errors
    /// As [`Config::to_json`].
    #[cfg(feature = "state")]
    pub fn of_state(&self) -> Result<Value> {
        let mut settings = self.clone();
        (settings.read, settings.cluster.basis) = (Read::default(), None);
        settings.state = State::default();
        settings.to_json()
    }

    /// The settings that a finished run tells in its `run.json`.
    ///
    /// # Errors
    /// If this version does not know them.
    pub fn of_run(info: &RunInfo) -> Result<Self> {
        let told = serde_json::from_value(info.settings.clone());
        told.map_err(|e| Error::settings(folder::RUN, e))
    }

    /// For `run.json`.
    ///
    /// # Errors
    /// If a path among them is no text.
    pub fn to_json(&self) -> Result<Value> {
        serde_json::to_value(self).map_err(|e| Error::settings("settings", e))
    }
}

impl Stories {
    fn settings(&self, goal: Goal) -> cluster::Settings {
        let Self { cut, neighbours, title_neighbours, link_cap, edge_floor, weights, .. } = *self;
        let [all, lead, title] = weights;
        let record_features = goal == Goal::Facts;
        cluster::Settings {
            neighbours,
            title_neighbours,
            edge_floor,
            cut,
            link_cap,
            weights: Weights { all, lead, title },
            record_features,
            map: record_features,
            scale: None,
        }
    }
}

/// The settings of a table with those that are given in place of the known ones.
fn overlaid<T: Serialize + DeserializeOwned>(known: &T, name: &str, given: &Value) -> Result<T> {
    let mut table = serde_json::to_value(known).map_err(|e| Error::settings(name, e))?;
    let (Some(all), Some(given)) = (table.as_object_mut(), given.as_object()) else {
        return Err(Error::settings(name, format!("expected a table of settings, not {given}")));
    };
    all.extend(given.clone());
    serde_json::from_value(table).map_err(|e| Error::settings(name, e))
}

/// What a date, if there is one, is read as.
fn moment(
    name: &str,
    text: Option<&str>,
    read: fn(&str) -> Option<Timestamp>,
) -> Result<Option<Timestamp>> {
    let wrong = |text| Error::setting(name, text, "not a date that is understood");
    text.map(|text| read(text).ok_or_else(|| wrong(text))).transpose()
}

/// 0.22, where the double nearest to the single would be 0.2199999988079071.
fn shortest(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_else(|_| value.into())
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "called by serde")]
fn short<S: Serializer>(value: &f32, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_f64(shortest(*value))
}

#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "called by serde")]
fn short_if_any<S: Serializer>(value: &Option<f32>, to: S) -> std::result::Result<S::Ok, S::Error> {
    value.map(shortest).serialize(to)
}

fn all_short<S: Serializer>(values: &[f32; 3], to: S) -> std::result::Result<S::Ok, S::Error> {
    values.map(shortest).serialize(to)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_given_is_stronger_and_the_rest_stays() {
        let config = Config::default().with(&json!({"dedup": {"near": 0.5}})).unwrap();
        let config = config.with(&json!({"dedup": {"keep": "longest"}, "read": {}})).unwrap();
        assert_eq!((config.dedup.near, config.dedup.keep.as_str()), (0.5, "longest"));
        assert_eq!(config.dedup.containment, Copies::default().containment);
        assert_eq!(config.settings(Goal::Copies).unwrap().dedup.near, 0.5);
    }

    #[test]
    fn what_is_no_setting_is_named() {
        let refused = |given: Value| Config::default().with(&given).unwrap_err().to_string();
        assert!(refused(json!({"colour": 1})).starts_with("colour: no such setting"));
        let nested = refused(json!({"dedup": {"colour": 1}}));
        assert!(nested.starts_with("dedup: unknown field `colour`"), "{nested}");
        assert!(refused(json!({"facts": {"same": "much"}})).starts_with("facts: invalid type"));
        assert!(refused(json!({"facts": 0.5})).starts_with("facts: expected a table"));
        assert!(refused(json!([])).starts_with("settings: expected tables"));
    }

    #[test]
    fn single_precision_is_written_as_it_was_meant() {
        let given = json!({"cluster": {"edge_floor": 0.22, "cut": 0.1}});
        let told = Config::default().with(&given).unwrap().to_json().unwrap();
        assert_eq!(told["cluster"]["edge_floor"], json!(0.22));
        assert_eq!(told["cluster"]["cut"], json!(0.1));
        assert_eq!(told["dedup"]["near"], json!(0.7));
    }

    #[test]
    fn days_are_whole_and_the_last_is_taken_in() {
        let given = json!({"read": {"from": "2023-09-01", "to": "2023-09-02"}});
        let read = Config::default().with(&given).unwrap().settings(Goal::Copies).unwrap().read;
        let at = |time: Option<Timestamp>| time.unwrap().to_string();
        assert_eq!(at(read.from), "2023-09-01T00:00:00Z");
        assert_eq!(at(read.to), "2023-09-03T00:00:00Z");
        let given = json!({"read": {"to": "2023-09-02T00:00:00Z"}});
        let read = Config::default().with(&given).unwrap().settings(Goal::Copies).unwrap().read;
        assert_eq!(at(read.to), "2023-09-02T00:00:00.000000001Z");
        let wrong = Config::default().with(&json!({"read": {"from": "someday"}})).unwrap();
        let error = wrong.settings(Goal::Copies).unwrap_err().to_string();
        assert!(error.starts_with("setting read.from = someday"), "{error}");
    }
}
