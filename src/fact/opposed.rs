//! Two claims of which one says that it is not so: "has not conceded" and "conceded", "no job
//! cuts" and "cut 300 jobs".
//!
//! Read off the words, English only. An act is opposed where the same verb stands behind the same
//! name in both, of one tense, and it is the first name of both; a common verb ("made", "knew") must
//! have a third of its matter in common too, near the verb: who "did not reveal the method" may
//! well have revealed the place. A count is opposed where one sentence says "no" to the words that
//! the other counts. Only plain forms count: "for not signing", "could not sign" and
//! "had never signed" mostly tell of something else. Not done: opposites by other words ("held on
//! to the post" and "resigned").

use super::claim::Claim;
use super::evidence::has_other_name;
use super::lexicon::{IDF_CAP, Lexicon, StemId};
use super::quantity::{Quantity, Unit};
use super::term::{CONTENT_WEIGHT, Term};
use super::words::Words;
use crate::analysis::Modality;
use crate::text::calendar;

/// Tokens behind "no" that name what there is none of.
const NOUN_PHRASE: usize = 4;
/// Words between a negation and its verb: `has not yet signed`.
const BETWEEN: usize = 2;
/// A verb of this weight tells by itself what is done ("conceded"); one that is less telling
/// ("joined", "revealed") needs its matter.
const TELLING_VERB: f32 = IDF_CAP;
/// Tokens behind a verb that are read for what is done.
const MATTER: usize = 8;
/// Terms before and behind the verb of the other sentence among which that is looked for, and the
/// share of it that must be there.
const AROUND: usize = 12;
const OF_MATTER: f32 = 0.33;
/// Tokens before a negation in which "if" makes it a condition, or "until" sets it an end.
const CONDITION: usize = 12;

/// Words of a sentence that tells what might or should be; in May something was.
const WISHES: [&str; 5] = ["would", "could", "should", "might", "may"];

/// What a sentence says is not so.
#[derive(Debug, Clone, PartialEq)]
pub enum Negated {
    /// Somebody did not do it, or will not.
    Act {
        /// The name of who does not, by its last word.
        subject: StemId,
        /// What is not done.
        verb: StemId,
        /// What the act is done to, where the verb alone does not tell it.
        matter: Vec<StemId>,
        /// It is still to come.
        future: bool,
    },
    /// There is none of it: the stems of the noun phrase.
    Thing {
        /// Stems of its content words.
        stems: Vec<StemId>,
        /// It is still to come.
        future: bool,
    },
}

/// What the sentence negates.
pub fn negated(words: &Words<'_>, lexicon: &Lexicon) -> Vec<Negated> {
    let read = |at: usize| match words.at(at) {
        "no" => nothing(words, at, lexicon),
        "not" | "never" => undone(words, at, lexicon),
        word if word.ends_with("n't") => undone(words, at, lexicon),
        _ => None,
    };
    let told = |at: usize| read(at).filter(|_| !is_conditional(words, at));
    (0..words.len()).filter_map(told).collect()
}

/// True where exactly one of two claims says that what the other states is not so.
pub fn contradict(a: &Claim, b: &Claim) -> bool {
    if a.negated.is_empty() == b.negated.is_empty() {
        return false;
    }
    let (no, yes) = if a.negated.is_empty() { (b, a) } else { (a, b) };
    let plain = !yes.sentence.negated && yes.modality != Modality::Denied && !yes.says(&WISHES);
    plain && !has_other_name(no, yes) && no.negated.iter().any(|negated| is_stated(negated, yes))
}

