//! Sets of present values of one type, as ranges in the order of that type: intervals of numbers and times, finite and
//! co-finite sets of texts, the texts that begin in one way. Closed under `and`, `or` and `not`.

use crate::time::{date, instant};
use crate::value::{Type, Value, compare};
use std::cmp::Ordering;

/// A place between two neighbouring values.
#[derive(Clone, Debug, PartialEq)]
pub enum Cut {
    /// Below every value.
    Start,
    /// Just below a value.
    Before(Value),
    /// Just above a value, where the next value has no name (decimals).
    After(Value),
    /// Above every value.
    End,
}

impl Cut {
    /// Just below a value.
    pub fn before(value: &Value) -> Self {
        match value {
            Value::Integer(i64::MIN) | Value::Duration(i64::MIN) | Value::Timestamp(i64::MIN) | Value::Date(i32::MIN) => Self::Start,
            Value::Boolean(false) => Self::Start,
            Value::Text(text) if text.is_empty() => Self::Start,
            Value::Number(number) if *number == 0.0 => Self::Before(Value::Number(0.0)),
            _ => Self::Before(value.clone()),
        }
    }

    /// Just above a value: below the next one, where there is a next one.
    pub fn after(value: &Value) -> Self {
        let next = match value {
            Value::Boolean(false) => Some(Value::Boolean(true)),
            Value::Integer(whole) => whole.checked_add(1).map(Value::Integer),
            Value::Duration(micros) => micros.checked_add(1).map(Value::Duration),
            Value::Timestamp(micros) => micros.checked_add(1).map(Value::Timestamp),
            Value::Date(day) => day.checked_add(1).map(Value::Date),
            Value::Number(number) => Some(number.next_up()).filter(|next| next.is_finite()).map(Value::Number),
            Value::Text(text) => Some(Value::text(&format!("{text}\0"))),
            Value::Decimal(_) => return Self::After(value.clone()),
            Value::Boolean(true) | Value::Missing | Value::Set(_) => None,
        };
        next.map_or(Self::End, |next| Self::before(&next))
    }

    fn order(&self, other: &Self) -> Ordering {
        let (a, b) = match (self, other) {
            (Self::Start, Self::Start) | (Self::End, Self::End) => return Ordering::Equal,
            (Self::Start, _) | (_, Self::End) => return Ordering::Less,
            (Self::End, _) | (_, Self::Start) => return Ordering::Greater,
            (Self::Before(a) | Self::After(a), Self::Before(b) | Self::After(b)) => (a, b),
        };
        let sides = matches!(self, Self::After(_)).cmp(&matches!(other, Self::After(_)));
        compare(a, b).unwrap_or(Ordering::Equal).then(sides)
    }
}

/// Values from one cut to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The lower end.
    pub from: Cut,
    /// The upper end.
    pub to: Cut,
}

/// A set of present values: ranges that do not touch, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranges(Vec<Range>);

impl Ranges {
    /// No value.
    pub fn none() -> Self {
        Self::default()
    }

    /// Every value that a type has.
    pub fn all(ty: &Type) -> Self {
        match ty {
            Type::Enum(values) => Self::of(values.iter().map(|value| Value::text(value))),
            Type::Timestamp => Self::between(&Value::Timestamp(instant::FIRST), &Value::Timestamp(instant::LAST)),
            Type::Date => Self::between(&Value::Date(date::FIRST), &Value::Date(date::LAST)),
            Type::Boolean | Type::Integer | Type::Number | Type::Decimal | Type::String | Type::Duration | Type::Set => Self::whole(),
        }
    }

    /// Every value there is.
    pub fn whole() -> Self {
        Self(vec![Range { from: Cut::Start, to: Cut::End }])
    }

    /// From one value to another, both of them in.
    pub fn between(from: &Value, to: &Value) -> Self {
        Self::range(Cut::before(from), Cut::after(to))
    }

    /// From one cut to another.
    pub fn range(from: Cut, to: Cut) -> Self {
        if from.order(&to).is_lt() { Self(vec![Range { from, to }]) } else { Self::none() }
    }

