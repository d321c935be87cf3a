//! The columns of every table: the keys of the rows in their order, each with its type.
//!
//! Types are those that users of data frames expect: times are UTC timestamps, days are dates,
//! counts and byte offsets 64-bit integers, scores and figures doubles, lists and objects lists and
//! structs. A column that no row leaves empty says so. Documented for users in `docs/formats.md`.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema, TimeUnit};

use crate::report::rows::Table;

const TEXT: DataType = DataType::Utf8;
const WHOLE: DataType = DataType::Int64;
const REAL: DataType = DataType::Float64;
const FLAG: DataType = DataType::Boolean;
const DAY: DataType = DataType::Date32;

/// The columns of a table.
pub(in crate::report) fn schema(table: Table) -> Schema {
    Schema::new(match table {
        Table::Articles => articles(),
        Table::Duplicates => duplicates(),
        Table::Stories => stories(),
        Table::Facts => facts(),
        Table::Pairs => pairs(),
        Table::Rejected => rejected(),
        Table::Dedup => dedup(),
        Table::Cluster => cluster(),
    })
}

fn articles() -> Vec<Field> {
    vec![
        always("id", TEXT),
        always("source", TEXT),
        maybe("published", time()),
        maybe("title", TEXT),
        maybe("url", TEXT),
        maybe("lang", TEXT),
        always("kind", TEXT),
        location(),
        maybe("duplicate_group", TEXT),
        maybe("relation", TEXT),
        maybe("copy_of", TEXT),
        related(),
        maybe("story", TEXT),
        maybe("story_score", REAL),
        terms("why"),
        runner_up(),
    ]
}

fn duplicates() -> Vec<Field> {
    let passage = vec![
        always("kind", TEXT),
        always("start", WHOLE),
        always("end", WHOLE),
        always("text", TEXT),
    ];
    let member = vec![
        always("id", TEXT),
        always("relation", TEXT),
        always("of", TEXT),
        always("jaccard", REAL),
        always("containment", REAL),
        always("passages", list(object(passage))),
    ];
    vec![always("group", TEXT), always("survivor", TEXT), always("members", list(object(member)))]
}

fn stories() -> Vec<Field> {
    vec![
        always("id", TEXT),
        always("label", TEXT),
        terms("terms"),
        always("articles", list(TEXT)),
        always("sources", list(TEXT)),
        always("texts", WHOLE),
        always("witnesses", WHOLE),
        maybe("first", time()),
        maybe("last", time()),
        always("cohesion", REAL),
        maybe("continues", TEXT),
        maybe("x", REAL),
        maybe("y", REAL),
    ]
}

fn facts() -> Vec<Field> {
    let witness = vec![always("origin", TEXT), always("mentions", list(WHOLE)), maybe("why", TEXT)];
    let value = vec![
        always("value", REAL),
        maybe("unit", TEXT),
        always("mentions", list(WHOLE)),
        maybe("as_of", DAY),
    ];
    let mention = vec![
        always("article", TEXT),
        always("source", TEXT),
        maybe("published", time()),
        maybe("as_of", DAY),
        always("field", TEXT),
        always("start", WHOLE),
        always("end", WHOLE),
        always("sentence", TEXT),
        maybe("value", REAL),
        maybe("speaker", TEXT),
        always("modality", TEXT),
    ];
    vec![
        always("id", TEXT),
        maybe("story", TEXT),
        always("verdict", TEXT),
        always("kind", TEXT),
        always("claim", TEXT),
        always("confidence", REAL),
        always("sources", list(TEXT)),
        always("witnesses", list(object(witness))),
        always("values", list(object(value))),
        always("mentions", list(object(mention))),
    ]
}

fn pairs() -> Vec<Field> {
    vec![
        always("a", TEXT),
        always("b", TEXT),
        always("stage", TEXT),
        always("score", REAL),
        // A map: the stages name what they measure.
        Field::new_map(
            "features",
            "key_value",
            always("key", TEXT),
            always("value", REAL),
            false,
            false,
        ),
        always("accepted", FLAG),
    ]
}

fn rejected() -> Vec<Field> {
    vec![
        always("file", TEXT),
        maybe("record", WHOLE),
        maybe("offset", WHOLE),
        always("reason", TEXT),
    ]
}

fn dedup() -> Vec<Field> {
    vec![
        always("id", TEXT),
        maybe("cluster", TEXT),
        always("source", TEXT),
        always("kind", TEXT),
        maybe("reason", TEXT),
        location(),
        maybe("relation", TEXT),
        maybe("copy_of", TEXT),
        maybe("jaccard", REAL),
        maybe("containment", REAL),
        related(),
    ]
}

fn cluster() -> Vec<Field> {
    vec![
        always("id", TEXT),
        maybe("cluster", TEXT),
        maybe("label", TEXT),
        always("source", TEXT),
        maybe("published", time()),
        maybe("title", TEXT),
        always("kind", TEXT),
        location(),
        maybe("duplicate_group", TEXT),
        maybe("copy_of", TEXT),
        maybe("story_score", REAL),
        terms("why"),
        runner_up(),
    ]
}

fn location() -> Field {
    let place = vec![always("file", TEXT), always("record", WHOLE), always("offset", WHOLE)];
    always("location", object(place))
}

fn related() -> Field {
    let link = vec![always("id", TEXT), always("relation", TEXT), always("score", REAL)];
    always("related", list(object(link)))
}

fn terms(name: &str) -> Field {
    always(name, list(object(vec![always("term", TEXT), always("weight", REAL)])))
}

fn runner_up() -> Field {
    maybe("runner_up", object(vec![always("story", TEXT), always("score", REAL)]))
}

/// A column that no row leaves empty.
fn always(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, false)
}

/// A column that is null where unknown.
fn maybe(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, true)
}

fn list(of: DataType) -> DataType {
    // The name that the format's specification asks for.
    DataType::List(Arc::new(always("element", of)))
}

fn object(of: Vec<Field>) -> DataType {
    DataType::Struct(Fields::from(of))
}

/// An instant, in microseconds since 1970. The file says UTC; rows are read under the offset, as
/// names of time zones need their tables.
fn time() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("+00:00".into()))
}
