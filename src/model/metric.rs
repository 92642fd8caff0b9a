//! Metrics, as meant (L8): an ordinary expression whose leaves are [`Measure`]s over all subjects.

use super::Model;
use super::expr::{Arithmetic, Expr, ExprKind, Stream};
use crate::functions::Function;
use crate::ids::*;
use crate::span::Span;
use crate::time::Micros;
use crate::time::period::Period;
use crate::value::Type;

/// A named number over all subjects in a period.
#[derive(Clone, Debug)]
pub struct Metric {
    /// The name.
    pub name: String,
    /// The bytes of the name.
    pub span: Span,
    /// How it is worked out: arithmetic over [`Measure`](super::ExprKind::Measure)s. No other name of the language
    /// occurs in it outside the `where`s of its measures.
    pub expr: Expr,
    /// Whether it adds up over a period.
    pub nature: Nature,
    /// The rate, where the metric is one and nothing else (also by way of another metric's name).
    pub rate: Option<MeasureId>,
}

/// Whether a number over a period adds up over it (L8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nature {
    /// A count, distinct or sum over the period, or sums, differences and constant multiples of those.
    Accumulates,
    /// Anything else: rates, medians, quotients, `current`.
    Level,
}

impl Model {
    /// Whether what a metric's expression comes to adds up over a period.
    pub fn nature(&self, expr: &Expr) -> Nature {
        if self.adds_up(expr) { Nature::Accumulates } else { Nature::Level }
    }

    fn adds_up(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Measure(id) => match &self.measures[*id].kind {
                MeasureKind::Metric(metric) => self.metrics[*metric].nature == Nature::Accumulates,
                MeasureKind::Aggregate { kind, .. } | MeasureKind::Elapsed { kind, .. } => match kind {
                    AggregateKind::Count | AggregateKind::Sum | AggregateKind::Distinct => true,
                    AggregateKind::Mean
                    | AggregateKind::Median
                    | AggregateKind::P75
                    | AggregateKind::P90
                    | AggregateKind::P95
                    | AggregateKind::Min
                    | AggregateKind::Max => false,
                },
                MeasureKind::Rate { .. } | MeasureKind::Baseline { .. } | MeasureKind::Current(_) => false,
            },
            ExprKind::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, a, b) => self.adds_up(a) && self.adds_up(b),
            ExprKind::Arithmetic(Arithmetic::Multiply, a, b) => (self.adds_up(a) && is_constant(b)) || (is_constant(a) && self.adds_up(b)),
            ExprKind::Arithmetic(Arithmetic::Divide, a, b) => self.adds_up(a) && is_constant(b),
            ExprKind::Negate(inner) | ExprKind::Convert(inner) => self.adds_up(inner),
            // the same number as another type
            ExprKind::Call(Function::ToNumber | Function::ToDecimal, arguments) => {
                arguments.first().is_some_and(|inner| self.adds_up(inner))
            }
            _ => false,
        }
    }

    /// The rate that a metric's expression is, if it is one and nothing else.
    pub fn rate_of(&self, expr: &Expr) -> Option<MeasureId> {
        let ExprKind::Measure(id) = expr.kind else { return None };
        match &self.measures.get(id)?.kind {
            MeasureKind::Rate { reading: Reading::Mature, .. } => Some(id),
            MeasureKind::Metric(metric) => self.metrics.get(*metric)?.rate,
            MeasureKind::Rate { .. }
            | MeasureKind::Aggregate { .. }
            | MeasureKind::Elapsed { .. }
            | MeasureKind::Baseline { .. }
            | MeasureKind::Current(_) => None,
        }
    }
}

/// Whether nothing is measured in an expression.
fn is_constant(expr: &Expr) -> bool {
    !matches!(expr.kind, ExprKind::Measure(_)) && expr.children().into_iter().all(is_constant)
}

/// Something measured over all subjects: a leaf of a metric. Equal ones stand in a model once.
#[derive(Clone, Debug)]
pub struct Measure {
    /// What is measured.
    pub kind: MeasureKind,
    /// The type of the number: integer, number, decimal or duration; of `min` and `max` also timestamp and date.
    pub ty: Type,
    /// The bytes of its first use.
    pub span: Span,
}

/// What is measured, in the period that is asked for.
#[derive(Clone, Debug)]
pub enum MeasureKind {
    /// Another metric, by name. Metrics make no cycles.
    Metric(MetricId),
    /// An aggregate of elements in the period.
    Aggregate {
        /// How.
        kind: AggregateKind,
        /// Of what.
        of: Selection,
    },
    /// The time between two streams of the same subject, aggregated; subjects without the second are skipped.
    Elapsed {
        /// How.
        kind: AggregateKind,
        /// From the first of these in the period.
        from: Selection,
        /// To the first of these at or after it.
        to: Selection,
    },
    /// A cohort's rate.
    Rate {
        /// Of which cohort.
        rate: Rate,
        /// Which of its figures is meant.
        reading: Reading,
    },
    /// `baseline(METRIC, PERIOD)`: the same in another period.
    Baseline {
        /// What is worked out there.
        of: Expr,
        /// Where.
        period: Period,
    },
    /// `current(STAGE)`: subjects in the stage at the period's end, or at `as_of` if that is earlier.
    Current(StageId),
}

/// Some elements of streams.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The streams taken as one; each takes the same kind of member.
    pub streams: Vec<Stream>,
    /// Which elements; attributes have their value at the element.
    pub filter: Option<Expr>,
}

/// How elements become one number. Elements whose member is missing are skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AggregateKind {
    /// How many.
    Count,
    /// Their sum; 0 of nothing.
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

impl AggregateKind {
    /// Every aggregate with the word that writes it.
    pub const ALL: [(&'static str, Self); 10] = [
        ("count", Self::Count),
        ("sum", Self::Sum),
        ("mean", Self::Mean),
        ("median", Self::Median),
        ("p75", Self::P75),
        ("p90", Self::P90),
        ("p95", Self::P95),
        ("min", Self::Min),
        ("max", Self::Max),
        ("distinct", Self::Distinct),
    ];

    /// The aggregate of that word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
    }

    /// The word that writes it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// The quantile it asks for, if it is one.
    pub fn quantile(self) -> Option<f64> {
        match self {
            Self::Median => Some(0.5),
            Self::P75 => Some(0.75),
            Self::P90 => Some(0.9),
            Self::P95 => Some(0.95),
            Self::Count | Self::Sum | Self::Mean | Self::Min | Self::Max | Self::Distinct => None,
        }
    }
}

/// The share of a cohort that got from A to B.
#[derive(Clone, Debug)]
pub struct Rate {
    /// The first of these makes a subject a member, where it lies in the period.
    pub from: Selection,
    /// One of these at or after it makes the member converted.
    pub to: Selection,
    /// The time allowed, the edge included.
    pub within: Option<Micros>,
}

/// Which figure of a rate is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// Of the members whose time is over (without a time, of the converted and lapsed): what a rate stands for.
    Mature,
    /// `raw(…)`: converted / cohort.
    Raw,
    /// `estimate(…)`: with censoring and outcomes taken into account.
    Estimate,
}
