//! A file of tests as written (L10): scenarios in a virtual clock, and snapshots of logs.
//!
//! As in [`super::document`], whatever names something or holds a value is a [`Text`], so that a finding points at its bytes.

use super::yaml::reader::What;
use super::yaml::{self, Entries, Form, OneOrMany, Spanned, Text, Written};
use crate::diagnostics::{Finding, Findings, codes};
use crate::span::{FileId, Span};
use schemars::JsonSchema;
use serde::Deserialize;

/// Reads one file. `None`: nothing of it can be used; the findings say why.
pub fn read(file: FileId, text: &str, findings: &mut Findings) -> Option<Document> {
    let tree = yaml::parse(file, text, findings);
    let Some(root) = &tree.root else {
        if tree.whole {
            let first = text.lines().next().map_or(0, str::len);
            let finding = Finding::new(&codes::TESTS_EMPTY, Span::new(file, 0, first), "the file holds no tests");
            findings.push(finding.label("nothing here").help("begin with `funnel: ../a_funnel.yaml` and a section `tests:`"));
        }
        return None;
    };
    let what = What { name: "a file of tests", wants: "sections such as `funnel:` and `tests:`", example: "funnel: ../a_funnel.yaml" };
    let mut document: Document = yaml::reader::read(&what, text, root, findings)?;
    document.span = root.span;
    tree.whole.then_some(document)
}

/// Whether a file is one of tests, going by the keys at its top: one is `tests` or `snapshots`, and none is of a definition.
pub fn is_suite(text: &str) -> bool {
    let tops = text.lines().filter_map(|line| line.split_once(':').map(|(key, _)| key.trim_end()));
    let mut found = false;
    for top in tops {
        match top {
            "tests" | "snapshots" => found = true,
            "stages" | "triggers" | "events" => return false,
            _ => {}
        }
    }
    found
}

/// A file of tests of a definition.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    /// The bytes of the whole.
    #[serde(skip)]
    pub span: Span,
    /// The definition under test: a file, or a folder with `funnel.yaml`, relative to this file.
    pub funnel: Written<Text>,
    /// Scenarios by their names.
    pub tests: Written<Entries<Test>>,
    /// Logs by a name, with what is to be kept of them.
    pub snapshots: Written<Entries<Snapshot>>,
}

/// A value of a test: a text, or nothing.
pub type Scalar = Option<Text>;
/// The keys of an event: its fields, and under `fields` those whose names mean something else.
pub type StepEntries = Entries<Form<Scalar, Entries<Scalar>>>;
/// A value, or a number within a tolerance.
pub type Said = Form<Scalar, Near>;
/// An action: its kind, or its kind with what is said of it.
pub type Action = Form<Text, Entries<Entries<Text>>>;

/// A scenario: what happens, and what is to come of it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Test {
    /// What it shows, in a sentence.
    pub title: Written<Text>,
    /// Who the events without a `subject` are of; what the funnel calls its subjects when absent.
    pub subject: Written<Text>,
    /// The instant that `+` counts from; the first event's when absent.
    pub start: Written<Text>,
    /// What happens.
    pub events: Written<Vec<Step>>,
    /// Until when time runs; the last instant that the test names when absent.
    pub until: Written<Text>,
    /// The period of `metrics`; everything until the end when absent.
    pub period: Written<Text>,
    /// What is to come of the test's subject.
    pub expect: Written<Expect>,
    /// What is to come of further subjects, by their names.
    pub subjects: Written<Entries<Expect>>,
    /// What metrics come to.
    pub metrics: Written<Entries<Said>>,
}

/// An event: `at`, `event`, and its fields by their names; `subject`, `id`, `seq` and `repeat` where wanted. A field with one of
/// those names stands under `fields`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Step(pub Spanned<StepEntries>);

impl Default for Spanned<StepEntries> {
    fn default() -> Self {
        Self { value: Entries::default(), span: Span::default() }
    }
}

impl JsonSchema for Step {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Step".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let scalar = serde_json::json!(["string", "number", "boolean", "null"]);
        let said = |words: &str| serde_json::json!({ "type": ["string", "number"], "description": words });
        schemars::json_schema!({
            "description": "An event: when, what, and its fields by their names.",
            "type": "object",
            "required": ["at", "event"],
            "properties": {
                "at": said("When: an instant, or `+3h` after the start of the test."),
                "event": said("An event of the catalog."),
                "subject": said("Whose it is; the test's subject when absent."),
                "id": said("Its own id; a second event with it is a duplicate."),
                "seq": said("Its order within an instant."),
                "repeat": said("`5 every 1d`: five such events in all, a day apart."),
                "fields": { "type": "object", "additionalProperties": { "type": scalar }, "description": "Fields whose names mean something else here." },
            },
            "additionalProperties": { "type": scalar },
        })
    }
}

/// What is to come of a subject.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Expect {
    /// All stages that it enters, in order.
    pub path: Written<Spanned<Vec<Text>>>,
    /// How things are at an instant: `stage`, `score.NAME`, `score.NAME.band`, `sla.NAME`, attributes.
    pub at: Written<Entries<Entries<Said>>>,
    /// Entries into stages.
    pub enters: Written<Entries<Form<Vec<Enter>, Enter>>>,
    /// Stages that it does not enter.
    pub never: Written<OneOrMany<Text>>,
    /// All that is to be done, in order: a kind, or a kind with `at`, `because` and properties.
    pub actions: Written<Spanned<Vec<Action>>>,
    /// What becomes of the clocks of an agreement: the states of all in order, or one clock.
    pub slas: Written<Entries<Form<OneOrMany<Text>, Clock>>>,
}

/// A number within a tolerance.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Near {
    /// The number (of metrics that are times, a duration).
    pub near: Written<Text>,
    /// How far off it may be.
    pub within: Written<Text>,
}

/// An entry into a stage.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Enter {
    /// When.
    pub at: Written<Text>,
    /// The trigger.
    pub because: Written<Text>,
    /// The how-manieth visit of the stage it begins; the first when absent.
    pub visit: Written<Text>,
}

/// A clock of an agreement.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Clock {
    /// `met`, `breached`, `cancelled` or `running`, at the end of the test.
    #[schemars(extend("enum" = ["met", "breached", "cancelled", "running"]))]
    pub state: Written<Text>,
    /// The how-manieth clock of the agreement it is; the first when absent.
    pub visit: Written<Text>,
    /// The last instant that is in time.
    pub deadline: Written<Text>,
    /// When it stopped, in time or late.
    pub stopped: Written<Text>,
}

/// A log and what is kept of what comes of it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Snapshot {
    /// Logs as for `run --events`, relative to this file; the files of the definition's sources when absent.
    pub events: Written<OneOrMany<Text>>,
    /// Until when time runs; the log's last event when absent.
    pub as_of: Written<Text>,
    /// What entries, firings and cohorts are limited to.
    pub period: Written<Text>,
    /// `report`, `assignments`, `findings`.
    pub keep: Written<OneOrMany<Text>>,
    /// Which sections of the report are kept, such as `stages` and `metrics`; all when absent.
    pub sections: Written<OneOrMany<Text>>,
    /// How many digits after the point numbers keep; all when absent.
    pub round: Written<Text>,
}
