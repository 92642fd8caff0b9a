//! Triggers out of one place that one event can fire both, where neither is plainly the special case of the other.

use super::rivals::{Conditions, Rivals};
use crate::diagnostics::codes::TRIGGERS_OVERLAP;
use crate::diagnostics::{Finding, Findings};
use crate::ids::*;
use crate::model::graph::Place;
use crate::model::{From, Model, Trigger};
use crate::reason::{Answer, possible, satisfiable};
use std::collections::BTreeSet;

/// Of one place and event so many triggers are held against each other.
const MOST: usize = 40;

/// Two triggers that can both hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Overlap {
    /// The earlier one, which fires.
    pub first: TriggerId,
    /// The later one.
    pub second: TriggerId,
    /// Where they lead from.
    pub from: Place,
    /// The event.
    pub on: EventId,
}

/// Each pair once, at the first place and event where it overlaps.
pub(super) fn overlaps(model: &Model, groups: &[Rivals], conditions: &Conditions<'_>) -> Vec<Overlap> {
    let mut found = Vec::new();
    let mut looked_at: BTreeSet<(TriggerId, TriggerId, EventId)> = BTreeSet::new();
    let mut told: BTreeSet<(TriggerId, TriggerId)> = BTreeSet::new();
    for group in groups {
        let Some(on) = group.on else { continue };
        let triggers = group.triggers.get(..group.triggers.len().min(MOST)).unwrap_or_default();
        for (at, first) in triggers.iter().enumerate() {
            for second in triggers.iter().skip(at + 1) {
                if told.contains(&(*first, *second)) || !looked_at.insert((*first, *second, on)) {
                    continue;
                }
                let overlap = Overlap { first: *first, second: *second, from: group.from, on };
                if !is_meant(&model.triggers[*first], &model.triggers[*second]) && is_open(&overlap, conditions) {
                    told.insert((*first, *second));
                    found.push(overlap);
                }
            }
        }
    }
    found
}

/// Whether the order of two triggers is plain without a look at their conditions.
fn is_meant(first: &Trigger, second: &Trigger) -> bool {
    let is_general = |trigger: &Trigger| trigger.when.is_none() && trigger.after.is_none() && trigger.idle.is_none();
    let is_any = |trigger: &Trigger| matches!(trigger.from, From::Any(_));
    let same_end = first.to == second.to && first.actions.is_empty() && second.actions.is_empty();
    is_general(first) || is_general(second) || same_end || (is_any(second) && !is_any(first))
}

/// Whether both can hold and neither implies the other.
fn is_open(overlap: &Overlap, conditions: &Conditions<'_>) -> bool {
    let at = |id| conditions.at(id, Some(overlap.on));
    let (Some(first), Some(second)) = (at(overlap.first), at(overlap.second)) else { return false };
    possible(&[first], &[second]) && possible(&[second], &[first]) && matches!(satisfiable(&[first, second], &[]), Answer::Yes(_))
}

/// The finding of an overlap.
pub(super) fn finding(model: &Model, overlap: &Overlap) -> Finding {
    let (first, second) = (&model.triggers[overlap.first], &model.triggers[overlap.second]);
    let event = &model.events[overlap.on].name;
    let from = match overlap.from {
        Place::Start => "start".to_owned(),
        Place::Stage(stage) => format!("`{}`", model.stages[stage].name),
    };
    Finding::new(
        &TRIGGERS_OVERLAP,
        second.span,
        format!("triggers `{}` and `{}` out of {from} can both hold at one `{event}`, and `{}` fires", first.name, second.name, first.name),
    )
    .label("loses where both hold")
    .other(first.span, "stands first in the file")
    .help("make the conditions exclude each other, or make the later trigger the general case")
}

/// Puts the findings of overlaps into `findings`.
pub(super) fn check(model: &Model, groups: &[Rivals], conditions: &Conditions<'_>, findings: &mut Findings) {
    findings.extend(overlaps(model, groups, conditions).iter().map(|overlap| finding(model, overlap)));
}
