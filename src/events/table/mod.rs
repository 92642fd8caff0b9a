//! Tables: Parquet and Arrow. Columns that need no mapping are taken whole; others row by row like any text.

mod cells;
pub(super) use cells::cell;
mod direct;
mod fields;
mod head;
pub(super) mod ipc;
pub(super) mod parquet;
mod texts;

use super::error::Error;
use super::layout::Layout;
use super::rejects::Place;
use super::rows::{Row, Taker};
use super::typing::Reading;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::{is_null, nullif};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Once;

/// A table as a layout reads it.
pub(super) struct Table<'l> {
    layout: &'l Layout<'l>,
    reading: Reading,
    direct: Option<direct::Direct<'l>>,
    /// By cell: its name, for rejected rows.
    names: Vec<String>,
    /// Cells that the file has and that are not read.
    unread: BTreeSet<usize>,
    /// Rows read so far.
    pub rows: u64,
}

impl<'l> Table<'l> {
    pub(super) fn new(layout: &'l Layout<'l>, reading: Reading, taker: &Taker<'l>) -> Self {
        let words = layout.source.is_some_and(|source| !source.missing.is_empty());
        let map = layout.direct().filter(|_| !words);
        let direct = map.map(|map| direct::Direct::new(map, layout.source.is_some(), taker.shared.request));
        Self { layout, reading, direct, names: layout.paths.iter().map(|path| path.join(".")).collect(), unread: BTreeSet::new(), rows: 0 }
    }

    /// Takes the rows of a batch.
    pub(super) fn take(&mut self, batch: &RecordBatch, taker: &mut Taker<'_>) -> Result<(), Error> {
        let damaged = |error: ArrowError| Error::damaged(&taker.file, error);
        let columns: Vec<Option<ArrayRef>> =
            self.layout.paths.iter().map(|path| column(batch, path)).collect::<Result<_, _>>().map_err(damaged)?;
        let rows = batch.num_rows();
        taker.shared.request.progress.advance(rows as u64, 0);
        if let Some(direct) = &self.direct {
            let place = direct::Place { before: self.rows, unread: &self.unread };
            direct.take(rows, &columns, &self.names, &place, &self.reading, taker)?;
        } else {
            for row in 0..rows {
                let cells: Vec<_> = columns
                    .iter()
                    .map(|column| column.as_ref().map_or(super::cell::Cell::Missing, |column| cells::cell(column, row)))
                    .collect();
                let mut cells = cells;
                super::json::lines::mark_missing(self.layout, &mut cells);
                let content = || cells::json(&self.names, &columns, row);
                let place = Place::Row(self.rows + row as u64 + 1);
                taker.take(self.layout, &self.reading, &Row { cells: &cells, place, content: &content })?;
            }
        }
        self.rows += rows as u64;
        Ok(())
    }
}

/// Does something with a file that the libraries for Parquet and Arrow may break off at: in the middle of damaged files they
/// panic now and then instead of saying so.
///
/// # Errors
/// Those of `read`, and that the file is damaged.
pub(super) fn guarded<T>(path: &str, read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    quieten();
    GUARDED.set(true);
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read));
    GUARDED.set(false);
    done.unwrap_or_else(|_| Err(Error::damaged(path, "its parts do not fit together")))
}

thread_local! {
    /// Whether this thread is in the middle of [`guarded`].
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Keeps to itself what a panic under [`guarded`] would print: the error that becomes of it says what a user can use.
fn quieten() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Panics of this crate are its own faults and stay loud.
        let here = file!().trim_end_matches("events/table/mod.rs");
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() || info.location().is_none_or(|at| at.file().starts_with(here)) {
                loud(info);
            }
        }));
    });
}

/// The column at a path: of that name, or inside records.
fn column(batch: &RecordBatch, path: &[String]) -> Result<Option<ArrayRef>, ArrowError> {
    if let Some(column) = batch.column_by_name(&path.join(".")) {
        return Ok(Some(column.clone()));
    }
    let Some((first, rest)) = path.split_first() else { return Ok(None) };
    let Some(mut column) = batch.column_by_name(first).cloned() else { return Ok(None) };
    for key in rest {
        let Some(inner) = column.as_struct_opt().and_then(|record| record.column_by_name(key)) else { return Ok(None) };
        // Nothing is in a record that is not there.
        column = if column.null_count() > 0 { nullif(inner, &is_null(&column)?)? } else { inner.clone() };
    }
    Ok(Some(column))
}

/// The field at a path of a schema: the numbers on the way to it, and itself.
fn field<'s>(schema: &'s Schema, path: &[String]) -> Option<(usize, &'s Field)> {
    if let Some((at, field)) = schema.column_with_name(&path.join(".")) {
        return Some((at, field));
    }
    let (first, rest) = path.split_first()?;
    let (at, mut field) = schema.column_with_name(first)?;
    for key in rest {
        let DataType::Struct(fields) = field.data_type() else { return None };
        field = fields.iter().find(|field| field.name() == key)?;
    }
    Some((at, field))
}

/// Whether a table has the columns that its source names, each once.
fn check(path: &str, schema: &Schema, layout: &Layout<'_>) -> Result<(), Error> {
    let wrong = |reason: String| Error::Columns { path: path.to_owned(), reason };
    for (keys, named) in layout.paths.iter().zip(&layout.named) {
        let name = keys.join(".");
        if schema.fields().iter().filter(|field| *field.name() == name).count() > 1 {
            return Err(wrong(format!("two columns are named `{name}`")));
        }
        if *named && field(schema, keys).is_none() {
            let columns: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
            return Err(layout.without(&name, path, &columns));
        }
    }
    Ok(())
}
