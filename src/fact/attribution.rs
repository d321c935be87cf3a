//! Whose statement a sentence is, and whether it tells what happened, is planned or is denied.
//!
//! English cues only. Speakers are capitalised runs beside a reporting verb ("Quint said", "said
//! Ruth Okafor") or after "according to"; a common noun there ("police said") names no speaker.
//! Quotation marks set a quote apart. Not done: pronouns ("he said"), speakers of the sentence
//! before.

use super::date::DateMention;
use super::lexicon::Lexicon;
use super::words::Words;
use crate::analysis::Modality;

/// Words that hand a statement to somebody.
const REPORTING: [&str; 26] = [
    "said",
    "says",
    "say",
    "told",
    "tells",
    "added",
    "adds",
    "announced",
    "warned",
    "argued",
    "claimed",
    "insisted",
    "stressed",
    "noted",
    "wrote",
    "stated",
    "explained",
    "admitted",
    "acknowledged",
    "confirmed",
    "called",
    "vowed",
    "promised",
    "replied",
    "declared",
    "tweeted",
];

/// Words of organisations: their statements are an authority's, not one person's.
const ORGANISATIONS: [&str; 42] = [
    "house",
    "ministry",
    "department",
    "agency",
    "company",
    "corp",
    "corporation",
    "inc",
    "ltd",
    "group",
    "bank",
    "university",
    "police",
    "union",
    "council",
    "office",
    "court",
    "center",
    "centre",
    "party",
    "government",
    "commission",
    "committee",
    "association",
    "institute",
    "service",
    "services",
    "administration",
    "authority",
    "hospital",
    "army",
    "navy",
    "parliament",
    "senate",
    "congress",
    "board",
    "fund",
    "organization",
    "organisation",
    "team",
    "press",
    "news",
];

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// The name as written.
    pub name: String,
    /// One person, as far as the name tells.
    pub is_person: bool,
}

/// The speaker of a sentence, if it names one.
pub fn speaker(words: &Words<'_>, lexicon: &Lexicon) -> Option<Speaker> {
    (0..words.len()).find_map(|at| {
        let run = if words.phrase(at, &["according", "to"]) {
            name_after(words, at + 2)
        } else if REPORTING.contains(&words.at(at)) {
            name_before(words, at).or_else(|| name_after(words, at + 1))
        } else {
            None
        };
        run.map(|(start, end)| named(words, start, end, lexicon))
    })
}

/// The capitalised run that ends just before `end` (a title's comma phrase is stepped over).
fn name_before(words: &Words<'_>, end: usize) -> Option<(usize, usize)> {
    let mut start = end;
    while start > 0 && is_name_word(words, start - 1) {
        start -= 1;
    }
    (start < end).then_some((start, end))
}

/// The capitalised run that begins within three words from `start`, on this side of a comma.
fn name_after(words: &Words<'_>, start: usize) -> Option<(usize, usize)> {
    let first = (start..(start + 4).min(words.len()))
        .take_while(|&i| words.is_word(i))
        .find(|&i| is_name_word(words, i))?;
    let end = (first..words.len()).find(|&i| !is_name_word(words, i)).unwrap_or(words.len());
    Some((first, end))
}

fn is_name_word(words: &Words<'_>, at: usize) -> bool {
    const NEVER: [&str; 12] =
        ["the", "a", "an", "he", "she", "they", "it", "we", "i", "but", "and", "in"];
    words.is_word(at) && words.is_capital(at) && !NEVER.contains(&words.at(at))
}

fn named(words: &Words<'_>, start: usize, end: usize, lexicon: &Lexicon) -> Speaker {
    let organisation = (start..end).any(|i| {
        ORGANISATIONS.contains(&words.at(i))
            || lexicon.place(words.at(i)).is_some()
            || (words.text(i).len() <= 5 && words.text(i).chars().all(char::is_uppercase))
    });
    let name: Vec<&str> = (start..end).map(|i| words.text(i)).collect();
    let name = name.join(" ");
    let name = name.trim_end_matches("'s").trim_end_matches("’s").to_owned();
    Speaker { name, is_person: !organisation }
}

