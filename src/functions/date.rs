//! `date(t)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "date",
    signature: Signature {
        parameters: &[
            Parameter { name: "t", takes: Takes::Timestamp },
        ],
        variadic: false,
        gives: Gives::Always(Type::Date),
    },
    documentation: "The day of an instant in the calendar's time zone.",
    example: Example { arguments: &["2026-11-21T23:30:00Z"], result: "2026-11-22" },
    kernel: |arguments, calendar| match arguments {
        [Value::Timestamp(t), ..] => Value::Date(calendar.date(*t)),
        _ => Value::Missing,
    },
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn reads_the_local_clock() {
        laws(Function::Date, &[
            ("2026-03-29T00:59:59Z", "date:2026-03-29"),
            ("2026-03-28T22:59:59Z", "date:2026-03-28"),
            ("2026-03-28T23:00:00Z", "date:2026-03-29"),
            ("missing", "missing"),
        ]);
    }
}
