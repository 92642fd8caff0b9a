//! From stage to stage: for neighbours on the path, and from its first stage to each of the third and later.
//!
//! First entries stand in a column for each stage of the path, so that a pair costs two columns and not a walk over all visits.

use super::visits::{Histories, path};
use super::{Cohort, Conversion, Fate, Member};
use crate::ids::StageId;
use crate::model::Model;
use crate::replay::outcome::{Outcome, Visit};
use crate::time::Micros;
use std::ops::Range;

/// Later than any instant: never.
const NEVER: Micros = Micros::MAX;

/// The conversions, neighbours first.
pub(super) fn of(model: &Model, outcome: &Outcome, histories: &Histories<'_>, within: &Range<Micros>) -> Vec<Conversion> {
    let path = path(model);
    // Without an instant to look from there are no visits, so no member asks for it.
    let as_of = outcome.as_of.unwrap_or(NEVER);
    let first: Vec<(StageId, Vec<Micros>)> = path.iter().map(|&stage| (stage, first_entries(histories, stage))).collect();
    let out: Vec<Micros> = histories.iter().map(|visits| out_since(model, visits)).collect();
    let column = |stage: StageId| first.iter().find(|(of, _)| *of == stage).map(|(_, column)| column.as_slice()).unwrap_or_default();

    let rows = pairs(&path).map(|(from, to)| {
        let mut cohort = Cohort::default();
        for (subject, (&start, &end)) in column(from).iter().zip(column(to)).enumerate() {
            if start == NEVER || !within.contains(&start) {
                continue;
            }
            let reached = if end >= start { end } else { entry_from(histories.of_subject(subject), to, start) };
            let (end, fate) = if reached != NEVER {
                (reached, Fate::Converted)
            } else if out[subject] != NEVER {
                (out[subject].max(start), Fate::Lapsed)
            } else {
                (as_of, Fate::Pending)
            };
            cohort.members.push(Member { after: end - start, fate });
        }
        conversion(model, from, to, cohort)
    });
    rows.collect()
}

/// Neighbours, then first to third and later.
fn pairs(path: &[StageId]) -> impl Iterator<Item = (StageId, StageId)> + '_ {
    let neighbours = path.windows(2).map(|pair| (pair[0], pair[1]));
    let leaps = path.first().into_iter().flat_map(|&first| path.iter().skip(2).map(move |&later| (first, later)));
    neighbours.chain(leaps)
}

fn conversion(model: &Model, from: StageId, to: StageId, cohort: Cohort) -> Conversion {
    Conversion { from: model.stages[from].name.clone(), to: model.stages[to].name.clone(), rate: cohort.rate() }
}

fn first_entries(histories: &Histories<'_>, stage: StageId) -> Vec<Micros> {
    histories.iter().map(|visits| entry_from(visits, stage, Micros::MIN)).collect()
}

/// The first entry into `stage` at or after `start`.
fn entry_from<'a>(mut visits: impl Iterator<Item = Visit<'a>>, stage: StageId, start: Micros) -> Micros {
    visits.find(|visit| visit.stage == stage && visit.entered_at >= start).map_or(NEVER, |visit| visit.entered_at)
}

/// Since when the subject has been in outcomes without a break. Who was reopened is in none.
fn out_since<'a>(model: &Model, visits: impl DoubleEndedIterator<Item = Visit<'a>>) -> Micros {
    let outcomes = visits.rev().take_while(|visit| model.stages[visit.stage].outcome.is_some());
    outcomes.last().map_or(NEVER, |visit| visit.entered_at)
}
