//! The claims of one story, and how they are linked across outlets.
//!
//! Terms are weighed by [`StoryWeights`], candidates (`nominate`) scored by
//! [`super::model`]. Two things are added that a lone pair has not: `Evidence` of figures and
//! days, and *rank*: a claim that is the best partner of another within its article, by a margin,
//! and the other way round, is more likely the same than its score alone says; one that has a
//! better partner there is less likely.
//!
//! The amounts (in log-odds) are round numbers chosen on the sample dump's stories, on ECB+ and on
//! pairs of two dumps read by hand; they are not fitted.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::act::shared_act;
use super::align::Alignment;
use super::cause;
use super::claim::Claim;
use super::denial::{answers_accusation, contradict};
use super::dispute::{Known, Sides};
use super::evidence::{Evidence, TELLING};
use super::lexicon::Lexicon;
use super::matter;
use super::model::{Model, Score, Scorer};
use super::nominate::{Nominator, Search};
use super::opposed;
use super::quantity::{Comparison, compare};
use super::story_weights::StoryWeights;
use crate::article::ArticleId;

/// What one digit of a figure that both hold adds.
const DIGIT: f32 = 1.5;
/// From this much of an echo on, numbers left open do not count against a pair.
const ECHO: f32 = 1.0;
/// What is given back where the words alone saw a clash of numbers, but figures agree.
const CLASH_BACK: f32 = 0.86;
/// And where the words saw a clash of dates, but the days agree.
const DATE_BACK: f32 = 0.9;
/// Taken where numbers are left open on both sides.
const CLASH: f32 = 2.0;
/// And taken again where they fill one slot, though the difference is no dispute: of another time,
/// of a part.
const OTHER_VALUE: f32 = 1.0;
/// Taken where one speaks of a time that the other does not.
const OTHER_TIME: f32 = 2.5;
/// Taken where one alone is told in the pluperfect.
const LOOKS_BACK: f32 = 0.3;
/// Added where both name one day before or behind the news.
const SAME_DAY: f32 = 1.5;
/// Added where the later tells of the day that the earlier announced: every sentence of its may.
const DAY_CAME: f32 = 0.5;
/// Taken where a weekday that both name is another day: about what its word adds.
const OTHER_DAY_ALIKE: f32 = 0.5;
/// What one digit of a time of day that both name adds.
const CLOCK: f32 = 1.3;
/// Added for each name that two lists have in common, and for how many at most.
const NAME: f32 = 0.7;
const MOST_NAMES: usize = 3;
/// Taken where both name somebody with one part of the name in common and others not.
const OTHER_NAME: f32 = 1.0;
/// Taken where two claims share hardly more than names, and where two other persons speak.
const LACKS_MATTER: f32 = 1.2;
const OTHER_SPEAKER: f32 = 1.0;
/// And taken besides where both are quotes: two persons seldom say the same in their own words.
const OTHER_QUOTE: f32 = 1.0;
/// Added for each thing that one verb is done to in both.
const ACT: f32 = 0.3;
/// Taken where each gives a place in an order that the other does not.
const OTHER_ORDINAL: f32 = 1.0;
/// Taken where one alone denies something.
const DENIED: f32 = 1.0;
/// Claims of an article from which on a longer one is less likely to mean the same by any one of
/// them: a sentence has one partner in the other article, however many there are to choose from.
/// And what is taken for each e-fold beyond: a little more than that alone asks, as long articles
/// have more sentences that tell no news.
const USUAL_CLAIMS: f32 = 15.0;
const LONG: f32 = 1.4;
/// Taken from claims published more than a day apart, and as much again for each e-fold of days: of
/// pairs in the same band of scores that were read by hand, 9 of 10 were right within a day, 3 of
/// 10 beyond.
const APART: f32 = 1.0;
const APART_PER_FOLD: f32 = 0.75;
/// Added to a pair that is the best of both, by [`MARGIN`]; taken from one that is not the best.
const RANK: f32 = 0.5;
/// Lead over the second best partner, in log-odds.
const MARGIN: f32 = 0.5;
/// A denial counts between claims at least this likely to speak of the same, 0..=1.
const DENIAL: f32 = 0.85;
/// And an answer to an accusation shares its names and little else.
const ANSWER: f32 = 0.5;
/// Who did what in one, and did not in the other, needs a little likeness in all: who wrote both
/// sentences chose his own words for the rest.
const OPPOSED: f32 = 0.5;
/// Stories with fewer claims are not split among threads: there are many of them.
const PARALLEL_FROM: usize = 2_000;
/// Pairs without figures whose words fall further short of [`LEAST`] are not looked at closer; days,
/// times of day and names together may add more.
const WITHIN_REACH: f32 = 2.0;
/// Pairs below this have no say, not even as second best.
const LEAST: f32 = 1.4;

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

