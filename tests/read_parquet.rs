//! Parquet as an input: types, names, places of rows, damage.

#![cfg(feature = "parquet")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::*;
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding};
use parquet::file::metadata::{ParquetMetaDataReader, ParquetMetaDataWriter, RowGroupMetaData};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use samestory::article::ArticleId;
use samestory::read::{Inputs, Scan, Settings, preview, scan};

fn column(array: impl Array + 'static) -> ArrayRef {
    Arc::new(array)
}

fn strings(values: &[&str]) -> ArrayRef {
    column(StringArray::from_iter_values(values))
}

fn rows(columns: &[(&str, ArrayRef)]) -> RecordBatch {
    let fields =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    let arrays = columns.iter().map(|(_, array)| array.clone()).collect();
    RecordBatch::try_new(Arc::new(schema), arrays).unwrap()
}

fn file_with(rows: &RecordBatch, properties: WriterPropertiesBuilder) -> Vec<u8> {
    let properties = Some(properties.build());
    let mut writer = ArrowWriter::try_new(Vec::new(), rows.schema(), properties).unwrap();
    writer.write(rows).unwrap();
    writer.into_inner().unwrap()
}

fn file(columns: &[(&str, ArrayRef)]) -> Vec<u8> {
    file_with(&rows(columns), WriterProperties::builder())
}

fn read(bytes: &[u8], map: &str) -> Scan<(), String> {
    let inputs = Inputs::stream("a.parquet", Cursor::new(bytes.to_vec()));
    let fields = map.parse().unwrap();
    let settings = Settings { fields, longest_record: 1 << 20, ..Settings::default() };
    let read = scan(&inputs, &settings, || (), |(), article| article.text.clone(), &|_, _| Ok(()));
    let read = read.unwrap();
    for (number, text) in read.products.iter().enumerate() {
        assert_eq!(read.corpus.text(ArticleId(number as u32)).unwrap(), *text);
    }
    read
}

fn reasons(scan: &Scan<(), String>) -> Vec<(Option<u64>, &str)> {
    scan.corpus.rejected.iter().map(|row| (row.record, row.reason.as_str())).collect()
}

fn dates(scan: &Scan<(), String>) -> Vec<String> {
    let records = scan.corpus.records().iter();
    records.map(|r| r.published().map_or_else(String::new, |time| time.to_string())).collect()
}

#[test]
fn texts_of_every_type() {
    let text = "The dam held.";
    let mut dictionary = StringDictionaryBuilder::<Int32Type>::new();
    dictionary.append_value(text);
    let mut list = ListBuilder::new(StringBuilder::new());
    list.values().append_value("The dam held.");
    list.values().append_null();
    list.append(true);
    let texts = [
        strings(&[text]),
        column(LargeStringArray::from_iter_values([text])),
        column(StringViewArray::from_iter_values([text])),
        column(BinaryArray::from_iter_values([text])),
        column(LargeBinaryArray::from_iter_values([text])),
        column(BinaryViewArray::from_iter_values([text])),
        column(dictionary.finish()),
        column(list.finish()),
    ];
    for array in texts {
        let kind = array.data_type().clone();
        let read = read(&file(&[("headline", strings(&["A \"title\""])), ("body", array)]), "");
        assert_eq!(reasons(&read), [], "{kind}");
        assert_eq!(read.products, [text], "{kind}");
        let record = &read.corpus.records()[0];
        assert_eq!((record.title(), record.key()), ("A \"title\"", "a.parquet#1"), "{kind}");
    }
}

