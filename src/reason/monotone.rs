//! What a value must be for a rising or falling function of it to lie in a domain: found by bisection on the very function,
//! so that rounding and overflow are those of the evaluation.

use super::domain::Domain;
use super::ranges::{Cut, Ranges};
use crate::time::{date, instant};
use crate::value::{Type, Value, compare};

/// Which way a function goes as its argument rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It never falls.
    Up,
    /// It never rises.
    Down,
}

/// The values of `ty` that `f` sends into `goal`; what it has no value for (overflow) counts as missing.
/// `None` where that cannot be found: a type without neighbours, or nothing to begin at.
pub fn sent_into(goal: &Domain, ty: &Type, way: Way, f: impl Fn(&Value) -> Value) -> Option<Domain> {
    let (least, greatest) = edges(ty)?;
    let (first, last) = (rank(&least)?, rank(&greatest)?);
    let at = |rank: i128| f(&value(rank, ty));
    let pivot = [0, first, last].into_iter().find(|rank| !at(*rank).is_missing())?;
    // where there is a value at all
    let low = bisect(first, pivot, |rank| !at(rank).is_missing());
    let high = bisect(pivot, last + 1, |rank| at(rank).is_missing()) - 1;
    let valued = Ranges::between(&value(low, ty), &value(high, ty));
    let place = |cut: &Cut| -> Option<Cut> {
        let beyond = |rank: i128| match cut {
            Cut::Start => Some(true),
            Cut::End => Some(false),
            Cut::Before(edge) => Some(compare(&at(rank), edge)?.is_ge()),
            Cut::After(edge) => Some(compare(&at(rank), edge)?.is_gt()),
        };
        // the first rank from which on the function is beyond the cut, or no longer
        let wanted = way == Way::Up;
        beyond(low)?;
        let rank = bisect(low, high + 1, |rank| beyond(rank) == Some(wanted));
        Some(if rank > high { Cut::after(&value(high, ty)) } else { Cut::before(&value(rank, ty)) })
    };
    let mut values = Ranges::none();
    for range in goal.values.ranges() {
        let (a, b) = (place(&range.from)?, place(&range.to)?);
        values = values.or(&if way == Way::Up { Ranges::range(a, b) } else { Ranges::range(b, a) });
    }
    let mut found = Domain { missing: goal.missing, values: values.and(&valued) };
    if goal.missing {
        found.values = found.values.or(&valued.not().and(&Ranges::all(ty)));
    }
    Some(found)
}

/// The first rank in `from..to` for which `holds`, which goes from no to yes; `to` where it never does.
fn bisect(mut from: i128, mut to: i128, holds: impl Fn(i128) -> bool) -> i128 {
    while from < to {
        let middle = from + (to - from) / 2;
        if holds(middle) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    from
}

/// The place of a value among the values of its type.
#[allow(clippy::cast_possible_wrap, reason = "bits of a double, in order of value")]
fn rank(value: &Value) -> Option<i128> {
    match value {
        Value::Integer(whole) => Some((*whole).into()),
        Value::Duration(micros) | Value::Timestamp(micros) => Some((*micros).into()),
        Value::Date(day) => Some((*day).into()),
        Value::Number(number) => {
            let bits = number.to_bits() as i64;
            Some(if bits < 0 { i64::MIN.wrapping_sub(bits).wrapping_sub(1) } else { bits }.into())
        }
        Value::Missing | Value::Boolean(_) | Value::Decimal(_) | Value::Text(_) | Value::Set(_) => None,
    }
}

/// The value at a place.
#[allow(clippy::cast_sign_loss, reason = "bits of a double, in order of value")]
fn value(rank: i128, ty: &Type) -> Value {
    let Ok(rank) = i64::try_from(rank) else { return Value::Missing };
    match ty {
        Type::Integer => Value::Integer(rank),
        Type::Duration => Value::Duration(rank),
        Type::Timestamp => Value::Timestamp(rank),
        Type::Date => i32::try_from(rank).map_or(Value::Missing, Value::Date),
        Type::Number => {
            let bits = if rank < 0 { i64::MIN.wrapping_sub(rank).wrapping_sub(1) } else { rank };
            Value::Number(f64::from_bits(bits as u64))
        }
        Type::Boolean | Type::Decimal | Type::String | Type::Enum(_) | Type::Set => Value::Missing,
    }
}

/// The least and the greatest value.
fn edges(ty: &Type) -> Option<(Value, Value)> {
    Some(match ty {
        Type::Integer => (Value::Integer(i64::MIN), Value::Integer(i64::MAX)),
        Type::Duration => (Value::Duration(i64::MIN), Value::Duration(i64::MAX)),
        Type::Timestamp => (Value::Timestamp(instant::FIRST), Value::Timestamp(instant::LAST)),
        Type::Date => (Value::Date(date::FIRST), Value::Date(date::LAST)),
        Type::Number => (Value::Number(f64::MIN), Value::Number(f64::MAX)),
        Type::Boolean | Type::Decimal | Type::String | Type::Enum(_) | Type::Set => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::expr::Comparison;
    use crate::value::test::value as read;
    use crate::value::{Arithmetic, arithmetic, negate};

    #[test]
    fn ranks_are_in_order_of_value() {
        let numbers = [f64::MIN, -2.5, -1e-300, 0.0, 5e-324, 1.0, f64::MAX];
        assert!(numbers.windows(2).all(|pair| rank(&Value::Number(pair[0])) < rank(&Value::Number(pair[1]))));
        for number in numbers {
            assert_eq!(value(rank(&Value::Number(number)).unwrap(), &Type::Number), Value::Number(number));
        }
    }

    #[test]
    fn finds_what_is_sent_into_a_domain() {
        let at_least = |text: &str| Domain::compared(Comparison::GreaterEqual, &read(text));
        let plus = |by: &'static str| move |x: &Value| arithmetic(Arithmetic::Add, x, &read(by));
        let times = |by: &'static str| move |x: &Value| arithmetic(Arithmetic::Multiply, x, &read(by));
        let whole = sent_into(&at_least("10"), &Type::Integer, Way::Up, plus("3")).unwrap();
        assert!(whole.contains(&read("7")) && !whole.contains(&read("6")) && !whole.contains(&read("9223372036854775805")));
        let overflow = sent_into(&Domain::missing(), &Type::Integer, Way::Up, plus("3")).unwrap();
        assert!(overflow.contains(&read("9223372036854775805")) && overflow.missing && !overflow.contains(&read("5")));
        let twice = sent_into(&at_least("11"), &Type::Integer, Way::Up, times("2")).unwrap();
        assert!(twice.contains(&read("6")) && !twice.contains(&read("5")));
        let tenth = sent_into(&at_least("0.3n"), &Type::Number, Way::Up, plus("0.1n")).unwrap();
        for number in ["0.2n", "0.19999999999999998n", "0.19999999999999996n"] {
            let sum = plus("0.1n")(&read(number));
            assert_eq!(tenth.contains(&read(number)), compare(&sum, &read("0.3n")).unwrap().is_ge(), "{number}");
        }
        let down = sent_into(&at_least("10"), &Type::Integer, Way::Down, negate).unwrap();
        assert!(down.contains(&read("-10")) && !down.contains(&read("-9")));
    }
}
