//! The command line from outside: what a user types, what comes back, what lies in the files.
//!
//! | module | what it holds |
//! |---|---|
//! | `commands` | every command of the help on the sample dump; exit codes; what goes where |
//! | `flags` | choosing articles, settings, field names |
//! | `folder` | what `-o` may replace, and what is left behind when it fails |
//! | `contract` | the keys of every row, spans that cut the quoted sentence, ids that meet |
//! | `same_bytes` | the same dump gives the same bytes |
//! | `tables` | tables as Parquet |
//! | `regroup` | a finished run under another threshold |
//! | `explain` | why an article is where it is, with the figures of the run |
//! | `tune` | settings from labels |
//! | `golden` | what a user sees of the sample dump, word for word |
//! | `broken` | `seeds/broken` against its README |
//! | `hostile` | inputs made to break it |
//! | `inputs` | formats, archives, patterns, `--dry-run` |
//! | `update` | day after day onto a state |
//! | `bounded` | more than memory holds, window by window |
//! | `resume` | a killed run goes on from its last finished stage |

#![cfg(all(feature = "cli", feature = "gz"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(feature = "state")]
mod bounded;
mod broken;
mod commands;
mod common;
mod contract;
mod explain;
mod flags;
mod folder;
mod golden;
mod hostile;
#[cfg(all(feature = "archives", feature = "feed", feature = "html", feature = "warc"))]
mod inputs;
mod regroup;
#[cfg(feature = "state")]
mod resume;
mod same_bytes;
#[cfg(feature = "parquet")]
mod tables;
mod tune;
#[cfg(feature = "state")]
mod update;
#[cfg(all(feature = "archives", feature = "feed", feature = "html", feature = "warc"))]
#[path = "../hostile/zipped.rs"]
mod zipped;
