//! A batch of new articles onto what a state knows.
//!
//! The stages are those of any run, and so are their results: copies are looked for among all
//! articles that the state remembers, stories and facts are found anew for those of the last days
//! (see [`crate::state`]). What is found keeps the names it had.

use hashbrown::HashSet;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::profile::{Profile, Profiler, Worker};
use super::progress::{Clock, Progress};
use super::vectors::Window;
use super::{Goal, Grounds, Pipeline, Profiled};
use crate::analysis::{Analysis, Story};
use crate::article::{ArticleId, Corpus};
use crate::dedup::find::{Copies, compared};
use crate::dedup::fingerprint::Fingerprint;
use crate::dedup::page_kind::Page;
use crate::error::Result;
use crate::fact;
use crate::read::{self, Inputs};
use crate::state::{
    self, Changes, Joined, Known, NamedFact, NamedStory, Origin, Remembered, Settings, State,
    day_of,
};
use crate::text::language::Lang;
use crate::vector::terms::Counted;

/// What an update found.
pub struct Updated {
    /// Everything that is open: the articles of the last days with their stories and facts, and the
    /// copies of new articles, however old.
    pub analysis: Analysis,
    /// What the scores of stories rest on.
    pub grounds: Option<Grounds>,
    /// What was read.
    pub inputs: Vec<read::InputFile>,
    /// Articles that the filters left out.
    pub filtered: read::Filtered,
    /// Records that repeat an id and its content, in the input or in the state.
    pub repeated: u64,
    /// Articles that are new to the state.
    pub added: usize,
    /// Wall-clock seconds of each stage, in order.
    pub stages: Vec<(&'static str, f64)>,
    /// For [`State::commit`], once the result is written.
    pub changes: Changes,
}

impl Updated {
    /// The ids of the articles that are new to the state.
    pub fn new_articles(&self) -> impl Iterator<Item = &str> {
        self.changes.new.iter().map(|known| known.record.key())
    }

    /// Names of stories that are no more: others have taken in their articles.
    pub fn vanished(&self) -> Vec<&str> {
        let names: HashSet<&str> = self.changes.stories.iter().map(|s| s.id.as_str()).collect();
        let closed = self.changes.closed.iter().map(String::as_str);
        closed.filter(|name| !names.contains(name)).collect()
    }
}

/// What is to be done with an input that the state has taken in as its last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Nothing.
    Stop,
    /// It is taken for a new one, of which all articles happen to be known.
    GoOn,
}

impl Pipeline {
    /// Reads new articles and analyses them with those of a state. The state stays as it is until
    /// [`State::commit`]. `None` where the input is the last one that the state has taken in.
    ///
    /// # Errors
    /// As [`Pipeline::read_and_run`], and if the state cannot be read.
    pub fn update(
        &self,
        state: &State,
        memory: Settings,
        inputs: &Inputs,
        again: Again,
        progress: &dyn Progress,
    ) -> Result<Option<Updated>> {
        memory.check()?;
        let mut clock = Clock::new(progress);
        let (scan, profiler) = self.scan(inputs, Goal::Facts, &mut clock)?;
        let input = hash_of(&scan.inputs);
        if again == Again::Stop && state.meta().updates > 0 && state.meta().input == input {
            return Ok(None);
        }
        let read = Read { scan, profiler, days: None, input };
        self.update_with(state, memory, read, clock).map(Some)
    }

