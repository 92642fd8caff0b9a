//! Arithmetic of two values by their types (L3). Overflow, division by zero and whatever is no number are missing.

use super::{Decimal, Value};
use crate::time::{DAY, Micros, instant};

/// Arithmetic. Allowed: equal numeric types (integer / integer is a number); timestamp − timestamp, timestamp ± duration,
/// duration ± duration, duration / duration, duration * number, number * duration, duration / number; date − date is a
/// duration of whole days of 24 h.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// `a + b`, `a - b`, `a * b`, `a / b`.
pub fn arithmetic(operator: Arithmetic, a: &Value, b: &Value) -> Value {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => integer(operator, *a, *b),
        (Value::Number(a), Value::Number(b)) => Value::number(number(operator, *a, *b)),
        (Value::Decimal(a), Value::Decimal(b)) => decimal(operator, *a, *b).map_or(Value::Missing, Value::Decimal),
        _ => time(operator, a, b),
    }
}

/// `-x`
pub fn negate(x: &Value) -> Value {
    match x {
        Value::Integer(x) => x.checked_neg().map_or(Value::Missing, Value::Integer),
        Value::Number(x) => Value::number(-x),
        Value::Decimal(x) => Value::Decimal(x.neg()),
        Value::Duration(x) => x.checked_neg().map_or(Value::Missing, Value::Duration),
        _ => Value::Missing,
    }
}

/// An instant so much later; `None` outside the years 1 to 9999.
pub fn later(t: Micros, by: Micros) -> Option<Micros> {
    t.checked_add(by).filter(|t| instant::is_valid(*t))
}

/// A length of so many microseconds to the nearest one, ties away from zero; `None` where it does not fit.
#[allow(clippy::cast_possible_truncation, reason = "in range, and whole after rounding")]
pub fn nearest(micros: f64) -> Option<Micros> {
    const EDGE: f64 = 9_223_372_036_854_775_808.0;
    let micros = micros.round();
    (micros.abs() < EDGE).then_some(micros as Micros)
}

#[allow(clippy::cast_precision_loss, reason = "integer / integer is a number (L3)")]
fn integer(operator: Arithmetic, a: i64, b: i64) -> Value {
    let whole = match operator {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Divide => return Value::number(a as f64 / b as f64),
    };
    whole.map_or(Value::Missing, Value::Integer)
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
    let duration = |micros: Option<Micros>| micros.map_or(Value::Missing, Value::Duration);
    let timestamp = |t: Option<Micros>| t.map_or(Value::Missing, Value::Timestamp);
    match (operator, a, b) {
        (Subtract, Value::Timestamp(a), Value::Timestamp(b)) => duration(a.checked_sub(*b)),
        (Add, Value::Timestamp(a), Value::Duration(b)) | (Add, Value::Duration(b), Value::Timestamp(a)) => timestamp(later(*a, *b)),
        (Subtract, Value::Timestamp(a), Value::Duration(b)) => timestamp(b.checked_neg().and_then(|b| later(*a, b))),
        (Subtract, Value::Date(a), Value::Date(b)) => duration((Micros::from(*a) - Micros::from(*b)).checked_mul(DAY)),
        (Add, Value::Duration(a), Value::Duration(b)) => duration(a.checked_add(*b)),
        (Subtract, Value::Duration(a), Value::Duration(b)) => duration(a.checked_sub(*b)),
        (Divide, Value::Duration(a), Value::Duration(b)) => Value::number(*a as f64 / *b as f64),
        (Multiply, Value::Duration(a), Value::Number(b)) | (Multiply, Value::Number(b), Value::Duration(a)) => {
            duration(nearest(*a as f64 * b))
        }
        (Multiply, Value::Duration(a), Value::Integer(b)) | (Multiply, Value::Integer(b), Value::Duration(a)) => {
            duration(a.checked_mul(*b))
        }
        (Divide, Value::Duration(a), Value::Number(b)) => duration(nearest(*a as f64 / b)),
        (Divide, Value::Duration(a), Value::Integer(b)) => duration(nearest(*a as f64 / *b as f64)),
        _ => Value::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::test::{shown, value};

    #[test]
    fn follows_the_types() {
        for law in [
            "1 + 2 = 3",
            "9223372036854775807 + 1 = missing",
            "-9223372036854775808 - 1 = missing",
            "4611686018427387904 * 2 = missing",
            "7 / 2 = 3.5n",
            "7 / 0 = missing",
            "0 / 0 = missing",
            "1n / 0n = missing",
            "1e308n * 10n = missing",
            "1e308n - -1e308n = missing",
            "0.1m + 0.2m = 0.3m",
            "10m / 4m = 2.5m",
            "10m / 0m = missing",
            "1m + 1 = missing",
            "date:2026-03-01 - date:2026-02-01 = P28d",
            "2026-03-29T12:00:00Z - 2026-03-28T12:00:00Z = P1d",
            "2026-03-29T12:00:00Z + P1d = 2026-03-30T12:00:00Z",
            "P1d + 2026-03-29T12:00:00Z = 2026-03-30T12:00:00Z",
            "2026-03-29T12:00:00Z - P1d = 2026-03-28T12:00:00Z",
            "9999-12-31T23:59:59Z + P1s = missing",
            "0001-01-01T00:00:00Z - P1s = missing",
            "P1d + P1h = P1d1h",
            "P1h - P2h = P-1h",
            "P1d / P6h = 4n",
            "P1d / P0s = missing",
            "P1s * 0.0000005n = P0.000001s",
            "P1s * -0.0000005n = P-0.000001s",
            "P1s * 0.0000004n = P0s",
            "3n * P10d = P30d",
            "P10d * 3 = P30d",
            "P90d / 3n = P30d",
            "P90d / 0n = missing",
            "P100000000d * 2n = missing",
            "P100000000d * 2 = missing",
            "P1d / 3 = P8h",
            "missing + 1 = missing",
            "1 - missing = missing",
        ] {
            let parts: Vec<&str> = law.split(' ').collect();
            let operator = match parts[1] {
                "+" => Arithmetic::Add,
                "-" => Arithmetic::Subtract,
                "*" => Arithmetic::Multiply,
                _ => Arithmetic::Divide,
            };
            assert_eq!(shown(&arithmetic(operator, &value(parts[0]), &value(parts[2]))), parts[4], "{law}");
        }
    }

    #[test]
    fn negates() {
        for (x, result) in
            [("1", "-1"), ("-9223372036854775808", "missing"), ("0n", "0n"), ("1.5m", "-1.5m"), ("P1h", "P-1h"), ("missing", "missing")]
        {
            assert_eq!(shown(&negate(&value(x))), result, "-{x}");
        }
    }
}
