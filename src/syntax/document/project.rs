//! What a team agrees on for all its definitions: `funnelc.yaml` beside them.

use super::gates::Impact;
use crate::diagnostics::Findings;
use crate::span::{FileId, Span};
use crate::syntax::yaml::reader::What;
use crate::syntax::yaml::{self, Entries, Form, Text, Written};
use schemars::JsonSchema;
use serde::Deserialize;

/// The project file, `funnelc.yaml`: what holds for every definition in its folder and below.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Project {
    /// The bytes of the whole.
    #[serde(skip)]
    pub span: Span,
    /// The teams there are: `owner` and `agreed_by` name one of them.
    pub teams: Written<Vec<Text>>,
    /// Findings that are not shown, by code (`field-unused`) or group (`metrics`), each with the reason.
    pub allow: Written<Entries<Allowance>>,
    /// Warnings that count as errors, by code or group, each with the reason.
    pub deny: Written<Entries<Allowance>>,
    /// How much a change may do to a log before somebody has to look: `funnelc diff` ends with 1 where it does more.
    pub impact: Written<Impact>,
}

/// Why findings are allowed or denied: the reason alone, or with a last day.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(from = "Form<Text, LongAllowance>")]
pub struct Allowance {
    /// The reason.
    pub because: Written<Text>,
    /// The last day on which it counts.
    pub until: Written<Text>,
}

/// The long form of an allowance.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct LongAllowance {
    /// The reason.
    because: Written<Text>,
    /// The last day on which it counts, `2026-12-31`.
    until: Written<Text>,
}

impl From<Form<Text, LongAllowance>> for Allowance {
    fn from(form: Form<Text, LongAllowance>) -> Self {
        match form {
            Form::Short(because) => Self { because: Written::Given(because), until: Written::Absent },
            Form::Long(LongAllowance { because, until }, _) => Self { because, until },
        }
    }
}

impl Project {
    /// Reads the file. An empty one says nothing, and is none.
    pub fn read(file: FileId, text: &str, findings: &mut Findings) -> Option<Self> {
        let tree = yaml::parse(file, text, findings);
        let root = tree.root.as_ref()?;
        let what = What { name: "a project file", wants: "keys such as `teams:` and `allow:`", example: "teams: [marketing, sales]" };
        let mut project: Self = yaml::reader::read(&what, text, root, findings)?;
        project.span = root.span;
        tree.whole.then_some(project)
    }
}
