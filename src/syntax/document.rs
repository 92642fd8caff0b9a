//! A definition as written (L1, L11): one struct for each section, read by serde, described by schemars.
//!
//! Everything that names something or holds an expression is a [`Text`], so that a finding points at its bytes.
//! Nothing is required here and no name is looked up: that is for those who know what a section means.

use super::yaml::{self, Comment, Entries, Form, OneOrMany, Spanned, Text, Written};
use crate::diagnostics::{Finding, Findings, codes};
use crate::span::{FileId, Span};
use schemars::JsonSchema;
use serde::Deserialize;

/// Reads one file. `None`: nothing of it can be used; the findings say why. With a document there may be findings too:
/// what they are about is [`Written::Wrong`] in it, or an entry without a value.
pub fn read(file: FileId, text: &str, findings: &mut Findings) -> Option<Document> {
    let tree = yaml::parse(file, text, findings);
    let Some(root) = &tree.root else {
        if tree.whole {
            let finding = Finding::new(&codes::DEFINITION_EMPTY, Span::new(file, 0, 0), "the file holds no definition");
            findings.push(
                finding.label("nothing here").help("begin with `funnel: a_name` and the sections `events:`, `stages:` and `triggers:`"),
            );
        }
        return None;
    };
    let mut document: Document = yaml::reader::read(text, root, findings)?;
    document.span = root.span;
    document.comments = tree.comments;
    // of a file that lost keys, or a section whose names others use, every further finding could be a mere consequence
    (tree.whole && !document.lost_names()).then_some(document)
}

/// The JSON Schema of a definition, for editors.
pub fn schema() -> schemars::Schema {
    schemars::generate::SchemaSettings::draft07().into_generator().into_root_schema_for::<Document>()
}

/// One file of a definition.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    /// The bytes of the whole.
    #[serde(skip)]
    pub span: Span,
    /// The comments in order.
    #[serde(skip)]
    pub comments: Vec<Comment>,
    /// The funnel's id, snake_case.
    pub funnel: Written<Text>,
    /// What people call it.
    pub title: Written<Text>,
    /// The team that answers for it.
    pub owner: Written<Text>,
    /// What moves through the funnel, e.g. `lead`.
    pub subject: Written<Text>,
    /// Further files, relative to this one, nothing outside its folder.
    pub include: Written<Vec<Text>>,
    /// Time zone, weeks, fiscal year and business hours.
    pub calendar: Written<Calendar>,
    /// The typed catalog of events.
    pub events: Written<Entries<Event>>,
    /// What is known of a subject, folded from its events.
    pub attributes: Written<Entries<Attribute>>,
    /// Scores and their rules.
    pub scoring: Written<Entries<Score>>,
    /// Named expressions (`let`).
    #[serde(rename = "let")]
    pub lets: Written<Entries<Text>>,
    /// The stages in funnel order.
    pub stages: Written<Entries<Stage>>,
    /// The triggers in order of precedence.
    pub triggers: Written<Entries<Trigger>>,
    /// Service level agreements.
    pub slas: Written<Entries<Sla>>,
    /// What must hold of the stage graph.
    pub invariants: Written<Entries<Text>>,
    /// Named numbers over all subjects in a period.
    pub metrics: Written<Entries<Text>>,
    /// Objectives and their key results.
    pub okrs: Written<Entries<Objective>>,
    /// Where events come from.
    pub sources: Written<Entries<Source>>,
}

impl Document {
    /// Whether a section is unreadable that other sections take names from.
    fn lost_names(&self) -> bool {
        self.events.is_wrong()
            || self.attributes.is_wrong()
            || self.scoring.is_wrong()
            || self.lets.is_wrong()
            || self.stages.is_wrong()
            || self.metrics.is_wrong()
            || self.include.is_wrong()
    }
}

/// Time zone, weeks, fiscal year and business hours.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Calendar {
    /// An IANA time zone; UTC when absent.
    pub timezone: Written<Text>,
    /// The first day of a week; monday when absent.
    #[schemars(extend("enum" = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]))]
    pub week_starts: Written<Text>,
    /// Month and day, `02-01`; `01-01` when absent.
    pub fiscal_year_starts: Written<Text>,
    /// When business clocks run.
    pub business_hours: Written<BusinessHours>,
}

