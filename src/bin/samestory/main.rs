//! The command line: parse, check, run, report. Only this folder prints, logs and exits.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some records were rejected.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the tool's voice")]

mod args;
mod bounded;
mod commands;
mod config;
mod copies;
mod dry_run;
mod explain;
mod output;
mod progress;
mod render;
mod shell;
mod start;
mod tune;
mod update;
mod work_folder;

use std::process::ExitCode;

use clap::Parser;
use samestory::Error;

use crate::start::Done;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    samestory::read::keep_contained_panics_quiet();
    let arguments = args::Arguments::parse();
    match commands::run(arguments) {
        Ok(Done::Clean) => ExitCode::SUCCESS,
        Ok(Done::SomeRejected) => ExitCode::from(3),
        Err(error) => {
            if is_closed_pipe(&error) {
                return ExitCode::SUCCESS;
            }
            eprintln!("samestory: {}", message(&error));
            ExitCode::from(if is_usage(&error) { 2 } else { 1 })
        }
    }
}

/// The error and its causes, save those whose words are told already.
fn message(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !told.contains(&cause) {
            let colon = if told.is_empty() { "" } else { ": " };
            told = told + colon + &cause;
        }
    }
    told
}

/// A setting that cannot be, whether it came by flag or by file, is wrong usage.
fn is_usage(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.is::<config::UsageError>()
            || matches!(cause.downcast_ref(), Some(Error::Setting { .. } | Error::Settings { .. }))
    })
}

/// `samestory ... | head`: the reader has what it wanted.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
