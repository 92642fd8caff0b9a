//! JSON documents: a list of records, or an object that holds one somewhere inside (`records: result.items`), or one record
//! after the other. Records are found by their brackets and read one at a time, so a document may be larger than the memory.
//!
//! A record that is wrong inside is a bad row; a document that is wrong around its records is damaged.

use super::super::blocks::LONGEST;
use super::super::cell::{Cell, recycle};
use super::super::error::Error;
use super::super::layout::Layout;
use super::super::rejects::{Fault, Place};
use super::super::rows::{Row, Taker};
use super::super::typing::Reading;
use super::keys::Keys;
use super::lines::mark_missing;
use super::scan::unescape;
use std::io::Read;

/// So much is read at a time.
const STEP: usize = 256 << 10;

/// A stream of documents.
pub(in super::super) struct Documents<'s> {
    reader: Box<dyn Read + 's>,
    /// How an error of the reader is told.
    failed: &'s dyn Fn(&std::io::Error) -> Error,
    path: &'s str,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    ended: bool,
    /// Newlines before `at`.
    newlines: u64,
    /// How the last record that was too long begins.
    head: Vec<u8>,
}

/// What becomes of records: the taker's side.
pub(in super::super) struct Records<'l> {
    layout: &'l Layout<'l>,
    reading: Reading,
    keys: Keys,
    cells: Vec<Cell<'static>>,
}

impl<'l> Records<'l> {
    pub(in super::super) fn new(layout: &'l Layout<'l>, reading: Reading) -> Self {
        Self { layout, reading, keys: Keys::of(&layout.paths), cells: Vec::new() }
    }

    fn take(&mut self, bytes: &[u8], line: u64, taker: &mut Taker<'_>) -> Result<(), Error> {
        let place = Place::Line(line);
        taker.shared.request.progress.advance(1, 0);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let fault = Fault::of_row(format!("not UTF-8 text: see byte {} of the record", error.valid_up_to() + 1));
                return taker.reject(place, &fault, &String::from_utf8_lossy(bytes));
            }
        };
        let mut cells: Vec<Cell<'_>> = recycle(std::mem::take(&mut self.cells));
        cells.resize(self.layout.paths.len(), Cell::Missing);
        let taken = match self.keys.read(text, &mut cells) {
            Ok(()) => {
                mark_missing(self.layout, &mut cells);
                taker.take(self.layout, &self.reading, &Row { cells: &cells, place, content: &|| text.to_owned() })
            }
            Err(fault) => taker.reject(place, &fault, text),
        };
        self.cells = recycle(cells);
        taken
    }
}

impl<'s> Documents<'s> {
    pub(in super::super) fn new(reader: Box<dyn Read + 's>, path: &'s str, failed: &'s dyn Fn(&std::io::Error) -> Error) -> Self {
        Self { reader, failed, path, buffer: Vec::new(), at: 0, filled: 0, ended: false, newlines: 0, head: Vec::new() }
    }

    /// Takes all records that `keys` lead to.
    pub(in super::super) fn read(&mut self, keys: &[String], records: &mut Records<'_>, taker: &mut Taker<'_>) -> Result<(), Error> {
        self.fill(0)?;
        if self.buffer.get(..self.filled).is_some_and(|bytes| bytes.starts_with(b"\xef\xbb\xbf")) {
            self.at = 3;
        }
        while self.peek()?.is_some() {
            self.follow(keys, keys, records, taker)?;
        }
        Ok(())
    }

    /// Follows what is left of the keys into the value that comes next.
    fn follow(&mut self, left: &[String], all: &[String], records: &mut Records<'_>, taker: &mut Taker<'_>) -> Result<(), Error> {
        let line = self.newlines + 1;
        let Some((key, rest)) = left.split_first() else { return self.records(all, records, taker) };
        let mut found = false;
        if self.take_byte(b'{')? {
            if !self.take_byte(b'}')? {
                loop {
                    let name = self.key()?;
                    if name == *key {
                        found = true;
                        self.follow(rest, all, records, taker)?;
                    } else {
                        self.value(false)?;
                    }
                    if !self.take_byte(b',')? {
                        break;
                    }
                }
                self.expect(b'}', "`,` or `}` is expected")?;
            }
        } else {
            self.value(false)?;
        }
        if found { Ok(()) } else { no_records(all, line, taker) }
    }

    fn records(&mut self, keys: &[String], records: &mut Records<'_>, taker: &mut Taker<'_>) -> Result<(), Error> {
        match self.peek()? {
            Some(b'[') => {
                self.at += 1;
                if self.take_byte(b']')? {
                    return Ok(());
                }
                loop {
                    if taker.given_up() {
                        return Ok(());
                    }
                    self.record(records, taker)?;
                    if !self.take_byte(b',')? {
                        return self.expect(b']', "`,` or `]` is expected");
                    }
                }
            }
            Some(b'n') if !keys.is_empty() => self.value(false).map(|_| ()),
            _ => self.record(records, taker),
        }
    }

