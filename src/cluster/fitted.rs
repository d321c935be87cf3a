//! The figures that were fitted to labelled sets, from the table beside this file. It is remade by
//!
//! ```text
//! cargo run --release --features build-tables --bin build-tables -- cut \
//!     --out src/cluster/fitted.tsv $SAMESTORY_DATA/stories/*.jsonl
//! ```
//!
//! which also tells how each set fares when its family is left out of the fit.

use std::sync::LazyLock;

/// How the cut follows from what a dump shows (see [`super::cut`]), and how likely a member is one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Fitted {
    /// ln cut where all signs are 0.
    pub intercept: f32,
    /// Per unit of closure.
    pub closure: f32,
    /// Per unit of ln length.
    pub length: f32,
    /// Per unit of ln(crowd + .05).
    pub crowd: f32,
    /// Log odds of a member at the cut.
    pub likelihood_intercept: f32,
    /// Per unit of ln(value / cut).
    pub likelihood_slope: f32,
}

impl Fitted {
    /// The table that ships.
    pub fn shipped() -> &'static Self {
        static TABLE: LazyLock<Fitted> =
            LazyLock::new(|| Fitted::parse(include_str!("fitted.tsv")).unwrap_or_default());
        &TABLE
    }

    /// Reads `name<TAB>value` lines; `None` if one is missing or is no number.
    fn parse(table: &str) -> Option<Self> {
        let value = |name: &str| -> Option<f32> {
            let mut rows = table.lines().filter_map(|line| line.split_once('\t'));
            rows.find(|(key, _)| *key == name)?.1.parse().ok()
        };
        Some(Self {
            intercept: value("cut.intercept")?,
            closure: value("cut.closure")?,
            length: value("cut.length")?,
            crowd: value("cut.crowd")?,
            likelihood_intercept: value("likelihood.intercept")?,
            likelihood_slope: value("likelihood.slope")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_whole() {
        let shipped = Fitted::parse(include_str!("fitted.tsv")).expect("every line is there");
        // What closes less needs a higher cut; what is nearer is likelier.
        assert!(shipped.closure < 0.0 && shipped.likelihood_slope > 0.0);
        assert_eq!(Fitted::parse("cut.intercept\t2.4\n"), None);
    }
}
