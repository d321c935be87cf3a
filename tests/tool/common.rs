//! Running the tool, and reading what it wrote.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

/// What came back.
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Answer {
    /// Holds the exit code, and shows everything where it is another.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        let Self { code: found, out, err } = &self;
        assert_eq!(*found, code, "standard output:\n{out}\nstandard error:\n{err}");
        self
    }

    /// Holds a part of standard error.
    #[track_caller]
    pub fn says(self, part: &str) -> Self {
        assert!(self.err.contains(part), "no {part:?} in:\n{}", self.err);
        self
    }

    /// Standard output as JSON Lines, and nothing else.
    pub fn rows(&self) -> Vec<Value> {
        parse_rows(&self.out)
    }
}

/// The tool, with nothing of the caller's surroundings that could change its answer.
pub fn samestory() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_samestory"));
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "RAYON_NUM_THREADS"] {
        command.env_remove(name);
    }
    command
}

/// Runs the tool to its end.
pub fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Answer {
    answer(samestory().args(arguments))
}

/// Runs the tool on words with spaces between, for paths without any.
pub fn words(line: &str) -> Answer {
    run(line.split_whitespace())
}

/// Runs a command to its end.
pub fn answer(command: &mut Command) -> Answer {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().expect("it ended by itself");
    let answer = Answer { code, out: text(output.stdout), err: text(output.stderr) };
    assert!(!answer.err.contains("panicked"), "{}", answer.err);
    answer
}

/// Runs the tool with bytes on its standard input.
pub fn with_input(line: &str, bytes: &[u8]) -> Answer {
    let mut input = tempfile::tempfile().unwrap();
    input.write_all(bytes).unwrap();
    std::io::Seek::rewind(&mut input).unwrap();
    answer(samestory().args(line.split_whitespace()).stdin(Stdio::from(input)))
}

/// A path below `seeds/`.
pub fn seeds(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(path)
}

/// `seeds/dump`, as a word of a command line.
pub fn dump() -> String {
    seeds("dump").to_str().unwrap().to_owned()
}

/// A folder for one test, removed in the end.
pub struct Home(pub tempfile::TempDir);

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A path inside, as a word of a command line.
    pub fn at(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file and returns its path.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self.at(name)
    }

    /// A file of one JSON row a value.
    pub fn rows(&self, name: &str, rows: impl IntoIterator<Item = Value>) -> String {
        let lines: Vec<String> = rows.into_iter().map(|row| format!("{row}\n")).collect();
        self.write(name, lines.concat())
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    /// Names of what lies in a folder, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.0.path().join(folder)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// Rows of a file of a result folder.
pub fn file_rows(folder: &str, name: &str) -> Vec<Value> {
    parse_rows(&fs::read_to_string(Path::new(folder).join(name)).unwrap())
}

fn parse_rows(text: &str) -> Vec<Value> {
    let parse = |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
    text.lines().map(parse).collect()
}

/// The strings under one key of every row.
pub fn column<'a>(rows: &'a [Value], key: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row[key].as_str().unwrap_or("-")).collect()
}

/// Kills commands at moments that are spread over a time, and are the same in every run.
pub struct Killer {
    seed: u64,
    reach: Duration,
    /// How many were killed while they were at work.
    pub at_work: usize,
}

impl Killer {
    /// Within this time, which is about what the command takes.
    pub fn within(reach: Duration) -> Self {
        Self { seed: 0x9E37_79B9_7F4A_7C15, reach, at_work: 0 }
    }

    /// Starts a command and kills it; true where it was still at work. Where it was not, the machine is
    /// less busy than it was, and the next have less time.
    pub fn kill(&mut self, command: &mut Command) -> bool {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        let mut child = command.spawn().unwrap();
        let moment = self.reach.mul_f64((self.seed % 1000) as f64 / 1000.0);
        std::thread::sleep(moment + Duration::from_millis(5));
        let at_work = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        self.at_work += usize::from(at_work);
        if !at_work {
            self.reach = self.reach.mul_f64(0.8);
        }
        at_work
    }
}
