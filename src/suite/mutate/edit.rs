//! What a mutant changes in a model.

use crate::ids::*;
use crate::model::{Decay, Expr, ExprKind, Model, Per};
use crate::span::Span;
use crate::time::Micros;
use crate::value::{Type, Value};

/// A change in one place.
#[derive(Clone, Debug)]
pub enum Edit {
    /// A literal, wherever its bytes came to stand.
    Literal(Span, Value),
    /// `and` for `or` and the other way round, wherever the bytes of the whole came to stand.
    Join(Span),
    /// A trigger that never fires.
    DropTrigger(TriggerId),
    /// Two triggers in each other's places.
    SwapTriggers(TriggerId, TriggerId),
    /// Another `after`.
    After(TriggerId, Micros),
    /// Another `idle`.
    Idle(TriggerId, Micros),
    /// A rule that never gives points.
    DropRule(RuleId),
    /// Another number of times in a limit.
    Times(RuleId, u32),
    /// Another window of a limit.
    Window(RuleId, Micros),
    /// Another half-life or time to expire.
    Decay(ScoreId, Decay),
    /// Another lower end of a range.
    Low(ScoreId, f64),
    /// Another upper end of a range.
    High(ScoreId, f64),
    /// Another lower end of a band.
    BandFrom(ScoreId, usize, f64),
    /// Another upper end of a band.
    BandTo(ScoreId, usize, f64),
    /// Another window of a fold.
    Last(FoldId, Micros),
    /// Another time allowed.
    Within(SlaId, Micros),
}

impl Edit {
    /// The model with the change.
    pub fn of(&self, model: &Model) -> Model {
        let mut model = model.clone();
        match self {
            Self::Literal(span, value) => each(&mut model, &mut |expr| {
                if expr.span == *span
                    && let ExprKind::Literal(written) = &mut expr.kind
                {
                    *written = value.clone();
                }
            }),
            Self::Join(span) => each(&mut model, &mut |expr| {
                if expr.span == *span {
                    flip(expr);
                }
            }),
            Self::DropTrigger(id) => model.triggers[*id].when = Some(never(model.triggers[*id].span)),
            Self::SwapTriggers(a, b) => {
                let held = model.triggers[*a].clone();
                model.triggers[*a] = std::mem::replace(&mut model.triggers[*b], held);
            }
            Self::After(id, time) => model.triggers[*id].after = Some(*time),
            Self::Idle(id, time) => model.triggers[*id].idle = Some(*time),
            Self::DropRule(id) => model.rules[*id].when = Some(never(model.rules[*id].span)),
            Self::Times(id, times) => {
                if let Some(limit) = &mut model.rules[*id].limit {
                    limit.times = *times;
                }
            }
            Self::Window(id, time) => {
                if let Some(limit) = &mut model.rules[*id].limit {
                    limit.per = Per::Window(*time);
                }
            }
            Self::Decay(id, decay) => model.scores[*id].decay = *decay,
            Self::Low(id, low) => model.scores[*id].low = Some(*low),
            Self::High(id, high) => model.scores[*id].high = Some(*high),
            Self::BandFrom(id, band, from) => model.scores[*id].bands[*band].from = Some(*from),
            Self::BandTo(id, band, to) => model.scores[*id].bands[*band].to = Some(*to),
            Self::Last(id, time) => model.folds[*id].last = Some(*time),
            Self::Within(id, time) => model.slas[*id].within = *time,
        }
        model
    }
}

/// A condition that never holds.
fn never(span: Span) -> Expr {
    Expr { kind: ExprKind::Literal(Value::Boolean(false)), ty: Type::Boolean, span }
}

fn flip(expr: &mut Expr) {
    let kind = std::mem::replace(&mut expr.kind, ExprKind::Now);
    expr.kind = match kind {
        ExprKind::And(a, b) => ExprKind::Or(a, b),
        ExprKind::Or(a, b) => ExprKind::And(a, b),
        other => other,
    };
}

/// Every expression of what moves subjects: conditions, points, limits, attributes, `let`s, filters of folds.
fn each(model: &mut Model, change: &mut dyn FnMut(&mut Expr)) {
    let mut walk = |expr: &mut Expr| deep(expr, change);
    model.triggers.iter_mut().filter_map(|trigger| trigger.when.as_mut()).for_each(&mut walk);
    for rule in model.rules.iter_mut() {
        rule.when.iter_mut().for_each(&mut walk);
        walk(&mut rule.points);
        if let Some(crate::model::Limit { per: Per::Value(of), .. }) = &mut rule.limit {
            walk(of);
        }
    }
    model.lets.iter_mut().for_each(|named| walk(&mut named.expr));
    model.attributes.iter_mut().for_each(|attribute| walk(&mut attribute.expr));
    model.folds.iter_mut().filter_map(|fold| fold.filter.as_mut()).for_each(&mut walk);
}

fn deep(expr: &mut Expr, change: &mut dyn FnMut(&mut Expr)) {
    change(expr);
    for child in expr.children_mut() {
        deep(child, change);
    }
}
