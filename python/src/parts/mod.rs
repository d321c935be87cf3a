//! A run in parts, for an engine that moves rows: the kernels that `samestory/spark.py` hands
//! batches to.
//!
//! ```text
//! columns   Rust values <-> record batches
//! profile   input -> articles with what later stages know them by
//! copies    grams, families, rewrites
//! words     texts -> the words that stories are found by
//! stories   rows of words -> scored pairs; stories -> their labels
//! facts     stories -> facts
//! lead      who leads
//! ```
//!
//! Grams and hashes have no sign; engines have no type for that, so they travel as the signed number
//! of the same bits.

mod columns;
mod copies;
mod facts;
mod lead;
mod profile;
mod stories;
mod words;

pub use copies::{
    Lists, part_entries, part_families, part_may_copy, part_overlaps, part_rewrites, part_walks,
};
pub use facts::part_facts;
pub use lead::Lead;
pub use profile::{part_files, part_profile, part_settings};
pub use stories::{part_labels, part_partners, part_scored};
pub use words::{Holders, TermTable, part_counted, part_forms, part_passages};