#[test]
fn times_of_every_unit() {
    let second = 1_694_333_400_i64;
    let utc = || Some("UTC");
    let zone = || Some("Europe/Berlin");
    let times: Vec<ArrayRef> = vec![
        column(TimestampSecondArray::from(vec![second])),
        column(TimestampMillisecondArray::from(vec![second * 1_000])),
        column(TimestampMicrosecondArray::from(vec![second * 1_000_000])),
        column(TimestampNanosecondArray::from(vec![second * 1_000_000_000])),
        column(TimestampMillisecondArray::from(vec![second * 1_000]).with_timezone_opt(utc())),
        column(TimestampMicrosecondArray::from(vec![second * 1_000_000]).with_timezone_opt(zone())),
        column(
            TimestampNanosecondArray::from(vec![second * 1_000_000_000]).with_timezone_opt(utc()),
        ),
        column(Int64Array::from(vec![second])),
        column(Float64Array::from(vec![second as f64])),
        strings(&["2023-09-10T10:10:00+02:00"]),
    ];
    for array in times {
        let kind = array.data_type().clone();
        let read = read(&file(&[("title", strings(&["A"])), ("published", array)]), "");
        assert_eq!(dates(&read), ["2023-09-10T08:10:00Z"], "{kind}");
        assert_eq!(reasons(&read), [], "{kind}");
    }
    let days: [ArrayRef; 2] = [
        column(Date32Array::from(vec![19_610])),
        column(Date64Array::from(vec![19_610 * 86_400_000])),
    ];
    for array in days {
        let read = read(&file(&[("title", strings(&["A"])), ("published", array)]), "");
        assert_eq!(dates(&read), ["2023-09-10T00:00:00Z"]);
    }
    let far = column(TimestampMillisecondArray::from(vec![i64::MAX]));
    let read = read(&file(&[("title", strings(&["A"])), ("published", far)]), "");
    assert_eq!(dates(&read), [""]);
    assert!(reasons(&read)[0].1.contains("not understood"), "{:?}", reasons(&read));
}

#[test]
fn ids_of_every_type() {
    let uuid = *b"\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef";
    let fixed = FixedSizeBinaryArray::try_from_iter([uuid].into_iter()).unwrap();
    let ids: [(ArrayRef, &str); 4] = [
        (column(Int64Array::from(vec![i64::MAX])), "9223372036854775807"),
        (column(UInt64Array::from(vec![u64::MAX])), "18446744073709551615"),
        (
            column(Decimal128Array::from(vec![123_456]).with_precision_and_scale(20, 0).unwrap()),
            "123456",
        ),
        (column(fixed), "0123456789abcdef0123456789abcdef"),
    ];
    for (array, id) in ids {
        let read = read(&file(&[("title", strings(&["A"])), ("id", array)]), "");
        assert_eq!(read.corpus.records()[0].key(), id);
    }
}

#[test]
fn a_row_that_is_no_article_is_told_and_the_others_are_read() {
    let titles = column(StringArray::from(vec![Some("A"), None, Some("C"), None]));
    let texts = column(StringArray::from(vec![Some("One."), Some("Two."), None, None]));
    let read = read(&file(&[("title", titles), ("text", texts)]), "");
    assert_eq!(read.products, ["One.", "Two.", ""]);
    assert_eq!(reasons(&read), [(Some(4), "row 4 has neither title nor text")]);

    let numbers =
        file(&[("title", strings(&["A", "B"])), ("text", column(Int32Array::from(vec![1, 2])))]);
    let refused = self::read(&numbers, "");
    let told = [
        (Some(1), "row 1 has a number for its text"),
        (Some(2), "row 2 has a number for its text"),
    ];
    assert_eq!((reasons(&refused), refused.corpus.len()), (told.to_vec(), 0));

    let none = self::read(&file(&[("name", strings(&["A"])), ("price", strings(&["B"]))]), "");
    let reason = "cannot be read: no column is for title or text; its fields are name, price";
    assert_eq!(reasons(&none), [(None, reason)]);
}

#[test]
fn bytes_that_are_no_utf_8_are_read_as_in_json_lines() {
    let text: &[u8] = b"D\xE9cision annonc\xE9e \xE0 Paris, \"hier\"\n";
    let columns = [("text", column(BinaryArray::from_iter_values([text])))];
    let read = read(&file(&columns), "");
    assert_eq!(read.products, ["Décision annoncée à Paris, \"hier\"\n"]);
    assert_eq!(reasons(&read), [(Some(1), "row 1 is not valid UTF-8; read as windows-1252")]);
}

