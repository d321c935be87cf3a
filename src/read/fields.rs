//! Which key of a record holds which field of an article.
//!
//! Names are guessed without regard to case from the lists below; of several that a record has,
//! the one earliest in its list wins, whatever the order of the keys. A [`FieldMap`] replaces the
//! guess for a field, also with a path into nested objects (`text=article.body`).
//!
//! Among the names are those of news-please (`maintext`, `date_publish`, `source_domain`,
//! `title_page`), of `cc_news` on the Hugging Face hub (`domain`), of Event Registry (`uri`, `body`,
//! `dateTimePub`), of Media Cloud (`stories_id`, `media_name`, `publish_date`, `indexed_date`) and of
//! GDELT (`seendate`, `V2DOCUMENTIDENTIFIER`, `SOURCEURL`, ..). A time of crawling or indexing comes
//! last among the dates.

use std::fmt;
use std::str::FromStr;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::error::{Error, Result};

/// A field that a record may state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordField {
    /// The caller's id.
    Id,
    /// Headline.
    Title,
    /// Body.
    Text,
    /// Outlet.
    Source,
    /// When it was published.
    Date,
    /// Web address.
    Url,
    /// Language.
    Lang,
    /// What copies are kept by; read only where a [`FieldMap`] names it.
    Rank,
}

impl RecordField {
    /// All that are guessed.
    pub const ALL: [Self; 7] =
        [Self::Id, Self::Title, Self::Text, Self::Source, Self::Date, Self::Url, Self::Lang];

    /// Its name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Title => "title",
            Self::Text => "text",
            Self::Source => "source",
            Self::Date => "date",
            Self::Url => "url",
            Self::Lang => "lang",
            Self::Rank => "rank",
        }
    }

    /// The field that a key is taken for without a map.
    pub fn guessed(key: &str) -> Option<Self> {
        let key = key.to_lowercase();
        Self::ALL.into_iter().find(|field| field.guesses().contains(&key.as_str()))
    }

    /// The keys that are taken for it, in lower case, best first.
    #[allow(clippy::too_many_lines, reason = "a list")]
    fn guesses(self) -> &'static [&'static str] {
        match self {
            Self::Id => &[
                "id",
                "_id",
                "uid",
                "guid",
                "uuid",
                "article_id",
                "articleid",
                "doc_id",
                "docid",
                "document_id",
                "stories_id",
                "story_id",
                "gkgrecordid",
                "uri",
            ],
            Self::Title => &[
                "title",
                "headline",
                "heading",
                "head_line",
                "article_title",
                "page_title",
                "title_page",
                "title_rss",
            ],
            Self::Text => &[
                "text",
                "body",
                "content",
                "maintext",
                "article",
                "full_text",
                "fulltext",
                "article_text",
                "articlebody",
                "body_text",
                "plain_text",
                "story_text",
                "text_content",
                "content_text",
                "main_text",
                "page_content",
                "description",
            ],
            Self::Source => &[
                "source",
                "outlet",
                "publisher",
                "source_name",
                "publication",
                "domain",
                "source_domain",
                "site",
                "site_name",
                "media",
                "media_name",
                "outlet_name",
                "news_source",
                "newspaper",
                "sourcecommonname",
                "v2sourcecommonname",
                "media_url",
            ],
            Self::Date => &[
                "datetimepub",
                "date",
                "published",
                "published_at",
                "publishedat",
                "date_publish",
                "date_published",
                "datepublished",
                "publish_date",
                "publication_date",
                "pubdate",
                "pub_date",
                "datetime",
                "timestamp",
                "published_date",
                "date_published_utc",
                "seendate",
                "sqldate",
                "dateadded",
                "indexed_date",
                "collect_date",
                "date_download",
            ],
            Self::Url => &[
                "url",
                "link",
                "canonical_url",
                "source_url",
                "article_url",
                "documentidentifier",
                "v2documentidentifier",
                "mentionidentifier",
                "sourceurl",
            ],
            Self::Lang => &["lang", "language", "lang_code", "language_code"],
            Self::Rank => &[],
        }
    }
}

