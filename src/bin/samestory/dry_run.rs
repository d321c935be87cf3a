//! `--dry-run`: what is there, which fields were guessed, about how long and how much memory.

use std::io::Write as _;

use anyhow::Result;
use samestory::pipeline::Goal;
use samestory::pipeline::config::Config;
use samestory::read::{self, Inputs, Preview, preview};
use serde::Serialize;

use crate::args::{Common, Input};
use crate::config;
use crate::output;

/// What a command would cost.
#[derive(Serialize)]
struct Estimate {
    command: &'static str,
    /// Wall-clock seconds.
    seconds: f64,
    memory_bytes: u64,
}

/// What an article costs beyond being read: CPU seconds and bytes, as docs/performance.md has
/// them. They hold within a factor of two for news; copies by the thousand cost more.
const COSTS: [(&str, f64, f64); 3] =
    [("dedup", 0.000_1, 800.0), ("cluster", 0.000_3, 3_000.0), ("run", 0.000_8, 6_500.0)];
/// Bytes that any run takes, and more for each thread.
const BASE: (f64, f64) = (40e6, 8e6);
/// Share of a second thread that helps.
const GAIN: f64 = 0.85;

/// Looks into the inputs and tells.
pub fn show(input: &Input, common: &Common, config: &Config) -> Result<()> {
    let settings = config::settings(config, Goal::Facts, input)?;
    let told = preview(&Inputs::new(&input.inputs), &settings.read)?;
    let estimates = estimates(&told, threads(common));
    if common.json {
        #[derive(Serialize)]
        struct Told<'a> {
            #[serde(flatten)]
            preview: &'a Preview,
            estimates: &'a [Estimate],
        }
        return output::json(&Told { preview: &told, estimates: &estimates });
    }
    let mut out = std::io::stdout().lock();
    let about = if told.whole { "" } else { "about " };
    writeln!(out, "{} files, {}", told.files, size(told.bytes as f64))?;
    writeln!(out, "{about}{} articles, {} of text", told.articles, size(told.text_bytes as f64))?;
    for seen in &told.formats {
        writeln!(out, "\n{}: {} files, {} articles seen", seen.format, seen.files, seen.seen)?;
        for field in told.fields.iter().filter(|field| field.format == seen.format) {
            let name = field.name.as_deref().unwrap_or("(found on the page)");
            let share = 100.0 * field.records as f64 / seen.seen.max(1) as f64;
            writeln!(out, "  {:<7} {name:<24} {share:>4.0} %", field.field)?;
        }
    }
    writeln!(out)?;
    for Estimate { command, seconds, memory_bytes } in &estimates {
        let memory = size(*memory_bytes as f64);
        writeln!(out, "samestory {command:<8} about {}, {memory} of memory", time(*seconds))?;
    }
    if !told.rejected.is_empty() {
        writeln!(out, "\n{} records or files have a remark", told.rejected.len())?;
        for row in output::first_rejected(&told.rejected) {
            writeln!(out, "  {row}")?;
        }
    }
    Ok(())
}

/// Bytes of memory that `samestory run` takes at most, as far as can be told: as much as where
/// several outlets tell most stories, and each of their sentences is a fact.
pub fn memory_of_run(inputs: &Inputs, read: &read::Settings, common: &Common) -> Result<u64> {
    const ARTICLE: f64 = 5_000.0;
    const TEXT_BYTE: f64 = 3.1;
    let told = preview(inputs, read)?;
    let base = BASE.0 + BASE.1 * threads(common) as f64;
    Ok((base + ARTICLE * told.articles as f64 + TEXT_BYTE * told.text_bytes as f64) as u64)
}

/// Threads that a run would have.
fn threads(common: &Common) -> usize {
    let named = || std::env::var("RAYON_NUM_THREADS").ok()?.parse().ok();
    let all = || std::thread::available_parallelism().map_or(1, usize::from);
    common.threads.or_else(named).unwrap_or_else(all)
}

fn estimates(told: &Preview, threads: usize) -> Vec<Estimate> {
    let speed = 1.0 + GAIN * (threads.max(1) - 1) as f64;
    let articles = told.articles as f64;
    let reading = told.seconds * articles / told.seen.max(1) as f64;
    let estimate = |(command, seconds, bytes)| Estimate {
        command,
        seconds: (reading + articles * seconds) / speed,
        memory_bytes: (BASE.0 + BASE.1 * threads as f64 + articles * bytes) as u64,
    };
    COSTS.into_iter().map(estimate).collect()
}

fn size(bytes: f64) -> String {
    match bytes {
        0.0..1e6 => format!("{:.1} kB", bytes / 1e3),
        1e6..1e9 => format!("{:.1} MB", bytes / 1e6),
        _ => format!("{:.1} GB", bytes / 1e9),
    }
}

fn time(seconds: f64) -> String {
    match seconds {
        0.0..1.0 => "1 s".to_owned(),
        1.0..120.0 => format!("{seconds:.0} s"),
        120.0..7200.0 => format!("{:.0} min", seconds / 60.0),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}
