//! `samestory report`: the reports of a finished run, made again.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use samestory::analysis::Analysis;
use samestory::eval::{self, Kind, Summary};
use samestory::report::run_info::RunFacts;
use samestory::report::{self, Format, folder};

use crate::args::Report;
use crate::config::UsageError;
use crate::output::{self, Target};
use crate::start::Done;

/// Not a format of one stream: it has a file a table.
const PARQUET: &str = "parquet";

/// Runs the command.
pub fn run(wanted: &Report) -> Result<Done> {
    let Report { folder: dir, format, story, .. } = wanted;
    let is_page = format == "html" && story.is_none();
    for (flag, given) in
        [("--template", wanted.template.is_some()), ("--gold", !wanted.gold.is_empty())]
    {
        if given && !is_page {
            return Err(UsageError(format!("{flag} is for the whole report as html")).into());
        }
    }
    if format == PARQUET {
        return tables(wanted);
    }
    let format: Format =
        format.parse().map_err(|e| UsageError(format!("{e}; parquet writes all tables")))?;
    let (analysis, info) = folder::read(dir)?;
    match (format, story) {
        (_, Some(id)) => one_story(dir, format, id, &analysis),
        (Format::Html, None) => {
            let quality = quality(&wanted.gold, dir)?;
            page(wanted, &analysis, &RunFacts { quality, ..info.facts() })
        }
        _ => stream(format, &analysis, &info.facts()),
    }
}

/// `report.html`, in its folder.
fn page(wanted: &Report, analysis: &Analysis, run: &RunFacts) -> Result<Done> {
    let mut bytes = Vec::new();
    match &wanted.template {
        Some(file) => {
            let named = || file.display().to_string();
            let source = std::fs::read_to_string(file).with_context(named)?;
            report::html::write_with(analysis, run, &source, &mut bytes).with_context(named)?;
        }
        None => report::html::write(analysis, run, &mut bytes)?,
    }
    let page = wanted.folder.join("report.html");
    output::replace(&page, &bytes)?;
    tell(&page, wanted.quiet)?;
    Ok(Done::Clean)
}

fn stream(format: Format, analysis: &Analysis, run: &RunFacts) -> Result<Done> {
    let mut target = Target::open(None)?;
    match format {
        Format::Terminal => report::terminal::write(analysis, output::style(), &mut target)?,
        _ => report::write(format, analysis, run, &mut target)?,
    }
    target.finish()?;
    Ok(Done::Clean)
}

fn one_story(dir: &Path, format: Format, id: &str, analysis: &Analysis) -> Result<Done> {
    let Some(index) = analysis.stories.iter().position(|story| story.id == id) else {
        return Err(UsageError(format!("{}: there is no story {id:?}", dir.display())).into());
    };
    let mut target = Target::open(None)?;
    match format {
        Format::Markdown => report::markdown::write_story(analysis, index, &mut target)?,
        Format::Csv => report::csv::write(analysis, Some(index), &mut target)?,
        _ => {
            let reason = "--story: only with --format markdown or csv";
            return Err(UsageError(reason.into()).into());
        }
    }
    target.finish()?;
    Ok(Done::Clean)
}

/// Every table as Parquet, beside the JSON Lines that it is read from.
#[cfg(feature = "parquet")]
fn tables(wanted: &Report) -> Result<Done> {
    use samestory::report::rows::{self, RowFormat, Table};

    if wanted.story.is_some() {
        let reason = "--story: only with --format markdown or csv";
        return Err(UsageError(reason.into()).into());
    }
    let (analysis, _) = folder::read(&wanted.folder)?;
    for table in Table::FOLDER {
        let path = wanted.folder.join(table.file_name_as(RowFormat::Parquet));
        let mut target = Target::open(Some(&path))?;
        rows::write_as(RowFormat::Parquet, table, &analysis, &mut target)
            .with_context(|| path.display().to_string())?;
        target.finish()?;
        tell(&path, wanted.quiet)?;
    }
    Ok(Done::Clean)
}

#[cfg(not(feature = "parquet"))]
fn tables(_: &Report) -> Result<Done> {
    let reason = "--format parquet: this samestory was built without the feature parquet";
    Err(UsageError(reason.into()).into())
}

/// What was written, on a line of standard output.
fn tell(path: &Path, quiet: bool) -> Result<()> {
    if !quiet {
        writeln!(std::io::stdout().lock(), "{}", path.display())?;
    }
    Ok(())
}

/// `stories=FILE`: how well the result matches each truth that was given.
fn quality(given: &[String], dir: &Path) -> Result<Vec<Summary>> {
    let measure = |given: &String| -> Result<Summary> {
        let split = given.split_once('=');
        let (kind, gold) =
            split.ok_or_else(|| UsageError(format!("--gold {given}: expected KIND=FILE")))?;
        let kind: Kind = kind.parse()?;
        if kind == Kind::Pairs {
            let reason = "--gold pairs: a result folder holds no sentence pairs; use eval";
            return Err(UsageError(reason.into()).into());
        }
        Ok(eval::summarise(kind, Path::new(gold), dir)?)
    };
    given.iter().map(measure).collect()
}
