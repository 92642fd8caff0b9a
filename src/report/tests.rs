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

/// The list of keys of each version is committed and stays as it is: with any difference [`SCHEMA`] is raised, and a list begins anew.
#[test]
fn the_layout_of_a_version_stays_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/report/layout_{SCHEMA}.txt"));
    let now = layout();
    if std::env::var_os("UPDATE").is_some() && !path.exists() {
        let text: String = now.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(&path, text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    let known: BTreeSet<String> = stored.lines().map(str::to_owned).collect();
    let gone: Vec<&String> = known.difference(&now).collect();
    let new: Vec<&String> = now.difference(&known).collect();
    assert!(
        gone.is_empty() && new.is_empty(),
        "keys of version {SCHEMA} went or changed their type: {gone:#?}, and these came: {new:#?}\n\
         raise `SCHEMA`, and write its list with `UPDATE=1 cargo test --lib the_layout_of_a_version`"
    );
}
