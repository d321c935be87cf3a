//! An article to its claims: one a sentence, headline included, each with what is needed to compare
//! and to judge it.
//!
//! "This nation" and "the country" are read as the country named last before them. Sentences with
//! hardly any content ("It is over.") make no claim, nor do questions.

use std::sync::Arc;

use jiff::civil::Date;

use super::analyse::Analyser;
use super::attribution;
use super::cause::{self, Cause};
use super::clock::{self, Clock};
use super::date::{self, DateMention, Granularity};
use super::lexicon::{Lexicon, StemId};
use super::opposed::{self, Negated};
use super::places::{CountryId, Place};
use super::quantity::{self, Figures};
use super::speaker::{self, Speaker};
use super::term::{Sentence, Term, TermKind};
use super::words::Words;
use crate::analysis::Modality;
use crate::article::{ArticleId, Field, Span};
use crate::text::sentences;
use crate::text::tokens::{Token, tokenise};
use crate::text::words as stream;

/// Sentences read of one article; what comes behind them makes no claim.
const MAX_SENTENCES: usize = 200;
/// Longest sentence in bytes; longer ones (tables, lists, broken text) make no claim.
const MAX_BYTES: usize = 2_000;
/// Content terms that a claim needs; and what a line without verb and figure needs, which is
/// mostly a label ("Olive Ridley turtles").
const FEWEST_TERMS: usize = 2;
const FEWEST_WITHOUT_VERB: usize = 4;

/// What one sentence of an article states.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The article.
    pub article: ArticleId,
    /// Number of the article in the story, in order of time.
    pub order: u32,
    /// Number of its outlet in the story.
    pub outlet: u32,
    /// Title or text.
    pub field: Field,
    /// The sentence in the field.
    pub span: Span,
    /// The sentence itself.
    pub text: String,
    /// Its terms.
    pub sentence: Sentence,
    /// Names of several words standing together, as stems; places stand for themselves.
    pub name_runs: Vec<Vec<StemId>>,
    /// Its figures.
    pub figures: Figures,
    /// Its dates.
    pub dates: Vec<DateMention>,
    /// Those of them that tell when it happened, not since when or of whom: `in 2015 he met`, but
    /// not `the mayor since 2015`, `he, who was shot in 1967`.
    pub times: Vec<DateMention>,
    /// Its times of day.
    pub clocks: Vec<Clock>,
    /// Whose statement it is.
    pub speaker: Option<Speaker>,
    /// The agency whose text it is, set by [`super::credit`].
    pub agency: Option<Arc<str>>,
    /// Happened, planned or denied.
    pub modality: Modality,
    /// Where in the field it tells what is denied.
    pub denied: Option<Span>,
    /// What it says is not so: acts not done, things of which there are none.
    pub negated: Vec<Negated>,
    /// What it says brought a disaster about.
    pub cause: Option<Cause>,
    /// Told as past at the time of the news ("had been").
    pub looks_back: bool,
    /// Mostly in quotation marks.
    pub is_quote: bool,
    /// Hash of its words: equal for the same sentence in other type.
    pub words: u64,
    /// Day of publication, where known.
    pub published: Option<Date>,
    /// The day that its dates were resolved by.
    pub near: Option<Date>,
}

impl Claim {
    /// The day it speaks of: a resolved day in the sentence, else the day of publication.
    pub fn day(&self) -> Option<Date> {
        let named = self.dates.iter().filter(|d| d.granularity == Granularity::Day);
        named.filter_map(|d| d.days).map(|d| d.from).next().or(self.published)
    }

    /// One of these words stands in it, in these letters.
    pub fn says(&self, words: &[&str]) -> bool {
        self.text.split(|c: char| !c.is_alphabetic()).any(|word| words.contains(&word))
    }
}

/// Where an article stands in its story.
#[derive(Debug, Clone, Copy)]
pub struct InStory {
    /// The article.
    pub article: ArticleId,
    /// Its number in order of time.
    pub order: u32,
    /// Its outlet's number.
    pub outlet: u32,
    /// Day of publication.
    pub published: Option<Date>,
    /// The day that its dates are resolved by: that of publication, or one of the story.
    pub near: Option<Date>,
}

