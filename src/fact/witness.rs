//! Mentions to independent origins: ten outlets that print one text are one witness.
//!
//! Decided per mention. Two mentions have one origin if their outlets are one ([`super::families`]),
//! if one sentence holds most of the other's words in a row (shared passage) or both are one quote, if
//! both come from the same agency ([`super::credit`]), or if both hand the statement to the same
//! person. A statement of an authority (a ministry, a company) that two reporters went for is not one
//! witness: each reporter vouches for it.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use super::attribution;
use super::claim::Claim;
use super::speaker::is_reporting;
use crate::analysis::Witness;
use crate::similarity::names_match;
use crate::text::words;
use crate::union_find::UnionFind;

/// Share of the smaller sentence's word 3-grams that stand in the other in a shared passage.
const PASSAGE: f32 = 0.6;
/// Share of the shorter quote's words that stand in the other where both are one.
const ONE_QUOTE: f32 = 0.6;
/// Quoted words in a row that two mentions share where they quote one utterance, whoever is named.
const QUOTED_WORDS: usize = 5;
/// 3-grams that a shared passage needs.
const PASSAGE_GRAMS: usize = 5;

/// What is known of the outlets of a story.
pub struct Origins<'a> {
    /// Name of each outlet, by number.
    pub outlets: &'a [String],
    /// Whether that is the owner of several.
    pub owned: &'a [bool],
}

/// The witnesses of a fact; `mentions` in the order of the fact.
pub fn witnesses(mentions: &[&Claim], origins: &Origins<'_>) -> Vec<Witness> {
    let mut sets = UnionFind::new(mentions.len());
    let mut reasons: Vec<Option<String>> = vec![None; mentions.len()];
    let mut unite = |i: usize, j: usize, reason: Option<String>| {
        sets.union(i as u32, j as u32);
        for at in [i, j] {
            reasons[at] = reasons[at].take().or_else(|| reason.clone());
        }
    };
    let first = firsts(mentions);
    let distinct: Vec<(usize, HashSet<u64>)> = (0..mentions.len())
        .filter(|at| first[*at] == *at)
        .map(|at| (at, grams(&mentions[at].text)))
        .collect();
    for (later, (j, of_j)) in distinct.iter().enumerate() {
        for (i, of_i) in &distinct[..later] {
            let pair = (mentions[*i], mentions[*j]);
            let found = one_origin(pair, (of_i, of_j), origins);
            let named = || names_its_source(pair.0, pair.1, origins);
            if let Some(reason) = found.or_else(|| named().map(Some)) {
                unite(*i, *j, reason);
            }
        }
    }
    for (at, first) in first.into_iter().enumerate().filter(|(at, first)| at != first) {
        unite(first, at, one_outlet(mentions[first], mentions[at], origins));
    }
    let mut by_root: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, root) in sets.into_roots().into_iter().enumerate() {
        by_root.entry(root).or_default().push(at);
    }
    let witness = |members: Vec<usize>| {
        let why = members.iter().find_map(|at| reasons[*at].clone());
        let claims: Vec<&Claim> = members.iter().map(|at| mentions[*at]).collect();
        let (origin, why) = origin(&claims, why, origins);
        Witness { origin, mentions: members, why }
    };
    by_root.into_values().map(witness).collect()
}

/// For each mention the first one of its outlet in the same letters, of the same agency and speaker:
/// what is true of the origin of one is true of the other. A text may have been printed ten thousand
/// times by a few outlets.
fn firsts<'c>(mentions: &[&'c Claim]) -> Vec<usize> {
    let mut first: HashMap<_, usize> = HashMap::new();
    let key = |claim: &'c Claim| {
        let speaker = claim.speaker.as_ref().map(|speaker| speaker.name.as_str());
        (claim.outlet, claim.text.as_str(), claim.agency.as_deref(), speaker)
    };
    let places = mentions.iter().enumerate();
    places.map(|(at, claim)| *first.entry(key(claim)).or_insert(at)).collect()
}

