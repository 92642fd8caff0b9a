//! CSV: a head line, an empty cell where there is nothing, sets as JSON lists.

use super::cells::{Cell, columns};
use crate::time::{date, instant};
use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) struct Csv<W: Write>(csv::Writer<W>);

impl<W: Write> Csv<W> {
    pub(super) fn new(schema: &Schema, out: W) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(schema.fields().iter().map(|field| field.name().as_str())).map_err(fault)?;
        Ok(Self(writer))
    }

    pub(super) fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        let Self(writer) = self;
        let columns = columns(batch)?;
        for row in 0..batch.num_rows() {
            for column in &columns {
                let cell: Cow<'_, str> = match column.cell(row) {
                    None => "".into(),
                    Some(Cell::Boolean(truth)) => truth.to_string().into(),
                    Some(Cell::Integer(number)) => number.to_string().into(),
                    Some(Cell::Number(number)) => number.to_string().into(),
                    Some(Cell::Text(text)) => text.into(),
                    Some(Cell::Instant(micros)) => instant::format(micros).into(),
                    Some(Cell::Date(days)) => date::format(days).into(),
                    Some(Cell::Texts(texts)) => serde_json::to_string(&texts)?.into(),
                };
                writer.write_field(cell.as_ref()).map_err(fault)?;
            }
            writer.write_record(None::<&[u8]>).map_err(fault)?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The fault of the disk, where it was one.
fn fault(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => io::Error::other(format!("{other:?}")),
    }
}
