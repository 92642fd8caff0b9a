//! `lower(text)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "lower",
    signature: Signature {
        parameters: &[
            Parameter { name: "text", takes: Takes::Text },
        ],
        variadic: false,
        gives: Gives::Always(Type::String),
    },
    documentation: "The text in lower case.\n\
        By the rules of Unicode, so `\"Łódź\"` becomes `\"łódź\"`.",
    example: Example { arguments: &["\"Anna@Firma.PL\""], result: "\"anna@firma.pl\"" },
    kernel: |arguments, _| match arguments {
        [Value::Text(text), ..] => Value::text(&text.to_lowercase()),
        _ => Value::Missing,
    },
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn lowers() {
        laws(Function::Lower, &[
            ("\"Łódź\"", "\"łódź\""),
            ("\"\"", "\"\""),
            ("missing", "missing"),
            ("5", "missing"),
        ]);
    }
}
