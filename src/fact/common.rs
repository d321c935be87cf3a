//! What sentences of one fact have in common, as spans, for a reader to see why they were brought
//! together.
//!
//! The sentences are read again as the stage reads claims, and aligned by the same rules
//! ([`super::align`]): a word is common where another sentence has one of the same stem, a synonym,
//! a derivation, another spelling of the name or number; figures where they fill one slot and can
//! both be right; dates where they mean the same days. Opposites, wider terms and words that any
//! sentence has are not shown, nor numbers and dates that look alike and mean another time.
//!
//! Not seen here: what a claim takes from the sentences around it ("she", "this nation").

use jiff::civil::Date;

use super::align::{Alignment, Match, MatchKind};
use super::analyse::Analysers;
use super::date::{self, DateMention};
use super::lexicon::Lexicon;
use super::quantity::{self, Figures};
use super::term::{Sentence, Term, TermKind};
use super::words::Words;
use crate::article::Span;
use crate::text::tokens::tokenise;

/// The most that a function word weighs by itself.
const IDLE: f32 = 1.0;
/// Sentences that all others are laid beside; of a fact told in more ways, the later ones are
/// compared with these alone.
const MODELS: usize = 24;

/// A sentence, read.
pub struct Quote {
    sentence: Sentence,
    figures: Figures,
    dates: Vec<DateMention>,
}

/// Reads sentences of any language. It remembers words, so keep one per thread.
#[derive(Default)]
pub struct Reader(Analysers);

impl Reader {
    /// Reads a sentence of an article in `lang` that was published on a day.
    pub fn read(&mut self, text: &str, lang: &str, published: Option<Date>) -> Quote {
        let tokens = tokenise(text);
        let words = Words::new(text, &tokens).in_language(lang);
        let dates = date::find(&words, published);
        let figures = quantity::find(&words, &dates, Lexicon::shared());
        let sentence = self.0.of(lang).sentence(Span::new(0, text.len()), &words);
        Quote { sentence, figures, dates }
    }
}

/// The spans of each sentence that another of them has too: sorted, none overlapping another.
pub fn in_common(quotes: &[Quote]) -> Vec<Vec<Span>> {
    let mut spans: Vec<Vec<Span>> = quotes.iter().map(|_| Vec::new()).collect();
    let mut alignment = Alignment::default();
    for (j, b) in quotes.iter().enumerate() {
        for (i, a) in quotes[..j.min(MODELS)].iter().enumerate() {
            alignment.align(&a.sentence, &b.sentence);
            spans[i].extend(words(&alignment.a, a, b));
            spans[j].extend(words(&alignment.b, b, a));
            for (x, y) in figures(a, b).chain(dates(a, b)) {
                spans[i].push(x);
                spans[j].push(y);
            }
        }
    }
    spans.into_iter().map(merged).collect()
}

/// The terms of `own` that stand for some of `other`.
fn words<'a>(
    matches: &'a [Match],
    own: &'a Quote,
    other: &'a Quote,
) -> impl Iterator<Item = Span> + 'a {
    let terms = own.sentence.terms.iter().zip(matches);
    let common = |&(term, found): &(&Term, &Match)| {
        let is_likeness = found.kind <= MatchKind::Prefix;
        is_likeness && term.idf > IDLE && {
            let partner = &other.sentence.terms[usize::from(found.term)];
            // Whether numbers that differ agree is known by what they count.
            let is_number = |t: &Term| t.kind == TermKind::Number;
            let same = found.kind == MatchKind::Exact || !is_number(term) || !is_number(partner);
            same && one_time(own.date_at(term.span), other.date_at(partner.span))
        }
    };
    terms.filter(common).map(|(term, _)| term.span)
}

/// False where both stand in dates, and these have no day in common.
fn one_time(a: Option<&DateMention>, b: Option<&DateMention>) -> bool {
    a.zip(b).is_none_or(|(a, b)| date::compatible(a, b))
}

