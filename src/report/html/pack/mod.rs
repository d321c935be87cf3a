//! What the page's script lays out on demand: outlets, stories, facts and copies as packed JSON.
//!
//! - The *head* is one object, read when the page opens: outlets, days, a short entry a story, and
//!   which facts come first.
//! - The *stories* are lines of JSON, one a story in the order of the head: its articles and facts,
//!   read when somebody looks at it. The *copies* are lines too, one a group.
//!
//! Both are packed in order of rank until their room is used up ([`Room`]); what is left out is
//! counted, and the page says so. So that no story goes without its articles because wider ones
//! have many facts, stories beyond the first have fewer facts the more there is to pack. Articles name their outlet by its place in the head, mentions
//! their article by its place in the story.

mod article;
mod copies;
mod fact;
mod head;
mod story;

use std::io;

use hashbrown::HashMap;
use rayon::prelude::*;
use serde::Serialize;

use super::script_json;
use crate::analysis::Analysis;
use crate::report::{ranking, words};
use head::{Entry, Head};

/// Bytes that the parts of the data may take.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// The entries of stories in the head.
    pub entries: usize,
    /// Articles and facts of the stories.
    pub stories: usize,
    /// Groups of copies.
    pub copies: usize,
}

/// In all 27 MB, so that the page stays below 30 however many articles there are.
impl Default for Room {
    fn default() -> Self {
        Self { entries: 5_500_000, stories: 18_000_000, copies: 3_500_000 }
    }
}

/// Stories that have up to [`FACTS`] facts in any case.
const FIRST: usize = 200;
/// Facts of a story that are packed.
const FACTS: usize = 150;
/// What the stories after the first are cut to, until all of them fit.
const CUTS: [usize; 7] = [FACTS, 60, 25, 12, 6, 3, 1];

/// How many facts of a story are packed, by its place.
fn kept_facts(place: usize, cut: usize) -> usize {
    if place < FIRST { FACTS } else { cut }
}

/// The packed data, fit to stand inside script elements.
#[derive(Serialize)]
pub struct Data {
    head: String,
    stories: String,
    copies: String,
}

/// How many entries are left to the data files, in words; empty where none is.
#[derive(Debug, Default, Serialize)]
struct Left {
    /// Stories that are not on the page at all.
    stories: String,
    /// Stories of which only the entry is there.
    details: String,
    /// Facts that no list of facts has.
    facts: String,
    groups: String,
}

impl Data {
    /// Packs what fits.
    ///
    /// # Errors
    /// If something cannot be written as JSON.
    pub fn new(analysis: &Analysis, room: Room) -> io::Result<Self> {
        let ranked = ranking::stories(analysis);
        let outlets = Outlets::of(analysis);
        let facts = ranking::by_story(analysis, &ranking::facts(analysis));
        let (stories, cut) = packed_stories(analysis, &ranked, &facts, &outlets, room.stories)?;
        let groups = ranking::groups(analysis);
        let group = |index: usize| copies::Group::new(analysis, groups[index], &outlets);
        let copies = fitting(lines(groups.len(), group)?, room.copies);
        let places = places(&ranked);
        let entry = |place: usize| {
            let index = ranked[place];
            Entry::new(analysis, index, &facts[index], &outlets, &places)
        };
        let entries = fitting(lines(ranked.len(), entry)?, room.entries);
        let shown = ranked[..stories.count].iter().enumerate();
        let listed = shown.map(|(place, &index)| {
            let facts = &facts[index];
            &facts[..facts.len().min(kept_facts(place, cut))]
        });
        let mut head = Head::new(analysis, &outlets, listed);
        head.left.stories = words::left(ranked.len(), entries.count, "story|stories");
        head.left.details = words::left(entries.count, stories.count, "story|stories");
        head.left.groups = words::left(groups.len(), copies.count, "group|groups");
        head.key = format!("{:016x}", xxhash_rust::xxh3::xxh3_64(stories.text.as_bytes()));
        let head = script_json::to_string(&head)?;
        let entries = entries.text.trim_end().replace('\n', ",\n");
        Ok(Self {
            head: format!("{{\"stories\":[{entries}],\n\"rest\":{head}}}"),
            stories: stories.text,
            copies: copies.text,
        })
    }
}

/// The lines of the stories that fit, and to how many facts those after the first are cut.
fn packed_stories(
    analysis: &Analysis,
    ranked: &[usize],
    facts: &[Vec<usize>],
    outlets: &Outlets<'_>,
    room: usize,
) -> io::Result<(Lines, usize)> {
    let mut packed = (Vec::new(), FACTS);
    for cut in CUTS {
        let details = |place: usize| {
            let (index, kept) = (ranked[place], kept_facts(place, cut));
            story::Details::new(analysis, index, &facts[index], kept, outlets)
        };
        packed = (lines(ranked.len(), details)?, cut);
        if packed.0.iter().map(|line| line.len() + 1).sum::<usize>() <= room {
            break;
        }
    }
    Ok((fitting(packed.0, room), packed.1))
}

/// Lines of JSON.
struct Lines {
    text: String,
    count: usize,
}

/// A line for each of `count` views.
fn lines<T: Serialize>(count: usize, view: impl Fn(usize) -> T + Sync) -> io::Result<Vec<String>> {
    (0..count).into_par_iter().map(|place| script_json::to_string(&view(place))).collect()
}

/// The first lines, as many as there is room for.
fn fitting(all: Vec<String>, room: usize) -> Lines {
    let mut lines = Lines { text: String::new(), count: 0 };
    for line in all {
        if lines.text.len() + line.len() >= room {
            break;
        }
        lines.text.push_str(&line);
        lines.text.push('\n');
        lines.count += 1;
    }
    lines
}

