//! Dates of records.
#![no_main]

use libfuzzer_sys::fuzz_target;
use samestory_fuzz::checks::date;

fuzz_target!(|text: &str| date(text));
