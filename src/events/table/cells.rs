//! Values of Arrow arrays as cells: the way of columns that are mapped by expressions or do not fit their type as they are.

use super::super::cell::Cell;
use crate::value::Decimal;
use arrow::array::{Array, AsArray};
use arrow::datatypes::*;
use std::borrow::Cow;

/// The value in a row of an array.
pub(in super::super) fn cell(array: &dyn Array, row: usize) -> Cell<'_> {
    if row >= array.len() || array.is_null(row) {
        return Cell::Missing;
    }
    macro_rules! value {
        ($type:ty) => {
            array.as_primitive::<$type>().value(row)
        };
    }
    let text = |text| Cell::Text(Cow::Borrowed(text));
    match array.data_type() {
        DataType::Null => Cell::Missing,
        DataType::Boolean => Cell::Boolean(array.as_boolean().value(row)),
        DataType::Int8 => Cell::Integer(value!(Int8Type).into()),
        DataType::Int16 => Cell::Integer(value!(Int16Type).into()),
        DataType::Int32 => Cell::Integer(value!(Int32Type).into()),
        DataType::Int64 => Cell::Integer(value!(Int64Type)),
        DataType::UInt8 => Cell::Integer(value!(UInt8Type).into()),
        DataType::UInt16 => Cell::Integer(value!(UInt16Type).into()),
        DataType::UInt32 => Cell::Integer(value!(UInt32Type).into()),
        DataType::UInt64 => Cell::Number(Cow::Owned(value!(UInt64Type).to_string())),
        DataType::Float16 => Cell::Float(value!(Float16Type).into()),
        // A float is meant by the digits that it is written with: 0.1, not 0.100000001490116.
        DataType::Float32 => Cell::Float(value!(Float32Type).to_string().parse().unwrap_or(f64::NAN)),
        DataType::Float64 => Cell::Float(value!(Float64Type)),
        DataType::Decimal32(_, scale) => decimal(i128::from(value!(Decimal32Type)), *scale),
        DataType::Decimal64(_, scale) => decimal(i128::from(value!(Decimal64Type)), *scale),
        DataType::Decimal128(_, scale) => decimal(value!(Decimal128Type), *scale),
        DataType::Decimal256(_, scale) => {
            value!(Decimal256Type).to_i128().map_or(Cell::Odd("a decimal of more than 34 digits"), |value| decimal(value, *scale))
        }
        DataType::Utf8 => text(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => text(array.as_string::<i64>().value(row)),
        DataType::Utf8View => text(array.as_string_view().value(row)),
        DataType::Dictionary(_, _) => {
            let dictionary = array.as_any_dictionary();
            cell(dictionary.values().as_ref(), key(dictionary.keys(), row))
        }
        DataType::Timestamp(unit, zone) => {
            let value = match unit {
                TimeUnit::Second => value!(TimestampSecondType).checked_mul(1_000_000),
                TimeUnit::Millisecond => value!(TimestampMillisecondType).checked_mul(1_000),
                TimeUnit::Microsecond => Some(value!(TimestampMicrosecondType)),
                TimeUnit::Nanosecond => Some(value!(TimestampNanosecondType).div_euclid(1_000)),
            };
            // What overflows lies outside the years that there are, and is said to.
            let value = value.unwrap_or(i64::MAX);
            if zone.is_some() { Cell::Instant(value) } else { Cell::Local(value) }
        }
        DataType::Date32 => Cell::Date(value!(Date32Type)),
        DataType::Date64 => Cell::Date(i32::try_from(value!(Date64Type).div_euclid(86_400_000)).unwrap_or(i32::MAX)),
        DataType::Duration(unit) => {
            let value = match unit {
                TimeUnit::Second => value!(DurationSecondType).checked_mul(1_000_000),
                TimeUnit::Millisecond => value!(DurationMillisecondType).checked_mul(1_000),
                TimeUnit::Microsecond => Some(value!(DurationMicrosecondType)),
                TimeUnit::Nanosecond => Some(value!(DurationNanosecondType).div_euclid(1_000)),
            };
            value.map_or(Cell::Odd("a duration that is too long"), Cell::Duration)
        }
        DataType::Time32(_) | DataType::Time64(_) => Cell::Odd("a time of day"),
        DataType::Interval(_) => Cell::Odd("an interval of months and days"),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => Cell::Odd("bytes"),
        DataType::Struct(_) => Cell::Odd("a record"),
        DataType::Map(_, _) => Cell::Odd("a map"),
        DataType::Union(_, _) => Cell::Odd("a union"),
        DataType::RunEndEncoded(_, _) => Cell::Odd("a run-end encoded value"),
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(_, _) | DataType::ListView(_) | DataType::LargeListView(_) => {
            Cell::Odd("a list")
        }
    }
}

fn decimal(value: i128, scale: i8) -> Cell<'static> {
    Decimal::exact(value, i32::from(scale)).map_or(Cell::Odd("a decimal of more than 34 digits"), |value| Cell::Decimal(Box::new(value)))
}

/// The value that a dictionary's key points at.
fn key(keys: &dyn Array, row: usize) -> usize {
    macro_rules! index {
        ($type:ty) => {
            usize::try_from(keys.as_primitive::<$type>().value(row)).unwrap_or(usize::MAX)
        };
    }
    match keys.data_type() {
        DataType::Int8 => index!(Int8Type),
        DataType::Int16 => index!(Int16Type),
        DataType::Int32 => index!(Int32Type),
        DataType::Int64 => index!(Int64Type),
        DataType::UInt8 => index!(UInt8Type),
        DataType::UInt16 => index!(UInt16Type),
        DataType::UInt32 => index!(UInt32Type),
        DataType::UInt64 => index!(UInt64Type),
        _ => usize::MAX,
    }
}

/// A row as a JSON object of the columns that are read, for the rejected rows.
pub(in super::super) fn json(names: &[String], columns: &[Option<arrow::array::ArrayRef>], row: usize) -> String {
    let mut object = serde_json::Map::new();
    for (name, column) in names.iter().zip(columns) {
        let Some(column) = column else { continue };
        let value = match cell(column.as_ref(), row) {
            Cell::Missing => serde_json::Value::Null,
            Cell::Boolean(truth) => truth.into(),
            Cell::Integer(value) => value.into(),
            Cell::Float(value) if value.is_finite() => value.into(),
            Cell::Float(value) => value.to_string().into(),
            Cell::Number(text) | Cell::Text(text) | Cell::Loose(text) => text.into_owned().into(),
            Cell::Nested(text) => text.into(),
            Cell::Decimal(value) => value.to_string().into(),
            Cell::Instant(time) => crate::time::instant::format(time).into(),
            Cell::Local(time) => crate::time::instant::format(time).trim_end_matches('Z').into(),
            Cell::Date(day) => crate::time::date::format(day).into(),
            Cell::Duration(time) => crate::time::duration::format(time).into(),
            Cell::Odd(kind) => format!("({kind})").into(),
        };
        object.insert(name.clone(), value);
    }
    serde_json::Value::Object(object).to_string()
}
