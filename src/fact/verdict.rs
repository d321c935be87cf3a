//! Claims found the same, or in dispute, to a [`Fact`]: medoid, mentions, values, witnesses,
//! verdict.

use hashbrown::HashMap;
use jiff::civil::Date;

use super::claim::Claim;
use super::figures::{self, Disputed, Figure};
use super::story::Link;
use super::witness::{Origins, witnesses};
use crate::analysis::{Fact, FactKind, FactValue, Mention, Modality, Verdict};
use crate::article::ArticleId;

/// A story's claims with everything that verdicts look at.
pub struct Scene<'a> {
    /// The claims.
    pub claims: &'a [Claim],
    /// Those of them with words of their own, ascending.
    pub heard: &'a [u32],
    /// Claims of the same words as an earlier one, by that one.
    pub echoes: &'a [Vec<u32>],
    /// Compared pairs.
    pub links: Links<'a>,
    /// Outlets and agencies.
    pub origins: Origins<'a>,
    /// Outlet of each article, by number.
    pub outlet_of: HashMap<ArticleId, u32>,
    /// The story's number in the analysis.
    pub story: Option<usize>,
}

/// The compared pairs of a story, found by claim: a big story has too many to look through for every
/// fact.
pub struct Links<'a> {
    /// All of them, sorted.
    pub all: &'a [Link],
    /// Indices into `all`, by claim.
    of_claim: Vec<Vec<u32>>,
}

impl<'a> Links<'a> {
    /// Of a story of so many claims.
    pub fn of(all: &'a [Link], claims: usize) -> Self {
        let mut of_claim: Vec<Vec<u32>> = vec![Vec::new(); claims];
        for (link, number) in all.iter().zip(0..) {
            of_claim[link.a as usize].push(number);
            of_claim[link.b as usize].push(number);
        }
        Self { all, of_claim }
    }

    /// Whether a claim was found like any other.
    pub fn any(&self, claim: u32) -> bool {
        !self.of_claim[claim as usize].is_empty()
    }

    /// The likeliest of a claim that make one fact; the first one on a tie.
    pub fn best(&self, claim: u32) -> Option<&'a Link> {
        self.with(claim)
            .filter(|link| link.agrees())
            .reduce(|x, y| if y.same > x.same { y } else { x })
    }

    /// Those of a claim, sorted.
    fn with(&self, claim: u32) -> impl Iterator<Item = &'a Link> {
        let all = self.all;
        self.of_claim[claim as usize].iter().map(move |at| &all[*at as usize])
    }

    /// Those between the claims of a group, sorted by the first claim, then the second.
    fn inside(&self, group: &[u32]) -> Vec<&'a Link> {
        let mut sorted = group.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let later = |claim: u32| self.with(claim).filter(move |l| l.a == claim);
        let links = sorted.iter().flat_map(|claim| later(*claim));
        links.filter(|l| sorted.binary_search(&l.b).is_ok()).collect()
    }
}

