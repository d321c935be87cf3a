//! Which claims of a story are worth comparing: those of other outlets that share content words
//! (by stem, or by a group of news words) of some weight, a figure, or a time that few sentences
//! name.
//!
//! Indices of stems, figures and times keep a story of thousands of claims far from all pairs.

use hashbrown::HashMap;
use jiff::civil::Date;

use super::claim::Claim;
use super::date::Granularity;
use super::evidence::telling_times;
use super::lexicon::{StemId, is_news_group};
use super::quantity::{Quantity, Unit};

/// A stem, or a figure, in more claims than this nominates nobody.
const COMMON: usize = 400;
/// Content words that candidates share.
const SHARED_WORDS: u16 = 2;
/// Share of the lighter claim's weight that the shared words make up; less has no chance to score.
const SHARED_WEIGHT: f32 = 0.2;
/// Logarithmic width of a bucket of values: figures that agree stand in one, or side by side.
const BUCKET: f64 = 0.1;

/// The claims of a story by what they can be found by.
pub struct Nominator<'a> {
    claims: &'a [&'a Claim],
    by_word: HashMap<u64, Vec<u32>>,
    by_figure: HashMap<FigureKey, Vec<u32>>,
    by_time: HashMap<TimeKey, Vec<u32>>,
    /// Claims that hold a figure which names its slot by itself.
    roles: Vec<u32>,
    /// Claims that give the cause of a disaster.
    causes: Vec<u32>,
}

/// Buffers of a search, for one thread; as long as the story has claims.
pub struct Search {
    shared: Vec<Shared>,
    touched: Vec<u32>,
}

impl Search {
    /// For a story of so many claims.
    pub fn new(claims: usize) -> Self {
        Self { shared: vec![Shared::default(); claims], touched: Vec::new() }
    }
}

/// What two claims share: how many content words, of what weight, and the last one counted.
#[derive(Clone, Copy, Default)]
struct Shared {
    words: u16,
    weight: f32,
    last: u16,
}

/// Kind of unit, and the value's bucket.
type FigureKey = (std::mem::Discriminant<Unit>, i32);

/// The key of a figure that is telling enough to look for: small counts stand everywhere.
fn figure_key(q: &Quantity) -> Option<FigureKey> {
    let telling = q.unit != Unit::Count || q.value() > 9.0 || q.role.is_some();
    let key = || (std::mem::discriminant(&q.unit), (q.value().ln() / BUCKET).floor() as i32);
    (telling && q.value() > 0.0).then(key)
}

/// A time that two claims may have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum TimeKey {
    /// Minutes since midnight or noon.
    Clock(u16),
    Day(Date),
    /// Quarters since year 0.
    Quarter(i32),
    Year(i16),
}

