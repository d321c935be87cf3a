//! The result of a run: plain data, and what is looked up in it.
//!
//! [`Analysis`] holds what the result folder holds. Inside, articles are dense [`ArticleId`]s into
//! [`Analysis::articles`] (sorted by key); `report::rows` turns them into the caller's ids and
//! back. Everything here is the same for any thread count and any order of input.

mod nanoseconds;
mod part;
mod reasons;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use reasons::{PairReasons, Scale, SentenceReasons, cut_between};

pub use crate::article::{ArticleId, Field, Location, Record, Rejected, Source, Span};

/// Everything a run found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Analysis {
    /// One entry an article, by [`ArticleId`].
    pub articles: Vec<ArticleResult>,
    /// The articles in input order.
    pub input_order: Vec<ArticleId>,
    /// Groups of copies, by survivor.
    pub groups: Vec<DuplicateGroup>,
    /// Stories, by first article.
    pub stories: Vec<Story>,
    /// Facts, by story, then by place in the story's articles.
    pub facts: Vec<Fact>,
    /// Their numbers, where they keep those of an earlier day; empty where they are counted from 1.
    pub fact_numbers: Vec<u64>,
    /// Verified pairs, accepted and rejected.
    pub pairs: Vec<Pair>,
    /// Records that were not taken, or not as they are.
    pub rejected: Vec<Rejected>,
}

/// One article's place in the result.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleResult {
    /// Everything that the input says of it, but its body.
    pub record: Record,
    /// Language, stated or detected; `und` where undecided.
    pub lang: Cow<'static, str>,
    /// What kind of page it is.
    pub kind: PageKind,
    /// The sign that it is no article; `None` for articles, and in a result that was read from a
    /// folder.
    pub kind_why: Option<Cow<'static, str>>,
    /// Index into [`Analysis::groups`].
    pub group: Option<usize>,
    /// How it relates to its survivor; `None` for survivors and lone articles.
    pub relation: Option<Relation>,
    /// The survivor it copies.
    pub copy_of: Option<ArticleId>,
    /// Look-alikes that are not copies.
    pub related: Box<[Related]>,
    /// Index into [`Analysis::stories`]; `None` = alone.
    pub story: Option<usize>,
    /// How likely it belongs to its story, 0..=1 (see [`crate::cluster::probability`]).
    pub story_score: Option<f32>,
    /// The terms it shares with its story, heaviest first.
    pub why: Box<[TermWeight]>,
    /// The best story it is not in.
    pub runner_up: Option<RunnerUp>,
}

impl ArticleResult {
    /// An article of which nothing is found yet; `lang` is stated or detected.
    pub fn new(record: Record, lang: impl Into<Cow<'static, str>>) -> Self {
        Self {
            record,
            lang: lang.into(),
            kind: PageKind::Article,
            kind_why: None,
            group: None,
            relation: None,
            copy_of: None,
            related: Box::default(),
            story: None,
            story_score: None,
            why: Box::default(),
            runner_up: None,
        }
    }

    /// The caller's id.
    pub fn key(&self) -> &str {
        self.record.key()
    }

    /// Headline; empty if there is none.
    pub fn title(&self) -> &str {
        self.record.title()
    }

    /// Web address.
    pub fn url(&self) -> Option<&str> {
        self.record.url()
    }

    /// The outlet.
    pub fn source(&self) -> &Source {
        self.record.source()
    }

    /// When it was published.
    pub fn published(&self) -> Option<jiff::Timestamp> {
        self.record.published()
    }

    /// Where it was read.
    pub fn location(&self) -> &Location {
        self.record.location()
    }
}

/// A term and its weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermWeight {
    /// A readable form of the term.
    pub term: String,
    /// Its weight; contributions to a cosine, so 0..=1.
    pub weight: f32,
}

/// The best story that an article is not in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunnerUp {
    /// Index into [`Analysis::stories`].
    pub story: usize,
    /// Its score for the article, on the scale of [`ArticleResult::story_score`].
    pub score: f32,
}

/// `article`, or what kept a page out of groups and stories.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum PageKind {
    /// An article.
    #[default]
    Article,
    /// A section front: a list of headlines.
    Front,
    /// A consent wall.
    Consent,
    /// A paywall stub.
    Stub,
    /// A live blog.
    Live,
    /// A digest of several unrelated texts.
    Digest,
    /// Neither title nor text.
    Empty,
}

