//! Arrow IPC: files, whose batches can be read apart, and streams, which are read from one end to the other.

use super::super::error::Error;
use super::super::layout::Layout;
use super::super::open;
use super::super::rows::Taker;
use super::Table;
use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use arrow::error::ArrowError;
use arrow::ipc::reader::{FileReader, StreamReader};
use std::fs::File;
use std::io::BufReader;

/// Rows of a slice of a batch: a batch of a million rows goes on in parts.
const SLICE: usize = 64 << 10;

/// A piece of an Arrow file: batches of a file, or a whole stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Piece {
    /// These batches.
    Batches(std::ops::Range<usize>),
    /// All there is.
    Stream,
}

impl Piece {
    /// Whether it is where its file begins.
    pub(in super::super) fn is_first(&self) -> bool {
        match self {
            Self::Batches(range) => range.start == 0,
            Self::Stream => true,
        }
    }
}

/// The pieces of a file.
///
/// # Errors
/// When it is no Arrow file, or does not have the columns that the source names.
pub(in super::super) fn pieces(path: &str, layout: &Layout<'_>, most: usize) -> Result<Vec<Piece>, Error> {
    if open::head(path, 8)?.is_empty() {
        return Err(Error::damaged(path, "it is empty, and so no Arrow file"));
    }
    if !is_file(path)? {
        let reader = StreamReader::try_new(BufReader::new(open::file(path)?), None).map_err(|error| damaged(path, &error))?;
        super::check(path, &reader.schema(), layout)?;
        return Ok(vec![Piece::Stream]);
    }
    let reader = file(path, None)?;
    super::check(path, &reader.schema(), layout)?;
    let batches = reader.num_batches();
    let step = batches.div_ceil(most.max(1)).max(1);
    Ok((0..batches).step_by(step).map(|from| Piece::Batches(from..(from + step).min(batches))).collect())
}

/// Reads a piece.
pub(in super::super) fn read<'l>(
    path: &str,
    piece: &Piece,
    table: &mut Table<'l>,
    taker: &mut Taker<'l>,
    given_up: &dyn Fn() -> bool,
) -> Result<(), Error> {
    match piece {
        Piece::Stream => {
            let schema = StreamReader::try_new(BufReader::new(open::file(path)?), None).map_err(|error| damaged(path, &error))?.schema();
            let reader = StreamReader::try_new(BufReader::new(open::file(path)?), Some(needed(&schema, table.layout)));
            for batch in reader.map_err(|error| damaged(path, &error))? {
                if given_up() {
                    break;
                }
                take(&batch.map_err(|error| damaged(path, &error))?, table, taker)?;
            }
        }
        Piece::Batches(range) => {
            let projection = needed(&file(path, None)?.schema(), table.layout);
            let mut reader = file(path, Some(projection))?;
            reader.set_index(range.start).map_err(|error| damaged(path, &error))?;
            for batch in reader.take(range.len()) {
                if given_up() {
                    break;
                }
                take(&batch.map_err(|error| damaged(path, &error))?, table, taker)?;
            }
        }
    }
    Ok(())
}

fn take<'l>(batch: &RecordBatch, table: &mut Table<'l>, taker: &mut Taker<'l>) -> Result<(), Error> {
    for from in (0..batch.num_rows()).step_by(SLICE) {
        table.take(&batch.slice(from, SLICE.min(batch.num_rows() - from)), taker)?;
    }
    Ok(())
}

/// The columns that a layout reads.
fn needed(schema: &Schema, layout: &Layout<'_>) -> Vec<usize> {
    let mut columns: Vec<usize> = layout.paths.iter().filter_map(|path| super::field(schema, path).map(|(at, _)| at)).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

fn is_file(path: &str) -> Result<bool, Error> {
    Ok(open::head(path, 8)?.starts_with(b"ARROW1"))
}

fn file(path: &str, projection: Option<Vec<usize>>) -> Result<FileReader<BufReader<File>>, Error> {
    FileReader::try_new(BufReader::new(open::file(path)?), projection).map_err(|error| damaged(path, &error))
}

fn damaged(path: &str, error: &ArrowError) -> Error {
    Error::damaged(path, format!("no whole Arrow file: {error}"))
}
