//! A run that can be stopped at any moment and gone on with from its last finished stage.
//!
//! | file | when | what |
//! |---|---|---|
//! | `texts` | read | texts that cannot be read again from their input |
//! | `words.checkpoint` | read | terms, passages and written forms, see `articles` |
//! | `read.checkpoint` | read | the corpus, and where its texts lie |
//! | `copies.checkpoint` | copies | the analysis so far, see `found` |
//! | `stories.checkpoint` | stories | the same, and what scores rest on |
//! | `facts.checkpoint` | facts | the facts |
//!
//! Fingerprints are not kept: they are larger than all of it, and quickly made again from the texts.

mod articles;
mod file;
mod found;

use std::fs;
use std::io;
use std::path::Path;

use self::articles::{Articles, Words};
use self::file::{Writer, load, of_stage, save};
use super::profile::prints_again;
use super::progress::{Clock, Progress};
use super::vectors::Window;
use super::{Goal, Grounds, Pipeline, Profiled, Run, Settings};
use crate::analysis::{Analysis, Fact};
use crate::article::Corpus;
use crate::dedup::find::Copies;
use crate::dedup::prints::Prints;
use crate::error::{Error, Result};
use crate::read::{self, Inputs};
use crate::vector::terms::Counted;

/// The file of the texts.
const TEXTS: &str = "texts";
/// The checkpoints, the last first.
const STAGES: [&str; 5] = ["facts", "stories", "copies", "read", "words"];

impl Pipeline {
    /// As [`Pipeline::read_and_run`], with a checkpoint of each stage in `folder`: a run that was
    /// stopped goes on from there. Nothing but the same run over the same input may have worked in
    /// the folder, and only one at a time.
    ///
    /// # Errors
    /// As [`Pipeline::read_and_run`], and if a checkpoint cannot be written. One that cannot be read
    /// is no error: its stage is done again.
    pub fn read_and_run_in(
        &self,
        folder: &Path,
        inputs: &Inputs,
        progress: &dyn Progress,
    ) -> Result<Run> {
        let texts = Some(folder.join(TEXTS));
        let read = read::Settings { texts, ..self.settings.read.clone() };
        let pipeline = Self { settings: Settings { read, ..self.settings.clone() } };
        let kept = Checkpoints { folder, settings: &pipeline.settings };
        pipeline.go_on(&kept, inputs, Clock::new(progress))
    }

    /// Each stage from its checkpoint, else done now.
    fn go_on(&self, kept: &Checkpoints<'_>, inputs: &Inputs, mut clock: Clock<'_>) -> Result<Run> {
        let Reached { read, copies, stories, facts } = kept.reached(clock.progress);
        let (corpus, prints, mut profiled) = match read {
            Some((corpus, profiled)) => (corpus, None, profiled),
            None => self.read_and_keep(kept, inputs, &mut clock)?,
        };
        let (inputs, filtered) = (profiled.inputs.clone(), profiled.filtered);
        let (mut analysis, grounds) = if let Some(found) = stories {
            found
        } else {
            let (mut analysis, copies) = match copies {
                Some(found) => found,
                None => self.copies_and_keep(kept, &corpus, prints, &mut profiled, &mut clock)?,
            };
            let found = (copies, &mut analysis);
            let grounds = self.stories(&corpus, found, profiled, Window::Open, &mut clock)?;
            kept.put("stories", |out| found::put_stories(out, &analysis, grounds.as_ref()))?;
            (analysis, grounds)
        };
        if let Some(facts) = facts {
            analysis.facts = facts;
        } else {
            self.facts(&corpus, &mut analysis, &|_, _| None, &mut clock)?;
            kept.put("facts", |out| found::put_facts(out, &analysis.facts))?;
        }
        Ok(Run { corpus, analysis, grounds, inputs, filtered, stages: clock.finish() })
    }

    /// The reading pass.
    fn read_and_keep(
        &self,
        kept: &Checkpoints<'_>,
        inputs: &Inputs,
        clock: &mut Clock<'_>,
    ) -> Result<(Corpus, Option<Prints>, Profiled)> {
        kept.clear()?;
        let (scan, profiler) = self.scan(inputs, self.settings.goal, clock)?;
        let read::Scan { corpus, products, workers, inputs, filtered, texts } = scan;
        let (prints, profiled) = Profiled::new(products, profiler, workers)?;
        let profiled = Profiled { inputs, filtered, ..profiled };
        let store = texts.settle()?;
        kept.put("words", |out| articles::put_words(out, &profiled))?;
        kept.put("read", |out| articles::put_corpus(out, &corpus, (&texts, &store), &profiled))?;
        Ok((corpus, Some(prints), profiled))
    }

