//! What the page's script lays out on demand: outlets, stories, facts and copies as packed JSON.
//!
//! - The *head* is one object, read when the page opens: outlets, days, a short entry a story, and
//!   which facts come first.
//! - The *stories* are lines of JSON, one a story in the order of the head: its articles and facts,
//!   read when somebody looks at it. The *copies* are lines too, one a group.
//!
//! Both are packed in order of rank until their room is used up ([`Room`]); what is left out is
//! counted, and the page says so. Articles name their outlet by its place in the head, mentions
//! their article by its place in the story.

mod article;
mod copies;
mod fact;
mod head;
mod story;

use std::io;

use hashbrown::HashMap;
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

/// In all some 28 MB, so that the page stays below 30 however many articles there are.
impl Default for Room {
    fn default() -> Self {
        Self { entries: 6_000_000, stories: 18_000_000, copies: 4_000_000 }
    }
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
        let stories = lines(&ranked, room.stories, |index| {
            story::Details::new(analysis, index, &facts[index], &outlets)
        })?;
        let groups = ranking::groups(analysis);
        let copies =
            lines(&groups, room.copies, |index| copies::Group::new(analysis, index, &outlets))?;
        let places = places(&ranked);
        let entry = |index| Entry::new(analysis, index, &facts[index], &outlets, &places);
        let entries = lines(&ranked, room.entries, entry)?;
        let mut head = Head::new(analysis, &outlets, &facts, &ranked[..stories.count]);
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

/// Lines of JSON.
struct Lines {
    text: String,
    count: usize,
}

/// Packs the views of `order`, a line each, as long as there is room.
fn lines<T: Serialize>(
    order: &[usize],
    room: usize,
    view: impl Fn(usize) -> T,
) -> io::Result<Lines> {
    let mut lines = Lines { text: String::new(), count: 0 };
    for &index in order {
        let line = script_json::to_string(&view(index))?;
        if lines.text.len() + line.len() >= room {
            break;
        }
        lines.text.push_str(&line);
        lines.text.push('\n');
        lines.count += 1;
    }
    Ok(lines)
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
