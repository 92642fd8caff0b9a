//! How often a trigger fired, and how long subjects had been where it took them from.

use super::{From, Seconds, Trigger};
use crate::ids::{Id, StageId};
use crate::model::{From as Origin, Model};
use crate::replay::outcome::{Outcome, Visit};
use crate::time::Micros;
use std::ops::Range;

/// The figures of each trigger, in file order.
pub(super) fn of(model: &Model, outcome: &Outcome, within: &Range<Micros>) -> Vec<Trigger> {
    let mut fired = vec![0; model.triggers.len()];
    let mut stays = vec![Vec::new(); model.triggers.len()];
    let mut before: Option<Visit<'_>> = None;
    for visit in outcome.visits.iter() {
        let left = before.replace(visit).filter(|left| left.subject == visit.subject);
        let Some(trigger) = visit.trigger.filter(|_| within.contains(&visit.entered_at)) else { continue };
        fired[trigger.index()] += 1;
        if let Some(left) = left {
            stays[trigger.index()].push(visit.entered_at - left.entered_at);
        }
    }
    let name = |stage: &StageId| model.stages[*stage].name.clone();
    let rows = model.triggers.iter().zip(fired).zip(stays).map(|((trigger, fired), stays)| Trigger {
        id: trigger.name.clone(),
        from: match &trigger.from {
            Origin::Start => From::One("start".to_owned()),
            Origin::Any(_) => From::One("any".to_owned()),
            Origin::Stages { stages, list } => match stages.as_slice() {
                [one] if !list => From::One(name(one)),
                several => From::List(several.iter().map(name).collect()),
            },
        },
        to: name(&trigger.to),
        fired,
        seconds_in_from: Seconds::of(stays),
    });
    rows.collect()
}
