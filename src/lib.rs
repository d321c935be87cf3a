//! samestory finds **the same text, the same story and the same fact** in a dump of news articles.

pub mod analysis;
pub mod article;
pub mod cluster;
pub mod dedup;
pub mod error;
pub mod eval;
pub mod fact;
pub mod pipeline;
pub mod read;
pub mod report;
pub mod similarity;
pub mod text;
pub mod union_find;
pub mod vector;

pub use error::{Error, Result};
