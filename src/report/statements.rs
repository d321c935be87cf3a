//! Who says what: the sides of a fact and its origins, in words for people.
//!
//! A side is a value with the outlets that give it. Where a fact is about no figure, the sides are
//! the ways of putting it: as done, as planned, as denied.

use super::words;
use crate::analysis::{Analysis, Fact, Modality};

/// One side of a fact.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Side {
    /// What is said: `12 people`, `denied`.
    pub said: String,
    /// The day it speaks of, ISO.
    pub as_of: Option<String>,
    /// Who says it, sorted.
    pub outlets: Vec<String>,
}

/// One independent origin of a fact.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Origin {
    /// The outlet, agency or speaker.
    pub name: String,
    /// The outlets that carry it, sorted; empty where it is only the origin itself.
    pub outlets: Vec<String>,
    /// Why they count as one.
    pub why: Option<String>,
}

/// The sides of `fact`: its values, or its ways of putting it where these differ.
pub fn sides(analysis: &Analysis, fact: &Fact) -> Vec<Side> {
    if fact.values.is_empty() { manners(analysis, fact) } else { figures(analysis, fact) }
}

fn figures(analysis: &Analysis, fact: &Fact) -> Vec<Side> {
    let side = |value| Side {
        said: words::value(value),
        as_of: value.as_of.as_deref().map(|day| words::clean(day, 40)),
        outlets: outlets(analysis, fact, value.mentions.iter().copied()),
    };
    fact.values.iter().map(side).collect()
}

fn manners(analysis: &Analysis, fact: &Fact) -> Vec<Side> {
    let all = [Modality::Happened, Modality::Planned, Modality::Denied];
    let side = |&manner: &Modality| {
        let said = |index: &usize| fact.mentions[*index].modality == manner;
        let outlets = outlets(analysis, fact, (0..fact.mentions.len()).filter(said));
        Side { said: manner_word(manner).into(), as_of: None, outlets }
    };
    let mut sides: Vec<Side> = all.iter().map(side).collect();
    sides.retain(|side| !side.outlets.is_empty());
    if sides.len() > 1 { sides } else { Vec::new() }
}

fn manner_word(manner: Modality) -> &'static str {
    match manner {
        Modality::Happened => "told as done",
        Modality::Planned => "told as planned",
        Modality::Denied => "denied",
    }
}

/// The origins of `fact`, in its order.
pub fn origins(analysis: &Analysis, fact: &Fact) -> Vec<Origin> {
    let origin = |witness: &crate::analysis::Witness| {
        let name = words::origin(&witness.origin);
        let mut outlets = outlets(analysis, fact, witness.mentions.iter().copied());
        if outlets == [name.as_str()] {
            outlets.clear();
        }
        let why = witness.why.as_deref().map(|why| words::clean(why, 160));
        Origin { name, outlets, why }
    };
    fact.witnesses.iter().map(origin).collect()
}

/// The outlets of some mentions, for people, sorted.
fn outlets(analysis: &Analysis, fact: &Fact, mentions: impl Iterator<Item = usize>) -> Vec<String> {
    let article = |index: usize| &analysis.articles[fact.mentions[index].article.index()];
    let mut names: Vec<String> = mentions.map(|i| words::outlet(article(i).source())).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// `A, B, C and 4 more`.
pub fn listed(names: &[String], max: usize) -> String {
    if names.len() <= max {
        return names.join(", ");
    }
    format!("{} and {} more", names[..max].join(", "), words::count(names.len() - max))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn figures_name_who_says_them() {
        let analysis = fixture::analysis();
        let sides = sides(&analysis, &analysis.facts[1]);
        assert_eq!(sides[0].outlets, ["Post", "The Ledger"]);
        assert_eq!(
            (sides[1].said.as_str(), sides[1].as_of.as_deref()),
            ("14 people", Some("2023-09-12"))
        );
    }

    #[test]
    fn a_denial_is_a_side() {
        let mut analysis = fixture::analysis();
        assert!(sides(&analysis, &analysis.facts[2]).is_empty());
        analysis.facts[2].mentions[1].modality = Modality::Denied;
        let said: Vec<_> =
            sides(&analysis, &analysis.facts[2]).into_iter().map(|s| (s.said, s.outlets)).collect();
        let expected = [("told as done", "The Ledger"), ("denied", "Herald")];
        assert_eq!(said, expected.map(|(said, who)| (said.to_owned(), vec![who.to_owned()])));
    }

    #[test]
    fn an_origin_lists_its_outlets_only_where_they_tell_more() {
        let analysis = fixture::analysis();
        let origins = origins(&analysis, &analysis.facts[1]);
        assert_eq!(origins[0].outlets, ["Post", "The Ledger"]);
        assert_eq!(origins[0].why.as_deref(), Some("same text"));
        assert!(origins[1].outlets.is_empty());
    }

    #[test]
    fn long_lists_say_how_many_more() {
        let names = ["A", "B", "C"].map(String::from);
        assert_eq!(listed(&names, 3), "A, B, C");
        assert_eq!(listed(&names, 2), "A, B and 1 more");
    }
}
