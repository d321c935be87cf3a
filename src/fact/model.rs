//! Do two sentences report the same fact? A score of eight features, without a neural net.
//!
//! How much of the weight of either sentence the other covers is nearly all of it; the mean of the
//! two directions, and a mix of the smaller and the larger that leans on the larger the more the
//! lengths differ, do better than the minimum alone. A part of a sentence's coverage is that of its
//! clause that is covered best: long sentences of reports tell several facts. Clashing figures and
//! dates and a negation on one side speak against. The weights are a logistic regression's, in `tables/same_fact.tsv`.
//!
//! Not covered: who did what to whom (two meetings of the same minister look alike), paraphrase
//! without a shared stem or dictionary link, references ("this nation") to be resolved before.
//! English decides the scale; for other languages the bands are not calibrated.

use std::path::Path;
use std::sync::LazyLock;

use hashbrown::HashMap;

use super::align::{Alignment, Match, MatchKind};
use super::tables;
use super::term::{Sentence, Term, TermKind};
use crate::error::{Error, Result};

/// Number of features.
pub const FEATURES: usize = 8;

/// The features' names, as in the weights file and in results.
pub const FEATURE_NAMES: [&str; FEATURES] = [
    "coverage_mean",
    "coverage_mix",
    "best_sentence",
    "verbs",
    "number_clash",
    "number_missing",
    "date_clash",
    "negation",
];

/// Unmatched weight that a light sentence is given inside a story, so that a few words without
/// content are not covered by every long sentence. 0 for lone pairs.
pub const STORY_SHRINK: f32 = 6.0;

/// From this weight on a sentence is not light; the padding fades towards it, which keeps the
/// bands where they are for sentences of usual length (most weigh 50 to 90).
const USUAL_WEIGHT: f32 = 60.0;

/// Share of a sentence's coverage that is its best clause's, and the least weight of such a clause.
/// On sets left out it adds .002 to the mean average precision, .004 to .005 on those of one story; more
/// of it costs paraphrases (MRPC).
const CLAUSE_SHARE: f32 = 0.08;
const CLAUSE_WEIGHT: f32 = 12.0;

/// What the verb feature says where a sentence has no verb of its own.
const NO_VERB: f32 = 0.4;

/// How sure the score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// The same fact.
    Same,
    /// Most likely the same.
    Likely,
    /// Worth a look.
    Maybe,
    /// Not the same, as far as words tell.
    No,
}

/// A pair's score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Weighted sum of the features; the bands are cuts on it.
    pub z: f32,
    /// Probability of "same" if half of all pairs are, 0..=1.
    pub probability: f32,
    /// In the order of [`FEATURE_NAMES`]; coverages are 0..=1, flags 0 or 1.
    pub features: [f32; FEATURES],
}

/// The weights of the score.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    weights: [f32; FEATURES],
    bias: f32,
    /// Cuts on z for Same, Likely, Maybe.
    bands: [f32; 3],
}

static SHIPPED: LazyLock<Model> = LazyLock::new(|| {
    Model::parse(tables::SAME_FACT, Path::new("same_fact.tsv")).expect("shipped weights are whole")
});

impl Model {
    /// The weights that ship with the crate.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a weights file: rows of `weight`, `bias` or `band`, a name and a number. `path` is
    /// for messages.
    ///
    /// # Errors
    /// If a row does not parse, or a name is unknown or missing.
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        let mut numbers: HashMap<(&str, &str), f32> = HashMap::new();
        for (i, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let line_number = i as u64 + 1;
            let row = parse_row(line).ok_or_else(|| {
                Error::format(path, line_number, "expected kind, name and number with tabs between")
            })?;
            if !is_known_row(row.0, row.1) {
                return Err(Error::format(
                    path,
                    line_number,
                    format!("unknown {} {}", row.0, row.1),
                ));
            }
            numbers.insert((row.0, row.1), row.2);
        }
        let get = |kind, name: &'static str| {
            let missing = || Error::format(path, 0, format!("{kind} {name} is missing"));
            numbers.get(&(kind, name)).copied().ok_or_else(missing)
        };
        let mut weights = [0.0; FEATURES];
        for (weight, name) in weights.iter_mut().zip(FEATURE_NAMES) {
            *weight = get("weight", name)?;
        }
        let bands = [get("band", "same")?, get("band", "likely")?, get("band", "maybe")?];
        Ok(Self { weights, bias: get("bias", "same")?, bands })
    }

    /// What each feature of a score adds to the log odds, in the order of [`FEATURE_NAMES`].
    pub fn contributions(&self, score: &Score) -> [f32; FEATURES] {
        std::array::from_fn(|at| self.weights[at] * score.features[at])
    }

    /// The band of a score.
    pub fn band(&self, z: f32) -> Band {
        match self.bands.iter().position(|&cut| z >= cut) {
            Some(0) => Band::Same,
            Some(1) => Band::Likely,
            Some(_) => Band::Maybe,
            None => Band::No,
        }
    }

    fn score(&self, features: [f32; FEATURES]) -> Score {
        let z = self.weights.iter().zip(features).map(|(w, f)| w * f).sum::<f32>();
        Score { z, probability: self.probability(z), features }
    }

    /// Probability of a log-odds score without its bias, 0..=1.
    pub fn probability(&self, z: f32) -> f32 {
        1.0 / (1.0 + (-(z + self.bias)).exp())
    }
}

