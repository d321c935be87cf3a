//! Quality on labelled sets, to one file of tables:
//! `SAMESTORY_DATA=DIR cargo bench --bench quality`.
//!
//! The sets lie outside the repository; those that are not there are left out and named. `README.md`
//! beside this file says which they are and in what form.

#![allow(clippy::unwrap_used, reason = "a set that is not what it says it is cannot be measured")]
#![allow(clippy::print_stdout, reason = "its voice")]

mod copies;
mod facts;
#[allow(dead_code, reason = "the fit asks more of a set")]
#[path = "../../src/bin/build-tables/labelled.rs"]
mod labelled;
mod stories;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

/// What stands before the tables.
const ABOUT: &str = "\
# Quality, measured

This page is made by `SAMESTORY_DATA=DIR cargo bench --bench quality`; other pages \
link here. The labelled sets are open, but not part of the repository: `benches/quality/README.md` says \
where they come from. All runs use the default settings.

Thresholds and weights were fitted on some of these sets, so tables over them show what the tool does \
there, not what it will do elsewhere. Where a table could be made with the set left out of the fit, it \
says so.
";

fn main() {
    // Cargo hands `--bench` to every bench.
    let data = std::env::var_os("SAMESTORY_DATA").map(PathBuf::from);
    let Some(data) = data.filter(|folder| folder.is_dir()) else {
        println!("skipped: SAMESTORY_DATA names no folder");
        return;
    };
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let version = env!("CARGO_PKG_VERSION");
    let day = jiff::Zoned::now().date();
    let mut page = format!("{ABOUT}\nVersion {version}, {day}.\n");
    for section in [stories::measure, copies::measure, facts::measure] {
        page.push('\n');
        page.push_str(&section(&data));
    }
    page.push('\n');
    page.push_str(include_str!("read_by_hand.md"));
    let path = here.join("docs/quality.md");
    fs::write(&path, &page).unwrap();
    println!("{page}\nwritten to {}", path.display());
}
