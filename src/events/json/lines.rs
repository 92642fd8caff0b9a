//! NDJSON: an object a line. Blank lines are no rows; a line that is no object is a bad row of its own.

use super::super::blocks::{Block, LONGEST};
use super::super::cell::Cell;
use super::super::error::Error;
use super::super::layout::Layout;
use super::super::rejects::{Fault, Place};
use super::super::rows::{Row, Taker};
use super::super::typing::Reading;
use super::keys::Keys;

/// Reads lines of JSON, block by block, and counts them.
pub(in super::super) struct Lines<'l> {
    layout: &'l Layout<'l>,
    reading: Reading,
    keys: Keys,
    /// Lines read so far.
    pub(in super::super) lines: u64,
}

impl<'l> Lines<'l> {
    pub(in super::super) fn new(layout: &'l Layout<'l>, reading: Reading) -> Self {
        Self { layout, reading, keys: Keys::of(&layout.paths), lines: 0 }
    }

    pub(in super::super) fn block(&mut self, block: &Block<'_>, taker: &mut Taker<'_>) -> Result<(), Error> {
        match block {
            Block::Rows(bytes) => self.rows(bytes, taker),
            Block::TooLong(head) | Block::Open(head) => {
                self.lines += 1;
                let fault = Fault::of_row(format!("the line is longer than {} MiB", LONGEST >> 20));
                taker.reject(Place::Line(self.lines), &fault, &String::from_utf8_lossy(head.get(..4 << 10).unwrap_or(head)))
            }
        }
    }

    fn rows(&mut self, bytes: &[u8], taker: &mut Taker<'_>) -> Result<(), Error> {
        let bytes = if self.lines == 0 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes };
        // One look at the whole block is far cheaper than one at each line; only where it fails the lines are told apart.
        if let Ok(text) = std::str::from_utf8(bytes) {
            let mut cells = vec![Cell::Missing; self.layout.paths.len()];
            for line in text.split_inclusive('\n') {
                self.line(line, &mut cells, taker)?;
            }
            return Ok(());
        }
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            match std::str::from_utf8(line) {
                Ok(text) => self.line(text, &mut vec![Cell::Missing; self.layout.paths.len()], taker)?,
                Err(error) => {
                    self.lines += 1;
                    let fault = Fault::of_row(format!("not UTF-8 text: see byte {} of the line", error.valid_up_to() + 1));
                    taker.reject(Place::Line(self.lines), &fault, String::from_utf8_lossy(line).trim_end())?;
                }
            }
        }
        Ok(())
    }

    fn line<'t>(&mut self, line: &'t str, cells: &mut [Cell<'t>], taker: &mut Taker<'_>) -> Result<(), Error> {
        self.lines += 1;
        let line = line.trim_ascii();
        if line.is_empty() {
            return Ok(());
        }
        cells.fill(Cell::Missing);
        let place = Place::Line(self.lines);
        match self.keys.read(line, cells) {
            Ok(()) => {
                mark_missing(self.layout, cells);
                taker.take(self.layout, &self.reading, &Row { cells, place, content: &|| line.to_owned() })
            }
            Err(fault) => taker.reject(place, &fault, line),
        }
    }
}

/// Cells whose text the source says means missing are missing.
pub(in super::super) fn mark_missing(layout: &Layout<'_>, cells: &mut [Cell<'_>]) {
    let Some(source) = layout.source.filter(|source| !source.missing.is_empty()) else { return };
    for cell in cells {
        if matches!(cell, Cell::Text(text) | Cell::Loose(text) if source.missing.iter().any(|word| word == text)) {
            *cell = Cell::Missing;
        }
    }
}