/// The claims of an article, headline first.
pub fn claims(
    place: InStory,
    title: &str,
    text: &str,
    lang: &str,
    analyser: &Analyser,
) -> Vec<Claim> {
    let mut reader = Reader { place, lang, analyser, country: None, person: None, out: Vec::new() };
    reader.read(Field::Title, title);
    reader.read(Field::Text, text);
    reader.out
}

struct Reader<'a> {
    place: InStory,
    lang: &'a str,
    analyser: &'a Analyser,
    /// The country named last.
    country: Option<(CountryId, f32)>,
    /// The person quoted last.
    person: Option<Speaker>,
    out: Vec<Claim>,
}

impl Reader<'_> {
    fn read(&mut self, field: Field, text: &str) {
        let tokens = tokenise(text);
        let spans = match field {
            Field::Title => vec![Span::new(0, text.len())],
            Field::Text => sentences::split(text, self.lang),
        };
        let mut at = 0;
        for span in spans.into_iter().take(MAX_SENTENCES) {
            let first = at + tokens[at..].partition_point(|t| t.span.start < span.start);
            at = first + tokens[first..].partition_point(|t| t.span.end <= span.end);
            if span.len() <= MAX_BYTES {
                self.sentence(field, text, span, &tokens[first..at]);
            }
        }
    }

    fn sentence(&mut self, field: Field, text: &str, span: Span, tokens: &[Token]) {
        let words = Words::new(text, tokens).in_language(self.lang);
        let mut sentence = self.analyser.sentence(span, &words);
        let pointed_at = self.resolve_country(&mut sentence, text);
        let content = sentence.terms.iter().filter(|t| t.is_content()).count();
        if content < FEWEST_TERMS {
            return;
        }
        let lexicon = Lexicon::shared();
        let dates = date::find(&words, self.place.near);
        let clocks = clock::find(&words);
        mark_times(&mut sentence, dates.iter().map(|d| d.span).chain(clocks.iter().map(|c| c.1)));
        let mut figures = quantity::find(&words, &dates, lexicon);
        quantity::set_as_of(&mut figures, &dates, &words);
        if let Some(country) = pointed_at {
            figures.set_place(StemId::of(lexicon.country_name(country)));
        }
        let is_bare = figures.quantities.is_empty()
            && (is_label(&sentence, content) || field == Field::Text && is_empty(&sentence, text));
        let own = span.of(text);
        if is_bare || asks(own) || attribution::is_caption(&words) {
            return;
        }
        let is_english = words.are_english();
        let speaker = self.speaker(&words).filter(|_| is_english);
        let modality = if is_english { attribution::modality(&words) } else { Modality::Happened };
        self.out.push(Claim {
            article: self.place.article,
            order: self.place.order,
            outlet: self.place.outlet,
            field,
            span,
            text: own.to_owned(),
            name_runs: name_runs(&sentence),
            sentence,
            figures,
            times: attribution::times(&words, &dates),
            dates,
            clocks: clocks.iter().map(|c| c.0).collect(),
            speaker,
            agency: None,
            modality,
            denied: attribution::denied(&words).filter(|_| is_english),
            negated: if is_english { opposed::negated(&words, lexicon) } else { Vec::new() },
            cause: cause::cause(&words, lexicon).filter(|_| is_english),
            looks_back: is_english && attribution::looks_back(&words),
            is_quote: attribution::is_quote(own),
            words: stream::words(own).fold(0, |hash, word| stream::mix(hash, word.hash)),
            published: self.place.published,
            near: self.place.near,
        });
    }

    /// Who speaks; "she said" is the person quoted last.
    fn speaker(&mut self, words: &Words<'_>) -> Option<Speaker> {
        let named = speaker::speaker(words, Lexicon::shared());
        if let Some(person) = named.as_ref().filter(|s| s.is_person) {
            self.person = Some(person.clone());
        }
        named.or_else(|| self.person.clone().filter(|_| speaker::is_by_pronoun(words)))
    }

    /// Reads "this nation" as the country named last, and remembers the last one of this sentence.
    /// Gives back the country that is pointed at.
    fn resolve_country(&mut self, sentence: &mut Sentence, text: &str) -> Option<CountryId> {
        let mut pointed_at = None;
        for at in 0..sentence.terms.len() {
            let term = sentence.terms[at];
            let lower = term.span.of(text).to_lowercase();
            if let Some(Place::Country(id)) = Lexicon::shared().place(&lower) {
                self.country = Some((id, term.idf));
            } else if let Some((id, idf)) = self.country
                && matches!(lower.as_str(), "nation" | "country")
                && is_pointed_at(text, term.span)
            {
                let country = Lexicon::shared().country_stem(id);
                pointed_at = Some(id);
                let term = &mut sentence.terms[at];
                term.entity = Some(country);
                term.kind = TermKind::Name;
                term.idf = idf;
                sentence.set_entity(at, country);
            }
        }
        pointed_at
    }
}

