//! From stage to stage: for neighbours on the path, and from its first stage to each of the third and later.

use super::basis::Basis;
use super::cohort::Story;
use super::groups::Groups;
use super::{Cohort, Conversion};
use crate::ids::StageId;
use crate::replay::outcome::Visits;
use crate::time::Micros;
use std::ops::Range;

/// The conversions of each group, neighbours first. A member belongs to the group of its first entry.
pub(super) fn of(basis: &Basis<'_>, groups: &Groups) -> Vec<Vec<Conversion>> {
    // Without an instant to look from there are no visits, so no member asks for it.
    let as_of = basis.outcome.as_of.unwrap_or(Micros::MAX);
    let mut rows: Vec<Vec<Conversion>> = groups.heads.iter().map(|_| Vec::new()).collect();
    for (from, to) in pairs(basis.path.len()) {
        let mut cohorts = vec![Cohort::default(); groups.len()];
        for subject in 0..basis.histories.len() {
            let Some((place, story)) = story(basis, subject, from, to) else { continue };
            if basis.within.contains(&story.entered) {
                cohorts[groups.of_visit(place)].push(story.end(as_of, None));
            }
        }
        for (rows, cohort) in rows.iter_mut().zip(cohorts) {
            rows.push(conversion(basis, from, to, cohort));
        }
    }
    rows
}

/// How a subject got from one step of the path to another, and the place of its first entry into the one; nothing where it
/// never entered it.
#[inline]
pub(super) fn story(basis: &Basis<'_>, subject: usize, from: usize, to: usize) -> Option<(usize, Story)> {
    let (place, entered) = basis.first(subject, from)?;
    let reached = basis.first(subject, to).map(|(_, at)| at);
    let reached = match reached {
        // It was there before; what counts is the first time after.
        Some(at) if at < entered => first_entry(&basis.outcome.visits, basis.histories.places(subject), basis.path[to], entered),
        reached => reached,
    };
    let out_since = Some(basis.out_since[subject]).filter(|out| *out != Micros::MAX);
    Some((place, Story { entered, reached, out_since }))
}

/// When the first of some visits entered `stage` at or after `start`.
fn first_entry(visits: &Visits, mut places: Range<usize>, stage: StageId, start: Micros) -> Option<Micros> {
    let enters = |place: usize| Some(visits.get(place)).filter(|visit| visit.stage == stage && visit.entered_at >= start);
    places.find_map(|place| enters(place).map(|visit| visit.entered_at))
}

/// Steps of the path from which to which: neighbours, then the first to the third and later.
fn pairs(steps: usize) -> impl Iterator<Item = (usize, usize)> {
    let neighbours = (1..steps).map(|to| (to - 1, to));
    neighbours.chain((2..steps).map(|to| (0, to)))
}

fn conversion(basis: &Basis<'_>, from: usize, to: usize, cohort: Cohort) -> Conversion {
    let name = |step: usize| basis.model.stages[basis.path[step]].name.clone();
    Conversion { from: name(from), to: name(to), rate: cohort.rate() }
}