    /// These values alone.
    pub fn of(values: impl IntoIterator<Item = Value>) -> Self {
        let points = values.into_iter().filter(|value| !value.is_missing());
        Self::joined(points.map(|value| Range { from: Cut::before(&value), to: Cut::after(&value) }).collect())
    }

    /// The texts that begin with a text.
    pub fn beginning(prefix: &str) -> Self {
        let mut above = prefix.to_owned();
        let mut to = Cut::End;
        while let Some(last) = above.pop() {
            if let Some(next) = (u32::from(last) + 1..=0x10_FFFF).find_map(char::from_u32) {
                above.push(next);
                to = Cut::before(&Value::text(&above));
                break;
            }
        }
        Self::range(Cut::before(&Value::text(prefix)), to)
    }

    /// Ranges in any order, which may touch and overlap.
    fn joined(mut ranges: Vec<Range>) -> Self {
        ranges.sort_by(|a, b| a.from.order(&b.from));
        let mut made: Vec<Range> = Vec::with_capacity(ranges.len());
        for range in ranges.into_iter().filter(|range| range.from.order(&range.to).is_lt()) {
            match made.last_mut() {
                Some(last) if last.to.order(&range.from).is_ge() => {
                    if range.to.order(&last.to).is_gt() {
                        last.to = range.to;
                    }
                }
                _ => made.push(range),
            }
        }
        Self(made)
    }

    /// Whether there is no value in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ranges in order.
    pub fn ranges(&self) -> &[Range] {
        &self.0
    }

    /// Whether a value lies in it.
    pub fn contains(&self, value: &Value) -> bool {
        let (before, after) = (Cut::before(value), Cut::after(value));
        self.0.iter().any(|range| range.from.order(&before).is_le() && range.to.order(&after).is_ge())
    }

    /// The values of both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut made = Vec::new();
        while let (Some(first), Some(second)) = (a.peek(), b.peek()) {
            let from = if first.from.order(&second.from).is_ge() { &first.from } else { &second.from };
            let ends_first = first.to.order(&second.to).is_le();
            let to = if ends_first { &first.to } else { &second.to };
            if from.order(to).is_lt() {
                made.push(Range { from: from.clone(), to: to.clone() });
            }
            if ends_first {
                a.next();
            } else {
                b.next();
            }
        }
        Self(made)
    }

    /// The values of either.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self::joined(self.0.iter().chain(&other.0).cloned().collect())
    }

    /// All other values.
    #[must_use]
    pub fn not(&self) -> Self {
        let mut made = Vec::with_capacity(self.0.len() + 1);
        let mut from = Cut::Start;
        for range in &self.0 {
            made.push(Range { from, to: range.from.clone() });
            from = range.to.clone();
        }
        made.push(Range { from, to: Cut::End });
        made.retain(|range| range.from.order(&range.to).is_lt());
        Self(made)
    }

    /// The values below the greatest (with `reached` it too), to compare something lesser with.
    #[must_use]
    pub fn below_end(&self, reached: bool) -> Self {
        match self.0.last().map(|range| &range.to) {
            None => Self::none(),
            Some(to) if reached => Self::range(Cut::Start, to.clone()),
            Some(to) => Self::range(Cut::Start, back(to)),
        }
    }

    /// The values above the least (with `reached` it too).
    #[must_use]
    pub fn above_start(&self, reached: bool) -> Self {
        match self.0.first().map(|range| &range.from) {
            None => Self::none(),
            Some(from) if reached => Self::range(from.clone(), Cut::End),
            Some(Cut::Before(value)) => Self::range(Cut::after(value), Cut::End),
            Some(from) => Self::range(from.clone(), Cut::End),
        }
    }

    /// The values, where each range holds just one, and there are at most `most`.
    pub fn points(&self, most: usize) -> Option<Vec<Value>> {
        if self.0.len() > most {
            return None;
        }
        self.0.iter().map(|range| point(range).cloned().or_else(|| lone(range))).collect()
    }
}

