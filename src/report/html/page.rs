//! The whole page: overview, the lists, and how it was made.

use std::cell::RefCell;
use std::io;

use serde::Serialize;

use super::copies::GroupView;
use super::fact::FactLine;
use super::on_page::OnPage;
use super::pack::{Data, Room};
use super::story::StoryView;
use super::{Limits, SENTENCE, Shown};
use crate::analysis::{Analysis, ArticleResult, PageKind, Verdict};
use crate::eval::measure::PrecisionRecall;
use crate::eval::{Kind, Summary};
use crate::report::run_info::{Counts, RunFacts};
use crate::report::{ranking, words};

/// Outlets in the overview.
const OUTLETS: usize = 8;
/// Rejected records and input files that are listed.
const RECORDS: usize = 50;

/// Everything that the templates see.
#[derive(Serialize)]
pub struct Page {
    subtitle: String,
    /// What part of the result is shown; empty for all of it.
    part: String,
    tiles: Vec<Tile>,
    copied: Bar,
    verdicts: Vec<VerdictCount>,
    outlets: Shown<OutletView>,
    stories: Shown<StoryView>,
    facts: Vec<FactGroup>,
    groups: Shown<GroupView>,
    method: Method,
    /// What the script shows on demand.
    data: Data,
}

/// A number with its word.
#[derive(Serialize)]
struct Tile {
    number: String,
    word: String,
    note: String,
}

/// A share of a whole, in words and as a width.
#[derive(Serialize)]
struct Bar {
    words: String,
    /// 0..=100, with one decimal.
    width: String,
}

impl Bar {
    fn new(share: f64) -> Self {
        Self { words: words::percent(share), width: format!("{:.1}", share * 100.0) }
    }
}

/// How many facts have a verdict.
#[derive(Serialize)]
struct VerdictCount {
    name: &'static str,
    sign: &'static str,
    meaning: &'static str,
    number: usize,
    count: String,
    share: Bar,
}

/// The facts of one verdict.
#[derive(Serialize)]
struct FactGroup {
    name: &'static str,
    sign: &'static str,
    meaning: &'static str,
    count: String,
    facts: Shown<FactLine>,
}

/// An outlet and how much of it is copied.
#[derive(Serialize)]
struct OutletView {
    name: String,
    articles: String,
    copied: String,
    /// Against the biggest outlet.
    size: Bar,
}

/// How the report was made.
#[derive(Serialize)]
struct Method {
    version: String,
    inputs: Shown<Input>,
    settings: Vec<(String, String)>,
    counts: Vec<(String, String)>,
    quality: Vec<QualityView>,
    rejected: Shown<RejectedView>,
}

/// How well the result matches a truth that was given.
#[derive(Serialize)]
struct QualityView {
    of: &'static str,
    labels: String,
    measures: Vec<MeasureView>,
    /// What measures it again.
    command: String,
}

#[derive(Serialize)]
struct MeasureView {
    name: &'static str,
    precision: String,
    recall: String,
    f1: String,
}

#[derive(Serialize)]
struct Input {
    name: String,
    bytes: String,
}

#[derive(Serialize)]
struct RejectedView {
    file: String,
    record: String,
    reason: String,
}

impl Page {
    /// The page of a run; `limits` are those of what stands on it without the script.
    ///
    /// # Errors
    /// If the data cannot be packed.
    pub fn new(
        analysis: &Analysis,
        run: &RunFacts,
        limits: Limits,
        room: Room,
    ) -> io::Result<Self> {
        let counts = Counts::of(analysis, run.repeated);
        let ranked = ranking::facts(analysis);
        let stories = ranking::stories(analysis);
        let shown_facts = &ranked[..ranked.len().min(limits.facts)];
        let shown = OnPage {
            facts: ranking::by_story(analysis, shown_facts),
            all_facts: ranking::by_story(analysis, &ranked),
            stories: marked(&stories, limits.stories),
            reader: RefCell::default(),
        };
        Ok(Self {
            subtitle: subtitle(analysis, &counts),
            part: run.part.clone().unwrap_or_default(),
            tiles: tiles(&counts),
            copied: Bar::new(counts.copied_share()),
            verdicts: verdicts(&counts),
            outlets: outlets(analysis),
            stories: Shown::first(&stories, limits.stories, "story|stories", |index| {
                StoryView::new(analysis, index, &shown)
            }),
            facts: groups(&shown, analysis, &ranked, limits.facts),
            groups: Shown::first(
                &ranking::groups(analysis),
                limits.groups,
                "group|groups",
                |index| GroupView::new(analysis, index),
            ),
            method: method(analysis, run, &counts),
            data: Data::new(analysis, room)?,
        })
    }
}

/// The facts by verdict; `ranked` has conflicts first, so the limit falls on the last ones.
fn groups(shown: &OnPage, analysis: &Analysis, ranked: &[usize], limit: usize) -> Vec<FactGroup> {
    let verdict = |index: usize| analysis.facts[index].verdict;
    let mut room = limit;
    let mut groups = Vec::new();
    for all in ranked.chunk_by(|&a, &b| verdict(a) == verdict(b)) {
        let verdict = verdict(all[0]);
        groups.push(FactGroup {
            name: words::verdict(verdict),
            sign: words::sign(verdict),
            meaning: words::meaning(verdict),
            count: words::count(all.len()),
            facts: Shown::first(all, room, "fact", |index| shown.line(analysis, index)),
        });
        room = room.saturating_sub(all.len());
    }
    groups
}

fn marked(ranked: &[usize], shown: usize) -> Vec<bool> {
    let mut on_page = vec![false; ranked.len()];
    for &index in ranked.iter().take(shown) {
        on_page[index] = true;
    }
    on_page
}

