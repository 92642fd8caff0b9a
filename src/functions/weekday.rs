//! `weekday(t)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "weekday",
    signature: Signature {
        parameters: &[
            Parameter { name: "t", takes: Takes::Timestamp },
        ],
        variadic: false,
        gives: Gives::Always(Type::String),
    },
    documentation: "The day of the week of an instant in the calendar's time zone, `\"monday\"` to `\"sunday\"`.",
    example: Example { arguments: &["2026-11-21T10:00:00Z"], result: "\"saturday\"" },
    kernel: |arguments, calendar| match arguments {
        [Value::Timestamp(t), ..] => Value::text(calendar.weekday(*t).name()),
        _ => Value::Missing,
    },
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn reads_the_local_clock() {
        laws(Function::Weekday, &[
            ("2026-11-22T22:59:59Z", "\"sunday\""),
            ("2026-11-22T23:00:00Z", "\"monday\""),
            ("1969-12-31T12:00:00Z", "\"wednesday\""),
            ("missing", "missing"),
        ]);
    }
}
