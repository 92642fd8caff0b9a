//! Every code that resolution makes is drawn in a fixture of `tests/fixtures/resolve`; files of one definition.

use super::resolve;
use crate::diagnostics::{Finding, fixtures};
use crate::model::Model;
use std::collections::BTreeSet;
use std::path::Path;

fn definition(files: &[&str]) -> (Option<Model>, Vec<Finding>) {
    fixtures::definition(files, resolve)
}

#[test]
fn findings_stand_where_fixtures_draw_them() {
    fixtures::compare("resolve", resolve);
}

/// Codes that the passes of this folder make; each must be drawn in some fixture.
#[test]
fn every_code_of_resolution_is_in_a_fixture() {
    let mut made: BTreeSet<String> = BTreeSet::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/resolve");
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.ends_with("tests.rs") {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            for rest in text.split("codes::").skip(1) {
                let name: String = rest.chars().take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '_').collect();
                if !name.is_empty() {
                    made.insert(name.to_lowercase().replace('_', "-"));
                }
            }
        }
    }
    let drawn: String = fixtures::files("resolve").iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    // two files are needed for this one: see the test of included files
    let missing: Vec<&String> = made.iter().filter(|code| !drawn.contains(&format!("^ {code}:")) && *code != "key-repeated").collect();
    assert!(missing.is_empty(), "no fixture for {missing:?}");
}

#[test]
fn files_of_one_definition_are_one_space_of_names() {
    let main = "funnel: two\ninclude: [parts.yaml]\nstages: { a: {}, b: {} }\nevents: { e: {} }\ntriggers: { go: { from: a, to: c, on: e, when: hot } }\n";
    let parts = "let: { hot: count(e) > 1 }\nstages: { c: {}, b: {} }\ntriggers: { go: { from: a, to: b, on: e } }\nfunnel: three\ncalendar: { timezone: UTC }\n";
    let (_, findings) = definition(&[main, parts]);
    let said: Vec<String> = findings.iter().map(|finding| format!("{} {}", finding.code.name, finding.message)).collect();
    assert_eq!(
        said,
        [
            "name-duplicate `b` is defined twice",
            "name-duplicate `go` is defined twice",
            "key-repeated `funnel` is said in two files of the definition",
        ]
    );
}

#[test]
fn a_missing_file_leaves_names_open() {
    let (_, findings) =
        definition(&["funnel: one\ninclude: [gone.yaml]\nstages: { a: {} }\ntriggers: { go: { from: a, to: elsewhere, when: hot } }\n"]);
    assert!(findings.is_empty(), "{findings:?}");
}
