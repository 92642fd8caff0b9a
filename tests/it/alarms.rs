//! No false alarms: what `check` says of definitions that are right, lints included. No errors; each warning that stands in a
//! snapshot was held against its definition and is right.

use super::support::{run, shared};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// What is found in definitions, a line each, paths as seen from `folder`.
fn found(folder: &Path, pattern: &str) -> String {
    let mut paths: Vec<_> = glob::glob(&folder.join(pattern).display().to_string()).expect("a pattern").flatten().collect();
    paths.sort();
    assert!(!paths.is_empty(), "nothing is called {pattern}");
    let mut text = String::new();
    for path in paths {
        let name = path.strip_prefix(folder).expect("within").display().to_string();
        let said = run(folder, &["check", &name, "--today", "2026-01-31", "--format", "json"]);
        assert_eq!(said.code, 0, "{name} has errors:\n{}{}", said.out, said.err);
        let document: Value = serde_json::from_str(&said.out).expect("JSON");
        let findings = document["findings"].as_array().expect("findings");
        let _ = writeln!(text, "{name}{}", if findings.is_empty() { ": nothing" } else { "" });
        for finding in findings {
            let word = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            let _ = writeln!(text, "  {} {} {}: {}", finding["start"]["line"], word("severity"), word("code"), word("message"));
        }
    }
    text
}

#[test]
fn the_definitions_of_this_repository() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    insta::assert_snapshot!(found(here, "funnels/*/funnel.yaml") + &found(here, "tests/data/*.yaml"));
}

#[test]
fn the_published_cases() {
    let Some(folder) = shared("conformance") else { return };
    insta::assert_snapshot!(found(&folder, "*/funnel.yaml"));
}

#[test]
fn the_workloads_that_engines_are_measured_by() {
    let Some(folder) = shared("bench") else { return };
    insta::assert_snapshot!(found(&folder, "workloads/*.yaml"));
}
