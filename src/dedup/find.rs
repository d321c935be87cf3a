//! The stage as a whole: a corpus and its fingerprints to groups, look-alikes and evidence.

use rayon::prelude::*;

use super::Settings;
pub use super::assemble::Copies;
use super::candidates::nominate;
use super::gram_index::GramIndex;
use super::prints::Prints;
use super::stage::Stage;
use crate::article::Corpus;
use crate::error::Result;

/// The text that copies are compared by: the body, or the headline where there is no body.
pub fn compared<'a>(title: &'a str, text: &'a str) -> &'a str {
    if text.trim().is_empty() { title } else { text }
}

/// Finds the copies of a corpus; `prints` are the fingerprints of its [`compared`] texts. `done` is
/// told now and then how many pairs of how many are verified; an error of its own ends the work.
///
/// # Errors
/// If a text or fingerprint can no longer be read, or the keep policy names what the corpus lacks.
pub fn find(
    corpus: &Corpus,
    prints: Prints,
    settings: &Settings,
    done: &(dyn Fn(u64, u64) -> Result<()> + Sync),
) -> Result<Copies> {
    let stage = Stage::new(corpus, &prints.list, settings)?;
    let kept = stage.firsts().map(|first| first.map(|id| id.0)).collect::<Vec<_>>();
    let index = GramIndex::new(&prints, &kept)?;
    drop(prints);
    let mut candidates = nominate(&index)?;
    candidates.extend(stage.pages_again());
    candidates.par_sort_unstable();
    candidates.dedup();
    let mut found = stage.verify(&index, candidates, done)?;
    let rewrites = stage.nominate_rewrites(&index, &found.checked)?;
    // The largest thing in memory; what follows does without.
    drop(index);
    stage.take_apart(&mut found)?;
    let mut copies = stage.assemble(&found);
    stage.add_related(&mut copies, &found.checked, |most| {
        stage.for_each_rewrite(rewrites, |pair| most(pair))
    })?;
    drop(found.checked);
    stage.add_passages(&mut copies.groups, found.seen)?;
    Ok(copies)
}
