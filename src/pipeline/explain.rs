//! One pair of texts, explained: its score and what it is made of, as the run had it.
//!
//! The vectors of the two are made again from their texts and from what the run left of all the
//! others (its [`Grounds`]); so the answer does not need the rest of the dump, and takes no longer
//! for a large one.

use super::Grounds;
use super::vectors::Space;
use crate::analysis::{ArticleResult, PairReasons, TermWeight};
use crate::cluster::score::{Scorer, Weights};
use crate::cluster::series::Instalment;
use crate::cluster::{is_article, probability, time};
use crate::text::language::Lang;
use crate::vector::terms::{TermCount, TermCounter, renumber};
use crate::vector::tfidf::View;
use crate::vector::vocabulary::{Interner, Vocabulary};

/// Terms listed of a kind.
const TERMS: usize = 12;

/// Explains the pair of `a` and `b`, each with its body; `weights` are those of the run.
pub fn pair(
    grounds: &Grounds,
    weights: Weights,
    a: (&ArticleResult, &str),
    b: (&ArticleResult, &str),
) -> PairReasons {
    let texts = [a, b];
    let langs = texts.map(|(article, _)| Lang::from_code(&article.lang).unwrap_or_default().code());
    let (counts, vocabulary) = counted(grounds, texts, langs);
    let frequencies = grounds.basis.frequencies(&vocabulary);
    let space = Space::of(counts, &vocabulary, &frequencies);
    let both = space.rows(&langs, &vocabulary);
    let rows = [0, 1].map(|text| both.weights(text, View::All).collect::<Vec<_>>());
    let parts = Scorer::new(&both).all_parts(0, &[1])[0];
    let dates = texts.map(|(article, _)| article.published().map(jiff::Timestamp::as_second));
    let time = time::factor(dates[0], dates[1], grounds.scale.date_trust);
    let score = parts.text_score(weights) * time;
    let kinds = [0, 1].map(|text| is_article(both.texts[text].terms));
    let cut = grounds.scale.cut_between(kinds[0], kinds[1]);
    let shared = shared(&rows);
    let instalment = |(a, _): (&ArticleResult, _)| Instalment::of(a.source().name(), a.title());
    let [one, other] = texts.map(instalment);
    PairReasons {
        series: one.zip(other).is_some_and(|(one, other)| one.is_other(other)),
        weights: [weights.all, weights.lead, weights.title],
        features: parts.named(time),
        score,
        cut,
        probability: probability(score, cut),
        shared_terms: shared.len(),
        shared: heaviest(shared, &vocabulary),
        only: [(0, 1), (1, 0)]
            .map(|(of, other)| heaviest(only(&rows[of], &rows[other]), &vocabulary)),
    }
}

/// The terms of the two texts, counted as the run counted them.
fn counted(
    grounds: &Grounds,
    texts: [(&ArticleResult, &str); 2],
    langs: [&'static str; 2],
) -> (Vec<Box<[TermCount]>>, Vocabulary) {
    let interner = std::sync::Arc::new(Interner::default());
    let mut counter = TermCounter::new(interner.clone());
    let mut count = |at: usize| {
        let (article, text) = texts[at];
        grounds.basis.count(&mut counter, article.source(), article.title(), text, langs[at]).terms
    };
    let mut counts = vec![count(0), count(1)];
    let forms = counter.into_forms();
    let interner = std::sync::Arc::into_inner(interner).unwrap_or_default();
    let (mut vocabulary, ids) = interner.finish(|_| 0);
    counts.iter_mut().for_each(|counts| renumber(counts, &ids));
    let named = forms.into_iter().map(|(term, form, n)| (ids[term as usize], form, n));
    vocabulary.set_forms(named.collect());
    (counts, vocabulary)
}

fn weight_in(row: &[(u32, f32)], term: u32) -> Option<f32> {
    row.binary_search_by_key(&term, |entry| entry.0).ok().map(|at| row[at].1)
}

/// Terms of both rows with their products.
fn shared(rows: &[Vec<(u32, f32)>; 2]) -> Vec<(u32, f32)> {
    let product = |&(term, weight): &(u32, f32)| Some((term, weight * weight_in(&rows[1], term)?));
    rows[0].iter().filter_map(product).collect()
}

/// Terms of one row that the other lacks.
fn only(of: &[(u32, f32)], other: &[(u32, f32)]) -> Vec<(u32, f32)> {
    of.iter().filter(|(term, _)| weight_in(other, *term).is_none()).copied().collect()
}

fn heaviest(mut terms: Vec<(u32, f32)>, vocabulary: &Vocabulary) -> Vec<TermWeight> {
    terms.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    terms.truncate(TERMS);
    let named = |(term, weight)| TermWeight { term: vocabulary.readable(term).into(), weight };
    terms.into_iter().map(named).collect()
}
