//! The result folder: written whole beside its place, then swapped in; and read back.
//!
//! A folder that is replaced must be one of ours: it holds a `run.json` that says so. Everything
//! else is refused, before the work begins if the caller asks [`check`]. The new folder is
//! complete and on disk before it takes the name; a reader sees the old one or the new one, save
//! for the instant between two renames.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::html;
use super::lines::write_file;
use super::rows::{self, RowFormat, Table};
use super::run_info::{RunInfo, TOOL};
use crate::analysis::Analysis;
use crate::error::{Error, Result};

/// The file that makes a folder a result folder.
pub const RUN: &str = "run.json";
/// The report to look at.
pub(super) const REPORT: &str = "report.html";

/// Tells whether a result may be written to `dir`: nothing stands there, or an earlier result, and
/// the folder around it takes a new one.
///
/// # Errors
/// If `dir` is a file, a folder without a `run.json` of samestory, or in a place where nothing can
/// be written.
pub fn check(dir: &Path) -> Result<()> {
    check_name(dir)?;
    let dir = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_path_buf());
    let around = dir.ancestors().skip(1).find(|a| a.as_os_str().is_empty() || a.exists());
    let around = around.filter(|a| !a.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // What the system allows is known by trying.
    let probe = sibling(&around.join("samestory"), "check");
    fs::create_dir(&probe).and_then(|()| fs::remove_dir(&probe)).map_err(|e| Error::io(&dir, e))
}

fn check_name(dir: &Path) -> Result<()> {
    match fs::metadata(dir) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(Error::io(dir, e)),
        Ok(meta) if !meta.is_dir() => Err(refusal(dir, "a file; a result needs a folder")),
        Ok(_) if is_result(dir) => Ok(()),
        Ok(_) => {
            Err(refusal(dir, "a folder without a samestory run.json; it will not be replaced"))
        }
    }
}

fn refusal(dir: &Path, reason: &str) -> Error {
    Error::io(dir, io::Error::new(io::ErrorKind::AlreadyExists, format!("this is {reason}")))
}

/// True for a folder that holds a `run.json` of samestory.
pub fn is_result(dir: &Path) -> bool {
    #[derive(Deserialize)]
    struct Tool {
        tool: String,
    }
    let run = fs::read(dir.join(RUN)).unwrap_or_default();
    serde_json::from_slice::<Tool>(&run).is_ok_and(|run| run.tool == TOOL)
}

/// What vectors rest on, where the run left it: see [`crate::vector::basis`].
pub const BASIS: &str = "basis.tsv";

/// What a result folder holds.
#[derive(Debug, Clone, Copy)]
pub struct Contents<'a> {
    /// The result.
    pub analysis: &'a Analysis,
    /// What the run was.
    pub info: &'a RunInfo,
    /// The text of the file [`BASIS`], where there is one.
    pub basis: Option<&'a str>,
    /// Formats in which the tables stand beside JSON Lines, which [`read`] needs.
    pub formats: &'a [RowFormat],
}

/// Writes the result folder `dir`, with its missing parents.
///
/// # Errors
/// If [`check`] refuses `dir`, or the system refuses a write; `dir` is then as it was.
pub fn write(dir: &Path, contents: &Contents<'_>) -> Result<()> {
    replace(dir, |draft| fill(draft, contents))
}

/// Has `fill` write a new folder, and puts it in the place of `dir` when it is complete.
///
/// # Errors
/// As [`write()`].
pub(super) fn replace<T>(dir: &Path, fill: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    check_name(dir)?;
    // A link or `.` names a folder elsewhere: that one is replaced, not the link.
    let dir = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_path_buf());
    if let Some(parent) = dir.parent() {
        fs::create_dir_all(parent).map_err(|e| Error::io(parent, e))?;
    }
    sweep(&dir, "new");
    let draft = Draft::create(sibling(&dir, "new"))?;
    let filled = fill(&draft.path)?;
    draft.swap_in(&dir)?;
    Ok(filled)
}

/// Writes the files of a result into an existing folder.
fn fill(dir: &Path, contents: &Contents<'_>) -> Result<()> {
    let &Contents { analysis, info, basis, formats } = contents;
    let other = formats.iter().filter(|format| **format != RowFormat::JsonLines);
    for format in [&RowFormat::JsonLines].into_iter().chain(other) {
        for table in Table::FOLDER {
            let name = table.file_name_as(*format);
            file(dir, &name, |out| rows::write_as(*format, table, analysis, out))?;
        }
    }
    if let Some(text) = basis {
        file(dir, BASIS, |out| out.write_all(text.as_bytes()))?;
    }
    file(dir, REPORT, |out| html::write(analysis, &info.facts(), out))?;
    file(dir, RUN, |out| {
        serde_json::to_writer_pretty(&mut *out, info)?;
        out.write_all(b"\n")
    })
}

