//! Batches in, partitions of subjects out: each worker keeps its own, so that nothing is shared while rows flow.

use super::hash;
use super::identity::Identities;
use super::mask::{Masks, text};
use super::outcome::Counts;
use super::store::{Head, Layout, Names, Segment, Store, partition};
use crate::events::batch::{EventBatch, FieldColumn, TextColumn};
use crate::ids::*;
use crate::plan::Program;
use crate::time::Micros;

/// What one worker has kept.
pub struct Kept<'a> {
    /// By partition; one more for events that belong to no subject.
    pub stores: Vec<Store>,
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
}

impl<'a> Scatter<'a> {
    /// For a worker that has seen nothing yet.
    pub fn worker(&self) -> Kept<'a> {
        let stores = (0..=hash::PARTITIONS).map(|_| Store::default()).collect();
        Kept { stores, counts: Counts::default(), masks: Masks::new(self.program, self.layout) }
    }

    /// Keeps the events of a batch.
    pub fn keep(&self, kept: &mut Kept<'a>, batch: &EventBatch) {
        let words = kept.masks.words(batch);
        let subjects = Subjects::of(&batch.subject);
        for row in 0..batch.len {
            let time = batch.time[row];
            if self.as_of.is_some_and(|as_of| time > as_of) {
                kept.counts.later += 1;
                continue;
            }
            let event = batch.event[row];
            let id = batch.id.as_ref().and_then(|ids| text(ids, row)).filter(|id| !id.is_empty());
            let plan = &self.program.events[event.index()];
            let (at, hash, names) = if plan.has_subject {
                let (written, hash) = subjects.get(&batch.subject, row);
                match self.identities.name_of(written) {
                    Some(name) => {
                        let hash = hash::of(name);
                        (partition(hash), hash, Names { subject: name, id, written: Some(written).filter(|written| *written != name) })
                    }
                    None => (partition(hash), hash, Names { subject: written, id, written: None }),
                }
            } else {
                (hash::PARTITIONS, 0, Names { subject: "", id, written: None })
            };
            let segment = kept.stores[at].open();
            let mask = words.get(row).copied().unwrap_or(0);
            segment.push(Head { hash, time, event, mask, seq: seq(batch, row), names });
            put_fields(segment, batch, &plan.fields, row);
        }
    }
}

/// The order of a row within its instant.
pub fn seq(batch: &EventBatch, row: usize) -> Option<i64> {
    batch.seq.as_ref().filter(|seq| arrow::array::Array::is_valid(seq, row)).map(|seq| seq.value(row))
}

/// Writes the fields of the last row: which are present, then each present one.
pub fn put_fields(segment: &mut Segment, batch: &EventBatch, fields: &[ColumnId], row: usize) {
    let column = |id: &ColumnId| batch.columns.get(id.index()).and_then(Option::as_ref);
    for group in fields.chunks(8) {
        let bits = group.iter().enumerate().fold(0_u8, |bits, (at, id)| {
            let present = column(id).is_some_and(|column| super::mask::is_present(column, row));
            bits | u8::from(present) << at
        });
        segment.present(bits);
    }
    for column in fields.iter().filter_map(column).filter(|column| super::mask::is_present(column, row)) {
        match column {
            FieldColumn::Boolean(data) => segment.put_truth(data.value(row)),
            FieldColumn::Integer(data) | FieldColumn::Timestamp(data) | FieldColumn::Duration(data) => segment.put_integer(data.value(row)),
            FieldColumn::Number(data) => segment.put_number(data.value(row)),
            FieldColumn::Date(data) => segment.put_integer(i64::from(data.value(row))),
            FieldColumn::Decimal(data) => segment.put_decimal(data.get(row).copied().flatten().unwrap_or_default()),
            FieldColumn::Text(data) => segment.put_text(text(data, row).unwrap_or_default()),
        }
    }
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
