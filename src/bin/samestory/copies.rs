//! `samestory dedup`: rows of copies, the cleaned dump, the check by brute force; a finished run
//! under another threshold.

use std::io::Write as _;
use std::path::Path;

use anyhow::Result;
use samestory::analysis::{ArticleId, PageKind};
use samestory::dedup::{audit, candidates, regroup};
use samestory::pipeline::config::Config;
use samestory::pipeline::{Goal, Run};
use samestory::report;
use samestory::report::rows::Table;
use samestory::report::run_info::Counts;
use serde_json::json;

use crate::args::{Dedup, Rows};
use crate::config::{UsageError, with_keep, with_threshold};
use crate::output::{self, Target};
use crate::start::{Done, analyse, done, prepare};

/// Chooses the articles of an audit.
const AUDIT_SEED: u64 = 1;

/// Runs the command.
pub fn run(dedup: &Dedup) -> Result<Done> {
    let (input, common) = (&dedup.rows.input, &dedup.rows.common);
    if dedup.curve {
        return curve();
    }
    if dedup.threshold.is_some_and(|t| !(candidates::NOMINATION..=1.0).contains(&t)) {
        let reason = "--threshold: must be between .3 and 1; less alike texts are not looked at";
        return Err(UsageError(reason.into()).into());
    }
    if let [folder] = input.inputs.as_slice()
        && report::folder::is_result(folder)
    {
        return again(dedup, folder);
    }
    let Some(config) = prepare(Some(input), common)? else { return Ok(Done::Clean) };
    let pairs = common.json || dedup.audit.is_some();
    let config = Config { pairs, ..with_threshold(config, dedup.threshold) };
    let mut target = Target::open(dedup.rows.output.as_deref())?;
    let kept = dedup.write_kept.as_deref().map(|path| Target::open(Some(path))).transpose()?;
    let run = analyse(input, common, &config, Goal::Copies)?;
    report::rows::write_as(dedup.rows.format.into(), Table::Dedup, &run.analysis, &mut target)?;
    target.finish()?;
    if let Some(kept) = kept {
        write_kept(&run, input.all_pages, kept)?;
    }
    if let Some(sample) = dedup.audit {
        let found = audit::audit(&run.corpus, &run.analysis, sample, AUDIT_SEED)?;
        eprintln!("samestory: {found}");
    }
    output::left_out(&run, common.quiet);
    if common.json && dedup.rows.output.is_some() {
        output::json(&Counts::of(&run.analysis, run.corpus.repeated))?;
    }
    Ok(done(&run.analysis.rejected))
}

/// Groups a finished run again, without its texts.
fn again(dedup: &Dedup, folder: &Path) -> Result<Done> {
    let Rows { input, common, output, format } = &dedup.rows;
    if let Some(flag) = needs_texts(dedup) {
        let reason = format!("{flag}: needs the articles; {} is a finished run", folder.display());
        return Err(UsageError(reason).into());
    }
    let (mut analysis, info) = report::folder::read(folder)?;
    let mut config = Config::of_run(&info)?;
    let ran = config.dedup();
    config = with_keep(with_threshold(config, dedup.threshold), input.keep.as_deref());
    let wanted = config.dedup();
    if wanted.containment < ran.containment && !common.quiet {
        eprintln!(
            "samestory: below {}, the threshold of the run, copies are told by their score alone; \
             templates and boilerplate may be among them",
            ran.containment
        );
    }
    regroup::regroup(&mut analysis, &ran, &wanted)?;
    let mut target = Target::open(output.as_deref())?;
    report::rows::write_as((*format).into(), Table::Dedup, &analysis, &mut target)?;
    target.finish()?;
    if common.json && output.is_some() {
        output::json(&Counts::of(&analysis, info.counts.repeated))?;
    }
    Ok(Done::Clean)
}

/// The first flag given that is about reading articles, which a finished run does not do.
fn needs_texts(dedup: &Dedup) -> Option<&'static str> {
    let Rows { input, common, .. } = &dedup.rows;
    let given = [
        ("--map", !input.map.is_empty()),
        ("--from", input.from.is_some()),
        ("--to", input.to.is_some()),
        ("--lang", !input.lang.is_empty()),
        ("--source", !input.source.is_empty()),
        ("--sample", input.sample.is_some()),
        ("--all-pages", input.all_pages),
        ("--basis", input.basis.is_some()),
        ("--dry-run", input.dry_run),
        ("--config", common.config.is_some()),
        ("--show-settings", common.show_settings),
        ("--write-kept", dedup.write_kept.is_some()),
        ("--audit", dedup.audit.is_some()),
    ];
    given.into_iter().find(|(_, given)| *given).map(|(flag, _)| flag)
}

/// The articles that stand for a text of their own, in input order, with their bodies.
fn write_kept(run: &Run, all_pages: bool, mut target: Target) -> Result<()> {
    const AT_ONCE: usize = 1000;
    let stays = |id: &&ArticleId| {
        let article = &run.analysis.articles[id.index()];
        article.copy_of.is_none() && (all_pages || article.kind == PageKind::Article)
    };
    let ids: Vec<ArticleId> = run.corpus.input_order().iter().filter(stays).copied().collect();
    for ids in ids.chunks(AT_ONCE) {
        for (id, text) in ids.iter().zip(run.corpus.texts(ids)?) {
            let record = run.corpus.record(*id);
            let row = json!({
                "id": record.key(),
                "source": record.source().name(),
                "published": record.published().map(|time| time.to_string()),
                "title": record.title(),
                "text": text,
                "url": record.url(),
                "lang": record.lang(),
            });
            serde_json::to_writer(&mut target, &row)?;
            target.write_all(b"\n")?;
        }
    }
    target.finish()
}

/// How surely a pair is met, by length of the smaller text and its share in the larger.
fn curve() -> Result<Done> {
    const SHARES: [f32; 8] = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
    let mut out = std::io::stdout().lock();
    write!(out, "words  ")?;
    SHARES.iter().try_for_each(|share| write!(out, "  {share:.1} "))?;
    for words in [30, 60, 120, 250, 500, 1000, 2000] {
        write!(out, "\n{words:5}  ")?;
        for share in SHARES {
            write!(out, " {:.3}", audit::chance_to_meet(words, share))?;
        }
    }
    writeln!(out)?;
    Ok(Done::Clean)
}
