//! The file of a state: an embedded database (redb) in a folder of its own.
//!
//! | table | key | value |
//! |---|---|---|
//! | `meta` | `meta`, `basis` | [`Meta`] as JSON; the basis of the words' weights, packed |
//! | `articles` | id | what is known of the article, with its fingerprint |
//! | `texts` | id | its text, packed |
//! | `stories` | name | the story's articles, and where its facts stand |
//! | `facts` | name | the story's facts, packed |
//! | `names` | name | nothing; a story was once named so, after an article that is still known |
//!
//! An update is one transaction: it is in the file whole or not at all, whenever the process or the
//! machine stops. The database lets one process in at a time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hashbrown::HashSet;
use redb::{
    Database, DatabaseError, ReadOnlyTable, ReadableDatabase, ReadableTable, TableDefinition,
    WriteTransaction,
};
use serde::{Deserialize, Serialize};

use super::names::name_after;
use super::stored::{Changes, Known, NamedStory};
use crate::analysis::Scale;
use crate::dedup::fingerprint::FINGERPRINT_VERSION;
use crate::error::{Error, Result};
use crate::read::Shared;
use crate::vector::basis::Basis;

/// The file in the folder.
const FILE: &str = "state.redb";
/// Version of the tables and of what stands in them.
const FORMAT: u32 = 2;
/// What the database may keep of its file in memory, in bytes.
const CACHE: usize = 32 << 20;
/// Zstandard level of texts: read seldom, kept for months.
const LEVEL: i32 = 6;
/// No text is longer, as no record is.
const LONGEST: usize = 1 << 31;

type Table = TableDefinition<'static, &'static str, &'static [u8]>;
const META: Table = TableDefinition::new("meta");
const ARTICLES: Table = TableDefinition::new("articles");
const TEXTS: Table = TableDefinition::new("texts");
const STORIES: Table = TableDefinition::new("stories");
const FACTS: Table = TableDefinition::new("facts");
const NAMES: Table = TableDefinition::new("names");

/// What a state says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// Version of the tables.
    format: u32,
    /// Version of the fingerprints in them.
    fingerprints: u32,
    /// The settings of its updates, as in samestory.toml.
    pub settings: serde_json::Value,
    /// How many updates it has seen.
    pub updates: u64,
    /// The day it has come to, counted from 1970-01-01.
    pub clock: Option<i64>,
    /// What a score is worth, where that is frozen.
    pub scale: Option<Scale>,
    /// Number of the next new fact.
    pub(crate) next_fact: u64,
    /// Hash of the input of the last update.
    pub(crate) input: u64,
}

/// A state, open; nobody else can open it meanwhile.
pub struct State {
    database: Database,
    file: PathBuf,
    meta: Meta,
    /// What words weigh, where that is frozen.
    basis: Option<Basis>,
}

impl State {
    /// Opens the state in `folder`, or begins one there with these settings, and with words and
    /// scores weighed by `frozen`, where there is such.
    ///
    /// # Errors
    /// If the folder holds something else, another process is at work on the state, it is of
    /// another version, or the system refuses to read or write it.
    pub fn open(
        folder: &Path,
        settings: &serde_json::Value,
        frozen: Option<(&Basis, Scale)>,
    ) -> Result<Self> {
        let file = folder.join(FILE);
        if !file.exists() {
            begin(folder, settings, frozen)?;
        }
        let database = database(&file, |builder, file| builder.open(file))?;
        let failed = |e: redb::Error| failed(&file, e);
        let read = database.begin_read().map_err(|e| failed(e.into()))?;
        let table = read.open_table(META).map_err(|e| failed(e.into()))?;
        let row = |key| -> Result<Option<Vec<u8>>> {
            let row = table.get(key).map_err(|e| failed(e.into()))?;
            Ok(row.map(|row| row.value().to_vec()))
        };
        let broken = |reason: &str| Error::format(&file, 0, reason);
        let meta = row("meta")?.ok_or_else(|| broken("it says nothing of itself"))?;
        let meta = checked(&meta, &file)?;
        let basis = row("basis")?.map(|packed| {
            let text = text_of(&packed).ok_or_else(|| broken("its basis is damaged"))?;
            Basis::decode(&text, &file)
        });
        let basis = basis.transpose()?;
        drop((table, read));
        Ok(Self { database, file, meta, basis })
    }

    /// What it says of itself.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// What words weigh and scores are worth, where that is frozen.
    pub fn frozen(&self) -> Option<(&Basis, Scale)> {
        self.basis.as_ref().zip(self.meta.scale)
    }

