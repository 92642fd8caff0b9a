//! How often a trigger fired, and how long subjects had been where it took them from.

use super::basis::Basis;
use super::groups::Groups;
use super::{From, Seconds, Trigger};
use crate::ids::{Id, StageId};
use crate::model::{From as Origin, Model};
use crate::replay::outcome::Visit;
use crate::time::Micros;

/// The figures of each trigger, in file order, for each group; a firing belongs to the group of the visit that it began.
pub(super) fn of(basis: &Basis<'_>, groups: &Groups) -> Vec<Vec<Trigger>> {
    let width = basis.model.triggers.len();
    let mut fired = vec![0; width * groups.len()];
    let mut stays = vec![Vec::new(); width * groups.len()];
    let mut before: Option<Visit<'_>> = None;
    for (place, visit) in basis.outcome.visits.iter().enumerate() {
        let left = before.replace(visit).filter(|left| left.subject == visit.subject);
        let Some(trigger) = visit.trigger.filter(|_| basis.within.contains(&visit.entered_at)) else { continue };
        let at = groups.of_visit(place) * width + trigger.index();
        fired[at] += 1;
        if let Some(left) = left {
            stays[at].push(visit.entered_at - left.entered_at);
        }
    }
    let mut stays = stays.into_iter();
    (0..groups.len()).map(|group| rows(basis.model, &fired[group * width..], &mut stays)).collect()
}

/// The rows of one group, from what was counted of it.
fn rows(model: &Model, fired: &[u64], stays: &mut impl Iterator<Item = Vec<Micros>>) -> Vec<Trigger> {
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
        fired: *fired,
        seconds_in_from: Seconds::of(stays),
    });
    rows.collect()
}
