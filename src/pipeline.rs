//! From inputs to an [`Analysis`]: the only file that knows every stage.
//!
//! ```text
//! read     inputs -> articles        one pass; each article leaves a profile, its text goes
//! copies   profiles -> groups        dedup
//! stories  rows + groups -> stories  vector, cluster
//! facts    stories -> facts          fact; reads again the texts of stories with several outlets
//! ```

use std::sync::Arc;
use std::time::Instant;

use hashbrown::HashMap;
use jiff::Timestamp;
use rayon::prelude::*;

use crate::analysis::{
    Analysis, ArticleResult, LookAlike, PageKind, Pair, PairStage, RunnerUp, Story, TermWeight,
};
use crate::article::{Article, ArticleId, Corpus, Source};
use crate::cluster::label::{Labelled, label};
use crate::cluster::{self, Clustering, Edge, Nodes, evidence};
use crate::dedup;
use crate::dedup::find::{AlikePair, Copies, compared};
use crate::dedup::fingerprint::Fingerprint;
use crate::dedup::page_kind::{self, Page};
use crate::error::{Error, Result};
use crate::fact;
use crate::read::{self, Inputs};
use crate::text::language::{Lang, detect};
use crate::vector::background::Background;
use crate::vector::furniture::Furniture;
use crate::vector::sparse::CsrMatrix;
use crate::vector::terms::{Counted, TermCount, TermCounter, renumber};
use crate::vector::tfidf::{Idf, View, rows};
use crate::vector::vocabulary::{Interner, Vocabulary};

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
}

/// Checked settings, ready to run.
pub struct Pipeline {
    settings: Settings,
}

/// Told what a run is doing; every method may be called from any thread.
pub trait Progress: Sync {
    /// A stage begins.
    fn stage(&self, _name: &'static str) {}
    /// Bytes and articles read so far.
    fn read(&self, _bytes: u64, _articles: u64) {}
}

/// For those who do not want to know.
impl Progress for () {}

/// A finished run.
pub struct Run {
    /// The articles; bodies can still be read.
    pub corpus: Corpus,
    /// What was found.
    pub analysis: Analysis,
    /// What was read.
    pub inputs: Vec<read::InputFile>,
    /// Articles that the filters left out.
    pub filtered: read::Filtered,
    /// Wall-clock seconds of each stage, in order.
    pub stages: Vec<(&'static str, f64)>,
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
            ("cluster.cut", settings.cluster.cut),
            ("cluster.edge_floor", settings.cluster.edge_floor),
        ];
        for (name, value) in shares {
            if !(value > 0.0 && value <= 1.0) {
                return Err(Error::setting(name, value, "must be above 0 and at most 1"));
            }
        }
        if settings.cluster.link_cap == 0 || settings.cluster.neighbours == 0 {
            return Err(Error::setting("cluster.neighbours", 0, "must be at least 1"));
        }
        Ok(Self { settings })
    }

    /// Analyses a corpus whose texts are at hand.
    ///
    /// # Errors
    /// If a text can no longer be read.
    pub fn run(&self, corpus: &Corpus) -> Result<Analysis> {
        let profiler = Profiler::new(self.settings.goal);
        let mut counter = profiler.worker();
        let profiles: Result<Vec<Profile>> = (0..corpus.len() as u32)
            .map(|id| {
                let record = corpus.record(ArticleId(id));
                let text = corpus.text(ArticleId(id))?;
                Ok(profiler.profile(&mut counter, &record.title, &text, record.lang.as_deref()))
            })
            .collect();
        let mut clock = Clock::new(&());
        self.analyse(corpus, profiles?, profiler, vec![counter], &mut clock)
    }

