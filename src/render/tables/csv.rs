//! CSV: a head line, an empty cell where there is nothing, sets as JSON lists.

use super::cells::{Cell, columns};
use crate::report::tables::Table;
use crate::time::{date, instant};
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) fn write(table: &Table<'_>, out: impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(table.schema.fields().iter().map(|field| field.name().as_str())).map_err(fault)?;
    for batch in table.batches() {
        let batch = batch.map_err(io::Error::other)?;
        let columns = columns(&batch)?;
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
    }
    writer.flush()
}

/// The fault of the disk, where it was one.
fn fault(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => io::Error::other(format!("{other:?}")),
    }
}
