//! The layout of `report.json` is a promise: `SCHEMA` changes with it.

use super::{Report, SCHEMA};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Every key with the types it may have: `stages[].entries: integer`.
fn layout() -> BTreeSet<String> {
    let schema = schemars::schema_for!(Report).to_value();
    let mut found = BTreeSet::new();
    walk(&schema, &schema, "", &mut found);
    // What a segment has under the key that everything has it under is said once.
    let is_repeated = |line: &str| {
        let whole = |segment: &str, of: &str| line.strip_prefix(segment).is_some_and(|rest| found.contains(&format!("{of}{rest}")));
        whole(".by.*[]", "") || whole(".comparison.by.*[]", ".comparison")
    };
    found.iter().filter(|line| !is_repeated(line)).cloned().collect()
}

fn walk(root: &Value, at: &Value, path: &str, found: &mut BTreeSet<String>) {
    if let Some(name) = at["$ref"].as_str().and_then(|link| link.strip_prefix("#/$defs/")) {
        return walk(root, &root["$defs"][name], path, found);
    }
    for choices in ["anyOf", "oneOf", "allOf"] {
        at[choices].as_array().into_iter().flatten().for_each(|choice| walk(root, choice, path, found));
    }
    match &at["type"] {
        Value::String(ty) => _ = found.insert(format!("{path}: {ty}")),
        Value::Array(types) => types.iter().filter_map(Value::as_str).for_each(|ty| _ = found.insert(format!("{path}: {ty}"))),
        _ => {}
    }
    for (key, property) in at["properties"].as_object().into_iter().flatten() {
        walk(root, property, &format!("{path}.{key}"), found);
    }
    if at["additionalProperties"].is_object() {
        walk(root, &at["additionalProperties"], &format!("{path}.*"), found);
    }
    if at["items"].is_object() {
        walk(root, &at["items"], &format!("{path}[]"), found);
    }
}

/// The list of keys is committed, and any difference to it is to be decided on: where a key went, has another type or means something
/// else, readers break, [`SCHEMA`] is raised and a list begins anew; a key that is added is written down in the list.
#[test]
fn no_key_of_a_version_goes_changes_its_type_or_comes_unnoticed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/report/layout_{SCHEMA}.txt"));
    let now = layout();
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    let gone: Vec<&str> = stored.lines().filter(|line| !now.contains(*line)).collect();
    assert!(gone.is_empty(), "these keys of version {SCHEMA} went or changed their type; raise `SCHEMA`: {gone:#?}");
    let text: String = now.iter().map(|line| format!("{line}\n")).collect();
    if std::env::var_os("UPDATE").is_some() {
        return std::fs::write(&path, &text).unwrap();
    }
    let known: BTreeSet<&str> = stored.lines().collect();
    let added: Vec<&String> = now.iter().filter(|line| !known.contains(line.as_str())).collect();
    assert!(
        text == stored,
        "these keys are new: {added:#?}\nif one of them is another key with a new name or meaning, raise `SCHEMA`; \
         if it is more than there was, write the list with `UPDATE=1 cargo test --lib no_key_of_a_version`"
    );
}
