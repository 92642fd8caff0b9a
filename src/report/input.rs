//! The accounts of the input: what the readers counted and what the replay counted, in one place.

use super::{Input, Instant, UnknownEvent};
use crate::diagnostics::suggest;
use crate::events::Intake;
use crate::model::Model;
use crate::replay::outcome::Outcome;

/// The report's accounts. The most frequent unknown names come first, equally frequent ones by name.
pub(super) fn of(model: &Model, intake: &Intake, outcome: &Outcome) -> Input {
    let known = || model.events.iter().map(|event| event.alias.as_str());
    let mut unknown: Vec<UnknownEvent> = intake
        .unknown
        .iter()
        .map(|(event, count)| UnknownEvent {
            event: event.clone(),
            count: *count,
            did_you_mean: suggest::closest(event, known()).map(str::to_owned),
        })
        .collect();
    unknown.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.event.cmp(&b.event)));
    Input {
        read: intake.read,
        applied: outcome.counts.applied,
        unknown: intake.unknown.values().sum(),
        duplicates: outcome.counts.duplicates,
        conflicts: outcome.counts.conflicts,
        rejected: intake.rejected,
        filtered: intake.filtered,
        later: outcome.counts.later,
        subjects: outcome.subjects.len() as u64,
        first_event: outcome.counts.first_event.map(Instant),
        last_event: outcome.counts.last_event.map(Instant),
        unknown_events: unknown,
    }
}
