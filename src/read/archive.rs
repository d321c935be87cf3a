//! Files in a file: zip and tar, packed or not, in one another up to a depth.
//!
//! A member is read as a file of its name would be; the name is `ARCHIVE/PATH` and nothing is ever
//! written by it, so a path may say what it likes. Hidden members are left out, as in folders.
//!
//! Members borrow from their archive, so a thread of its own walks through it and sends the parts
//! it cuts; it is never more than a few parts ahead. Zip files need their end first: one that comes
//! from a stream or another archive is copied to a nameless file in the scratch folder. A zip file
//! that has lost its directory is read from its start, as far as it goes.

use std::borrow::Cow;
use std::fs::File;
use std::io::{Error, ErrorKind, Read, Seek as _, SeekFrom, copy, sink};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use zip::ZipArchive;
use zip::read::{ZipFile, read_zipfile_from_stream};
use zip::result::ZipError;

use super::format::{Archive, Format};
use super::open::{Looked, Metered, Opened, Opener, Records};
use super::piece::Cut;
use super::tasks::Kind;
use super::unpack::Unpacked;

/// Archives inside one another.
const DEEPEST: usize = 3;
/// Members of one input file.
const MOST_MEMBERS: u64 = 1_000_000;
/// Parts that wait to be taken.
const AHEAD: usize = 2;

/// The parts of an archive, as they come.
pub(crate) struct Parts {
    receiver: Receiver<(Kind, Cut)>,
    thread: Option<JoinHandle<()>>,
    kind: Kind,
}

impl Parts {
    /// Starts to read; an archive that is `packed` does not lie where its stream does.
    ///
    /// # Errors
    /// If no thread can be had.
    pub fn read(
        archive: Archive,
        stream: Looked<Unpacked<Metered>>,
        packed: bool,
        kind: &Kind,
        mut opener: Opener,
    ) -> Result<Self, String> {
        let (sender, receiver) = sync_channel(AHEAD);
        let path = opener.path.take().filter(|_| !packed);
        let opener = Opener { member: true, ..opener };
        let mut walker = Walker { opener, sender, kind: kind.clone(), members: 0 };
        let name = kind.name.to_string();
        let walk = move || drop(walker.archive(archive, stream, path, &name));
        let thread = std::thread::Builder::new().name("archive".into()).spawn(walk);
        let thread = thread.map_err(|error| format!("cannot be read: {error}"))?;
        Ok(Self { receiver, thread: Some(thread), kind: kind.clone() })
    }

    /// The next part; `None` at the end.
    pub fn next(&mut self) -> Option<(Kind, Cut)> {
        if let Ok(part) = self.receiver.recv() {
            return Some(part);
        }
        let failed = self.thread.take()?.join().is_err();
        let reason = "cannot be read on: the reader of archives failed".to_owned();
        failed.then(|| (self.kind.clone(), Cut::Refused { at: None, reason }))
    }
}

/// Nobody takes the parts any more.
struct Unwanted;

type Walk = Result<(), Unwanted>;

struct Walker {
    opener: Opener,
    sender: SyncSender<(Kind, Cut)>,
    /// Of the archive.
    kind: Kind,
    members: u64,
}

impl Walker {
    /// Reads an input file that is an archive.
    fn archive(
        &mut self,
        archive: Archive,
        mut stream: Looked<Unpacked<Metered>>,
        path: Option<PathBuf>,
        name: &str,
    ) -> Walk {
        match (archive, path) {
            (Archive::Zip, Some(path)) => {
                // Measured from start to end, then read in the order of its directory.
                let file = copy(&mut stream, &mut sink()).and_then(|_| File::open(path));
                match file {
                    Ok(file) => self.zip(file, name, 1),
                    Err(error) => self.refuse(name, unreadable(&error)),
                }
            }
            (Archive::Zip, None) => self.zip_copy(&mut stream, name, 1),
            (Archive::Tar, _) => {
                self.tar(&mut stream, name, 1)?;
                // What stands behind the last member belongs to the file as well.
                drop(copy(&mut stream, &mut sink()));
                Ok(())
            }
        }
    }

    fn zip_copy(&mut self, stream: &mut dyn Read, name: &str, depth: usize) -> Walk {
        let file = tempfile::tempfile_in(&self.opener.scratch).and_then(|mut file| {
            copy(stream, &mut file)?;
            file.rewind().map(|()| file)
        });
        match file {
            Ok(file) => self.zip(file, name, depth),
            Err(error) => self.refuse(name, unreadable(&error)),
        }
    }

    fn zip(&mut self, mut file: File, name: &str, depth: usize) -> Walk {
        let mut archive = match file.try_clone().map_err(ZipError::from).and_then(ZipArchive::new) {
            Ok(archive) => archive,
            Err(error) => {
                let reason = format!("{error}; its members are read as far as they go");
                self.refuse(name, format!("has no sound directory: {reason}"))?;
                if let Err(error) = file.seek(SeekFrom::Start(0)) {
                    return self.refuse(name, unreadable(&error));
                }
                return self.zip_in_order(&mut file, name, depth);
            }
        };
        for number in 0..archive.len() {
            let path = archive.name_for_index(number).and_then(Result::ok);
            let path = path.map_or_else(|| format!("{}", number + 1), Cow::into_owned);
            match archive.by_index(number) {
                Ok(mut member) => self.zip_member(&mut member, &path, name, depth)?,
                Err(error) => self.refuse_member(name, &path, &error)?,
            }
        }
        Ok(())
    }

