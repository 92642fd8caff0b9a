//! Arrow columns as columns of fields: taken whole where they have the right type, else value by value.
//!
//! A value is only wrong where the row's event has the field, so each check looks at the event of the row.

use super::super::batch::{FieldColumn, TextColumn};
use super::super::builder::Values;
use super::super::layout::EventMap;
use super::super::rejects::Fault;
use super::super::typing::{self, Datum, Reading};
use super::cells::cell;
use super::texts;
use crate::ids::{ColumnId, EventId, Id};
use crate::model::Model;
use crate::time::instant;
use crate::value::Type;
use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::*;
use arrow::error::ArrowError;

/// A column that fields of the catalog are read from.
#[derive(Debug)]
pub(super) struct Use<'m> {
    pub column: ColumnId,
    pub cell: usize,
    pub label: &'m str,
    pub ty: &'m Type,
    /// By event: what it asks of the column.
    pub events: Vec<Option<Ask<'m>>>,
    /// Whether the column goes into the batches.
    pub delivered: bool,
}

/// What an event asks of a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask<'m> {
    /// The place among what is looked at: of several faults of a row the first is told.
    pub place: usize,
    pub required: bool,
    pub ty: &'m Type,
}

/// The columns that a layout reads fields from.
pub(super) fn uses<'m>(model: &'m Model, map: &'m EventMap<'m>, wanted: &[bool], only: Option<&[bool]>) -> Vec<Use<'m>> {
    let mut uses: Vec<Use<'m>> = Vec::new();
    for (event, fields) in map.fields.iter().enumerate() {
        if !super::super::layout::wanted(only, EventId::of(event)) {
            continue;
        }
        for (place, field) in fields.iter().enumerate() {
            let super::super::layout::From::Cell(cell) = field.take.from else { continue };
            let at = uses.iter().position(|known| known.column == field.column && known.cell == cell).unwrap_or_else(|| {
                uses.push(Use {
                    column: field.column,
                    cell,
                    label: &field.take.label,
                    ty: &model.columns[field.column].ty,
                    events: vec![None; model.events.len()],
                    delivered: wanted.get(field.column.index()).copied().unwrap_or_default(),
                });
                uses.len() - 1
            });
            if let Some(asks) = uses.get_mut(at).and_then(|known| known.events.get_mut(event)) {
                *asks = Some(Ask { place: super::head::FIELDS + place, required: field.required, ty: field.ty });
            }
        }
    }
    uses
}

/// What rows are wrong, and why: of each row the fault of the field that comes first.
pub(super) type Faults = std::collections::BTreeMap<usize, (usize, Fault)>;

/// Notes a fault of a row, unless it has one of an earlier place.
pub(super) fn note(faults: &mut Faults, row: usize, place: usize, fault: impl FnOnce() -> Fault) {
    match faults.get(&row) {
        Some((earlier, _)) if *earlier <= place => {}
        _ => {
            faults.insert(row, (place, fault()));
        }
    }
}