    /// The stages behind the reading of an update.
    pub(super) fn update_with(
        &self,
        state: &State,
        memory: Settings,
        read: Read,
        mut clock: Clock<'_>,
    ) -> Result<Updated> {
        clock.stage("state")?;
        let Read { scan, profiler, days, input } = read;
        let read::Scan { corpus, products, mut workers, inputs, filtered, .. } = scan;
        let batch = Batch::of(state, corpus, days)?;
        let mut reader = profiler.worker();
        let profiles = batch.profiles(products, &mut reader);
        workers.push(reader);
        let (prints, mut profiled) = Profiled::new(profiles, profiler, workers)?;
        // Only these are known of an article by itself; the run adds to both.
        let (pages, langs) = (profiled.pages.clone(), profiled.langs.clone());
        let corpus = &batch.joined.corpus;
        let (mut analysis, copies) = self.copies(corpus, prints, &mut profiled, &mut clock)?;
        let earlier = state.stories()?;
        let (marked, touched) = state::choose(&state::Window {
            corpus,
            days: &batch.days,
            new: &batch.new,
            groups: &analysis.groups,
            stories: &earlier,
            since: batch.first - i64::from(memory.story_days),
        });
        batch.count_known(&copies, &marked, &mut profiled)?;
        let found = (copies, &mut analysis);
        let grounds = self.stories(corpus, found, profiled, Window::Marked(&marked), &mut clock)?;
        let again = touched.iter().map(|number| &earlier[*number]);
        let remembered = Remembered::of(again, state.facts()?);
        let of_fact = &self.settings.fact;
        let known = |analysis: &Analysis, story| remembered.facts(analysis, story, of_fact);
        self.facts(corpus, &mut analysis, &known, &mut clock)?;
        let next_fact = name(&mut analysis, &earlier, &touched, state)?;
        let (new, ids) = batch.new_articles(&pages, &langs)?;
        let changes = Changes {
            new,
            ids,
            clock: batch.clock,
            oldest: batch.clock.unwrap_or(0) - i64::from(memory.copies_days),
            closed: touched.iter().map(|number| earlier[*number].id.clone()).collect(),
            stories: named(&analysis, &batch.days, of_fact),
            facts: state::pack(&analysis),
            next_fact,
            input,
            corpus: batch.joined.corpus,
        };
        Ok(Updated {
            analysis: analysis.part(&marked),
            grounds,
            inputs,
            filtered,
            repeated: changes.corpus.repeated,
            added: changes.new.len(),
            stages: clock.finish(),
            changes,
        })
    }
}

/// What an update has read.
pub(super) struct Read {
    pub(super) scan: read::Scan<Worker, Profile>,
    pub(super) profiler: Profiler,
    /// First and last day of the new articles, where that is known.
    pub(super) days: Option<(i64, i64)>,
    /// Hash of the input.
    pub(super) input: u64,
}

/// The articles of an update.
struct Batch {
    joined: Joined,
    known: Vec<Known>,
    /// By [`ArticleId`]: the article is new.
    new: Vec<bool>,
    /// By [`ArticleId`]: see [`crate::state::day_of`].
    days: Vec<i64>,
    clock: Option<i64>,
    /// The day from which on most new articles are.
    first: i64,
}

impl Batch {
    /// New articles and those of a state; the new ones tell their days, unless these are known.
    fn of(state: &State, corpus: Corpus, days: Option<(i64, i64)>) -> Result<Self> {
        let known = state.articles()?;
        let joined = state::join(&known, state.texts()?, corpus)?;
        let dated = |id: usize| {
            let published = joined.corpus.records()[id].published();
            published.map(|time| day_of(time.as_second()))
        };
        let new: Vec<bool> =
            joined.origins.iter().map(|origin| matches!(origin, Origin::New(_))).collect();
        let dates = (0..new.len()).filter(|id| new[*id]).filter_map(dated).collect();
        let (first, clock) = match days {
            Some((first, last)) => (first, state.meta().clock.max(Some(last))),
            None => state::moved(state.meta().clock, dates),
        };
        let day = |(id, origin): (usize, &Origin)| match origin {
            Origin::Known(at) => known[*at as usize].day,
            Origin::New(_) => state::effective_day(dated(id), clock),
        };
        let days = joined.origins.iter().enumerate().map(day).collect();
        Ok(Self { joined, known, new, days, clock, first })
    }

    /// The profiles of all articles; `products` are those of the new ones, `reader` takes in the
    /// fingerprints of the known.
    fn profiles(&self, products: Vec<Profile>, reader: &mut Worker) -> Vec<Profile> {
        let mut products: Vec<Option<Profile>> = products.into_iter().map(Some).collect();
        let mut profile = |origin: &Origin| match *origin {
            Origin::New(id) => products[id.index()].take(),
            Origin::Known(at) => {
                let Known { page, lang, ref print, .. } = self.known[at as usize];
                let print = reader.prints.put(print);
                Some(Profile { page, lang, print, counted: Some(Box::default()) })
            }
        };
        self.joined.origins.iter().filter_map(&mut profile).collect()
    }

