//! Which role a count of people has: the verb or noun that the figure is subject or object of.

use super::context::Scene;
use super::people;
use super::role::{Form, Role, is_rise, nominal_role, role_phrase, role_word, takes_lives};
use super::thing::{self, Phrase};
use super::{Quantity, Thing};

/// Tokens looked at on the left and right of a count.
const REACH_LEFT: usize = 5;
const REACH_RIGHT: usize = 7;
/// And on the left where a toll rises: `the death toll of the flood in the north has gone up to 52`.
const REACH_TOLL: usize = 14;

/// What a count is of, and what befell it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    pub role: Option<Role>,
    pub thing: Option<Thing>,
    pub is_part: bool,
}

/// Finds role and thing of the count in the tokens `start..end` (bound and unit included), whose
/// phrase has been read; `before` is the figure before it in the sentence.
pub(super) fn counted(
    scene: &Scene,
    start: usize,
    end: usize,
    phrase: &Phrase,
    before: Option<&Quantity>,
) -> Counted {
    let mut thing = phrase.thing(scene);
    if !scene.words.are_english() {
        return Counted { thing, ..Counted::default() };
    }
    let mut role = active_on_left(scene, start)
        .or_else(|| toll_on_left(scene, start))
        .or_else(|| lives_on_right(scene, start, end));
    if role.is_none() && scene.words.before(start, 1) == "of" {
        match nominal_role(scene.words.before(start, 2)) {
            Some(nominal) => role = Some(nominal),
            None => thing = thing.or_else(|| holder(scene, start)),
        }
    }
    let first_of_several = is_first_of_several(scene, phrase.end);
    if role.is_none() && (end.saturating_sub(1)..=end).any(|i| is_body(scene.words.at(i))) {
        role = Some(Role::Dead);
    }
    if in_bad_condition(scene, end) {
        role = Some(Role::Hospitalised);
    }
    if role.is_none() && !thing.is_some_and(|t| t.holds) {
        role = fate_on_right(scene, end, first_of_several);
    }
    let subset = is_subset(scene, start, phrase);
    let mate = before.filter(|b| subset || is_coordinated(scene, b, start));
    if role.is_none() && thing.is_some_and(|t| t.people.is_some()) {
        role = mate.and_then(|b| b.role);
    }
    let one_of_several = first_of_several || is_last_of_several(scene, start);
    let is_part = role.is_some() && (subset || one_of_several);
    // `the other two unions`: what is left of a larger count.
    let is_rest = role.is_none() && scene.words.before(start, 1) == "other"
        || scene.words.before(start, 1) == "remaining"
        || before.is_none() && scene.words.at(end) == "other";
    let is_increase = role.is_some() && (is_increase(scene, end) || is_of_a_day(scene, start, end));
    let is_among = role.is_some() && is_among_them(scene, end);
    let of_a_whole = is_part || is_rest || is_among || role.is_some() && mate.is_some();
    Counted { role, thing, is_part: of_a_whole || is_increase }
}

/// `23 new cases`, `five more people`: what came on top of a count, not the count.
fn is_increase(scene: &Scene, end: usize) -> bool {
    let increases = |word| matches!(word, "new" | "fresh" | "additional");
    (end.saturating_sub(1)..end + 2).any(|i| increases(scene.words.at(i)))
        || scene.words.at(end) == "more"
}

/// `700 died in the past 24 hours`, `ten in just 48 hours`, `the highest single-day toll of 50`: counted day by day.
fn is_of_a_day(scene: &Scene, start: usize, end: usize) -> bool {
    const REACH: usize = 12;
    const REACH_HOURS: usize = 4;
    let words = scene.words;
    let clause = |i: &usize| !matches!(words.at(*i), "." | ";" | "," | "and" | "while");
    let of_a_day = |i: usize| match words.at(i) {
        "hours" | "hrs" => {
            let first = i.saturating_sub(REACH_HOURS);
            (first..i).any(|j| matches!(words.at(j), "in" | "past" | "last" | "within"))
        }
        "day" => {
            matches!(words.before(i, 1), "a" | "one" | "single" | "per")
                || words.is_dash(i.wrapping_sub(1)) && words.before(i, 2) == "single"
        }
        _ => false,
    };
    let right = (end..(end + REACH).min(words.len())).take_while(clause);
    let left = (start.saturating_sub(REACH)..start).rev().take_while(clause);
    right.chain(left).any(of_a_day)
}

/// `57 Canadians were among the dead`: not all of them.
fn is_among_them(scene: &Scene, end: usize) -> bool {
    let right = (end..end + REACH_RIGHT).take_while(|&i| !scene.ends_phrase(i));
    right.into_iter().any(|i| scene.words.phrase(i, &["among", "the"]))
}

