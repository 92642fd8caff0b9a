//! Conditions that need only the event: evaluated for whole columns.

use super::CodeId;
use crate::ids::ColumnId;
use crate::model::expr::Comparison;
use crate::value::Value;

/// A condition on the event alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    /// The condition.
    pub test: EventTest,
}

/// A condition on columns, in three-valued logic.
#[derive(Clone, Debug, PartialEq)]
pub enum EventTest {
    /// Both.
    And(Box<EventTest>, Box<EventTest>),
    /// Either.
    Or(Box<EventTest>, Box<EventTest>),
    /// Not.
    Not(Box<EventTest>),
    /// A column against a constant of its type.
    Compare(ColumnId, Comparison, Value),
    /// A column of truths.
    Truth(ColumnId),
    /// Whether a column is present.
    Present(ColumnId),
    /// Any condition on one column of texts: worked out once for each distinct text.
    Text(ColumnId, CodeId),
    /// Anything else: worked out row by row.
    Row(CodeId),
}
