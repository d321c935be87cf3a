//! Where words and rows go: standard output, files written whole, the summary after a run.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, IsTerminal as _, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, Result};
use samestory::analysis::Analysis;
use samestory::article::Rejected;
use samestory::pipeline::{LeftOut, Outcome};
use samestory::read::Filtered;
use samestory::report::run_info::RunInfo;
use samestory::report::terminal::{self, Style};
use serde::Serialize;

use crate::args::Common;

/// Columns where the terminal does not tell.
const WIDTH: usize = 100;
/// Rejected records that are told one by one.
const TOLD: usize = 5;

/// Standard output, or a file that appears when it is complete.
pub enum Target {
    /// Standard output.
    Standard(BufWriter<io::Stdout>),
    /// A pipe or device.
    Stream(BufWriter<File>),
    /// A file in the making.
    File(BufWriter<File>, Part),
}

/// Where a file is written before it takes its name; removed again unless it does.
pub struct Part {
    path: PathBuf,
    part: PathBuf,
}

impl Drop for Part {
    fn drop(&mut self) {
        // Gone already where the file has taken its name.
        let _ = std::fs::remove_file(&self.part);
    }
}

impl Target {
    /// Opens the target; a file that cannot be written is an error before any work is done.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else { return Ok(Self::Standard(BufWriter::new(io::stdout()))) };
        // A pipe or a device (`-o /dev/stdout`) is written to, not replaced.
        let (regular, folder) =
            std::fs::metadata(path).map_or((true, false), |meta| (meta.is_file(), meta.is_dir()));
        if folder {
            let reason = "this is a folder; the rows need a file";
            return Err(anyhow::anyhow!("{}: {reason}", path.display()));
        }
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(format!(".part-{}", std::process::id()));
        let part = if regular { path.with_file_name(name) } else { path.to_path_buf() };
        let file = File::options().write(true).create(regular).truncate(regular).open(&part);
        let file = file.with_context(|| path.display().to_string())?;
        if !regular {
            return Ok(Self::Stream(BufWriter::new(file)));
        }
        Ok(Self::File(BufWriter::new(file), Part { path: path.to_path_buf(), part }))
    }

    /// Writes out what is left, and puts the file in its place.
    pub fn finish(self) -> Result<()> {
        match self {
            Self::Standard(mut out) => Ok(out.flush()?),
            Self::Stream(mut out) => Ok(out.flush()?),
            Self::File(mut out, part) => {
                let named = || part.path.display().to_string();
                out.flush().with_context(named)?;
                std::fs::rename(&part.part, &part.path).with_context(named)
            }
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(out) => out.write(bytes),
            Self::Stream(out) | Self::File(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(out) => out.flush(),
            Self::Stream(out) | Self::File(out, _) => out.flush(),
        }
    }
}

/// A file to read, or standard input for `-`.
pub fn source(path: &Path) -> Result<Box<dyn Read>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).with_context(|| path.display().to_string())?;
    Ok(Box::new(BufReader::new(file)))
}

/// Replaces a file by complete bytes.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut target = Target::open(Some(path))?;
    target.write_all(bytes)?;
    target.finish()
}

/// Width of the terminal, and colour where it is wanted.
pub fn style() -> Style {
    let terminal = io::stdout().is_terminal();
    let colour = terminal
        && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        && std::env::var_os("TERM").is_none_or(|t| t != "dumb");
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let width = columns.or_else(|| terminal.then(terminal_width).flatten());
    Style { width: width.unwrap_or(WIDTH), colour }
}

fn terminal_width() -> Option<usize> {
    let (_, columns) = console::Term::stdout().size_checked()?;
    Some(usize::from(columns))
}

/// What is told after a result folder was written.
pub fn summary_of<'a>(
    outcome: impl Into<Outcome<'a>>,
    info: &RunInfo,
    folder: &Path,
    common: &Common,
) -> Result<()> {
    let outcome = outcome.into();
    if common.json {
        json(&info.counts)?;
    } else if !common.quiet {
        summary(outcome.analysis)?;
        where_to_look(folder, info)?;
    }
    left_out(outcome, common.quiet);
    Ok(())
}

/// The summary after a run.
fn summary(analysis: &Analysis) -> Result<()> {
    let mut out = BufWriter::new(io::stdout());
    terminal::write(analysis, style(), &mut out)?;
    Ok(out.flush()?)
}

/// The last line: where the result is, and how long it took.
fn where_to_look(folder: &Path, info: &RunInfo) -> Result<()> {
    let seconds: f64 = info.stages.iter().map(|s| s.seconds).sum();
    let mut out = io::stdout().lock();
    writeln!(out, "{} ({seconds:.1} s)", folder.join("report.html").display())?;
    Ok(())
}

/// No result yet.
pub static NOTHING: LazyLock<Analysis> = LazyLock::new(Analysis::default);

/// Tells on standard error what a run left out.
pub fn left_out<'a>(outcome: impl Into<Outcome<'a>>, quiet: bool) {
    let Outcome { analysis, filtered, .. } = outcome.into();
    if !quiet {
        tell(&analysis.rejected, analysis.articles.len(), filtered);
    }
}

/// The same of a reading that makes no result.
pub fn tell_left_out(left: &LeftOut, quiet: bool) {
    if !quiet {
        tell(&left.rejected, left.taken, left.filtered);
    }
}

/// The first rejected records in words.
pub fn first_rejected(rejected: &[Rejected]) -> impl Iterator<Item = String> {
    rejected.iter().take(TOLD).map(|row| {
        let record = row.record.map_or_else(String::new, |r| format!(", record {r}"));
        format!("{}{record}: {}", row.file, row.reason)
    })
}

/// The first rejected records, beside how many articles, and what the filters took.
fn tell(rejected: &[Rejected], articles: usize, filtered: Filtered) {
    first_rejected(rejected).for_each(|row| eprintln!("samestory: {row}"));
    if rejected.len() > TOLD {
        eprintln!("samestory: and {} more", rejected.len() - TOLD);
    }
    let nameless = |row: &&Rejected| row.reason.contains("; its fields are ");
    if rejected.iter().filter(nameless).count() > articles {
        let flags = "--map title=NAME --map text=NAME";
        eprintln!("samestory: hardly any record has a title or text; name their fields: {flags}");
    }
    let named = [
        (filtered.date, "date"),
        (filtered.lang, "language"),
        (filtered.source, "outlet"),
        (filtered.sample, "sample"),
    ];
    for (count, filter) in named.into_iter().filter(|&(count, _)| count > 0) {
        eprintln!("samestory: {count} articles left out by {filter}");
    }
    if filtered.no_page > 0 {
        let count = filtered.no_page;
        eprintln!("samestory: {count} records of web archives passed over that are no HTML pages");
    }
}

/// One JSON value on a line of standard output.
pub fn json(value: &impl Serialize) -> Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, value)?;
    Ok(writeln!(out)?)
}
