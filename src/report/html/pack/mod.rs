//! What the page's script lays out on demand: outlets, stories, facts and copies as packed JSON.
//!
//! - The *head* is one object, read when the page opens: outlets, days, a short entry a story, and
//!   which facts come first.
//! - The *stories* are lines of JSON, one a story in the order of the head: its articles and facts,
//!   read when somebody looks at it. The *copies* are lines too, one a group.
//!
//! Both are packed in order of rank until their room is used up ([`Room`]); what is left out is
//! counted, and the page says so. The head has the outlets that something packed names. So that no story goes without its articles because wider ones
//! have many facts, all have fewer facts the more there is to pack, the narrow ones first. Articles name their outlet by its place in the head, mentions
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
use xxhash_rust::xxh3::Xxh3;

use super::script_json;
use crate::analysis::{Analysis, ArticleResult, Source};
use crate::fact::common::Reader;
use crate::report::{ranking, words};
use head::{Entry, Head};
use story::FACTS;

/// Bytes that the data may take.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Everything; articles and facts of the stories have what the other parts leave.
    pub all: usize,
    /// The entries of stories in the head, with the outlets that they name.
    pub entries: usize,
    /// Groups of copies, with the outlets that only they name.
    pub copies: usize,
}

/// The page stays below 30 MB however many articles there are: markup takes at most 3.
impl Default for Room {
    fn default() -> Self {
        Self { all: 27_000_000, entries: 6_500_000, copies: 3_500_000 }
    }
}

/// The stories that are wide: they keep more facts than the others.
const WIDE: usize = 200;
/// Facts that a wide story and another may have; the first with which all stories fit is taken.
const CUTS: [Cut; 9] = [
    Cut(FACTS, FACTS),
    Cut(FACTS, 60),
    Cut(FACTS, 25),
    Cut(100, 12),
    Cut(80, 6),
    Cut(60, 3),
    Cut(50, 2),
    Cut(40, 1),
    LAST_CUT,
];
const LAST_CUT: Cut = Cut(25, 1);

/// How many facts of a story are packed: of a wide one, and of another.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cut(usize, usize);

impl Cut {
    /// Of the story at a place.
    fn kept(self, place: usize) -> usize {
        if place < WIDE { self.0 } else { self.1 }
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
        let mut packer = Packer::new(analysis);
        let mut listing = packer.listing(room, [usize::MAX; 2])?;
        if let Some(common) = packer.common.only(&listing.named) {
            packer.common = common;
            // Fewer outlets have shorter numbers: what had room has it again.
            listing = packer.listing(room, [listing.entries.count, listing.copies.count])?;
        }
        let Listing { entries, copies, outlets, .. } = listing;
        let left = room.all.saturating_sub(entries.text.len() + copies.text.len() + outlets);
        let (stories, cut) = packer.stories(entries.count, left)?;
        let mut head = Head::new(analysis, &packer.common, packer.listed(stories.count, cut));
        head.left.stories = words::left(packer.ranked.len(), entries.count, "story|stories");
        head.left.details = words::left(entries.count, stories.count, "story|stories");
        head.left.groups = words::left(analysis.groups.len(), copies.count, "group|groups");
        head.key = key(&[&entries.text, &stories.text, &copies.text]);
        let head = script_json::to_string(&head)?;
        let entries = entries.text.trim_end().replace('\n', ",\n");
        Ok(Self {
            head: format!("{{\"stories\":[{entries}],\n\"rest\":{head}}}"),
            stories: stories.text,
            copies: copies.text,
        })
    }
}

/// Names data by all of it: marks are of what a page shows, so pages share them if they show the
/// same.
fn key(parts: &[&str]) -> String {
    let mut hasher = Xxh3::new();
    parts.iter().for_each(|part| hasher.update(part.as_bytes()));
    format!("{:016x}", hasher.digest())
}

