//! CSV and TSV: the columns are known by the names in the header. A row without as many cells as the header is a bad row.
//!
//! The `csv` crate tells cells apart; where records begin is told here, since its line numbers are off after blank lines and
//! carriage returns.

use super::blocks::{Block, LONGEST, Quotes, Split};
use super::cell::{Cell, recycle};
use super::error::Error;
use super::json::lines::mark_missing;
use super::layout::Layout;
use super::rejects::{Fault, Place};
use super::rows::{Row, Taker};
use super::typing::Reading;
use csv::ByteRecord;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// How a CSV file is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub header: Vec<String>,
    pub delimiter: u8,
    pub quote: u8,
    /// By the cells of the layout: the column they are in.
    pub columns: Vec<Option<usize>>,
}

impl Shape {
    /// The shape of the file that begins with `head`; `None` of an empty one. What the source does not say is told from the
    /// header: the delimiter is the one of `,`, `;` and tab that it has most of.
    pub(super) fn of(path: &str, head: &[u8], delimiter: Option<u8>, layout: &Layout<'_>) -> Result<Option<Self>, Error> {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let delimiter = delimiter.unwrap_or_else(|| sniff(head));
        let quote = layout.source.and_then(|source| source.quote).unwrap_or(b'"');
        let mut record = ByteRecord::new();
        if !reader(head, delimiter, quote).read_byte_record(&mut record).map_err(|error| Error::damaged(path, error))? {
            return Ok(None);
        }
        let header: Vec<String> = record.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        let mut seen = HashSet::new();
        for name in &header {
            if !name.is_empty() && !seen.insert(name) {
                return Err(Error::Columns {
                    path: path.to_owned(),
                    reason: format!("two columns are named `{name}`: rename one of them"),
                });
            }
        }
        let columns = columns(path, &header, layout)?;
        Ok(Some(Self { header, delimiter, quote, columns }))
    }

    pub(super) fn split(&self) -> Split {
        Split::Records(Quotes::new(self.quote, self.delimiter))
    }
}

/// By the cells of a layout: the place of the column in a table's header.
pub(super) fn columns(path: &str, header: &[String], layout: &Layout<'_>) -> Result<Vec<Option<usize>>, Error> {
    let mut places: HashMap<&str, usize> = HashMap::with_capacity(header.len());
    for (at, name) in header.iter().enumerate() {
        places.entry(name).or_insert(at);
    }
    let mut found = Vec::new();
    for (keys, named) in layout.paths.iter().zip(&layout.named) {
        let name = keys.join(".");
        let column = places.get(name.as_str()).copied();
        if column.is_none() && *named {
            let columns: Vec<&str> = header.iter().map(String::as_str).collect();
            return Err(layout.without(&name, path, &columns));
        }
        found.push(column);
    }
    Ok(found)
}

/// Reads blocks of CSV records, and counts their lines.
pub(super) struct Records<'l> {
    layout: &'l Layout<'l>,
    shape: &'l Shape,
    reading: Reading,
    /// Lines read so far.
    pub lines: u64,
    /// Whether the next record is the header.
    header: bool,
    record: ByteRecord,
    cells: Vec<Cell<'static>>,
}

impl<'l> Records<'l> {
    pub(super) fn new(layout: &'l Layout<'l>, shape: &'l Shape, reading: Reading, header: bool) -> Self {
        Self { layout, shape, reading, lines: 0, header, record: ByteRecord::new(), cells: Vec::new() }
    }

    pub(super) fn block(&mut self, block: &Block<'_>, taker: &mut Taker<'_>) -> Result<(), Error> {
        match block {
            Block::Rows(bytes) => self.rows(bytes, taker),
            Block::TooLong(head) => self.odd(head, &format!("the row is longer than {} MiB", LONGEST >> 20), taker),
            Block::Open(line) => self.odd(line, "a quote is opened and not closed", taker),
        }
    }

    fn odd(&mut self, line: &[u8], reason: &str, taker: &mut Taker<'_>) -> Result<(), Error> {
        let place = Place::Line(self.lines + 1);
        self.lines += newlines(line).max(1);
        taker.reject(place, &Fault::of_row(reason), String::from_utf8_lossy(line.get(..4 << 10).unwrap_or(line)).trim_end())
    }

    fn rows(&mut self, bytes: &[u8], taker: &mut Taker<'_>) -> Result<(), Error> {
        let bytes = if self.lines == 0 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes };
        let all_text = std::str::from_utf8(bytes).is_ok();
        let mut reader = reader(bytes, self.shape.delimiter, self.shape.quote);
        let mut record = std::mem::take(&mut self.record);
        // Up to here newlines are counted.
        let mut counted = 0;
        loop {
            let more = reader.read_byte_record(&mut record).map_err(|error| Error::damaged(&taker.file, error))?;
            let offset = |position: u64| usize::try_from(position).unwrap_or(usize::MAX).min(bytes.len());
            let begin = offset(record.position().map_or(0, csv::Position::byte));
            // What ended the record before, and blank lines, stand before this one.
            let space = bytes.get(begin..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let start = if more { begin + space } else { bytes.len() };
            self.lines += newlines(bytes.get(counted..start).unwrap_or_default());
            counted = start;
            if !more {
                break;
            }
            if std::mem::take(&mut self.header) {
                continue;
            }
            let raw = bytes.get(start..offset(reader.position().byte())).unwrap_or_default();
            self.row(&record, raw, all_text, taker)?;
        }
        self.record = record;
        // A last line without a newline is a line all the same.
        self.lines += u64::from(!bytes.ends_with(b"\n"));
        Ok(())
    }

    fn row(&mut self, record: &ByteRecord, raw: &[u8], all_text: bool, taker: &mut Taker<'_>) -> Result<(), Error> {
        let place = Place::Line(self.lines + 1);
        let content = || String::from_utf8_lossy(raw).trim_end_matches(['\r', '\n']).to_owned();
        if !all_text && let Err(error) = std::str::from_utf8(raw) {
            let fault = Fault::of_row(format!("not UTF-8 text: see byte {} of the row", error.valid_up_to() + 1));
            return taker.reject(place, &fault, &content());
        }
        if record.len() != self.shape.header.len() {
            let fault = Fault::of_row(format!("{} where the header has {}", count(record.len()), self.shape.header.len()));
            return taker.reject(place, &fault, &content());
        }
        let mut cells: Vec<Cell<'_>> = recycle(std::mem::take(&mut self.cells));
        cells.extend(self.shape.columns.iter().map(|column| cell(column.and_then(|column| record.get(column)))));
        mark_missing(self.layout, &mut cells);
        let taken = taker.take(self.layout, &self.reading, &Row { cells: &cells, place, content: &content });
        self.cells = recycle(cells);
        taken
    }
}

fn cell(bytes: Option<&[u8]>) -> Cell<'_> {
    match bytes.map(std::str::from_utf8) {
        Some(Ok(text)) if !text.is_empty() => Cell::Loose(Cow::Borrowed(text)),
        _ => Cell::Missing,
    }
}

fn count(cells: usize) -> String {
    if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") }
}

#[allow(clippy::naive_bytecount, reason = "the compiler makes vectors of it; not worth a dependency")]
fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

fn reader(bytes: &[u8], delimiter: u8, quote: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).quote(quote).from_reader(bytes)
}

/// The delimiter that the first line has most of, outside quotes; a comma where it has none.
fn sniff(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let count = |delimiter: u8| {
        let mut quoted = false;
        line.iter()
            .filter(|byte| {
                quoted ^= **byte == b'"';
                !quoted && **byte == delimiter
            })
            .count()
    };
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}
