//! Arithmetic of two values by their types. Overflow, division by zero and whatever is no number are missing.

use crate::model::expr::Arithmetic;
use crate::value::{Decimal, Value};

/// 24 hours in microseconds.
const DAY: i64 = 86_400_000_000;

/// `a + b`, `a - b`, `a * b`, `a / b`.
pub fn arithmetic(operator: Arithmetic, a: &Value, b: &Value) -> Value {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => integer(operator, *a, *b).map_or(Value::Missing, Value::Integer),
        (Value::Number(a), Value::Number(b)) => Value::number(number(operator, *a, *b)),
        (Value::Decimal(a), Value::Decimal(b)) => decimal(operator, *a, *b).map_or(Value::Missing, Value::Decimal),
        _ => time(operator, a, b),
    }
}

/// `-x`
pub fn negate(x: &Value) -> Value {
    match x {
        Value::Integer(x) => x.checked_neg().map_or(Value::Missing, Value::Integer),
        Value::Number(x) => Value::Number(-x),
        Value::Decimal(x) => Value::Decimal(x.neg()),
        Value::Duration(x) => x.checked_neg().map_or(Value::Missing, Value::Duration),
        _ => Value::Missing,
    }
}

fn integer(operator: Arithmetic, a: i64, b: i64) -> Option<i64> {
    match operator {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        // integer / integer is a number: both sides have been converted
        Arithmetic::Divide => None,
    }
}

fn number(operator: Arithmetic, a: f64, b: f64) -> f64 {
    match operator {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        Arithmetic::Divide => a / b,
    }
}

fn decimal(operator: Arithmetic, a: Decimal, b: Decimal) -> Option<Decimal> {
    match operator {
        Arithmetic::Add => a.add(b),
        Arithmetic::Subtract => a.sub(b),
        Arithmetic::Multiply => a.mul(b),
        Arithmetic::Divide => a.div(b),
    }
}

/// Instants, days and durations.
#[allow(clippy::cast_precision_loss, reason = "a quotient of durations is a number (L3)")]
fn time(operator: Arithmetic, a: &Value, b: &Value) -> Value {
    use Arithmetic::{Add, Divide, Multiply, Subtract};
    let duration = |micros: Option<i64>| micros.map_or(Value::Missing, Value::Duration);
    let timestamp = |micros: Option<i64>| micros.map_or(Value::Missing, Value::Timestamp);
    match (operator, a, b) {
        (Subtract, Value::Timestamp(a), Value::Timestamp(b)) => duration(a.checked_sub(*b)),
        (Add, Value::Timestamp(a), Value::Duration(b)) | (Add, Value::Duration(b), Value::Timestamp(a)) => timestamp(a.checked_add(*b)),
        (Subtract, Value::Timestamp(a), Value::Duration(b)) => timestamp(a.checked_sub(*b)),
        (Subtract, Value::Date(a), Value::Date(b)) => duration((i64::from(*a) - i64::from(*b)).checked_mul(DAY)),
        (Add, Value::Duration(a), Value::Duration(b)) => duration(a.checked_add(*b)),
        (Subtract, Value::Duration(a), Value::Duration(b)) => duration(a.checked_sub(*b)),
        (Divide, Value::Duration(a), Value::Duration(b)) => Value::number(*a as f64 / *b as f64),
        (Multiply, Value::Duration(a), Value::Number(b)) | (Multiply, Value::Number(b), Value::Duration(a)) => scaled(*a as f64 * b),
        (Divide, Value::Duration(a), Value::Number(b)) => scaled(*a as f64 / b),
        _ => Value::Missing,
    }
}

/// A duration of so many microseconds, to the nearest one.
#[allow(clippy::cast_possible_truncation, reason = "in range, and whole after rounding")]
fn scaled(micros: f64) -> Value {
    let micros = micros.round();
    if micros.abs() < 9.2e18 { Value::Duration(micros as i64) } else { Value::Missing }
}
