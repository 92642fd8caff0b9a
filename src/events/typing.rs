//! From a cell to the type that the catalog asks for (L2, L3): one function for each type.
//!
//! Text is no number in JSON, Parquet and Arrow, but is in CSV and out of expressions; `12.0` is an integer 12;
//! a decimal may be text anywhere; a timestamp is text or a native one.

use super::cell::Cell;
use super::times;
use crate::model::source::TimeFormat;
use crate::time::{Micros, Zone, date};
use crate::value::{Decimal, Type};
use std::borrow::Cow;

/// A value of a type of the catalog.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum<'a> {
    /// Nothing there.
    Missing,
    /// A truth.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A finite double.
    Number(f64),
    /// An exact decimal.
    Decimal(Decimal),
    /// A string, or one of an enum's texts.
    Text(Cow<'a, str>),
    /// Microseconds since 1970.
    Timestamp(Micros),
    /// Days since 1970.
    Date(i32),
    /// Microseconds.
    Duration(Micros),
}

impl Datum<'_> {
    /// The same, borrowing nothing.
    pub fn into_owned(self) -> Datum<'static> {
        match self {
            Self::Missing => Datum::Missing,
            Self::Boolean(value) => Datum::Boolean(value),
            Self::Integer(value) => Datum::Integer(value),
            Self::Number(value) => Datum::Number(value),
            Self::Decimal(value) => Datum::Decimal(value),
            Self::Text(value) => Datum::Text(Cow::Owned(value.into_owned())),
            Self::Timestamp(value) => Datum::Timestamp(value),
            Self::Date(value) => Datum::Date(value),
            Self::Duration(value) => Datum::Duration(value),
        }
    }
}

/// How the texts of a source are to be read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Of times without an offset.
    pub zone: Zone,
    /// `1,5` instead of `1.5`.
    pub decimal_comma: bool,
}

/// The value of type `ty` that a cell holds.
///
/// # Errors
/// In words, where the cell holds no such value.
pub fn convert<'c>(cell: &'c Cell<'_>, ty: &Type, reading: &Reading) -> Result<Datum<'c>, String> {
    if cell.is_missing() {
        return Ok(Datum::Missing);
    }
    match ty {
        Type::Boolean => boolean(cell).map(Datum::Boolean),
        Type::Integer => integer(cell, reading.decimal_comma).map(Datum::Integer),
        Type::Number => number(cell, reading.decimal_comma).map(Datum::Number),
        Type::Decimal => decimal(cell, reading.decimal_comma).map(Datum::Decimal),
        Type::String => string(cell).map(|text| Datum::Text(Cow::Borrowed(text))),
        Type::Enum(values) => member(string(cell)?, values).map(|text| Datum::Text(Cow::Borrowed(text))),
        Type::Timestamp => times::instant(cell, &TimeFormat::Rfc3339, &reading.zone).map(Datum::Timestamp),
        Type::Date => day(cell).map(Datum::Date),
        Type::Duration => duration(cell).map(Datum::Duration),
        Type::Set => Err("a set cannot be read from a log".to_owned()),
    }
}

/// A subject or an id: text, or a whole number, which becomes its digits. `None` where there is nothing.
///
/// # Errors
/// In words, where the cell is neither.
pub fn name<'c>(cell: &'c Cell<'_>) -> Result<Option<Cow<'c, str>>, String> {
    let digits = |value: i64| Ok(Some(Cow::Owned(value.to_string())));
    let wrong = || Err(expected("text or a whole number", cell));
    match cell {
        Cell::Missing => Ok(None),
        Cell::Text(text) | Cell::Loose(text) => Ok(if text.is_empty() { None } else { Some(Cow::Borrowed(text)) }),
        Cell::Integer(value) => digits(*value),
        // Longer than an i64, and still a whole number: a name needs no arithmetic.
        Cell::Number(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Some(Cow::Borrowed(text))),
        Cell::Number(_) | Cell::Float(_) | Cell::Decimal(_) => integer(cell, false).map_or_else(|_| wrong(), digits),
        Cell::Boolean(_) | Cell::Nested(_) | Cell::Instant(_) | Cell::Local(_) | Cell::Date(_) | Cell::Duration(_) | Cell::Odd(_) => {
            wrong()
        }
    }
}

