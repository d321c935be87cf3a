//! How many articles of a language hold each stem: the counts of a background table.

use std::sync::Arc;

use super::LeftOut;
use super::progress::{Progress, go_on};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::read::{self, Inputs};
use crate::text::language::Lang;
use crate::vector::background::Background;
use crate::vector::terms::TermCounter;
use crate::vector::vocabulary::Interner;

/// How common words are in some inputs.
pub struct CountedBackground {
    /// The table.
    pub table: Background,
    /// What was not read, in the order of the inputs.
    pub left_out: LeftOut,
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
) -> Result<CountedBackground> {
    const FEWEST_WORDS: u32 = 10;
    let lang = Lang::from_code(lang)
        .ok_or_else(|| Error::setting("lang", lang, "not the code of a known language"))?;
    let interner: Arc<Interner> = Arc::default();
    let mut frequencies: Vec<u32> = Vec::new();
    let (mut articles, mut left_out) = (0, LeftOut::default());
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
            &|bytes, articles| {
                progress.read(bytes, articles);
                go_on(progress)
            },
        )?;
        left_out.add(LeftOut::of(&scan.corpus, scan.filtered));
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
    Ok(CountedBackground { table: Background::new(lang.code(), articles, rows), left_out })
}