    /// Reads inputs in one pass and analyses them.
    ///
    /// # Errors
    /// If nothing can be read, or the scratch store fails. Bad records are no error: they are
    /// listed in [`Analysis::rejected`].
    pub fn read_and_run(&self, inputs: &Inputs, progress: &dyn Progress) -> Result<Run> {
        let mut clock = Clock::new(progress);
        clock.stage("read");
        let profiler = Profiler::new(self.settings.goal);
        let scan = read::scan(
            inputs,
            &self.settings.read,
            || profiler.worker(),
            |worker: &mut TermCounter, a: &Article| {
                profiler.profile(worker, &a.title, &a.text, a.lang.as_deref())
            },
            &|bytes, articles| progress.read(bytes, articles),
        )?;
        let read::Scan { corpus, products, workers, inputs, filtered } = scan;
        let analysis = self.analyse(&corpus, products, profiler, workers, &mut clock)?;
        Ok(Run { corpus, analysis, inputs, filtered, stages: clock.finish() })
    }

    fn analyse(
        &self,
        corpus: &Corpus,
        profiles: Vec<Profile>,
        profiler: Profiler,
        workers: Vec<TermCounter>,
        clock: &mut Clock<'_>,
    ) -> Result<Analysis> {
        let goal = self.settings.goal;
        let langs: Vec<Lang> = profiles.iter().map(|p| p.lang).collect();
        let mut pages: Vec<Page> = profiles.iter().map(|p| p.page).collect();
        let (mut prints, mut counted): (Vec<Fingerprint>, Vec<Counted>) =
            profiles.into_iter().map(|p| (p.print, p.counted)).unzip();
        clock.stage("copies");
        page_kind::settle(corpus, &mut pages, &mut prints, &self.settings.dedup);
        let mut copies = dedup::find::find(corpus, &prints, &self.settings.dedup)?;
        let mut analysis = articles(corpus, &langs, &pages);
        drop(prints);
        set_copies(&mut analysis, &mut copies);
        if goal >= Goal::Stories {
            clock.stage("vectors");
            let texts = Texts::of(corpus, &copies, &analysis, &langs, &self.settings);
            drop(copies);
            let mut workers = workers;
            strip_furniture(corpus, &texts, &mut workers, &mut counted)?;
            let mut counts: Vec<Box<[TermCount]>> = counted.into_iter().map(|c| c.terms).collect();
            let vocabulary = profiler.finish(workers, &mut counts);
            let space = Space::of(&texts, &counts, &vocabulary);
            drop(counts);
            clock.stage("stories");
            let nodes = space.nodes(&texts, &vocabulary);
            let found = cluster::cluster(&nodes, &self.settings.cluster);
            set_stories(
                &mut analysis,
                corpus,
                &texts,
                &nodes,
                &vocabulary,
                &found,
                &self.settings,
            )?;
        }
        if goal >= Goal::Facts {
            clock.stage("facts");
            analysis.facts = fact::find(corpus, &analysis, &self.settings.fact)?;
        }
        Ok(analysis)
    }
}