/// What every list of the page is made from.
struct Listing {
    entries: Lines,
    copies: Lines,
    /// By place: the outlet is named by one of them.
    named: Vec<bool>,
    /// Bytes of these outlets in the head.
    outlets: usize,
}

/// The analysis in the order in which it is packed.
struct Packer<'a> {
    analysis: &'a Analysis,
    /// Stories by rank.
    ranked: Vec<usize>,
    /// By story: its facts by rank.
    facts: Vec<Vec<usize>>,
    common: Common<'a>,
}

impl<'a> Packer<'a> {
    fn new(analysis: &'a Analysis) -> Self {
        Self {
            analysis,
            ranked: ranking::stories(analysis),
            facts: ranking::by_story(analysis, &ranking::facts(analysis)),
            common: Common::of(analysis),
        }
    }

    /// Entries and groups that fit, no more than `most` of each.
    fn listing(&self, room: Room, most: [usize; 2]) -> io::Result<Listing> {
        let mut named = Named::of(&self.common);
        let entries = self.entries(room.entries, most[0], &mut named)?;
        let copies = self.copies(room.copies, most[1], &mut named)?;
        Ok(Listing { entries, copies, named: named.by_place, outlets: named.bytes })
    }

    fn entries(&self, room: usize, most: usize, named: &mut Named<'_>) -> io::Result<Lines> {
        let places = places(&self.ranked);
        let entry = |place: usize| {
            let index = self.ranked[place];
            Entry::new(self.analysis, index, &self.facts[index], &self.common, &places)
        };
        let outlets = |place: usize| {
            let sources = self.analysis.stories[self.ranked[place]].sources.iter();
            sources.map(Source::name).collect()
        };
        let lines = lines(self.ranked.len().min(most), entry)?;
        Ok(fitting(lines, room, |place, left| named.add(outlets(place), left)))
    }

    /// Those of the first `count` stories that fit, and how they are cut.
    fn stories(&self, count: usize, room: usize) -> io::Result<(Lines, Cut)> {
        let parts = |reader: &mut Reader, &index: &usize| {
            story::Parts::new(self.analysis, index, &self.facts[index], &self.common, reader)
        };
        let ranked = self.ranked[..count].par_iter();
        let parts: Vec<story::Parts> =
            ranked.map_init(Reader::default, parts).collect::<io::Result<_>>()?;
        let size = |cut: &Cut| -> usize {
            parts.iter().enumerate().map(|(place, story)| story.size(cut.kept(place))).sum()
        };
        let cut = CUTS.into_iter().find(|cut| size(cut) <= room).unwrap_or(LAST_CUT);
        let lines = parts.iter().enumerate();
        let lines = lines.map(|(place, story)| story.line(cut.kept(place)));
        // The entries have named their outlets.
        Ok((fitting(lines, room, |_, left| Some(left)), cut))
    }

    fn copies(&self, room: usize, most: usize, named: &mut Named<'_>) -> io::Result<Lines> {
        let ranked = ranking::groups(self.analysis);
        let group = |place: usize| copies::Group::new(self.analysis, ranked[place], &self.common);
        let lines = lines(ranked.len().min(most), group)?;
        let outlets = |place: usize| copies::outlets(self.analysis, ranked[place]);
        Ok(fitting(lines, room, |place, left| named.add(outlets(place), left)))
    }

