//! The command line as typed: what was asked for, not yet what will be done.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use samestory::report::rows::RowFormat;

/// Finds the same text, the same story and the same fact in a dump of news articles.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100, propagate_version = true)]
#[command(
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some records were rejected."
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Everything: copies, stories and facts, into a result folder
    Run {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        common: Common,
        /// The result folder; one that exists is replaced only if samestory made it
        #[arg(short, long, value_name = "DIR")]
        #[arg(required_unless_present_any = ["dry_run", "show_settings"])]
        output: Option<PathBuf>,
        /// Formats of its tables: jsonl, which is always there, and parquet beside it
        #[arg(long, value_name = "FORMAT", value_delimiter = ',', default_value = "jsonl")]
        format: Vec<TableFormat>,
        /// Memory to take, about (2G): dated input that needs more is sorted by day on disk and looked
        /// at a window of days at a time. Stopped, the same command goes on where it was
        #[arg(long, value_name = "SIZE", value_parser = crate::bounded::size)]
        max_memory: Option<u64>,
    },
    /// Copies only, as rows {"id","cluster",...}
    ///
    /// With the result folder of `run` as the only INPUT, the finished run is grouped again under
    /// another --threshold or --keep, from its pairs.jsonl and without the texts. Above the run's
    /// own threshold the groups are those of a fresh run (the links in `related` may differ);
    /// below it, pairs that the run rejected for their score are taken for copies without asking
    /// whether they are templates or boilerplate, which a fresh run asks.
    Dedup(Dedup),
    /// Stories only, as rows {"id","cluster",...}
    Cluster(Rows),
    /// Facts only, a row a fact
    Facts(Rows),
    /// Compares these articles: facts shared, in conflict, only in one
    Compare {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        common: Common,
    },
    /// Scores sentence pairs {"id","a","b"}: same fact, conflict or different
    Pairs {
        /// JSON Lines of {"id","a","b"}; `-` for standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Where the rows go; standard output if left out
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
    /// Tells why articles are where they are, or what a fact rests on
    ///
    /// In words and numbers: copies, story, score and its parts, the nearest others, facts. For
    /// two articles also the terms that they share, for which their texts are read again from
    /// where the run read them.
    Explain {
        /// A result folder of `run`
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// One article, or two, or a fact (f-1)
        #[arg(value_name = "ID", required = true, num_args = 1..=2)]
        ids: Vec<String>,
        /// Prints JSON
        #[arg(long)]
        json: bool,
    },
    /// Adds new articles to what is known, a day or an hour at a time
    ///
    /// STATE is a folder that remembers the articles of the last weeks (made by the first update).
    /// The result folder holds what is open: the new articles and those of the last days, with their
    /// stories and facts, which keep their names from one update to the next, and the copies of new
    /// articles, however old. The state takes in the articles when the result is complete; the same
    /// command again, after a crash or by mistake, does no harm.
    Update {
        /// The folder of the state
        #[arg(value_name = "STATE")]
        state: PathBuf,
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        common: Common,
        /// The result folder; one that exists is replaced only if samestory made it
        #[arg(short, long, value_name = "DIR")]
        #[arg(required_unless_present_any = ["dry_run", "show_settings"])]
        output: Option<PathBuf>,
        /// Formats of its tables: jsonl, which is always there, and parquet beside it
        #[arg(long, value_name = "FORMAT", value_delimiter = ',', default_value = "jsonl")]
        format: Vec<TableFormat>,
    },
    /// Tells what changed between two runs
    ///
    /// Stories that are new, have grown, were split or merged, are gone; facts that appeared, changed
    /// their verdict or their figures, or came into conflict. Articles are known by their ids, facts
    /// by the sentences that they quote.
    Diff {
        /// The earlier result folder
        #[arg(value_name = "BEFORE")]
        before: PathBuf,
        /// The later result folder
        #[arg(value_name = "AFTER")]
        after: PathBuf,
        /// Prints JSON Lines, a change a row
        #[arg(long)]
        json: bool,
    },
    /// Renders the reports of a result folder again
    Report(Report),
    /// Scores a result against truth
    Eval {
        /// What to score
        kind: EvalKind,
        /// The truth: JSON Lines {"id","cluster"} or TSV id, cluster; facts as JSON; pairs as JSON Lines
        #[arg(long, value_name = "FILE")]
        gold: PathBuf,
        /// For pairs: the field of the truth that holds the label
        #[arg(long, value_name = "FIELD", default_value = "label")]
        label: String,
        /// A result folder, or a file of rows
        #[arg(value_name = "RESULT")]
        result: PathBuf,
        /// Prints JSON
        #[arg(long)]
        json: bool,
    },
    /// Fits settings to one's own labels, and tells whether that holds
    ///
    /// Tries cuts and weights (stories) or containments (duplicates) on the input and scores each
    /// against the labels. What is advised, as a samestory.toml, was better than the settings as
    /// they are on labels that it was not chosen on.
    Tune(Tune),
    /// Builds a table of how common words are, from plenty of articles of one language
    Background {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        common: Common,
        /// The table
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Prints completions for a shell
    #[command(hide = true)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Writes the manual pages, one a command, into a folder
    #[command(hide = true)]
    Man {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// `tune`.
#[derive(Debug, Args)]
pub struct Tune {
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub common: Common,
    /// The labels: JSON Lines {"id","cluster"} or TSV id, cluster
    #[arg(long, value_name = "FILE")]
    pub gold: PathBuf,
    /// What the labels are about
    #[arg(long, value_enum, default_value_t = TuneKind::Stories)]
    pub kind: TuneKind,
    /// Where the samestory.toml goes; standard output if left out
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What `tune` fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TuneKind {
    /// Stories: the cut and the weights of the views
    Stories,
    /// Copies: the containment
    Duplicates,
}

/// `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// A result folder
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// What to render: html (and parquet, all tables) into the folder, the others to standard output
    #[arg(long, value_name = "FORMAT", default_value = "html")]
    pub format: String,
    /// Only this story with its facts, for the formats markdown and csv
    #[arg(long, value_name = "ID")]
    pub story: Option<String>,
    /// Makes the page from this template instead of the shipped one (minijinja; it sees the same
    /// values and may include the shipped templates by name)
    #[arg(long, value_name = "FILE")]
    pub template: Option<PathBuf>,
    /// Tells on the page how well the result matches a truth, as `eval` measures it: stories=FILE,
    /// duplicates=FILE, facts=FILE
    #[arg(long, value_name = "KIND=FILE")]
    pub gold: Vec<String>,
    /// Shortens the summary for `--format terminal` and says nothing else
    #[arg(short, long)]
    pub quiet: bool,
}

/// `dedup`, with what it alone can do.
#[derive(Debug, Args)]
pub struct Dedup {
    #[command(flatten)]
    pub rows: Rows,
    /// Share of the smaller text that must stand in the larger for a copy, .3 to 1
    #[arg(long, value_name = "SHARE")]
    pub threshold: Option<f32>,
    /// Writes the cleaned dump as JSON Lines: what is left when copies and pages that are no
    /// articles are taken out
    #[arg(long, value_name = "FILE")]
    pub write_kept: Option<PathBuf>,
    /// Checks the run by brute force on so many articles, and tells what it missed
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "200")]
    pub audit: Option<usize>,
    /// Prints how surely copies of each share and length are met, and stops
    #[arg(long)]
    pub curve: bool,
}

/// A command that writes rows.
#[derive(Debug, Args)]
pub struct Rows {
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub common: Common,
    /// Where the rows go; standard output if left out
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How the rows are put down
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub format: TableFormat,
}

/// How the rows of a table are put down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// JSON Lines
    Jsonl,
    /// Parquet
    #[cfg(feature = "parquet")]
    Parquet,
}