/// Times stages and tells their names.
struct Clock<'a> {
    progress: &'a dyn Progress,
    stages: Vec<(&'static str, f64)>,
    since: Option<(&'static str, Instant)>,
}

impl<'a> Clock<'a> {
    fn new(progress: &'a dyn Progress) -> Self {
        Self { progress, stages: Vec::new(), since: None }
    }

    fn stage(&mut self, name: &'static str) {
        self.stop();
        self.progress.stage(name);
        self.since = Some((name, Instant::now()));
    }

    fn stop(&mut self) {
        if let Some((name, since)) = self.since.take() {
            self.stages.push((name, since.elapsed().as_secs_f64()));
        }
    }

    fn finish(mut self) -> Vec<(&'static str, f64)> {
        self.stop();
        self.stages
    }
}

/// What the reading pass keeps of an article.
struct Profile {
    page: Page,
    lang: Lang,
    print: Fingerprint,
    counted: Counted,
}

/// Makes profiles; shared by the threads of a pass.
struct Profiler {
    goal: Goal,
    interner: Arc<Interner>,
}

impl Profiler {
    fn new(goal: Goal) -> Self {
        Self { goal, interner: Arc::default() }
    }

    fn worker(&self) -> TermCounter {
        TermCounter::new(self.interner.clone())
    }

    fn profile(
        &self,
        worker: &mut TermCounter,
        title: &str,
        text: &str,
        stated: Option<&str>,
    ) -> Profile {
        let print = Fingerprint::of(compared(title, text));
        let page = page_kind::of(title, text);
        if self.goal == Goal::Copies {
            return Profile { page, lang: Lang::default(), print, counted: Counted::default() };
        }
        let lang =
            stated.and_then(Lang::from_code).unwrap_or_else(|| detect(compared(title, text)));
        Profile { page, lang, print, counted: worker.count(title, text, lang.code()) }
    }

    /// Ends the pass: the vocabulary, with `counts` renumbered to it.
    fn finish(self, workers: Vec<TermCounter>, counts: &mut [Box<[TermCount]>]) -> Vocabulary {
        let forms: Vec<_> = workers.into_iter().flat_map(TermCounter::into_forms).collect();
        let Ok(interner) = Arc::try_unwrap(self.interner) else {
            unreachable!("every worker was consumed")
        };
        let mut frequencies: Vec<u32> = Vec::new();
        for count in counts.iter().flat_map(|counts| counts.iter()) {
            let term = count.term as usize;
            if term >= frequencies.len() {
                frequencies.resize(term + 1, 0);
            }
            frequencies[term] += 1;
        }
        let frequency = |number: u32| frequencies.get(number as usize).copied().unwrap_or(0);
        let (mut vocabulary, ids) = interner.finish(frequency);
        counts.par_iter_mut().for_each(|counts| renumber(counts, &ids));
        let named = |(term, form, count): (u32, Box<str>, u32)| (ids[term as usize], form, count);
        vocabulary.set_forms(forms.into_iter().map(named).collect());
        vocabulary
    }
}

/// The result before any stage: one entry an article.
fn articles(corpus: &Corpus, langs: &[Lang], pages: &[Page]) -> Analysis {
    let one = |(record, (lang, page)): (&crate::article::Record, (&Lang, &Page))| ArticleResult {
        key: record.key.clone(),
        source: record.source.clone(),
        published: record.published,
        title: record.title.clone(),
        url: record.url.clone(),
        lang: lang.code().to_owned(),
        kind: page.kind,
        kind_why: (!page.why.is_empty()).then(|| page.why.into()),
        location: record.location.clone(),
        group: None,
        relation: None,
        copy_of: None,
        related: Vec::new(),
        story: None,
        story_score: None,
        why: Vec::new(),
        runner_up: None,
    };
    Analysis {
        articles: corpus.records().iter().zip(langs.iter().zip(pages)).map(one).collect(),
        input_order: corpus.input_order().to_vec(),
        rejected: corpus.rejected.clone(),
        ..Analysis::default()
    }
}

fn set_copies(analysis: &mut Analysis, copies: &mut Copies) {
    analysis.groups = std::mem::take(&mut copies.groups);
    analysis.pairs = std::mem::take(&mut copies.pairs);
    for id in &copies.digests {
        let article = &mut analysis.articles[id.index()];
        article.kind = PageKind::Digest;
        article.kind_why = Some("carries three or more other articles".into());
    }
    for (article, related) in analysis.articles.iter_mut().zip(std::mem::take(&mut copies.related))
    {
        article.related = related;
    }
    for (number, group) in analysis.groups.iter().enumerate() {
        analysis.articles[group.survivor.index()].group = Some(number);
        for member in &group.members {
            let article = &mut analysis.articles[member.id.index()];
            article.group = Some(number);
            article.relation = Some(member.relation);
            article.copy_of = Some(group.survivor);
        }
    }
}

/// The distinct texts of a corpus: the nodes that stories are made of.
struct Texts {
    /// Survivor of each node, by date, undated last, then by id.
    survivors: Vec<ArticleId>,
    /// All articles of each node, ascending.
    articles: Vec<Vec<ArticleId>>,
    langs: Vec<&'static str>,
    published: Vec<Option<i64>>,
    /// Pairs of nodes that are alike by form only.
    barred: Vec<(u32, u32)>,
}

impl Texts {
    fn of(
        corpus: &Corpus,
        copies: &Copies,
        analysis: &Analysis,
        langs: &[Lang],
        settings: &Settings,
    ) -> Self {
        let ids = (0..corpus.len() as u32).map(ArticleId);
        let all = settings.dedup.all_pages;
        let counts = |id: &ArticleId| match analysis.articles[id.index()].kind {
            PageKind::Article => true,
            PageKind::Empty => false,
            _ => all,
        };
        let seconds = |id: &ArticleId| corpus.record(*id).published.map(Timestamp::as_second);
        let mut survivors: Vec<ArticleId> =
            ids.clone().filter(|id| copies.survivor[id.index()] == *id && counts(id)).collect();
        survivors.sort_by_key(|id| (seconds(id).is_none(), seconds(id), *id));
        let mut node_of = vec![None; corpus.len()];
        survivors.iter().enumerate().for_each(|(node, id)| node_of[id.index()] = Some(node));
        let mut articles = vec![Vec::new(); survivors.len()];
        for id in ids.filter(counts) {
            if let Some(node) = node_of[copies.survivor[id.index()].index()] {
                articles[node].push(id);
            }
        }
        let pair = |alike: &AlikePair| {
            let (a, b) = (node_of[alike.a.index()]?, node_of[alike.b.index()]?);
            (alike.kind == LookAlike::Template).then_some((a.min(b) as u32, a.max(b) as u32))
        };
        let mut barred: Vec<(u32, u32)> = copies.look_alikes.iter().filter_map(pair).collect();
        barred.sort_unstable();
        Self {
            barred,
            langs: survivors.iter().map(|id| langs[id.index()].code()).collect(),
            published: survivors.iter().map(seconds).collect(),
            survivors,
            articles,
        }
    }
}

/// Counts again, without their outlet's furniture, the distinct texts that carry some.
fn strip_furniture(
    corpus: &Corpus,
    texts: &Texts,
    workers: &mut [TermCounter],
    counted: &mut [Counted],
) -> Result<()> {
    let outlets = outlet_numbers(corpus);
    let known = texts.survivors.iter().filter_map(|id| Some((outlets[id.index()]?, *id)));
    let furniture =
        Furniture::of(known.clone().map(|(outlet, id)| (outlet, &*counted[id.index()].passages)));
    let carries = |(outlet, id): &(u32, ArticleId)| {
        let Counted { terms, passages } = &counted[id.index()];
        furniture.is_in(*outlet, passages, terms.iter().map(|t| u32::from(t.all)).sum())
    };
    let langs: HashMap<ArticleId, &'static str> =
        texts.survivors.iter().copied().zip(texts.langs.iter().copied()).collect();
    let carriers: Vec<(u32, ArticleId)> = known.filter(carries).collect();
    let share = carriers.len().div_ceil(workers.len().max(1)).max(1);
    let again: Vec<Vec<(ArticleId, Counted)>> = workers
        .par_iter_mut()
        .zip(carriers.par_chunks(share))
        .map(|(worker, carriers)| {
            let one = |&(outlet, id): &(u32, ArticleId)| {
                let text = corpus.text(id)?;
                let title = &corpus.record(id).title;
                let skip = |passage| furniture.holds(outlet, passage);
                Ok((id, worker.count_without(title, &text, langs[&id], skip)))
            };
            carriers.iter().map(one).collect()
        })
        .collect::<Result<_>>()?;
    for (id, without) in again.into_iter().flatten() {
        counted[id.index()] = without;
    }
    Ok(())
}

/// A number for each article's outlet; `None` where the outlet is unknown.
fn outlet_numbers(corpus: &Corpus) -> Vec<Option<u32>> {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    corpus
        .records()
        .iter()
        .map(|record| {
            let next = numbers.len() as u32;
            let known = !record.source.is_unknown();
            known.then(|| *numbers.entry(record.source.name()).or_insert(next))
        })
        .collect()
}

/// The rows of the distinct texts.
struct Space {
    idf: Idf,
    all: CsrMatrix,
    lead: CsrMatrix,
    title: CsrMatrix,
}

impl Space {
    fn of(texts: &Texts, counts: &[Box<[TermCount]>], vocabulary: &Vocabulary) -> Self {
        let articles = || {
            let survivors = texts.survivors.iter().zip(&texts.langs);
            survivors.map(|(id, lang)| (&*counts[id.index()], *lang))
        };
        let idf = Idf::new(vocabulary, articles(), Background::shipped);
        let view = |view| rows(articles(), view, &idf);
        let (all, (lead, title)) = rayon::join(
            || view(View::All),
            || rayon::join(|| view(View::Lead), || view(View::Title)),
        );
        Self { idf, all, lead, title }
    }

    fn nodes<'a>(&'a self, texts: &Texts, vocabulary: &Vocabulary) -> Nodes<'a> {
        let idf: Vec<&[f32]> = texts.langs.iter().map(|lang| self.idf.of(lang)).collect();
        Nodes {
            all: &self.all,
            lead: &self.lead,
            title: &self.title,
            mass: cluster::idf_mass(&self.all, &idf),
            idf,
            published: texts.published.clone(),
            barred: texts.barred.clone(),
            terms: vocabulary.len(),
        }
    }
}

