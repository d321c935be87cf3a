//! Copies and counts to the rows of the distinct texts: the stage vector.

use hashbrown::HashMap;
use jiff::Timestamp;
use rayon::prelude::*;

use super::profile::Profiler;
use crate::analysis::{Analysis, LookAlike, PageKind};
use crate::article::{ArticleId, Corpus};
use crate::cluster::series::Instalment;
use crate::cluster::{Nodes, Rows};
use crate::dedup::find::Copies;
use crate::dedup::related::AlikePair;
use crate::error::Result;
use crate::text::language::Lang;
use crate::vector::background::Background;
use crate::vector::basis::{Basis, outlet_hash};
use crate::vector::frequencies::Frequencies;
use crate::vector::furniture::Furniture;
use crate::vector::terms::{Counted, TermCount, TermCounter};
use crate::vector::tfidf::{Idf, TextRow};
use crate::vector::vocabulary::Vocabulary;

/// The distinct texts of a corpus: the nodes that stories are made of.
pub(super) struct Texts {
    /// Survivor of each node, by date, undated last, then by id.
    pub(super) survivors: Vec<ArticleId>,
    /// All articles of each node, ascending.
    pub(super) articles: Vec<Vec<ArticleId>>,
    pub(super) langs: Vec<&'static str>,
    pub(super) published: Vec<Option<i64>>,
    /// Pairs of nodes that are alike by form only.
    pub(super) barred: Vec<(u32, u32)>,
    /// The instalment of its outlet's series that a headline names.
    pub(super) series: Vec<Option<Instalment>>,
}

impl Texts {
    /// The survivors of copies that are articles, or of any page with a text, of those in the
    /// `window`.
    pub(super) fn of(
        corpus: &Corpus,
        copies: &Copies,
        analysis: &Analysis,
        langs: &[Lang],
        all_pages: bool,
        window: Window<'_>,
    ) -> Self {
        let ids = (0..corpus.len() as u32).map(ArticleId);
        let counts = |id: &ArticleId| match analysis.articles[id.index()].kind {
            _ if !window.holds(*id) => false,
            PageKind::Article => true,
            PageKind::Empty => false,
            _ => all_pages,
        };
        let seconds = |id: &ArticleId| corpus.record(*id).published().map(Timestamp::as_second);
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
        let series = |id: &ArticleId| {
            let record = corpus.record(*id);
            Instalment::of(record.source().name(), record.title())
        };
        Self {
            barred,
            series: survivors.iter().map(series).collect(),
            langs: survivors.iter().map(|id| langs[id.index()].code()).collect(),
            published: survivors.iter().map(seconds).collect(),
            survivors,
            articles,
        }
    }

    /// What clustering needs to know of them beside their words; `lengths` are their numbers of
    /// weighted terms.
    pub(super) fn nodes(&self, lengths: Vec<u32>) -> Nodes {
        Nodes {
            lengths,
            published: self.published.clone(),
            barred: self.barred.clone(),
            series: self.series.clone(),
        }
    }
}

/// The articles that stories are looked for among.
#[derive(Clone, Copy)]
pub(super) enum Window<'a> {
    /// All of them.
    Open,
    /// Those marked, by [`ArticleId`].
    #[cfg_attr(not(feature = "state"), allow(dead_code, reason = "only updates mark some"))]
    Marked(&'a [bool]),
}

impl Window<'_> {
    fn holds(self, id: ArticleId) -> bool {
        match self {
            Self::Open => true,
            Self::Marked(marked) => marked[id.index()],
        }
    }
}

/// What the reading pass has counted.
pub(super) struct Tally {
    pub(super) profiler: Profiler,
    pub(super) workers: Vec<TermCounter>,
    /// By article.
    pub(super) counted: Vec<Counted>,
}

