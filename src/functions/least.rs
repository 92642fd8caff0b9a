//! `least(a, b, …)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Value, compare};
use std::cmp::Ordering;

pub(super) const DEFINITION: Definition = Definition {
    name: "least",
    signature: Signature {
        parameters: &[
            Parameter { name: "a", takes: Takes::Ordered },
            Parameter { name: "b", takes: Takes::Ordered },
        ],
        variadic: true,
        gives: Gives::Same,
    },
    documentation: "The least of the values.\n\
        Missing if one of them is. They are of one type: numbers, texts (by their bytes), times or durations.",
    example: Example { arguments: &["12", "7", "30"], result: "7" },
    kernel: |arguments, _| outermost(arguments, Ordering::Less),
};

/// The first of the values that none of the others is beyond.
pub(super) fn outermost(values: &[Value], beyond: Ordering) -> Value {
    let Some((first, rest)) = values.split_first() else { return Value::Missing };
    let mut best = first;
    for value in rest {
        match compare(value, best) {
            Some(order) if order == beyond => best = value,
            Some(_) => {}
            None => return Value::Missing,
        }
    }
    best.clone()
}

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn compares_values_of_one_type() {
        laws(Function::Least, &[
            ("3 1 2", "1"),
            ("2.5n 1n", "1n"),
            ("2.5m 1m", "1m"),
            ("\"b\" \"a\"", "\"a\""),
            ("P1h P30m", "P30m"),
            ("1 missing", "missing"),
            ("1 2n", "missing"),
            ("1", "missing"),
        ]);
    }
}