impl<'m> Use<'m> {
    fn ask(&self, events: &[u32], row: usize) -> Option<Ask<'m>> {
        events.get(row).and_then(|event| self.events.get(*event as usize)).copied().flatten()
    }

    /// The column of a batch whose rows are of `events` (others than those of the catalog are looked at no more).
    pub(super) fn read(
        &self,
        array: Option<&ArrayRef>,
        events: &[u32],
        reading: &Reading,
        faults: &mut Faults,
    ) -> Result<Option<FieldColumn>, ArrowError> {
        let Some(array) = array.filter(|array| *array.data_type() != DataType::Null) else {
            self.require(|_| true, events, faults);
            return Ok(None);
        };
        if array.null_count() > 0 && self.events.iter().flatten().any(|ask| ask.required) {
            self.require(|row| array.is_null(row), events, faults);
        }
        match self.whole(array)? {
            Some(column) => {
                self.check(&column, events, faults);
                Ok(Some(column))
            }
            None => Ok(self.one_by_one(array, events, reading, faults)),
        }
    }

    fn require(&self, missing: impl Fn(usize) -> bool, events: &[u32], faults: &mut Faults) {
        // Few events need it, and of those few rows lack it.
        let required: Vec<bool> = self.events.iter().map(|ask| ask.is_some_and(|ask| ask.required)).collect();
        for (row, event) in events.iter().enumerate() {
            if required.get(*event as usize).copied().unwrap_or(false)
                && missing(row)
                && let Some(ask) = self.ask(events, row)
            {
                note(faults, row, ask.place, || Fault::of_column(self.label, "required and missing"));
            }
        }
    }

    /// The column as it stands, where its type is right.
    fn whole(&self, array: &ArrayRef) -> Result<Option<FieldColumn>, ArrowError> {
        let integers = |array: &ArrayRef| Ok::<_, ArrowError>(cast(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone());
        Ok(match (self.ty, array.data_type()) {
            (Type::Boolean, DataType::Boolean) => Some(FieldColumn::Boolean(array.as_boolean().clone())),
            (Type::Integer, DataType::Int64) => Some(FieldColumn::Integer(array.as_primitive::<Int64Type>().clone())),
            (Type::Integer, ty) if ty.is_integer() && *ty != DataType::UInt64 => Some(FieldColumn::Integer(integers(array)?)),
            (Type::Number, DataType::Float64) => Some(FieldColumn::Number(array.as_primitive::<Float64Type>().clone())),
            (Type::Number, ty) if ty.is_integer() => {
                Some(FieldColumn::Number(cast(array, &DataType::Float64)?.as_primitive::<Float64Type>().clone()))
            }
            (Type::String | Type::Enum(_), ty) if texts::is_text(ty) => Some(FieldColumn::Text(texts::column(array)?)),
            (Type::Timestamp, DataType::Timestamp(TimeUnit::Microsecond, Some(_))) => Some(FieldColumn::Timestamp(integers(array)?)),
            (Type::Date, DataType::Date32) => Some(FieldColumn::Date(cast(array, &DataType::Int32)?.as_primitive::<Int32Type>().clone())),
            (Type::Duration, DataType::Duration(TimeUnit::Microsecond)) => Some(FieldColumn::Duration(integers(array)?)),
            _ => None,
        })
    }

    /// Notes the values of the right type that are wrong all the same: no finite number, not of the enum, out of time.
    fn check(&self, column: &FieldColumn, events: &[u32], faults: &mut Faults) {
        match column {
            FieldColumn::Number(values) => {
                if !values.values().iter().all(|value| value.is_finite()) {
                    let wrong = |row: usize, values: &Float64Array| values.is_valid(row) && !values.value(row).is_finite();
                    self.find(
                        |row| wrong(row, values).then(|| format!("expected a finite number, found the number `{}`", values.value(row))),
                        events,
                        faults,
                    );
                }
            }
            FieldColumn::Timestamp(values) => {
                if !values.values().iter().all(|time| instant::is_valid(*time)) {
                    let wrong = |row: usize, values: &Int64Array| values.is_valid(row) && !instant::is_valid(values.value(row));
                    self.find(|row| wrong(row, values).then(|| "the time lies outside the years 1 to 9999".to_owned()), events, faults);
                }
            }
            FieldColumn::Date(values) => {
                let right = |day: i32| (crate::time::date::FIRST..=crate::time::date::LAST).contains(&day);
                if !values.values().iter().all(|day| right(*day)) {
                    let wrong = |row: usize| values.is_valid(row) && !right(values.value(row));
                    self.find(|row| wrong(row).then(|| "the day lies outside the years 1 to 9999".to_owned()), events, faults);
                }
            }
            FieldColumn::Text(texts) if matches!(self.ty, Type::Enum(_)) => self.members(texts, events, faults),
            FieldColumn::Text(_)
            | FieldColumn::Boolean(_)
            | FieldColumn::Integer(_)
            | FieldColumn::Decimal(_)
            | FieldColumn::Duration(_) => {}
        }
    }

    fn find(&self, wrong: impl Fn(usize) -> Option<String>, events: &[u32], faults: &mut Faults) {
        for row in 0..events.len() {
            if let Some(ask) = self.ask(events, row)
                && let Some(reason) = wrong(row)
            {
                note(faults, row, ask.place, || Fault::of_column(self.label, reason));
            }
        }
    }

    fn members(&self, texts: &TextColumn, events: &[u32], faults: &mut Faults) {
        let of = |ask: &Ask<'m>| if let Type::Enum(values) = ask.ty { values.as_ref() } else { &[] };
        match texts {
            TextColumn::Dictionary { codes, values } => {
                // Of each event and each text of the list: whether it may be.
                let right = |ask: &Option<Ask<'m>>| -> Vec<bool> {
                    values
                        .iter()
                        .map(|text| ask.as_ref().is_none_or(|ask| text.is_some_and(|text| of(ask).iter().any(|value| value == text))))
                        .collect()
                };
                let right: Vec<Vec<bool>> = self.events.iter().map(right).collect();
                for (row, event) in events.iter().enumerate() {
                    let Some(right) = right.get(*event as usize) else { continue };
                    if codes.is_valid(row)
                        && !usize::try_from(codes.value(row)).is_ok_and(|code| right.get(code).copied().unwrap_or_default())
                    {
                        self.member(row, texts::text_of(values, Some(codes.value(row))), events, faults);
                    }
                }
            }
            TextColumn::Plain(texts) => {
                for row in 0..events.len() {
                    if texts.is_valid(row) {
                        self.member(row, Some(texts.value(row)), events, faults);
                    }
                }
            }
        }
    }

    fn member(&self, row: usize, text: Option<&str>, events: &[u32], faults: &mut Faults) {
        if let (Some(ask), Some(text)) = (self.ask(events, row), text)
            && let Type::Enum(values) = ask.ty
            && let Err(reason) = typing::member(text, values)
        {
            note(faults, row, ask.place, || Fault::of_column(self.label, reason));
        }
    }

    /// The column value by value, where its type is another than the one asked for.
    fn one_by_one(&self, array: &ArrayRef, events: &[u32], reading: &Reading, faults: &mut Faults) -> Option<FieldColumn> {
        let mut values = Values::of(self.ty);
        for row in 0..events.len() {
            let Some(ask) = self.ask(events, row) else { continue };
            match typing::convert(&cell(array.as_ref(), row), ask.ty, reading) {
                Ok(Datum::Missing) => {}
                Ok(datum) => values.set(row, datum),
                Err(reason) => note(faults, row, ask.place, || Fault::of_column(self.label, reason)),
            }
        }
        values.finish(events.len())
    }
}
