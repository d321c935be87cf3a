//! What each command does: settings, the library, output.

use std::io::Write as _;
use std::path::Path;

use anyhow::Result;
use samestory::pipeline::config::Config;
use samestory::pipeline::{self, CountedBackground, Goal, Outcome};
use samestory::read::Inputs;
use samestory::report;
use samestory::report::changes::Diff;
use samestory::report::folder::{self, Contents};
use samestory::report::rows::{RowFormat, Table};
use samestory::report::run_info::{Counts, RunInfo};
use samestory::vector::background;
use samestory::{eval, fact};

use crate::args::{Arguments, Command, Common, EvalKind, Input, Rows, TableFormat};
use crate::bounded::Limit;
use crate::config::{UsageError, settings};
use crate::copies;
use crate::explain;
use crate::output::{self, Target};
use crate::progress::Line;
use crate::render;
use crate::shell;
use crate::start::{Done, analyse, done, go_on, prepare};
use crate::tune;
use crate::update;
use crate::work_folder::WorkFolder;

/// Runs the command that was asked for.
pub fn run(arguments: Arguments) -> Result<Done> {
    match arguments.command {
        Command::Run { input, common, output, format, max_memory } => {
            run_all(&input, &common, output.as_deref(), &format, max_memory)
        }
        Command::Dedup(dedup) => copies::run(&dedup),
        Command::Cluster(rows) => write_rows(&rows, Goal::Stories, Table::Cluster),
        Command::Facts(rows) => write_rows(&rows, Goal::Facts, Table::Facts),
        Command::Compare { input, common } => compare(&input, &common),
        Command::Pairs { file, output, common } => pairs(&file, output.as_deref(), &common),
        Command::Explain { folder, ids, json } => explain::run(&folder, &ids, json),
        Command::Update { state, input, common, output, format } => {
            update::run(&state, &input, &common, output.as_deref(), &format)
        }
        Command::Diff { before, after, json } => diff(&before, &after, json),
        Command::Report(report) => render::run(&report),
        Command::Eval { kind, gold, label, result, json } => {
            evaluate(kind, &gold, &label, &result, json)
        }
        Command::Tune(arguments) => tune::run(&arguments),
        Command::Background { input, common, output } => count_words(&input, &common, &output),
        Command::Completions { shell } => shell::completions(shell),
        Command::Man { folder } => shell::manual(&folder),
    }
}

fn run_all(
    input: &Input,
    common: &Common,
    output: Option<&Path>,
    formats: &[TableFormat],
    max_memory: Option<u64>,
) -> Result<Done> {
    let Some(config) = prepare(Some(input), common)? else { return Ok(Done::Clean) };
    let output = output.ok_or_else(|| UsageError("run needs -o DIR".into()))?;
    // Refused before the work, not after it.
    folder::check(output)?;
    if let Some(bytes) = max_memory {
        let limit = Limit { bytes, input, common, config: &config };
        if !limit.holds_all()? {
            return limit.run(output, formats);
        }
    }
    let work = WorkFolder::of_run(input, &config)?;
    let run = match &work {
        Some(work) => go_on(input, common, &config, work)?,
        None => analyse(input, common, &config, Goal::Facts)?,
    };
    let info = write_folder(&run, &config, output, formats)?;
    if let Some(work) = work {
        work.remove()?;
    }
    output::summary_of(&run, &info, output, common)?;
    Ok(done(&run.analysis.rejected))
}

/// Writes the result folder of a run or update; tells what its `run.json` says.
pub fn write_folder<'a>(
    outcome: impl Into<Outcome<'a>>,
    config: &Config,
    output: &Path,
    formats: &[TableFormat],
) -> Result<RunInfo> {
    let outcome = outcome.into();
    let info = outcome.info(config.to_json()?);
    let basis = outcome.grounds.map(|grounds| grounds.basis.encode());
    let formats: Vec<RowFormat> = formats.iter().map(|format| (*format).into()).collect();
    let contents = Contents {
        analysis: outcome.analysis,
        info: &info,
        basis: basis.as_deref(),
        formats: &formats,
    };
    folder::write(output, &contents)?;
    Ok(info)
}

