//! What a reader sees first: stories, facts and copies in order of interest.
//!
//! Orders are total and depend on the analysis alone: ties fall to the place in it.

use std::cmp::Reverse;

use super::rows::Score;
use crate::analysis::{Analysis, Verdict};

/// Stories by number of outlets, then of texts.
pub fn stories(analysis: &Analysis) -> Vec<usize> {
    sorted(analysis.stories.len(), |&index| {
        let story = &analysis.stories[index];
        Reverse((story.sources.len(), story.texts))
    })
}

/// Facts by verdict (conflicts first), then by number of origins, of outlets, and confidence.
pub fn facts(analysis: &Analysis) -> Vec<usize> {
    sorted(analysis.facts.len(), |&index| {
        let fact = &analysis.facts[index];
        let reach = (fact.witnesses.len(), fact.sources(analysis));
        // Scores are 0..=1: four decimals decide, as in the files, so that a report made from the
        // files keeps the order.
        let sure = (Score(fact.confidence).rounded() * 1e4).round() as u32;
        (place(fact.verdict), Reverse((reach, sure)))
    })
}

/// Groups of copies by size.
pub fn groups(analysis: &Analysis) -> Vec<usize> {
    sorted(analysis.groups.len(), |&index| Reverse(analysis.groups[index].members.len()))
}

/// The facts of each story, in the order of `ranked`.
pub fn by_story(analysis: &Analysis, ranked: &[usize]) -> Vec<Vec<usize>> {
    let mut stories = vec![Vec::new(); analysis.stories.len()];
    for &index in ranked {
        if let Some(story) = analysis.facts[index].story {
            stories[story].push(index);
        }
    }
    stories
}

/// Place of a verdict in every list.
pub fn place(verdict: Verdict) -> usize {
    VERDICTS.iter().position(|&v| v == verdict).unwrap_or(VERDICTS.len())
}

/// Verdicts in the order in which they are shown.
pub const VERDICTS: [Verdict; 5] =
    [Verdict::Conflict, Verdict::Updated, Verdict::Agreed, Verdict::Repeated, Verdict::Single];

fn sorted<K: Ord>(len: usize, key: impl FnMut(&usize) -> K) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by_cached_key(key);
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn more_outlets_come_first_and_ties_keep_their_order() {
        let mut analysis = fixture::analysis();
        assert_eq!(stories(&analysis), [0, 1]);
        analysis.stories.swap(0, 1);
        assert_eq!(stories(&analysis), [1, 0]);
        assert_eq!(groups(&analysis), [0, 1]);
    }

    #[test]
    fn conflicts_come_first_then_wider_facts() {
        let mut analysis = fixture::analysis();
        analysis.facts.reverse();
        assert_eq!(facts(&analysis), [4, 3, 2, 1, 0]);
        let agreed = analysis.facts[2].clone();
        analysis.facts.push(agreed);
        analysis.facts[5].confidence = 0.98;
        assert_eq!(facts(&analysis), [4, 3, 5, 2, 1, 0]);
        assert_eq!(by_story(&analysis, &[4, 0]), [vec![4, 0], vec![]]);
    }
}
