//! Values, their types, and the laws of missing (three-valued logic).

use crate::time::{date, duration, instant};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

pub mod arithmetic;
pub mod decay;
pub mod decimal;

pub use arithmetic::{Arithmetic, arithmetic, negate};
pub use decay::decayed;
pub use decimal::Decimal;

/// The type of an expression or field. Whether a value may be missing is not part of the type:
/// every expression may come out missing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `true` or `false`.
    Boolean,
    /// A whole number of 64 bits.
    Integer,
    /// An IEEE 754 double.
    Number,
    /// An exact decimal of up to 34 digits, for money.
    Decimal,
    /// Text.
    String,
    /// One of the listed texts.
    Enum(Arc<[String]>),
    /// An instant, microseconds since 1970 UTC.
    Timestamp,
    /// A calendar day, days since 1970-01-01.
    Date,
    /// Elapsed time in microseconds.
    Duration,
    /// A set of texts.
    Set,
}

impl Type {
    /// Text of any kind: a string or an enum.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::String | Self::Enum(_))
    }
    /// Integer, number or decimal.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Self::Integer | Self::Number | Self::Decimal)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean => f.write_str("boolean"),
            Self::Integer => f.write_str("integer"),
            Self::Number => f.write_str("number"),
            Self::Decimal => f.write_str("decimal"),
            Self::String => f.write_str("string"),
            Self::Enum(values) => write!(f, "enum [{}]", values.join(", ")),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Date => f.write_str("date"),
            Self::Duration => f.write_str("duration"),
            Self::Set => f.write_str("set of string"),
        }
    }
}

/// A value, or that it is missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Not known.
    #[default]
    Missing,
    /// A truth.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A double; never NaN or infinite (those are missing).
    Number(f64),
    /// An exact decimal.
    Decimal(Decimal),
    /// A string or a value of an enum.
    Text(Arc<str>),
    /// Microseconds since 1970 UTC.
    Timestamp(i64),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds.
    Duration(i64),
    /// A set of texts.
    Set(Arc<BTreeSet<Arc<str>>>),
}

impl Value {
    /// Whether it is missing.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }
    /// The truth of a condition: `None` is unknown.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Boolean(truth) => Some(*truth),
            _ => None,
        }
    }
    /// A truth as a value: unknown is missing.
    pub fn from_truth(truth: Option<bool>) -> Self {
        truth.map_or(Self::Missing, Self::Boolean)
    }
    /// A number as a value: NaN and infinities are missing (L3: never a crash, never a wrong number).
    pub fn number(value: f64) -> Self {
        if value.is_finite() { Self::Number(value) } else { Self::Missing }
    }
    /// Text as a value.
    pub fn text(value: &str) -> Self {
        Self::Text(Arc::from(value))
    }
}

/// As people read it in reports: `12.50` as written by its digits, `30d4h`, `2026-11-21T10:00:00Z`, `[a, b]`, `missing`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.pad("missing"),
            Self::Boolean(truth) => fmt::Display::fmt(truth, f),
            Self::Integer(number) => fmt::Display::fmt(number, f),
            Self::Number(number) => f.pad(&number_text(*number)),
            Self::Decimal(decimal) => fmt::Display::fmt(decimal, f),
            Self::Text(text) => f.pad(text),
            Self::Timestamp(t) => fmt::Display::fmt(&instant::text(*t), f),
            Self::Date(date) => f.pad(&date::format(*date)),
            Self::Duration(duration) => f.pad(&duration::format(*duration)),
            Self::Set(texts) => f.pad(&format!("[{}]", texts.iter().map(|text| &**text).collect::<Vec<_>>().join(", "))),
        }
    }
}

/// A number with the fewest digits that tell it from every other: `68`, `0.1`, `1e300`.
pub fn number_text(number: f64) -> String {
    let size = number.abs();
    match number {
        // Without a sign: minus zero is zero to a reader.
        0.0 => "0".to_owned(),
        _ if (1e-7..1e21).contains(&size) => number.to_string(),
        _ => format!("{number:e}"),
    }
}

/// The order of two present values of one type: numbers by value, texts by bytes, false before true; unknown where one is missing.
pub fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Set(a), Value::Set(b)) => Some(a.cmp(b)),
        (Value::Integer(a), Value::Integer(b)) | (Value::Timestamp(a), Value::Timestamp(b)) | (Value::Duration(a), Value::Duration(b)) => {
            Some(a.cmp(b))
        }
        _ => None,
    }
}

/// The same with missing before everything, for sorting: the order of the contents of two events (L2).
pub fn order(a: &Value, b: &Value) -> Ordering {
    compare(a, b).unwrap_or_else(|| b.is_missing().cmp(&a.is_missing()))
}

/// `and` of SQL's three-valued logic; `None` is unknown.
pub fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// `or` of SQL's three-valued logic.
pub fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
pub(crate) mod test;
