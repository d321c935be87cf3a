//! Input arguments to the files behind them, sorted by name.
//!
//! Folders are walked in full, hidden entries left out, links followed unless they lead back into
//! a folder that is being walked. A result folder that lies in an input is no input, or a second
//! run would read the first one's rows. What cannot be read inside a folder is a rejected row; an
//! argument that cannot be read is an error.
//!
//! An argument that names no file and has `*`, `?` or `[` in it is a pattern (`**` stands for
//! folders of any depth). Names are then relative to the folder before the first of these, as if
//! that folder had been named, and hidden files are left out.

use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use super::format::Format;
#[cfg(feature = "parquet")]
use super::table::Batches;
use crate::article::Rejected;
use crate::error::{Error, Result};

type Stream = Box<dyn Read + Send>;

/// The name by which a file is known, and its place.
pub type NamedFile = (String, PathBuf);

/// Where to read: files, folders, patterns, `-` for standard input, any reader, or a table.
#[derive(Default)]
pub struct Inputs {
    arguments: Vec<Argument>,
}

enum Argument {
    Path(PathBuf),
    /// A file under a name of its own.
    Named(Arc<str>, PathBuf),
    /// A stream can be read once.
    Stream(Arc<str>, Arc<Mutex<Option<Stream>>>, Option<Format>),
    /// So can a table.
    #[cfg(feature = "parquet")]
    Table(Arc<str>, Arc<Mutex<Option<Batches>>>),
}

impl Inputs {
    /// From paths; `-` is standard input.
    pub fn new<P: Into<PathBuf>>(paths: impl IntoIterator<Item = P>) -> Self {
        let mut inputs = Self::default();
        for path in paths {
            let path = path.into();
            if path.as_os_str() == "-" {
                inputs.add_stream("-", Box::new(std::io::stdin()), None);
            } else {
                inputs.arguments.push(Argument::Path(path));
            }
        }
        inputs
    }

    /// From one file, known by `name` in ids and messages.
    pub fn file(name: &str, path: impl Into<PathBuf>) -> Self {
        Self { arguments: vec![Argument::Named(Arc::from(name), path.into())] }
    }

    /// The files behind the arguments, each with the name that it is known by, and those that cannot
    /// be read. What can be read but once is left out.
    ///
    /// # Errors
    /// If an argument cannot be read.
    pub fn files(&self) -> Result<(Vec<NamedFile>, Vec<Rejected>)> {
        let Listing { files, rejected } = self.list()?;
        let named =
            |found: &Found| Some((found.name.to_string(), found.origin.file()?.to_path_buf()));
        Ok((files.iter().filter_map(named).collect(), rejected))
    }

    /// From one reader, known by `name` in ids and messages. It can be read once.
    pub fn stream(name: &str, reader: impl Read + Send + 'static) -> Self {
        let mut inputs = Self::default();
        inputs.add_stream(name, Box::new(reader), None);
        inputs
    }

    /// From a reader of JSON Lines, whatever its first line looks like. It can be read once.
    pub fn json_lines(name: &str, reader: impl Read + Send + 'static) -> Self {
        let mut inputs = Self::default();
        inputs.add_stream(name, Box::new(reader), Some(Format::JsonLines));
        inputs
    }

    /// From the rows of a table in memory, known by `name` in ids and messages. It can be read once.
    #[cfg(feature = "parquet")]
    pub fn table(
        name: &str,
        batches: impl arrow_array::RecordBatchReader + Send + 'static,
    ) -> Self {
        let batches: Batches = Box::new(batches);
        let table = Argument::Table(Arc::from(name), Arc::new(Mutex::new(Some(batches))));
        Self { arguments: vec![table] }
    }

    fn add_stream(&mut self, name: &str, stream: Stream, format: Option<Format>) {
        let stream = Arc::new(Mutex::new(Some(stream)));
        self.arguments.push(Argument::Stream(Arc::from(name), stream, format));
    }