/// When business clocks run.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BusinessHours {
    /// A day, a list of days, or `monday..friday`; needed where `hours` says none.
    pub days: Written<OneOrMany<Text>>,
    /// `09:00-17:00`, a list of such spans, or a map from days to them.
    pub hours: Written<Hours>,
    /// Days on which nothing runs.
    pub holidays: Written<Vec<Text>>,
}

/// Hours for all business days or by day.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(from = "Form<OneOrMany<Text>, Entries<OneOrMany<Text>>>")]
pub enum Hours {
    /// The same spans on every business day.
    Every(OneOrMany<Text>),
    /// Spans by day (`monday`, `monday..thursday`).
    ByDay(Entries<OneOrMany<Text>>),
}

impl From<Form<OneOrMany<Text>, Entries<OneOrMany<Text>>>> for Hours {
    fn from(form: Form<OneOrMany<Text>, Entries<OneOrMany<Text>>>) -> Self {
        match form {
            Form::Short(spans) => Self::Every(spans),
            Form::Long(days, _) => Self::ByDay(days),
        }
    }
}

/// An event of the catalog.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Event {
    /// The fields it carries and their types.
    pub fields: Written<Entries<FieldType>>,
    /// `soft` (a sign of interest) or `hard` (a commercial commitment).
    #[schemars(extend("enum" = ["soft", "hard"]))]
    pub conversion: Written<Text>,
    /// `false`: does not count as the subject's activity.
    pub activity: Written<Spanned<bool>>,
    /// `none`: belongs to no subject; only metrics read it.
    pub subject: Written<Text>,
    /// An expression: its value and the subject are one subject.
    pub links: Written<Text>,
    /// The log's name for the event where it is not the id.
    #[serde(rename = "as")]
    pub alias: Written<Text>,
}

/// The type of a field.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "Form<Text, EnumType>")]
pub enum FieldType {
    /// `string`, `optional integer`, …
    Named(Text),
    /// `{ enum: [a, b], optional: true }`
    Enum {
        /// The values it may have.
        values: Vec<Text>,
        /// Whether it may be missing.
        optional: bool,
        /// The bytes of the whole.
        #[schemars(skip)]
        span: Span,
    },
}

/// The long form of a type.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct EnumType {
    /// The values it may have.
    #[serde(rename = "enum")]
    values: Written<OneOrMany<Text>>,
    /// Whether it may be missing.
    optional: Written<Spanned<bool>>,
}

impl TryFrom<Form<Text, EnumType>> for FieldType {
    type Error = &'static str;
    fn try_from(form: Form<Text, EnumType>) -> Result<Self, Self::Error> {
        let (parts, span) = match form {
            Form::Short(name) => return Ok(Self::Named(name)),
            Form::Long(parts, span) => (parts, span),
        };
        match (parts.values, parts.optional) {
            (Written::Absent, _) => Err("wants a type such as `optional string` or `{ enum: [good, bad] }`"),
            // said before
            (Written::Wrong(_), _) | (_, Written::Wrong(_)) => Err(""),
            (Written::Given(values), optional) => {
                Ok(Self::Enum { values: values.items, optional: optional.get().is_some_and(|optional| optional.value), span })
            }
        }
    }
}

/// An attribute: an expression, or one with a note that reports break down by it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(from = "Form<Text, LongAttribute>")]
pub struct Attribute {
    /// The expression.
    pub value: Written<Text>,
    /// Whether reports can break down by it.
    pub dimension: Written<Spanned<bool>>,
}

/// The long form of an attribute.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct LongAttribute {
    /// The expression.
    value: Written<Text>,
    /// Whether reports can break down by it.
    dimension: Written<Spanned<bool>>,
}

impl From<Form<Text, LongAttribute>> for Attribute {
    fn from(form: Form<Text, LongAttribute>) -> Self {
        match form {
            Form::Short(value) => Self { value: Written::Given(value), dimension: Written::Absent },
            Form::Long(LongAttribute { value, dimension }, _) => Self { value, dimension },
        }
    }
}