fn parse_row(line: &str) -> Option<(&str, &str, f32)> {
    let mut columns = line.split('\t');
    let row = (columns.next()?, columns.next()?, columns.next()?.trim().parse::<f32>().ok()?);
    row.2.is_finite().then_some(row)
}

fn is_known_row(kind: &str, name: &str) -> bool {
    match kind {
        "weight" => FEATURE_NAMES.contains(&name),
        "bias" => name == "same",
        "band" => matches!(name, "same" | "likely" | "maybe"),
        _ => false,
    }
}

/// Scores pairs of sentences. Holds buffers, so make one per thread and reuse it.
pub struct Scorer {
    model: &'static Model,
    shrink: f32,
    alignment: Alignment,
    /// Credit by sentence of the other side.
    by_sentence: Vec<f32>,
}

impl Scorer {
    /// For sentences that stand alone.
    pub fn for_pairs() -> Self {
        Self::new(Model::shipped(), 0.0)
    }

    /// For sentences of one story.
    pub fn for_story() -> Self {
        Self::new(Model::shipped(), STORY_SHRINK)
    }

    /// With these weights; `shrink` as [`STORY_SHRINK`], in units of weight.
    pub fn new(model: &'static Model, shrink: f32) -> Self {
        Self { model, shrink, alignment: Alignment::default(), by_sentence: Vec::new() }
    }

    /// Scores a pair; the order of the two does not matter beyond rounding. Sentences without
    /// terms score 0.
    pub fn score(&mut self, a: &Sentence, b: &Sentence) -> Score {
        if a.terms.is_empty() || b.terms.is_empty() {
            return Score { z: 0.0, probability: 0.0, features: [0.0; FEATURES] };
        }
        self.alignment.align(a, b);
        let (of_a, of_b) = (Side::of(a, &self.alignment.a), Side::of(b, &self.alignment.b));
        let cover_a = self.cover(a, &self.alignment.a, of_a.covered);
        let cover_b = self.cover(b, &self.alignment.b, of_b.covered);
        let best_a = best_sentence(a, &self.alignment.a, b, &mut self.by_sentence);
        let best_b = best_sentence(b, &self.alignment.b, a, &mut self.by_sentence);
        let evenness = a.weight.min(b.weight).max(1.0) / a.weight.max(b.weight).max(1.0);
        let (low, high) = (cover_a.min(cover_b), cover_a.max(cover_b));
        self.model.score([
            f32::midpoint(cover_a, cover_b),
            evenness * low + (1.0 - evenness) * high,
            best_a.max(best_b),
            f32::midpoint(of_a.verbs(), of_b.verbs()),
            flag(of_a.number_open && of_b.number_open),
            flag(of_a.number_open != of_b.number_open),
            flag(of_a.date_open && of_b.date_open),
            flag(a.negated != b.negated),
        ])
    }

    /// How much of a sentence is covered, 0..=1; `covered` is the weight of all of it that is.
    fn cover(&self, sentence: &Sentence, matches: &[Match], covered: f32) -> f32 {
        let whole = covered / self.padded(sentence.weight);
        let clause = best_clause(&sentence.terms, matches).unwrap_or(whole);
        whole + CLAUSE_SHARE * (clause - whole)
    }

    /// What a sentence's coverage is taken of: its weight, or more where it is light.
    fn padded(&self, weight: f32) -> f32 {
        weight.max((weight + self.shrink) / (1.0 + self.shrink / USUAL_WEIGHT))
    }

