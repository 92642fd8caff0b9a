//! What a definition means: every reference an id, every expression typed.
//!
//! Invariant: whoever holds a [`Model`] holds a definition without errors; nothing below needs text again
//! except to point at it in a finding or a trace.

use crate::ids::*;
use crate::span::Span;
use crate::time::Micros;
use crate::time::calendar::Calendar;
use crate::value::Type;

pub mod continuity;
mod dump;
pub mod expr;
mod fingerprint;
pub mod graph;
pub mod metric;
pub mod okr;
pub mod print;
pub mod source;
pub mod tap;

pub use expr::{Expr, ExprKind, Fold, FoldKind, Member, Stream, StreamSource};
pub use metric::{Measure, MeasureKind, Metric};
pub use okr::{KeyResult, Objective};
pub use source::Source;
pub use tap::Tap;

/// A definition, as meant.
#[derive(Clone, Debug)]
pub struct Model {
    /// The funnel's id.
    pub name: String,
    /// What people call it.
    pub title: Option<String>,
    /// The team that answers for it.
    pub owner: Option<String>,
    /// What moves through the funnel, e.g. `lead`.
    pub subject: String,
    /// Time zone, weeks, fiscal year, business hours.
    pub calendar: Calendar,
    /// The catalog, in file order.
    pub events: Arena<EventId, Event>,
    /// The distinct columns that the catalog's fields are read from: one per name and type.
    pub columns: Arena<ColumnId, Column>,
    /// What is known of a subject.
    pub attributes: Arena<AttributeId, Attribute>,
    /// Scores.
    pub scores: Arena<ScoreId, Score>,
    /// Scoring rules of all scores, in file order.
    pub rules: Arena<RuleId, Rule>,
    /// Named expressions.
    pub lets: Arena<LetId, Let>,
    /// All folds over a subject's history that attributes, conditions, points and actions use; equal ones once.
    pub folds: Arena<FoldId, Fold>,
    /// Stages in funnel order; the first is where a subject starts unless a trigger is `from: start`.
    pub stages: Arena<StageId, Stage>,
    /// Triggers in order of precedence.
    pub triggers: Arena<TriggerId, Trigger>,
    /// Service level agreements.
    pub slas: Arena<SlaId, Sla>,
    /// What must hold of the stage graph.
    pub invariants: Vec<Invariant>,
    /// Numbers over all subjects in a period.
    pub metrics: Arena<MetricId, Metric>,
    /// What metrics and key results measure; equal ones once.
    pub measures: Arena<MeasureId, Measure>,
    /// Objectives.
    pub objectives: Arena<ObjectiveId, Objective>,
    /// Where events come from.
    pub sources: Arena<SourceId, Source>,
}

/// A column of the log, as some events of the catalog declare it.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The field's name.
    pub name: String,
    /// Its type; of enums the values of all events that share it are checked by event.
    pub ty: Type,
}

/// An event of the catalog.
#[derive(Clone, Debug)]
pub struct Event {
    /// The id.
    pub name: String,
    /// The bytes of the id.
    pub span: Span,
    /// The log's name for it: `as`, else the id.
    pub alias: String,
    /// Whether it belongs to a subject; without one only metrics read it.
    pub has_subject: bool,
    /// Whether it counts as the subject's activity.
    pub activity: bool,
    /// Its kind of conversion.
    pub conversion: Option<Conversion>,
    /// The value that is one subject with the event's subject.
    pub links: Option<Expr>,
    /// Its fields, in file order.
    pub fields: Vec<Field>,
}

/// How far an event commits the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// A sign of interest.
    Soft,
    /// A commercial commitment.
    Hard,
}

/// A field of an event.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The bytes of the name.
    pub span: Span,
    /// The type.
    pub ty: Type,
    /// Whether it may be missing; a row without a required field is rejected.
    pub optional: bool,
    /// The column it is read from.
    pub column: ColumnId,
}

/// An attribute of a subject.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The name.
    pub name: String,
    /// The bytes of the name.
    pub span: Span,
    /// Its value: folds over the history, other attributes, functions.
    pub expr: Expr,
    /// Whether reports break down by it and assignments show it.
    pub dimension: bool,
}

/// A named expression.
#[derive(Clone, Debug)]
pub struct Let {
    /// The name.
    pub name: String,
    /// The bytes of the name.
    pub span: Span,
    /// What it stands for.
    pub expr: Expr,
}

/// A score (L5).
#[derive(Clone, Debug)]
pub struct Score {
    /// The name.
    pub name: String,
    /// The bytes of the name.
    pub span: Span,
    /// What becomes of points with time.
    pub decay: Decay,
    /// The least that is read.
    pub low: Option<f64>,
    /// The most that is read.
    pub high: Option<f64>,
    /// Names for parts of the range, in file order.
    pub bands: Vec<Band>,
    /// Its rules, in file order.
    pub rules: Vec<RuleId>,
}

/// What becomes of points with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decay {
    /// They stay.
    None,
    /// They halve every so many microseconds.
    HalfLife(Micros),
    /// They are gone after so many microseconds.
    Expire(Micros),
}

