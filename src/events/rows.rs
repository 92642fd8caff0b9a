//! Takes rows one by one, in the order that L2 looks at them: readable, with event, time and subject; known; its fields.
//! What passes goes into batches, what does not is counted and noted. Every row is accounted for exactly once per event it makes.

use super::batch::Origin;
use super::builder::BatchBuilder;
use super::cell::Cell;
use super::error::Error;
use super::layout::{EventMap, From, Layout, Take, wanted};
use super::mapping::RowScope;
use super::rejects::{Fault, Ledger, Place, Reject, clip};
use super::scan::Shared;
use super::times;
use super::typing::{self, Datum, Reading};
use crate::eval::eval;
use crate::ids::{ColumnId, EventId};
use crate::model::Expr;
use crate::time::Micros;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Rows of a batch that is built row by row.
const BATCH: usize = 16 << 10;

/// What became of the rows that a worker saw.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub read: u64,
    pub known: u64,
    pub unknown: BTreeMap<String, u64>,
    pub rejected: u64,
    pub filtered: u64,
    pub latest: Option<Micros>,
}

impl Tally {
    pub(super) fn known(&mut self, rows: u64, latest: Option<Micros>) {
        self.read += rows;
        self.known += rows;
        self.latest = self.latest.max(latest);
    }

    pub(super) fn unknown(&mut self, name: &str, rows: u64) {
        self.read += rows;
        match self.unknown.get_mut(name) {
            Some(count) => *count += rows,
            None => {
                self.unknown.insert(name.to_owned(), rows);
            }
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.read += other.read;
        self.known += other.known;
        self.rejected += other.rejected;
        self.filtered += other.filtered;
        self.latest = self.latest.max(other.latest);
        for (name, count) in other.unknown {
            *self.unknown.entry(name).or_default() += count;
        }
    }
}

/// One worker's hands: it takes rows, fills batches, counts, notes.
pub(super) struct Taker<'s> {
    pub shared: &'s Shared<'s>,
    pub worker: usize,
    pub tally: Tally,
    pub ledger: Ledger<'s>,
    /// The file at hand, for messages.
    pub file: String,
    /// The piece of work at hand.
    pub item: usize,
    builder: BatchBuilder,
    /// Room for the fields of a row, kept from row to row.
    room: Vec<(ColumnId, Datum<'static>)>,
}

/// A row that is being taken.
pub(super) struct Row<'r> {
    /// By the numbers of the layout.
    pub cells: &'r [Cell<'r>],
    /// Where it is in the piece of work.
    pub place: Place,
    /// The row as the file has it; asked for where it is bad.
    pub content: &'r dyn Fn() -> String,
}

/// What a known row comes to.
struct Known<'r> {
    event: EventId,
    time: Micros,
    subject: Option<Cow<'r, str>>,
    id: Option<Cow<'r, str>>,
    seq: Option<i64>,
}

/// What can become of a row.
enum Verdict {
    Taken,
    Unknown(String),
}

impl<'s> Taker<'s> {
    pub(super) fn new(shared: &'s Shared<'s>, worker: usize) -> Self {
        let request = shared.request;
        let columns: Vec<bool> = request.columns.iter().map(|wanted| *wanted || request.ids).collect();
        Self {
            shared,
            worker,
            tally: Tally::default(),
            ledger: Ledger::new(&shared.collector),
            file: String::new(),
            item: 0,
            builder: BatchBuilder::new(request.model, &columns, request.ids),
            room: Vec::new(),
        }
    }

