//! What changed between two runs or two days: an [`Analysis`] and a later one to changes.
//!
//! Articles are known by their keys. Two stories are linked if more than half of the articles that
//! one has in both runs are in the other; from these links a story is new, gone, grown, split, merged
//! or has other articles. Facts are matched by the sentences that they quote: each fact of the later run
//! with the earlier fact whose sentences are most alike (Dice coefficient).

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};
use serde::Serialize;

use crate::analysis::{Analysis, ArticleResult, Fact, Verdict};
use crate::article::Field;

/// Everything that changed, stories first, in the order of the later run (what is gone, last).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Changes {
    /// Articles that only the later run has.
    pub added: usize,
    /// Articles that only the earlier run has.
    pub removed: usize,
    /// Stories.
    pub stories: Vec<StoryChange>,
    /// Facts.
    pub facts: Vec<FactChange>,
}

/// What became of stories.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoryChange {
    /// What happened.
    pub change: StoryFate,
    /// Indices into the earlier run's stories, ascending.
    pub before: Vec<usize>,
    /// Indices into the later run's stories, ascending.
    pub after: Vec<usize>,
    /// Articles that the later stories have and the earlier ones have not.
    pub gained: usize,
    /// Articles that the earlier stories have and the later ones have not.
    pub lost: usize,
}

/// Kinds of change of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StoryFate {
    /// Linked to no story of the earlier run.
    New,
    /// It has more articles, and none less.
    Grown,
    /// It has lost articles; it may have won others.
    Changed,
    /// Several became one.
    Merged,
    /// One became several.
    Split,
    /// Linked to no story of the later run.
    Gone,
}

/// What became of a fact.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactChange {
    /// What happened.
    pub change: FactFate,
    /// Index into the earlier run's facts.
    pub before: Option<usize>,
    /// Index into the later run's facts.
    pub after: Option<usize>,
}

/// Kinds of change of a fact; the first that holds is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FactFate {
    /// It was not in conflict, or not there, and is now.
    Conflict,
    /// Several outlets carry it, and no fact of the earlier run shares a sentence with it.
    New,
    /// Its verdict is another.
    Verdict,
    /// Its figures are others.
    Values,
    /// It has more mentions.
    Mentions,
    /// No fact of the later run shares a sentence with it.
    Gone,
}

/// What changed from `before` to `after`. Facts that one outlet alone carries are left out, unless
/// they are no longer, or were not before.
pub fn diff(before: &Analysis, after: &Analysis) -> Changes {
    let (old, new) = (keys(before), keys(after));
    Changes {
        added: new.difference(&old).count(),
        removed: old.difference(&new).count(),
        stories: stories(before, after),
        facts: facts(before, after),
    }
}

fn keys(analysis: &Analysis) -> HashSet<&str> {
    analysis.articles.iter().map(ArticleResult::key).collect()
}

/// The articles of each story, by key.
fn members(analysis: &Analysis) -> Vec<HashSet<&str>> {
    let key = |id: &crate::article::ArticleId| analysis.articles[id.index()].key();
    analysis.stories.iter().map(|story| story.articles.iter().map(key).collect()).collect()
}

fn stories(before: &Analysis, after: &Analysis) -> Vec<StoryChange> {
    let (old, new) = (members(before), members(after));
    let links = story_links(before, after, &old, &new);
    let mut to: Vec<Vec<usize>> = vec![Vec::new(); old.len()];
    let mut from: Vec<Vec<usize>> = vec![Vec::new(); new.len()];
    for &(x, y) in &links {
        to[x].push(y);
        from[y].push(x);
    }
    let change = |change, before: Vec<usize>, after: Vec<usize>| {
        let (x, y) = (union(&old, &before), union(&new, &after));
        let (gained, lost) = (y.difference(&x).count(), x.difference(&y).count());
        StoryChange { change, before, after, gained, lost }
    };
    let mut out = Vec::new();
    for (y, sources) in from.iter().enumerate() {
        // Told once, at the first of its parts; each part may have come of other stories too.
        let split = sources.iter().filter(|x| to[**x].len() > 1 && to[**x][0] == y);
        out.extend(split.map(|x| change(StoryFate::Split, vec![*x], to[*x].clone())));
        match sources[..] {
            [] => out.push(change(StoryFate::New, Vec::new(), vec![y])),
            [x] if to[x].len() > 1 => {}
            [x] => {
                let found = change(StoryFate::Grown, vec![x], vec![y]);
                let fate = if found.lost > 0 { StoryFate::Changed } else { StoryFate::Grown };
                if found.gained + found.lost > 0 {
                    out.push(StoryChange { change: fate, ..found });
                }
            }
            _ => out.push(change(StoryFate::Merged, sources.clone(), vec![y])),
        }
    }
    let gone = (0..old.len()).filter(|x| to[*x].is_empty());
    out.extend(gone.map(|x| change(StoryFate::Gone, vec![x], Vec::new())));
    out
}