impl Link {
    /// Nothing in one excludes the other.
    pub fn agrees(&self) -> bool {
        self.figures.conflicting.is_empty() && !self.denial
    }
}

/// Weighs the terms of these of the claims by how many of them hold them.
pub fn weigh(claims: &mut [Claim], heard: &[u32]) {
    let weights = StoryWeights::of(heard.iter().map(|at| &claims[*at as usize].sentence));
    heard.iter().for_each(|at| weights.apply(&mut claims[*at as usize].sentence));
}

/// Compares claims of different outlets; links sorted by claims, those without any likeness left
/// out. `all` are the claims of the story, those that repeat the words of others included: what an
/// article prints, it knows. `same` is the probability from which two claims are one fact.
pub fn links(claims: &[&Claim], all: &[Claim], same: f32) -> Vec<Link> {
    let nominator = Nominator::new(claims);
    let known = Known::of(all);
    let lengths = lengths(claims, all);
    let all = Nominees { claims, nominator: &nominator, known: &known, lengths };
    let numbers = 0..claims.len() as u32;
    let candidates: Vec<Candidate> = if claims.len() < PARALLEL_FROM {
        let mut worker = Worker::new(claims.len());
        numbers.flat_map(|a| all.candidates(a, &mut worker)).collect()
    } else {
        let worker = || Worker::new(claims.len());
        numbers
            .into_par_iter()
            .map_init(worker, |worker, a| all.candidates(a, worker))
            .flatten_iter()
            .collect()
    };
    let ranks = Ranks::of(&candidates, claims);
    candidates.into_iter().filter_map(|c| link(c, claims, &ranks, same)).collect()
}

/// How much longer than usual the article of each claim is, in e-folds.
fn lengths(claims: &[&Claim], all: &[Claim]) -> Vec<f32> {
    let mut counts: HashMap<ArticleId, f32> = HashMap::new();
    all.iter().for_each(|claim| *counts.entry(claim.article).or_default() += 1.0);
    claims.iter().map(|claim| (counts[&claim.article] / USUAL_CLAIMS).ln()).collect()
}

/// A compared pair, before its rank is known.
struct Candidate {
    a: u32,
    b: u32,
    /// Log-odds, bias not added.
    z: f32,
    figures: Comparison,
    days_apart: i32,
    /// What was taken for a likeness in names only, where one alone denies something.
    denied: Option<f32>,
    /// One says that it is not so, or that it came of something else.
    opposed: bool,
}

/// Buffers of one thread.
struct Worker {
    scorer: Scorer,
    search: Search,
    met: Vec<u32>,
}

impl Worker {
    fn new(claims: usize) -> Self {
        Self { scorer: Scorer::for_story(), search: Search::new(claims), met: Vec::new() }
    }
}

/// The claims of a story with what it takes to compare them.
struct Nominees<'a> {
    claims: &'a [&'a Claim],
    nominator: &'a Nominator<'a>,
    known: &'a Known<'a>,
    lengths: Vec<f32>,
}

