//! What packagers put beside the program, made from the same source as its help: completions and
//! manual pages.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Arguments;
use crate::start::Done;

/// Prints the completions of a shell.
pub fn completions(shell: Shell) -> Result<Done> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "samestory", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(Done::Clean)
}

/// Writes `samestory.1`, `samestory-run.1` and so on into a folder.
pub fn manual(folder: &Path) -> Result<Done> {
    let named = || folder.display().to_string();
    std::fs::create_dir_all(folder).with_context(named)?;
    clap_mangen::generate_to(Arguments::command(), folder).with_context(named)?;
    Ok(Done::Clean)
}
