//! A value of a row as its file has it, before the catalog says what it is to be.

use crate::time::Micros;
use crate::value::{Decimal, Value};
use std::borrow::Cow;

/// A value of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell<'a> {
    /// No such column, an empty CSV cell, `null`.
    #[default]
    Missing,
    /// A truth.
    Boolean(bool),
    /// A number in its own digits.
    Number(Cow<'a, str>),
    /// Text in a format that tells text from numbers.
    Text(Cow<'a, str>),
    /// Text in a format where everything is text, or made by an expression.
    Loose(Cow<'a, str>),
    /// A JSON object or array, as written.
    Nested(&'a str),
    /// A whole number.
    Integer(i64),
    /// A double, possibly NaN or infinite.
    Float(f64),
    /// An exact decimal. Boxed, because it is rare and would double the size of every cell.
    Decimal(Box<Decimal>),
    /// An instant.
    Instant(Micros),
    /// Date and time of day without a zone, as microseconds since 1970-01-01T00:00 there.
    Local(Micros),
    /// A day, counted from 1970-01-01.
    Date(i32),
    /// Elapsed time.
    Duration(Micros),
    /// Something that no field can be: its kind in words.
    Odd(&'static str),
}

impl Cell<'_> {
    /// Whether there is nothing.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    /// The cell in words, for a reason: `the text "big"`.
    pub fn describe(&self) -> String {
        match self {
            Self::Missing => "nothing".to_owned(),
            Self::Boolean(truth) => format!("`{truth}`"),
            Self::Number(digits) => format!("the number `{}`", clip(digits)),
            Self::Text(text) => format!("the text `{}`", clip(text)),
            Self::Loose(text) => format!("`{}`", clip(text)),
            Self::Nested(text) if text.starts_with('[') => "a list".to_owned(),
            Self::Nested(_) => "an object".to_owned(),
            Self::Integer(value) => format!("the number `{value}`"),
            Self::Float(value) => format!("the number `{value}`"),
            Self::Decimal(value) => format!("the number `{value}`"),
            Self::Instant(_) => "a timestamp".to_owned(),
            Self::Local(_) => "a timestamp without a zone".to_owned(),
            Self::Date(_) => "a date".to_owned(),
            Self::Duration(_) => "a duration".to_owned(),
            Self::Odd(kind) => (*kind).to_owned(),
        }
    }
}

impl From<Value> for Cell<'_> {
    /// What an expression made. Its text may stand for a number, as `row.x` itself does in a file of texts.
    fn from(value: Value) -> Self {
        match value {
            Value::Missing => Self::Missing,
            Value::Boolean(truth) => Self::Boolean(truth),
            Value::Integer(value) => Self::Integer(value),
            Value::Number(value) => Self::Float(value),
            Value::Decimal(value) => Self::Decimal(Box::new(value)),
            Value::Text(text) => Self::Loose(Cow::Owned(text.to_string())),
            Value::Timestamp(time) => Self::Instant(time),
            Value::Date(day) => Self::Date(day),
            Value::Duration(time) => Self::Duration(time),
            Value::Set(_) => Self::Odd("a set"),
        }
    }
}

/// An emptied list for cells of another lifetime, with the room it had: collecting in place allocates nothing.
#[allow(clippy::unnecessary_filter_map, reason = "it changes the lifetime")]
pub fn recycle<'b>(mut cells: Vec<Cell<'_>>) -> Vec<Cell<'b>> {
    cells.clear();
    cells.into_iter().filter_map(|_| None).collect()
}

/// Text short enough for a message.
fn clip(text: &str) -> Cow<'_, str> {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        None => Cow::Borrowed(text),
        Some((at, _)) => Cow::Owned(format!("{}…", text.get(..at).unwrap_or_default())),
    }
}
