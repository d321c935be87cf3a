//! Tables as Parquet: where they are written, and that they are the same from wherever they come.
//! What stands in them is held by `tests/parquet.rs`.

use std::fs;

use crate::common::{Home, dump, seeds, words};

const TABLES: [&str; 6] = ["articles", "duplicates", "facts", "pairs", "rejected", "stories"];

fn bytes(home: &Home, folder: &str, table: &str) -> Vec<u8> {
    fs::read(home.at(&format!("{folder}/{table}.parquet"))).unwrap()
}

#[test]
fn run_and_report_write_the_same_tables_beside_json_lines() {
    let home = Home::new();
    let (one, two) = (home.at("one"), home.at("two"));
    words(&format!("run {} -q --format parquet -o {one}", dump())).ends(0);
    words(&format!("run {} -q --format jsonl -o {two}", dump())).ends(0);
    let tables = |folder: &str| {
        let names = home.names(folder).into_iter();
        names.filter(|name| name.ends_with(".parquet")).collect::<Vec<_>>()
    };
    assert!(tables("two").is_empty());
    let told = words(&format!("report {two} --format parquet")).ends(0).out;
    assert_eq!(told.lines().count(), 6, "{told}");
    assert_eq!(tables("one"), TABLES.map(|table| format!("{table}.parquet")));
    for table in TABLES {
        assert!(bytes(&home, "one", table).starts_with(b"PAR1"), "{table}");
        assert_eq!(bytes(&home, "one", table), bytes(&home, "two", table), "{table}");
    }
    assert_eq!(home.text("one/facts.jsonl"), home.text("two/facts.jsonl"));
    assert_eq!(words(&format!("report {two} -q --format parquet")).ends(0).out, "");
}

#[test]
fn threads_do_not_show_in_parquet() {
    let home = Home::new();
    for (threads, out) in [(1, "one"), (3, "three")] {
        let out = home.at(out);
        words(&format!("run {} -q --threads {threads} --format parquet -o {out}", dump())).ends(0);
    }
    for table in TABLES {
        assert_eq!(bytes(&home, "one", table), bytes(&home, "three", table), "{table}");
    }
}

#[test]
fn commands_of_one_table_write_it_as_parquet() {
    let home = Home::new();
    for command in ["dedup", "cluster", "facts"] {
        let file = home.at(command);
        words(&format!("{command} {} --format parquet -o {file}", dump())).ends(0);
        assert!(fs::read(&file).unwrap().starts_with(b"PAR1"), "{command}");
    }
}

#[test]
fn a_format_that_is_none_is_wrong_usage() {
    let home = Home::new();
    let out = home.at("out");
    words(&format!("run {} --format avro -o {out}", dump())).ends(2).says("avro");
    words(&format!("run {} -q -o {out}", seeds("dump/web.jsonl").display())).ends(0);
    words(&format!("report {out} --format parquet --story s-1")).ends(2).says("--story");
    words(&format!("report {out} --format avro")).ends(2).says("parquet");
}
