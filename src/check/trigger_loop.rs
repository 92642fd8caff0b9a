//! Condition triggers that could lead in a circle at one instant.

use super::ways::{draw, ends};
use crate::diagnostics::codes::TRIGGER_LOOP;
use crate::diagnostics::{Finding, Findings};
use crate::ids::*;
use crate::model::graph::{Place, StageGraph, Step};
use crate::model::{Model, Trigger};
use crate::reason::{Condition, Reasoner, Setting, possible};
use crate::time::Micros;
use std::collections::VecDeque;

/// Beyond so many ways looked at, no further loop is searched for.
const MOST: usize = 20_000;

/// The age at which a stage was just entered.
const AT_ONCE: Micros = 0;
/// The age up to which waiting is none: a loop that turns more often than once a minute would go round for ever in a year of log.
const SOON: Micros = 60_000_000 - 1;

/// A shortest loop for each trigger that is in one and in none already shown.
pub(super) fn check(reasoner: &Reasoner<'_>, graph: &StageGraph, findings: &mut Findings) {
    if !loops(reasoner, graph, AT_ONCE, findings) {
        loops(reasoner, graph, SOON, findings);
    }
}

/// Looks for loops of triggers that fire when their stages have an age; whether there are any.
fn loops(reasoner: &Reasoner<'_>, graph: &StageGraph, age: Micros, findings: &mut Findings) -> bool {
    let model = reasoner.model();
    let conditions: Vec<Option<Condition<'_>>> =
        model.triggers.enumerate().map(|(id, trigger)| condition(reasoner, id, trigger, age)).collect();
    let mut found = false;
    let of = |step: &Step| step.by.and_then(|by| conditions.get(by.index())).and_then(Option::as_ref);
    let at_once = |step: &Step| of(step).is_some();
    let mut looked_at = 0;
    for knot in graph.knots(&vec![true; model.stages.len()], at_once) {
        let inside = |step: &Step| at_once(step) && knot.binary_search(&step.to).is_ok();
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
    of: &dyn Fn(&Step) -> Option<&'a Condition<'a>>,
    looked_at: &mut usize,
) -> Option<Vec<Step>> {
    let mut open = VecDeque::from([vec![first]]);
    while let Some(way) = open.pop_front() {
        *looked_at += 1;
        if *looked_at > MOST {
            return None;
        }
        let conditions: Vec<&Condition<'_>> = way.iter().filter_map(of).collect();
        if !possible(&conditions, &[]) {
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

/// The condition of a trigger that can fire when its stage has an age; what reads stages is another thing at each step.
fn condition<'a>(reasoner: &'a Reasoner<'_>, id: TriggerId, trigger: &'a Trigger, age: Micros) -> Option<Condition<'a>> {
    let setting = Setting { age: Some(age), turn: Some(id.0), ..Setting::of_trigger(trigger) };
    let condition = trigger.is_condition().then(|| reasoner.trigger(trigger, setting))?;
    possible(&[&condition], &[]).then_some(condition)
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
