//! Fixtures are definitions with their findings drawn in: under the bytes a finding is about stand carets, its code, its message
//! and its help; under the bytes of its further labels stand dashes. A case without carets is a definition without findings.
//!
//! `FUNNELC_UPDATE=1 cargo test --lib resolve::tests` draws them anew.

use super::resolve;
use crate::diagnostics::{Finding, Findings, Sources};
use crate::model::Model;
use crate::span::Span;
use crate::syntax::document;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Reads and resolves files that are one definition.
fn definition(files: &[&str]) -> (Option<Model>, Vec<Finding>) {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let mut documents = Vec::new();
    for (at, text) in files.iter().enumerate() {
        let file = sources.add(format!("{at}.yaml"), *text);
        documents.extend(document::read(file, text, &mut findings));
    }
    let model = if documents.len() == files.len() { resolve(&documents, &mut findings) } else { None };
    (model, findings.sorted())
}

/// A line that the drawing made.
fn is_drawn(line: &str) -> bool {
    let rest = line.trim_start_matches(' ').strip_prefix('#').map(|rest| rest.trim_start_matches(' '));
    rest.is_some_and(|rest| rest.starts_with('^') || rest.starts_with("---"))
}

/// The definition with its findings drawn under their bytes.
fn drawn(text: &str, findings: &[Finding]) -> String {
    let mut under: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
    let mut note = |span: Span, sign: &str, words: String| {
        let start = (span.start as usize).min(text.len());
        let line = text[..start].matches('\n').count();
        let begin = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let column = text[begin..start].chars().count().max(1);
        let width = text[start..end.min(span.end as usize).max(start)].chars().count().max(3);
        under.entry(line).or_default().push((column, format!("#{}{} {words}", " ".repeat(column - 1), sign.repeat(width))));
    };
    for finding in findings {
        let mut words = format!("{}: {}", finding.code.name, finding.message);
        if let Some(help) = &finding.help {
            let _ = write!(words, " · {help}");
        }
        note(finding.span, "^", words);
        for label in &finding.others {
            note(label.span, "-", format!("{}: {}", finding.code.name, label.text));
        }
    }
    let mut out = String::new();
    for (at, line) in text.lines().enumerate() {
        out.push_str(line);
        out.push('\n');
        for (_, drawn) in under.remove(&at).unwrap_or_default() {
            out.push_str(&drawn);
            out.push('\n');
        }
    }
    for (_, drawn) in under.into_values().flatten() {
        out.push_str(&drawn);
        out.push('\n');
    }
    out
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/resolve");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn findings_stand_where_fixtures_draw_them() {
    let update = std::env::var_os("FUNNELC_UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in fixtures() {
        let before = std::fs::read_to_string(&path).unwrap();
        let mut after = String::new();
        for case in before.split_inclusive("# ===").collect::<Vec<_>>().concat().split("# ===").filter(|case| !case.is_empty()) {
            let (title, body) = case.split_once('\n').unwrap();
            let plain: String = body.split_inclusive('\n').filter(|line| !is_drawn(line)).collect();
            let (model, findings) = definition(&[&plain]);
            assert_eq!(model.is_none(), findings.iter().any(|finding| finding.severity == crate::diagnostics::Severity::Error), "{title}");
            let _ = write!(after, "# ==={title}\n{}", drawn(&plain, &findings));
        }
        if after != before {
            if update {
                std::fs::write(&path, &after).unwrap();
            } else {
                wrong.push(format!("{}:\n{after}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "drawn otherwise; FUNNELC_UPDATE=1 writes it:\n{}", wrong.join("\n"));
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
            if ["slas.rs", "invariants.rs", "metrics.rs", "okrs.rs", "tests.rs"].iter().any(|other| path.ends_with(other)) {
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
    let drawn: String = fixtures().iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    // two files are needed for this one: see the test of included files
    let missing: Vec<&String> = made.iter().filter(|code| !drawn.contains(&format!("^ {code}:")) && *code != "key-repeated").collect();
    assert!(missing.is_empty(), "no fixture for {missing:?}");
}

/// A folder of definitions that other projects share, where it is at hand.
fn shared() -> Vec<PathBuf> {
    let root = std::env::var("FUNNELC_SHARED").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let mut found: Vec<PathBuf> = Vec::new();
    for pattern in ["conformance/*/funnel.yaml", "bench/workloads/*.yaml"] {
        found.extend(glob::glob(&format!("{root}/{pattern}")).unwrap().flatten());
    }
    found.sort();
    found
}

#[test]
fn shared_definitions_resolve_without_findings() {
    let files = shared();
    if files.is_empty() {
        println!("no shared definitions here: nothing to resolve");
    }
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let (model, findings) = definition(&[&text]);
        assert!(findings.is_empty(), "{}:\n{}", path.display(), drawn(&text, &findings));
        assert!(model.is_some(), "{}", path.display());
    }
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
