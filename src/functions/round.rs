//! `round(x, digits)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Value, Decimal};

pub(super) const DEFINITION: Definition = Definition {
    name: "round",
    signature: Signature {
        parameters: &[
            Parameter { name: "x", takes: Takes::Numeric },
            Parameter { name: "digits", takes: Takes::Integer },
        ],
        variadic: false,
        gives: Gives::Same,
    },
    documentation: "The value rounded to so many digits after the point, halves away from zero, in the type it has.\n\
        A negative number of digits rounds before the point. A number is rounded by the digits it prints with, so `round(2.675, 2)` is 2.68.",
    example: Example { arguments: &["2.675", "2"], result: "2.68" },
    kernel: |arguments, _| match arguments {
        [Value::Integer(x), Value::Integer(digits), ..] if *digits >= 0 => Value::Integer(*x),
        [Value::Integer(x), Value::Integer(digits), ..] => {
            Decimal::from_integer(*x).round(*digits).and_then(Decimal::to_integer).map_or(Value::Missing, Value::Integer)
        }
        [Value::Number(x), Value::Integer(digits), ..] => Decimal::from_f64(*x, *digits).map_or(Value::Missing, |x| Value::number(x.to_f64())),
        [Value::Decimal(x), Value::Integer(digits), ..] => x.round(*digits).map_or(Value::Missing, Value::Decimal),
        _ => Value::Missing,
    },
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn rounds_halves_away_from_zero() {
        laws(Function::Round, &[
            ("2.5n 0", "3n"),
            ("-2.5n 0", "-3n"),
            ("1.005n 2", "1.01n"),
            ("1e300n 2", "1e300n"),
            ("1e-300n 2", "0n"),
            ("1.25m 1", "1.3m"),
            ("1.25m 9223372036854775807", "1.25m"),
            ("1250 -2", "1300"),
            ("9223372036854775807 -1", "missing"),
            ("9223372036854775807 -30", "0"),
            ("5 2", "5"),
            ("5 -9223372036854775808", "0"),
            ("missing 2", "missing"),
            ("2.5n missing", "missing"),
        ]);
    }
}
