//! The Python that tests ask for: what `SAMESTORY_PYTHON` names, which must then have the packages,
//! or what `tests/python/venv.sh` has made beside the other things that were built.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// An interpreter with these packages; `None`, and a word on the screen, where there is none and
/// nobody named one.
pub fn with_packages(packages: &str, what_for: &str) -> Option<PathBuf> {
    let named = std::env::var_os("SAMESTORY_PYTHON").filter(|name| !name.is_empty());
    let made = || Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("python-venv/bin/python");
    let python = named.as_ref().map_or_else(made, PathBuf::from);
    let tried = Command::new(&python).args(["-c", &format!("import {packages}")]).output();
    if tried.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    assert!(named.is_none(), "{} lacks one of {packages}", python.display());
    // Straight to the screen: what a passing test prints is not shown.
    let skipped = format!("SKIPPED: {what_for} (tests/python/venv.sh installs what it takes)\n");
    std::io::stderr().lock().write_all(skipped.as_bytes()).expect("standard error");
    None
}
