//! A log looked at for itself, before any definition says what its columns mean: its format, how it is laid out, and its rows
//! with all their columns. Rows that cannot be read are passed over here; a run counts and keeps them.

use super::cell::Cell;
use super::error::Error;
use super::files::{self, LogFile};
use super::open::{self, Compression};
use super::table::guarded;
use super::{Input, times, typing};
use crate::model::source::{Format, TimeFormat};
use crate::time::{Micros, Zone};
use crate::value::Type;
use indexmap::IndexSet;
use std::ops::ControlFlow;

mod csv;
mod json;
mod tables;

/// More columns than this are not looked at.
const MOST_COLUMNS: usize = 1000;

/// A log of one or more files of one format.
#[derive(Debug)]
pub struct Log {
    files: Vec<LogFile>,
    /// The format of all files.
    pub format: Format,
    /// Keys that lead to the rows inside a document.
    pub records: Vec<String>,
    /// The sign between cells, where a reader would take another one.
    pub delimiter: Option<u8>,
    /// The text encoding, where it is not UTF-8; only guessed.
    pub encoding: Option<&'static encoding_rs::Encoding>,
}

/// The columns met so far: names, or keys that lead into objects. Their numbers stay.
#[derive(Debug, Default)]
pub struct Columns(pub IndexSet<Vec<String>>);

impl Columns {
    /// The number of a column; `None` where there are too many.
    fn number(&mut self, path: &[String]) -> Option<usize> {
        if let Some(at) = self.0.get_index_of(path) {
            return Some(at);
        }
        (self.0.len() < MOST_COLUMNS).then(|| self.0.insert_full(path.to_vec()).0)
    }
}