fn is_stated(negated: &Negated, claim: &Claim) -> bool {
    let of_time = |future: bool| future == (claim.modality == Modality::Planned);
    match negated {
        Negated::Act { subject, verb, matter, future } => {
            let terms = &claim.sentence.terms;
            let form = |t: &Term| {
                let start = (t.span.start - claim.span.start) as usize;
                claim.text.get(start..start + t.span.len()).unwrap_or("")
            };
            let finite = |t: &Term| *future || is_past(form(t));
            let acts = |t: &Term| t.is_verb && t.stem == *verb && finite(t);
            let of_it = |at: usize| is_about(matter, terms, at);
            let Some(first) = terms.iter().position(Term::is_name) else { return false };
            let doer = end_of_run(terms, first);
            let mut own = (doer + 1..terms.len()).take_while(|&at| !is_other_doer(terms, at, form));
            of_time(*future)
                && terms[doer].stem == *subject
                && own.any(|at| acts(&terms[at]) && of_it(at))
        }
        Negated::Thing { stems, future } => {
            let holds = |stem: &StemId| claim.sentence.terms.iter().any(|t| t.stem == *stem);
            let counts = |q: &Quantity| {
                let thing = q.thing.is_some_and(|thing| stems.contains(&thing.noun.stem));
                q.unit == Unit::Count && q.low > 1.0 && thing
            };
            of_time(*future)
                && stems.iter().all(holds)
                && claim.figures.quantities.iter().any(counts)
        }
    }
}

/// Enough of what is not done stands among the terms around the verb at `at`.
fn is_about(matter: &[StemId], terms: &[Term], at: usize) -> bool {
    let near = &terms[at.saturating_sub(AROUND)..terms.len().min(at + AROUND + 1)];
    let held = matter.iter().filter(|stem| near.iter().any(|t| t.stem == **stem)).count();
    matter.is_empty() || held as f32 >= OF_MATTER * matter.len() as f32
}

/// A name to which the verbs behind it belong: `Hale told Moor, and Moor conceded`. Behind a
/// preposition it is a place, or whom the act concerns.
fn is_other_doer<'t>(terms: &[Term], at: usize, form: impl Fn(&Term) -> &'t str) -> bool {
    const BEHIND: [&str; 14] = [
        "of", "in", "at", "from", "for", "near", "to", "with", "by", "on", "against", "about",
        "over", "into",
    ];
    let behind = |back: usize| at.checked_sub(back).map_or("", |i| form(&terms[i]));
    let before = if matches!(behind(1), "the" | "a" | "an") { behind(2) } else { behind(1) };
    let goes_on = at > 0 && terms[at - 1].is_name();
    terms[at].is_name() && !goes_on && !BEHIND.contains(&before)
}

/// The place of the last word of the name that begins at a term.
fn end_of_run(terms: &[Term], from: usize) -> usize {
    let together = |x: &Term, y: &Term| y.is_name() && y.span.start.saturating_sub(x.span.end) <= 2;
    from + terms[from..].windows(2).take_while(|pair| together(&pair[0], &pair[1])).count()
}

/// `if no candidate wins`, `why Hale has not signed`, `until noon Hale had not signed`.
fn is_conditional(words: &Words<'_>, at: usize) -> bool {
    let before = || (1..=CONDITION).map(|back| words.before(at, back));
    let mut clause = before().take_while(|word| !matches!(*word, "" | "," | ";" | ":"));
    clause.any(|word| matches!(word, "if" | "unless" | "whether" | "why"))
        || before().any(|word| matches!(word, "until" | "till"))
}

/// `has not yet conceded`: the verb behind the negation at `at`, and who did not.
fn undone(words: &Words<'_>, at: usize, lexicon: &Lexicon) -> Option<Negated> {
    let adverb =
        |i: usize| matches!(words.at(i), "yet" | "been" | "be" | "formally" | "officially");
    let verb = (at + 1..=at + BETWEEN).find(|&i| !adverb(i))?;
    let stem = lexicon.stem_id(words.at(verb));
    let content = words.is_word(verb)
        && lexicon.is_verb(words.at(verb))
        && lexicon.idf(stem) >= CONTENT_WEIGHT;
    let subject = subject(words, at).filter(|_| content && has_auxiliary(words, at))?;
    let subject = lexicon.stem_id(words.at(subject));
    // `has not been hurt before`, `since the fair`: until now; not `has not conceded before the
    // recount`. `Won't sign right away`: some day.
    let until_now = |i: usize| match words.at(i) {
        "since" | "immediately" | "soon" | "anytime" => true,
        "right" => matches!(words.at(i + 1), "away" | "now"),
        "before" | "again" => !words.is_word(i + 1) && !words.is_number(i + 1),
        _ => false,
    };
    if clause(words, verb + 1).any(until_now) {
        return None;
    }
    let common = lexicon.idf(stem) < TELLING_VERB;
    let mut matter = if common { matter(words, verb + 1, lexicon) } else { Vec::new() };
    matter.retain(|of| *of != stem);
    if common && matter.is_empty() {
        return None;
    }
    Some(Negated::Act { subject, verb: stem, matter, future: is_future(words, at) })
}

