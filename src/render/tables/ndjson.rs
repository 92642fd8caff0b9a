//! NDJSON: a JSON object a line, every column in every line.

use super::cells::{Cell, columns};
use crate::time::{date, instant};
use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use std::io::{self, BufWriter, Write};

pub(super) struct Ndjson<W: Write> {
    out: BufWriter<W>,
    /// The names of the columns as JSON.
    keys: Vec<String>,
}

impl<W: Write> Ndjson<W> {
    pub(super) fn new(schema: &Schema, out: W) -> io::Result<Self> {
        let keys = schema.fields().iter().map(|field| serde_json::to_string(field.name())).collect::<Result<_, _>>()?;
        Ok(Self { out: BufWriter::with_capacity(1 << 16, out), keys })
    }

    pub(super) fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        let Self { out, keys } = self;
        let columns = columns(batch)?;
        for row in 0..batch.num_rows() {
            for (at, (key, column)) in keys.iter().zip(&columns).enumerate() {
                write!(out, "{}{key}:", if at == 0 { '{' } else { ',' })?;
                match column.cell(row) {
                    None => out.write_all(b"null")?,
                    Some(Cell::Boolean(truth)) => write!(out, "{truth}")?,
                    Some(Cell::Integer(number)) => write!(out, "{number}")?,
                    Some(Cell::Number(number)) => serde_json::to_writer(&mut *out, &number)?,
                    Some(Cell::Text(text)) => serde_json::to_writer(&mut *out, text)?,
                    Some(Cell::Instant(micros)) => write!(out, "\"{}\"", instant::text(micros))?,
                    Some(Cell::Date(days)) => write!(out, "\"{}\"", date::format(days))?,
                    Some(Cell::Texts(texts)) => serde_json::to_writer(&mut *out, &texts)?,
                }
            }
            out.write_all(b"}\n")?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}
