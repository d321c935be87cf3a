//! From inputs to an [`Analysis`]: the only module that knows every stage.
//!
//! ```text
//! read     inputs -> articles        one pass; each article leaves a profile, its text goes
//! copies   profiles -> groups        dedup
//! stories  rows + groups -> stories  vector, cluster
//! facts    stories -> facts          fact; reads again the texts of stories with several outlets
//! ```
//!
//! `profile` is the reading pass, `vectors` the rows of the distinct texts, `stories` what is made
//! of them, `explain` what one pair of them rests on, `trials` the same input under many
//! settings, `update` new articles onto what a state knows, `windows` the same for input that memory
//! does not hold, `parts` the stages as functions over batches, `checkpoint` what a stopped run goes
//! on from, `background` the counts of a background table, `progress` what a run tells meanwhile,
//! `outcome` what it tells in the end, `config` the settings as people write them, `grounds` those
//! that a finished run has left.

mod background;
#[cfg(feature = "state")]
mod checkpoint;
pub mod config;
pub mod explain;
mod grounds;
mod outcome;
#[cfg(feature = "state")]
pub mod parts;
mod profile;
mod progress;
mod stories;
pub mod trials;
#[cfg(feature = "state")]
pub mod update;
mod vectors;
#[cfg(feature = "state")]
pub mod windows;

use std::sync::Arc;

use self::profile::{Profile, Profiler, Worker};
use self::progress::Clock;
use self::vectors::{Tally, Texts, Window};
use crate::analysis::{Analysis, ArticleResult, Fact, PageKind, Scale};
use crate::article::{Article, Corpus, Record};
use crate::cluster;
use crate::cluster::score::Weights;
use crate::dedup;
use crate::dedup::find::Copies;
use crate::dedup::page_kind::Page;
use crate::dedup::page_run;
use crate::dedup::prints::Prints;
use crate::error::{Error, Result};
use crate::fact;
use crate::read::{self, Inputs};
use crate::text::language::Lang;
use crate::vector::basis::Basis;
use crate::vector::terms::{Counted, TermCounter};

pub use background::{CountedBackground, count_background};
pub use outcome::{LeftOut, Outcome};
pub use progress::Progress;

/// How far a run goes; each step needs the ones before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goal {
    /// Copies only.
    Copies,
    /// Copies and stories.
    Stories,
    /// Everything.
    #[default]
    Facts,
}

/// Settings of a run, stage by stage.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// How far to go.
    pub goal: Goal,
    /// What to read, and how.
    pub read: read::Settings,
    /// Copies.
    pub dedup: dedup::Settings,
    /// Stories.
    pub cluster: cluster::Settings,
    /// Facts.
    pub fact: fact::Settings,
    /// Weighs words, and takes scores, as another run did; `None` finds both from the input.
    pub grounds: Option<Arc<Grounds>>,
}

/// Checked settings, ready to run.
pub struct Pipeline {
    settings: Settings,
}

