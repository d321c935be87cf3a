//! Web pages.
#![no_main]

use libfuzzer_sys::fuzz_target;
use samestory_fuzz::checks::read;
use samestory_fuzz::{quiet, run};

fuzz_target!(init: quiet(), |data: &[u8]| {
    run(|| drop(read("a.html", data)));
});
