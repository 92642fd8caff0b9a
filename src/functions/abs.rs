//! `abs(x)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::Value;

pub(super) const DEFINITION: Definition = Definition {
    name: "abs",
    signature: Signature {
        parameters: &[
            Parameter { name: "x", takes: Takes::Amount },
        ],
        variadic: false,
        gives: Gives::Same,
    },
    documentation: "The value without its sign, in the type it has.",
    example: Example { arguments: &["-12.5"], result: "12.5" },
    kernel: |arguments, _| match arguments {
        [Value::Integer(x), ..] => x.checked_abs().map_or(Value::Missing, Value::Integer),
        [Value::Number(x), ..] => Value::Number(x.abs()),
        [Value::Decimal(x), ..] => Value::Decimal(x.abs()),
        [Value::Duration(x), ..] => x.checked_abs().map_or(Value::Missing, Value::Duration),
        _ => Value::Missing,
    },
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn keeps_the_type() {
        laws(Function::Abs, &[
            ("-5", "5"),
            ("-9223372036854775808", "missing"),
            ("-2.5n", "2.5n"),
            ("-2.5m", "2.5m"),
            ("P-2h", "P2h"),
            ("missing", "missing"),
        ]);
    }
}