    /// The facts that are packed of each of the first `count` stories.
    fn listed(&self, count: usize, cut: Cut) -> impl Iterator<Item = &[usize]> {
        self.ranked[..count].iter().enumerate().map(move |(place, &index)| {
            let facts = &self.facts[index];
            &facts[..facts.len().min(cut.kept(place))]
        })
    }
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

/// The first lines, as many as there is room for; `beside` tells what is left behind one, by its
/// place, with what else it needs.
fn fitting(
    all: impl IntoIterator<Item = String>,
    room: usize,
    mut beside: impl FnMut(usize, usize) -> Option<usize>,
) -> Lines {
    let (mut lines, mut left) = (Lines { text: String::new(), count: 0 }, room);
    for line in all {
        let rest = left.checked_sub(line.len() + 1);
        let Some(rest) = rest.and_then(|rest| beside(lines.count, rest)) else { break };
        left = rest;
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

/// What entries have in common: the outlets of stories and copies, the biggest first, with their
/// numbers of articles, and the commonest language.
struct Common<'a> {
    ranked: Vec<(&'a str, usize)>,
    places: HashMap<&'a str, usize>,
    lang: &'a str,
}

impl<'a> Common<'a> {
    fn of(analysis: &'a Analysis) -> Self {
        let row =
            |a: &'a ArticleResult| (a.source().name(), a.story.is_some() || a.group.is_some());
        let mut rows: Vec<(&str, bool)> = analysis.articles.iter().map(row).collect();
        rows.sort_unstable();
        let mut ranked: Vec<(&str, usize)> = rows
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|of| of.iter().any(|(_, shown)| *shown))
            .map(|of| (of[0].0, of.len()))
            .collect();
        // Stable: names stay in order.
        ranked.sort_by_key(|&(_, articles)| std::cmp::Reverse(articles));
        Self::new(ranked, commonest_language(analysis))
    }

    fn new(ranked: Vec<(&'a str, usize)>, lang: &'a str) -> Self {
        let places = ranked.iter().enumerate().map(|(place, &(name, _))| (name, place)).collect();
        Self { ranked, places, lang }
    }

    /// With no other outlets than those that are named; `None` where all are.
    fn only(&self, named: &[bool]) -> Option<Self> {
        if named.iter().all(|named| *named) {
            return None;
        }
        let ranked = self.ranked.iter().zip(named).filter(|(_, named)| **named);
        Some(Self::new(ranked.map(|(outlet, _)| *outlet).collect(), self.lang))
    }

    fn place(&self, name: &str) -> usize {
        self.places.get(name).copied().unwrap_or_default()
    }
}

/// The outlets that packed lines name.
struct Named<'a> {
    common: &'a Common<'a>,
    /// By place: it is named.
    by_place: Vec<bool>,
    /// Bytes that they take in the head.
    bytes: usize,
}

impl<'a> Named<'a> {
    fn of(common: &'a Common<'a>) -> Self {
        Self { common, by_place: vec![false; common.ranked.len()], bytes: 0 }
    }

    /// Adds outlets; tells what they leave of some room, or nothing if they have none in it.
    fn add(&mut self, names: Vec<&str>, room: usize) -> Option<usize> {
        let places = names.into_iter().filter_map(|name| self.common.places.get(name).copied());
        let mut new: Vec<usize> = places.filter(|place| !self.by_place[*place]).collect();
        new.sort_unstable();
        new.dedup();
        let bytes = new.iter().map(|place| head::outlet_bytes(self.common.ranked[*place])).sum();
        let left = room.checked_sub(bytes)?;
        new.into_iter().for_each(|place| self.by_place[place] = true);
        self.bytes += bytes;
        Some(left)
    }
}

fn commonest_language(analysis: &Analysis) -> &str {
    let mut langs: Vec<&str> = analysis.articles.iter().map(|a| &*a.lang).collect();
    langs.sort_unstable();
    let most = langs.chunk_by(|a, b| a == b).max_by_key(|of| of.len());
    most.map_or("", |of| of[0])
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
        assert_eq!((outlets[0][0].as_str(), outlets[0][1].as_u64()), (Some("Post"), Some(2)));
        // The Gazette has two articles too, but none in a story or among copies.
        assert_eq!(outlets.as_array().unwrap().len(), 5);
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
    fn narrow_stories_have_fewer_facts_where_room_is_short() {
        let mut analysis = fixture::analysis();
        // So many stories of five facts that they do not fit with all of them.
        let (story, facts) = (analysis.stories[0].clone(), analysis.facts.clone());
        for _ in 0..WIDE + 50 {
            let facts = facts.iter().cloned();
            let number = analysis.stories.len();
            analysis.facts.extend(facts.map(|fact| Fact { story: Some(number), ..fact }));
            analysis.stories.push(story.clone());
        }
        let packer = Packer::new(&analysis);
        let counts = |lines: &Lines| -> Vec<usize> {
            let facts = |line| {
                let story: Value = serde_json::from_str(line).unwrap();
                story["facts"].as_array().unwrap().len()
            };
            lines.text.lines().map(facts).collect()
        };
        let stories = analysis.stories.len();
        let (whole, _) = packer.stories(stories, usize::MAX).unwrap();
        let (short, cut) = packer.stories(stories, whole.text.len() * 97 / 100).unwrap();
        assert_eq!((whole.count, short.count), (stories, stories));
        let (all, kept) = (counts(&whole), counts(&short));
        assert_eq!(kept[..WIDE], all[..WIDE]);
        assert!((all[WIDE], kept[WIDE]) == (5, 3) && cut == Cut(60, 3), "{kept:?}");
        let listed: usize = packer.listed(stories, cut).map(<[usize]>::len).sum();
        assert_eq!(listed, kept.iter().sum::<usize>());
    }

    #[test]
    fn outlets_that_nothing_packed_names_take_no_room() {
        let whole = Room { all: usize::MAX, entries: usize::MAX, copies: usize::MAX };
        let analysis = fixture::analysis();
        let listed = Packer::new(&analysis).listing(whole, [1, 0]).unwrap();
        assert_eq!(listed.entries.count, 1);
        // The first entry with its four outlets, and not the second, whose Courier is the fifth.
        let entries = listed.entries.text.len() + listed.outlets;
        let (head, ..) = packed(Room { entries, copies: 0, ..whole });
        assert_eq!(head["stories"].as_array().unwrap().len(), 1);
        let names = |outlet: &Value| outlet[0].as_str().unwrap().to_owned();
        let outlets: Vec<String> =
            head["rest"]["outlets"].as_array().unwrap().iter().map(names).collect();
        assert_eq!(outlets, ["Post", "Herald", "The Ledger", "no outlet (a3)"]);
        let written = script_json::to_string(&head["rest"]["outlets"]).unwrap();
        assert_eq!(written.len(), listed.outlets + 1, "all but the brackets, less a comma");
        // Of a byte less it has none: the outlets need room too.
        let (head, ..) = packed(Room { entries: entries - 1, copies: 0, ..whole });
        assert_eq!(head["stories"].as_array().unwrap().len(), 0);
        assert_eq!(head["rest"]["outlets"].as_array().unwrap().len(), 0);
    }

    #[test]
    fn marks_of_reports_that_differ_are_kept_apart() {
        let key = |analysis: &Analysis| {
            let data = Data::new(analysis, Room::default()).unwrap();
            read(&data).0["rest"]["key"].as_str().unwrap().to_owned()
        };
        let analysis = fixture::analysis();
        assert_eq!(key(&analysis), key(&analysis));
        let (mut label, mut copy) = (analysis.clone(), analysis.clone());
        label.stories[0].label = "Another label".into();
        copy.groups[0].members[0].jaccard = 0.8;
        assert!(key(&label) != key(&analysis) && key(&copy) != key(&analysis));
    }

    #[test]
    fn what_has_no_room_is_counted() {
        let (head, stories, copies) = packed(Room { all: 0, copies: 0, ..Room::default() });
        assert!(stories.is_empty() && copies.is_empty());
        let left = &head["rest"]["left"];
        assert_eq!(
            (left["details"].as_str(), left["groups"].as_str()),
            (Some("2 stories"), Some("2 groups"))
        );
        assert_eq!((left["stories"].as_str(), left["facts"].as_str()), (Some(""), Some("5 facts")));
        // A story without an entry has no details either.
        let (head, stories, _) = packed(Room { entries: 0, ..Room::default() });
        assert_eq!(head["rest"]["left"]["stories"], "2 stories");
        assert!(stories.is_empty());
    }
}
