//! Pairs of sentences.
#![no_main]

use libfuzzer_sys::fuzz_target;
use samestory_fuzz::checks::pair;

fuzz_target!(|pair_of: (&str, &str)| pair(pair_of.0, pair_of.1));