impl Nominees<'_> {
    /// Claim `a` with its later partners.
    fn candidates(&self, a: u32, worker: &mut Worker) -> Vec<Candidate> {
        let Worker { scorer, search, met } = worker;
        self.nominator.partners(a, search, met);
        met.iter().filter_map(|b| self.candidate(a, *b, scorer)).collect()
    }

    fn candidate(&self, a: u32, b: u32, scorer: &mut Scorer) -> Option<Candidate> {
        let Self { claims, known, .. } = self;
        let (x, y) = (claims[a as usize], claims[b as usize]);
        let score = scorer.score(&x.sentence, &y.sentence);
        let have_figures = !x.figures.quantities.is_empty() && !y.figures.quantities.is_empty();
        let may_oppose = x.cause.is_some() && y.cause.is_some();
        if !have_figures && !may_oppose && score.z + WITHIN_REACH < LEAST {
            return None;
        }
        let mut figures = compare(&x.figures, &y.figures, Lexicon::shared());
        let evidence = Evidence::of(x, y);
        let sides = Sides { x, y, z: score.z, evidence: &evidence, known };
        let one_slot = !figures.conflicting.is_empty();
        figures.conflicting.retain(|pair| sides.can_dispute(pair));
        let settled = figures.conflicting.is_empty();
        let other_value = one_slot && settled && evidence.echo < TELLING;
        let in_words = with_evidence(&score, &evidence, &figures)
            + ACT * things_done(x, y, scorer.alignment(), &evidence, &score)
            - taken(other_value, OTHER_VALUE)
            - LONG * f32::midpoint(self.lengths[a as usize], self.lengths[b as usize]).max(0.0);
        let strange = if settled && in_words >= LEAST {
            Strangeness::of(x, y, &evidence, scorer.alignment())
        } else {
            Strangeness::default()
        };
        let z = in_words - strange.sum();
        let opposed = evidence.days_apart <= 1
            && !evidence.other_time
            && (in_words >= OPPOSED && opposed::contradict(x, y) || cause::differ(x, y));
        let denied = evidence.denied.then_some(strange.matter + strange.denial);
        let meant = z + denied.unwrap_or(0.0);
        (meant >= LEAST || opposed || !settled).then_some(Candidate {
            a,
            b,
            z,
            figures,
            days_apart: evidence.days_apart,
            denied,
            opposed,
        })
    }
}

/// How many things one verb is done to in both; 0 where a time, a name or a figure says that it was
/// done again, or by others.
fn things_done(x: &Claim, y: &Claim, matches: &Alignment, e: &Evidence, score: &Score) -> f32 {
    let dates_clash = score.features[6] > 0.0;
    let other_time = e.other_time || e.other_period || e.looks_back || dates_clash;
    if other_time || e.other_name || e.figures_open {
        return 0.0;
    }
    shared_act(&x.sentence, &y.sentence, (&matches.a, &matches.b)) as f32
}

/// The score of the words, corrected by figures and days.
fn with_evidence(score: &Score, evidence: &Evidence, figures: &Comparison) -> f32 {
    let numbers_clash = score.features[4] > 0.0;
    let mut z = score.z + DIGIT * evidence.echo;
    if evidence.echo >= ECHO || !figures.conflicting.is_empty() {
        // What is disputed is one slot: that the numbers differ says nothing against it.
        z += if numbers_clash { CLASH_BACK } else { 0.0 };
    } else if numbers_clash && evidence.figures_open {
        z -= CLASH;
    }
    if evidence.other_time {
        z -= OTHER_TIME;
    }
    if evidence.looks_back && evidence.echo < TELLING {
        z -= LOOKS_BACK;
    }
    if score.features[6] > 0.0 && (evidence.same_time || evidence.clock > 0.0) {
        z += DATE_BACK;
    }
    if evidence.same_day {
        z += SAME_DAY;
    } else if evidence.day_came {
        z += DAY_CAME;
    }
    if evidence.other_day_alike {
        z -= OTHER_DAY_ALIKE;
    }
    z += CLOCK * evidence.clock + NAME * evidence.names.min(MOST_NAMES) as f32;
    if evidence.other_name {
        z -= OTHER_NAME;
    }

    if evidence.days_apart > 1 {
        z -= APART + APART_PER_FOLD * (evidence.days_apart as f32).ln();
    }
    z
}

/// What speaks against claims that share names only, of which one denies something, that two persons
/// make, or that count to different places.
#[derive(Default)]
struct Strangeness {
    matter: f32,
    denial: f32,
    others: f32,
}

