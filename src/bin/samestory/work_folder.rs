//! The folder of a run that can be gone on with: the same for the same command, one process at a
//! time.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Result;
use samestory::Error;
use samestory::pipeline::config::Config;
use samestory::read::Inputs;
use xxhash_rust::xxh3::xxh3_64;

use crate::args::Input;

/// The file in the folder that is locked while a process works there.
const LOCK: &str = "lock";

/// A folder that is this process's alone.
pub struct WorkFolder {
    path: PathBuf,
    /// Locked as long as it is open, however the process ends.
    _lock: File,
}

impl WorkFolder {
    /// For `samestory run` where `--scratch` names a place; `None` where it does not, or where the
    /// input can be read but once.
    pub fn of_run(input: &Input, config: &Config) -> Result<Option<Self>> {
        let Some(scratch) = &input.scratch else { return Ok(None) };
        let inputs = Inputs::new(&input.inputs);
        let Some(signature) = inputs.signature()? else { return Ok(None) };
        Self::in_folder(scratch, &name(config, "", signature)?).map(Some)
    }

    /// For a run with `--max-memory`: in the folder that `--scratch` names, else hidden beside the
    /// result.
    pub fn of_windows(input: &Input, config: &Config, bytes: u64, output: &Path) -> Result<Self> {
        // What can be read but once is read by this process or by none.
        let process = || u64::from(std::process::id());
        let signature = Inputs::new(&input.inputs).signature()?.unwrap_or_else(process);
        let name = name(config, &bytes.to_string(), signature)?;
        if let Some(scratch) = &input.scratch {
            return Self::in_folder(scratch, &name);
        }
        let absolute = std::path::absolute(output).unwrap_or_else(|_| output.to_path_buf());
        let of = absolute.file_name().unwrap_or_default().to_string_lossy();
        let path = absolute.with_file_name(format!(".{of}.work-{name}"));
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|e| Error::io(parent, e))?;
        }
        Self::open(path)
    }

    /// In the folder that `--scratch` names. One that is not there is a slip, or a disk that is not
    /// mounted.
    fn in_folder(scratch: &Path, name: &str) -> Result<Self> {
        fs::metadata(scratch).map_err(|e| Error::io(scratch, e))?;
        Self::open(scratch.join(format!("samestory-{name}")))
    }

    /// Opens the folder, or makes it in one that is there.
    ///
    /// # Errors
    /// If another process is at work in it, or the system refuses.
    fn open(path: PathBuf) -> Result<Self> {
        let lock = path.join(LOCK);
        loop {
            match fs::create_dir(&path) {
                Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(Error::io(&path, e).into());
                }
                _ => {}
            }
            let file = match File::options().create(true).append(true).open(&lock) {
                // The one before has just removed the folder.
                Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
                file => file.map_err(|e| Error::io(&lock, e))?,
            };
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => {
                    let reason = "another samestory is at work on the same command";
                    let busy = io::Error::new(io::ErrorKind::ResourceBusy, reason);
                    return Err(Error::io(&path, busy).into());
                }
                // Some network file systems know no locks.
                Err(TryLockError::Error(e)) if e.kind() != io::ErrorKind::Unsupported => {
                    return Err(Error::io(&lock, e).into());
                }
                _ if lock.exists() => return Ok(Self { path, _lock: file }),
                _ => {}
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it: the result is complete.
    pub fn remove(self) -> Result<()> {
        Ok(fs::remove_dir_all(&self.path).map_err(|e| Error::io(&self.path, e))?)
    }
}

/// The same for the same version, settings, limit and input.
fn name(config: &Config, limit: &str, signature: u64) -> Result<String> {
    // The settings name files whose content counts as well.
    let files: Vec<PathBuf> = config.files().into_iter().filter(|file| file.exists()).collect();
    let files = Inputs::new(files).signature()?.unwrap_or_default();
    let (version, settings) = (env!("CARGO_PKG_VERSION"), config.to_json()?);
    let told = format!("{version} {limit} {settings} {files:x} {signature:x}");
    Ok(format!("{:016x}", xxh3_64(told.as_bytes())))
}
