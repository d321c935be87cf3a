//! How the page calls a story.

use super::HEADLINE;
use crate::analysis::Analysis;
use crate::report::words;

/// A story's name.
pub fn label(analysis: &Analysis, index: usize) -> String {
    let label = words::clean(&analysis.stories[index].label, HEADLINE);
    if label.is_empty() { "(no headline)".into() } else { label }
}
