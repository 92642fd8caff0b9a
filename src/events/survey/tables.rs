//! Parquet and Arrow: every column of every batch.

use super::super::error::Error;
use super::super::open;
use super::super::table::cell;
use super::{Columns, Look};
use arrow::array::RecordBatch;
use arrow::ipc::reader::{FileReader, StreamReader};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::io::BufReader;
use std::ops::ControlFlow;

pub(super) fn parquet(path: &str, columns: &mut Columns, look: Look<'_>) -> Result<ControlFlow<()>, Error> {
    let damaged = |error: &dyn std::fmt::Display| Error::damaged(path, format!("no whole Parquet file: {error}"));
    let builder = ParquetRecordBatchReaderBuilder::try_new(open::file(path)?).map_err(|error| damaged(&error))?;
    for batch in builder.with_batch_size(8 << 10).build().map_err(|error| damaged(&error))? {
        if show(&batch.map_err(|error| damaged(&error))?, columns, look).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

pub(super) fn arrow(path: &str, columns: &mut Columns, look: Look<'_>) -> Result<ControlFlow<()>, Error> {
    let damaged = |error: &dyn std::fmt::Display| Error::damaged(path, format!("no whole Arrow file: {error}"));
    let is_file = open::head(path, 8)?.starts_with(b"ARROW1");
    let file = BufReader::new(open::file(path)?);
    let batches: Box<dyn Iterator<Item = _>> = if is_file {
        Box::new(FileReader::try_new(file, None).map_err(|error| damaged(&error))?)
    } else {
        Box::new(StreamReader::try_new(file, None).map_err(|error| damaged(&error))?)
    };
    for batch in batches {
        if show(&batch.map_err(|error| damaged(&error))?, columns, look).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn show(batch: &RecordBatch, columns: &mut Columns, look: Look<'_>) -> ControlFlow<()> {
    let schema = batch.schema();
    let numbers: Vec<Option<usize>> = schema.fields().iter().map(|field| columns.number(std::slice::from_ref(field.name()))).collect();
    for row in 0..batch.num_rows() {
        let cells: Vec<_> = numbers
            .iter()
            .zip(batch.columns())
            .filter_map(|(number, column)| Some(((*number)?, cell(column.as_ref(), row))))
            .filter(|(_, cell)| !cell.is_missing())
            .collect();
        look(&cells)?;
    }
    ControlFlow::Continue(())
}
