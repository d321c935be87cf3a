//! Stories and facts that keep their names from one day to the next.
//!
//! A story has the name of the earlier story with which it shares most articles, a fact the number
//! of the earlier fact with which it shares most sentences. Each name goes to one only, the largest
//! overlap first; who is left gets a new one.

use hashbrown::{HashMap, HashSet};

use super::stored::{NamedFact, NamedStory, Spot};
use crate::analysis::{Analysis, Fact, Story};
use crate::article::ArticleId;

/// Names the stories of an analysis; `earlier` are those that were looked at again, `others` the
/// names of all that were not.
pub(crate) fn name_stories(
    analysis: &mut Analysis,
    earlier: &[&NamedStory],
    others: &HashSet<&str>,
) {
    let mut of_article: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, story) in earlier.iter().enumerate() {
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
    let mut taken: HashSet<String> = others.iter().map(|name| (*name).to_owned()).collect();
    taken.extend(kept.iter().flatten().map(|at| earlier[*at].id.clone()));
    for ((story, keys), kept) in analysis.stories.iter_mut().zip(&lists).zip(kept) {
        story.id = match kept {
            Some(at) => earlier[at].id.clone(),
            None => new_name(keys, &mut taken),
        };
    }
}

/// `s-` and the key of the first article after which no story is named.
fn new_name(keys: &[String], taken: &mut HashSet<String>) -> String {
    let mut names = keys.iter().map(|key| format!("s-{key}"));
    let free = names.find(|name| !taken.contains(name));
    let mut name = free.unwrap_or_else(|| format!("s-{}", keys.concat()));
    while !taken.insert(name.clone()) {
        name.push('~');
    }
    name
}

/// Numbers the facts of an analysis; `earlier` are those of the stories that were looked at again,
/// `next` is the number of the next new fact.
pub(crate) fn name_facts(analysis: &mut Analysis, earlier: &[&NamedStory], next: &mut u64) {
    let facts: Vec<&NamedFact> = earlier.iter().flat_map(|story| &story.facts).collect();
    let mut of_spot: HashMap<&Spot, Vec<usize>> = HashMap::new();
    for (number, fact) in facts.iter().enumerate() {
        for spot in &fact.spots {
            of_spot.entry(spot).or_default().push(number);
        }
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
    let key = |id: ArticleId| analysis.articles[id.index()].key().to_owned();
    fact.mentions.iter().map(|m| (key(m.article), m.field, m.span.start)).collect()
}

/// For each list the earlier one whose heir it is; `of_item` tells the earlier lists that hold an
/// item.
fn heirs<'a, T>(lists: &[Vec<T>], of_item: impl Fn(&T) -> &'a [usize]) -> Vec<Option<usize>> {
    let mut shared: HashMap<(usize, usize), usize> = HashMap::new();
    for (new, items) in lists.iter().enumerate() {
        for old in items.iter().flat_map(&of_item) {
            *shared.entry((new, *old)).or_default() += 1;
        }
    }
    let mut pairs: Vec<(std::cmp::Reverse<usize>, usize, usize)> =
        shared.into_iter().map(|((new, old), n)| (std::cmp::Reverse(n), old, new)).collect();
    pairs.sort_unstable();
    let (mut heirs, mut given) = (vec![None; lists.len()], HashSet::new());
    for (_, old, new) in pairs {
        if heirs[new].is_none() && given.insert(old) {
            heirs[new] = Some(old);
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
        let of = |item: &char| -> &'static [usize] {
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
        assert_eq!(new_name(&keys, &mut taken), "s-b");
        assert_eq!(new_name(&keys, &mut taken), "s-ab");
        assert_eq!(new_name(&keys, &mut taken), "s-ab~");
    }
}
