//! A file read and written by offset from many threads at once.

use std::fs::File;
use std::io::Result;

/// A file without a cursor of its own.
#[derive(Debug)]
pub(crate) struct Positioned(#[cfg(unix)] File, #[cfg(not(unix))] std::sync::Mutex<File>);

#[cfg(unix)]
impl Positioned {
    pub fn new(file: File) -> Self {
        Self(file)
    }

    /// Fills `buffer` from `offset`.
    pub fn read(&self, buffer: &mut [u8], offset: u64) -> Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.0, buffer, offset)
    }

    /// Writes all of `bytes` at `offset`.
    pub fn write(&self, bytes: &[u8], offset: u64) -> Result<()> {
        std::os::unix::fs::FileExt::write_all_at(&self.0, bytes, offset)
    }

    /// Waits until all that was written is on disk.
    #[cfg(feature = "state")]
    pub fn sync(&self) -> Result<()> {
        self.0.sync_all()
    }
}

#[cfg(not(unix))]
impl Positioned {
    pub fn new(file: File) -> Self {
        Self(std::sync::Mutex::new(file))
    }

    /// Fills `buffer` from `offset`.
    pub fn read(&self, buffer: &mut [u8], offset: u64) -> Result<()> {
        use std::io::Read;
        self.at(offset)?.read_exact(buffer)
    }

    /// Writes all of `bytes` at `offset`.
    pub fn write(&self, bytes: &[u8], offset: u64) -> Result<()> {
        use std::io::Write;
        self.at(offset)?.write_all(bytes)
    }

    /// Waits until all that was written is on disk.
    #[cfg(feature = "state")]
    pub fn sync(&self) -> Result<()> {
        self.0.lock().map_err(|_| std::io::Error::other("another thread failed"))?.sync_all()
    }

    fn at(&self, offset: u64) -> Result<std::sync::MutexGuard<'_, File>> {
        use std::io::{Error, Seek, SeekFrom};
        let mut file = self.0.lock().map_err(|_| Error::other("another thread failed"))?;
        file.seek(SeekFrom::Start(offset))?;
        Ok(file)
    }
}
