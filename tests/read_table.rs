//! Tables in memory are read as files of the same rows are.
#![cfg(feature = "parquet")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;

use arrow_array::types::Int8Type;
use arrow_array::{
    Array, ArrayRef, BinaryArray, DictionaryArray, Int64Array, RecordBatch, RecordBatchIterator,
    StringArray, StringViewArray, StructArray, TimestampSecondArray,
};
use arrow_schema::ArrowError;
use samestory::article::Rejected;
use samestory::read::{Inputs, Scan, Settings, TableLines, scan};

type Batches = Vec<Result<RecordBatch, ArrowError>>;

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true)))
        .unwrap()
}

fn reader(
    batches: Batches,
) -> RecordBatchIterator<std::vec::IntoIter<Result<RecordBatch, ArrowError>>> {
    let schema = batches[0].as_ref().unwrap().schema();
    RecordBatchIterator::new(batches.into_iter(), schema)
}

/// What is read, and the text of each article in input order.
fn read(batches: Batches, settings: &Settings) -> (Scan<(), ()>, Vec<String>) {
    let inputs = Inputs::table("table", reader(batches));
    let scan = scan(&inputs, settings, || (), |(), _| (), &|_, _| Ok(())).unwrap();
    let texts = scan.corpus.input_order().iter().map(|id| scan.corpus.text(*id).unwrap()).collect();
    (scan, texts)
}

fn reasons(rejected: &[Rejected]) -> Vec<(Option<u64>, &str)> {
    rejected.iter().map(|row| (row.record, row.reason.as_str())).collect()
}

fn strings(texts: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

#[test]
fn rows_of_all_batches_are_numbered_on() {
    let batches = [["A", "B"], ["C", "D"]].map(|texts| Ok(batch(vec![("text", strings(&texts))])));
    let (scan, texts) = read(batches.into(), &Settings::default());
    assert_eq!(texts, ["A", "B", "C", "D"]);
    let order = scan.corpus.input_order().iter();
    let keys: Vec<&str> = order.map(|id| scan.corpus.record(*id).key()).collect();
    assert_eq!(keys, ["table#1", "table#2", "table#3", "table#4"]);
    assert_eq!((scan.inputs[0].name.as_str(), &scan.inputs[0].path), ("table", &None));
}

#[test]
fn the_size_of_batches_and_pieces_does_not_show() {
    let rows: Vec<String> = (0..500).map(|n| format!("Text {n}.")).collect();
    let all = strings(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let seen = |size: usize, piece: usize| {
        let some = (0..500).step_by(size).map(|at| all.slice(at, size.min(500 - at)));
        let batches = some.map(|texts| Ok(batch(vec![("text", texts)]))).collect();
        let (scan, texts) = read(batches, &Settings { piece, ..Settings::default() });
        assert_eq!(texts, rows);
        (scan.inputs[0].bytes, scan.inputs[0].fingerprint, scan.corpus.records().to_vec())
    };
    let whole = seen(500, 1 << 20);
    assert_eq!(seen(7, 1 << 20), whole);
    assert_eq!(seen(500, 50), whole);
    // {"text":"Text 0."} and so on: 18 bytes, 19 and 20 of them.
    assert_eq!(whole.0, 10 * 18 + 90 * 19 + 400 * 20);
}

#[test]
fn texts_of_every_type_and_slices_of_them() {
    let texts = ["before", "One.", "Two."];
    let dictionary: DictionaryArray<Int8Type> = texts.into_iter().collect();
    let arrays: [ArrayRef; 4] = [
        strings(&texts),
        Arc::new(StringViewArray::from(texts.to_vec())),
        Arc::new(BinaryArray::from(texts.map(str::as_bytes).to_vec())),
        Arc::new(dictionary),
    ];
    for array in arrays {
        let sliced = batch(vec![("text", array.slice(1, 2))]);
        assert_eq!(read(vec![Ok(sliced)], &Settings::default()).1, ["One.", "Two."]);
    }
}

#[test]
fn instants_are_read_whatever_their_zone_is_called() {
    let zoned = TimestampSecondArray::from(vec![1_694_419_200]).with_timezone("Europe/Berlin");
    let nested =
        StructArray::try_from(vec![("date", Arc::new(zoned.clone()) as ArrayRef)]).unwrap();
    let settings = Settings { fields: "date=meta.date".parse().unwrap(), ..Settings::default() };
    let text = || ("text", strings(&["One."]));
    let tables = [
        (batch(vec![text(), ("date", Arc::new(zoned))]), Settings::default()),
        (batch(vec![text(), ("meta", Arc::new(nested))]), settings),
    ];
    for (table, settings) in tables {
        let (scan, _) = read(vec![Ok(table)], &settings);
        let published = scan.corpus.records()[0].published().unwrap();
        assert_eq!(published.to_string(), "2023-09-11T08:00:00Z");
    }
}

#[test]
fn bad_rows_are_told_by_number_and_long_ones_are_not_held() {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), None]));
    let table = batch(vec![("title", strings(&["One", "Two"])), ("text", numbers)]);
    let (scan, _) = read(vec![Ok(table)], &Settings::default());
    assert_eq!(reasons(&scan.corpus.rejected), [(Some(1), "row 1 has a number for its text")]);

    let table = batch(vec![("text", strings(&["One.", &"long ".repeat(100), "Three."]))]);
    let settings = Settings { longest_record: 100, ..Settings::default() };
    let (scan, texts) = read(vec![Ok(table)], &settings);
    assert_eq!(texts, ["One.", "Three."]);
    assert_eq!(
        reasons(&scan.corpus.rejected),
        [(Some(2), "row 2 is too long (500 bytes or more)")]
    );
}

#[test]
fn a_table_of_no_articles_says_what_it_has() {
    let table = batch(vec![("colour", strings(&["red"])), ("size", strings(&["big"]))]);
    let (scan, _) = read(vec![Ok(table)], &Settings::default());
    let reason = "no column is for title or text; its fields are colour, size";
    assert_eq!(reasons(&scan.corpus.rejected), [(None, reason)]);
}

#[test]
fn a_table_that_breaks_off_keeps_what_came() {
    let first = batch(vec![("text", strings(&["One.", "Two."]))]);
    let broken = Err(ArrowError::ComputeError("the pipe is gone".into()));
    let (scan, texts) = read(vec![Ok(first), broken], &Settings::default());
    assert_eq!(texts, ["One.", "Two."]);
    let [(Some(3), reason)] = reasons(&scan.corpus.rejected)[..] else { panic!("one row") };
    assert!(
        reason.contains("with all after it") && reason.contains("the pipe is gone"),
        "{reason}"
    );
}

#[test]
fn a_table_is_read_once() {
    let table = batch(vec![("text", strings(&["One."]))]);
    let inputs = Inputs::table("table", reader(vec![Ok(table)]));
    let read = || scan(&inputs, &Settings::default(), || (), |(), _| (), &|_, _| Ok(())).unwrap();
    assert_eq!(read().corpus.len(), 1);
    assert_eq!(reasons(&read().corpus.rejected), [(None, "this table was read before")]);
}

#[test]
fn rows_as_lines() {
    let (first, second) = (strings(&["a \"b\"", "c"]), strings(&["d"]));
    let batches = [first, second].map(|texts| Ok(batch(vec![("text", texts)])));
    let lines = std::io::read_to_string(TableLines::new(reader(batches.into()))).unwrap();
    assert_eq!(lines, "{\"text\":\"a \\\"b\\\"\"}\n{\"text\":\"c\"}\n{\"text\":\"d\"}\n");
}
