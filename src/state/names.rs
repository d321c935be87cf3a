//! Stories and facts that keep their names from one day to the next.
//!
//! A story has the name of the earlier story with which it shares most articles, a fact the number
//! of the earlier fact with which it shares most sentences. Each name goes to one only, the largest
//! overlap first; who is left gets a new one.

use std::cmp::Reverse;

use hashbrown::{HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::stored::{NamedFact, NamedStory, Spot};
use crate::analysis::{Analysis, Fact, Mention, Story};
use crate::article::ArticleId;
use crate::text::words::mix;

/// Names the stories of an analysis; `earlier` are those that were looked at again. No new name is
/// one of `taken`, nor one that another than the `update`th has given.
pub(crate) fn name_stories(
    analysis: &mut Analysis,
    earlier: &[&NamedStory],
    mut taken: HashSet<String>,
    update: u64,
) {
    let mut of_article: HashMap<&str, Vec<u32>> = HashMap::new();
    for (story, number) in earlier.iter().zip(0..) {
        for key in &story.articles {
            of_article.entry(key).or_default().push(number);
        }
    }
    let articles = &analysis.articles;
    let keys = |story: &Story| -> Vec<String> {
        story.articles.iter().map(|id| articles[id.index()].key().to_owned()).collect()
    };
    let lists: Vec<Vec<String>> = analysis.stories.iter().map(keys).collect();
    let kept = heirs(&lists, |key| of_article.get(key.as_str()).map_or(&[], Vec::as_slice));
    taken.extend(kept.iter().flatten().map(|at| earlier[*at].id.clone()));
    for ((story, keys), kept) in analysis.stories.iter_mut().zip(&lists).zip(kept) {
        story.id = match kept {
            Some(at) => earlier[at].id.clone(),
            None => new_name(keys, &mut taken, update),
        };
    }
}

/// `s-` and the key of the first article after which no story is named; where there is none, the
/// first key with the number of the update.
fn new_name(keys: &[String], taken: &mut HashSet<String>, update: u64) -> String {
    let mut names = keys.iter().map(|key| name_after(key));
    let free = names.find(|name| !taken.contains(name));
    let first = || keys.first().map_or("", String::as_str);
    let mut name = free.unwrap_or_else(|| format!("{}~{update}", name_after(first())));
    while !taken.insert(name.clone()) {
        name.push('~');
    }
    name
}

/// The name of a story after an article.
pub(super) fn name_after(key: &str) -> String {
    format!("s-{key}")
}

/// Numbers the facts of an analysis; `earlier` are those of the stories that were looked at again,
/// `next` is the number of the next new fact.
pub(crate) fn name_facts(analysis: &mut Analysis, earlier: &[&NamedStory], next: &mut u64) {
    let facts: Vec<&NamedFact> = earlier.iter().flat_map(|story| &story.facts).collect();
    let mut of_spot: HashMap<Spot, Vec<u32>> = HashMap::new();
    for (fact, number) in facts.iter().zip(0..) {
        fact.spots.iter().for_each(|spot| of_spot.entry(*spot).or_default().push(number));
    }
    let lists: Vec<Vec<Spot>> = analysis.facts.iter().map(|fact| spots(analysis, fact)).collect();
    let kept = heirs(&lists, |spot| of_spot.get(spot).map_or(&[], Vec::as_slice));
    let number = |kept: Option<usize>| {
        kept.map_or_else(
            || {
                *next += 1;
                *next - 1
            },
            |at| facts[at].number,
        )
    };
    analysis.fact_numbers = kept.into_iter().map(number).collect();
}

/// Where the sentences of a fact begin.
pub(crate) fn spots(analysis: &Analysis, fact: &Fact) -> Vec<Spot> {
    let key = |id: ArticleId| xxh3_64(analysis.articles[id.index()].key().as_bytes());
    let spot = |m: &Mention| mix(mix(key(m.article), m.field as u64), u64::from(m.span.start));
    fact.mentions.iter().map(spot).collect()
}

/// For each list the earlier one whose heir it is; `of_item` tells the earlier lists that hold an
/// item.
fn heirs<'a, T>(lists: &[Vec<T>], of_item: impl Fn(&T) -> &'a [u32]) -> Vec<Option<usize>> {
    let mut shared: HashMap<(u32, u32), u32> = HashMap::new();
    for (items, new) in lists.iter().zip(0..) {
        for old in items.iter().flat_map(&of_item) {
            *shared.entry((new, *old)).or_default() += 1;
        }
    }
    let mut pairs: Vec<(Reverse<u32>, u32, u32)> =
        shared.into_iter().map(|((new, old), n)| (Reverse(n), old, new)).collect();
    pairs.sort_unstable();
    let (mut heirs, mut given) = (vec![None; lists.len()], HashSet::new());
    for (_, old, new) in pairs {
        if heirs[new as usize].is_none() && given.insert(old) {
            heirs[new as usize] = Some(old as usize);
        }
    }
    heirs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_share_inherits() {
        // Two earlier lists: 0 holds a, b, c; 1 holds d, e.
        let of = |item: &char| -> &'static [u32] {
            match item {
                'a'..='c' => &[0],
                'd' | 'e' => &[1],
                _ => &[],
            }
        };
        let split = [vec!['a'], vec!['b', 'c', 'x'], vec!['y']];
        assert_eq!(heirs(&split, of), [None, Some(0), None]);
        let merged = [vec!['a', 'b', 'd', 'e', 'e'], vec!['c']];
        assert_eq!(heirs(&merged, of), [Some(1), Some(0)]);
    }

    #[test]
    fn a_new_name_gives_way_to_those_that_are_taken() {
        let keys = ["a", "b"].map(String::from);
        let mut taken: HashSet<String> = HashSet::from(["s-a".to_owned()]);
        assert_eq!(new_name(&keys, &mut taken, 7), "s-b");
        assert_eq!(new_name(&keys, &mut taken, 7), "s-a~7");
        assert_eq!(new_name(&keys, &mut taken, 7), "s-a~7~");
    }
}
