//! Which outlets are one: those of one registrable domain, and those of one owner in a user's list.

use std::collections::BTreeMap;
use std::path::Path;

use crate::article::Source;
use crate::error::{Error, Result};
use crate::read::outlet;

/// Outlets and who owns them, as a user lists them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Families {
    /// By name or registrable domain, in lower case.
    owners: BTreeMap<String, String>,
}

/// Where an outlet belongs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// To this owner.
    Owner(String),
    /// To itself: its registrable domain, or its name where there is none.
    Own(String),
}

impl Families {
    /// Reads a list: an outlet (name or domain), a tab, its owner on each line; empty lines and lines
    /// that begin with `#` are passed over. `path` is for messages.
    ///
    /// # Errors
    /// If a line has no two columns, or gives an outlet a second owner.
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        let mut owners = BTreeMap::new();
        for (line, number) in text.lines().zip(1..) {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let columns =
                line.split_once('\t').map(|(outlet, owner)| (outlet.trim(), owner.trim()));
            let Some((outlet, owner)) = columns.filter(|(x, y)| !x.is_empty() && !y.is_empty())
            else {
                let reason = "expected an outlet, a tab and its owner";
                return Err(Error::format(path, number, reason));
            };
            let before = owners.insert(outlet.to_lowercase(), owner.to_owned());
            if let Some(before) = before.filter(|before| before != owner) {
                let reason = format!("{outlet} is of {before} already");
                return Err(Error::format(path, number, reason));
            }
        }
        Ok(Self { owners })
    }

    /// The family of an outlet whose article stands at this address.
    pub fn of(&self, source: &Source, url: Option<&str>) -> Family {
        let domain = url.and_then(outlet::domain);
        let owner = |key: &str| self.owners.get(&key.to_lowercase()).cloned();
        let owner = owner(source.name()).or_else(|| domain.as_deref().and_then(owner));
        owner.map_or_else(
            || Family::Own(domain.unwrap_or_else(|| source.name().to_owned())),
            Family::Owner,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_of_one_domain_are_one() {
        let of = |url| Families::default().of(&Source::named("The Ledger"), url);
        let own = |name: &str| Family::Own(name.into());
        assert_eq!(of(Some("https://www.ledger.co.uk/a/b")), own("ledger.co.uk"));
        assert_eq!(of(Some("https://sport.ledger.co.uk/x")), own("ledger.co.uk"));
        assert_eq!(of(None), own("The Ledger"));
        assert_eq!(of(Some("https://10.0.0.1/x")), own("10.0.0.1"), "an address is no domain");
    }

    #[test]
    fn outlets_of_one_owner_are_one() {
        let list = "# papers\nThe Ledger\tMoor Group\n\nkelso.example\tMoor Group\n";
        let families = Families::parse(list, Path::new("f.tsv")).unwrap();
        let moor = Family::Owner("Moor Group".into());
        assert_eq!(families.of(&Source::named("the ledger"), None), moor);
        let url = Some("https://www.kelso.example/1");
        assert_eq!(families.of(&Source::named("Kelso Times"), url), moor);
        assert_ne!(families.of(&Source::named("Kelso Times"), None), moor);
    }

    #[test]
    fn lists_are_checked() {
        let error = |text: &str| Families::parse(text, Path::new("f.tsv")).unwrap_err().to_string();
        assert!(error("a\tb\nno tab").starts_with("f.tsv, line 2"));
        assert!(error("a\tb\nA\tc").contains("A is of b already"));
        assert!(error("a\t ").contains("expected an outlet"));
    }
}