/// How a member relates to its survivor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The same words in the same order (case, space and punctuation aside).
    Exact,
    /// Most of both texts is the same.
    Near,
    /// This text stands inside the survivor.
    Contained,
    /// The survivor stands inside this text.
    Contains,
    /// The same outlet's page, crawled again.
    Revision,
}

/// Look-alikes that are not copies: links, never members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// The other article.
    pub id: ArticleId,
    /// What kind of likeness.
    pub relation: LookAlike,
    /// 0..=1.
    pub score: f32,
}

/// Kinds of likeness that do not make a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LookAlike {
    /// The same form, filled in with other figures or names.
    Template,
    /// Only a common footer, header or notice is shared.
    Boilerplate,
    /// The same content, rewritten.
    Rewrite,
    /// One quotes several unrelated others.
    Digest,
}

/// One text that several articles carry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DuplicateGroup {
    /// The member that stands for the text.
    pub survivor: ArticleId,
    /// The others, by id; each was verified against the survivor.
    pub members: Vec<Member>,
}

/// One copy in a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The copy.
    pub id: ArticleId,
    /// How it relates to the survivor.
    pub relation: Relation,
    /// Jaccard similarity of the two sets of word 3-grams, 0..=1.
    pub jaccard: f32,
    /// Share of the smaller set that stands in the larger, 0..=1.
    pub containment: f32,
    /// Where this text differs from, or holds, the survivor.
    pub passages: Vec<Passage>,
}

/// A piece of a copy, with its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// Shared with the survivor or not.
    pub kind: PassageKind,
    /// First byte in the copy's text.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// The words themselves.
    pub text: String,
}

/// What a [`Passage`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PassageKind {
    /// Stands in both texts.
    Shared,
    /// Stands only in this one.
    Changed,
}

/// Articles that tell one story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Its name: `s-` and the key of its first article.
    pub id: String,
    /// The headline that stands nearest to all others.
    pub label: String,
    /// What it is about, heaviest first.
    pub terms: Vec<TermWeight>,
    /// Members in order of time, undated last, then by id.
    pub articles: Vec<ArticleId>,
    /// Outlets, sorted.
    pub sources: Vec<Source>,
    /// Distinct texts: members less copies.
    pub texts: usize,
    /// Independent origins: outlets of distinct texts.
    pub witnesses: usize,
    /// Earliest date.
    #[serde(with = "nanoseconds")]
    pub first: Option<jiff::Timestamp>,
    /// Latest date.
    #[serde(with = "nanoseconds")]
    pub last: Option<jiff::Timestamp>,
    /// Mean pair score between members, 0..=1; 1 for copies only.
    pub cohesion: f32,
    /// The earlier story it continues, as an index into [`Analysis::stories`].
    pub continues: Option<usize>,
    /// Place on the map of stories.
    pub position: Option<(f32, f32)>,
}

/// What several sources report, or contradict each other on, or one alone carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Index into [`Analysis::stories`]; `None` where articles were compared outside a run.
    pub story: Option<usize>,
    /// Who agrees with whom.
    pub verdict: Verdict,
    /// What sort of statement.
    pub kind: FactKind,
    /// The sentence that stands nearest to all mentions.
    pub claim: String,
    /// Probability that the mentions state the same fact (for a conflict: speak of the same), 0..=1.
    pub confidence: f32,
    /// Independent origins; each mention belongs to one.
    pub witnesses: Vec<Witness>,
    /// The figures given for it, smallest first; empty where it is about none.
    pub values: Vec<FactValue>,
    /// In order of time, undated last, then by article and place.
    pub mentions: Vec<Mention>,
}

/// A fact's verdict. It tells who says what, never what is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Two or more independent origins say it.
    Agreed,
    /// Several outlets, one origin.
    Repeated,
    /// Incompatible values or a denial for the same thing.
    Conflict,
    /// A figure that grew over time.
    Updated,
    /// One outlet alone.
    Single,
}

/// What sort of statement a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FactKind {
    /// A quantity.
    Figure,
    /// Something that happened or will happen.
    Event,
    /// What somebody said.
    Quote,
    /// How things stand.
    State,
}

/// One independent origin of a fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Witness {
    /// The outlet, agency or speaker.
    pub origin: String,
    /// Indices into [`Fact::mentions`].
    pub mentions: Vec<usize>,
    /// Why several outlets count as one origin.
    #[serde(default)]
    pub why: Option<String>,
}