    /// All articles, by key.
    pub(crate) fn articles(&self) -> Result<Vec<Known>> {
        let mut shared = Shared::default();
        self.rows(ARTICLES, |key, bytes| Known::decode(key, bytes, &mut shared))
    }

    /// All stories, by name.
    pub(crate) fn stories(&self) -> Result<Vec<NamedStory>> {
        self.rows(STORIES, |_, bytes| NamedStory::decode(bytes))
    }

    /// The names that no new story may have.
    pub(crate) fn names(&self) -> Result<HashSet<String>> {
        Ok(self.rows(NAMES, |name, _| Some(name.to_owned()))?.into_iter().collect())
    }

    fn rows<T>(
        &self,
        table: Table,
        mut decode: impl FnMut(&str, &[u8]) -> Option<T>,
    ) -> Result<Vec<T>> {
        let table = self.table(table)?;
        let failed = |e: redb::StorageError| failed(&self.file, e.into());
        let mut rows = Vec::new();
        for row in table.iter().map_err(failed)? {
            let (key, value) = row.map_err(failed)?;
            let damaged = || Error::format(&self.file, 0, format!("{} is damaged", key.value()));
            rows.push(decode(key.value(), value.value()).ok_or_else(damaged)?);
        }
        Ok(rows)
    }

    /// The texts of its articles, as they are now.
    pub(crate) fn texts(&self) -> Result<KnownTexts> {
        Ok(KnownTexts { table: self.table(TEXTS)?, file: self.file.clone() })
    }

    /// The facts of its stories, as they are now.
    pub(crate) fn facts(&self) -> Result<Packed> {
        Ok(Packed(self.table(FACTS)?))
    }

    fn table(&self, table: Table) -> Result<ReadOnlyTable<&'static str, &'static [u8]>> {
        let read = self.database.begin_read().map_err(|e| failed(&self.file, e.into()))?;
        read.open_table(table).map_err(|e| failed(&self.file, e.into()))
    }

    /// Takes in what an update has changed, whole or, after an error, not at all.
    ///
    /// # Errors
    /// If a new text can no longer be read, or the system refuses a write.
    pub fn commit(&mut self, changes: &Changes) -> Result<()> {
        let meta = Meta {
            updates: self.meta.updates + 1,
            clock: changes.clock,
            next_fact: changes.next_fact,
            input: changes.input,
            ..self.meta.clone()
        };
        let failed = |e: redb::Error| failed(&self.file, e);
        let write = self.database.begin_write().map_err(|e| failed(e.into()))?;
        let in_stories = put_stories(&write, changes).map_err(failed)?;
        self.put_articles(&write, changes, &in_stories)?;
        put_meta(&write, &meta).map_err(failed)?;
        write.commit().map_err(|e| failed(e.into()))?;
        self.meta = meta;
        Ok(())
    }

    /// Takes in the new articles; old ones leave, unless a story that is not forgotten needs them.
    fn put_articles(
        &self,
        write: &WriteTransaction,
        changes: &Changes,
        in_stories: &HashSet<String>,
    ) -> Result<()> {
        let stays = |key: &str, day: i64| day >= changes.oldest || in_stories.contains(key);
        let failed = |e: redb::Error| failed(&self.file, e);
        let mut articles = write.open_table(ARTICLES).map_err(|e| failed(e.into()))?;
        let mut texts = write.open_table(TEXTS).map_err(|e| failed(e.into()))?;
        let mut names = write.open_table(NAMES).map_err(|e| failed(e.into()))?;
        let (mut gone, mut shared) = (Vec::new(), Shared::default());
        for row in articles.iter().map_err(|e| failed(e.into()))? {
            let (key, value) = row.map_err(|e| failed(e.into()))?;
            let known = Known::decode(key.value(), value.value(), &mut shared);
            if !known.is_some_and(|known| stays(key.value(), known.day)) {
                gone.push(key.value().to_owned());
            }
        }
        for key in gone {
            articles.remove(key.as_str()).map_err(|e| failed(e.into()))?;
            texts.remove(key.as_str()).map_err(|e| failed(e.into()))?;
            names.remove(name_after(&key).as_str()).map_err(|e| failed(e.into()))?;
        }
        for (known, id) in changes.new.iter().zip(&changes.ids) {
            let key = known.record.key();
            if !stays(key, known.day) {
                continue;
            }
            let text = changes.corpus.text(*id)?;
            let packed = packed(text.as_bytes()).map_err(|e| Error::io(&self.file, e))?;
            articles.insert(key, known.encode().as_slice()).map_err(|e| failed(e.into()))?;
            texts.insert(key, packed.as_slice()).map_err(|e| failed(e.into()))?;
        }
        Ok(())
    }
}