/// A finished run.
pub struct Run {
    /// The articles; bodies can still be read.
    pub corpus: Corpus,
    /// What was found.
    pub analysis: Analysis,
    /// What the scores of stories rest on; only of a run that went so far and records it.
    pub grounds: Option<Grounds>,
    /// What was read.
    pub inputs: Vec<read::InputFile>,
    /// Articles that the filters left out.
    pub filtered: read::Filtered,
    /// Wall-clock seconds of each stage, in order.
    pub stages: Vec<(&'static str, f64)>,
}

/// What the scores of stories rest on, enough to make any of them again: see [`explain`].
#[derive(Debug, Clone, PartialEq)]
pub struct Grounds {
    /// What a score is worth in the run.
    pub scale: Scale,
    /// What vectors rest on.
    pub basis: Basis,
}

impl Pipeline {
    /// Checks the settings.
    ///
    /// # Errors
    /// If one is outside its range; the error names it.
    pub fn new(settings: Settings) -> Result<Self> {
        let shares = [
            ("dedup.containment", settings.dedup.containment),
            ("dedup.near", settings.dedup.near),
            ("dedup.revision", settings.dedup.revision),
            ("cluster.cut", settings.cluster.cut.unwrap_or(1.0)),
            ("cluster.edge_floor", settings.cluster.edge_floor),
        ];
        for (name, value) in shares {
            if !(value > 0.0 && value <= 1.0) {
                return Err(Error::setting(name, value, "must be above 0 and at most 1"));
            }
        }
        let Weights { all, lead, title } = settings.cluster.weights;
        let is_share = |weight: &f32| (0.0..=1.0).contains(weight);
        if ![all, lead, title].iter().all(is_share) || (all + lead + title - 1.0).abs() > 1e-3 {
            let value = format!("[{all}, {lead}, {title}]");
            return Err(Error::setting("cluster.weights", value, "must be shares that sum to 1"));
        }
        let cluster = &settings.cluster;
        for (name, value) in
            [("cluster.neighbours", cluster.neighbours), ("cluster.link_cap", cluster.link_cap)]
        {
            if value == 0 {
                return Err(Error::setting(name, value, "must be at least 1"));
            }
        }
        let same = settings.fact.same;
        if !(0.0..=1.0).contains(&same) {
            return Err(Error::setting("facts.same", same, "must be a share, 0 to 1"));
        }
        Ok(Self { settings })
    }

    /// Analyses a corpus whose texts are at hand.
    ///
    /// # Errors
    /// If a text can no longer be read.
    pub fn run(&self, corpus: &Corpus) -> Result<Analysis> {
        let settings = &self.settings;
        let profiler = Profiler::new(settings.goal, settings.read.scratch.as_deref());
        let (profiles, workers) = profiler.profiles(corpus)?;
        let (prints, profiled) = Profiled::new(profiles, profiler, workers)?;
        let (analysis, _) = self.analyse(corpus, prints, profiled, &mut Clock::new(&()))?;
        Ok(analysis)
    }

    /// Reads inputs in one pass and analyses them.
    ///
    /// # Errors
    /// If nothing can be read, or the scratch store fails, and [`Error::Stopped`] where `progress`
    /// says so. Bad records are no error: they are listed in [`Analysis::rejected`].
    pub fn read_and_run(&self, inputs: &Inputs, progress: &dyn Progress) -> Result<Run> {
        let mut clock = Clock::new(progress);
        let (corpus, prints, profiled) = self.read(inputs, self.settings.goal, &mut clock)?;
        let (inputs, filtered) = (profiled.inputs.clone(), profiled.filtered);
        let (analysis, grounds) = self.analyse(&corpus, prints, profiled, &mut clock)?;
        Ok(Run { corpus, analysis, grounds, inputs, filtered, stages: clock.finish() })
    }

    /// The reading pass.
    fn read(
        &self,
        inputs: &Inputs,
        goal: Goal,
        clock: &mut Clock<'_>,
    ) -> Result<(Corpus, Prints, Profiled)> {
        let (scan, profiler) = self.scan(inputs, goal, clock)?;
        let read::Scan { corpus, products, workers, inputs, filtered, .. } = scan;
        let (prints, profiled) = Profiled::new(products, profiler, workers)?;
        Ok((corpus, prints, Profiled { inputs, filtered, ..profiled }))
    }

    /// Each article to its profile.
    fn scan(
        &self,
        inputs: &Inputs,
        goal: Goal,
        clock: &mut Clock<'_>,
    ) -> Result<(read::Scan<Worker, Profile>, Profiler)> {
        clock.stage("read")?;
        let profiler = Profiler::new(goal, self.settings.read.scratch.as_deref());
        if let Ok(bytes) = inputs.bytes() {
            clock.progress.to_read(bytes);
        }
        let scan = read::scan(
            inputs,
            &self.settings.read,
            || profiler.worker(),
            |worker: &mut Worker, a: &Article| {
                profiler.profile(worker, &a.title, &a.text, a.lang.as_deref())
            },
            &clock.read(),
        )?;
        Ok((scan, profiler))
    }