fn subtitle(analysis: &Analysis, counts: &Counts) -> String {
    let times = analysis.articles.iter().filter_map(ArticleResult::published);
    let dates = words::span(times.clone().min(), times.max());
    let articles = words::counted(counts.articles, "article");
    format!("{articles} from {}, {dates}", words::counted(counts.outlets, "outlet"))
}

fn tiles(counts: &Counts) -> Vec<Tile> {
    let tile = |n: usize, word: &str, note: String| Tile {
        number: words::count(n),
        word: word.into(),
        note,
    };
    let alone = counts.articles - counts.in_stories;
    vec![
        tile(counts.articles, "articles", words::counted(counts.outlets, "outlet")),
        tile(counts.copies, "copies", format!("of {}", words::counted(counts.groups, "text"))),
        tile(counts.stories, "stories", format!("{} in none", words::counted(alone, "article"))),
        tile(counts.facts, "facts", format!("{} in conflict", words::count(counts.conflicts))),
    ]
}

fn verdicts(counts: &Counts) -> Vec<VerdictCount> {
    let number = |verdict| match verdict {
        Verdict::Agreed => counts.agreed,
        Verdict::Repeated => counts.repeated_facts,
        Verdict::Conflict => counts.conflicts,
        Verdict::Updated => counts.updated,
        Verdict::Single => counts.single,
    };
    let view = |&verdict: &Verdict| VerdictCount {
        name: words::verdict(verdict),
        sign: words::sign(verdict),
        meaning: words::meaning(verdict),
        number: number(verdict),
        count: words::count(number(verdict)),
        share: Bar::new(number(verdict) as f64 / counts.facts.max(1) as f64),
    };
    ranking::VERDICTS.iter().map(view).collect()
}

/// Outlets by number of articles, then by name.
fn outlets(analysis: &Analysis) -> Shown<OutletView> {
    let mut articles: Vec<(&str, bool)> =
        analysis.articles.iter().map(|a| (a.source().name(), a.copy_of.is_some())).collect();
    articles.sort_unstable();
    let mut outlets: Vec<(&str, usize, usize)> = articles
        .chunk_by(|a, b| a.0 == b.0)
        .map(|of| (of[0].0, of.len(), of.iter().filter(|(_, copy)| *copy).count()))
        .collect();
    // The sort is stable: names stay in order.
    outlets.sort_by_key(|&(_, articles, _)| std::cmp::Reverse(articles));
    let biggest = outlets.first().map_or(1, |&(_, articles, _)| articles);
    let order: Vec<usize> = (0..outlets.len()).collect();
    Shown::first(&order, OUTLETS, "outlet", |index| {
        let (name, articles, copies) = outlets[index];
        OutletView {
            name: words::origin(name),
            articles: words::count(articles),
            copied: words::percent(copies as f64 / articles as f64),
            size: Bar::new(articles as f64 / biggest as f64),
        }
    })
}

fn method(analysis: &Analysis, run: &RunFacts, counts: &Counts) -> Method {
    let order = |len: usize| (0..len).collect::<Vec<_>>();
    Method {
        version: run.version.clone(),
        inputs: Shown::first(&order(run.inputs.len()), RECORDS, "file", |index| Input {
            name: words::clean(&run.inputs[index].0, SENTENCE),
            bytes: words::count(run.inputs[index].1 as usize),
        }),
        settings: run.settings.clone(),
        counts: counted(analysis, counts),
        quality: run.quality.iter().map(quality).collect(),
        rejected: Shown::first(&order(analysis.rejected.len()), RECORDS, "record", |index| {
            let rejected = &analysis.rejected[index];
            RejectedView {
                file: words::clean(&rejected.file, SENTENCE),
                record: rejected.record.map(|n| words::count(n as usize)).unwrap_or_default(),
                reason: words::clean(&rejected.reason, SENTENCE),
            }
        }),
    }
}

fn quality(summary: &Summary) -> QualityView {
    let measure = |&(name, scores): &(&'static str, PrecisionRecall)| MeasureView {
        name,
        precision: format!("{:.2}", scores.precision),
        recall: format!("{:.2}", scores.recall),
        f1: format!("{:.2}", scores.f1),
    };
    let gold = words::clean(&summary.gold, SENTENCE);
    QualityView {
        of: match summary.kind {
            Kind::Stories => "Stories",
            Kind::Duplicates => "Copies",
            Kind::Facts => "Facts",
            Kind::Pairs => "Sentence pairs",
        },
        labels: summary.labels.clone(),
        measures: summary.measures.iter().map(measure).collect(),
        command: format!("samestory eval {} --gold {gold} DIR", summary.kind),
    }
}

/// Counts that the overview does not show.
fn counted(analysis: &Analysis, counts: &Counts) -> Vec<(String, String)> {
    let row = |name: &str, n: usize| (name.to_owned(), words::count(n));
    let mut rows = vec![
        row("Articles in a story", counts.in_stories),
        row("Articles that copy another", counts.copies),
        row("Pairs compared in full", counts.pairs),
        row("Records read twice, kept once", counts.repeated as usize),
        row("Records not taken as they are", counts.rejected),
    ];
    let kinds = [
        PageKind::Front,
        PageKind::Consent,
        PageKind::Stub,
        PageKind::Live,
        PageKind::Digest,
        PageKind::Empty,
    ];
    for kind in kinds {
        let n = analysis.articles.iter().filter(|a| a.kind == kind).count();
        if n > 0 {
            rows.push(row(&format!("Set aside: {}", words::page_kind(kind)), n));
        }
    }
    rows
}
