//! Findings as SARIF 2.1.0, which code scanners and editors read.

use super::{Checked, place};
use crate::diagnostics::{Code, Sources};
use crate::span::Span;
use serde_json::{Value, json};

/// One run of the tool over all definitions, ending in a line feed.
pub fn sarif(checked: &[Checked<'_>]) -> String {
    let mut rules: Vec<&Code> = checked.iter().flat_map(|one| one.findings).map(|finding| finding.code).collect();
    rules.sort_unstable_by_key(|code| code.name);
    rules.dedup_by_key(|code| code.name);
    let mut results = Vec::new();
    for one in checked {
        for finding in one.findings {
            let help = finding.help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {help}"));
            let related: Vec<Value> = finding.others.iter().map(|label| location(one.sources, label.span, Some(&label.text))).collect();
            results.push(json!({
                "ruleId": finding.code.name,
                "ruleIndex": rules.iter().position(|rule| rule.name == finding.code.name),
                "level": finding.severity.word(),
                "message": { "text": format!("{}{help}", finding.message) },
                "locations": [location(one.sources, finding.span, None)],
                "relatedLocations": related,
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
    let lines: Vec<&str> = code.page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let page = lines.join("\n");
    json!({
        "id": code.name,
        "shortDescription": { "text": code.summary() },
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
