//! Fixtures for tests: definitions with their findings drawn in. Under the bytes a finding is about stand carets, its code, its
//! message and its help; under the bytes of its further labels stand dashes. A case without carets is without findings.
//!
//! A file holds cases that begin with `# === title`. `FUNNELC_UPDATE=1 cargo test --lib fixtures` draws them anew.

use crate::diagnostics::{Finding, Findings, Severity, Sources};
use crate::span::Span;
use crate::syntax::document::{self, Document};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Reads files that are one definition and gives it to a pass: what the pass makes of it, and all findings in order.
pub fn definition<M>(files: &[&str], pass: impl Fn(&[Document], &mut Findings) -> Option<M>) -> (Option<M>, Vec<Finding>) {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let mut documents = Vec::new();
    for (at, text) in files.iter().enumerate() {
        let file = sources.add(format!("{at}.yaml"), *text);
        documents.extend(document::read(file, text, &mut findings));
    }
    let model = if documents.len() == files.len() { pass(&documents, &mut findings) } else { None };
    (model, findings.sorted())
}

/// The files of a folder of fixtures, `tests/fixtures/FOLDER`.
pub fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Compares every case of a folder with what a pass finds in it.
pub fn compare<M>(folder: &str, pass: impl Fn(&[Document], &mut Findings) -> Option<M>) {
    compare_texts(folder, |text| definition(&[text], &pass));
}

/// Compares every case of a folder with what is found in its text.
pub fn compare_texts<M>(folder: &str, find: impl Fn(&str) -> (Option<M>, Vec<Finding>)) {
    let update = std::env::var_os("FUNNELC_UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in files(folder) {
        let before = std::fs::read_to_string(&path).unwrap();
        let mut after = String::new();
        for case in before.split("# ===").filter(|case| !case.is_empty()) {
            let (title, body) = case.split_once('\n').unwrap();
            let plain: String = body.split_inclusive('\n').filter(|line| !is_drawn(line)).collect();
            let (model, findings) = find(&plain);
            let errors = findings.iter().any(|finding| finding.severity == Severity::Error);
            assert_eq!(model.is_none(), errors, "{title}: no model, or one in spite of errors");
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

/// Definitions that other projects share, where they are at hand.
pub fn shared() -> Vec<PathBuf> {
    let root = std::env::var("FUNNELC_SHARED").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let mut found: Vec<PathBuf> = Vec::new();
    for pattern in ["conformance/*/funnel.yaml", "bench/workloads/*.yaml"] {
        found.extend(glob::glob(&format!("{root}/{pattern}")).unwrap().flatten());
    }
    found.sort();
    if found.is_empty() {
        println!("no shared definitions here: nothing to look at");
    }
    found
}

/// A line that the drawing made.
pub fn is_drawn(line: &str) -> bool {
    let rest = line.trim_start_matches(' ').strip_prefix('#').map(|rest| rest.trim_start_matches(' '));
    rest.is_some_and(|rest| rest.starts_with('^') || rest.starts_with("---"))
}

/// The definition with its findings drawn under their bytes.
pub fn drawn(text: &str, findings: &[Finding]) -> String {
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