#[test]
fn a_map_reaches_into_structs_and_only_what_it_names_is_read() {
    let inner = StructArray::from(rows(&[
        ("body", strings(&["The dam held."])),
        ("raw", strings(&["<p>The dam held."])),
    ]));
    let outlet = StructArray::from(rows(&[("name", strings(&["The Ledger"]))]));
    let bytes = file(&[
        ("h1", strings(&["A"])),
        ("page", column(inner)),
        ("source", column(outlet)),
        ("text", strings(&["another"])),
    ]);
    let read = read(&bytes, "title=h1,text=page.body");
    assert_eq!(read.products, ["The dam held."]);
    let record = &read.corpus.records()[0];
    assert_eq!((record.title(), record.source().name()), ("A", "The Ledger"));
}

/// Many rows in row groups of ten, with an address in each.
fn many(count: usize, properties: WriterPropertiesBuilder) -> Vec<u8> {
    let texts = (0..count).map(|n| format!("The dam {n} held. {}", "So it went. ".repeat(n % 7)));
    let columns = [
        ("title", column(StringArray::from_iter_values((0..count).map(|n| format!("T{n}"))))),
        ("text", column(StringArray::from_iter_values(texts))),
    ];
    file_with(&rows(&columns), properties.set_max_row_group_row_count(Some(10)))
}