fn write_rows(rows: &Rows, goal: Goal, table: Table) -> Result<Done> {
    let Some(config) = prepare(Some(&rows.input), &rows.common)? else { return Ok(Done::Clean) };
    let config = Config { pairs: rows.common.json, ..config };
    let mut target = Target::open(rows.output.as_deref())?;
    let run = analyse(&rows.input, &rows.common, &config, goal)?;
    report::rows::write_as(rows.format.into(), table, &run.analysis, &mut target)?;
    target.finish()?;
    output::left_out(&run, rows.common.quiet);
    let counts = Counts::of(&run.analysis, run.corpus.repeated);
    if rows.common.json && rows.output.is_some() {
        output::json(&counts)?;
    }
    Ok(done(&run.analysis.rejected))
}

fn compare(input: &Input, common: &Common) -> Result<Done> {
    let Some(config) = prepare(Some(input), common)? else { return Ok(Done::Clean) };
    let settings = settings(&config, Goal::Copies, input)?;
    let mut run = analyse(input, common, &config, Goal::Copies)?;
    if run.corpus.len() < 2 {
        let found = run.corpus.len();
        return Err(
            UsageError(format!("compare needs two articles, the input holds {found}")).into()
        );
    }
    let compared = fact::compare(&run.corpus, &run.analysis, &settings.fact)?;
    run.analysis.facts = compared.facts;
    let analysis = &run.analysis;
    let mut target = Target::open(None)?;
    if common.json {
        report::rows::write(Table::Facts, analysis, &mut target)?;
    } else {
        report::comparison::write(analysis, &compared.perhaps, output::style(), &mut target)?;
    }
    target.finish()?;
    output::left_out(&run, common.quiet);
    Ok(done(&analysis.rejected))
}

fn pairs(file: &Path, to: Option<&Path>, common: &Common) -> Result<Done> {
    let Some(_) = prepare(None, common)? else { return Ok(Done::Clean) };
    let source = output::source(file)?;
    let mut target = Target::open(to)?;
    let rejected = fact::pairs::score_lines(source, &mut target)?;
    target.finish()?;
    for row in rejected.iter().filter(|_| !common.quiet) {
        eprintln!("samestory: {}, line {}: {}", file.display(), row.line, row.reason);
    }
    Ok(if rejected.is_empty() { Done::Clean } else { Done::SomeRejected })
}

fn diff(before: &Path, after: &Path, json: bool) -> Result<Done> {
    let ((before, _), (after, _)) = (folder::read(before)?, folder::read(after)?);
    let changes = samestory::diff::diff(&before, &after);
    let diff = Diff { before: &before, after: &after, changes: &changes };
    let mut target = Target::open(None)?;
    if json {
        report::changes::write_rows(diff, &mut target)?;
    } else {
        report::changes::write(diff, output::style(), &mut target)?;
    }
    target.finish()?;
    Ok(Done::Clean)
}

fn evaluate(kind: EvalKind, gold: &Path, label: &str, result: &Path, json: bool) -> Result<Done> {
    let kind = match kind {
        EvalKind::Stories => eval::Kind::Stories,
        EvalKind::Duplicates => eval::Kind::Duplicates,
        EvalKind::Facts => eval::Kind::Facts,
        EvalKind::Pairs => eval::Kind::Pairs,
    };
    let report = eval::run(kind, gold, label, result)?;
    if json {
        output::json(&report)?;
    } else {
        let mut out = std::io::stdout().lock();
        write!(out, "{report}")?;
    }
    Ok(Done::Clean)
}

/// Each input is sampled by itself, so that one big archive does not drown the others.
fn count_words(input: &Input, common: &Common, output: &Path) -> Result<Done> {
    let Some(config) = prepare(Some(input), common)? else { return Ok(Done::Clean) };
    let lang = input.lang.first().map_or("en", String::as_str);
    let settings = settings(&config, Goal::Stories, input)?;
    let progress = Line::new(common.quiet, common.log.as_deref())?;
    let inputs: Vec<Inputs> = input.inputs.iter().map(|path| Inputs::new([path])).collect();
    let mut target = Target::open(Some(output))?;
    let CountedBackground { table, left_out } =
        pipeline::count_background(lang, &inputs, &settings.read, &progress)?;
    target.write_all(&table.encode()?)?;
    target.finish()?;
    if !common.quiet {
        let stems = background::TABLE_STEMS.min(table.len());
        let (mut out, articles) = (std::io::stdout().lock(), table.articles());
        writeln!(out, "{}: {stems} stems of {articles} articles", output.display())?;
    }
    output::tell_left_out(&left_out, common.quiet);
    Ok(done(&left_out.rejected))
}
