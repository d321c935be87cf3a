//! `samestory update`: new articles onto what a state knows.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use samestory::pipeline::update::{Again, Updated};
use samestory::pipeline::{Goal, Grounds, Pipeline};
use samestory::read::Inputs;
use samestory::report::folder;
use samestory::state::State;
use samestory::vector::basis::Basis;
use serde_json::Value;

use crate::args::{Common, Input, TableFormat};
use crate::commands::write_folder;
use crate::config::{self, UsageError};
use crate::output;
use crate::progress::Line;
use crate::start::{Done, done, prepare};

/// Runs the command.
pub fn run(
    folder: &Path,
    input: &Input,
    common: &Common,
    output: Option<&Path>,
    formats: &[TableFormat],
) -> Result<Done> {
    let Some(config) = prepare(Some(input), common)? else { return Ok(Done::Clean) };
    let output = output.ok_or_else(|| UsageError("update needs -o DIR".into()))?;
    folder::check(output)?;
    let mut settings = config::settings(&config, Goal::Facts, input)?;
    let wanted = config.of_state()?;
    let frozen = settings.grounds.take();
    let frozen = frozen.as_deref().map(|grounds| (&grounds.basis, grounds.scale));
    let mut state = State::open(folder, &wanted, frozen)?;
    agree(&state.meta().settings, &wanted, folder)?;
    if frozen.is_some() && state.frozen() != frozen {
        let reason =
            "--basis: this state was begun without it; words and scores are weighed as then";
        return Err(UsageError(format!("{}: {reason}", folder.display())).into());
    }
    let grounds = |(basis, scale): (&Basis, _)| Arc::new(Grounds { scale, basis: basis.clone() });
    settings.grounds = state.frozen().map(grounds);
    let pipeline = Pipeline::new(settings)?;
    let (inputs, memory) = (Inputs::new(&input.inputs), config.memory());
    let again = if folder::is_result(output) { Again::Stop } else { Again::GoOn };
    let progress = Line::new(common.quiet, common.log.as_deref())?;
    let Some(updated) = pipeline.update(&state, memory, &inputs, again, &progress)? else {
        if !common.quiet {
            eprintln!("samestory: {} has this input already", folder.display());
        }
        return Ok(Done::Clean);
    };
    let info = write_folder(&updated, &config, output, formats)?;
    // In this order: what is interrupted in between is done again by the same command.
    state.commit(&updated.changes)?;
    tell(&updated, common);
    output::summary_of(&updated, &info, output, common)?;
    Ok(done(&updated.analysis.rejected))
}

fn tell(updated: &Updated, common: &Common) {
    let Updated { added, repeated, .. } = updated;
    if !common.quiet && *repeated > 0 {
        eprintln!("samestory: {added} new articles; {repeated} were known or came twice");
    }
}

/// All updates of a state find in the same way.
fn agree(known: &Value, wanted: &Value, folder: &Path) -> Result<()> {
    let Some(part) = difference(known, wanted) else { return Ok(()) };
    let of = |settings: &Value| settings.pointer(&part).map_or("unset".into(), Value::to_string);
    let reason = format!(
        "{}: this state was begun with {} = {}, not {}",
        folder.display(),
        part.trim_start_matches('/').replace('/', "."),
        of(known),
        of(wanted)
    );
    Err(UsageError(reason).into())
}

/// Where two settings differ first, as a JSON pointer.
fn difference(one: &Value, other: &Value) -> Option<String> {
    let (Some(a), Some(b)) = (one.as_object(), other.as_object()) else {
        return (one != other).then(String::new);
    };
    let keys = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key)));
    keys.into_iter().find_map(|key| {
        let null = Value::Null;
        let (x, y) = (a.get(key).unwrap_or(&null), b.get(key).unwrap_or(&null));
        difference(x, y).map(|rest| format!("/{key}{rest}"))
    })
}
