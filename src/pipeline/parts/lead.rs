//! Who leads a run in parts: knows all articles but their texts, says what is to be done with which,
//! and takes in what came of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashbrown::HashMap;

use super::profile::{Known, row_of};
use super::row;
use super::story_lead::{Distinct, StoryLead};
use crate::analysis::{Analysis, Fact};
use crate::article::{ArticleId, Corpus, Record, Rejected, TextStore};
use crate::dedup::page_kind::Page;
use crate::dedup::page_run;
use crate::dedup::parts::{Findings, Whole};
use crate::dedup::prints::Print;
use crate::dedup::related::AlikePair;
use crate::error::Result;
use crate::pipeline::vectors::{Texts, Window};
use crate::pipeline::{Grounds, Pipeline, Run, articles, set_copies};
use crate::read::{Entries, Filtered, Settled, Shared, settle};
use crate::text::language::Lang;
use crate::union_find::UnionFind;

/// Texts that are compared in one go, about.
const TEXTS_AT_ONCE: usize = 2_000;
/// Pairs that are looked at in one go for rewrites.
const PAIRS_AT_ONCE: usize = 4_000;
/// Articles whose facts are found in one go, about.
const ARTICLES_AT_ONCE: usize = 500;

/// An article's place in the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// As [`super::Profiled::row`].
    pub row: u64,
    /// What stands for [`super::Profiled::record`] where the article has got another id.
    pub renamed: Option<Vec<u8>>,
    /// Its number: its rank by id.
    pub article: u32,
    /// Its place in keep order.
    pub position: u32,
    /// The position of the first article of the same words; `None` where it has none, or is no
    /// article.
    pub first: Option<u32>,
    /// Hash and number of its words.
    pub words: (u64, u32),
    /// How many grams it holds, and how many of them a long text would keep.
    pub sizes: (u32, u32),
}

/// What is to be looked at together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Bucket and article; an article may stand in several.
    pub articles: Vec<(u32, u32)>,
    /// Bucket and two articles, the one that is kept first before the other.
    pub pairs: Vec<(u32, u32, u32)>,
}

/// The articles of a run in parts, and what was found so far.
pub struct Lead {
    pipeline: Pipeline,
    corpus: Corpus,
    texts: Arc<Gathered>,
    rows: Vec<u64>,
    renamed: Vec<bool>,
    langs: Vec<Lang>,
    pages: Vec<Page>,
    words: Vec<(u64, u32)>,
    sizes: Vec<(u32, u32)>,
    /// The keep order, once all pages are told from articles.
    order: Option<Vec<ArticleId>>,
    filtered: Filtered,
    findings: Vec<Findings>,
    rewrites: Vec<AlikePair>,
    stories: Option<StoryLead>,
    analysis: Analysis,
    grounds: Option<Grounds>,
    facts: Vec<(u32, Vec<Fact>)>,
}