fn set_stories(
    analysis: &mut Analysis,
    corpus: &Corpus,
    texts: &Texts,
    nodes: &Nodes<'_>,
    vocabulary: &Vocabulary,
    found: &Clustering,
    settings: &Settings,
) -> Result<()> {
    let labelled = label(nodes, stories(texts, found), &found.edges, settings.cluster.link_cap);
    let terms = |terms: &[(u32, f32)]| -> Vec<TermWeight> {
        let term =
            |&(t, weight): &(u32, f32)| TermWeight { term: vocabulary.readable(t).into(), weight };
        terms.iter().map(term).collect()
    };
    let mut made: Vec<(Story, Labelled)> = labelled
        .into_par_iter()
        .map(|labelled| Ok((story(corpus, texts, &labelled, terms(&labelled.terms))?, labelled)))
        .collect::<Result<_>>()?;
    // Numbers follow the first article, so the order of stories does not depend on node numbers;
    // runner-ups are renumbered with it.
    let mut order: Vec<usize> = (0..made.len()).collect();
    order.sort_by_key(|at| {
        (made[*at].0.first.is_none(), made[*at].0.first, made[*at].0.articles[0])
    });
    let mut rank = vec![0; made.len()];
    order.iter().enumerate().for_each(|(new, old)| rank[*old] = new);
    for (number, (_, labelled)) in made.iter().enumerate() {
        for (node, member) in labelled.nodes.iter().zip(&labelled.members) {
            for id in &texts.articles[*node as usize] {
                let article = &mut analysis.articles[id.index()];
                article.story = Some(rank[number]);
                article.story_score = Some(member.score);
                article.why = terms(&member.why);
                article.runner_up =
                    member.runner_up.map(|(story, score)| RunnerUp { story: rank[story], score });
            }
        }
    }
    let mut numbered: Vec<(usize, Story)> =
        made.drain(..).enumerate().map(|(old, (story, _))| (rank[old], story)).collect();
    numbered.sort_by_key(|(number, _)| *number);
    analysis.stories = numbered.into_iter().map(|(_, story)| story).collect();
    add_pairs(analysis, texts, found);
    Ok(())
}

