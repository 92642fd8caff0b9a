//! `business_time(a, b)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "business_time",
    signature: Signature {
        parameters: &[
            Parameter { name: "a", takes: Takes::Timestamp },
            Parameter { name: "b", takes: Takes::Timestamp },
        ],
        variadic: false,
        gives: Gives::Always(Type::Duration),
    },
    documentation: "The time from a to b that lies within the calendar's business hours, holidays left out.\n\
        Real elapsed time, also where the clocks change. Negative where b is before a; missing where the calendar has no business hours.",
    example: Example { arguments: &["2026-11-20T15:00:00Z", "2026-11-23T09:00:00Z"], result: "2h" },
    kernel: |arguments, calendar| match arguments {
        [Value::Timestamp(a), Value::Timestamp(b), ..] => calendar.business.as_ref().map_or(Value::Missing, |hours| Value::Duration(hours.elapsed(*a, *b))),
        _ => Value::Missing,
    },
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn counts() {
        laws(Function::BusinessTime, &[
            ("2026-11-20T15:00:00Z 2026-11-20T15:00:00Z", "P0s"),
            ("2026-11-23T09:00:00Z 2026-11-20T15:00:00Z", "P-2h"),
            ("missing 2026-11-20T00:00:00Z", "missing"),
        ]);
    }
}
