//! `samestory tune`: the settings that agree best with labels of one's own, as a samestory.toml.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::Result;
use samestory::analysis::{Analysis, ArticleResult};
use samestory::cluster::score::Weights;
use samestory::dedup::{Evidence, Settings};
use samestory::eval::gold::{self, ClusterRow};
use samestory::eval::tune::{Choice, FOLDS, Trial, Truth};
use samestory::pipeline::config::Config;
use samestory::pipeline::{self, Goal, LeftOut, Pipeline};
use samestory::read::Inputs;
use serde_json::json;

use crate::args::{Tune, TuneKind};
use crate::config::{self, UsageError};
use crate::output::{self, Target};
use crate::progress::Line;
use crate::start::{Done, done, prepare};

/// Cuts between stories that are tried.
const CUTS: [f32; 24] = [
    0.06, 0.07, 0.08, 0.09, 0.1, 0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.175, 0.19, 0.205, 0.22,
    0.24, 0.26, 0.28, 0.31, 0.34, 0.38, 0.42, 0.46, 0.5,
];
/// What headline and body, lead, and headline count, as tried.
const WEIGHTS: [[f32; 3]; 6] = [
    [0.7, 0.2, 0.1],
    [1.0, 0.0, 0.0],
    [0.8, 0.0, 0.2],
    [0.5, 0.4, 0.1],
    [0.5, 0.2, 0.3],
    [0.3, 0.4, 0.3],
];
/// Containments from which a text is a copy, as tried.
const CONTAINMENTS: [f32; 12] = [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9];

/// A setting that was tried: its lines in samestory.toml.
struct Tried {
    toml: String,
    trial: Trial,
}

/// Runs the command.
pub fn run(tune: &Tune) -> Result<Done> {
    let Some(config) = prepare(Some(&tune.input), &tune.common)? else { return Ok(Done::Clean) };
    let keys: &[&str] = match tune.kind {
        TuneKind::Stories => &["cluster", "story"],
        TuneKind::Duplicates => &["cluster", "duplicate_group"],
    };
    let rows = gold::read_clusters(&tune.gold, keys)?;
    let mut target = tune.output.as_deref().map(|path| Target::open(Some(path))).transpose()?;
    let (truth, tried, left_out) = match tune.kind {
        TuneKind::Stories => stories(tune, &config, &rows)?,
        TuneKind::Duplicates => copies(tune, &config, &rows)?,
    };
    if truth.is_empty() {
        let reason = format!("{}: none of its ids is in the input", tune.gold.display());
        return Err(UsageError(reason).into());
    }
    let trials: Vec<Trial> = tried.iter().map(|tried| tried.trial.clone()).collect();
    let choice = truth.choose(&trials);
    let toml = settings(&truth, &tried, choice);
    if let Some(target) = &mut target {
        target.write_all(toml.as_bytes())?;
    }
    target.map(Target::finish).transpose()?;
    if tune.common.json {
        output::json(&as_json(&truth, &tried, choice))?;
    } else {
        tell(&truth, &tried, choice, tune.output.is_none().then_some(&*toml))?;
    }
    output::tell_left_out(&left_out, tune.common.quiet);
    Ok(done(&left_out.rejected))
}

/// The labels, what was tried, and what was not read.
type Tuned = (Truth, Vec<Tried>, LeftOut);

fn stories(tune: &Tune, config: &Config, rows: &[ClusterRow]) -> Result<Tuned> {
    let settings = config::settings(config, Goal::Stories, &tune.input)?;
    let (own_cut, own) = (settings.cluster.cut, settings.cluster.weights);
    let own = [own.all, own.lead, own.title];
    let pipeline = Pipeline::new(settings)?;
    let inputs = Inputs::new(&tune.input.inputs);
    let progress = Line::new(tune.common.quiet, tune.common.log.as_deref())?;
    Ok(pipeline.try_stories(&inputs, &progress, |trials| {
        let truth = Truth::new(rows, trials.keys.iter().map(|key| &**key));
        let mut tried = Vec::new();
        let others = WEIGHTS.into_iter().filter(|weights| *weights != own);
        for weights in [own].into_iter().chain(others) {
            let [all, lead, title] = weights;
            let edges = trials.edges(Weights { all, lead, title });
            // The run as it is comes first.
            let own_cut = own_cut.filter(|_| weights == own).map(Some);
            for cut in own_cut.into_iter().chain([None]).chain(CUTS.map(Some)) {
                let mut toml = String::from("[cluster]\n");
                if let Some(cut) = cut {
                    let _ = writeln!(toml, "cut = {cut}");
                }
                let _ = writeln!(toml, "weights = [{all}, {lead}, {title}]");
                let trial = truth.trial(&trials.stories(&edges, cut));
                tried.push(Tried { toml, trial });
            }
        }
        Ok((truth, tried, trials.left_out()))
    })?)
}