/// A text, as it is.
///
/// # Errors
/// In words, where the cell is none.
pub fn string<'c>(cell: &'c Cell<'_>) -> Result<&'c str, String> {
    match cell {
        Cell::Text(text) | Cell::Loose(text) => Ok(text),
        _ => Err(expected("text", cell)),
    }
}

/// A whole number of 64 bits.
///
/// # Errors
/// In words, where the cell is none.
pub fn integer(cell: &Cell<'_>, decimal_comma: bool) -> Result<i64, String> {
    let found = match cell {
        Cell::Integer(value) => Some(*value),
        Cell::Float(value) => whole(*value),
        Cell::Decimal(value) => whole_text(&value.to_string()),
        Cell::Number(digits) => whole_text(digits),
        Cell::Loose(text) => whole_text(&point(text, decimal_comma)),
        _ => None,
    };
    found.ok_or_else(|| expected("a whole number", cell))
}

fn boolean(cell: &Cell<'_>) -> Result<bool, String> {
    match cell {
        Cell::Boolean(truth) => Ok(*truth),
        Cell::Loose(text) if text.trim_ascii().eq_ignore_ascii_case("true") => Ok(true),
        Cell::Loose(text) if text.trim_ascii().eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(expected("true or false", cell)),
    }
}

fn number(cell: &Cell<'_>, decimal_comma: bool) -> Result<f64, String> {
    #[allow(clippy::cast_precision_loss, reason = "an integer read as a number is a double")]
    let found = match cell {
        Cell::Integer(value) => Some(*value as f64),
        Cell::Float(value) => Some(*value),
        Cell::Decimal(value) => value.to_string().parse().ok(),
        Cell::Number(digits) => digits.parse().ok(),
        Cell::Loose(text) => point(text, decimal_comma).parse().ok(),
        _ => None,
    };
    match found {
        Some(value) if value.is_finite() => Ok(value),
        Some(_) => Err(expected("a finite number", cell)),
        None => Err(expected("a number", cell)),
    }
}

fn decimal(cell: &Cell<'_>, decimal_comma: bool) -> Result<Decimal, String> {
    let found = match cell {
        Cell::Integer(value) => Some(Decimal::from_integer(*value)),
        Cell::Float(value) => decimal_of(*value),
        Cell::Decimal(value) => Some(**value),
        Cell::Number(digits) => Decimal::parse(digits),
        Cell::Text(text) => Decimal::parse(text),
        Cell::Loose(text) => Decimal::parse(&point(text, decimal_comma)),
        _ => None,
    };
    found.ok_or_else(|| expected("a decimal of up to 34 digits", cell))
}

/// The decimal that a double is written as: the shortest digits that give it back.
pub fn decimal_of(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    // Digits up to 15 places survive the way through a double, so the first scale that gives it back is the shortest.
    for (scale, power) in [(0, 1.0), (1, 1e1), (2, 1e2), (3, 1e3), (4, 1e4)] {
        let scaled = (value * power).round();
        #[allow(clippy::float_cmp, reason = "the very same double is what is asked for")]
        if scaled.abs() < 1e15 && scaled / power == value {
            #[allow(clippy::cast_possible_truncation, reason = "a whole number below 10^15")]
            return Decimal::exact(i128::from(scaled as i64), scale);
        }
    }
    Decimal::parse(&format!("{value:e}"))
}

/// The text, if it is one of the enum's.
///
/// # Errors
/// In words, with what would have been right.
pub fn member<'t>(text: &'t str, values: &[String]) -> Result<&'t str, String> {
    if values.iter().any(|value| value == text) {
        return Ok(text);
    }
    Err(expected(&format!("one of {}", values.join(", ")), &Cell::Loose(text.into())))
}

fn day(cell: &Cell<'_>) -> Result<i32, String> {
    let found = match cell {
        Cell::Date(day) => Some(*day).filter(|day| (date::FIRST..=date::LAST).contains(day)),
        Cell::Text(text) | Cell::Loose(text) => date::parse(text.trim_ascii()).ok(),
        _ => None,
    };
    found.ok_or_else(|| expected("a date such as 2026-11-21", cell))
}