/// The place of each story in `ranked`.
fn places(ranked: &[usize]) -> Vec<usize> {
    let mut places = vec![0; ranked.len()];
    ranked.iter().enumerate().for_each(|(place, &index)| places[index] = place);
    places
}

/// The outlets, the biggest first, and their numbers of articles.
struct Outlets<'a> {
    ranked: Vec<(&'a str, usize)>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Outlets<'a> {
    fn of(analysis: &'a Analysis) -> Self {
        let mut names: Vec<&str> = analysis.articles.iter().map(|a| a.source.name()).collect();
        names.sort_unstable();
        let mut ranked: Vec<(&str, usize)> =
            names.chunk_by(|a, b| a == b).map(|of| (of[0], of.len())).collect();
        // Stable: names stay in order.
        ranked.sort_by_key(|&(_, articles)| std::cmp::Reverse(articles));
        let places = ranked.iter().enumerate().map(|(place, &(name, _))| (name, place)).collect();
        Self { ranked, places }
    }

    fn place(&self, name: &str) -> usize {
        self.places.get(name).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::analysis::Fact;
    use crate::report::fixture;

    fn read(data: &Data) -> (Value, Vec<Value>, Vec<Value>) {
        let parse = |text: &str| serde_json::from_str(text).unwrap();
        let list = |text: &str| text.lines().map(parse).collect();
        (parse(&data.head), list(&data.stories), list(&data.copies))
    }

    fn packed(room: Room) -> (Value, Vec<Value>, Vec<Value>) {
        read(&Data::new(&fixture::analysis(), room).unwrap())
    }

    #[test]
    fn the_head_names_outlets_by_size_and_stories_by_rank() {
        let (head, stories, copies) = packed(Room::default());
        let outlets = &head["rest"]["outlets"];
        assert_eq!((outlets[0][0].as_str(), outlets[0][1].as_u64()), (Some("Gazette"), Some(2)));
        assert_eq!(outlets[1][0], "Post");
        let bridge = &head["stories"][0];
        assert_eq!((bridge["id"].as_str(), bridge["texts"].as_u64()), (Some("s-a0"), Some(3)));
        // 11 September 2023 is day 19611: two articles on it, one on the next.
        assert_eq!(bridge["days"], serde_json::json!([19611, 2, 19612, 1]));
        assert_eq!(bridge["verdicts"], serde_json::json!([1, 1, 1, 1, 1]));
        assert_eq!(head["stories"][1]["continues"], 0);
        assert_eq!((stories.len(), copies.len()), (2, 2));
    }

    #[test]
    fn facts_point_at_articles_and_share_sentences() {
        let (head, stories, _) = packed(Room::default());
        let facts = stories[0]["facts"].as_array().unwrap();
        assert_eq!(facts.len(), 5);
        let toll = &facts[1];
        assert_eq!(toll["verdict"], "updated");
        // The second mention has the words of the first.
        let pieces: Vec<&Value> = (0..3).map(|at| &toll["mentions"][at]["words"]).collect();
        assert_eq!(pieces[1], 0);
        assert!(pieces[0].is_array() && pieces[2].is_array(), "{toll}");
        assert_eq!(toll["values"][0]["said"], "12 people");
        assert_eq!(head["rest"]["facts"][0], serde_json::json!([[0, 0]]));
    }

    #[test]
    fn stories_after_the_first_have_fewer_facts_where_room_is_short() {
        let mut analysis = fixture::analysis();
        // So many stories of five facts that they do not fit with all of them.
        let (story, facts) = (analysis.stories[0].clone(), analysis.facts.clone());
        for _ in 0..FIRST + 50 {
            let facts = facts.iter().cloned();
            let number = analysis.stories.len();
            analysis.facts.extend(facts.map(|fact| Fact { story: Some(number), ..fact }));
            analysis.stories.push(story.clone());
        }
        let packed =
            |stories| read(&Data::new(&analysis, Room { stories, ..Room::default() }).unwrap());
        let counts = |stories: &[Value]| -> Vec<usize> {
            stories.iter().map(|story| story["facts"].as_array().unwrap().len()).collect()
        };
        let whole = packed(10_000_000).1;
        let all = counts(&whole);
        let size: usize = whole.iter().map(|story| story.to_string().len() + 1).sum();
        let (head, stories, _) = packed(size * 95 / 100);
        let cut = counts(&stories);
        assert_eq!((cut.len(), all.len()), (stories.len(), whole.len()));
        assert_eq!(cut[..FIRST], all[..FIRST]);
        assert!(cut[FIRST] < all[FIRST], "{cut:?}");
        assert_eq!(stories[FIRST]["more_facts"], format!("{} facts", 5 - cut[FIRST]));
        let listed = head["rest"]["facts"].as_array().unwrap().iter();
        let listed: usize = listed.map(|of| of.as_array().unwrap().len()).sum();
        assert_eq!(listed, cut.iter().sum::<usize>());
    }

    #[test]
    fn what_has_no_room_is_counted() {
        let (head, stories, copies) = packed(Room { stories: 0, copies: 0, ..Room::default() });
        assert!(stories.is_empty() && copies.is_empty());
        let left = &head["rest"]["left"];
        assert_eq!(
            (left["details"].as_str(), left["groups"].as_str()),
            (Some("2 stories"), Some("2 groups"))
        );
        assert_eq!((left["stories"].as_str(), left["facts"].as_str()), (Some(""), Some("5 facts")));
        let (head, ..) = packed(Room { entries: 0, ..Room::default() });
        assert_eq!(head["rest"]["left"]["stories"], "2 stories");
    }
}
