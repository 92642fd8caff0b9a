//! Where what does not fit into memory is put meanwhile. The engine touches no files: whoever runs it lends it some.

use std::io;

/// Lends shelves.
pub trait Scratch: Sync {
    /// An empty shelf, which is gone when it is dropped.
    ///
    /// # Errors
    /// The system's.
    fn shelf(&self) -> io::Result<Box<dyn Shelf>>;
    /// Whether a shelf has failed: there is no use in reading on.
    fn has_failed(&self) -> bool;
}

/// Takes bytes and gives them back.
pub trait Shelf: Send + Sync {
    /// Puts bytes after those that are there, and says where they begin.
    ///
    /// # Errors
    /// The system's, most often that the disk is full.
    fn put(&mut self, bytes: &[u8]) -> io::Result<u64>;
    /// Gives the bytes at a place.
    ///
    /// # Errors
    /// The system's.
    fn get(&self, at: u64, bytes: &mut [u8]) -> io::Result<()>;
}

/// How much memory a replay may take, and what it does when that is not enough.
#[derive(Clone, Copy)]
pub struct Limit<'a> {
    /// Bytes, of all that grows with the log.
    pub bytes: usize,
    /// Where the rest goes.
    pub scratch: &'a dyn Scratch,
}

/// Why a replay did not come to an end.
#[derive(Debug)]
pub enum Fault<E, T = std::convert::Infallible> {
    /// The log could not be read.
    Log(E),
    /// A shelf failed.
    Scratch(io::Error),
    /// Whoever takes what subjects come to would not.
    Taker(T),
}
