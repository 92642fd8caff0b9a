//! Every figure of a report is explained: the catalogue of terms against the layout of `report.json`.

use crate::support::{funnelc, run};
use funnelc::glossary;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// What is a word or a label and no figure: names, texts of the definition, and the version of the layout.
const NO_FIGURES: &[&str] = &["schema"];

fn schema() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema/report.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the schema of reports")).expect("JSON")
}

/// The objects of the layout: name and properties. A generic one is named by what is before its `_`.
fn objects(schema: &Value) -> Vec<(String, &Value)> {
    let defined = schema["definitions"].as_object().or_else(|| schema["$defs"].as_object()).expect("definitions");
    let mut found: Vec<(String, &Value)> = vec![("Report".to_owned(), &schema["properties"])];
    found.extend(defined.iter().map(|(name, object)| (name.split('_').next().unwrap_or(name).to_owned(), &object["properties"])));
    found
}

/// Whether a property holds a number, an instant or a word that is worked out, alone or several.
fn is_figure(property: &Value) -> bool {
    let is_number = |ty: &Value| ty == "integer" || ty == "number";
    let typed = match &property["type"] {
        Value::Array(types) => types.iter().any(is_number),
        ty => is_number(ty),
    };
    let figures = ["Figure", "Interval", "Instant", "Status", "Kind"];
    let refers = property["$ref"].as_str().is_some_and(|path| figures.iter().any(|name| path.ends_with(&format!("/{name}"))));
    let inside = ["anyOf", "allOf"].iter().filter_map(|key| property[*key].as_array()).flatten().any(is_figure);
    typed || refers || inside || (property["items"].is_object() && is_figure(&property["items"]))
}

#[test]
fn every_figure_of_a_report_has_a_term() {
    let schema = schema();
    let mut without = Vec::new();
    for (object, properties) in objects(&schema) {
        for (key, property) in properties.as_object().into_iter().flatten() {
            let known = || glossary::of_key(&object, key).is_some() || NO_FIGURES.contains(&key.as_str());
            if is_figure(property) && !known() {
                without.push(format!("{object}.{key}: {}", property["description"]));
            }
        }
    }
    assert!(without.is_empty(), "add them to src/glossary:\n{}", without.join("\n"));
}

#[test]
fn every_key_of_a_term_is_in_the_layout() {
    let schema = schema();
    let mut keys = BTreeSet::new();
    for (object, properties) in objects(&schema) {
        for (key, _) in properties.as_object().into_iter().flatten() {
            keys.extend([key.clone(), format!("{object}.{key}")]);
        }
    }
    let gone: Vec<String> = glossary::all()
        .flat_map(|term| term.keys.iter().map(move |key| (term, key)))
        .filter(|(_, key)| !keys.contains(**key))
        .map(|(term, key)| format!("{}: {key}", term.name))
        .collect();
    assert!(gone.is_empty(), "no such key:\n{}", gone.join("\n"));
}

/// The heads of the tables that the summary of the example has, for each audience, in a period beside the one before.
#[test]
fn every_head_of_a_table_of_the_summary_is_explained() {
    // Who or what a row is about, no figure.
    let names = ["stage", "step", "service level", "metric", "since", "leads", "open", "earlier"];
    let mut heads = BTreeSet::new();
    for audience in ["leadership", "team"] {
        let said = run(
            Path::new(env!("CARGO_MANIFEST_DIR")),
            &["run", "funnels/b2b_saas", "--period", "2026-Q3", "--compare", "previous", "--audience", audience],
        );
        assert_eq!((said.code, said.err.as_str()), (0, ""));
        let starts = ["  stage  ", "  step  ", "  service level  ", "  metric  "];
        for line in said.out.lines().filter(|line| starts.iter().any(|start| line.starts_with(start))) {
            heads.extend(line.trim().split("  ").map(|head| head.trim().to_owned()).filter(|head| !head.is_empty()));
        }
    }
    let without: Vec<&String> = heads.iter().filter(|head| glossary::find(head).is_none() && !names.contains(&head.as_str())).collect();
    assert!(heads.len() > 20 && without.is_empty(), "without a term: {without:?} of {heads:?}");
}

fn explained(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = funnelc().arg("explain").args(arguments).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("Unicode");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_figure_is_explained_by_its_name() {
    let (code, page, _) = explained(&["metric", "mature-rate"]);
    assert_eq!(code, Some(0));
    for part in ["mature-rate (share (0 to 1))", "converted among the mature / mature", "48.1 %", "Source: ", "In report.json: mature_rate"]
    {
        assert!(page.contains(part), "{part} in\n{page}");
    }
    assert_eq!(explained(&["metric", "mature_rate"]).1, page);
    let (code, list, _) = explained(&["metric"]);
    assert_eq!(code, Some(0));
    for term in glossary::all() {
        assert!(list.contains(&format!("  {} ", term.name)), "{}", term.name);
    }
}

#[test]
fn an_unknown_figure_is_an_error_with_a_hint() {
    let (code, out, err) = explained(&["metric", "mature-rat"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.contains("no figure of a report has the name `mature-rat`") && err.contains("did you mean `mature-rate`?"), "{err}");
    let (code, _, err) = explained(&["stage-dead-end", "twice"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("`twice` is one word too many"), "{err}");
}
