//! Findings as SARIF 2.1.0, which code scanners and editors read.

use super::{Checked, place};
use crate::diagnostics::{Code, Finding, Sources};
use crate::span::Span;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One run of the tool over all definitions, ending in a line feed.
pub fn sarif(checked: &[Checked<'_>]) -> String {
    let mut rules: Vec<&Code> = checked.iter().flat_map(|one| one.findings).map(|finding| finding.code).collect();
    rules.sort_unstable_by_key(|code| code.name);
    rules.dedup_by_key(|code| code.name);
    let mut results = Vec::new();
    let mut prints = Prints::default();
    for one in checked {
        for finding in one.findings {
            let help = finding.help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {help}"));
            let others = finding.others.iter().enumerate();
            let related: Vec<Value> = others.map(|(at, label)| related(at, location(one.sources, label.span, Some(&label.text)))).collect();
            results.push(json!({
                "ruleId": finding.code.name,
                "ruleIndex": rules.iter().position(|rule| rule.name == finding.code.name),
                "level": finding.severity.word(),
                "message": { "text": format!("{}{help}", finding.message) },
                "locations": [location(one.sources, finding.span, Some(finding.label.as_str()).filter(|label| !label.is_empty()))],
                "relatedLocations": related,
                "partialFingerprints": { "funnelc/v1": prints.next(one.sources, finding) },
            }));
        }
    }
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "funnelc",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| describe(rule)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

fn describe(code: &Code) -> Value {
    let page = code.markdown();
    json!({
        "id": code.name,
        "name": code.name,
        "shortDescription": { "text": code.summary() },
        "properties": { "tags": [code.group.word()] },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": code.severity.word() },
    })
}

fn location(sources: &Sources, span: Span, message: Option<&str>) -> Value {
    let (file, start, end) = place(sources, span);
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(file) },
            "region": { "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column },
        },
    });
    if let Some(message) = message {
        location["message"] = json!({ "text": message });
    }
    location
}

fn related(at: usize, mut location: Value) -> Value {
    location["id"] = json!(at + 1);
    location
}

/// By what a scanner knows a finding again after the lines above it have changed: its code, its file and the text it is about,
/// and the how many-eth of those it is.
#[derive(Default)]
struct Prints<'a>(BTreeMap<(&'a str, &'a str, &'a str), usize>);

impl<'a> Prints<'a> {
    fn next(&mut self, sources: &'a Sources, finding: &Finding) -> String {
        let (path, text) = sources.get(finding.span.file).map_or(("", ""), |file| (file.path.as_str(), file.text.as_str()));
        let start = (finding.span.start as usize).min(text.len());
        let begin = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let line = text.get(begin..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim();
        let seen = self.0.entry((finding.code.name, path, line)).or_default();
        *seen += 1;
        let whole = format!("{}\n{path}\n{line}\n{seen}", finding.code.name);
        blake3::hash(whole.as_bytes()).to_hex().chars().take(32).collect()
    }
}

/// A path as a relative or absolute URI reference.
fn uri(path: &str) -> String {
    let mut out = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