/// The articles of these of the stories.
fn union<'a>(stories: &[HashSet<&'a str>], at: &[usize]) -> HashSet<&'a str> {
    at.iter().flat_map(|story| &stories[*story]).copied().collect()
}

/// Pairs of an earlier and a later story of which one has most of its articles of both runs in the
/// other, sorted.
fn story_links(
    before: &Analysis,
    after: &Analysis,
    old: &[HashSet<&str>],
    new: &[HashSet<&str>],
) -> Vec<(usize, usize)> {
    let (known, kept) = (keys(before), keys(after));
    let of_old: HashMap<&str, usize> =
        old.iter().enumerate().flat_map(|(x, set)| set.iter().map(move |key| (*key, x))).collect();
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (y, set) in new.iter().enumerate() {
        for x in set.iter().filter_map(|key| of_old.get(key)) {
            *shared.entry((*x, y)).or_default() += 1;
        }
    }
    let common = |set: &HashSet<&str>, other: &HashSet<&str>| {
        set.iter().filter(|key| other.contains(*key)).count()
    };
    let most = |x: usize, y: usize, count: usize| {
        count * 2 > common(&old[x], &kept) || count * 2 > common(&new[y], &known)
    };
    shared
        .into_iter()
        .filter(|((x, y), count)| most(*x, *y, *count))
        .map(|(pair, _)| pair)
        .collect()
}

/// Where a sentence stands.
type Place<'a> = (&'a str, Field, u32);

fn places<'a>(fact: &'a Fact, analysis: &'a Analysis) -> impl Iterator<Item = Place<'a>> {
    fact.mentions
        .iter()
        .map(|m| (analysis.articles[m.article.index()].key(), m.field, m.span.start))
}

fn facts(before: &Analysis, after: &Analysis) -> Vec<FactChange> {
    let mut holders: HashMap<Place<'_>, Vec<usize>> = HashMap::new();
    for (x, fact) in before.facts.iter().enumerate() {
        places(fact, before).for_each(|place| holders.entry(place).or_default().push(x));
    }
    let mut met = vec![false; before.facts.len()];
    let mut out = Vec::new();
    for (y, fact) in after.facts.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for x in places(fact, after).filter_map(|place| holders.get(&place)).flatten() {
            *shared.entry(*x).or_default() += 1;
            met[*x] = true;
        }
        let likeness = |x: usize, count: usize| {
            let both = before.facts[x].mentions.len() + fact.mentions.len();
            // In millionths of the Dice coefficient, so that equals are equal.
            2_000_000 * count / both.max(1)
        };
        // Of equals the one with the same verdict, then the first.
        let best = shared.into_iter().max_by_key(|(x, count)| {
            let same_verdict = before.facts[*x].verdict == fact.verdict;
            (likeness(*x, *count), same_verdict, std::cmp::Reverse(*x))
        });
        let known = best.map(|(x, _)| x);
        let change = fate(known.map(|x| &before.facts[x]), fact);
        out.extend(change.map(|change| FactChange { change, before: known, after: Some(y) }));
    }
    let gone = (0..met.len()).filter(|x| !met[*x] && before.facts[*x].verdict != Verdict::Single);
    out.extend(gone.map(|x| FactChange { change: FactFate::Gone, before: Some(x), after: None }));
    out
}

