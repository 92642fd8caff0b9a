//! `to_number(x)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "to_number",
    signature: Signature {
        parameters: &[
            Parameter { name: "x", takes: Takes::Readable },
        ],
        variadic: false,
        gives: Gives::Always(Type::Number),
    },
    documentation: "The value as a number: the nearest double.\n\
        Text is read as a number such as `\"12.5\"` or `\"1e3\"`, with white space around it allowed; missing where it is none.",
    example: Example { arguments: &["\"12.5\""], result: "12.5" },
    kernel: |arguments, _| match arguments {
        [Value::Integer(x), ..] => Value::Number(nearest(*x)),
        [Value::Number(x), ..] => Value::Number(*x),
        [Value::Decimal(x), ..] => Value::number(x.to_f64()),
        [Value::Text(text), ..] => read(text.trim()).map_or(Value::Missing, Value::number),
        _ => Value::Missing,
    },
};

#[allow(clippy::cast_precision_loss, reason = "the nearest double is what is asked for")]
fn nearest(x: i64) -> f64 {
    x as f64
}

/// Digits, a point and an exponent; not the words for infinity and NaN.
fn read(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'));
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn converts() {
        laws(Function::ToNumber, &[
            ("5", "5n"),
            ("2.5n", "2.5n"),
            ("2.5m", "2.5n"),
            ("1e400m", "missing"),
            ("\"  -12.5 \"", "-12.5n"),
            ("\"1e3\"", "1000n"),
            ("\"1e999\"", "missing"),
            ("\"NaN\"", "missing"),
            ("\"infinity\"", "missing"),
            ("\"12,5\"", "missing"),
            ("\"\"", "missing"),
            ("true", "missing"),
            ("missing", "missing"),
        ]);
    }
}