/// One value that is given for a fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactValue {
    /// In the base unit.
    pub value: f64,
    /// The unit or the thing counted.
    pub unit: Option<String>,
    /// Indices into [`Fact::mentions`].
    pub mentions: Vec<usize>,
    /// The day the value speaks of, ISO.
    pub as_of: Option<String>,
}

/// One article's statement of a fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The article.
    pub article: ArticleId,
    /// The day it speaks of, ISO.
    pub as_of: Option<String>,
    /// Title or text.
    pub field: Field,
    /// The sentence's place in the field.
    pub span: Span,
    /// The sentence.
    pub sentence: String,
    /// The figure it gives, in the base unit.
    pub value: Option<f64>,
    /// Whose statement it is, where the sentence says so.
    pub speaker: Option<String>,
    /// Whether it is told as done, planned or denied.
    pub modality: Modality,
}

/// How a claim is put.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// As a fact.
    #[default]
    Happened,
    /// As something to come.
    Planned,
    /// As not so.
    Denied,
}

/// A verified pair: the evidence behind groups and stories.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The smaller id.
    pub a: ArticleId,
    /// The larger id.
    pub b: ArticleId,
    /// Which stage verified it.
    pub stage: PairStage,
    /// 0..=1.
    pub score: f32,
    /// Named parts of the score, in the order in which the stage reports them.
    pub features: Vec<(Cow<'static, str>, f32)>,
    /// Copies: joined in one group. Stories: ended in one story.
    pub accepted: bool,
}

/// Which stage verified a [`Pair`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PairStage {
    /// Copies.
    Dedup,
    /// Stories.
    Cluster,
}

impl Analysis {
    /// Sets the copies, and for each article its place among them.
    pub fn set_groups(&mut self, groups: Vec<DuplicateGroup>) {
        for article in &mut self.articles {
            (article.group, article.relation, article.copy_of) = (None, None, None);
        }
        for (number, group) in groups.iter().enumerate() {
            self.articles[group.survivor.index()].group = Some(number);
            for member in &group.members {
                let article = &mut self.articles[member.id.index()];
                article.group = Some(number);
                article.relation = Some(member.relation);
                article.copy_of = Some(group.survivor);
            }
        }
        self.groups = groups;
    }

    /// The name of a fact, by its index: `f-` and its number.
    pub fn fact_id(&self, fact: usize) -> String {
        format!("f-{}", self.fact_numbers.get(fact).copied().unwrap_or(fact as u64 + 1))
    }

    /// The fact of a name, as an index into [`Analysis::facts`].
    pub fn fact(&self, name: &str) -> Option<usize> {
        let number: u64 = name.strip_prefix("f-")?.parse().ok()?;
        if self.fact_numbers.is_empty() {
            let at = usize::try_from(number).ok()?.checked_sub(1)?;
            return (at < self.facts.len()).then_some(at);
        }
        self.fact_numbers.iter().position(|known| *known == number)
    }

    /// Facts of a story that this outlet alone carries, as indices into [`Analysis::facts`].
    pub fn only_in(&self, story: usize, source: &Source) -> Vec<usize> {
        let own = |outlets: &[&Source]| outlets == [source];
        self.facts_by_outlets(story, &own)
    }

    /// Facts of a story that more than half of its other outlets carry and this one does not, as
    /// indices into [`Analysis::facts`]. A sentence in words too different to be matched counts as
    /// missing.
    pub fn missing_in(&self, story: usize, source: &Source) -> Vec<usize> {
        let others = self.stories[story].sources.iter().filter(|other| *other != source).count();
        let lacks = |outlets: &[&Source]| !outlets.contains(&source) && outlets.len() * 2 > others;
        self.facts_by_outlets(story, &lacks)
    }

    /// The facts of a story whose outlets pass a test.
    fn facts_by_outlets(&self, story: usize, test: &dyn Fn(&[&Source]) -> bool) -> Vec<usize> {
        let facts = self.facts.iter().enumerate().filter(|(_, fact)| fact.story == Some(story));
        facts.filter(|(_, fact)| test(&fact.outlets(self))).map(|(number, _)| number).collect()
    }
}

impl Fact {
    /// Number of outlets that state it.
    pub fn sources(&self, analysis: &Analysis) -> usize {
        self.outlets(analysis).len()
    }

    /// The outlets that state it, sorted.
    pub fn outlets<'a>(&self, analysis: &'a Analysis) -> Vec<&'a Source> {
        let mut names: Vec<&Source> =
            self.mentions.iter().map(|m| analysis.articles[m.article.index()].source()).collect();
        names.sort();
        names.dedup();
        names
    }
}