/// The next tokens up to the end of the clause.
fn clause<'w>(words: &'w Words<'_>, from: usize) -> impl Iterator<Item = usize> + 'w {
    (from..(from + MATTER).min(words.len()))
        .take_while(|&i| !matches!(words.at(i), "," | ";" | ":" | "." | "\"" | "”"))
}

/// Stems of the content words behind a verb, to the end of its clause; who is concerned does not
/// tell what is done.
fn matter(words: &Words<'_>, from: usize, lexicon: &Lexicon) -> Vec<StemId> {
    clause(words, from)
        .filter(|&i| words.is_word(i) && !words.is_stop_word(i) && !words.is_capital(i))
        .map(|i| lexicon.stem_id(words.at(i)))
        .filter(|stem| lexicon.idf(*stem) >= CONTENT_WEIGHT)
        .collect()
}

/// `has not`, `did not`, `didn't`, `will never`: said of what is or is to come.
fn has_auxiliary(words: &Words<'_>, at: usize) -> bool {
    let own = words.at(at).strip_suffix("n't");
    let auxiliary = own.unwrap_or_else(|| words.before(at, 1));
    // `ballots that have not been counted`: no name is the subject.
    let before = words.before(at, if own.is_some() { 1 } else { 2 });
    let relative = matches!(before, "that" | "which" | "who");
    !relative && matches!(auxiliary, "has" | "have" | "did" | "does" | "do" | "will" | "wo")
}

/// A verb in the past tense or a participle, by its ending; most irregular forms are no bases.
fn is_past(form: &str) -> bool {
    let lower = form.to_lowercase();
    let irregular = || !lower.ends_with("ing") && Lexicon::shared().is_irregular(&lower);
    lower.ends_with("ed") || irregular()
}

/// The last name before the verb at `verb`, but no name of a place: `Tom Hale of Kelso has not`.
fn subject(words: &Words<'_>, verb: usize) -> Option<usize> {
    let mut end = verb;
    while end > 0 && !matches!(words.before(end, 1), ";" | ":" | ".") {
        let at = end - 1;
        if !is_name(words, at) {
            end = at;
            continue;
        }
        let first = (0..=at).rev().take_while(|&i| is_name(words, i)).last().unwrap_or(at);
        if !matches!(words.before(first, 1), "of" | "in" | "at" | "from" | "for" | "near") {
            // Who else is named before did something else: `Hale said that Moor has not`.
            return (0..first).all(|i| !is_name(words, i)).then_some(at);
        }
        end = first;
    }
    None
}

/// `no job cuts`, `no new taxes`: two content words or more.
fn nothing(words: &Words<'_>, at: usize, lexicon: &Lexicon) -> Option<Negated> {
    let phrase =
        (at + 1..at + 1 + NOUN_PHRASE).take_while(|&i| words.is_word(i) && !words.is_stop_word(i));
    let stems: Vec<StemId> = phrase
        .map(|i| lexicon.stem_id(words.at(i)))
        .filter(|stem| lexicon.idf(*stem) >= CONTENT_WEIGHT)
        .collect();
    (stems.len() > 1).then(|| Negated::Thing { stems, future: is_future(words, at) })
}

fn is_name(words: &Words<'_>, at: usize) -> bool {
    let word = words.at(at);
    let date = calendar::month(word).is_some() || calendar::weekday(word).is_some();
    words.is_word(at) && words.is_capital(at) && !words.is_stop_word(at) && !date
}

