//! Invariants that the stage graph breaks, with the shortest way that breaks each.

use super::ways::{draw, ends};
use crate::diagnostics::codes::INVARIANT_BROKEN;
use crate::diagnostics::{Finding, Findings};
use crate::ids::*;
use crate::model::graph::{Place, StageGraph, Step};
use crate::model::{Claim, Invariant, Model, StreamSource, Trigger};
use crate::reason::{Reasoner, Setting, possible};

/// One finding for each broken invariant.
pub(super) fn check(reasoner: &Reasoner<'_>, graph: &StageGraph, findings: &mut Findings) {
    let model = reasoner.model();
    if model.invariants.is_empty() {
        return;
    }
    let fires: Vec<bool> = model.triggers.iter().map(|trigger| can_fire(reasoner, trigger)).collect();
    let fires = |step: &Step| step.by.is_none_or(|by| fires.get(by.index()).copied().unwrap_or(true));
    for invariant in &model.invariants {
        if let Some((way, wrong)) = broken(reasoner, graph, &fires, &invariant.claim) {
            findings.push(finding(model, invariant, &way, &wrong));
        }
    }
}

/// Whether a trigger can fire at all: one whose condition never holds leads nowhere.
fn can_fire(reasoner: &Reasoner<'_>, trigger: &Trigger) -> bool {
    possible(&[&reasoner.trigger(trigger, Setting::of_trigger(trigger))], &[])
}

/// The shortest way that breaks a claim, and what is wrong with it.
fn broken(reasoner: &Reasoner<'_>, graph: &StageGraph, fires: &dyn Fn(&Step) -> bool, claim: &Claim) -> Option<(Vec<Step>, String)> {
    let model = reasoner.model();
    match claim {
        Claim::Passes { from, to, via } => {
            if from.as_ref() == Some(via) || to == via {
                return None;
            }
            let way = graph.shortest(from.map_or(Place::Start, Place::Stage), *to, |step| step.to != *via && fires(step))?;
            Some((way, format!("does not pass `{}`", model.stages[*via].name)))
        }
        Claim::NoPath { from, to } => {
            let way = graph.shortest(Place::Stage(*from), *to, fires)?;
            Some((way, format!("leads from `{}` to `{}`", model.stages[*from].name, model.stages[*to].name)))
        }
        Claim::OnlyAfter { to, event } => {
            let needs = |step: &Step| step.by.is_some_and(|by| needs(reasoner, by, *event));
            let way = graph.shortest(Place::Start, *to, |step| fires(step) && !needs(step))?;
            Some((way, format!("needs no `{}`", model.events[*event].name)))
        }
    }
}

/// Whether a trigger fires only at or after an event: every `on` is that event, or its condition cannot hold before it.
fn needs(reasoner: &Reasoner<'_>, trigger: TriggerId, event: EventId) -> bool {
    let trigger = &reasoner.model().triggers[trigger];
    // before the event something else is at hand
    let others: Vec<EventId> = trigger.on.iter().copied().filter(|on| *on != event).collect();
    if others.is_empty() && !trigger.on.is_empty() {
        return true;
    }
    let at_hand = others.into_iter().map(StreamSource::Event);
    let before = Setting { never: Some(event), at_hand: at_hand.collect(), ..Setting::of_trigger(trigger) };
    !possible(&[&reasoner.trigger(trigger, before)], &[])
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
