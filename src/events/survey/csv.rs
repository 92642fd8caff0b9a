//! CSV and TSV: the header tells the columns.

use super::super::cell::Cell;
use super::super::error::Error;
use super::super::files::LogFile;
use super::{Columns, Log, Look, instant};
use crate::model::source::{Format, TimeFormat};
use crate::time::Zone;
use csv::{ByteRecord, Reader, ReaderBuilder};
use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;

/// Signs that stand between cells, the likelier first.
const SIGNS: [u8; 4] = [b'\t', b';', b'|', b','];

/// The sign between cells, where the reader of logs would take another one.
pub(super) fn delimiter(log: &Log) -> Result<Option<u8>, Error> {
    let Some(file) = log.files.first() else { return Ok(None) };
    let found = found(&log.head(file)?);
    let expected = match log.format {
        Format::Tsv => Some(b'\t'),
        // These it tells apart by itself.
        _ => Some(found).filter(|sign| *sign != b'|'),
    };
    Ok(if expected == Some(found) { None } else { Some(found) })
}

/// The sign that the first line has most of, outside quotes.
fn found(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let count = |sign: u8| {
        let mut quoted = false;
        line.iter()
            .filter(|byte| {
                quoted ^= **byte == b'"';
                !quoted && **byte == sign
            })
            .count()
    };
    SIGNS.into_iter().max_by_key(|sign| count(*sign)).filter(|sign| count(*sign) > 0).unwrap_or(b',')
}

pub(super) fn rows(log: &Log, file: &LogFile, columns: &mut Columns, look: Look<'_>) -> Result<ControlFlow<()>, Error> {
    let delimiter = log.delimiter.unwrap_or_else(|| log.head(file).map_or(b',', |head| found(&head)));
    let mut reader = reader(log.text(file)?, delimiter);
    let damaged = |error: csv::Error| Error::damaged(&file.path, error);
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record).map_err(damaged)? {
        return Ok(ControlFlow::Continue(()));
    }
    let text = |cell: &[u8]| String::from_utf8_lossy(cell.strip_prefix(b"\xef\xbb\xbf").unwrap_or(cell)).into_owned();
    let header: Vec<String> = record.iter().map(text).collect();
    no_header(&file.path, &header)?;
    let numbers: Vec<Option<usize>> = header.iter().map(|name| columns.number(std::slice::from_ref(name))).collect();
    while reader.read_byte_record(&mut record).map_err(damaged)? {
        if record.len() != header.len() {
            continue;
        }
        let mut cells = Vec::with_capacity(record.len());
        for (number, cell) in numbers.iter().zip(&record) {
            if let (Some(number), Ok(text)) = (number, std::str::from_utf8(cell))
                && !text.is_empty()
            {
                cells.push((*number, Cell::Loose(Cow::Borrowed(text))));
            }
        }
        if look(&cells).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// A first line of instants and empty cells is a row, and the columns have no names.
fn no_header(path: &str, header: &[String]) -> Result<(), Error> {
    let is_time = |name: &String| {
        let cell = Cell::Loose(Cow::Borrowed(name));
        [TimeFormat::Rfc3339, TimeFormat::Date].iter().any(|format| instant(&cell, format, &Zone::utc()).is_some())
    };
    if header.iter().any(is_time) {
        let reason = "its first line is a row, not the names of the columns: put a line with their names above it";
        return Err(Error::Columns { path: path.to_owned(), reason: reason.to_owned() });
    }
    Ok(())
}

fn reader<R: Read>(reader: R, delimiter: u8) -> Reader<R> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(reader)
}
