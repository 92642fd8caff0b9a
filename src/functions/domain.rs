//! `domain(address)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "domain",
    signature: Signature {
        parameters: &[
            Parameter { name: "address", takes: Takes::Text },
        ],
        variadic: false,
        gives: Gives::Always(Type::String),
    },
    documentation: "The domain of an e-mail address: what follows the last `@`, as it is written.\n\
        Missing where there is no `@` or nothing after it.",
    example: Example { arguments: &["\"anna@firma.pl\""], result: "\"firma.pl\"" },
    kernel: |arguments, _| match arguments {
        [Value::Text(address), ..] => match address.rsplit_once('@') {
            Some((_, domain)) if !domain.is_empty() => Value::text(domain),
            _ => Value::Missing,
        },
        _ => Value::Missing,
    },
};

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn takes_what_follows() {
        laws(Function::Domain, &[
            ("\"a@b@C.pl\"", "\"C.pl\""),
            ("\"firma.pl\"", "missing"),
            ("\"anna@\"", "missing"),
            ("\"\"", "missing"),
            ("missing", "missing"),
        ]);
    }
}