fn copies(tune: &Tune, config: &Config, rows: &[ClusterRow]) -> Result<Tuned> {
    let own = config.dedup();
    let settings = config::settings(config, Goal::Copies, &tune.input)?;
    let pipeline = |containment: f32| {
        let dedup = Settings { containment, evidence: Evidence::Full, ..own.clone() };
        Pipeline::new(pipeline::Settings { dedup, ..settings.clone() })
    };
    let inputs = Inputs::new(&tune.input.inputs);
    let progress = Line::new(tune.common.quiet, tune.common.log.as_deref())?;
    let run = pipeline(own.containment)?.read_and_run(&inputs, &progress)?;
    let truth = Truth::new(rows, run.analysis.articles.iter().map(ArticleResult::key));
    let tried = |containment: f32, analysis: &Analysis| {
        let label = |article: &ArticleResult| article.group.map(|group| group as u32);
        let labels: Vec<Option<u32>> = analysis.articles.iter().map(label).collect();
        let toml = format!("[dedup]\ncontainment = {containment}\n");
        Tried { toml, trial: truth.trial(&labels) }
    };
    // The run as it is comes first.
    let mut all = vec![tried(own.containment, &run.analysis)];
    for containment in CONTAINMENTS.into_iter().filter(|other| *other != own.containment) {
        // What a form is, and what noise, depends on the threshold: no finished run tells.
        all.push(tried(containment, &pipeline(containment)?.run(&run.corpus)?));
    }
    Ok((truth, all, LeftOut::of(&run.corpus, run.filtered)))
}

/// The samestory.toml that is advised, with the reason.
fn settings(truth: &Truth, tried: &[Tried], choice: Choice) -> String {
    let (default, tuned) = (choice.held_out_default, choice.held_out_tuned);
    let mut toml = format!(
        "# samestory tune, {} labelled articles; B-cubed F1 on parts that were held out: as it was \
         {default:.4}, tuned {tuned:.4}\n",
        truth.len()
    );
    if choice.is_worth_it {
        toml += &tried[choice.best].toml;
    } else {
        toml += "# tuning does not hold on what was held out: keep what you have\n";
    }
    toml
}

fn tell(truth: &Truth, tried: &[Tried], choice: Choice, toml: Option<&str>) -> Result<()> {
    const SHOWN: usize = 8;
    let mut out = std::io::stdout().lock();
    let missing = match truth.missing {
        0 => String::new(),
        missing => format!("; {missing} more are not in the input"),
    };
    writeln!(out, "{} labelled articles{missing}", truth.len())?;
    writeln!(out, "\nB-cubed F1 on all labels, best of {} settings", tried.len())?;
    let line = |tried: &Tried| {
        let lines: Vec<&str> = tried.toml.lines().skip(1).collect();
        format!("  {:.4}  {}", tried.trial.f1, lines.join(", "))
    };
    let mut order: Vec<usize> = (0..tried.len()).collect();
    order.sort_by(|a, b| tried[*b].trial.f1.total_cmp(&tried[*a].trial.f1));
    for at in order.into_iter().take(SHOWN) {
        writeln!(out, "{}", line(&tried[at]))?;
    }
    writeln!(out, "as it was\n{}", line(&tried[0]))?;
    writeln!(
        out,
        "\nOn parts held out, {FOLDS} in turn: as it was {:.4}, tuned {:.4}",
        { choice.held_out_default },
        choice.held_out_tuned
    )?;
    if let Some(toml) = toml {
        write!(out, "\n{toml}")?;
    }
    Ok(())
}

fn as_json(truth: &Truth, tried: &[Tried], choice: Choice) -> serde_json::Value {
    let settings = |toml: &str| toml::from_str::<toml::Value>(toml).ok();
    json!({
        "articles": truth.len(),
        "missing": truth.missing,
        "tried": tried.len(),
        "default": {"f1": tried[0].trial.f1, "held_out": choice.held_out_default},
        "best": {
            "f1": tried[choice.best].trial.f1,
            "held_out": choice.held_out_tuned,
            "settings": settings(&tried[choice.best].toml),
        },
        "advised": choice.is_worth_it,
    })
}
