//! Bytes -> rows -> Analysis: loads the files of a result folder again.
//!
//! Rows name each other by id; here the names become indices. A name that nothing answers to, or
//! an index past its list, is an error with file and line, so that whatever reads the `Analysis`
//! may trust it. Keys that are not known are ignored: a later version may write more.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use hashbrown::HashMap;
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::fields::Time;
use super::write::UNDECIDED;
use super::{
    ArticleRow, DuplicateRow, FactRow, MemberRow, MentionRow, PairRow, RelatedRow, StoryRow, Table,
    TermRow, Text, ValueRow,
};
use crate::analysis::{
    Analysis, ArticleId, ArticleResult, DuplicateGroup, Fact, FactValue, Member, Mention, Pair,
    Related, RunnerUp, Source, Span, Story, TermWeight,
};
use crate::article::{Article, Record};
use crate::error::{Error, Result};

/// Why a row cannot be taken.
type Checked<T> = std::result::Result<T, String>;

/// Reads the six tables of the result folder `dir`.
///
/// # Errors
/// If a file is missing, a line is no row of its table, an id stands twice or names nothing.
pub fn read(dir: &Path) -> Result<Analysis> {
    let articles: Rows<ArticleRow> = Rows::read(dir, Table::Articles)?;
    let duplicates: Rows<DuplicateRow> = Rows::read(dir, Table::Duplicates)?;
    let stories: Rows<StoryRow> = Rows::read(dir, Table::Stories)?;
    let facts: Rows<FactRow> = Rows::read(dir, Table::Facts)?;
    let pairs: Rows<PairRow> = Rows::read(dir, Table::Pairs)?;

    let input_order = ranks(&articles);
    let ids = Ids {
        articles: index(&articles, |row| &row.id, |line| input_order[line].index())?,
        groups: index(&duplicates, |row| &row.group, |line| line)?,
        stories: index(&stories, |row| &row.id, |line| line)?,
    };
    let mut results = articles.check(|row| article(row, &ids))?;
    results.sort_unstable_by(|a, b| a.key().cmp(b.key()));
    Ok(Analysis {
        groups: duplicates.check(|row| group(row, &ids))?,
        stories: stories.check(|row| story(row, &ids))?,
        fact_numbers: fact_numbers(&facts)?,
        facts: facts.check(|row| fact(row, &ids))?,
        pairs: pairs.check(|row| pair(row, &ids))?,
        rejected: Rows::read(dir, Table::Rejected)?.rows,
        articles: results,
        input_order,
    })
}

/// The rows of one file; row `i` stood in line `i + 1`.
struct Rows<T> {
    path: PathBuf,
    rows: Vec<T>,
}

impl<T: DeserializeOwned> Rows<T> {
    fn read(dir: &Path, table: Table) -> Result<Self> {
        let path = dir.join(table.file_name());
        let file = File::open(&path).map_err(|e| Error::io(&path, e))?;
        let mut file = BufReader::with_capacity(1 << 18, file);
        let (mut rows, mut line) = (Vec::new(), Vec::new());
        while file.read_until(b'\n', &mut line).map_err(|e| Error::io(&path, e))? > 0 {
            let row = serde_json::from_slice(&line);
            rows.push(row.map_err(|e| Error::format(&path, rows.len() as u64 + 1, plain(&e)))?);
            line.clear();
        }
        Ok(Self { path, rows })
    }
}

/// The reason without the line, which would be counted from the start of the row.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

impl<T> Rows<T> {
    /// Converts every row; a refusal becomes an error with file and line.
    fn check<R>(&self, convert: impl Fn(&T) -> Checked<R>) -> Result<Vec<R>> {
        let located = |(line, row)| convert(row).map_err(|reason| self.error(line, reason));
        self.rows.iter().enumerate().map(located).collect()
    }

    fn error(&self, line: usize, reason: String) -> Error {
        Error::format(&self.path, line as u64 + 1, reason)
    }
}

