//! Parquet: row groups side by side, only the columns that are needed, texts as codes where the file has them so.

use super::super::ScanRequest;
use super::super::error::Error;
use super::super::layout::{EventMap, From, Layout};
use super::super::open;
use super::super::rows::Taker;
use super::Table;
use crate::value::Type;
use arrow::datatypes::{DataType, Field, FieldRef, Schema, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::basic::{Encoding, Type as Physical};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Rows of a batch.
const BATCH: usize = 16 << 10;
/// A row group is not cut into pieces of fewer rows.
const LEAST: usize = 256 << 10;

/// A piece of a Parquet file: rows of a row group.
#[derive(Clone, Debug)]
pub(in super::super) struct Piece {
    metadata: ArrowReaderMetadata,
    group: usize,
    from: usize,
    rows: usize,
    /// Of the file, for the progress.
    bytes: u64,
}

/// The pieces of a file.
///
/// # Errors
/// When it is no Parquet file, or does not have the columns that the source names.
pub(in super::super) fn pieces(path: &str, layout: &Layout<'_>, most: usize) -> Result<Vec<Piece>, Error> {
    let file = open::file(path)?;
    if file.metadata().map_err(|error| Error::io(path, &error))?.len() == 0 {
        return Err(Error::damaged(path, "it is empty, and so no Parquet file"));
    }
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(|error| damaged(path, &error))?;
    super::check(path, metadata.schema(), layout)?;
    let groups = metadata.metadata().num_row_groups();
    // With many row groups there is enough to share; few large ones are cut.
    let cuts = if groups == 0 { 1 } else { most.div_ceil(groups) };
    let mut pieces = Vec::new();
    for (group, meta) in metadata.metadata().row_groups().iter().enumerate() {
        let rows = usize::try_from(meta.num_rows()).unwrap_or_default();
        let bytes = u64::try_from(meta.compressed_size()).unwrap_or_default();
        let step = rows.div_ceil(cuts).max(LEAST);
        for from in (0..rows).step_by(step) {
            let bytes = if from == 0 { bytes } else { 0 };
            pieces.push(Piece { metadata: metadata.clone(), group, from, rows: step.min(rows - from), bytes });
        }
    }
    Ok(pieces)
}

/// Reads a piece.
pub(in super::super) fn read<'l>(
    path: &str,
    piece: &Piece,
    table: &mut Table<'l>,
    taker: &mut Taker<'l>,
    given_up: &dyn Fn() -> bool,
) -> Result<(), Error> {
    let request = taker.shared.request;
    let needs = Needs::of(piece, table, request);
    table.unread.clone_from(&needs.unread);
    let options = ArrowReaderOptions::new().with_schema(Arc::new(needs.schema(piece, table.layout)));
    // A hint that this version of the reader does not take costs speed, not the file.
    let metadata = ArrowReaderMetadata::try_new(piece.metadata.metadata().clone(), options).unwrap_or_else(|_| piece.metadata.clone());
    let mask = ProjectionMask::leaves(piece.metadata.parquet_schema(), needs.leaves.iter().copied());
    let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(open::file(path)?, metadata)
        .with_row_groups(vec![piece.group])
        .with_projection(mask)
        .with_batch_size(BATCH);
    if piece.from > 0 {
        builder = builder.with_offset(piece.from);
    }
    for batch in builder.with_limit(piece.rows).build().map_err(|error| damaged(path, &error))? {
        if given_up() {
            break;
        }
        table.take(&batch.map_err(|error| Error::damaged(path, error))?, taker)?;
    }
    request.progress.advance(0, piece.bytes);
    Ok(())
}

fn damaged(path: &str, error: &ParquetError) -> Error {
    Error::damaged(path, format!("no whole Parquet file: {error}"))
}

/// Which columns of a row group are read.
struct Needs {
    /// By the file's own count of leaves.
    leaves: Vec<usize>,
    /// Cells of names, which mostly differ from row to row.
    names: BTreeSet<usize>,
    /// Cells that the file has and that are not read: no row can be wrong in them.
    unread: BTreeSet<usize>,
}

impl Needs {
    fn of(piece: &Piece, table: &Table<'_>, request: &ScanRequest<'_>) -> Self {
        let layout = table.layout;
        let mut cells: BTreeSet<usize> = (0..layout.paths.len()).collect();
        let mut names = BTreeSet::new();
        if let Some(map) = layout.direct().filter(|_| table.direct.is_some()) {
            cells = direct_cells(piece, layout, map, request);
            names = [&map.subject, &map.id]
                .into_iter()
                .filter_map(|take| if let From::Cell(cell) = take.from { Some(cell) } else { None })
                .collect();
        }
        let columns = piece.metadata.parquet_schema().columns();
        let wanted = |parts: &[String]| cells.iter().filter_map(|cell| layout.paths.get(*cell)).any(|path| is_under(parts, path));
        let leaves = columns.iter().enumerate().filter(|(_, column)| wanted(column.path().parts())).map(|(leaf, _)| leaf).collect();
        let schema = piece.metadata.schema();
        let has = |cell: &usize| layout.paths.get(*cell).is_some_and(|path| super::field(schema, path).is_some());
        let unread = (0..layout.paths.len()).filter(|cell| !cells.contains(cell) && has(cell)).collect();
        Self { leaves, names, unread }
    }

