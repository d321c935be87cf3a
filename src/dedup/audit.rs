//! Measured on the user's own run: which copies were missed, and how much was verified in vain.
//!
//! A seeded sample of articles is compared with every other by brute force, on all their 3-grams.
//! Of the pairs of which a half or more is shared, those are counted that nomination met: that were
//! verified, or both verified against one third text, as the many texts of one wording are.

use std::fmt;

use hashbrown::{HashMap, HashSet};

use super::candidates::NOMINATION;
use super::find::compared;
use super::fingerprint::{KEEP_ALL_BELOW, SAMPLING};
use super::shingled::Shingled;
use crate::analysis::{Analysis, PageKind, Pair, PairStage};
use crate::article::{ArticleId, Corpus};
use crate::error::Result;
use crate::text::words::mix;

/// Containment or Jaccard similarity of the pairs that should be met.
const ALIKE: f32 = 0.5;
/// Shared grams that they need, as copies do.
const FEWEST: u32 = 8;

/// What an audit found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Audit {
    /// Articles that were compared with all others.
    pub sampled: usize,
    /// Pairs of them of which a half is shared.
    pub alike: usize,
    /// Those of these pairs that were verified in the run, or both against one third text.
    pub met: usize,
    /// Pairs verified in the whole run.
    pub verified: usize,
    /// Those of them that were accepted as copies of one group.
    pub accepted: usize,
}

impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |x: usize, of: usize| if of == 0 { 1.0 } else { x as f64 / of as f64 };
        write!(
            f,
            "audit: of {} pairs of {} articles that share a half, {} were met ({:.3}); of {} \
             verified pairs {} were accepted ({:.3})",
            self.alike,
            self.sampled,
            self.met,
            share(self.met, self.alike),
            self.verified,
            self.accepted,
            share(self.accepted, self.verified)
        )
    }
}

/// Compares `sample` articles, chosen by `seed`, with all others.
///
/// # Errors
/// If a text can no longer be read.
pub fn audit(corpus: &Corpus, analysis: &Analysis, sample: usize, seed: u64) -> Result<Audit> {
    let is_article = |id: &ArticleId| analysis.articles[id.index()].kind == PageKind::Article;
    let all: Vec<ArticleId> = (0..corpus.len() as u32).map(ArticleId).filter(is_article).collect();
    let mut chosen = all.clone();
    chosen.sort_by_key(|id| (mix(seed, u64::from(id.0)), *id));
    chosen.truncate(sample);
    let brute = Brute::force(corpus, &all, &chosen)?;
    let verified: Vec<&Pair> =
        analysis.pairs.iter().filter(|pair| pair.stage == PairStage::Dedup).collect();
    let met = Met::of(verified.iter().map(|pair| brute.firsts(pair.a, pair.b)));
    Ok(Audit {
        sampled: chosen.len(),
        alike: brute.alike.len(),
        met: brute.alike.iter().filter(|(a, b)| met.holds(*a, *b)).count(),
        verified: verified.len(),
        accepted: verified.iter().filter(|pair| pair.accepted).count(),
    })
}

/// What comparing everything with everything shows.
struct Brute {
    /// By [`ArticleId`]: the first article of the same words. They were met by hash, and stand for
    /// each other in the verified pairs.
    same: Vec<ArticleId>,
    /// Pairs of which a half is shared, as [`Brute::firsts`], each once.
    alike: Vec<(ArticleId, ArticleId)>,
}

impl Brute {
    fn force(corpus: &Corpus, all: &[ArticleId], chosen: &[ArticleId]) -> Result<Self> {
        let held = Held::of(corpus, chosen)?;
        let mut first: HashMap<u64, ArticleId> = HashMap::new();
        let mut found =
            Self { same: (0..corpus.len() as u32).map(ArticleId).collect(), alike: Vec::new() };
        for id in all {
            let other = shingled(corpus, *id)?;
            let words = other.words.iter().fold(0, |hash, word| mix(hash, word.hash));
            found.same[id.index()] = *first.entry(words).or_insert(*id);
            let alike = held.alike(&other).into_iter().map(|number| (chosen[number], *id));
            found.alike.extend(alike.filter(|(chosen, id)| chosen != id));
        }
        let mut alike: Vec<_> = found.alike.iter().map(|(a, b)| found.firsts(*a, *b)).collect();
        alike.sort_unstable();
        alike.dedup();
        alike.retain(|(a, b)| a != b);
        Ok(Self { alike, ..found })
    }

    /// The first articles of the same words as two, in order.
    fn firsts(&self, a: ArticleId, b: ArticleId) -> (ArticleId, ArticleId) {
        let (a, b) = (self.same[a.index()], self.same[b.index()]);
        (a.min(b), a.max(b))
    }
}

fn shingled(corpus: &Corpus, id: ArticleId) -> Result<Shingled> {
    Ok(Shingled::of(compared(corpus.record(id).title(), &corpus.text(id)?)))
}

/// Which texts of a sample hold a gram.
struct Held {
    /// Numbers of texts.
    holders: HashMap<u64, Vec<u32>>,
    /// Grams of each text.
    sizes: Vec<usize>,
}

impl Held {
    fn of(corpus: &Corpus, chosen: &[ArticleId]) -> Result<Self> {
        let mut held = Self { holders: HashMap::new(), sizes: Vec::with_capacity(chosen.len()) };
        for (id, number) in chosen.iter().zip(0..) {
            let text = shingled(corpus, *id)?;
            held.sizes.push(text.size());
            for gram in text.grams() {
                held.holders.entry(gram).or_default().push(number);
            }
        }
        Ok(held)
    }