    /// The stage of copies; fingerprints that are not there are made again.
    fn copies_and_keep(
        &self,
        kept: &Checkpoints<'_>,
        corpus: &Corpus,
        prints: Option<Prints>,
        profiled: &mut Profiled,
        clock: &mut Clock<'_>,
    ) -> Result<(Analysis, Copies)> {
        let prints = if let Some(prints) = prints {
            prints
        } else {
            clock.stage("fingerprints")?;
            prints_again(corpus, self.settings.read.scratch.as_deref())?
        };
        let (analysis, copies) = self.copies(corpus, prints, profiled, clock)?;
        kept.put("copies", |out| found::put_copies(out, &analysis, &copies))?;
        Ok((analysis, copies))
    }
}

/// What an earlier attempt has left, as far as it is of use.
#[derive(Default)]
struct Reached {
    read: Option<(Corpus, Profiled)>,
    copies: Option<(Analysis, Copies)>,
    stories: Option<(Analysis, Option<Grounds>)>,
    facts: Option<Vec<Fact>>,
}

/// The checkpoints of a run.
struct Checkpoints<'a> {
    folder: &'a Path,
    settings: &'a Settings,
}

impl Checkpoints<'_> {
    /// Loads the last stage that was finished, with what the stages behind it need; tells which are
    /// not done again.
    fn reached(&self, progress: &dyn Progress) -> Reached {
        let Settings { goal, read, .. } = self.settings;
        let scratch = self.folder.join(TEXTS);
        let articles = load(&self.path("read"), |file| articles::corpus(file, &scratch, read));
        let Some(articles) = articles else { return Reached::default() };
        let (corpus, langs) = (&articles.corpus, &articles.langs);
        let stories = load(&self.path("stories"), |file| found::stories(file, corpus, langs));
        let facts = stories.as_ref().and_then(|_| load(&self.path("facts"), found::facts));
        let (copies, words) = if stories.is_some() {
            (None, Some(Words::none(*goal)))
        } else {
            let copies = load(&self.path("copies"), |file| found::copies(file, corpus, langs));
            (copies, load(&self.path("words"), |file| articles::words(file, *goal, read)))
        };
        let is_whole = |words: &Words| stories.is_some() || words.are_of(corpus, *goal);
        let Some(words) = words.filter(is_whole) else { return Reached::default() };
        let done = [
            ("read", true),
            ("copies", copies.is_some() || stories.is_some()),
            ("stories", stories.is_some()),
            ("facts", facts.is_some()),
        ];
        done.iter().filter(|(_, is_done)| *is_done).for_each(|(stage, _)| progress.kept(stage));
        Reached { read: Some(articles.with(words)), copies, stories, facts }
    }

    fn path(&self, stage: &str) -> std::path::PathBuf {
        of_stage(self.folder, stage)
    }

    fn put(&self, stage: &str, fill: impl FnOnce(&mut Writer) -> io::Result<()>) -> Result<()> {
        save(&self.path(stage), fill)
    }

    /// Removes what cannot be used, the last stage first: no stage is ever there without those
    /// that it was made from.
    fn clear(&self) -> Result<()> {
        for path in STAGES.iter().map(|stage| self.path(stage)).chain([self.folder.join(TEXTS)]) {
            match fs::remove_file(&path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Error::io(&path, e)),
                _ => {}
            }
        }
        Ok(())
    }
}

impl Words {
    /// For stages that need none.
    fn none(goal: Goal) -> Self {
        let profiler = super::Profiler::new(goal, None);
        Self { profiler, workers: Vec::new(), counted: Vec::new() }
    }

    /// They are the words of this corpus.
    fn are_of(&self, corpus: &Corpus, goal: Goal) -> bool {
        let counted = if goal == Goal::Copies { 0 } else { corpus.len() };
        <[Counted]>::len(&self.counted) == counted
    }
}

impl Articles {
    /// What the reading pass left, with its words.
    fn with(self, words: Words) -> (Corpus, Profiled) {
        let Self { corpus, langs, pages, inputs, filtered } = self;
        let Words { profiler, workers, counted } = words;
        (corpus, Profiled { langs, pages, counted, profiler, workers, inputs, filtered })
    }
}