    /// How the terms of the pair scored last were matched.
    pub fn alignment(&self) -> &Alignment {
        &self.alignment
    }
}

fn flag(on: bool) -> f32 {
    f32::from(u8::from(on))
}

/// Sums over one sentence's terms.
#[derive(Default)]
struct Side {
    covered: f32,
    verb_weight: f32,
    verb_covered: f32,
    /// A number without counterpart.
    number_open: bool,
    /// A month or weekday without counterpart.
    date_open: bool,
}

impl Side {
    fn of(sentence: &Sentence, matches: &[Match]) -> Self {
        let mut side = Self::default();
        for (term, m) in sentence.terms.iter().zip(matches) {
            side.covered += term.weight * m.kind.credit();
            let open = m.kind > MatchKind::Variant;
            side.number_open |= open && term.kind == TermKind::Number;
            side.date_open |= open && term.kind == TermKind::Date;
            if term.is_verb {
                side.verb_weight += term.weight;
                side.verb_covered += term.weight * verb_credit(m.kind);
            }
        }
        side
    }

    fn verbs(&self) -> f32 {
        if self.verb_weight > 0.0 { self.verb_covered / self.verb_weight } else { NO_VERB }
    }
}

/// The largest covered share of any clause that has some weight; `None` if none has.
fn best_clause(terms: &[Term], matches: &[Match]) -> Option<f32> {
    let mut best: Option<f32> = None;
    let mut from = 0;
    for clause in terms.chunk_by(|x, y| x.clause == y.clause) {
        let to = from + clause.len();
        let (mut all, mut covered) = (0.0, 0.0);
        for (term, m) in clause.iter().zip(&matches[from..to]) {
            all += term.weight;
            covered += term.weight * m.kind.credit();
        }
        from = to;
        if all >= CLAUSE_WEIGHT {
            let share: f32 = covered / all;
            best = Some(best.map_or(share, |b| b.max(share)));
        }
    }
    best
}

/// A wider verb is another act; a rewritten name is no worse than the name.
fn verb_credit(kind: MatchKind) -> f32 {
    match kind {
        MatchKind::Exact | MatchKind::Variant => 1.0,
        MatchKind::Seat | MatchKind::Synonym | MatchKind::Derivation => 0.8,
        MatchKind::Prefix => 0.5,
        MatchKind::Hypernym | MatchKind::Opposite | MatchKind::None => 0.0,
    }
}

/// The largest share of a sentence's weight that one sentence of the other side covers.
fn best_sentence(
    own: &Sentence,
    matches: &[Match],
    other: &Sentence,
    credit: &mut Vec<f32>,
) -> f32 {
    credit.clear();
    credit.resize(usize::from(other.sentences).max(1), 0.0);
    for (term, m) in own.terms.iter().zip(matches) {
        let share = term.weight * located_credit(m.kind);
        if m.kind == MatchKind::Exact {
            let mut last = None;
            for sentence in sentences_with(other, term, *m) {
                if last.replace(sentence) != Some(sentence) {
                    credit[usize::from(sentence)] += share;
                }
            }
        } else if share > 0.0 {
            credit[usize::from(other.terms[usize::from(m.term)].sentence)] += share;
        }
    }
    credit.iter().copied().fold(0.0, f32::max) / own.weight.max(f32::MIN_POSITIVE)
}

/// Within one sentence a wider term says a little more.
fn located_credit(kind: MatchKind) -> f32 {
    if kind == MatchKind::Hypernym { 0.3 } else { kind.credit() }
}

