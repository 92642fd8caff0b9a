//! Builds an [`EventBatch`] row by row, for readers of rows. A row goes in whole or not at all.

use super::batch::{EventBatch, FieldColumn, Origin};
use super::text::TextBuilder;
use super::typing::Datum;
use crate::ids::{ColumnId, EventId, Id};
use crate::model::Model;
use crate::time::Micros;
use crate::value::{Decimal, Type};
use arrow::array::{BooleanArray, Float64Array, Int32Array, Int64Array};

/// A batch in the making.
#[derive(Debug)]
pub struct BatchBuilder {
    time: Vec<Micros>,
    event: Vec<EventId>,
    subject: TextBuilder,
    id: Option<TextBuilder>,
    seq: Vec<Option<i64>>,
    columns: Vec<Option<Values>>,
    origins: Vec<Origin>,
}

/// A column of fields in the making; as long as the last row that had a value.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one for each column, not for each row")]
pub(super) enum Values {
    Boolean(Vec<Option<bool>>),
    Integer(Vec<Option<i64>>),
    Number(Vec<Option<f64>>),
    Decimal(Vec<Option<Decimal>>),
    Text(TextBuilder),
    Timestamp(Vec<Option<i64>>),
    Date(Vec<Option<i32>>),
    Duration(Vec<Option<i64>>),
}

impl BatchBuilder {
    /// A builder of the columns that are wanted.
    pub fn new(model: &Model, wanted: &[bool], ids: bool) -> Self {
        let column = |id: ColumnId| wanted.get(id.index()).copied().unwrap_or_default().then(|| Values::of(&model.columns[id].ty));
        Self {
            time: Vec::new(),
            event: Vec::new(),
            subject: TextBuilder::plain(),
            id: ids.then(TextBuilder::plain),
            seq: Vec::new(),
            columns: model.columns.ids().map(column).collect(),
            origins: Vec::new(),
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Adds a row without its fields.
    pub fn row(&mut self, event: EventId, time: Micros, subject: Option<&str>, id: Option<&str>, seq: Option<i64>) {
        let row = self.time.len();
        self.time.push(time);
        self.event.push(event);
        if let Some(subject) = subject {
            self.subject.pad(row);
            self.subject.push(subject);
        }
        if let (Some(ids), Some(id)) = (&mut self.id, id) {
            ids.pad(row);
            ids.push(id);
        }
        if seq.is_some() {
            self.seq.resize(row, None);
            self.seq.push(seq);
        }
    }

    /// Says where the last row was read: of every row, or of none.
    pub(super) fn origin(&mut self, origin: Origin) {
        self.origins.push(origin);
    }

    /// Sets a field of the last row.
    pub fn field(&mut self, column: ColumnId, value: Datum<'_>) {
        let row = self.time.len().saturating_sub(1);
        if let Some(Some(values)) = self.columns.get_mut(column.index()) {
            values.set(row, value);
        }
    }

    /// The batch so far; the builder begins anew.
    pub fn finish(&mut self) -> EventBatch {
        let len = self.len();
        let finish_text = |builder: &mut TextBuilder| {
            builder.pad(len);
            builder.finish()
        };
        let seq = std::mem::take(&mut self.seq);
        let origins = std::mem::take(&mut self.origins);
        EventBatch {
            len,
            // The next batch will be about as long.
            time: std::mem::replace(&mut self.time, Vec::with_capacity(len)),
            event: std::mem::replace(&mut self.event, Vec::with_capacity(len)),
            subject: finish_text(&mut self.subject),
            id: self.id.as_mut().filter(|ids| ids.len() > 0).map(finish_text),
            seq: (!seq.is_empty()).then(|| Int64Array::from(filled(seq, len))),
            columns: self.columns.iter_mut().map(|column| column.as_mut().and_then(|values| values.finish(len))).collect(),
            origins: (origins.len() == len).then_some(origins),
        }
    }
}

impl Values {
    /// An empty column of a type.
    pub(super) fn of(ty: &Type) -> Self {
        match ty {
            Type::Boolean => Self::Boolean(Vec::new()),
            Type::Integer => Self::Integer(Vec::new()),
            Type::Number => Self::Number(Vec::new()),
            Type::Decimal => Self::Decimal(Vec::new()),
            // No catalog has a set; were there one, no value would come for it.
            Type::String | Type::Enum(_) | Type::Set => Self::Text(TextBuilder::coded()),
            Type::Timestamp => Self::Timestamp(Vec::new()),
            Type::Date => Self::Date(Vec::new()),
            Type::Duration => Self::Duration(Vec::new()),
        }
    }

    /// Sets the value of a row after all that have one.
    pub(super) fn set(&mut self, row: usize, value: Datum<'_>) {
        match (self, value) {
            (Self::Boolean(values), Datum::Boolean(value)) => set(values, row, value),
            (Self::Integer(values), Datum::Integer(value)) => set(values, row, value),
            (Self::Number(values), Datum::Number(value)) => set(values, row, value),
            (Self::Decimal(values), Datum::Decimal(value)) => set(values, row, value),
            (Self::Text(values), Datum::Text(value)) => {
                values.pad(row);
                values.push(&value);
            }
            (Self::Timestamp(values), Datum::Timestamp(value)) => set(values, row, value),
            (Self::Date(values), Datum::Date(value)) => set(values, row, value),
            (Self::Duration(values), Datum::Duration(value)) => set(values, row, value),
            // Missing is what a column is padded with. Other pairs do not come: `convert` went by the column's type.
            _ => {}
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Boolean(values) => values.len(),
            Self::Integer(values) | Self::Timestamp(values) | Self::Duration(values) => values.len(),
            Self::Number(values) => values.len(),
            Self::Decimal(values) => values.len(),
            Self::Text(values) => values.len(),
            Self::Date(values) => values.len(),
        }
    }

    /// The column so far, of `len` rows; `None` where all are missing.
    pub(super) fn finish(&mut self, len: usize) -> Option<FieldColumn> {
        if self.len() == 0 {
            return None;
        }
        Some(match self {
            Self::Boolean(values) => FieldColumn::Boolean(BooleanArray::from(filled(std::mem::take(values), len))),
            Self::Integer(values) => FieldColumn::Integer(Int64Array::from(filled(std::mem::take(values), len))),
            Self::Number(values) => FieldColumn::Number(Float64Array::from(filled(std::mem::take(values), len))),
            Self::Decimal(values) => FieldColumn::Decimal(filled(std::mem::take(values), len)),
            Self::Text(values) => {
                values.pad(len);
                FieldColumn::Text(values.finish())
            }
            Self::Timestamp(values) => FieldColumn::Timestamp(Int64Array::from(filled(std::mem::take(values), len))),
            Self::Date(values) => FieldColumn::Date(Int32Array::from(filled(std::mem::take(values), len))),
            Self::Duration(values) => FieldColumn::Duration(Int64Array::from(filled(std::mem::take(values), len))),
        })
    }
}

fn set<T>(values: &mut Vec<Option<T>>, row: usize, value: T) {
    values.resize_with(row, || None);
    values.push(Some(value));
}

fn filled<T>(mut values: Vec<Option<T>>, len: usize) -> Vec<Option<T>> {
    values.resize_with(len, || None);
    values
}
