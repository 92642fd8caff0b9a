//! Whether a condition can hold before an event has ever happened to a subject.

use super::facts::order;
use super::hops::Hops;
use crate::ids::*;
use crate::model::{Expr, ExprKind, Fold, FoldKind, Model, StreamSource};
use crate::value::{Decimal, Type, Value, and, or};

/// What is known of a value before the event: something certain (also that it is missing), or nothing.
type Known = Option<Value>;

/// `None` is unknown.
type Truth = Option<bool>;

/// Whether `condition` can hold of a subject to whom `event` never happened. "No" only where it is sure.
pub(super) fn can_hold_without(condition: &Expr, event: EventId, model: &Model) -> bool {
    Before { event, model, hops: Hops::new() }.truths(condition).contains(&Some(true))
}

/// A subject to whom the event never happened.
struct Before<'a> {
    event: EventId,
    model: &'a Model,
    hops: Hops,
}

impl Before<'_> {
    /// What a condition can come out as.
    fn truths(&self, expr: &Expr) -> Vec<Truth> {
        let of = |expr: &Expr| self.truths(expr);
        let pairs = |a: &Expr, b: &Expr, law: fn(Truth, Truth) -> Truth| {
            let (a, b) = (of(a), of(b));
            let mut outcomes: Vec<Truth> = a.iter().flat_map(|a| b.iter().map(move |b| law(*a, *b))).collect();
            outcomes.sort_unstable();
            outcomes.dedup();
            outcomes
        };
        match &expr.kind {
            ExprKind::Let(id) => self.hops.follow(anything, || of(&self.model.lets[*id].expr)),
            ExprKind::Attribute(id) => self.hops.follow(anything, || of(&self.model.attributes[*id].expr)),
            ExprKind::Not(inner) => of(inner).into_iter().map(|truth| truth.map(|holds| !holds)).collect(),
            ExprKind::And(a, b) => pairs(a, b, and),
            ExprKind::Or(a, b) => pairs(a, b, or),
            _ => match self.value(expr) {
                Some(known) => vec![known.truth()],
                None => anything(),
            },
        }
    }

    fn value(&self, expr: &Expr) -> Known {
        let of = |expr: &Expr| self.value(expr);
        match &expr.kind {
            ExprKind::Literal(value) => Some(value.clone()),
            ExprKind::Attribute(id) => self.hops.follow(|| None, || of(&self.model.attributes[*id].expr)),
            ExprKind::Let(id) => self.hops.follow(|| None, || of(&self.model.lets[*id].expr)),
            ExprKind::Fold(id) => empty(&self.model.folds[*id], self.event),
            ExprKind::Not(_) | ExprKind::And(..) | ExprKind::Or(..) => match self.truths(expr).as_slice() {
                [certain] => Some(truth(*certain)),
                _ => None,
            },
            ExprKind::Compare(comparison, a, b) => match (of(a), of(b)) {
                (Some(Value::Missing), _) | (_, Some(Value::Missing)) => Some(Value::Missing),
                (Some(a), Some(b)) => order(&a, &b).map(|ordering| truth(Some(comparison.holds(ordering)))),
                _ => None,
            },
            ExprKind::Is { value, present } => of(value).map(|known| truth(Some(known.is_missing() != *present))),
            ExprKind::Else(a, b) => match of(a) {
                Some(Value::Missing) => of(b),
                known => known,
            },
            ExprKind::In { value, .. } | ExprKind::Matches(value, _) => missing_if(&[of(value)]),
            ExprKind::TextTest(_, a, b) | ExprKind::Arithmetic(_, a, b) | ExprKind::Join(a, b) => missing_if(&[of(a), of(b)]),
            ExprKind::InSet { set, value, negated } => match (of(set), of(value)) {
                (Some(Value::Set(texts)), _) if texts.is_empty() => Some(truth(Some(*negated))),
                (set, value) => missing_if(&[set, value]),
            },
            ExprKind::Negate(inner) => missing_if(&[of(inner)]),
            ExprKind::Convert(inner) => match (of(inner), &expr.ty) {
                (Some(Value::Integer(whole)), Type::Decimal) => Some(Value::Decimal(Decimal::from_integer(whole))),
                (Some(known @ (Value::Missing | Value::Integer(_) | Value::Text(_))), _) => Some(known),
                _ => None,
            },
            ExprKind::Score(_)
            | ExprKind::Band(_)
            | ExprKind::Member { .. }
            | ExprKind::StageAge
            | ExprKind::StageVisits
            | ExprKind::StageEnteredAt
            | ExprKind::Now
            | ExprKind::Subject
            | ExprKind::Row(_)
            | ExprKind::Measure(_)
            | ExprKind::Call(..)
            | ExprKind::If(..) => None,
        }
    }
}

fn anything() -> Vec<Truth> {
    vec![Some(true), Some(false), None]
}

/// A fold over nothing but the event, before the event.
fn empty(fold: &Fold, event: EventId) -> Known {
    if fold.streams.iter().any(|stream| stream.source != StreamSource::Event(event)) {
        return None;
    }
    Some(match fold.kind {
        FoldKind::Count => Value::Integer(0),
        FoldKind::Sum => match fold.ty {
            Type::Integer => Value::Integer(0),
            Type::Decimal => Value::Decimal(Decimal::from_integer(0)),
            Type::Duration => Value::Duration(0),
            _ => Value::Number(0.0),
        },
        FoldKind::Any => Value::Boolean(false),
        FoldKind::Distinct => Value::Set(std::sync::Arc::default()),
        FoldKind::Min | FoldKind::Max | FoldKind::First | FoldKind::Last => Value::Missing,
    })
}

fn truth(truth: Truth) -> Value {
    truth.map_or(Value::Missing, Value::Boolean)
}

fn missing_if(parts: &[Known]) -> Known {
    parts.iter().any(|part| matches!(part, Some(Value::Missing))).then_some(Value::Missing)
}
