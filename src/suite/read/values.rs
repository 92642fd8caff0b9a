//! Values of a test in the types of the definition.

use crate::events::script;
use crate::syntax::yaml::Text;
use crate::time::{Zone, duration};
use crate::value::{Decimal, Type, Value};

/// The value that a text is in a type. Numbers may have `_` and `%` as in the language.
pub(super) fn read(text: &Text, ty: &Type, zone: &Zone) -> Result<Value, String> {
    let written = text.as_str();
    if !ty.is_numeric() {
        return script::value(written, ty, zone);
    }
    let plain = written.replace('_', "");
    match (plain.strip_suffix('%').map(str::trim_end), ty) {
        (None, _) => script::value(&plain, ty, zone),
        (Some(percent), Type::Number) => script::value(percent, ty, zone).map(|value| match value {
            Value::Number(number) => Value::number(number / 100.0),
            other => other,
        }),
        (Some(percent), Type::Decimal) => {
            let hundredth = Decimal::exact(1, 2);
            let value = Decimal::parse(percent).zip(hundredth).and_then(|(value, part)| value.mul(part));
            value.map(Value::Decimal).ok_or_else(|| format!("`{written}` is no number"))
        }
        (Some(_), _) => Err(format!("expected a whole number, found `{written}`")),
    }
}

/// A number of what a metric or a score comes to: a duration is its seconds.
pub(super) fn number(text: &str) -> Option<f64> {
    let plain = text.replace('_', "");
    if let Some(percent) = plain.strip_suffix('%') {
        return percent.trim_end().parse::<f64>().ok().map(|number| number / 100.0).filter(|number| number.is_finite());
    }
    let number = plain.parse::<f64>().ok().or_else(|| duration::parse(&plain).ok().map(|micros| micros as f64 / 1e6));
    number.filter(|number| number.is_finite())
}

/// A type in words with an article.
pub(super) fn kind(ty: &Type) -> String {
    match ty {
        Type::Boolean => "`true` or `false`".to_owned(),
        Type::Integer => "a whole number".to_owned(),
        Type::Number => "a number".to_owned(),
        Type::Decimal => "a decimal".to_owned(),
        Type::String => "a text".to_owned(),
        Type::Enum(values) => format!("one of {}", values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")),
        Type::Timestamp => "an instant such as `2026-01-05T09:00Z`".to_owned(),
        Type::Date => "a date such as `2026-01-05`".to_owned(),
        Type::Duration => "a duration such as `30d4h`".to_owned(),
        Type::Set => "a set of texts".to_owned(),
    }
}