/// Why two mentions of one outlet have one origin; nothing where that is plain.
fn one_outlet(a: &Claim, b: &Claim, origins: &Origins<'_>) -> Option<String> {
    let one_owner = origins.owned[a.outlet as usize] && a.article != b.article;
    one_owner.then(|| "one owner".into())
}

/// Whether two mentions have one origin; the reason is `None` where their outlet is the same.
#[allow(clippy::option_option, reason = "one origin or not; told why or self-evident")]
fn one_origin(
    (a, b): (&Claim, &Claim),
    (grams_of_a, grams_of_b): (&HashSet<u64>, &HashSet<u64>),
    origins: &Origins<'_>,
) -> Option<Option<String>> {
    if a.outlet == b.outlet {
        return Some(one_outlet(a, b, origins));
    }
    if a.words == b.words || is_passage(grams_of_a, grams_of_b) {
        return Some(Some("same text".into()));
    }
    if let (Some(x), Some(y)) = (&a.agency, &b.agency)
        && x == y
    {
        return Some(Some(format!("both credit {x}")));
    }
    if let (Some(x), Some(y)) = (&a.speaker, &b.speaker)
        && x.is_person
        && y.is_person
        && same_person(&x.name, &y.name)
    {
        return Some(Some(format!("both quote {}", last_word(&x.name))));
    }
    if let Some(name) = quoted_in(a, b).or_else(|| quoted_in(b, a)) {
        return Some(Some(format!("both quote {name}")));
    }
    let same = a.is_quote && b.is_quote && is_one_quote(&a.text, &b.text)
        || quote_same_words(&a.text, &b.text);
    same.then(|| Some("same quote".into()))
}

/// `told the Kelso Ledger`, `the Ledger reported`: one mention owns that it has it from the outlet of
/// the other.
fn names_its_source(a: &Claim, b: &Claim, origins: &Origins<'_>) -> Option<String> {
    let owns = |claim: &Claim, source: &Claim| {
        let name = plain_name(&origins.outlets[source.outlet as usize]);
        let credited = |(at, name): (usize, &str)| {
            let (before, after) = (&claim.text[..at], &claim.text[at + name.len()..]);
            // `Starmer` does not name the Star.
            if before.ends_with(char::is_alphanumeric) || after.starts_with(char::is_alphanumeric) {
                return false;
            }
            let before = before.trim_end().trim_end_matches(" the").trim_end_matches(" The");
            let told = before.ends_with(" told") || before.ends_with("ccording to");
            let next = after.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
            told || is_reporting(next)
        };
        let named = name.len() > 2 && claim.text.match_indices(name).any(credited);
        named.then(|| format!("credits {name}"))
    };
    owns(a, b).or_else(|| owns(b, a))
}

/// `The Ledger (Web News)` as others call it: `Ledger`.
fn plain_name(outlet: &str) -> &str {
    let name = outlet.split(" (").next().unwrap_or(outlet);
    name.strip_prefix("The ").unwrap_or(name)
}

/// The person who speaks in one claim, and whom the other names together with a word of reporting,
/// without a speaker that was recognised.
fn quoted_in<'c>(a: &'c Claim, b: &Claim) -> Option<&'c str> {
    let speaker = a.speaker.as_ref().filter(|s| s.is_person && b.speaker.is_none())?;
    let name = last_word(&speaker.name);
    let words = || b.text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let reports = words().any(|word| is_reporting(&word.to_lowercase()));
    (reports && words().any(|word| word == name)).then_some(name)
}

/// Most words of the shorter stand in the longer, in whatever order: two translations, or two cuts, of
/// what somebody said.
fn is_one_quote(a: &str, b: &str) -> bool {
    let set = |text: &str| words::words(text).map(|w| w.hash).collect::<HashSet<u64>>();
    let (x, y) = (set(a), set(b));
    let shared = x.intersection(&y).count() as f32;
    shared >= ONE_QUOTE * x.len().min(y.len()) as f32
}

