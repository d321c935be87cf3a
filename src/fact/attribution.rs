//! Whether a sentence tells what happened, is planned or is denied; when; and whether it is a quote.
//!
//! English cues only. Whose statement it is, [`super::speaker`] tells.

use super::date::DateMention;
use super::speaker::is_reporting;
use super::words::Words;
use crate::analysis::Modality;
use crate::article::Span;

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

/// Where the sentence tells what is denied, if it denies anything.
pub fn denied(words: &Words<'_>) -> Option<Span> {
    let from = (0..words.len()).find_map(|at| denied_from(words, at))?;
    let end = (from + 1..words.len()).find(|&at| ends_proposition(words, at));
    Some(words.span(from, end.unwrap_or(words.len())))
}

/// A quote closes, or the sentence turns to who said so or to something else.
fn ends_proposition(words: &Words<'_>, at: usize) -> bool {
    const TURNS: [&str; 9] =
        ["and", "but", "while", "as", "who", "which", "according", "adding", "saying"];
    match words.at(at) {
        ";" | "\"" | "”" | "''" => true,
        "," => {
            let told = (at + 1..=at + 4).any(|next| is_reporting(words.at(next)));
            told || TURNS.contains(&words.at(at + 1))
        }
        _ => false,
    }
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
            // `the since-debunked claims`: no act of the sentence.
            let attribute = words.is_dash(at.wrapping_sub(1))
                || matches!(words.before(at, 1), "the" | "a" | "his" | "her" | "their" | "widely");
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
                    | "all"
                    | "these"
                    | "those"
            );
            (!passive && !attribute && proposition).then_some(at + 1)
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
        "will" | "shall" | "won't" => true,
        word if word.ends_with("'ll") => true,
        "expected" | "scheduled" | "slated" | "due" | "set" | "poised" | "likely" => to(at),
        "plans" | "planned" | "plan" | "intends" | "intend" | "aims" | "hopes" => to(at),
        _ => false,
    }
}

/// True for the line under a picture, and for what an outlet says of itself: `(File photo)`, `Ann
/// Moor contributed to this report`, `Sign up for our newsletter`. Neither reports anything.
pub fn is_caption(words: &Words<'_>) -> bool {
    let picture = |word: &str| {
        matches!(word, "photo" | "photos" | "photograph" | "image" | "picture" | "pic" | "video")
    };
    let at_picture = |at: usize| {
        let credited = matches!(words.at(at + 1), ":" | "by" | "courtesy" | "credit");
        matches!(words.before(at, 1), "file" | "representative" | "representational")
            || words.at(at + 1) == ")"
            || credited && (at < 2 || words.before(at, 1) == "(")
    };
    let of_itself = words.at(0) == "this"
        && matches!(words.at(1), "story" | "article" | "report")
        && matches!(words.at(2), "is" | "was" | "has" | "originally" | "first");
    of_itself
        || (0..words.len()).any(|at| match words.at(at) {
            "caption" => matches!(words.before(at, 1), "hide" | "media" | "image" | "photo"),
            "getty" => words.at(at + 1) == "images",
            "contributed" => words.phrase(at + 1, &["to", "this"]),
            "sign" => words.at(at + 1) == "up" && (at + 2..at + 8).any(|i| is_mailing(words.at(i))),
            "subscribe" => (at + 1..at + 6).any(|i| is_mailing(words.at(i))),
            word => picture(word) && at_picture(at),
        })
}

fn is_mailing(word: &str) -> bool {
    matches!(word, "newsletter" | "newsletters" | "email" | "emails" | "alerts" | "inbox")
}

/// The dates that tell when a sentence's main act takes place.
pub fn times(words: &Words<'_>, dates: &[DateMention]) -> Vec<DateMention> {
    let aside = |date: &DateMention| {
        let since = (1..=2).any(|back| matches!(words.before(date.first, back), "since" | "until"));
        let relative = |at: usize| matches!(words.at(at), "who" | "which" | "whose" | "where");
        since || is_of_the_telling(words, date.first) || (0..date.first).any(relative)
    };
    dates.iter().filter(|d| !aside(d)).copied().collect()
}

