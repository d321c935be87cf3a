//! What must hold for any bytes whatsoever, for `tests/hostile_bytes.rs` and the fuzz targets: not
//! only that nothing panics, but that nothing is lost, nothing depends on where a stream was cut,
//! and every span lies on character borders inside its field.

#![allow(clippy::unwrap_used, reason = "what cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::ops::Range;

use samestory::article::{ArticleId, Corpus, Field, Rejected, Span};
use samestory::fact::analyse::Analyser;
use samestory::fact::claim::{InStory, claims};
use samestory::fact::pairs::{PairInput, PairJudge};
use samestory::read::{self, Filtered, Inputs, Settings, preview, scan};
use samestory::text::{agency, language, sentences, tokens, words};

/// Sizes of pieces: whole, and so small that every record is cut somewhere.
const PIECES: [usize; 2] = [1 << 20, 61];

/// Reads `bytes` as a file of this name, in pieces of several sizes, and checks what comes of it.
pub fn read(name: &str, bytes: &[u8]) -> Corpus {
    let [whole, cut] = PIECES.map(|piece| read_in_pieces(name, bytes, piece));
    let told = |corpus: &Corpus| (corpus.records().to_vec(), corpus.rejected.clone());
    assert_eq!(told(&whole), told(&cut), "the size of pieces shows");
    let looked = preview(&stream(name, bytes), &Settings::default()).unwrap();
    assert!(looked.seen >= whole.len() as u64, "a look sees less than a run");
    whole
}

fn stream(name: &str, bytes: &[u8]) -> Inputs {
    Inputs::stream(name, Cursor::new(bytes.to_vec()))
}

fn read_in_pieces(name: &str, bytes: &[u8], piece: usize) -> Corpus {
    let settings = Settings { piece, ..Settings::default() };
    let each = |(): &mut (), article: &samestory::article::Article| article.text.clone();
    let pass = scan(&stream(name, bytes), &settings, || (), each, &|_, _| Ok(())).unwrap();
    let ids: Vec<ArticleId> = (0..pass.corpus.len() as u32).map(ArticleId).collect();
    assert_eq!(pass.corpus.texts(&ids).unwrap(), pass.products, "the store gives other texts");
    assert!(pass.inputs[0].bytes <= bytes.len() as u64, "more was read than there is");
    articles(&pass.corpus, &pass.products);
    rows(name, &pass.corpus);
    nothing_lost(&pass.corpus, pass.filtered);
    pass.corpus
}

fn articles(corpus: &Corpus, texts: &[String]) {
    let is_control = |c: char| c.is_ascii_control() && !matches!(c, '\n' | '\t' | '\r');
    for (record, text) in corpus.records().iter().zip(texts) {
        assert!(!record.key().is_empty() && record.location().record > 0, "{record:?}");
        assert!(!record.title().is_empty() || !text.is_empty(), "{record:?}");
        assert!(!record.title().contains(is_control) && !text.contains(is_control), "{record:?}");
    }
}

/// Everything that is told names its file, and a reason in words.
fn rows(name: &str, corpus: &Corpus) {
    for row in &corpus.rejected {
        assert!(row.file.starts_with(name) && row.reason.contains(' '), "{row:?}");
        assert_eq!(row.record.is_some(), row.offset.is_some(), "{row:?}");
    }
}

