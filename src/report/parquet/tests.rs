//! What is read back from Parquet is what stands in the JSON Lines: every key, in order, with its
//! value.

use arrow_json::WriterBuilder;
use arrow_json::writer::LineDelimited;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use serde_json::Value;

use super::*;
use crate::analysis::{Fact, Rejected};
use crate::report::arrow::BATCH;
use crate::report::fixture;
use crate::report::rows::tests::{lines, shape};

/// A table as Parquet.
fn file(table: Table, analysis: &Analysis) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write(table, analysis, &mut file).unwrap();
    file
}

fn reader(
    file: &tempfile::NamedTempFile,
    options: ArrowReaderOptions,
) -> ParquetRecordBatchReaderBuilder<File> {
    let file = file.reopen().unwrap();
    ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).unwrap()
}

/// The rows of a table, by way of Parquet, as JSON again.
fn back(table: Table, analysis: &Analysis) -> Vec<String> {
    let builder = WriterBuilder::new().with_explicit_nulls(true);
    let mut json = builder.build::<_, LineDelimited>(Vec::new());
    // Under the offset, as they were written: the writer of JSON knows no names of time zones.
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema(table)));
    for batch in reader(&file(table, analysis), options).build().unwrap() {
        json.write(&batch.unwrap()).unwrap();
    }
    json.finish().unwrap();
    String::from_utf8(json.into_inner()).unwrap().lines().map(str::to_owned).collect()
}

/// All numbers as doubles: JSON Lines write 12 where a column of doubles has 12.0.
fn plain(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().into(),
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(keys) => keys.into_iter().map(|(key, value)| (key, plain(value))).collect(),
        other => other,
    }
}

#[test]
fn every_key_and_value_comes_back() {
    let analysis = fixture::analysis();
    for (_, table) in Table::ALL {
        let (told, read) = (lines(table, &analysis), back(table, &analysis));
        assert_eq!(told.len(), read.len(), "{table}");
        for (told, read) in told.iter().zip(&read) {
            assert_eq!(shape(told), shape(read), "{table}");
            let value = |text: &str| plain(serde_json::from_str(text).unwrap());
            assert_eq!(value(told), value(read), "{table}");
        }
    }
}

#[test]
fn an_empty_file_has_all_columns() {
    for (_, table) in Table::ALL {
        let file = file(table, &Analysis::default());
        let full = reader(&file, ArrowReaderOptions::new());
        let columns = |fields: &arrow_schema::Fields| format!("{fields:#?}");
        let wanted = columns(schema(table).fields()).replace("+00:00", "UTC");
        assert_eq!(columns(full.schema().fields()), wanted, "{table}");
        assert_eq!(full.metadata().file_metadata().num_rows(), 0);
    }
}

#[test]
fn batches_lose_no_row_and_keep_the_order() {
    let row = |record: usize| Rejected {
        file: "day1.jsonl".into(),
        record: Some(record as u64),
        offset: None,
        reason: "not JSON".into(),
    };
    for count in [BATCH - 1, BATCH, BATCH + 1, 3 * BATCH] {
        let rejected = (0..count).map(row).collect();
        let analysis = Analysis { rejected, ..Analysis::default() };
        let read = back(Table::Rejected, &analysis);
        let records: Vec<Value> = read
            .iter()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["record"].take())
            .collect();
        assert_eq!(records, (0..count).map(Value::from).collect::<Vec<_>>());
    }
}

#[test]
fn a_day_that_is_none_is_refused() {
    let mut analysis = fixture::analysis();
    let with_value = |fact: &Fact| !fact.values.is_empty();
    let fact = analysis.facts.iter().position(with_value).unwrap();
    analysis.facts[fact].values[0].as_of = Some("some day".into());
    let error = write(Table::Facts, &analysis, &mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("some day"), "{error}");
}

#[test]
fn the_same_analysis_gives_the_same_bytes() {
    let bytes = || std::fs::read(file(Table::Facts, &fixture::analysis()).path()).unwrap();
    assert_eq!(bytes(), bytes());
}
