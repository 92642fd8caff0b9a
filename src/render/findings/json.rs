//! Findings as JSON: a list, and how many there are of each severity.

use super::{Checked, Position, place};
use crate::diagnostics::{Finding, Severity, Sources};
use crate::span::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// What `funnelc check` found.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Findings")]
pub struct FoundDocument<'a> {
    /// The version of this layout.
    schema: u32,
    /// How many findings are errors.
    errors: usize,
    /// How many are warnings.
    warnings: usize,
    /// The findings, definition by definition as they were named, in each by place.
    findings: Vec<Item<'a>>,
}

/// One thing that is wrong or suspicious.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
pub struct Item<'a> {
    /// What kind of finding it is, in words; `funnelc explain CODE` says more.
    code: &'a str,
    /// `error` or `warning`.
    #[schemars(extend("enum" = ["error", "warning"]))]
    severity: &'a str,
    /// What is wrong, in one line that stands alone.
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    /// What is said under the bytes; may be empty.
    label: &'a str,
    /// Further places, each with what is said of it.
    others: Vec<Other<'a>>,
    /// The next act.
    help: Option<&'a str>,
}

/// A further place.
#[derive(Serialize, JsonSchema)]
struct Other<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    /// What is said of it.
    label: &'a str,
}

/// The bytes that something is about.
#[derive(Serialize, JsonSchema)]
struct Place<'a> {
    /// The path of the file, as the definition was named on the command line.
    file: &'a str,
    /// Its first character.
    start: Position,
    /// The character after its last.
    end: Position,
}

impl<'a> Place<'a> {
    fn of(sources: &'a Sources, span: Span) -> Self {
        let (file, start, end) = place(sources, span);
        Self { file, start, end }
    }
}

/// The findings of one definition, as they stand in a document.
pub fn items<'a>(checked: &Checked<'a>) -> Vec<Item<'a>> {
    let Checked { sources, findings } = *checked;
    let item = |finding: &'a Finding| Item {
        code: finding.code.name,
        severity: finding.severity.word(),
        message: &finding.message,
        place: Place::of(sources, finding.span),
        label: &finding.label,
        others: finding.others.iter().map(|label| Other { place: Place::of(sources, label.span), label: &label.text }).collect(),
        help: finding.help.as_deref(),
    };
    findings.iter().map(item).collect()
}

/// All findings as one document, ending in a line feed.
pub fn json(checked: &[Checked<'_>]) -> String {
    let count = |severity| checked.iter().flat_map(|one| one.findings).filter(|finding| finding.severity == severity).count();
    let findings = checked.iter().flat_map(items).collect();
    let document = FoundDocument { schema: 1, errors: count(Severity::Error), warnings: count(Severity::Warning), findings };
    // Texts and numbers only: there is nothing in it that JSON could not say.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}