    /// The file's schema, with texts asked for as codes or views.
    fn schema(&self, piece: &Piece, layout: &Layout<'_>) -> Schema {
        let group = piece.metadata.metadata().row_group(piece.group);
        let schema = piece.metadata.schema();
        let fields = schema.fields().iter().map(|field| {
            let leaf = piece
                .metadata
                .parquet_schema()
                .columns()
                .iter()
                .position(|column| column.path().parts() == std::slice::from_ref(field.name()));
            let Some(chunk) = leaf.filter(|leaf| self.leaves.contains(leaf)).map(|leaf| group.column(leaf)) else { return field.clone() };
            let is_name = self
                .names
                .iter()
                .filter_map(|cell| layout.paths.get(*cell))
                .any(|path| path.as_slice() == std::slice::from_ref(field.name()));
            hinted(field, chunk, is_name)
        });
        Schema::new_with_metadata(fields.collect::<Vec<FieldRef>>(), schema.metadata().clone())
    }
}

/// A field with the type that is cheapest to read.
fn hinted(field: &FieldRef, chunk: &ColumnChunkMetaData, is_name: bool) -> FieldRef {
    let text = match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Binary => true,
        DataType::Dictionary(_, values) => matches!(**values, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View),
        _ => false,
    };
    let ty = if text && !is_name && all_coded(chunk) {
        DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
    } else if text {
        DataType::Utf8View
    } else if chunk.column_type() == Physical::INT96 {
        // Nanoseconds would not reach beyond the year 2262.
        DataType::Timestamp(TimeUnit::Microsecond, None)
    } else {
        return field.clone();
    };
    Arc::new(Field::clone(field).with_data_type(ty))
}

/// Whether all values of a chunk are codes into its list.
fn all_coded(chunk: &ColumnChunkMetaData) -> bool {
    let only = |encoding| chunk.page_encoding_stats_mask().is_some_and(|mask| mask.is_only(encoding));
    chunk.dictionary_page_offset().is_some() && (only(Encoding::RLE_DICTIONARY) || only(Encoding::PLAIN_DICTIONARY))
}

/// Whether a leaf is the column at a path, or inside it.
fn is_under(leaf: &[String], path: &[String]) -> bool {
    leaf.starts_with(path) || leaf.first().is_some_and(|first| leaf.len() == 1 && *first == path.join("."))
}

/// The cells that must be read: those to be delivered, and those that a row could be wrong in.
fn direct_cells(piece: &Piece, layout: &Layout<'_>, map: &EventMap<'_>, request: &ScanRequest<'_>) -> BTreeSet<usize> {
    let mut cells = BTreeSet::new();
    let schema = piece.metadata.schema();
    let ty = |cell: usize| layout.paths.get(cell).and_then(|path| super::field(schema, path)).map(|(_, field)| field.data_type());
    for take in [&map.event, &map.time, &map.seq] {
        if let From::Cell(cell) = take.from {
            cells.insert(cell);
        }
    }
    if let From::Cell(cell) = map.subject.from
        && request.model.events.iter().any(|event| event.has_subject)
    {
        cells.insert(cell);
    }
    if let From::Cell(cell) = map.id.from {
        let never_wrong = ty(cell).is_some_and(|ty| super::texts::is_text(ty) || ty.is_integer());
        if request.ids || !never_wrong {
            cells.insert(cell);
        }
    }
    let has_ids = request.ids && matches!(map.id.from, From::Cell(cell) if ty(cell).is_some());
    for used in super::fields::uses(request.model, map, request.columns, request.only_events) {
        let never_wrong = ty(used.cell).is_some_and(|ty| match (used.ty, ty) {
            (Type::String, ty) => super::texts::is_text(ty),
            (Type::Integer, ty) => ty.is_integer() && *ty != DataType::UInt64,
            (Type::Number, ty) => ty.is_integer(),
            (Type::Boolean, ty) => *ty == DataType::Boolean,
            (Type::Duration, ty) => *ty == DataType::Duration(TimeUnit::Microsecond),
            (Type::Decimal | Type::Enum(_) | Type::Timestamp | Type::Date | Type::Set, _) => false,
        });
        let required = used.events.iter().flatten().any(|ask| ask.required);
        if used.delivered || has_ids || !never_wrong || (required && !no_nulls(piece, layout, used.cell)) {
            cells.insert(used.cell);
        }
    }
    cells
}

/// Whether the file says that a column has no nulls in a row group.
fn no_nulls(piece: &Piece, layout: &Layout<'_>, cell: usize) -> bool {
    let metadata: &ParquetMetaData = piece.metadata.metadata();
    let Some(path) = layout.paths.get(cell) else { return false };
    let columns = piece.metadata.parquet_schema().columns();
    let Some(leaf) = columns.iter().position(|column| column.path().parts() == [path.join(".")]) else { return false };
    metadata.row_group(piece.group).column(leaf).statistics().is_some_and(|statistics| statistics.null_count_opt() == Some(0))
}
