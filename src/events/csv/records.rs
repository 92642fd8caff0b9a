//! Reads blocks of CSV records, and counts their lines.

use super::super::blocks::{Block, LONGEST};
use super::super::cell::Cell;
use super::super::error::Error;
use super::super::json::lines::mark_missing;
use super::super::layout::Layout;
use super::super::rejects::{Fault, Place};
use super::super::rows::{Row, Taker};
use super::super::typing::Reading;
use super::Shape;
use super::split::{Span, Splitter};

/// Reads blocks.
pub(in super::super) struct Records<'l> {
    layout: &'l Layout<'l>,
    shape: &'l Shape,
    reading: Reading,
    /// Lines read so far.
    pub(in super::super) lines: u64,
    /// Whether the next record is the header.
    header: bool,
    /// Room for the places of cells.
    spans: Vec<Span>,
}

impl<'l> Records<'l> {
    pub(in super::super) fn new(layout: &'l Layout<'l>, shape: &'l Shape, reading: Reading, header: bool) -> Self {
        Self { layout, shape, reading, lines: 0, header, spans: Vec::new() }
    }

    pub(in super::super) fn block(&mut self, block: &Block<'_>, taker: &mut Taker<'_>) -> Result<(), Error> {
        match block {
            Block::Rows(bytes) => self.rows(bytes, taker),
            Block::TooLong(head) => self.odd(head, &format!("the row is longer than {} MiB", LONGEST >> 20), taker),
            Block::Open(line) => self.odd(line, "a quote is opened and not closed", taker),
        }
    }

    fn odd(&mut self, line: &[u8], reason: &str, taker: &mut Taker<'_>) -> Result<(), Error> {
        let place = Place::Line(self.lines + 1);
        self.lines += (memchr::memchr_iter(b'\n', line).count() as u64).max(1);
        taker.reject(place, &Fault::of_row(reason), String::from_utf8_lossy(line.get(..4 << 10).unwrap_or(line)).trim_end())
    }

    fn rows<'b>(&mut self, bytes: &'b [u8], taker: &mut Taker<'_>) -> Result<(), Error> {
        let bytes = if self.header { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes };
        // One look at the whole block is far cheaper than one at each row; only where it fails the rows are told apart.
        let whole = std::str::from_utf8(bytes).ok();
        let splitter = Splitter { quote: self.shape.quote, delimiter: self.shape.delimiter };
        let mut cells: Vec<Cell<'b>> = vec![Cell::Missing; self.shape.columns.len()];
        let mut rest = bytes;
        loop {
            // Blank lines are no rows.
            while let [end @ (b'\r' | b'\n'), after @ ..] = rest {
                self.lines += u64::from(*end == b'\n');
                rest = after;
            }
            if rest.is_empty() {
                break;
            }
            let record = splitter.record(rest, &mut self.spans);
            let (raw, after) = rest.split_at(record.len);
            if !std::mem::take(&mut self.header) {
                let begin = bytes.len() - rest.len();
                let text = match whole {
                    Some(text) => text.get(begin..begin + record.len).ok_or(0),
                    None => std::str::from_utf8(raw).map_err(|error| error.valid_up_to()),
                };
                match text {
                    Ok(text) => self.row(splitter, text, &mut cells, taker)?,
                    Err(good) => {
                        let fault = Fault::of_row(format!("not UTF-8 text: see byte {} of the row", good + 1));
                        taker.reject(Place::Line(self.lines + 1), &fault, &String::from_utf8_lossy(raw))?;
                    }
                }
            }
            self.lines += record.newlines;
            rest = after;
        }
        // A last line without a newline is a line all the same.
        self.lines += u64::from(!bytes.ends_with(b"\n"));
        Ok(())
    }

    fn row<'b>(&self, splitter: Splitter, text: &'b str, cells: &mut [Cell<'b>], taker: &mut Taker<'_>) -> Result<(), Error> {
        let place = Place::Line(self.lines + 1);
        if self.spans.len() != self.shape.header.len() {
            let fault = Fault::of_row(format!("{} where the header has {}", count(self.spans.len()), self.shape.header.len()));
            return taker.reject(place, &fault, text);
        }
        for (cell, column) in cells.iter_mut().zip(&self.shape.columns) {
            let text = column.and_then(|column| self.spans.get(column)).map(|span| splitter.text(text, *span));
            *cell = text.filter(|text| !text.is_empty()).map_or(Cell::Missing, Cell::Loose);
        }
        mark_missing(self.layout, cells);
        taker.take(self.layout, &self.reading, &Row { cells, place, content: &|| text.to_owned() })
    }
}

fn count(cells: usize) -> String {
    if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") }
}
