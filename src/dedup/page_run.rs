//! Pages that only the run shows to be no articles: a notice, an advertisement or a caption where
//! the text should be.
//!
//! Two signs, both within one outlet:
//!
//! - *one body under unlike headlines*: five or more of them; or two, where the body is short and
//!   holds hardly a word of either (a teaser of something else);
//! - *nothing but standing lines*: a short body whose lines stand in many other short bodies, but
//!   for the caption of a picture. Lines are compared without their figures, so that a date does
//!   not hide them.
//!
//! Without them such pages would be copies of each other, or stand inside an article by chance.

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use super::Settings;
use super::page_kind::Page;
use super::prints::Print;
use crate::article::{ArticleId, Corpus};
use crate::error::Result;
use crate::text::words::{self, mix};

/// Different headlines that one body must have.
const TITLES: usize = 5;
/// Words of a body that may be a teaser or a notice.
const SHORT: u32 = 120;
/// Words of a body that may be a caption.
const CAPTION: u32 = 30;
/// Different headlines of an outlet over short bodies that hold a standing line.
const STANDING: usize = 10;
/// Words beside the standing lines, in a body that says nothing.
const OWN_WORDS: usize = 10;
/// Texts read at a time.
const AT_ONCE: usize = 1000;

/// Ends the reading pass: finds the kinds that only the run shows, and takes the fingerprints of all
/// pages that are no articles, so that they have no copies; unless `settings` want all pages.
///
/// # Errors
/// If a text can no longer be read.
pub fn settle(
    corpus: &Corpus,
    pages: &mut [Page],
    prints: &mut [Print],
    settings: &Settings,
) -> Result<()> {
    let mut mark = |ids: Vec<ArticleId>, sign| {
        for id in ids {
            let page = &mut pages[id.index()];
            if *page == Page::Article {
                *page = sign;
            }
        }
    };
    mark(repeated_bodies(corpus, prints)?, Page::RepeatedBody);
    mark(without_own_words(corpus, prints)?, Page::StandingLines);
    for (page, print) in pages.iter_mut().zip(prints) {
        if print.words == 0 {
            *page = Page::NoWords;
        } else if *page != Page::Article && !settings.all_pages {
            *print = Print::default();
        }
    }
    Ok(())
}

/// The articles whose texts [`settle`] looks into.
pub fn looked_into(corpus: &Corpus, prints: &[Print]) -> Vec<ArticleId> {
    let body = |id: &ArticleId| (prints[id.index()].exact, corpus.record(*id).source().name());
    let ids = (0..corpus.len() as u32).map(ArticleId);
    let may_be_teaser = |id: &ArticleId| (1..=SHORT).contains(&prints[id.index()].words);
    let mut short: Vec<ArticleId> = ids.filter(may_be_teaser).collect();
    short.par_sort_unstable_by(|a, b| (body(a), a).cmp(&(body(b), b)));
    let runs = short.chunk_by(|a, b| body(a) == body(b)).filter(|run| run.len() > 1);
    let mut wanted: Vec<ArticleId> = runs.map(|run| run[0]).collect();
    wanted.extend(captions(corpus, prints));
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

/// Articles with a headline and hardly a body.
fn captions(corpus: &Corpus, prints: &[Print]) -> Vec<ArticleId> {
    (0..corpus.len() as u32)
        .map(ArticleId)
        .filter(|id| (1..=CAPTION).contains(&prints[id.index()].words))
        .filter(|id| !corpus.record(*id).title().trim().is_empty())
        .collect()
}

/// Articles whose body stands under unlike headlines of one outlet.
fn repeated_bodies(corpus: &Corpus, prints: &[Print]) -> Result<Vec<ArticleId>> {
    let body = |id: &ArticleId| (prints[id.index()].exact, corpus.record(*id).source().name());
    let ids = (0..corpus.len() as u32).map(ArticleId);
    let mut bodies: Vec<ArticleId> = ids.filter(|id| prints[id.index()].words > 0).collect();
    bodies.par_sort_unstable_by(|a, b| (body(a), a).cmp(&(body(b), b)));
    let mut found = Vec::new();
    for run in bodies.chunk_by(|a, b| body(a) == body(b)).filter(|run| run.len() > 1) {
        let titles = titles(run.iter().map(|id| corpus.record(*id).title()));
        let first = run[0];
        let short = prints[first.index()].words <= SHORT;
        let is_teaser = short && titles.len() > 1 && is_of_none(&corpus.text(first)?, &titles);
        if is_teaser || are_unlike(&titles) {
            found.extend(run);
        }
    }
    Ok(found)
}

/// The different headlines.
fn titles<'a>(titles: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut titles: Vec<&str> = titles.map(str::trim).filter(|t| !t.is_empty()).collect();
    titles.sort_unstable();
    titles.dedup();
    titles
}