    /// Counts the words of known articles that stand for a text in the window.
    fn count_known(&self, copies: &Copies, marked: &[bool], profiled: &mut Profiled) -> Result<()> {
        let corpus = &self.joined.corpus;
        let counts = |id: &ArticleId| {
            marked[id.index()] && !self.new[id.index()] && copies.survivor[id.index()] == *id
        };
        let ids: Vec<ArticleId> = (0..corpus.len() as u32).map(ArticleId).filter(counts).collect();
        let Profiled { langs, workers, counted, .. } = profiled;
        let share = ids.len().div_ceil(workers.len().max(1)).max(1);
        let done: Vec<Vec<(ArticleId, Counted)>> = workers
            .par_iter_mut()
            .zip(ids.par_chunks(share))
            .map(|(worker, ids)| {
                let one = |id: &ArticleId| {
                    let text = corpus.text(*id)?;
                    let (title, lang) = (corpus.record(*id).title(), langs[id.index()].code());
                    Ok((*id, worker.count(title, &text, lang)))
                };
                ids.iter().map(one).collect()
            })
            .collect::<Result<_>>()?;
        for (id, of_text) in done.into_iter().flatten() {
            counted[id.index()] = of_text;
        }
        Ok(())
    }

    /// What the state is to know of the new articles, and their numbers.
    fn new_articles(&self, pages: &[Page], langs: &[Lang]) -> Result<(Vec<Known>, Vec<ArticleId>)> {
        let corpus = &self.joined.corpus;
        let ids: Vec<ArticleId> =
            (0..corpus.len() as u32).map(ArticleId).filter(|id| self.new[id.index()]).collect();
        let known = |id: &ArticleId| {
            let (record, text) = (corpus.record(*id), corpus.text(*id)?);
            Ok(Known {
                print: Fingerprint::of(compared(record.title(), &text)),
                record: record.clone(),
                lang: langs[id.index()],
                page: pages[id.index()],
                rank: corpus.rank(*id).map(Into::into),
                day: self.days[id.index()],
            })
        };
        Ok((ids.par_iter().map(known).collect::<Result<_>>()?, ids))
    }
}

/// Gives stories and facts the names they had; tells the number of the next new fact.
fn name(
    analysis: &mut Analysis,
    earlier: &[NamedStory],
    touched: &[usize],
    state: &State,
) -> Result<u64> {
    let of_window: Vec<&NamedStory> = touched.iter().map(|number| &earlier[*number]).collect();
    let mut taken = state.names()?;
    taken.extend(earlier.iter().map(|story| story.id.clone()));
    state::name_stories(analysis, &of_window, taken, state.meta().updates + 1);
    let mut next_fact = state.meta().next_fact;
    state::name_facts(analysis, &of_window, &mut next_fact);
    Ok(next_fact)
}

/// The stories of an analysis as a state keeps them.
fn named(analysis: &Analysis, days: &[i64], settings: &fact::Settings) -> Vec<NamedStory> {
    let mut facts: Vec<Vec<NamedFact>> = vec![Vec::new(); analysis.stories.len()];
    for (fact, number) in analysis.facts.iter().zip(&analysis.fact_numbers) {
        if let Some(story) = fact.story {
            let spots = state::spots(analysis, fact);
            facts[story].push(NamedFact { number: *number, spots });
        }
    }
    let story = |(story, facts): (&Story, Vec<NamedFact>)| NamedStory {
        id: story.id.clone(),
        articles: story
            .articles
            .iter()
            .map(|id| analysis.articles[id.index()].key().to_owned())
            .collect(),
        last: story.articles.iter().map(|id| days[id.index()]).max().unwrap_or(0),
        grounds: state::grounds(analysis, story, settings),
        facts,
    };
    analysis.stories.iter().zip(facts).map(story).collect()
}

/// Hash of what was read: the same for the same files in any order.
fn hash_of(inputs: &[read::InputFile]) -> u64 {
    let mut files: Vec<[u64; 2]> = inputs.iter().map(|f| [f.fingerprint, f.bytes]).collect();
    files.sort_unstable();
    let bytes: Vec<u8> = files.iter().flatten().flat_map(|n| n.to_le_bytes()).collect();
    xxh3_64(&bytes)
}
