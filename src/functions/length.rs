//! `length(x)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "length",
    signature: Signature {
        parameters: &[
            Parameter { name: "x", takes: Takes::TextOrSet },
        ],
        variadic: false,
        gives: Gives::Always(Type::Integer),
    },
    documentation: "The number of characters of a text, or the size of a set.\n\
        Characters are Unicode scalar values: `\"żółw\"` has 4.",
    example: Example { arguments: &["\"żółw\""], result: "4" },
    kernel: |arguments, _| {
        let size = match arguments {
            [Value::Text(text), ..] => text.chars().count(),
            [Value::Set(set), ..] => set.len(),
            _ => return Value::Missing,
        };
        i64::try_from(size).map_or(Value::Missing, Value::Integer)
    },
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn counts() {
        laws(Function::Length, &[
            ("\"\"", "0"),
            ("\"日本\"", "2"),
            ("{a,b}", "2"),
            ("{}", "0"),
            ("missing", "missing"),
        ]);
    }
}
