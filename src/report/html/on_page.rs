//! Which facts and stories the page holds, so that each fact stands in full once.

use std::cell::RefCell;

use super::fact::{FactLine, FactView};
use crate::analysis::Analysis;
use crate::fact::common::Reader;

/// Which facts and stories the page holds.
pub struct OnPage {
    /// By story: its facts on the page, in order.
    pub facts: Vec<Vec<usize>>,
    /// By story: all its facts.
    pub all_facts: Vec<Vec<usize>>,
    /// By story: whether it is on the page.
    pub stories: Vec<bool>,
    /// Reads what facts quote.
    pub reader: RefCell<Reader>,
}

impl OnPage {
    /// A fact stands in full once: in its story, or here if that is not on the page.
    pub fn line(&self, analysis: &Analysis, index: usize) -> FactLine {
        let story = analysis.facts[index].story.filter(|&story| self.stories[story]);
        let full =
            story.is_none().then(|| FactView::new(analysis, index, &mut self.reader.borrow_mut()));
        FactLine::new(analysis, index, full)
    }
}
