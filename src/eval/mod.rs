//! Walks a typed expression and gives its value: the plain meaning of L3 and L4, one node at a time.
//!
//! What a name stands for is the [`Scope`]'s to say. The replay does not come here event by event; this serves the
//! reference engine, the mapping of sources, templates and traces.

use crate::ids::*;
use crate::model::expr::{Expr, ExprKind, Member, Pattern, StreamSource, TextTest};
use crate::model::{Model, Score};
use crate::time::Micros;
use crate::time::calendar::Calendar;
use crate::value::{Type, Value};
use std::cmp::Ordering;
use std::sync::Arc;

pub use crate::value::{arithmetic, compare, negate};

/// What names stand for where an expression is evaluated. Whatever a scope does not have is missing.
pub trait Scope {
    /// An attribute of the subject.
    fn attribute(&self, _id: AttributeId) -> Value {
        Value::Missing
    }
    /// A score as it is read: with its profile points, clamped to its range.
    fn score(&self, _id: ScoreId) -> f64 {
        0.0
    }
    /// The event (or in a fold's `where` the element) that `event.` means.
    fn at_hand(&self) -> Option<StreamSource> {
        None
    }
    /// A member of the event or element at hand.
    fn member(&self, _member: Member) -> Value {
        Value::Missing
    }
    /// `stage.age`: a duration.
    fn stage_age(&self) -> Value {
        Value::Missing
    }
    /// `stage.visits`: an integer.
    fn stage_visits(&self) -> Value {
        Value::Missing
    }
    /// `stage.entered_at`: a timestamp.
    fn stage_entered_at(&self) -> Value {
        Value::Missing
    }
    /// The instant of evaluation.
    fn now(&self) -> Option<Micros> {
        None
    }
    /// The subject's name.
    fn subject(&self) -> Value {
        Value::Missing
    }
    /// A fold over the subject's history.
    fn fold(&self, _id: FoldId) -> Value {
        Value::Missing
    }
    /// A measure over all subjects in the period (metrics).
    fn measure(&self, _id: MeasureId) -> Value {
        Value::Missing
    }
    /// A cell of the row being mapped, as text.
    fn row(&self, _path: &[String]) -> Value {
        Value::Missing
    }
    /// The text of a cell in the type that it meets; missing where it holds no such value.
    fn read(&self, _text: &str, _ty: &Type) -> Value {
        Value::Missing
    }
}

/// A scope without any names.
impl Scope for () {}

/// The value of an expression.
pub fn eval(expr: &Expr, model: &Model, scope: &dyn Scope) -> Value {
    let of = |expr: &Expr| eval(expr, model, scope);
    let truth = |expr: &Expr| of(expr).truth();
    match &expr.kind {
        ExprKind::Literal(value) => value.clone(),
        ExprKind::Attribute(id) => scope.attribute(*id),
        ExprKind::Let(id) => of(&model.lets[*id].expr),
        ExprKind::Score(id) => Value::number(scope.score(*id)),
        ExprKind::Band(id) => band(&model.scores[*id], scope.score(*id)),
        ExprKind::Member { of, .. } => member(of, scope),
        ExprKind::StageAge => scope.stage_age(),
        ExprKind::StageVisits => scope.stage_visits(),
        ExprKind::StageEnteredAt => scope.stage_entered_at(),
        ExprKind::Now => scope.now().map_or(Value::Missing, Value::Timestamp),
        ExprKind::Subject => scope.subject(),
        ExprKind::Fold(id) => scope.fold(*id),
        ExprKind::Row(path) => scope.row(path),
        ExprKind::Measure(id) => scope.measure(*id),
        ExprKind::Not(x) => Value::from_truth(truth(x).map(|x| !x)),
        ExprKind::Negate(x) => negate(&of(x)),
        ExprKind::And(a, b) => Value::from_truth(crate::value::and(truth(a), truth(b))),
        ExprKind::Or(a, b) => Value::from_truth(crate::value::or(truth(a), truth(b))),
        ExprKind::Compare(comparison, a, b) => Value::from_truth(compare(&of(a), &of(b)).map(|order| comparison.holds(order))),
        ExprKind::In { value, items, negated } => Value::from_truth(is_in(&of(value), items.iter().map(of)).map(|found| found != *negated)),
        ExprKind::InSet { set, value, negated } => Value::from_truth(in_set(&of(set), &of(value)).map(|found| found != *negated)),
        ExprKind::Is { value, present } => Value::Boolean(of(value).is_missing() != *present),
        ExprKind::TextTest(test, a, b) => Value::from_truth(text_test(*test, &of(a), &of(b))),
        ExprKind::Matches(text, pattern) => Value::from_truth(matches(&of(text), pattern)),
        ExprKind::Else(x, y) => match of(x) {
            Value::Missing => of(y),
            present => present,
        },
        ExprKind::Arithmetic(operator, a, b) => arithmetic(*operator, &of(a), &of(b)),
        ExprKind::Join(a, b) => join(&of(a), &of(b)),
        ExprKind::Call(function, arguments) => function.call(&arguments.iter().map(of).collect::<Vec<_>>(), &model.calendar),
        ExprKind::If(condition, a, b) => of(if truth(condition) == Some(true) { a } else { b }),
        ExprKind::Convert(x) => match of(x) {
            Value::Text(text) if !expr.ty.is_text() => scope.read(&text, &expr.ty),
            value => convert(value, &expr.ty, &model.calendar),
        },
    }
}