fn word_set(text: &str) -> HashSet<u64> {
    words::words(text).map(|w| w.hash).collect()
}

/// True for five or more headlines that hardly share a word with the first.
fn are_unlike(titles: &[&str]) -> bool {
    if titles.len() < TITLES {
        return false;
    }
    let first = word_set(titles[0]);
    let like = |title: &&&str| {
        let other = word_set(title);
        first.intersection(&other).count() * 2 > first.len().min(other.len())
    };
    titles[1..].iter().filter(like).count() * 2 < titles.len()
}

/// True where the body holds hardly a word of the headlines, nor they of each other.
fn is_of_none(body: &str, titles: &[&str]) -> bool {
    /// Letters of a word that may tell what a text is about.
    const TELLING: usize = 4;
    let telling = |title: &str| -> HashSet<u64> {
        let words = words::words(title);
        words.filter(|w| w.span.of(title).chars().count() >= TELLING).map(|w| w.hash).collect()
    };
    let body = word_set(body);
    let first = telling(titles[0]);
    let foreign = |title: &HashSet<u64>, to: &HashSet<u64>| {
        title.len() > 2 && title.intersection(to).count() * 4 <= title.len()
    };
    foreign(&first, &body)
        && titles[1..].iter().all(|title| {
            let title = telling(title);
            foreign(&title, &body) && foreign(&title, &first)
        })
}

/// Articles with a headline and a short body that has hardly a word beside lines that many short
/// bodies of the outlet hold.
fn without_own_words(corpus: &Corpus, prints: &[Print]) -> Result<Vec<ArticleId>> {
    let ids = captions(corpus, prints);
    let mut bodies: Vec<Vec<Line>> = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        bodies.extend(corpus.texts(ids)?.iter().map(|text| lines(text)));
    }
    let outlet = |id: &ArticleId| corpus.record(*id).source().name();
    // Headlines over each line, as far as they matter: one brief may be sent many times.
    let mut held: HashMap<(&str, u64), HashSet<&str>> = HashMap::new();
    for (id, body) in ids.iter().zip(&bodies) {
        for line in body {
            let titles = held.entry((outlet(id), line.hash)).or_default();
            if titles.len() < STANDING {
                titles.insert(corpus.record(*id).title().trim());
            }
        }
    }
    let says_nothing = |(id, body): &(&ArticleId, &Vec<Line>)| {
        let stands = |line: &&Line| held[&(outlet(id), line.hash)].len() >= STANDING;
        let own = body.iter().filter(|line| !stands(line));
        body.iter().any(|line| stands(&line))
            && own.clone().map(|line| line.words).sum::<usize>() <= OWN_WORDS
            && !own.clone().any(|line| line.is_sentence)
    };
    Ok(ids.iter().zip(&bodies).filter(says_nothing).map(|(id, _)| *id).collect())
}

/// A line of a short body.
struct Line {
    /// Of its words, figures aside.
    hash: u64,
    words: usize,
    is_sentence: bool,
}

fn lines(text: &str) -> Vec<Line> {
    let line = |line: &str| {
        let of = |hash, word: &words::Word| mix(hash, word.hash);
        let figure = |word: &words::Word| word.span.of(line).starts_with(|c: char| c.is_numeric());
        let words: Vec<words::Word> = words::words(line).collect();
        Line {
            hash: words.iter().filter(|word| !figure(word)).fold(0, of),
            words: words.len(),
            is_sentence: line.trim_end().ends_with(['.', '!', '?', '。', '।', '؟', '"', '”']),
        }
    };
    text.lines().map(line).filter(|line| line.words > 0).collect()
}