/// The numbers of facts; none where they are counted from 1.
fn fact_numbers(facts: &Rows<FactRow>) -> Result<Vec<u64>> {
    index(facts, |row| &row.id, |line| line)?;
    let number = |row: &FactRow| {
        let number = row.id.strip_prefix("f-").and_then(|number| number.parse().ok());
        number.ok_or_else(|| format!("{:?} is no name of a fact", row.id))
    };
    let numbers: Vec<u64> = facts.check(number)?;
    let counted = numbers.iter().copied().eq(1..=numbers.len() as u64);
    Ok(if counted { Vec::new() } else { numbers })
}

/// The id of each line: the rank of its key.
fn ranks(articles: &Rows<ArticleRow>) -> Vec<ArticleId> {
    let mut lines: Vec<usize> = (0..articles.rows.len()).collect();
    lines.sort_by_key(|&line| &articles.rows[line].id);
    let mut ids = vec![ArticleId(0); lines.len()];
    for (rank, &line) in lines.iter().enumerate() {
        ids[line] = ArticleId(rank as u32);
    }
    ids
}

/// Where each row's id leads, by its line.
fn index<'a, T>(
    rows: &'a Rows<T>,
    id: impl Fn(&'a T) -> &'a Text<'a>,
    place: impl Fn(usize) -> usize,
) -> Result<HashMap<&'a str, usize>> {
    let mut places = HashMap::with_capacity(rows.rows.len());
    for (line, row) in rows.rows.iter().enumerate() {
        let name: &str = id(row);
        if places.insert(name, place(line)).is_some() {
            return Err(rows.error(line, format!("id {name:?} stands twice")));
        }
    }
    Ok(places)
}

/// Where each id leads.
struct Ids<'a> {
    articles: HashMap<&'a str, usize>,
    groups: HashMap<&'a str, usize>,
    stories: HashMap<&'a str, usize>,
}

impl Ids<'_> {
    fn article(&self, id: &str) -> Checked<ArticleId> {
        lookup(&self.articles, id, "article").map(|i| ArticleId(i as u32))
    }

    fn story(&self, id: &str) -> Checked<usize> {
        lookup(&self.stories, id, "story")
    }
}

fn lookup(places: &HashMap<&str, usize>, id: &str, what: &str) -> Checked<usize> {
    places.get(id).copied().ok_or_else(|| format!("there is no {what} {id:?}"))
}

/// Applies a lookup where there is something to look up.
fn maybe<T>(id: Option<&Text>, find: impl Fn(&str) -> Checked<T>) -> Checked<Option<T>> {
    id.map(|id| find(id)).transpose()
}

fn owned(text: Option<&Text>) -> Option<String> {
    text.map(ToString::to_string)
}

fn moment(time: Option<Time>) -> Option<Timestamp> {
    time.map(|t| t.0)
}

fn terms(rows: &[TermRow]) -> Vec<TermWeight> {
    let weight = |t: &TermRow| TermWeight { term: t.term.to_string(), weight: t.weight.0 };
    rows.iter().map(weight).collect()
}

fn article(row: &ArticleRow, ids: &Ids) -> Checked<ArticleResult> {
    let runner_up = row.runner_up.as_ref();
    let runner_up = runner_up
        .map(|r| ids.story(&r.story).map(|story| RunnerUp { story, score: r.score.0 }))
        .transpose()?;
    let record = Record::of(&Article {
        key: row.id.to_string(),
        source: Source::named(&row.source),
        published: moment(row.published),
        title: owned(row.title.as_ref()).unwrap_or_default(),
        text: String::new(),
        url: owned(row.url.as_ref()),
        lang: None,
        location: row.location.clone(),
    });
    let lang = row.lang.as_deref().unwrap_or(UNDECIDED).to_owned();
    Ok(ArticleResult {
        kind: row.kind,
        group: maybe(row.duplicate_group.as_ref(), |id| lookup(&ids.groups, id, "group"))?,
        relation: row.relation,
        copy_of: maybe(row.copy_of.as_ref(), |id| ids.article(id))?,
        related: row.related.iter().map(|r| related(r, ids)).collect::<Checked<_>>()?,
        story: maybe(row.story.as_ref(), |id| ids.story(id))?,
        story_score: row.story_score.map(|s| s.0),
        why: terms(&row.why).into(),
        runner_up,
        ..ArticleResult::new(record, lang)
    })
}

