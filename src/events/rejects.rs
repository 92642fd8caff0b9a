//! Rows that were not taken. Each piece of work notes its own by its own count of lines; in the end they come out in the
//! order of the input, whatever the number of threads. They wait on disk, so that a log full of them costs no memory.

use super::error::Error;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

/// So much of a bad row is kept.
const CONTENT: usize = 4 << 10;
/// A worker hands its notes over when they reach so many bytes.
const HAND_OVER: usize = 64 << 10;
/// The notes stay in memory up to so many bytes.
const IN_MEMORY: usize = 4 << 20;

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// The file as the user named it.
    pub file: String,
    /// Where in the file.
    #[serde(flatten)]
    pub place: Place,
    /// The column that is wrong, where it is one.
    pub column: Option<String>,
    /// What is wrong, in the user's words.
    pub reason: String,
    /// The row as the file has it, cut after some kilobytes.
    pub content: String,
}

impl std::fmt::Display for Reject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: ", self.place.within(&self.file))?;
        if let Some(column) = &self.column {
            write!(f, "`{column}`: ")?;
        }
        f.write_str(&self.reason)
    }
}

/// A place in a file, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The line on which the row begins.
    Line(u64),
    /// The row, in files without lines.
    Row(u64),
}

impl Place {
    /// How people are told of it: `log.ndjson:3`, `log.parquet row 3`.
    pub fn within(self, file: &str) -> String {
        match self {
            Self::Line(line) => format!("{file}:{line}"),
            Self::Row(row) => format!("{file} row {row}"),
        }
    }

    /// The same so many lines or rows further on.
    pub(super) fn after(self, count: u64) -> Self {
        match self {
            Self::Line(line) => Self::Line(line.saturating_add(count)),
            Self::Row(row) => Self::Row(row.saturating_add(count)),
        }
    }
}

/// What is wrong with a row, and where: the reasons' way from where they are found to where they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub column: Option<String>,
    pub reason: String,
}

impl Fault {
    pub(super) fn of_row(reason: impl Into<String>) -> Self {
        Self { column: None, reason: reason.into() }
    }

    pub(super) fn of_column(column: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { column: Some(column.into()), reason: reason.into() }
    }
}

/// The bad rows of a scan, in the order of the input.
#[derive(Debug)]
pub struct RejectSpool {
    store: tempfile::SpooledTempFile,
    extents: Vec<Extent>,
    /// By item: the file, and the lines before the item in it.
    items: Vec<(String, u64)>,
    kept: u64,
}

/// No bad rows.
impl Default for RejectSpool {
    fn default() -> Self {
        Self { store: tempfile::SpooledTempFile::new(0), extents: Vec::new(), items: Vec::new(), kept: 0 }
    }
}

/// A stretch of notes of one item.
#[derive(Clone, Copy, Debug)]
struct Extent {
    item: usize,
    offset: u64,
    len: u64,
}

/// A note as it is stored, one JSON line each.
type Note = (Place, Option<String>, String, String);

impl RejectSpool {
    /// How many rows are kept.
    pub fn len(&self) -> u64 {
        self.kept
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.kept == 0
    }

    /// The first bad row of the input, which is noted even where none are kept.
    ///
    /// # Errors
    /// When the note cannot be read back.
    pub fn first(&mut self) -> std::io::Result<Option<Reject>> {
        let Some(extent) = self.extents.first() else { return Ok(None) };
        let Some((file, before)) = self.items.get(extent.item) else { return Ok(None) };
        self.store.seek(SeekFrom::Start(extent.offset))?;
        let mut line = String::new();
        BufReader::new((&mut self.store).take(extent.len)).read_line(&mut line)?;
        let (place, column, reason, content): Note = serde_json::from_str(&line)?;
        Ok(Some(Reject { file: file.clone(), place: place.after(*before), column, reason, content }))
    }

    /// Shows each bad row, in the order of the input.
    ///
    /// # Errors
    /// When the notes cannot be read back, or `show` fails.
    pub fn each(&mut self, mut show: impl FnMut(Reject) -> std::io::Result<()>) -> std::io::Result<()> {
        if self.kept == 0 {
            return Ok(());
        }
        for extent in &self.extents {
            self.store.seek(SeekFrom::Start(extent.offset))?;
            let Some((file, before)) = self.items.get(extent.item) else { continue };
            for line in BufReader::new((&mut self.store).take(extent.len)).lines() {
                let (place, column, reason, content): Note = serde_json::from_str(&line?)?;
                show(Reject { file: file.clone(), place: place.after(*before), column, reason, content })?;
            }
        }
        Ok(())
    }

    /// Writes each bad row as a line of JSON.
    ///
    /// # Errors
    /// When the notes cannot be read back, or `out` cannot be written.
    pub fn write_ndjson(&mut self, out: &mut dyn Write) -> std::io::Result<()> {
        self.each(|reject| {
            serde_json::to_writer(&mut *out, &reject)?;
            out.write_all(b"\n")
        })
    }
}

/// Where workers hand their notes over.
#[derive(Debug)]
pub(super) struct Collector {
    shared: Mutex<(tempfile::SpooledTempFile, u64, Vec<Extent>)>,
    keep: bool,
}

