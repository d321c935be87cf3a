//! Which of several copies survives.

use std::fmt;
use std::str::FromStr;

use hashbrown::HashMap;

use crate::article::ArticleId;
use crate::article::Location;
use jiff::Timestamp;

/// Which text of a group survives; what is named first decides, the rest breaks ties.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Keep {
    /// The earliest, undated ones last; then by id.
    #[default]
    Earliest,
    /// The longest; then the earliest.
    Longest,
    /// The one that stands first in the input: by name of the file, then by record.
    First,
    /// The one of the outlet named first (case aside), others last; then the earliest.
    Outlets(Vec<String>),
}

impl FromStr for Keep {
    type Err = std::convert::Infallible;

    /// `earliest`, `longest`, `first`, or outlets parted by commas.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Ok(match name.trim() {
            "earliest" | "" => Self::Earliest,
            "longest" => Self::Longest,
            "first" => Self::First,
            outlets => Self::Outlets(outlets.split(',').map(|o| o.trim().to_lowercase()).collect()),
        })
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Earliest => f.write_str("earliest"),
            Self::Longest => f.write_str("longest"),
            Self::First => f.write_str("first"),
            Self::Outlets(outlets) => f.write_str(&outlets.join(",")),
        }
    }
}

/// What a policy looks at in an article.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The outlet.
    pub outlet: &'a str,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// Where it was read.
    pub location: &'a Location,
    /// Its length, in any unit that is the same for all.
    pub length: u32,
}

/// Articles `0..n` by keep policy, the one to keep first; ties by date, then by id.
pub fn order<'a>(n: usize, keep: &Keep, facts: impl Fn(ArticleId) -> Facts<'a>) -> Vec<ArticleId> {
    let mut order: Vec<ArticleId> = (0..n as u32).map(ArticleId).collect();
    let outlets: HashMap<&str, u32> = match keep {
        Keep::Outlets(names) => names.iter().map(String::as_str).zip(0..).collect(),
        _ => HashMap::new(),
    };
    let rank = |facts: &Facts<'_>| match keep {
        Keep::Outlets(_) => {
            outlets.get(facts.outlet.to_lowercase().as_str()).copied().unwrap_or(u32::MAX)
        }
        Keep::Longest => u32::MAX - facts.length,
        Keep::Earliest | Keep::First => 0,
    };
    order.sort_by_cached_key(|id| {
        let facts = facts(*id);
        let place = (*keep == Keep::First).then_some((&facts.location.file, facts.location.record));
        (rank(&facts), place, facts.published.is_none(), facts.published, *id)
    });
    order
}