/// Some words in quotation marks, enough to be nobody's chance, stand in a row in a quote of both.
fn quote_same_words(a: &str, b: &str) -> bool {
    let quotes = |text: &str| -> Vec<Vec<u64>> {
        let hashed = attribution::quoted(text).map(|q| words::words(q).map(|w| w.hash).collect());
        hashed.filter(|words: &Vec<u64>| words.len() >= QUOTED_WORDS).collect()
    };
    let of_b = quotes(b);
    let run = |words: &[u64]| {
        of_b.iter().any(|other| other.windows(QUOTED_WORDS).any(|window| window == words))
    };
    !of_b.is_empty() && quotes(a).iter().any(|quote| quote.windows(QUOTED_WORDS).any(run))
}

fn is_passage(a: &HashSet<u64>, b: &HashSet<u64>) -> bool {
    let shared = a.intersection(b).count();
    let smaller = a.len().min(b.len());
    shared >= PASSAGE_GRAMS && shared as f32 >= PASSAGE * smaller as f32
}

fn grams(text: &str) -> HashSet<u64> {
    let words: Vec<u64> = words::words(text).map(|w| w.hash).collect();
    let gram = |w: &[u64]| words::mix(words::mix(w[0], w[1]), w[2]);
    words.windows(3).map(gram).collect()
}

fn last_word(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or(name)
}

/// The same surname, give or take its spelling; two first names must not differ, unless one is the
/// whole of the other's end (`Justice Ann Moor` and `Ann Moor`).
pub(super) fn same_person(a: &str, b: &str) -> bool {
    let ends = |long: &str, short: &str| {
        long.strip_suffix(short).is_some_and(|rest| rest.ends_with(' ') && short.contains(' '))
    };
    if ends(a, b) || ends(b, a) {
        return true;
    }
    let surname = |x: &str, y: &str| x == y || names_match(x, y);
    let first =
        |name: &str| name.split(' ').next().filter(|f| *f != last_word(name)).map(str::to_owned);
    let same_first = match (first(a), first(b)) {
        (Some(x), Some(y)) => x == y || titled(&x) || titled(&y),
        _ => true,
    };
    surname(last_word(a), last_word(b)) && same_first
}

fn titled(word: &str) -> bool {
    matches!(word, "Mr" | "Mr." | "Mrs" | "Ms" | "Dr" | "Dr." | "President" | "Minister" | "Prime")
        || word == "Governor"
        || word == "Senator"
        || word == "Mayor"
}

