//! Invariants that the stage graph breaks, with the shortest way that breaks each.

use super::ways::{draw, ends};
use super::without::can_hold_without;
use crate::diagnostics::codes::INVARIANT_BROKEN;
use crate::diagnostics::{Finding, Findings};
use crate::ids::*;
use crate::model::graph::{Place, StageGraph, Step};
use crate::model::{Claim, Invariant, Model};

/// One finding for each broken invariant.
pub(super) fn check(model: &Model, graph: &StageGraph, findings: &mut Findings) {
    for invariant in &model.invariants {
        if let Some((way, wrong)) = broken(model, graph, &invariant.claim) {
            findings.push(finding(model, invariant, &way, &wrong));
        }
    }
}

/// The shortest way that breaks a claim, and what is wrong with it.
fn broken(model: &Model, graph: &StageGraph, claim: &Claim) -> Option<(Vec<Step>, String)> {
    match claim {
        Claim::Passes { from, to, via } => {
            if from.as_ref() == Some(via) || to == via {
                return None;
            }
            let way = graph.shortest(from.map_or(Place::Start, Place::Stage), *to, |step| step.to != *via)?;
            Some((way, format!("does not pass `{}`", model.stages[*via].name)))
        }
        Claim::NoPath { from, to } => {
            let way = graph.shortest(Place::Stage(*from), *to, |_| true)?;
            Some((way, format!("leads from `{}` to `{}`", model.stages[*from].name, model.stages[*to].name)))
        }
        Claim::OnlyAfter { to, event } => {
            let way = graph.shortest(Place::Start, *to, |step| !step.by.is_some_and(|by| needs(model, by, *event)))?;
            Some((way, format!("needs no `{}`", model.events[*event].name)))
        }
    }
}

/// Whether a trigger fires only at or after an event: every `on` is that event, or its condition cannot hold before it.
fn needs(model: &Model, trigger: TriggerId, event: EventId) -> bool {
    let trigger = &model.triggers[trigger];
    let fired_by = !trigger.on.is_empty() && trigger.on.iter().all(|on| *on == event);
    fired_by || trigger.when.as_ref().is_some_and(|when| !can_hold_without(when, event, model))
}

fn finding(model: &Model, invariant: &Invariant, way: &[Step], wrong: &str) -> Finding {
    let mut finding =
        Finding::new(&INVARIANT_BROKEN, invariant.claim_span, format!("invariant `{}` is broken by {}", invariant.name, draw(model, way)))
            .label(format!("a way that {wrong}"));
    let taken = way.iter().filter_map(|step| step.by.map(|by| (step, by)));
    for (at, (step, by)) in taken.enumerate() {
        finding = finding.other(model.triggers[by].span, format!("step {}: {}", at + 1, ends(model, step)));
    }
    match way.iter().filter_map(|step| step.by).next_back() {
        Some(last) => finding.help(format!("change a trigger on that way, for example `{}`, or the invariant", model.triggers[last].name)),
        None => finding.help(
            "a subject enters the first stage at its first event; let it enter by triggers with `from: start`, or change the invariant",
        ),
    }
}
