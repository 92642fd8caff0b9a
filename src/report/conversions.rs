//! From stage to stage: for neighbours on the path, and from its first stage to each of the third and later.
//!
//! First entries stand in a column for each stage of the path, so that a pair costs two columns and not a walk over all visits.

#![allow(clippy::cast_possible_truncation, reason = "groups are numbered by 32 bits")]

use super::cohort::Story;
use super::groups::Groups;
use super::visits::{Histories, out_since, path};
use super::{Cohort, Conversion};
use crate::ids::StageId;
use crate::model::Model;
use crate::replay::outcome::{Outcome, Visits};
use crate::time::Micros;
use std::ops::Range;

/// Later than any instant: never.
const NEVER: Micros = Micros::MAX;

/// The conversions of each group, neighbours first. A member belongs to the group of its first entry.
pub(super) fn of(
    model: &Model,
    outcome: &Outcome,
    histories: &Histories<'_>,
    within: &Range<Micros>,
    groups: &Groups,
) -> Vec<Vec<Conversion>> {
    let path = path(model);
    // Without an instant to look from there are no visits, so no member asks for it.
    let as_of = outcome.as_of.unwrap_or(NEVER);
    let visits = &outcome.visits;
    let first: Vec<(StageId, Column)> = path.iter().map(|&stage| (stage, Column::of(stage, visits, histories, groups))).collect();
    let out = out_since(model, histories);
    let column = |stage: StageId| first.iter().find(|(of, _)| *of == stage).map(|(_, column)| column);

    let mut rows: Vec<Vec<Conversion>> = groups.heads.iter().map(|_| Vec::new()).collect();
    for (from, to) in pairs(&path) {
        let (Some(starts), Some(ends)) = (column(from), column(to)) else { continue };
        let mut cohorts = vec![Cohort::default(); groups.len()];
        for (subject, (&entered, &end)) in starts.times.iter().zip(&ends.times).enumerate() {
            if entered == NEVER || !within.contains(&entered) {
                continue;
            }
            let reached = if end >= entered { end } else { first_entry(visits, histories.places(subject), to, entered).0 };
            let known = |t: Micros| (t != NEVER).then_some(t);
            let story = Story { entered, reached: known(reached), out_since: known(out[subject]) };
            let group = starts.groups.get(subject).map_or(0, |group| *group as usize);
            cohorts[group].members.push(story.end(as_of, None));
        }
        for (rows, cohort) in rows.iter_mut().zip(cohorts) {
            rows.push(conversion(model, from, to, cohort));
        }
    }
    rows
}

/// The first entry of each subject into a stage.
struct Column {
    times: Vec<Micros>,
    /// The groups of these visits; empty where there is one.
    groups: Vec<u32>,
}

impl Column {
    fn of(stage: StageId, visits: &Visits, histories: &Histories<'_>, groups: &Groups) -> Self {
        let mut column = Self { times: Vec::with_capacity(histories.len()), groups: Vec::new() };
        for subject in 0..histories.len() {
            let (time, place) = first_entry(visits, histories.places(subject), stage, Micros::MIN);
            column.times.push(time);
            if groups.len() > 1 {
                column.groups.push(groups.of_visit(place) as u32);
            }
        }
        column
    }
}

/// The first of some visits that entered `stage` at or after `start`, and its place.
fn first_entry(visits: &Visits, mut places: Range<usize>, stage: StageId, start: Micros) -> (Micros, usize) {
    let enters = |place: usize| Some(visits.get(place)).filter(|visit| visit.stage == stage && visit.entered_at >= start);
    places.find_map(|place| enters(place).map(|visit| (visit.entered_at, place))).unwrap_or((NEVER, usize::MAX))
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