    /// The stage of copies.
    fn copies(
        &self,
        corpus: &Corpus,
        mut prints: Prints,
        profiled: &mut Profiled,
        clock: &mut Clock<'_>,
    ) -> Result<(Analysis, Copies)> {
        clock.stage("copies")?;
        let Profiled { langs, pages, .. } = profiled;
        page_run::settle(corpus, pages, &mut prints.list, &self.settings.dedup)?;
        let mut copies = dedup::find::find(corpus, prints, &self.settings.dedup, &clock.done())?;
        let mut analysis = articles(corpus, langs, pages);
        set_copies(&mut analysis, &mut copies);
        Ok((analysis, copies))
    }

    fn analyse(
        &self,
        corpus: &Corpus,
        prints: Prints,
        mut profiled: Profiled,
        clock: &mut Clock<'_>,
    ) -> Result<(Analysis, Option<Grounds>)> {
        let (mut analysis, copies) = self.copies(corpus, prints, &mut profiled, clock)?;
        let found = (copies, &mut analysis);
        let grounds = self.stories(corpus, found, profiled, Window::Open, clock)?;
        self.facts(corpus, &mut analysis, &|_, _| None, clock)?;
        Ok((analysis, grounds))
    }

    /// The stages of vectors and stories, if the run goes so far.
    fn stories(
        &self,
        corpus: &Corpus,
        (copies, analysis): (Copies, &mut Analysis),
        profiled: Profiled,
        window: Window<'_>,
        clock: &mut Clock<'_>,
    ) -> Result<Option<Grounds>> {
        let Settings { goal, dedup, cluster, fact, grounds, .. } = &self.settings;
        if *goal < Goal::Stories {
            return Ok(None);
        }
        clock.stage("vectors")?;
        let Profiled { langs, profiler, workers, counted, .. } = profiled;
        let tally = Tally { profiler, workers, counted };
        let texts = Texts::of(corpus, &copies, analysis, &langs, dedup.all_pages, window);
        drop(copies);
        let basis = grounds.as_ref().map(|grounds| &grounds.basis);
        let vectors = tally.into_rows(corpus, &texts, basis)?;
        clock.stage("stories")?;
        let scale = grounds.as_ref().map(|grounds| grounds.scale).or(cluster.scale);
        let settings = cluster::Settings { scale, ..cluster.clone() };
        let families = &fact.families;
        let scale = stories::find(analysis, corpus, &texts, &vectors, &settings, families)?;
        Ok(cluster.record_features.then(|| Grounds { scale, basis: vectors.into_basis() }))
    }