/// Whether a condition holds: one that ends unknown does not.
pub fn holds(condition: &Expr, model: &Model, scope: &dyn Scope) -> bool {
    eval(condition, model, scope).truth() == Some(true)
}

/// The name of the band that a score is in: the first whose lower end it reaches and whose upper end it does not.
pub fn band(score: &Score, value: f64) -> Value {
    let inside = |from: Option<f64>, to: Option<f64>| from.is_none_or(|from| value >= from) && to.is_none_or(|to| value < to);
    score.bands.iter().find(|band| inside(band.from, band.to)).map_or(Value::Missing, |band| Value::text(&band.name))
}

/// What `event.NAME` is for the event at hand.
fn member(of: &[(StreamSource, Member)], scope: &dyn Scope) -> Value {
    let Some(at_hand) = scope.at_hand() else { return Value::Missing };
    of.iter().find(|(source, _)| *source == at_hand).map_or(Value::Missing, |(_, member)| scope.member(*member))
}

/// `x in [..]` as the `or` of the equalities: unknown where x is missing, or where nothing equals it and an item is missing.
#[allow(clippy::manual_try_fold, reason = "`None` is unknown, not a failure: `unknown or true` is true")]
pub fn is_in(value: &Value, items: impl Iterator<Item = Value>) -> Option<bool> {
    items.fold(Some(false), |found, item| crate::value::or(found, compare(value, &item).map(Ordering::is_eq)))
}

/// Whether a set holds a text.
pub fn in_set(set: &Value, value: &Value) -> Option<bool> {
    match (set, value) {
        (Value::Set(set), Value::Text(text)) => Some(set.contains(text)),
        _ => None,
    }
}

/// `contains`, `starts with`, `ends with`.
pub fn text_test(test: TextTest, a: &Value, b: &Value) -> Option<bool> {
    let (Value::Text(a), Value::Text(b)) = (a, b) else { return None };
    Some(match test {
        TextTest::Contains => a.contains(&**b),
        TextTest::StartsWith => a.starts_with(&**b),
        TextTest::EndsWith => a.ends_with(&**b),
    })
}

/// Whether a pattern is found anywhere in a text.
pub fn matches(text: &Value, pattern: &Pattern) -> Option<bool> {
    match text {
        Value::Text(text) => Some(pattern.regex.is_match(text)),
        _ => None,
    }
}

/// `a ++ b`
pub fn join(a: &Value, b: &Value) -> Value {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => Value::Text(Arc::from([&**a, &**b].concat())),
        _ => Value::Missing,
    }
}

/// The same value in another type.
#[allow(clippy::cast_precision_loss, reason = "integer meets number as number (L3)")]
pub fn convert(value: Value, to: &Type, calendar: &Calendar) -> Value {
    match (value, to) {
        (Value::Integer(x), Type::Number) => Value::Number(x as f64),
        (Value::Integer(x), Type::Decimal) => Value::Decimal(crate::value::Decimal::from_integer(x)),
        (Value::Date(day), Type::Timestamp) => calendar.midnight(day).map_or(Value::Missing, Value::Timestamp),
        (value, _) => value,
    }
}
