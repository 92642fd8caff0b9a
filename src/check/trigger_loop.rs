//! Condition triggers that could lead in a circle at one instant.

use super::facts::{Alternatives, View, alternatives, can_hold_together};
use super::hops::Hops;
use super::ways::{draw, ends};
use crate::diagnostics::codes::TRIGGER_LOOP;
use crate::diagnostics::{Finding, Findings};
use crate::ids::*;
use crate::model::graph::{Place, StageGraph, Step};
use crate::model::{Expr, ExprKind, Model, StreamSource, Trigger};
use crate::time::Micros;
use crate::value::Value;
use std::collections::VecDeque;

/// Beyond so many ways looked at, no further loop is searched for.
const MOST: usize = 20_000;

/// The age at which a stage was just entered.
const AT_ONCE: Micros = 0;
/// The age up to which waiting is none: a loop that turns more often than once a minute would go round for ever in a year of log.
const SOON: Micros = 60_000_000 - 1;

/// A shortest loop for each trigger that is in one and in none already shown.
pub(super) fn check(model: &Model, graph: &StageGraph, findings: &mut Findings) {
    if !loops(model, graph, AT_ONCE, findings) {
        loops(model, graph, SOON, findings);
    }
}

/// Looks for loops of triggers that fire when their stages have an age; whether there are any.
fn loops(model: &Model, graph: &StageGraph, age: Micros, findings: &mut Findings) -> bool {
    let conditions: Vec<Alternatives> = model.triggers.iter().map(|trigger| condition(trigger, model, age)).collect();
    let mut found = false;
    let of = |step: &Step| step.by.and_then(|by| conditions.get(by.index()));
    let at_once = |step: &Step| of(step).is_some_and(|condition| !condition.is_empty());
    let mut looked_at = 0;
    for knot in graph.knots(&vec![true; model.stages.len()], at_once) {
        let inside = |step: &Step| at_once(step) && knot.contains(&step.to);
        let mut shown: Vec<Step> = Vec::new();
        let mut steps: Vec<Step> = knot.iter().flat_map(|stage| graph.out_of(Place::Stage(*stage))).filter(inside).collect();
        steps.sort_by_key(|step| (step.by, step.from));
        for first in steps {
            if shown.contains(&first) {
                continue;
            }
            if let Some(ring) = ring(graph, first, &inside, &of, &mut looked_at) {
                findings.push(finding(model, &ring, age));
                shown.extend(ring);
                found = true;
            }
        }
    }
    found
}

/// A shortest way from a step back to where it starts whose conditions can all hold at one instant.
fn ring<'a>(
    graph: &StageGraph,
    first: Step,
    inside: &dyn Fn(&Step) -> bool,
    of: &dyn Fn(&Step) -> Option<&'a Alternatives>,
    looked_at: &mut usize,
) -> Option<Vec<Step>> {
    let mut open = VecDeque::from([vec![first]]);
    while let Some(way) = open.pop_front() {
        *looked_at += 1;
        if *looked_at > MOST {
            return None;
        }
        let conditions: Vec<&Alternatives> = way.iter().filter_map(of).collect();
        if !can_hold_together(&conditions) {
            continue;
        }
        let last = way.last()?.to;
        if Place::Stage(last) == first.from {
            return Some(way);
        }
        for step in graph.out_of(Place::Stage(last)).into_iter().filter(inside) {
            if !way.iter().any(|passed| passed.to == step.to) {
                open.push_back(way.iter().copied().chain([step]).collect());
            }
        }
    }
    None
}

/// The ways in which a trigger can fire when its stage has an age; none for one that waits longer.
fn condition(trigger: &Trigger, model: &Model, age: Micros) -> Alternatives {
    let waits = trigger.after.is_some_and(|after| after > age) || trigger.idle.is_some_and(|idle| idle > age);
    match &trigger.when {
        _ if waits || !trigger.is_condition() => Vec::new(),
        None => vec![Vec::new()],
        Some(when) => alternatives(when, model, &Aged { model, age, hops: Hops::new() }),
    }
}

/// How things stand when a stage has an age.
struct Aged<'a> {
    model: &'a Model,
    age: Micros,
    hops: Hops,
}

impl View for Aged<'_> {
    fn known(&self, thing: &Expr) -> Option<Value> {
        matches!(thing.kind, ExprKind::StageAge).then_some(Value::Duration(self.age))
    }

    /// What reads stages changes with every step of a loop.
    fn stable(&self, thing: &Expr) -> bool {
        !self.reads_stages(thing)
    }
}

impl Aged<'_> {
    fn reads_stages(&self, expr: &Expr) -> bool {
        let model = self.model;
        let follow = |expr: &Expr| self.hops.follow(|| true, || self.reads_stages(expr));
        let own = match &expr.kind {
            ExprKind::StageAge | ExprKind::StageVisits | ExprKind::StageEnteredAt => true,
            ExprKind::Attribute(id) => follow(&model.attributes[*id].expr),
            ExprKind::Let(id) => follow(&model.lets[*id].expr),
            ExprKind::Score(id) | ExprKind::Band(id) => {
                let profile = model.scores[*id].rules.iter().map(|rule| &model.rules[*rule]).filter(|rule| rule.on.is_empty());
                profile.flat_map(|rule| rule.when.iter().chain([&rule.points])).any(follow)
            }
            ExprKind::Fold(id) => model.folds[*id].streams.iter().any(|stream| matches!(stream.source, StreamSource::Stage(_))),
            _ => false,
        };
        own || expr.children().into_iter().any(|child| self.reads_stages(child))
    }
}

fn finding(model: &Model, ring: &[Step], age: Micros) -> Finding {
    let when = if age == AT_ONCE { "at one instant" } else { "more often than once a minute" };
    let named = |step: &Step| step.by.map(|by| &model.triggers[by]);
    let (span, name) = ring.first().and_then(named).map(|trigger| (trigger.span, trigger.name.as_str())).unwrap_or_default();
    let message = match ring {
        [_] => format!("trigger `{name}` can lead back to where it starts {when}: {}", draw(model, ring)),
        _ => format!("condition triggers can lead in a circle {when}: {}", draw(model, ring)),
    };
    let mut finding = Finding::new(&TRIGGER_LOOP, span, message)
        .label(ring.first().map(|step| format!("from {}", ends(model, step))).unwrap_or_default())
        .help("make the conditions exclude each other, let one of the triggers wait with `after`, or let an event fire it with `on`");
    for step in ring.iter().skip(1) {
        if let Some(trigger) = named(step) {
            finding = finding.other(trigger.span, format!("then from {}", ends(model, step)));
        }
    }
    finding
}
