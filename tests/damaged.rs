//! Damage: files of every format cut off, or with a part that is broken. What is refused is told
//! with its file and reason, and what is left of the articles is read.

#![cfg(all(feature = "archives", feature = "feed", feature = "gz", feature = "html"))]
#![cfg(all(feature = "parquet", feature = "warc"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "hostile/samples.rs"]
mod samples;

use std::io::Cursor;

use samestory::article::{ArticleId, Corpus};
use samestory::read::{Inputs, Settings, scan};

use samples::{samples, warc_members};

fn read(name: &str, bytes: Vec<u8>) -> Option<Corpus> {
    let inputs = Inputs::stream(name, Cursor::new(bytes));
    let settings = Settings { piece: 300, ..Settings::default() };
    let read = scan(&inputs, &settings, || (), |(), _| (), &|_, _| Ok(()));
    read.ok().map(|scan| scan.corpus)
}

/// Everything that is told names its file, and a reason in words.
fn check(name: &str, corpus: &Corpus) {
    for row in &corpus.rejected {
        assert!(row.file.starts_with(name), "{row:?}");
        assert!(row.reason.contains(' '), "{row:?}");
        assert_eq!(row.record.is_some(), row.offset.is_some(), "{row:?}");
    }
}

#[test]
fn whole_files_are_read_whole() {
    for (name, bytes, articles) in samples() {
        let corpus = read(name, bytes).unwrap();
        assert_eq!(corpus.rejected, [], "{name}");
        assert_eq!(corpus.len(), articles, "{name}");
        for id in (0..articles as u32).map(ArticleId) {
            assert!(corpus.text(id).unwrap().contains("Engineers"), "{name}");
        }
    }
}

#[test]
fn a_file_that_breaks_off_gives_what_came_before_and_says_where() {
    for (name, bytes, articles) in samples() {
        let cut = bytes[..bytes.len() * 3 / 4 - 9].to_vec();
        let corpus = read(name, cut).unwrap();
        check(name, &corpus);
        assert!(corpus.len() <= articles, "{name}");
        if name != "a.html" {
            assert!(!corpus.rejected.is_empty(), "{name} says nothing");
        }
        // Packed bytes of so small a file are one piece, and a table cannot do without its end.
        let all_or_nothing = ["a.csv.gz", "a.warc.gz", "a.tar.gz", "a.zst"].contains(&name);
        if !all_or_nothing && !name.contains(".parquet") {
            assert!(!corpus.is_empty(), "{name}: {:?}", corpus.rejected);
        }
    }
}

#[test]
fn a_damaged_member_of_a_web_archive_costs_its_own_record() {
    let members = warc_members();
    let (start, length) = (members[..3].concat().len(), members[3].len());
    for at in (1..length).step_by(3) {
        let mut bytes = members.concat();
        bytes[start + at] ^= 0x55;
        let corpus = read("a.warc.gz", bytes).unwrap();
        check("a.warc.gz", &corpus);
        // Some bytes of a header tell nothing (the time), and a wrong sum is noticed at the end.
        assert!((7..=8).contains(&corpus.len()), "{at}: {:?}", corpus.rejected);
        for n in (0..8).filter(|&n| n != 3) {
            let title = format!("Title {n}");
            assert!(corpus.records().iter().any(|record| record.title() == title), "{at}: {title}");
        }
        if corpus.len() == 7 {
            let damaged =
                |reason: &str| reason.contains("packed bytes behind the start of the damaged part");
            assert!(
                corpus.rejected.iter().any(|row| damaged(&row.reason)),
                "{at}: {:?}",
                corpus.rejected
            );
        }
    }
    let cut = [members[..3].concat(), members[3][..length / 2].to_vec(), members[4..].concat()];
    let corpus = read("a.warc.gz", cut.concat()).unwrap();
    assert_eq!((corpus.len(), corpus.rejected.len()), (7, 1), "{:?}", corpus.rejected);
}
