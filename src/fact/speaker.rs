//! Whose statement a sentence is: a person, an organisation, or a role.
//!
//! English cues only. The subject of a reporting verb ("Quint said", "Ian Mott, the harbor
//! director, said"), what follows it where it is turned round (", said mediator Ruth Okafor"), and
//! what follows "according to". Titles are cut off, so that "Gov. Quint" and "Quint" are one;
//! names of days, months and pronouns are nobody. A pronoun is left to the caller, who knows who
//! spoke before ([`is_by_pronoun`]). Not done: speakers of quotes without a verb beside them.

use super::lexicon::Lexicon;
use super::words::Words;
use crate::text::calendar;

/// Words of organisations: their statements are an authority's, not one person's.
const ORGANISATIONS: [&str; 56] = [
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
    "times",
    "post",
    "tv",
    "agencies",
    "bureau",
    "college",
    "embassy",
    "force",
    "foundation",
    "kremlin",
    "league",
    "network",
    "pentagon",
    "society",
];

/// What stands before a person's name and is no part of it.
const TITLES: [&str; 58] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "sir",
    "lord",
    "lady",
    "dame",
    "rev",
    "president",
    "premier",
    "prime",
    "minister",
    "chancellor",
    "governor",
    "gov",
    "senator",
    "sen",
    "rep",
    "representative",
    "congressman",
    "congresswoman",
    "mayor",
    "judge",
    "justice",
    "chief",
    "police",
    "attorney",
    "general",
    "gen",
    "col",
    "colonel",
    "capt",
    "captain",
    "lt",
    "sgt",
    "sergeant",
    "officer",
    "secretary",
    "ambassador",
    "king",
    "queen",
    "prince",
    "princess",
    "pope",
    "bishop",
    "vice",
    "deputy",
    "former",
    "foreign",
    "analyst",
    "director",
    "chairman",
    "spokesman",
    "spokeswoman",
];

/// Common nouns whose statements a reader knows as those of an authority or a group.
const ROLES: [&str; 26] = [
    "police",
    "officials",
    "authorities",
    "prosecutors",
    "investigators",
    "witnesses",
    "residents",
    "firefighters",
    "rescuers",
    "doctors",
    "lawyers",
    "organizers",
    "organisers",
    "analysts",
    "experts",
    "scientists",
    "researchers",
    "ministry",
    "government",
    "company",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "agency",
    "army",
    "military",
];

/// Tokens looked back for the name that a phrase between commas belongs to.
const APPOSITION: usize = 14;

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// The name as written, titles cut off; or the role in lower case.
    pub name: String,
    /// One person, as far as the name tells.
    pub is_person: bool,
}

/// True for a word that hands a statement to somebody.
pub fn is_reporting(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "says"
            | "say"
            | "told"
            | "tells"
            | "added"
            | "adds"
            | "announced"
            | "warned"
            | "argued"
            | "claimed"
            | "insisted"
            | "stressed"
            | "noted"
            | "wrote"
            | "stated"
            | "explained"
            | "acknowledged"
            | "confirmed"
            | "reported"
            | "vowed"
            | "promised"
            | "replied"
            | "declared"
            | "tweeted"
            | "predicted"
    )
}

/// The speaker of a sentence, if it names one.
pub fn speaker(words: &Words<'_>, lexicon: &Lexicon) -> Option<Speaker> {
    let people = Namer { words, lexicon };
    (0..words.len()).find_map(|at| {
        if words.phrase(at, &["according", "to"]) {
            people.after(at + 2)
        } else if is_reporting(words.at(at)) {
            people.subject(at).or_else(|| people.turned_round(at))
        } else {
            None
        }
    })
}

/// True where the statement is handed to somebody named before: `he said`.
pub fn is_by_pronoun(words: &Words<'_>) -> bool {
    let pronoun = |at: usize| matches!(words.at(at), "he" | "she");
    let verb = |at: usize| is_reporting(words.at(at));
    (0..words.len()).any(|at| {
        let turned = matches!(words.before(at, 1), "," | "\"" | "”") && pronoun(at + 1);
        verb(at) && (at > 0 && pronoun(at - 1) || turned)
    })
}

