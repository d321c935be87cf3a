//! Stories of labelled sets, and the languages of their headlines.

use std::path::Path;

use samestory::eval::ClusterReport;
use samestory::eval::gold::{ClusterRow, read_clusters};
use samestory::pipeline::{Goal, Pipeline, Settings};
use samestory::read;
use samestory::text::language::detect;

use crate::table::{Table, said, share};

/// Sets, and what they are.
const SETS: [(&str, &str); 5] = [
    ("fnc1_train", "bodies without titles or dates, by claim"),
    ("ecbplus_topics_1_35", "twin events of one kind"),
    ("allsides_fulltext", "full texts; follow-up days are stories of their own"),
    ("og2021_titles_not_en", "headlines in eight languages, some stories across them"),
    ("uci_news_aggregator", "headlines, large stories"),
];

/// What the fit of the cut said of itself.
const FITTED: &str = include_str!("../../src/cluster/fitted.tsv");

/// Both tables.
pub fn measure(data: &Path) -> String {
    format!(
        "## Stories\nB-cubed over articles; ARI is the adjusted Rand index. The cut is found from \
         each set without its labels. With each family of sets left out of the fit that judged it, \
         the mean F1 over the five was {}, against {} fitted and {} with the best cut for each \
         (`build-tables cut`).\n\n{}\nLanguages of the headlines of `og2021_titles_not_en`: {}. Stories do \
         not cross languages: a perfect clustering within each would reach an F1 of {} there.\n",
        said(FITTED, "left out"),
        said(FITTED, "fitted"),
        said(FITTED, "best"),
        clusters(data),
        languages(data),
        within_languages(data),
    )
}

fn clusters(data: &Path) -> String {
    let settings = Settings { goal: Goal::Stories, ..Settings::default() };
    let pipeline = Pipeline::new(settings).unwrap();
    let mut table = Table::new(&[
        "set",
        "articles",
        "true stories",
        "found",
        "P",
        "R",
        "F1",
        "ARI",
        "what it is",
    ]);
    for (name, what) in SETS {
        let path = data.join(format!("stories/{name}.jsonl"));
        if !path.is_file() {
            continue;
        }
        let gold = read_clusters(&path, &["cluster"]).unwrap();
        let analysis = pipeline.run(&read::paths(&[path]).unwrap()).unwrap();
        let scores = ClusterReport::new(&gold, &ClusterRow::of_stories(&analysis)).scores;
        table.row(&[
            format!("`{name}`"),
            scores.articles.to_string(),
            scores.gold_clusters.to_string(),
            scores.predicted_clusters.to_string(),
            share(scores.b_cubed.precision),
            share(scores.b_cubed.recall),
            share(scores.b_cubed.f1),
            share(scores.ari),
            what.to_owned(),
        ]);
    }
    table.finish()
}

fn languages(data: &Path) -> String {
    let Ok(rows) = std::fs::read_to_string(data.join("stories/og2021_titles_not_en.jsonl")) else {
        return "not there".to_owned();
    };
    let rows: Vec<serde_json::Value> =
        rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let is_right =
        |row: &&serde_json::Value| row["lang"] == detect(row["title"].as_str().unwrap()).code();
    format!("{} of {} right", rows.iter().filter(is_right).count(), rows.len())
}

/// B-cubed F1 of the true stories, each cut into its languages.
fn within_languages(data: &Path) -> String {
    let path = data.join("stories/og2021_titles_not_en.jsonl");
    let of = |key: &str| read_clusters(&path, &[key]);
    let (Ok(stories), Ok(languages)) = (of("cluster"), of("lang")) else {
        return "not there".to_owned();
    };
    let both = |story: &ClusterRow, lang: &ClusterRow| {
        let cluster = story.cluster.as_ref().zip(lang.cluster.as_ref());
        ClusterRow { cluster: cluster.map(|(s, l)| format!("{s} {l}")), ..story.clone() }
    };
    let cut: Vec<ClusterRow> =
        stories.iter().zip(&languages).map(|(story, lang)| both(story, lang)).collect();
    share(ClusterReport::new(&stories, &cut).scores.b_cubed.f1)
}
