//! The units of what is measured, and metrics that mix them.

use crate::diagnostics::codes::{RATE_BASIS, UNITS_MIXED};
use crate::diagnostics::{Finding, Findings};
use crate::functions::Function;
use crate::model::expr::{Arithmetic, Stream};
use crate::model::metric::{AggregateKind, MeasureKind};
use crate::model::okr::Goal;
use crate::model::{Expr, ExprKind, Model};
use crate::reason::Hops;
use crate::time::{Micros, duration};
use crate::value::Type;

/// What a number counts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Unit {
    /// Subjects, events or entries.
    Count,
    /// A rate: of those who entered a cohort.
    Share(Basis),
    /// One count in another, one amount in another: most often a share.
    Ratio,
    /// What exact decimals are for.
    Money,
    /// Time.
    Duration,
    /// Nothing is claimed.
    Unknown,
}

/// What a rate is a share of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Basis {
    from: Vec<Stream>,
    within: Option<Micros>,
}

/// Two units that stand together.
pub(super) enum Meeting {
    Fit(Unit),
    /// Numbers of different kinds.
    Mixed,
    /// Shares of different wholes.
    OtherBasis(Basis, Basis),
}

impl Unit {
    /// The unit of an expression over measures.
    pub(super) fn of(model: &Model, expr: &Expr) -> Self {
        of(model, expr, &Hops::new())
    }

    /// In a word for messages.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Count => "a count",
            Self::Share(_) => "a share",
            Self::Ratio => "a ratio",
            Self::Money => "an amount of money",
            Self::Duration => "a duration",
            Self::Unknown => "a number",
        }
    }

    /// What comes of two numbers that are added or compared.
    pub(super) fn meet(self, other: Self) -> Meeting {
        match (self, other) {
            (Self::Unknown, known) | (known, Self::Unknown) => Meeting::Fit(known),
            (Self::Share(a), Self::Share(b)) if a != b => Meeting::OtherBasis(a, b),
            (Self::Share(_), Self::Ratio) | (Self::Ratio, Self::Share(_)) => Meeting::Fit(Self::Ratio),
            (a, b) if a == b => Meeting::Fit(a),
            (Self::Count | Self::Share(_) | Self::Ratio | Self::Money | Self::Duration, _) => Meeting::Mixed,
        }
    }
}

/// One finding for each place in a metric where units are mixed.
pub(super) fn check(model: &Model, findings: &mut Findings) {
    for metric in &model.metrics {
        walk(model, &metric.expr, findings);
    }
    for result in model.objectives.iter().flat_map(|objective| &objective.key_results) {
        match &result.goal {
            Goal::Target { metric, .. } | Goal::Hold { metric, .. } => walk(model, metric, findings),
            Goal::Milestone(_) | Goal::Unmeasured => {}
        }
    }
}

fn walk(model: &Model, expr: &Expr, findings: &mut Findings) {
    if let Some((a, b)) = meeting(expr) {
        let (left, right) = (Unit::of(model, a), Unit::of(model, b));
        let words = (left.word(), right.word());
        match left.meet(right) {
            Meeting::Fit(_) => {}
            // numbers that somebody weighs: `revenue * 2 + deals * 3`
            Meeting::Mixed if is_weighed(a) && is_weighed(b) => {}
            Meeting::Mixed => {
                let finding = Finding::new(&UNITS_MIXED, expr.span, format!("{} meets {}", words.0, words.1));
                let finding = finding.other(a.span, words.0).other(b.span, words.1);
                findings.push(finding.help("bring both to one unit, for example by dividing by a count, or make them two metrics"));
            }
            Meeting::OtherBasis(left, right) => {
                let finding = Finding::new(&RATE_BASIS, expr.span, "two rates of different cohorts are compared");
                let finding = finding.other(a.span, left.words(model)).other(b.span, right.words(model));
                findings.push(finding.help("give both the same beginning and the same `within`"));
            }
        }
    }
    expr.children().into_iter().for_each(|child| walk(model, child, findings));
}

/// The two sides that an expression adds, subtracts or chooses between.
fn meeting(expr: &Expr) -> Option<(&Expr, &Expr)> {
    match &expr.kind {
        ExprKind::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, a, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::Else(a, b)
        | ExprKind::If(_, a, b) => Some((a, b)),
        ExprKind::Call(Function::Least | Function::Greatest, arguments) => match arguments.as_slice() {
            [a, b, ..] => Some((a, b)),
            [] | [_] => None,
        },
        _ => None,
    }
}

