//! Triggers that earlier ones leave nothing to.

use super::listed;
use super::rivals::{Conditions, Rivals};
use crate::diagnostics::codes::TRIGGER_SHADOWED;
use crate::diagnostics::{Finding, Findings};
use crate::ids::*;
use crate::model::Model;
use crate::model::continuity::Continuity;
use crate::model::graph::{Place, StageGraph};
use crate::reason::{Condition, possible};
use std::collections::BTreeMap;

/// So many earlier triggers are looked at.
const MOST: usize = 16;

/// A trigger's competitions: the place, and the triggers before it.
type Earlier<'r> = Vec<(&'r Rivals, Vec<TriggerId>)>;

/// One finding for each trigger that never gets its turn, wherever it leads from and whatever event fires it.
pub(super) fn check(model: &Model, graph: &StageGraph, groups: &[Rivals], conditions: &Conditions<'_>, findings: &mut Findings) {
    let continuity = Continuity::of(model);
    let polled: Vec<bool> = model.triggers.iter().map(|trigger| continuity.is_polled(trigger)).collect();
    let mut earlier: BTreeMap<TriggerId, Earlier<'_>> = BTreeMap::new();
    for group in groups {
        for (at, id) in group.triggers.iter().enumerate() {
            // what is looked at only now and then may leave an instant to others
            let before = group.triggers.iter().take(at).copied().filter(|id| !polled.get(id.index()).copied().unwrap_or(true));
            earlier.entry(*id).or_default().push((group, before.collect()));
        }
    }
    for (id, places) in earlier {
        if let Some(by) = shadows(id, &places, conditions) {
            findings.push(finding(model, graph, id, &by, &places));
        }
    }
}

/// The earlier triggers one of which holds wherever this one does.
fn shadows(id: TriggerId, places: &Earlier<'_>, conditions: &Conditions<'_>) -> Option<Vec<TriggerId>> {
    if places.iter().any(|(_, before)| before.is_empty()) {
        return None;
    }
    let mut all: Vec<TriggerId> = Vec::new();
    let mut decided: Vec<(Option<EventId>, &[TriggerId])> = Vec::new();
    for (group, before) in places {
        if decided.contains(&(group.on, before)) {
            continue;
        }
        decided.push((group.on, before));
        let own = conditions.at(id, group.on)?;
        if !possible(&[own], &[]) {
            return None;
        }
        let nearest: Vec<(TriggerId, &Condition<'_>)> =
            before.iter().rev().take(MOST).filter_map(|id| Some((*id, conditions.at(*id, group.on)?))).collect();
        let failing: Vec<&Condition<'_>> = nearest.iter().map(|(_, condition)| *condition).collect();
        if possible(&[own], &failing) {
            return None;
        }
        let alone = nearest.iter().find(|(_, condition)| !possible(&[own], &[condition]));
        all.extend(alone.map_or_else(|| nearest.iter().map(|(id, _)| *id).collect(), |(id, _)| vec![*id]));
    }
    all.sort_unstable();
    all.dedup();
    Some(all)
}

fn finding(model: &Model, graph: &StageGraph, id: TriggerId, by: &[TriggerId], places: &Earlier<'_>) -> Finding {
    let trigger = &model.triggers[id];
    let names = listed(by.iter().map(|by| model.triggers[*by].name.as_str()));
    // a trigger that would enter a stage twice at one instant is skipped, which needs a way back here
    let can_be_skipped = |by: &TriggerId| {
        let to = model.triggers[*by].to;
        places.iter().any(|(group, _)| match group.from {
            Place::Stage(from) => from == to || graph.shortest(Place::Stage(to), from, |_| true).is_some(),
            Place::Start => false,
        })
    };
    let skipped = by.iter().any(can_be_skipped);
    let fire = if by.len() == 1 { "fires" } else { "fire" };
    let (unless, label) = match (skipped, by) {
        (false, _) => (String::new(), "never gets its turn"),
        (true, [one]) => {
            let to = &model.stages[model.triggers[*one].to].name;
            (format!(", unless that would enter `{to}` twice at one instant"), "gets its turn at such an instant alone")
        }
        (true, _) => (", unless that would enter a stage twice at one instant".to_owned(), "gets its turn at such an instant alone"),
    };
    let message = format!("trigger `{}` is shadowed: whenever it could fire, {names} {fire} first{unless}", trigger.name);
    let mut finding = Finding::new(&TRIGGER_SHADOWED, trigger.span, message)
        .label(label)
        .help("put the more specific trigger first, narrow the earlier one, or remove this one");
    for by in by {
        finding = finding.other(model.triggers[*by].span, "comes first");
    }
    finding
}
