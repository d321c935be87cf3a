//! A corpus in keep order: positions, texts of the same words, pages crawled again.

use hashbrown::HashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::prints::Print;
use super::{Keep, keep, url};
use crate::article::{ArticleId, Corpus};
use crate::error::Result;
use crate::text::words::mix;

/// Articles by keep policy, the one to keep first.
pub(super) fn keep_order(
    corpus: &Corpus,
    prints: &[Print],
    policy: &Keep,
) -> Result<Vec<ArticleId>> {
    keep::order(corpus.len(), policy, |id| {
        let record = corpus.record(id);
        keep::Facts {
            outlet: record.source().name(),
            published: record.published(),
            location: record.location(),
            length: prints[id.index()].words,
            field: corpus.rank(id),
        }
    })
}

/// Texts of the same words, found by hash before anything is compared.
pub(super) struct ExactCopies {
    /// For each position the first one with the same words; `None` where there are no words.
    pub(super) first: Vec<Option<u32>>,
    /// How many have the words of each first one, where others do.
    several: HashMap<u32, u32>,
}

impl ExactCopies {
    pub(super) fn of(order: &[ArticleId], prints: &[Print]) -> Self {
        let words = |at: u32| {
            let print = &prints[order[at as usize].index()];
            (print.exact, print.words)
        };
        let positions = 0..order.len() as u32;
        let mut sorted: Vec<u32> = positions.filter(|at| words(*at).1 > 0).collect();
        sorted.par_sort_unstable_by_key(|at| (words(*at), *at));
        let (mut first, mut several) = (vec![None; order.len()], HashMap::new());
        for same in sorted.chunk_by(|a, b| words(*a) == words(*b)) {
            same.iter().for_each(|at| first[*at as usize] = Some(same[0]));
            if same.len() > 1 {
                several.insert(same[0], same.len() as u32);
            }
        }
        Self { first, several }
    }

    /// How many texts have the words of one that is the first of its words.
    pub(super) fn copies(&self, first: u32) -> u32 {
        self.several.get(&first).copied().unwrap_or(1)
    }

    /// The text at a position is the first of its words, and has some.
    pub(super) fn is_first(&self, at: u32) -> bool {
        self.first[at as usize] == Some(at)
    }
}

/// Pages of one outlet under one canonical address.
pub(super) struct Pages {
    /// Number of each position's page; `None` for pages without an address.
    page: Vec<Option<u32>>,
    firsts: Vec<u32>,
}

impl Pages {
    pub(super) fn of(order: &[ArticleId], corpus: &Corpus) -> Self {
        let hash = |id: &ArticleId| {
            let record = corpus.record(*id);
            let address = record.url().map(url::canonical).filter(|a| !a.is_empty())?;
            Some(mix(xxh3_64(record.source().name().as_bytes()), xxh3_64(address.as_bytes())))
        };
        let hashes: Vec<Option<u64>> = order.par_iter().map(hash).collect();
        let mut numbers: HashMap<u64, u32> = HashMap::new();
        let mut firsts = Vec::new();
        let number = |(hash, at): (&Option<u64>, u32)| {
            hash.map(|hash| {
                *numbers.entry(hash).or_insert_with(|| {
                    firsts.push(at);
                    firsts.len() as u32 - 1
                })
            })
        };
        let page = hashes.iter().zip(0..).map(number).collect();
        Self { page, firsts }
    }

    pub(super) fn same(&self, a: u32, b: u32) -> bool {
        self.page[a as usize].is_some() && self.page[a as usize] == self.page[b as usize]
    }

    /// Each page crawled again, with its first crawl.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let of = |(page, at): (&Option<u32>, u32)| Some((self.firsts[(*page)? as usize], at));
        self.page.iter().zip(0..).filter_map(of).filter(|(first, at)| first != at)
    }
}
