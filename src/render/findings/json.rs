//! Findings as JSON: a list, and how many there are of each severity.

use super::{Checked, Position, place};
use crate::diagnostics::{Severity, Sources};
use crate::span::Span;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    errors: usize,
    warnings: usize,
    findings: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    label: &'a str,
    others: Vec<Other<'a>>,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Other<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    label: &'a str,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    start: Position,
    end: Position,
}

impl<'a> Place<'a> {
    fn of(sources: &'a Sources, span: Span) -> Self {
        let (file, start, end) = place(sources, span);
        Self { file, start, end }
    }
}

/// All findings as one document, ending in a line feed.
pub fn json(checked: &[Checked<'_>]) -> String {
    let count = |severity| checked.iter().flat_map(|one| one.findings).filter(|finding| finding.severity == severity).count();
    let items = checked.iter().flat_map(|one| one.findings.iter().map(|finding| (one.sources, finding))).map(|(sources, finding)| Item {
        code: finding.code.name,
        severity: finding.severity.word(),
        message: &finding.message,
        place: Place::of(sources, finding.span),
        label: &finding.label,
        others: finding.others.iter().map(|label| Other { place: Place::of(sources, label.span), label: &label.text }).collect(),
        help: finding.help.as_deref(),
    });
    let document = Document { errors: count(Severity::Error), warnings: count(Severity::Warning), findings: items.collect() };
    // Texts and numbers only: there is nothing in it that JSON could not say.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}