struct Namer<'a> {
    words: &'a Words<'a>,
    lexicon: &'a Lexicon,
}

impl Namer<'_> {
    /// The subject that ends before the verb at `verb`.
    fn subject(&self, verb: usize) -> Option<Speaker> {
        let words = self.words;
        let end = self.end_of_subject(verb);
        if words.before(end, 1) == "," {
            // `Ian Mott, the harbor director, said`; `its director, Ian Mott, said`.
            let comma =
                (end.saturating_sub(APPOSITION)..end - 1).rev().find(|at| words.at(*at) == ",")?;
            let is_name = (comma + 1..end - 1).all(|at| self.is_name_word(at));
            return self.run_before(if is_name { end - 1 } else { comma });
        }
        self.run_before(end).or_else(|| self.role_before(end))
    }

    /// The token after the subject of the verb at `verb`: `Quint on Monday also said`.
    fn end_of_subject(&self, verb: usize) -> usize {
        let words = self.words;
        let mut end = verb;
        while end > 0 {
            let word = words.before(end, 1);
            let of_day = word == "on" && calendar::weekday(words.at(end)).is_some();
            let day = calendar::weekday(word).is_some() || word == "today";
            if !(is_between(word) || day || of_day) {
                break;
            }
            end -= 1;
        }
        end
    }

    /// `, said mediator Ruth Okafor`: behind a quote or a comma.
    fn turned_round(&self, verb: usize) -> Option<Speaker> {
        let after_matter = matches!(self.words.before(verb, 1), "," | "\"" | "”" | "''" | "’");
        let says = matches!(
            self.words.at(verb),
            "said" | "says" | "added" | "adds" | "wrote" | "explained" | "warned" | "noted"
        );
        (after_matter && says).then(|| self.after(verb + 1))?
    }

    /// The name that begins within a few words from `start`, on this side of a comma.
    fn after(&self, start: usize) -> Option<Speaker> {
        const REACH: usize = 5;
        let words = self.words;
        let near = (start..(start + REACH).min(words.len())).take_while(|&at| words.is_word(at));
        let first = near.clone().find(|&at| self.is_name_word(at));
        let Some(first) = first else {
            let mut near = near;
            return near.find_map(|at| self.role_at(at));
        };
        let mut end = first + 1;
        while self.is_name_word(end) || self.joins(end) {
            end += 1;
        }
        self.named(first, end)
    }

    /// The run of capitalised words that ends before `end`.
    fn run_before(&self, end: usize) -> Option<Speaker> {
        let mut start = end;
        while start > 0 && (self.is_name_word(start - 1) || self.joins(start - 1)) {
            start -= 1;
        }
        (start < end).then(|| self.named(start, end))?
    }

    fn role_before(&self, end: usize) -> Option<Speaker> {
        end.checked_sub(1).and_then(|at| self.role_at(at))
    }

    fn role_at(&self, at: usize) -> Option<Speaker> {
        let word = self.words.at(at);
        ROLES.contains(&word).then(|| Speaker { name: word.to_owned(), is_person: false })
    }

    /// `Ministry of Health`, `Castle & Row`, `Ms. Quint`: what stands inside a name in lower case or as a mark.
    fn joins(&self, at: usize) -> bool {
        let words = self.words;
        let between = at > 0 && self.is_name_word(at - 1) && self.is_name_word(at + 1);
        let joint = matches!(words.at(at), "of" | "for" | "&" | "de" | "van" | "bin" | "al" | "-");
        let stop = words.at(at) == "." && is_title(words.before(at, 1));
        between && (joint || stop)
    }

    /// Capitalised, and no day, month or function word; at the start of a sentence, no common word
    /// that is followed by none.
    fn is_name_word(&self, at: usize) -> bool {
        let words = self.words;
        let function = words.is_stop_word(at) && !is_acronym(words.text(at));
        if !words.is_word(at) || !words.is_capital(at) || function {
            return false;
        }
        let word = words.at(at);
        calendar::weekday(word).is_none() && calendar::month(word).is_none()
    }

    /// The speaker whom the tokens `start..end` name, or none.
    fn named(&self, start: usize, end: usize) -> Option<Speaker> {
        let words = self.words;
        let (start, end) = self.person_of(start, end);
        let whole = |i: usize| words.at(i);
        if matches!(words.before(start, 1), "from" | "in" | "at" | "near") {
            return None;
        }
        // `The Bench said`: no person's name has an article.
        let is_organisation =
            words.before(start, 1) == "the" || (start..end).any(|i| self.tells_organisation(i));
        let mut from = start;
        while !is_organisation && from + 1 < end && (is_title(whole(from)) || whole(from) == ".") {
            from += 1;
        }
        if from + 1 == end && (is_title(whole(from)) || self.is_common(from)) {
            // `President said`, `Officials said`: a role at the head of a sentence, or a title.
            let word = whole(from);
            let role = ROLES.contains(&word) || is_title(word);
            return role.then(|| Speaker { name: word.to_owned(), is_person: false });
        }
        let field = words.name(from, end);
        Some(Speaker { name: field, is_person: !is_organisation })
    }

    /// `Petra Lind of Castle & Row` is Petra Lind; `Ministry of Health` stays whole.
    fn person_of(&self, start: usize, end: usize) -> (usize, usize) {
        let of = (start..end).find(|&i| matches!(self.words.at(i), "of" | "for"));
        match of {
            Some(of) if of >= start + 2 && !(start..of).any(|i| self.tells_organisation(i)) => {
                (start, of)
            }
            _ => (start, end),
        }
    }

    fn tells_organisation(&self, at: usize) -> bool {
        let (word, text) = (self.words.at(at), self.words.text(at));
        let acronym = is_acronym(text);
        let titled = matches!(word, "police") && self.words.at(at + 1) == "chief";
        acronym && !is_title(word)
            || ORGANISATIONS.contains(&word) && !titled
            || self.lexicon.place(word).is_some()
    }

    /// A dictionary word that is nobody's name: its capital is that of the sentence's start.
    fn is_common(&self, at: usize) -> bool {
        let starts = at == 0 || !self.words.is_word(at - 1) && self.words.before(at, 1) != ".";
        let word = self.words.at(at);
        starts && self.lexicon.is_known(word) && !self.lexicon.is_proper(word)
    }
}

