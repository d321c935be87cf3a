//! samestory finds **the same text, the same story and the same fact** in a dump of news articles.
//!
//! Three questions, each from the one before: which texts are copies of each other, which articles
//! tell the same story, which facts several sources report or contradict each other on. Copies are
//! found first, stories are made of the distinct texts, and a fact counts its *independent*
//! origins: ten outlets that print one agency text are one witness.
//!
//! ```text
//! read -> text -> dedup -> vector -> cluster -> fact      stages: each knows only earlier ones
//!           \________________ pipeline ______________/     the only file that knows every stage
//!                                |
//!                            analysis  -> report, eval     the result, plain data
//! ```
//!
//! ```
//! use samestory::pipeline::{Pipeline, Settings};
//! use samestory::read;
//!
//! let dump = r#"{"id":"1","text":"Vietnam has the world's second-largest reserves of rare earths."}"#;
//! let corpus = read::jsonl(dump.as_bytes())?;
//! let analysis = Pipeline::new(Settings::default())?.run(&corpus)?;
//! assert_eq!(analysis.articles.len(), 1);
//! # Ok::<(), samestory::Error>(())
//! ```

pub mod analysis;
pub mod article;
pub mod cluster;
pub mod dedup;
pub mod diff;
pub mod error;
pub mod eval;
pub mod fact;
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
