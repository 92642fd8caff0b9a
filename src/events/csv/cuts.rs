//! Where a file of records can be cut: at ends of records, wherever quoted newlines may lie. Nothing is guessed. Before a cut it
//! is known where things stand either from some quoted cells (see [`Quotes::last_end_anyhow`]) or by following all since the cut before.

use super::super::blocks::LONGEST;
use super::super::error::Error;
use super::super::open;
use super::Quotes;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

/// So much before a cut is looked at for quoted cells.
const WINDOW: u64 = 64 << 10;
/// So much is followed at a time.
const STEP: u64 = 256 << 10;

/// The cuts of a file. They are looked for when they are asked for, just before those who ask read the same bytes, and one after
/// the other; which ones there are depends on the file alone.
#[derive(Debug)]
pub(in super::super) struct Cuts {
    path: String,
    quotes: Quotes,
    /// Where rows begin after the header.
    rows: u64,
    /// How long the file is.
    bytes: u64,
    /// How long pieces should be.
    piece: u64,
    found: Mutex<Found>,
}

#[derive(Debug)]
struct Found {
    /// By piece: where it begins. `None`: what would be its rows belong to the one before.
    begins: Vec<Option<u64>>,
    /// The last beginning.
    last: u64,
    /// Under way from the last beginning to an end that has not come yet.
    walk: Option<Walk>,
    /// A row is so long that it counts as a bad one; what is a row after it is known only to whoever reads it.
    lost: bool,
}

#[derive(Debug)]
struct Walk {
    quotes: Quotes,
    at: u64,
    /// The last end of a row.
    end: u64,
}

impl Cuts {
    /// Cuts into pieces of about so many bytes.
    pub(in super::super) fn new(path: &str, quotes: Quotes, rows: u64, bytes: u64, piece: u64) -> Self {
        let found = Found { begins: vec![Some(0)], last: 0, walk: None, lost: false };
        Self { path: path.to_owned(), quotes, rows, bytes, piece, found: Mutex::new(found) }
    }

    /// How many pieces there are at most.
    pub(in super::super) fn pieces(&self) -> usize {
        usize::try_from(self.bytes.div_ceil(self.piece)).unwrap_or(usize::MAX).max(1)
    }

    /// Where a piece begins and ends, whole rows each; `None` where it has no rows.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(in super::super) fn piece(&self, at: usize) -> Result<Option<(u64, u64)>, Error> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(begin) = found.begins.get(at).copied() {
                let end = found.begins.get(at + 1..).and_then(|later| later.iter().flatten().next().copied());
                // The end of the file is where it ends when it is read.
                let end = end.or_else(|| (found.begins.len() == self.pieces()).then_some(u64::MAX));
                if let (Some(_), Some(_)) | (None, _) = (begin, end) {
                    return Ok(begin.zip(end));
                }
            }
            let begin = self.look(&mut found).map_err(|error| Error::io(&self.path, &error))?;
            found.last = begin.unwrap_or(found.last);
            found.begins.push(begin);
        }
    }

    /// Looks for the next beginning, which is the last one before the place that the length of pieces tells.
    fn look(&self, found: &mut Found) -> std::io::Result<Option<u64>> {
        if found.lost {
            return Ok(None);
        }
        let mut file = open::file(&self.path).map_err(std::io::Error::other)?;
        let place = found.begins.len() as u64 * self.piece;
        if found.walk.is_none() {
            let from = place - WINDOW.min(self.piece / 2);
            let end = self.quotes.clone().last_end_anyhow(&read(&mut file, from, place)?);
            if let Some(begin) = end.map(|end| from + end as u64).filter(|begin| *begin > self.rows.max(found.last)) {
                return Ok(Some(begin));
            }
        }
        let begin = self.rows.max(found.last);
        let walk = found.walk.get_or_insert_with(|| Walk { quotes: self.quotes.clone(), at: begin, end: begin });
        while walk.at < place {
            let bytes = read(&mut file, walk.at, place.min(walk.at + STEP))?;
            if bytes.is_empty() {
                break;
            }
            let end = walk.quotes.last_end(&bytes).map(|end| walk.at + end as u64);
            walk.at += bytes.len() as u64;
            if walk.at - walk.end >= LONGEST as u64 {
                found.lost = true;
                return Ok(None);
            }
            walk.end = end.unwrap_or(walk.end);
        }
        let end = walk.end;
        Ok((end > begin).then(|| {
            found.walk = None;
            end
        }))
    }
}

/// The bytes of a part of a file.
fn read(file: &mut File, from: u64, to: u64) -> std::io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(to.saturating_sub(from)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
