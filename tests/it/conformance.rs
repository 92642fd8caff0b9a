//! The published cases of the language: each is a definition, a log and what a run over it must come to.

use super::support::{funnelc, shared};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// The sections of a report.
const SECTIONS: [&str; 11] =
    ["funnel", "as_of", "period", "input", "stages", "triggers", "conversions", "slas", "metrics", "series", "okrs"];

#[test]
fn every_case_comes_to_what_it_must() {
    let Some(folder) = shared("conformance") else { return };
    let mut cases: Vec<_> =
        std::fs::read_dir(folder).expect("cases").map(|entry| entry.expect("a case").path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    let mut faults = String::new();
    for case in &cases {
        let differences = differences(case);
        let name = case.file_name().unwrap_or_default().to_string_lossy();
        println!("{name}: {}", if differences.is_empty() { "as it must be" } else { "differs" });
        for difference in differences {
            let _ = writeln!(faults, "{name}: {difference}");
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

fn differences(case: &Path) -> Vec<String> {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("out");
    let mut command = funnelc();
    command.current_dir(case).args(["run", "funnel.yaml", "--tables", "ndjson", "--out"]).arg(&out).arg("--events");
    let mut logs: Vec<_> = std::fs::read_dir(case).expect("a case").map(|entry| entry.expect("a file").file_name()).collect();
    logs.retain(|name| name.to_string_lossy().starts_with("events."));
    logs.sort();
    command.args(logs);
    if let Ok(arguments) = std::fs::read_to_string(case.join("args")) {
        command.args(arguments.split_whitespace());
    }
    let output = command.output().expect("the program runs");
    if output.status.code() != Some(0) {
        return vec![format!("exit {:?}: {}", output.status.code(), String::from_utf8_lossy(&output.stderr))];
    }
    let json = |path: &Path| -> Value { serde_json::from_str(&std::fs::read_to_string(path).expect("a file")).expect("JSON") };
    let expected = json(&case.join("expected.json"));
    let report = json(&out.join("report.json"));
    let rows = std::fs::read_to_string(out.join("assignments.ndjson")).expect("assignments");
    let rows: Vec<Value> = rows.lines().map(|line| serde_json::from_str(line).expect("a row")).collect();

    let mut found = Vec::new();
    for section in SECTIONS {
        if let Some(expected) = expected["report"].get(section) {
            compare(section, expected, report.get(section).unwrap_or(&Value::Null), &mut found);
        }
    }
    compare("assignments", &expected["assignments"], &Value::Array(rows), &mut found);
    found
}

/// Notes where `actual` is not what is `expected`. Keys that are not expected are open.
fn compare(place: &str, expected: &Value, actual: &Value, found: &mut Vec<String>) {
    let differ = |found: &mut Vec<String>| found.push(format!("{place}: {actual} where {expected} is expected"));
    let is_from = place.rsplit('.').next() == Some("from");
    match (expected, actual) {
        (Value::Object(fields), Value::Null) if fields.values().all(Value::is_null) => {}
        (Value::Null, Value::Object(fields)) if fields.values().all(Value::is_null) => {}
        (Value::Object(fields), Value::Object(others)) => {
            for (key, value) in fields.iter().filter(|(key, _)| *key != "did_you_mean") {
                match others.get(key) {
                    Some(other) => compare(&format!("{place}.{key}"), value, other, found),
                    None => found.push(format!("{place}: no `{key}`, where {value} is expected")),
                }
            }
        }
        (Value::Array(items), Value::Array(others)) => {
            let (items, others) = (ordered(items), ordered(others));
            if items.len() != others.len() {
                found.push(format!("{place}: {} items where {} are expected", others.len(), items.len()));
            }
            for (at, (item, other)) in items.iter().zip(&others).enumerate() {
                compare(&format!("{place}[{}]", key(item).unwrap_or(at.to_string())), item, other, found);
            }
        }
        (Value::Array(items), Value::String(_)) if is_from && items.len() == 1 => compare(place, &items[0], actual, found),
        (Value::String(_), Value::Array(items)) if is_from && items.len() == 1 => {
            compare(place, expected, &items[0], found);
        }
        (Value::Bool(a), Value::Bool(b)) if a == b => {}
        (Value::Null, Value::Null) => {}
        (a, b) => match (number(a), number(b), instant(a), instant(b)) {
            (_, _, Some(a), Some(b)) if (a - b).abs() <= 1_000 => {}
            (Some(a), Some(b), ..) if (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1e-6) => {}
            _ if a.is_string() && a == b => {}
            _ => differ(found),
        },
    }
}

/// Lists of things with a name, by their names; others as they are.
fn ordered(items: &[Value]) -> Vec<Value> {
    let mut items = items.to_vec();
    if items.iter().all(|item| key(item).is_some()) {
        items.sort_by_key(key);
    }
    items
}

/// What a thing is found by: its id, the ends of a conversion, the name of an unknown event.
fn key(item: &Value) -> Option<String> {
    let text = |key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
    text("id")
        .or_else(|| Some(format!("{} → {}", text("from")?, text("to")?)))
        .or_else(|| Some(text("event")?).filter(|_| item.get("count").is_some()))
}

/// A number, or a decimal as text.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

/// An instant in microseconds.
fn instant(value: &Value) -> Option<i64> {
    value.as_str()?.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond)
}
