//! The slow reference gives the assignments of the cases of the language, read by the plainest of readers.

use crate::engines_agree::compile;
use crate::random::log::{Row, batches};
use crate::support::shared;
use funnelc::model::{Field, Model};
use funnelc::replay::outcome::{Outcome, Visit};
use funnelc::time::{Micros, Zone, instant};
use funnelc::value::{Decimal, Type, Value};
use serde_json::Value as Json;
use std::fs::read_to_string;
use std::path::Path;

fn time(text: &str) -> Option<Micros> {
    instant::parse(text, &Zone::utc()).ok()
}

/// A row that is known and well-formed; nothing for others.
fn row(model: &Model, line: &str) -> Option<Row> {
    let json: Json = serde_json::from_str(line).ok()?;
    let text = |key: &str| json.get(key).and_then(Json::as_str).map(str::to_owned);
    let event = model.events.iter().find(|event| Some(&event.name) == text("event").as_ref())?;
    let fields = event.fields.iter().map(|field| Some((field.name.clone(), cell(field, json.get(&field.name).unwrap_or(&Json::Null))?)));
    Some(Row {
        time: time(&text("time")?)?,
        event: event.name.clone(),
        subject: text("subject").or((!event.has_subject).then(String::new))?,
        id: text("id"),
        seq: json.get("seq").and_then(Json::as_i64),
        fields: fields.collect::<Option<_>>()?,
    })
}

fn cell(field: &Field, json: &Json) -> Option<Value> {
    match (&field.ty, json) {
        (_, Json::Null) => field.optional.then_some(Value::Missing),
        (Type::Boolean, Json::Bool(truth)) => Some(Value::Boolean(*truth)),
        (Type::Integer, Json::Number(number)) => number.as_i64().map(Value::Integer),
        (Type::Number, Json::Number(number)) => number.as_f64().map(Value::Number),
        (Type::Decimal, Json::Number(number)) => Decimal::parse(&number.to_string()).map(Value::Decimal),
        (Type::String | Type::Enum(_), Json::String(text)) => Some(Value::text(text)),
        _ => None,
    }
}

/// What a run over the case comes to.
fn run(folder: &Path) -> (Model, Outcome) {
    let read = |file: &str| read_to_string(folder.join(file)).unwrap_or_default();
    let model = compile(&read("funnel.yaml")).unwrap_or_else(|findings| panic!("{}: {}", folder.display(), findings.join("\n")));
    let rows: Vec<Row> = read("events.ndjson").lines().filter_map(|line| row(&model, line)).collect();
    let as_of = read("args").split_whitespace().skip_while(|word| *word != "--as-of").nth(1).and_then(time);
    let outcome = funnelc::reference::replay(&model, &batches(&model, &rows, 4), as_of);
    (model, outcome)
}

fn matches(expected: &Json, model: &Model, outcome: &Outcome, visit: Visit<'_>) -> bool {
    let instants = |key: &str, found: Option<Micros>| expected[key].as_str().and_then(time) == found;
    let words = |key: &str, found: Option<&str>| expected[key].as_str() == found;
    let number =
        |key: &str, found: f64| expected[key].as_f64().is_some_and(|wanted| (wanted - found).abs() <= 1e-6 * wanted.abs().max(1e-9));
    let dimensions = model.attributes.iter().filter(|attribute| attribute.dimension).zip(visit.dimensions);
    words("subject", Some(outcome.subjects.name(visit.subject as usize)))
        && words("stage", Some(&model.stages[visit.stage].name))
        && expected["visit"].as_u64() == Some(u64::from(visit.number))
        && instants("entered_at", Some(visit.entered_at))
        && instants("left_at", visit.left_at)
        && words("trigger", visit.trigger.map(|trigger| model.triggers[trigger].name.as_str()))
        && model.scores.iter().zip(visit.scores).all(|(score, value)| number(&format!("score_{}", score.name), *value))
        && dimensions.into_iter().all(|(attribute, value)| match value {
            Value::Missing => expected[&attribute.name].is_null(),
            Value::Boolean(truth) => expected[&attribute.name].as_bool() == Some(*truth),
            Value::Integer(_) | Value::Number(_) | Value::Decimal(_) => {
                number(&attribute.name, value.to_string().parse().unwrap_or(f64::NAN))
            }
            _ => words(&attribute.name, Some(&value.to_string())),
        })
}

#[test]
fn reference_gives_the_assignments_of_the_cases() {
    let Some(cases) = shared("conformance") else { return };
    for case in [
        "after_exact",
        "cascade",
        "contract_example",
        "counts",
        "expire",
        "folds",
        "half_life_down",
        "identity",
        "idle",
        "limits",
        "missing_in_conditions",
        "precedence",
        "range_clamp",
        "same_instant_guard",
        "ties",
    ] {
        let expected: Json =
            serde_json::from_str(&read_to_string(cases.join(case).join("expected.json")).unwrap_or_default()).unwrap_or_default();
        let (model, outcome) = run(&cases.join(case));
        let rows = expected["assignments"].as_array().cloned().unwrap_or_default();
        assert_eq!(outcome.visits.len(), rows.len(), "{case}: visits");
        for (visit, expected) in outcome.visits.iter().zip(&rows) {
            assert!(matches(expected, &model, &outcome, visit), "{case}: {visit:?} is not {expected}");
        }
        let input = &expected["report"]["input"];
        let counts = [outcome.counts.applied, outcome.counts.duplicates, outcome.counts.conflicts, outcome.counts.later];
        let wanted = ["applied", "duplicates", "conflicts", "later"].map(|key| input[key].as_u64().unwrap_or(u64::MAX));
        assert_eq!(counts, wanted, "{case}: applied, duplicates, conflicts, later");
    }
}
