//! Files for what does not fit into memory. They have no name once they are open, so that nothing is left of them whatever ends the run.

use super::error::{Error, reason};
use crate::replay::scratch::{Scratch, Shelf};
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Files in a folder.
pub(super) struct Disk {
    folder: PathBuf,
    failed: Arc<AtomicBool>,
}

impl Disk {
    /// Files in that folder.
    pub(super) fn of(folder: PathBuf) -> Self {
        Self { folder, failed: Arc::default() }
    }

    /// What went wrong, in words.
    pub(super) fn fault(&self, cause: &io::Error) -> Error {
        let message = format!("cannot put aside in `{}` what does not fit into memory: {}", self.folder.display(), reason(cause));
        Error::new(message).help("free some space there, or allow the run more with `--memory`")
    }
}

impl Scratch for Disk {
    fn shelf(&self) -> io::Result<Box<dyn Shelf>> {
        let file = tempfile::tempfile_in(&self.folder).inspect_err(|_| self.failed.store(true, Ordering::Relaxed))?;
        Ok(Box::new(Bytes { file, len: 0, failed: Arc::clone(&self.failed) }))
    }

    fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }
}

struct Bytes {
    file: File,
    len: u64,
    failed: Arc<AtomicBool>,
}

impl Shelf for Bytes {
    fn put(&mut self, bytes: &[u8]) -> io::Result<u64> {
        self.file.write_all(bytes).inspect_err(|_| self.failed.store(true, Ordering::Relaxed))?;
        let at = self.len;
        self.len += bytes.len() as u64;
        Ok(at)
    }

    #[cfg(unix)]
    fn get(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, bytes, at)
    }

    #[cfg(windows)]
    fn get(&self, mut at: u64, mut bytes: &mut [u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let read = std::os::windows::fs::FileExt::seek_read(&self.file, bytes, at)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            at += read as u64;
            bytes = &mut bytes[read..];
        }
        Ok(())
    }
}