/// The numbers of the sentences that hold a term's stem, ascending, with repeats.
fn sentences_with<'s>(
    other: &'s Sentence,
    term: &Term,
    first: Match,
) -> impl Iterator<Item = u16> + 's {
    let stem = term.stem;
    let stems = &other.index.stems;
    let start = if other.sentences > 1 {
        stems.partition_point(|&(s, _)| s < stem)
    } else {
        // One sentence: the match says enough.
        stems.len()
    };
    let one = (other.sentences <= 1).then(|| other.terms[usize::from(first.term)].sentence);
    let all = stems[start..].iter().take_while(move |&&(s, _)| s == stem);
    one.into_iter().chain(all.map(|&(_, place)| other.terms[usize::from(place)].sentence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::analyse::Analyser;

    fn score(a: &str, b: &str) -> Score {
        let analyser = Analyser::for_language("en");
        Scorer::for_pairs().score(&analyser.text(a), &analyser.text(b))
    }

    #[test]
    fn a_sentence_is_the_same_as_itself() {
        let text = "The quake killed 12 people in Peru on Sunday.";
        let score = score(text, text);
        assert_eq!(score.features, [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
        let all: f32 = Model::shipped().weights[..4].iter().sum();
        assert!((score.z - all).abs() < 1e-5);
        assert_eq!(Model::shipped().band(score.z), Band::Same);
    }

    #[test]
    fn the_same_fact_in_other_words_scores_above_another_fact() {
        let claim = "The country holds the second-largest reserves of rare earths.";
        let same = score(claim, "It has the world's No. 2 deposits of rare earth minerals.");
        let other = score(claim, "The largest bank of the country raised its interest rates.");
        assert!(same.z > other.z + 1.5, "{} {}", same.z, other.z);
    }

    #[test]
    fn clashing_numbers_dates_and_denials_are_seen() {
        let clash = score("The fire killed 12 on Monday.", "The fire killed 15 on Friday.");
        assert_eq!(clash.features[4..], [1.0, 0.0, 1.0, 0.0]);
        let missing = score("The fire killed 12 people.", "The fire killed people.");
        assert_eq!(missing.features[4..], [0.0, 1.0, 0.0, 0.0]);
        let denied = score("The minister resigned.", "The minister did not resign.");
        assert_eq!(denied.features[7], 1.0);
        let rounded = score("Some 12,000 people fled.", "Some 11,950 people fled.");
        assert_eq!(rounded.features[4..], [0.0; 4]);
    }

    #[test]
    fn the_best_clause_counts() {
        let short = "The mayor of Lyon opened the bridge.";
        let long = "The mayor of Lyon opened the bridge, while rain fell on farmers in the valley.";
        let analyser = Analyser::for_language("en");
        let (a, b) = (analyser.text(short), analyser.text(long));
        let alignment = Alignment::of(&a, &b);
        assert_eq!(best_clause(&b.terms, &alignment.b), Some(1.0));
        assert_eq!(best_clause(&a.terms[..1], &alignment.a[..1]), None);
    }

    #[test]
    fn nothing_scores_nothing() {
        assert_eq!(score("", "The minister resigned.").z, 0.0);
    }

    #[test]
    fn light_sentences_are_padded_in_stories_only() {
        let story = Scorer::for_story();
        assert!(story.padded(10.0) > 14.0 && story.padded(10.0) < 15.0);
        assert_eq!(story.padded(USUAL_WEIGHT), USUAL_WEIGHT);
        assert_eq!(story.padded(200.0), 200.0);
        assert_eq!(Scorer::for_pairs().padded(10.0), 10.0);
    }

    #[test]
    fn a_text_of_two_sentences_is_searched_for_the_best_one() {
        let short = "The mayor of Lyon resigned";
        let together = score(short, "Rain fell. The mayor of Lyon resigned.");
        let apart = score(short, "The mayor spoke. Rain fell in Lyon. Nobody resigned.");
        assert_eq!(together.features[2], 1.0);
        assert!(apart.features[2] < 0.7);
    }

    #[test]
    fn weights_files_are_checked() {
        let parse = |text: &str| Model::parse(text, Path::new("w.tsv")).map_err(|e| e.to_string());
        assert!(parse(tables::SAME_FACT).is_ok());
        assert!(parse("weight\tverbs\tx").is_err_and(|e| e.starts_with("w.tsv, line 1")));
        assert!(parse("weight\tvibes\t1").is_err_and(|e| e.contains("unknown weight vibes")));
        let kept = tables::SAME_FACT.lines().filter(|line| !line.starts_with("band\tmaybe"));
        let without: String = kept.flat_map(|line| [line, "\n"]).collect();
        assert!(parse(&without).is_err_and(|e| e.contains("band maybe is missing")));
    }

    proptest::proptest! {
        #[test]
        fn scores_are_symmetric_and_coverages_are_shares(
            a in "(The |Paris |12 |killed |deaths |U\\.S\\. |on Monday |not |, |\\. |[a-z]{1,6} ){0,25}",
            b in "(The |French |15 |died |dead |America |on Friday |never |, |\\. |[a-z]{1,6} ){0,25}",
        ) {
            let (x, y) = (score(&a, &b), score(&b, &a));
            proptest::prop_assert!((x.z - y.z).abs() < 1e-4);
            for feature in x.features {
                proptest::prop_assert!((0.0..=1.0001).contains(&feature));
            }
        }
    }
}
