//! Who leads the stage of stories: knows the distinct texts but their words, says which of them are
//! looked at together, and makes stories of their scored pairs.

use std::ops::Range;
use std::sync::Arc;

use hashbrown::HashMap;

use super::row;
use super::stories::{NodeRow, StoryWords, Tested, Together};
use super::words::{Weighed, code};
use crate::analysis::Analysis;
use crate::article::{ArticleId, Corpus};
use crate::cluster::label::Words;
use crate::cluster::score::Parts;
use crate::cluster::{self, Clustering, Edge, Nodes, evidence, time, trust};
use crate::error::Result;
use crate::fact::families::Families;
use crate::pipeline::stories::{Grouped, Told, add_pairs, set_stories};
use crate::pipeline::vectors::Texts;
use crate::pipeline::{Grounds, Settings};
use crate::text::words::hash_word;
use crate::vector::background::Background;
use crate::vector::basis::{Basis, outlet_hash};
use crate::vector::frequencies::Frequencies;
use crate::vector::furniture::Furniture;
use crate::vector::tfidf::Idf;
use crate::vector::vocabulary::{Interner, Vocabulary};

/// Nodes whose partners are looked up in one go, at least.
const NODES_AT_ONCE: usize = 5_000;
/// Of the nodes that lie together, at least one in so many is looked up there.
const MOST_NEIGHBOURS: usize = 4;
/// Nodes whose words are labelled in one go, about.
const LABELLED_AT_ONCE: usize = 5_000;

/// A distinct text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distinct {
    /// As [`super::Profiled::row`].
    pub row: u64,
    /// Its number among the distinct texts: by date, undated last.
    pub node: u32,
    /// What stands for its outlet; `None` where that is unknown.
    pub outlet: Option<u64>,
    /// Its language.
    pub lang: &'static str,
    /// Seconds since 1970, where dated.
    pub published: Option<i64>,
}

/// Nodes whose partners are looked up in one go, with all that they may meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The nodes.
    pub own: Range<u32>,
    /// Those that lie there with them, besides the undated.
    pub members: Range<u32>,
}

/// The distinct texts of a run, and what was found of them so far.
pub struct StoryLead {
    texts: Texts,
    nodes: Nodes,
    settings: cluster::Settings,
    /// Which outlets are one.
    families: Families,
    known: Option<Arc<Grounds>>,
    furniture: Furniture,
    vocabulary: Vocabulary,
    frequencies: Frequencies,
    /// How many nodes hold each term with a weight.
    holders: Vec<u32>,
    date_trust: f32,
    found: Option<(Clustering, Grouped)>,
    words: Vec<Words>,
    folded: Vec<Vec<f64>>,
    kept: Vec<(Edge, bool)>,
    parts: Vec<Parts>,
}

