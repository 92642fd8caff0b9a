//! Rows whose values are cells as they stand, taken column by column.
//!
//! Most batches have nothing wrong: then the columns go on as they are, and no row is ever looked at by itself. Where something
//! is wrong, the bad rows are told as [`Taker::take`] would tell them, and left out.

use super::super::ScanRequest;
use super::super::batch::{EventBatch, FieldColumn, Origin, TextColumn};
use super::super::error::Error;
use super::super::layout::{EventMap, From, Take, wanted};
use super::super::rejects::{self, Fault};
use super::super::rows::Taker;
use super::super::typing::{self, Reading};
use super::cells::{cell, json};
use super::fields::{Faults, Use, note, uses};
use super::head::{self, ID, SEQ, SUBJECT, UNKNOWN, is_known};
use super::texts;
use crate::ids::{EventId, Id};
use crate::model::Model;
use crate::time::Micros;
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array};
use arrow::compute::{cast, filter};
use arrow::datatypes::{DataType, Int32Type, Int64Type};
use arrow::error::ArrowError;
use std::collections::BTreeSet;

/// How the columns of a table become columns of events.
#[derive(Debug)]
pub(super) struct Direct<'l> {
    map: &'l EventMap<'l>,
    /// Whether a source says which column is which.
    mapped: bool,
    uses: Vec<Use<'l>>,
    /// By event.
    has_subject: Vec<bool>,
}

/// What a batch is of its table.
pub(super) struct Place<'t> {
    /// How many rows came before it.
    pub before: u64,
    /// Cells that the file has and that were not read.
    pub unread: &'t BTreeSet<usize>,
}

/// Columns of a batch, good and bad rows alike.
struct Read {
    events: Vec<u32>,
    times: Vec<Micros>,
    subjects: TextColumn,
    ids: Option<TextColumn>,
    seq: Option<Int64Array>,
    fields: Vec<Option<FieldColumn>>,
}

impl<'l> Direct<'l> {
    pub(super) fn new(map: &'l EventMap<'l>, mapped: bool, request: &ScanRequest<'l>) -> Self {
        let uses = uses(request.model, map, request.columns, request.only_events);
        Self { map, mapped, uses, has_subject: request.model.events.iter().map(|event| event.has_subject).collect() }
    }

    /// Takes the rows of a batch.
    pub(super) fn take(
        &self,
        rows: usize,
        columns: &[Option<ArrayRef>],
        names: &[String],
        place: &Place<'_>,
        reading: &Reading,
        taker: &mut Taker<'_>,
    ) -> Result<(), Error> {
        let request = taker.shared.request;
        let mut faults = Faults::new();
        let read = self.read(rows, columns, place, reading, taker, &mut faults).map_err(|error| Error::damaged(&taker.file, error))?;
        for (row, (_, fault)) in &faults {
            taker.reject(rejects::Place::Row(place.before + *row as u64 + 1), fault, &json(names, columns, *row))?;
        }
        let good = |row: usize| is_known(read.events[row], request.model) && !faults.contains_key(&row);
        let all_known = read.events.iter().all(|event| is_known(*event, request.model));
        let (known, latest) = if all_known && faults.is_empty() {
            (rows, read.times.iter().max().copied())
        } else {
            let known = (0..rows).filter(|row| good(*row));
            known.fold((0, None), |(count, latest), row| (count + 1, latest.max(read.times.get(row).copied())))
        };
        taker.tally.known(known as u64, latest);
        if !all_known {
            self.unknown(&read, columns, &faults, taker);
        }
        let only = request.only_events;
        let keep = (known < rows || only.is_some())
            .then(|| (0..rows).map(|row| Some(good(row) && wanted(only, EventId(read.events[row])))).collect::<BooleanArray>());
        let kept = keep.as_ref().map_or(rows, BooleanArray::true_count);
        if kept == 0 {
            return Ok(());
        }
        let mut batch = self.batch(read, keep.as_ref(), kept, request.model).map_err(|error| Error::damaged(&taker.file, error))?;
        if request.origins {
            let places = (1..=rows as u64).map(|row| rejects::Place::Row(place.before + row));
            let origins = places.map(|place| Origin { item: taker.item, place }).collect();
            batch.origins = Some(match &keep {
                Some(keep) => self::kept(origins, keep),
                None => origins,
            });
        }
        taker.shared.sink.batch(taker.worker, batch)
    }

