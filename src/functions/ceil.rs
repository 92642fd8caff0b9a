//! `ceil(x)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "ceil",
    signature: Signature {
        parameters: &[
            Parameter { name: "x", takes: Takes::Numeric },
        ],
        variadic: false,
        gives: Gives::Always(Type::Integer),
    },
    documentation: "The least integer that is not below the value.\n\
        Missing where it does not fit into 64 bits.",
    example: Example { arguments: &["2.1"], result: "3" },
    kernel: |arguments, _| match arguments {
        [Value::Integer(x), ..] => Value::Integer(*x),
        [Value::Number(x), ..] => super::floor::whole(x.ceil()),
        [Value::Decimal(x), ..] => x.ceil().to_integer().map_or(Value::Missing, Value::Integer),
        _ => Value::Missing,
    },
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn gives_an_integer() {
        laws(Function::Ceil, &[
            ("7", "7"),
            ("2.5n", "3"),
            ("-2.5n", "-2"),
            ("2.1m", "3"),
            ("-0.5n", "0"),
            ("1e30m", "missing"),
            ("missing", "missing"),
        ]);
    }
}