impl StoryLead {
    pub(super) fn new(texts: Texts, settings: &Settings) -> Self {
        let Settings { cluster, fact, grounds, .. } = settings;
        let scale = grounds.as_ref().map(|grounds| grounds.scale).or(cluster.scale);
        let nodes = texts.nodes(vec![0; texts.survivors.len()]);
        Self {
            texts,
            nodes,
            settings: cluster::Settings { scale, ..cluster.clone() },
            families: fact.families.clone(),
            known: grounds.clone(),
            furniture: Furniture::default(),
            vocabulary: Vocabulary::default(),
            frequencies: Frequencies::default(),
            holders: Vec::new(),
            date_trust: scale.map_or(0.0, |scale| scale.date_trust),
            found: None,
            words: Vec::new(),
            folded: Vec::new(),
            kept: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// The distinct texts; `rows` are those of the articles.
    pub(super) fn distinct(&self, corpus: &Corpus, rows: &[u64]) -> Vec<Distinct> {
        let Texts { survivors, langs, published, .. } = &self.texts;
        let one = |((id, node), (lang, published)): (
            (&ArticleId, u32),
            (&&'static str, &Option<i64>),
        )| {
            let outlet = outlet_hash(corpus.record(*id).source());
            Distinct { row: rows[id.index()], node, outlet, lang, published: *published }
        };
        survivors.iter().zip(0..).zip(langs.iter().zip(published)).map(one).collect()
    }

    /// Takes in the passages, with the hashes of their outlets, that
    /// [`crate::vector::furniture::CARRIERS`] distinct texts of one outlet carry or more. Gives what
    /// the texts are counted again without.
    pub fn take_furniture(&mut self, repeated: impl IntoIterator<Item = (u64, u64)>) -> Vec<u8> {
        let found = || Furniture::from_pairs(repeated);
        let known = self.known.as_ref().map(|grounds| grounds.basis.furniture().clone());
        self.furniture = known.unwrap_or_else(found);
        row::encode(&self.furniture.iter().collect::<Vec<_>>())
    }

    /// Takes in how many distinct texts hold each stem (language, stem and number), and the written
    /// forms of all texts (stem, form, and how often it was met). Gives the bytes of a
    /// [`super::TermTable`].
    pub fn take_words<S: AsRef<str>>(
        &mut self,
        holders: &[(S, S, u32)],
        forms: impl IntoIterator<Item = (S, S, u32)>,
    ) -> Vec<u8> {
        let interner = Interner::default();
        let number = |stem: &S| interner.intern(stem.as_ref());
        let forms: Vec<(u32, Box<str>, u32)> = forms
            .into_iter()
            .map(|(stem, form, count)| (number(&stem), form.as_ref().into(), count))
            .collect();
        let mut totals: HashMap<u32, u32> = HashMap::new();
        for (_, stem, texts) in holders {
            *totals.entry(number(stem)).or_default() += texts;
        }
        let numbers: Vec<u32> = holders.iter().map(|(_, stem, _)| number(stem)).collect();
        let (mut vocabulary, ids) =
            interner.finish(|number| totals.get(&number).copied().unwrap_or(0));
        let of_run =
            |(number, form, count): (u32, Box<str>, u32)| (ids[number as usize], form, count);
        vocabulary.set_forms(forms.into_iter().map(of_run).collect());
        let of_run = |((lang, _, texts), number): (&(S, S, u32), &u32)| {
            (code(lang.as_ref()), ids[*number as usize], *texts)
        };
        let mut held: Vec<_> = holders.iter().zip(&numbers).map(of_run).collect();
        held.sort_unstable();
        let langs = self.texts.langs.iter().copied();
        self.frequencies = match &self.known {
            Some(known) => known.basis.frequencies(&vocabulary),
            None => Frequencies::of_holders(vocabulary.len(), langs, held.iter().copied()),
        };
        self.vocabulary = vocabulary;
        self.weigh(&held)
    }

    /// What each term weighs, by language; `held` is sorted by it.
    fn weigh(&mut self, held: &[(&'static str, u32, u32)]) -> Vec<u8> {
        let idf = Idf::new(&self.vocabulary, &self.frequencies, Background::shipped);
        self.holders = vec![0; self.vocabulary.len()];
        let mut table: Vec<(&str, Vec<Weighed<&str>>)> = Vec::new();
        for of_language in held.chunk_by(|x, y| x.0 == y.0) {
            let idf = idf.of(of_language[0].0);
            let mut terms = Vec::with_capacity(of_language.len());
            for (_, term, texts) in of_language {
                let idf = idf.get(*term as usize).copied().unwrap_or(0.0);
                if idf > 0.0 {
                    self.holders[*term as usize] += texts;
                }
                terms.push((self.vocabulary.stem(*term), *term, idf));
            }
            table.push((of_language[0].0, terms));
        }
        row::encode(&table)
    }

    /// Takes in how many terms with a weight each node has.
    pub fn take_lengths(&mut self, lengths: impl IntoIterator<Item = (u32, u32)>) {
        for (node, length) in lengths {
            self.nodes.lengths[node as usize] = length;
        }
    }

    /// The nodes that dates are tested on; none where it is known how far they can be trusted.
    pub fn tested(&self) -> Vec<u32> {
        if self.settings.scale.is_some() { Vec::new() } else { trust::tested(self.nodes.len()) }
    }

    /// Of the rows of these nodes, what [`super::partners`] looks for.
    ///
    /// # Errors
    /// If a row is damaged.
    pub fn walked(&self, rows: &[NodeRow<'_>]) -> Result<Vec<u8>> {
        let walked = |&(node, row): &NodeRow<'_>| {
            let alone = Together::of(vec![(node, row)])?;
            let holders = |term| self.holders[alone.term(term) as usize] as usize;
            let walked = trust::walked(alone.rows().texts[0], holders).into_iter();
            let walked = walked.map(|(term, weight)| (alone.term(term), weight)).collect();
            Ok(Tested { node, row: row.to_vec(), walked })
        };
        let mut tested = rows.iter().map(walked).collect::<Result<Vec<_>>>()?;
        tested.sort_unstable_by_key(|tested| tested.node);
        Ok(row::encode(&tested))
    }

    /// How many partners each tested node has at most.
    pub fn most_partners(&self) -> usize {
        self.settings.neighbours
    }

    /// Takes in the best partners of each tested node, with their scores by text, in any order; gives
    /// how far dates can be trusted, 0..=1.
    pub fn take_partners(&mut self, mut partners: Vec<(u32, u32, f32)>) -> f32 {
        if self.settings.scale.is_none() {
            partners.sort_unstable_by_key(|(node, other, _)| (*node, *other));
            let of_one = |of_one: &[(u32, u32, f32)]| {
                (of_one[0].0, of_one.iter().map(|(_, other, score)| (*other, *score)).collect())
            };
            let partners = partners.chunk_by(|x, y| x.0 == y.0).map(of_one);
            self.date_trust = trust::of_partners(&self.nodes.published, partners);
        }
        self.date_trust
    }

    /// Where undated nodes begin: these may meet everybody.
    pub fn undated(&self) -> u32 {
        self.nodes.published.partition_point(Option::is_some) as u32
    }

    /// What [`super::scored`] is to look at: where dates are trusted, nodes of some days with those
    /// of the days around them.
    pub fn chunks(&self) -> Vec<Chunk> {
        let all = self.nodes.len() as u32;
        let mut chunks = Vec::new();
        let mut first = 0;
        if let Some(reach) = time::window(self.date_trust) {
            let dates = &self.nodes.published[..self.undated() as usize];
            while first < dates.len() {
                let (end, members) = chunk(dates, first, reach);
                chunks.push(Chunk { own: first as u32..end as u32, members });
                first = end;
            }
        }
        if (first as u32) < all {
            chunks.push(Chunk { own: first as u32..all, members: 0..all });
        }
        chunks
    }

    /// Takes in scored pairs, in any order, some of them twice, and makes stories of them.
    pub fn take_edges(&mut self, edges: Vec<Edge>) {
        let found = cluster::of_pairs(&self.nodes, edges, self.date_trust, &self.settings);
        let grouped = Grouped::of(&self.texts, &self.nodes, &found, self.settings.link_cap);
        self.words = vec![Words::default(); grouped.labelled.len()];
        self.folded = vec![Vec::new(); grouped.labelled.len()];
        if self.settings.record_features {
            self.kept = evidence::pairs(&found);
        }
        self.found = Some((found, grouped));
    }

    /// The nodes of stories that [`super::labels`] is to look at: bucket, story and node.
    pub fn members(&self) -> Vec<(u32, u32, u32)> {
        let (mut bucket, mut size, mut rows) = (0, 0, Vec::new());
        let stories = self.found.iter().flat_map(|(_, grouped)| &grouped.labelled);
        for (story, number) in stories.zip(0..) {
            if size >= LABELLED_AT_ONCE {
                (bucket, size) = (bucket + 1, 0);
            }
            size += story.nodes.len();
            rows.extend(story.nodes.iter().map(|node| (bucket, number, *node)));
        }
        rows
    }

    /// The hashes of all terms, for the map; none where no map is drawn.
    pub fn hashes(&self) -> Vec<u8> {
        let terms = 0..if self.settings.map { self.vocabulary.len() as u32 } else { 0 };
        let hashes: Vec<u64> = terms.map(|term| hash_word(self.vocabulary.stem(term))).collect();
        row::encode(&hashes)
    }

    /// Takes in what [`super::labels`] has found of a bucket.
    ///
    /// # Errors
    /// If the bytes are damaged.
    pub fn take_labels(&mut self, bytes: &[u8]) -> Result<()> {
        for StoryWords { story, words, folded } in row::decode::<Vec<_>>(bytes, "labels")? {
            self.words[story as usize] = words;
            self.folded[story as usize] = folded;
        }
        Ok(())
    }

    /// The pairs that are kept as evidence with the parts of their scores; none where parts are not
    /// recorded.
    pub fn kept(&self) -> impl Iterator<Item = (u32, u32)> {
        self.kept.iter().map(|(edge, _)| (edge.a, edge.b))
    }

    /// Takes in the parts of their scores, in any order.
    pub fn take_parts(&mut self, mut parts: Vec<((u32, u32), Parts)>) {
        parts.sort_unstable_by_key(|(pair, _)| *pair);
        self.parts = parts.into_iter().map(|(_, parts)| parts).collect();
    }

    /// The articles whose texts stories are named by.
    pub(super) fn untitled(&self, corpus: &Corpus) -> Vec<u32> {
        let stories = self.found.iter().flat_map(|(_, grouped)| &grouped.labelled);
        let medoids = stories.map(|story| self.texts.survivors[story.medoid as usize]);
        medoids.filter(|id| corpus.record(*id).title().trim().is_empty()).map(|id| id.0).collect()
    }

    /// Sets the stories, and each article's place in its own.
    ///
    /// # Errors
    /// If the pairs were not given, or not all labels, or the text of an untitled article.
    pub(super) fn finish(
        self,
        analysis: &mut Analysis,
        corpus: &Corpus,
    ) -> Result<Option<Grounds>> {
        let Some((found, grouped)) = self.found else { return Err(row::out_of_turn("stories")) };
        let has_words = |(words, story): (&Words, &cluster::label::Labelled)| {
            words.why.len() == story.nodes.len()
        };
        if !self.words.iter().zip(&grouped.labelled).all(has_words) {
            return Err(row::out_of_turn("stories"));
        }
        let recorded = self.settings.record_features;
        let kept = if recorded { self.kept } else { evidence::pairs(&found) };
        let places = places(&self.folded, self.settings.map);
        let told = Told { grouped, words: self.words, places };
        let of_articles = (corpus, &self.families);
        set_stories(analysis, of_articles, &self.texts, &self.vocabulary, &found, told)?;
        add_pairs(analysis, &self.texts, &found, &kept, &self.parts);
        let basis = || Basis::new(&self.vocabulary, &self.frequencies, self.furniture);
        Ok(recorded.then(|| Grounds { scale: found.scale, basis: basis() }))
    }
}

/// Where the chunk of dated nodes that begins at `first` ends, and which nodes lie within `reach`
/// seconds of it: as many as make looking through these worth while.
fn chunk(dates: &[Option<i64>], first: usize, reach: i64) -> (usize, Range<u32>) {
    let before = |limit: i64| dates.partition_point(|date| date.is_some_and(|date| date < limit));
    let date = |at: usize| dates[at].unwrap_or_default();
    let start = before(date(first) - reach);
    let mut end = first;
    loop {
        end = dates.len().min(end + NODES_AT_ONCE);
        let stop = before(date(end - 1) + reach + 1);
        if end == dates.len() || (end - first) * MOST_NEIGHBOURS >= stop - start {
            return (end, start as u32..stop as u32);
        }
    }
}

/// Where each story lies on the map, if there is one.
fn places(folded: &[Vec<f64>], is_drawn: bool) -> Vec<Option<(f32, f32)>> {
    #[cfg(feature = "map")]
    if is_drawn {
        return cluster::map::places(folded.len(), |at| folded[at].clone());
    }
    #[cfg(not(feature = "map"))]
    let _ = is_drawn;
    vec![None; folded.len()]
}

/// What the texts of a run are counted again without, of the bytes of
/// [`StoryLead::take_furniture`].
///
/// # Errors
/// If they are damaged.
pub fn furniture(bytes: &[u8]) -> Result<Furniture> {
    Ok(Furniture::from_pairs(row::decode::<Vec<(u64, u64)>>(bytes, "furniture")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_hold_all_within_reach() {
        // Ten thousand texts a day for five days, a day of reach.
        let day = 86_400;
        let dates: Vec<Option<i64>> = (0..50_000).map(|at| Some(at / 10_000 * day)).collect();
        // The first five thousand meet two days: one in four.
        assert_eq!(chunk(&dates, 0, day), (5_000, 0..20_000));
        // Those of the second day meet three, so it takes eight thousand, that is ten.
        assert_eq!(chunk(&dates, 10_000, day), (20_000, 0..30_000));
        assert_eq!(chunk(&dates, 45_000, day), (50_000, 30_000..50_000));
    }
}