    fn read(
        &self,
        rows: usize,
        columns: &[Option<ArrayRef>],
        place: &Place<'_>,
        reading: &Reading,
        taker: &Taker<'_>,
        faults: &mut Faults,
    ) -> Result<Read, ArrowError> {
        let request = taker.shared.request;
        let model = request.model;
        let column = |take: &Take<'_>| match take.from {
            From::Cell(cell) => columns.get(cell).and_then(Option::as_ref).filter(|column| *column.data_type() != DataType::Null),
            From::Made(_) => None,
        };
        let events = head::events(column(&self.map.event), rows, self.map, self.mapped, &taker.shared.names, faults);
        let times = head::times(column(&self.map.time), rows, self.map, reading, faults);
        let subjects = self.subjects(column(&self.map.subject), &events, faults)?;
        let known = |row: usize| events.get(row).is_some_and(|event| is_known(*event, model));
        let ids = match column(&self.map.id) {
            None => None,
            Some(array) => {
                let (ids, wrong) = texts::names(array)?;
                for (row, reason) in wrong.into_iter().filter(|(row, _)| known(*row)) {
                    note(faults, row, ID, || Fault::of_column(&self.map.id.label, reason));
                }
                Some(ids).filter(|ids| request.ids && texts::missing(ids) < rows)
            }
        };
        let seq = match column(&self.map.seq) {
            None => None,
            Some(array) if array.data_type().is_integer() && *array.data_type() != DataType::UInt64 => {
                Some(cast(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
            }
            Some(array) => Some(
                (0..rows)
                    .map(|row| {
                        let cell = cell(array, row);
                        let number = if cell.is_missing() { return None } else { typing::integer(&cell, reading.decimal_comma) };
                        number
                            .map_err(|reason| {
                                if known(row) {
                                    note(faults, row, SEQ, || Fault::of_column(&self.map.seq.label, reason));
                                }
                            })
                            .ok()
                    })
                    .collect::<Int64Array>(),
            ),
        };
        let has_ids = request.ids && column(&self.map.id).is_some();
        let mut fields: Vec<Option<FieldColumn>> = vec![None; model.columns.len()];
        for used in self.uses.iter().filter(|used| !place.unread.contains(&used.cell)) {
            let array = columns.get(used.cell).and_then(Option::as_ref);
            let column = used.read(array, &events, reading, faults)?;
            if let Some(slot) = fields.get_mut(used.column.index()).filter(|_| used.delivered || has_ids) {
                *slot = column;
            }
        }
        Ok(Read { events, times, subjects, ids, seq: seq.filter(|seq| seq.null_count() < rows), fields })
    }

    /// The subjects; missing for events of none.
    fn subjects(&self, array: Option<&ArrayRef>, events: &[u32], faults: &mut Faults) -> Result<TextColumn, ArrowError> {
        let needed = |row: usize| events.get(row).is_some_and(|event| self.has_subject.get(*event as usize).copied().unwrap_or(true));
        let none = || Fault::of_column(&self.map.subject.label, "no subject");
        let Some(array) = array else {
            for row in (0..events.len()).filter(|row| needed(*row)) {
                note(faults, row, SUBJECT, none);
            }
            return Ok(texts::nothing(events.len()));
        };
        let (subjects, wrong) = texts::names(array)?;
        for (row, reason) in wrong.into_iter().filter(|(row, _)| needed(*row)) {
            note(faults, row, SUBJECT, || Fault::of_column(&self.map.subject.label, reason));
        }
        if texts::missing(&subjects) > 0 {
            for row in (0..events.len()).filter(|row| texts::is_missing(&subjects, *row) && needed(*row)) {
                note(faults, row, SUBJECT, none);
            }
        }
        if self.has_subject.iter().all(|has| *has) || (0..events.len()).all(needed) {
            return Ok(subjects);
        }
        texts::without(&subjects, &(0..events.len()).map(|row| Some(!needed(row))).collect())
    }

    fn unknown(&self, read: &Read, columns: &[Option<ArrayRef>], faults: &Faults, taker: &mut Taker<'_>) {
        let From::Cell(number) = self.map.event.from else { return };
        let Some(Some(names)) = columns.get(number) else { return };
        let (mut last, mut count): (Option<String>, u64) = (None, 0);
        for (row, event) in read.events.iter().enumerate() {
            if *event != UNKNOWN || faults.contains_key(&row) {
                continue;
            }
            let cell = cell(names, row);
            let Ok(Some(name)) = typing::name(&cell) else { continue };
            if last.as_deref() != Some(&*name) {
                if let Some(last) = &last {
                    taker.tally.unknown(last, count);
                }
                (last, count) = (Some(name.into_owned()), 0);
            }
            count += 1;
        }
        if let Some(last) = &last {
            taker.tally.unknown(last, count);
        }
    }

    fn batch(&self, read: Read, keep: Option<&BooleanArray>, len: usize, model: &Model) -> Result<EventBatch, ArrowError> {
        let Read { events, times, subjects, ids, seq, fields } = read;
        let Some(keep) = keep else {
            let event = events.into_iter().map(EventId).collect();
            return Ok(EventBatch { len, time: times, event, subject: subjects, id: ids, seq, columns: fields, origins: None });
        };
        let text = |texts: TextColumn| filter_text(&texts, keep);
        let mut columns = Vec::with_capacity(model.columns.len());
        for field in fields {
            columns.push(field.map(|field| filter_field(field, keep)).transpose()?);
        }
        Ok(EventBatch {
            len,
            time: kept(times, keep),
            event: kept(events, keep).into_iter().map(EventId).collect(),
            subject: text(subjects)?,
            id: ids.map(text).transpose()?,
            seq: seq.map(|seq| filter(&seq, keep).map(|seq| seq.as_primitive::<Int64Type>().clone())).transpose()?,
            columns,
            origins: None,
        })
    }
}

fn kept<T>(values: Vec<T>, keep: &BooleanArray) -> Vec<T> {
    values.into_iter().zip(keep.values().iter()).filter_map(|(value, keep)| keep.then_some(value)).collect()
}

fn filter_text(texts: &TextColumn, keep: &BooleanArray) -> Result<TextColumn, ArrowError> {
    Ok(match texts {
        TextColumn::Plain(texts) => TextColumn::Plain(filter(texts, keep)?.as_string_view().clone()),
        TextColumn::Dictionary { codes, values } => {
            TextColumn::Dictionary { codes: filter(codes, keep)?.as_primitive::<Int32Type>().clone(), values: values.clone() }
        }
    })
}

fn filter_field(field: FieldColumn, keep: &BooleanArray) -> Result<FieldColumn, ArrowError> {
    let integers = |values: Int64Array| filter(&values, keep).map(|values| values.as_primitive::<Int64Type>().clone());
    Ok(match field {
        FieldColumn::Boolean(values) => FieldColumn::Boolean(filter(&values, keep)?.as_boolean().clone()),
        FieldColumn::Integer(values) => FieldColumn::Integer(integers(values)?),
        FieldColumn::Timestamp(values) => FieldColumn::Timestamp(integers(values)?),
        FieldColumn::Duration(values) => FieldColumn::Duration(integers(values)?),
        FieldColumn::Number(values) => FieldColumn::Number(filter(&values, keep)?.as_primitive().clone()),
        FieldColumn::Date(values) => FieldColumn::Date(filter(&values, keep)?.as_primitive().clone()),
        FieldColumn::Text(texts) => FieldColumn::Text(filter_text(&texts, keep)?),
        FieldColumn::Decimal(values) => FieldColumn::Decimal(kept(values, keep)),
    })
}