/// How a sentence is put.
pub fn modality(words: &Words<'_>) -> Modality {
    let any = |test: &dyn Fn(usize) -> bool| (0..words.len()).any(test);
    if any(&|at| is_denial(words, at)) {
        Modality::Denied
    } else if any(&|at| is_plan(words, at)) {
        Modality::Planned
    } else {
        Modality::Happened
    }
}

/// The byte of the field from which on a sentence tells what is denied, if it denies anything.
pub fn denied(words: &Words<'_>) -> Option<u32> {
    let from = (0..words.len()).find_map(|at| denied_from(words, at))?;
    Some(words.span(from, from + 1).start)
}

/// The first token of what is denied, where the token at `at` denies something: `denied that`,
/// `denies any`, `no evidence of`. "Was denied entry" denies nothing, nor does "rejected the
/// claims", whose matter stands elsewhere.
fn denied_from(words: &Words<'_>, at: usize) -> Option<usize> {
    match words.at(at) {
        "denied" | "denies" | "denying" | "refuted" | "refutes" | "debunked" => {
            let passive = (1..=2).any(|back| {
                matches!(
                    words.before(at, back),
                    "was" | "were" | "been" | "be" | "being" | "is" | "are"
                )
            });
            let next = words.at(at + 1);
            let proposition = matches!(
                next,
                "that"
                    | "having"
                    | "any"
                    | "it"
                    | "he"
                    | "she"
                    | "they"
                    | "the"
                    | "reports"
                    | "being"
                    | "allegations"
                    | "claims"
                    | "rumors"
                    | "rumours"
                    | "accusations"
                    | "charges"
                    | "wrongdoing"
                    | "responsibility"
                    | "knowledge"
                    | "involvement"
                    | "there"
            );
            (!passive && proposition).then_some(at + 1)
        }
        "no" if matches!(words.at(at + 1), "evidence" | "truth") => Some(at + 2),
        _ => None,
    }
}

fn is_denial(words: &Words<'_>, at: usize) -> bool {
    denied_from(words, at).is_some()
        || matches!(words.at(at), "untrue" | "hoax")
        || words.phrase(at, &["not", "true"])
}

fn is_plan(words: &Words<'_>, at: usize) -> bool {
    let to = |at: usize| words.at(at + 1) == "to" || words.at(at + 2) == "to";
    match words.at(at) {
        "will" | "shall" | "won't" | "ll" => true,
        "expected" | "scheduled" | "slated" | "due" | "set" | "poised" | "likely" => to(at),
        "plans" | "planned" | "plan" | "intends" | "intend" | "aims" | "hopes" => to(at),
        _ => false,
    }
}

/// The dates that tell when a sentence's main act takes place.
pub fn times(words: &Words<'_>, dates: &[DateMention]) -> Vec<DateMention> {
    let aside = |date: &DateMention| {
        let since = (1..=2).any(|back| matches!(words.before(date.first, back), "since" | "until"));
        let relative = |at: usize| matches!(words.at(at), "who" | "which" | "whose" | "where");
        since || (0..date.first).any(relative)
    };
    dates.iter().filter(|d| !aside(d)).copied().collect()
}

/// True for a sentence that looks back from the past ("the union had opened the talks with"), unless
/// the pluperfect may come from indirect speech.
pub fn looks_back(words: &Words<'_>) -> bool {
    let reported = (0..words.len()).any(|i| REPORTING.contains(&words.at(i)));
    !reported && (0..words.len()).any(|i| is_pluperfect(words, i))
}

/// `had been`, `had already opened`, `had not won`; not `had to`, nor `had a`.
fn is_pluperfect(words: &Words<'_>, at: usize) -> bool {
    let participle = |word: &str| {
        word.ends_with("ed")
            || word.ends_with("en")
            || matches!(
                word,
                "spent"
                    | "won"
                    | "lost"
                    | "cut"
                    | "gone"
                    | "done"
                    | "said"
                    | "made"
                    | "put"
                    | "set"
                    | "cast"
                    | "held"
                    | "built"
                    | "bought"
                    | "sold"
                    | "paid"
                    | "left"
                    | "found"
                    | "hit"
                    | "run"
                    | "begun"
                    | "come"
                    | "become"
                    | "kept"
                    | "met"
                    | "sent"
                    | "told"
                    | "led"
                    | "shot"
                    | "grown"
                    | "known"
                    | "shown"
                    | "withdrawn"
            )
    };
    words.at(at) == "had" && (1..=2).any(|next| participle(words.at(at + next)))
}

