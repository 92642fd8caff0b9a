//! Metrics, objectives and key results, as meant (L8).

use super::expr::{Arithmetic, Expr, Stream};
use crate::ids::*;
use crate::span::Span;
use crate::time::Micros;
use crate::time::period::Period;
use crate::value::{Decimal, Type, Value};

/// A number over all subjects in a period.
#[derive(Clone, Debug)]
pub struct Metric {
    /// The name.
    pub name: String,
    /// The bytes of the name.
    pub span: Span,
    /// How it is worked out.
    pub expr: MetricExpr,
}

/// An expression over all subjects in a period.
#[derive(Clone, Debug)]
pub struct MetricExpr {
    /// What it is.
    pub kind: MetricKind,
    /// Its type: integer, number, decimal or duration (`distinct` counts: integer).
    pub ty: Type,
    /// Its bytes.
    pub span: Span,
}

/// What a metric expression is.
#[derive(Clone, Debug)]
pub enum MetricKind {
    /// A literal.
    Literal(Value),
    /// Another metric.
    Metric(MetricId),
    /// An aggregate of a stream.
    Aggregate(Aggregate),
    /// A duration between two streams of the same subject, aggregated.
    Span {
        /// How.
        kind: AggregateKind,
        /// From the first of these in the period.
        from: Selection,
        /// To the first of these at or after it.
        to: Selection,
    },
    /// A cohort's rate.
    Rate(Box<Rate>),
    /// `raw(…)` of a rate.
    Raw(Box<MetricExpr>),
    /// `estimate(…)` of a rate.
    Estimate(Box<MetricExpr>),
    /// `baseline(METRIC, PERIOD)`.
    Baseline(Box<MetricExpr>, Period),
    /// `current(STAGE)`.
    Current(StageId),
    /// Arithmetic of two metrics of types that meet.
    Arithmetic(Arithmetic, Box<MetricExpr>, Box<MetricExpr>),
    /// `-x`
    Negate(Box<MetricExpr>),
    /// The same number in the expression's type.
    Convert(Box<MetricExpr>),
    /// A numeric function (`round`, `least`, …) of metrics.
    Call(crate::functions::Function, Vec<MetricExpr>),
}

/// An aggregate of a stream.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// How.
    pub kind: AggregateKind,
    /// Of what.
    pub of: Selection,
}

/// Some elements of streams.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The streams taken as one.
    pub streams: Vec<Stream>,
    /// Which elements; attributes have their value at the element.
    pub filter: Option<Expr>,
}

/// How elements become one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AggregateKind {
    /// How many.
    Count,
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// The quantile at 0.5 (type 7).
    Median,
    /// At 0.75.
    P75,
    /// At 0.9.
    P90,
    /// At 0.95.
    P95,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// How many different values.
    Distinct,
}

/// The share of a cohort that got from A to B.
#[derive(Clone, Debug)]
pub struct Rate {
    /// First entry into these makes a member.
    pub from: Selection,
    /// An entry into these at or after it makes it converted.
    pub to: Selection,
    /// The time allowed, the edge included.
    pub within: Option<Micros>,
}

/// An objective.
#[derive(Clone, Debug)]
pub struct Objective {
    /// The id.
    pub name: String,
    /// The bytes of the id.
    pub span: Span,
    /// In words.
    pub objective: Option<String>,
    /// The team that answers for it.
    pub owner: Option<String>,
    /// The period, and as written.
    pub period: Period,
    /// The period as written.
    pub period_text: String,
    /// The objective it serves.
    pub parent: Option<ObjectiveId>,
    /// Its key results.
    pub key_results: Vec<KeyResult>,
    /// Projects: id, title, the key results they drive by place.
    pub initiatives: Vec<(String, Option<String>, Vec<usize>)>,
}

/// A key result.
#[derive(Clone, Debug)]
pub struct KeyResult {
    /// The id.
    pub name: String,
    /// The bytes of the id.
    pub span: Span,
    /// What is measured.
    pub goal: Goal,
    /// Its share in the objective's progress.
    pub weight: f64,
}

/// What a key result measures.
#[derive(Clone, Debug)]
pub enum Goal {
    /// A metric from a level to a target.
    Target {
        /// The metric.
        metric: MetricExpr,
        /// `accumulates` or `level`, where said.
        kind: Option<GoalKind>,
        /// The level it starts from.
        from: Option<Level>,
        /// The target.
        to: Target,
    },
    /// A level to be kept: `>=` (true) or `<=` this number.
    Hold {
        /// The metric.
        metric: MetricExpr,
        /// At least (true) or at most.
        at_least: bool,
        /// The level.
        level: Value,
    },
    /// An event that is to happen.
    Milestone(EventId),
}

/// Whether a key result adds up over its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GoalKind {
    /// It adds up.
    Accumulates,
    /// It is a level.
    Level,
}

/// Where a key result starts.
#[derive(Clone, Debug)]
pub enum Level {
    /// A number.
    Value(Value),
    /// The key result's own metric (or another) in another period.
    Baseline(Option<MetricExpr>, Period),
}

/// Where a key result is to get.
#[derive(Clone, Debug)]
pub enum Target {
    /// A number.
    Value(Value),
    /// A share on top of (or off) `from`: +25% is 0.25.
    Relative(Decimal),
}