/// Every record is an article, told, or counted as a repeat or as no page. Blank lines are records
/// of JSON Lines that nobody misses, so files of them are left out here. A damaged row group of
/// Parquet is told once, with the number of its rows.
fn nothing_lost(corpus: &Corpus, filtered: Filtered) {
    let mut seen: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for record in corpus.records() {
        let place = record.location();
        seen.entry(&place.file).or_default().insert(place.record);
    }
    for row in &corpus.rejected {
        seen.entry(&row.file).or_default().extend(row.record);
    }
    let lost =
        |records: &BTreeSet<u64>| records.last().map_or(0, |last| last - records.len() as u64);
    let lines = |file: &str| file.contains(".jsonl");
    let lost: u64 =
        seen.iter().filter(|(file, _)| !lines(file)).map(|(_, records)| lost(records)).sum();
    let more = |row: &Rejected| {
        let count =
            row.reason.split_once("is not read, with ")?.1.split_once(" more of row group ")?.0;
        count.parse::<u64>().ok()
    };
    let told = corpus.rejected.iter().filter_map(more).fold(0, u64::saturating_add);
    let counted = told.saturating_add(corpus.repeated + filtered.no_page);
    assert!(lost <= counted, "{lost} lost, {counted} counted: {seen:?}");
}

/// A date of a record: where one is read it stands for a moment that can be written and read again.
pub fn date(text: &str) {
    if let Some(time) = read::date::parse(text) {
        assert_eq!(read::date::parse(&time.to_string()), Some(time), "{text}");
    }
    if let Ok(number) = text.trim().parse() {
        drop(read::date::from_number(number).map(|time| time.to_string()));
    }
}

/// The stages that a text goes through on its own.
pub fn text(text: &str) {
    let lang = language::detect(text).code();
    let mut at = 0;
    for word in words::words(text) {
        at = within(text, word.span, at);
    }
    let all = tokens::tokenise(text);
    at = 0;
    for token in &all {
        at = within(text, token.span, at);
    }
    at = 0;
    for span in sentences::split(text, lang) {
        at = within(text, span, at);
        assert_eq!(span.of(text).trim(), span.of(text));
    }
    drop(agency::credited(text));
    for lang in [lang, "en"] {
        facts(text, lang);
    }
}

/// The claims of a text; the first line is its title.
fn facts(text: &str, lang: &str) {
    let (title, body) = text.split_once('\n').unwrap_or(("", text));
    let day = jiff::civil::date(2023, 9, 10);
    let place = InStory {
        article: ArticleId(0),
        order: 0,
        outlet: 0,
        published: Some(day),
        near: Some(day),
    };
    for claim in claims(place, title, body, lang, &Analyser::for_language(lang)) {
        let field = if claim.field == Field::Title { title } else { body };
        within(field, claim.span, 0);
        let dates = claim.dates.iter().chain(&claim.times).map(|date| date.span);
        let terms = claim.sentence.terms.iter().map(|term| term.span);
        let figures = claim.figures.quantities.iter().map(|quantity| quantity.span);
        for span in dates.chain(terms).chain(figures).chain(claim.denied) {
            within(field, span, 0);
        }
        for quantity in &claim.figures.quantities {
            assert!(!quantity.low.is_nan() && !quantity.high.is_nan(), "{quantity:?}");
            assert!(quantity.low <= quantity.high, "{quantity:?}");
        }
    }
}

/// Two sentences: a probability, and the same one the other way round.
pub fn pair(a: &str, b: &str) {
    let mut judge = PairJudge::for_language("en");
    let mut judged = |a: &str, b: &str| {
        judge.judge(&PairInput { id: "1".to_owned(), a: a.to_owned(), b: b.to_owned() })
    };
    let (one, two) = (judged(a, b), judged(b, a));
    for out in [&one, &two] {
        assert!((0.0..=1.0).contains(&out.same), "{out:?}");
        assert!(out.values.iter().all(|value| !value.is_nan()), "{out:?}");
    }
    assert_eq!(one.verdict, two.verdict, "{a:?} {b:?}");
}

/// A span on character borders of its field, not empty, that begins no sooner than `from`; returns
/// its end.
fn within(field: &str, span: Span, from: usize) -> usize {
    let Range { start, end } = span.start as usize..span.end as usize;
    assert!(start >= from && start < end && end <= field.len(), "{span:?} after {from}");
    assert!(field.is_char_boundary(start) && field.is_char_boundary(end), "{span:?}");
    end
}
