//! `greatest(a, b, …)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use std::cmp::Ordering;

pub(super) const DEFINITION: Definition = Definition {
    name: "greatest",
    signature: Signature {
        parameters: &[
            Parameter { name: "a", takes: Takes::Ordered },
            Parameter { name: "b", takes: Takes::Ordered },
        ],
        variadic: true,
        gives: Gives::Same,
    },
    documentation: "The greatest of the values.\n\
        Missing if one of them is. They are of one type: numbers, texts (by their bytes), times or durations.",
    example: Example { arguments: &["12", "7", "30"], result: "30" },
    kernel: |arguments, _| super::least::outermost(arguments, Ordering::Greater),
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn compares_values_of_one_type() {
        laws(Function::Greatest, &[
            ("3 1 2", "3"),
            ("date:2026-01-01 date:2026-02-01", "date:2026-02-01"),
            ("2026-01-01T00:00:00Z 2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z"),
            ("1 missing", "missing"),
            ("1 2n", "missing"),
        ]);
    }
}
