//! Claims made of plain sentences, for the tests of this stage.

use jiff::civil::date;

use super::analyse::Analyser;
use super::claim::{Claim, InStory, claims};
use super::story::weigh;
use crate::article::ArticleId;

/// The claim that an undated sentence makes when it stands alone.
pub(super) fn claim(text: &str) -> Claim {
    let article = ArticleId(0);
    let place = InStory { article, order: 0, outlet: 0, published: None, near: None };
    let found = claims(place, "", text, "en", &Analyser::for_language("en"));
    found.into_iter().next().expect(text)
}

/// The claims of the articles of a story, each of an outlet of its own, published on these days of
/// September.
pub(super) fn story(texts: &[(i8, &str)]) -> Vec<Claim> {
    let analyser = Analyser::for_language("en");
    let mut out = Vec::new();
    for (number, (day, text)) in (0..).zip(texts) {
        let published = Some(date(2023, 9, *day));
        let (article, order, outlet) = (ArticleId(number), number, number);
        let place = InStory { article, order, outlet, published, near: published };
        out.extend(claims(place, "", text, "en", &analyser));
    }
    let all: Vec<u32> = (0..out.len() as u32).collect();
    weigh(&mut out, &all);
    out
}
