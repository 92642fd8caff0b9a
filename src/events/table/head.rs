//! The columns that every row must have: event, time, subject.

use super::super::layout::{EventMap, Names, Take};
use super::super::rejects::Fault;
use super::super::times;
use super::super::typing::{self, Reading};
use super::cells::cell;
use super::fields::{Faults, note};
use super::texts;
use crate::ids::Id;
use crate::model::source::TimeFormat;
use crate::time::{DAY, Micros, Zone, instant};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::*;

/// The places of faults that come before those of fields: what is looked at first is told.
pub(super) const EVENT: usize = 0;
/// See [`EVENT`].
pub(super) const TIME: usize = 1;
/// See [`EVENT`].
pub(super) const SUBJECT: usize = 2;
/// See [`EVENT`].
pub(super) const ID: usize = 3;
/// See [`EVENT`].
pub(super) const SEQ: usize = 4;
/// The place of an event's first field.
pub(super) const FIELDS: usize = 5;

/// In place of an event: the catalog does not have it.
pub(super) const UNKNOWN: u32 = u32::MAX - 1;
/// In place of an event: there is none.
const NONE: u32 = u32::MAX;

/// The events of rows, by the numbers of [`crate::ids::EventId`], or [`UNKNOWN`]; rows without one are faults.
pub(super) fn events(
    array: Option<&ArrayRef>,
    rows: usize,
    map: &EventMap<'_>,
    mapped: bool,
    names: &Names<'_>,
    faults: &mut Faults,
) -> Vec<u32> {
    let Some(array) = array else {
        for row in 0..rows {
            note(faults, row, EVENT, || no_event(&map.event));
        }
        return vec![NONE; rows];
    };
    let of = |text: &str| if text.is_empty() { NONE } else { names.find(text).map_or(UNKNOWN, |id| id.0) };
    let found: Vec<u32> = if let Some(dictionary) = array.as_any_dictionary_opt().filter(|_| texts::is_text(array.data_type())) {
        let values: Vec<u32> =
            (0..dictionary.values().len()).map(|at| typing::string(&cell(dictionary.values(), at)).map_or(NONE, of)).collect();
        let value = |key: Option<usize>| key.and_then(|key| values.get(key)).copied().unwrap_or(NONE);
        if let Some(keys) = dictionary.keys().as_primitive_opt::<Int32Type>() {
            if keys.null_count() == 0 {
                keys.values().iter().map(|key| value(usize::try_from(*key).ok())).collect()
            } else {
                keys.iter().map(|key| value(key.and_then(|key| usize::try_from(key).ok()))).collect()
            }
        } else {
            let keys = dictionary.normalized_keys();
            keys.iter().enumerate().map(|(row, key)| value(dictionary.keys().is_valid(row).then_some(*key))).collect()
        }
    } else {
        let mut last: (String, u32) = (String::new(), NONE);
        let mut event = |row: usize| {
            let cell = cell(array, row);
            let name = if mapped { typing::name(&cell) } else { typing::string(&cell).map(|text| Some(text.into())) };
            match name {
                Ok(Some(name)) if name == last.0 => last.1,
                Ok(Some(name)) => {
                    last = (name.to_string(), of(&name));
                    last.1
                }
                Ok(None) => NONE,
                Err(reason) => {
                    if !cell.is_missing() {
                        note(faults, row, EVENT, || Fault::of_column(&map.event.label, reason));
                    }
                    NONE
                }
            }
        };
        (0..rows).map(&mut event).collect()
    };
    if found.contains(&NONE) {
        for (row, event) in found.iter().enumerate() {
            if *event == NONE {
                note(faults, row, EVENT, || no_event(&map.event));
            }
        }
    }
    found
}

fn no_event(take: &Take<'_>) -> Fault {
    Fault::of_column(&take.label, "no event name")
}

/// The instants of rows; of rows whose instant is a fault, anything.
pub(super) fn times(array: Option<&ArrayRef>, rows: usize, map: &EventMap<'_>, reading: &Reading, faults: &mut Faults) -> Vec<Micros> {
    let none = || Fault::of_column(&map.time.label, "no time");
    let Some(array) = array else {
        for row in 0..rows {
            note(faults, row, TIME, none);
        }
        return vec![0; rows];
    };
    if array.null_count() > 0 {
        for row in (0..rows).filter(|row| array.is_null(*row)) {
            note(faults, row, TIME, none);
        }
    }
    let micros: Option<Vec<Micros>> = match array.data_type() {
        DataType::Timestamp(TimeUnit::Microsecond, _) => Some(array.as_primitive::<TimestampMicrosecondType>().values().to_vec()),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            Some(array.as_primitive::<TimestampNanosecondType>().values().iter().map(|time| time.div_euclid(1_000)).collect())
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            Some(array.as_primitive::<TimestampMillisecondType>().values().iter().map(|time| time.saturating_mul(1_000)).collect())
        }
        DataType::Timestamp(TimeUnit::Second, _) => {
            Some(array.as_primitive::<TimestampSecondType>().values().iter().map(|time| time.saturating_mul(1_000_000)).collect())
        }
        _ => None,
    };
    let Some(mut micros) = micros else { return one_by_one(array, rows, map, reading, faults) };
    if matches!(array.data_type(), DataType::Timestamp(_, None)) {
        to_instants(&mut micros, &reading.zone);
    }
    if !micros.iter().all(|time| instant::is_valid(*time)) {
        for (row, time) in micros.iter().enumerate() {
            if !instant::is_valid(*time) {
                note(faults, row, TIME, || Fault::of_column(&map.time.label, "the time lies outside the years 1 to 9999"));
            }
        }
    }
    micros
}

fn one_by_one(array: &ArrayRef, rows: usize, map: &EventMap<'_>, reading: &Reading, faults: &mut Faults) -> Vec<Micros> {
    let format: &TimeFormat = &map.time_format;
    let mut time = |row: usize| {
        let cell = cell(array, row);
        if cell.is_missing() {
            note(faults, row, TIME, || Fault::of_column(&map.time.label, "no time"));
            return 0;
        }
        times::instant(&cell, format, &reading.zone).unwrap_or_else(|reason| {
            note(faults, row, TIME, || Fault::of_column(&map.time.label, reason));
            0
        })
    };
    (0..rows).map(&mut time).collect()
}

/// Turns local times into instants. Rows of one log lie near each other, so the offset of the last is tried first.
fn to_instants(times: &mut [Micros], zone: &Zone) {
    let (mut from, mut until, mut offset) = (0, 0, 0);
    for time in times {
        if (from..until).contains(time) {
            *time -= offset;
            continue;
        }
        let found = zone.to_instant(*time);
        let segment = zone.segment(found);
        // Two days from a change of offset no local time is skipped or comes twice.
        from = segment.from.saturating_add(segment.offset).saturating_add(2 * DAY);
        until = segment.until.saturating_add(segment.offset).saturating_sub(2 * DAY);
        // At the very ends of time subtraction could overflow: there the zone itself is asked.
        (from, until) = (from.max(instant::FIRST - 2 * DAY), until.min(instant::LAST + 2 * DAY));
        (offset, *time) = (segment.offset, found);
    }
}

/// Whether an event number is one of the catalog.
pub(super) fn is_known(event: u32, model: &crate::model::Model) -> bool {
    crate::ids::EventId(event).index() < model.events.len()
}
