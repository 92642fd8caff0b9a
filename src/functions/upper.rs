//! `upper(text)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "upper",
    signature: Signature {
        parameters: &[
            Parameter { name: "text", takes: Takes::Text },
        ],
        variadic: false,
        gives: Gives::Always(Type::String),
    },
    documentation: "The text in upper case.\n\
        By the rules of Unicode, so `\"łódź\"` becomes `\"ŁÓDŹ\"` and `\"ß\"` becomes `\"SS\"`.",
    example: Example { arguments: &["\"pl\""], result: "\"PL\"" },
    kernel: |arguments, _| match arguments {
        [Value::Text(text), ..] => Value::text(&text.to_uppercase()),
        _ => Value::Missing,
    },
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn raises() {
        laws(Function::Upper, &[
            ("\"łódź\"", "\"ŁÓDŹ\""),
            ("\"straße\"", "\"STRASSE\""),
            ("missing", "missing"),
        ]);
    }
}
