//! The Parquet files of a result folder, read by the programs that people read them with:
//! `tests/python/read_tables.py` holds what DuckDB, pandas and polars find against the JSON Lines.
//!
//! It needs what `tests/python/venv.sh` installs; where that is missing it says so and is passed
//! over, unless `SAMESTORY_PYTHON` names an interpreter.

#![cfg(all(feature = "cli", feature = "gz", feature = "parquet"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "python/interpreter.rs"]
mod interpreter;

use std::path::Path;
use std::process::{Command, Output};

fn here(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).to_str().unwrap().to_owned()
}

fn told(output: &Output) -> String {
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    words(&output.stdout) + &words(&output.stderr)
}

/// Runs the tool, which may end with 3 where records were rejected.
fn samestory(line: &str) {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_samestory"));
    let output = tool.args(line.split_whitespace()).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", told(&output));
}

#[test]
fn duckdb_pandas_and_polars_read_what_the_json_lines_say() {
    let (packages, skipped) =
        ("duckdb, numpy, pandas, polars, pyarrow", "Parquet was read by no other program");
    let Some(python) = interpreter::with_packages(packages, skipped) else { return };
    let home = tempfile::tempdir().unwrap();
    // The sample dump has every kind of row but rejected records, the broken one has those, and of
    // two empty texts nothing is found: columns without rows.
    let empty = home.path().join("empty.jsonl");
    std::fs::write(&empty, "{\"title\":\"A\"}\n{\"title\":\"B\"}\n").unwrap();
    let inputs = [here("seeds/dump"), here("seeds/broken"), empty.to_str().unwrap().to_owned()];
    for (number, input) in inputs.iter().enumerate() {
        let out = home.path().join(number.to_string());
        samestory(&format!("run {input} -q --format jsonl,parquet -o {}", out.display()));
        let mut script = Command::new(&python);
        let output = script.arg(here("tests/python/read_tables.py")).arg(&out).output().unwrap();
        assert!(output.status.success(), "{input}: {}", told(&output));
    }
}
