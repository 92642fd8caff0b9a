//! The cells of a row as the expressions of a source see them (L11): `row.x` is text, as the file has it.

use super::cell::Cell;
use super::layout::Layout;
use super::typing::{self, Datum, Reading};
use crate::eval::Scope;
use crate::time::{date, instant};
use crate::value::{Type, Value};
use std::borrow::Cow;

/// A row as a scope.
pub(super) struct RowScope<'r> {
    /// Which cell has which path.
    pub layout: &'r Layout<'r>,
    /// The cells.
    pub cells: &'r [Cell<'r>],
    /// How texts are read as other types.
    pub reading: &'r Reading,
}

impl Scope for RowScope<'_> {
    fn row(&self, path: &[String]) -> Value {
        self.layout.cell(path).and_then(|number| self.cells.get(number)).map_or(Value::Missing, text)
    }

    fn read(&self, text: &str, ty: &Type) -> Value {
        typing::convert(&Cell::Loose(Cow::Borrowed(text)), ty, self.reading).map_or(Value::Missing, value)
    }
}

/// What was read, as a value.
fn value(datum: Datum<'_>) -> Value {
    match datum {
        Datum::Missing => Value::Missing,
        Datum::Boolean(truth) => Value::Boolean(truth),
        Datum::Integer(whole) => Value::Integer(whole),
        Datum::Number(number) => Value::number(number),
        Datum::Decimal(decimal) => Value::Decimal(decimal),
        Datum::Text(text) => Value::text(&text),
        Datum::Timestamp(time) => Value::Timestamp(time),
        Datum::Date(day) => Value::Date(day),
        Datum::Duration(time) => Value::Duration(time),
    }
}

/// A cell as text: numbers by their digits, times in RFC 3339, truths as `true` and `false`.
fn text(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::Missing => Value::Missing,
        Cell::Boolean(truth) => Value::text(if *truth { "true" } else { "false" }),
        Cell::Number(text) | Cell::Text(text) | Cell::Loose(text) => Value::text(text),
        Cell::Nested(text) => Value::text(text),
        Cell::Integer(value) => Value::text(&value.to_string()),
        Cell::Float(value) if value.is_finite() => Value::text(&value.to_string()),
        Cell::Float(_) | Cell::Odd(_) => Value::Missing,
        Cell::Decimal(value) => Value::text(&value.to_string()),
        Cell::Instant(time) => Value::text(&instant::format(*time)),
        Cell::Local(time) => Value::text(instant::format(*time).trim_end_matches('Z')),
        Cell::Date(day) => Value::text(&date::format(*day)),
        Cell::Duration(time) => Value::text(&crate::time::duration::format(*time)),
    }
}
