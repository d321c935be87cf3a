//! The claims of one story, and how they are linked across outlets.
//!
//! Candidates share at least two content stems; they come from an index of stems, so that a story
//! of thousands of claims stays far from all pairs. Terms are weighed by [`StoryWeights`], pairs
//! scored by [`super::model`]. What the score cannot see is added here: figures of one slot that
//! agree although they look different, days that exclude each other.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::claim::Claim;
use super::date::{self, Granularity};
use super::lexicon::{Lexicon, StemId};
use super::model::{Model, Score, Scorer};
use super::quantity::{Comparison, Strength, Unit, compare};
use super::story_weights::StoryWeights;
use crate::analysis::Modality;

/// A stem in more claims than this nominates nobody.
const COMMON_STEM: usize = 400;
/// Content stems that candidates share.
const SHARED_STEMS: u16 = 2;
/// Share of the lighter claim's weight that the shared stems make up; less has no chance to score.
const SHARED_WEIGHT: f32 = 0.2;
/// What an agreement on a telling figure adds to the score's log-odds.
const FIGURE_BONUS: f32 = 1.0;
/// What it takes back where the words alone saw a clash of numbers.
const CLASH_BACK: f32 = 0.9;
/// Log-odds taken where days named in both exclude each other.
const OTHER_DAY: f32 = 1.5;
/// Figures of one slot conflict only between claims at least this likely to be the same (log-odds
/// of the raw score); roles and magnitudes need only the story.
const CONFLICT_Z: f32 = 2.5;

/// Two claims of different outlets that were compared.
#[derive(Debug, Clone)]
pub struct Link {
    /// The earlier claim.
    pub a: u32,
    /// The later claim.
    pub b: u32,
    /// Probability that both state the same fact, 0..=1.
    pub same: f32,
    /// What their figures say.
    pub figures: Comparison,
    /// One denies what the other states.
    pub denial: bool,
}

/// Weighs the claims' terms by how many claims of the story hold them.
pub fn weigh(claims: &mut [Claim]) {
    let weights = StoryWeights::of(claims.iter().map(|claim| &claim.sentence));
    claims.iter_mut().for_each(|claim| weights.apply(&mut claim.sentence));
}

/// The distinct stems of a claim, sorted, with their weight.
fn weighed_stems(claim: &Claim) -> Vec<(StemId, f32)> {
    let mut stems: Vec<(StemId, f32)> =
        claim.sentence.terms.iter().map(|t| (t.stem, t.weight)).collect();
    stems.sort_by_key(|(stem, _)| *stem);
    stems.dedup_by_key(|(stem, _)| *stem);
    stems
}

/// Compares claims of different outlets; links sorted by claims, those without any likeness left
/// out.
pub fn links(claims: &[Claim]) -> Vec<Link> {
    let index = StemIndex::of(claims);
    let state = || (Scorer::for_story(), vec![Shared::default(); claims.len()], Vec::new());
    (0..claims.len())
        .into_par_iter()
        .map_init(state, |(scorer, shared, met), a| {
            index.partners(a, claims, shared, met);
            met.sort_unstable();
            let links = met.drain(..).filter_map(|b| link(a as u32, b, claims, scorer));
            links.collect::<Vec<_>>()
        })
        .flatten_iter()
        .collect()
}

/// What two claims share: how many content stems, of what weight.
#[derive(Clone, Copy, Default)]
struct Shared {
    stems: u16,
    weight: f32,
}

/// Claims by content stem, and by role of their figures.
struct StemIndex {
    holders: HashMap<StemId, Vec<u32>>,
    /// Claims that hold a figure which names its slot by itself.
    figures: Vec<u32>,
}

