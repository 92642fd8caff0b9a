//! `days_between(a, b)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "days_between",
    signature: Signature {
        parameters: &[
            Parameter { name: "a", takes: Takes::Timestamp },
            Parameter { name: "b", takes: Takes::Timestamp },
        ],
        variadic: false,
        gives: Gives::Always(Type::Integer),
    },
    documentation: "The calendar days from a to b in the calendar's time zone: 1 from late on one day to early on the next.\n\
        Negative where b is before a.",
    example: Example { arguments: &["2026-11-20T22:00:00Z", "2026-11-21T01:00:00Z"], result: "1" },
    kernel: |arguments, calendar| match arguments {
        [Value::Timestamp(a), Value::Timestamp(b), ..] => Value::Integer(calendar.days_between(*a, *b)),
        _ => Value::Missing,
    },
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn counts() {
        laws(Function::DaysBetween, &[
            ("2026-11-20T22:59:59Z 2026-11-20T23:00:00Z", "1"),
            ("2026-03-29T00:00:00Z 2026-03-29T21:00:00Z", "0"),
            ("2026-11-21T00:00:00Z 2026-11-20T00:00:00Z", "-1"),
            ("0001-01-01T00:00:00Z 9999-12-31T00:00:00Z", "3652058"),
            ("missing 2026-11-20T00:00:00Z", "missing"),
        ]);
    }
}