/// Lists of nodes that make a story: several nodes, or one that has copies.
fn stories(texts: &Texts, found: &Clustering) -> Vec<Vec<u32>> {
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); found.story.len()];
    for (node, root) in found.story.iter().enumerate() {
        members[*root as usize].push(node as u32);
    }
    members
        .retain(|nodes| nodes.iter().map(|n| texts.articles[*n as usize].len()).sum::<usize>() > 1);
    members
}

fn story(
    corpus: &Corpus,
    texts: &Texts,
    labelled: &Labelled,
    terms: Vec<TermWeight>,
) -> Result<Story> {
    let published = |id: &ArticleId| corpus.record(*id).published;
    let mut articles: Vec<ArticleId> =
        labelled.nodes.iter().flat_map(|n| &texts.articles[*n as usize]).copied().collect();
    articles.sort_by_key(|id| (published(id).is_none(), published(id), *id));
    let outlets = |ids: &mut dyn Iterator<Item = ArticleId>| -> Vec<Source> {
        let mut outlets: Vec<Source> = ids.map(|id| corpus.record(id).source.clone()).collect();
        outlets.sort();
        outlets.dedup();
        outlets
    };
    let survivors = labelled.nodes.iter().map(|n| texts.survivors[*n as usize]);
    Ok(Story {
        id: format!("s-{}", corpus.record(articles[0]).key),
        label: headline(corpus, texts.survivors[labelled.medoid as usize])?,
        terms,
        sources: outlets(&mut articles.iter().copied()),
        texts: labelled.nodes.len(),
        witnesses: outlets(&mut survivors.into_iter()).len(),
        first: articles.iter().filter_map(published).min(),
        last: articles.iter().filter_map(published).max(),
        cohesion: labelled.cohesion,
        continues: None,
        position: None,
        articles,
    })
}

