//! The text stage and all that facts are made of: words, tokens, sentences, language, claims with
//! their quantities, dates, clocks and speakers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use samestory_fuzz::checks::text;

fuzz_target!(|data: &str| text(data));