/// Words between a subject and its verb.
fn is_between(word: &str) -> bool {
    matches!(word, "also" | "later" | "has" | "had" | "have" | "then" | "again" | "earlier")
}

fn is_acronym(text: &str) -> bool {
    (2..=8).contains(&text.len()) && text.chars().all(char::is_uppercase)
}

pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens::tokenise;

    /// Each row: the speaker (`-` for none), `person`, `body` or `-`, and the sentence.
    #[test]
    fn speakers_of_sentences() {
        let mut wrong = Vec::new();
        for row in include_str!("speakers.tsv").lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = row.split('\t').collect();
            let [name, sort, sentence] = cells[..] else { panic!("three cells: {row}") };
            let tokens = tokenise(sentence);
            let found = speaker(&Words::new(sentence, &tokens), Lexicon::shared());
            let found = found.map_or(("-".to_owned(), "-"), |s| {
                (s.name, if s.is_person { "person" } else { "body" })
            });
            if (found.0.as_str(), found.1) != (name, sort) {
                wrong.push(format!("{row}\n    found {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn statements_by_pronoun() {
        let by = |text: &str| is_by_pronoun(&Words::new(text, &tokenise(text)));
        assert!(by("\"It is fair,\" she said.") && by("He told the court that he was ill."));
        assert!(by("\"It is fair,\" said he."));
        assert!(!by("Ruth Okafor said she was tired.") && !by("He left."));
    }
}
