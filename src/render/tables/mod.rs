//! Tables as files: one writer a format, each from Arrow batches to bytes.

mod cells;
mod csv;
mod ndjson;
mod parquet;

use crate::report::tables::Table;
use std::io::{self, Write};

/// How tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Apache Parquet.
    Parquet,
    /// Comma separated, a head line, an empty cell where there is nothing.
    Csv,
    /// A JSON object a line.
    Ndjson,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Parquet, Self::Csv, Self::Ndjson];

    /// How files of it end, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }
}

/// Writes a whole table.
///
/// # Errors
/// Whatever the writer says, most often that the disk is full.
pub fn write(table: &Table<'_>, format: Format, out: impl Write + Send) -> io::Result<()> {
    match format {
        Format::Parquet => parquet::write(table, out),
        Format::Csv => csv::write(table, out),
        Format::Ndjson => ndjson::write(table, out),
    }
}
