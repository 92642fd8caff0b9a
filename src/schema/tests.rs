//! What a schema refuses, the checker refuses too; what is right, both take.

use super::*;
use crate::check::compile;
use crate::diagnostics::{Findings, Severity, Sources};
use crate::resolve::fixtures;
use crate::syntax::document;
use jsonschema::Validator;
use std::path::{Path, PathBuf};

const DRAFTS: [Draft; 2] = [Draft::Draft07, Draft::Draft202012];

fn validator(kind: &str, draft: Draft) -> Validator {
    jsonschema::validator_for(&Kind::find(kind).unwrap().schema(draft)).unwrap()
}

fn faults(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

#[test]
fn schemas_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema");
    for kind in KINDS {
        let path = folder.join(format!("{}.json", kind.name));
        let text = kind.text(Draft::Draft07);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == text, "docs/schema/{}.json is out of date: run `UPDATE=1 cargo test --lib schemas_are_fresh`", kind.name);
    }
}

/// What stands in the schema without a description, by its path.
fn undescribed(schema: &Value, path: &str, found: &mut Vec<String>) {
    match schema {
        Value::Object(keys) => {
            for (name, property) in keys.get("properties").and_then(Value::as_object).into_iter().flatten() {
                if property.get("description").and_then(Value::as_str).is_none_or(str::is_empty) {
                    found.push(format!("{path}/{name}"));
                }
            }
            keys.iter().for_each(|(key, inner)| undescribed(inner, &format!("{path}/{key}"), found));
        }
        Value::Array(items) => items.iter().for_each(|inner| undescribed(inner, path, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_property_has_its_description() {
    for kind in KINDS {
        for draft in DRAFTS {
            let mut found = Vec::new();
            undescribed(&kind.schema(draft), kind.name, &mut found);
            assert!(found.is_empty(), "without a doc comment: {found:#?}");
        }
    }
}

#[test]
fn a_schema_says_its_draft_and_takes_itself_as_one() {
    for kind in KINDS {
        assert_eq!(kind.schema(Draft::Draft07)["$schema"], "http://json-schema.org/draft-07/schema#");
        assert_eq!(kind.schema(Draft::Draft202012)["$schema"], "https://json-schema.org/draft/2020-12/schema");
        for draft in DRAFTS {
            assert!(jsonschema::meta::is_valid(&kind.schema(draft)), "{}", kind.name);
        }
    }
}

/// Definitions with which nothing is wrong.
fn good() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = fixtures::shared();
    for pattern in ["funnels/*/funnel.yaml", "tests/data/*.yaml"] {
        paths.extend(glob::glob(&root.join(pattern).to_string_lossy()).unwrap().flatten());
    }
    paths.iter().map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect()
}

const SHAPES: &str = include_str!("../syntax/document/shapes.yaml");

#[test]
fn what_is_right_every_schema_takes() {
    let mut files = good();
    files.push(("shapes".to_owned(), SHAPES.to_owned()));
    for draft in DRAFTS {
        let validator = validator("funnel", draft);
        for (path, text) in &files {
            let faults = faults(&validator, &serde_yaml::from_str(text).unwrap());
            assert!(faults.is_empty(), "{path}: {faults:#?}");
        }
        for wrong in ["stage: {}", "stages: { a: { titel: x } }", "triggers: [a]", "stages: { a: { outcome: win } }", "title: [a]"] {
            assert!(!validator.is_valid(&serde_yaml::from_str(wrong).unwrap()), "{wrong}");
        }
    }
}

/// Whether the checker finds errors in it.
fn refused(text: &str) -> bool {
    let (_, findings) = fixtures::definition(&[text], compile);
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

#[test]
fn what_the_schema_refuses_of_the_fixtures_the_checker_refuses_too() {
    let validator = validator("funnel", Draft::Draft07);
    let mut refusals = 0;
    for path in ["resolve", "check"].iter().flat_map(|folder| fixtures::files(folder)) {
        let text = std::fs::read_to_string(&path).unwrap();
        for case in text.split("# ===").filter_map(|case| Some(case.split_once('\n')?.1)) {
            // what is no YAML has no schema either
            let Ok(value) = serde_yaml::from_str::<Value>(case) else { continue };
            let faults = faults(&validator, &value);
            refusals += usize::from(!faults.is_empty());
            assert!(faults.is_empty() || refused(case), "{}: only the schema refuses\n{case}\n{faults:#?}", path.display());
        }
    }
    assert!(refusals > 0, "no fixture is refused by the schema");
}

/// Every value within, replaced by `other` one after the other.
fn replaced(value: &Value, other: &Value) -> Vec<Value> {
    let mut all = vec![other.clone()];
    match value {
        Value::Object(keys) => {
            for (key, inner) in keys {
                all.extend(replaced(inner, other).into_iter().map(|changed| {
                    let mut keys = keys.clone();
                    keys.insert(key.clone(), changed);
                    Value::Object(keys)
                }));
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                all.extend(replaced(inner, other).into_iter().map(|changed| {
                    let mut items = items.clone();
                    items[at] = changed;
                    Value::Array(items)
                }));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    all
}

/// Every value of every shape, replaced by another kind of value: where the schema refuses, the reader has said something.
#[test]
fn what_the_schema_refuses_of_other_shapes_the_reader_refuses_too() {
    let validator = validator("funnel", Draft::Draft07);
    let shapes: Value = serde_yaml::from_str(SHAPES).unwrap();
    let others = [Value::Null, serde_json::json!([]), serde_json::json!(["a"]), serde_json::json!({}), serde_json::json!({ "unknown": 1 })];
    let mut refusals = 0;
    // that the whole is no map or an empty one is found later
    for changed in others.iter().flat_map(|other| replaced(&shapes, other).into_iter().skip(1)) {
        let faults = faults(&validator, &changed);
        let text = serde_yaml::to_string(&changed).unwrap();
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let file = sources.add("shapes.yaml", &text);
        let _ = document::read(file, &text, &mut findings);
        refusals += usize::from(!faults.is_empty());
        assert!(faults.is_empty() || !findings.is_empty(), "only the schema refuses: {faults:#?}\n{text}");
    }
    assert!(refusals > 500, "the schema refuses {refusals} only");
}

/// The same with texts, numbers and booleans, on a whole definition: where the schema refuses, the checker does.
#[test]
fn what_the_schema_refuses_of_other_values_the_checker_refuses_too() {
    let validator = validator("funnel", Draft::Draft07);
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("funnels/b2b_saas/funnel.yaml")).unwrap();
    let example: Value = serde_yaml::from_str(&text).unwrap();
    let others = [serde_json::json!("unheard_of"), serde_json::json!(7), serde_json::json!(true)];
    let mut refusals = 0;
    for changed in others.iter().flat_map(|other| replaced(&example, other)) {
        if validator.is_valid(&changed) {
            continue;
        }
        refusals += 1;
        let text = serde_yaml::to_string(&changed).unwrap();
        assert!(refused(&text), "only the schema refuses: {:#?}\n{text}", faults(&validator, &changed));
    }
    assert!(refusals > 100, "the schema refuses {refusals} only");
}

/// Whatever the program prints as findings is as their schema says, and no key more.
#[test]
fn findings_are_as_their_schema_says() {
    let text = "funnel: x\nstages: { a: { outcome: win }, a: {} }\ntriggers: { go: { from: a, to: b } }\n";
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let file = sources.add("x.yaml", text);
    let documents: Vec<_> = document::read(file, text, &mut findings).into_iter().collect();
    let _ = compile(&documents, &mut findings);
    let findings = findings.sorted();
    assert!(findings.iter().any(|finding| !finding.others.is_empty()), "{findings:#?}");
    let checked = [crate::render::findings::Checked { sources: &sources, findings: &findings }];
    let value: Value = serde_json::from_str(&crate::render::findings::json(&checked)).unwrap();
    for draft in DRAFTS {
        let faults = faults(&validator("findings", draft), &value);
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
