//! Words that turn a figure into a bound: `at least 10`, `nearly 1,000`, `10 or more`.

use super::Bound;
use crate::fact::words::Words;

/// Phrases before a figure, longest first where one ends another.
const BEFORE: [(&[&str], Bound); 41] = [
    (&["no", "fewer", "than"], Bound::AtLeast),
    (&["no", "less", "than"], Bound::AtLeast),
    (&["not", "fewer", "than"], Bound::AtLeast),
    (&["not", "less", "than"], Bound::AtLeast),
    (&["no", "more", "than"], Bound::AtMost),
    (&["not", "more", "than"], Bound::AtMost),
    (&["slightly", "more", "than"], Bound::About),
    (&["little", "more", "than"], Bound::About),
    (&["slightly", "less", "than"], Bound::About),
    (&["just", "over"], Bound::About),
    (&["just", "under"], Bound::About),
    (&["little", "over"], Bound::About),
    (&["slightly", "over"], Bound::About),
    (&["at", "least"], Bound::AtLeast),
    (&["minimum", "of"], Bound::AtLeast),
    (&["more", "than"], Bound::MoreThan),
    (&["greater", "than"], Bound::MoreThan),
    (&["higher", "than"], Bound::MoreThan),
    (&["in", "excess", "of"], Bound::MoreThan),
    (&["upwards", "of"], Bound::MoreThan),
    (&["exceeding"], Bound::MoreThan),
    (&["over"], Bound::MoreThan),
    (&["above"], Bound::MoreThan),
    (&["as", "many", "as"], Bound::AtMost),
    (&["as", "much", "as"], Bound::AtMost),
    (&["as", "high", "as"], Bound::AtMost),
    (&["up", "to"], Bound::AtMost),
    (&["at", "most"], Bound::AtMost),
    (&["maximum", "of"], Bound::AtMost),
    (&["less", "than"], Bound::LessThan),
    (&["fewer", "than"], Bound::LessThan),
    (&["under"], Bound::LessThan),
    (&["below"], Bound::LessThan),
    (&["close", "to"], Bound::About),
    (&["about"], Bound::About),
    (&["around"], Bound::About),
    (&["some"], Bound::About),
    (&["approximately"], Bound::About),
    (&["roughly"], Bound::About),
    (&["nearly"], Bound::About),
    (&["almost"], Bound::About),
];

/// The bound that the words around a figure give it; `start` is its first token (currency sign
/// included), `end` the token after its unit. Also the first token of the bound's words.
pub(super) fn around(words: &Words, start: usize, end: usize) -> (Bound, usize) {
    let mut left = start;
    while left > 0 && is_filler(words.at(left - 1)) {
        left -= 1;
    }
    for (phrase, bound) in BEFORE {
        if words.phrase_before(left, phrase) {
            if phrase == ["up", "to"] && is_climb(words, left - phrase.len()) {
                return (after(words, end), start);
            }
            return (bound, left - phrase.len());
        }
    }
    if matches!(words.before(left, 1), "estimated" | "estimate" | "circa" | "~") {
        return (Bound::About, left - 1);
    }
    (after(words, end), start)
}

/// `has gone up to 52`: the words before `up` at `at` tell of a rise that happened, to just so many.
fn is_climb(words: &Words, at: usize) -> bool {
    let verb = words.before(at, 1);
    let happened = matches!(
        verb,
        "gone"
            | "went"
            | "goes"
            | "moved"
            | "shot"
            | "climbed"
            | "crept"
            | "inched"
            | "rose"
            | "risen"
    );
    let going = verb == "going" || verb == "climbing";
    happened || going && matches!(words.before(at, 2), "is" | "was" | "are" | "were")
}

/// Words between a bound and its figure: `at least another 10`, `more than the 10`.
fn is_filler(word: &str) -> bool {
    matches!(word, "a" | "an" | "the" | "another" | "other" | "additional" | "further" | "those")
}

fn after(words: &Words, end: usize) -> Bound {
    match (words.at(end), words.at(end + 1)) {
        ("or", "more")
        | ("and", "counting" | "above" | "over")
        | ("-", "plus")
        | ("+" | "plus", _) => Bound::AtLeast,
        ("or", "less" | "fewer") => Bound::AtMost,
        ("or", "so") | ("-", "odd") => Bound::About,
        _ => Bound::Exact,
    }
}
