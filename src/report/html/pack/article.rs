//! An article as the packed lists name it.

use jiff::Timestamp;
use serde::Serialize;

use super::super::{HEADLINE, language};
use super::Common;
use crate::analysis::{Analysis, ArticleId};
use crate::report::words;

/// An article without its text. Its id is the caller's own, as labels need it.
#[derive(Serialize)]
pub struct Article<'a> {
    id: &'a str,
    /// Its outlet's place in the head.
    outlet: usize,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    /// Where it is not the commonest.
    #[serde(skip_serializing_if = "String::is_empty")]
    lang: String,
    /// Minutes since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<i64>,
}

impl<'a> Article<'a> {
    pub fn new(analysis: &'a Analysis, id: ArticleId, common: &Common<'_>) -> Self {
        let article = &analysis.articles[id.index()];
        Self {
            id: article.key(),
            outlet: common.place(article.source().name()),
            title: words::clean(article.title(), HEADLINE),
            url: article.url().filter(|url| words::is_web(url)),
            lang: if article.lang == common.lang { String::new() } else { language(&article.lang) },
            time: article.published().map(minute),
        }
    }
}

/// Minutes since 1970.
pub fn minute(time: Timestamp) -> i64 {
    time.as_second().div_euclid(60)
}

/// Days since 1970.
pub fn day(time: Timestamp) -> i64 {
    time.as_second().div_euclid(86_400)
}