#[cfg(test)]
mod tests {
    use PageKind::{Article, Stub};

    use super::super::fingerprint::Fingerprint;
    use super::super::prints::PrintWriter;
    use super::*;
    use crate::analysis::PageKind;
    use crate::article::{Location, Record, Source, TextStore};

    struct Bodies(Vec<String>);

    impl TextStore for Bodies {
        fn text(&self, id: ArticleId) -> Result<String> {
            Ok(self.0[id.index()].clone())
        }
    }

    /// The kinds of articles of one outlet, given as headline and body.
    fn kinds(articles: &[(String, String)]) -> Vec<PageKind> {
        let record = |(at, (title, _)): (usize, &(String, String))| {
            Record::of(&crate::article::Article {
                key: format!("{at:03}"),
                source: Source::named("Ledger"),
                published: None,
                title: title.clone(),
                text: String::new(),
                url: None,
                lang: None,
                location: Location { file: "f".into(), record: at as u64, offset: 0 },
            })
        };
        let records: Vec<Record> = articles.iter().enumerate().map(record).collect();
        let ids = (0..records.len() as u32).map(ArticleId).collect();
        let bodies: Vec<String> = articles.iter().map(|(_, body)| body.clone()).collect();
        let mut writer = PrintWriter::new(0, std::env::temp_dir());
        let mut prints: Vec<Print> =
            bodies.iter().map(|body| writer.put(&Fingerprint::of(body))).collect();
        let corpus = Corpus::new(records, ids, Box::new(Bodies(bodies)), Vec::new(), 0);
        let mut pages = vec![Page::default(); articles.len()];
        settle(&corpus, &mut pages, &mut prints, &Settings::default()).expect("bodies are held");
        pages.iter().map(|page| page.kind()).collect()
    }

    fn articles(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(title, body)| ((*title).to_owned(), (*body).to_owned())).collect()
    }

    #[test]
    fn one_body_under_unlike_headlines() {
        let unlike = ["River floods", "Bank fined", "Team wins", "Mayor quits", "Road shut"];
        assert!(are_unlike(&unlike));
        assert!(!are_unlike(&unlike[..4]), "too few");
        let alike = (0..6).map(|i| format!("River floods the town of Marlow, page {i}"));
        let alike: Vec<String> = alike.collect();
        assert!(!are_unlike(&titles(alike.iter().map(String::as_str))));
    }

    #[test]
    fn a_teaser_under_two_headlines_is_told_from_a_brief_with_a_new_headline() {
        let teaser = "Our readers chose the ten best gardens of the county for the summer issue.";
        let brief = "The bridge at Marlow was closed on Monday after a lorry struck its railing.";
        let kinds = kinds(&articles(&[
            ("Council quarrels over budget again", teaser),
            ("Goalkeeper leaves Rovers after nine seasons", teaser),
            ("Marlow bridge closed after collision", brief),
            ("Lorry strikes railing, traffic diverted", brief),
        ]));
        assert_eq!(kinds, [Stub, Stub, Article, Article]);
    }

    #[test]
    fn standing_lines_and_a_caption_say_nothing() {
        let mut list: Vec<(String, String)> = (0..12)
            .map(|day| {
                (
                    format!("Headline {day}"),
                    format!("From our issue of {day} May\n\nFile picture {day}"),
                )
            })
            .collect();
        list[10].1 = "From our issue of 3 May\n\nThe mayor of Denby (Agency)".into();
        list[11].1 = "From our issue of 3 May\n\nThe mayor of Denby quit.".into();
        list.push(("Headline".into(), "The mayor of Denby".into()));
        let kinds = kinds(&list);
        assert!(kinds[..11].iter().all(|kind| *kind == Stub), "{kinds:?}");
        assert_eq!(kinds[11..], [Article; 2]);
    }
}
