//! `floor(x)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "floor",
    signature: Signature {
        parameters: &[
            Parameter { name: "x", takes: Takes::Numeric },
        ],
        variadic: false,
        gives: Gives::Always(Type::Integer),
    },
    documentation: "The greatest integer that is not above the value.\n\
        Missing where it does not fit into 64 bits.",
    example: Example { arguments: &["-2.5"], result: "-3" },
    kernel: |arguments, _| match arguments {
        [Value::Integer(x), ..] => Value::Integer(*x),
        [Value::Number(x), ..] => whole(x.floor()),
        [Value::Decimal(x), ..] => x.floor().to_integer().map_or(Value::Missing, Value::Integer),
        _ => Value::Missing,
    },
};

/// A number without a fraction as an integer, where it fits.
#[allow(clippy::cast_possible_truncation, reason = "in range, and whole")]
pub(super) fn whole(x: f64) -> Value {
    const EDGE: f64 = 9_223_372_036_854_775_808.0;
    if (-EDGE..EDGE).contains(&x) { Value::Integer(x as i64) } else { Value::Missing }
}

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn gives_an_integer() {
        laws(Function::Floor, &[
            ("7", "7"),
            ("2.5n", "2"),
            ("-2.5n", "-3"),
            ("-2.5m", "-3"),
            ("1e18n", "1000000000000000000"),
            ("1e19n", "missing"),
            ("-9223372036854775808n", "-9223372036854775808"),
            ("9223372036854775808n", "missing"),
            ("1e30m", "missing"),
            ("missing", "missing"),
        ]);
    }
}