impl Basis {
    /// `of those who entered mql, within 60d`.
    pub(super) fn words(&self, model: &Model) -> String {
        let names: Vec<String> = self.from.iter().map(|stream| format!("`{}`", model.print_stream(stream))).collect();
        let within = self.within.map_or_else(|| "without a `within`".to_owned(), |time| format!("within {}", duration::format(time)));
        format!("of {}, {within}", names.join(" and "))
    }
}

fn of(model: &Model, expr: &Expr, hops: &Hops) -> Unit {
    match &expr.kind {
        ExprKind::Measure(id) => measured(model, &model.measures[*id].kind, &model.measures[*id].ty, hops),
        ExprKind::Negate(inner) | ExprKind::Convert(inner) => of(model, inner, hops),
        ExprKind::Call(
            Function::ToNumber
            | Function::ToDecimal
            | Function::Round
            | Function::Abs
            | Function::Floor
            | Function::Ceil
            | Function::Length,
            arguments,
        ) => arguments.first().map_or(Unit::Unknown, |inner| of(model, inner, hops)),
        ExprKind::Arithmetic(Arithmetic::Multiply, a, b) => match (of(model, a, hops), of(model, b, hops)) {
            // 100 times a rate is no share any more
            (Unit::Share(_) | Unit::Ratio, _) | (_, Unit::Share(_) | Unit::Ratio) => Unit::Unknown,
            (unit, Unit::Unknown) if is_constant(b) => unit,
            (Unit::Unknown, unit) if is_constant(a) => unit,
            (Unit::Count | Unit::Money | Unit::Duration | Unit::Unknown, _) => Unit::Unknown,
        },
        ExprKind::Arithmetic(Arithmetic::Divide, a, b) => match (of(model, a, hops), of(model, b, hops)) {
            (Unit::Count, Unit::Count) | (Unit::Money, Unit::Money) => Unit::Ratio,
            (unit @ (Unit::Money | Unit::Duration), Unit::Count) => unit,
            (unit @ (Unit::Count | Unit::Money | Unit::Duration), Unit::Unknown) if is_constant(b) => unit,
            (Unit::Count | Unit::Share(_) | Unit::Ratio | Unit::Money | Unit::Duration | Unit::Unknown, _) => Unit::Unknown,
        },
        _ => match meeting(expr) {
            Some((a, b)) if !matches!(expr.kind, ExprKind::Compare(..)) => match of(model, a, hops).meet(of(model, b, hops)) {
                Meeting::Fit(unit) => unit,
                // said where it is written
                Meeting::Mixed | Meeting::OtherBasis(..) => Unit::Unknown,
            },
            Some(_) | None => Unit::Unknown,
        },
    }
}

fn measured(model: &Model, kind: &MeasureKind, ty: &Type, hops: &Hops) -> Unit {
    match kind {
        MeasureKind::Metric(metric) => hops.follow(|| Unit::Unknown, || of(model, &model.metrics[*metric].expr, hops)),
        MeasureKind::Baseline { of: inner, .. } => hops.follow(|| Unit::Unknown, || of(model, inner, hops)),
        MeasureKind::Rate { rate, .. } => Unit::Share(Basis { from: rate.from.streams.clone(), within: rate.within }),
        MeasureKind::Current(_) => Unit::Count,
        MeasureKind::Aggregate { kind: AggregateKind::Count | AggregateKind::Distinct, .. }
        | MeasureKind::Elapsed { kind: AggregateKind::Count | AggregateKind::Distinct, .. } => Unit::Count,
        MeasureKind::Aggregate { .. } | MeasureKind::Elapsed { .. } => match ty {
            Type::Decimal => Unit::Money,
            Type::Duration => Unit::Duration,
            Type::Boolean | Type::Integer | Type::Number | Type::String | Type::Enum(_) | Type::Timestamp | Type::Date | Type::Set => {
                Unit::Unknown
            }
        },
    }
}

fn is_constant(expr: &Expr) -> bool {
    !matches!(expr.kind, ExprKind::Measure(_)) && expr.children().into_iter().all(is_constant)
}

/// Whether each part of a sum is a number with a weight of its own, which is what brings it to the unit of the others.
fn is_weighed(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Arithmetic(Arithmetic::Multiply, a, b) => is_constant(a) || is_constant(b),
        ExprKind::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, a, b) => is_weighed(a) && is_weighed(b),
        ExprKind::Negate(inner) | ExprKind::Convert(inner) => is_weighed(inner),
        _ => false,
    }
}
