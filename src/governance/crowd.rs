//! Findings of which one says it all: a definition where no stage has an owner, a catalog taken over from an export.

use crate::diagnostics::{Code, Finding, Severity, Sources, codes};
use crate::span::FileId;
use std::collections::BTreeMap;

/// More than this many of one kind are said as one.
const FEW: usize = 3;

/// So many lines are named.
const NAMED: usize = 8;

/// What comes in crowds.
static CROWDS: &[&Code] = &[
    &codes::ATTRIBUTE_UNUSED,
    &codes::EVENT_UNUSED,
    &codes::FIELD_UNUSED,
    &codes::LET_UNUSED,
    &codes::METRIC_UNUSED,
    &codes::OBJECTIVE_OVER,
    &codes::SCORE_UNUSED,
    &codes::STAGE_UNDESCRIBED,
];

/// The findings, with crowds gathered: the first of more than a few in one file stands for all, and says where the others are.
pub fn gathered(findings: &[Finding], sources: &Sources) -> Vec<Finding> {
    let mut crowds: BTreeMap<(&str, FileId, Severity), Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| CROWDS.iter().any(|code| code.name == finding.code.name)) {
        crowds.entry((finding.code.name, finding.span.file, finding.severity)).or_default().push(finding);
    }
    crowds.retain(|_, crowd| crowd.len() > FEW);
    let mut left: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        match crowds.get(&(finding.code.name, finding.span.file, finding.severity)) {
            None => left.push(finding.clone()),
            Some(crowd) if std::ptr::eq(crowd[0], finding) => left.push(spokesman(crowd, sources)),
            Some(_) => {}
        }
    }
    left
}

fn spokesman(crowd: &[&Finding], sources: &Sources) -> Finding {
    let (first, rest) = (crowd[0].clone(), &crowd[1..]);
    let text = sources.get(first.span.file).map_or("", |file| file.text.as_str());
    let line = |finding: &&Finding| text.get(..finding.span.start as usize).map_or(0, |before| before.matches('\n').count()) + 1;
    let mut lines: Vec<usize> = rest.iter().map(line).collect();
    lines.dedup();
    let more = lines.len().saturating_sub(NAMED);
    let named: Vec<String> = lines.iter().take(NAMED).map(usize::to_string).collect();
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    let word = if lines.len() == 1 { "line" } else { "lines" };
    let message = format!("{}, and so with {} others ({word} {}{tail})", first.message, rest.len(), named.join(", "));
    Finding { message, ..first }
}
