//! Every example runs, the reference in `docs/` is fresh, and calls are typed as the signatures say.

use super::*;
use crate::time::{Zone, instant};
use crate::value::test::{shown, value};
use crate::value::{Decimal, Type};
use std::fmt::Write;

/// The calendar of the examples.
fn calendar() -> Calendar {
    let zone = Zone::parse("Europe/Warsaw").expect("a zone");
    Calendar { business: Some(crate::time::business::tests::nine_to_five(zone.clone())), ..Calendar::new(zone) }
}

/// Arguments (in the notation of the tests of values, texts without spaces inside) and the value of the call.
pub(super) fn laws(function: Function, laws: &[(&str, &str)]) {
    let calendar = calendar();
    for (arguments, result) in laws {
        let arguments: Vec<Value> = split(arguments).iter().map(|argument| value(argument)).collect();
        assert_eq!(shown(&function.call(&arguments, &calendar)), *result, "{function}({arguments:?})");
    }
}

/// At spaces, those inside of quotes aside.
fn split(text: &str) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for c in text.chars() {
        quoted ^= c == '"';
        match words.last_mut() {
            Some(word) if c != ' ' || quoted => word.push(c),
            _ => words.push(String::new()),
        }
    }
    words
}

/// A literal as the language writes it.
fn literal(text: &str) -> Value {
    let number = || text.parse().ok().map(Value::Number);
    let read = text.parse().ok().map(Value::Integer).or_else(number);
    let read = read.or_else(|| crate::time::duration::parse(text).ok().map(Value::Duration));
    let read = read.or_else(|| instant::parse(text, &Zone::utc()).ok().map(Value::Timestamp));
    read.unwrap_or_else(|| value(text))
}

fn as_shown(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("\"{text}\""),
        _ => value.to_string(),
    }
}

#[test]
fn every_example_gives_what_it_says() {
    for function in Function::ALL {
        let example = function.example();
        let arguments: Vec<Value> = example.arguments.iter().map(|argument| literal(argument)).collect();
        assert_eq!(as_shown(&function.call(&arguments, &calendar())), example.result, "{}", example.call(*function));
    }
}

#[test]
fn names_are_found_again() {
    for function in Function::ALL {
        assert_eq!(Function::by_name(function.name()), Some(*function));
        let documentation = function.documentation();
        assert!(documentation.lines().next().is_some_and(|line| line.ends_with(['.', '`'])), "{function}: {documentation}");
    }
    assert_eq!(Function::by_name("Lower"), None);
    assert_eq!(Function::by_name("if"), None);
}

#[test]
fn calls_are_typed() {
    let days = || Type::Enum(vec!["a".to_owned()].into());
    for (function, types, arguments, result) in [
        (Function::Lower, vec![days()], vec![Type::String], Type::String),
        (Function::Length, vec![Type::Set], vec![Type::Set], Type::Integer),
        (Function::Abs, vec![Type::Duration], vec![Type::Duration], Type::Duration),
        (Function::Round, vec![Type::Decimal, Type::Integer], vec![Type::Decimal, Type::Integer], Type::Decimal),
        (Function::Round, vec![Type::Integer, Type::Integer], vec![Type::Integer, Type::Integer], Type::Integer),
        (Function::Floor, vec![Type::Decimal], vec![Type::Decimal], Type::Integer),
        (Function::Least, vec![Type::Integer, Type::Decimal, Type::Integer], vec![Type::Decimal; 3], Type::Decimal),
        (Function::Greatest, vec![Type::Date, Type::Timestamp], vec![Type::Timestamp; 2], Type::Timestamp),
        (Function::Greatest, vec![days(), Type::String], vec![Type::String; 2], Type::String),
        (Function::DaysBetween, vec![Type::Date, Type::Timestamp], vec![Type::Timestamp; 2], Type::Integer),
        (Function::ToDecimal, vec![Type::String, Type::Integer], vec![Type::String, Type::Integer], Type::Decimal),
    ] {
        assert_eq!(function.apply(&types), Ok(Applied { arguments, result }), "{function}");
    }
}