    /// Sum of the sizes of all files, in bytes as they lie on disk; streams count nothing.
    ///
    /// # Errors
    /// If an argument cannot be read.
    pub fn bytes(&self) -> Result<u64> {
        Ok(self.list()?.files.iter().map(|f| f.size).sum())
    }

    /// What tells these inputs from others without reading them: names, sizes and times of all files;
    /// `None` where one can be read but once.
    ///
    /// # Errors
    /// If an argument cannot be read.
    pub fn signature(&self) -> Result<Option<u64>> {
        let mut told = String::new();
        for found in self.list()?.files {
            let Origin::File(path) = &found.origin else { return Ok(None) };
            let meta = fs::metadata(path).and_then(|meta| meta.modified());
            let modified = meta.map_err(|e| Error::io(path, e))?;
            let _ = writeln!(told, "{}\t{}\t{modified:?}", path.display(), found.size);
        }
        Ok(Some(xxh3_64(told.as_bytes())))
    }

    /// The arguments, for messages.
    pub(crate) fn describe(&self) -> String {
        let name = |argument: &Argument| match argument {
            Argument::Path(path) | Argument::Named(_, path) => path.display().to_string(),
            Argument::Stream(name, ..) => name.to_string(),
            #[cfg(feature = "parquet")]
            Argument::Table(name, _) => name.to_string(),
        };
        self.arguments.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn list(&self) -> Result<Listing> {
        let mut listing = Listing::default();
        for argument in &self.arguments {
            match argument {
                Argument::Path(path) => listing.argument(path)?,
                Argument::Named(name, path) => {
                    let meta = fs::metadata(path).map_err(|e| Error::io(path, e))?;
                    listing.file(path, name, &meta);
                }
                Argument::Stream(name, stream, format) => listing.files.push(Found {
                    name: name.clone(),
                    origin: Origin::Stream(stream.clone()),
                    size: 0,
                    format: *format,
                }),
                #[cfg(feature = "parquet")]
                Argument::Table(name, batches) => listing.files.push(Found {
                    name: name.clone(),
                    origin: Origin::Table(batches.clone()),
                    size: 0,
                    format: Some(Format::Table),
                }),
            }
        }
        listing.files.sort_by(|a, b| (&a.name, a.origin.path()).cmp(&(&b.name, b.origin.path())));
        Ok(listing)
    }
}

/// A file to be read.
#[derive(Clone)]
pub(crate) struct Found {
    /// Relative to its argument, with `/`.
    pub name: Arc<str>,
    pub origin: Origin,
    /// On disk; 0 where unknown.
    pub size: u64,
    /// What it holds, where that is not to be found out.
    pub format: Option<Format>,
}

#[derive(Clone)]
pub(crate) enum Origin {
    /// A regular file: can be read again.
    File(PathBuf),
    /// A pipe or device by name: can be read once.
    Pipe(PathBuf),
    Stream(Arc<Mutex<Option<Stream>>>),
    #[cfg(feature = "parquet")]
    Table(Arc<Mutex<Option<Batches>>>),
}

impl Origin {
    fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::Pipe(path) => Some(path),
            Self::Stream(_) => None,
            #[cfg(feature = "parquet")]
            Self::Table(_) => None,
        }
    }

    /// Its path, where it can be read again.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            _ => None,
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// The system's, or a stream read before.
    pub fn open(&self) -> std::io::Result<Stream> {
        match self {
            Self::File(path) | Self::Pipe(path) => Ok(Box::new(fs::File::open(path)?)),
            Self::Stream(stream) => {
                let taken = stream.lock().ok().and_then(|mut held| held.take());
                taken.ok_or_else(|| std::io::Error::other("this stream was read before"))
            }
            #[cfg(feature = "parquet")]
            Self::Table(_) => Err(std::io::Error::other("a table is no stream of bytes")),
        }
    }
}

/// The files of all arguments and what could not be listed.
#[derive(Default)]
pub(crate) struct Listing {
    pub files: Vec<Found>,
    pub rejected: Vec<Rejected>,
}