fn duration(cell: &Cell<'_>) -> Result<Micros, String> {
    match cell {
        Cell::Duration(time) => Ok(*time),
        Cell::Text(text) | Cell::Loose(text) => {
            crate::time::duration::parse(text.trim_ascii()).map_err(|_| expected("a duration such as 30d4h", cell))
        }
        _ => Err(expected("a duration such as 30d4h", cell)),
    }
}

/// The digits of a text that is a number, with a point for the fraction.
fn point(text: &str, decimal_comma: bool) -> Cow<'_, str> {
    let text = text.trim_ascii();
    if !decimal_comma {
        return Cow::Borrowed(text);
    }
    // A point may group thousands there: it is refused (as `,` is, which no number holds) rather than guessed at.
    Cow::Owned(
        text.chars()
            .map(|char| {
                if char == ',' {
                    '.'
                } else if char == '.' {
                    ','
                } else {
                    char
                }
            })
            .collect(),
    )
}

fn whole_text(digits: &str) -> Option<i64> {
    if let Ok(value) = digits.parse() {
        return Some(value);
    }
    // `12.0` and `1.2e1` are whole; exactly, also above 2^53.
    let text = Decimal::parse(digits)?.to_string();
    text.parse().ok()
}

fn whole(value: f64) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation, reason = "checked to be whole and within 64 bits")]
    if value.fract() == 0.0 && (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&value) {
        Some(value as i64)
    } else {
        None
    }
}