    /// The texts of the sample of which a half stands in `other`, or the other way round.
    fn alike(&self, other: &Shingled) -> Vec<usize> {
        let mut shared = vec![0_u32; self.sizes.len()];
        let held = other.grams().filter_map(|gram| self.holders.get(&gram));
        held.flatten().for_each(|number| shared[*number as usize] += 1);
        let is_alike = |number: &usize| {
            let smaller = self.sizes[*number].min(other.size()).max(1);
            let count = shared[*number];
            count >= FEWEST && count as f32 >= ALIKE * smaller as f32
        };
        (0..shared.len()).filter(is_alike).collect()
    }
}

/// Which pairs a run has verified.
struct Met(HashMap<ArticleId, HashSet<ArticleId>>);

impl Met {
    fn of(pairs: impl Iterator<Item = (ArticleId, ArticleId)>) -> Self {
        let mut met: HashMap<ArticleId, HashSet<ArticleId>> = HashMap::new();
        for (a, b) in pairs {
            met.entry(a).or_default().insert(b);
            met.entry(b).or_default().insert(a);
        }
        Self(met)
    }

    /// True for two that were verified, or both against a third.
    fn holds(&self, a: ArticleId, b: ArticleId) -> bool {
        let (Some(x), Some(y)) = (self.0.get(&a), self.0.get(&b)) else { return false };
        x.contains(&b) || x.intersection(y).next().is_some()
    }
}

/// Chance that a pair is verified whose smaller text has so many words, of which so much stands in
/// the larger: that enough of its kept grams are shared ones (binomial).
pub fn chance_to_meet(words: usize, share: f32) -> f64 {
    let grams = words.saturating_sub(2);
    if grams < KEEP_ALL_BELOW {
        return if share >= NOMINATION { 1.0 } else { 0.0 };
    }
    let kept = (grams as f64 / SAMPLING as f64).round();
    let wanted = (f64::from(NOMINATION) * kept).ceil().max(2.0);
    let p = f64::from(share);
    if p >= 1.0 {
        return 1.0;
    }
    // P(X = k) one from the next, in logarithms.
    let mut log = kept * (1.0 - p).ln();
    let mut fewer = 0.0;
    for k in 0..wanted as u32 {
        fewer += log.exp();
        log += ((kept - f64::from(k)) / (f64::from(k) + 1.0)).ln() + (p / (1.0 - p)).ln();
    }
    (1.0 - fewer).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::ArticleResult;

    #[test]
    fn chances_by_hand() {
        assert_eq!(chance_to_meet(30, 0.5), 1.0, "short texts are kept whole");
        // 50 words give 48 grams, 12 kept, 4 wanted: 1 - P(X <= 3), X ~ B(12, 1/2) = 1 - 299/4096.
        assert!((chance_to_meet(50, 0.5) - (1.0 - 299.0 / 4096.0)).abs() < 1e-9);
        assert!(chance_to_meet(1000, 0.5) > 0.9999);
        assert!(chance_to_meet(1000, 0.2) < 0.01);
    }

    #[test]
    fn a_sure_thing_is_always_met() {
        assert_eq!((chance_to_meet(50, 1.0), chance_to_meet(5_000, 1.0)), (1.0, 1.0));
    }

    #[test]
    fn what_a_run_has_not_met_is_told() {
        let words = |from: u32| (from..from + 40).map(|n| format!("w{n} ")).collect::<String>();
        let row = |id: &str, text: String| format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}\n");
        // b shares thirty words with a, d with nobody; c shares three with a.
        let dump = [("a", words(0)), ("b", words(10)), ("c", words(37)), ("d", words(200))]
            .map(|(id, text)| row(id, text));
        let corpus = crate::read::jsonl(dump.concat().as_bytes()).expect("four rows");
        let pair = |a: u32, b: u32| Pair {
            a: ArticleId(a),
            b: ArticleId(b),
            stage: PairStage::Dedup,
            score: 0.5,
            features: Vec::new(),
            accepted: false,
        };
        let audited = |pairs: &[(u32, u32)]| {
            let analysis = Analysis {
                articles: (0..4)
                    .map(|id| ArticleResult::new(corpus.record(ArticleId(id)).clone(), "en"))
                    .collect(),
                pairs: pairs.iter().map(|(a, b)| pair(*a, *b)).collect(),
                ..Analysis::default()
            };
            audit(&corpus, &analysis, 4, 1).expect("texts are at hand")
        };
        let found = Audit { sampled: 4, alike: 1, met: 0, verified: 0, accepted: 0 };
        assert_eq!(audited(&[]), found);
        assert_eq!(audited(&[(0, 1)]), Audit { met: 1, verified: 1, ..found });
        assert_eq!(
            audited(&[(0, 3), (1, 3)]),
            Audit { met: 1, verified: 2, ..found },
            "by a third"
        );
        assert_eq!(audited(&[(0, 2), (1, 3)]), Audit { met: 0, verified: 2, ..found });
        let told = Audit { met: 1, alike: 2, verified: 4, accepted: 1, sampled: 4 }.to_string();
        assert!(told.contains("met (0.500)") && told.ends_with("accepted (0.250)"), "{told}");
    }
}
