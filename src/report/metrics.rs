//! Metrics as a report says them: a number, or all that is known of a rate.

use super::Rate;
use super::measures::{Lens, Measures};
use crate::value::{Decimal, Value};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A number of a report. A duration is a number of seconds; a decimal is a JSON number with all its digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// A whole number.
    Integer(i64),
    /// A double.
    Number(f64),
    /// An exact decimal.
    Decimal(Decimal),
}

impl Figure {
    /// The number that a value is; nothing where it is none or missing.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(whole) => Some(Self::Integer(*whole)),
            // Nothing has no sign in a report: -0.0 + 0.0 is 0.0.
            Value::Number(number) => Some(Self::Number(*number + 0.0)),
            Value::Decimal(decimal) => Some(Self::Decimal(*decimal)),
            Value::Duration(micros) => Some(Self::Number(*micros as f64 / 1e6)),
            Value::Missing | Value::Boolean(_) | Value::Text(_) | Value::Timestamp(_) | Value::Date(_) | Value::Set(_) => None,
        }
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        match self {
            Self::Integer(whole) => whole as f64,
            Self::Number(number) => number,
            Self::Decimal(decimal) => decimal.to_f64(),
        }
    }
}

impl Serialize for Figure {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Integer(whole) => serializer.serialize_i64(*whole),
            Self::Number(number) => serializer.serialize_f64(*number),
            // No reader of JSON takes a number beyond the largest double.
            Self::Decimal(decimal) if !decimal.to_f64().is_finite() => serializer.serialize_none(),
            // The digits as they are: a double would keep 17 of them.
            Self::Decimal(decimal) => match RawValue::from_string(decimal.to_string()) {
                Ok(digits) => digits.serialize(serializer),
                Err(_) => serializer.serialize_f64(decimal.to_f64()),
            },
        }
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        Ok(number.as_i64().map_or_else(|| Self::Number(number.as_f64().unwrap_or_default()), Self::Integer))
    }
}

impl JsonSchema for Figure {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Figure".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "A number; durations are seconds, decimals have all their digits.", "type": "number" })
    }
}

/// What a metric comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum MetricFigure {
    /// A metric that is a rate, with its cohort.
    Rate(RateFigure),
    /// Any other; null where it cannot be known.
    Number(Option<Figure>),
}

/// A metric that is a rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RateFigure {
    /// What it stands for in arithmetic, series and key results: its mature rate.
    pub value: Option<f64>,
    /// Its cohort.
    #[serde(flatten)]
    pub rate: Rate,
}

/// Metrics by their names, in file order.
pub type Metrics = IndexMap<String, MetricFigure>;

/// All metrics through a lens.
pub(super) fn of(measures: &Measures<'_>, lens: &Lens<'_>) -> Metrics {
    let figure = |(metric, value): (&crate::model::Metric, Value)| {
        let rate = metric.rate.and_then(|id| measures.rate(id, lens));
        let figure = match rate {
            Some(rate) => MetricFigure::Rate(RateFigure { value: rate.mature_rate, rate }),
            None => MetricFigure::Number(Figure::of(&value)),
        };
        (metric.name.clone(), figure)
    };
    measures.all(lens).map(figure).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_all_their_digits() {
        let decimal = Decimal::parse("12345678901234567890.123456789").expect("a decimal");
        let text = |value: Value| serde_json::to_string(&Figure::of(&value)).expect("JSON");
        assert_eq!(text(Value::Decimal(decimal)), "12345678901234567890.123456789");
        assert_eq!(text(Value::Duration(1_500_000)), "1.5");
        assert_eq!(text(Value::Missing), "null");
    }
}