/// The facts of stories; they stay as they were when this was made.
pub(crate) struct Packed(ReadOnlyTable<&'static str, &'static [u8]>);

impl Packed {
    /// Those of a story, packed; `None` if they are not there, or cannot be read.
    pub fn get(&self, story: &str) -> Option<Vec<u8>> {
        Some(self.0.get(story).ok()??.value().to_vec())
    }
}

/// The texts of known articles; they stay as they were when this was made.
pub(crate) struct KnownTexts {
    table: ReadOnlyTable<&'static str, &'static [u8]>,
    file: PathBuf,
}

impl KnownTexts {
    /// The text of an article.
    pub fn text(&self, key: &str) -> Result<String> {
        let row = self.table.get(key).map_err(|e| failed(&self.file, e.into()))?;
        let text = row.and_then(|row| text_of(row.value()));
        text.ok_or_else(|| Error::format(&self.file, 0, format!("the text of {key} is damaged")))
    }
}

/// Takes in stories as they are now; tells the articles of all that are not forgotten.
fn put_stories(
    write: &WriteTransaction,
    changes: &Changes,
) -> std::result::Result<HashSet<String>, redb::Error> {
    let mut stories = write.open_table(STORIES)?;
    let mut facts = write.open_table(FACTS)?;
    let mut names = write.open_table(NAMES)?;
    for name in &changes.closed {
        stories.remove(name.as_str())?;
        facts.remove(name.as_str())?;
    }
    for (story, packed) in changes.stories.iter().zip(&changes.facts) {
        stories.insert(story.id.as_str(), story.encode().as_slice())?;
        facts.insert(story.id.as_str(), packed.as_slice())?;
        names.insert(story.id.as_str(), &[][..])?;
    }
    let mut articles = HashSet::new();
    stories.retain(|_, bytes| {
        let story = NamedStory::decode(bytes).filter(|story| story.last >= changes.oldest);
        story.map(|story| articles.extend(story.articles)).is_some()
    })?;
    let mut gone = Vec::new();
    for row in facts.iter()? {
        let (name, _) = row?;
        if stories.get(name.value())?.is_none() {
            gone.push(name.value().to_owned());
        }
    }
    for name in gone {
        facts.remove(name.as_str())?;
    }
    Ok(articles)
}

fn put_meta(write: &WriteTransaction, meta: &Meta) -> std::result::Result<(), redb::Error> {
    let json = serde_json::to_vec(meta).map_err(io::Error::from)?;
    write.open_table(META)?.insert("meta", json.as_slice())?;
    Ok(())
}

/// Makes a state with nothing in it. It takes its name when it is complete, and only if nobody else
/// was quicker.
fn begin(
    folder: &Path,
    settings: &serde_json::Value,
    frozen: Option<(&Basis, Scale)>,
) -> Result<()> {
    fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
    sweep(folder)?;
    let draft = folder.join(format!("{}{}", draft_prefix(), std::process::id()));
    let meta = Meta {
        format: FORMAT,
        fingerprints: FINGERPRINT_VERSION,
        settings: settings.clone(),
        updates: 0,
        clock: None,
        scale: frozen.map(|(_, scale)| scale),
        next_fact: 1,
        input: 0,
    };
    let basis = frozen.map(|(basis, _)| packed(basis.encode().as_bytes())).transpose();
    let basis = basis.map_err(|e| Error::io(folder, e))?;
    let database = database(&draft, |builder, file| builder.create(file))?;
    let fill = || -> std::result::Result<(), redb::Error> {
        let write = database.begin_write()?;
        for table in [ARTICLES, TEXTS, STORIES, FACTS, NAMES] {
            write.open_table(table)?;
        }
        put_meta(&write, &meta)?;
        if let Some(basis) = &basis {
            write.open_table(META)?.insert("basis", basis.as_slice())?;
        }
        Ok(write.commit()?)
    };
    let filled = fill().map_err(|e| failed(&draft, e));
    drop(database);
    let named = filled.and_then(|()| {
        let file = folder.join(FILE);
        match fs::hard_link(&draft, &file) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            linked => linked.map_err(|e| Error::io(&file, e)),
        }
    });
    // What is left of it is swept the next time.
    let _ = fs::remove_file(&draft);
    named
}

fn draft_prefix() -> String {
    format!(".{FILE}.new-")
}

