//! Many values to one: counts, exact sums, means, quantiles of type 7, extremes.

use super::sum::ExactSum;
use crate::model::metric::AggregateKind;
use crate::report::groups::Key;
use crate::value::arithmetic::nearest;
use crate::value::{Decimal, Value, compare};
use hashbrown::HashSet;
use std::cmp::Ordering;

/// What present values of one type come to. Over nothing `count`, `distinct` and `sum` are 0 (`zero`, in the type of the measure),
/// the others are missing.
pub(super) fn aggregate(kind: AggregateKind, values: Vec<Value>, zero: Value) -> Value {
    match kind {
        AggregateKind::Count => count(values.len()),
        AggregateKind::Distinct => {
            let different: HashSet<Key, foldhash::fast::FixedState> = values.iter().map(Key::of).collect();
            count(different.len())
        }
        AggregateKind::Sum if values.is_empty() => zero,
        AggregateKind::Sum => sum(&values),
        AggregateKind::Mean => mean(&values),
        AggregateKind::Median => quantile(values, 1, 2),
        AggregateKind::P75 => quantile(values, 3, 4),
        AggregateKind::P90 => quantile(values, 9, 10),
        AggregateKind::P95 => quantile(values, 19, 20),
        AggregateKind::Min => extreme(values, Ordering::Less),
        AggregateKind::Max => extreme(values, Ordering::Greater),
    }
}

pub(super) fn count(number: usize) -> Value {
    i64::try_from(number).map_or(Value::Missing, Value::Integer)
}

/// Their sum: whole numbers and durations exact or missing, decimals to 34 digits, doubles exact until the last rounding.
fn sum(values: &[Value]) -> Value {
    let whole = || i64::try_from(values.iter().map(|value| i128::from(micros(value).unwrap_or(0))).sum::<i128>()).ok();
    match values.first() {
        Some(Value::Integer(_)) => whole().map_or(Value::Missing, Value::Integer),
        Some(Value::Duration(_)) => whole().map_or(Value::Missing, Value::Duration),
        Some(Value::Decimal(_)) => decimal_sum(values).map_or(Value::Missing, Value::Decimal),
        Some(Value::Number(_)) => Value::number(number_sum(values)),
        _ => Value::Missing,
    }
}

#[allow(clippy::cast_precision_loss, reason = "a mean is a number")]
fn mean(values: &[Value]) -> Value {
    let many = values.len();
    match values.first() {
        Some(Value::Number(_)) => Value::number(number_sum(values) / many as f64),
        Some(Value::Decimal(_)) => {
            let many = i64::try_from(many).ok().map(Decimal::from_integer);
            decimal_sum(values).zip(many).and_then(|(sum, many)| sum.div(many)).map_or(Value::Missing, Value::Decimal)
        }
        Some(Value::Duration(_)) => {
            let sum: i128 = values.iter().map(|value| i128::from(micros(value).unwrap_or(0))).sum();
            nearest(sum as f64 / many as f64).map_or(Value::Missing, Value::Duration)
        }
        _ => Value::Missing,
    }
}

/// The quantile of type 7 at `part / whole`: between the two closest ranks in proportion.
#[allow(clippy::cast_precision_loss, reason = "a quantile between two numbers is a number")]
fn quantile(mut values: Vec<Value>, part: usize, whole: usize) -> Value {
    let Some(last) = values.len().checked_sub(1) else { return Value::Missing };
    let place = last * part;
    let (below, rest) = (place / whole, place % whole);
    let (_, low, above) = values.select_nth_unstable_by(below, crate::value::order);
    let low = low.clone();
    let Some(high) = above.iter().min_by(|a, b| crate::value::order(a, b)).filter(|_| rest > 0) else { return low };
    let share = rest as f64 / whole as f64;
    match (&low, high) {
        (Value::Number(low), Value::Number(high)) => Value::number(low + (high - low) * share),
        (Value::Duration(low), Value::Duration(high)) => {
            nearest((high - low) as f64 * share).and_then(|more| low.checked_add(more)).map_or(Value::Missing, Value::Duration)
        }
        (Value::Decimal(low), Value::Decimal(high)) => between(*low, *high, rest, whole).map_or(Value::Missing, Value::Decimal),
        _ => Value::Missing,
    }
}

fn between(low: Decimal, high: Decimal, rest: usize, whole: usize) -> Option<Decimal> {
    let decimal = |number: usize| i64::try_from(number).ok().map(Decimal::from_integer);
    low.add(high.sub(low)?.mul(decimal(rest)?)?.div(decimal(whole)?)?)
}

fn extreme(values: Vec<Value>, wanted: Ordering) -> Value {
    let better = |best: Value, value: Value| if compare(&value, &best) == Some(wanted) { value } else { best };
    values.into_iter().reduce(better).unwrap_or_default()
}

fn micros(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(whole) | Value::Duration(whole) => Some(*whole),
        _ => None,
    }
}

fn number_sum(values: &[Value]) -> f64 {
    let mut sum = ExactSum::default();
    for value in values {
        if let Value::Number(number) = value {
            sum.add(*number);
        }
    }
    sum.value()
}

fn decimal_sum(values: &[Value]) -> Option<Decimal> {
    values.iter().try_fold(Decimal::ZERO, |sum, value| match value {
        Value::Decimal(decimal) => sum.add(*decimal),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::test::{shown, value};

    #[test]
    fn every_aggregate_of_every_type() {
        for law in [
            "count: = 0",
            "sum: = 0m",
            "mean: = missing",
            "median: = missing",
            "max: = missing",
            "distinct: = 0",
            "count: 1 1 2 = 3",
            "distinct: 1 1 2 = 2",
            "distinct: 1n 1 2m = 2",
            "sum: 1 2 3 = 6",
            "sum: 9223372036854775807 1 = missing",
            "sum: 0.1m 0.2m 0.30m = 0.6m",
            "sum: 0.1n 0.2n 0.3n = 0.6n",
            "sum: P1d P2h = P1d2h",
            "mean: 1n 2n 4n 5n = 3n",
            "mean: 1m 2m = 1.5m",
            "mean: P1h P2h = P1h30m",
            "median: 3n 1n 2n = 2n",
            "median: 4n 1n 2n 3n = 2.5n",
            "p75: 4n 1n 2n 3n = 3.25n",
            "p90: 0m 0m 0m 7200m = 5040m",
            "p95: P0s P100s = P1m35s",
            "p90: 7n = 7n",
            "min: 2026-03-29T12:00:00Z 2026-03-28T12:00:00Z = 2026-03-28T12:00:00Z",
            "max: 1m 3m 2m = 3m",
        ] {
            let (kind, rest) = law.split_once(':').expect("a kind");
            let (values, result) = rest.split_once("= ").expect("a result");
            let kind = AggregateKind::named(kind).expect("an aggregate");
            let values = values.split_whitespace().map(value).collect();
            assert_eq!(shown(&aggregate(kind, values, Value::Decimal(Decimal::ZERO))), result, "{law}");
        }
    }
}
