//! Tables as files: one writer a format, each from Arrow batches to bytes.

mod cells;
mod csv;
mod ndjson;
mod parquet;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
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

/// Writes a table, batch by batch.
pub struct Writer<W: Write + Send>(Kind<W>);

enum Kind<W: Write + Send> {
    Parquet(Box<parquet::Parquet<W>>),
    Csv(Box<csv::Csv<W>>),
    Ndjson(ndjson::Ndjson<W>),
}

impl<W: Write + Send> Writer<W> {
    /// Begins a table of these columns.
    ///
    /// # Errors
    /// Whatever the writer says, most often that the disk is full.
    pub fn new(schema: &SchemaRef, format: Format, out: W) -> io::Result<Self> {
        Ok(Self(match format {
            Format::Parquet => Kind::Parquet(Box::new(parquet::Parquet::new(schema, out)?)),
            Format::Csv => Kind::Csv(Box::new(csv::Csv::new(schema, out)?)),
            Format::Ndjson => Kind::Ndjson(ndjson::Ndjson::new(schema, out)?),
        }))
    }

    /// Adds rows.
    ///
    /// # Errors
    /// As above.
    pub fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        match &mut self.0 {
            Kind::Parquet(writer) => writer.write(batch),
            Kind::Csv(writer) => writer.write(batch),
            Kind::Ndjson(writer) => writer.write(batch),
        }
    }

    /// Ends the table.
    ///
    /// # Errors
    /// As above.
    pub fn finish(self) -> io::Result<()> {
        match self.0 {
            Kind::Parquet(writer) => writer.finish(),
            Kind::Csv(writer) => writer.finish(),
            Kind::Ndjson(writer) => writer.finish(),
        }
    }
}
