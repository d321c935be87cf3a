//! One JSON object to a [`Draft`], without building a tree of values.
//!
//! A serde visitor looks every key up in the [`Plan`] and skips what leads nowhere; only lists and
//! objects where a plain value is usual become trees. Shapes that dumps have in practice are
//! understood: a text as a list of paragraphs, a source as an object with a name, ids and dates as
//! `MongoDB` exports them (`{"$oid": ..}`, `{"$date": ..}`).

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value as Tree;

use super::draft::{Draft, Number};
use super::fields::{Entry, Plan, RecordField, Target};

/// Reads `json`, one object and nothing else, into `draft`.
///
/// # Errors
/// What is wrong with it, for people: "is not valid JSON: ..".
pub(crate) fn parse(json: &str, plan: &Plan, draft: &mut Draft) -> Result<(), String> {
    let Err(error) = attempt(json, plan, draft) else { return Ok(()) };
    let Some(mended) = without_half_pairs(json) else { return Err(explain(&error, json)) };
    draft.clear();
    attempt(&mended, plan, draft).map_err(|error| explain(&error, &mended))?;
    draft.repair = Some("has half a surrogate pair; read as U+FFFD".to_owned());
    Ok(())
}

fn attempt(json: &str, plan: &Plan, draft: &mut Draft) -> Result<(), serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(json);
    Object { plan, draft }.deserialize(&mut reader).and_then(|()| reader.end())
}

/// The text with U+FFFD for every `\uD83D` that has no partner; `None` if there is none. Writers
/// that count in UTF-16 leave such halves where they cut a text.
fn without_half_pairs(json: &str) -> Option<String> {
    let (mut at, mut halves) = (0, Vec::new());
    while let Some(found) = json.get(at..).and_then(|rest| rest.find('\\')) {
        let start = at + found;
        at = match (unit(json, start), unit(json, start + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => start + 12,
            (Some(0xD800..=0xDFFF), _) => {
                halves.push(start);
                start + 6
            }
            // The escaped character is ASCII in valid JSON; `get` above ends the search otherwise.
            _ => start + 2,
        };
    }
    let first = *halves.first()?;
    let mut mended = json[..first].to_owned();
    for (i, &half) in halves.iter().enumerate() {
        mended.push_str("\\ufffd");
        mended.push_str(&json[half + 6..halves.get(i + 1).copied().unwrap_or(json.len())]);
    }
    Some(mended)
}

/// The UTF-16 unit that is escaped at `at`.
fn unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

/// The keys of an object, sorted.
#[allow(clippy::zero_sized_map_values, reason = "serde reads objects as maps, never as sets")]
pub(crate) fn keys(json: &str) -> Vec<String> {
    let object: Result<BTreeMap<String, IgnoredAny>, _> = serde_json::from_str(json);
    object.map(|object| object.into_keys().collect()).unwrap_or_default()
}

fn explain(error: &serde_json::Error, json: &str) -> String {
    let kind = match json.trim_start().chars().next() {
        Some('[') => Some("a list"),
        Some('"') => Some("a string"),
        Some('0'..='9' | '-') => Some("a number"),
        Some('t' | 'f') => Some("true or false"),
        Some('n') => Some("null"),
        _ => None,
    };
    if let (Some(kind), true) = (kind, error.is_data()) {
        return format!("is not a JSON object but {kind}");
    }
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let what = message.strip_suffix(&place).unwrap_or(&message);
    // Only an object over several lines has a line to tell.
    let line = if error.line() > 1 { format!("line {}, ", error.line()) } else { String::new() };
    format!("is not valid JSON: {what} at {line}column {}", error.column())
}

/// An object whose keys are looked up in `plan`.
struct Object<'a> {
    plan: &'a Plan,
    draft: &'a mut Draft,
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(entry) = map.next_key_seed(Key(self.plan))? {
            match entry {
                None => drop(map.next_value::<IgnoredAny>()?),
                Some(entry) => map.next_value_seed(Value { entry, draft: &mut *self.draft })?,
            }
        }
        Ok(())
    }
}

/// Looks a key up while it still stands in the reader's buffer.
struct Key<'p>(&'p Plan);

impl<'de, 'p> DeserializeSeed<'de> for Key<'p> {
    type Value = Option<&'p Entry>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'p> Visitor<'_> for Key<'p> {
    type Value = Option<&'p Entry>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.find(key))
    }
}

/// The value of a key that leads somewhere.
struct Value<'a> {
    entry: &'a Entry,
    draft: &'a mut Draft,
}

