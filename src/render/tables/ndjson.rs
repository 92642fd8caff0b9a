//! NDJSON: a JSON object a line, every column in every line.

use super::cells::{Cell, columns};
use crate::report::tables::Table;
use crate::time::{date, instant};
use std::io::{self, BufWriter, Write};

pub(super) fn write(table: &Table<'_>, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let keys: Vec<String> = table.schema.fields().iter().map(|field| serde_json::to_string(field.name())).collect::<Result<_, _>>()?;
    for batch in table.batches() {
        let batch = batch.map_err(io::Error::other)?;
        let columns = columns(&batch)?;
        for row in 0..batch.num_rows() {
            for (at, (key, column)) in keys.iter().zip(&columns).enumerate() {
                write!(out, "{}{key}:", if at == 0 { '{' } else { ',' })?;
                match column.cell(row) {
                    None => out.write_all(b"null")?,
                    Some(Cell::Boolean(truth)) => write!(out, "{truth}")?,
                    Some(Cell::Integer(number)) => write!(out, "{number}")?,
                    Some(Cell::Number(number)) => serde_json::to_writer(&mut out, &number)?,
                    Some(Cell::Text(text)) => serde_json::to_writer(&mut out, text)?,
                    Some(Cell::Instant(micros)) => write!(out, "\"{}\"", instant::text(micros))?,
                    Some(Cell::Date(days)) => write!(out, "\"{}\"", date::format(days))?,
                    Some(Cell::Texts(texts)) => serde_json::to_writer(&mut out, &texts)?,
                }
            }
            out.write_all(b"}\n")?;
        }
    }
    out.flush()
}