impl Quote {
    fn date_at(&self, span: Span) -> Option<&DateMention> {
        self.dates.iter().find(|date| date.span.overlaps(span))
    }
}

fn figures(a: &Quote, b: &Quote) -> impl Iterator<Item = (Span, Span)> {
    let agreeing = quantity::compare(&a.figures, &b.figures, Lexicon::shared()).agreeing;
    let spans =
        |p: quantity::Pairing| (a.figures.quantities[p.a].span, b.figures.quantities[p.b].span);
    agreeing.into_iter().map(spans)
}

/// Dates that both give as finely and that mean the same days.
fn dates(a: &Quote, b: &Quote) -> impl Iterator<Item = (Span, Span)> {
    let same = |x: &DateMention, y: &DateMention| x.days.is_some() && x.days == y.days;
    let all = a.dates.iter().flat_map(|x| b.dates.iter().map(move |y| (x, y)));
    all.filter(move |(x, y)| same(x, y)).map(|(x, y)| (x.span, y.span))
}

/// Sorted, with what overlaps as one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// The common words of sentences published on 13 September 2023, a Wednesday.
    fn common(sentences: &[&str]) -> Vec<Vec<String>> {
        let mut reader = Reader::default();
        let quotes: Vec<Quote> =
            sentences.iter().map(|s| reader.read(s, "en", Some(date(2023, 9, 13)))).collect();
        let words = |(spans, text): (Vec<Span>, &&str)| {
            spans.iter().map(|span| span.of(text).to_owned()).collect()
        };
        in_common(&quotes).into_iter().zip(sentences).map(words).collect()
    }

    #[test]
    fn stems_synonyms_and_names_are_common() {
        let found = common(&["Troops invaded Vietnam.", "An invasion by the Vietnamese reserves."]);
        assert_eq!(found, [["invaded", "Vietnam"], ["invasion", "Vietnamese"]]);
        let found = common(&["Two men were killed.", "The deaths of two people shocked Garrow."]);
        assert!(found[0].contains(&"killed".to_owned()), "{found:?}");
        assert!(found[1].contains(&"deaths".to_owned()), "{found:?}");
    }

    #[test]
    fn figures_are_common_where_they_agree() {
        let found = common(&[
            "The flood killed twelve people in Tavra.",
            "In Tavra 12 people were killed.",
            "In Tavra 19 people were killed.",
        ]);
        let holds = |at: usize, word: &str| found[at].iter().any(|span| span.contains(word));
        assert!(holds(0, "twelve") && holds(1, "12") && !holds(2, "19"), "{found:?}");
        assert!(holds(2, "Tavra") && holds(2, "killed"), "{found:?}");
    }

    #[test]
    fn dates_are_common_where_they_mean_one_day() {
        let found = common(&["It fell on Monday.", "It fell on September 11, 2023."]);
        assert!(found[0].contains(&"Monday".to_owned()), "{found:?}");
        assert!(found[1].iter().any(|span| span.starts_with("September 11")), "{found:?}");
        let found = common(&["It fell in 2021.", "It fell in 2022."]);
        assert_eq!(found, [["fell"], ["fell"]]);
    }

    #[test]
    fn a_sentence_alone_has_nothing_in_common() {
        assert_eq!(common(&["The bridge fell."]), [Vec::<String>::new()]);
        assert!(common(&[]).is_empty());
        let unlike = common(&["The bridge fell.", "Schools reopen tomorrow."]);
        assert!(unlike.iter().all(Vec::is_empty), "{unlike:?}");
    }

    #[test]
    fn a_sentence_told_in_many_ways_is_laid_beside_the_first() {
        let many = vec!["The bridge at Tavra fell."; MODELS + 10];
        let found = common(&many);
        assert!(found.iter().all(|words| words == &found[0]) && !found[0].is_empty(), "{found:?}");
    }
}
