//! JSON Lines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use samestory_fuzz::checks::read;
use samestory_fuzz::{quiet, run};

fuzz_target!(init: quiet(), |data: &[u8]| {
    // The first line says what this is, whatever comes then.
    run(|| drop(read("a.jsonl", &[b"{\"title\":\"T\"}\n", data].concat())));
});
