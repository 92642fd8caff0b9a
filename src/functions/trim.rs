//! `trim(text)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "trim",
    signature: Signature {
        parameters: &[
            Parameter { name: "text", takes: Takes::Text },
        ],
        variadic: false,
        gives: Gives::Always(Type::String),
    },
    documentation: "The text without white space at its ends.",
    example: Example { arguments: &["\"  Warszawa \""], result: "\"Warszawa\"" },
    kernel: |arguments, _| match arguments {
        [Value::Text(text), ..] => Value::text(text.trim()),
        _ => Value::Missing,
    },
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn trims() {
        laws(Function::Trim, &[
            ("\" \"", "\"\""),
            ("\"a b\"", "\"a b\""),
            ("missing", "missing"),
        ]);
    }
}