fn is_future(words: &Words<'_>, negation: usize) -> bool {
    let will = |word: &str| matches!(word, "will" | "won't" | "would" | "wouldn't");
    will(words.at(negation)) || (1..=2).any(|back| will(words.before(negation, back)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::samples::claim;

    #[test]
    fn matter_counts_up_to_twelve_words_from_the_verb() {
        let text = "Hale sold it by noon and by dusk and by dawn and by night and by day, a mill.";
        let terms = claim(text).sentence.terms;
        let mill = [Lexicon::shared().stem_id("mill")];
        let place = |word: &str| terms.iter().position(|t| t.span.of(text) == word).unwrap();
        let last = place("mill");
        assert!(
            is_about(&mill, &terms, last - AROUND) && !is_about(&mill, &terms, last - AROUND - 1)
        );
        assert!(is_about(&mill, &terms, last) && is_about(&[], &terms, 0));
    }

    #[test]
    fn opposite_statements() {
        let rows = [
            (
                true,
                "Mayor Tom Hale of Kelso has not conceded the race.",
                "Mr. Hale conceded defeat at noon.",
            ),
            (true, "Kelso Steel didn't sign the treaty.", "Kelso Steel signed the treaty."),
            (true, "Kelso Steel didn’t sign the treaty.", "Kelso Steel signed the treaty."),
            (
                true,
                "Tom Hale has not conceded the race and never will before a recount.",
                "Tom Hale conceded defeat.",
            ),
            (
                true,
                "Kelso Steel did not sign the treaty before 2024.",
                "Kelso Steel signed the treaty.",
            ),
            (true, "There will be no job cuts at Kelso.", "Kelso will cut 300 jobs."),
            (
                false,
                "Mayor Tom Hale has not conceded the race.",
                "Ann Moor conceded defeat at noon.",
            ),
            (false, "Tom Hale did not attend the fair.", "Ann Hale attended the fair."),
            (
                false,
                "Tom Hale rules on ballots that have not been sealed.",
                "Tom Hale sealed the mill.",
            ),
            (false, "Tom Hale did not make a promise.", "Tom Hale made a mistake."),
            (false, "Tom Hale didn't join its reasoning.", "Tom Hale joined the liberal wing."),
            (false, "Tom Hale hasn't suffered a seizure before.", "Hale suffered a seizure."),
            (false, "Ann Moor said Hale didn't sign the treaty.", "Hale signed the treaty."),
            (false, "Tom Hale will not resign as mayor.", "Tom Hale resigned as mayor in May."),
            (false, "There were no job cuts at Kelso.", "Kelso will cut 300 jobs."),
            (false, "There were no job cuts at Kelso.", "Hale said Kelso could make 300 job cuts."),
            (false, "Until noon, Hale did not sign the treaty.", "Hale signed the treaty."),
            (false, "Moor asks why Kelso did not sign it.", "Kelso signed it."),
            (false, "If there are no job cuts, Kelso will close.", "Kelso announced 300 job cuts."),
            // Something else is done, or by somebody else, or at another time.
            (
                false,
                "Hale did not reveal the exact smelting method.",
                "Hale revealed the name of the mill.",
            ),
            (
                true,
                "Hale did not need to make the strike declaration.",
                "Hale said a strike declaration was needed.",
            ),
            (
                false,
                "Tom Hale did not testify in the mill inquiry.",
                "Hale told Moor about the mill inquiry, Moor testified.",
            ),
            (
                false,
                "Hale hasn't been seen in public since the spring fair.",
                "Hale was last seen in public at the spring fair.",
            ),
            (false, "Kelso will not issue the permit right away.", "Kelso will issue the permit."),
            (false, "Kelso did not plan a road.", "Kelso is planning a road."),
            (false, "Tom Hale has not conceded the race.", "Tom Hale has not conceded the vote."),
            (
                false,
                "There were no survivors at the Kelso mill fire.",
                "Kelso counted 300 survivors.",
            ),
        ];
        for (expected, no, yes) in rows {
            assert_eq!(contradict(&claim(no), &claim(yes)), expected, "{no} / {yes}");
            assert_eq!(contradict(&claim(yes), &claim(no)), expected, "{yes} / {no}");
        }
    }
}