impl Listing {
    fn argument(&mut self, path: &Path) -> Result<()> {
        let meta = match fs::metadata(path) {
            Err(_) if is_pattern(path) => return self.pattern(path),
            meta => meta.map_err(|e| Error::io(path, e))?,
        };
        if meta.is_dir() {
            fs::read_dir(path).map_err(|e| Error::io(path, e))?;
            let mut above = Vec::new();
            self.folder(path, "", &mut above);
            return Ok(());
        }
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        if meta.is_file() {
            fs::File::open(path).map_err(|e| Error::io(path, e))?;
        }
        self.file(path, &name, &meta);
        Ok(())
    }

    /// The files and folders of a pattern.
    fn pattern(&mut self, path: &Path) -> Result<()> {
        let pattern = path.to_string_lossy();
        let wrong = |reason: String| {
            let source = std::io::Error::new(std::io::ErrorKind::InvalidInput, reason);
            Error::io(path, source)
        };
        let options = glob::MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: true,
        };
        let matches = glob::glob_with(&pattern, options)
            .map_err(|error| wrong(format!("not a pattern: {error}")))?;
        let before = (self.files.len(), self.rejected.len());
        let base = folder_before(&pattern);
        for found in matches {
            match found {
                Ok(found) => self.matched(&found, base),
                Err(error) => {
                    let name = relative(error.path(), base);
                    self.reject(&name, &error.error().to_string());
                }
            }
        }
        if (self.files.len(), self.rejected.len()) == before {
            return Err(wrong("no file matches this pattern".into()));
        }
        Ok(())
    }

    fn matched(&mut self, path: &Path, base: &str) {
        let name = relative(path, base);
        match fs::metadata(path) {
            // `**` matches the folders as well as the files in them.
            Ok(meta) if meta.is_dir() => {}
            Ok(meta) if meta.is_file() => self.file(path, &name, &meta),
            Ok(_) => self.reject(&name, "neither a file nor a folder"),
            Err(error) => self.reject(&name, &error.to_string()),
        }
    }

    fn file(&mut self, path: &Path, name: &str, meta: &fs::Metadata) {
        let (origin, size) = if meta.is_file() {
            (Origin::File(path.to_path_buf()), meta.len())
        } else {
            (Origin::Pipe(path.to_path_buf()), 0)
        };
        self.files.push(Found { name: Arc::from(name), origin, size, format: None });
    }

    /// Walks a folder; `above` holds the real paths of the folders it lies in.
    fn folder(&mut self, path: &Path, prefix: &str, above: &mut Vec<PathBuf>) {
        let real = match path.canonicalize() {
            Ok(real) if above.contains(&real) => {
                return self.reject(prefix, "a link that leads back into its own folder");
            }
            Ok(real) => real,
            Err(error) => return self.reject(prefix, &error.to_string()),
        };
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return self.reject(prefix, &error.to_string()),
        };
        above.push(real);
        for entry in entries {
            match entry {
                Ok(entry) => self.entry(&entry, prefix, above),
                Err(error) => self.reject(prefix, &error.to_string()),
            }
        }
        above.pop();
    }

    fn entry(&mut self, entry: &fs::DirEntry, prefix: &str, above: &mut Vec<PathBuf>) {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') {
            return;
        }
        let inside = if prefix.is_empty() { name.into() } else { format!("{prefix}/{name}") };
        let path = entry.path();
        match fs::metadata(&path) {
            Ok(meta) if meta.is_dir() && is_result(&path) => {}
            Ok(meta) if meta.is_dir() => self.folder(&path, &inside, above),
            Ok(meta) if meta.is_file() => self.file(&path, &inside, &meta),
            Ok(_) => self.reject(&inside, "neither a file nor a folder"),
            Err(error) => self.reject(&inside, &error.to_string()),
        }
    }

    fn reject(&mut self, file: &str, reason: &str) {
        let reason = format!("cannot be read: {reason}");
        self.rejected.push(Rejected { file: file.into(), record: None, offset: None, reason });
    }
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

/// The part of a pattern that is a plain path: `news/` of `news/**/*.csv`.
fn folder_before(pattern: &str) -> &str {
    let first = pattern.find(['*', '?', '[']).unwrap_or(pattern.len());
    let end = pattern[..first].rfind(['/', std::path::MAIN_SEPARATOR]).map_or(0, |at| at + 1);
    &pattern[..end]
}