/// Whoever looks at rows: cells by the numbers of their columns, missing ones left out. Breaks off when it has seen enough.
pub type Look<'a> = &'a mut dyn FnMut(&[(usize, Cell<'_>)]) -> ControlFlow<()>;

impl Log {
    /// The log behind paths: files, folders and globs.
    ///
    /// # Errors
    /// When there is none, its files differ in format, or it cannot be read.
    pub fn open(paths: &[String]) -> Result<Self, Error> {
        let inputs: Vec<Input> = paths.iter().map(|path| Input { source: None, path: path.clone() }).collect();
        let files = files::find(&inputs, &|_| None)?;
        let Some(first) = files.first() else {
            return Err(Error::NoLogs { path: paths.join(", "), reason: "nothing was named".to_owned() });
        };
        if let Some(other) = files.iter().find(|file| file.format != first.format) {
            let reason = format!("it is of another format than `{}`: name the files of one kind", first.path);
            return Err(Error::Columns { path: other.path.clone(), reason });
        }
        let format = first.format;
        let mut log = Self { files, format, records: Vec::new(), delimiter: None, encoding: None };
        match format {
            Format::Ndjson => log.encoding = log.guessed_encoding()?,
            Format::Json => log.records = log.find_records()?,
            Format::Csv | Format::Tsv => {
                log.encoding = log.guessed_encoding()?;
                log.delimiter = csv::delimiter(&log)?;
            }
            Format::Parquet | Format::Arrow => {}
        }
        if matches!(log.format, Format::Csv | Format::Tsv | Format::Parquet | Format::Arrow) {
            log.same_columns()?;
        }
        Ok(log)
    }

    /// Whether all files have the columns of the first, as one source asks of them.
    fn same_columns(&self) -> Result<(), Error> {
        let columns = |file: &LogFile| {
            let mut columns = Columns::default();
            // The head is enough.
            let _ = self.rows_of(file, &mut columns, &mut |_| ControlFlow::Break(()))?;
            Ok::<_, Error>(columns.0)
        };
        let Some((first, others)) = self.files.split_first() else { return Ok(()) };
        let known = columns(first)?;
        for other in others {
            let found = columns(other)?;
            let strange = found.iter().find(|column| !known.contains(*column)).map(|column| (column, "has", "does not"));
            let lacking = || known.iter().find(|column| !found.contains(*column)).map(|column| (column, "lacks", "has"));
            if let Some((column, has, not)) = strange.or_else(lacking).filter(|_| !known.is_empty() && !found.is_empty()) {
                let reason = format!("it {has} the column `{}`, and `{}` {not}: name the files of one kind", column.join("."), first.path);
                return Err(Error::Columns { path: other.path.clone(), reason });
            }
        }
        Ok(())
    }

    /// The paths of the files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.path.as_str())
    }

    /// Shows all rows, file by file, until whoever looks has seen enough; whether that was all of them.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn rows(&self, columns: &mut Columns, look: Look<'_>) -> Result<bool, Error> {
        for file in &self.files {
            if self.rows_of(file, columns, look)?.is_break() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn rows_of(&self, file: &LogFile, columns: &mut Columns, look: Look<'_>) -> Result<ControlFlow<()>, Error> {
        match self.format {
            Format::Ndjson => json::lines(self, file, columns, look),
            Format::Json => json::documents(self, file, columns, look),
            Format::Csv | Format::Tsv => csv::rows(self, file, columns, look),
            Format::Parquet => guarded(&file.path, || tables::parquet(&file.path, columns, look)),
            Format::Arrow => guarded(&file.path, || tables::arrow(&file.path, columns, look)),
        }
    }

    fn find_records(&self) -> Result<Vec<String>, Error> {
        for file in &self.files {
            if let Some(keys) = json::records(self, file)? {
                return Ok(keys);
            }
        }
        Ok(Vec::new())
    }

    /// The bytes of a text file.
    fn text(&self, file: &LogFile) -> Result<Box<dyn std::io::Read>, Error> {
        let head = open::head(&file.path, 8)?;
        let marked = encoding_rs::Encoding::for_bom(&head).map(|(encoding, _)| encoding);
        open::text(&file.path, 0, Compression::of(&head), self.encoding.or(marked), &())
    }

    /// The first bytes of a text file, as text.
    fn head(&self, file: &LogFile) -> Result<Vec<u8>, Error> {
        let mut head = Vec::new();
        let compression = Compression::of(&open::head(&file.path, 8)?);
        let reader = std::io::Read::take(self.text(file)?, 1 << 20);
        let mut reader = std::io::BufReader::new(reader);
        std::io::Read::read_to_end(&mut reader, &mut head).map_err(|error| open::failed(&file.path, compression, &error))?;
        Ok(head.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(head))
    }

    /// Text that is no UTF-8 is most often that of the old code pages of Windows; which one, its bytes hardly tell.
    fn guessed_encoding(&self) -> Result<Option<&'static encoding_rs::Encoding>, Error> {
        for file in &self.files {
            let head = self.head(file)?;
            // The last character may be cut.
            let whole = head.get(..head.len().saturating_sub(4)).unwrap_or_default();
            if let Err(fault) = std::str::from_utf8(whole)
                && fault.error_len().is_some()
            {
                return Ok(Some(encoding_rs::WINDOWS_1250));
            }
        }
        Ok(None)
    }
}

/// Whether a cell holds a value of a type, as a run would read it.
pub fn fits(cell: &Cell<'_>, ty: &Type, decimal_comma: bool) -> bool {
    let reading = typing::Reading { zone: Zone::utc(), decimal_comma };
    typing::convert(cell, ty, &reading).is_ok()
}

/// The instant that a cell holds, as a run would read it.
pub fn instant(cell: &Cell<'_>, format: &TimeFormat, zone: &Zone) -> Option<Micros> {
    times::instant(cell, format, zone).ok()
}

/// The name that a cell holds: a subject, an event or an id.
pub fn name<'c>(cell: &'c Cell<'_>) -> Option<std::borrow::Cow<'c, str>> {
    typing::name(cell).ok().flatten()
}

#[cfg(test)]
mod tests;
