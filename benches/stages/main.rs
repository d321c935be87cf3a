//! What each stage costs, from nothing to ten thousand articles: `cargo bench --bench stages`.
//!
//! Inputs are made up (see `made`) and read into memory first. Stages behind the reading are timed as
//! runs up to them, for each rests on the ones before: subtract. Rates are of input bytes and of
//! articles.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

mod made;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use samestory::article::{ArticleId, Corpus};
use samestory::dedup::fingerprint::Fingerprint;
use samestory::dedup::index::CopyIndex;
use samestory::fact::pairs::PairJudge;
use samestory::pipeline::{Goal, Pipeline, Settings};
use samestory::report::run_info::RunFacts;
use samestory::report::{self, Format};
use samestory::text::language::detect;
use samestory::text::sentences;
use samestory::text::tokens::tokenise;
use samestory::text::words::words;
use samestory::{dedup, read};

const SIZES: [usize; 5] = [0, 1, 100, 1_000, 10_000];
const SEED: u64 = 7;

fn main() {
    divan::main();
}

fn corpus(articles: usize) -> (Corpus, usize) {
    let rows = made::json_lines(articles, SEED);
    let corpus = read::jsonl(&rows[..]).unwrap();
    assert_eq!(corpus.len(), articles);
    (corpus, rows.len())
}

fn texts(articles: usize) -> Vec<String> {
    let (corpus, _) = corpus(articles);
    (0..articles as u32).map(|id| corpus.text(ArticleId(id)).unwrap()).collect()
}

/// JSON Lines to a corpus.
#[divan::bench(args = SIZES)]
fn read_json_lines(bencher: Bencher<'_, '_>, articles: usize) {
    let rows = made::json_lines(articles, SEED);
    bencher
        .counter(BytesCount::new(rows.len()))
        .counter(ItemsCount::new(articles))
        .bench(|| assert_eq!(read::jsonl(&rows[..]).unwrap().len(), articles));
}

/// A function over the texts of a thousand articles.
fn over_texts<T>(bencher: Bencher<'_, '_>, look: impl Fn(&str) -> T + Sync) {
    let texts = texts(1_000);
    let bytes: usize = texts.iter().map(String::len).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .counter(ItemsCount::new(texts.len()))
        .bench(|| texts.iter().map(|text| look(text)).map(divan::black_box).count());
}

/// The hashed word stream.
#[divan::bench]
fn text_words(bencher: Bencher<'_, '_>) {
    over_texts(bencher, |text| words(text).count());
}

/// Which language.
#[divan::bench]
fn text_language(bencher: Bencher<'_, '_>) {
    over_texts(bencher, detect);
}

/// Tokens and sentences, as facts need them.
#[divan::bench]
fn text_tokens(bencher: Bencher<'_, '_>) {
    over_texts(bencher, |text| (tokenise(text).len(), sentences::split(text, "en").len()));
}

/// Fingerprints.
#[divan::bench]
fn copies_fingerprints(bencher: Bencher<'_, '_>) {
    over_texts(bencher, Fingerprint::of);
}

/// Copies as they come, one article at a time.
#[divan::bench]
fn copies_index(bencher: Bencher<'_, '_>) {
    let texts = texts(1_000);
    bencher.counter(ItemsCount::new(texts.len())).bench(|| {
        let mut index = CopyIndex::new(dedup::Settings::default());
        let named = |(at, text): (usize, &String)| index.add(&at.to_string(), "Post", text);
        let copies = texts.iter().enumerate().filter_map(named).count();
        assert!(copies > 50, "one in ten is a copy");
    });
}

/// A run up to a stage.
fn run_to(bencher: Bencher<'_, '_>, goal: Goal, articles: usize) {
    let (corpus, bytes) = corpus(articles);
    let pipeline = Pipeline::new(Settings { goal, ..Settings::default() }).unwrap();
    bencher
        .counter(BytesCount::new(bytes))
        .counter(ItemsCount::new(articles))
        .bench(|| assert_eq!(pipeline.run(&corpus).unwrap().articles.len(), articles));
}

/// Up to copies.
#[divan::bench(args = SIZES)]
fn run_to_copies(bencher: Bencher<'_, '_>, articles: usize) {
    run_to(bencher, Goal::Copies, articles);
}

/// Up to stories.
#[divan::bench(args = SIZES)]
fn run_to_stories(bencher: Bencher<'_, '_>, articles: usize) {
    run_to(bencher, Goal::Stories, articles);
}

/// Up to facts.
#[divan::bench(args = SIZES)]
fn run_to_facts(bencher: Bencher<'_, '_>, articles: usize) {
    run_to(bencher, Goal::Facts, articles);
}

/// Everything, as the command does it: reading in one pass, all stages.
#[divan::bench(args = SIZES, sample_count = 10)]
fn whole(bencher: Bencher<'_, '_>, articles: usize) {
    let rows = made::json_lines(articles, SEED);
    let pipeline = Pipeline::new(Settings::default()).unwrap();
    bencher
        .counter(BytesCount::new(rows.len()))
        .counter(ItemsCount::new(articles))
        .with_inputs(|| read::Inputs::json_lines("-", std::io::Cursor::new(rows.clone())))
        .bench_values(|inputs| {
            let run = pipeline.read_and_run(&inputs, &()).unwrap();
            assert_eq!(run.analysis.articles.len(), articles);
        });
}

/// Sentence pairs, new sentences each time.
#[divan::bench]
fn pairs(bencher: Bencher<'_, '_>) {
    let texts = texts(200);
    let sentences: Vec<&str> = texts.iter().flat_map(|text| text.split_inclusive(". ")).collect();
    let pairs: Vec<&[&str]> = sentences.chunks_exact(2).collect();
    bencher.counter(ItemsCount::new(pairs.len())).bench(|| {
        let mut judge = PairJudge::for_language("en");
        pairs.iter().map(|pair| divan::black_box(judge.score(pair[0], pair[1]))).count()
    });
}

/// The page.
#[divan::bench(args = [100, 1_000])]
fn report_html(bencher: Bencher<'_, '_>, articles: usize) {
    let (corpus, _) = corpus(articles);
    let analysis = Pipeline::new(Settings::default()).unwrap().run(&corpus).unwrap();
    bencher.counter(ItemsCount::new(articles)).bench(|| {
        let mut page = Vec::new();
        report::write(Format::Html, &analysis, &RunFacts::default(), &mut page).unwrap();
        assert!(page.len() > 1_000);
    });
}