/// A score.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Score {
    /// The time in which points halve.
    pub half_life: Written<Text>,
    /// The time after which points are gone.
    pub expire: Written<Text>,
    /// `0..100`, `0..`, `..100`: what is read is kept within it, ends included.
    pub range: Written<Text>,
    /// Names for parts of the range, `80..`, `50..80`, `..50`; a band has its lower end, not its upper.
    pub bands: Written<Entries<Text>>,
    /// The rules in order.
    pub rules: Written<Entries<Rule>>,
}

/// A rule that gives points.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// The events it looks at; without, it is a profile rule.
    pub on: Written<OneOrMany<Text>>,
    /// The condition.
    pub when: Written<Text>,
    /// Points, a number or an expression.
    pub points: Written<Text>,
    /// `once`, `3`, `3 per 7d`, `once per event.form`.
    pub limit: Written<Text>,
}

/// A stage.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Stage {
    /// What people call it.
    pub title: Written<Text>,
    /// What it means for a subject to be here.
    pub definition: Written<Text>,
    /// The team that answers for it.
    pub owner: Written<Text>,
    /// The teams that agreed on the definition.
    pub agreed_by: Written<OneOrMany<Text>>,
    /// `true`: beside the path from first stage to won.
    pub off_path: Written<Spanned<bool>>,
    /// `won` or `lost`: the story ends here.
    #[schemars(extend("enum" = ["won", "lost"]))]
    pub outcome: Written<Text>,
}

/// A trigger: what moves a subject from a stage to another.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Trigger {
    /// A stage, a list of them, `any` or `start`.
    pub from: Written<OneOrMany<Text>>,
    /// The stage entered.
    pub to: Written<Text>,
    /// The events that can fire it; without, it is a condition trigger.
    pub on: Written<OneOrMany<Text>>,
    /// The condition.
    pub when: Written<Text>,
    /// A stage age.
    pub after: Written<Text>,
    /// A time without activity.
    pub idle: Written<Text>,
    /// `human`: a person must confirm it. `machine` is what is meant without.
    #[schemars(extend("enum" = ["human", "machine"]))]
    pub by: Written<Text>,
    /// What is to be done when it fires.
    pub actions: Written<Vec<Entries<Entries<Text>>>>,
}

/// A service level agreement.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sla {
    /// The stage whose visits start the clock.
    pub from: Written<OneOrMany<Text>>,
    /// Events and stages that stop it.
    pub until: Written<OneOrMany<Text>>,
    /// The time allowed.
    pub within: Written<Text>,
    /// `elapsed` or `business`.
    #[schemars(extend("enum" = ["elapsed", "business"]))]
    pub clock: Written<Text>,
    /// `critical`, `major` or `minor`.
    #[schemars(extend("enum" = ["critical", "major", "minor"]))]
    pub severity: Written<Text>,
}

/// An objective.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Objective {
    /// In words.
    pub objective: Written<Text>,
    /// The team that answers for it.
    pub owner: Written<Text>,
    /// The period, e.g. `FY2026-Q4`.
    pub period: Written<Text>,
    /// The objective it serves; `null` for none.
    pub parent: Written<Option<Text>>,
    /// How progress is measured.
    pub key_results: Written<Entries<KeyResult>>,
    /// Projects that drive the key results.
    pub initiatives: Written<Entries<Initiative>>,
}

/// A key result.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KeyResult {
    /// The metric, by name or as an expression.
    pub metric: Written<Text>,
    /// The level it starts from: a number or `baseline(PERIOD)`.
    pub from: Written<Text>,
    /// The target: a number, or `+25%` relative to `from`.
    pub to: Written<Text>,
    /// `accumulates` or `level` where the metric does not tell.
    #[schemars(extend("enum" = ["accumulates", "level"]))]
    pub kind: Written<Text>,
    /// `>= 7.5`: a level to be kept.
    pub hold: Written<Text>,
    /// An event that is to happen.
    pub milestone: Written<Text>,
    /// Its share in the objective's progress; 1 when absent.
    pub weight: Written<Text>,
}