impl Strangeness {
    fn of(x: &Claim, y: &Claim, evidence: &Evidence, alignment: &Alignment) -> Self {
        let matches = (&alignment.a[..], &alignment.b[..]);
        let tied = evidence.same_day || evidence.several_names;
        let lacks = !evidence.has_token() && !matter::is_shared(x, y, matches, tied);
        let other_ordinal = evidence.echo < TELLING && matter::ordinals_differ(x, y, matches);
        Self {
            matter: taken(lacks, LACKS_MATTER),
            denial: taken(evidence.denied, DENIED),
            others: taken(evidence.other_speaker, OTHER_SPEAKER)
                + taken(evidence.other_speaker && x.is_quote && y.is_quote, OTHER_QUOTE)
                + taken(other_ordinal, OTHER_ORDINAL),
        }
    }

    fn sum(&self) -> f32 {
        self.matter + self.denial + self.others
    }
}

fn taken(on: bool, amount: f32) -> f32 {
    if on { amount } else { 0.0 }
}

/// The best and second best score of each claim with the claims of each other article.
struct Ranks(HashMap<(u32, ArticleId), (f32, f32)>);

impl Ranks {
    fn of(candidates: &[Candidate], claims: &[&Claim]) -> Self {
        let mut best: HashMap<(u32, ArticleId), (f32, f32)> = HashMap::new();
        let mut note = |claim: u32, other: u32, z: f32| {
            let key = (claim, claims[other as usize].article);
            let (first, second) = best.entry(key).or_insert((LEAST, LEAST));
            if z > *first {
                (*first, *second) = (z, *first);
            } else {
                *second = second.max(z);
            }
        };
        for c in candidates {
            note(c.a, c.b, c.z);
            note(c.b, c.a, c.z);
        }
        Self(best)
    }

    /// What the rank of a pair adds to its log-odds.
    fn bonus(&self, c: &Candidate, claims: &[&Claim]) -> f32 {
        let of = |claim: u32, other: u32| {
            let key = (claim, claims[other as usize].article);
            self.0.get(&key).copied().unwrap_or((LEAST, LEAST))
        };
        let (of_a, of_b) = (of(c.a, c.b), of(c.b, c.a));
        if c.z < of_a.0 || c.z < of_b.0 {
            -RANK
        } else if c.z - of_a.1.max(of_b.1) >= MARGIN {
            RANK
        } else {
            0.0
        }
    }
}

fn link(mut c: Candidate, claims: &[&Claim], ranks: &Ranks, one_fact: f32) -> Option<Link> {
    let z = c.z + ranks.bonus(&c, claims);
    let same = Model::shipped().probability(z);
    let (a, b) = (claims[c.a as usize], claims[c.b as usize]);
    c.figures.conflicting.retain(|pair| Sides::is_dispute(a, b, pair, same, one_fact));
    // What speaks against one fact does not speak against a denial of it, and whether what is denied
    // is the matter, `contradict` tells.
    let meant = c.denied.map_or(same, |back| Model::shipped().probability(z + back));
    let is_meant = meant >= DENIAL || meant >= ANSWER && answers_accusation(a, b);
    let denial = c.opposed || is_meant && c.days_apart <= 1 && contradict(a, b);
    let telling = same > 0.5 || denial || !c.figures.conflicting.is_empty();
    telling.then_some(Link { a: c.a, b: c.b, same, figures: c.figures, denial })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::samples::claim;

    #[test]
    fn two_speakers_two_quotes_and_other_places_in_an_order_add_up() {
        let quote =
            |who: &str, words: &str| claim(&format!("“{words},” said Mayor {who} of Kelso."));
        let a = quote("Tom Hale", "The second mill in Oxley must be sold before the winter");
        let b = quote("Ann Moor", "The second mill in Oxley must be sold before the winter");
        let c = quote("Ann Moor", "The third mill in Oxley must be sold before the winter");
        assert!(a.is_quote && b.is_quote && c.is_quote);
        let others = |x: &Claim, y: &Claim| {
            let evidence = Evidence::of(x, y);
            let alignment = Alignment::of(&x.sentence, &y.sentence);
            Strangeness::of(x, y, &evidence, &alignment).others
        };
        let near = |x: f32, y: f32| (x - y).abs() < 1e-6;
        assert!(near(others(&a, &a), 0.0));
        assert!(near(others(&a, &b), OTHER_SPEAKER + OTHER_QUOTE));
        assert!(near(others(&a, &c), OTHER_SPEAKER + OTHER_QUOTE + OTHER_ORDINAL));
    }
}
