//! The comparisons of a definition: what conditions are made of, each where it stands.

use crate::model::expr::Comparison;
use crate::model::{Expr, ExprKind, Model, Trigger};
use crate::span::Span;
use crate::trace;
use crate::value::Type;

/// A comparison, as it is listed.
pub(super) struct Part {
    /// Its bytes.
    pub span: Span,
    /// What it belongs to and what it says.
    pub what: String,
    /// Whether its sides have a distance, so that there is a boundary.
    pub ordered: bool,
}

/// All comparisons, in the order of what they belong to; one that several conditions share once.
pub(super) fn all(model: &Model) -> Vec<Part> {
    let mut parts = Vec::new();
    for trigger in &model.triggers {
        let whose = format!("trigger `{}`", trigger.name);
        if let Some(when) = &trigger.when {
            collect(model, when, &whose, &mut parts);
        }
        for (span, word, time) in waits(trigger) {
            parts.push(Part { span, what: format!("{whose}: {word} {}", crate::time::duration::format(time)), ordered: true });
        }
    }
    for rule in &model.rules {
        if let Some(when) = &rule.when {
            collect(model, when, &format!("rule `{}`", rule.name), &mut parts);
        }
    }
    for fold in &model.folds {
        if let Some(filter) = &fold.filter {
            collect(model, filter, &format!("`{}`", model.print_fold(fold)), &mut parts);
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    parts.retain(|part| seen.insert(part.span));
    parts
}

/// `after` and `idle` of a trigger. They have no bytes of their own in the model: a place in its name stands for each.
pub(super) fn waits(trigger: &Trigger) -> impl Iterator<Item = (Span, &'static str, crate::time::Micros)> {
    let at = |end: u32| Span { end: trigger.span.start + end, ..trigger.span };
    let after = trigger.after.map(|time| (at(0), "after", time));
    let idle = trigger.idle.map(|time| (at(1), "idle", time));
    after.into_iter().chain(idle)
}

fn collect(model: &Model, expr: &Expr, whose: &str, parts: &mut Vec<Part>) {
    for leaf in leaves(model, expr) {
        let what = format!("{whose}: {}", model.print(leaf));
        parts.push(Part { span: leaf.span, what, ordered: is_ordered(leaf) });
    }
}

/// The comparisons that a condition joins by `and`, `or` and `not`.
pub(super) fn leaves<'e>(model: &'e Model, expr: &'e Expr) -> Vec<&'e Expr> {
    let mut leaves = Vec::new();
    trace::parts(expr, model, &mut leaves);
    // `true` has one side only
    leaves.retain(|leaf| !matches!(leaf.kind, ExprKind::Literal(_)));
    leaves
}

/// Whether a comparison has a boundary: `<`, `<=`, `>` or `>=` of things that have a distance.
pub(super) fn is_ordered(expr: &Expr) -> bool {
    let ExprKind::Compare(comparison, a, _) = &expr.kind else { return false };
    let distance = matches!(a.ty, Type::Integer | Type::Number | Type::Decimal | Type::Duration | Type::Date | Type::Timestamp);
    distance && !matches!(comparison, Comparison::Equal | Comparison::NotEqual)
}
