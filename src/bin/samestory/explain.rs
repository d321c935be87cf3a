//! `samestory explain`: why an article is where it is, why two are together or not, why mentions
//! are one fact.

use std::path::Path;

use anyhow::Result;
use samestory::analysis::{Analysis, ArticleId, ArticleResult, PairReasons};
use samestory::fact::pairs::PairJudge;
use samestory::pipeline::config::Config;
use samestory::pipeline::{Goal, Grounds, explain};
use samestory::read;
use samestory::report::explanation::Explanation;
use samestory::report::fact_explanation::FactExplanation;
use samestory::report::folder;
use samestory::report::run_info::RunInfo;

use crate::config::UsageError;
use crate::output::{self, Target};
use crate::start::Done;

/// Runs the command on one or two articles, or on a fact.
pub fn run(dir: &Path, names: &[String], json: bool) -> Result<Done> {
    let (analysis, info) = folder::read(dir)?;
    if let [name] = names
        && let Some(at) = fact_of(&analysis, name)
    {
        return explain_fact(&analysis, at, json);
    }
    let mut ids: Vec<ArticleId> =
        names.iter().map(|name| find(&analysis, name, dir)).collect::<Result<_>>()?;
    ids.dedup();
    let found;
    let explanation = if let [a, b] = ids[..] {
        found = reasons(dir, &analysis, &info, [a, b]);
        Explanation::of_pair(&analysis, [a, b], found.as_ref().map_err(crate::message))
    } else {
        Explanation::of_article(&analysis, ids[0])
    };
    let mut target = Target::open(None)?;
    if json {
        explanation.write_json(&mut target)?;
    } else {
        explanation.write(output::style(), &mut target)?;
    }
    target.finish()?;
    Ok(Done::Clean)
}

/// The fact that is called so, unless an article is.
fn fact_of(analysis: &Analysis, name: &str) -> Option<usize> {
    let is_article = analysis.articles.binary_search_by(|a| a.key().cmp(name)).is_ok();
    analysis.fact(name).filter(|_| !is_article)
}

fn explain_fact(analysis: &Analysis, at: usize, json: bool) -> Result<Done> {
    let fact = &analysis.facts[at];
    let mut judge = PairJudge::for_language("en");
    let claim = fact.mentions.iter().position(|mention| mention.sentence == fact.claim);
    let reasons = fact.mentions.iter().enumerate().map(|(number, mention)| {
        (Some(number) != claim).then(|| judge.reasons(&fact.claim, &mention.sentence))
    });
    let explanation = FactExplanation { analysis, at, reasons: reasons.collect() };
    let mut target = Target::open(None)?;
    if json {
        explanation.write_json(&mut target)?;
    } else {
        explanation.write(output::style(), &mut target)?;
    }
    target.finish()?;
    Ok(Done::Clean)
}

fn find(analysis: &Analysis, name: &str, dir: &Path) -> Result<ArticleId> {
    let found = analysis.articles.binary_search_by(|article| article.key().cmp(name));
    let missing = |_| UsageError(format!("{}: there is no article {name:?}", dir.display()));
    Ok(ArticleId(found.map_err(missing)? as u32))
}

/// What the texts of two articles tell, read again from where the run read them.
fn reasons(
    dir: &Path,
    analysis: &Analysis,
    info: &RunInfo,
    ids: [ArticleId; 2],
) -> Result<PairReasons> {
    let grounds = Grounds::read(dir, info)?;
    let articles = ids.map(|id| &analysis.articles[id.index()]);
    let settings = Config::of_run(info)?.settings(Goal::Copies)?;
    let text = |article| text_of(article, info, &settings.read);
    let texts = [text(articles[0])?, text(articles[1])?];
    Ok(explain::pair(
        &grounds,
        settings.cluster.weights,
        (articles[0], &texts[0]),
        (articles[1], &texts[1]),
    ))
}

/// The body of an article, from the file that the run read; a file that has changed is refused.
fn text_of(article: &ArticleResult, info: &RunInfo, settings: &read::Settings) -> Result<String> {
    let name = &*article.location().file;
    let mut why = anyhow::anyhow!("{name} was read from a stream, which cannot be read again");
    // A member of an archive lies below the name of its archive.
    let holds = |input: &str| {
        name.strip_prefix(input).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    for input in info.inputs.iter().filter(|input| holds(&input.name)) {
        let Some(path) = &input.path else { continue };
        let again = match read::again(Path::new(path), settings, article.location()) {
            Ok(again) => again,
            Err(error) => {
                why = error.into();
                continue;
            }
        };
        if format!("{:016x}", again.fingerprint) != input.fingerprint {
            why = anyhow::anyhow!("{path} has changed since the run");
            continue;
        }
        let is_it = |found: &samestory::article::Article| found.title == article.title();
        if let Some(found) = again.article.filter(is_it) {
            return Ok(found.text);
        }
        why = anyhow::anyhow!("{path} no longer holds {}", article.key());
    }
    Err(why)
}