impl Tally {
    /// The rows of the distinct texts, without what their outlets print under everything. Words
    /// weigh as on the `basis`, where there is one, else as the texts themselves show.
    ///
    /// # Errors
    /// If a text can no longer be read.
    pub(super) fn into_rows(
        self,
        corpus: &Corpus,
        texts: &Texts,
        basis: Option<&Basis>,
    ) -> Result<Vectors> {
        let Self { profiler, mut workers, mut counted } = self;
        let known = basis.map(Basis::furniture);
        let furniture = strip_furniture(corpus, texts, &mut workers, &mut counted, known)?;
        let of_node = |id: &ArticleId| std::mem::take(&mut counted[id.index()].terms);
        let mut counts: Vec<Box<[TermCount]>> = texts.survivors.iter().map(of_node).collect();
        drop(counted);
        let vocabulary = profiler.finish(workers, &mut counts);
        let rows = counts.iter().map(|counts| &**counts).zip(texts.langs.iter().copied());
        let frequencies = match basis {
            Some(basis) => basis.frequencies(&vocabulary),
            None => Frequencies::count(vocabulary.len(), rows),
        };
        let space = Space::of(counts, &vocabulary, &frequencies);
        Ok(Vectors { space, vocabulary, frequencies, furniture })
    }
}

/// What [`Tally::into_rows`] makes.
pub(super) struct Vectors {
    pub(super) space: Space,
    pub(super) vocabulary: Vocabulary,
    frequencies: Frequencies,
    furniture: Furniture,
}

impl Vectors {
    /// What is kept of them beside the result.
    pub(super) fn into_basis(self) -> Basis {
        Basis::new(&self.vocabulary, &self.frequencies, self.furniture)
    }
}

/// Counts again, without what their outlets print under everything, the distinct texts that carry
/// some of it; where it is not known, the texts show it.
fn strip_furniture(
    corpus: &Corpus,
    texts: &Texts,
    workers: &mut [TermCounter],
    counted: &mut [Counted],
    known: Option<&Furniture>,
) -> Result<Furniture> {
    let outlet = |id: &ArticleId| Some((outlet_hash(corpus.record(*id).source())?, *id));
    let named: Vec<(u64, ArticleId)> = texts.survivors.iter().filter_map(outlet).collect();
    let passages = |&(outlet, id): &(u64, ArticleId)| (outlet, &*counted[id.index()].passages);
    let found = || Furniture::of(named.iter().map(passages));
    let furniture = known.cloned().unwrap_or_else(found);
    let carries = |(outlet, id): &(u64, ArticleId)| furniture.is_in(*outlet, &counted[id.index()]);
    let carriers: Vec<(u64, ArticleId)> = named.iter().copied().filter(carries).collect();
    let langs: HashMap<ArticleId, &'static str> =
        texts.survivors.iter().copied().zip(texts.langs.iter().copied()).collect();
    let share = carriers.len().div_ceil(workers.len().max(1)).max(1);
    let again: Vec<Vec<(ArticleId, Counted)>> = workers
        .par_iter_mut()
        .zip(carriers.par_chunks(share))
        .map(|(worker, carriers)| {
            let one = |&(outlet, id): &(u64, ArticleId)| {
                let text = corpus.text(id)?;
                let title = corpus.record(id).title();
                let skip = |passage| furniture.holds(outlet, passage);
                Ok((id, worker.count_without(title, &text, langs[&id], skip)))
            };
            carriers.iter().map(one).collect()
        })
        .collect::<Result<_>>()?;
    for (id, without) in again.into_iter().flatten() {
        counted[id.index()] = without;
    }
    Ok(furniture)
}

/// The counts of the distinct texts, and what they weigh.
pub(super) struct Space {
    idf: Idf,
    /// By node.
    counts: Vec<Box<[TermCount]>>,
}

impl Space {
    /// Of the terms of texts.
    pub(super) fn of(
        counts: Vec<Box<[TermCount]>>,
        vocabulary: &Vocabulary,
        frequencies: &Frequencies,
    ) -> Self {
        Self { idf: Idf::new(vocabulary, frequencies, Background::shipped), counts }
    }

    /// The rows of the texts, which are of these languages.
    pub(super) fn rows(&self, langs: &[&'static str], vocabulary: &Vocabulary) -> Rows<'_> {
        let texts = self.counts.par_iter().zip(langs);
        let texts = texts.map(|(counts, lang)| TextRow::new(counts, self.idf.of(lang))).collect();
        Rows { texts, terms: vocabulary.len() }
    }
}