/// A path below the plain part of its pattern, with `/`.
fn relative(path: &Path, base: &str) -> String {
    let below = path.strip_prefix(base).unwrap_or(path);
    let parts = below.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// True for a folder that holds a `run.json` of samestory.
fn is_result(folder: &Path) -> bool {
    #[derive(Deserialize)]
    struct Tool {
        tool: String,
    }
    let run = fs::read(folder.join("run.json")).unwrap_or_default();
    serde_json::from_slice::<Tool>(&run).is_ok_and(|run| run.tool == "samestory")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(inputs: &Inputs) -> Vec<String> {
        let listing = inputs.list().expect("a listing");
        listing.files.iter().map(|f| f.name.to_string()).collect()
    }

    #[test]
    fn folders_are_walked_and_sorted() {
        let root = tempfile::tempdir().expect("a folder");
        let inside = root.path().join("day");
        fs::create_dir(&inside).expect("a folder");
        for name in ["b.txt", "a.txt", ".hidden"] {
            fs::write(root.path().join(name), "x").expect("a file");
            fs::write(inside.join(name), "x").expect("a file");
        }
        let inputs = Inputs::new([root.path()]);
        assert_eq!(names(&inputs), ["a.txt", "b.txt", "day/a.txt", "day/b.txt"]);
        assert_eq!(inputs.bytes().expect("sizes"), 4);
        assert_eq!(names(&Inputs::new([inside.join("b.txt")])), ["b.txt"]);
    }

    #[test]
    fn a_result_folder_is_no_input() {
        let root = tempfile::tempdir().expect("a folder");
        for (name, tool) in [("out", "samestory"), ("day", "another")] {
            fs::create_dir(root.path().join(name)).expect("a folder");
            let run = root.path().join(name).join("run.json");
            fs::write(run, format!("{{\"tool\":\"{tool}\"}}")).expect("a file");
        }
        assert_eq!(names(&Inputs::new([root.path()])), ["day/run.json"]);
    }

    #[test]
    fn patterns_name_files_below_their_plain_part() {
        let root = tempfile::tempdir().expect("a folder");
        for name in ["a.csv", "b.txt", "day/a.csv", "day/.b.csv", "day/deep/c.csv", "d[1].csv"] {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, "x").expect("a file");
        }
        let listed = |pattern: &str| names(&Inputs::new([root.path().join(pattern)]));
        assert_eq!(listed("*.csv"), ["a.csv", "d[1].csv"]);
        assert_eq!(listed("**/*.csv"), ["a.csv", "d[1].csv", "day/a.csv", "day/deep/c.csv"]);
        assert_eq!(listed("day/?.csv"), ["a.csv"]);
        assert_eq!(listed("d[1].csv"), ["d[1].csv"], "a file of this very name");
        let none = Inputs::new([root.path().join("*.nothing")]).list().err().expect("an error");
        assert!(none.to_string().contains("no file matches"), "{none}");
        assert!(Inputs::new([root.path().join("[")]).list().is_err());
    }

    #[cfg(unix)]
    #[test]
    fn loops_of_links_end_and_dead_links_are_rows() {
        let root = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(root.path(), root.path().join("again")).expect("a link");
        std::os::unix::fs::symlink("nowhere", root.path().join("dead")).expect("a link");
        fs::write(root.path().join("a.txt"), "x").expect("a file");
        let listing = Inputs::new([root.path()]).list().expect("a listing");
        assert_eq!(listing.files.len(), 1);
        let mut files: Vec<_> = listing.rejected.iter().map(|r| r.file.as_str()).collect();
        files.sort_unstable();
        assert_eq!(files, ["again", "dead"]);
    }

    #[test]
    fn a_missing_argument_is_an_error() {
        let error = Inputs::new(["/no/such/file"]).list().err().expect("an error");
        assert!(error.to_string().contains("/no/such/file"));
    }
}