impl Collector {
    pub(super) fn new(keep: bool) -> Self {
        Self { shared: Mutex::new((tempfile::spooled_tempfile(IN_MEMORY), 0, Vec::new())), keep }
    }

    fn hand_over(&self, item: usize, notes: &mut Vec<u8>) -> Result<(), Error> {
        if notes.is_empty() {
            return Ok(());
        }
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let (store, end, extents) = &mut *shared;
        store.write_all(notes).map_err(Error::Spool)?;
        let len = notes.len() as u64;
        extents.push(Extent { item, offset: *end, len });
        *end += len;
        notes.clear();
        Ok(())
    }

    /// The spool, given each item's file and the lines before the item in it.
    pub(super) fn finish(self, items: Vec<(String, u64)>, kept: u64) -> RejectSpool {
        let (store, _, mut extents) = self.shared.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Notes of one item were handed over in their order, so a stable sort by item is the order of the input.
        extents.sort_by_key(|extent| extent.item);
        RejectSpool { store, extents, items, kept: if self.keep { kept } else { 0 } }
    }
}

/// The notes of one worker on the item it is at.
#[derive(Debug)]
pub(super) struct Ledger<'s> {
    collector: &'s Collector,
    item: usize,
    notes: Vec<u8>,
    /// Whether a row was noted.
    noted: bool,
}

impl<'s> Ledger<'s> {
    pub(super) fn new(collector: &'s Collector) -> Self {
        Self { collector, item: 0, notes: Vec::new(), noted: false }
    }

    /// Begins with an item; what was noted before belongs to the one before.
    pub(super) fn begin(&mut self, item: usize) -> Result<(), Error> {
        self.collector.hand_over(self.item, &mut self.notes)?;
        self.item = item;
        Ok(())
    }

    pub(super) fn note(&mut self, place: Place, fault: &Fault, content: &str) -> Result<(), Error> {
        // A worker goes through the input in its order, so one of the workers' first notes is the first of all.
        if !self.collector.keep && self.noted {
            return Ok(());
        }
        self.noted = true;
        serde_json::to_writer(&mut self.notes, &(place, &fault.column, &fault.reason, clip(content)))
            .map_err(|error| Error::Spool(error.into()))?;
        self.notes.push(b'\n');
        if self.notes.len() >= HAND_OVER { self.collector.hand_over(self.item, &mut self.notes) } else { Ok(()) }
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.collector.hand_over(self.item, &mut self.notes)
    }
}

/// The beginning of a row, whole characters only.
pub(super) fn clip(content: &str) -> &str {
    if content.len() <= CONTENT {
        return content;
    }
    let end = (0..=CONTENT).rev().find(|at| content.is_char_boundary(*at)).unwrap_or_default();
    content.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_none_are_kept_the_first_is_known() {
        let collector = Collector::new(false);
        for (item, lines) in [(1, [3, 4]), (0, [8, 9])] {
            let mut ledger = Ledger::new(&collector);
            ledger.begin(item).unwrap();
            for line in lines {
                ledger.note(Place::Line(line), &Fault::of_row("not JSON"), "x").unwrap();
            }
            ledger.finish().unwrap();
        }
        let mut spool = collector.finish(vec![("a.ndjson".to_owned(), 0), ("a.ndjson".to_owned(), 10)], 4);
        assert_eq!(spool.first().unwrap().unwrap().to_string(), "a.ndjson:8: not JSON");
        assert!(spool.is_empty());
        spool.each(|reject| panic!("{reject}")).unwrap();
    }

    #[test]
    fn rejects_come_out_in_the_order_of_the_input() {
        let collector = Collector::new(true);
        let mut second = Ledger::new(&collector);
        second.begin(1).unwrap();
        let fault = Fault::of_column("time", "no time");
        second.note(Place::Line(1), &fault, "{\"a\":\n1}").unwrap();
        second.finish().unwrap();
        let mut first = Ledger::new(&collector);
        first.begin(0).unwrap();
        first.note(Place::Line(7), &Fault::of_row("not JSON"), &"ż".repeat(CONTENT)).unwrap();
        first.finish().unwrap();
        let mut spool = collector.finish(vec![("a.ndjson".to_owned(), 0), ("a.ndjson".to_owned(), 10)], 2);
        let mut all = Vec::new();
        spool
            .each(|reject| {
                all.push(reject);
                Ok(())
            })
            .unwrap();
        assert_eq!(all.iter().map(|reject| reject.place).collect::<Vec<_>>(), [Place::Line(7), Place::Line(11)]);
        assert_eq!(all[0].content.len(), CONTENT);
        assert_eq!(spool.first().unwrap().as_ref(), all.first());
        assert_eq!(all[1].to_string(), "a.ndjson:11: `time`: no time");
        let mut out = Vec::new();
        spool.write_ndjson(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text.lines().nth(1).unwrap(),
            r#"{"file":"a.ndjson","line":11,"column":"time","reason":"no time","content":"{\"a\":\n1}"}"#
        );
    }
}
