//! Any bytes whatsoever, as any format: small files with bytes changed, taken out, doubled or cut off,
//! and made-up bytes under the beginning of each. What must hold stands in `hostile/checks.rs`; the
//! fuzz targets in `fuzz/` hold the same against many more.

#![cfg(all(feature = "archives", feature = "feed", feature = "gz", feature = "html"))]
#![cfg(all(feature = "parquet", feature = "warc"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "hostile/checks.rs"]
mod checks;
#[path = "hostile/samples.rs"]
mod samples;

use std::ops::Range;

use proptest::prelude::*;
use proptest::sample::Index;

use samples::samples;

/// One change of some bytes.
#[derive(Debug, Clone)]
enum Change {
    Set(Index, u8),
    Flip(Index, u8),
    Cut(Index, usize),
    Double(Index, usize),
    Swap(Index, Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (at(), 0..8_u8).prop_map(|(at, bit)| Change::Flip(at, 1 << bit)),
        (at(), 1..40_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (at(), 1..40_usize).prop_map(|(at, length)| Change::Double(at, length)),
        (at(), at(), 1..40_usize).prop_map(|(from, to, length)| Change::Swap(from, to, length)),
    ]
}

fn apply(change: &Change, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        return;
    }
    let size = bytes.len();
    let part = |at: &Index, length: usize| -> Range<usize> {
        let start = at.index(size);
        start..(start + length).min(size)
    };
    match change {
        Change::Set(at, byte) => bytes[at.index(size)] = *byte,
        Change::Flip(at, mask) => bytes[at.index(size)] ^= mask,
        Change::Cut(at, length) => drop(bytes.drain(part(at, *length))),
        Change::Double(at, length) => {
            let range = part(at, *length);
            let again = bytes[range.clone()].to_vec();
            bytes.splice(range.start..range.start, again);
        }
        Change::Swap(from, to, length) => {
            let moved = bytes[part(from, *length)].to_vec();
            bytes.splice(part(to, moved.len()), moved);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn changed_bytes_do_no_harm(
        changes in proptest::collection::vec(change(), 1..8),
        cut in proptest::option::weighted(0.3, any::<Index>()),
    ) {
        for (name, mut bytes, _) in samples() {
            for change in &changes {
                apply(change, &mut bytes);
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len() + 1));
            }
            checks::read(name, &bytes);
        }
    }

    #[test]
    fn random_bytes_under_any_beginning_do_no_harm(
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
        kept in 4..200_usize,
    ) {
        for (name, sample, _) in samples() {
            let bytes = [&sample[..sample.len().min(kept)], &bytes].concat();
            checks::read(name, &bytes);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_goes_through_the_stages_of_text_and_facts(
        text in "(\\PC|[ .,\"$%\n-]|[0-9]{1,4}|Monday|May|million|killed|said|U\\.S\\.|[a-z]{2,8} ){0,60}",
    ) {
        checks::text(&text);
    }

    #[test]
    fn any_two_texts_are_a_pair(
        a in "(\\PC|[ .,$%-]|[0-9]{1,4}|Monday|million|killed|people|[a-z]{2,8} ){0,30}",
        b in "(\\PC|[ .,$%-]|[0-9]{1,4}|Monday|million|killed|people|[a-z]{2,8} ){0,30}",
    ) {
        checks::pair(&a, &b);
    }

    #[test]
    fn any_text_is_a_date_or_none(
        text in "([0-9]{1,4}|[-/:. TZ+,]|Sept?(ember)?|Mon|GMT|EST|am|pm|\\PC){0,14}",
    ) {
        checks::date(&text);
    }
}
