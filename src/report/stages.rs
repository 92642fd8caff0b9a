//! How many entered a stage, how many are in it, and how long they stayed.

use super::visits::{Histories, furthest};
use super::{Seconds, Stage};
use crate::ids::Id;
use crate::model::Model;
use crate::replay::outcome::Outcome;
use crate::time::Micros;
use std::ops::Range;

/// What is counted of a stage on the way.
#[derive(Clone, Default)]
struct Tally {
    subjects: u64,
    last_subject: Option<u32>,
    entries: u64,
    current: u64,
    furthest: u64,
    finished: Vec<Micros>,
}

/// The figures of each stage, in funnel order.
pub(super) fn of(model: &Model, outcome: &Outcome, histories: &Histories<'_>, within: &Range<Micros>) -> Vec<Stage> {
    let mut tallies = vec![Tally::default(); model.stages.len()];
    for visit in outcome.visits.iter().filter(|visit| within.contains(&visit.entered_at)) {
        let tally = &mut tallies[visit.stage.index()];
        tally.entries += 1;
        if tally.last_subject.replace(visit.subject) != Some(visit.subject) {
            tally.subjects += 1;
        }
        if let Some(left_at) = visit.left_at {
            tally.finished.push(left_at - visit.entered_at);
        }
    }
    for subject in outcome.subjects.iter() {
        if let Some(stage) = subject.stage {
            tallies[stage.index()].current += 1;
        }
    }
    for visits in histories.iter() {
        if let Some(stage) = furthest(model, visits) {
            tallies[stage.index()].furthest += 1;
        }
    }
    let rows = model.stages.iter().zip(tallies).map(|(stage, tally)| Stage {
        id: stage.name.clone(),
        subjects: tally.subjects,
        entries: tally.entries,
        current: tally.current,
        furthest: tally.furthest,
        seconds: Seconds::of(tally.finished),
    });
    rows.collect()
}
