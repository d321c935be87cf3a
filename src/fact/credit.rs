//! Which agency a claim comes from.
//!
//! An article says for itself whose text it prints ([`crate::text::agency`]). A copy often drops the
//! credit: so a claim that stands, in the same words, in a copy that names the agency comes from
//! that agency too. What the copy does not hold (a local lead, a reaction of its own) does not.

use std::sync::Arc;

use hashbrown::HashMap;

use super::claim::Claim;

/// An article of a story.
#[derive(Debug, Clone, Default)]
pub struct Credit {
    /// The agency that it names.
    pub agency: Option<Arc<str>>,
    /// Number of its group of copies.
    pub group: Option<usize>,
}

/// Gives claims their agency. `articles` stand by [`Claim::order`]; `wording` is equal for claims of
/// the same words. Of several agencies that copies name, the one of the earliest copy counts.
pub fn give_credit(claims: &mut [Claim], articles: &[Credit], wording: impl Fn(&Claim) -> u64) {
    let mut passages: HashMap<(usize, u64), Arc<str>> = HashMap::new();
    for claim in claims.iter_mut() {
        let article = &articles[claim.order as usize];
        claim.agency.clone_from(&article.agency);
        if let (Some(agency), Some(group)) = (&article.agency, article.group) {
            passages.entry((group, wording(claim))).or_insert_with(|| agency.clone());
        }
    }
    if passages.is_empty() {
        return;
    }
    for claim in claims.iter_mut().filter(|claim| claim.agency.is_none()) {
        if let Some(group) = articles[claim.order as usize].group {
            claim.agency = passages.get(&(group, wording(claim))).cloned();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleId;
    use crate::fact::analyse::Analyser;
    use crate::fact::claim::{InStory, claims};

    #[test]
    fn a_copy_shares_the_credit_of_what_it_shares() {
        let wire = "The dam above Tavra broke on Sunday and 12 people drowned.";
        let texts = [
            wire.to_owned(),
            format!("Forty lorries of sand stood at the depot. {wire}"),
            wire.to_owned(),
        ];
        let analyser = Analyser::for_language("en");
        let mut all = Vec::new();
        for (text, number) in texts.iter().zip(0..) {
            let (article, order, outlet) = (ArticleId(number), number, number);
            let place = InStory { article, order, outlet, published: None, near: None };
            all.extend(claims(place, "", text, "en", &analyser));
        }
        // The first names its agency, the second is a copy of it, the third is not.
        let credit = |agency: Option<&str>, group| Credit { agency: agency.map(Into::into), group };
        let articles = [credit(Some("AP"), Some(7)), credit(None, Some(7)), credit(None, None)];
        give_credit(&mut all, &articles, |claim| claim.words);
        let told: Vec<Option<&str>> = all.iter().map(|claim| claim.agency.as_deref()).collect();
        assert_eq!(told, [Some("AP"), None, Some("AP"), None]);
    }
}
