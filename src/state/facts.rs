//! Facts of stories that nothing was added to: they need not be found again.
//!
//! Facts are found story by story, from nothing but its articles, which of them are copies of each
//! other, and the settings. A known article never changes under its key, so equal keys and equal
//! [`grounds`] mean equal facts.

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::store::{Packed, packed, unpacked};
use super::stored::NamedStory;
use crate::analysis::{Analysis, Fact, Mention, Story};
use crate::article::ArticleId;
use crate::fact::Settings;
use crate::text::words::mix;

/// Hash of what the facts of a story rest on beside its articles: which of them are copies of each
/// other, the settings, and the version that finds them.
pub(crate) fn grounds(analysis: &Analysis, story: &Story, settings: &Settings) -> u64 {
    let mut first_of: HashMap<usize, u64> = HashMap::new();
    let start = xxh3_64(format!("{} {settings:?}", env!("CARGO_PKG_VERSION")).as_bytes());
    story.articles.iter().zip(1..).fold(start, |hash, (id, place)| {
        let group = analysis.articles[id.index()].group;
        mix(hash, group.map_or(0, |group| *first_of.entry(group).or_insert(place)))
    })
}

/// The facts that were found of earlier stories.
pub(crate) struct Remembered<'a> {
    stories: HashMap<u64, Vec<&'a NamedStory>>,
    packed: Packed,
}

impl<'a> Remembered<'a> {
    /// Of earlier stories; `packed` holds their facts.
    pub fn of(stories: impl Iterator<Item = &'a NamedStory>, packed: Packed) -> Self {
        let mut by_grounds: HashMap<u64, Vec<&NamedStory>> = HashMap::new();
        stories.for_each(|story| by_grounds.entry(story.grounds).or_default().push(story));
        Self { stories: by_grounds, packed }
    }

    /// The facts of a story, if an earlier one was the same. What cannot be read is found again.
    pub fn facts(
        &self,
        analysis: &Analysis,
        number: usize,
        settings: &Settings,
    ) -> Option<Vec<Fact>> {
        let story = &analysis.stories[number];
        let key = |id: &ArticleId| analysis.articles[id.index()].key();
        let is_same = |earlier: &&&NamedStory| story.articles.iter().map(key).eq(&earlier.articles);
        let earlier = self.stories.get(&grounds(analysis, story, settings))?;
        let bytes = self.packed.get(&earlier.iter().find(is_same)?.id)?;
        let facts: Vec<Fact> = postcard::from_bytes(&unpacked(&bytes)?).ok()?;
        let fact = |fact: Fact| {
            let id = |place: ArticleId| story.articles.get(place.index()).copied();
            Some(Fact { story: Some(number), ..renumbered(&fact, id)? })
        };
        facts.into_iter().map(fact).collect()
    }
}

/// The facts of each story of an analysis, packed: their mentions know the articles by place in the
/// story's, and they know no story.
pub(crate) fn pack(analysis: &Analysis) -> Vec<Vec<u8>> {
    let mut all = vec![Vec::new(); analysis.stories.len()];
    for facts in analysis.facts.chunk_by(|x, y| x.story == y.story) {
        let Some(story) = facts[0].story else { continue };
        let articles = analysis.stories[story].articles.iter();
        let places: HashMap<ArticleId, u32> = articles.copied().zip(0..).collect();
        let place = |id| places.get(&id).copied().map(ArticleId);
        let placed = |fact| Some(Fact { story: None, ..renumbered(fact, place)? });
        let placed: Vec<Fact> = facts.iter().filter_map(placed).collect();
        // Nothing in it can fail: no map without a length, no writer.
        let bytes = postcard::to_stdvec(&placed).unwrap_or_default();
        all[story] = packed(&bytes).unwrap_or_default();
    }
    all
}

fn renumbered(fact: &Fact, number: impl Fn(ArticleId) -> Option<ArticleId>) -> Option<Fact> {
    let mention = |m: &Mention| Some(Mention { article: number(m.article)?, ..m.clone() });
    let mentions = fact.mentions.iter().map(mention).collect::<Option<_>>()?;
    Some(Fact { mentions, ..fact.clone() })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::fact::families::Families;
    use crate::read;
    use crate::report::fixture;
    use crate::state::stored::Changes;
    use crate::state::{NamedFact, State, spots};

    /// The stories of an analysis as a state would keep them.
    fn named(analysis: &Analysis, settings: &Settings) -> Vec<NamedStory> {
        let of = |number: usize| -> Vec<NamedFact> {
            let own = analysis.facts.iter().filter(|fact| fact.story == Some(number));
            let named = |(fact, number)| NamedFact { number, spots: spots(analysis, fact) };
            own.zip(1..).map(named).collect()
        };
        let story = |(number, story): (usize, &Story)| NamedStory {
            id: story.id.clone(),
            articles: story
                .articles
                .iter()
                .map(|id| analysis.articles[id.index()].key().to_owned())
                .collect(),
            last: 19_000,
            grounds: grounds(analysis, story, settings),
            facts: of(number),
        };
        analysis.stories.iter().enumerate().map(story).collect()
    }

    #[test]
    fn grounds_are_the_same_whenever_the_settings_are_read() {
        let analysis = fixture::analysis();
        let owners = |n: u32| format!("Paper {n}\tOwner {}\n", n % 7);
        let list: String = (0..40).map(owners).collect();
        let read = || Settings {
            families: Families::parse(&list, Path::new("families.tsv")).unwrap(),
            ..Settings::default()
        };
        let of_first = |settings| grounds(&analysis, &analysis.stories[0], &settings);
        assert_eq!(of_first(read()), of_first(read()));
        assert_ne!(of_first(read()), of_first(Settings::default()));
    }

    #[test]
    fn facts_come_back_unless_the_story_has_changed() {
        let (analysis, settings) = (fixture::analysis(), Settings::default());
        let folder = tempfile::tempdir().unwrap();
        let mut state = State::open(folder.path(), &serde_json::Value::Null, None).unwrap();
        let stories = named(&analysis, &settings);
        let changes = Changes {
            new: Vec::new(),
            corpus: read::articles(Vec::new()).unwrap(),
            ids: Vec::new(),
            clock: Some(19_000),
            oldest: 18_900,
            closed: Vec::new(),
            stories: stories.clone(),
            facts: pack(&analysis),
            next_fact: 9,
            input: 0,
        };
        state.commit(&changes).unwrap();
        let remembered = Remembered::of(stories.iter(), state.facts().unwrap());
        let of_first: Vec<Fact> =
            analysis.facts.iter().filter(|fact| fact.story == Some(0)).cloned().collect();
        assert!(!of_first.is_empty());
        assert_eq!(remembered.facts(&analysis, 0, &settings), Some(of_first));
        let other = Settings { same: 0.9, ..Settings::default() };
        assert_eq!(remembered.facts(&analysis, 0, &other), None, "other settings");
        let mut grown = analysis.clone();
        let stranger = grown.stories[1].articles[0];
        grown.stories[0].articles.push(stranger);
        assert_eq!(remembered.facts(&grown, 0, &settings), None, "another article");
        let mut copied = analysis.clone();
        for id in copied.stories[0].articles.clone() {
            copied.articles[id.index()].group = Some(99);
        }
        assert_eq!(remembered.facts(&copied, 0, &settings), None, "copies of each other");
    }
}
