//! Remakes the shipped tables: words, and figures fitted to labelled sets.
//!
//! ```text
//! cargo run --release --features build-tables --bin build-tables -- facts \
//!     --wordnet /usr/share/wordnet --out src/fact/tables \
//!     bbc_news.jsonl reuters21578.jsonl ag_news_test.jsonl --half india_2020q1.jsonl.zst
//! cargo run --release --features build-tables --bin build-tables -- languages \
//!     --wordfreq wordfreq/data --out src/vector/background/wordfreq
//! cargo run --release --features build-tables --bin build-tables -- cut \
//!     --out src/cluster/fitted.tsv $SAMESTORY_DATA/stories/*.jsonl
//! cargo run --release --features build-tables --bin build-tables -- same-fact \
//!     --pairs labelled/facts --out src/fact/tables
//! ```
//!
//! `facts` writes `frequency.tsv` (sentences that hold a stem, for stems below the weight cap) and
//! `wordnet.tsv.zst` (format: `src/fact/tables.rs`) from WordNet's files and a background of news.
//! `languages` writes a table (format: `src/vector/background.rs`) for each language that the
//! Python package `wordfreq` lists the words of. `same-fact` fits `same_fact.tsv` on labelled
//! pairs and says how well the weights do on sets left out. The same inputs give the same bytes.

#![allow(clippy::print_stderr, reason = "a command says what it did")]

mod background;
mod cut;
mod labelled;
mod same_fact;
mod variants;
mod wordfreq;
mod wordnet;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Parser};
use samestory::fact::inflect::Inflection;
use samestory::fact::lexicon::IDF_CAP;

use crate::background::{Background, Share};
use crate::wordnet::WordNet;

/// Words whose stem stands in fewer background sentences are left out of the dictionary table.
const RAREST: u64 = 5;

/// Remakes the shipped tables.
#[derive(Parser)]
enum Command {
    /// The words that facts are compared by.
    Facts(Facts),
    /// The weights of the same-fact score.
    SameFact(SameFact),
    /// How common words are in languages other than English.
    Languages(Languages),
    /// Where to stop merging stories, and how likely a member is one.
    Cut(Cut),
}

#[derive(Args)]
struct Facts {
    /// Folder with WordNet 3.0's index, data, exception and cntlist.rev files.
    #[arg(long)]
    wordnet: PathBuf,
    /// Folder for the tables.
    #[arg(long)]
    out: PathBuf,
    /// Background news: JSON Lines with title and text, plain or .zst.
    background: Vec<PathBuf>,
    /// The same, of which one record in two is taken, by hash of its id.
    #[arg(long)]
    half: Vec<PathBuf>,
}

#[derive(Args)]
struct SameFact {
    /// Folder with the labelled sentence pairs, JSON Lines.
    #[arg(long)]
    pairs: PathBuf,
    /// Folder for the table.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Args)]
struct Languages {
    /// Folder with the package's word lists (`small_de.msgpack.gz` and so on).
    #[arg(long)]
    wordfreq: PathBuf,
    /// Folder for the tables.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Args)]
struct Cut {
    /// The table.
    #[arg(long)]
    out: PathBuf,
    /// Where to put the score of each set at each cut, if anywhere.
    #[arg(long)]
    curves: Option<PathBuf>,
    /// Labelled sets: JSON Lines of articles with a `cluster`.
    sets: Vec<PathBuf>,
}

fn main() -> Result<()> {
    match Command::parse() {
        Command::Facts(facts) => write_facts(&facts),
        Command::Cut(cut) => cut::write(&cut.sets, &cut.out, cut.curves.as_deref()),
        Command::SameFact(args) => write_same_fact(&args),
        Command::Languages(languages) => {
            wordfreq::write_tables(&languages.wordfreq, &languages.out)
        }
    }
}

fn write_facts(args: &Facts) -> Result<()> {
    let wordnet = WordNet::read(&args.wordnet)?;
    let inflection = Inflection::new(wordnet.irregular());
    let mut background = Background::new(&inflection);
    for path in &args.background {
        background.add(path, Share::All)?;
    }
    for path in &args.half {
        background.add(path, Share::Half)?;
    }
    eprintln!("{} sentences, {} stems", background.sentences(), background.stems());
    let frequency = background.table(f64::from(IDF_CAP));
    let dictionary = wordnet.table(|word| background.count(word) >= RAREST);
    eprintln!("{} frequencies, {} dictionary rows", rows(&frequency), rows(&dictionary));
    let packed = zstd::encode_all(dictionary.as_bytes(), 19)?;
    write(&args.out.join("frequency.tsv"), frequency.as_bytes())?;
    write(&args.out.join("wordnet.tsv.zst"), &packed)
}

fn write_same_fact(args: &SameFact) -> Result<()> {
    let (table, report) = same_fact::fit(&args.pairs)?;
    eprint!("{report}");
    write(&args.out.join("same_fact.tsv"), table.as_bytes())
}

fn rows(table: &str) -> usize {
    table.lines().filter(|line| !line.starts_with('#')).count()
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    eprintln!("{} ({} bytes)", path.display(), bytes.len());
    fs::write(path, bytes).with_context(|| path.display().to_string())
}