/// `said on Monday`, `told reporters Tuesday`: the day of the statement, not of its matter.
fn is_of_the_telling(words: &Words<'_>, date: usize) -> bool {
    const REACH: usize = 4;
    let said = |at: usize| is_reporting(words.at(at));
    let told = (1..=REACH).filter(|back| *back <= date).map(|back| date - back);
    let mut near = told.take_while(|&at| words.is_word(at));
    near.any(|at| said(at) && !matches!(words.at(at), "promised" | "vowed"))
}

/// True for a sentence that looks back from the past ("the union had opened the talks with"), unless
/// the pluperfect may come from indirect speech.
pub fn looks_back(words: &Words<'_>) -> bool {
    let reported = (0..words.len()).any(|i| is_reporting(words.at(i)));
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
    let bytes: usize = quoted(sentence).map(|quote| quote.len() + 1).sum();
    bytes >= FEWEST_BYTES && bytes * 3 >= sentence.len()
}

/// What stands in double quotation marks, without them. A quote may run on over several sentences:
/// an open mark counts to the end.
pub fn quoted(sentence: &str) -> impl Iterator<Item = &str> {
    let opens = |c: char| matches!(c, '"' | '“');
    let closes = |c: char| matches!(c, '"' | '“' | '”');
    let mut rest = sentence;
    std::iter::from_fn(move || {
        let open = rest.find(opens)?;
        let inside = &rest[open + rest[open..].chars().next()?.len_utf8()..];
        let end = inside.find(closes).unwrap_or(inside.len());
        let mark = inside[end..].chars().next().map_or(0, char::len_utf8);
        rest = &inside[end + mark..];
        Some(&inside[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens::tokenise;

    fn put(sentence: &str) -> Modality {
        modality(&Words::new(sentence, &tokenise(sentence)))
    }

    #[test]
    fn plans_and_denials() {
        let cases = [
            ("He will meet the general secretary.", Modality::Planned),
            ("The president is expected to sign an agreement.", Modality::Planned),
            ("He signed the agreement.", Modality::Happened),
            ("He plans soon to sign it.", Modality::Planned),
            ("To plans for the bridge he objected.", Modality::Happened),
            ("The ministry denied that he had fled.", Modality::Denied),
            ("There is no evidence of a leak.", Modality::Denied),
            ("Passengers were denied entry to the port.", Modality::Happened),
            ("He rejected the claims and opened the hospital.", Modality::Happened),
        ];
        for (sentence, expected) in cases {
            assert_eq!(put(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn captions() {
        let is = |sentence: &str| is_caption(&Words::new(sentence, &tokenise(sentence)));
        assert!(is("Mayor Ann Moor (File photo)") && is("Photo: Ann Moor at the mill in Kelso"));
        assert!(is("This file picture shows the mill.") && is("Hide Caption 3 of 9"));
        assert!(is("Mayor Ann Moor pays her respects in Kelso. (Photo by Tom Hale / KNA)"));
        assert!(is("Tom Hale contributed to this report."));
        assert!(is("This story is from May 3, 2020."));
        assert!(is("Sign up for the Kelso Morning newsletter."));
        assert!(!is("The photo shows the mayor at the mill, police said."));
        assert!(!is("She contributed to the fund, and he will sign up for the race."));
    }

    #[test]
    fn what_is_denied() {
        let from = |sentence: &str| denied(&Words::new(sentence, &tokenise(sentence)));
        let sentence = "The company denied having released water.";
        assert!(from(sentence).is_some_and(|s| s.of(sentence) == "having released water."));
        let sentence = "He denied any delay, the ministry said in Kelso.";
        assert!(from(sentence).is_some_and(|s| s.of(sentence) == "any delay"));
        assert_eq!(from("He cited the since-debunked claims of a mayor."), None);
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