    /// The stage of facts, if the run goes so far; `known` tells those of stories that need not be
    /// read again.
    fn facts(
        &self,
        corpus: &Corpus,
        analysis: &mut Analysis,
        known: &(dyn Fn(&Analysis, usize) -> Option<Vec<Fact>> + Sync),
        clock: &mut Clock<'_>,
    ) -> Result<()> {
        if self.settings.goal >= Goal::Facts {
            clock.stage("facts")?;
            let known = |story| known(analysis, story);
            let found = fact::find(corpus, analysis, &self.settings.fact, &known, &clock.done())?;
            analysis.facts = found;
        }
        Ok(())
    }
}

/// What the reading pass leaves of the articles beside the corpus.
struct Profiled {
    langs: Vec<Lang>,
    pages: Vec<Page>,
    counted: Vec<Counted>,
    profiler: Profiler,
    workers: Vec<TermCounter>,
    inputs: Vec<read::InputFile>,
    filtered: read::Filtered,
}

impl Profiled {
    /// # Errors
    /// If a fingerprint could not be written down.
    fn new(
        profiles: Vec<Profile>,
        profiler: Profiler,
        workers: Vec<Worker>,
    ) -> Result<(Prints, Self)> {
        let langs = profiles.iter().map(|p| p.lang).collect();
        let pages = profiles.iter().map(|p| p.page).collect();
        let list = profiles.iter().map(|p| p.print).collect();
        let counted: Vec<Counted> =
            profiles.into_iter().filter_map(|p| p.counted).map(|counted| *counted).collect();
        let (writers, workers) = workers.into_iter().map(|w| (w.prints, w.terms)).unzip();
        let prints = Prints::new(list, writers)?;
        let (inputs, filtered) = (Vec::new(), read::Filtered::default());
        Ok((prints, Self { langs, pages, counted, profiler, workers, inputs, filtered }))
    }
}

/// The result before any stage: one entry an article.
fn articles(corpus: &Corpus, langs: &[Lang], pages: &[Page]) -> Analysis {
    let one = |(record, (lang, page)): (&Record, (&Lang, &Page))| ArticleResult {
        kind: page.kind(),
        kind_why: page.why().map(Into::into),
        ..ArticleResult::new(record.clone(), lang.code())
    };
    Analysis {
        articles: corpus.records().iter().zip(langs.iter().zip(pages)).map(one).collect(),
        input_order: corpus.input_order().to_vec(),
        rejected: corpus.rejected.clone(),
        ..Analysis::default()
    }
}

fn set_copies(analysis: &mut Analysis, copies: &mut Copies) {
    analysis.set_groups(std::mem::take(&mut copies.groups));
    analysis.pairs = std::mem::take(&mut copies.pairs);
    for id in &copies.digests {
        let article = &mut analysis.articles[id.index()];
        article.kind = PageKind::Digest;
        article.kind_why = Some("carries three or more other articles".into());
    }
    for (id, related) in std::mem::take(&mut copies.related) {
        analysis.articles[id.index()].related = related.into();
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::fact::families::Families;

    const FLOOD: &str = "The river Derwen burst its banks on Monday and flooded the old town. At \
        least 12 people were killed in the flood, the interior ministry said.";
    const FLOOD_TOO: &str = "Streets of the old town stood under water after the river Derwen \
        burst its banks. The flood killed 7 people, according to the ministry of the interior.";

    #[test]
    fn outlets_of_one_owner_or_domain_are_one_witness_of_a_story() {
        let witnesses = |owners: &str, urls: [&str; 2]| {
            let row = |id: &str, outlet: &str, url: &str, text: &str| {
                let row = serde_json::json!({"id": id, "source": outlet, "url": url,
                    "date": "2023-09-12", "title": "Flood in Derwen", "text": text});
                format!("{row}\n")
            };
            let rows =
                row("a", "Ledger", urls[0], FLOOD) + &row("b", "Courier", urls[1], FLOOD_TOO);
            let mut settings = Settings::default();
            settings.fact.families = Families::parse(owners, Path::new("owners.tsv")).unwrap();
            let corpus = read::jsonl(rows.as_bytes()).unwrap();
            let stories = Pipeline::new(settings).unwrap().run(&corpus).unwrap().stories;
            assert_eq!((stories.len(), stories[0].sources.len()), (1, 2));
            stories[0].witnesses
        };
        let apart = ["https://ledger.example/1", "https://courier.example/1"];
        let together = ["https://north.moor.example/1", "https://south.moor.example/1"];
        assert_eq!(witnesses("", apart), 2);
        assert_eq!(witnesses("", together), 1);
        assert_eq!(witnesses("Ledger\tMoor Group\ncourier.example\tMoor Group\n", apart), 1);
    }

    #[test]
    fn a_setting_outside_its_range_is_named() {
        let answer = |change: &dyn Fn(&mut Settings)| {
            let mut settings = Settings::default();
            change(&mut settings);
            Pipeline::new(settings).err().map_or_else(String::new, |error| error.to_string())
        };
        for same in [70.0, -0.1, f32::NAN] {
            let answer = answer(&|settings| settings.fact.same = same);
            assert!(answer.starts_with(&format!("setting facts.same = {same}")), "{answer}");
        }
        assert_eq!(answer(&|settings| settings.fact.same = 1.0), "");
        let link_cap = answer(&|settings| settings.cluster.link_cap = 0);
        assert!(link_cap.starts_with("setting cluster.link_cap = 0"), "{link_cap}");
        let neighbours = answer(&|settings| settings.cluster.neighbours = 0);
        assert!(neighbours.starts_with("setting cluster.neighbours = 0"), "{neighbours}");
    }
}
