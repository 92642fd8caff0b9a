//! Values as text for tables of laws: `12` `1.5n` (number) `1.5m` (decimal, money) `P30d4h` `date:2026-11-21` `2026-11-21T10:00:00Z`
//! `true` `{a,b}` (set) `"text"` `missing`.

use super::*;
use crate::time::Zone;

/// Reads one.
pub(crate) fn value(text: &str) -> Value {
    let bad = || -> Value { panic!("no value: {text}") };
    match text {
        "missing" => return Value::Missing,
        "true" => return Value::Boolean(true),
        "false" => return Value::Boolean(false),
        _ => {}
    }
    if let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return Value::text(inner);
    }
    if let Some(inner) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return Value::Set(Arc::new(inner.split(',').filter(|item| !item.is_empty()).map(Arc::from).collect()));
    }
    if let Some(date) = text.strip_prefix("date:") {
        return date::parse(date).map_or_else(|_| bad(), Value::Date);
    }
    if let Some(duration) = text.strip_prefix('P') {
        return duration::parse(duration).map_or_else(|_| bad(), Value::Duration);
    }
    if let Some(number) = text.strip_suffix('n') {
        return number.parse().map_or_else(|_| bad(), Value::Number);
    }
    if let Some(decimal) = text.strip_suffix('m') {
        return Decimal::parse(decimal).map_or_else(bad, Value::Decimal);
    }
    if let Ok(integer) = text.parse() {
        return Value::Integer(integer);
    }
    instant::parse(text, &Zone::utc()).map_or_else(|_| bad(), Value::Timestamp)
}

/// Writes one as [`value`] reads it.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Number(_) => format!("{value}n"),
        Value::Decimal(_) => format!("{value}m"),
        Value::Duration(_) => format!("P{value}"),
        Value::Date(_) => format!("date:{value}"),
        Value::Text(text) => format!("\"{text}\""),
        Value::Set(texts) => format!("{{{}}}", texts.iter().map(|text| &**text).collect::<Vec<_>>().join(",")),
        Value::Missing | Value::Boolean(_) | Value::Integer(_) | Value::Timestamp(_) => value.to_string(),
    }
}

#[test]
fn reads_as_people_write() {
    for (written, read) in [
        ("missing", "missing"),
        ("true", "true"),
        ("-5", "-5"),
        ("68n", "68"),
        ("0.1n", "0.1"),
        ("-0n", "0"),
        ("1e300n", "1e300"),
        ("123456789012345680000n", "123456789012345680000"),
        ("0.00000001n", "1e-8"),
        ("1200.50m", "1200.5"),
        ("\"text\"", "text"),
        ("2026-11-21T10:00:00.5Z", "2026-11-21T10:00:00.500000Z"),
        ("date:2026-11-21", "2026-11-21"),
        ("P100h", "4d4h"),
        ("{b,a}", "[a, b]"),
        ("{}", "[]"),
    ] {
        assert_eq!(value(written).to_string(), read);
    }
    assert_eq!(format!("{:>5}|{:<6}|{:>4}", value("1n"), value("\"ab\""), value("7")), "    1|ab    |   7");
}

#[test]
fn orders_values_of_one_type() {
    for sorted in [
        &["false", "true"][..],
        &["-5", "3", "20"],
        &["-1e9n", "-0.5n", "3n"],
        &["-2m", "1e-9m", "0.5m", "10m"],
        &["\"B\"", "\"a\"", "\"ab\"", "\"ż\""],
        &["1999-01-01T00:00:00Z", "2026-11-21T10:00:00Z"],
        &["date:1969-12-31", "date:2026-11-21"],
        &["P-1h", "P0s", "P30m"],
    ] {
        for (at, a) in sorted.iter().enumerate() {
            for (beside, b) in sorted.iter().enumerate() {
                assert_eq!(compare(&value(a), &value(b)), Some(at.cmp(&beside)), "{a} {b}");
                assert_eq!(order(&value(a), &value(b)), at.cmp(&beside));
            }
            assert_eq!(compare(&value(a), &Value::Missing), None);
            assert_eq!((order(&Value::Missing, &value(a)), order(&value(a), &Value::Missing)), (Ordering::Less, Ordering::Greater));
        }
    }
    assert_eq!(compare(&value("0n"), &Value::Number(-0.0)), Some(Ordering::Equal));
    assert_eq!(compare(&value("1"), &value("1n")), None);
    assert_eq!(order(&Value::Missing, &Value::Missing), Ordering::Equal);
}
