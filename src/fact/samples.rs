//! Claims made of plain sentences, for the tests of this stage.

use super::analyse::Analyser;
use super::claim::{Claim, InStory, claims};
use crate::article::ArticleId;

/// The claim that an undated sentence makes when it stands alone.
pub(super) fn claim(text: &str) -> Claim {
    let article = ArticleId(0);
    let place = InStory { article, order: 0, outlet: 0, published: None, near: None };
    let found = claims(place, "", text, "en", &Analyser::for_language("en"));
    found.into_iter().next().expect(text)
}
