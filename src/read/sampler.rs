//! A sample chosen while reading: the smallest hashes so far, so that most articles outside it are
//! passed over before any work is done on them. The last word is [`super::settle`]'s.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::settings::Sample;

/// The smallest hashes met so far.
pub(crate) struct Sampler {
    sample: Sample,
    /// No hash above it can still be in the sample.
    highest: AtomicU64,
    smallest: Mutex<BTreeSet<u64>>,
}

impl Sampler {
    pub fn new(sample: Sample) -> Self {
        Self { sample, highest: AtomicU64::new(u64::MAX), smallest: Mutex::default() }
    }

    /// True where an article may still be in the sample.
    pub fn admits(&self, key: &str) -> bool {
        let hash = self.sample.hash(key);
        if hash > self.highest.load(Ordering::Relaxed) {
            return false;
        }
        let mut smallest = self.smallest.lock().unwrap_or_else(PoisonError::into_inner);
        smallest.insert(hash);
        if smallest.len() > self.sample.count {
            smallest.pop_last();
            let highest = smallest.last().copied().unwrap_or(u64::MAX);
            self.highest.store(highest, Ordering::Relaxed);
        }
        smallest.contains(&hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admits_at_least_the_sample_and_not_much_more() {
        let sample = Sample { count: 10, seed: 3 };
        let sampler = Sampler::new(sample);
        let keys: Vec<String> = (0..1000).map(|i| format!("k{i}")).collect();
        let admitted: Vec<u64> =
            keys.iter().filter(|k| sampler.admits(k)).map(|k| sample.hash(k)).collect();
        let mut all: Vec<u64> = keys.iter().map(|k| sample.hash(k)).collect();
        all.sort_unstable();
        assert!(all[..10].iter().all(|hash| admitted.contains(hash)));
        assert!(admitted.len() < 200, "{}", admitted.len());
    }

    #[test]
    fn a_repeated_key_is_admitted_again() {
        let sampler = Sampler::new(Sample { count: 1, seed: 3 });
        assert!(sampler.admits("a"));
        assert!(sampler.admits("a"));
    }
}