/// The times of a claim that are telling enough to look for.
fn time_keys(claim: &Claim) -> Vec<TimeKey> {
    let mut keys: Vec<TimeKey> =
        claim.clocks.iter().map(|c| TimeKey::Clock(c.in_half_day())).collect();
    for time in telling_times(claim) {
        let Some(days) = time.days else { continue };
        let quarter = |day: Date| i32::from(day.year()) * 4 + i32::from(day.month() - 1) / 3;
        match time.granularity {
            Granularity::Day => keys.push(TimeKey::Day(days.from)),
            Granularity::Month | Granularity::Quarter => {
                keys.push(TimeKey::Quarter(quarter(days.from)));
            }
            Granularity::Year => keys.push(TimeKey::Year(days.from.year())),
            Granularity::Week | Granularity::Decade => {}
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

impl<'a> Nominator<'a> {
    /// Indexes the claims of a story.
    pub fn new(claims: &'a [&'a Claim]) -> Self {
        let mut by_word: HashMap<u64, Vec<u32>> = HashMap::new();
        let mut by_figure: HashMap<FigureKey, Vec<u32>> = HashMap::new();
        let mut by_time: HashMap<TimeKey, Vec<u32>> = HashMap::new();
        for (claim, number) in claims.iter().zip(0..) {
            let mut keys: Vec<u64> = word_keys(claim).into_iter().map(|word| word.key).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                by_word.entry(key).or_default().push(number);
            }
            for key in time_keys(claim) {
                by_time.entry(key).or_default().push(number);
            }
            let mut keys: Vec<FigureKey> =
                claim.figures.quantities.iter().filter_map(figure_key).collect();
            keys.sort_unstable_by_key(|(_, bucket)| *bucket);
            keys.dedup();
            for key in keys {
                let holders = by_figure.entry(key).or_default();
                if holders.last() != Some(&number) {
                    holders.push(number);
                }
            }
        }
        let has_role = |claim: &Claim| claim.figures.quantities.iter().any(|q| q.role.is_some());
        let those = |test: &dyn Fn(&Claim) -> bool| -> Vec<u32> {
            claims.iter().zip(0..).filter(|(c, _)| test(c)).map(|(_, n)| n).collect()
        };
        let (roles, causes) = (those(&has_role), those(&|claim| claim.cause.is_some()));
        Self { claims, by_word, by_figure, by_time, roles, causes }
    }

    /// Later claims of other outlets worth comparing with claim `a`, sorted, into `met`.
    pub fn partners(&self, a: u32, search: &mut Search, met: &mut Vec<u32>) {
        met.clear();
        self.by_words(a, search, met);
        self.by_figures(a, met);
        self.by_times(a, met);
        met.sort_unstable();
        met.dedup();
    }

    fn is_other(&self, a: u32, b: u32) -> bool {
        b > a && self.claims[b as usize].outlet != self.claims[a as usize].outlet
    }

    fn by_words(&self, a: u32, search: &mut Search, met: &mut Vec<u32>) {
        let claim = self.claims[a as usize];
        let Search { shared, touched } = search;
        for WordKey { word, key, weight } in word_keys(claim) {
            let holders = self.by_word.get(&key).filter(|h| h.len() <= COMMON);
            for &b in holders.into_iter().flatten().filter(|b| self.is_other(a, **b)) {
                let shared = &mut shared[b as usize];
                if shared.words == 0 {
                    touched.push(b);
                } else if shared.last == word {
                    continue;
                }
                *shared =
                    Shared { words: shared.words + 1, weight: shared.weight + weight, last: word };
            }
        }
        for b in touched.drain(..) {
            let shared = std::mem::take(&mut shared[b as usize]);
            let lighter = claim.sentence.weight.min(self.claims[b as usize].sentence.weight);
            if shared.words >= SHARED_WORDS && shared.weight >= SHARED_WEIGHT * lighter {
                met.push(b);
            }
        }
    }

    fn by_times(&self, a: u32, met: &mut Vec<u32>) {
        for key in time_keys(self.claims[a as usize]) {
            let holders = self.by_time.get(&key).filter(|h| h.len() <= COMMON);
            met.extend(holders.into_iter().flatten().filter(|b| self.is_other(a, **b)));
        }
    }

    fn by_figures(&self, a: u32, met: &mut Vec<u32>) {
        let other = |b: &&u32| self.is_other(a, **b);
        for (unit, bucket) in
            self.claims[a as usize].figures.quantities.iter().filter_map(figure_key)
        {
            for near in bucket - 1..=bucket + 1 {
                let holders = self.by_figure.get(&(unit, near)).filter(|h| h.len() <= COMMON);
                met.extend(holders.into_iter().flatten().filter(other));
            }
        }
        for list in [&self.roles, &self.causes] {
            if list.len() <= COMMON && list.binary_search(&a).is_ok() {
                met.extend(list.iter().filter(other));
            }
        }
    }
}

/// A content word of a claim, by one of the keys it is found by.
struct WordKey {
    /// Number of the word in the claim.
    word: u16,
    /// Its stem (of a capital its country's), or a group of news words it is in.
    key: u64,
    weight: f32,
}

/// The content words of a claim, each stem once, with all keys of a word in a row.
fn word_keys(claim: &Claim) -> Vec<WordKey> {
    let sentence = &claim.sentence;
    let terms = sentence.terms.iter().enumerate().filter(|(_, t)| t.is_content());
    let mut stems: Vec<(StemId, usize)> =
        terms.map(|(place, t)| (t.seat_of.unwrap_or(t.stem), place)).collect();
    stems.sort_unstable();
    stems.dedup_by_key(|(stem, _)| *stem);
    let groups = sentence.index.concepts.iter().filter(|(concept, _)| is_news_group(*concept));
    let groups: Vec<(u32, u16)> = groups.copied().collect();
    let mut keys = Vec::with_capacity(stems.len() + groups.len());
    for (word, (stem, place)) in (0..).zip(stems) {
        let weight = sentence.terms[place].weight;
        keys.push(WordKey { word, key: stem.0, weight });
        let own = groups.iter().filter(|(_, at)| usize::from(*at) == place);
        keys.extend(own.map(|(group, _)| WordKey { word, key: u64::from(*group), weight }));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::samples::claim;

    #[test]
    fn figures_that_may_agree_share_a_key_and_others_do_not() {
        let key = |figure: &str| {
            let claim = claim(&format!("The bridge at Kelso will cost {figure} to build."));
            figure_key(&claim.figures.quantities[0])
        };
        assert!(key("$40 million").is_some() && key("$40 million") == key("$40.1 million"));
        assert_ne!(key("$40 million"), key("$80 million"));
        assert_ne!(key("$40 million"), key("40 million tons"));
        let small = claim("Three unions at Kelso signed the deal.");
        assert!(small.figures.quantities.iter().all(|q| figure_key(q).is_none()));
    }
}