/// The name of an origin, and why it is one: the agency of its first mention that has one, else the
/// speaker that is the reason, else the first outlet.
fn origin(
    mentions: &[&Claim],
    why: Option<String>,
    origins: &Origins<'_>,
) -> (String, Option<String>) {
    if let Some(agency) = mentions.iter().find_map(|claim| claim.agency.as_deref()) {
        let credit = || format!("credits {agency}");
        return (agency.to_owned(), Some(why.unwrap_or_else(credit)));
    }
    let first = mentions[0];
    let quoted = why.as_deref().is_some_and(|why| why.starts_with("both quote"));
    let origin = match &first.speaker {
        Some(speaker) if quoted => speaker.name.clone(),
        _ => origins.outlets[first.outlet as usize].clone(),
    };
    (origin, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::samples::story;

    /// Reasons and mentions of the witnesses of claims, each of the outlet of its number.
    fn found(claims: &[Claim], outlets: &[&str]) -> Vec<(Vec<usize>, Option<String>)> {
        let outlets: Vec<String> = outlets.iter().map(ToString::to_string).collect();
        let owned = vec![false; outlets.len()];
        let origins = Origins { outlets: &outlets, owned: &owned };
        let all = witnesses(&claims.iter().collect::<Vec<_>>(), &origins);
        all.into_iter().map(|witness| (witness.mentions, witness.why)).collect()
    }

    #[test]
    fn a_person_is_quoted_where_name_and_word_of_reporting_stand() {
        let quoted = |text: &str| {
            let claims =
                story(&[(3, "“The mill in Kelso will close in May,” said Tom Hale."), (3, text)]);
            quoted_in(&claims[0], &claims[1]).map(str::to_owned)
        };
        assert_eq!(
            quoted("Asked about May, Hale, who announced the end, left Kelso and the mill.")
                .as_deref(),
            Some("Hale")
        );
        assert_eq!(quoted("The Kelso mill closes in May, the paper announced."), None);
        assert_eq!(quoted("The Kelso mill of the Hale family closes in May."), None);
    }

    #[test]
    fn an_outlet_is_named_only_by_its_whole_name() {
        let outlets = ["The Star", "Kelso Ledger"];
        let credit = [
            (3, "The mill in Kelso will close in May with 300 jobs lost."),
            (3, "About 300 will lose work as the Kelso mill shuts, an owner told the Star."),
        ];
        let credited = found(&story(&credit), &outlets);
        assert_eq!(credited, [(vec![0, 1], Some("credits Star".to_owned()))]);
        let starmer = [
            (3, "The mill in Kelso will close in May with 300 jobs lost."),
            (3, "About 300 will lose work as the Kelso mill shuts, Macron told Starmer."),
        ];
        assert_eq!(found(&story(&starmer), &outlets).len(), 2);
    }

    #[test]
    fn what_one_outlet_prints_again_goes_with_it() {
        let text = "The mill in Kelso will close in May with 300 jobs lost, its owner said.";
        let other = "Three hundred people of Kelso are to lose their work when the mill shuts.";
        let mut claims = story(&[(3, text), (4, other), (5, text), (6, text), (7, other)]);
        for (claim, outlet) in claims.iter_mut().zip([0, 1, 0, 2, 1]) {
            claim.outlet = outlet;
        }
        let expected = [(vec![0, 2, 3], Some("same text".to_owned())), (vec![1, 4], None)];
        assert_eq!(found(&claims, &["A", "B", "C"]), expected);
    }

    #[test]
    fn the_same_words_quoted() {
        let said = "Asked in Kelso, he called the mill \"a gift to the whole town\" on Friday.";
        let also = "The mill is “a gift to the whole town and its children”, the paper was told.";
        let title = "He spoke of \"a gift\" to Kelso, and of \"the whole town\".";
        assert!(quote_same_words(said, also) && quote_same_words(also, said));
        assert!(!quote_same_words(said, title));
        assert!(!quote_same_words(said, "It was a gift to the whole town, not \"a bribe\"."));
    }

    #[test]
    fn one_person_under_several_names() {
        assert!(same_person("Dolores Quint", "Quint"));
        assert!(same_person("President Biden", "Joe Biden"));
        assert!(same_person("Empowerment Ann Moor", "Ann Moor"));
        assert!(!same_person("Jill Biden", "Joe Biden"));
        assert!(!same_person("Quint", "Okafor"));
    }

    #[test]
    fn one_agency_one_person_one_quote_are_one_origin() {
        let outlets = ["A", "B"];
        let mut claims = story(&[
            (3, "The mill in Kelso will close in May with 300 jobs lost."),
            (3, "Three hundred people of Kelso are to lose their work when the mill shuts."),
        ]);
        assert_eq!(found(&claims, &outlets).len(), 2);
        claims.iter_mut().for_each(|claim| claim.agency = Some("AP".into()));
        assert_eq!(found(&claims, &outlets), [(vec![0, 1], Some("both credit AP".to_owned()))]);
        let quoted = story(&[
            (3, "The mill in Kelso would close in May, Mayor Ann Moor said."),
            (3, "Three hundred people of Kelso are to lose their work, Ann Moor said."),
        ]);
        assert_eq!(found(&quoted, &outlets), [(vec![0, 1], Some("both quote Moor".to_owned()))]);
        assert!(is_one_quote("a gift to the town of Kelso", "to Kelso it was a gift"));
        assert!(!is_one_quote("a gift to the town of Kelso", "the mill has to be shut"));
    }
}