    fn record(&mut self, records: &mut Records<'_>, taker: &mut Taker<'_>) -> Result<(), Error> {
        self.peek()?;
        let line = self.newlines + 1;
        let (from, len) = self.value(true)?;
        if len > LONGEST {
            let head = std::mem::take(&mut self.head);
            return taker.reject(
                Place::Line(line),
                &Fault::of_row(format!("the record is longer than {} MiB", LONGEST >> 20)),
                &String::from_utf8_lossy(&head),
            );
        }
        records.take(self.buffer.get(from..from + len).unwrap_or_default(), line, taker)
    }

    /// Passes over a value by its brackets and quotes. Kept, it stays in the buffer: where it begins and how long it is; one that
    /// is longer than allowed is not kept.
    fn value(&mut self, keep: bool) -> Result<(usize, usize), Error> {
        let nested = match self.peek()? {
            Some(b'{' | b'[') => true,
            Some(b',' | b':' | b'}' | b']') | None => return Err(self.damaged("a value is expected")),
            Some(_) => false,
        };
        let (mut from, mut len, mut depth) = (self.at, 0_usize, 0_usize);
        let (mut quoted, mut escaped) = (false, false);
        loop {
            if self.at == self.filled {
                if self.ended {
                    return if nested || quoted { Err(self.damaged("it ends in the middle of a value")) } else { Ok((from, len)) };
                }
                let kept = keep && len <= LONGEST;
                if keep && !kept && self.head.is_empty() {
                    self.head.extend(self.buffer.get(from..self.filled).unwrap_or_default().iter().take(4 << 10));
                }
                self.fill(if kept { from } else { self.at })?;
                from = if kept { 0 } else { self.at };
                continue;
            }
            let byte = self.buffer.get(self.at).copied().unwrap_or_default();
            if !nested && !quoted && (matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace()) {
                // A form feed is white space to many, but not to JSON: nothing would come of it, for ever.
                return if len == 0 { Err(self.damaged("a value is expected")) } else { Ok((from, len)) };
            }
            self.newlines += u64::from(byte == b'\n');
            (self.at, len) = (self.at + 1, len + 1);
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => {
                    quoted = !quoted;
                    if !quoted && !nested {
                        return Ok((from, len));
                    }
                }
                b'{' | b'[' if !quoted => depth += 1,
                b'}' | b']' if !quoted => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Ok((from, len));
                    }
                }
                _ => {}
            }
        }
    }

    fn key(&mut self) -> Result<String, Error> {
        if self.peek()? != Some(b'"') {
            return Err(self.damaged("a key is expected"));
        }
        let (from, len) = self.value(true)?;
        let text = self.buffer.get(from + 1..(from + len).saturating_sub(1)).unwrap_or_default();
        let key = std::str::from_utf8(text).ok().and_then(|text| unescape(text, text.contains('\\'))).map(std::borrow::Cow::into_owned);
        self.expect(b':', "`:` is expected")?;
        key.ok_or_else(|| self.damaged("a key is no text"))
    }

    /// The next byte after white space.
    fn peek(&mut self) -> Result<Option<u8>, Error> {
        loop {
            match self.buffer.get(self.at..self.filled).and_then(<[u8]>::first) {
                Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) => {
                    self.newlines += u64::from(*byte == b'\n');
                    self.at += 1;
                }
                Some(byte) => return Ok(Some(*byte)),
                None if self.ended => return Ok(None),
                None => self.fill(self.at)?,
            }
        }
    }

    fn take_byte(&mut self, byte: u8) -> Result<bool, Error> {
        let found = self.peek()? == Some(byte);
        self.at += usize::from(found);
        Ok(found)
    }

    fn expect(&mut self, byte: u8, otherwise: &str) -> Result<(), Error> {
        if self.take_byte(byte)? { Ok(()) } else { Err(self.damaged(otherwise)) }
    }

    /// Reads on; what lies before `keep` is dropped, and `at` moves with the rest.
    fn fill(&mut self, keep: usize) -> Result<(), Error> {
        self.buffer.copy_within(keep..self.filled, 0);
        (self.at, self.filled) = (self.at - keep, self.filled - keep);
        if self.buffer.len() < self.filled + STEP {
            self.buffer.resize((self.filled + STEP).max(self.buffer.len() * 2), 0);
        }
        loop {
            match self.reader.read(self.buffer.get_mut(self.filled..).unwrap_or_default()) {
                Ok(read) => {
                    self.filled += read;
                    self.ended = read == 0;
                    return Ok(());
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err((self.failed)(&error)),
            }
        }
    }

    fn damaged(&self, reason: &str) -> Error {
        let reason = if self.ended && self.at == self.filled { "the document ends too early" } else { reason };
        Error::damaged(self.path, format!("no JSON: {reason} on line {}", self.newlines + 1))
    }
}

fn no_records(keys: &[String], line: u64, taker: &mut Taker<'_>) -> Result<(), Error> {
    taker.reject(Place::Line(line), &Fault::of_row(format!("no `{}` in the document", keys.join("."))), "")
}