impl Scene<'_> {
    /// A fact of claims that were found the same.
    pub fn same(&self, group: &[u32]) -> Fact {
        let figures = self.agreeing(group);
        let mut fact = self.fact(group, &figures, self.confidence(group));
        fact.verdict = if fact.witnesses.len() > 1 {
            Verdict::Agreed
        } else if self.outlets(&fact) > 1 {
            Verdict::Repeated
        } else {
            Verdict::Single
        };
        fact
    }

    /// A fact of one outlet's claim.
    pub fn single(&self, claim: u32) -> Fact {
        self.fact(&[claim], &[], 1.0)
    }

    /// A slot whose figures differ.
    pub fn disputed(&self, slot: &Disputed) -> Fact {
        let mut claims: Vec<u32> = slot.figures.iter().map(|f| f.claim).collect();
        claims.dedup();
        let confidence = self.confidence(&claims);
        let verdict = if slot.updated { Verdict::Updated } else { Verdict::Conflict };
        Fact { verdict, ..self.fact(&claims, &slot.figures, confidence) }
    }

    /// A statement and its denial.
    pub fn denied(&self, link: &Link) -> Fact {
        Fact { verdict: Verdict::Conflict, ..self.fact(&[link.a, link.b], &[], link.same) }
    }

    fn outlets(&self, fact: &Fact) -> usize {
        let mut outlets: Vec<_> =
            fact.mentions.iter().map(|m| self.outlet_of[&m.article]).collect();
        outlets.sort_unstable();
        outlets.dedup();
        outlets.len()
    }

    /// Mean probability of the links inside a group.
    fn confidence(&self, group: &[u32]) -> f32 {
        let inside = self.links.inside(group);
        let (sum, count) = inside.iter().fold((0.0, 0), |(s, n), l| (s + l.same, n + 1));
        if count == 0 { 1.0 } else { sum / count as f32 }
    }

    /// Figures of a group's claims that agree with another claim's of the group.
    fn agreeing(&self, group: &[u32]) -> Vec<Figure> {
        let mut out = Vec::new();
        for link in self.links.inside(group) {
            for pair in &link.figures.agreeing {
                out.push(Figure { claim: link.a, quantity: pair.a as u32 });
                out.push(Figure { claim: link.b, quantity: pair.b as u32 });
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// A fact of some claims, whose verdict is not known to be another than single.
    fn fact(&self, group: &[u32], figures: &[Figure], confidence: f32) -> Fact {
        let mut members: Vec<(u32, u32)> = Vec::new();
        for &claim in group {
            members.push((claim, claim));
            members.extend(self.echoes[claim as usize].iter().map(|echo| (*echo, claim)));
        }
        members.sort_unstable();
        let claims: Vec<&Claim> = members.iter().map(|(c, _)| &self.claims[*c as usize]).collect();
        let value_of = |original: u32| figures.iter().find(|f| f.claim == original).copied();
        let mentions: Vec<Mention> = members
            .iter()
            .zip(&claims)
            .map(|((_, original), claim)| self.mention(claim, value_of(*original)))
            .collect();
        Fact {
            story: self.story,
            verdict: Verdict::Single,
            kind: kind(&claims, figures),
            claim: self.claims[self.medoid(group) as usize].text.clone(),
            confidence,
            witnesses: witnesses(&claims, &self.origins),
            values: self.values(figures, &members),
            mentions,
        }
    }

    /// The claim with the largest sum of probabilities to the others; the first one on a tie.
    fn medoid(&self, group: &[u32]) -> u32 {
        let sum = |claim: u32| -> f32 {
            let other = |l: &&Link| group.contains(if l.a == claim { &l.b } else { &l.a });
            self.links.with(claim).filter(other).map(|l| l.same).sum()
        };
        let best = group.iter().map(|c| (sum(*c), *c)).reduce(|x, y| if y.0 > x.0 { y } else { x });
        best.map_or(0, |(_, claim)| claim)
    }

    fn mention(&self, claim: &Claim, figure: Option<Figure>) -> Mention {
        let as_of = figure.map_or_else(|| claim.day(), |f| self.as_of(f, claim));
        Mention {
            article: claim.article,
            as_of: as_of.map(|day| day.to_string()),
            field: claim.field,
            span: claim.span,
            sentence: claim.text.clone(),
            value: figure.map(|f| figures::quantity(self.claims, f).value()),
            speaker: claim.speaker.as_ref().map(|s| s.name.clone()),
            modality: claim.modality,
        }
    }

    /// The day that a figure speaks of where `teller`, who may repeat the words of another, gives it.
    fn as_of(&self, figure: Figure, teller: &Claim) -> Option<Date> {
        let named = figures::quantity(self.claims, figure).as_of.map(|days| days.to);
        named.or(teller.published)
    }

    fn values(&self, figures: &[Figure], members: &[(u32, u32)]) -> Vec<FactValue> {
        let value = |group: &Vec<Figure>| {
            let first = figures::quantity(self.claims, group[0]);
            let figure = |original: u32| group.iter().find(|f| f.claim == original).copied();
            let gives = |at: &usize| figure(members[*at].1).map(|figure| (*at, figure));
            let given: Vec<(usize, Figure)> =
                (0..members.len()).filter_map(|at| gives(&at)).collect();
            let teller = |at: usize| &self.claims[members[at].0 as usize];
            let day = given.iter().filter_map(|(at, f)| self.as_of(*f, teller(*at))).max();
            let mentions = given.iter().map(|(at, _)| *at).collect();
            FactValue {
                value: first.value(),
                unit: figures::unit_name(first),
                mentions,
                as_of: day.map(|d| d.to_string()),
            }
        };
        figures::by_value(self.claims, figures).iter().map(value).collect()
    }
}

/// What sort of statement a fact is, by most of its mentions.
fn kind(claims: &[&Claim], figures: &[Figure]) -> FactKind {
    let most =
        |test: &dyn Fn(&&&Claim) -> bool| claims.iter().filter(test).count() * 2 > claims.len();
    if !figures.is_empty() {
        FactKind::Figure
    } else if most(&|c| c.is_quote) {
        FactKind::Quote
    } else if most(&|c| c.modality == Modality::Planned || tells_an_event(c)) {
        FactKind::Event
    } else {
        FactKind::State
    }
}

/// A verb in the past tense, regular ones by their ending.
fn tells_an_event(claim: &Claim) -> bool {
    let verbs = claim.sentence.terms.iter().filter(|t| t.is_verb);
    let field_start = claim.span.start;
    verbs.into_iter().any(|t| {
        let start = (t.span.start - field_start) as usize;
        let word = claim.text.get(start..start + t.span.len()).unwrap_or("");
        word.ends_with("ed") || super::lexicon::Lexicon::shared().is_irregular(&word.to_lowercase())
    })
}