/// Writes one file and waits until it is on disk.
pub(super) fn file(
    dir: &Path,
    name: &str,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<()> {
    write_file(&dir.join(name), write)
}

/// A hidden name beside `dir`, of this process alone.
fn sibling(dir: &Path, role: &str) -> PathBuf {
    let mut name = of_role(dir, role);
    name.push(std::process::id().to_string());
    dir.with_file_name(name)
}

/// What the hidden names of a role beside `dir` begin with; the number of a process follows.
fn of_role(dir: &Path, role: &str) -> OsString {
    let mut name = OsString::from(".");
    name.push(dir.file_name().unwrap_or_default());
    name.push(format!(".{role}-"));
    name
}

/// Removes the hidden folders of a role that killed runs have left beside `dir`. A run that is at
/// work holds a lock on its own. What cannot be removed stays: it does no harm.
fn sweep(dir: &Path, role: &str) {
    let begin = of_role(dir, role);
    let is_of_role = |name: &OsStr| {
        let rest = name.as_encoded_bytes().strip_prefix(begin.as_encoded_bytes());
        rest.is_some_and(|id| !id.is_empty() && id.iter().all(u8::is_ascii_digit))
    };
    let around = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
    let entries = fs::read_dir(around.unwrap_or(Path::new("."))).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| is_of_role(&entry.file_name())) {
        if locked(&entry.path()).is_some() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// A lock on a folder, as long as it is held; nothing where another process has it, or the system
/// knows no such locks.
fn locked(path: &Path) -> Option<File> {
    File::open(path).ok().filter(|folder| folder.try_lock().is_ok())
}

/// A folder in the making; removed again unless it is swapped in.
struct Draft {
    path: PathBuf,
    /// Tells other processes that somebody is at work.
    _lock: Option<File>,
}

impl Draft {
    fn create(path: PathBuf) -> Result<Self> {
        clear(&path)?;
        fs::create_dir(&path).map_err(|e| Error::io(&path, e))?;
        let lock = locked(&path);
        Ok(Self { path, _lock: lock })
    }

    fn swap_in(self, dir: &Path) -> Result<()> {
        let old = sibling(dir, "old");
        let had_old = dir.exists();
        if had_old {
            clear(&old)?;
            fs::rename(dir, &old).map_err(|e| Error::io(dir, e))?;
        }
        if let Err(e) = fs::rename(&self.path, dir) {
            if had_old {
                // Nothing more can be done if this fails too; the first reason is the one to tell.
                let _ = fs::rename(&old, dir);
            }
            return Err(Error::io(dir, e));
        }
        // The new result stands: only now is an earlier one of no use, this process's or that of one
        // that was killed between two renames.
        sweep(dir, "old");
        Ok(())
    }
}

/// Removes a hidden folder of ours, as a run that was killed may have left it.
fn clear(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Error::io(path, e)),
        _ => Ok(()),
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Gone already where it was swapped in.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Reads a result folder back.
///
/// # Errors
/// If `dir` is no result folder, or a file of it does not hold what it should; the error names
/// file and line.
pub fn read(dir: &Path) -> Result<(Analysis, RunInfo)> {
    let info = info(dir)?;
    Ok((rows::read(dir)?, info))
}

/// Reads the `run.json` of a result folder.
///
/// # Errors
/// If `dir` is no result folder.
pub fn info(dir: &Path) -> Result<RunInfo> {
    let path = dir.join(RUN);
    let run = fs::read(&path).map_err(|e| Error::io(&path, e))?;
    let info: RunInfo = serde_json::from_slice(&run)
        .map_err(|e| Error::format(&path, e.line() as u64, e.to_string()))?;
    if info.tool != TOOL {
        return Err(Error::format(&path, 0, format!("this is the run of {}", info.tool)));
    }
    Ok(info)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn save(dir: &Path, analysis: &Analysis) -> Result<()> {
        let info = &fixture::run_info();
        write(dir, &Contents { analysis, info, basis: None, formats: &[] })
    }

    fn written() -> (tempfile::TempDir, PathBuf) {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("deep/out");
        save(&dir, &fixture::analysis()).unwrap();
        (home, dir)
    }

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap();
        let mut names: Vec<_> =
            entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_round_trip_changes_nothing() {
        let (_home, dir) = written();
        let (analysis, info) = read(&dir).unwrap();
        assert_eq!(analysis, fixture::analysis());
        assert_eq!(info, fixture::run_info());
    }

    #[test]
    fn our_own_folder_is_replaced_and_nothing_is_left_beside_it() {
        let (_home, dir) = written();
        fs::write(dir.join("stray"), "x").unwrap();
        save(&dir, &Analysis::default()).unwrap();
        assert_eq!(read(&dir).unwrap().0, Analysis::default());
        assert_eq!(names(dir.parent().unwrap()), ["out"]);
        assert_eq!(names(&dir).len(), 8);
    }

    #[test]
    fn files_and_foreign_folders_are_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "mine").unwrap();
        let folder = home.path().join("folder");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(RUN), r#"{"tool":"another"}"#).unwrap();
        for target in [&file, &folder] {
            let refused = save(target, &fixture::analysis()).unwrap_err();
            assert!(refused.to_string().contains(target.to_str().unwrap()), "{refused}");
        }
        assert_eq!(fs::read_to_string(file).unwrap(), "mine");
        assert_eq!(names(&folder), [RUN]);
        assert_eq!(names(home.path()), ["file", "folder"]);
    }

    #[test]
    fn a_failed_write_leaves_the_old_folder() {
        let (_home, dir) = written();
        let draft = Draft::create(sibling(&dir, "new")).unwrap();
        fs::remove_dir(&draft.path).unwrap();
        assert!(draft.swap_in(&dir).is_err());
        assert_eq!(read(&dir).unwrap().0, fixture::analysis());
    }

    #[test]
    fn leftovers_of_a_killed_run_are_swept() {
        let (_home, dir) = written();
        let of_other = [".out.new-1", ".out.old-1"].map(|name| dir.with_file_name(name));
        for left in of_other.into_iter().chain(["new", "old"].map(|role| sibling(&dir, role))) {
            fs::create_dir(&left).unwrap();
            fs::write(left.join("half"), "x").unwrap();
        }
        save(&dir, &fixture::analysis()).unwrap();
        assert_eq!(names(dir.parent().unwrap()), ["out"]);
    }

    #[test]
    fn what_others_are_at_work_on_or_call_alike_is_left_alone() {
        let (_home, dir) = written();
        let at_work = Draft::create(dir.with_file_name(".out.new-1")).unwrap();
        for name in [".out.new-2x", ".out.new-", ".other.new-3"] {
            fs::create_dir(dir.with_file_name(name)).unwrap();
        }
        save(&dir, &fixture::analysis()).unwrap();
        let around = dir.parent().unwrap();
        assert_eq!(
            names(around),
            [".other.new-3", ".out.new-", ".out.new-1", ".out.new-2x", "out"]
        );
        drop(at_work);
    }

    #[test]
    fn an_earlier_result_stays_until_a_new_one_stands() {
        // Killed between two renames: the only result is the one that was moved away.
        let (_home, dir) = written();
        let moved = dir.with_file_name(".out.old-1");
        fs::rename(&dir, &moved).unwrap();
        let failed = replace(&dir, |_| Err::<(), _>(Error::setting("dir", 1, "no room")));
        assert!(failed.is_err() && moved.join(RUN).exists());
        save(&dir, &fixture::analysis()).unwrap();
        assert_eq!(names(dir.parent().unwrap()), ["out"]);
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn other_formats_stand_beside_json_lines() {
        let home = tempfile::tempdir().unwrap();
        let (dir, analysis, info) =
            (home.path().join("out"), &fixture::analysis(), &fixture::run_info());
        let formats = &[RowFormat::Parquet, RowFormat::JsonLines];
        write(&dir, &Contents { analysis, info, basis: None, formats }).unwrap();
        let count = |ending: &str| names(&dir).iter().filter(|name| name.ends_with(ending)).count();
        assert_eq!((count(".jsonl"), count(".parquet"), names(&dir).len()), (6, 6, 14));
        assert_eq!(&read(&dir).unwrap().0, analysis);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let (home, dir) = written();
        let link = home.path().join("link");
        std::os::unix::fs::symlink(&dir, &link).unwrap();
        save(&link, &Analysis::default()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(read(&dir).unwrap().0, Analysis::default());
    }

    #[test]
    fn errors_name_file_and_line() {
        let broken = |table: Table, from: &str, to: &str| {
            let (_home, dir) = written();
            let path = dir.join(table.file_name());
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(from), "{text}");
            fs::write(&path, text.replacen(from, to, 1)).unwrap();
            read(&dir).unwrap_err().to_string()
        };
        let cases = [
            (Table::Articles, "\"id\":\"b1\"", "\"id\":7", "line 4: invalid type"),
            (Table::Articles, "\"id\":\"b1\"", "\"id\":\"a1\"", "line 4: id \"a1\" stands twice"),
            (
                Table::Articles,
                "\"copy_of\":\"a0\"",
                "\"copy_of\":\"q\"",
                "line 2: there is no article \"q\"",
            ),
            (Table::Stories, "\"s-b0\"", "\"s-b9\"", "there is no story \"s-b0\""),
            (
                Table::Facts,
                "\"mentions\":[0]",
                "\"mentions\":[9]",
                "line 1: mention 9 of a fact with",
            ),
            (Table::Pairs, "}\n", "}\n\n", "line 2: EOF"),
        ];
        for (table, from, to, wanted) in cases {
            let error = broken(table, from, to);
            assert!(error.contains(wanted) && error.contains(".jsonl"), "{error}");
        }
    }
}