/// `killing at least 10`, `has killed 10`; never `were killed 10 km from`.
fn active_on_left(scene: &Scene, start: usize) -> Option<Role> {
    let words = scene.words;
    let mut left = (start.saturating_sub(REACH_LEFT)..start)
        .rev()
        .take_while(|&i| !scene.ends_phrase(i))
        .filter(|&i| !is_filler(words.at(i)));
    let verb = left.next()?;
    let (role, form) = role_word(words.at(verb))?;
    let passive = left.next().is_some_and(|i| is_form_of_be(words.at(i)));
    match form {
        Form::Active => Some(role),
        Form::Past => (!passive).then_some(role),
        Form::State => None,
    }
}

/// `claimed at least 63 lives`.
fn lives_on_right(scene: &Scene, start: usize, end: usize) -> Option<Role> {
    let words = scene.words;
    let mut left = (start.saturating_sub(REACH_LEFT)..start).rev();
    let verb = left.find(|&i| !is_filler(words.at(i)))?;
    let lives = (end.saturating_sub(1)..=end).any(|i| words.at(i) == "lives");
    (lives && takes_lives(words.at(verb))).then_some(Role::Dead)
}

/// `seventeen bodies`: of the dead.
fn is_body(word: &str) -> bool {
    matches!(word, "bodies" | "corpses")
}

/// `two of the injured are in critical condition`: not all the injured.
fn in_bad_condition(scene: &Scene, end: usize) -> bool {
    let words = scene.words;
    let mut right =
        (end..end + REACH_RIGHT).take_while(|&i| i < words.len() && !scene.ends_phrase(i));
    right.any(|i| {
        matches!(words.at(i), "critical" | "serious" | "grave" | "stable")
            && words.at(i + 1) == "condition"
    })
}

/// Words that may stand between a verb and the number of its object.
fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "at" | "least"
            | "about"
            | "more"
            | "than"
            | "over"
            | "some"
            | "another"
            | "other"
            | "as"
            | "many"
            | "up"
            | "to"
            | "an"
            | "estimated"
            | "nearly"
            | "around"
            | "almost"
            | "approximately"
            | "the"
            | "of"
            | "others"
            | "a"
            | "fewer"
            | "less"
            | "no"
            | "all"
            | "these"
            | "those"
            | "additional"
            | "between"
    )
}

fn is_form_of_be(word: &str) -> bool {
    matches!(word, "were" | "was" | "are" | "is" | "been" | "be" | "being")
}

/// `the death toll rose to 10`, `the number of injured reached 80`, `death toll: 10`.
fn toll_on_left(scene: &Scene, start: usize) -> Option<Role> {
    let words = scene.words;
    let left = (start.saturating_sub(REACH_TOLL)..start).rev();
    let (mut role, mut rises) = (None, false);
    for i in left.take_while(|&i| !matches!(words.at(i), "." | ";" | ",") && !words.is_number(i)) {
        let far = start - i > REACH_RIGHT;
        match words.at(i) {
            "toll" if rises || !far => return Some(Role::Dead),
            _ if far => {}
            "number" if words.at(i + 1) == "of" => return role,
            word if is_rise(word) => rises = true,
            "up" if words.at(i + 1) == "to" => rises = true,
            "cases" if !is_medical(words.before(i, 1)) && !is_medical(words.at(i + 2)) => {}
            word => {
                let told = role_word(word);
                // `deaths climb to 31`, but not `killed at 31`: a noun of many.
                if rises && told.is_some_and(|(_, form)| form == Form::State) && word.ends_with('s')
                {
                    return told.map(|(r, _)| r);
                }
                role = told.map(|(r, _)| r).or(role);
            }
        }
    }
    None
}

/// `family of seven`, `mother of 12`: the noun before "of" says what is counted, unless it is a
/// word for a number (`a total of 12 people`).
fn holder(scene: &Scene, start: usize) -> Option<Thing> {
    let at = start.checked_sub(2)?;
    if !scene.words.is_word(at) || !scene.is_noun(at) || is_amount(scene.words.at(at)) {
        return None;
    }
    Some(Thing { holds: true, ..thing::thing_at(scene, at) })
}

fn is_amount(word: &str) -> bool {
    matches!(
        word,
        "total"
            | "group"
            | "number"
            | "team"
            | "half"
            | "some"
            | "least"
            | "crowd"
            | "estimate"
            | "maximum"
            | "minimum"
            | "excess"
            | "deal"
            | "value"
            | "average"
            | "majority"
            | "couple"
            | "upwards"
            | "record"
            | "population"
            | "all"
            | "out"
            | "most"
    )
}

