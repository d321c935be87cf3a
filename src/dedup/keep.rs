//! Which of several copies survives.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use hashbrown::{HashMap, HashSet};
use jiff::Timestamp;

use crate::article::{ArticleId, Location};
use crate::error::{Error, Result};

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
    /// The one with the least value in this field: numbers by size, then words, then those
    /// without; then the earliest.
    Field(String),
    /// The one of the outlet named first (case aside), others last; then the earliest.
    Outlets(Vec<String>),
}

/// Stands before the name of a field.
const FIELD: &str = "field:";

impl FromStr for Keep {
    type Err = std::convert::Infallible;

    /// `earliest`, `longest`, `first`, `field:NAME`, or outlets parted by commas.
    fn from_str(name: &str) -> std::result::Result<Self, Self::Err> {
        let name = name.trim();
        Ok(match name {
            "earliest" | "" => Self::Earliest,
            "longest" => Self::Longest,
            "first" => Self::First,
            _ => match name.strip_prefix(FIELD) {
                Some(field) => Self::Field(field.trim().to_owned()),
                None => Self::Outlets(name.split(',').map(|o| o.trim().to_lowercase()).collect()),
            },
        })
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Earliest => f.write_str("earliest"),
            Self::Longest => f.write_str("longest"),
            Self::First => f.write_str("first"),
            Self::Field(name) => write!(f, "{FIELD}{name}"),
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
    /// What it states in the policy's field.
    pub field: Option<&'a str>,
}

/// Articles `0..n` by keep policy, the one to keep first; ties by date, then by id.
///
/// # Errors
/// If the policy names outlets or a field, and no article is of one or has the other: it was
/// misspelt.
pub fn order<'a>(
    n: usize,
    keep: &Keep,
    facts: impl Fn(ArticleId) -> Facts<'a>,
) -> Result<Vec<ArticleId>> {
    let mut order: Vec<ArticleId> = (0..n as u32).map(ArticleId).collect();
    check(keep, &order, &facts)?;
    let outlets: HashMap<&str, u32> = match keep {
        Keep::Outlets(names) => {
            // Named twice, an outlet has its first rank: what comes later in the list goes in first.
            names.iter().map(String::as_str).zip(0..names.len() as u32).rev().collect()
        }
        _ => HashMap::new(),
    };
    let values = match keep {
        Keep::Field(_) => values(&order, &facts),
        _ => HashMap::new(),
    };
    let rank = |facts: &Facts<'_>| match keep {
        Keep::Outlets(_) => {
            outlets.get(facts.outlet.to_lowercase().as_str()).copied().unwrap_or(u32::MAX)
        }
        Keep::Field(_) => {
            facts.field.and_then(|value| values.get(value)).copied().unwrap_or(u32::MAX)
        }
        Keep::Longest => u32::MAX - facts.length,
        Keep::Earliest | Keep::First => 0,
    };
    if *keep == Keep::First {
        order.sort_by_cached_key(|id| (facts(*id).location, *id));
    } else {
        // Undated last. Small keys, since there is one for each article.
        let moment = |at: Timestamp| (at.as_second(), at.subsec_nanosecond());
        let time = |facts: &Facts<'_>| facts.published.map_or((i64::MAX, i32::MAX), moment);
        order.sort_by_cached_key(|id| {
            let facts = facts(*id);
            (rank(&facts), time(&facts), *id)
        });
    }
    Ok(order)
}

fn check<'a>(
    keep: &Keep,
    ids: &[ArticleId],
    facts: &impl Fn(ArticleId) -> Facts<'a>,
) -> Result<()> {
    const POLICIES: &str =
        "the policies are earliest, longest, first, field:NAME, and names of outlets";
    let missing = match keep {
        Keep::Outlets(names) => {
            let is_named = |id: &ArticleId| names.contains(&facts(*id).outlet.to_lowercase());
            (!ids.iter().any(is_named)).then_some("no outlet of the input is called so")
        }
        Keep::Field(_) => {
            let has = |id: &ArticleId| facts(*id).field.is_some();
            (!ids.iter().any(has)).then_some("no record has this field")
        }
        Keep::Earliest | Keep::Longest | Keep::First => None,
    };
    match missing.filter(|_| !ids.is_empty()) {
        Some(reason) => Err(Error::setting("keep", keep, format!("{reason}; {POLICIES}"))),
        None => Ok(()),
    }
}

/// The place of each value of the field: 0 is kept first; values that compare equal share one.
fn values<'a>(ids: &[ArticleId], facts: &impl Fn(ArticleId) -> Facts<'a>) -> HashMap<&'a str, u32> {
    let distinct: HashSet<&str> = ids.iter().filter_map(|id| facts(*id).field).collect();
    let mut distinct: Vec<&str> = distinct.into_iter().collect();
    distinct.sort_by(|a, b| compare(a, b).then(a.cmp(b)));
    let mut place = 0;
    let mut places = HashMap::with_capacity(distinct.len());
    for (at, value) in distinct.iter().enumerate() {
        place += u32::from(at > 0 && compare(distinct[at - 1], value) != Ordering::Equal);
        places.insert(*value, place);
    }
    places
}

/// Numbers by size, then words.
fn compare(a: &str, b: &str) -> Ordering {
    let number = |value: &str| value.parse::<f64>().ok().filter(|n| n.is_finite());
    match (number(a), number(b)) {
        (Some(a), Some(b)) => (a + 0.0).total_cmp(&(b + 0.0)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Outlets and fields of articles 0, 1, ... to their order.
    fn ordered(keep: &str, articles: &[(&str, Option<&str>)]) -> Result<Vec<u32>> {
        let location = Location { file: "f".into(), record: 1, offset: 0 };
        let keep: Keep = keep.parse().expect("any policy parses");
        let facts = |id: ArticleId| {
            let (outlet, field) = articles[id.index()];
            Facts { outlet, published: None, location: &location, length: 0, field }
        };
        Ok(order(articles.len(), &keep, facts)?.into_iter().map(|id| id.0).collect())
    }

    #[test]
    fn fields_go_by_size_then_by_words_and_what_has_none_is_last() {
        let values = [Some("high"), Some("10"), None, Some("9"), Some("1e1"), Some("-2.5")];
        let articles = values.map(|value| ("Post", value));
        assert_eq!(ordered("field:p", &articles).expect("values"), [5, 3, 1, 4, 0, 2]);
    }

    #[test]
    fn a_policy_that_nothing_answers_to_is_an_error() {
        let articles = [("The Post", None), ("Ledger", None)];
        assert_eq!(ordered("nobody, LEDGER", &articles).expect("one is there"), [1, 0]);
        for keep in ["longset", "field:priority", "field:", "Courier,Herald"] {
            let error = ordered(keep, &articles).expect_err(keep).to_string();
            assert!(error.contains("earliest, longest, first, field:NAME"), "{error}");
        }
        assert!(ordered("longset", &[]).is_ok(), "nothing to keep");
    }

    #[test]
    fn policies_are_written_as_they_are_read() {
        for name in ["earliest", "longest", "first", "field:priority", "the post,ledger"] {
            let keep: Keep = name.parse().expect("any policy parses");
            assert_eq!(keep.to_string(), name);
        }
    }
}
