//! `split_part(text, sep, n)`

use super::{Definition, Example, Gives, Parameter, Signature, Takes};
use crate::value::{Type, Value};

pub(super) const DEFINITION: Definition = Definition {
    name: "split_part",
    signature: Signature {
        parameters: &[
            Parameter { name: "text", takes: Takes::Text },
            Parameter { name: "sep", takes: Takes::Text },
            Parameter { name: "n", takes: Takes::Integer },
        ],
        variadic: false,
        gives: Gives::Always(Type::String),
    },
    documentation: "The n-th part of a text that is split at a separator, counted from 1.\n\
        Missing where there is no such part. With an empty separator the whole text is the only part.",
    example: Example { arguments: &["\"/pricing/enterprise\"", "\"/\"", "2"], result: "\"pricing\"" },
    kernel: |arguments, _| match arguments {
        [Value::Text(text), Value::Text(sep), Value::Integer(n), ..] => part(text, sep, *n).map_or(Value::Missing, Value::text),
        _ => Value::Missing,
    },
};

fn part<'a>(text: &'a str, sep: &str, n: i64) -> Option<&'a str> {
    let at = usize::try_from(n.checked_sub(1)?).ok()?;
    if sep.is_empty() { (at == 0).then_some(text) } else { text.split(sep).nth(at) }
}

#[cfg(test)]
mod tests {
    use crate::functions::{Function, tests::laws};

    #[test]
    fn finds_the_part() {
        laws(Function::SplitPart, &[
            ("\"a,b\" \",\" 1", "\"a\""),
            ("\"a,b\" \",\" 2", "\"b\""),
            ("\"a,b\" \",\" 3", "missing"),
            ("\"a,b\" \",\" 0", "missing"),
            ("\"a,b\" \",\" -9223372036854775808", "missing"),
            ("\"a,,b\" \",\" 2", "\"\""),
            ("\"\" \",\" 1", "\"\""),
            ("\"a\" \"\" 1", "\"a\""),
            ("\"a\" \"\" 2", "missing"),
            ("\"a::b\" \"::\" 2", "\"b\""),
            ("\"a\" missing 1", "missing"),
        ]);
    }
}
