//! Stages in which a subject can rest for ever: what leads on asks for a young stage, or for events that may never come.

use super::listed;
use crate::diagnostics::codes::STAGE_WAIT_ENDLESS;
use crate::diagnostics::{Finding, Findings};
use crate::ids::*;
use crate::model::expr::Comparison;
use crate::model::graph::{Place, StageGraph};
use crate::model::{Decay, Expr, ExprKind, Model, Stage, Trigger};
use crate::reason::{Reasoner, Setting, possible};
use crate::time::{DAY, Micros};

/// Longer than any subject rests.
const EVER: Micros = 36_500 * DAY;

/// One finding for each stage that nobody leaves any more, and one for all stages of the path that have no timer behind one that has.
pub(super) fn check(reasoner: &Reasoner<'_>, graph: &StageGraph, findings: &mut Findings) {
    let model = reasoner.model();
    let mut timed_before = false;
    let mut resting: Vec<&Stage> = Vec::new();
    for (id, stage) in model.stages.enumerate().filter(|(_, stage)| stage.outcome.is_none()) {
        let out: Vec<TriggerId> = graph.out_of(Place::Stage(id)).into_iter().filter_map(|step| step.by).collect();
        if out.is_empty() {
            continue;
        }
        let is_left_late = |id: &TriggerId| {
            let trigger = &model.triggers[*id];
            let late = Setting { age: Some(EVER), ..Setting::of_trigger(trigger) };
            possible(&[&reasoner.trigger(trigger, late)], &[])
                || !possible(&[&reasoner.trigger(trigger, Setting::of_trigger(trigger))], &[])
        };
        if !out.iter().any(is_left_late) {
            findings.push(stuck(model, stage, &out));
            continue;
        }
        let timed = out.iter().any(|id| comes_with_time(model, &model.triggers[*id]));
        let by_events = out.iter().all(|id| !model.triggers[*id].is_condition());
        let ends = out.iter().any(|id| model.stages[model.triggers[*id].to].outcome.is_some());
        if timed_before && by_events && !ends && !stage.off_path {
            resting.push(stage);
        }
        timed_before |= timed && !stage.off_path;
    }
    if let Some((first, others)) = resting.split_first() {
        let names = listed(resting.iter().map(|stage| stage.name.as_str()));
        let mut finding = Finding::new(&STAGE_WAIT_ENDLESS, first.span, format!("a subject can rest in {names} for ever"))
            .label("only events that may never come lead on from here")
            .help("let a trigger with `after` or `idle` lead on, for example to where it is lost or beside the path");
        for other in others {
            finding = finding.other(other.span, "nor from here");
        }
        findings.push(finding);
    }
}

fn stuck(model: &Model, stage: &Stage, out: &[TriggerId]) -> Finding {
    let mut finding = Finding::new(&STAGE_WAIT_ENDLESS, stage.span, format!("who rests in `{}` for long can never leave it", stage.name))
        .label("every trigger out of it asks for a young stage")
        .help("let a trigger with `after` or `idle` lead on, for example to where it is lost or beside the path");
    for id in out {
        finding = finding.other(model.triggers[*id].span, "holds for a time only");
    }
    finding
}

/// Whether a condition trigger can come to hold while nothing happens.
fn comes_with_time(model: &Model, trigger: &Trigger) -> bool {
    let waits = trigger.after.is_some() || trigger.idle.is_some();
    trigger.is_condition() && (waits || trigger.when.as_ref().is_some_and(|when| rises(model, when, 0)))
}

/// Whether time alone can make a condition true: an age reached, a score that has fallen, a window that was left.
fn rises(model: &Model, expr: &Expr, depth: usize) -> bool {
    if depth > 64 {
        return true;
    }
    let of = |expr: &Expr| rises(model, expr, depth + 1);
    match &expr.kind {
        ExprKind::Let(id) => of(&model.lets[*id].expr),
        ExprKind::Attribute(id) => of(&model.attributes[*id].expr),
        ExprKind::And(a, b) | ExprKind::Or(a, b) => of(a) || of(b),
        ExprKind::Compare(Comparison::Greater | Comparison::GreaterEqual, a, b) => {
            !(falls(model, a) && is_fixed(b)) && (moves(model, a, depth) || moves(model, b, depth))
        }
        ExprKind::Compare(Comparison::Less | Comparison::LessEqual, a, b) => {
            !(falls(model, b) && is_fixed(a)) && (moves(model, a, depth) || moves(model, b, depth))
        }
        _ => moves(model, expr, depth),
    }
}

/// A decayed score: it only falls by itself.
fn falls(model: &Model, expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Score(id) if model.scores[*id].low.is_some_and(|low| low >= 0.0))
}

fn is_fixed(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Literal(_))
}

/// Whether a value changes while nothing happens.
fn moves(model: &Model, expr: &Expr, depth: usize) -> bool {
    if depth > 64 {
        return true;
    }
    let of = |expr: &Expr| moves(model, expr, depth + 1);
    let own = match &expr.kind {
        ExprKind::StageAge | ExprKind::Now => true,
        ExprKind::Score(id) | ExprKind::Band(id) => model.scores[*id].decay != Decay::None,
        ExprKind::Fold(id) => model.folds[*id].last.is_some(),
        ExprKind::Let(id) => of(&model.lets[*id].expr),
        ExprKind::Attribute(id) => of(&model.attributes[*id].expr),
        _ => false,
    };
    own || expr.children().into_iter().any(of)
}