/// A project that drives key results.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Initiative {
    /// What people call it.
    pub title: Written<Text>,
    /// The key results it drives.
    pub drives: Written<OneOrMany<Text>>,
    /// The team that does it.
    pub owner: Written<Text>,
}

/// Where events come from (L11).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// Paths and globs, relative to the definition.
    pub files: Written<OneOrMany<Text>>,
    /// `ndjson json csv tsv parquet arrow`; told from the name when absent.
    #[schemars(extend("enum" = ["ndjson", "json", "csv", "tsv", "parquet", "arrow"]))]
    pub format: Written<Text>,
    /// Where the rows are inside a document, `result.items`.
    pub records: Written<Text>,
    /// The zone of times without an offset; the calendar's when absent.
    pub timezone: Written<Text>,
    /// Between cells, one character.
    pub delimiter: Written<Text>,
    /// The decimal sign, `.` or `,`.
    pub decimal: Written<Text>,
    /// Around cells, one character.
    pub quote: Written<Text>,
    /// The text encoding, e.g. `windows-1250`; UTF-8 when absent.
    pub encoding: Written<Text>,
    /// Texts that mean missing.
    pub missing: Written<OneOrMany<Text>>,
    /// Rows for which it does not hold are filtered.
    #[serde(rename = "where")]
    pub filter: Written<Text>,
    /// How a row becomes an event.
    pub map: Written<Map>,
    /// How a row becomes several events.
    pub rows: Written<Entries<RowMap>>,
}

/// How a row becomes an event; what is absent comes from the column of its own name.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Map {
    /// The subject's id.
    pub subject: Written<Text>,
    /// The instant.
    pub time: Written<Time>,
    /// The event's name.
    pub event: Written<Text>,
    /// The event's own id.
    pub id: Written<Text>,
    /// The order among events of one instant, an integer.
    pub seq: Written<Text>,
    /// Fields; the others come from columns of their own name.
    pub fields: Written<Entries<Text>>,
}

/// Where the instant comes from.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(from = "Form<Text, LongTime>")]
pub struct Time {
    /// The expression.
    pub value: Written<Text>,
    /// `rfc3339 civil date epoch_s epoch_ms epoch_us` or a pattern such as `%d.%m.%Y %H:%M`.
    pub format: Written<Text>,
}

/// The long form of a time.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct LongTime {
    /// The expression.
    value: Written<Text>,
    /// `rfc3339 civil date epoch_s epoch_ms epoch_us` or a pattern such as `%d.%m.%Y %H:%M`.
    format: Written<Text>,
}

impl From<Form<Text, LongTime>> for Time {
    fn from(form: Form<Text, LongTime>) -> Self {
        match form {
            Form::Short(value) => Self { value: Written::Given(value), format: Written::Absent },
            Form::Long(LongTime { value, format }, _) => Self { value, format },
        }
    }
}

/// One of several events that a row becomes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RowMap {
    /// Whether the row becomes this event (`where`).
    #[serde(rename = "where")]
    pub filter: Written<Text>,
    /// How.
    pub map: Written<Map>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Sources;

    /// Every definition under the shared examples, where they are at hand.
    fn shared() -> Vec<(String, String)> {
        let root = std::env::var("FUNNELC_SHARED").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
        let mut found = Vec::new();
        for pattern in ["conformance/*/funnel.yaml", "bench/workloads/*.yaml"] {
            for path in glob::glob(&format!("{root}/{pattern}")).unwrap().flatten() {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
        found.sort();
        found
    }

    #[test]
    fn shared_definitions_read_without_findings() {
        let files = shared();
        if files.is_empty() {
            println!("no shared definitions here: nothing to read");
        }
        for (path, text) in files {
            let mut sources = Sources::default();
            let file = sources.add(&path, &text);
            let mut findings = Findings::default();
            let document = read(file, &text, &mut findings);
            assert!(findings.is_empty(), "{path}: {findings:#?}");
            assert!(document.is_some(), "{path}");
        }
    }
}