/// The value of a range that holds but one.
fn point(range: &Range) -> Option<&Value> {
    match &range.from {
        Cut::Before(value) if Cut::after(value).order(&range.to).is_eq() => Some(value),
        _ => None,
    }
}

/// The same where the range begins with the first value of its type.
fn lone(range: &Range) -> Option<Value> {
    let first = match (&range.from, &range.to) {
        (Cut::Start, Cut::Before(Value::Boolean(true))) => Value::Boolean(false),
        (Cut::Start, Cut::Before(Value::Text(_))) => Value::text(""),
        _ => return None,
    };
    Cut::after(&first).order(&range.to).is_eq().then_some(first)
}

/// One value less than up to a cut, where that can be said.
pub(super) fn back(cut: &Cut) -> Cut {
    match cut {
        Cut::After(value) => Cut::Before(value.clone()),
        Cut::Before(Value::Integer(whole)) => whole.checked_sub(1).map_or(Cut::Start, |whole| Cut::before(&Value::Integer(whole))),
        Cut::Before(Value::Duration(micros)) => micros.checked_sub(1).map_or(Cut::Start, |micros| Cut::before(&Value::Duration(micros))),
        Cut::Before(Value::Timestamp(micros)) => micros.checked_sub(1).map_or(Cut::Start, |micros| Cut::before(&Value::Timestamp(micros))),
        Cut::Before(Value::Date(day)) => day.checked_sub(1).map_or(Cut::Start, |day| Cut::before(&Value::Date(day))),
        Cut::Before(Value::Number(number)) => Cut::before(&Value::Number(number.next_down())),
        Cut::Start | Cut::Before(_) | Cut::End => cut.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::test::value;

    fn at_least(text: &str) -> Ranges {
        Ranges::range(Cut::before(&value(text)), Cut::End)
    }

    fn below(text: &str) -> Ranges {
        Ranges::range(Cut::Start, Cut::before(&value(text)))
    }

    #[test]
    fn nothing_lies_between_neighbours() {
        for (low, high) in [("10", "11"), ("P1d", "P1d"), ("date:2026-03-01", "date:2026-03-02"), ("-0n", "0n")] {
            let above = Ranges::range(Cut::after(&value(low)), Cut::End);
            assert!(above.and(&below(high)).is_empty(), "{low} {high}");
        }
        assert!(!Ranges::range(Cut::after(&value("1m")), Cut::End).and(&below("1.0000001m")).is_empty());
    }

    #[test]
    fn a_set_and_its_rest_are_everything_and_meet_in_nothing() {
        for set in [
            at_least("50n").and(&below("60n")),
            Ranges::of([value("1"), value("3")]),
            Ranges::beginning("ab"),
            Ranges::of([Value::Boolean(true)]),
            Ranges::none(),
        ] {
            assert!(set.and(&set.not()).is_empty(), "{set:?}");
            assert_eq!(set.or(&set.not()), Ranges::whole());
            assert_eq!(set.not().not(), set);
        }
    }

    #[test]
    fn texts_that_begin_alike_are_a_range() {
        let set = Ranges::beginning("ab");
        for (text, inside) in [("ab", true), ("abc", true), ("ab\u{10FFFF}", true), ("ac", false), ("a", false), ("aa\u{10FFFF}", false)] {
            assert_eq!(set.contains(&Value::text(text)), inside, "{text}");
        }
        assert!(Ranges::beginning("a\u{10FFFF}").contains(&Value::text("a\u{10FFFF}z")));
        assert_eq!(Ranges::beginning(""), Ranges::whole());
    }

    #[test]
    fn single_values_are_found() {
        assert_eq!(Ranges::of([value("3"), value("1")]).points(5), Some(vec![value("1"), value("3")]));
        assert_eq!(Ranges::whole().and(&Ranges::of([Value::Boolean(false)])).points(5), Some(vec![Value::Boolean(false)]));
        assert_eq!(at_least("3").points(5), None);
    }
}