/// The headline of an article, or the beginning of its text.
fn headline(corpus: &Corpus, id: ArticleId) -> Result<String> {
    const LENGTH: usize = 100;
    let title = corpus.record(id).title.trim();
    if !title.is_empty() {
        return Ok(title.to_owned());
    }
    let text = corpus.text(id)?;
    let words: Vec<&str> = text.split_whitespace().take(40).collect();
    let line = words.join(" ");
    let Some((end, _)) = line.char_indices().nth(LENGTH) else { return Ok(line) };
    let cut = line[..end].rfind(' ').unwrap_or(end);
    Ok(format!("{}…", &line[..cut]))
}

/// Lists the story pairs worth keeping as evidence.
fn add_pairs(analysis: &mut Analysis, texts: &Texts, found: &Clustering) {
    let pair = |(edge, accepted): (Edge, bool)| {
        let ids = [edge.a, edge.b].map(|node| texts.survivors[node as usize]);
        Pair {
            a: ids[0].min(ids[1]),
            b: ids[0].max(ids[1]),
            stage: PairStage::Cluster,
            score: edge.score,
            features: Vec::new(),
            accepted,
        }
    };
    let mut pairs: Vec<Pair> = evidence::pairs(found).into_iter().map(pair).collect();
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    analysis.pairs.append(&mut pairs);
}

/// Counts, over several inputs of one language, how many articles hold each stem (headline and
/// first 300 words); articles of fewer than ten words are left out.
///
/// # Errors
/// If an input cannot be read.
pub fn count_background(
    lang: &str,
    inputs: &[Inputs],
    read: &read::Settings,
    progress: &dyn Progress,
) -> Result<Background> {
    const FEWEST_WORDS: u32 = 10;
    let lang = Lang::from_code(lang)
        .ok_or_else(|| Error::setting("lang", lang, "not the code of a known language"))?;
    let interner: Arc<Interner> = Arc::default();
    let mut frequencies: Vec<u32> = Vec::new();
    let mut articles = 0;
    for input in inputs {
        let scan = read::scan(
            input,
            read,
            || TermCounter::new(interner.clone()),
            |worker: &mut TermCounter, a: &Article| {
                let terms = worker.count(&a.title, &a.text, lang.code()).terms;
                let words: u32 = terms.iter().map(|t| u32::from(t.all)).sum();
                if words < FEWEST_WORDS { Box::default() } else { terms }
            },
            &|bytes, articles| progress.read(bytes, articles),
        )?;
        for terms in scan.products.iter().filter(|terms| !terms.is_empty()) {
            articles += 1;
            for term in terms {
                let term = term.term as usize;
                frequencies.resize(frequencies.len().max(term + 1), 0);
                frequencies[term] += 1;
            }
        }
    }
    let Ok(interner) = Arc::try_unwrap(interner) else { unreachable!("every worker is gone") };
    let (vocabulary, ids) = interner.finish(|_| 0);
    let counted = frequencies.iter().zip(&ids).filter(|(df, _)| **df > 0);
    let rows = counted.map(|(df, id)| (vocabulary.stem(*id).into(), *df)).collect();
    Ok(Background::new(lang.code(), articles, rows))
}