/// A named part of a score's range: the lower end belongs to it, the upper does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The name.
    pub name: String,
    /// The bytes of the name.
    pub span: Span,
    /// The lower end.
    pub from: Option<f64>,
    /// The upper end.
    pub to: Option<f64>,
}

/// A scoring rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The name.
    pub name: String,
    /// The bytes of the name.
    pub span: Span,
    /// The score it is of.
    pub score: ScoreId,
    /// The events it looks at; empty for a profile rule.
    pub on: Vec<EventId>,
    /// The condition; always when absent.
    pub when: Option<Expr>,
    /// The points, a number.
    pub points: Expr,
    /// How often it gives them.
    pub limit: Option<Limit>,
}

/// How often a rule gives points.
#[derive(Clone, Debug)]
pub struct Limit {
    /// So many times.
    pub times: u32,
    /// In all, in a sliding window, or for each value.
    pub per: Per,
}

/// What a limit counts in.
#[derive(Clone, Debug)]
pub enum Per {
    /// In all.
    Ever,
    /// In a sliding window ending at the event: grants with time > now − so many microseconds.
    Window(Micros),
    /// For each value of the expression, missing being one of them.
    Value(Expr),
}

/// A stage.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The id.
    pub name: String,
    /// The bytes of the id.
    pub span: Span,
    /// What people call it.
    pub title: Option<String>,
    /// What it means to be here.
    pub definition: Option<String>,
    /// The team that answers for it.
    pub owner: Option<String>,
    /// The teams that agreed on it.
    pub agreed_by: Vec<String>,
    /// Whether it lies beside the path.
    pub off_path: bool,
    /// Whether the story ends here, and how.
    pub outcome: Option<Outcome>,
}

/// How a story ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Won.
    Won,
    /// Lost.
    Lost,
}

/// A trigger.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// The id.
    pub name: String,
    /// The bytes of the id.
    pub span: Span,
    /// As the file says it.
    pub from: From,
    /// The stage entered.
    pub to: StageId,
    /// The events that can fire it; empty for a condition trigger.
    pub on: Vec<EventId>,
    /// The condition, without `after` and `idle`.
    pub when: Option<Expr>,
    /// The age of the stage that is waited for.
    pub after: Option<Micros>,
    /// The time without activity (and stage age) that is waited for.
    pub idle: Option<Micros>,
    /// Whether a person must confirm it.
    pub by_human: bool,
    /// What is to be done when it fires.
    pub actions: Vec<Action>,
}

impl Trigger {
    /// Whether it is a condition trigger: fired by what holds, not by an event.
    pub fn is_condition(&self) -> bool {
        self.on.is_empty()
    }
}

/// Where a trigger leads from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// `start`: how a subject enters the funnel.
    Start,
    /// `any`: every stage without an outcome other than `to`, worked out in `stages`.
    Any(Vec<StageId>),
    /// The stages named; `list` tells `[a]` from `a`.
    Stages {
        /// In file order of the list.
        stages: Vec<StageId>,
        /// Whether it was written as a list.
        list: bool,
    },
}

impl From {
    /// The stages led from; none for `start`.
    pub fn stages(&self) -> &[StageId] {
        match self {
            Self::Start => &[],
            Self::Any(stages) | Self::Stages { stages, .. } => stages,
        }
    }
}

/// What is to be done when a trigger fires.
#[derive(Clone, Debug)]
pub struct Action {
    /// `create_task`, `notify`, `assign` or `webhook`.
    pub kind: String,
    /// Its properties in file order; texts with expressions in braces.
    pub properties: Vec<(String, Template)>,
}

/// Text with expressions: `Call {subject}: score {score.engagement}`.
#[derive(Clone, Debug)]
pub struct Template(pub Vec<Piece>);

/// A piece of a template.
#[derive(Clone, Debug)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// The value of an expression.
    Value(Expr),
}

/// A service level agreement (L7).
#[derive(Clone, Debug)]
pub struct Sla {
    /// The id.
    pub name: String,
    /// The bytes of the id.
    pub span: Span,
    /// The stages whose visits start the clock.
    pub from: Vec<StageId>,
    /// Events that stop it.
    pub until_events: Vec<EventId>,
    /// Stages that stop it.
    pub until_stages: Vec<StageId>,
    /// The time allowed.
    pub within: Micros,
    /// Whether only business hours count.
    pub business: bool,
    /// `critical`, `major` or `minor`, as written.
    pub severity: Option<String>,
}

/// What must hold of the stage graph.
#[derive(Clone, Debug)]
pub struct Invariant {
    /// The id.
    pub name: String,
    /// The bytes of the id.
    pub span: Span,
    /// The claim.
    pub claim: Claim,
    /// The bytes of the claim.
    pub claim_span: Span,
}

/// A claim on the stage graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// `every path [from A] to B passes C`
    Passes {
        /// The start of a path; the entry of the funnel when absent.
        from: Option<StageId>,
        /// Its end.
        to: StageId,
        /// What it passes.
        via: StageId,
    },
    /// `no path from A to B`
    NoPath {
        /// The start.
        from: StageId,
        /// The end.
        to: StageId,
    },
    /// `B is reached only after event E`
    OnlyAfter {
        /// The stage.
        to: StageId,
        /// The event that a trigger on every way there needs.
        event: EventId,
    },
}