/// Refuses a folder in which anything but a state's own drafts stands; removes those.
fn sweep(folder: &Path) -> Result<()> {
    let io = |e| Error::io(folder, e);
    for entry in fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == FILE {
            continue;
        }
        if !name.starts_with(&draft_prefix()) {
            let reason = format!("this folder holds no state but {name}; a state needs its own");
            return Err(io(io::Error::new(io::ErrorKind::AlreadyExists, reason)));
        }
        // One that is open is another process's, and goes when that has ended.
        let _ = fs::remove_file(&path);
    }
    Ok(())
}

/// Opens or makes the file of a database.
fn database(
    file: &Path,
    open: impl FnOnce(&redb::Builder, &Path) -> std::result::Result<Database, DatabaseError>,
) -> Result<Database> {
    let mut builder = redb::Builder::new();
    builder.set_cache_size(CACHE);
    open(&builder, file).map_err(|error| match error {
        DatabaseError::DatabaseAlreadyOpen => {
            let reason = "another samestory is at work on this state";
            Error::io(file, io::Error::new(io::ErrorKind::ResourceBusy, reason))
        }
        other => failed(file, other.into()),
    })
}

/// The words of a state on itself, if it is one that can be read.
fn checked(meta: &[u8], file: &Path) -> Result<Meta> {
    #[derive(Deserialize)]
    struct Version {
        format: u32,
        fingerprints: u32,
    }
    let broken = |e: serde_json::Error| Error::format(file, 0, e.to_string());
    let Version { format, fingerprints } = serde_json::from_slice(meta).map_err(broken)?;
    if (format, fingerprints) != (FORMAT, FINGERPRINT_VERSION) {
        let reason = format!(
            "this state is of version {format}.{fingerprints}, this samestory reads \
             {FORMAT}.{FINGERPRINT_VERSION}; begin a new one from the last weeks of articles"
        );
        return Err(Error::format(file, 0, reason));
    }
    serde_json::from_slice(meta).map_err(broken)
}

fn failed(file: &Path, error: redb::Error) -> Error {
    let reason = match error {
        redb::Error::Io(error) => error,
        other => io::Error::other(other),
    };
    Error::io(file, reason)
}

pub(super) fn packed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(bytes, LEVEL)
}

pub(super) fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = zstd::zstd_safe::get_frame_content_size(bytes).ok()??;
    let size = usize::try_from(size).ok().filter(|size| *size <= LONGEST)?;
    zstd::bulk::decompress(bytes, size).ok()
}

fn text_of(bytes: &[u8]) -> Option<String> {
    String::from_utf8(unpacked(bytes)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, ArticleId, Location, Record, Source};
    use crate::dedup::page_kind::Page;
    use crate::read;
    use crate::text::language::Lang;

    /// What an update on a day leaves that adds one article, or none.
    fn changes(new: Option<&str>, day: i64) -> Changes {
        let article = |key: &str| Article {
            key: key.to_owned(),
            source: Source::named("The Ledger"),
            published: None,
            title: String::new(),
            text: format!("The text of {key}."),
            url: None,
            lang: None,
            location: Location { file: "day".into(), record: 1, offset: 0 },
        };
        let articles: Vec<Article> = new.map(article).into_iter().collect();
        let known = |article: &Article| Known {
            record: Record::of(article),
            lang: Lang::default(),
            page: Page::Article,
            print: crate::dedup::fingerprint::Fingerprint::of(&article.text),
            rank: None,
            day,
        };
        Changes {
            new: articles.iter().map(known).collect(),
            ids: articles.iter().map(|_| ArticleId(0)).collect(),
            corpus: read::articles(articles).expect("held in memory"),
            clock: Some(day),
            oldest: day - 10,
            closed: Vec::new(),
            stories: Vec::new(),
            facts: Vec::new(),
            next_fact: 1,
            input: day as u64,
        }
    }

    #[test]
    fn a_name_is_taken_as_long_as_the_article_is_known_that_gave_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut state = State::open(folder.path(), &serde_json::Value::Null, None).unwrap();
        let story = NamedStory {
            id: "s-a".into(),
            articles: vec!["a".into()],
            last: 100,
            grounds: 0,
            facts: Vec::new(),
        };
        let stories = vec![story];
        state.commit(&Changes { stories, facts: vec![vec![]], ..changes(Some("a"), 100) }).unwrap();
        // The story is no more, its article is in no other.
        let closed = vec!["s-a".into()];
        state.commit(&Changes { closed, ..changes(Some("b"), 105) }).unwrap();
        assert!(state.stories().unwrap().is_empty());
        assert!(state.names().unwrap().contains("s-a"));
        state.commit(&changes(None, 111)).unwrap();
        assert_eq!(state.articles().unwrap().len(), 1, "a has left, b has not");
        assert!(state.names().unwrap().is_empty());
    }
}
