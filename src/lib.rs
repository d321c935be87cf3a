//! samestory finds **the same text, the same story and the same fact** in a dump of news articles.
//!
//! Three questions, each from the one before: which texts are copies of each other, which articles
//! tell the same story, which facts several sources report or contradict each other on. Copies are
//! found first, stories are made of the distinct texts, and a fact counts its *independent*
//! origins: ten outlets that print one agency text are one witness.
//!
//! ```text
//! read -> text -> dedup -> vector -> cluster -> fact      stages: each knows only earlier ones
//!           \________________ pipeline ______________/     the only module that knows every stage
//!                                |
//!                            analysis  -> report, eval     the result, plain data
//! ```
//!
//! # A worked example
//!
//! Two outlets report a toll, in other words and with another figure; a third prints the first one's
//! text.
//!
//! ```
//! use samestory::analysis::Verdict;
//! use samestory::pipeline::{Pipeline, Settings};
//! use samestory::read;
//!
//! let dump = r#"
//! {"id":"a","source":"Ledger","date":"2023-09-12","title":"Flood hits Derwen","text":"The river Derwen burst its banks on Monday and flooded the old town. At least 12 people were killed in the flood, the interior ministry said."}
//! {"id":"b","source":"Courier","date":"2023-09-12","title":"Derwen under water","text":"Streets of the old town stood under water after the river Derwen burst its banks. The flood killed 7 people, according to the ministry of the interior."}
//! {"id":"c","source":"Mirror","date":"2023-09-12","title":"Flood hits Derwen","text":"The river Derwen burst its banks on Monday and flooded the old town. At least 12 people were killed in the flood, the interior ministry said."}
//! "#;
//! let corpus = read::jsonl(dump.as_bytes())?;
//! let analysis = Pipeline::new(Settings::default())?.run(&corpus)?;
//!
//! assert_eq!(analysis.groups.len(), 1, "c is a copy of a");
//! assert_eq!(analysis.stories.len(), 1, "all three tell one story");
//! let toll = analysis.facts.iter().find(|fact| fact.verdict == Verdict::Conflict);
//! let toll = toll.expect("12 or more are not 7");
//! assert_eq!(toll.witnesses.len(), 2, "the copy is no witness of its own");
//! # Ok::<(), samestory::Error>(())
//! ```
//!
//! # Why this order
//!
//! Reprints make stories look larger and facts better attested than they are, so they must go before
//! anything is counted. They can go first, for whether two texts are copies is decided by their words
//! alone ([`dedup`]): sampled word 3-grams nominate, the whole texts decide, and what the rest of the
//! run shows tells a form from a copy. Stories ([`cluster`]) need to know how common words are, which
//! reprints would distort: TF-IDF rows ([`vector`]), a score of several views, capped average linkage
//! on the sparse graph of neighbours, a cut that is read off the dump itself. Facts ([`fact`]) need
//! stories, for sentences that look alike in two stories speak of two things: claims are aligned term
//! by term, scored, and grouped by complete linkage; figures and dates are compared by rules.
//!
//! Nothing is learnt at run time, no model is downloaded. Weights that were fitted ship as small
//! tables beside the code that reads them.
//!
//! # What it costs
//!
//! Time grows with the number of articles, not with its square: lists are bounded everywhere. Memory
//! follows their number too, some five kilobytes an article, and more where many outlets tell one
//! story: their facts. Texts are not held, but read again where they are needed. What memory does not
//! hold goes in windows of days (feature `state`).
//!
//! # What holds
//!
//! The same dump gives the same [`analysis::Analysis`], for any number of threads and any order of
//! input. A bad record becomes a row in [`analysis::Analysis::rejected`], never an error. Errors name
//! file, record, setting and reason ([`Error`]). The library prints nothing.
//!
//! # Limits
//!
//! Facts are found in English; stories are not joined across languages; statements that share no word,
//! synonym, name or figure are not joined. There is no verdict on truth: who says what.
//!
//! # Features
//!
//! All are on by default. `html`, `feed`, `warc`, `archives`, `gz`, `parquet`: formats; `map`: the map
//! of stories; `state`: updates, windows, checkpoints; `config`: settings from `samestory.toml`; `cli`:
//! what only the binary needs. Without any, JSON, CSV and text are read and everything is found.

pub mod analysis;
pub mod article;
pub mod cluster;
pub mod dedup;
pub mod diff;
pub mod error;
pub mod eval;
pub mod fact;
mod json_file;
pub mod pipeline;
pub mod read;
pub mod report;
pub mod similarity;
#[cfg(feature = "state")]
pub mod state;
pub mod text;
pub mod union_find;
pub mod vector;

pub use error::{Error, Result};
