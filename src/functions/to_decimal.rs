//! `to_decimal(x, digits)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value, Decimal};

pub(super) const DEFINITION: Definition = Definition {
    name: "to_decimal",
    signature: Signature {
        parameters: &[
            Parameter { name: "x", takes: Takes::Readable },
            Parameter { name: "digits", takes: Takes::Integer },
        ],
        variadic: false,
        gives: Gives::Always(Type::Decimal),
    },
    documentation: "The value as a decimal, rounded to so many digits after the point, halves away from zero.\n\
        A number is rounded by the digits it prints with. Text is read as a decimal such as `\"12.50\"`, with white space around it allowed; missing where it is none.",
    example: Example { arguments: &["19.999", "2"], result: "20" },
    kernel: |arguments, _| match arguments {
        [x, Value::Integer(digits), ..] => exact(x).and_then(|x| x.round(*digits)).map_or(Value::Missing, Value::Decimal),
        _ => Value::Missing,
    },
};

fn exact(x: &Value) -> Option<Decimal> {
    match x {
        Value::Integer(x) => Some(Decimal::from_integer(*x)),
        Value::Number(x) => Decimal::shortest(*x),
        Value::Decimal(x) => Some(*x),
        Value::Text(text) => Decimal::parse(text.trim()),
        Value::Missing | Value::Boolean(_) | Value::Timestamp(_) | Value::Date(_) | Value::Duration(_) | Value::Set(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn converts() {
        laws(Function::ToDecimal, &[
            ("5 2", "5m"),
            ("2.675n 2", "2.68m"),
            ("-2.675n 2", "-2.68m"),
            ("2.675m 1", "2.7m"),
            ("1250 -2", "1300m"),
            ("\" 12.50 \" 2", "12.5m"),
            ("\"12,50\" 2", "missing"),
            ("\"NaN\" 2", "missing"),
            ("missing 2", "missing"),
            ("1n missing", "missing"),
        ]);
    }
}
