//! The laws of values and expressions, as a table (`laws.txt`): what an expression is worth for a record.

use crate::engines_agree::compile;
use funnelc::eval::{Scope, eval};
use funnelc::ids::{AttributeId, Id};
use funnelc::model::{ExprKind, Model};
use funnelc::time::{date, duration, instant};
use funnelc::value::{Decimal, Type, Value};
use std::collections::BTreeMap;

const NAMES: &[(&str, &str)] = &[
    ("i", "integer"),
    ("j", "integer"),
    ("x", "number"),
    ("y", "number"),
    ("m", "decimal"),
    ("n", "decimal"),
    ("s", "string"),
    ("t", "string"),
    ("p", "boolean"),
    ("q", "boolean"),
    ("at", "timestamp"),
    ("until", "timestamp"),
    ("day", "date"),
    ("due", "date"),
    ("long", "duration"),
    ("color", "{ enum: [red, green, blue], optional: true }"),
];

/// One line of the table.
struct Law<'a> {
    text: &'a str,
    expression: &'a str,
    record: Vec<(&'a str, &'a str)>,
    value: &'a str,
}

fn laws(table: &str) -> Vec<Law<'_>> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|text| {
            let parts: Vec<&str> = text.rsplitn(3, " ;").map(str::trim).collect();
            let [value, record, expression] = parts[..] else { panic!("`{text}` is no law: expression ; record ; value") };
            let record = record.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
            Law { text, expression, record, value }
        })
        .collect()
}

/// A definition in which the `at`-th law's expression is the attribute `law_at`.
fn definition(laws: &[Law<'_>]) -> String {
    let mut text = String::from("funnel: laws\ncalendar:\n  timezone: Europe/Warsaw\n");
    text.push_str("  business_hours: { days: monday..friday, hours: 09:00-17:00 }\nevents:\n  info:\n    fields:\n");
    for (name, ty) in NAMES {
        let ty = if ty.starts_with('{') { (*ty).to_owned() } else { format!("optional {ty}") };
        text.push_str(&format!("      f_{name}: {ty}\n"));
    }
    text.push_str("attributes:\n");
    for (name, _) in NAMES {
        text.push_str(&format!("  {name}: last(info.f_{name})\n"));
    }
    for (at, law) in laws.iter().enumerate() {
        text.push_str(&format!("  law_{at}: '{}'\n", law.expression.replace('\'', "''")));
    }
    text.push_str("stages:\n  fresh: {}\n  gone: { outcome: lost }\ntriggers:\n  leave: { from: fresh, to: gone, on: info }\n");
    text
}

/// Attributes of a record.
struct Record(BTreeMap<AttributeId, Value>);

impl Scope for Record {
    fn attribute(&self, id: AttributeId) -> Value {
        self.0.get(&id).cloned().unwrap_or_default()
    }
}

fn read(text: &str, ty: &Type) -> Value {
    let read = match ty {
        Type::Boolean => text.parse().ok().map(Value::Boolean),
        Type::Integer => text.parse().ok().map(Value::Integer),
        Type::Number => text.parse().ok().map(Value::Number),
        Type::Decimal => Decimal::parse(text).map(Value::Decimal),
        Type::String | Type::Enum(_) => Some(Value::text(&text.replace('_', " "))),
        Type::Timestamp => instant::parse(text, &funnelc::time::Zone::utc()).ok().map(Value::Timestamp),
        Type::Date => date::parse(text).ok().map(Value::Date),
        Type::Duration => duration::parse(text).ok().map(Value::Duration),
        Type::Set => None,
    };
    read.unwrap_or_else(|| panic!("`{text}` is no {ty}"))
}

fn attribute(model: &Model, name: &str) -> AttributeId {
    model.attributes.enumerate().find(|(_, attribute)| attribute.name == name).map_or(AttributeId::of(usize::MAX), |(id, _)| id)
}

#[test]
fn expressions_are_worth_what_the_table_says() {
    let laws = laws(include_str!("laws.txt"));
    let model = compile(&definition(&laws)).unwrap_or_else(|findings| panic!("{}", findings.join("\n")));
    let mut wrong = Vec::new();
    for (at, law) in laws.iter().enumerate() {
        let record = law.record.iter().map(|(name, text)| {
            let id = attribute(&model, name);
            (id, read(text, &model.attributes[id].expr.ty))
        });
        let expr = &model.attributes[attribute(&model, &format!("law_{at}"))].expr;
        assert!(!matches!(expr.kind, ExprKind::Fold(_)), "{}", law.text);
        let value = eval(expr, &model, &Record(record.collect()));
        let shown = if value.is_missing() { "missing".to_owned() } else { value.to_string().replace(' ', "_") };
        if shown != law.value {
            wrong.push(format!("{} is {shown}", law.text));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), laws.len(), wrong.join("\n"));
}
