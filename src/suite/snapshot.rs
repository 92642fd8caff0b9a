//! Snapshots as texts: sorted, a fact a line, so that a difference reads as what has changed.

use super::{Keep, Snapshot};
use crate::diagnostics::{Finding, Sources};
use crate::ids::Id;
use crate::model::Model;
use crate::replay::outcome::Outcome;
use crate::report::Report;
use crate::time::instant;
use crate::value::{Value, number_text};
use serde_json::Value as Json;
use std::fmt::Write as _;

/// What is left out of a report: it says nothing of the log.
const LEFT_OUT: [&str; 2] = ["schema", "fingerprint"];
/// The keys by which things of a list are told apart, the first that is there.
const KEYS: [&str; 4] = ["id", "period", "event", "value"];

/// The sections that a report has.
pub fn sections() -> Vec<String> {
    let schema = schemars::schema_for!(Report);
    let properties = schema.get("properties").and_then(Json::as_object);
    properties.into_iter().flat_map(|properties| properties.keys()).filter(|name| !LEFT_OUT.contains(&name.as_str())).cloned().collect()
}

/// The name of the file of a part of a snapshot: `STEM__NAME.KEEP.txt`, where STEM is the test file's.
pub fn file_name(stem: &str, name: &str, keep: Keep) -> String {
    format!("{stem}__{name}.{}.txt", keep.word())
}

/// The stem that a file's name begins with, if it is one of a snapshot.
pub fn stem_of(file: &str) -> Option<&str> {
    let (stem, rest) = file.split_once("__")?;
    Keep::ALL.iter().any(|keep| rest.ends_with(&format!(".{}.txt", keep.word()))).then_some(stem)
}

/// The head of a file: whose it is.
fn head(source: &str, snapshot: &Snapshot, keep: Keep) -> String {
    format!("---\nsource: {source}\nsnapshot: {}\nkeep: {}\n---\n", snapshot.name, keep.word())
}

/// The numbers of a report, sorted: `stages.mql.entries: 69`.
///
/// # Errors
/// Where the report is no JSON, which is a fault of this program.
pub fn report(source: &str, snapshot: &Snapshot, report: &Report) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string(report)?;
    let mut lines = Vec::new();
    if let Json::Object(parts) = serde_json::from_str(&text)? {
        for (name, part) in &parts {
            let wanted = snapshot.sections.is_empty() || snapshot.sections.contains(name);
            if wanted && !LEFT_OUT.contains(&name.as_str()) {
                flatten(name, part, snapshot.round, &mut lines);
            }
        }
    }
    lines.sort();
    Ok(lines.into_iter().fold(head(source, snapshot, Keep::Report), |text, line| text + &line + "\n"))
}

fn flatten(path: &str, value: &Json, round: Option<u8>, lines: &mut Vec<String>) {
    match value {
        Json::Object(parts) => {
            for (name, part) in parts {
                flatten(&format!("{path}.{name}"), part, round, lines);
            }
        }
        Json::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let (key, without) = key(item);
                let mut item = item.clone();
                if let Json::Object(parts) = &mut item {
                    parts.retain(|name, _| !without.contains(&name.as_str()));
                }
                flatten(&format!("{path}.{}", key.unwrap_or_else(|| at.to_string())), &item, round, lines);
            }
        }
        Json::Number(number) => {
            let whole = number.as_i64().is_some() || number.as_u64().is_some();
            let text = number.as_f64().filter(|_| !whole).map_or_else(|| number.to_string(), |number| rounded(number, round));
            lines.push(format!("{path}: {text}"));
        }
        Json::String(text) => lines.push(format!("{path}: {}", one_line(text))),
        Json::Bool(truth) => lines.push(format!("{path}: {truth}")),
        Json::Null => lines.push(format!("{path}: null")),
    }
}

/// What a thing of a list is called, and which of its keys say so.
fn key(item: &Json) -> (Option<String>, &'static [&'static str]) {
    let text = |key: &str| item.get(key).and_then(Json::as_str);
    for (at, key) in KEYS.iter().enumerate() {
        if let Some(text) = text(key) {
            return (Some(one_line(text)), &KEYS[at..=at]);
        }
    }
    match (text("from"), text("to")) {
        (Some(from), Some(to)) => (Some(format!("{from} -> {to}")), &["from", "to"]),
        _ => (None, &[]),
    }
}

/// The visits of all subjects, in order of their names, then as they happened.
pub fn assignments(source: &str, snapshot: &Snapshot, model: &Model, outcome: &Outcome) -> String {
    let dimensions: Vec<&str> =
        model.attributes.iter().filter(|attribute| attribute.dimension).map(|attribute| attribute.name.as_str()).collect();
    let mut text = head(source, snapshot, Keep::Assignments);
    for visit in outcome.visits.iter() {
        let subject = one_line(outcome.subjects.name(visit.subject as usize));
        let stage = &model.stages[visit.stage].name;
        let left = visit.left_at.map_or_else(|| "now".to_owned(), instant::format);
        let _ = write!(text, "{subject}  {stage} {}  {}..{left}", visit.number, instant::format(visit.entered_at));
        if let Some(trigger) = visit.trigger {
            let _ = write!(text, "  by {}", model.triggers[trigger].name);
        }
        for (id, score) in model.scores.enumerate() {
            let _ = write!(text, "  {} {}", score.name, rounded(visit.scores[id.index()], snapshot.round));
        }
        for (name, value) in dimensions.iter().zip(visit.dimensions) {
            let value = match value {
                Value::Number(number) => rounded(*number, snapshot.round),
                other => one_line(&other.to_string()),
            };
            let _ = write!(text, "  {name} {value}");
        }
        text.push('\n');
    }
    text
}

/// What `check` finds, in order of place.
pub fn findings(source: &str, snapshot: &Snapshot, findings: &[Finding], sources: &Sources) -> String {
    let mut text = head(source, snapshot, Keep::Findings);
    for finding in findings {
        // The lines move with every edit above them, so they are no part of it; what stands there is.
        let at = sources.text(finding.span).lines().next().unwrap_or_default();
        let _ = writeln!(text, "{} {}: {}  at `{}`", finding.severity.word(), finding.code.name, one_line(&finding.message), at.trim());
    }
    text
}

/// A number with so many digits after the point at most.
fn rounded(number: f64, digits: Option<u8>) -> String {
    let Some(digits) = digits else { return number_text(number) };
    let text = format!("{number:.*}", usize::from(digits));
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn one_line(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_as_many_digits_as_wanted() {
        let table =
            [(54.998_659, Some(2), "55"), (0.126, Some(2), "0.13"), (-0.001, Some(2), "0"), (0.1, None, "0.1"), (1200.0, Some(0), "1200")];
        for (number, digits, text) in table {
            assert_eq!(rounded(number, digits), text, "{number}");
        }
    }

    #[test]
    fn files_are_told_by_their_names() {
        assert_eq!(file_name("funnel", "year", Keep::Report), "funnel__year.report.txt");
        assert_eq!(stem_of("funnel__year.report.txt"), Some("funnel"));
        assert_eq!([stem_of("funnel__year.txt"), stem_of("notes.txt")], [None, None]);
    }

    #[test]
    fn things_of_a_list_go_by_their_names() {
        let json: Json = serde_json::from_str(r#"[{"from":"a","to":"b","rate":0.5},{"id":"x","n":null},{"n":1}]"#).unwrap();
        let mut lines = Vec::new();
        flatten("all", &json, None, &mut lines);
        assert_eq!(lines, ["all.a -> b.rate: 0.5", "all.x.n: null", "all.2.n: 1"]);
    }
}