/// A question states nothing.
fn asks(sentence: &str) -> bool {
    sentence.trim_end_matches(['"', '\'', '”', '’', ')', ' ']).ends_with('?')
}

/// A line without a verb, of few words.
fn is_label(sentence: &Sentence, content: usize) -> bool {
    content < FEWEST_WITHOUT_VERB && sentence.terms.iter().all(|t| !t.is_verb)
}

/// Dates aside, there is nothing but names: `Moor tweeted on Tuesday`, `Kelso, May 3`.
fn is_empty(sentence: &Sentence, text: &str) -> bool {
    let telling = |t: &&Term| {
        let dated = t.kind == TermKind::Date || t.value != 0.0;
        let word = t.span.of(text).to_lowercase();
        let idle = speaker::is_reporting(&word) || speaker::is_title(&word);
        t.is_content() && !dated && !idle
    };
    sentence.terms.iter().filter(telling).all(Term::is_name)
}

/// Numbers within dates and times of day are no figures, so they clash with none; whether the times
/// agree is weighed by itself.
fn mark_times(sentence: &mut Sentence, spans: impl Iterator<Item = Span>) {
    let terms = &mut sentence.terms;
    for span in spans {
        let from = terms.partition_point(|t| t.span.start < span.start);
        let inside = terms[from..].iter_mut().take_while(|t| t.span.end <= span.end);
        for term in inside.filter(|t| matches!(t.kind, TermKind::Number | TermKind::Ordinal)) {
            term.kind = TermKind::Word;
        }
    }
}

/// True after "this" or "the".
fn is_pointed_at(text: &str, span: Span) -> bool {
    let before = text[..span.start as usize].trim_end();
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    word.eq_ignore_ascii_case("this") || word.eq_ignore_ascii_case("the")
}

fn name_runs(sentence: &Sentence) -> Vec<Vec<StemId>> {
    let together = |x: &Term, y: &Term| {
        let part = |t: &Term| t.is_name() && t.entity.is_none() && t.seat_of.is_none();
        part(x) && part(y) && y.span.start.saturating_sub(x.span.end) <= 1
    };
    let runs = sentence.terms.chunk_by(together).filter(|run| run.len() > 1);
    runs.map(|run| run.iter().map(|t| t.stem).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::samples::story;

    #[test]
    fn this_country_is_the_one_named_last() {
        let claims = story(&[(3, "Vietnam voted on Monday. The country has 300 mines of coal.")]);
        let vietnam = StemId::of("vietnam");
        assert!(claims[1].sentence.terms.iter().any(|term| term.entity == Some(vietnam)));
        assert!(claims[1].figures.quantities[0].places.contains(&vietnam));
        let nowhere = story(&[(3, "Somebody voted on Monday. The country has 300 mines of coal.")]);
        assert!(nowhere.last().is_some_and(|claim| claim.figures.quantities[0].places.is_empty()));
    }

    #[test]
    fn questions_labels_and_lone_names_make_no_claim() {
        for text in
            ["Will the mill in Kelso close?", "Olive Ridley turtles", "Moor tweeted on Tuesday."]
        {
            assert!(story(&[(3, text)]).is_empty(), "{text}");
        }
        assert_eq!(story(&[(3, "The mill in Kelso will close.")]).len(), 1);
    }
}
