//! Batches as a list of events, one value a field. Everything after this looks at one event at a time.

use crate::eval::Scope;
use crate::events::batch::{EventBatch, FieldColumn, Origin, TextColumn};
use crate::ids::{EventId, Id};
use crate::model::{Member, Model, StreamSource};
use crate::time::Micros;
use crate::value::Value;
use arrow::array::Array;
use std::sync::Arc;

/// One well-formed known event.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// When.
    pub time: Micros,
    /// What.
    pub event: EventId,
    /// The subject as written; nothing for events of no subject.
    pub subject: Option<Arc<str>>,
    /// Its own id.
    pub id: Option<Arc<str>>,
    /// Its order within an instant.
    pub seq: Option<i64>,
    /// Its fields, in the order of the catalog.
    pub fields: Vec<Value>,
    /// Where it was read, if that is known.
    pub origin: Option<Origin>,
    /// Its place in the batches.
    pub position: usize,
}

/// The event itself is all there is to see: what `links` is evaluated in.
impl Scope for Row {
    fn at_hand(&self) -> Option<StreamSource> {
        Some(StreamSource::Event(self.event))
    }
    fn member(&self, member: Member) -> Value {
        match member {
            Member::Field(at) => self.fields.get(at).cloned().unwrap_or_default(),
            Member::Time => Value::Timestamp(self.time),
            Member::Subject => self.subject.clone().map_or(Value::Missing, Value::Text),
            Member::Attribute(_) => Value::Missing,
        }
    }
    fn now(&self) -> Option<Micros> {
        Some(self.time)
    }
    fn subject(&self) -> Value {
        self.member(Member::Subject)
    }
}

/// All rows of all batches, in the order of the input.
pub fn rows(model: &Model, batches: &[EventBatch]) -> Vec<Row> {
    let mut rows = Vec::new();
    for batch in batches {
        for at in 0..batch.len {
            let event = batch.event[at];
            let field = |column: crate::ids::ColumnId| match batch.columns.get(column.index()) {
                Some(Some(column)) => cell(column, at),
                _ => Value::Missing,
            };
            rows.push(Row {
                time: batch.time[at],
                event,
                subject: if model.events[event].has_subject { text(&batch.subject, at) } else { None },
                id: batch.id.as_ref().and_then(|ids| text(ids, at)),
                seq: batch.seq.as_ref().filter(|seqs| seqs.is_valid(at)).map(|seqs| seqs.value(at)),
                fields: model.events[event].fields.iter().map(|declared| field(declared.column)).collect(),
                origin: batch.origins.as_ref().map(|origins| origins[at]),
                position: rows.len(),
            });
        }
    }
    rows
}

/// A text, or that it is missing.
fn text(column: &TextColumn, at: usize) -> Option<Arc<str>> {
    match column {
        TextColumn::Plain(texts) => texts.is_valid(at).then(|| Arc::from(texts.value(at))),
        TextColumn::Dictionary { codes, values } => {
            codes.is_valid(at).then(|| Arc::from(values.value(usize::try_from(codes.value(at)).unwrap_or(usize::MAX))))
        }
    }
}

/// A field, or that it is missing.
fn cell(column: &FieldColumn, at: usize) -> Value {
    match column {
        FieldColumn::Boolean(values) if values.is_valid(at) => Value::Boolean(values.value(at)),
        FieldColumn::Integer(values) if values.is_valid(at) => Value::Integer(values.value(at)),
        FieldColumn::Number(values) if values.is_valid(at) => Value::number(values.value(at)),
        FieldColumn::Decimal(values) => values[at].map_or(Value::Missing, Value::Decimal),
        FieldColumn::Text(texts) => text(texts, at).map_or(Value::Missing, Value::Text),
        FieldColumn::Timestamp(values) if values.is_valid(at) => Value::Timestamp(values.value(at)),
        FieldColumn::Date(values) if values.is_valid(at) => Value::Date(values.value(at)),
        FieldColumn::Duration(values) if values.is_valid(at) => Value::Duration(values.value(at)),
        FieldColumn::Boolean(_)
        | FieldColumn::Integer(_)
        | FieldColumn::Number(_)
        | FieldColumn::Timestamp(_)
        | FieldColumn::Date(_)
        | FieldColumn::Duration(_) => Value::Missing,
    }
}