/// `10 people were killed`, `80 hurt`; never `two men accused of killing`, nor a subject with an
/// object of its own (`two gunmen killed five`).
///
/// `beyond` the first of several counts the fate of all comes last: `two women and a man died`.
fn fate_on_right(scene: &Scene, end: usize, beyond: bool) -> Option<Role> {
    let words = scene.words;
    let mut i = skip_aside(scene, end);
    for _ in 0..REACH_RIGHT + if beyond { REACH_RIGHT } else { 0 } {
        let ends = scene.ends_phrase(i) && !joins_people(scene, i);
        if i >= words.len() || ends && (!beyond || words.at(i) == ".") {
            return None;
        }
        if let Some(role) = role_phrase(words, i) {
            return Some(role);
        }
        if let Some((role, form)) = role_word(words.at(i)) {
            let governed =
                i > end && matches!(words.at(i - 1), "of" | "in" | "for" | "to" | "with" | "by");
            let fits = match form {
                Form::Active => false,
                Form::Past => !takes_object(scene, end, i),
                Form::State => words.at(i) != "cases" || is_medical(words.before(i, 1)),
            };
            return (fits && !governed).then_some(role);
        }
        i = skip_aside(scene, i + 1);
    }
    None
}

/// `men, women and children`: all of them together are counted.
fn joins_people(scene: &Scene, at: usize) -> bool {
    let person = |i: usize| people::people(scene.words.at(i)).is_some();
    matches!(scene.words.at(at), "and" | "," | "or") && at > 0 && person(at - 1) && person(at + 1)
}

/// The token after an aside between commas that begins at `at`: `, including three children,`.
fn skip_aside(scene: &Scene, at: usize) -> usize {
    const LONGEST: usize = 12;
    let words = scene.words;
    let opens = words.at(at) == ","
        && matches!(words.at(at + 1), "including" | "among" | "mostly" | "most" | "many" | "all");
    if !opens {
        return at;
    }
    (at + 1..at + LONGEST).find(|&i| words.at(i) == ",").map_or(at, |i| i + 1)
}

/// `killed five`, `wounded the`: the past form is active and the figure is its subject.
fn takes_object(scene: &Scene, from: usize, verb: usize) -> bool {
    let words = scene.words;
    if (from..verb).any(|i| is_form_of_be(words.at(i))) {
        return false;
    }
    let next = if words.phrase(verb + 1, &["at", "least"]) { verb + 3 } else { verb + 1 };
    let figure = words.is_number(next) || words.is_number_word(next);
    figure
        || matches!(words.at(next), "the" | "a" | "an" | "their" | "his" | "her" | "him" | "them")
}

/// Words before "cases" that make them cases of a disease.
fn is_medical(word: &str) -> bool {
    matches!(
        word,
        "confirmed"
            | "new"
            | "active"
            | "positive"
            | "coronavirus"
            | "covid"
            | "virus"
            | "flu"
            | "suspected"
            | "infection"
            | "19"
            | "disease"
            | "h1n1"
            | "ebola"
            | "cholera"
            | "dengue"
            | "polio"
            | "measles"
            | "imported"
    )
}

/// `including three children`, `among them two women`, `three of them`.
fn is_subset(scene: &Scene, start: usize, phrase: &Phrase) -> bool {
    let words = scene.words;
    let among = words.phrase_before(start, &["among", "them"])
        || words.phrase_before(start, &["among", "those"]);
    words.before(start, 1) == "including"
        || words.phrase_before(start, &["including", "at", "least"])
        || among
        || phrase.of_the
}

/// `two women` in `two women and a man were killed`: the count goes on after "and".
fn is_first_of_several(scene: &Scene, after_phrase: usize) -> bool {
    let words = scene.words;
    if !matches!(words.at(after_phrase), "and" | ",") {
        return false;
    }
    let counts = |i: usize| {
        matches!(words.at(i), "a" | "an" | "another")
            || words.is_number(i)
            || words.is_number_word(i)
    };
    // Between "and" and the number there may be a bound: `and at least five other people`.
    let mut count = after_phrase + 1;
    while count < after_phrase + 4 && !counts(count) && is_filler(words.at(count)) {
        count += 1;
    }
    counts(count) && (count + 1..count + 4).any(|i| people::people(words.at(i)).is_some())
}

/// `two women` in `a man and two women died`.
fn is_last_of_several(scene: &Scene, start: usize) -> bool {
    let words = scene.words;
    let Some(noun) = start.checked_sub(2).filter(|_| words.before(start, 1) == "and") else {
        return false;
    };
    people::people(words.at(noun)).is_some() && matches!(words.before(noun, 1), "a" | "an" | "one")
}

/// The figure at `start` goes on with the people of the one before: `10 soldiers and 5 civilians`.
fn is_coordinated(scene: &Scene, before: &Quantity, start: usize) -> bool {
    let (_, end) = before.tokens();
    before.is_part
        && start > end
        && start - end <= 4
        && matches!(scene.words.before(start, 1), "and" | ",")
}
