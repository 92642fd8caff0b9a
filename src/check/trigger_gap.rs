//! Triggers on one event of one stage that split a quantity and leave values between them out.

use super::listed;
use super::rivals::{Conditions, Rivals};
use crate::diagnostics::codes::TRIGGER_GAP;
use crate::diagnostics::{Finding, Findings};
use crate::ids::*;
use crate::model::Model;
use crate::reason::Condition;
use crate::reason::gap::gap;
use std::collections::BTreeSet;

/// Of one place and event so many triggers are held against each other.
const MOST: usize = 40;

/// One finding for each group of triggers with a gap.
pub(super) fn check(model: &Model, groups: &[Rivals], conditions: &Conditions<'_>, findings: &mut Findings) {
    let mut looked_at: BTreeSet<(EventId, &[TriggerId])> = BTreeSet::new();
    for group in groups {
        let Some(on) = group.on else { continue };
        if group.triggers.len() < 2 || group.triggers.len() > MOST || !looked_at.insert((on, &group.triggers)) {
            continue;
        }
        let all: Vec<(TriggerId, &Condition<'_>)> =
            group.triggers.iter().filter_map(|id| Some((*id, conditions.at(*id, group.on)?))).collect();
        let read: Vec<&Condition<'_>> = all.iter().map(|(_, condition)| *condition).collect();
        let Some(gap) = gap(&read) else { continue };
        let around: Vec<TriggerId> = gap.around.iter().filter_map(|at| all.get(*at).map(|(id, _)| *id)).collect();
        let Some((last, firsts)) = around.split_last() else { continue };
        let names = listed(around.iter().map(|id| model.triggers[*id].name.as_str()));
        let message = format!("triggers {names} leave a gap: with {} none of them fires at `{}`", gap.witness, model.events[on].name);
        let mut finding = Finding::new(&TRIGGER_GAP, model.triggers[*last].span, message)
            .label(format!("`{}` between {} and {} is left out", gap.thing, gap.from, gap.to))
            .help("let one condition end where the other begins, or add a trigger for what lies between");
        for other in firsts {
            finding = finding.other(model.triggers[*other].span, "takes the other side");
        }
        findings.push(finding);
    }
}
