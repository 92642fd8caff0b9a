//! Objectives and key results, as meant (L8).

use super::expr::Expr;
use super::metric::Nature;
use crate::ids::*;
use crate::span::Span;
use crate::time::period::Period;
use crate::value::Decimal;

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
    /// The period.
    pub period: Period,
    /// The period as written.
    pub period_text: String,
    /// The bytes of the period.
    pub period_span: Span,
    /// The objective it serves. Parents make no cycles.
    pub parent: Option<ObjectiveId>,
    /// Its key results, in file order.
    pub key_results: Vec<KeyResult>,
    /// Its projects, in file order.
    pub initiatives: Vec<Initiative>,
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
    /// Its share in the objective's progress, more than 0.
    pub weight: f64,
    /// The bytes of those of its levels that are written as percentages.
    pub percents: Vec<Span>,
}

/// What a key result measures.
#[derive(Clone, Debug)]
pub enum Goal {
    /// A metric from a level to a target.
    Target {
        /// The metric: an expression over measures.
        metric: Expr,
        /// Whether progress is counted as something that adds up: told from the metric, or as said with `kind`.
        nature: Nature,
        /// The level it starts from: an expression over measures of the metric's type, most often a literal.
        from: Option<Expr>,
        /// The target.
        to: Target,
    },
    /// A level to be kept.
    Hold {
        /// The metric.
        metric: Expr,
        /// On which side of the level.
        side: Side,
        /// The level, of the metric's type.
        level: Expr,
    },
    /// An event that is to happen.
    Milestone(EventId),
    /// Nothing that could be measured: it has no progress.
    Unmeasured,
}

/// On which side of a level a number is to stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
}

/// Where a key result is to get.
#[derive(Clone, Debug)]
pub enum Target {
    /// A level: an expression over measures of the metric's type, most often a literal.
    Level(Expr),
    /// A share on top of (or off) `from`: `+25%` is 0.25.
    Relative(Decimal),
}

/// A project that drives key results.
#[derive(Clone, Debug)]
pub struct Initiative {
    /// The id.
    pub name: String,
    /// The bytes of the id.
    pub span: Span,
    /// What people call it.
    pub title: Option<String>,
    /// The team that does it.
    pub owner: Option<String>,
    /// The key results of its objective that it drives, by place.
    pub drives: Vec<usize>,
}