fn related(row: &RelatedRow, ids: &Ids) -> Checked<Related> {
    Ok(Related { id: ids.article(&row.id)?, relation: row.relation, score: row.score.0 })
}

fn group(row: &DuplicateRow, ids: &Ids) -> Checked<DuplicateGroup> {
    let members = row.members.iter().map(|m| member(m, ids)).collect::<Checked<_>>()?;
    Ok(DuplicateGroup { survivor: ids.article(&row.survivor)?, members })
}

fn member(row: &MemberRow, ids: &Ids) -> Checked<Member> {
    Ok(Member {
        id: ids.article(&row.id)?,
        relation: row.relation,
        jaccard: row.jaccard.0,
        containment: row.containment.0,
        passages: row.passages.to_vec(),
    })
}

fn story(row: &StoryRow, ids: &Ids) -> Checked<Story> {
    Ok(Story {
        id: row.id.to_string(),
        label: row.label.to_string(),
        terms: terms(&row.terms),
        articles: row.articles.iter().map(|id| ids.article(id)).collect::<Checked<_>>()?,
        sources: row.sources.iter().map(|name| Source::named(name)).collect(),
        texts: row.texts,
        witnesses: row.witnesses,
        first: moment(row.first),
        last: moment(row.last),
        cohesion: row.cohesion.0,
        continues: maybe(row.continues.as_ref(), |id| ids.story(id))?,
        position: row.x.zip(row.y).map(|(x, y)| (x.0, y.0)),
    })
}

fn fact(row: &FactRow, ids: &Ids) -> Checked<Fact> {
    let known = row.mentions.len();
    within(row.witnesses.iter().flat_map(|w| &w.mentions), known)?;
    within(row.values.iter().flat_map(|v| v.mentions.iter()), known)?;
    Ok(Fact {
        story: maybe(row.story.as_ref(), |id| ids.story(id))?,
        verdict: row.verdict,
        kind: row.kind,
        claim: row.claim.to_string(),
        confidence: row.confidence.0,
        witnesses: row.witnesses.to_vec(),
        values: row.values.iter().map(value).collect(),
        mentions: row.mentions.iter().map(|m| mention(m, ids)).collect::<Checked<_>>()?,
    })
}

/// Holds indices of mentions against their number.
fn within<'a>(mut indices: impl Iterator<Item = &'a usize>, known: usize) -> Checked<()> {
    match indices.find(|&&index| index >= known) {
        Some(index) => Err(format!("mention {index} of a fact with {known} mentions")),
        None => Ok(()),
    }
}

fn value(row: &ValueRow) -> FactValue {
    FactValue {
        value: row.value.0,
        unit: owned(row.unit.as_ref()),
        mentions: row.mentions.to_vec(),
        as_of: owned(row.as_of.as_ref()),
    }
}

fn mention(row: &MentionRow, ids: &Ids) -> Checked<Mention> {
    Ok(Mention {
        article: ids.article(&row.article)?,
        as_of: owned(row.as_of.as_ref()),
        field: row.field,
        span: Span { start: row.start, end: row.end },
        sentence: row.sentence.to_string(),
        value: row.value.map(|v| v.0),
        speaker: owned(row.speaker.as_ref()),
        modality: row.modality,
    })
}

fn pair(row: &PairRow, ids: &Ids) -> Checked<Pair> {
    Ok(Pair {
        a: ids.article(&row.a)?,
        b: ids.article(&row.b)?,
        stage: row.stage,
        score: row.score.0,
        features: row.features.0.to_vec(),
        accepted: row.accepted,
    })
}