impl fmt::Display for RecordField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The caller's own names for fields: `title=headline`, `text=article.body`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap {
    names: Vec<(RecordField, String)>,
}

impl FieldMap {
    /// Takes `name` (a key, or a path with dots) for `field`. Replaces the guessed names of that
    /// field; of several names given for one field the first that a record has wins.
    pub fn set(&mut self, field: RecordField, name: &str) {
        self.names.push((field, name.to_lowercase()));
    }

    /// True where a name was given for the field.
    pub(crate) fn names(&self, field: RecordField) -> bool {
        self.names.iter().any(|(named, _)| *named == field)
    }

    /// Adds one `FIELD=NAME`.
    ///
    /// # Errors
    /// [`Error::Setting`] if it is not of that form or names no known field.
    pub fn add(&mut self, pair: &str) -> Result<()> {
        let wrong = |reason: &str| Error::setting("map", pair, reason);
        let (field, name) = pair
            .split_once('=')
            .ok_or_else(|| wrong("expected FIELD=NAME, as in title=headline"))?;
        let field = RecordField::ALL
            .into_iter()
            .find(|f| f.name().eq_ignore_ascii_case(field.trim()))
            .ok_or_else(|| wrong("fields are id, title, text, source, date, url and lang"))?;
        let name = name.trim();
        if name.is_empty() || name.split('.').any(str::is_empty) {
            return Err(wrong("the name is empty"));
        }
        self.set(field, name);
        Ok(())
    }
}

impl FromStr for FieldMap {
    type Err = Error;

    /// Reads `FIELD=NAME`, several of them with commas between.
    fn from_str(pairs: &str) -> Result<Self> {
        let mut map = Self::default();
        for pair in pairs.split(',').filter(|p| !p.trim().is_empty()) {
            map.add(pair)?;
        }
        Ok(map)
    }
}

/// A field and how good the name is that it was found under: 0 is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target {
    pub field: RecordField,
    pub rank: u8,
}

/// What a key leads to: a field, an object to look into, or both.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    pub target: Option<Target>,
    pub nested: Option<Plan>,
}

/// The names of one level of a record, ready to be looked up.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    names: HashMap<String, Entry, FixedState>,
}

impl Plan {
    /// The guesses, overridden by `map`.
    pub fn new(map: &FieldMap) -> Self {
        let mut plan = Self::default();
        for field in RecordField::ALL {
            if map.names(field) {
                continue;
            }
            for (rank, name) in field.guesses().iter().enumerate() {
                plan.put(name, Target { field, rank: rank as u8 });
            }
        }
        for (rank, (field, name)) in map.names.iter().enumerate() {
            let target = Target { field: *field, rank: rank.min(usize::from(u8::MAX)) as u8 };
            plan.put(name, target);
            plan.put_path(name, target);
        }
        plan
    }

    fn put(&mut self, name: &str, target: Target) {
        self.names.entry_ref(name).or_default().target = Some(target);
    }

    fn put_path(&mut self, path: &str, target: Target) {
        match path.split_once('.') {
            None => self.put(path, target),
            Some((first, rest)) => {
                let entry = self.names.entry_ref(first).or_default();
                entry.nested.get_or_insert_default().put_path(rest, target);
            }
        }
    }

    /// The name that leads to `target`; a path has dots.
    pub fn name_of(&self, target: Target) -> Option<String> {
        let names = self.names.iter();
        let mut found: Vec<String> = names
            .filter_map(|(name, entry)| {
                if entry.target == Some(target) {
                    return Some(name.clone());
                }
                let below = entry.nested.as_ref()?.name_of(target)?;
                Some(format!("{name}.{below}"))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().next()
    }

    /// What `key` leads to. Keys are nearly always ASCII and in lower case, so this is one hash.
    pub fn find(&self, key: &str) -> Option<&Entry> {
        if let Some(entry) = self.names.get(key) {
            return Some(entry);
        }
        if !key.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
            return None;
        }
        self.names.get(key.to_lowercase().as_str())
    }
}

/// Names of fields for people: a few, each cut short.
pub(crate) fn told<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    const TOLD: usize = 20;
    let more = if names.len() > TOLD { ", ..." } else { "" };
    let some = names.take(TOLD).map(|name| name.chars().take(TOLD).collect());
    some.collect::<Vec<String>>().join(", ") + more
}