    /// Takes a row.
    ///
    /// # Errors
    /// When a bad row is an error, or a batch cannot be handed on.
    pub(super) fn take(&mut self, layout: &Layout<'_>, reading: &Reading, row: &Row<'_>) -> Result<(), Error> {
        if !self.holds(layout.filter, layout, reading, row) {
            self.filter_out();
            return Ok(());
        }
        let mut made = false;
        for map in &layout.maps {
            if self.holds(map.filter, layout, reading, row) {
                made = true;
                match self.event(map, layout, reading, row) {
                    Ok(Verdict::Taken) => {}
                    Ok(Verdict::Unknown(name)) => self.tally.unknown(&name, 1),
                    Err(fault) => self.reject(row.place, &fault, &(row.content)())?,
                }
            }
        }
        if !made {
            self.filter_out();
        }
        if self.builder.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    /// Whether nothing is to be had any more from the piece at hand, because one before it has failed.
    pub(super) fn given_up(&self) -> bool {
        self.shared.given_up(self.item)
    }

    /// Counts and notes a bad row.
    ///
    /// # Errors
    /// When no row may be bad, or the note cannot be kept.
    pub(super) fn reject(&mut self, place: Place, fault: &Fault, content: &str) -> Result<(), Error> {
        self.tally.read += 1;
        self.tally.rejected += 1;
        if self.shared.request.strict {
            let Fault { column, reason } = fault.clone();
            return Err(Error::Rejected(Box::new(Reject {
                file: self.file.clone(),
                place,
                column,
                reason,
                content: clip(content).to_owned(),
            })));
        }
        self.ledger.note(place, fault, content)
    }

    /// Hands on what the builder holds.
    ///
    /// # Errors
    /// When the sink refuses it.
    pub(super) fn flush(&mut self) -> Result<(), Error> {
        if self.builder.len() == 0 { Ok(()) } else { self.shared.sink.batch(self.worker, self.builder.finish()) }
    }

    fn filter_out(&mut self) {
        self.tally.read += 1;
        self.tally.filtered += 1;
    }

    fn holds(&self, filter: Option<&Expr>, layout: &Layout<'_>, reading: &Reading, row: &Row<'_>) -> bool {
        let scope = RowScope { layout, cells: row.cells, reading };
        filter.is_none_or(|filter| eval(filter, self.shared.request.model, &scope).truth() == Some(true))
    }

    fn event(&mut self, map: &EventMap<'_>, layout: &Layout<'_>, reading: &Reading, row: &Row<'_>) -> Result<Verdict, Fault> {
        let model = self.shared.request.model;
        let cell = |take: &Take<'_>| match take.from {
            From::Cell(number) => row.cells.get(number).map_or(Cow::Owned(Cell::Missing), Cow::Borrowed),
            From::Made(expr) => Cow::Owned(Cell::from(eval(expr, model, &RowScope { layout, cells: row.cells, reading }))),
        };
        let name = cell(&map.event);
        let name = event_name(&name, &map.event, layout)?;
        let event = self.shared.names.find(&name);
        let time = match &*cell(&map.time) {
            Cell::Missing => return Err(Fault::of_column(&map.time.label, "no time")),
            cell => times::instant(cell, &map.time_format, &reading.zone).map_err(|reason| Fault::of_column(&map.time.label, reason))?,
        };
        let has_subject = event.is_none_or(|event| model.events[event].has_subject);
        let subject = if has_subject { cell(&map.subject) } else { Cow::Owned(Cell::Missing) };
        let subject = if has_subject { Some(subject_name(&subject, &map.subject)?) } else { None };
        let Some(event) = event else { return Ok(Verdict::Unknown(name.into_owned())) };
        let of_column = |take: &Take<'_>, reason| Fault::of_column(&take.label, reason);
        let id = cell(&map.id);
        let id = typing::name(&id).map_err(|reason| of_column(&map.id, reason))?;
        let seq = match &*cell(&map.seq) {
            Cell::Missing => None,
            cell => Some(typing::integer(cell, reading.decimal_comma).map_err(|reason| of_column(&map.seq, reason))?),
        };
        if wanted(self.shared.request.only_events, event) {
            self.fields(map, layout, reading, row, &Known { event, time, subject, id, seq })?;
        } else {
            self.tally.known(1, Some(time));
        }
        Ok(Verdict::Taken)
    }

    /// Checks the fields of a known event and adds the row.
    fn fields(
        &mut self,
        map: &EventMap<'_>,
        layout: &Layout<'_>,
        reading: &Reading,
        row: &Row<'_>,
        known: &Known<'_>,
    ) -> Result<(), Fault> {
        let fields = map.fields.get(known.event.0 as usize).map(Vec::as_slice).unwrap_or_default();
        if fields.is_empty() {
            self.add(known, row);
            return Ok(());
        }
        let model = self.shared.request.model;
        let scope = RowScope { layout, cells: row.cells, reading };
        let mut room: Vec<(ColumnId, Datum<'_>)> = std::mem::take(&mut self.room);
        let mut fault = None;
        for field in fields {
            let datum = match field.take.from {
                From::Cell(number) => typing::convert(row.cells.get(number).unwrap_or(&Cell::Missing), field.ty, reading),
                From::Made(expr) => typing::convert(&Cell::from(eval(expr, model, &scope)), field.ty, reading).map(Datum::into_owned),
            };
            match datum {
                Ok(Datum::Missing) if field.required => fault = Some(Fault::of_column(&field.take.label, "required and missing")),
                Ok(Datum::Missing) => {}
                Ok(datum) => room.push((field.column, datum)),
                Err(reason) => fault = Some(Fault::of_column(&field.take.label, reason)),
            }
            if fault.is_some() {
                break;
            }
        }
        if fault.is_none() {
            self.add(known, row);
            for (column, datum) in room.drain(..) {
                self.builder.field(column, datum);
            }
        }
        room.clear();
        // Empty, so of any lifetime: collecting in place keeps the room.
        #[allow(clippy::unnecessary_filter_map, reason = "it changes the lifetime")]
        let room = room.into_iter().filter_map(|_| None).collect();
        self.room = room;
        fault.map_or(Ok(()), Err)
    }

    /// Adds a row without its fields.
    fn add(&mut self, known: &Known<'_>, row: &Row<'_>) {
        self.tally.known(1, Some(known.time));
        self.builder.row(known.event, known.time, known.subject.as_deref(), known.id.as_deref(), known.seq);
        if self.shared.request.origins {
            self.builder.origin(Origin { item: self.item, place: row.place });
        }
    }
}

fn event_name<'c>(cell: &'c Cell<'_>, take: &Take<'_>, layout: &Layout<'_>) -> Result<Cow<'c, str>, Fault> {
    // Where a source says which column holds the event, that may hold numbers.
    let name = if layout.source.is_some() { typing::name(cell) } else { optional(cell) };
    match name {
        Ok(Some(name)) => Ok(name),
        Ok(None) => Err(Fault::of_column(&take.label, "no event name")),
        Err(reason) => Err(Fault::of_column(&take.label, reason)),
    }
}

fn optional<'c>(cell: &'c Cell<'_>) -> Result<Option<Cow<'c, str>>, String> {
    if cell.is_missing() { Ok(None) } else { typing::string(cell).map(|text| Some(Cow::Borrowed(text)).filter(|text| !text.is_empty())) }
}

fn subject_name<'c>(cell: &'c Cell<'_>, take: &Take<'_>) -> Result<Cow<'c, str>, Fault> {
    match typing::name(cell) {
        Ok(Some(name)) => Ok(name),
        Ok(None) => Err(Fault::of_column(&take.label, "no subject")),
        Err(reason) => Err(Fault::of_column(&take.label, reason)),
    }
}