/// True where a good part of a sentence stands in quotation marks.
pub fn is_quote(sentence: &str) -> bool {
    const FEWEST_BYTES: usize = 25;
    let (mut from, mut quoted) = (None, 0);
    for (at, c) in sentence.char_indices() {
        match (c, from) {
            ('"' | '“' | '”', Some(start)) => {
                quoted += at - start;
                from = None;
            }
            ('"' | '“', None) => from = Some(at),
            _ => {}
        }
    }
    // A quote may run on over several sentences: an open mark counts to the end.
    quoted += from.map_or(0, |start| sentence.len() - start);
    quoted >= FEWEST_BYTES && quoted * 3 >= sentence.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens::tokenise;

    fn heard(sentence: &str) -> (Option<Speaker>, Modality) {
        let tokens = tokenise(sentence);
        let words = Words::new(sentence, &tokens);
        (speaker(&words, Lexicon::shared()), modality(&words))
    }

    #[test]
    fn speakers_beside_reporting_verbs() {
        let cases = [
            ("The deal is fair, Quint said on Monday.", Some(("Quint", true))),
            ("\"It is over,\" said mediator Ruth Okafor.", Some(("Ruth Okafor", true))),
            ("Nine died, according to the Interior Ministry.", Some(("Interior Ministry", false))),
            ("The White House said he would travel.", Some(("White House", false))),
            ("Police said nine died.", Some(("Police", false))),
            ("Nine people died.", None),
        ];
        for (sentence, expected) in cases {
            let found = heard(sentence).0;
            let found = found.as_ref().map(|s| (s.name.as_str(), s.is_person));
            assert_eq!(found, expected, "{sentence}");
        }
    }

    #[test]
    fn plans_and_denials() {
        let cases = [
            ("He will meet the general secretary.", Modality::Planned),
            ("The president is expected to sign an agreement.", Modality::Planned),
            ("He signed the agreement.", Modality::Happened),
            ("The ministry denied that he had fled.", Modality::Denied),
            ("There is no evidence of a leak.", Modality::Denied),
            ("Passengers were denied entry to the port.", Modality::Happened),
            ("He rejected the claims and opened the hospital.", Modality::Happened),
        ];
        for (sentence, expected) in cases {
            assert_eq!(heard(sentence).1, expected, "{sentence}");
        }
    }

    #[test]
    fn what_is_denied() {
        let from = |sentence: &str| denied(&Words::new(sentence, &tokenise(sentence)));
        let sentence = "The company denied having released water.";
        assert!(from(sentence).is_some_and(|at| sentence[at as usize..].starts_with("having")));
        assert_eq!(from("Passengers were denied entry."), None);
        assert_eq!(from("The mayor has not conceded."), None);
    }

    #[test]
    fn times_of_the_main_act() {
        let count = |sentence: &str| {
            let tokens = tokenise(sentence);
            let words = Words::new(sentence, &tokens);
            times(&words, &super::super::date::find(&words, None)).len()
        };
        assert_eq!(count("In 2015 he met the president."), 1);
        assert_eq!(count("He honoured the senator, who was shot down in 1967."), 0);
        assert_eq!(count("The mayor since 2015 conceded."), 0);
    }

    #[test]
    fn looking_back() {
        let looks = |sentence: &str| looks_back(&Words::new(sentence, &tokenise(sentence)));
        assert!(looks("In June the forecast had been 1.3 percent."));
        assert!(looks("The union had already opened the talks with a demand for 22 percent."));
        assert!(!looks("The bank trimmed its forecast to 0.8 percent."));
        assert!(!looks("He said the shares had lost 4 percent."));
        assert!(!looks("The workers had to leave."));
    }

    #[test]
    fn quotes() {
        assert!(is_quote("\"This can be the beginning of a greater era,\" he said."));
        assert!(!is_quote("He signed a \"partnership\" in the capital on a long and busy day."));
    }
}
