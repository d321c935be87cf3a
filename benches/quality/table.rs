//! Tables in Markdown.

use std::fmt::Write as _;

/// Rows under a head; the first column stands left, the others right.
pub struct Table {
    out: String,
    rows: usize,
}

impl Table {
    /// A table with these columns.
    pub fn new(columns: &[&str]) -> Self {
        let marks: Vec<&str> =
            (0..columns.len()).map(|at| if at == 0 { "---" } else { "---:" }).collect();
        Self { out: format!("| {} |\n| {} |\n", columns.join(" | "), marks.join(" | ")), rows: 0 }
    }

    /// One more row.
    pub fn row(&mut self, cells: &[String]) {
        let _ = writeln!(self.out, "| {} |", cells.join(" | "));
        self.rows += 1;
    }

    /// The table; what is missing is told where it has no row.
    pub fn finish(self) -> String {
        if self.rows == 0 { "(None of its sets was there.)\n".to_owned() } else { self.out }
    }
}

/// A share with three digits: `.875`.
pub fn share(value: f64) -> String {
    let text = format!("{value:.3}");
    text.strip_prefix('0').map_or(text.clone(), str::to_owned)
}

/// The figure behind these words in the remarks of a fitted table: `.875`.
pub fn said(table: &str, words: &str) -> String {
    let remarks = table.lines().filter(|line| line.starts_with('#'));
    let mut parts = remarks.flat_map(|line| line.split([',', ':']));
    let figure = parts.find_map(|part| part.trim().strip_prefix(words)?.trim().parse().ok());
    share(figure.unwrap())
}
