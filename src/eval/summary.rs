//! An evaluation in few figures, for a reader who wants to know how far to trust a result:
//! precision, recall and F1, the number of labels behind them, and the file they come from.

use std::path::Path;

use super::facts::FactScores;
use super::measure::{PrecisionRecall, Share};
use super::{ClusterReport, Kind, Report, run};
use crate::error::Result;

/// How well a result matches one truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// What was scored.
    pub kind: Kind,
    /// Name of the file that holds the truth, without its folder.
    pub gold: String,
    /// How many labels the figures rest on, in words.
    pub labels: String,
    /// The measures by name.
    pub measures: Vec<(&'static str, PrecisionRecall)>,
}

/// Scores the result folder `result` against the truth in `gold`. Sentence pairs are in no result
/// folder.
///
/// # Errors
/// As [`run`].
pub fn summarise(kind: Kind, gold: &Path, result: &Path) -> Result<Summary> {
    let (labels, measures) = match run(kind, gold, "label", result)? {
        Report::Clusters(report) => of_clusters(&report),
        Report::Facts(scores) => of_facts(&scores),
        Report::Pairs(scores) => {
            (format!("{} pairs", scores.pairs), vec![("the same fact", scores.same)])
        }
    };
    let gold = gold.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Summary { kind, gold, labels, measures })
}

type Told = (String, Vec<(&'static str, PrecisionRecall)>);

fn of_clusters(report: &ClusterReport) -> Told {
    let ClusterReport { scores, missing, .. } = report;
    let lacking = match missing {
        0 => String::new(),
        count => format!(", {count} of them not in the result"),
    };
    let labels =
        format!("{} articles in {} clusters{lacking}", scores.articles, scores.gold_clusters);
    let measures = vec![("by article (B-cubed)", scores.b_cubed), ("by pair", scores.pairs)];
    (labels, measures)
}

/// Recall is over the facts that must be found.
fn of_facts(scores: &FactScores) -> Told {
    let all =
        [scores.found_must, scores.found_should, scores.found_may].into_iter().map(|s| s.total);
    let measures = [
        ("facts of several outlets", scores.precision, scores.found_must),
        ("conflicts", scores.conflict_precision, scores.conflict_recall),
    ];
    let told = measures.into_iter().filter_map(|(name, precision, recall)| {
        let value = |share: Share| share.value();
        // With nothing to count on one side, the other says nothing of its kind.
        Some((name, PrecisionRecall::new(value(precision)?, value(recall)?)))
    });
    (format!("{} facts", all.sum::<u64>()), told.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_are_told_by_article_and_by_pair() {
        let home = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = home.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let gold = file("gold.tsv", "a\t1\nb\t1\nc\t2\nz\t3\n");
        let result = file("result.tsv", "a\tx\nb\tx\nc\tx\n");
        let summary = summarise(Kind::Stories, &gold, &result).unwrap();
        assert_eq!((summary.kind, summary.gold.as_str()), (Kind::Stories, "gold.tsv"));
        assert_eq!(summary.labels, "4 articles in 3 clusters, 1 of them not in the result");
        // a and b: two of three in the cluster belong with them; c: one of three; z: alone.
        let by_article = PrecisionRecall::new((2.0 / 3.0 * 2.0 + 1.0 / 3.0 + 1.0) / 4.0, 1.0);
        let (name, found) = summary.measures[0];
        assert_eq!(name, "by article (B-cubed)");
        assert!((found.precision - by_article.precision).abs() < 1e-12, "{found}");
        // One pair of three belongs together.
        assert_eq!(summary.measures[1], ("by pair", PrecisionRecall::new(1.0 / 3.0, 1.0)));
    }
}
