//! Weights of terms inside one story.

use hashbrown::HashMap;

use super::lexicon::StemId;
use super::term::Sentence;

/// How common stems are in one story: what every sentence of it says tells nothing.
///
/// The factor of a stem that c of n sentences hold is 0.4 + 0.6 ln((n+1)/(c+0.5)) / ln(n+1).
#[derive(Debug, Clone, Default)]
pub struct StoryWeights {
    counts: HashMap<StemId, u32>,
    sentences: u32,
}

impl StoryWeights {
    /// Counts the sentences of a story.
    pub fn of<'s>(sentences: impl IntoIterator<Item = &'s Sentence>) -> Self {
        let mut weights = Self::default();
        for sentence in sentences {
            weights.sentences += 1;
            let mut last = None;
            for &(stem, _) in &sentence.index.stems {
                if last.replace(stem) != Some(stem) {
                    *weights.counts.entry(stem).or_default() += 1;
                }
            }
        }
        weights
    }

    /// The factor of a stem, 0..=1.
    pub fn factor(&self, stem: StemId) -> f32 {
        let held = self.counts.get(&stem).copied().unwrap_or(0).max(1) as f32;
        let all = self.sentences.max(1) as f32 + 1.0;
        (0.4 + 0.6 * (all / (held + 0.5)).ln() / all.ln()).clamp(0.0, 1.0)
    }

    /// Weighs the terms of a sentence of this story.
    pub fn apply(&self, sentence: &mut Sentence) {
        sentence.reweight(|term| self.factor(term.stem));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::analyse::Analyser;

    #[test]
    fn what_every_sentence_says_weighs_less_in_a_story() {
        let analyser = Analyser::for_language("en");
        let mut story: Vec<Sentence> = ["Biden landed", "Biden spoke", "Biden left Hanoi"]
            .iter()
            .map(|text| analyser.text(text))
            .collect();
        let weights = StoryWeights::of(&story);
        // n = 3, c = 3 and 1: 0.4 + 0.6 ln(4/3.5)/ln 4 and 0.4 + 0.6 ln(4/1.5)/ln 4.
        let (biden, hanoi) = (story[2].terms[0].stem, story[2].terms[2].stem);
        assert!((weights.factor(biden) - 0.4578).abs() < 1e-3);
        assert!((weights.factor(hanoi) - 0.8245).abs() < 1e-3);
        weights.apply(&mut story[2]);
        weights.apply(&mut story[2]);
        let biden = story[2].terms[0];
        assert!((biden.weight - 0.4578 * biden.idf).abs() < 1e-2);
        let sum: f32 = story[2].terms.iter().map(|t| t.weight).sum();
        assert!((story[2].weight - sum).abs() < 1e-5);
    }
}