/// Why a table without a column for titles or texts is not read; `names` are those of its columns.
pub(crate) fn no_article<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    format!("no column is for title or text; its fields are {}", told(names))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(plan: &Plan, key: &str) -> Option<(RecordField, u8)> {
        plan.find(key).and_then(|e| e.target).map(|t| (t.field, t.rank))
    }

    #[test]
    fn guesses_regardless_of_case_and_ranks_by_list() {
        let plan = Plan::new(&FieldMap::default());
        assert_eq!(target(&plan, "title"), Some((RecordField::Title, 0)));
        assert_eq!(target(&plan, "HeadLine"), Some((RecordField::Title, 1)));
        assert_eq!(target(&plan, "publishedAt"), Some((RecordField::Date, 4)));
        assert_eq!(target(&plan, "colour"), None);
        let (_, last) = target(&plan, "description").expect("a text of last resort");
        assert_eq!(usize::from(last), RecordField::Text.guesses().len() - 1);
    }

    #[test]
    fn names_of_well_known_dumps() {
        use RecordField::{Date, Id, Lang, Source, Text, Title, Url};
        let plan = Plan::new(&FieldMap::default());
        let fields = |names: &str| -> Vec<Option<RecordField>> {
            names.split(' ').map(|name| target(&plan, name).map(|(field, _)| field)).collect()
        };
        let told = |fields: &[RecordField]| fields.iter().copied().map(Some).collect::<Vec<_>>();
        let news_please =
            fields("title maintext date_publish source_domain language url date_download");
        assert_eq!(news_please, told(&[Title, Text, Date, Source, Lang, Url, Date]));
        let cc_news = fields("title text domain date description url");
        assert_eq!(cc_news, told(&[Title, Text, Source, Date, Text, Url]));
        let event_registry = fields("uri lang date dateTimePub url title body source");
        assert_eq!(event_registry, told(&[Id, Lang, Date, Date, Url, Title, Text, Source]));
        let media_cloud =
            fields("stories_id title publish_date media_name url language indexed_date");
        assert_eq!(media_cloud, told(&[Id, Title, Date, Source, Url, Lang, Date]));
        let gdelt =
            fields("GKGRECORDID DATE SourceCommonName V2DOCUMENTIDENTIFIER SOURCEURL seendate");
        assert_eq!(gdelt, told(&[Id, Date, Source, Url, Url, Date]));
        let rank = |name| target(&plan, name).map(|(_, rank)| rank);
        assert!(rank("date_publish") < rank("date_download") && rank("dateTimePub") < rank("date"));
    }

    #[test]
    fn a_map_replaces_the_guess_and_takes_the_name_from_others() {
        let plan = Plan::new(&"title=Text, id=nr".parse().expect("a map"));
        assert_eq!(target(&plan, "text"), Some((RecordField::Title, 0)));
        assert_eq!(target(&plan, "title"), None);
        assert_eq!(target(&plan, "body"), Some((RecordField::Text, 1)));
        assert_eq!(target(&plan, "nr"), Some((RecordField::Id, 1)));
        assert_eq!(target(&plan, "id"), None);
    }

    #[test]
    fn a_path_leads_into_objects() {
        let plan = Plan::new(&"text=article.main.body".parse().expect("a map"));
        let article = plan.find("article").and_then(|e| e.nested.as_ref()).expect("article");
        let main = article.find("main").and_then(|e| e.nested.as_ref()).expect("main");
        assert_eq!(target(main, "body"), Some((RecordField::Text, 0)));
        let text = Target { field: RecordField::Text, rank: 0 };
        assert_eq!(plan.name_of(text).as_deref(), Some("article.main.body"));
    }

    #[test]
    fn bad_maps_are_setting_errors() {
        for bad in ["title", "colour=red", "title=", "text=a..b"] {
            let error = bad.parse::<FieldMap>().expect_err(bad);
            assert!(matches!(error, Error::Setting { .. }), "{bad}: {error}");
        }
    }
}