#[test]
fn says_why_a_call_does_not_fit() {
    let mut said = String::new();
    for (function, types) in [
        (Function::Round, vec![Type::Number]),
        (Function::Lower, vec![]),
        (Function::Lower, vec![Type::String, Type::String]),
        (Function::Least, vec![Type::Integer]),
        (Function::Lower, vec![Type::Integer]),
        (Function::Round, vec![Type::Number, Type::Number]),
        (Function::Abs, vec![Type::String]),
        (Function::Hour, vec![Type::Duration]),
        (Function::Least, vec![Type::Boolean, Type::Boolean]),
        (Function::Least, vec![Type::Integer, Type::Number, Type::Decimal]),
        (Function::Greatest, vec![Type::Integer, Type::Duration]),
        (Function::Length, vec![Type::Boolean]),
    ] {
        let mismatch = function.apply(&types).expect_err("no fit");
        let _ = writeln!(said, "{:?}: {mismatch}\n   {}", mismatch.argument(), mismatch.help());
    }
    insta::assert_snapshot!(said);
}

#[test]
fn whatever_is_missing_or_of_another_type_is_missing() {
    let values = [
        Value::Missing,
        Value::Boolean(true),
        Value::Integer(i64::MIN),
        Value::Number(f64::MAX),
        Value::Decimal(Decimal::from_integer(3)),
        Value::text("x"),
        Value::Timestamp(instant::LAST),
        Value::Timestamp(instant::FIRST),
        Value::Date(0),
        Value::Duration(i64::MIN),
        value("{a}"),
    ];
    let calendar = calendar();
    for function in Function::ALL {
        for a in &values {
            for b in &values {
                for arguments in [Vec::new(), vec![a.clone()], vec![a.clone(), b.clone()], vec![a.clone(), b.clone(), a.clone()]] {
                    let result = function.call(&arguments, &calendar);
                    assert!(result.is_missing() || !arguments.iter().any(Value::is_missing), "{function}({arguments:?})");
                }
            }
        }
    }
}

#[test]
fn business_time_needs_business_hours() {
    let arguments = [Value::Timestamp(0), Value::Timestamp(1)];
    assert_eq!(Function::BusinessTime.call(&arguments, &Calendar::utc()), Value::Missing);
}

/// The reference, as `docs/functions.md` has it.
fn reference() -> String {
    let mut page = String::from(
        "# Functions\n\n\
        The built-in functions of expressions. A function of a missing value is missing, and so is what a function cannot answer.\n\
        Besides them there is `if(c, a, b)`: a where the condition c holds, b where it does not or is unknown.\n\n\
        Where a timestamp is taken a date may stand: it is that day's midnight in the calendar's time zone. Where a text is taken an\n\
        enum may stand. The examples are of a calendar with `timezone: Europe/Warsaw` and business hours from 09:00 to 17:00,\n\
        Monday to Friday.\n\n\
        | function | gives |\n|---|---|\n",
    );
    for function in Function::ALL {
        let summary = function.documentation().lines().next().unwrap_or_default();
        let _ = writeln!(page, "| [`{}`](#{}) | {summary} |", function.usage(), function.name());
    }
    for function in Function::ALL {
        let signature = function.signature();
        let _ = writeln!(page, "\n## {}\n\n`{}`\n\n{}\n", function.name(), function.usage(), function.documentation());
        for parameter in signature.parameters {
            let _ = writeln!(page, "- `{}`: {}", parameter.name, parameter.takes.words());
        }
        let gives = match &signature.gives {
            Gives::Always(ty) => format!("{ty}"),
            Gives::Same if signature.variadic => "the type of the arguments".to_owned(),
            Gives::Same => format!("the type of `{}`", signature.parameters.first().map_or("", |parameter| parameter.name)),
        };
        let example = function.example();
        let _ = writeln!(page, "- gives: {gives}\n\n```\n{}   # {}\n```", example.call(*function), example.result);
    }
    page
}

#[test]
fn the_reference_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/functions.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, reference()).expect("the reference is written");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == reference(), "docs/functions.md is out of date: run `UPDATE=1 cargo test --lib functions::`");
}