impl From<TableFormat> for RowFormat {
    fn from(format: TableFormat) -> Self {
        match format {
            TableFormat::Jsonl => Self::JsonLines,
            #[cfg(feature = "parquet")]
            TableFormat::Parquet => Self::Parquet,
        }
    }
}

/// What to read, and what of it to take.
#[derive(Debug, Args)]
pub struct Input {
    /// Files, folders or patterns such as 'news/**/*.csv'; `-` for standard input. JSON, CSV, HTML,
    /// feeds, WARC, Parquet and text, also packed or in archives
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    /// Names a field: `--map title=headline`
    #[arg(long, value_name = "FIELD=NAME")]
    pub map: Vec<String>,
    /// Takes articles from this date on (undated ones are left out)
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Takes articles up to this date, inclusive: its whole day where it states no time
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Takes articles of these languages (codes such as en), by their lang field
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub lang: Vec<String>,
    /// Takes articles of these outlets
    #[arg(long, value_name = "OUTLET")]
    pub source: Vec<String>,
    /// Takes so many articles, chosen by the seed
    #[arg(long, value_name = "N")]
    pub sample: Option<usize>,
    /// Chooses the sample
    #[arg(long, value_name = "S", default_value_t = 1, requires = "sample")]
    pub seed: u64,
    /// Which of several copies survives: earliest, longest, first (in the input), field:NAME (the
    /// least value of that field, numbers before words), or outlets in order of trust:
    /// `--keep "Reuters,The Ledger"`
    #[arg(long, value_name = "POLICY")]
    pub keep: Option<String>,
    /// Takes section fronts, consent walls, paywall stubs, live blogs and digests for articles
    #[arg(long)]
    pub all_pages: bool,
    /// Lists what one outlet alone carries, or several print in the same words, in stories of two
    /// outlets too, not only in larger ones
    #[arg(long)]
    pub singles: bool,
    /// Outlets of one owner, which count as one witness: a file with an outlet (name or domain), a
    /// tab and its owner on each line
    #[arg(long, value_name = "FILE")]
    pub families: Option<PathBuf>,
    /// Weighs words, and cuts stories, as the run in this result folder did
    #[arg(long, value_name = "DIR")]
    pub basis: Option<PathBuf>,
    /// Tells what the input holds, which fields were guessed, and about how long and how much
    /// memory it would take, and stops
    #[arg(long)]
    pub dry_run: bool,
    /// Where texts are kept that cannot be read again (packed files, pages, standard input). `run`
    /// also keeps there what each stage has found: stopped, the same command goes on from its last
    /// finished stage
    #[arg(long, value_name = "DIR")]
    pub scratch: Option<PathBuf>,
}

/// How to go about it.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Threads; default: all cores, or `RAYON_NUM_THREADS`
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Settings file (samestory.toml); `SAMESTORY_FACTS_SAME=0.8` in the environment is stronger,
    /// flags are stronger still
    #[arg(long, value_name = "FILE", env = "SAMESTORY_CONFIG", hide_env_values = true)]
    pub config: Option<PathBuf>,
    /// Prints the settings that would be used, and stops
    #[arg(long)]
    pub show_settings: bool,
    /// Prints no summary and no progress
    #[arg(short, long)]
    pub quiet: bool,
    /// Prints the summary as JSON
    #[arg(long)]
    pub json: bool,
    /// Adds rows of JSON to this file while it works: stages, how far they are, seconds
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

/// What `eval` scores.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum EvalKind {
    /// Stories against {"id","cluster"}
    Stories,
    /// Copies against {"id","cluster"}
    Duplicates,
    /// Facts against a truth file of facts
    Facts,
    /// Pair scores against labels
    Pairs,
}
