//! CSV and TSV: the columns are known by the names in the header. A row without as many cells as the header is a bad row.
//!
//! The `csv` crate reads the header, and tests hold what is read here against it: it copies every cell, its line numbers are off after
//! blank lines and carriage returns, and it cannot begin in the middle of a file.

use super::blocks::Split;
use super::error::Error;
use super::layout::Layout;
use csv::ByteRecord;
use std::collections::{HashMap, HashSet};

mod cuts;
mod quotes;
mod records;
mod split;

pub(super) use cuts::Cuts;
pub(super) use quotes::Quotes;
pub(super) use records::Records;

/// How a CSV file is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub header: Vec<String>,
    pub delimiter: u8,
    pub quote: u8,
    /// The byte after the header.
    pub rows: u64,
    /// By the cells of the layout: the column they are in.
    pub columns: Vec<Option<usize>>,
}

impl Shape {
    /// The shape of the file that begins with `head`; `None` of an empty one. What the source does not say is told from the
    /// header: the delimiter is the one of `,`, `;` and tab that it has most of.
    pub(super) fn of(path: &str, head: &[u8], delimiter: Option<u8>, layout: &Layout<'_>) -> Result<Option<Self>, Error> {
        let (marked, head) = (head.len(), head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head));
        let delimiter = delimiter.unwrap_or_else(|| sniff(head));
        let quote = layout.source.and_then(|source| source.quote).unwrap_or(b'"');
        let mut record = ByteRecord::new();
        let mut reader = reader(head, delimiter, quote);
        if !reader.read_byte_record(&mut record).map_err(|error| Error::damaged(path, error))? {
            return Ok(None);
        }
        let rows = (marked - head.len()) as u64 + reader.position().byte();
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
        Ok(Some(Self { header, delimiter, quote, rows, columns }))
    }

    pub(super) fn split(&self) -> Split {
        Split::Records(self.quotes())
    }

    pub(super) fn quotes(&self) -> Quotes {
        Quotes::new(self.quote, self.delimiter)
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
