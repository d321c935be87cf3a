//! Texts whose weights a test states.

use super::{Nodes, Rows};
use crate::vector::terms::TermCount;
use crate::vector::tfidf::TextRow;

/// Texts, each a list of terms (ascending) with their idf; every term stands once in every view.
/// Where the squares of a text's idf sum to 1, they are its weights.
pub struct Texts {
    counts: Vec<Vec<TermCount>>,
    idf: Vec<Vec<f32>>,
    terms: usize,
}

impl Texts {
    pub fn new(terms: usize, texts: &[&[(u32, f32)]]) -> Self {
        let count = |&(term, _): &(u32, f32)| TermCount { term, all: 1, lead: 1, title: 1 };
        let idf = |text: &&[(u32, f32)]| {
            let mut idf = vec![0.0; terms];
            text.iter().for_each(|(term, value)| idf[*term as usize] = *value);
            idf
        };
        Self {
            counts: texts.iter().map(|text| text.iter().map(count).collect()).collect(),
            idf: texts.iter().map(idf).collect(),
            terms,
        }
    }

    /// Their rows.
    pub fn rows(&self) -> Rows<'_> {
        let texts = self.counts.iter().zip(&self.idf);
        let texts = texts.map(|(counts, idf)| TextRow::new(counts, idf)).collect();
        Rows { texts, terms: self.terms }
    }
}

/// Undated nodes of so many terms each, without series or bars.
pub fn bare_nodes(lengths: Vec<u32>) -> Nodes {
    let n = lengths.len();
    Nodes { lengths, published: vec![None; n], barred: Vec::new(), series: vec![None; n] }
}