fn expected(what: &str, cell: &Cell<'_>) -> String {
    format!("expected {what}, found {}", cell.describe())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &Cell<'_>, ty: &Type) -> String {
        let reading = Reading { zone: Zone::utc(), decimal_comma: false };
        match convert(cell, ty, &reading) {
            Ok(Datum::Decimal(value)) => value.to_string(),
            Ok(datum) => format!("{datum:?}"),
            Err(reason) => reason,
        }
    }

    #[test]
    fn cells_and_types() {
        let (json, text, csv) =
            (|n: &'static str| Cell::Number(n.into()), |t: &'static str| Cell::Text(t.into()), |t: &'static str| Cell::Loose(t.into()));
        let outcome = Type::Enum(["good".to_owned(), "no_show".to_owned()].into());
        for (cell, ty, means) in [
            (json("12"), Type::Integer, "Integer(12)"),
            (json("12.0"), Type::Integer, "Integer(12)"),
            (json("-1.2e1"), Type::Integer, "Integer(-12)"),
            (json("9007199254740993.0"), Type::Integer, "Integer(9007199254740993)"),
            (json("12.5"), Type::Integer, "expected a whole number, found the number `12.5`"),
            (json("9223372036854775808"), Type::Integer, "expected a whole number, found the number `9223372036854775808`"),
            (text("12"), Type::Integer, "expected a whole number, found the text `12`"),
            (csv(" 12 "), Type::Integer, "Integer(12)"),
            (csv("12.0"), Type::Integer, "Integer(12)"),
            (csv("big"), Type::Integer, "expected a whole number, found `big`"),
            (Cell::Float(12.0), Type::Integer, "Integer(12)"),
            (Cell::Float(f64::NAN), Type::Integer, "expected a whole number, found the number `NaN`"),
            (json("1e400"), Type::Number, "expected a finite number, found the number `1e400`"),
            (csv("NaN"), Type::Number, "expected a finite number, found `NaN`"),
            (csv("-inf"), Type::Number, "expected a finite number, found `-inf`"),
            (Cell::Float(f64::INFINITY), Type::Number, "expected a finite number, found the number `inf`"),
            (Cell::Integer(3), Type::Number, "Number(3.0)"),
            (text("3"), Type::Number, "expected a number, found the text `3`"),
            (json("0.1"), Type::Decimal, "0.1"),
            (json("1234567890123456789012.345"), Type::Decimal, "1234567890123456789012.345"),
            (text("12.50"), Type::Decimal, "12.5"),
            (csv("12.50"), Type::Decimal, "12.5"),
            (csv("12,50"), Type::Decimal, "expected a decimal of up to 34 digits, found `12,50`"),
            (Cell::Float(0.1), Type::Decimal, "0.1"),
            (Cell::Float(1234.56789), Type::Decimal, "1234.56789"),
            (Cell::Float(1e-7), Type::Decimal, "0.0000001"),
            (Cell::Boolean(true), Type::Boolean, "Boolean(true)"),
            (csv("False"), Type::Boolean, "Boolean(false)"),
            (text("true"), Type::Boolean, "expected true or false, found the text `true`"),
            (json("1"), Type::Boolean, "expected true or false, found the number `1`"),
            (text("12"), Type::String, "Text(\"12\")"),
            (json("12"), Type::String, "expected text, found the number `12`"),
            (Cell::Nested("[1]"), Type::String, "expected text, found a list"),
            (text("good"), outcome.clone(), "Text(\"good\")"),
            (text("Good"), outcome, "expected one of good, no_show, found `Good`"),
            (text("2026-11-21T10:00:00Z"), Type::Timestamp, "Timestamp(1795255200000000)"),
            (
                json("1795255200"),
                Type::Timestamp,
                "found the number `1795255200`, which is no time unless the source says `format: epoch_s`, `epoch_ms` or `epoch_us`",
            ),
            (text("2026-11-21"), Type::Date, "Date(20778)"),
            (text("2026-11-31"), Type::Date, "expected a date such as 2026-11-21, found the text `2026-11-31`"),
            (text("1d12h"), Type::Duration, "Duration(129600000000)"),
            (Cell::Missing, Type::Integer, "Missing"),
        ] {
            assert_eq!(read(&cell, &ty), means, "{cell:?} as {ty}");
        }
    }

    #[test]
    fn decimal_comma() {
        let reading = Reading { zone: Zone::utc(), decimal_comma: true };
        let read = |text: &str, ty: &Type| match convert(&Cell::Loose(text.into()), ty, &reading) {
            Ok(Datum::Decimal(value)) => Ok(value.to_string()),
            Ok(datum) => Ok(format!("{datum:?}")),
            Err(_) => Err(()),
        };
        assert_eq!(read("1,50", &Type::Decimal), Ok("1.5".to_owned()));
        assert_eq!(read("1,5", &Type::Number), Ok("Number(1.5)".to_owned()));
        assert_eq!(read("12,0", &Type::Integer), Ok("Integer(12)".to_owned()));
        assert_eq!(read("1.500", &Type::Decimal), Err(()));
        assert_eq!(read("1.500,5", &Type::Number), Err(()));
    }

    #[test]
    fn names_of_subjects_and_ids() {
        for (cell, means) in [
            (Cell::Text("u1".into()), Ok(Some("u1"))),
            (Cell::Text("".into()), Ok(None)),
            (Cell::Number("007".into()), Ok(Some("007"))),
            (Cell::Number("123456789012345678901234567890".into()), Ok(Some("123456789012345678901234567890"))),
            (Cell::Number("12.0".into()), Ok(Some("12"))),
            (Cell::Number("-3".into()), Ok(Some("-3"))),
            (Cell::Number("1.5".into()), Err(())),
            (Cell::Float(12.0), Ok(Some("12"))),
            (Cell::Integer(-3), Ok(Some("-3"))),
            (Cell::Boolean(true), Err(())),
            (Cell::Nested("{}"), Err(())),
            (Cell::Missing, Ok(None)),
        ] {
            assert_eq!(name(&cell).as_ref().map(Option::as_deref).map_err(|_| ()), means, "{cell:?}");
        }
    }

    #[test]
    fn the_short_way_to_a_decimal_is_the_long_one() {
        for value in [
            0.0,
            -0.0,
            1.0,
            0.1,
            0.3,
            19.99,
            1e14,
            123_456_789.123_4,
            999_999_999_999.999_9,
            5e-324,
            1.797e308,
            0.1 + 0.2,
            2.0_f64.powi(70),
            -17.25,
        ] {
            assert_eq!(decimal_of(value), Decimal::parse(&format!("{value:e}")), "{value}");
        }
        assert_eq!(decimal_of(f64::NAN), None);
    }
}