impl Value<'_> {
    fn number(self, number: Number) {
        if let Some(target) = self.entry.target {
            self.draft.offer_number(target, number);
        }
    }

    fn misfit(&mut self, found: &'static str) {
        if let Some(target) = self.entry.target {
            self.draft.misfit(target.field, found);
        }
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        if let Some(target) = self.entry.target {
            self.draft.offer(target, value);
        }
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.number(Number::Int(value));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.number(Number::Unsigned(value));
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.number(Number::Float(value));
        Ok(())
    }

    fn visit_bool<E>(mut self, _: bool) -> Result<(), E> {
        self.misfit("true or false");
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element::<Tree>()? {
            items.push(item);
        }
        if let Some(target) = self.entry.target {
            offer_list(self.draft, target, &items);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let Entry { target, nested } = self.entry;
        let named = target.filter(|t| !inner_names(t.field).is_empty());
        match (named, nested) {
            (Some(target), nested) => {
                let tree = Tree::deserialize(MapAccessDeserializer::new(map))?;
                offer_inner(self.draft, target, &tree);
                nested.as_ref().map_or(Ok(()), |plan| {
                    Object { plan, draft: self.draft }.deserialize(tree).map_err(A::Error::custom)
                })
            }
            (None, Some(plan)) => Object { plan, draft: self.draft }.visit_map(map),
            (None, None) => {
                target.inspect(|t| self.draft.misfit(t.field, "an object"));
                IgnoredAny.visit_map(map).map(drop)
            }
        }
    }
}

/// The keys of an object that stands where a plain value is usual, best first.
fn inner_names(field: RecordField) -> &'static [&'static str] {
    match field {
        RecordField::Id => &["$oid"],
        RecordField::Source => &["name", "title", "domain", "id"],
        RecordField::Date => &["$date", "$numberLong"],
        _ => &[],
    }
}

/// Takes the best of an object's inner names that holds something.
fn offer_inner(draft: &mut Draft, target: Target, object: &Tree) {
    let names = inner_names(target.field).iter();
    let found = names.filter_map(|name| object.get(name)).find(|value| match value {
        Tree::String(s) => !s.trim_start().is_empty(),
        Tree::Number(_) | Tree::Object(_) => true,
        _ => false,
    });
    match found {
        Some(Tree::String(value)) => draft.offer(target, value),
        Some(Tree::Number(number)) => match (target.field, number.as_i64()) {
            (RecordField::Date, Some(number)) => draft.offer_number(target, Number::Int(number)),
            _ => draft.offer(target, &number.to_string()),
        },
        // {"$date": {"$numberLong": "1694304000000"}}
        Some(inner) => offer_inner(draft, target, inner),
        None => {}
    }
}