impl Lead {
    /// Takes in the articles of all batches, each as record and profile.
    ///
    /// # Errors
    /// If a row is damaged.
    pub fn new<'a>(
        pipeline: Pipeline,
        articles: impl IntoIterator<Item = (&'a [u8], &'a [u8])>,
        mut rejected: Vec<Rejected>,
        filtered: Filtered,
    ) -> Result<Self> {
        let (mut entries, mut products) = (Entries::default(), Vec::new());
        let mut shared = Shared::default();
        for (record, profile) in articles {
            let known: Known = row::decode(profile, "profile")?;
            entries.records.push(row::decode_record(record, &mut shared)?);
            entries.contents.push(known.content);
            products.push(InMemory::of(known));
        }
        let Settled { records, arrangement, mut input_order, renamed, repeated, .. } =
            settle(entries, None);
        let products = arrangement.arrange(products);
        rejected.extend(renamed);
        rejected.sort_unstable();
        rejected.dedup();
        input_order.sort_unstable_by_key(|id| records[id.index()].location());
        let has_other_id = |(record, product): (&Record, &InMemory)| {
            row_of(record.key(), product.content) != product.row
        };
        let renamed = records.iter().zip(&products).map(has_other_id).collect();
        let texts = Arc::new(Gathered::default());
        let has_ranks = products.iter().any(|product| product.rank.is_some());
        let ranks = products.iter().map(|product| product.rank.clone()).collect();
        let corpus = Corpus::new(records, input_order, Box::new(texts.clone()), rejected, repeated);
        Ok(Self {
            pipeline,
            corpus: if has_ranks { corpus.with_ranks(ranks) } else { corpus },
            texts,
            rows: products.iter().map(|product| product.row).collect(),
            renamed,
            langs: products.iter().map(|product| product.lang).collect(),
            pages: products.iter().map(|product| product.page).collect(),
            words: products.iter().map(|product| product.words).collect(),
            sizes: products.iter().map(|product| product.sizes).collect(),
            order: None,
            filtered,
            findings: Vec::new(),
            rewrites: Vec::new(),
            stories: None,
            analysis: Analysis::default(),
            grounds: None,
            facts: Vec::new(),
        })
    }

    /// Number of articles.
    pub fn len(&self) -> usize {
        self.corpus.len()
    }

    /// True where nothing was read.
    pub fn is_empty(&self) -> bool {
        self.corpus.is_empty()
    }

    /// The rows of the articles, by number: see [`super::Profiled::row`].
    pub fn rows(&self) -> &[u64] {
        &self.rows
    }

    /// The articles whose texts [`Lead::settle`] looks into.
    pub fn short_texts(&self) -> Vec<u32> {
        let wanted = page_run::looked_into(&self.corpus, &self.prints());
        wanted.into_iter().map(|id| id.0).collect()
    }

    /// Takes in texts by article.
    pub fn take_texts(&self, texts: impl IntoIterator<Item = (u32, String)>) {
        self.texts.held().extend(texts);
    }

    /// Tells pages that are no articles from those that are; gives all their places in the run.
    ///
    /// # Errors
    /// If one of [`Lead::short_texts`] was not given, or the keep policy names what the run lacks.
    pub fn settle(&mut self) -> Result<Vec<Placed>> {
        let mut prints = self.prints();
        let settings = &self.pipeline.settings.dedup;
        page_run::settle(&self.corpus, &mut self.pages, &mut prints, settings)?;
        self.words = prints.iter().map(|print| (print.exact, print.words)).collect();
        self.analysis = articles(&self.corpus, &self.langs, &self.pages);
        self.texts.held().clear();
        let whole = self.whole()?;
        let order: Vec<_> = whole.order().collect();
        let placed = |&(id, first): &(ArticleId, Option<ArticleId>)| Placed {
            row: self.rows[id.index()],
            renamed: self.renamed[id.index()].then(|| row::encode_record(self.corpus.record(id))),
            article: id.0,
            position: whole.position(id),
            first: first.map(|first| whole.position(first)),
            words: self.words[id.index()],
            sizes: self.sizes[id.index()],
        };
        let placed = order.iter().map(placed).collect();
        self.order = Some(order.into_iter().map(|(id, _)| id).collect());
        Ok(placed)
    }

    fn prints(&self) -> Vec<Print> {
        self.words.iter().map(|(exact, words)| Print::bare(*exact, *words)).collect()
    }

    fn whole(&self) -> Result<Whole<'_>> {
        let settings = &self.pipeline.settings.dedup;
        Whole::new(&self.corpus, &self.words, self.order.clone(), settings)
    }

    /// Pairs of positions that are candidates by their address: pages that were crawled again.
    ///
    /// # Errors
    /// As [`Lead::settle`].
    pub fn pages_again(&self) -> Result<Vec<(u32, u32)>> {
        let whole = self.whole()?;
        let position = |id| whole.position(id);
        Ok(whole.pages_again().map(|(a, b)| (position(a), position(b))).collect())
    }

    /// What hangs together by candidates, given as positions: these texts are compared in
    /// [`super::families()`].
    ///
    /// # Errors
    /// As [`Lead::settle`].
    pub fn families(&self, candidates: &[(u32, u32)]) -> Result<Wanted> {
        let whole = self.whole()?;
        let order: Vec<(ArticleId, Option<ArticleId>)> = whole.order().collect();
        let id = |position: u32| order[position as usize].0;
        let mut pairs: Vec<(ArticleId, ArticleId)> =
            candidates.iter().map(|&(a, b)| (id(a.min(b)), id(a.max(b)))).collect();
        pairs.extend(whole.pages_again());
        pairs.sort_unstable();
        pairs.dedup();
        let mut linked = UnionFind::new(order.len());
        let mut held = vec![false; order.len()];
        for (a, b) in &pairs {
            linked.union(a.0, b.0);
            held[a.index()] = true;
            held[b.index()] = true;
        }
        for (id, first) in &order {
            if let Some(first) = first.filter(|first| held[first.index()]) {
                linked.union(first.0, id.0);
                held[id.index()] = true;
            }
        }
        let roots = linked.into_roots();
        let mut members: Vec<u32> =
            (0..order.len() as u32).filter(|id| held[*id as usize]).collect();
        members.sort_unstable_by_key(|id| (roots[*id as usize], *id));
        let mut buckets: HashMap<u32, u32> = HashMap::new();
        let (mut bucket, mut size, mut dealt) = (0, 0, Vec::with_capacity(members.len()));
        for family in members.chunk_by(|x, y| roots[*x as usize] == roots[*y as usize]) {
            if size >= TEXTS_AT_ONCE {
                (bucket, size) = (bucket + 1, 0);
            }
            size += family.len();
            buckets.insert(roots[family[0] as usize], bucket);
            dealt.extend(family.iter().map(|id| (bucket, *id)));
        }
        let pairs = pairs.into_iter().map(|(a, b)| (buckets[&roots[a.index()]], a.0, b.0));
        Ok(Wanted { articles: dealt, pairs: pairs.collect() })
    }

    /// Takes in what [`super::families()`] has found of a bucket.
    ///
    /// # Errors
    /// If the bytes are damaged.
    pub fn take_findings(&mut self, bytes: &[u8]) -> Result<()> {
        self.findings.push(row::decode(bytes, "findings")?);
        Ok(())
    }

    /// Of pairs of positions that met over rare grams, with their overlap, those that
    /// [`super::rewrites()`] is to compare; all findings are there.
    ///
    /// # Errors
    /// As [`Lead::settle`].
    pub fn rewrites(&self, met: &[(u32, u32, f32)]) -> Result<Wanted> {
        let mut whole = self.whole()?;
        whole.take(self.findings.iter().map(Findings::pairs_alone));
        let order: Vec<ArticleId> = whole.order().map(|(id, _)| id).collect();
        let id = |position: u32| order[position as usize];
        let met = met.iter().map(|&(a, b, overlap)| (id(a), id(b), overlap)).collect();
        let mut pairs = whole.rewrites(met);
        pairs.sort_unstable();
        let mut wanted = Wanted::default();
        for (bucket, pairs) in (0..).zip(pairs.chunks(PAIRS_AT_ONCE)) {
            let mut articles: Vec<u32> = pairs.iter().flat_map(|(a, b)| [a.0, b.0]).collect();
            articles.sort_unstable();
            articles.dedup();
            wanted.articles.extend(articles.into_iter().map(|id| (bucket, id)));
            wanted.pairs.extend(pairs.iter().map(|(a, b)| (bucket, a.0, b.0)));
        }
        Ok(wanted)
    }

    /// Takes in what [`super::rewrites()`] has found of a bucket.
    ///
    /// # Errors
    /// If the bytes are damaged.
    pub fn take_rewrites(&mut self, bytes: &[u8]) -> Result<()> {
        self.rewrites.extend(row::decode::<Vec<AlikePair>>(bytes, "rewrites")?);
        Ok(())
    }

    /// Ends the stage of copies; gives the distinct texts, of which stories are made.
    ///
    /// # Errors
    /// As [`Lead::settle`].
    pub fn copies(&mut self) -> Result<Vec<Distinct>> {
        let mut whole = self.whole()?;
        whole.take(self.findings.iter().cloned());
        let mut copies = whole.copies(&self.rewrites)?;
        self.findings.clear();
        set_copies(&mut self.analysis, &mut copies);
        let settings = &self.pipeline.settings;
        let all_pages = settings.dedup.all_pages;
        let (corpus, analysis) = (&self.corpus, &self.analysis);
        let texts = Texts::of(corpus, &copies, analysis, &self.langs, all_pages, Window::Open);
        let stories = StoryLead::new(texts, settings);
        let distinct = stories.distinct(corpus, &self.rows);
        self.stories = Some(stories);
        Ok(distinct)
    }

    /// Who leads the stage of stories.
    ///
    /// # Errors
    /// If [`Lead::copies`] was not called before, or the stage is done.
    pub fn story_lead(&mut self) -> Result<&mut StoryLead> {
        self.stories.as_mut().ok_or_else(|| row::out_of_turn("stories"))
    }

    /// The articles whose texts [`Lead::stories`] reads: the stories are known.
    pub fn untitled(&self) -> Vec<u32> {
        self.stories.as_ref().map_or_else(Vec::new, |stories| stories.untitled(&self.corpus))
    }

    /// Ends the stage of stories.
    ///
    /// # Errors
    /// If something of it is missing, or a text that [`Lead::untitled`] named.
    pub fn stories(&mut self) -> Result<()> {
        let stories = self.stories.take().ok_or_else(|| row::out_of_turn("stories"))?;
        self.grounds = stories.finish(&mut self.analysis, &self.corpus)?;
        self.texts.held().clear();
        Ok(())
    }

    /// The articles that facts are looked for in: bucket, article, story and group.
    pub fn articles_of_stories(&self) -> Vec<(u32, u32, u32, Option<u32>)> {
        let (mut bucket, mut size, mut rows) = (0, 0, Vec::new());
        for (story, number) in self.analysis.stories.iter().zip(0..) {
            if story.sources.len() < 2 {
                continue;
            }
            if size >= ARTICLES_AT_ONCE {
                (bucket, size) = (bucket + 1, 0);
            }
            size += story.articles.len();
            let group = |id: &ArticleId| self.analysis.articles[id.index()].group.map(|g| g as u32);
            rows.extend(story.articles.iter().map(|id| (bucket, id.0, number, group(id))));
        }
        rows
    }

    /// The language of an article.
    pub fn lang(&self, article: u32) -> &str {
        &self.analysis.articles[article as usize].lang
    }

    /// Takes in what [`super::facts()`] has found of a bucket.
    ///
    /// # Errors
    /// If the bytes are damaged.
    pub fn take_facts(&mut self, bytes: &[u8]) -> Result<()> {
        self.facts.extend(row::decode::<Vec<(u32, Vec<Fact>)>>(bytes, "facts")?);
        Ok(())
    }

    /// Ends the run.
    pub fn finish(mut self) -> Run {
        self.facts.sort_unstable_by_key(|(story, _)| *story);
        let of_story = |(story, facts): (u32, Vec<Fact>)| {
            facts.into_iter().map(move |fact| Fact { story: Some(story as usize), ..fact })
        };
        self.analysis.facts = self.facts.into_iter().flat_map(of_story).collect();
        Run {
            corpus: self.corpus,
            analysis: self.analysis,
            grounds: self.grounds,
            inputs: Vec::new(),
            filtered: self.filtered,
            stages: Vec::new(),
        }
    }
}

/// What stays in memory of a profile.
struct InMemory {
    row: u64,
    content: u64,
    rank: Option<Box<str>>,
    lang: Lang,
    page: Page,
    words: (u64, u32),
    sizes: (u32, u32),
}

impl InMemory {
    fn of(known: Known) -> Self {
        let Known { row, content, rank, lang, page, words, sizes } = known;
        let lang = Lang::from_code(&lang).unwrap_or_default();
        Self { row, content, rank, lang, page, words, sizes }
    }
}

/// Texts that were asked for.
#[derive(Default)]
struct Gathered(Mutex<HashMap<u32, String>>);

impl Gathered {
    fn held(&self) -> MutexGuard<'_, HashMap<u32, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TextStore for Gathered {
    fn text(&self, id: ArticleId) -> Result<String> {
        self.held().get(&id.0).cloned().ok_or_else(|| row::missing(id.0))
    }
}