fn fate(before: Option<&Fact>, after: &Fact) -> Option<FactFate> {
    let values = |fact: &Fact| fact.values.iter().map(|v| v.value).collect::<Vec<_>>();
    let was = before.map(|fact| fact.verdict);
    match before {
        _ if after.verdict == Verdict::Conflict && was != Some(Verdict::Conflict) => {
            Some(FactFate::Conflict)
        }
        None => (after.verdict != Verdict::Single).then_some(FactFate::New),
        Some(before) if before.verdict != after.verdict => Some(FactFate::Verdict),
        Some(_) if after.verdict == Verdict::Single => None,
        Some(before) if values(before) != values(after) => Some(FactFate::Values),
        Some(before) if after.mentions.len() > before.mentions.len() => Some(FactFate::Mentions),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn fates(changes: &Changes) -> Vec<(StoryFate, usize, usize)> {
        changes.stories.iter().map(|c| (c.change, c.gained, c.lost)).collect()
    }

    /// The articles of a story, and the stories, as wanted.
    fn with_stories(sizes: &[&[u32]]) -> Analysis {
        let mut analysis = fixture::analysis();
        let model = analysis.stories[0].clone();
        let story = |ids: &&[u32]| crate::analysis::Story {
            articles: ids.iter().map(|id| crate::article::ArticleId(*id)).collect(),
            ..model.clone()
        };
        analysis.stories = sizes.iter().map(story).collect();
        analysis.facts.clear();
        analysis
    }

    #[test]
    fn nothing_changes_against_itself() {
        let analysis = fixture::analysis();
        assert_eq!(diff(&analysis, &analysis), Changes::default());
    }

    #[test]
    fn stories_grow_split_and_merge() {
        let base = with_stories(&[&[0, 1, 2, 3], &[4, 5]]);
        let of = |sizes: &[&[u32]]| fates(&diff(&base, &with_stories(sizes)));
        assert_eq!(of(&[&[0, 1, 2, 3, 6], &[4, 5]]), [(StoryFate::Grown, 1, 0)]);
        assert_eq!(of(&[&[0, 1, 2, 6], &[4, 5]]), [(StoryFate::Changed, 1, 1)]);
        assert_eq!(of(&[&[0, 1, 2, 3, 4, 5]]), [(StoryFate::Merged, 0, 0)]);
        assert_eq!(of(&[&[0, 1], &[2, 3], &[4, 5]]), [(StoryFate::Split, 0, 0)]);
        assert_eq!(
            of(&[&[0, 1, 2, 3], &[6, 7]]),
            [(StoryFate::New, 2, 0), (StoryFate::Gone, 0, 2)]
        );
        // One article that moves makes no link.
        let moved = of(&[&[0, 1, 2], &[3, 4, 5]]);
        assert_eq!(moved, [(StoryFate::Changed, 0, 1), (StoryFate::Grown, 1, 0)]);
    }

    #[test]
    fn a_part_that_another_story_is_merged_into_hides_nothing() {
        let (before, after) =
            (with_stories(&[&[0, 1, 2, 3], &[4]]), with_stories(&[&[0, 1, 4], &[2, 3]]));
        let changes = diff(&before, &after);
        assert_eq!(fates(&changes), [(StoryFate::Split, 1, 0), (StoryFate::Merged, 0, 2)]);
        assert_eq!(changes.stories[0].after, [0, 1]);
        assert_eq!(changes.stories[1].before, [0, 1]);
    }

    #[test]
    fn facts_change_in_one_way_each() {
        let base = fixture::analysis();
        let changed = |change: &dyn Fn(&mut Vec<Fact>)| {
            let mut after = base.clone();
            change(&mut after.facts);
            let facts = diff(&base, &after).facts;
            facts.iter().map(|c| (c.change, c.before, c.after)).collect::<Vec<_>>()
        };
        let agreed = base.facts.iter().position(|f| f.verdict == Verdict::Agreed).unwrap();
        let conflict = |facts: &mut Vec<Fact>| facts[agreed].verdict = Verdict::Conflict;
        assert_eq!(changed(&conflict), [(FactFate::Conflict, Some(agreed), Some(agreed))]);
        let lone = |facts: &mut Vec<Fact>| facts[agreed].verdict = Verdict::Single;
        assert_eq!(changed(&lone), [(FactFate::Verdict, Some(agreed), Some(agreed))]);
        let values = |facts: &mut Vec<Fact>| {
            let value = base.facts.iter().flat_map(|f| &f.values).next().unwrap().clone();
            facts[agreed].values.push(value);
        };
        assert_eq!(changed(&values), [(FactFate::Values, Some(agreed), Some(agreed))]);
    }
}