#[test]
fn rows_are_numbered_through_all_row_groups_and_codecs() {
    let codecs = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(parquet::basic::GzipLevel::default()),
        Compression::ZSTD(parquet::basic::ZstdLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
    ];
    for codec in codecs {
        for encoding in
            [Encoding::PLAIN, Encoding::DELTA_BYTE_ARRAY, Encoding::DELTA_LENGTH_BYTE_ARRAY]
        {
            let properties = WriterProperties::builder()
                .set_compression(codec)
                .set_dictionary_enabled(false)
                .set_encoding(encoding);
            let read = read(&many(35, properties), "");
            assert_eq!((reasons(&read), read.corpus.len()), (vec![], 35), "{codec} {encoding}");
            let last = read.corpus.find("a.parquet#35").unwrap();
            assert_eq!(read.corpus.record(last).title(), "T34");
            assert!(read.products[last.index()].starts_with("The dam 34 held."));
        }
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_file_in_place_is_read_as_a_copy_is_and_all_its_bytes_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = many(3_000, WriterProperties::builder());
    let path = write(folder.path(), "a.parquet", &bytes);
    let settings = Settings::default();
    let told = |inputs: &Inputs| {
        let read = scan(inputs, &settings, || (), |(), a| a.text.clone(), &|_, _| Ok(())).unwrap();
        assert_eq!(read.inputs[0].bytes, bytes.len() as u64);
        assert_eq!(read.inputs[0].fingerprint, xxhash_rust::xxh3::xxh3_64(&bytes));
        (read.corpus.records().to_vec(), read.products, read.corpus.rejected)
    };
    let in_place = told(&Inputs::new([&path]));
    assert_eq!(in_place.0.len(), 3_000);
    assert_eq!(in_place, told(&Inputs::stream("a.parquet", Cursor::new(bytes.clone()))));

    let packed = write(folder.path(), "b.parquet.zst", &zstd::encode_all(&bytes[..], 1).unwrap());
    let read = scan(&Inputs::new([packed]), &settings, || (), |(), _| (), &|_, _| Ok(())).unwrap();
    assert_eq!((read.corpus.len(), &read.corpus.rejected[..]), (3_000, &[][..]));

    let look = preview(&Inputs::new([&path]), &settings).unwrap();
    assert_eq!((look.articles, look.whole), (3_000, true));
    let names: Vec<_> =
        look.fields.iter().map(|field| (field.format, field.name.as_deref())).collect();
    assert_eq!(names, [("Parquet", Some("title")), ("Parquet", Some("text"))]);
}

#[test]
fn rows_behind_more_than_can_be_numbered_are_read() {
    let bytes = many(50, WriterProperties::builder());
    let folder = tempfile::tempdir().unwrap();
    let file = fs::File::open(write(folder.path(), "a.parquet", &bytes)).unwrap();
    let footer = ParquetMetaDataReader::new().parse_and_finish(&file).unwrap();
    // Negative ones keep the sum, which is written as well, in its range.
    let claims = [i64::MAX, -i64::MAX, i64::MAX, -i64::MAX, 10];
    let claim = |(group, rows): (&RowGroupMetaData, i64)| {
        group.clone().into_builder().set_num_rows(rows).build().unwrap()
    };
    let groups = footer.row_groups().iter().zip(claims).map(claim).collect();
    let footer = footer.into_builder().set_row_groups(groups).build();
    let end = bytes.len() - 8;
    let length = u32::from_le_bytes(bytes[end..end + 4].try_into().unwrap()) as usize;
    let mut claiming = bytes[..end - length].to_vec();
    ParquetMetaDataWriter::new(&mut claiming, &footer).finish().unwrap();
    let read = read(&claiming, "");
    for title in (40..50).map(|n| format!("T{n}")) {
        assert!(read.corpus.records().iter().any(|record| record.title() == title), "{title}");
    }
}

#[test]
fn a_damaged_row_group_costs_its_own_rows() {
    let bytes = many(35, WriterProperties::builder().set_compression(Compression::SNAPPY));
    let (mut told, mut lost) = (0, 0);
    for at in (4..bytes.len() / 2).step_by(11) {
        let mut damaged = bytes.clone();
        for byte in &mut damaged[at..at + 8] {
            *byte ^= 0x55;
        }
        let read = read(&damaged, "");
        assert!(read.corpus.len() >= 15, "{at}: {:?}", reasons(&read));
        for (record, reason) in reasons(&read) {
            assert!(
                (1..=35).contains(&record.unwrap()) && reason.contains("row group"),
                "{reason}"
            );
        }
        told += usize::from(!read.corpus.rejected.is_empty());
        lost += 35 - read.corpus.len();
    }
    assert!(told > 10 && lost > 50, "{told} {lost}");
}

#[test]
fn a_file_without_its_end_or_with_a_mad_one_is_refused() {
    let bytes = many(35, WriterProperties::builder());
    for end in [4, 5, 12, bytes.len() / 2, bytes.len() - 1] {
        let read = read(&bytes[..end], "");
        assert_eq!(read.corpus.len(), 0);
        assert!(reasons(&read)[0].1.starts_with("cannot be read: "), "{:?}", reasons(&read));
    }
    let mut mad = bytes.clone();
    let length = mad.len() - 8;
    mad[length..length + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(read(&mad, "").corpus.rejected.len(), 1);
}

#[test]
fn a_text_that_recurs_in_every_row_is_held_once_and_a_bomb_is_noticed() {
    // One text of 500 kB and 800 rows of it: 400 MB as they stand.
    let text = "The dam held. ".repeat(36_000);
    let keys = Int32Array::from(vec![0; 800]);
    let values = column(StringArray::from_iter_values([text]));
    let array = DictionaryArray::<Int32Type>::try_new(keys, values).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_dictionary_page_size_limit(1 << 30);
    let rows = rows(&[("text", column(array))]);
    let bytes = file_with(&rows, properties);
    assert!(bytes.len() < 1 << 20, "{}", bytes.len());
    let inputs = Inputs::stream("a.parquet", Cursor::new(bytes));
    let read = scan(&inputs, &Settings::default(), || (), |(), _| (), &|_, _| Ok(())).unwrap();
    assert!((400..700).contains(&(read.corpus.len() + read.corpus.repeated as usize)));
    let row = &read.corpus.rejected[0];
    assert!(row.reason.contains("decompression bomb"), "{row:?}");

    let long = strings(&["short", &"x".repeat(2 << 20), "short too"]);
    let read = self::read(&file(&[("text", long)]), "");
    assert_eq!(read.products, ["short", "short too"]);
    assert_eq!(reasons(&read), [(Some(2), "row 2 is too long (2097152 bytes or more)")]);
}

#[test]
fn unknown_types_are_no_reason_to_stop() {
    let map_type = DataType::Struct(vec![Field::new("x", DataType::Int32, true)].into());
    let nothing = new_null_array(&map_type, 1);
    let times = column(Time64MicrosecondArray::from(vec![1]));
    let bytes = file(&[("title", strings(&["A"])), ("content", nothing), ("date", times)]);
    let read = read(&bytes, "");
    assert_eq!(read.corpus.len(), 1);
    assert_eq!(reasons(&read).len(), 1, "{:?}", reasons(&read));
}
