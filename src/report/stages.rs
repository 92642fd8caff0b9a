//! How many entered a stage, how many are in it, and how long they stayed.

use super::basis::Basis;
use super::groups::Groups;
use super::money::Sum;
use super::{Seconds, Stage};
use crate::ids::Id;
use crate::time::Micros;

/// What is counted of a stage on the way.
#[derive(Clone, Default)]
struct Tally {
    subjects: u64,
    last_subject: Option<u32>,
    entries: u64,
    left: u64,
    opening: u64,
    closing: u64,
    current: u64,
    furthest: u64,
    value: Sum,
    finished: Vec<Micros>,
}

/// The figures of each stage, in funnel order, for each group. A subject counts where it stands, or got furthest, under the group
/// of that visit (of several the last).
pub(super) fn of(basis: &Basis<'_>, groups: &Groups) -> Vec<Vec<Stage>> {
    let Basis { model, outcome, histories, within, .. } = basis;
    let mut tallies = vec![vec![Tally::default(); model.stages.len()]; groups.len()];
    for (place, visit) in outcome.visits.iter().enumerate() {
        let tally = &mut tallies[groups.of_visit(place)][visit.stage.index()];
        tally.left += u64::from(visit.left_at.is_some_and(|left_at| within.contains(&left_at)));
        if !within.contains(&visit.entered_at) {
            continue;
        }
        tally.entries += 1;
        if tally.last_subject.replace(visit.subject) != Some(visit.subject) {
            tally.subjects += 1;
        }
        if let Some(left_at) = visit.left_at {
            tally.finished.push(left_at - visit.entered_at);
        }
    }
    for subject in 0..histories.len() {
        let stage = |place: &usize| outcome.visits.get(*place).stage;
        let places = histories.places(subject);
        if let Some(last) = places.clone().next_back() {
            let tally = &mut tallies[groups.of_visit(last)][stage(&last).index()];
            tally.current += 1;
            tally.value.add(basis.money.as_ref().and_then(|money| money.worth(outcome.visits.get(last).subject)));
        }
        // Where the subject stood is told from entries alone, so that the balance with those who left proves something.
        let stood = |instant: Micros| match instant {
            Micros::MIN => None,
            Micros::MAX => places.clone().next_back(),
            _ => places.clone().take_while(|place| outcome.visits.get(*place).entered_at < instant).last(),
        };
        if let Some(place) = stood(within.start) {
            tallies[groups.of_visit(place)][stage(&place).index()].opening += 1;
        }
        if let Some(place) = stood(within.end) {
            tallies[groups.of_visit(place)][stage(&place).index()].closing += 1;
        }
        if let Some(far) = places.filter(|place| basis.step(stage(place)).is_some()).max_by_key(|place| stage(place).index()) {
            tallies[groups.of_visit(far)][stage(&far).index()].furthest += 1;
        }
    }
    let row = |(stage, tally): (&crate::model::Stage, Tally)| Stage {
        id: stage.name.clone(),
        subjects: tally.subjects,
        entries: tally.entries,
        opening: tally.opening,
        left: tally.left,
        net: tally.entries.cast_signed() - tally.left.cast_signed(),
        closing: tally.closing,
        current: tally.current,
        furthest: tally.furthest,
        value: tally.value.figure(),
        seconds: Seconds::of(tally.finished),
    };
    tallies.into_iter().map(|tallies| model.stages.iter().zip(tallies).map(row).collect()).collect()
}