impl StemIndex {
    fn of(claims: &[Claim]) -> Self {
        let mut holders: HashMap<StemId, Vec<u32>> = HashMap::new();
        for (claim, number) in claims.iter().zip(0..) {
            let mut content: Vec<StemId> =
                claim.sentence.terms.iter().filter(|t| t.is_content()).map(|t| t.stem).collect();
            content.sort_unstable();
            content.dedup();
            for stem in content {
                holders.entry(stem).or_default().push(number);
            }
        }
        let names_slot = |claim: &Claim| claim.figures.quantities.iter().any(|q| q.role.is_some());
        let figures =
            claims.iter().zip(0..).filter(|(c, _)| names_slot(c)).map(|(_, n)| n).collect();
        Self { holders, figures }
    }

    /// Later claims of other outlets that share enough with claim `a`.
    fn partners(&self, a: usize, claims: &[Claim], shared: &mut [Shared], met: &mut Vec<u32>) {
        let claim = &claims[a];
        let other = |b: u32| b as usize > a && claims[b as usize].outlet != claim.outlet;
        let mut touched: Vec<u32> = Vec::new();
        for (stem, weight) in weighed_stems(claim) {
            let Some(holders) = self.holders.get(&stem).filter(|h| h.len() <= COMMON_STEM) else {
                continue;
            };
            for &b in holders.iter().filter(|b| other(**b)) {
                let shared = &mut shared[b as usize];
                if shared.stems == 0 {
                    touched.push(b);
                }
                shared.stems += 1;
                shared.weight += weight;
            }
        }
        met.extend(touched.iter().copied().filter(|b| {
            let (shared, whole) = (shared[*b as usize], claims[*b as usize].sentence.weight);
            let lighter = claim.sentence.weight.min(whole);
            shared.stems >= SHARED_STEMS && shared.weight >= SHARED_WEIGHT * lighter
        }));
        touched.iter().for_each(|b| shared[*b as usize] = Shared::default());
        if self.figures.len() <= COMMON_STEM && self.figures.binary_search(&(a as u32)).is_ok() {
            met.extend(self.figures.iter().copied().filter(|b| other(*b)));
            met.sort_unstable();
            met.dedup();
        }
    }
}

fn link(a: u32, b: u32, claims: &[Claim], scorer: &mut Scorer) -> Option<Link> {
    let (x, y) = (&claims[a as usize], &claims[b as usize]);
    let score = scorer.score(&x.sentence, &y.sentence);
    let mut figures = compare(&x.figures, &y.figures, Lexicon::shared());
    figures.conflicting.retain(|p| p.strength >= Strength::Strong || score.z >= CONFLICT_Z);
    let denial = (x.modality == Modality::Denied) != (y.modality == Modality::Denied);
    let same = probability(&score, x, y, &figures);
    let telling = same > 0.5 || !figures.conflicting.is_empty();
    telling.then_some(Link { a, b, same, figures, denial })
}

fn probability(score: &Score, a: &Claim, b: &Claim, figures: &Comparison) -> f32 {
    let mut z = score.z;
    if figures.conflicting.is_empty()
        && figures.agreeing.iter().any(|p| p.strength >= Strength::Good && is_telling(a, p.a))
    {
        z += FIGURE_BONUS + if score.features[4] > 0.0 { CLASH_BACK } else { 0.0 };
    }
    if exclude_each_other(a, b) {
        z -= OTHER_DAY;
    }
    Model::shipped().probability(z)
}

/// A figure that two reporters do not both give by chance.
fn is_telling(claim: &Claim, at: usize) -> bool {
    let q = &claim.figures.quantities[at];
    q.unit != Unit::Count || q.value() > 3.0
}

/// Both name days, and no day of one can be a day of the other.
fn exclude_each_other(a: &Claim, b: &Claim) -> bool {
    let fine = |c: &Claim| {
        let known = c.dates.iter().filter(|d| d.days.is_some());
        known.filter(|d| d.granularity <= Granularity::Week).copied().collect::<Vec<_>>()
    };
    let (of_a, of_b) = (fine(a), fine(b));
    !of_a.is_empty()
        && !of_b.is_empty()
        && !of_a.iter().any(|x| of_b.iter().any(|y| date::compatible(x, y)))
}
