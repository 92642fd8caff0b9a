//! Batches in, partitions of subjects out: each worker keeps its own, so that nothing is shared while rows flow.

use super::hash;
use super::identity::Identities;
use super::mask::{Masks, text};
use super::outcome::Counts;
use super::scratch::Limit;
use super::store::record::Head;
use super::store::{Layout, Names, Store, pack, partition};
use crate::events::batch::{EventBatch, FieldColumn, TextColumn};
use crate::ids::*;
use crate::plan::Program;
use crate::time::Micros;
use std::io;

/// What one worker has kept.
pub struct Kept<'a> {
    /// By partition; one more for events that belong to no subject.
    pub store: Store,
    /// The accounts of what was not kept.
    pub counts: Counts,
    masks: Masks<'a>,
}

/// How batches are scattered.
pub struct Scatter<'a> {
    /// The program.
    pub program: &'a Program,
    /// What fields events have.
    pub layout: &'a Layout<'a>,
    /// Events after it are counted and do nothing.
    pub as_of: Option<Micros>,
    /// Who is one with whom.
    pub identities: &'a Identities,
    /// How much memory all workers together may keep, and how many they are.
    pub limit: Option<(Limit<'a>, usize)>,
}

impl<'a> Scatter<'a> {
    /// For a worker that has seen nothing yet.
    pub fn worker(&self) -> Kept<'a> {
        Kept { store: Store::default(), counts: Counts::default(), masks: Masks::new(self.program, self.layout) }
    }

    /// Keeps the events of a batch.
    ///
    /// # Errors
    /// Those of a shelf.
    pub fn keep(&self, kept: &mut Kept<'a>, batch: &EventBatch) -> io::Result<()> {
        self.scatter(kept, batch);
        match self.limit {
            Some((limit, workers)) if kept.store.used() > limit.bytes / workers => kept.store.shelve(limit.scratch),
            _ => Ok(()),
        }
    }

    fn scatter(&self, kept: &mut Kept<'a>, batch: &EventBatch) {
        let words = kept.masks.words(batch);
        let subjects = Subjects::of(&batch.subject);
        let fields = Fields::of(self.program, batch);
        let as_of = self.as_of.unwrap_or(Micros::MAX);
        for (row, (time, event)) in batch.time.iter().zip(&batch.event).enumerate() {
            let (time, event) = (*time, *event);
            if time > as_of {
                kept.counts.later += 1;
                continue;
            }
            let id = batch.id.as_ref().and_then(|ids| text(ids, row)).filter(|id| !id.is_empty());
            let (at, names) = if self.layout.shape(event).has_subject {
                let (written, hash) = subjects.get(&batch.subject, row);
                match self.identities.name_of(written) {
                    Some(name) => {
                        let hash = hash::of(name);
                        (partition(hash), Names { subject: name, id, written: Some(written).filter(|written| *written != name) })
                    }
                    None => (partition(hash), Names { subject: written, id, written: None }),
                }
            } else {
                (hash::PARTITIONS, Names { subject: "", id, written: None })
            };
            let mask = words.get(row).copied().unwrap_or(0);
            let head = Head { time, event, mask, seq: seq(batch, row), names };
            kept.store.push(at, head, self.layout, |bytes| fields.put(bytes, event, row));
        }
    }
}

/// The order of a row within its instant.
pub fn seq(batch: &EventBatch, row: usize) -> Option<i64> {
    batch.seq.as_ref().filter(|seq| arrow::array::Array::is_valid(seq, row)).map(|seq| seq.value(row))
}

/// The fields of each event as columns of a batch.
pub struct Fields<'b> {
    columns: Vec<Vec<Option<&'b FieldColumn>>>,
}

impl<'b> Fields<'b> {
    /// Of a batch.
    pub fn of(program: &Program, batch: &'b EventBatch) -> Self {
        let column = |id: &ColumnId| batch.columns.get(id.index()).and_then(Option::as_ref);
        Self { columns: program.events.iter().map(|event| event.fields.iter().map(column).collect()).collect() }
    }

    /// Writes the fields of a row: which are present, then each present one.
    pub fn put(&self, bytes: &mut Vec<u8>, event: EventId, row: usize) {
        let columns = &self.columns[event.index()];
        let start = bytes.len();
        bytes.resize(start + columns.len().div_ceil(8), 0);
        for (at, column) in columns.iter().enumerate() {
            if column.is_some_and(|column| put_field(bytes, column, row)) {
                bytes[start + at / 8] |= 1 << (at % 8);
            }
        }
    }
}

/// Writes a field of a row, where it is present, and says whether it is.
fn put_field(bytes: &mut Vec<u8>, column: &FieldColumn, row: usize) -> bool {
    if let FieldColumn::Text(texts) = column {
        let Some(text) = text(texts, row) else { return false };
        pack::put_text(bytes, text);
        return true;
    }
    if !super::mask::is_present(column, row) {
        return false;
    }
    match column {
        FieldColumn::Boolean(data) => bytes.push(u8::from(data.value(row))),
        FieldColumn::Integer(data) | FieldColumn::Timestamp(data) | FieldColumn::Duration(data) => {
            pack::put_integer(bytes, data.value(row));
        }
        FieldColumn::Number(data) => bytes.extend_from_slice(&data.value(row).to_le_bytes()),
        FieldColumn::Date(data) => pack::put_integer(bytes, i64::from(data.value(row))),
        FieldColumn::Decimal(data) => {
            let decimal = data.get(row).copied().flatten().unwrap_or_default();
            bytes.extend_from_slice(&decimal.coefficient().to_le_bytes());
            bytes.extend_from_slice(&decimal.scale().to_le_bytes());
        }
        FieldColumn::Text(_) => {}
    }
    true
}

/// The hashes of a batch's subjects: of a dictionary once for each value.
enum Subjects {
    Plain,
    Dictionary(Vec<u64>),
}

impl Subjects {
    fn of(column: &TextColumn) -> Self {
        match column {
            TextColumn::Plain(_) => Self::Plain,
            TextColumn::Dictionary { values, .. } => {
                Self::Dictionary((0..arrow::array::Array::len(values)).map(|at| hash::of(values.value(at))).collect())
            }
        }
    }

    fn get<'b>(&self, column: &'b TextColumn, row: usize) -> (&'b str, u64) {
        let name = text(column, row).unwrap_or_default();
        let hash = match (self, column) {
            (Self::Dictionary(hashes), TextColumn::Dictionary { codes, .. }) => {
                usize::try_from(codes.value(row)).ok().and_then(|code| hashes.get(code)).copied()
            }
            _ => None,
        };
        (name, hash.unwrap_or_else(|| hash::of(name)))
    }
}
