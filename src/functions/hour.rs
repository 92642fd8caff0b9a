//! `hour(t)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "hour",
    signature: Signature {
        parameters: &[
            Parameter { name: "t", takes: Takes::Timestamp },
        ],
        variadic: false,
        gives: Gives::Always(Type::Integer),
    },
    documentation: "The hour of an instant on the clock of the calendar's time zone, 0 to 23.",
    example: Example { arguments: &["2026-11-21T23:30:00Z"], result: "0" },
    kernel: |arguments, calendar| match arguments {
        [Value::Timestamp(t), ..] => Value::Integer(calendar.hour(*t)),
        _ => Value::Missing,
    },
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn reads_the_local_clock() {
        laws(Function::Hour, &[
            ("2026-03-29T00:59:59Z", "1"),
            ("2026-03-29T01:00:00Z", "3"),
            ("2026-10-25T00:30:00Z", "2"),
            ("2026-10-25T01:30:00Z", "2"),
            ("1960-01-01T00:00:00Z", "1"),
            ("missing", "missing"),
        ]);
    }
}