    /// Reads a zip file without its directory.
    fn zip_in_order(&mut self, file: &mut File, name: &str, depth: usize) -> Walk {
        loop {
            match read_zipfile_from_stream(file) {
                Ok(Some(mut member)) => {
                    let path = member.name().map(Cow::into_owned).unwrap_or_default();
                    self.zip_member(&mut member, &path, name, depth)?;
                    // What a reader leaves is passed over when the member is dropped.
                    if copy(&mut member, &mut sink()).is_err() {
                        return Ok(());
                    }
                }
                Ok(None) => return Ok(()),
                Err(error) => {
                    return self.refuse(name, format!("cannot be read on from here: {error}"));
                }
            }
        }
    }

    fn zip_member<R: Read>(
        &mut self,
        member: &mut ZipFile<'_, R>,
        path: &str,
        name: &str,
        depth: usize,
    ) -> Walk {
        if member.is_file() { self.member(member, path, name, depth) } else { Ok(()) }
    }

    fn tar(&mut self, stream: &mut dyn Read, name: &str, depth: usize) -> Walk {
        let mut archive = tar::Archive::new(stream);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.refuse(name, unreadable(&error)),
        };
        for entry in entries {
            let mut entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    return self.refuse(name, format!("cannot be read on from here: {error}"));
                }
            };
            let kind = entry.header().entry_type();
            if !kind.is_file() && !kind.is_contiguous() && !kind.is_gnu_sparse() {
                continue;
            }
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let left = if kind.is_gnu_sparse() { 0 } else { entry.size() };
            self.member(&mut Whole { stream: &mut entry, left }, &path, name, depth)?;
        }
        Ok(())
    }

    /// Reads a member as a file.
    fn member(&mut self, stream: &mut dyn Read, path: &str, archive: &str, depth: usize) -> Walk {
        let Some(path) = clean(path) else { return Ok(()) };
        let name = format!("{archive}/{path}");
        self.members += 1;
        if self.members > MOST_MEMBERS {
            self.refuse(archive, format!("has more than {MOST_MEMBERS} members"))?;
            return Err(Unwanted);
        }
        match self.opener.open(stream, &name) {
            Err(reason) => self.refuse(&name, reason),
            Ok(Opened::Records(records)) => self.records(*records, &name),
            Ok(Opened::Members { .. }) if depth >= DEEPEST => {
                let reason = format!("is the {}th archive inside another", DEEPEST + 1);
                self.refuse(&name, reason)
            }
            Ok(Opened::Members { archive: Archive::Zip, mut stream, .. }) => {
                self.zip_copy(&mut stream, &name, depth + 1)
            }
            Ok(Opened::Members { archive: Archive::Tar, mut stream, .. }) => {
                self.tar(&mut stream, &name, depth + 1)
            }
        }
    }

    fn records<R: Read>(&mut self, records: Records<R>, name: &str) -> Walk {
        let Records { mut cuts, format, .. } = records;
        let kind = self.kind_of(name, format);
        while let Some(cut) = cuts.next(Vec::new()) {
            self.sender.send((kind.clone(), cut)).map_err(|_| Unwanted)?;
        }
        Ok(())
    }

    fn kind_of(&self, name: &str, format: Format) -> Kind {
        Kind { name: name.into(), format, member: self.members, ..self.kind.clone() }
    }

    fn refuse(&mut self, name: &str, reason: String) -> Walk {
        let kind = self.kind_of(name, self.kind.format);
        self.sender.send((kind, Cut::Refused { at: None, reason })).map_err(|_| Unwanted)
    }

    fn refuse_member(&mut self, archive: &str, path: &str, error: &ZipError) -> Walk {
        let Some(path) = clean(path) else { return Ok(()) };
        self.members += 1;
        self.refuse(&format!("{archive}/{path}"), format!("cannot be read: {error}"))
    }
}

fn unreadable(error: &Error) -> String {
    format!("cannot be read: {error}")
}

/// A path as a name: its parts with `/` between, without those that lead elsewhere; nothing for
/// what is hidden.
fn clean(path: &str) -> Option<String> {
    let parts = path.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let parts: Vec<String> = parts
        .map(|part| part.chars().map(|c| if c.is_control() { '_' } else { c }).collect())
        .collect();
    let hidden = parts.iter().any(|part| part.starts_with('.') || part == "__MACOSX");
    (!hidden && !parts.is_empty()).then(|| parts.join("/"))
}

/// A stream that must not end before its time.
struct Whole<'a> {
    stream: &'a mut dyn Read,
    left: u64,
}

impl Read for Whole<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.stream.read(buffer)?;
        self.left = self.left.saturating_sub(count as u64);
        if count == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(Error::new(ErrorKind::UnexpectedEof, "the archive breaks off"));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_names() {
        assert_eq!(clean("day/a.csv").as_deref(), Some("day/a.csv"));
        assert_eq!(clean("../../etc/./passwd").as_deref(), Some("etc/passwd"));
        assert_eq!(clean("/C:\\news\\a.csv").as_deref(), Some("C:/news/a.csv"));
        assert_eq!(clean("a\nb").as_deref(), Some("a_b"));
        for hidden in ["", "/", "..", ".git/config", "__MACOSX/a.csv", "a/.b"] {
            assert_eq!(clean(hidden), None, "{hidden}");
        }
    }
}
