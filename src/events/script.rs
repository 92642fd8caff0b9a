//! Events that no file holds: those that a test writes down.

use super::batch::EventBatch;
use super::builder::BatchBuilder;
use super::cell::Cell;
use super::typing::{self, Datum, Reading};
use crate::ids::{ColumnId, EventId};
use crate::model::Model;
use crate::time::{Micros, Zone};
use crate::value::{Type, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// An event with its fields in their types.
#[derive(Clone, Debug)]
pub struct Scripted {
    /// What.
    pub event: EventId,
    /// When.
    pub time: Micros,
    /// Whose; nothing for events of no subject.
    pub subject: Option<Arc<str>>,
    /// Its own id.
    pub id: Option<String>,
    /// Its order within an instant.
    pub seq: Option<i64>,
    /// The fields that are there, by their columns.
    pub fields: Vec<(ColumnId, Value)>,
}

/// The value that a text is in a type, read as a cell of CSV would be; times without an offset are in `zone`.
///
/// # Errors
/// In words, where it is none.
pub fn value(text: &str, ty: &Type, zone: &Zone) -> Result<Value, String> {
    let reading = Reading { zone: zone.clone(), decimal_comma: false };
    let cell = Cell::Loose(Cow::Borrowed(text));
    Ok(match typing::convert(&cell, ty, &reading)? {
        Datum::Missing => Value::Missing,
        Datum::Boolean(value) => Value::Boolean(value),
        Datum::Integer(value) => Value::Integer(value),
        Datum::Number(value) => Value::number(value),
        Datum::Decimal(value) => Value::Decimal(value),
        Datum::Text(value) => Value::text(&value),
        Datum::Timestamp(value) => Value::Timestamp(value),
        Datum::Date(value) => Value::Date(value),
        Datum::Duration(value) => Value::Duration(value),
    })
}

/// The events as a log would give them.
pub fn batch(model: &Model, events: &[Scripted]) -> EventBatch {
    let mut builder = BatchBuilder::new(model, &vec![true; model.columns.len()], true);
    for event in events {
        builder.row(event.event, event.time, event.subject.as_deref(), event.id.as_deref(), event.seq);
        for (column, value) in &event.fields {
            builder.field(*column, datum(value));
        }
    }
    builder.finish()
}

fn datum(value: &Value) -> Datum<'_> {
    match value {
        Value::Boolean(value) => Datum::Boolean(*value),
        Value::Integer(value) => Datum::Integer(*value),
        Value::Number(value) => Datum::Number(*value),
        Value::Decimal(value) => Datum::Decimal(*value),
        Value::Text(value) => Datum::Text(Cow::Borrowed(value)),
        Value::Timestamp(value) => Datum::Timestamp(*value),
        Value::Date(value) => Datum::Date(*value),
        Value::Duration(value) => Datum::Duration(*value),
        // no field is a set
        Value::Missing | Value::Set(_) => Datum::Missing,
    }
}
