//! The part of a result that speaks of some of its articles.

use super::{Analysis, ArticleId, ArticleResult, DuplicateGroup, Fact, Mention, Pair, Story};

impl Analysis {
    /// The part that speaks of the marked articles (by [`ArticleId`]) alone. A story or fact stays
    /// if its articles do, a group with those members that stay beside its survivor.
    #[must_use]
    pub fn part(self, marked: &[bool]) -> Self {
        let Self { articles, input_order, groups, stories, facts, fact_numbers, pairs, rejected } =
            self;
        let places = Places::of(marked);
        let story_stays = |story: &Story| story.articles.iter().all(|id| places.id(*id).is_some());
        let stays: Vec<bool> = stories.iter().map(story_stays).collect();
        let story_places = Places::of(&stays);
        let story = |number: usize| story_places.number(number);
        let mut kept = Self { rejected, ..Self::default() };
        kept.input_order = input_order.into_iter().filter_map(|id| places.id(id)).collect();
        let articles = articles.into_iter().zip(marked).filter(|(_, stays)| **stays);
        kept.articles = articles.map(|(article, _)| places.article(article, &story)).collect();
        kept.stories = stories
            .into_iter()
            .zip(&stays)
            .filter(|(_, stays)| **stays)
            .map(|(found, _)| Story {
                articles: found.articles.iter().filter_map(|id| places.id(*id)).collect(),
                continues: found.continues.and_then(story),
                ..found
            })
            .collect();
        // In the place where they are: of nothing else there is so much.
        let numbers = &mut kept.fact_numbers;
        let fact = |(at, fact): (usize, Fact)| {
            let stays = fact.story.is_none_or(|number| stays[number]);
            let fact = stays.then(|| places.fact(fact, &story)).flatten()?;
            numbers.extend(fact_numbers.get(at));
            Some(fact)
        };
        kept.facts = facts.into_iter().enumerate().filter_map(fact).collect();
        kept.pairs = pairs.into_iter().filter_map(|pair| places.pair(pair)).collect();
        kept.set_groups(groups.into_iter().filter_map(|group| places.group(group)).collect());
        kept
    }
}

/// Where each number goes; `None` for those that are left out.
struct Places(Vec<Option<u32>>);

impl Places {
    fn of(marked: &[bool]) -> Self {
        let mut next = 0;
        let place = |marked: &bool| {
            marked.then(|| {
                next += 1;
                next - 1
            })
        };
        Self(marked.iter().map(place).collect())
    }

    fn number(&self, number: usize) -> Option<usize> {
        self.0[number].map(|place| place as usize)
    }

    fn id(&self, id: ArticleId) -> Option<ArticleId> {
        self.0[id.index()].map(ArticleId)
    }

    fn article(
        &self,
        article: ArticleResult,
        story: &dyn Fn(usize) -> Option<usize>,
    ) -> ArticleResult {
        let related = article.related.iter().filter_map(|link| {
            let id = self.id(link.id)?;
            Some(super::Related { id, ..link.clone() })
        });
        let runner_up = article.runner_up.as_ref().and_then(|other| {
            Some(super::RunnerUp { story: story(other.story)?, ..other.clone() })
        });
        ArticleResult {
            related: related.collect(),
            story: article.story.and_then(story),
            runner_up,
            ..article
        }
    }

    fn group(&self, group: DuplicateGroup) -> Option<DuplicateGroup> {
        let survivor = self.id(group.survivor)?;
        let mut members = group.members;
        members.retain_mut(|member| match self.id(member.id) {
            Some(id) => {
                member.id = id;
                true
            }
            None => false,
        });
        (!members.is_empty()).then_some(DuplicateGroup { survivor, members })
    }

    fn fact(&self, fact: Fact, story: &dyn Fn(usize) -> Option<usize>) -> Option<Fact> {
        let mention =
            |mention: Mention| Some(Mention { article: self.id(mention.article)?, ..mention });
        let mentions = fact.mentions.into_iter().map(mention).collect::<Option<_>>()?;
        Some(Fact { story: fact.story.and_then(story), mentions, ..fact })
    }

    fn pair(&self, pair: Pair) -> Option<Pair> {
        Some(Pair { a: self.id(pair.a)?, b: self.id(pair.b)?, ..pair })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_whole_is_a_part_and_nothing_is_none() {
        let whole = fixture::analysis();
        let all = vec![true; whole.articles.len()];
        assert_eq!(whole.clone().part(&all), whole);
        let none = whole.clone().part(&vec![false; whole.articles.len()]);
        assert_eq!(none, Analysis { rejected: whole.rejected, ..Analysis::default() });
    }

    #[test]
    fn stories_go_with_their_articles_and_names_stay() {
        let whole = fixture::analysis();
        let lost = whole.stories[0].articles[0];
        let mut marked = vec![true; whole.articles.len()];
        marked[lost.index()] = false;
        let part = whole.clone().part(&marked);
        assert_eq!(part.articles.len(), whole.articles.len() - 1);
        assert_eq!(part.stories.len(), whole.stories.len() - 1);
        assert_eq!(part.stories[0].id, whole.stories[1].id);
        let keys = |analysis: &Analysis, story: &Story| -> Vec<String> {
            story.articles.iter().map(|id| analysis.articles[id.index()].key().into()).collect()
        };
        assert_eq!(keys(&part, &part.stories[0]), keys(&whole, &whole.stories[1]));
        assert!(part.facts.iter().all(|fact| fact.story == Some(0) || fact.story.is_none()));
        for article in part.articles.iter().filter(|article| article.story.is_some()) {
            assert_eq!(article.story, Some(0));
        }
    }
}