/// A list: of paragraphs for a text, of which the first counts for anything else.
fn offer_list(draft: &mut Draft, target: Target, items: &[Tree]) {
    let strings = items.iter().filter_map(Tree::as_str).filter(|s| !s.trim_start().is_empty());
    let count = if target.field == RecordField::Text { usize::MAX } else { 1 };
    let taken: Vec<&str> = strings.take(count).collect();
    if !items.is_empty() && !items.iter().any(Tree::is_string) {
        draft.misfit(target.field, "a list without strings");
    }
    draft.offer(target, &taken.join("\n\n"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::date;
    use crate::read::fields::FieldMap;

    fn read_with(map: &str, json: &str) -> Result<Draft, String> {
        let plan = Plan::new(&map.parse::<FieldMap>().expect("a map"));
        let mut draft = Draft::default();
        parse(json, &plan, &mut draft).map(|()| draft)
    }

    fn read(json: &str) -> Draft {
        read_with("", json).expect("a record")
    }

    #[test]
    fn plain_fields() {
        let draft = read(
            r#"{"Url":"http://a.b/c","x":[1,{"y":2}],"body":"One\ntwo \u2019","headline":"H",
                "id":17,"outlet":" The Post ","publishedAt":"2023-09-10T08:30:00Z","lang":"en"}"#,
        );
        assert_eq!(draft.id.get(), Some("17"));
        assert_eq!(draft.title.get(), Some("H"));
        assert_eq!(draft.text.get(), Some("One\ntwo \u{2019}"));
        assert_eq!(draft.source.get(), Some("The Post"));
        assert_eq!(draft.url.get(), Some("http://a.b/c"));
        assert_eq!(draft.lang.get(), Some("en"));
        assert_eq!(draft.published(), date::parse("2023-09-10 08:30"));
    }

    #[test]
    fn shapes_seen_in_dumps() {
        let draft = read(
            r#"{"_id":{"$oid":"5f0c"},"text":["One.",null,"","Two."],
                "source":{"id":null,"name":"CNN"},"date":{"$date":{"$numberLong":"1694304000000"}}}"#,
        );
        assert_eq!(draft.id.get(), Some("5f0c"));
        assert_eq!(draft.text.get(), Some("One.\n\nTwo."));
        assert_eq!(draft.source.get(), Some("CNN"));
        assert_eq!(draft.published(), date::parse("2023-09-10"));
    }

    #[test]
    fn the_list_of_names_decides_not_the_order_of_keys() {
        for json in [
            r#"{"description":"D","content":"C","text":null,"pubDate":"2020-01-01","date":"2021-01-01"}"#,
            r#"{"date":"2021-01-01","pubDate":"2020-01-01","text":"","content":"C","description":"D"}"#,
        ] {
            let draft = read(json);
            assert_eq!(draft.text.get(), Some("C"));
            assert_eq!(draft.published(), date::parse("2021-01-01"));
        }
    }

    #[test]
    fn paths_of_a_map() {
        let json = r#"{"source":{"name":"CNN","meta":{"body":"B"}},"page":{"h1":"T","h2":"U"}}"#;
        let draft = read_with("text=source.meta.body,title=page.h1", json).expect("a record");
        assert_eq!(draft.text.get(), Some("B"));
        assert_eq!(draft.title.get(), Some("T"));
        assert_eq!(draft.source.get(), Some("CNN"));
        let flat = read_with("title=page.h1", r#"{"page.h1":"T"}"#).expect("a record");
        assert_eq!(flat.title.get(), Some("T"));
    }

    #[test]
    fn wrong_types_of_both_title_and_text_are_told() {
        let refused = |json| read(json).refusal().map_or_else(String::new, |r| r.to_string());
        assert_eq!(refused(r#"{"title":"T","text":null}"#), "");
        assert_eq!(refused(r#"{"title":5,"text":"T"}"#), "");
        assert_eq!(refused(r#"{"text":5,"body":"T"}"#), "");
        assert_eq!(refused(r#"{"title":"T","text":5}"#), "has a number for its text");
        assert_eq!(refused(r#"{"text":{"a":1},"title":null}"#), "has an object for its text");
        assert_eq!(refused(r#"{"text":[1,2]}"#), "has a list without strings for its text");
        assert_eq!(refused(r#"{"title":"T","text":["",null]}"#), "");
        assert_eq!(refused(r#"{"title":true}"#), "has true or false for its title, and no text");
        assert_eq!(refused(r#"{"title":" "}"#), "has neither title nor text");
    }

    #[test]
    fn a_date_that_is_none_is_told_unless_another_is_read_or_it_is_only_ambiguous() {
        let undated = |json| read(json).undated().unwrap_or_default();
        assert!(undated(r#"{"date":"2023-02-30"}"#).contains("(\"2023-02-30\")"));
        assert!(undated(r#"{"date":false}"#).contains("(true or false)"));
        assert!(undated(r#"{"date":99999999999999}"#).contains("(99999999999999)"));
        for fine in [
            r#"{"date":"soon","published":"2023-09-10"}"#,
            r#"{"published":"2023-09-10","date":"soon"}"#,
            r#"{"date":"10/09/2023 08:30"}"#,
            r#"{"date":" "}"#,
            r#"{"date":null}"#,
        ] {
            assert_eq!(undated(fine), "", "{fine}");
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_replaced() {
        let draft = read(r#"{"title":"a \ud83d b \ud83d\ude00 \ude00","text":"\\ud83d"}"#);
        assert_eq!(draft.title.get(), Some("a \u{FFFD} b \u{1F600} \u{FFFD}"));
        assert_eq!(draft.text.get(), Some("\\ud83d"));
        assert!(draft.repair.is_some());
        assert_eq!(without_half_pairs(r#"{"title":"\u00e9 \n"#), None);
        assert_eq!(without_half_pairs("\\é \\u"), None);
    }

    #[test]
    fn errors_are_said_for_people() {
        let error = |json| read_with("", json).map(|_| ()).expect_err("an error");
        assert_eq!(
            error(r#"{"title":"a" "text":"b"}"#),
            "is not valid JSON: expected `,` or `}` at column 14"
        );
        assert_eq!(error("[1,2]"), "is not a JSON object but a list");
        assert_eq!(error("17"), "is not a JSON object but a number");
        assert_eq!(error("null"), "is not a JSON object but null");
        assert_eq!(error("true"), "is not a JSON object but true or false");
        assert_eq!(error("nul"), "is not valid JSON: EOF while parsing a value at column 3");
        assert!(error(r#"{"title":"a"} {"title":"b"}"#).contains("trailing characters"));
    }
}
